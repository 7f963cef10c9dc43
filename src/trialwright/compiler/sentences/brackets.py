"""Brackets: a stretch with brackets in; its proposition with what they add (a limit, an exception, a number, a window) out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.kinds import illness_alone, several_named, with_its_kinds
from trialwright.compiler.listing.valuebrackets import limits_in_bracket
from trialwright.compiler.phrasing.asking import only_asks
from trialwright.compiler.phrasing.results import told_by
from trialwright.compiler.preparing.bounds import same_limit
from trialwright.compiler.preparing.support import SUPPORT, unsupported
from trialwright.compiler.sentences.bracketleave import with_leave_in_bracket
from trialwright.compiler.sentences.conditions import exception_applied, has_holes, leading_condition
from trialwright.compiler.sentences.eligibleif import let_in_if, lifted_if
from trialwright.compiler.sentences.exempting import PRESSURE, exempted_member, of_pressure
from trialwright.compiler.sentences.limits import OtherLimit, other_limit, with_other_limits
from trialwright.compiler.sentences.modals import obliges
from trialwright.compiler.sentences.ofonemember import in_its_member, of_those_without, stands_within_list
from trialwright.compiler.setting import LIST_SIGNS, Reader, Setting, denied, doubted, eased, joined_by, stripped
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    When,
    children,
    walk,
)
from trialwright.vocabulary.records import anew


def _limit_moved_if(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Bilirubin <= 1.5 x ULN (patients with Gilbert's disease are eligible if it is <= 3)": the limit, or that leave; None
    for a leave of anything else, and for one that was not understood."""
    leave = [chunk.sort for chunk in inner if chunk.sort in (Sort.PERMIT, Sort.IF)]
    if setting.exclusion or Sort.PERMIT not in leave or leave[-1] is not Sort.IF:
        return None
    base = with_bracketed_parts(outside, setting, read)
    if not isinstance(base, Compare):
        return None
    moved = lifted_if(inner, (base,), setting, of_limit=True) or let_in_if(inner, (base,), setting, read)
    return moved[0] if moved is not None and len(moved) == 1 and not has_holes(moved[0]) else None


