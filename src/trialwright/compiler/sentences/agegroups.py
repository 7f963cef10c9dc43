"""Age groups: "patients over 65 must have a G8 score above 14", "patients < 16 years: Lansky >= 60" in; what is asked of those of
that age, and of nobody else, out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.setting import Reader, Setting, joined_by, stripped
from trialwright.compiler.wording.rules import words
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, NoConstraint, Readings, Unread, When, walk
from trialwright.vocabulary.records import anew

_LEADS = frozenset({Sort.FOR, Sort.IF, Sort.PREP, Sort.FILL, Sort.CMP, Sort.AGED, Sort.EITHER})
_LIMITS = frozenset({Sort.CMP, Sort.POST, Sort.AMOUNT, Sort.AGED})
_JOINS = frozenset({Sort.AND, Sort.PREP})
_SAID_OF_AGE = frozenset({Sort.CMP, Sort.POST, Sort.AMOUNT})
_DOUBTFUL = frozenset({Sort.BARRED, Sort.EXC})
_MONTHS = {"mo": Decimal(1), "a": Decimal(12), "wk": Decimal(12) / 52, "d": Decimal(12) / 365}
_ADULT, _GROWN = 21, 10


def of_age_group(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What is asked of people of an age, asked of those; None for a sentence that does not begin with them, or asks nothing of
    them. Adults who "must" may be whom the trial is for: both are read."""
    end = _end_of_people(chunks, setting)
    if setting.exclusion or end is None:
        return None
    led = chunks[0].sort in (Sort.FOR, Sort.IF)
    cut = _where_asked(chunks, end, led=led)
    if cut is None or not stripped(chunks[cut:]):
        return None
    more, rest = stripped(chunks[end:cut]), stripped(chunks[cut + 1 :])
    if any(chunk.sort in _DOUBTFUL or chunk.sort is Sort.AGED for chunk in chunks[end:]) or not rest:
        return setting.unread(chunks, WHY)
    condition = _age(chunks[:end], setting)
    if condition is None or not _of_people_alone(more):
        return setting.unread(chunks, WHY)
    if more:
        joint = "or" if more[0].sort is Sort.OR else "and"
        condition = joined_by(joint, (condition, read(more, setting)))
    if any(isinstance(node, Unread) for node in walk(condition)):
        return setting.unread(chunks, WHY)
    span = setting.span(chunks)
    then = read((chunks[cut], *rest) if chunks[cut].sort is Sort.MUST else rest, setting)
    free = When(condition=condition, then=then, otherwise=NoConstraint(why=OTHERS, span=span), span=span)
    if led or not _of_adults(condition) or "lansky" in setting.normal.text.lower():  # children are spoken of beside them
        return free
    return Readings(items=(free, AllOf(items=(condition, then), span=span)), why="only of them, or only them", span=span)


def is_age_label(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """ "Participants >= 16 years of age", before a colon: what stands behind it is asked of those."""
    said = stripped(chunks)
    return bool(said) and _end_of_people(said, setting) == len(said)


def _where_asked(chunks: Sequence[Chunk], end: int, *, led: bool) -> int | None:
    """Where what is asked of those people begins: at "must", a colon, "if", or the comma behind "for those over 65"."""
    if end < len(chunks) and (_conditional(chunks[end]) or (led and chunks[end].sort is Sort.COMMA)):
        return end
    return next((place for place in range(end, len(chunks)) if chunks[place].sort in (Sort.MUST, Sort.COLON)), None)


def _conditional(chunk: Chunk) -> bool:
    """ "If", "provided", "only if"; not "patients with"."""
    return chunk.sort is Sort.IF and any(word in ("if", "provided", "when") for word in chunk.text.lower().split())


OTHERS = "for other ages"
WHY = "what it asks of some ages was not understood"


def _end_of_people(chunks: Sequence[Chunk], setting: Setting) -> int | None:
    """Where the people and their age end: years of life, with a sign, behind nothing but people."""
    number = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.AMOUNT), None)
    if number is None or not all(_leads(chunk) for chunk in chunks[:number]):
        return None
    end = number + 1
    while end < len(chunks) and (chunks[end].sort in _LIMITS or _joins_ends(chunks, end)):
        end += 1
    numbers = [chunk.amount for chunk in chunks[:end] if chunk.amount is not None]
    of_age = any(chunk.sort is Sort.AGED or "age" in chunk.names for chunk in chunks[:end])
    named = setting.normal.text[: chunks[number].start].lower().split()
    in_years = any(amount.unit == "a" and amount.low >= _GROWN for amount in numbers)
    people = in_years and any(word in words("people") for word in named)
    fit = all(amount.unit in (*_MONTHS, None) and amount.relative is None for amount in numbers)
    signed = len(numbers) > 1 or any(
        chunk.sort in (Sort.CMP, Sort.POST) or (chunk.amount is not None and chunk.amount.high is not None)
        for chunk in chunks[:end]
    )
    return end if fit and signed and (of_age or people) else None


