"""The lines of a page that bear no label enter; the title among them goes into the draft."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.fields import Fields
from trialwright.registries.pages.noise import is_noise
from trialwright.registries.pages.values import foreign

_HEADING = re.compile(r"(.{3,90}?) Clinical Trials?")
_NUMBER = re.compile(r"\s*\(NCT\d{8}\)\s*$|^\W*NCT\d{8}\W+\s*")
_ACRONYM = re.compile(r"\s*\(([A-Z][A-Za-z0-9][A-Za-z0-9 ./+-]{0,22})\)\s*$")
_LEADING_ACRONYM = re.compile(r"^([A-Z][A-Z0-9]+(?:[ -][A-Z0-9]+){0,2})\s*[:：]\s+\S")
_CODED = re.compile(r"^[A-Z]+\d{3,}")
VERB = re.compile(
    r"\b(?:is|are|was|were|will|can|has|have|may|studies|aims|evaluates|compares|tests|looks|does|do|asks"
    r"|treats|takes|shall|we|you|your|our|it|they)\b|^This |^In this ",
)
_FULL_TITLE = 6
_LONGEST_TITLE = 420


def looks_like_title(words: str) -> bool:
    """Whether a line can be a trial's title: several words, no sentence, nothing of the portal's."""
    words = words.rstrip(".") if words.endswith("...") or not VERB.search(words) else words
    if not 12 <= len(words) <= _LONGEST_TITLE or is_noise(words) or words.startswith(("http", "<", "©")):
        return False
    several = len(words.split()) >= 3 or len(re.findall(r"[\u3040-\u9fff\uac00-\ud7a3]", words)) >= 8
    return (
        several
        and not words.rstrip().endswith((".", ":", "。", "?", ";", "…"))
        and not re.search(r"[a-z)]\.\s+[A-Z][a-z]+\s+[a-z]", words)
    )


def read_title(fields: Fields, leading: Sequence[Piece], used: set[int]) -> None:
    """Take the title from the lines without a label, where the page labels none."""
    draft, layout = fields.draft, fields.printed.layout
    candidates = [
        piece
        for piece in leading
        if looks_like_title(piece.text) and (piece.line.number not in used or _NUMBER.search(piece.text))
    ]
    candidates = _without_heading(fields, candidates, leading)
    labelled = draft.has("identificationModule.briefTitle") or draft.has("identificationModule.officialTitle")
    if layout.title == "none" or not candidates or (labelled and not layout.has("official_after_title")):
        if labelled and candidates and not layout.title and not draft.has("identificationModule.briefTitle"):
            _put_title(fields, "identificationModule.briefTitle", candidates[0])
        return
    marked = [piece for piece in candidates if piece.mark.startswith("#")]
    full = [piece for piece in candidates if len(piece.text.split()) >= _FULL_TITLE or foreign(piece.text)]
    first = (marked or (candidates[-1:] if layout.has("title_before_status") else full) or candidates)[0]
    path = {"official": "identificationModule.officialTitle", "portal": "extra.portalTitle"}.get(
        layout.title, "identificationModule.briefTitle"
    )
    _put_title(fields, path, first)
    if layout.has("title_then_summary") and not draft.has("descriptionModule.briefSummary"):
        after = [piece for piece in leading if piece.start > first.start and piece not in candidates]
        text = next((piece for piece in after if VERB.search(piece.text) and piece.line.number not in used), None)
        if text is not None:
            fields.put("descriptionModule.briefSummary", text.text, text.line)
    later = [piece for piece in candidates if piece.start > first.start and _bare(piece) != _bare(first)]
    if layout.has("official_after_title") and later:
        _put_title(fields, "identificationModule.officialTitle", later[0])


def _bare(piece: Piece) -> str:
    return _NUMBER.sub("", piece.text)


def _without_heading(fields: Fields, candidates: list[Piece], leading: Sequence[Piece]) -> list[Piece]:
    """A first line "<condition> Clinical Trial" over a title is the page's heading, and names a condition."""
    first = leading[0] if leading else None
    heading = _HEADING.fullmatch(first.text) if first else None
    over_title = first is not None and (
        fields.printed.layout.has("heading_is_condition") or any(piece.start > first.start for piece in candidates)
    )
    if first is None or heading is None or not over_title:
        return candidates
    fields.put("extra.pageHeading", first.text, first.line)
    if fields.printed.layout.has("heading_is_condition") and not fields.draft.has("conditionsModule.conditions"):
        fields.draft.put(
            "conditionsModule.conditions",
            [heading.group(1)],
            first.line,
            how='the page\'s heading less the words "Clinical Trial"',
        )
    return [piece for piece in candidates if piece is not first]


def _put_title(fields: Fields, path: str, piece: Piece) -> None:
    words = _bare(piece).strip('"“” ')
    bracket = _ACRONYM.search(words)
    if fields.printed.layout.has("acronym_in_title") and bracket and path.endswith("briefTitle"):
        fields.put("identificationModule.acronym", bracket.group(1), piece.line)
        words = words[: bracket.start()]
    fields.put(path, words, piece.line)


def title_acronym(draft: Draft) -> None:
    """An acronym that opens the title ("TAILOR RT: A Randomized Trial …") is derived, not stated."""
    title = draft.section.get("identificationModule", {}).get("briefTitle", "")
    match = _LEADING_ACRONYM.match(title)
    if (
        match
        and not _CODED.match(match.group(1))
        and not draft.has("identificationModule.acronym")
        and "acronym" not in draft.derived
    ):
        draft.derive("acronym", match.group(1), draft.lines_of("identificationModule.briefTitle"), how="the title opens with it")
