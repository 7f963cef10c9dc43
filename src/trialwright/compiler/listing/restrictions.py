"""Restrictions: the members of a list as chunks in; the other ways in which what narrows one of them may reach the rest out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.headsbefore import OTHER_TRIAL
from trialwright.compiler.listing.members import BARE, bare_therapy
from trialwright.compiler.listing.notlent import fit_to_lend, refused
from trialwright.compiler.listing.settimes import names_thing
from trialwright.compiler.phrasing.anchors import up_to_a_therapy
from trialwright.compiler.phrasing.measures import TELLS_HOW
from trialwright.compiler.phrasing.phrases import reads_alone
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.phrasing.therapies import MOVES
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.words import tokens


def restricted_alike(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Pleural effusion or ascites requiring drainage": the members with the last one's restriction; None where it has none, or
    where others have their own."""
    last = members[-1]
    heads = [index for index, chunk in enumerate(last) if chunk.sort is Sort.CONCEPT]
    graded = any(chunk.sort is Sort.GRADEOF for chunk in last)
    start = heads[0] + 1 if heads else 1
    start = 1 if heads and _cause_before(last[1 : heads[0]]) else start
    tied = (
        place for place in range(start, len(last)) if _restricts(last[place], told=bool(heads)) or _participle_at(last, place)
    )
    cut = next(tied, None)
    cut = _companion_at(members, heads, setting) if cut is None and setting.exclusion else cut
    if any(chunk.sort is Sort.ASKED for chunk in last):
        return None  # "or planned surgery requiring anesthesia" is a question as a whole
    if cut is None or last[cut].text.lower().startswith(TELLS_HOW):
        return None
    if not setting.exclusion and not _DOES.match(last[cut].text):
        return None
    if len({(member[0].start, _first_named(member)) for member in members}) < len(members):
        return None  # the members of one clause, each with its own part
    if any(chunk.sort in (Sort.NARROW, Sort.AMOUNT, Sort.CODES) for member in members[:-1] for chunk in member):
        return _each_so(members, setting)
    if heads and any(_named_again(chunk, last[heads[0]]) for member in members[:-1] for chunk in member):
        return None  # "active infection, or infection requiring antibiotics": named again, for what is said of it
    if graded and heads:
        cut = heads[-1] + 1  # "nausea or diarrhea >= grade 2": the sign belongs to the grade
    needed = cut < len(last) and _NEEDED.match(last[cut].text) is not None and _of_kinds(last, _DISEASES, setting)
    return [
        (*member, *last[cut:])
        if reads_alone(member, setting) and not (needed and _of_kinds(member, THERAPY_KINDS, setting))
        else member
        for member in members[:-1]
    ] + [last]


def of_one_noun(members: Sequence[tuple[Chunk, ...]]) -> bool:
    """ "Bacterial, viral or fungal infection requiring …": kinds of one thing, whose noun stands once."""
    named = [next((chunk for chunk in member if chunk.sort is Sort.CONCEPT), None) for member in members]
    nouns = {chunk.names[0].split()[-1] if chunk is not None else "" for chunk in named}
    return len(nouns) == 1 and "" not in nouns


_DOES = re.compile(r"(?:causing|requiring|necessitating)\b", re.IGNORECASE)
""" "A solid tumor or lymphoma causing pain" is required: a tumor of either kind that does."""


def _cause_before(chunks: Sequence[Chunk]) -> bool:
    """ "Pain or symptoms from bone metastases requiring opioids": what is named first is the cause of what has no name."""
    return any(chunk.sort is Sort.NARROW and chunk.text.lower() in _CAUSES for chunk in chunks)


