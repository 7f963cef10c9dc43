"""The lines of a page that bear no label enter; its title, badges and filled-in sentences go into the draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trialwright.registries import enums
from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.fields import Fields, commas
from trialwright.registries.pages.labels import CRITERIA, patterns
from trialwright.registries.pages.noise import is_noise
from trialwright.registries.pages.scan import Found, Scan
from trialwright.registries.pages.values import Printed, country, registry_ids, scalar
from trialwright.registries.record import Provenance, Standing

_HEADING = re.compile(r"(.{3,90}?) Clinical Trials?")
_NUMBER = re.compile(r"\s*\(NCT\d{8}\)\s*$|^\W*NCT\d{8}\W+\s*")
_ACRONYM = re.compile(r"\s*\(([A-Z][A-Za-z0-9][A-Za-z0-9 ./+-]{0,22})\)\s*$")
_LEADING_ACRONYM = re.compile(r"^([A-Z][A-Z0-9]+(?:[ -][A-Z0-9]+){0,2})\s*[:：]\s+\S")
_CODED = re.compile(r"^[A-Z]+\d{3,}")
_SEX_WORDS = re.compile(r"\b(?:any|either|both) (?:gender|sex|sexes|genders)\b|\b(?:male or female|female or male|men or women|women or men)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|will|can|has|have|may|studies|aims|evaluates|compares|tests|looks|does|do|asks|treats|takes|shall|we|you|your|our|it|they)\b|^This |^In this ",
)
_HEAD_LINES = 25
_LONGEST_TITLE = 420
_ORGANISATION = re.compile(
    r"\b(?:Group|University|Hospital|Institut\w*|Cent(?:er|re)|Foundation|Inc|Ltd|GmbH|Pharma\w*|College|Society|Network|Oncology|Association)\b"
)


def lead(scan: Scan) -> list[Piece]:
    """The pieces without a label at the start of the page: above the first label, and left over below the first short ones."""
    found = list(scan.head)
    for label in scan.found:
        if label.label.path == "related":
            break
        if label.label.strict:
            found += label.values[1:]
        elif label.label.kind in ("ignore", "section"):
            found += label.values
        elif label.label.path == "extra.portalSummary" and len(label.values) == 1 and looks_like_title(label.values[0].text):
            found += label.values
        elif label.values and label.label.kind in (*CRITERIA, "prose", "conditions", "table"):
            break
    return found[:_HEAD_LINES]


def looks_like_title(words: str) -> bool:
    """Whether a line can be a trial's title: several words, no sentence, nothing of the portal's."""
    words = words.rstrip(".") if words.endswith("...") or not _VERB.search(words) else words
    if not 12 <= len(words) <= _LONGEST_TITLE or is_noise(words) or words.startswith(("http", "<", "©")):
        return False
    several = len(words.split()) >= 3 or len(re.findall(r"[\u3040-\u9fff\uac00-\ud7a3]", words)) >= 8
    return several and not words.rstrip().endswith((".", ":", "。", "?", ";", "…")) and not re.search(r"[a-z)]\.\s+[A-Z][a-z]+\s+[a-z]", words)


def fill_patterns(fields: Fields, scan: Scan) -> set[int]:
    """Read every line that a portal fills in ("Launched by X · date"); the numbers of the lines so read."""
    used: set[int] = set()
    for at, piece in enumerate(_whole_lines(scan)):
        for pattern in patterns():
            if pattern.head and at >= _HEAD_LINES or pattern.layouts and fields.printed.layout.name not in pattern.layouts:
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
    given = [(path, kind, match.group(group) if group else kind) for group, path, kind in gives if not group or match.group(group)]
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
        fields.put(path, words.strip(" \"“”"), piece.line)
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
            fields.scalar(path, kind, value, piece)


def read_title(fields: Fields, leading: Sequence[Piece], used: set[int]) -> None:
    """Take the title from the lines without a label, where the page labels none."""
    draft, layout = fields.draft, fields.printed.layout
    candidates = [piece for piece in leading if looks_like_title(piece.text) and (piece.line.number not in used or _NUMBER.search(piece.text))]
    candidates = _without_heading(fields, candidates, leading)
    labelled = draft.has("identificationModule.briefTitle") or draft.has("identificationModule.officialTitle")
    if layout.title == "none" or not candidates or (labelled and not layout.has("official_after_title")):
        if labelled and candidates and not layout.title and not draft.has("identificationModule.briefTitle"):
            _put_title(fields, "identificationModule.briefTitle", candidates[0])
        return
    marked = [piece for piece in candidates if piece.mark.startswith("#")]
    first = (marked or candidates[-1:] if layout.has("title_before_status") else marked or candidates)[0]
    path = {"official": "identificationModule.officialTitle", "portal": "extra.portalTitle"}.get(layout.title, "identificationModule.briefTitle")
    _put_title(fields, path, first)
    later = [piece for piece in candidates if piece.start > first.start and _bare(piece) != _bare(first)]
    if layout.has("official_after_title") and later:
        _put_title(fields, "identificationModule.officialTitle", later[0])


def _bare(piece: Piece) -> str:
    return _NUMBER.sub("", piece.text)


def _without_heading(fields: Fields, candidates: list[Piece], leading: Sequence[Piece]) -> list[Piece]:
    """A first line "<condition> Clinical Trial" over a title is the page's heading, and names a condition."""
    first = leading[0] if leading else None
    heading = _HEADING.fullmatch(first.text) if first else None
    over_title = first is not None and (fields.printed.layout.has("heading_is_condition") or any(piece.start > first.start for piece in candidates))
    if first is None or heading is None or not over_title:
        return candidates
    fields.put("extra.pageHeading", first.text, first.line)
    if fields.printed.layout.has("heading_is_condition") and not fields.draft.has("conditionsModule.conditions"):
        fields.draft.put("conditionsModule.conditions", [heading.group(1)], first.line, how='the page\'s heading less the words "Clinical Trial"')
    return [piece for piece in candidates if piece is not first]


