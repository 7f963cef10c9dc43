"""Questions for a person: a statement of the criteria in; what the sheet says to it out, or the question."""

from __future__ import annotations

import re
from functools import lru_cache

from trialwright.match.allergies import allergic, denies
from trialwright.match.answer import Answer, day_of, decided, described, unknown
from trialwright.match.conjoined import of_each_demand
from trialwright.match.contraception import CONTRACEPTION, ONE_MORE_DUTY
from trialwright.match.known import Known
from trialwright.match.nosuch import no_such_illness
from trialwright.match.otherwords import cannot_conceive, in_parts, no_illness
from trialwright.match.standing import tells
from trialwright.match.statements import denied_in_part, likeness, repeated, stated, wording
from trialwright.match.truth import Truth
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Fact, Kind
from trialwright.protocol.criteria import Ask, Has
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.terms import read_term

ALMOST_THE_SAME = 0.8
_MARKER = re.compile(r"^\W*(?:\(?(?:\d+|[a-zA-Z]|[ivx]+)[.)]\s+)?")
_ALLERGY = wording("allergy").stems
_ALLERGIC = re.compile(r"\ballerg\w*|\bhypersensitiv\w*", re.IGNORECASE)
_LED_BY = 6
"""Words that may stand before the allergy of a statement that is about nothing else ("no known history of severe allergy")."""


def asked(node: Ask, known: Known) -> Answer:
    """A statement that only a person can make; of an allergy, a complete list without any says no."""
    lacking = denied_in_part(node.statement, known)
    if lacking is not None:
        return lacking
    about_allergy = bool(wording(node.statement).stems & _ALLERGY)
    answer = stated(node.statement, node.question, known, reason=Reason.NOT_RECORDED if about_allergy else Reason.ASK)
    if answer.reasons and (named := _named(node.statement, known)) is not None:
        return named
    if answer.reasons:
        answer = next((told for way in _OTHER_WAYS if (told := way(node.statement, known)) is not None), answer)
    if not answer.reasons and _needs_none(node.statement, answer, known):
        return unknown(Reason.ASK, f"{answer.why}, and cannot become pregnant", node.question, *answer.facts)
    if not answer.reasons or not about_allergy:
        return answer
    found = allergic(node.statement, known)
    if found is not None or not known.covered({Kind.ALLERGIES}):
        return found or answer
    listed = tuple(item.fact for item in known.listed(Kind.ALLERGIES))
    if not listed:
        denied = _of_an_allergy(node.statement)
        return answer if denied is None else decided(denied, "no allergy is listed, and allergies are complete")
    words = "; ".join(described(fact) for fact in listed)
    return unknown(Reason.ASK, f"listed: {words}", f"{node.question.rstrip('?')} (listed: {words})?", *listed)


_OTHER_WAYS = (in_parts, cannot_conceive, no_illness, of_each_demand, no_such_illness)


def _needs_none(statement: str, answer: Answer, known: Known) -> bool:
    """Whether contraception is refused by a woman who cannot become pregnant: no trial means her, whatever its words."""
    said = wording(statement).standing
    if said is None or said.phrase != CONTRACEPTION or known.sex != "female":
        return False
    refused = (answer.truth is Truth.TRUE) == said.against
    return refused and bool(known.of("childbearing potential", present=False))


def _of_an_allergy(statement: str) -> bool | None:
    """Whether a statement about an allergy denies it ("no known allergy to eggs"); None where it is about other things too, for
    whose denial nobody has looked ("inability to eat, and/or allergies")."""
    said = _ALLERGIC.search(statement)
    if said is None:
        return None
    before, behind = statement[: said.start()], statement[said.end() :]
    if len(before.split()) > _LED_BY or wording(behind).negative:
        return None
    return denies(before)


@lru_cache(maxsize=32_768)
def _statement(text: str, words: Vocabulary) -> str:
    """The statement of the vocabulary that a sentence of the criteria is in other words, or "". Kept: the same sentences are
    asked of every patient, and to read one takes as long as all the rest of its verdict."""
    tail = _TAIL.search(text)
    more = tail is not None and (ONE_MORE_DUTY.search(tail[0].lower()) or _ONE_MORE_VERB.search(tail[0])) is not None
    for said in dict.fromkeys((text, text if more else _TAIL.sub("", _ASIDE.sub("", text)))):
        term = read_term(said, words)
        name = term.concepts[0] if len(term.concepts) == 1 else ""
        whole = not term.leftover or (name == _USED and all(map(_OF_USING.fullmatch, term.leftover)))
        if whole and name and words.kind(name) == "statement":
            return name
    return ""


