"""Empty words: quotation marks, "(primary or secondary)", "of any Child-Pugh class" and "whose" in; the chunks of a statement
without them out, for they leave nothing aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import STUDY_DISEASE
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.variables import find_variable

_QUOTES = frozenset({'"', "\u201c", "\u201d", "\u201e"})
_PAIRS = (
    *("primary|secondary", "primary|acquired", "congenital|acquired", "inherited|acquired", "acute|chronic", "past|present"),
    *("motor|sensory", "therapeutic|palliative", "ipsilateral|contralateral"),
    *("unilateral|bilateral", "open|laparoscopic", "open|closed", "standard|investigational", "approved|investigational"),
    *("symptomatic|asymptomatic", "treated|untreated", "benign|malignant", "ischemic|hemorrhagic", "ischaemic|haemorrhagic"),
    *("squamous|non-?squamous", "clear cell|non-?clear cell", "seminoma|non-?seminoma"),
    *(
        "measurable|non-?measurable",
        "single[- ]agent|combination",
        "single[- ]agent|combination therapy",
        "natural|surgical",
        "systolic|diastolic",
    ),
    *("local|systemic", "localized|systemic", "new|recurrent", "de novo|recurrent", "de novo|secondary", "solid|hematologic"),
    *("prescription|non-?prescription", "prescription|over[- ]the[- ]counter", "permanent|temporary", "transient|permanent"),
)
_ONES = "|".join(
    rf"{first}\W+(?:or|and|and/or|/)\W+{second}" for pair in _PAIRS for first, second in (pair.split("|"), pair.split("|")[::-1])
)
_EVERY = re.compile(
    rf"\W*(?:(?:either|both|whether|regardless of) )?(?:{_ONES}|any type|any kind|of any type|all types)\W*", re.IGNORECASE
)


def without_empty_words(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks of a statement without words and signs that narrow nothing."""
    kept: list[Chunk] = []
    place = _all_of_trial(chunks)
    while place < len(chunks):
        chunk = chunks[place]
        place += 1
        if chunk.sort is Sort.OTHER_SIGN and chunk.text in _QUOTES:
            continue
        if chunk.sort is Sort.GROUP and kept and kept[-1].sort is Sort.CONCEPT and _says_nothing(chunk.inner, setting):
            continue
        end = _any_place(chunks, place - 1) if kept and kept[-1].sort is Sort.CONCEPT else None
        if end is not None:
            place = end
            continue
        kept.append(chunk)
    return tuple(kept)


def _says_nothing(inner: Sequence[Chunk], setting: Setting) -> bool:
    """ "Hepatitis (acute or chronic)", "melanoma (any stage)": a bracket that names every kind there is."""
    return _EVERY.fullmatch(setting.words(inner)) is not None or (bool(inner) and _any_place(inner, 0) == len(inner))