def with_bracketed_parts(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion:
    """Read what brackets add: another limit for some patients, an exception, a window; an abbreviation or a note adds nothing."""
    if _negated_with_bracket(chunks):
        return denied(with_bracketed_parts(stripped(chunks[1:]), anew(setting, exclusion=True), read), setting.span(chunks))
    for index, chunk in enumerate(chunks):
        if chunk.sort is not Sort.GROUP:
            continue
        if _cuts_a_time(chunks, index):
            return setting.unread(chunks, "a bracket stands within a time")
        outside = tuple(chunks[:index]) + tuple(chunks[index + 1 :])
        inner = _without_leave(stripped(chunk.inner), setting)
        if chunk.value == SUPPORT:
            base = with_bracketed_parts(outside, setting, read)
            return joined_by("and", [base, unsupported(base, chunk, setting)])
        if _UNSAID.fullmatch(setting.words(chunk.inner).strip()) and stripped(outside):
            base, doubt = with_bracketed_parts(outside, setting, read), setting.unread(inner, "the exceptions are not said")
            return doubted(base, doubt) if setting.exclusion else eased(base, doubt)
        if inner and inner[0].sort is Sort.EXC:
            return _with_exception(with_bracketed_parts(outside, setting, read), chunks, index, setting)
        of_some = _limit_moved_if(outside, inner, setting, read)
        of_some = of_some or _freed_or_bound((chunks, index), setting, read) or _of_some_only(outside, inner, setting, read)
        if of_some is not None:
            return of_some
        if index == len(chunks) - 1 and _is_condition(inner):
            return _with_condition_behind(tuple(chunks[:index]), inner, setting, read)
        own = other_limit(inner, setting, of=outside) if any(item.sort is Sort.VARIABLE for item in inner) else None
        if own is not None and not has_holes(own[1]) and index == len(chunks) - 1:
            return with_other_limits(with_bracketed_parts(tuple(chunks[:index]), setting, read), [own], setting)
        if any(item.sort is Sort.PERMIT for item in inner):
            base = with_bracketed_parts(outside, setting, read)
            return with_leave_in_bracket(base, inner, setting, read) or exempted_member(base, (chunks, index), setting)
        if same_limit(outside, inner) or _says_the_lack(chunks[index - 1], inner):
            return with_bracketed_parts(outside, setting, read)
        denying = _denying(chunks, index, setting, read)
        if denying is not None:
            return denying
        told = limits_in_bracket(outside, inner, setting, read) or _told_by_tests(outside, inner, setting, read)
        if told is not None:
            return told
        several = _list_in_bracket(outside, inner, setting, read) or illness_alone(chunks, setting, read)
        if several is not None:
            return several
        measured = _measured_bracket(outside, inner, setting, read)
        if measured is not None:
            return measured
        other_scale = _other_scale(outside, inner, setting, read)
        if other_scale is not None:
            return other_scale
        alternative = other_limit(inner, setting)
        if alternative is not None:
            before = with_bracketed_parts(tuple(chunks[:index]), setting, read)
            limits, end = _more_limits(alternative, chunks, index + 1, setting)
            rest = stripped(chunks[end:])
            changed = with_other_limits(before, limits, setting)
            if not rest:
                return changed
            after = with_bracketed_parts(rest, setting, read)
            return (AnyOf if setting.exclusion else AllOf)(items=(changed, after), span=setting.span(chunks))
    return read(chunks, setting)


def _says_the_lack(before: Chunk, inner: Sequence[Chunk]) -> bool:
    """ "No progression (stable disease)": the bracket says what its lack is, for what progresses is not stable."""
    stable = any("stability=stable" in item.names for item in inner)
    plain = all(item.sort in (Sort.NARROWING, Sort.HEADNOUN, Sort.FILL) for item in inner)
    return stable and plain and "disease progression" in before.names


def _denying(chunks: Sequence[Chunk], index: int, setting: Setting, read: Reader) -> Criterion | None:
    """A bracket that denies something: for those who do not have it, where it stands behind a limit; else of everybody."""
    outside, inner = (*chunks[:index], *chunks[index + 1 :]), stripped(chunks[index].inner)
    of_others = of_those_without((chunks, index), setting, read)
    if of_others is not None:
        return of_others(with_bracketed_parts(outside, setting, read), setting)
    if not inner or inner[0].sort is not Sort.NEG:
        return None
    return joined_by("and", [with_bracketed_parts(outside, setting, read), read(inner, setting)])


def _without_leave(inner: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """ "(if liver metastases are present, then <= 5 x ULN is allowed)" is a limit of some patients, whatever word gives it."""
    if not any(chunk.sort is Sort.PERMIT for chunk in inner) or any(chunk.sort is Sort.VARIABLE for chunk in inner):
        return inner
    begins = inner[0].sort in (Sort.AMOUNT, Sort.CMP) and any(chunk.sort is Sort.PERMIT for chunk in inner[1:3])
    if not begins and not any(chunk.amount is not None and (chunk.amount.unit or chunk.amount.relative) for chunk in inner):
        return inner  # "(patients who have received <= 2 transfusions are eligible)"
    bare = tuple(chunk for chunk in inner if chunk.sort is not Sort.PERMIT and chunk.text.lower() != "then")
    limit = other_limit(bare, setting)
    return bare if limit is not None and not has_holes(limit[1]) else inner


_UNSAID = re.compile(
    r"(?:with )?(?:some|certain|a few|few|specific|limited|rare) exceptions(?: (?:may )?appl(?:y|ied))?", re.IGNORECASE
)


def _with_exception(base: Criterion, chunks: Sequence[Chunk], index: int, setting: Setting) -> Criterion:
    """The proposition with the exception in the bracket at that place, for the member of a list that it stands by, or for all."""
    inner = stripped(chunks[index].inner)
    unless = inner[0].value == "unless"
    if only_asks(base) and not unless:
        return base
    spare = partial(_spare, exception=inner[1:], unless=unless)
    own = in_its_member(base, (chunks, index), setting, spare)
    if own is None and setting.exclusion and stands_within_list(chunks, index) and isinstance(base, AnyOf):
        return doubted(base, setting.unread(inner, "which of the list it spares is not told"))
    return own or spare(base, setting)


def _spare(base: Criterion, setting: Setting, *, exception: Sequence[Chunk], unless: bool) -> Criterion:
    return exception_applied(base, exception, setting, unless=unless)


def _more_limits(first: OtherLimit, chunks: Sequence[Chunk], place: int, setting: Setting) -> tuple[list[OtherLimit], int]:
    """The limits of one bracket and of those right behind it, with the place behind the last."""
    found = [first]
    while place < len(chunks) and chunks[place].sort is Sort.GROUP:
        more = other_limit(stripped(chunks[place].inner), setting)
        if more is None:
            break
        found.append(more)
        place += 1
    return found, place


def _negated_with_bracket(chunks: Sequence[Chunk]) -> bool:
    """ "Lack of adequate renal function (creatinine clearance >= 50)": the number in the bracket is of what is lacking."""
    return (
        len(chunks) > 1
        and chunks[0].sort is Sort.NEG
        and not any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.NEG) for chunk in chunks[1:])
        and any(
            chunk.sort is Sort.GROUP and any(item.sort in (Sort.AMOUNT, Sort.CODES) for item in chunk.inner) for chunk in chunks
        )
    )


