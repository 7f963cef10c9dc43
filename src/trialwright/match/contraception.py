"""Contraception: a statement in small letters in; whether it speaks of using it, refuses it, of which ways and times, out.

Nearly every protocol asks for it in words of its own ("agree to use two effective methods of birth control from ... to ...").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CONTRACEPTION = "(contraception)"
Stems = Callable[[str], frozenset[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """What is said of using contraception: whether it is refused, of which ways ("two", "barrier") and of which times."""

    against: bool
    ways: frozenset[str]


ABSTINENCE, OR_ABSTINENCE, HIGHLY, AFTER, DURING, OF_SOME = "abstinence", "or abstinence", "highly", "after", "during", "of some"
BARRIER = "barrier"
_CORE = re.compile(r"\bcontracepti\w+|\bbirth[- ]control\b|\bcondoms?\b|\bbarrier (?:methods?|devices?)\b")
_ABSTAIN = re.compile(
    r"\b(?:(?:sexual(?:ly)?|true|complete|total|heterosexual) abstinen\w+|abstinen\w+|(?:abstain|"
    r"refrain)\w* from (?:\w+ ){0,3}?(?:sex\w*|intercourse|coitus))"
    r"(?: from (?:\w+ ){0,2}?(?:sex\w*|intercourse)\b)?(?: (?:activity|intercourse|contact|relations))?"
)
_WAYS = (
    ("two", re.compile(r"\b(?:two|2|double|dual|three)\b|\ban? additional\b|\bin addition\b")),
    (BARRIER, re.compile(r"\bbarriers?\b|\bcondoms?\b")),
    ("without hormones", re.compile(r"\bnon-?\s?hormonal\b")),
    ("hormones", re.compile(r"(?<!non)(?<!non-)(?<!non )\bhormonal\b")),
    (HIGHLY, re.compile(r"\bhighly[- ]effective\b")),
)
_ANY_OF_THEM = re.compile(
    r"\bor (?:\w+ )?others?\b|\bhormonal (?:and/or|or) barrier|\bbarrier (?:and/or|or) hormonal|\bat least one\b"
)
_EVERYBODY = re.compile(
    r"\b(?:both )?(?:(?:fe)?males?|(?:wo)?m[ae]n)(?: (?:patients|subjects|participants|volunteers))? (?:and|or|"
    r"&) (?:(?:fe)?males?|(?:wo)?m[ae]n)\b"
    r"(?! (?:\w+ )?(?:of|with|who|capable|able|partners?))"
)
""" "Both men and women must agree" is asked of all."""
_SOME = re.compile(
    r"\b(?:females?|wom[ae]n|males?|m[ae]n|wocbp|partners?|childbearing|child-bearing|fertile|potential|reproductive|"
    r"sexually|if|when|"
    r"who|applicable|participating|fathering)\b"
)
""" "Use contraception with partners of childbearing potential": what is asked of some is not failed by all."""
_TIME = re.compile(
    r"[,;]?\s*\b(?:and\s+)?(?:during|throughout|through|while|whilst|until|up to|prior to|before|after|following|"
    r"beginning|starting|"
    r"start|upon|within|since|for (?:the|at least|an?|up to|as long|\d+|\w+ (?:additional |more )?(?:days?|weeks?|"
    r"months?|years?)|their|his|her|both)|"
    r"from (?!(?:hetero)?sex|(?:all )?intercourse)|(?:for )?(?:at least |a minimum of )?\w+ (?:days?|weeks?|months?|years?) "
    r"(?:prior|before|after|following|post)|on (?:study|treatment|trial|therapy|protocol)|in the (?:study|trial|course))\b.*$",
    re.DOTALL,
)
ONE_MORE_DUTY = re.compile(
    r"\b(?:and|or|nor|not|must|should|agree\w*|willing\w*|able|also|refrain\w*|abstain\w*)\b[^,;]*?"
    r"\b(?:donat\w*|sperm|semen|eggs?|ova|oocytes?|breast-?feed\w*|pregnan\w+|test\w*|notif\w*|inform\b|report|"
    r"father\w*|comply|attend|"
    r"abstain\w*|abstinen\w*|condoms?|contracept\w*|birth|smok\w*|alcohol|biops\w*|sample\w*)\b"
)
_PAST = re.compile(
    r"\b(?:after|following|post|beyond|completion|completing|discontinu\w*|end of|last|final|thereafter|afterwards?|"
    r"stopping|additional)\b"
)
_WITHIN = re.compile(
    r"\b(?:during|throughout|while|whilst|course|duration|period|on (?:study|treatment|trial|therapy|protocol))\b"
)
_AIM = re.compile(r"\bto (?:\w+ )?(?:prevent|avoid|ensure)\w*\b[^,;]*?(?=,|;|\b(?:during|throughout|while|from|for|until)\b|$)")
_FAILING = re.compile(
    r",?\s*\b(?:that|which|with|having)\b[^,;]{0,30}\bfailure rate\b(?: of)?(?: less than| below| [<≤]|"
    r" <=)*\s*\d+ ?%(?: per year)?"
    r"(?: when used consistently and correctly)?"
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EXAMPLES = re.compile(r"[,;:]?\s*\b(?:such as|e\.?g\.?|i\.e\.|for example|including)\b.*$", re.DOTALL)
_DEFINED = re.compile(
    r",?\s*\b(?:as )?(?:described|outlined|defined|specified|required|detailed|determined|directed|approved|judged|"
    r"recommended)?\s*"
    r"\b(?:in|by|per|according to)\s+(?:the |their |his |her |your |study |treating |local |institutional )*"
    r"(?:protocols?|sections?|appendix|investigators?|physicians?|doctors?|standards?|guidelines?|regulations?|practice|"
    r"label\w*)"
    r"(?: [\d.]+)?(?: of the protocol)?"
)
_REFUSAL = re.compile(
    r"\b(?:unwilling\w*|refus\w+|declin\w+|un(?:able|prepared)|inability|(?:not|never|no|nor|neither|cannot|without|"
    r"lack)\b(?! (?:suitable|limited)))"
)


def use_of_contraception(plain: str, known_words: frozenset[str], stems: Stems) -> Use | None:
    """What a statement in small letters says of using contraception; None for one that says anything else as well."""
    if not _CORE.search(plain) and not _ABSTAIN.search(plain):
        return None
    said = _AIM.sub(" ", _FAILING.sub(" ", _DEFINED.sub(" ", _EXAMPLES.sub(" ", _ASIDE.sub(" ", plain)))))
    whole, time = said, _TIME.search(said)
    if time is not None:
        if ONE_MORE_DUTY.search(time[0]):
            return None
        said = said[: time.start()]
    abstinent = _ABSTAIN.search(said) is not None
    rest = _ABSTAIN.sub(" ", said)
    used = _CORE.search(rest) is not None
    refused = len(_REFUSAL.findall(rest))
    if refused > 1 or not (used or abstinent) or not stems(_REFUSAL.sub(" ", rest)) <= known_words:
        return None
    if refused and abstinent:
        return None
    ways = {name for name, words in _WAYS if words.search(rest)} if not _ANY_OF_THEM.search(rest) else set[str]()
    ways |= ({OR_ABSTINENCE} if used else {ABSTINENCE}) if abstinent else set()
    ways |= {OF_SOME} if _SOME.search(_EVERYBODY.sub(" ", whole)) else set()
    if time is not None:
        ways |= {AFTER} if _PAST.search(time[0]) else {DURING} if _WITHIN.search(time[0]) else set()
    return Use(against=bool(refused), ways=frozenset(ways))


_FORMS = frozenset({"two", BARRIER, "without hormones", "hormones"})


def answers(recorded: frozenset[str], asked: frozenset[str], *, used: bool) -> bool:
    """Whether that contraception of some ways is used (or is not) tells what is asked of others.

    Who uses it in general uses none of the ways that are asked for in particular; who refuses it in general refuses all of them,
    but not to abstain, and is not told to be of those alone of whom it is asked.
    """
    if ABSTINENCE in asked:
        return ABSTINENCE in recorded
    if not used:
        late = AFTER not in recorded or AFTER in asked
        return (
            late
            and not recorded & {ABSTINENCE, OR_ABSTINENCE}
            and not asked & {OR_ABSTINENCE, OF_SOME}
            and recorded & _FORMS <= asked
        )
    if ABSTINENCE in recorded:
        return not asked & _FORMS and not (DURING in recorded and AFTER in asked)
    if HIGHLY in asked and BARRIER in recorded and HIGHLY not in recorded:
        return False
    return asked & _FORMS <= recorded and OR_ABSTINENCE not in recorded and not (DURING in recorded and AFTER in asked)


def neither(refused: Sequence[frozenset[str]], asked: frozenset[str]) -> bool:
    """Whether who refuses these ways, one by one, refuses "contraception or abstinence"."""
    left = asked - {OR_ABSTINENCE}
    abstinent = any(ABSTINENCE in ways for ways in refused)
    return OR_ABSTINENCE in asked and abstinent and any(answers(ways, left, used=False) for ways in refused)
