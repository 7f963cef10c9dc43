"""In other words: a statement that only a person can make in; what the sheet says to it in parts, by what rules it out, or by a
complete list out, or None.

"Unable or unwilling to attend visits" is two statements, each of which a sheet may answer; nobody who cannot conceive plans to;
and who has no illness but the cancer on a list that is complete has no "uncontrolled intercurrent illness" either.
"""

from __future__ import annotations

import re
from functools import lru_cache

from trialwright.match.another import is_over
from trialwright.match.answer import Answer, decided, described
from trialwright.match.known import CANCER_KINDS, Item, Known
from trialwright.match.statements import stated
from trialwright.match.truth import Truth
from trialwright.patients.facts import Kind

_LACKS = r"unable|unwilling|inability|unwillingness|incapable|not able|not willing|refus\w+|failure"
_HAS = r"able|willing|ability|willingness|capable|ready"
_EITHER = re.compile(
    rf"(?P<one>{_LACKS})(?: (?:and/)?or |/| and/or )(?P<other>{_LACKS}) (?P<rest>(?:to|of)\b.+)", re.IGNORECASE | re.DOTALL
)
_BOTH = re.compile(rf"(?P<one>{_HAS})(?: and |/| & )(?P<other>{_HAS}) (?P<rest>(?:to|of)\b.+)", re.IGNORECASE | re.DOTALL)


def in_parts(statement: str, known: Known) -> Answer | None:
    """ "Unable or unwilling to": true by either, false where neither is so. "Able and willing to": the other way round."""
    either = _EITHER.fullmatch(statement.strip())
    found = either or _BOTH.fullmatch(statement.strip())
    if found is None:
        return None
    answers = [stated(f"{found[word]} {found['rest']}", "", known) for word in ("one", "other")]
    enough = Truth.TRUE if either else Truth.FALSE
    decisive = next((answer for answer in answers if answer.truth is enough), None)
    if decisive is not None:
        return decisive
    if any(answer.reasons for answer in answers):
        return None
    facts = [fact for answer in answers for fact in answer.facts]
    return decided(answers[0].truth, "; ".join(answer.why for answer in answers), *facts)


_TO_CONCEIVE = re.compile(
    r"(?:(?:women|females?|patients?|subjects?) )?(?:(?:who|that) )?(?:(?:is|are|be|being|currently|actively|has|have) )*(?:a )?"
    r"(?:plan|intend|intention|want|wish|expect|desir|attempt|try|hop|seek|consider)\w*\b(?![^,;.]{0,40}\b(?:avoid|prevent|postpone|delay|not|no|contracept))[^,;.]{0,30}?"
    r"\b(?:(?:be(?:com(?:e|ing))?|get(?:ting)?) pregnant|conceiv\w+|pregnancy(?! test)|breast-?feed\w*)\b",
    re.IGNORECASE,
)
_BEGETTING = re.compile(r"\bfather\w*|\bbeget\w*|\bpartners?\b|\bmen\b|\bmales?\b|\bhis\b", re.IGNORECASE)


def cannot_conceive(statement: str, known: Known) -> Answer | None:
    """Nobody who cannot become pregnant plans to."""
    if not _TO_CONCEIVE.match(statement.strip()) or _BEGETTING.search(statement):
        return None
    if known.sex == "male":
        return decided(False, "the patient is male")
    unable = known.of("childbearing potential", present=False)
    return decided(False, described(unable[-1].fact), unable[-1].fact) if unable else None


_ILLNESS = re.compile(
    r"(?:(?:patients? |subjects? )?(?:with|has|have|having) )?(?:(?:any|an?|the|other|severe|serious|seriously|major|"
    r"active|acute|chronic|"
    r"uncontrolled|poorly|controlled|unstable|significant|clinically|relevant|concurrent|concomitant|coexisting|co-existing|"
    r"coincidental|intercurrent|underlying|additional|preexisting|pre-existing|medical|systemic|physical|internal|somatic|non-?malignant|"
    r"debilitating|life-threatening|and|or|and/or)[ ,/]+)+"
    r"(?:illness(?:es)?|diseases?|conditions?|disorders?|comorbidit(?:y|ies)|co-morbidit(?:y|ies))\b"
    r"(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BESIDE_THE_CANCER = re.compile(
    r"illness|morbid|medical|other|concomitant|concurrent|intercurrent|co-?existing|coincidental|underlying|additional|malignant"
)
""" "Active disease" is the cancer; a "medical condition" stands beside it."""
_MORE_THAN_ILLNESS = re.compile(
    r"\b(?:must|should|shall|need|are|is|be|stable|well|adequate|permit|allow|psych|mental|social|emotional|familial|geograph|situation|circumstance|laborator|abnormal|addict|abuse|"
    r"depend|substance|alcohol|drug|medication|treat|therap|surg|test|finding|"
    r"histor|previous|prior|past|pregnan|allerg|language|compan|or (?!medical|condition))",
    re.IGNORECASE,
)


def no_illness(statement: str, known: Known) -> Answer | None:
    """No illness of the kind that is asked about, where the list of conditions is complete and names but the cancer, what is over
    and, where one out of control is asked about, what is under control."""
    found = _about_illness(statement)
    if found is None or not known.covered({Kind.CONDITIONS}):
        return None
    listed = [item for item in known.listed(Kind.CONDITIONS) if not _is_no_illness(item, known, uncontrolled=found)]
    return None if listed else decided(False, "no such illness is listed, and conditions are complete")


@lru_cache(maxsize=8192)
def _about_illness(statement: str) -> bool | None:
    """Whether a statement asks about an illness out of control; None for one that asks about more than illnesses."""
    said = _ILLNESS.fullmatch(statement.strip().rstrip("."))
    if said is None or _MORE_THAN_ILLNESS.search(said["rest"]):
        return None
    before = statement[: said.start("rest")].lower()
    if not _BESIDE_THE_CANCER.search(before):
        return None
    return "uncontrolled" in before or "unstable" in before or "poorly controlled" in before


def _is_no_illness(item: Item, known: Known, *, uncontrolled: bool) -> bool:
    words = known.context.vocabulary
    if item.concepts and all(words.kind(name) in (*CANCER_KINDS, "metastasis") for name in item.concepts):
        return True
    if is_over(item):
        return True
    return uncontrolled and "controlled" in item.narrowing.get("control", ())