def _freed_or_bound(bracket: tuple[Sequence[Chunk], int], setting: Setting, read: Reader) -> Criterion | None:
    """ "(patients with Gilbert's syndrome are eligible)" lets those in; "(if on steroids, 2 weeks must have passed)" behind a ban
    may spare those for whom it holds. None for other brackets."""
    chunks, index = bracket
    outside, inner = (*chunks[:index], *chunks[index + 1 :]), _without_leave(stripped(chunks[index].inner), setting)
    if not inner or inner[0].sort is not Sort.IF or not stripped(outside):
        return None
    if any(item.sort is Sort.PERMIT for item in inner):
        return exempted_member(with_bracketed_parts(outside, setting, read), bracket, setting)
    if setting.exclusion and obliges(inner):
        return doubted(with_bracketed_parts(outside, setting, read), setting.unread(inner, "what must hold for some"))
    return None


def _of_some_only(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Measurable disease (for patients with lymphoma)": asked of those only."""
    begins = bool(inner) and inner[0].sort is Sort.IF and inner[0].value in ("with", "on")
    if (
        not (begins or _of_one_sex(inner, setting))
        or any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.PERMIT) for chunk in inner)
        or not stripped(outside)
    ):
        return None
    span = setting.span(outside)
    whom = tuple(chunk for chunk in inner[inner[0].sort is not Sort.CONCEPT :] if chunk.text.lower() != "only")
    condition: Criterion = read(stripped(whom), anew(setting, exclusion=True))
    if inner[0].sort is Sort.CONCEPT and any(chunk.sort in LIST_SIGNS for chunk in outside):
        condition = setting.unread(inner, "of what it is said")  # "pregnancy test (women only), HBsAg"
    apart = None if setting.exclusion else _alternative_limits(outside)
    if apart is not None:  # "bilirubin <= 1.5, or direct bilirubin <= 1 (for patients with Gilbert's syndrome)"
        first, second = (read(part, setting) for part in apart)
        return joined_by("or", (first, joined_by("and", (condition, second))))
    then = read(outside, setting)
    if setting.exclusion:
        return joined_by("and", (condition, then))
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


_FOR_WHOM = frozenset({"for", "in", "only", "if"})
_BESIDE_WHOM = frozenset({Sort.CONCEPT, Sort.FILL, Sort.PREP, Sort.NARROWING})


