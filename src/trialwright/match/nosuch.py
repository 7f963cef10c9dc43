"""No such illness: a statement of illnesses and what they would do ("psychiatric disorder that would hinder the trial") in; no
out, where the sheet has none of the illnesses, whatever they would do."""

from __future__ import annotations

import re
from functools import lru_cache

from trialwright.match.answer import Answer, decided
from trialwright.match.has import has
from trialwright.match.known import Known
from trialwright.match.statements import speaks_of_the_trial
from trialwright.match.truth import Truth
from trialwright.protocol.criteria import Has, Target
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.terms import read_term

_WHAT_IT_DOES = re.compile(
    r"(?P<what>[^.;:]{4,120}?),? (?:that|which|likely to|causing|resulting in|leading to|interfering|precluding|preventing|"
    r"affecting|limiting|impairing|compromising|deemed|considered|judged|as (?:judged|determined|assessed)|"
    r"in the (?:\w+ )?(?:opinion|judge?ment)|at the discretion)\b(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_LEAD = re.compile(
    r"(?:(?:(?:patients?|subjects?|participants?) )?(?:with|has|have|having) |any |known |an? |the |other |"
    r"current(?:ly)? |active |"
    r"concurrent |concomitant |severe |serious |significant |clinically |relevant |uncontrolled |unstable |chronic |acute )*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:histor\w*|prior|previous\w*|past|ever|no|not|without|never|including|such as|except|unless|stable|controlled|"
    r"treated|condition|"
    r"conditions|situations?|circumstances?|reasons?|factors?|issues?|therap\w*|treatment|drugs?|medication)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:,\s*(?:and/or|and|or)\b|,|/|\band/or\b|\band\b|\bor\b)\s*", re.IGNORECASE)
_ALSO = re.compile(r"\bincluding\b|\bsuch as\b|\bor (?:any |other |who|those|patients|are|is|has|have|with)\b|;", re.IGNORECASE)


def no_such_illness(statement: str, known: Known) -> Answer | None:
    """No, where each of the illnesses that a statement names is surely not there; None where one may be, or more is spoken of."""
    names = _illnesses(statement, known.context.vocabulary)
    if not names:
        return None
    answers = [has(Has(target=Target(concept=name)), known) for name in names]
    if any(answer.truth is not Truth.FALSE for answer in answers):
        return None
    facts = [fact for answer in answers for fact in answer.facts]
    return decided(False, "; ".join(dict.fromkeys(answer.why for answer in answers)), *facts)


@lru_cache(maxsize=8192)
def _illnesses(statement: str, words: Vocabulary) -> tuple[str, ...]:
    """The illnesses of a statement, by the vocabulary's names; none where anything else is among them."""
    said = _WHAT_IT_DOES.fullmatch(" ".join(_ASIDE.sub("", statement).split()).rstrip("."))
    if said is None or _ALSO.search(said["rest"]) or not speaks_of_the_trial(said["rest"]):
        return ()  # "..., or prior operations that affect absorption": more than what the illness does
    what = said["what"][len(lead[0]) if (lead := _LEAD.match(said["what"])) else 0 :]
    if _MORE.search(what):
        return ()
    members = [member for member in _JOINT.split(what) if member]
    noun = what.rpartition(" ")[2]
    names = [_illness(member, noun, words) for member in members]
    return tuple(name for name in names if name) if all(names) else ()


def _illness(member: str, noun: str, words: Vocabulary) -> str:
    """The illness that a member of a list is, by itself or with the noun of the list ("psychiatric or seizure disorder")."""
    for text in (member, f"{member} {noun}", member.removesuffix(f" {noun}")):
        term = read_term(text, words)
        if len(term.concepts) == 1 and not term.leftover and not term.narrowing and words.kind(term.concepts[0]) == "condition":
            return term.concepts[0]
    return ""