def _put_title(fields: Fields, path: str, piece: Piece) -> None:
    words = _bare(piece).strip("\"“” ")
    bracket = _ACRONYM.search(words)
    if fields.printed.layout.has("acronym_in_title") and bracket and path.endswith("briefTitle"):
        fields.put("identificationModule.acronym", bracket.group(1), piece.line)
        words = words[: bracket.start()]
    fields.put(path, words, piece.line)


def title_acronym(draft: Draft) -> None:
    """An acronym that opens the title ("TAILOR RT: A Randomized Trial …") is derived, not stated."""
    title = draft.section.get("identificationModule", {}).get("briefTitle", "")
    match = _LEADING_ACRONYM.match(title)
    if match and not _CODED.match(match.group(1)) and not draft.has("identificationModule.acronym") and "acronym" not in draft.derived:
        draft.derive("acronym", match.group(1), draft.lines_of("identificationModule.briefTitle"), how="the title opens with it")


def read_badges(fields: Fields, leading: Sequence[Piece], used: set[int]) -> set[int]:
    """Status, phase, sex or number of people in lines of their own, without a label; the numbers of the lines so read."""
    return {piece.line.number for piece in leading if piece.line.number not in used and len(piece.text) <= 60 and fields.badge(piece)}


def address_id(draft: Draft) -> None:
    """The registry number in the page's address, kept as such."""
    if "idFromUrl" in draft.extra or not draft.page.url:
        return
    for _, number in registry_ids(draft.page.url):
        draft.extra["idFromUrl"] = number
        draft.provenance["extra.idFromUrl"] = Provenance(standing=Standing.DERIVED, how=f"from the address {draft.page.url}")
        return


def derive_design(draft: Draft, printed: Printed) -> None:
    """Phase and allocation of the first words of a summary, where no field and no title gives them."""
    titles = draft.section.get("identificationModule", {})
    title = " ".join(str(titles.get(name, "")) for name in ("briefTitle", "officialTitle"))
    if not draft.has("designModule.designInfo.allocation") and (match := re.search(r"\bnon-?randomi[sz]ed\b|\brandomi[sz]ed\b", title, re.IGNORECASE)):
        value = "NON_RANDOMIZED" if match.group().lower().startswith("non") else "RANDOMIZED"
        draft.derive("allocation", value, draft.lines_of("identificationModule.officialTitle"), how=f"title: {match.group()}")
    if not draft.has("eligibilityModule.sex") and (match := _SEX_WORDS.search(draft.eligibility_text or "")):
        draft.derive("sexWords", match.group(), draft.lines_of("eligibilityModule.eligibilityCriteria"), how="a criterion")
    if draft.has("designModule.phases") or "phases" in draft.derived:
        return
    for key in ("descriptionModule.briefSummary", "extra.portalSummary", "extra.description", "extra.unlabelledLines"):
        text = _text(draft, key)
        match = re.search(r"\bphase\s+(?:[1-4][ab]?|i{1,3}[ab]?|iv)(?:\s*/\s*(?:[1-4]|i{1,3}|iv)[ab]?)?\b", text[:160], re.IGNORECASE)
        if match:
            draft.derive("phases", enums.phases(match.group()), draft.lines_of(key), how=f"{key}: {match.group()}")
            return


def _text(draft: Draft, key: str) -> str:
    module, _, name = key.partition(".")
    held = draft.extra if module == "extra" else draft.section.get(module, {})
    words = held.get(name) or ""
    return str(next((line for line in words if _VERB.search(line)), "") if isinstance(words, list) else words)


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