def _of_one_sex(inner: Sequence[Chunk], setting: Setting) -> bool:
    """ "(for women of childbearing potential only)": whom a test is asked of."""
    named = [chunk for chunk in inner if chunk.sort is Sort.CONCEPT]
    said = [chunk for chunk in inner[1:] if chunk.text.lower() not in _FOR_WHOM]
    leads = bool(inner) and (inner[0].text.lower() in _FOR_WHOM or inner[-1].text.lower() == "only")
    of_men = any(chunk.sort is Sort.FILL and re.search(r"\b(?:men|males?)\b", chunk.text, re.IGNORECASE) for chunk in inner)
    plain = leads and bool(named) and not of_men and all(chunk.sort in _BESIDE_WHOM for chunk in said)
    return plain and all(setting.vocabulary.kind(name) == "demographic" for chunk in named for name in chunk.names)


def _told_by_tests(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Hepatitis B (HBsAg positive)": the test in the bracket is how the disease is told."""
    named = [chunk for chunk in outside if chunk.sort is Sort.CONCEPT]
    ill = named and all(setting.vocabulary.kind(name) == "condition" for chunk in named for name in chunk.names)
    if len(named) != 1 or not ill or any(chunk.sort in LIST_SIGNS for chunk in outside):
        return None
    result = read(inner, setting)
    leaves = [leaf for leaf in walk(result) if isinstance(leaf, Has)]
    told = leaves and all(leaf.target.qualifier("value") is not None for leaf in leaves)
    return told_by(result, read(outside, setting)) if told and not has_holes(result) else None


def _list_in_bracket(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Autoimmune disease (lupus, rheumatoid arthritis)": kinds of what stands before the bracket, any of which excludes,
    and one of which may be meant as required."""
    if (
        not several_named(inner)
        or not stripped(outside)
        or any(chunk.sort in (Sort.AMOUNT, Sort.CODES, *LIST_SIGNS) for chunk in outside)
    ):
        return None
    named = {setting.vocabulary.kind(name) for chunk in inner if chunk.sort is Sort.CONCEPT for name in chunk.names}
    if named <= _WAYS_TO_SEE:
        return with_bracketed_parts(outside, setting, read)  # "radiographic evidence (CT or MRI)"
    reaction = next((place for place, chunk in enumerate(outside) if chunk.sort is Sort.ALLERGY), None)
    if reaction is not None:
        inner = (*outside[: reaction + 1], *inner)  # "allergy to taxanes (paclitaxel, docetaxel)"
    base, kinds = read(outside, setting), read(inner, anew(setting, exclusion=True))
    if isinstance(base, Ask):
        return base
    return with_its_kinds(base, kinds, setting)


_WAYS_TO_SEE = frozenset({"imaging"})


_TELL_THEMSELVES = frozenset(
    {
        "number of karyotypic abnormalities",
        "Bilsky grade",
        "spinal instability neoplastic score",
        "pain score",
        "Glasgow Coma Scale",
    }
)
"""Scores that alone say whether what they grade is there, so that its name need not be on record."""


def _is_condition(inner: Sequence[Chunk]) -> bool:
    return bool(inner) and inner[0].sort is Sort.IF and not any(item.sort is Sort.AMOUNT for item in inner)


def _cuts_a_time(chunks: Sequence[Chunk], place: int) -> bool:
    """ "Within 4 weeks (6 for bevacizumab) of liver resection": the event behind the bracket is what the time counts from."""
    timed = 0 < place < len(chunks) - 2 and chunks[place - 1].sort is Sort.WINDOW
    behind = chunks[place + 1] if timed else None
    return behind is not None and behind.sort is Sort.PREP and behind.text.lower() in _COUNTED_FROM


_COUNTED_FROM = frozenset({"of", "from", "before", "prior to", "after", "following", "preceding"})


JUDGED = r"function|reserve|capacity|impairment|insufficiency|dysfunction|abnormalit"
"""Words of how well an organ works: a number in brackets behind them says what is meant."""


_MORE = frozenset({Sort.CONCEPT, Sort.VARIABLE, Sort.ASKED, Sort.NARROW, Sort.NOW, Sort.HIST})


def _measured_bracket(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Metastasis extending into the canal (Bilsky grade 1b or higher)": the bracket puts in numbers what the words describe."""
    if not any(chunk.sort is Sort.VARIABLE for chunk in inner) or any(
        chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.VARIABLE) for chunk in outside
    ):
        return None
    alternative = _alternative_to_value(outside, inner, setting)
    if alternative is not None:
        left, own = alternative
        told = _measured_bracket(own, inner, setting, read)
        return None if told is None else joined_by("or", [read(left, setting), told])
    measure = read(inner, setting)
    goes_on = any(chunk.sort is Sort.COMMA or chunk.text.lower() == "with" for chunk in outside)  # "…, with unstable angina"
    rest = [chunk for chunk in outside if chunk.start > inner[-1].end]  # "… or heart failure"
    goes_on = goes_on or (any(chunk.sort is Sort.OR for chunk in rest) and any(chunk.sort in _MORE for chunk in rest))
    goes_on = goes_on or any(chunk.sort is Sort.GROUP and chunk.inner for chunk in outside)  # "moderate (B) or severe (C) …"
    judged = not goes_on and re.search(JUDGED, setting.words(outside), re.IGNORECASE) is not None
    pressed = not goes_on and re.search(PRESSURE, setting.words(outside), re.IGNORECASE) is not None and of_pressure(measure)
    several = _several_measures(measure, inner, setting)
    if ((isinstance(measure, Compare) or several) and judged) or (pressed and setting.exclusion):
        return measure if judged or not _turned_around(measure, outside, setting) else setting.unread((*outside, *inner))
    if isinstance(measure, Compare) and (measure.quantity.variable in _TELL_THEMSELVES or _of_weight(measure, outside, setting)):
        return measure
    plain = isinstance(measure, Compare) or several
    if not plain or any(chunk.sort in (Sort.OR, Sort.COMMA, Sort.AND) for chunk in outside):
        return None
    base = read(outside, setting)
    behind = any(chunk.start > inner[-1].end and chunk.sort not in (Sort.WINDOW, Sort.FILL, Sort.STOP) for chunk in outside)
    if isinstance(base, Has) and not behind:  # "uncontrolled diabetes (HbA1c > 8 %)": the number says what the word does
        kept = tuple(item for item in base.target.qualifiers if item.name not in ("described", "control"))
        base = replace(base, target=replace(base.target, qualifiers=kept))
    return joined_by("and", [base, measure])


def _of_weight(measure: Compare, outside: Sequence[Chunk], setting: Setting) -> bool:
    """ "Obesity (BMI >= 30)", "malnourished (BMI < 18.5)": whose weight it is, the index alone says."""
    words = _HEAVY if measure.high is None else _LIGHT if measure.low is None else None
    return (
        measure.quantity.variable == "body mass index" and words is not None and words.search(setting.words(outside)) is not None
    )


_HEAVY = re.compile(r"obes|overweight", re.IGNORECASE)
_LIGHT = re.compile(r"malnutri|malnouri|underweight|undernouri", re.IGNORECASE)


def _turned_around(measure: Criterion, outside: Sequence[Chunk], setting: Setting) -> bool:
    """ "Uncontrolled hypertension (systolic < 150)": a sign that was written the wrong way would ban those without it."""
    high = re.search(r"hypertens", setting.words(outside), re.IGNORECASE) is not None
    return high and any(isinstance(leaf, Compare) and leaf.low is None for leaf in walk(measure))


def _alternative_to_value(
    outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting
) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """ "Stroke or renal impairment (creatinine > 1.5 x ULN)" among what excludes: what the value is no measure of, and what it
    is; None where the first words may be of both."""
    before = [chunk for chunk in outside if chunk.end <= inner[0].start]
    place = max((index for index, chunk in enumerate(before) if chunk.sort is Sort.OR), default=0)
    left, own = stripped(outside[:place]), stripped(outside[place + 1 :])
    alike = any(chunk.sort in (Sort.NARROWING, Sort.NOW, Sort.NEG, Sort.GROUP) for chunk in left)
    named = all(any(chunk.sort is Sort.CONCEPT for chunk in part) for part in (left, own))
    rest = outside[len(before) :]
    if any(chunk.value == "method" for chunk in rest) and all(chunk.sort in (Sort.OR, Sort.WORD, Sort.FILL) for chunk in rest):
        rest, own = (), stripped(before[place + 1 :])  # what is left of "by MUGA or ECG"
    behind = any(chunk.sort is Sort.OR for chunk in rest) and rest[0].text.lower() not in ("by", "on", "per", "as measured by")
    return (left, own) if setting.exclusion and place and named and not alike and not behind else None


def _several_measures(measure: Criterion, inner: Sequence[Chunk], setting: Setting) -> bool:
    """ "Coagulopathy (INR > 1.5 or aPTT > 60 s)": any of several values; a list without "or" only among what excludes."""
    if not isinstance(measure, AnyOf) or has_holes(measure):
        return False
    leaves = [leaf for leaf in walk(measure) if not children(leaf)]
    listed = any(chunk.sort in (Sort.COMMA, Sort.AND, Sort.SEMICOLON) for chunk in inner)
    valued = all(isinstance(leaf, Compare | Has) for leaf in leaves) and any(isinstance(leaf, Compare) for leaf in leaves)
    return valued and (setting.exclusion or not listed)


def _alternative_limits(chunks: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """Two limits of values with an "or" between them; None for anything else."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.OR), None)
    if place is None:
        return None
    parts = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    limits = [
        sum(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in part) == 1 and part[0].sort is Sort.VARIABLE for part in parts
    ]
    return parts if all(limits) else None


def _with_condition_behind(before: tuple[Chunk, ...], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion:
    """ "A or B (in the event of C this should be D)": the bracket is about the last of the alternatives."""
    condition = leading_condition(inner, setting, read)
    if isinstance(condition, When) and isinstance(condition.then, NoConstraint) and not setting.exclusion:
        # "PSA >= 5 ng/mL (if the disease is not measurable)": asked of those only
        told = condition.condition
        if "only" in (chunk.text.lower() for chunk in inner) or not has_holes(told):
            then = read(before, setting)
            others = NoConstraint(why="for others", span=then.span)
            return When(condition=told, then=then, otherwise=others, span=then.span.joined(told.span))
        return eased(read(before, setting), setting.unread(inner, "for whom it is asked was not understood"))
    last = max((place for place, chunk in enumerate(before) if chunk.sort is Sort.OR), default=None)
    if condition is None:
        return read((*before, *inner), setting)
    if last is None:
        return joined_by("and", [read(before, setting), condition])
    alternative = joined_by("and", [read(before[last + 1 :], setting), condition])
    return joined_by("or", [read(before[:last], setting), alternative])


def _other_scale(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "ECOG <= 2 (Karnofsky >= 60 %)": the bracket says the same on another scale, so either will do."""
    numbers = (Sort.AMOUNT, Sort.CODES)
    if not any(chunk.sort in numbers for chunk in inner) or not any(chunk.sort in numbers for chunk in outside):
        return None
    names = {name for chunk in inner if chunk.sort is Sort.VARIABLE for name in chunk.names}
    before = {name for chunk in outside if chunk.sort is Sort.VARIABLE for name in chunk.names}
    if not names or names & before or not all(setting.vocabulary.kind(name) == "score" for name in names | before):
        return None
    first, second = read(outside, setting), read(inner, setting)
    span = first.span.joined(second.span)
    if setting.exclusion:
        return AllOf(items=(first, second), span=span)
    return AnyOf(items=(first, second), span=span)
