"""Standing phrases: what nearly every protocol asks of a person in words of its own ("signed informed consent ... prior to any
procedure", "any condition that, in the opinion of the investigator, ...") in; what it comes to, the same for all of them, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from trialwright.match.contraception import CONTRACEPTION, answers, neither, use_of_contraception
from trialwright.match.tables import listed, rows

CONSENT, JUDGED, COMPLIANCE, BIOPSY = "(consent)", "(judged)", "(compliance)", "(biopsy)"
ANY_KIND, NAMED = "any", "named"
"""A condition (a lesion) of whatever kind; one that is named in words of its own."""

Stems = Callable[[str], frozenset[str]]
"""The content stems of a text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Essence:
    """What a standing phrase comes to: which it is, whether it speaks against the patient, and of what kinds (of condition, of
    readiness to consent) it speaks; `represented`: another may do it for the patient."""

    phrase: str
    against: bool = False
    kinds: frozenset[str] = frozenset()
    represented: bool = False


def essence(plain: str, stems: Stems) -> Essence | None:
    """What a statement in small letters comes to; None for one that says anything else."""
    plain = _FORM.sub("informed consent form", plain.replace("/", " "))
    found = _consent(plain, stems) or _contraception(plain, stems) or _compliance(plain, stems)
    return found or _biopsy(plain, stems) or _judged(plain, stems)


