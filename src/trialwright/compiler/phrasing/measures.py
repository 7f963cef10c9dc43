"""Measures: the chunks of a phrase that holds a number in, a comparison out (of a variable, a count, a size, a grade, a dose, an
interval)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.phrasing.givenfor import given_for_stage
from trialwright.compiler.phrasing.grades import graded, grades_a_value
from trialwright.compiler.phrasing.lostsigns import meant_exactly, sign_halved, ways_of
from trialwright.compiler.phrasing.ordinary import NORMAL
from trialwright.compiler.phrasing.ranges import Range, counts_values, named_between, range_of, runs
from trialwright.compiler.phrasing.scales import on_its_scale
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, MOMENTS, THERAPY_KINDS, Phrase, has_of, sorted_out
from trialwright.compiler.phrasing.toldbyunit import names_another, told_by_unit
from trialwright.compiler.setting import Setting, changed_leaves, doubted, joined_by
from trialwright.compiler.wording.courses import COURSES_OF, LINES, counted_in
from trialwright.protocol.criteria import (
    NO_SIGN,
    AllOf,
    AnyOf,
    Compare,
    Criterion,
    Has,
    Limit,
    NoConstraint,
    Qualifier,
    Quantity,
    Readings,
    Target,
    When,
    Window,
    WindowKind,
    walk,
)
from trialwright.vocabulary.homonyms import variable_by_unit
from trialwright.vocabulary.normal import Side, abnormal_side
from trialwright.vocabulary.records import anew

_LENGTHS = frozenset({"mm", "cm", "m"})


_DOSES = ("mg/d", "mg", "ug/d", "g/d")


TELLS_HOW = ("as ", "according", "per", "based", "by ", "evaluated", "assessed", "on the basis")
"""Words that begin how a value is found: they narrow nothing."""


_TREATED = re.compile(r"therap|treatment|management|medication|intervention|support|\bcare\b|measures", re.IGNORECASE)
_ALTHOUGH = frozenset({"despite", "in spite of", "notwithstanding"})
""" "Glucose > 160 mg/dL despite insulin": whether it stays so under treatment, a person must say."""


_LINE_NOUNS = ("line", "regimen", "course", "cycle", "therapy", "treatment")


def measure_of(chunks: Sequence[Chunk], setting: Setting, *, carried: Sequence[Chunk] = ()) -> Criterion | None:
    """The comparison that a phrase with a number states; `carried` are the variables of the phrase before, for one that names
    none.

    A number without a sign ("BMI 19 kg/m2") may be the least, the most or the only value allowed: all three are kept.
    """
    if any(chunk.value == NORMAL and chunk.sort is Sort.AMOUNT for chunk in chunks):
        return _placed(_normal(chunks, setting, carried), chunks, setting)
    limits = range_of(chunks)
    if limits is None or counts_values(chunks, carried) or named_between(chunks):
        return None
    if (limits.unsigned or sign_halved(chunks, limits)) and not meant_exactly(chunks, limits, setting, carried=carried):
        return _placed(_unsigned(chunks, setting, carried), chunks, setting)
    node = _placed(_measured(chunks, limits, setting, carried), chunks, setting)
    last = max((chunk.end for chunk in chunks if chunk.sort in (Sort.AMOUNT, Sort.CODES)), default=0)
    beyond = tuple(chunk for chunk in sorted_out(chunks).described if chunk.start >= last)
    if node is None or not setting.exclusion or not beyond or beyond[0].text.lower().startswith(TELLS_HOW):
        return node
    treated = any(chunk.sort is Sort.CONCEPT for chunk in beyond) or _TREATED.search(setting.words(beyond))
    if beyond[0].text.lower() in _ALTHOUGH and treated:
        return joined_by("and", (node, question(beyond, setting)))
    return doubted(node, setting.unread(beyond))  # "hemoglobin < 9 g/dL despite transfusion" is not every hemoglobin below 9


def _placed(node: Criterion | None, chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """The comparisons with the place of their numbers, too."""
    numbers = setting.span([chunk for chunk in chunks if chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.POST)])

    def placed(leaf: Criterion) -> Criterion:
        return replace(leaf, span=leaf.span.joined(numbers)) if isinstance(leaf, Compare) else leaf

    return None if node is None else changed_leaves(node, placed)


_UPPER = Range(low=None, high=Limit(value=Decimal(1)), relative="ULN")
_LOWER = Range(low=Limit(value=Decimal(1)), high=None, relative="LLN")
_WAYS: dict[Side, tuple[Range, ...]] = {"high": (_UPPER,), "low": (_LOWER,), "both": (_LOWER, _UPPER)}


def _normal(chunks: Sequence[Chunk], setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    """ "PTT and INR within normal limits": between the limits, or within the one beyond which the variable is abnormal."""
    if any(chunk.sort in (Sort.CMP, Sort.POST, Sort.CODES) or (chunk.amount and chunk.value != NORMAL) for chunk in chunks):
        return None
    named = [chunk for chunk in chunks if chunk.sort is Sort.VARIABLE]
    others = [chunk for chunk in chunks if chunk.sort is not Sort.VARIABLE]
    single = [
        anew(inner, names=(name,), inner=())
        for chunk in named or carried
        for inner in chunk.inner or (chunk,)
        for name in inner.names
    ]
    nodes = [
        _measured((variable, *others), way, setting, ()) for variable in single for way in _WAYS[abnormal_side(variable.names[0])]
    ]
    if not nodes or any(node is None for node in nodes):
        return None
    return joined_by("and", [node for node in nodes if node is not None])


def _unsigned(chunks: Sequence[Chunk], setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    limits = range_of(chunks)
    assert limits is not None
    named = [chunk for chunk in chunks if chunk.sort is Sort.VARIABLE] or carried
    ways = ways_of(limits, [name for chunk in named for inner in chunk.inner or (chunk,) for name in inner.names], setting)
    nodes = [node for way in ways if (node := _measured(chunks, way, setting, carried)) is not None]
    if len(nodes) < len(ways):
        return None
    return nodes[0] if len(nodes) == 1 else Readings(items=tuple(nodes), why=NO_SIGN, span=setting.span(chunks))


def _measured(chunks: Sequence[Chunk], limits: Range, setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    """The comparison; its place is that of the name, the sign and the number together."""
    node = _quantified(chunks, limits, setting, carried)
    span = setting.span(chunks)
    return None if node is None else changed_leaves(node, lambda leaf: replace(leaf, span=leaf.span.joined(span)))


def _quantified(chunks: Sequence[Chunk], limits: Range, setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    rest = [
        _by_unit(chunk, limits)
        for chunk in chunks
        if chunk.sort not in (Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.POST) and not (chunk.names and chunk.names[0] in MOMENTS)
    ]
    if setting.subject and not any(chunk.sort is Sort.CONCEPT for chunk in rest):
        rest = [anew(chunk, sort=Sort.SIZEOF) if chunk.names == ("tumor size",) else chunk for chunk in rest]
    phrase = sorted_out(rest)
    variables = [chunk for chunk in rest if chunk.sort is Sort.VARIABLE] or _aged(
        chunks, limits, of_people=limits.unit is None and _PEOPLE_ARE.match(setting.normal.text) is not None
    )
    others = [chunk for chunk in phrase.others if chunk.sort not in (Sort.VARIABLE, Sort.AGED, Sort.LEVEL)]
    variables = _most_specific(variables)
    if variables:
        return _variables(variables, limits, (phrase, others), setting)
    if limits.unit in _DOSES:
        return _dose(phrase, limits, others, setting)
    told = None if others else told_by_unit(phrase, limits, setting)
    if told is not None:
        return told
    nouns = {
        sort: [chunk for chunk in others if chunk.sort is sort]
        for sort in (Sort.NUMBEROF, Sort.SIZEOF, Sort.GRADEOF, Sort.COUNTED, Sort.HEADNOUN)
    }
    known = sum(len(found) for found in nouns.values())
    counted_lines = _lines(phrase, limits, others, setting)
    if counted_lines is not None:
        return counted_lines
    of_people = all(setting.vocabulary.kind(name) == "demographic" for chunk in phrase.concepts for name in chunk.names)
    if carried and of_people and not others and not names_another(chunks):
        return _variables(carried, limits, (phrase, []), setting)
    if phrase.concepts and known == len(others):
        return _attribute(phrase, replace(limits, countable=_counts(chunks, phrase, nouns)), nouns, setting)
    if (
        setting.subject
        and not phrase.concepts
        and known == len(others)
        and (nouns[Sort.SIZEOF] or nouns[Sort.NUMBEROF] or nouns[Sort.COUNTED])
    ):
        return _attribute(anew(phrase, concepts=setting.subject), limits, nouns, setting)
    return None


def _by_unit(chunk: Chunk, limits: Range) -> Chunk:
    """ "EGFR >= 60 mL/min" is the filtration rate, not the gene: the unit tells."""
    if chunk.sort not in (Sort.WORD, Sort.CONCEPT):
        return chunk
    name = variable_by_unit(chunk.text, limits.unit, of_limit=limits.relative is not None)
    return chunk if name is None else anew(chunk, sort=Sort.VARIABLE, names=(name,))


def _most_specific(variables: list[Chunk]) -> list[Chunk]:
    """ "PD-L1 with a CPS of 1" compares the score, not the marker that it is a score of."""
    names = [chunk.names[0].lower() for chunk in variables]
    return [
        chunk
        for chunk, name in zip(variables, names, strict=True)
        if not any(other != name and other.startswith(name) for other in names)
    ]


_SIGNS = (Sort.CMP, Sort.POST)


_OF_AGE = re.compile(r"\b(?:older|younger)\b", re.IGNORECASE)


_PEOPLE_ARE = re.compile(
    r"(?:patients?|subjects?|participants?|individuals?|volunteers?)(?: must| should)? (?:be|are)\b", re.IGNORECASE
)


def _aged(rest: Sequence[Chunk], limits: Range, *, of_people: bool) -> list[Chunk]:
    """ "Aged 18-80 years", "18 years or older" name no variable but by a verb or a comparative."""
    verbs = [chunk for chunk in rest if chunk.sort is Sort.AGED or (chunk.sort in _SIGNS and _OF_AGE.search(chunk.text))]
    if (
        not verbs
        and (limits.unit == "a" or of_people)
        and all(chunk.sort in _UNSAID for chunk in rest)
        and _years_of_life(limits)
    ):
        return [Chunk(sort=Sort.VARIABLE, start=0, end=0, text="", names=("age",))]  # "must be >= 18 and <= 75 years"
    return [replace(verbs[0], sort=Sort.VARIABLE, names=("age",))] if verbs and limits.unit in (None, "a") else []


_UNSAID = frozenset({Sort.FILL, Sort.MUST, Sort.COLON, Sort.AMOUNT, *_SIGNS})
_YOUNGEST = 12


def _years_of_life(limits: Range) -> bool:
    """True for years that are an age rather than a time since something."""
    ends = [limit.value for limit in (limits.low, limits.high) if limit is not None]
    return all(isinstance(value, Decimal) and value >= _YOUNGEST for value in ends)


def _variables(
    variables: Sequence[Chunk], limits: Range, parts: tuple[Phrase, list[Chunk]], setting: Setting
) -> Criterion | None:
    phrase, others = parts
    if any(
        chunk.sort not in (Sort.NUMBEROF, Sort.SIZEOF, Sort.HEADNOUN, Sort.GRADEOF, Sort.COUNTED, Sort.NARROW) for chunk in others
    ):
        return None
    if grades_a_value(others, variables, setting):
        return None
    window = next((chunk.window for chunk in phrase.windows), None)
    named = list({inner.names: inner for chunk in variables for inner in (chunk.inner or (chunk,))}.values())
    groups = [
        [
            run.of(Quantity(variable=name), window=window, setting=setting, chunks=phrase.chunks)
            for name in on_its_scale(chunk, setting)
            for run in runs(limits, name)
        ]
        for chunk in named
    ]
    compares = [group[0] if len(group) == 1 else AnyOf(items=tuple(group), span=group[0].span) for group in groups]
    measure = _of_each(variables, compares, setting)
    if phrase.concepts:
        return _beside(measure, phrase, setting)
    return None if phrase.narrowings and not _harmless(phrase) else measure


_LIVER_ENZYMES = frozenset({"alanine aminotransferase", "aspartate aminotransferase", "alkaline phosphatase"})
""" "AST or ALT <= 3 x ULN" asks for both (every protocol that says so means it)."""


def _of_each(variables: Sequence[Chunk], compares: Sequence[Criterion], setting: Setting) -> Criterion:
    """A limit on several variables joined by "or": two ways to measure one thing, or each of them."""
    named = {name for chunk in variables for inner in (chunk.inner or (chunk,)) for name in inner.names}
    said_or = any(chunk.value == "or" for chunk in variables)
    if setting.exclusion or not said_or or len(compares) < 2 or named <= _LIVER_ENZYMES:
        return joined_by(_between(variables, setting), compares)
    either, each = joined_by("or", compares), joined_by("and", compares)
    if _ways_to_measure(named, setting):
        return either
    return Readings(items=(each, either), why="a limit on one or the other may be meant of each", span=each.span)


_ONE_TEST = frozenset({"international normalized ratio", "prothrombin time"})
"""The ratio is made from the time, so one limit on either is a limit on both."""


def _ways_to_measure(names: set[str], setting: Setting) -> bool:
    """Clearance or filtration rate, Karnofsky or Lansky: scores, or variables of one kind."""
    if names <= _ONE_TEST:
        return True
    if all(setting.vocabulary.kind(name) == "score" for name in names):
        return True
    parents = [set(setting.vocabulary[name].parents) for name in names if name in setting.vocabulary]
    return bool(parents) and bool(set.intersection(*parents))


def _between(variables: Sequence[Chunk], setting: Setting) -> Literal["and", "or"]:
    """A limit on several variables is a limit on each: all of them required, or any of them excluding, whatever the
    conjunction."""
    return "or" if setting.exclusion else "and"


_THE_CANCER = re.compile(
    r"(?:(?:any|clinical|pathologic|pathological|ajcc) )?stage \S+ (?:cancers?|disease|malignanc\w+)", re.IGNORECASE
)


def _beside(measure: Criterion, phrase: Phrase, setting: Setting) -> Criterion | None:
    """A comparison with a concept: "QTc > 470 ms for women" is for those only; "lung cancer with PD-L1 >= 50 %" asks for both."""
    named = " ".join(inner.quantity.variable or "" for inner in walk(measure) if isinstance(inner, Compare)).lower()
    own = tuple(chunk for chunk in phrase.concepts if not any(name.lower() in named for name in chunk.names))
    if not own or (setting.exclusion and named == "stage" and _THE_CANCER.fullmatch(setting.words(phrase.chunks))):
        return (
            measure  # "PD-L1 with a CPS of 1" names the test twice; "stage IV cancer" among what excludes: of the trial's own too
        )
    phrase = anew(phrase, concepts=own)
    beside = has_of(anew(phrase, windows=()), setting)
    if beside is None or phrase.described:
        return None
    span, start = setting.span(phrase.chunks), phrase.concepts[0].start
    cue = next((chunk.text.lower() for chunk in reversed(phrase.prepositions) if chunk.end <= start), "")
    if cue in ("for", "in") and not setting.exclusion:
        return When(condition=beside, then=measure, otherwise=NoConstraint(why="for others", span=span), span=span)
    return given_for_stage(beside, named, setting.words(phrase.chunks), setting) or AllOf(items=(beside, measure), span=span)


def _harmless(phrase: Phrase) -> bool:
    return all(
        any(name.startswith(("activity=", "persistence=", "significance=", "recency=")) for name in chunk.names)
        for chunk in phrase.narrowings
    )


def _attribute(phrase: Phrase, limits: Range, nouns: dict[Sort, list[Chunk]], setting: Setting) -> Criterion | None:
    has = has_of(anew(phrase, windows=()), setting)
    targets = targets_in(has)
    if not targets:
        return None
    kinds = {setting.vocabulary.kind(target.concept) for target in targets}
    lasted = _lasted(phrase, limits, kinds)
    limits = anew(limits, high=None) if lasted and limits.unsigned and limits.low == limits.high else limits  # "for 7 days"
    name = "duration" if lasted else _attribute_name(limits, nouns, kinds)
    one = name is None and _at_least_one(limits) and not nouns[Sort.GRADEOF] and not phrase.windows
    if one and (kinds <= DISEASE_KINDS or (kinds <= THERAPY_KINDS and phrase.ever and not any(nouns.values()))):
        return has  # "at least one measurable lesion", "at least one prior TKI"
    if name == "grade" and any(chunk.text.lower() == "with" for chunk in phrase.prepositions):
        return None  # "grade 2 with pain" grades what was named before, not the pain
    if name is None or (name == "size" and any(chunk.text.lower() == "within" for chunk in phrase.prepositions)):
        return None  # "within 2 mm of the cord" is a distance
    window = next((chunk.window for chunk in phrase.windows), None)
    window = Window(kind=WindowKind.CURRENT) if lasted and phrase.current and window is None else window
    limits = graded(limits, kinds, setting) if name == "grade" else limits
    said = [chunk.text for chunk in (*nouns[Sort.HEADNOUN], *nouns[Sort.COUNTED])]
    names = counted_in(said, targets, setting.vocabulary) if name == LINES else (name,)
    return _read_as(
        joined_by(
            "or" if isinstance(has, AnyOf) else "and",
            [
                limits.of(Quantity(attribute=each, of=target), window=window, setting=setting, chunks=phrase.chunks)
                for target in targets
            ],
        )
        for each in names
    )


def _read_as(readings: Iterable[Criterion]) -> Criterion:
    found = tuple(readings)
    return found[0] if len(found) == 1 else Readings(items=found, why=COURSES_OF, span=found[0].span)


_GIVEN_IN_LINES = frozenset({"therapy", "therapie", "treatment", "chemotherapy", "chemotherapie", "immunotherapy", "regimen"})
"""What was given before is counted in lines: "at least two prior therapies"."""


def _at_least_one(limits: Range) -> bool:
    low = limits.low
    return low is not None and limits.high is None and low.inclusive and low.value == 1 and limits.unit is limits.relative is None


def _lines(phrase: Phrase, limits: Range, others: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "At least two prior lines of therapy", "one prior platinum-based regimen": how many lines of a treatment were given."""
    nouns = [chunk.text.lower().rstrip("s") for chunk in others if chunk.sort in (Sort.HEADNOUN, Sort.COUNTED)]
    headed = [chunk.text.lower().rstrip("s") for chunk in phrase.chunks if chunk.sort is Sort.HEADNOUN]
    named = [chunk.text.lower().split()[-1].rstrip("s") for chunk in phrase.concepts if chunk.text]
    counted = any(noun in ("line", "regimen") for noun in (*nouns, *headed, *named)) or (
        phrase.ever and any(noun in _GIVEN_IN_LINES for noun in (*nouns, *headed, *named))
    )
    if not counted or limits.unit is not None or phrase.described:
        return None
    if any(chunk.sort not in (Sort.HEADNOUN, Sort.COUNTED, Sort.NUMBEROF) for chunk in others):
        return None
    concepts = phrase.concepts
    if not any(setting.vocabulary.kind(name) in THERAPY_KINDS for chunk in concepts for name in chunk.names) and any(
        noun in ("therapy", "treatment", "therapie") or (noun in ("regimen", "line") and phrase.ever)
        for noun in (*nouns, *headed)
    ):
        place = phrase.chunks[0]
        concepts = (anew(place, sort=Sort.CONCEPT, names=("systemic therapy",), value="", inner=()), *concepts)
    has = has_of(anew(phrase, concepts=concepts, windows=(), current=""), setting) if concepts else None
    targets = targets_in(has)
    if not targets or any(setting.vocabulary.kind(target.concept) not in THERAPY_KINDS for target in targets):
        return None
    names = counted_in((*nouns, *headed), targets, setting.vocabulary)
    window = next((chunk.window for chunk in phrase.windows), None)
    return _read_as(
        joined_by(
            "or",
            [
                limits.of(Quantity(attribute=each, of=target), window=window, setting=setting, chunks=phrase.chunks)
                for target in targets
            ],
        )
        for each in names
    )


