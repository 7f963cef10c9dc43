"""Check: requirements in, the same requirements and our remarks out; what cannot be meant as it stands is put in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.requirements.absorbed import with_absorbed_eased
from trialwright.compiler.requirements.agesthen import with_ages_then
from trialwright.compiler.requirements.alsoeligible import with_also_eligible
from trialwright.compiler.requirements.askedmembers import with_members_asked
from trialwright.compiler.requirements.askedparts import with_parts_asked
from trialwright.compiler.requirements.concomitant import with_present_medicines
from trialwright.compiler.requirements.definedwords import with_defined_words_eased
from trialwright.compiler.requirements.fitlimits import with_fit_limits
from trialwright.compiler.requirements.insitu import with_in_situ_named
from trialwright.compiler.requirements.latersteps import with_later_steps_open
from trialwright.compiler.requirements.leavesleft import with_leaves_left
from trialwright.compiler.requirements.lostlists import beside_names, in_lost_lists
from trialwright.compiler.requirements.markerslent import with_markers_of_both
from trialwright.compiler.requirements.meantnow import with_present_states
from trialwright.compiler.requirements.neversought import without_never_sought
from trialwright.compiler.requirements.oddwords import without_odd_words
from trialwright.compiler.requirements.othersasked import with_others_asked_for
from trialwright.compiler.requirements.ownterms import with_own_terms
from trialwright.compiler.requirements.pastvalues import with_past_values
from trialwright.compiler.requirements.purposeofall import with_purpose_of_all
from trialwright.compiler.requirements.saidofsome import with_whom_it_is_said_of
from trialwright.compiler.requirements.severalcancers import with_any_of_several, with_one_of_lines
from trialwright.compiler.requirements.shownby import with_time_of_image
from trialwright.compiler.requirements.testsbeside import without_tests_beside
from trialwright.compiler.requirements.timesbehind import with_times_behind
from trialwright.compiler.requirements.timespared import with_times_of_bans
from trialwright.compiler.requirements.unitslips import with_its_kind_of_unit, with_lost_exponent, with_unstated_unit
from trialwright.compiler.requirements.unreadheads import with_group_label
from trialwright.compiler.requirements.vacuous import with_vacuous_doubted, without_needed_support
from trialwright.compiler.requirements.wholeleave import with_whole_leave_doubted
from trialwright.compiler.requirements.wordskept import with_words_kept
from trialwright.compiler.sentences.bareperiods import with_bare_periods
from trialwright.compiler.sentences.misplaced import KEPT_OUT, WHY, fit_required, lacking_forbidden, recent_forbidden
from trialwright.compiler.sentences.unused import with_unused
from trialwright.compiler.sentences.unusedtimes import with_unused_times
from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Passed, Statement, Work
from trialwright.findings import Finding, Severity
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Target,
    Unread,
    When,
    Window,
    WindowKind,
    children,
    walk,
)
from trialwright.protocol.units_in_words import unit_words
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.units import UnitsDiffer, convert
from trialwright.vocabulary.variables import find_variable


def check(work: Work, statements: tuple[Statement, ...], findings: tuple[Finding, ...]) -> Passed:
    """Remarks on statements that were not read, have several readings, or hold a limit that no patient could meet."""
    likely = (
        anew(item, node=_likely_meant(item))
        for item in map(with_ages_then, map(with_present_medicines, map(with_unused_times, map(with_unused, statements))))
    )
    likely = (without_odd_words(with_later_steps_open(item), work.text) for item in likely)
    likely = (with_past_values(with_present_states(item, work.text), work.text) for item in likely)
    likely = (with_leaves_left(with_in_situ_named(with_time_of_image(item, work.text)), work.text) for item in likely)
    likely = (with_purpose_of_all(with_times_of_bans(with_words_kept(item, work.text))) for item in likely)
    likely = (with_times_behind(with_own_terms(with_whom_it_is_said_of(item, work.text))) for item in likely)
    doubted = map(with_group_label, map(without_never_sought, map(_without_vacuous, map(with_fit_limits, map(_doubted, likely)))))
    asked = (with_members_asked(with_parts_asked(_of_what_is_asked(item, work.text), work.text), work) for item in doubted)
    statements = with_one_of_lines(with_also_eligible(beside_names(in_lost_lists(tuple(asked), default_vocabulary()), work.text)))
    return statements, (*findings, *(remark for statement in statements for remark in _remarks(statement)))


def _of_what_is_asked(statement: Statement, text: str) -> Statement:
    return with_any_of_several(with_others_asked_for(statement), text)


def _likely_meant(statement: Statement) -> Criterion:
    node = changed_leaves(without_tests_beside(statement.node), _as_likely_meant)
    return node if statement.exclusion else with_absorbed_eased(node)


def _without_vacuous(statement: Statement) -> Statement:
    return with_vacuous_doubted(without_needed_support(with_defined_words_eased(with_whole_leave_doubted(statement))))


def _doubted(statement: Statement) -> Statement:
    """The statement with what cannot be meant as it is written given its likely reading beside the written one."""
    if not statement.exclusion:
        node = changed_leaves(_asked_of_the_cured(statement.node), partial(_lasting, said=statement.normal.text))
        node = with_bare_periods(node, statement.normal.text, default_vocabulary())
        return anew(statement, node=with_markers_of_both(node, default_vocabulary()))
    node = _asked_of_the_cured(statement.node)
    node = node if statement.children else recent_forbidden(fit_required(node))
    node = lacking_forbidden(node, statement.normal.text)
    node = _of_those_with_it(changed_leaves(node, partial(_lasting, said=statement.normal.text)), statement.normal.text)
    return anew(statement, node=_perhaps_required(_second_readings(node), statement))


_OR_GIVEN = re.compile(
    r"\bimmun\w+[^.;]{0,60}?\bor\b[^.;]{0,12}\b(?:receiv\w+|taking|treated|on|use|treatment|therapy|systemic|"
    r"steroids?|immuno-?suppress\w+)\b",
    re.IGNORECASE,
)


def _lasting(leaf: Criterion, *, said: str) -> Criterion:
    """ "Immunodeficiency or receiving steroids within 7 days": a lasting state has no such time; it is of what is given."""
    window = leaf.window if isinstance(leaf, Has) else None
    if not isinstance(leaf, Has) or window is None or window.kind is not WindowKind.WITHIN_BEFORE or window.amount is None:
        return leaf
    lasts = default_vocabulary().is_a(leaf.target.concept, "immunodeficiency")
    return replace(leaf, window=None) if lasts and _OR_GIVEN.search(said) else leaf


_FOR_THEIR = re.compile(r"\bfor their\b", re.IGNORECASE)


def _of_those_with_it(node: Criterion, said: str) -> Criterion:
    """ "Patients who have not had radiotherapy for their brain metastases" speaks of those who have them."""
    purpose = node.target.qualifier("purpose") if isinstance(node, Has) else None
    if purpose is None or not _FOR_THEIR.search(said) or len(purpose.values) != 1:
        return node
    if purpose.values[0] not in default_vocabulary():
        return node
    condition = Has(target=Target(concept=purpose.values[0]), span=node.span)
    return When(
        condition=condition, then=node, otherwise=NoConstraint(why="for those who have it", span=node.span), span=node.span
    )


_DENIES = re.compile(
    r"no(?: (?:prior|previous|concurrent|concomitant|active|current|known|other|history|evidence|diagnosis|signs?)\b.*)?$"
    r"|(?:be )?free (?:of|from)|not(?: (?:be|have|had|to|been|currently|receiv\w+|taking|on|using)\b.*)?$",
    re.IGNORECASE,
)


_AT_MOST = re.compile(r"(?:no|not) (?:more|greater) than", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:prior|previous|history|concurrent|concomitant|other)\b", re.IGNORECASE)


_NAMING = frozenset(
    {
        *(Sort.WORD, Sort.CONCEPT, Sort.VARIABLE, Sort.FILL, Sort.HEADNOUN, Sort.PREP, Sort.SLASH, Sort.AND, Sort.ASKED),
        *(Sort.NARROWING, Sort.DEFINES, Sort.COMMA),
    }
)
_LONGEST_LABEL = 4


def _behind_label(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """What stands behind a label: "Cardiac: no evidence of heart failure"."""
    place = next((index for index, chunk in enumerate(chunks[: _LONGEST_LABEL + 1]) if chunk.sort is Sort.COLON), None)
    labelled = place is not None and all(chunk.sort in _NAMING for chunk in chunks[:place])
    return chunks[place + 1 :] if labelled and place is not None else chunks


def _perhaps_required(node: Criterion, statement: Statement) -> Criterion:
    """ "No prior chemotherapy" in an exclusion list: a requirement that stands in the wrong list, or those without are excluded.
    Only of what a trial keeps out (treatments, illnesses), not of what it needs (measurable disease)."""
    first = next((chunk for chunk in _behind_label(statement.chunks) if chunk.sort not in (Sort.FILL, Sort.OTHER_SIGN)), None)
    denies = first is not None and (_AT_MOST.match(first.text) or first.text.lower() == "no")
    if denies and isinstance(node, Not) and isinstance(node.item, Compare):
        # "No more than 3 prior regimens", "no unresolved toxicity > grade 1" is what most trials ask for.
        return Readings(items=(node, node.item), why=WHY, span=node.span)
    if (
        statement.children
        or first is None
        or first.sort is not Sort.NEG
        or not _DENIES.match(first.text)
        or isinstance(node, NoConstraint)
        or (first.text.lower().startswith("not") and _denies_itself(node))  # "may not be receiving" is a requirement
        or _keeps_out_another_cancer(node)
    ):
        return node
    if isinstance(node, NoneOf) and isinstance(node.items[0], NoneOf | Not) and _bans_illness(node):
        # "No history of A or B, including C, or receiving D": nobody is kept out for having neither A nor B.
        first_items = node.items[0].items if isinstance(node.items[0], NoneOf) else (node.items[0].item,)
        all_denied = NoneOf(items=(*first_items, *node.items[1:]), span=node.span)
        return Readings(items=(node, all_denied), why=WHY, span=node.span)
    if isinstance(node, Compare) and node.quantity.attribute == "grade" and node.low is None:
        return node  # "has not recovered to grade <= 1"
    if all(isinstance(part, AnyOf | AllOf) or _measures_illness(part) for part in walk(node)):
        return Readings(items=(node, Not(item=node, span=node.span)), why=WHY, span=node.span)  # "no neuropathy >= grade 2"
    if all(isinstance(part, AnyOf | AllOf) or _never_sought(part) for part in walk(node)):
        return NoneOf(items=node.items, span=node.span) if isinstance(node, AnyOf) else Not(item=node, span=node.span)
    end = _first_sentence(statement)
    leaves = [leaf for leaf in walk(node) if isinstance(leaf, Has) and leaf.span.start < end]
    doubted = any(isinstance(item, Readings) for item in walk(node))
    earlier = not doubted and _EARLIER.search(first.text) is not None  # "no prior lung cancer"
    kept_out = leaves and all(
        earlier or leaf.target.other or leaf.target.concept.startswith("recurrent ") or _is_kept_out(leaf.target.concept)
        for leaf in leaves
    )
    if not kept_out:
        return node
    if len(leaves) < sum(not children(leaf) for leaf in walk(node)) or not isinstance(node, Has | AnyOf | AllOf):
        doubt = Unread(text=statement.normal.text, why=WHY, span=node.span)
        return Readings(items=(node, doubt), why=doubt.why, span=node.span)
    opposite = NoneOf(items=node.items, span=node.span) if isinstance(node, AnyOf) else Not(item=node, span=node.span)
    return Readings(items=(node, opposite), why=WHY, span=node.span)


def _keeps_out_another_cancer(node: Criterion) -> bool:
    """A second cancer is kept out, however the list says it: no trial asks for one."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    others = all(isinstance(leaf, Has) and leaf.target.other and leaf.target.concept == "malignancy" for leaf in leaves)
    return isinstance(node, Not | NoneOf) and others


