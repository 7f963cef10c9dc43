"""First steps: the changes that a statement's chunks are put through first, each with the sorts that it needs; the rest stand in
`prepared`."""

from __future__ import annotations

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.preparing.appliesto import with_those_it_applies_to
from trialwright.compiler.preparing.asides import without_short_forms
from trialwright.compiler.preparing.basedregimens import with_each_apart
from trialwright.compiler.preparing.betterworse import with_better_told
from trialwright.compiler.preparing.bracketkinds import with_definitions_bare, with_values_as_meant, without_types_before_bracket
from trialwright.compiler.preparing.causednames import with_causes_as_clauses, with_causes_hyphened, with_signs_as_words
from trialwright.compiler.preparing.cohortbrackets import without_cohort
from trialwright.compiler.preparing.contraindicated import without_contraindicated
from trialwright.compiler.preparing.cumulativedoses import with_cumulative_doses
from trialwright.compiler.preparing.drugcodes import with_codes_as_words
from trialwright.compiler.preparing.eithertimes import with_denied_at_either_time
from trialwright.compiler.preparing.emptywords import (
    with_started_as_had,
    without_at_least_one,
    without_empty_words,
    without_histology,
    without_second_noun,
    without_whose,
)
from trialwright.compiler.preparing.enrolled import without_enrollment, without_leave_of_exceptions
from trialwright.compiler.preparing.idlebrackets import without_idle_brackets
from trialwright.compiler.preparing.lacking import with_lacks_valued
from trialwright.compiler.preparing.lastcourses import with_courses_named
from trialwright.compiler.preparing.nonkinds import with_another_said, with_names_given, with_other_kinds
from trialwright.compiler.preparing.numberfirst import with_names_first
from trialwright.compiler.preparing.peopleapart import with_people_before_colon
from trialwright.compiler.preparing.phasenames import with_phase_names_whole
from trialwright.compiler.preparing.relapsestates import with_states_of_the_same
from trialwright.compiler.preparing.samesentence import (
    with_denials_apart,
    with_duties_apart,
    with_higher_limit_of_some,
    with_leave_apart,
    with_lost_stops,
    with_notes_apart,
    with_results_apart,
    without_stray_stops,
)
from trialwright.compiler.preparing.sharedheads import with_phases_named
from trialwright.compiler.preparing.slashedheads import with_slashed_heads
from trialwright.compiler.preparing.startsof import with_starts_of_all
from trialwright.compiler.preparing.statesbehind import with_needs_going_on, with_states_of_all
from trialwright.compiler.preparing.suspicions import without_suspicions
from trialwright.compiler.preparing.thatclauses import with_that_as_who, without_generic_nouns
from trialwright.compiler.preparing.therapyways import with_excepted_places, with_ways_told
from trialwright.compiler.steps import Row, alone, in_its_text

FIRST: tuple[Row[tuple[Chunk, ...]], ...] = (
    (frozenset({Sort.GROUP}), without_idle_brackets),
    (frozenset({Sort.GROUP}), alone(without_short_forms)),
    (frozenset({Sort.GROUP}), alone(without_types_before_bracket)),
    (None, with_those_it_applies_to),
    (frozenset({Sort.WINDOW}), with_starts_of_all),
    (frozenset({Sort.COLON}), with_people_before_colon),
    (frozenset({Sort.DEFINES}), with_definitions_bare),
    (frozenset({Sort.VARIABLE}), with_values_as_meant),
    (frozenset({Sort.AMOUNT}), with_codes_as_words),
    (frozenset({Sort.AMOUNT}), with_phase_names_whole),
    (frozenset({Sort.AMOUNT}), with_cumulative_doses),
    (frozenset({Sort.SLASH}), with_slashed_heads),
    (frozenset({Sort.VARIABLE}), with_names_first),
    (frozenset({Sort.POST}), with_better_told),
    (frozenset({Sort.CMP}), with_lacks_valued),
    (frozenset({Sort.OTHER_SIGN, Sort.GROUP, Sort.VARIABLE, Sort.NARROWING, Sort.FOR}), without_empty_words),
    (frozenset({Sort.NARROWING}), without_suspicions),
    (frozenset({Sort.VARIABLE}), alone(without_whose)),
    (frozenset({Sort.EXC}), alone(without_histology)),
    (frozenset({Sort.OR, Sort.SLASH, Sort.AND}), without_second_noun),
    (frozenset({Sort.AMOUNT}), without_at_least_one),
    (frozenset({Sort.CONCEPT}), with_started_as_had),
    (frozenset({Sort.ASKED}), without_enrollment),
    (frozenset({Sort.EXC}), in_its_text(without_leave_of_exceptions)),
    (frozenset({Sort.NARROW}), lambda said, setting: without_generic_nouns(with_that_as_who(said), setting)),
    (frozenset({Sort.WORD}), with_names_given),
    (frozenset({Sort.WORD}), with_causes_hyphened),
    (frozenset({Sort.PREP}), with_causes_as_clauses),
    (frozenset({Sort.WORD, Sort.NARROW}), with_signs_as_words),
    (frozenset({Sort.CONCEPT}), with_another_said),
    (frozenset({Sort.HEADNOUN}), alone(with_each_apart)),
    (frozenset({Sort.NEG}), with_other_kinds),
    (frozenset({Sort.GROUP, Sort.COMMA, Sort.COLON, Sort.MUST}), without_cohort),
    (frozenset({Sort.STOP}), alone(without_stray_stops)),
    (frozenset({Sort.MUST, Sort.NEG, Sort.UNMET}), with_duties_apart),
    (frozenset({Sort.ALSO}), with_denials_apart),
    (frozenset({Sort.NEG}), with_results_apart),
    (frozenset({Sort.PERMIT}), with_higher_limit_of_some),
    (frozenset({Sort.PERMIT, Sort.BARRED}), with_leave_apart),
    (frozenset({Sort.OR, Sort.SLASH, Sort.AND, Sort.COMMA}), with_phases_named),
    (frozenset({Sort.COLON}), alone(with_notes_apart)),
    (
        frozenset({Sort.AMOUNT, Sort.POST, Sort.WINDOW, Sort.PERMIT, Sort.MUST, Sort.BARRED}),
        alone(with_lost_stops),
    ),
    (frozenset({Sort.WINDOW, Sort.SPAN_OF_TIME}), with_courses_named),
    (frozenset({Sort.NARROWING}), with_states_of_the_same),
    (frozenset({Sort.TAIL}), with_ways_told),
    (frozenset({Sort.EXC}), with_excepted_places),
    (frozenset({Sort.NARROW}), with_states_of_all),
    (frozenset({Sort.OR}), with_needs_going_on),
    (frozenset({Sort.ASKED}), without_contraindicated),
    (frozenset({Sort.NOW}), with_denied_at_either_time),
)
"""In their order."""