def _dose(phrase: Phrase, limits: Range, others: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """A daily dose: "> 10 mg/day prednisone or equivalent" is of every systemic steroid, "of an immunosuppressant" of each of
    those."""
    if any(chunk.sort not in (Sort.REFER, Sort.HEADNOUN, Sort.COUNTED) for chunk in others):
        return None
    concepts = list(phrase.concepts)
    reference = [chunk for chunk in concepts if setting.under(chunk.names[0], "corticosteroid", "systemic corticosteroid")]
    referred = any(chunk.sort is Sort.REFER for chunk in others)
    if len(concepts) > 1 and reference:
        concepts = [chunk for chunk in concepts if chunk not in reference] or concepts[:1]
    names = concepts[0].names if len(concepts) == 1 else ()
    if not names:
        return None
    if referred and concepts[0] in reference and setting.vocabulary.kind(names[0]) == "drug":
        names = ("systemic corticosteroid",)
    unit = limits.unit if limits.unit in _DOSES and limits.unit != "mg" else "mg/d"
    told = (_STABLE,) if any("stability=stable" in chunk.names for chunk in phrase.narrowings) else ()
    window = next((chunk.window for chunk in phrase.windows), None) or (
        Window(kind=WindowKind.CURRENT) if phrase.current else None
    )
    given = replace(limits, unit=unit)
    targets = [Target(concept=name, qualifiers=told) for name in names]
    dosed = [Quantity(attribute="dose", of=target) for target in targets]
    items = [given.of(item, window=window, setting=setting, chunks=phrase.chunks) for item in dosed]
    return joined_by("or", items)


_STABLE = Qualifier(name="stability", values=("stable",))
_TIMES = frozenset({"d", "wk", "mo", "a"})


def _lasted(phrase: Phrase, limits: Range, kinds: set[str | None]) -> bool:
    """ "Androgen deprivation for longer than 6 months": how long a therapy went on."""
    behind = max(chunk.end for chunk in phrase.concepts)
    said_for = any(chunk.text.lower() == "for" and chunk.start >= behind for chunk in phrase.prepositions)
    return limits.unit in _TIMES and kinds <= THERAPY_KINDS and said_for


def _counts(chunks: Sequence[Chunk], phrase: Phrase, nouns: dict[Sort, list[Chunk]]) -> bool:
    """False for "one for multiple myeloma": what stands behind "for" is not what is counted."""
    first = phrase.concepts[0].start
    if nouns[Sort.COUNTED] or nouns[Sort.NUMBEROF]:
        return True
    number = next((chunk.start for chunk in chunks if chunk.sort is Sort.AMOUNT), None)
    if number is not None and number > first:
        between = [chunk for chunk in chunks if phrase.concepts[0].end <= chunk.start < number]
        return all(chunk.sort in (Sort.CMP, Sort.COLON, Sort.HEADNOUN, Sort.COUNTED) for chunk in between)
    apart = any(chunk.text.lower() in ("for", "with") and chunk.end <= first for chunk in phrase.prepositions)
    return not apart


def _attribute_name(limits: Range, nouns: dict[Sort, list[Chunk]], kinds: set[str | None]) -> str | None:
    if nouns[Sort.GRADEOF]:
        return "grade" if kinds <= DISEASE_KINDS else None
    if limits.unit in _LENGTHS:
        return "size" if kinds <= DISEASE_KINDS else None
    if limits.unit in _DOSES and kinds <= THERAPY_KINDS:
        return "dose"
    if limits.unit in ("Gy", "cGy") and kinds <= THERAPY_KINDS:
        return "dose"
    if limits.unit is not None or limits.relative is not None:
        return None
    if any(chunk.text.lower().startswith("organ") for chunk in nouns[Sort.COUNTED]):
        return None
    if kinds <= {"metastasis", "cancer"}:
        return "count" if limits.countable else None
    if kinds <= THERAPY_KINDS and (nouns[Sort.NUMBEROF] or _counted_lines(nouns)):
        return LINES
    return None


def _counted_lines(nouns: dict[Sort, list[Chunk]]) -> bool:
    return any(chunk.text.lower().startswith(_LINE_NOUNS) for chunk in (*nouns[Sort.HEADNOUN], *nouns[Sort.COUNTED]))


def targets_in(node: Criterion | None) -> list[Target]:
    """The targets of a plain `Has`, or of alternatives of it; none for anything else."""
    match node:
        case Has(target=target):
            return [target]
        case AnyOf(items=items):
            found = [target for item in items for target in targets_in(item)]
            return found if all(isinstance(item, Has | AnyOf) for item in items) else []
        case _:
            return []
