"""The lines of a page that bear no label enter; its badges and filled-in sentences go into the draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trialwright.registries import enums
from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.fields import Fields
from trialwright.registries.pages.labels import CRITERIA, STRICT, patterns
from trialwright.registries.pages.names import commas
from trialwright.registries.pages.noise import is_noise
from trialwright.registries.pages.scan import Found, Scan
from trialwright.registries.pages.titles import VERB, looks_like_title
from trialwright.registries.pages.values import country, empty, registry_ids, scalar
from trialwright.registries.record import Provenance, Standing

_SEX_WORDS = re.compile(
    r"\b(?:any|either|both) (?:gender|sex|sexes|genders)\b|\b(?:male or female|female or male|men or women|women or men)\b",
    re.IGNORECASE,
)
_HEAD_LINES = 25
_ORGANISATION = re.compile(
    r"\b(?:Group|University|Hospital|Institut\w*|Cent(?:er|re)|Foundation|Inc|Ltd|GmbH|Pharma\w*|College|Society"
    r"|Network|Oncology|Association)\b"
)


def lead(scan: Scan) -> list[Piece]:
    """The pieces without a label at the start of the page: above the first label, and left over below the first short ones."""
    found = list(scan.head)
    for label in scan.found:
        if label.label.path == "related":
            break
        if label.label.strict:
            found += label.values[1:]
        elif label.label.kind in ("ignore", "section") or (
            label.label.path == "extra.portalSummary" and len(label.values) == 1 and looks_like_title(label.values[0].text)
        ):
            found += label.values
        elif label.values and label.label.kind in (*CRITERIA, "prose", "conditions", "table"):
            break
    return found[:_HEAD_LINES]


def fill_patterns(fields: Fields, scan: Scan) -> set[int]:
    """Read every line that a portal fills in ("Launched by X · date"); the numbers of the lines so read."""
    used: set[int] = set()
    for at, piece in enumerate(_whole_lines(scan)):
        for pattern in patterns():
            if (pattern.head and at >= _HEAD_LINES) or (pattern.layouts and fields.printed.layout.name not in pattern.layouts):
                continue
            match = pattern.expression.fullmatch(piece.text.strip())
            if match is not None and _give(fields, match, pattern.gives, piece):
                used.add(piece.line.number)
                break
    return used


def _whole_lines(scan: Scan) -> Iterator[Piece]:
    listed = {piece.line.number for label in scan.found if label.label.kind in CRITERIA for piece in label.values}
    for piece in scan.pieces:
        if piece.line.number not in listed or not piece.bulleted:
            yield piece


def _give(fields: Fields, match: re.Match[str], gives: Sequence[tuple[str, str, str]], piece: Piece) -> bool:
    blanks = (
        (path, kind, match.group(group) if group else kind) for group, path, kind in gives if not group or match.group(group)
    )
    given = [(path, kind, words) for path, kind, words in blanks if kind in STRICT or not empty(words)]
    if any(fields.checks(kind, words) is False for _, kind, words in given):
        return False
    for path, kind, words in given:
        _give_one(fields, path, kind, (words, piece))
    return bool(given)


def _give_one(fields: Fields, path: str, kind: str, at: tuple[str, Piece]) -> None:
    words, piece = at
    if path == "hasResults":
        fields.draft.has_results = words == "true"
        fields.draft.note_place("hasResults", piece.line)
    elif kind in ("sponsor", "text"):
        fields.put(path, words.strip(' "“”'), piece.line)
    elif kind in ("comma_list", "and_list"):
        parts = [part for some in commas(words) for part in (re.split(r"\s+and\s+", some) if kind == "and_list" else [some])]
        fields.put(path, parts, piece.line)
    elif kind == "country_name":
        if name := country(words):
            fields.put("extra.countries", [name], piece.line)
    elif kind == "date_type":
        if said := enums.lookup("date_type", words):
            fields.put(path, said, piece.line)
    elif kind.isupper():
        fields.put(path, kind, piece.line)
    else:
        value = scalar(kind, words, fields.printed)
        if value is not None:
            fields.scalar(path, kind, value, (piece, None))


def read_badges(fields: Fields, leading: Sequence[Piece], used: set[int]) -> set[int]:
    """Status, phase, sex or number of people in lines of their own, without a label; the numbers of the lines so read."""
    return {
        piece.line.number for piece in leading if piece.line.number not in used and len(piece.text) <= 60 and fields.badge(piece)
    }


def trailing_badges(fields: Fields, found: Found) -> list[Piece]:
    """Take badges off the end of criteria: lines without a bullet below bulleted ones ("Recruiting", "18 years and older")."""
    taken: list[Piece] = []
    while len(found.values) > 1 and not found.values[-1].bulleted and any(piece.bulleted for piece in found.values):
        if not fields.is_badge(found.values[-1].text):
            break
        taken.insert(0, found.values.pop())
    return taken


def address_id(draft: Draft) -> None:
    """The registry number in the page's address, kept as such."""
    if "idFromUrl" in draft.extra or not draft.page.url:
        return
    for _, number in registry_ids(draft.page.url):
        draft.extra["idFromUrl"] = number
        draft.provenance["extra.idFromUrl"] = Provenance(standing=Standing.DERIVED, how=f"from the address {draft.page.url}")
        return