_USED = "adequate contraception"
_OF_USING = re.compile(
    r"willing|agree\w*|able|commit\w*|consent|us(?:e|es|ing)|practi[cs]\w+|medically|accept\w+|approved|adequate|"
    r"effective|highly|"
    r"reliable|appropriate"
)
""" "Agree to use a medically accepted method of contraception": however it is led up to, it is used."""
_ASIDE = re.compile(
    r",? (?:as )?(?:described|outlined|defined|specified|required|detailed|determined|directed|approved|judged) "
    r"(?:in|by|per) (?:the )?"
    r"[\w.'-]+(?: [\d.]+)?(?: protocol| section [\d.]+)?(?=,| to | for | during | from |$)|"
    r" to (?:prevent|avoid) (?:a )?(?:pregnancy|conception|becoming pregnant)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[,;]? (?:during|through(?:out)?|while|until|prior to|before|after|beginning|starting|"
    r"from (?:the )?(?:day|time|screening|signing|first|study|start|enrol\w+|consent|date)|"
    r"for (?:the (?:course|duration)|at least|a (?:minimum|period)|up to|\w+ (?:days?|weeks?|months?|years?)|\d+)|"
    r"(?:up )?to \d+|in such a manner|so that|and for)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
""" "Use effective contraception, as outlined in Section 4.4, for the course of the study": the statement is of contraception."""


_ONE_MORE_VERB = re.compile(
    r"\b(?:and|or|nor|but)\s+(?:also\s+)?(?:to\s+)?(?:provide|sign|give|have|has|is|are|be|must|should|not|agrees?|willing|able|undergo|"
    r"attend|complete|return|refrain|abstain|avoid|take|comply|adhere|understand|donate|report|notify|inform|accept|unable|unwilling)\b",
    re.IGNORECASE,
)


def _named(statement: str, known: Known) -> Answer | None:
    """A statement that is one of the vocabulary's in other words ("able to take oral medication": to swallow tablets)."""
    words = known.context.vocabulary
    name = _statement(statement, words)
    if not name:
        return None
    sides = {name: True, f"un{name}": False, name.removeprefix("un"): name == name.removeprefix("un")}
    told = [
        (item.fact, affirms is present)
        for concept, affirms in sides.items()
        for present in (True, False)
        if concept in words
        for item in known.of(concept, present=present)
        if item.fact.concept == concept and _of_those_ways(item.fact, statement, affirmed=affirms is present)
    ]
    if not told:
        return None
    latest = [(fact, so) for fact, so in told if fact.moment is None or day_of(fact) == max(day_of(one) for one, _ in told)]
    facts = tuple(fact for fact, _ in latest)
    if len({so for _, so in latest}) > 1:
        said = "; ".join(map(described, facts))
        return unknown(Reason.CONFLICT, f"statements contradict each other: {said}", f"Which is right: {said}?", *facts)
    return decided(latest[-1][1], described(facts[-1]), facts[-1])


def _of_those_ways(fact: Fact, statement: str, *, affirmed: bool) -> bool:
    """ "Agrees to use contraception" is no answer to "agree to use two methods of contraception", nor to "a barrier method"."""
    said, meant = wording(fact.what).standing, wording(statement).standing
    if said is None or meant is None or meant.phrase != CONTRACEPTION:
        return True
    return tells(said, meant, value=affirmed != said.against)


def in_its_own_words(node: Has, known: Known) -> Answer | None:
    """A fact that repeats the very words of the criterion ("primary colorectal cancer under control") answers them.

    The words are those of the node, nearly, or those of its whole row, exactly. Words with a negation in them are left
    alone: which way round they were read is not seen here.
    """
    for words, enough in own_words(node, known.context.text):
        if _repeated(words, enough, known):
            answer = repeated(words, known)
            dated = answer is not None and any(_long_over(fact, known) for fact in answer.facts)
            return None if node.window is not None and dated else answer
    return None


def _long_over(fact: Fact, known: Known) -> bool:
    """A fact that the words repeat but for their time ("participation in another trial", until last year)."""
    return fact.present and fact.end is not None and fact.end.last < known.context.on


def own_words(node: Has, text: str) -> tuple[tuple[str, float], ...]:
    """The words that a criterion has in its text, each with how much of them must be repeated."""
    if not text or node.span.start == node.span.end:
        return ()
    row = _MARKER.sub("", text[text.rfind("\n", 0, node.span.start) + 1 :].split("\n", 1)[0])
    both = ((node.span.cut(text), ALMOST_THE_SAME), (row, 1.0))
    return tuple((words, enough) for words, enough in both if not (said := wording(words)).negative and len(said.stems) > 1)


def _repeated(text: str, enough: float, known: Known) -> bool:
    said = wording(text)
    statements = (wording(fact.what) for fact in known.facts(like=text) if fact.concept is None or fact.kind is Kind.STATEMENTS)
    return any(not words.negative and likeness(words, said) >= enough for words in statements)