def _bans_illness(node: NoneOf) -> bool:
    """A denial of illnesses, and behind it what is not denied."""
    leaves = [leaf for leaf in walk(node.items[0]) if not children(leaf)]
    kept_out = [leaf for leaf in leaves if isinstance(leaf, Has) and _is_kept_out(leaf.target.concept)]
    plain = not any(isinstance(part, Not | NoneOf) for item in node.items[1:] for part in walk(item))
    return plain and bool(kept_out) and all(isinstance(leaf, Has) for leaf in leaves)


def _measures_illness(node: Criterion) -> bool:
    return isinstance(node, Compare) and node.quantity.attribute in ("grade", "count", "size", "dose")


_ALLERGIC = re.compile(r"\b(?:allerg|hypersensitiv|anaphyla)", re.IGNORECASE)
_NEVER_SOUGHT = frozenset({"pregnancy", "breastfeeding"})


def _never_sought(leaf: Criterion) -> bool:
    """ "No history of hypersensitivity to docetaxel" among what excludes: no trial asks for an allergy, a pregnancy, or an
    illness out of control, so the denial says again that it excludes."""
    match leaf:
        case Has(target=target):
            uncontrolled = target.qualifier("control")
            wild = uncontrolled is not None and uncontrolled.values == ("uncontrolled",)
            allergic = target.qualifier("allergy") is not None or _ALLERGIC.search(target.concept) is not None
            return wild or allergic or target.concept in _NEVER_SOUGHT
        case Ask(statement=said):
            return _ALLERGIC.search(said) is not None
        case _:
            return False