def derive_design(draft: Draft) -> None:
    """Phase and allocation of the first words of a summary, where no field and no title gives them."""
    titles = draft.section.get("identificationModule", {})
    title = " ".join(str(titles.get(name, "")) for name in ("briefTitle", "officialTitle"))
    if not draft.has("designModule.designInfo.allocation") and (
        match := re.search(r"\bnon-?randomi[sz]ed\b|\brandomi[sz]ed\b", title, re.IGNORECASE)
    ):
        value = "NON_RANDOMIZED" if match.group().lower().startswith("non") else "RANDOMIZED"
        draft.derive("allocation", value, draft.lines_of("identificationModule.officialTitle"), how=f"title: {match.group()}")
    if not draft.has("eligibilityModule.sex") and (match := _SEX_WORDS.search(draft.eligibility_text or "")):
        draft.derive("sexWords", match.group(), draft.lines_of("eligibilityModule.eligibilityCriteria"), how="a criterion")
    if draft.has("designModule.phases") or "phases" in draft.derived:
        return
    for key in ("descriptionModule.briefSummary", "extra.portalSummary", "extra.description", "extra.unlabelledLines"):
        text = _text(draft, key)
        match = re.search(
            r"\bphase\s+(?:[1-4][ab]?|i{1,3}[ab]?|iv)(?:\s*/\s*(?:[1-4]|i{1,3}|iv)[ab]?)?\b", text[:160], re.IGNORECASE
        )
        if match:
            draft.derive("phases", enums.phases(match.group()), draft.lines_of(key), how=f"{key}: {match.group()}")
            return


def _text(draft: Draft, key: str) -> str:
    module, _, name = key.partition(".")
    held = draft.extra if module == "extra" else draft.section.get(module, {})
    words = held.get(name) or ""
    return str(next((line for line in words if VERB.search(line)), "") if isinstance(words, list) else words)


def organisation(found: Found) -> Piece | None:
    """A last line of a text that is the name of an organisation, not a sentence of it."""
    if len(found.values) < 2:
        return None
    last = found.values[-1]
    name = last.gap and len(last.text) <= 90 and not last.bulleted and not last.text.rstrip().endswith((".", ":", "?", "!"))
    return last if name and _ORGANISATION.search(last.text) and len(last.text.split()) <= 9 else None


def unlabelled(draft: Draft, pieces: Sequence[Piece]) -> None:
    """Keep the lines that nothing explained, but for the portal's own."""
    words = [piece.text for piece in pieces if not is_noise(piece.text)]
    if words:
        draft.extra["unlabelledLines"] = list(dict.fromkeys(words))
