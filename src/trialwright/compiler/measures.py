"""Measures: the chunks of a phrase that holds a number in, a comparison out (of a variable, a count, a size, a grade, a dose, an
interval)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.compiler.setting import Setting, joined_by
from trialwright.compiler.targets import DISEASE_KINDS, THERAPY_KINDS, Phrase, has_of, sorted_out
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Compare,
    Criterion,
    Has,
    Limit,
    NoConstraint,
    Quantity,
    Readings,
    Target,
    When,
    Window,
    WindowKind,
    walk,
)
from trialwright.vocabulary.variables import find_variable, scale_code

_FLIPPED = {">=": "<", ">": "<=", "<=": ">", "<": ">="}
_LENGTHS = frozenset({"mm", "cm", "m"})
_DOSES = ("mg/d", "mg", "ug/d", "g/d")
_LINE_NOUNS = ("line", "regimen", "course", "cycle", "therapy", "treatment")


@dataclass(frozen=True, kw_only=True)
class Range:
    """Limits as the text gives them, before it is known of what."""

    low: Limit | None
    high: Limit | None
    unit: str | None = None
    relative: Literal["ULN", "LLN"] | None = None
    unsigned: bool = False

    def of(self, quantity: Quantity, *, window: Window | None, setting: Setting, chunks: Sequence[Chunk]) -> Compare:
        """The comparison of a quantity with these limits."""
        return Compare(
            quantity=quantity,
            low=self.low,
            high=self.high,
            unit=self.unit,
            relative=self.relative,
            window=window,
            span=setting.span(chunks),
        )


def range_of(chunks: Sequence[Chunk]) -> Range | None:
    """The limits that the amounts, codes and comparators of a phrase state; None when there is not exactly one reading.

    A single number without a sign is an exact value ("performance status of 0"), which the caller may refuse.
    """
    amounts = [chunk for chunk in chunks if chunk.sort is Sort.AMOUNT]
    codes = [chunk for chunk in chunks if chunk.sort is Sort.CODES]
    signs = [chunk for chunk in chunks if chunk.sort in (Sort.CMP, Sort.POST)]
    if len(codes) == 1 and not amounts:
        return _code_range(codes[0], signs)
    if not amounts or codes:
        return None
    if len(amounts) == 1:
        return _single(amounts[0].amount, [sign.value for sign in signs])
    if len(amounts) == len(signs) == 2:
        return _double(amounts, signs)
    return None


def _single(amount: Amount | None, signs: list[str]) -> Range | None:
    assert amount is not None
    if amount.high is not None:
        limits = (Limit(value=amount.low), Limit(value=amount.high)) if not signs else None
        return None if limits is None else Range(low=limits[0], high=limits[1], unit=amount.unit, relative=amount.relative)
    if len(set(signs)) > 1:
        return None
    low, high = limits_of(signs[0] if signs else "=", amount.low)
    return Range(low=low, high=high, unit=amount.unit, relative=amount.relative, unsigned=not signs)


def _double(amounts: Sequence[Chunk], signs: Sequence[Chunk]) -> Range | None:
    pairs = [limits_of(sign.value, chunk.amount.low) for sign, chunk in zip(signs, amounts, strict=True) if chunk.amount]
    lows = [low for low, _high in pairs if low is not None]
    highs = [high for _low, high in pairs if high is not None]
    units = {chunk.amount.unit for chunk in amounts if chunk.amount and chunk.amount.unit}
    if len(lows) != 1 or len(highs) != 1 or len(units) > 1:
        return None
    return Range(low=lows[0], high=highs[0], unit=next(iter(units), None))


def limits_of(sign: str, value: Decimal | str) -> tuple[Limit | None, Limit | None]:
    """The lower and the upper limit that a comparator states."""
    match sign:
        case ">=" | ">":
            return Limit(value=value, inclusive=sign == ">="), None
        case "<=" | "<":
            return None, Limit(value=value, inclusive=sign == "<=")
        case _:
            return Limit(value=value), Limit(value=value)


def _code_range(chunk: Chunk, signs: Sequence[Chunk]) -> Range | None:
    names = [name for name in chunk.names if name != "-"]
    if len({sign.value for sign in signs}) > 1:
        return None
    if len(names) == 1:
        low, high = limits_of(signs[0].value if signs else "=", names[0])
        return Range(low=low, high=high, unsigned=not signs)
    if signs:
        return None
    return Range(low=Limit(value=names[0]), high=Limit(value=names[-1]))


def measure_of(chunks: Sequence[Chunk], setting: Setting, *, carried: Sequence[Chunk] = ()) -> Criterion | None:
    """The comparison that a phrase with a number states; `carried` are the variables of the phrase before, for one that names
    none.

    A number without a sign ("BMI 19 kg/m2") may be the least, the most or the only value allowed: all three are kept.
    """
    limits = range_of(chunks)
    if limits is None:
        return None
    if limits.unsigned and not _exact(chunks, limits):
        return _unsigned(chunks, setting, carried)
    return _measured(chunks, limits, setting, carried)


def _exact(chunks: Sequence[Chunk], limits: Range) -> bool:
    """A count said in words ("one metastasis"), the lowest place of a scale, or a value introduced by "of", "is" or "=" is meant
    as it stands."""
    number = next(index for index, chunk in enumerate(chunks) if chunk.sort in (Sort.AMOUNT, Sort.CODES))
    assert limits.low is not None
    if limits.low.value in (Decimal(0), "0") or chunks[number].text.isalpha() or limits.relative is not None:
        return True
    if chunks[number].sort is Sort.CODES:
        return True
    before = chunks[number - 1] if number else None
    if any(chunk.sort is Sort.VARIABLE for chunk in chunks):
        if before is not None and before.sort is Sort.VARIABLE and before.end == chunks[number].start:
            return True  # "cN2" is one word
        return before is not None and before.text.lower() in ("of", "is", "be", "are")
    return True


def _unsigned(chunks: Sequence[Chunk], setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    limits = range_of(chunks)
    assert limits is not None
    ways = (limits, replace(limits, low=None), replace(limits, high=None))
    nodes = [_measured(chunks, way, setting, carried) for way in ways]
    if any(node is None for node in nodes):
        return None
    return Readings(
        items=tuple(node for node in nodes if node is not None), why="the comparison sign is not there", span=setting.span(chunks)
    )


def _measured(chunks: Sequence[Chunk], limits: Range, setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    rest = [chunk for chunk in chunks if chunk.sort not in (Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.POST)]
    phrase = sorted_out(rest)
    variables = [chunk for chunk in rest if chunk.sort is Sort.VARIABLE] or _aged(rest, limits)
    others = [chunk for chunk in phrase.others if chunk.sort not in (Sort.VARIABLE, Sort.AGED, Sort.LEVEL)]
    variables = _most_specific(variables)
    if variables:
        return _variables(variables, limits, (phrase, others), setting)
    if limits.unit in _DOSES:
        return _dose(phrase, limits, others, setting)
    told = _told_by(phrase, limits)
    if told is not None and not others:
        return told.of(
            Quantity(variable=_TOLD_BY[phrase.concepts[0].names[0]][0]), window=None, setting=setting, chunks=phrase.chunks
        )
    nouns = {
        sort: [chunk for chunk in others if chunk.sort is sort]
        for sort in (Sort.NUMBEROF, Sort.SIZEOF, Sort.GRADEOF, Sort.COUNTED, Sort.HEADNOUN)
    }
    known = sum(len(found) for found in nouns.values())
    counted_lines = _lines(phrase, limits, others, setting)
    if counted_lines is not None:
        return counted_lines
    if phrase.concepts and known == len(others):
        return _attribute(phrase, limits, nouns, setting)
    if (
        setting.subject
        and not phrase.concepts
        and known == len(others)
        and (nouns[Sort.SIZEOF] or nouns[Sort.NUMBEROF] or nouns[Sort.COUNTED])
    ):
        return _attribute(replace(phrase, concepts=setting.subject), limits, nouns, setting)
    of_people = all(setting.vocabulary.kind(name) == "demographic" for chunk in phrase.concepts for name in chunk.names)
    if carried and of_people and not others:
        return _variables(carried, limits, (phrase, []), setting)
    return None


def _most_specific(variables: list[Chunk]) -> list[Chunk]:
    """ "PD-L1 with a CPS of 1" compares the score, not the marker that it is a score of."""
    names = [chunk.names[0].lower() for chunk in variables]
    return [
        chunk
        for chunk, name in zip(variables, names, strict=True)
        if not any(other != name and other.startswith(name) for other in names)
    ]


_TOLD_BY = {"fever": ("body temperature", ("Cel", "[degF]"))}
"""Findings that a text gives in the unit of the variable that shows them ("fever over 38 degrees")."""


def _told_by(phrase: Phrase, limits: Range) -> Range | None:
    names = phrase.concepts[0].names if len(phrase.concepts) == 1 else ()
    known = _TOLD_BY.get(names[0]) if names else None
    return limits if known is not None and limits.unit in known[1] else None


def _aged(rest: Sequence[Chunk], limits: Range) -> list[Chunk]:
    """ "Aged 18-80 years" names no variable but by its verb."""
    verbs = [chunk for chunk in rest if chunk.sort is Sort.AGED]
    return [replace(verbs[0], sort=Sort.VARIABLE, names=("age",))] if verbs and limits.unit in (None, "a") else []


def _variables(
    variables: Sequence[Chunk], limits: Range, parts: tuple[Phrase, list[Chunk]], setting: Setting
) -> Criterion | None:
    phrase, others = parts
    if any(
        chunk.sort not in (Sort.NUMBEROF, Sort.SIZEOF, Sort.HEADNOUN, Sort.GRADEOF, Sort.COUNTED, Sort.NARROW) for chunk in others
    ):
        return None
    window = next((chunk.window for chunk in phrase.windows), None)
    named = list({inner.names: inner for chunk in variables for inner in (chunk.inner or (chunk,))}.values())
    groups = [
        [
            fitted(limits, name).of(Quantity(variable=name), window=window, setting=setting, chunks=phrase.chunks)
            for name in chunk.names
        ]
        for chunk in named
    ]
    compares = [group[0] if len(group) == 1 else AnyOf(items=tuple(group), span=group[0].span) for group in groups]
    measure = joined_by(_between(variables, setting), compares)
    if phrase.concepts:
        return _beside(measure, phrase, setting)
    return None if phrase.narrowings and not _harmless(phrase) else measure


def _between(variables: Sequence[Chunk], setting: Setting) -> Literal["and", "or"]:
    """A limit on several variables is a limit on each: all of them required, or any of them excluding, whatever the
    conjunction."""
    return "or" if setting.exclusion else "and"


def _beside(measure: Criterion, phrase: Phrase, setting: Setting) -> Criterion | None:
    """A comparison with a concept: "QTc > 470 ms for women" is for those only; "lung cancer with PD-L1 >= 50 %" asks for both."""
    named = " ".join(inner.quantity.variable or "" for inner in walk(measure) if isinstance(inner, Compare)).lower()
    own = tuple(chunk for chunk in phrase.concepts if not any(name.lower() in named for name in chunk.names))
    if not own:
        return measure  # "PD-L1 with a CPS of 1 or higher" names the test and then its score
    phrase = replace(phrase, concepts=own)
    beside = has_of(replace(phrase, windows=()), setting)
    if beside is None or phrase.described:
        return None
    span = setting.span(phrase.chunks)
    first = phrase.concepts[0]
    cue = next((chunk.text.lower() for chunk in reversed(phrase.prepositions) if chunk.end <= first.start), "")
    if cue in ("for", "in") and not setting.exclusion:
        return When(condition=beside, then=measure, otherwise=NoConstraint(why="for others", span=span), span=span)
    return AllOf(items=(beside, measure), span=span)


def _harmless(phrase: Phrase) -> bool:
    return all(
        any(name.startswith(("activity=", "persistence=", "significance=")) for name in chunk.names)
        for chunk in phrase.narrowings
    )


def fitted(limits: Range, variable: str) -> Range:
    """The limits with their codes spelled as on the variable's scale ("class ii" is "II"), and its unit where the text gives none
    by habit."""
    known = find_variable(variable)
    if known is None or known.scale is None:
        return limits

    def coded(limit: Limit | None) -> Limit | None:
        if limit is None:
            return None
        text = format(limit.value, "f") if isinstance(limit.value, Decimal) else limit.value
        code = scale_code(known.scale or "", text)
        return replace(limit, value=code) if code is not None else limit

    return replace(limits, low=coded(limits.low), high=coded(limits.high))


def _attribute(phrase: Phrase, limits: Range, nouns: dict[Sort, list[Chunk]], setting: Setting) -> Criterion | None:
    has = has_of(replace(phrase, windows=()), setting)
    targets = targets_in(has)
    if not targets:
        return None
    kinds = {setting.vocabulary.kind(target.concept) for target in targets}
    name = _attribute_name(limits, nouns, kinds)
    if name is None:
        return None
    window = next((chunk.window for chunk in phrase.windows), None)
    limits = _graded(limits) if name == "grade" else limits
    compares = [
        limits.of(Quantity(attribute=name, of=target), window=window, setting=setting, chunks=phrase.chunks) for target in targets
    ]
    return joined_by("or" if isinstance(has, AnyOf) else "and", compares)


def _lines(phrase: Phrase, limits: Range, others: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "At least two prior lines of therapy", "one prior platinum-based regimen": how many lines of a treatment were given."""
    nouns = [chunk.text.lower().rstrip("s") for chunk in others if chunk.sort in (Sort.HEADNOUN, Sort.COUNTED)]
    headed = [chunk.text.lower().rstrip("s") for chunk in phrase.chunks if chunk.sort is Sort.HEADNOUN]
    if not any(noun in ("line", "regimen") for noun in (*nouns, *headed)) or limits.unit is not None or phrase.described:
        return None
    if any(chunk.sort not in (Sort.HEADNOUN, Sort.COUNTED, Sort.NUMBEROF) for chunk in others):
        return None
    concepts = phrase.concepts
    if not concepts and any(noun in ("therapy", "treatment") for noun in (*nouns, *headed)):
        place = phrase.chunks[0]
        concepts = (replace(place, sort=Sort.CONCEPT, names=("systemic therapy",), value="", inner=()),)
    has = has_of(replace(phrase, concepts=concepts, windows=(), current=""), setting) if concepts else None
    targets = targets_in(has)
    if not targets or any(setting.vocabulary.kind(target.concept) not in THERAPY_KINDS for target in targets):
        return None
    window = next((chunk.window for chunk in phrase.windows), None)
    return joined_by(
        "or",
        [
            limits.of(Quantity(attribute="lines", of=target), window=window, setting=setting, chunks=phrase.chunks)
            for target in targets
        ],
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
    window = next((chunk.window for chunk in phrase.windows), None) or (
        Window(kind=WindowKind.CURRENT) if phrase.current else None
    )
    items = [
        replace(limits, unit=unit).of(
            Quantity(attribute="dose", of=Target(concept=name)), window=window, setting=setting, chunks=phrase.chunks
        )
        for name in names
    ]
    return joined_by("or", items)


def _graded(limits: Range) -> Range:
    return replace(limits, unit=None)


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
        return "count"
    if kinds <= THERAPY_KINDS and (nouns[Sort.NUMBEROF] or _counted_lines(nouns)):
        return "lines"
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