@needs("condition", "disorder", "illness", "disease", "problem")
def without_second_noun(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Other gastrointestinal illness or condition": the second noun, of which nothing is said, names the same thing again."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        result.append(chunk)
        place += 1
        noun = chunk.text.lower().rpartition(" ")[2]
        if chunk.sort is not Sort.CONCEPT or noun not in _NOUNS_OF_ILLNESS or " " not in chunk.text:
            continue
        if all(setting.vocabulary.kind(name) == "condition" for name in chunk.names):
            place = _second_noun_ends(chunks, place)
    return tuple(result)


def _second_noun_ends(chunks: Sequence[Chunk], place: int) -> int:
    """Where "or condition" ends that stands at `place`, or ", disorder or condition"; `place` where more is said behind it."""
    end = place
    while end + 1 < len(chunks) and chunks[end].sort in _LISTED and chunks[end + 1].text.lower() in _NOUNS_OF_ILLNESS:
        end += 2
    closed = end == len(chunks) or chunks[end].sort in _CLOSES
    return end if end > place and closed and chunks[end - 2].sort is not Sort.COMMA else place


_NOUNS_OF_ILLNESS = frozenset(
    f"{noun}{end}" for noun in ("condition", "disorder", "illness", "disease", "problem") for end in ("", "s", "es")
)
_LISTED = frozenset({Sort.OR, Sort.SLASH, Sort.AND, Sort.COMMA})
_CLOSES = frozenset({Sort.STOP, Sort.SEMICOLON, Sort.COMMA, Sort.WINDOW, Sort.OR, Sort.GROUP})


@needs("histolog")
def without_histology(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Lymphoma histologies other than DLBCL": the kinds of lymphoma, however they were found."""
    triples = zip((None, *chunks[:-1]), chunks, (*chunks[1:], None), strict=True)
    return tuple(
        anew(chunk, sort=Sort.FILL, names=(), value="fill") if chunk.text.lower() in _HISTOLOGIES and _kinds(*around) else chunk
        for *around, chunk in ((before, behind, chunk) for before, chunk, behind in triples)
    )


def _kinds(before: Chunk | None, behind: Chunk | None) -> bool:
    return before is not None and behind is not None and (before.sort, behind.sort) == (Sort.CONCEPT, Sort.EXC)


def without_at_least_one(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "At least one endocrine therapy" is endocrine therapy; "at least one cycle", "one line" are counted."""
    if setting.exclusion:
        return tuple(chunks)
    result = list(chunks)
    for place in range(len(chunks) - 2):
        sign, number, named = chunks[place : place + 3]
        one = number.amount is not None and number.amount == Amount(low=Decimal(1))
        if sign.sort is not Sort.CMP or sign.value != ">=" or not one or named.sort is not Sort.CONCEPT:
            continue
        begins = all(chunk.sort in _BEGINS for chunk in chunks[:place])
        behind = chunks[place + 3 : place + 4]
        therapy = all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named.names)
        if begins and therapy and all(chunk.sort in _BEHIND_THERAPY for chunk in behind):
            result[place : place + 2] = [anew(chunk, sort=Sort.FILL, value="fill", amount=None) for chunk in (sign, number)]
    return tuple(result)


_BEGINS = frozenset({Sort.FILL, Sort.MUST, Sort.HIST})
_BEHIND_THERAPY = frozenset({Sort.STOP, Sort.COMMA, Sort.PREP, Sort.FOR, Sort.GROUP, Sort.WINDOW, Sort.SEMICOLON})
_HISTOLOGIES = frozenset({"histology", "histologies", "histological type", "histological types", "histologic subtypes"})


@needs("whose")
def without_whose(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Patients whose bilirubin is > 2 mg/dL": the "whose" before what is measured only says of whom."""
    kept: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        measured = chunk.text.lower() == "whose" and place + 1 < len(chunks) and chunks[place + 1].sort is Sort.VARIABLE
        plain = all(before.sort in _OF_PEOPLE for before in kept[-1:])
        kept.append(anew(chunk, sort=Sort.FILL, value="fill") if measured and plain else chunk)
    return tuple(kept)


_STARTED = frozenset({"started", "begun", "initiated", "commenced"})
_TIMED = frozenset({Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.AMOUNT, Sort.CMP})
_BEFORE_IT = frozenset({Sort.FILL, Sort.HEADNOUN, Sort.NEG})
_FOR_THE_DISEASE = (f"purpose={STUDY_DISEASE}",)


@needs("started", "begun", "initiated", "commenced")
def with_started_as_had(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Has already started chemotherapy", of what excludes or is denied and without a time: whoever has had it for the disease
    that the trial treats. Of a time ("within 2 weeks") the verb says when the therapy began, which is kept."""
    place = next((index for index, chunk in enumerate(chunks) if not _stands_before(chunk)), len(chunks))
    if place >= len(chunks) or chunks[place].text.lower() not in _STARTED or any(chunk.sort in _TIMED for chunk in chunks):
        return tuple(chunks)
    given = next((chunk for chunk in chunks[place + 1 :] if chunk.sort not in (Sort.FILL, Sort.EITHER)), None)
    denied = any(chunk.sort is Sort.NEG for chunk in chunks[:place])
    if given is None or given.sort is not Sort.CONCEPT or not (denied or setting.exclusion):
        return tuple(chunks)
    if not all(setting.under(name, "anticancer therapy") for name in given.names):
        return tuple(chunks)
    told = anew(chunks[place], sort=Sort.NARROWING, names=_FOR_THE_DISEASE, value="")
    return (*(chunk for chunk in chunks[:place] if chunk.sort is not Sort.WORD), told, *chunks[place + 1 :])


def _stands_before(chunk: Chunk) -> bool:
    return chunk.sort in _BEFORE_IT or chunk.text.lower() == "already"


_OF_PEOPLE = frozenset({Sort.FILL, Sort.COMMA, Sort.OR, Sort.AND, Sort.STOP, Sort.SEMICOLON, Sort.COLON})
_PARTS = re.compile(r"(?:study |treatment )?(?:cohorts|arms|parts|phases|groups|strata)", re.IGNORECASE)


def _all_of_trial(chunks: Sequence[Chunk]) -> int:
    """Where "For all cohorts:" at the beginning ends; 0 for any other beginning."""
    if len(chunks) <= _LABEL or chunks[0].sort is not Sort.FOR or chunks[1].text.lower() != "all":
        return 0
    ends = chunks[_LABEL - 1].sort in (Sort.COLON, Sort.COMMA)
    return _LABEL if ends and _PARTS.fullmatch(chunks[2].text) is not None else 0


_LABEL = 4


_ANY_PLACE = re.compile(r"(?:of |with |at |in |, ?)?(?:any|all|regardless of(?: the)?|irrespective of(?: the)?)")
""" "Cirrhosis of any Child-Pugh class", "melanoma, any stage", "melanoma (all stages)"."""


def _any_place(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where "of any Child-Pugh class" ends; None where a place on the scale is named."""
    for end in (place + 1, place + 2):
        said = " ".join(chunk.text.lower() for chunk in chunks[place:end])
        if end < len(chunks) and _ANY_PLACE.fullmatch(said) and _whole_scale(chunks[end], chunks[end + 1 : end + 2]):
            return end + 1
    return None


def _whole_scale(named: Chunk, behind: Sequence[Chunk]) -> bool:
    scaled = named.sort is Sort.VARIABLE and all(getattr(find_variable(name), "scale", None) for name in named.names)
    return scaled and not any(chunk.sort in (Sort.CMP, Sort.CODES, Sort.AMOUNT, Sort.POST) for chunk in behind)