def _leads(chunk: Chunk) -> bool:
    plain = chunk.sort in (Sort.WORD, Sort.CONCEPT, Sort.VARIABLE)
    return chunk.sort in _LEADS or (plain and (chunk.names == ("age",) or chunk.text.lower() in words("people")))


def _joins_ends(chunks: Sequence[Chunk], place: int) -> bool:
    """ "Between 61 and 70 years", "over 18 and under 75": what stands between the two ends."""
    behind = chunks[place + 1] if place + 1 < len(chunks) else None
    return chunks[place].sort in _JOINS and behind is not None and behind.sort in (Sort.AMOUNT, Sort.CMP)


def _of_people_alone(chunks: Sequence[Chunk]) -> bool:
    """True for what may say more of those people ("with AML", "or who have hypertension") before what is asked of them."""
    return not any(chunk.sort in (Sort.STOP, Sort.SEMICOLON, Sort.PERMIT) for chunk in chunks)


def _age(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    number = next(chunk for chunk in chunks if chunk.amount is not None)
    name = anew(number, sort=Sort.VARIABLE, end=number.start, text="", names=("age",), amount=None)
    said = (chunk for place, chunk in enumerate(chunks) if chunk.sort in _SAID_OF_AGE or _joins_ends(chunks, place))
    age = read_phrase((name, *said), setting)
    return age if all(isinstance(node, Compare) for node in walk(age)) else None


def _of_adults(condition: Criterion) -> bool:
    """True for a lower limit that most trials have."""
    ages = [node for node in walk(condition) if isinstance(node, Compare) and node.quantity.variable == "age"]
    lows = [node.low.value for node in ages if node.low is not None and isinstance(node.low.value, Decimal)]
    return len(lows) == len(ages) and all(low <= _ADULT for low in lows)


def alternatives_of_age(nodes: Sequence[Criterion], setting: Setting) -> list[Criterion]:
    """Sentences of one line, those that ask for ages which nobody has together ("18 to 65. Over 65 with ECOG 0-1") made the
    alternatives that they are."""
    if setting.exclusion:
        return list(nodes)
    kept: list[Criterion] = []
    for node in nodes:
        own = _with_their_age(node)
        other = next((place for place, earlier in enumerate(kept) if ages_apart(earlier, own)), None)
        if other is None:
            kept.append(node)
        else:
            kept[other] = joined_by("or", (kept[other], own))
    return kept


def _with_their_age(node: Criterion) -> Criterion:
    """What is asked of an age, with that age: beside other ages, who may join too."""
    of_some = isinstance(node, When) and isinstance(node.otherwise, NoConstraint) and node.otherwise.why == OTHERS
    return AllOf(items=(node.condition, node.then), span=node.span) if isinstance(node, When) and of_some else node


def ages_in_turn(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "70 and over with ECOG 0-2, or 18 to 69 with ECOG 2": each age with what is said of it; None for any other sentence."""
    cuts = [0]
    for place in range(1, len(chunks) - 1):
        if chunks[place].sort in (Sort.OR, Sort.COMMA) and _end_of_people(stripped(chunks[place + 1 :]), setting) is not None:
            cuts.append(place + 1)
    parts = [stripped(chunks[start:end]) for start, end in pairwise((*cuts, len(chunks)))]
    if len(parts) == 1 or _end_of_people(parts[0], setting) is None or setting.exclusion:
        return None
    return joined_by("or", [read(part, setting) for part in parts])


def ages_apart(one: Criterion, other: Criterion) -> bool:
    """Whether two requirements ask for ages that nobody has together."""
    mine, theirs = _required(one), _required(other)
    return any(_disjoint(first, second) for first in mine for second in theirs)


def _required(node: Criterion) -> list[tuple[Decimal, Decimal]]:
    """The ages that somebody must have, in months, each as its two ends."""
    match node:
        case Compare(quantity=quantity, unit=unit) if quantity.variable == "age" and quantity.attribute is None:
            size = _MONTHS.get(unit or "a")
            low = node.low.value if node.low is not None else Decimal(0)
            high = node.high.value if node.high is not None else Decimal(10**6)
            plain = size is not None and isinstance(low, Decimal) and isinstance(high, Decimal) and not node.relative
            return [(low * size, high * size)] if plain and size is not None else []  # type: ignore[operator]
        case AllOf(items=items):
            return [ends for item in items for ends in _required(item)]
        case AnyOf(items=items):
            each = [_required(item) for item in items]
            if not all(each):
                return []
            return [(min(low for ends in each for low, _ in ends), max(high for ends in each for _, high in ends))]
        case _:
            return []


def _disjoint(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> bool:
    return any(first[1] <= second[0] for first, second in pairwise((one, other, one)))