def _each_so(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Brain or spinal metastases that are symptomatic or requiring steroids": the first member with each of the two parts of
    the clause too; None for lists of another form."""
    if len(members) != _FEWEST or not setting.exclusion:
        return None
    first, *parts = members
    clauses = [next((place for place, chunk in enumerate(part) if chunk.sort is Sort.CONCEPT), len(part)) + 1 for part in parts]
    named = [[chunk.names for chunk in part[:at]] for part, at in zip(parts, clauses, strict=True)]
    one = named[0] == named[1] and all(part[at:] for part, at in zip(parts, clauses, strict=True))
    bare = one and names_thing(first) and _of_kinds(first, _DISEASES, setting) and "," not in _between(first, parts[0], setting)
    return [*((*first, *part[at:]) for part, at in zip(parts, clauses, strict=True)), *parts] if bare else None


def _between(first: Sequence[Chunk], second: Sequence[Chunk], setting: Setting) -> str:
    return setting.normal.text[first[-1].end : second[0].start]


def _named_again(chunk: Chunk, head: Chunk) -> bool:
    """True for the same thing in the same words; "hemorrhage or bleeding" only has two words for it."""
    same = chunk.sort is Sort.CONCEPT and chunk.names == head.names and chunk.start != head.start
    return same and not {word.form for word in tokens(chunk.text)}.isdisjoint(word.form for word in tokens(head.text))


def two_words_for_it(members: Sequence[Sequence[Chunk]]) -> bool:
    """ "Hemorrhage or bleeding": true where the members name one thing."""
    names = {chunk.names for member in members for chunk in member if chunk.sort is Sort.CONCEPT}
    return len(names) == 1 and all(map(names_thing, members))


_NEEDED = re.compile(r"(?:that |which )?(?:requir|need(?!le)|necessitat|treated with|managed with)", re.IGNORECASE)
""" "Radiotherapy, or toxicities requiring steroids": an illness needs a remedy, a therapy does not."""


def _of_kinds(member: Sequence[Chunk], kinds: frozenset[str], setting: Setting) -> bool:
    first = next((chunk for chunk in member if chunk.sort is Sort.CONCEPT), None)
    return first is not None and all(setting.vocabulary.kind(name) in kinds for name in first.names)


_ANY_GRADE = re.compile(r"\b(?:any|all) grades?\b", re.IGNORECASE)


def graded_alike(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Grade 3 or higher neuropathy or diarrhea": the members with the grade before the first; None where it begins with none or
    others have limits of their own."""
    first = members[0]
    head = next((index for index, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT), 0)
    start = next((index for index, chunk in enumerate(first[:head]) if chunk.sort is Sort.GRADEOF), None)
    limits = (Sort.AMOUNT, Sort.CODES)
    if start is None or not any(chunk.sort in limits for chunk in first[start:head]):
        return None
    own = any(chunk.sort in limits for member in members[1:] for chunk in member)
    if own or _ANY_GRADE.search(setting.normal.text, first[head].end):
        return None  # "grade 3 colitis or uveitis of any grade"
    return [first, *((*first[start:head], *member) if names_thing(member) else member for member in members[1:])]


def _first_named(member: Sequence[Chunk]) -> int:
    """Where what a member names begins: words that the first lends to all of them stand before it."""
    return next((chunk.start for chunk in member if chunk.sort is Sort.CONCEPT), member[0].start)


_BARE_AILMENT = frozenset({Sort.CONCEPT, Sort.FILL, Sort.WINDOW, Sort.TAIL})


def graded_throughout(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> bool:
    """ "Grade >= 3 neuropathy, diarrhea or rash": behind the first, bare ailments that have grades too, and no time of their
    own."""
    named = [chunk for member in members[1:] for chunk in member if chunk.sort is Sort.CONCEPT]
    ailments = all(setting.vocabulary.kind(name) in ("condition", "finding") for chunk in named for name in chunk.names)
    apart = any(chunk.sort is Sort.WINDOW and chunk not in members[0] for member in members[1:] for chunk in member)
    return (
        not apart
        and ailments
        and all(names_thing(member) and all(chunk.sort in _BARE_AILMENT for chunk in member) for member in members[1:])
    )


_OF_ITS_OWN = (Sort.NOW, Sort.HIST)


def timed_otherwise(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Concurrent steroids or vaccine within 30 days", "agents or concurrent therapy within 4 weeks": the members where the time
    behind the last is of that one only, or of the bare therapies before it too; None where it is said."""
    last = members[-1]
    if not setting.exclusion or not all(members) or not any(chunk.sort is Sort.WINDOW for chunk in last):
        return None
    if _any_other_form(last, setting):
        return None  # "steroids or any other form of immunosuppression within 7 days": what stands before is such a form

    def lent(chunk: Chunk, member: Sequence[Chunk]) -> bool:
        return _lent_to_the_present(chunk, member, last) or _lent_to_a_trial(chunk, member, last, setting.under)

    apart = [tuple(chunk for chunk in item if not lent(chunk, item)) for item in members[:-1]]
    if any(len(item) < len(member) for item, member in zip(apart, members[:-1], strict=True)):
        return [*apart, last]
    before = members[:-1]
    if not before:
        return None
    head = next((index for index, chunk in enumerate(last) if chunk.sort is Sort.CONCEPT), 0)
    own = any(chunk.sort in _OF_ITS_OWN for chunk in last[:head])
    listed = "," in setting.normal.text[before[-1][-1].end : last[0].start]
    timed = any(chunk.sort in (Sort.WINDOW, Sort.SPAN_OF_TIME) for member in before for chunk in member)
    if not own or listed or timed or not bare_therapy(last[: head + 1], setting):
        return None
    if not all(bare_therapy(member, setting) or _another_cancer(member) or _another_trial(member, setting) for member in before):
        return None
    windows = tuple(chunk for chunk in last if chunk.sort is Sort.WINDOW)
    return [*((*member, *windows) for member in before), last]


_OTHER_FORM = re.compile(r"\bany other (?:form|type|kind)s? of\b", re.IGNORECASE)


def _any_other_form(last: Sequence[Chunk], setting: Setting) -> bool:
    given = [chunk for chunk in last if chunk.sort is Sort.CONCEPT]
    therapies = all(setting.vocabulary.kind(name) in THERAPY_KINDS for chunk in given for name in chunk.names)
    return bool(given) and therapies and _OTHER_FORM.search(setting.words(last[: last.index(given[0]) + 1])) is not None


def _another_trial(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Participation in another trial", and no more."""
    named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
    plain = all(chunk.sort in (Sort.HIST, Sort.FILL, Sort.CONCEPT) for chunk in member)
    return plain and bool(named) and all(setting.under(name, OTHER_TRIAL) for name in named)


def _another_cancer(member: Sequence[Chunk]) -> bool:
    """ "Second malignancy", in so many words."""
    return member[0].sort is Sort.OTHER and all(chunk.sort is Sort.CONCEPT for chunk in member[1:])


def _lent_to_the_present(chunk: Chunk, member: Sequence[Chunk], last: Sequence[Chunk]) -> bool:
    """True for the time of the last member in one that speaks of the present."""
    edge = next((item.start for item in last if item.sort is Sort.CONCEPT), last[0].start)
    now = any(item.sort is Sort.NOW for item in member if item.start < edge)
    return now and chunk.sort is Sort.WINDOW and chunk.start >= edge


def _lent_to_a_trial(chunk: Chunk, member: Sequence[Chunk], last: Sequence[Chunk], under: Callable[[str, str], bool]) -> bool:
    """ "Has participated in a trial or has used a device within 4 weeks": true for the time of the last, with its own verb."""
    edge = next((item.start for item in last if item.sort is Sort.CONCEPT), last[0].start)
    if (
        chunk.sort is not Sort.WINDOW
        or chunk.start < edge
        or not any(item.sort is Sort.HIST for item in last if item.start < edge)
    ):
        return False
    return any(under(name, OTHER_TRIAL) for item in member if item.sort is Sort.CONCEPT for name in item.names)


_WHO = re.compile(r"(?:who|whose)\b", re.IGNORECASE)
_DISEASES = frozenset({"cancer", "histology", "metastasis", "condition", "finding"})


def said_of_all(chunks: Sequence[Chunk], setting: Setting) -> int | None:
    """Where, behind diseases that a list names, a clause of "who" begins that is said of the patients with any of them; None
    where the words before it are of persons ("women who …") or where it is one more member ("or who …")."""
    for place, chunk in enumerate(chunks):
        before = chunks[place - 1] if place else None
        if before is None or not _WHO.match(chunk.text):
            continue
        named = [item for item in chunks[:place] if item.sort in (Sort.CONCEPT, Sort.VARIABLE)]
        said = [item for item in chunks[:place] if not _OF_A_CANCER.fullmatch(item.text)]
        behind = next((item for item in reversed(said) if item.sort is not Sort.COMMA), before)
        ill = bool(named) and all(setting.vocabulary.kind(name) in _DISEASES | _MARKERS for name in named[-1].names)
        listed = any(item.sort in (Sort.OR, Sort.SLASH, Sort.COMMA) for item in chunks[: place - 1])
        return place if ill and listed and behind is named[-1] else None
    return None


_MARKERS = frozenset({"gene", "biomarker", "receptor status"})
_OF_A_CANCER = re.compile(
    r"mutat(?:ions?|ed)|rearrange(?:ments?|d)|fusions?|amplifi(?:cations?|ed)|alterations?|deletions?|insertions?|translocat(?:ions?|ed)|"
    r"deficien(?:t|cy)|positiv(?:e|ity)|negativ(?:e|ity)|(?:over-?)?express(?:ion|ed|ing)|disease|cancers?|tumou?rs?",
    re.IGNORECASE,
)
""" "ALK rearrangement who have received …": what is said of a marker, not one more person."""


def says_when_or_whom(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> bool:
    """ "CD20-negative at relapse or progression", "a test for women before, and for those after the menopause": true where a list
    goes on with what says when the first was found, or with more of those whom it is asked of, or of what a time counts up to."""
    for member, behind in pairwise(members):
        heads = [index for index, chunk in enumerate(member) if chunk.sort in (Sort.CONCEPT, Sort.VARIABLE)]
        when = len(heads) > 1 and set(member[heads[-1]].names) <= MOVES and member[heads[-1] - 1].text.lower() in _AT
        if when and all(chunk.sort is Sort.HIST or set(chunk.names) & MOVES for chunk in behind):
            return True
        anchored = up_to_a_therapy(member, setting)
        if anchored is not None and anchored[1] == len(member) and bare_therapy(behind, setting):
            return True  # "aspirin within 7 days before surgery or radiotherapy"
        named = [name for chunk in behind if chunk.sort is Sort.CONCEPT for name in chunk.names]
        whom = behind and behind[0].text.lower() in ("for", "in") and any(chunk.sort is Sort.SPAN_OF_TIME for chunk in behind)
        if whom and not setting.exclusion and any(setting.vocabulary.kind(name) == "demographic" for name in named):
            return True
    return False


_AT = ("at", "at the time of", "upon", "at time of", "at first")


_CONDITION_FAMILIES = ("control=", "severity=", "symptoms=", "activity=", "treatment=", "stability=", "significance=")


def _companion_at(members: Sequence[Sequence[Chunk]], heads: Sequence[int], setting: Setting) -> int | None:
    """ "HIV, hepatitis B or hepatitis C with detectable viral load", "… on antivirals": where in the last member what goes with
    the illness begins, which may be asked of all; None where the members are not all bare illnesses."""
    last = members[-1]
    if len(heads) < _VERB - 1 or not all(_of_kinds(member, _DISEASES, setting) for member in members):
        return None
    joint = next((index for index in range(heads[0] + 1, heads[1]) if last[index].sort is Sort.PREP), None)
    caused = _cause_at(members, heads, setting)
    if caused is not None:
        return caused
    bare = all(chunk.sort in _BARE_AILMENT | {Sort.HIST, Sort.IF} for member in members[:-1] for chunk in member)
    if joint is None or last[joint].text.lower() not in ("with", "on") or not bare:
        return None
    said_again = any(setting.under(name, *last[heads[0]].names) for name in last[heads[1]].names)
    return None if said_again else joint  # "infection with HIV" is one


def _cause_at(members: Sequence[Sequence[Chunk]], heads: Sequence[int], setting: Setting) -> int | None:
    """ "Pneumonitis or colitis following treatment with an antibody": where, behind the second of two illnesses, the therapy
    begins that may have caused either; None for longer lists, and where another therapy or time is told."""
    last = members[-1]
    joint = next((index for index in range(heads[0] + 1, heads[1]) if last[index].text.lower() in _CAUSES), None)
    caused = joint is not None and _of_kinds(last[heads[1] :], THERAPY_KINDS, setting)
    bare = all(chunk.sort in _BARE_AILMENT | {Sort.HIST, Sort.IF, Sort.NARROWING} for chunk in members[0])
    return joint if len(members) < _FEWEST and caused and bare else None


_CAUSES = frozenset({"after", "following", "during", "due to", "from", "caused by", "secondary to", "induced by", "on"})


def in_need(members: Sequence[Sequence[Chunk]]) -> bool:
    """ "COPD, asthma or emphysema requiring oxygen": true where what is needed has a name of its own."""
    return any(index and _need(chunk) for index, chunk in enumerate(members[-1]))


def _need(chunk: Chunk) -> bool:
    return chunk.sort is Sort.CONCEPT and _NEEDED.match(chunk.text) is not None


def _restricts(chunk: Chunk, *, told: bool) -> bool:
    """True for words behind a thing that narrow it ("requiring drainage", "uncontrolled by medication")."""
    return (
        (told and _need(chunk))
        or chunk.sort in (Sort.NARROW, Sort.GRADEOF)
        or (told and chunk.sort is Sort.NARROWING and all(name.startswith(_CONDITION_FAMILIES) for name in chunk.names))
    )


def with_objects(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Infection requiring antibiotics, antifungals or antivirals": the members with what "requiring" may go on with taken into
    it; None where no member has such words with bare members behind it."""
    if not setting.exclusion:
        return None
    for place, member in enumerate(members[:-1]):
        cut = _clause_at(member)
        objects = (
            cut is not None
            and (cut + 1 < len(member) or _need(member[cut]))
            and not member[cut].text.lower().startswith(TELLS_HOW)
        )
        behind = members[place + 1 :]
        of_need = (
            cut is not None and member[cut].text.lower().endswith(_REQUIRING) and "," not in _between(member, behind[-1], setting)
        )
        of_need = of_need and all(chunk.sort is Sort.WORD for item in behind for chunk in item)  # "antibiotics or drainage"
        more = {Sort.WORD} if of_need else set()
        if objects and all(
            chunk.sort in BARE | {Sort.NARROWING, Sort.OTHER, Sort.VARIABLE} | more
            or (chunk.sort in _OF_ITS_OWN and chunk in members[0])
            for item in behind
            for chunk in item
        ):
            return [*members[:place], (*member, *(chunk for item in behind for chunk in item))]
    return None


def _clause_at(member: Sequence[Chunk]) -> int | None:
    """Where, behind what a member names, a clause or a participle begins that says more of it."""
    for index, chunk in enumerate(member):
        if index and (chunk.sort is Sort.NARROW or _need(chunk) or _participle_at(member, index)):
            return index
    return None


def _participle_at(member: Sequence[Chunk], place: int) -> bool:
    """ "Hepatic insufficiency manifesting as jaundice": a word of a verb right behind what is named, with its preposition."""
    said = member[place - 1 : place + 2]
    if len(said) < _VERB or said[0].sort is not Sort.CONCEPT or said[1].sort is not Sort.WORD:
        return False
    return said[1].text.lower().endswith(("ing", "ed")) and said[2].sort in (Sort.PREP, Sort.FOR, Sort.FILL, Sort.TAIL)


_VERB = 3
_REQUIRING = ("requiring", "require", "requires", "needing")


def hangs_on_first(members: Sequence[Sequence[Chunk]]) -> bool:
    """ "A with B or C" may be A with C: true where the first member holds two things by a preposition and the last is bare."""
    first, last = members[0], members[-1]
    things = [index for index, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT]
    tied = len(things) > 1 and any(
        chunk.sort is Sort.PREP and chunk.text.lower() in ("with", "due to", "from", "of", "on")
        for chunk in first[things[0] : things[1]]
    )
    return tied and len(last) == 1 and last[0].sort is Sort.CONCEPT


def ends_in_its_phrase(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> bool:
    """ "LVEF below 50 % during or after trastuzumab or lapatinib": the therapies say when it was measured."""
    first = members[0]
    measured = any(chunk.sort is Sort.AMOUNT for chunk in first) and any(chunk.sort is Sort.VARIABLE for chunk in first)
    when = next((index for index, chunk in enumerate(first) if chunk.sort is Sort.PREP and "after" in chunk.text.lower()), None)
    return measured and when is not None and all(bare_therapy(member, setting) for member in members[1:])


_OF_MANY = ("symptoms=", "control=", "severity=")


def carried_on(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Stroke, symptomatic pleural effusion, pericardial effusion, or ascites": the members behind a later one with its words
    too; None where none has words of its own, or they reach no bare illness."""
    if not setting.exclusion or len(members) < _FEWEST:
        return None
    result: list[tuple[Chunk, ...]] = list(members[:1])
    lent: tuple[Chunk, ...] = ()
    ended = _own_end(members[0])
    for member in members[1:]:
        said = [chunk for chunk in member if chunk.start >= ended]
        ended = max([ended, *(chunk.end for chunk in said if chunk.sort is not Sort.WINDOW)])
        head = next((index for index, chunk in enumerate(said) if chunk.sort is Sort.CONCEPT), 0)
        own = tuple(chunk for chunk in said[:head] if _of_many(chunk))
        bare = bool(lent) and all(chunk.sort in _BARE_AILMENT for chunk in said) and _of_kinds(member, _DISEASES, setting)
        bare = bare and head < len(said) and not _begins_with_adjective(said[head], setting)
        names = {name for chunk in member for name in chunk.names}
        fits = tuple(chunk for chunk in fit_to_lend(lent, member, setting) if bare and not names & set(chunk.names))
        result.append((*fits, *member))
        lent = own or (lent if bare else ())
    return result if any(len(item) > len(member) for item, member in zip(result, members, strict=True)) else None


_FEWEST = 3


def _begins_with_adjective(named: Chunk, setting: Setting) -> bool:
    """ "Symptomatic heart failure, unstable angina": each has a word of its own."""
    words = setting.tagger.tagged(named.text.partition(" ")[0]) if " " in named.text else ()
    return len(words) == 1 and words[0].sort is Sort.NARROWING


def _own_end(member: Sequence[Chunk]) -> int:
    """Where the first thing that is named ends: a time behind it may be lent from a later one."""
    return next((chunk.end for chunk in member if chunk.sort is Sort.CONCEPT), member[0].end)


def _of_many(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NARROWING and all(name.startswith(_OF_MANY) for name in chunk.names)


def of_first_alone(members: Sequence[Sequence[Chunk]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Inherited bleeding disorder or hypertension", "severe fatigue, chronic fatigue syndrome or fibromyalgia": the members
    without the words that the first has lent, where it is one for an origin or one that a member refuses; None where it has lent
    none."""
    told = [chunk for chunk in members[0] if chunk.sort is Sort.NARROWING]
    words = [
        chunk
        for chunk in told
        if all(name.startswith("origin=") for name in chunk.names)
        or any(chunk not in member and refused(chunk, member, setting) for member in members[1:])
    ]
    if not setting.exclusion or not any(chunk in words for member in members[1:] for chunk in member):
        return None
    return [tuple(members[0]), *(tuple(chunk for chunk in member if chunk not in words) for member in members[1:])]


_OF_A_COURSE = ("recurrence=", "remission=", "refractory=", "extent=", "resectability=", "treatment=", "activity=")
_BARE_CANCER = frozenset({Sort.CONCEPT, Sort.FILL, Sort.IF, Sort.EITHER, Sort.HIST})


def said_behind_cancers(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "AML or ALL beyond first remission", "CLL or FL in relapse": bare cancers with the state that stands behind the last; None
    where nothing stands there, or another has words of its own."""
    last = members[-1]
    head = next((index for index, chunk in enumerate(last) if chunk.sort is Sort.CONCEPT), None)
    if head is None or not all(_is_cancer(member, setting) for member in (*members[:-1], last[: head + 1])):
        return None
    behind = last[head + 1 :]
    opening = next((chunk for chunk in behind if chunk.sort is not Sort.FILL), None)
    if opening is not None and _opens_a_course(opening) and not any(chunk.sort in _TURNS for chunk in behind):
        return [*((*member, *behind) for member in members[:-1]), last]
    states = [chunk for chunk in behind if chunk.sort is Sort.NARROWING]
    if not states or any(chunk.sort not in (Sort.NARROWING, Sort.FILL, Sort.FOR, Sort.PREP) for chunk in behind):
        return None
    if not all(name.startswith(_OF_A_COURSE) for chunk in states for name in chunk.names):
        return None
    return [*((*member, *behind) for member in members[:-1]), last]


_COURSE = re.compile(
    r"(?:that (?:has|have|had|is|are|was|were)|which (?:has|have|is|are|was|were)|(?:previously |already )?treated with"
    r"|refractory|resistant|relaps|recurr|progress|sensitive to|not (?:amenable|responsive))",
    re.IGNORECASE,
)
_OF_COURSES = frozenset({Sort.NARROW, Sort.NARROWING, Sort.HIST, Sort.CONCEPT})
_TURNS = frozenset({Sort.NEG, Sort.EXC, Sort.IF, Sort.ASKED, Sort.AMOUNT, Sort.GROUP, Sort.VARIABLE})


def _opens_a_course(chunk: Chunk) -> bool:
    """ "Refractory to rituximab", "that has relapsed after it", "previously treated with it": what became of the disease."""
    return chunk.sort is Sort.FAILED or (chunk.sort in _OF_COURSES and _COURSE.match(chunk.text) is not None)


def _is_cancer(member: Sequence[Chunk], setting: Setting) -> bool:
    """True for one cancer, without a word that narrows it."""
    named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
    plain = len(named) == 1 and all(chunk.sort in _BARE_CANCER for chunk in member)
    return plain and all(setting.vocabulary.kind(name) in ("cancer", "histology") for name in named[0].names)
