"""Prepared: the chunks of a statement in; the same without what adds nothing, and with what belongs together marked, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.bannedtimes import with_banned_times
from trialwright.compiler.listing.companions import with_needs
from trialwright.compiler.listing.suspended import without_narrower_parts
from trialwright.compiler.phrasing.asking import HOW_EXAMINED, says_nothing
from trialwright.compiler.phrasing.failures import with_failures_joined
from trialwright.compiler.phrasing.grades import with_grades_in_brackets, with_grades_spelled_out
from trialwright.compiler.phrasing.knownstatus import with_either_result
from trialwright.compiler.phrasing.nottested import with_not_tested
from trialwright.compiler.phrasing.ordinary import with_normal_ranges
from trialwright.compiler.phrasing.stagebrackets import with_stages_apart
from trialwright.compiler.preparing.absenceshown import with_absence_shown
from trialwright.compiler.preparing.agespans import with_age_spans
from trialwright.compiler.preparing.alternatives import with_alternatives_joined
from trialwright.compiler.preparing.asides import without_asides
from trialwright.compiler.preparing.atonce import with_days_since
from trialwright.compiler.preparing.barechanges import with_changes_of_one_gene, with_genes_named
from trialwright.compiler.preparing.basedregimens import with_regimens_by_drug
from trialwright.compiler.preparing.bounds import with_bounds_marked
from trialwright.compiler.preparing.bracketkinds import with_kinds_named
from trialwright.compiler.preparing.butincluding import with_included_apart
from trialwright.compiler.preparing.categorylists import with_categories_asked, with_categories_joined
from trialwright.compiler.preparing.cells import without_cells
from trialwright.compiler.preparing.currentortreated import (
    with_current_as_active,
    with_earlier_long_use,
    with_past_or_active,
    with_treatment_going_on,
)
from trialwright.compiler.preparing.dashes import with_dashes_as_colons, with_last_as_past
from trialwright.compiler.preparing.deniedlimits import with_denied_limits
from trialwright.compiler.preparing.diagnosistimes import without_either_time
from trialwright.compiler.preparing.dosed import with_doses_named_once
from trialwright.compiler.preparing.duringtherapy import with_therapy_times
from trialwright.compiler.preparing.eitherscale import with_either_scale, without_label_of_scale
from trialwright.compiler.preparing.eligiblefor import with_eligibility_asked
from trialwright.compiler.preparing.endsapart import (
    with_ends_apart,
    with_ends_together,
    with_limits_named_again,
    with_therapy_of_both_ends,
)
from trialwright.compiler.preparing.firststeps import FIRST
from trialwright.compiler.preparing.found import without_ways_found
from trialwright.compiler.preparing.freeof import with_none_of_these
from trialwright.compiler.preparing.hemoptysis import with_volumes_of_blood
from trialwright.compiler.preparing.histologylists import with_histologies_joined
from trialwright.compiler.preparing.howlong import with_time_taken_unread
from trialwright.compiler.preparing.idlebrackets import with_bare_times, with_times_in_brackets
from trialwright.compiler.preparing.infectionlists import with_infections_listed
from trialwright.compiler.preparing.involvedby import with_involvement_alone, with_metastases_placed
from trialwright.compiler.preparing.ispresent import with_unresolved_as_active, without_present
from trialwright.compiler.preparing.kittests import with_kits_left_out
from trialwright.compiler.preparing.lesions import with_lesions_joined, with_measurability_apart
from trialwright.compiler.preparing.limitpairs import with_limits_paired
from trialwright.compiler.preparing.linesnamed import with_lines_named
from trialwright.compiler.preparing.measuredwhen import with_closing_window, with_values_alone
from trialwright.compiler.preparing.methods import without_methods
from trialwright.compiler.preparing.mighthave import with_mights_told
from trialwright.compiler.preparing.mixed import with_mixed_kinds, with_secondary_kinds
from trialwright.compiler.preparing.naive import with_naive_denied
from trialwright.compiler.preparing.negativefor import with_negative_for
from trialwright.compiler.preparing.notrelieved import with_remedies_joined
from trialwright.compiler.preparing.offtherapy import with_off_as_not
from trialwright.compiler.preparing.orrequiring import with_either_named
from trialwright.compiler.preparing.orwho import with_clauses_behind_or
from trialwright.compiler.preparing.othertrials import with_trials_at_once, with_trials_of_a_drug
from trialwright.compiler.preparing.pairs import with_pairs
from trialwright.compiler.preparing.peopleapart import with_people_apart
from trialwright.compiler.preparing.purposestages import with_stages_of_purpose
from trialwright.compiler.preparing.recist import without_measurability, without_several_standards
from trialwright.compiler.preparing.reckoned import without_what_it_is_reckoned_from
from trialwright.compiler.preparing.resistance import with_resistance_told
from trialwright.compiler.preparing.riskgroups import with_risk_groups
from trialwright.compiler.preparing.saidbehind import with_words_behind
from trialwright.compiler.preparing.samesentence import (
    with_anchors_shared,
    with_drugs_used,
    with_present_use,
    without_consequence,
)
from trialwright.compiler.preparing.samples import with_samples_left_out
from trialwright.compiler.preparing.screeningtimes import with_times_told
from trialwright.compiler.preparing.semicolons import with_lists_joined
from trialwright.compiler.preparing.sexes import with_able_of_either_sex, with_men_kept, with_people_of_either_sex
from trialwright.compiler.preparing.sharedheads import with_heads_shared
from trialwright.compiler.preparing.sharedyears import with_years_shared
from trialwright.compiler.preparing.slashedstates import with_recurrence_once, with_slashed_states
from trialwright.compiler.preparing.sparedlimits import with_spared_limits
from trialwright.compiler.preparing.spoken import with_disease_behind_treatment, with_therapies_named
from trialwright.compiler.preparing.stabledoses import with_doses_asked
from trialwright.compiler.preparing.stagesnamed import with_all_stages, with_early_as_staged
from trialwright.compiler.preparing.suggestive import without_signs_of_illness
from trialwright.compiler.preparing.thisdisease import with_disease_of_trial
from trialwright.compiler.preparing.thosewithout import with_those_without_first
from trialwright.compiler.preparing.untreated import with_untreated_of_all
from trialwright.compiler.preparing.withlimits import with_limits_behind_with
from trialwright.compiler.setting import Setting, stripped
from trialwright.compiler.steps import Steps, alone, chunks_through, in_its_text
from trialwright.compiler.tagging.localextent import with_closing_state, with_local_extent
from trialwright.compiler.wording.rules import matching, words
from trialwright.compiler.wording.sought import needing_as, needs, sought
from trialwright.vocabulary.records import anew


def prepared(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks as the sentences of a statement are read from them."""
    return chunks_through(STEPS, unwrapped(chunks), setting)


