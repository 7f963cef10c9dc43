"""Statements that only a person can make: a statement and the facts of a sheet in; answered by a fact that says the same, else
a question.

Two statements are the same when every content word of the sheet's is in the criterion's and covers enough of it: a doubtful
likeness is
no answer. "Able to swallow pills" says nothing of "able to undergo surgery"; "informed consent" answers "signed informed
consent".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from threading import Lock
from types import MappingProxyType
from typing import Any

from trialwright.match.answer import Answer, day_of, decided, described, unknown
from trialwright.match.known import Known
from trialwright.match.standing import BIOPSY, Essence, essence, refused_one_by_one, same, tells, words_of_trials
from trialwright.match.tables import listed, result_words, rows
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Fact, Kind
from trialwright.vocabulary.terms import read_term

_WORD = re.compile(r"[a-z0-9][a-z0-9'/+-]*")
_ALTERNATIVES = re.compile(r"(?<=[a-z]{3})/(?!sub\b|sub-)(?=[a-z]{3})")
""" "Tablets/capsules" is two words; "and/or" is told apart before, "his/her" says nothing either way."""
_UNIT = re.compile(r"(?<=\d)(?=(?:ml|cc|l|mg|mcg|µg|kg|g|mm|cm|m|gy|h|hrs?|hours?|days?|weeks?|months?|years?)\b)")
""" "9ml" is "9 ml"."""
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
ENOUGH = 0.45
ENOUGH_OF_A_CONCEPT = 0.8
SAME_SORT = 0.12
WORD_FOR_WORD = 2.0
"""More than any likeness: a statement repeated word for word is answered, also one that is all modal or empty words."""
_WHEN = re.compile(
    r"\b(?:during|throughout|within|for|until|up to|through|since|"
    r"(?<!abstain )(?<!refrain )(?<!abstaining )(?<!refraining )from)\b(?:(?!\b(?:and|or|not|un(?!til)\w+)\b)[^,;.:])*?"
    r"\b(?:days?|weeks?|months?|years?|period|trial|study|duration)\b"
    r"(?:\s+(?:after|following|from|of)\b(?:(?!\b(?:and|or|not|un(?!til)\w+)\b)[^,;.:])*?\b(?:trial|study|treatment|"
    r"dose|drug|administration|participation)\b"
    r"(?: (?:treatment|dose|drug|administration|participation|therapy|medication|period|completion))*)?"
)
_BEFORE_CONSENT = frozenset({"understand", "comprehend", "read"})
"""What nobody has signed an informed consent without."""
_ONE_AT_A_TIME = Lock()
"""The stemmer keeps the word it is at in itself: two threads would mix theirs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A statement as compared: its content stems, its modal words, and whether it says "not" an odd number of times; of a
    standing phrase, what it comes to as well. `opposed`: the states of an illness that it names by an
    opposite ("uncontrolled", of control). `denied_apart`: more than one of its alternatives is denied, each for itself;
    `ways`: the stems of each alternative, and whether it is denied, where a later one is and an earlier one is not."""

    stems: frozenset[str]
    modals: frozenset[str]
    negative: bool
    opposed: frozenset[str] = frozenset()
    denials: int = 0
    parts: tuple[frozenset[str], ...] = ()
    denied_apart: bool = False
    ways: tuple[tuple[frozenset[str], bool], ...] = ()
    standing: Essence | None = None

    @property
    def marks(self) -> frozenset[str]:
        """By what a statement that it repeats, or that repeats it, is found: its stems, and the standing phrase that it is."""
        return self.stems if self.standing is None else self.stems | {self.standing.phrase}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    same: Mapping[str, str]
    opposite: Mapping[str, str]
    states: frozenset[str]
    negations: frozenset[str]
    empty: frozenset[str]
    modals: frozenset[str]


@cache
def _table() -> _Table:
    found: dict[str, dict[str, str]] = {"same": {}, "opposite": {}, "opposite state": {}, "not": {}, "empty": {}, "modal": {}}
    for row in rows("wording.tsv"):
        for word in (*listed(row["words"]), *([row["word"]] if row["role"] in ("same", "empty", "modal") else [])):
            found[row["role"]][word] = row["word"]
    return _Table(
        same=MappingProxyType(found["same"]),
        opposite=MappingProxyType(found["opposite"] | found["opposite state"]),
        states=frozenset(found["opposite state"]),
        negations=frozenset(found["not"]),
        empty=frozenset(found["empty"]),
        modals=frozenset(found["modal"]),
    )


@lru_cache(maxsize=65_536)
def wording(text: str) -> Wording:
    """The content of a statement."""
    plain = _ASIDE.sub(" ", text.lower().replace("’", "'")) if len(_ASIDE.sub("", text).split()) > 1 else text.lower()
    plain = _WHEN.sub(" ", plain) if len(_WHEN.sub("", plain).split()) > 1 else plain
    denials = sum(word in _table().negations for word in _WORD.findall(plain))
    stems, modals, negative, opposed = _stems(plain)
    parts = tuple(part for piece in _joints(plain).split(plain) if (part := _stems(piece)[0]))
    standing = essence(text.lower().replace("’", "'"), _content)
    return Wording(
        stems=stems,
        modals=modals,
        negative=negative,
        opposed=opposed,
        denials=denials,
        parts=parts,
        denied_apart=_denied_apart(plain),
        ways=_ways(plain),
        standing=standing,
    )


def _denied_apart(plain: str) -> bool:
    """ "Declined or was not eligible for it": two denials of two things, which are not one "yes"."""
    table = _table()
    pieces = [_WORD.findall(piece) for piece in _OR.split(plain)]
    denied = [any(word in table.negations or word in table.opposite for word in piece) for piece in pieces]
    ready = [any(table.opposite.get(word) in _READY for word in piece) for piece in pieces]
    return sum(denied) > 1 and not (len(pieces) == sum(ready) and len(pieces[0]) <= _JUST_UNABLE)


def _ways(plain: str) -> tuple[tuple[frozenset[str], bool], ...]:
    """ "Uncooperative or unable to comply": the denial of the second is none of the first."""
    pieces = _OR.split(plain)
    told = [_stems(piece) for piece in pieces] if len(pieces) > 1 else []
    denied = [negative for _stems_of, _modals, negative, _opposed in told]
    if not any(later and not earlier for earlier, later in pairwise(denied)):
        return ()
    return tuple((stems, negative) for stems, _modals, negative, _opposed in told)


_NONE_OR_FAILED = re.compile(
    r"\W*no\b.*\bor (?:(?:have|has|had|who) )*(?:failed|progressed|relapsed|refused|declined|received|recurred)\b", re.DOTALL
)
_OR = re.compile(r"\bor\b")
_JUST_UNABLE = 4
""" "Inability or unwillingness to attend": one thing, for which somebody is not ready."""


def speaks_of_the_trial(text: str) -> bool:
    """Whether a text has no other words than those of trials, of taking part in one, and of taking its drug."""
    return _content(text.lower().replace("/", " ")) <= words_of_trials(_content)


def _joints(plain: str) -> re.Pattern[str]:
    """Between what a statement asks for together: "and", and the commas of its list, unless an "or" may be theirs."""
    if _OVER.search(plain):
        return _ALL
    return _EACH if " or " not in plain and "and/or" not in plain else _AND


_OVER = re.compile(r"\b(?:recover|resol[uv])")
_ALL = re.compile(r"\band/or\b|\band\b|\bor\b|;|,|(?<=[a-z]{3})/(?!sub\b|sub-)(?=[a-z]{3})")
""" "Recovered from surgery, radiotherapy or chemotherapy" is so of each of them."""
_AND = re.compile(r"\band\b(?!/or)|;")
_EACH = re.compile(r"\band\b|;|,|(?<=[a-z]{3})/(?!sub\b|sub-)(?=[a-z]{3})")


def _content(text: str) -> frozenset[str]:
    return _stems(text)[0]


def _stems(text: str) -> tuple[frozenset[str], frozenset[str], bool, frozenset[str]]:
    table, stems, modals, negative, opposed = _table(), set[str](), set[str](), False, set[str]()
    before, lacking, denials = "", "", 0
    text = _NON_COMPOUND.sub("non", text)
    for found in _WORD.findall(_ALTERNATIVES.sub(" ", _UNIT.sub(" ", text.replace("-", " ")))):
        written = found.removesuffix("'s")
        denied = written if written in _READY and before in table.negations else ""
        joined, before = before in ("and", "or", "but"), written
        lacked, lacking = lacking, lacking if written in _BETWEEN_LACKS else table.opposite.get(written, denied)
        if written in table.negations:
            how = written == "without" and bool(modals) and not joined
            how = how or (joined and negative and denials == 1)  # "no chronic disease and no dysfunction": one denial of two
            denials += 1
            negative = negative if how else not negative  # "able to swallow tablets without crushing": able all the same
            continue
        once_more = {lacked, lacking} <= _READY and written in table.opposite  # "inability or unwillingness": one denial
        negative = negative != (written in table.opposite and not once_more)
        word = table.same.get(table.opposite.get(written, written), table.opposite.get(written, written))
        if word in table.modals:
            modals.add(word)
        elif word not in table.empty:
            stem = _stem(word)
            stems.add(stem := _stem(table.same.get(stem, stem)))
            opposed ^= {stem} if written in table.states else set()
    return frozenset(stems), frozenset(modals), negative, frozenset(opposed)


_NON_COMPOUND = re.compile(r"(?<=[a-z] )non-(?=[a-z])")
""" "Open (non-laparoscopic) surgery": a kind of surgery, and no denial of it."""
_BETWEEN_LACKS = frozenset({"or", "and", "and/or", "to", "is", "are", "be", "a", "an"})
_READY = frozenset({"able", "willing"})


@lru_cache(maxsize=32_768)
def _stem(word: str) -> str:
    """The stem of a word; kept, because trials ask in few words and the stemmer takes as long as all the rest."""
    with _ONE_AT_A_TIME:
        return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    """Made when first asked for: its package reads the rules of thirty languages."""
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def likeness(recorded: Wording, asked: Wording) -> float:
    """The share of the asked statement that the recorded one covers, a little more where both are of one sort (able, willing).

    0 where the recorded one says something else as well, or leaves out a whole part of the asked one.
    """
    if same(recorded.standing, asked.standing):
        return 1.0
    if not recorded.stems or not recorded.stems <= asked.stems or _reaches(recorded) < _reaches(asked):
        return 0.0
    if recorded.modals and recorded.modals != asked.modals:
        return 0.0
    if "consent" in asked.stems and "consent" not in recorded.stems:  # "comply with the protocol, and give consent before it"
        return 0.0
    before = _BEFORE_CONSENT if "consent" in recorded.stems else frozenset()
    if len(asked.parts) > 1 and not all(_covered(part, recorded.stems) or part <= before for part in asked.parts):
        return 0.0
    if len(recorded.stems) == 1 and (len(asked.stems) > 2 or recorded.modals != asked.modals):
        return 0.0
    share = len(recorded.stems) / len(asked.stems - before)
    return share + SAME_SORT if recorded.modals else share


def _reaches(said: Wording) -> bool:
    """Whether a statement is of what a biopsy can reach: who is willing to undergo one has not said so."""
    return said.standing is not None and said.standing.phrase == BIOPSY


def _covered(part: frozenset[str], recorded: frozenset[str]) -> bool:
    """Whether a part is spoken of: by more than the half of it, for its last word may be the head of all ("hepatic and renal
    function")."""
    return 2 * len(part & recorded) > len(part) or (len(part) > _SHORT and bool(part & recorded))


_SHORT = 2


def stated(statement: str, question: str, known: Known, *, reason: Reason = Reason.ASK) -> Answer:
    """A statement answered by a fact of the sheet that says the same, else unknown with its question."""
    found = _answered(_matches(statement, known), statement, question)
    return found or unknown(reason, f"nothing on the sheet says: {statement}", question)


def denied_in_part(statement: str, known: Known) -> Answer | None:
    """What somebody must be able or willing to do, in several parts, by a fact that says of one of them that it is not so ("able
    to swallow and retain tablets", and what is taken is not retained); None where no fact does, or where one of them would do."""
    asked = wording(statement)
    several = len(asked.parts) >= _SEVERAL and asked.standing is None and bool(asked.modals)
    if not several or asked.negative or asked.denials or _OR.search(statement.lower()) or _OF_SOME.match(statement):
        return None
    latest: dict[frozenset[str], Fact] = {}
    for fact in sorted(known.facts(like=statement), key=day_of):
        recorded = wording(fact.what)
        of_one = recorded.stems <= asked.stems and any(part <= recorded.stems for part in asked.parts)
        if of_one and _is_statement(fact) and not recorded.negative and recorded.modals == asked.modals:
            latest[recorded.stems] = fact
    lacking = next((fact for fact in latest.values() if _says(fact) is False), None)
    return None if lacking is None else decided(False, described(lacking), lacking)


_SEVERAL = 2


def repeated(statement: str, known: Known) -> Answer | None:
    """What a statement of the sheet in nearly the same words says, or None.

    Facts about something that the vocabulary knows are left out: they have been asked already.
    """
    found = _answered([match for match in _matches(statement, known) if _is_statement(match.fact)], statement, "")
    return found if found is not None and not found.reasons else None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Match:
    """A fact that says the same as a statement: how much of it, and whether it affirms it; `open`: it speaks of it, and is no
    answer of its own (who refuses contraception may not be one of those of whom it is asked)."""

    fact: Fact
    share: float
    affirms: bool
    open: bool = False


def _matches(statement: str, known: Known) -> list[_Match]:
    asked, plain = wording(statement), word_for_word(statement)
    found: list[_Match] = []
    said = [(fact, value) for fact in known.facts(like=statement) if (value := _says(fact)) is not None]
    if refused_one_by_one([(wording(fact.what).standing, value) for fact, value in said], asked.standing):
        refused = [fact for fact, value in said if (of := wording(fact.what).standing) is not None and value == of.against]
        return [_Match(fact=fact, share=1.0, affirms=False) for fact in refused]
    for fact in known.facts(like=statement):
        value, recorded = _says(fact), wording(fact.what)
        share = 0.0 if value is None else WORD_FOR_WORD if word_for_word(fact.what) == plain else likeness(recorded, asked)
        if share < (ENOUGH if _is_statement(fact) else ENOUGH_OF_A_CONCEPT):
            continue
        if share < WORD_FOR_WORD and value is not None and not tells(recorded.standing, asked.standing, value=value):
            against = recorded.negative != asked.negative  # they are of one phrase
            found.append(_Match(fact=fact, share=share, affirms=value != against, open=True))
            continue
        alike = share == WORD_FOR_WORD or same(recorded.standing, asked.standing)
        narrower = frozenset[str]() if alike else asked.opposed - recorded.stems
        affirms = value == (_same_way(recorded, asked) != bool(len(narrower) % 2))
        apart = share < WORD_FOR_WORD and recorded.stems != asked.stems and not same(recorded.standing, asked.standing)
        if apart and len(_LACKS.findall(statement)) > 1 and _LACKS_APART.search(statement):
            continue  # "inability to comply, or unwilling to use contraception": which of them is not told
        if share < WORD_FOR_WORD and asked.denials > max(1, recorded.denials) and recorded.stems != asked.stems:
            continue  # "without a history of cancer who do not meet any other criteria": which is denied is not told
        if share < WORD_FOR_WORD and not affirms and recorded.stems != asked.stems and _ANOTHER_WAY.search(statement):
            continue  # "willing to come, or to be called": who does not come may be called
        if share < WORD_FOR_WORD and not alike and _of_another(statement, fact, recorded, denied=value is False):
            continue
        if not (affirms or alike) and _of_one_alternative(statement, recorded):
            continue  # "a related or an unrelated donor available": who has no unrelated one may have a sister
        own = [negative for stems, negative in asked.ways if recorded.stems <= stems]
        if share < WORD_FOR_WORD and len(own) == 1:
            affirms = value == (recorded.negative == own[0])
            if not affirms:
                continue  # "uncooperative or unable to comply": who is not the first may be the second
        if share < WORD_FOR_WORD and _NO_OTHER.search(statement) and not _NO_OTHER.search(fact.what):
            continue  # "involving the brachial vein only": of no other vein was spoken
        if share < WORD_FOR_WORD and _of_what_is_spared(fact.what, statement):
            continue  # "cancer therapy other than chemotherapy": who has no chemotherapy may have the other
        if share < WORD_FOR_WORD and asked.denied_apart and not recorded.denied_apart:
            continue  # "declined or was not eligible": who is eligible may have declined
        if share < WORD_FOR_WORD and not affirms and _OF_SOME.match(statement):
            continue  # "for drugs taken by mouth, able to swallow": who is not may be given another
        if share < WORD_FOR_WORD and affirms and not asked.negative and not alike and _ill_besides(statement, recorded, known):
            continue  # "with lung infiltrates, at high risk of aspergillosis": who is at risk may have none
        if not (narrower and affirms):  # "an infection" is no uncontrolled one, "no infection" none at all
            found.append(_Match(fact=fact, share=share, affirms=affirms))
    return found


def _of_another(statement: str, fact: Fact, recorded: Wording, *, denied: bool) -> bool:
    """Whether a statement denies something else than a fact of nearly the same words speaks of."""
    asked = wording(statement)
    if _RUN_ON.search(statement) and not _RUN_ON.search(fact.what):
        return True  # "no high risk for anesthesia No seropositive donors": two sentences, of which one is spoken of
    if _NONE_OR_FAILED.match(statement.lower()):
        return True  # "no known therapy exists OR failed these therapies": what is denied is the first alone
    if denied and asked.negative and asked.modals and not recorded.modals and not recorded.negative:
        return True  # "unable to stop an inhibitor of CYP2C8": who takes none is not unable to
    turned = _turned_by(statement)  # "judged ineligible for a safety concern": without such a concern nobody is ineligible
    return bool(turned) and asked.negative != recorded.negative and not turned & recorded.stems


@lru_cache(maxsize=32_768)
def _turned_by(asked: str) -> frozenset[str]:
    """The stems of the words by whose opposite alone a statement denies ("ineligible"); none where it says "not" as well."""
    table, words = _table(), _WORD.findall(asked.lower())
    if any(word in table.negations for word in words):
        return frozenset()
    meant = {table.opposite[word] for word in words if word in table.opposite} & _FITS
    return frozenset(_stem(table.same.get(word, word)) for word in meant)


_FITS = frozenset({"eligible", "suitable", "appropriate"})


def _of_one_alternative(asked: str, recorded: Wording) -> bool:
    """Whether what is recorded speaks of one of several alternatives, by words that no other has, and not of another. What all of
    them are ("donor available") stands last and tells them apart from nothing."""
    said = _ASIDE.sub(" ", asked.lower())
    pieces = [_content(piece) for piece in _EITHER.split(said)]
    last = _content(" ".join(said.split()[-_SEVERAL:]))
    own = [piece - last - frozenset().union(*(other for other in pieces if other is not piece)) for piece in pieces]
    spoken = [bool(words) and 2 * len(words & recorded.stems) >= len(words) for words in own]
    unsaid = [words for words, told in zip(own, spoken, strict=True) if words and not told]
    return any(spoken) and (sum(map(len, unsaid)) >= _SEVERAL and (len(unsaid) > 1 or len(unsaid[0]) >= _SEVERAL))


_RUN_ON = re.compile(r"(?<=[a-z0-9] )No (?=[a-zA-Z])")
_EITHER = re.compile(r"(?<!and/)\bor\b")
_LACK = r"(?:unable|inability|incapable|unwilling\w*|refus\w+|not (?:able|willing)|cannot|failure)"
_LACKS = re.compile(rf"\b{_LACK}\b", re.IGNORECASE)
_LACKS_APART = re.compile(
    rf"\b{_LACK}\b (?!(?:and|or|and/or|/)\b)[^,;.]*?\b(?:and|or)\b.*?\b{_LACK}\b", re.IGNORECASE | re.DOTALL
)
_ANOTHER_WAY = re.compile(r"\bor (?:(?:be )?(?:able|willing|ready) |agrees? )?to \w", re.IGNORECASE)
_NO_OTHER = re.compile(r"\b(?:only|solely|exclusively)\b", re.IGNORECASE)


def _ill_besides(asked: str, recorded: Wording, known: Known) -> bool:
    """Whether a statement is of patients with an illness that a fact says nothing of."""
    words = known.context.vocabulary
    behind = [found[1] for found in _OF_PATIENTS.finditer(asked)]
    named = [name for text in behind for name in read_term(text, words).concepts if words.kind(name) in _ILLNESSES]
    return any(not _content(name.lower()) & recorded.stems for name in named)


_OF_PATIENTS = re.compile(r"\b(?:patients?|subjects?|participants?|individuals?) with ([^,;.]+)", re.IGNORECASE)
_ILLNESSES = frozenset({"condition", "finding", "cancer", "histology", "metastasis"})
_SPARED = re.compile(r"\b(?:other than|apart from|aside from|besides|except(?:ing)?(?: for)?|instead of|rather than)\b([^;.]*)")


def _of_what_is_spared(recorded: str, asked: str) -> bool:
    """Whether a fact names what a statement leaves out, without leaving it out itself."""
    spared = [wording(found[1]).stems for found in _SPARED.finditer(asked.lower()) if found[1].strip()]
    said = frozenset[str]().union(*spared) & wording(recorded).stems
    return bool(said) and _SPARED.search(recorded.lower()) is None


_OF_SOME = re.compile(
    r"(?:for|if|when|in (?:the )?cases? (?:of|where))\b(?! (?:this|the|entry|inclusion|enrol)\b)[^,:]{3,80}[,:] ",
    re.IGNORECASE,
)
""" "For orally administered drugs, the patient must be able to swallow": what is asked of some is not failed by all."""


def _same_way(recorded: Wording, asked: Wording) -> bool:
    """Whether two statements that are alike say both yes, or both no."""
    if recorded.standing is not None and asked.standing is not None and same(recorded.standing, asked.standing):
        return recorded.standing.against == asked.standing.against
    return recorded.negative == asked.negative


def word_for_word(text: str) -> str:
    """A text as it is compared word for word: neither capitals nor blanks count."""
    return " ".join(text.lower().split())


def _is_statement(fact: Fact) -> bool:
    return fact.concept is None or fact.kind in (Kind.STATEMENTS, Kind.EVENTS)


def _answered(matches: list[_Match], statement: str, question: str) -> Answer | None:
    """The nearest match decides, of several the newest; two of one day that differ are a conflict. What somebody wants, can or
    holds may change: a later word that is less near stands where it says no, and is a conflict where it says yes."""
    speaking, matches = matches, [match for match in matches if not match.open]
    nearest = [match for match in matches if match.share == max(item.share for item in matches)]
    newest = [match for match in nearest if day_of(match.fact) == max(day_of(item.fact) for item in nearest)]
    if not newest:
        return None
    newest += [match for match in speaking if match.open and day_of(match.fact) > day_of(newest[0].fact)]
    later = [match for match in matches if day_of(match.fact) > day_of(newest[0].fact) and match.affirms != newest[0].affirms]
    if later and _may_change(newest[0].fact):
        latest = [match for match in later if day_of(match.fact) == max(day_of(item.fact) for item in later)]
        sure = newest[0].fact.moment is not None and all(_says_no(match.fact) for match in latest)
        sure = sure and " or " not in statement.lower()  # a no to one of two ways leaves the other
        newest = latest if sure else [newest[0], *latest]
    facts = tuple(match.fact for match in newest)
    words = "; ".join(described(fact) for fact in facts)
    if len({match.affirms for match in newest}) > 1:
        return unknown(Reason.CONFLICT, f"statements contradict each other: {words}", question, *facts)
    return decided(newest[0].affirms, words, *facts)


def _may_change(fact: Fact) -> bool:
    """Whether a statement is of what somebody wants, is able to do, consents to or holds."""
    said = wording(fact.what)
    return bool(said.modals) or said.standing is not None or not said.stems.isdisjoint(_content("consider investigator"))


def _says_no(fact: Fact) -> bool:
    """Whether a statement refuses what it is of, and with it all that is narrower: "willing to donate blood: no"."""
    return _says(fact) == wording(fact.what).negative


def _says(fact: Fact) -> bool | None:
    """Yes or no; None for a fact that measures something, or that names a thing without saying yes or no to it."""
    if not fact.present or fact.qualifiers.get("count", "").strip() == "0":
        return False
    if isinstance(fact.value, bool):
        return fact.value
    if isinstance(fact.value, str):
        return {("result", "positive"): True, ("result", "negative"): False}.get(next(iter(result_words(fact.value)), ("", "")))
    return True if fact.value is None and (fact.concept is None or fact.kind is Kind.STATEMENTS) else None