def _denies_itself(node: Criterion) -> bool:
    parts = node.items if isinstance(node, AnyOf) else (node,)
    return any(isinstance(part, Not | NoneOf) for part in parts)


_NEEDED = re.compile(r"measurable|evaluable|disease progression|primary tumor|residual disease")


def _is_kept_out(name: str) -> bool:
    """True for what trials keep out: treatments, illnesses, and findings but for those that are needed to join."""
    kind = default_vocabulary().kind(name)
    return kind in KEPT_OUT or (kind in ("finding", "event") and not _NEEDED.search(name))


def _first_sentence(statement: Statement) -> int:
    """Where in the source the first sentence of a statement ends."""
    ends = (chunk for chunk in statement.chunks if chunk.sort in (Sort.STOP, Sort.SEMICOLON))
    stop = next(ends, None)
    return statement.normal.span(0, stop.start if stop is not None else len(statement.normal.text)).end


def _asked_of_the_cured(node: Criterion) -> Criterion:
    """ "Disease-free for > 5 years from other cancers" is asked of those who had one, not that everybody had one."""
    match node:
        case AllOf():
            return replace(node, items=tuple(_asked_of_the_cured(item) for item in node.items))
        case NoneOf():  # "Infection. Patients who had another malignancy must be free of it for 5 years" among the exclusions
            return replace(node, items=tuple(_uncured(item) for item in node.items))
        case Has(target=target, window=Window(kind=WindowKind.AT_LEAST_BEFORE) as window) if target.other:
            recent = replace(node, window=replace(window, kind=WindowKind.WITHIN_BEFORE, strict=not window.strict))
            return NoneOf(items=(recent,), span=node.span)
        case _:
            return node


