"""As defined elsewhere: "prior therapies as defined in the protocol", "allergy to all antibiotics", "treatment for a previous
cancer" in; the question or the fact that they are, out; None for any other phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, flattened, joined_by
from trialwright.protocol.criteria import Criterion, Has, Qualifier, Target

_ELSEWHERE = re.compile(
    r"\b(?:as|that are|which are)?\s*(?:further )?(?:defined|specified|described|listed|outlined|detailed|set out)"
    r" (?:in|by|per|within|elsewhere)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:(?:receipt|use|receiving|received|any|of|the|with|prior|previous|previously|concomitant|concurrent|other|certain|has|have|"
    r"had|patients?|participants?|subjects?|who) )*(?:therap(?:y|ies)|treatments?|medications?|drugs?|agents?)[ ,]*",
    re.IGNORECASE,
)
_TO_ALL = re.compile(r"(?:allerg|hypersens|intoleran|contraindicat)\w*(?: reactions?)?(?: to| of|) all\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"(?:for|of) (?:(?:an?|any|the|another|other|prior|previous|second|different|past|earlier) )+(?:primary )?"
    r"(?:malignanc(?:y|ies)|cancers?|neoplasms?)",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:another|other|prior|previous|second|different|past|earlier)\b", re.IGNORECASE)

_UNDER = re.compile(r"(?:patients? |subjects? |participants? )?(?:still )?(?:on|under|undergoing|receiving)", re.IGNORECASE)


def left_elsewhere(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """What a phrase means whose therapies are told elsewhere, or whose therapy was for another cancer: a question, or that other
    cancer, treated."""
    said = setting.words(chunks)
    told = _ELSEWHERE.search(said)
    if told is not None and _BARE.fullmatch(said[: told.start()]) is not None:
        return question(chunks, setting)
    return _of_another_cancer(chunks, setting) if _OF_ANOTHER.search(said) is not None else None


def reacts_to_all(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True for "hypersensitivity to all antiplatelet drugs": to one of them is not enough."""
    return setting.exclusion and _TO_ALL.search(setting.words(chunks)) is not None


def _of_another_cancer(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    said = setting.words(chunks)
    found = _OF_ANOTHER.search(said)
    begin = chunks[0].start + found.start() if found is not None else 0
    before = [chunk for chunk in chunks if chunk.end <= begin]
    behind = [chunk for chunk in chunks if found is not None and chunk.start >= chunks[0].start + found.end()]
    named = [chunk for chunk in flattened(before) if chunk.sort is Sort.CONCEPT]
    therapies = bool(named) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for chunk in named for name in chunk.names)
    bare = not named and any(chunk.sort is Sort.HEADNOUN for chunk in before)
    if found is None or not _OTHER.search(found[0]) or not (therapies or bare) or not setting.exclusion:
        return None
    if therapies and {name for chunk in named for name in chunk.names} != {"anticancer therapy"}:
        return question(chunks, setting)
    if any(chunk.sort not in (Sort.FILL, Sort.STOP) for chunk in behind):
        return question(chunks, setting)  # "within 5 years": of the treatment, which need not be the time of the cancer
    going_on = any(chunk.sort is Sort.NOW or _UNDER.fullmatch(chunk.text) is not None for chunk in before)
    if going_on and all(chunk.sort is not Sort.HIST for chunk in before):
        # "Receiving treatment for another malignancy": it is not enough to have been treated for one.
        other = Has(target=Target(concept="malignancy", other=True), span=setting.span(chunks))
        return joined_by("and", (other, question(chunks, setting)))
    treated = Qualifier(name="treatment", values=("treated",))
    return Has(target=Target(concept="malignancy", other=True, qualifiers=(treated,)), span=setting.span(chunks))
