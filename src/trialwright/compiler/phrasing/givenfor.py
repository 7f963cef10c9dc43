"""Given for: a therapy that is barred and a stage beside it ("radiotherapy for stage III lung cancer") in; the therapy as given
for that stage out."""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import Criterion, Has, Qualifier

_FOR_STAGE = re.compile(r"\bfor (?:the |a |an |any )?(?:[\w-]+ ){0,3}?stage\b.*", re.IGNORECASE)


def given_for_stage(beside: Criterion, variable: str, said: str, setting: Setting) -> Criterion | None:
    """The therapy that is barred as far as it was given for that stage, which no record of a therapy tells: whoever has the stage
    now may have had it for an earlier one. None for what is required, and for anything else."""
    words = _FOR_STAGE.search(said)
    if not setting.exclusion or set(variable.split()) != {"stage"} or words is None or not isinstance(beside, Has):
        return None
    if setting.vocabulary.kind(beside.target.concept) not in THERAPY_KINDS:
        return None
    told = Qualifier(name="described", values=(words[0].strip(" .,;"),))
    return replace(beside, target=replace(beside.target, qualifiers=(*beside.target.qualifiers, told)))