def _uncured(item: Criterion) -> Criterion:
    asked = _asked_of_the_cured(item.item) if isinstance(item, Not) and isinstance(item.item, Has) else item
    return asked.items[0] if isinstance(asked, NoneOf) and asked is not item else item


_IN_SITU = ("carcinoma in situ", "noninvasive breast cancer")


def _as_likely_meant(leaf: Criterion) -> Criterion:
    """A limit in a likely unit; "invasive carcinoma or carcinoma in situ" calls only the first one invasive."""
    invasive = leaf.target.qualifier("behaviour") if isinstance(leaf, Has) else None
    if not isinstance(leaf, Has) or invasive is None or invasive.values != ("invasive",):
        return _in_a_likely_unit(leaf)
    words = default_vocabulary()
    if not any(words.is_a(leaf.target.concept, name) for name in _IN_SITU if leaf.target.concept in words):
        return leaf
    kept = tuple(item for item in leaf.target.qualifiers if item is not invasive)
    return replace(leaf, target=replace(leaf.target, qualifiers=kept))


def _in_a_likely_unit(leaf: Criterion) -> Criterion:
    """A limit that no patient's value could come near ("hemoglobin < 8 g/L") was meant in another unit, or is a slip."""
    known = find_variable(leaf.quantity.variable or "") if isinstance(leaf, Compare) else None
    if not isinstance(leaf, Compare) or known is None:
        return leaf
    if leaf.unit is None and known.unit and not leaf.relative:
        return with_unstated_unit(leaf, known)
    of_its_kind = with_its_kind_of_unit(leaf, known)
    if not isinstance(of_its_kind, Compare) or known.unit is None or of_its_kind.unit is None or leaf.relative:
        return of_its_kind
    leaf = of_its_kind
    values = [limit.value for limit in (leaf.low, leaf.high) if limit is not None and isinstance(limit.value, Decimal)]
    try:
        likely = all(known.plausible(convert(value, leaf.unit or "", known.unit, variable=known.name)) for value in values)
    except UnitsDiffer:
        return leaf
    if likely:
        return with_lost_exponent(leaf, known)
    if leaf.unit == known.unit or not all(known.plausible(value) for value in values):
        slip = Unread(text=f"{known.name} in {leaf.unit}", why="no patient's value comes near this limit", span=leaf.span)
        return Readings(items=(leaf, slip), why="the limit is far from any patient's value", span=leaf.span)
    meant = replace(leaf, unit=known.unit)
    return Readings(
        items=(leaf, meant), why=f"the limit is far from any patient's value; {known.unit} may be meant", span=leaf.span
    )