def _with_signed_times(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Must be at least" before "4 weeks from" is the sign of that time."""
    result: list[Chunk] = []
    for chunk in chunks:
        before = result[-1] if result else None
        signed = before is not None and before.sort is Sort.CMP and before.value in (">", ">=", "<", "<=")
        if signed and before is not None and chunk.sort is Sort.SPAN_OF_TIME and chunk.relative and not chunk.relative.compare:
            joint = before.text.lower().startswith("and ")
            kept = (anew(before, sort=Sort.AND, value="and", end=before.start + 3, text="and"),) if joint else ()
            relative = replace(chunk.relative, compare=before.value)
            result[-1:] = [*kept, anew(chunk, start=before.start + 4 * joint, relative=relative)]
        else:
            result.append(chunk)
    return tuple(result)


_MENDED = sought(r"correct|supplement|replet|replac|normali[sz]|optimi[sz]", re.IGNORECASE)
_TESTING = re.compile(r"\b(?:test|screen)", re.IGNORECASE)


def _without_notes(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without brackets that only tell which tests are done ("(testing is not required)"), how a value may be brought
    about ("(may be corrected)"), or of which sorts infections are ("infection (bacterial, viral or fungal)")."""
    if not any(chunk.sort is Sort.GROUP for chunk in chunks):
        return tuple(chunks)
    return tuple(
        chunk for place, chunk in enumerate(chunks) if chunk.sort is not Sort.GROUP or not _note(chunk, chunks[:place], setting)
    )


_TEST = re.compile(r"\b(?:tests?|testing|results?)$", re.IGNORECASE)
_WHEN_TESTED = re.compile(
    r"(?:(?:either|from|in|by|on|at|or|and|/|the|any|a|during|screening|tested|historical|history|historic|current|previous|previously|"
    r"data|records?|results?|known|medical)[ ,]*)+",
    re.IGNORECASE,
)
""" "Positive test (from historical data or tested during screening)": at whatever time it was found."""


def _note(group: Chunk, before: Sequence[Chunk], setting: Setting) -> bool:
    said = setting.words(group.inner)
    if before and _TEST.search(before[-1].text) and " or " in f" {said.lower()} " and _WHEN_TESTED.fullmatch(said):
        return True
    if _MENDED.search(said) and says_nothing(said) is not None:
        return True
    if _TESTING.search(said):
        return says_nothing(said) is not None and "negative" not in said.lower()
    if any(item.sort is Sort.PERMIT for item in group.inner) and says_nothing(said) == HOW_EXAMINED:
        return True
    if (
        before
        and before[-1].names
        and _CHILDBEARING.issuperset(before[-1].names)
        and matching("of childbearing", said) is not None
    ):
        return True
    infection = bool(before) and any(setting.under(name, "infection") for name in before[-1].names)
    return infection and all(word in words("of infections") for word in re.findall(r"[\w.]+", said.lower()))


_CHILDBEARING = frozenset({"surgically sterile", "postmenopausal", "childbearing potential", "non-childbearing potential"})
""" "Surgically sterile (hysterectomy or tubal ligation)", "postmenopausal (no menses for >= 12 months)": of these a bracket says
how one came to be so, or what the word means anyway; another time, or another age, says more than the word."""


_LET_IN = frozenset({"included", "eligible", "accepted", "enrolled", "allowed", "permitted", "considered"})


def _with_leave_marked(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Among what excludes, "will be included" is leave, and no question."""
    result: list[Chunk] = []
    for chunk in chunks:
        before = result[-1] if result else None
        will = before is not None and before.sort is Sort.ASKED and before.text.lower() == "will be"
        if before is not None and will and chunk.text.lower() in _LET_IN:
            result[-1] = anew(before, sort=Sort.PERMIT, end=chunk.end, text=f"{before.text} {chunk.text}", value="permitted")
        else:
            result.append(chunk)
    return tuple(result)


def _with_ends_joined(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ ">= 20 to < 75 years": two limits of one value."""
    result = list(chunks)
    for place in range(1, len(chunks) - 1):
        before, chunk, behind = chunks[place - 1 : place + 2]
        if chunk.text.lower() == "to" and before.sort is Sort.AMOUNT and behind.sort is Sort.CMP and behind.value in ("<", "<="):
            result[place] = anew(chunk, sort=Sort.AND, value="and")
    return tuple(result)


_BY_STANDARD = frozenset(
    {"per", "as per", "according to", "according", "based on", "as defined by", "by", "as assessed by", "using"}
)


def _without_standards(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Measurable disease per RECIST 1.1", "neuropathy grade 3 per the NCI CTCAE": by which standard it is told."""
    result = list(chunks)
    for place, chunk in enumerate(chunks):
        if chunk.sort not in (Sort.NARROW, Sort.TAIL, Sort.PREP) or chunk.text.lower() not in _BY_STANDARD:
            continue
        end = next((index for index in range(place + 1, len(chunks)) if chunks[index].sort is not Sort.FILL), len(chunks))
        if end > place + 1 and (end == len(chunks) or chunks[end].sort in (Sort.STOP, Sort.COMMA, Sort.SEMICOLON)):
            result[place] = anew(chunk, sort=Sort.FILL, value="fill")
    return tuple(result)


def _without_leading_verb(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Patients must demonstrate measurable disease": the verb at the beginning only says that it is there."""
    first = next((place for place, chunk in enumerate(chunks) if chunk.sort is not Sort.FILL), None)
    if first is None or chunks[first].sort is not Sort.WORD or chunks[first].value != "shows":
        return tuple(chunks)
    return (*chunks[:first], anew(chunks[first], sort=Sort.FILL, value="fill"), *chunks[first + 1 :])


@needs("undergoing", "receiving")
def _undergoing(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Undergoing dialysis" excludes for what goes on; an inclusion's "undergoing surgery" is about to happen, and asked."""
    sort, value = (Sort.NOW, "current") if setting.exclusion else (Sort.ASKED, "forecast")
    return tuple(
        anew(chunk, sort=sort, value=value) if _goes_on(chunk, chunks[place + 1 : place + 2], setting) else chunk
        for place, chunk in enumerate(chunks)
    )


def _goes_on(chunk: Chunk, behind: Sequence[Chunk], setting: Setting) -> bool:
    """ "Undergoing", and "receiving" an operation."""
    said = chunk.text.lower()
    operated = said == "receiving" and all(setting.vocabulary.kind(name) == "surgery" for item in behind for name in item.names)
    return (chunk.sort is Sort.WORD and said == "undergoing") or (operated and bool(behind) and bool(behind[0].names))


def _barred_needs(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Patients with infections requiring treatment with antibiotics will be excluded", among what is required."""
    return with_needs(chunks, setting) if any(chunk.sort is Sort.BARRED for chunk in chunks) else tuple(chunks)


def _with_needs_asked(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Malignancy must be advanced and require systemic therapy" is required of one who has not had it yet, and asked; "will
    require prior therapy" asks for therapy that was given."""
    first = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.NOW and _NEEDS.match(chunk.text)), None)
    if first is None or any(chunk.sort in (Sort.NEG, Sort.UNMET, Sort.IF, Sort.BARRED) for chunk in chunks):
        return tuple(chunks)
    behind = chunks[first + 1] if first + 1 < len(chunks) else None
    earlier = behind is not None and behind.sort is Sort.HIST
    leads = all(chunk.sort in (Sort.FILL, Sort.MUST) for chunk in chunks[:first]) or chunks[first - 1].sort is Sort.AND
    if any(chunk.sort is Sort.MUST for chunk in chunks[first:]) or not (leads or earlier):
        return tuple(chunks)
    sort, value = (Sort.FILL, "fill") if earlier else (Sort.ASKED, "forecast")
    return tuple(anew(chunk, sort=sort, value=value) if place == first else chunk for place, chunk in enumerate(chunks))


_NEEDS = re.compile(r"(?:require|requires|need|needs)$", re.IGNORECASE)


def _ever_treated(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Patients treated with chemotherapy" asks for the treatment, not for one that still goes on."""
    first = chunks[0] if chunks else None
    if first is None or first.sort is not Sort.IF or not first.text.lower().endswith("treated with"):
        return tuple(chunks)
    return (anew(first, value="with"), *chunks[1:])


def _with_companions(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Cardiac disease, with NYHA class II or greater": what a "with" behind a comma adds is of what stands before it."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        behind = chunks[place + 1] if place + 1 < len(chunks) else None
        joins = chunk.sort is Sort.COMMA and behind is not None and behind.sort is Sort.PREP and behind.text.lower() == "with"
        if not (joins and any(item.sort is Sort.CONCEPT for item in result)):
            result.append(chunk)
    return tuple(result)


def unwrapped(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """A statement that stands in brackets as a whole loses them."""
    kept = tuple(chunks)
    while len(stripped(kept)) == 1 and stripped(kept)[0].sort is Sort.GROUP:
        kept = stripped(kept)[0].inner
    return kept


@needs("only")
def _without_closing_only(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "…, for women of childbearing potential only": whom it is asked of is said without the last word."""
    last = next((place for place in range(len(chunks) - 1, -1, -1) if chunks[place].sort is not Sort.STOP), None)
    if last is None or last < _LEAST or chunks[last].text.lower() != "only" or chunks[last - 1].sort is not Sort.CONCEPT:
        return tuple(chunks)
    before = next((chunk for chunk in reversed(chunks[: last - 1]) if chunk.sort is not Sort.FILL), None)
    return (*chunks[:last], *chunks[last + 1 :]) if before is not None and before.sort is Sort.FOR else tuple(chunks)


_LEAST = 2
_TIMES = frozenset({Sort.WINDOW, Sort.SPAN_OF_TIME})
STEPS: Steps[tuple[Chunk, ...]] = Steps(
    *FIRST,
    (frozenset({Sort.FOR}), alone(_without_closing_only)),
    (frozenset({Sort.OR, Sort.AND, Sort.SLASH}), with_able_of_either_sex),
    (frozenset({Sort.FILL}), with_men_kept),
    (frozenset({Sort.OR, Sort.AND, Sort.SLASH}), with_people_of_either_sex),
    (frozenset({Sort.NEG}), with_none_of_these),
    (frozenset({Sort.CONCEPT}), with_resistance_told),
    (frozenset({Sort.CONCEPT}), with_infections_listed),
    (frozenset({Sort.AND}), with_people_apart),
    (frozenset({Sort.NARROWING, Sort.WORD}), with_doses_asked),
    (frozenset({Sort.NARROW, Sort.NEG}), with_remedies_joined),
    (frozenset({Sort.VARIABLE}), alone(without_label_of_scale)),
    (frozenset({Sort.SLASH, Sort.COMMA, Sort.AND}), with_either_scale),
    (frozenset({Sort.WORD}), with_naive_denied),
    (frozenset({Sort.FOR}), with_negative_for),
    (frozenset({Sort.WORD, Sort.CONCEPT}), with_mixed_kinds),
    (frozenset({Sort.OTHER}), with_secondary_kinds),
    (frozenset({Sort.BARRED, Sort.ASKED}), without_consequence),
    (frozenset({Sort.TAIL, Sort.NOW}), lambda said, setting: with_present_use(said, setting) if setting.exclusion else said),
    (frozenset({Sort.TAIL}), with_drugs_used),
    (frozenset({Sort.NOW, Sort.PREP, Sort.FILL}), without_either_time),
    (frozenset({Sort.CONCEPT}), with_involvement_alone),
    (frozenset({Sort.CONCEPT}), with_metastases_placed),
    (frozenset({Sort.ASKED}), with_unresolved_as_active),
    (frozenset({Sort.NARROWING}), without_present),
    (frozenset({Sort.NOW, Sort.NEG, Sort.HIST}), with_current_as_active),
    (frozenset({Sort.NOW}), with_earlier_long_use),
    (frozenset({Sort.NEG}), with_past_or_active),
    (frozenset({Sort.FILL, Sort.NOW, Sort.NARROWING}), with_treatment_going_on),
    (frozenset({Sort.FOR, Sort.PREP}), with_disease_of_trial),
    (frozenset({Sort.WINDOW}), with_anchors_shared),
    (frozenset({Sort.BARRED}), alone(with_banned_times)),
    (frozenset({Sort.VARIABLE, Sort.PREP}), with_limits_behind_with),
    (frozenset({Sort.BARRED, Sort.PERMIT, Sort.OTHER_SIGN, Sort.NARROWING}), with_eligibility_asked),
    (frozenset({Sort.NARROW}), with_clauses_behind_or),
    (frozenset({Sort.NARROW, Sort.NOW}), with_either_named),
    (frozenset({Sort.WORD}), alone(_without_leading_verb)),
    (frozenset({Sort.WORD, Sort.NOW}), _undergoing),
    (frozenset({Sort.AMOUNT}), alone(with_ends_together)),
    (frozenset({Sort.CMP}), alone(_with_ends_joined)),
    (frozenset({Sort.CMP}), alone(with_years_shared)),
    (frozenset({Sort.AMOUNT}), with_age_spans),
    (frozenset({Sort.NARROW, Sort.TAIL, Sort.PREP}), alone(_without_standards)),
    (frozenset({Sort.OTHER_SIGN}), with_dashes_as_colons),
    (frozenset({Sort.NEG, Sort.NARROW, Sort.IF}), with_those_without_first),
    (_TIMES, with_last_as_past),
    (frozenset({Sort.NARROWING}), without_narrower_parts),
    (frozenset({Sort.SLASH}), alone(with_slashed_states)),
    (frozenset({Sort.NARROWING}), alone(with_lines_named)),
    (frozenset({Sort.NARROWING}), alone(with_recurrence_once)),
    (frozenset({Sort.OR, Sort.SLASH}), with_either_result),
    (frozenset({Sort.OR, Sort.SLASH, Sort.FILL}), with_pairs),
    (frozenset({Sort.OR, Sort.SLASH}), with_not_tested),
    (frozenset({Sort.AND, Sort.OR, Sort.SLASH}), with_heads_shared),
    (frozenset({Sort.CONCEPT}), with_trials_at_once),
    (frozenset({Sort.CONCEPT}), with_trials_of_a_drug),
    (frozenset({Sort.GROUP}), with_times_in_brackets),
    (frozenset({Sort.AMOUNT}), with_bare_times),
    (frozenset({Sort.WINDOW}), with_times_told),
    (frozenset({Sort.GROUP}), _without_notes),
    (frozenset({Sort.WORD}), with_regimens_by_drug),
    (frozenset({Sort.GROUP}), with_grades_in_brackets),
    (frozenset({Sort.GROUP, Sort.VARIABLE, Sort.CONCEPT}), alone(with_kits_left_out)),
    (frozenset({Sort.EXC}), with_included_apart),
    (frozenset({Sort.OR, Sort.SLASH, Sort.AMOUNT}), with_lesions_joined),
    (frozenset({Sort.OR}), with_measurability_apart),
    (frozenset({Sort.WINDOW}), with_closing_window),
    (frozenset({Sort.AMOUNT}), in_its_text(without_measurability)),
    (frozenset({Sort.FOR, Sort.IF, Sort.GROUP}), alone(without_several_standards)),
    (frozenset({Sort.AMOUNT}), without_cells),
    (frozenset({Sort.SLASH, Sort.OR}), alone(with_doses_named_once)),
    (frozenset({Sort.NARROWING}), alone(with_local_extent)),
    (frozenset({Sort.OR}), alone(with_closing_state)),
    (frozenset({Sort.NARROWING}), with_untreated_of_all),
    (frozenset({Sort.GROUP}), without_signs_of_illness),
    (frozenset({Sort.CONCEPT}), in_its_text(with_volumes_of_blood)),
    (None, with_samples_left_out),
    (frozenset({Sort.GROUP}), with_kinds_named),
    (frozenset({Sort.OR, Sort.SLASH}), with_histologies_joined),
    (frozenset({Sort.WORD}), with_genes_named),
    (frozenset({Sort.CONCEPT}), with_changes_of_one_gene),
    (frozenset({Sort.GROUP}), with_stages_of_purpose),
    (frozenset({Sort.CODES}), alone(with_stages_apart)),
    (frozenset({Sort.CODES}), with_all_stages),
    (frozenset({Sort.CODES}), with_early_as_staged),
    (frozenset({Sort.TNM}), with_categories_asked),
    (frozenset({Sort.TNM, Sort.GROUP}), alone(with_categories_joined)),
    (frozenset({Sort.VARIABLE}), with_risk_groups),
    (frozenset({Sort.VARIABLE}), without_what_it_is_reckoned_from),
    (frozenset({Sort.VARIABLE, Sort.AMOUNT, Sort.CODES, Sort.POST}), without_methods),
    (frozenset({Sort.EITHERWAY, Sort.GROUP, Sort.IF}), alone(without_asides)),
    (None, without_ways_found),
    (frozenset({Sort.NEG}), with_absence_shown),
    (frozenset({Sort.WORD, Sort.NEG}), with_off_as_not),
    (frozenset({Sort.NARROWING}), with_words_behind),
    (frozenset({Sort.SPAN_OF_TIME}), alone(_with_signed_times)),
    (frozenset({Sort.WINDOW}), with_time_taken_unread),
    (frozenset({Sort.GRADEOF}), alone(with_grades_spelled_out)),
    (frozenset({Sort.CONCEPT}), with_therapy_times),
    (None, with_failures_joined),
    (frozenset({Sort.HEADNOUN, Sort.SPAN_OF_TIME, Sort.WORD}), with_therapies_named),
    (frozenset({Sort.HIST}), with_disease_behind_treatment),
    (frozenset({Sort.AMOUNT, Sort.CODES, Sort.POST}), lambda said, setting: tuple(with_values_alone(said, setting))),
    (None, with_normal_ranges),
    (frozenset({Sort.NEG, Sort.EXC}), with_denied_limits),
    (frozenset({Sort.POST}), alone(with_limits_named_again)),
    (frozenset({Sort.CMP}), with_days_since),
    (frozenset({Sort.AMOUNT}), lambda said, setting: with_ends_apart(said) if setting.exclusion else said),
    (
        frozenset({Sort.NARROW}),
        needing_as(
            with_therapy_of_both_ends, lambda said, setting: with_therapy_of_both_ends(said) if setting.exclusion else said
        ),
    ),
    (frozenset({Sort.AMOUNT, Sort.POST}), with_bounds_marked),
    (frozenset({Sort.AMOUNT}), with_limits_paired),
    (frozenset({Sort.EXC}), with_spared_limits),
    (frozenset({Sort.PERMIT}), with_mights_told),
    (
        frozenset({Sort.SEMICOLON}),
        lambda said, setting: with_lists_joined(with_alternatives_joined(said, setting), setting),
    ),
    (frozenset({Sort.ASKED}), lambda said, setting: _with_leave_marked(said) if setting.exclusion else said),
    (
        frozenset({Sort.COMMA, Sort.NOW, Sort.HIST}),
        lambda said, setting: with_needs(_with_companions(said), setting) if setting.exclusion else _barred_needs(said, setting),
    ),
    (frozenset({Sort.NOW}), lambda said, setting: said if setting.exclusion else _with_needs_asked(said)),
    (frozenset({Sort.IF}), lambda said, setting: said if setting.exclusion else _ever_treated(said)),
)
"""The passes in their order."""
