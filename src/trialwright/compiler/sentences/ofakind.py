"""Of a kind: the readers of sentences that have a form of their own, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trialwright.compiler.chunks import Chunk
from trialwright.compiler.phrasing.knownstatus import known_status
from trialwright.compiler.phrasing.recovery import recovered_to
from trialwright.compiler.sentences.agedpeople import of_an_age
from trialwright.compiler.sentences.cohorts import of_each_cohort
from trialwright.compiler.sentences.completed import completed
from trialwright.compiler.sentences.duties import duties_apart
from trialwright.compiler.sentences.harmsresolved import harms_resolved
from trialwright.compiler.sentences.ifgiven import if_given
from trialwright.compiler.sentences.iftested import if_tested
from trialwright.compiler.sentences.included import with_one_of_them
from trialwright.compiler.sentences.judgedillness import judged_of_them
from trialwright.compiler.sentences.mustnotexcept import not_given_except
from trialwright.compiler.sentences.nursing import nursing_stopped
from trialwright.compiler.sentences.orverbs import or_with_history, or_with_verb
from trialwright.compiler.sentences.othertimes import with_other_times
from trialwright.compiler.sentences.pastorplanned import past_or_planned
from trialwright.compiler.sentences.seenbyall import seen_by_all
from trialwright.compiler.sentences.stagedkinds import staged_kinds
from trialwright.compiler.sentences.treatedwith import treated_with
from trialwright.compiler.sentences.withmore import with_more
from trialwright.compiler.setting import Reader, Setting
from trialwright.protocol.criteria import Criterion

OF_A_KIND: tuple[Callable[[Sequence[Chunk], Setting, Reader], Criterion | None], ...] = (
    *(recovered_to, of_each_cohort, of_an_age, known_status, if_tested, if_given, nursing_stopped, staged_kinds, duties_apart),
    *(past_or_planned, harms_resolved, treated_with, not_given_except),
    *(with_other_times, with_one_of_them, completed, seen_by_all, with_more, or_with_verb, or_with_history, judged_of_them),
)