_FORM = re.compile(r"\bicf\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    consent: frozenset[str]
    contraception: frozenset[str]
    compliance: frozenset[str]
    judged: frozenset[str]
    consequence: frozenset[str]
    effect: frozenset[str]
    biopsy: frozenset[str]
    kinds: Mapping[str, str]


@cache
def _words(stems: Stems) -> _Words:
    roles = ("consent", "contraception", "compliance", "judged", "consequence", "effect", "biopsy")
    found = dict.fromkeys(roles, frozenset[str]())
    kinds: dict[str, str] = {}
    for row in rows("standing.tsv"):
        here = stems(" ".join(listed(row["words"])))
        if row["role"] == "kind":
            kinds |= dict.fromkeys(here, row["kind"])
        else:
            found[row["role"]] |= here
    return _Words(**found, kinds=kinds)


def words_of_trials(stems: Stems) -> frozenset[str]:
    """The content stems of what a condition would do to a trial, to taking part in it, or to taking its drug."""
    words = _words(stems)
    return words.consent | words.judged | words.consequence | words.compliance | words.effect


_TAIL = re.compile(
    r"[,;]?\s*\b(?:with the (?:full )?(?:understanding|knowledge) that|in accordance with|according to|indicating that|"
    r"as (?:required|approved|specified|documented|evidenced|indicated)|approved by|before|prior to|at the time of)\b.*$",
    re.DOTALL,
)
_ONE_MORE_DUTY = re.compile(r"\b(?:and|;|,) *(?:\w+ )?(?:able|ability|willing\w*|agree\w*|must|comply|compliance|have|has|be)\b")
_FOR_THEM = re.compile(
    r",?\s*\b(?:or|and/or)\s+(?:(?:by|of|from|his|her|their|the|a|an|legal|legally|authori[sz]ed|acceptable|appointed|designated)\s+)*"
    r"(?:representatives?|guardians?|surrogates?)\b"
)
_NOT = re.compile(
    r"\b(?:no|not|never|without|nor|neither|non|lack|absence|refus\w*|unwilling\w*|unable|in\w*abilit\w+|declin\w+)\b"
)


def _consent(plain: str, stems: Stems) -> Essence | None:
    """ "Able to understand and willing to sign a written informed consent prior to any procedure": who has signed it, was."""
    if "consent" not in plain:
        return None
    said = _FOR_THEM.sub("", plain)
    tail = _TAIL.search(said)
    if tail is not None:
        if _ONE_MORE_DUTY.search(tail[0]):
            return None
        said = said[: tail.start()]
    withdrawn = _WITHDRAWN.search(said) is not None
    said = _WITHDRAWN.sub(" ", said)
    there = stems(said)
    if "consent" not in there or _NOT.search(said) or not there <= _words(stems).consent:
        return None
    readiness = frozenset(kind for kind, words in _READINESS if words.search(said))
    represented = _FOR_THEM.search(plain) is not None
    return Essence(phrase=CONSENT, against=withdrawn, kinds=readiness or frozenset({ANY_KIND}), represented=represented)


_WITHDRAWN = re.compile(
    r"\b(?<!be )(?:(?:has|have|had|was|were|been|is) )*(?<!be )(?:withdrew|withdrawn|withdrawal of|revoked)\b"
)
""" "May withdraw it", "can be withdrawn": what is allowed has not happened."""


def _contraception(plain: str, stems: Stems) -> Essence | None:
    """ "Agree to use two effective methods of birth control from screening until 90 days after the last dose"."""
    found = use_of_contraception(plain, _words(stems).contraception, stems)
    return Essence(phrase=CONTRACEPTION, against=found.against, kinds=found.ways) if found is not None else None


_READINESS = (
    ("able", re.compile(r"\b(?:able|abilit\w+|capab\w+|capacity|competent|can)\b")),
    ("willing", re.compile(r"\b(?:willing\w*|agree\w*|accept\w*|voluntar\w+ (?:agree|provid)\w*)\b")),
)
"""Who has signed was able and willing; who is able and willing has not signed yet."""

_COMPLIES = re.compile(r"\b(?:non-?)?(?:compl(?:y|ying|iance|iant)|adher(?:e|ence|ing))\b")
_LACKS = re.compile(
    r"\b(?:un(?:able|willing\w*)|inabilit\w+|incapable|refus\w+|not (?:able|willing)|cannot)\b"
    r"(?:\s*(?:,|/|or|and|and/or|to be)\s*(?:un(?:able|willing\w*)|inabilit\w+|not (?:able|willing)))*"
    r"|\bnon-?compl\w+|\b(?:poor|lack of|no|not) (?=compl)"
)


def _compliance(plain: str, stems: Stems) -> Essence | None:
    """ "Willing and able to comply with scheduled visits, the treatment plan and other study procedures"."""
    if not _COMPLIES.search(plain):
        return None
    lacks = _LACKS.findall(plain)
    rest = _LACKS.sub(lambda found: " comply " if "compl" in found[0] else " ", plain)
    if len(lacks) > 1 or _NOT.search(rest) or not stems(rest) <= _words(stems).compliance:
        return None
    said = plain if lacks else rest
    kinds = frozenset(kind for kind, words in _TO_COMPLY if words.search(said))
    return Essence(phrase=COMPLIANCE, against=bool(lacks), kinds=kinds or frozenset({"able", "willing"}))


_TO_COMPLY = (
    ("able", re.compile(r"\b(?:un)?(?:able|capable)\b|\b(?:in)?abilit\w+\b|\b(?:in)?capab\w+\b|\bcan(?:not)?\b")),
    ("willing", re.compile(r"\b(?:un)?willing\w*|\bagree\w*|\baccept\w*|\brefus\w+")),
)

_TO_BIOPSY = re.compile(
    r"\b(?:(?:in|not )?accessible|(?:not )?amenable|(?:not |un)?suitable|(?:not |in|un)?feasible|(?:not |un)?available|"
    r"(?:not |im)?possible) (?:for|to|by|via|with) (?:[\w-]+ ){0,4}?biops(?:y|ies)\b"
    r"|\b(?:can|could|may|cannot|can not|could not) be (?:\w+ )?biopsied\b|\b(?:non-?)?biopsiable\b"
)
_NO_BIOPSY = re.compile(r"\bnot\b|\bcannot\b|\b(?:in|un|im|non-?)(?=accessible|suitable|feasible|available|possible|biopsiable)")


def _biopsy(plain: str, stems: Stems) -> Essence | None:
    """ "At least one lesion amenable to biopsy": whether something of the tumor can be reached; of a lesion that is named, no
    other is told of."""
    if not _TO_BIOPSY.search(plain):
        return None
    against = _NO_BIOPSY.search(plain) is not None
    rest = _NO_BIOPSY.sub(" ", plain)
    beyond = stems(rest) - _words(stems).biopsy
    if _NOT.search(rest) or len(beyond) > _A_NAME:
        return None
    return Essence(phrase=BIOPSY, against=against, kinds=frozenset({NAMED if beyond else ANY_KIND}))


_A_NAME = 3
"""So many words name a lesion or a condition; more say something of their own."""

_JUDGE = re.compile(
    r"\b(?:opinions?|judge?ments?|discretion|investigators?|researchers?|physicians?|consider\w*|deem\w*|believ\w*|study|trial|"
    r"protocol|program|participa\w*|enrol\w*|inclusion)\b"
)
_UNSUITABLE = re.compile(
    r"\b(?:unsuitable|unsuitability|inappropriate|unfit|ineligible|not (?:\w+ )?(?:be )?(?:suitable|appropriate|fit|eligible)|"
    r"not (?:\w+ )?(?:be )?in the (?:\w+(?:'s)? )?best interests?)\b"
)
_SUITABLE = re.compile(r"\b(?:suitable|suitability|appropriate|fit)\b")
_NO_DENIAL = re.compile(
    r"\b(?:but )?not limited to\b|\bnon-?(?:malignant|medical|physical)\b|"
    r"\bun(?:controlled|acceptable|due|reasonabl[ey]|stable)\b"
)
_FOR_EXAMPLE = re.compile(r"[(\[](?:e\.?\s?g\b|for example|for instance|such as|including)[^()\[\]]*[)\]]")
_EXAMPLES = re.compile(r"[;,]\s*(?:(?:this|these|which) includes?|including(?: but not limited to)?|such as)\b[^;.]*\.?$")
_SOMEBODYS = re.compile(r"\b(?:opinion|judge?ment|judged|investigator|physician|doctor)\b")
_CONDITION = re.compile(r"([\w-]+)\s+(?:conditions?|reasons?|circumstances?|factors?|issues?|grounds?)\b")


_NOUNS = "disease illness disorder comorbidity"
""" "Psychiatric disorder", "social illness": the kind is told by what stands before them."""
_DISORDER = re.compile(r"\bdisorders?\b")
_ANY_DISORDER = re.compile(
    r"\b(?:any|other|another) (?:(?:other|such|kind of|type of) )?(?:disorders?|diseases?|illness(?:es)?)\b"
)


def _judged(plain: str, stems: Stems) -> Essence | None:
    """ "Any condition that in the opinion of the investigator may interfere": whether somebody fits the trial, as one judges."""
    if not _JUDGE.search(plain):
        return None
    said = _NO_DENIAL.sub(" ", _EXAMPLES.sub(" ", _FOR_EXAMPLE.sub(" ", plain)))
    against = _UNSUITABLE.search(said) is not None
    rest = _UNSUITABLE.sub(" ", said)
    words, there = _words(stems), stems(_SUITABLE.sub(" ", rest))
    consequence = bool(there & words.consequence)
    foreign = there - (words.judged | words.consequence | words.kinds.keys())
    if _NOT.search(rest) or (foreign and not (consequence and len(foreign) <= _A_NAME and _SOMEBODYS.search(plain))):
        return None
    if foreign:
        return Essence(phrase=JUDGED, against=True, kinds=frozenset({NAMED}))
    if not (against or consequence or _SUITABLE.search(rest)):
        return None
    nouns = stems(_NOUNS)
    adjectives = {words.kinds[stem] for stem in there - nouns if stem in words.kinds}
    named = adjectives or {words.kinds[stem] for stem in there & nouns if stem in words.kinds}
    heads = {stem for before in _CONDITION.findall(rest) for stem in (stems(before) or {before})}
    universal = not named or any(stem not in words.kinds for stem in heads)
    universal = universal or _ANY_DISORDER.search(rest) is not None or (not adjectives and _DISORDER.search(rest) is not None)
    kinds = frozenset(named | ({ANY_KIND} if universal else set()))
    return Essence(phrase=JUDGED, against=against or consequence, kinds=kinds)


def same(recorded: Essence | None, asked: Essence | None) -> bool:
    """Whether what was said of some kinds is the phrase that is asked for, and speaks of all the kinds that it does."""
    if recorded is None or asked is None or recorded.phrase != asked.phrase:
        return False
    if asked.phrase == COMPLIANCE:
        return recorded.kinds <= asked.kinds or asked.kinds <= recorded.kinds
    if asked.phrase == CONTRACEPTION:
        return any(answers(recorded.kinds, asked.kinds, used=used) for used in (True, False))
    if NAMED in asked.kinds:
        return False  # it is compared in its own words
    if asked.phrase == BIOPSY:
        return True
    if asked.phrase == JUDGED:
        return any(_of_kinds(recorded, asked, trouble=trouble) for trouble in (True, False))
    if recorded.against and asked.kinds == {"able"}:
        return False  # who withdrew a consent was able to give it
    less = recorded.kinds < asked.kinds and not asked.represented
    return ANY_KIND in recorded.kinds or asked.kinds <= recorded.kinds or less


def _of_kinds(recorded: Essence, asked: Essence, *, trouble: bool) -> bool:
    """Whether what was said of some kinds of condition answers for others: one that hinders is one of those that are asked about
    where they hold its kind; where none hinders, none of theirs does."""
    wider, narrower = (asked.kinds, recorded.kinds) if trouble else (recorded.kinds, asked.kinds)
    return ANY_KIND in wider or narrower <= wider or (trouble and wider >= _BODY_AND_MIND)


_BODY_AND_MIND = frozenset({"medical", "mental"})


def tells(recorded: Essence | None, asked: Essence | None, *, value: bool) -> bool:
    """Whether a yes (or no) to what was said of a phrase answers one that is alike: "condoms: no" refuses nothing else."""
    if recorded is None or asked is None or recorded.phrase != asked.phrase:
        return True
    if asked.phrase == COMPLIANCE:  # who is unable is not both willing and able; who is not both may be able
        both = value != recorded.against
        return asked.kinds <= recorded.kinds if both else recorded.kinds <= asked.kinds
    affirmed = value != recorded.against
    if NAMED in asked.kinds:
        return True
    if asked.phrase == BIOPSY:  # that one lesion cannot be reached says nothing of the others
        return affirmed or NAMED not in recorded.kinds
    if asked.phrase == JUDGED:
        return _of_kinds(recorded, asked, trouble=not affirmed)
    if asked.phrase == CONSENT:  # who is not able is not both able and willing
        return ANY_KIND in recorded.kinds or asked.kinds <= recorded.kinds or not affirmed
    return asked.phrase != CONTRACEPTION or answers(recorded.kinds, asked.kinds, used=value != recorded.against)


def refused_one_by_one(told: Iterable[tuple[Essence | None, bool]], asked: Essence | None) -> bool:
    """Whether several refusals come to that of what is asked for ("contraception: no", "abstinence: no")."""
    if asked is None or asked.phrase != CONTRACEPTION:
        return False
    ways = [said.kinds for said, value in told if said is not None and said.phrase == CONTRACEPTION and value == said.against]
    return neither(ways, asked.kinds)
