"""Lines of a page and its labels enter, the lines under each label leave; also what several layouts print alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from trialwright.registries import enums
from trialwright.registries.pages.text import Line

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:(?:phone|tel|telephone)\.?:?\s*)?\+?\(?\d[\d\s().+/-]{5,}\d(?:\s*\(.*\))?$", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*(?:,\s*)?\b(?:ext|extension|x)\b\.?\s*:?\s*(\S+)\s*$", re.IGNORECASE)
_NATION = re.compile(
    r",\s*([^,]+,\s*(?:(?:The )?(?:Democratic |Islamic |Former Yugoslav |United |Federated |Plurinational |Bolivarian )*"
    r"(?:People's )?(?:Republic|States?) of(?: the)?|Province of China|Occupied))\s*$"
)
_INVERTED = re.compile(r"\s(?:of|de|del|la|do|da|di)\s*$", re.IGNORECASE)
_HEADING = re.compile(r"\W*(inclusion|exclusion|key inclusion|key exclusion)\s+criteria\W*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The lines (blank ones left out) that stand under one label, and the label's own line."""

    label: str
    at: Line
    lines: tuple[Line, ...]

    @property
    def value(self) -> str | None:
        """The first line under the label; None when there is none or it says "none" ("-", "N/A")."""
        return None if not self.lines or enums.empty(self.lines[0].words) else self.lines[0].words


def parts(lines: Sequence[Line], labels: Collection[str]) -> dict[str, Part]:
    """The part under each of `labels` (the first, where a label is printed twice); a label followed by a label has no lines.

    Lines before the first label stand under "".
    """
    names = {label.lower(): label for label in labels}
    cuts: list[tuple[str, Line | None, list[Line]]] = [("", None, [])]
    for line in lines:
        label = names.get(line.words.rstrip(":").lower())
        if label is not None and all(label != seen for seen, _, _ in cuts):
            cuts.append((label, line, []))
        elif line.words:
            cuts[-1][2].append(line)
    return {label: Part(label=label, at=at or found[0], lines=tuple(found)) for label, at, found in cuts if at or found}


def blocks(lines: Sequence[Line], anchor: Callable[[Line], bool]) -> Iterator[tuple[tuple[Line, ...], Line, tuple[Line, ...]]]:
    """For each anchor line ("Role: …"), the lines between it and the anchor before, itself, and the lines up to the next."""
    at = [number for number, line in enumerate(lines) if anchor(line)]
    for number, here in enumerate(at):
        before = at[number - 1] + 1 if number else 0
        after = at[number + 1] if number + 1 < len(at) else len(lines)
        yield tuple(lines[before:here]), lines[here], tuple(lines[here + 1 : after])


def paragraphs(lines: Sequence[Line]) -> str:
    """Lines as one text, a blank line between paragraphs, list items and other runs of lines as printed."""
    pieces: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None:
            pieces.append("\n" if line.number == before.number + 1 else "\n\n")
        pieces.append(line.text.rstrip() if line.text.startswith((" ", "\t")) else line.words)
    return "".join(pieces).strip()


def channel(words: str) -> dict[str, str] | None:
    """The phone, extension or e-mail in a line of a contact; None when the line is neither."""
    email = _EMAIL.search(words)
    found = {"email": email.group()} if email else {}
    rest = (words[: email.start()] + words[email.end() :]).strip(" ,;|") if email else words.strip()
    extension = _EXTENSION.search(rest)
    number = (rest[: extension.start()] if extension else rest).strip()
    if _PHONE.match(number):
        found |= {"phone": number} | ({"phoneExt": extension.group(1)} if extension else {})
    return found or None


def address(words: str) -> dict[str, str]:
    """City, state and country of "Shanghai, Shanghai Municipality, China" or "Amsterdam, , Netherlands"; blanks are left out."""
    nation = _NATION.search(words)
    rest = words[: nation.start()] if nation else words.rpartition(",")[0]
    country = nation.group(1) if nation else words.rpartition(",")[2]
    city, comma, state = rest.rpartition(",")
    if _INVERTED.search(state):
        city, comma, first = city.rpartition(",")
        state = f"{first.strip()},{state}"
    found = {"city": city.strip() if comma else rest.strip(), "state": state.strip() if comma else "", "country": country.strip()}
    return {key: value for key, value in found.items() if not enums.empty(value)}


def criteria_markup(lines: Sequence[Line]) -> str:
    """Criteria as v2 prints them: "Inclusion Criteria:" between blank lines, an item a line, bullets as `*`."""
    items = [line for line in lines if line.words and not _HEADING.fullmatch(line.words)]
    margin = min((len(line.text) - len(line.text.lstrip()) for line in items), default=0)
    pieces: list[str] = []
    for line in lines:
        if heading := _HEADING.fullmatch(line.words):
            pieces.append(f"\n{heading.group(1).title()} Criteria:\n")
        elif line.words:
            pieces.append(re.sub(r"^(\s*)[•·‣⁃●▪◦○]\s*", r"\1* ", line.text[margin:].rstrip()))
    return "\n".join(pieces).strip("\n")