_OF_SEX = frozenset({"female", "male", "childbearing potential", "reproductive potential"})


def _second_readings(node: Criterion, *, denied: bool = False) -> Criterion:
    """What an exclusion says with likely second readings beside it; "women who could bear a child and …" has lost no end."""
    match node:
        case Not():
            return replace(node, item=_second_readings(node.item, denied=not denied))
        case NoneOf():
            return replace(node, items=tuple(_second_readings(item, denied=not denied) for item in node.items))
        case AllOf() if denied and not all(map(_of_sex, node.items)):
            return replace(
                node, items=tuple(item if _of_sex(item) else _second_readings(item, denied=denied) for item in node.items)
            )
        case AllOf() | AnyOf() | Readings():
            return replace(node, items=tuple(_second_readings(item, denied=denied) for item in node.items))
        case Has() if not denied and node.target.concept == "pregnancy test":
            return node  # "who have no negative pregnancy test" is what is meant
        case _:
            return changed_leaves(node, _second_reading)


def _of_sex(node: Criterion) -> bool:
    return isinstance(node, Has) and node.target.concept in _OF_SEX


_UNDERTAKEN = re.compile(
    r"\b(?:contracepti\w+|birth control)\b.{0,60}\b(?:will|must|should|shall|has to) be (?:used|practi[cs]ed|employed)\b",
    re.IGNORECASE,
)
""" "Pregnant women, and effective contraception will be used": what is undertaken excludes nobody."""


def _second_reading(leaf: Criterion) -> Criterion:
    """An exclusion of those long free of a disease probably has lost its "except"; one of every woman who could bear a child, its
    end."""
    if isinstance(leaf, Ask) and _UNDERTAKEN.search(leaf.statement):
        return Readings(items=(leaf, Not(item=leaf, span=leaf.span)), why=WHY, span=leaf.span)
    if not isinstance(leaf, Has):
        return leaf
    window = leaf.window
    result = leaf.target.qualifier("value")
    if leaf.target.concept == "pregnancy test" and result is not None and result.values == ("negative",):
        opposite = Not(item=leaf, span=leaf.span)
        return Readings(
            items=(leaf, opposite), why="a negative test among the exclusions may be meant as required", span=leaf.span
        )
    if (
        window is not None
        and window.kind is WindowKind.AT_LEAST_BEFORE
        and leaf.target.concept == "malignancy"
        and window.amount is not None
    ):
        lasting = tuple(item for item in leaf.target.qualifiers if item.name != "activity")
        written = replace(leaf, target=replace(leaf.target, qualifiers=lasting))
        meant = replace(
            leaf, target=replace(leaf.target, qualifiers=()), window=replace(window, kind=WindowKind.WITHIN_BEFORE, strict=True)
        )
        return Readings(items=(written, meant), why="those cured long ago may be excluded, or all but those", span=leaf.span)
    if leaf.target.concept == "childbearing potential" and not leaf.target.qualifiers:
        nobody = NoneOf(items=(NoConstraint(why="something is missing", span=leaf.span),), span=leaf.span)
        return Readings(items=(leaf, nobody), why="every woman who could bear a child would be excluded", span=leaf.span)
    return leaf


def _remarks(statement: Statement) -> Iterator[Finding]:
    for node in walk(statement.node):
        if isinstance(node, Unread):
            yield Finding(code="NOT_READ", message=f"not read: {node.text!r} ({node.why})", span=node.span, values=(node.text,))
        elif isinstance(node, Readings):
            yield Finding(
                code="SEVERAL_READINGS",
                severity=Severity.WARNING,
                message=f"this can be read in more than one way: {node.why}",
                span=node.span,
            )
        elif isinstance(node, Compare):
            yield from _implausible(node)


def _implausible(node: Compare) -> Iterator[Finding]:
    known = find_variable(node.quantity.variable or "")
    if known is None or node.unit is not None or node.relative is not None:
        return
    usual = unit_words(known.unit or "")
    if not usual:  # a score or a ratio has none
        return
    yield Finding(
        code="UNIT_NOT_STATED",
        message=f"the limit of {known.name} has no unit; probably {usual} is meant",
        span=node.span,
    )
