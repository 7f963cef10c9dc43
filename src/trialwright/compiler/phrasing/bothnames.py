"""Both names: a cancer and a histology that one phrase says of one tumor ("lung carcinoma of squamous cell type") in; the cancer
that is both out, where the vocabulary knows one, so that no second tumor is taken for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from trialwright.compiler.setting import Setting
from trialwright.vocabulary.concepts import Vocabulary


def named_as_one(first: Sequence[str], second: Sequence[str], setting: Setting) -> tuple[str, ...]:
    """The names that stand for each of the first as each of the second; none where one has no such name, or where the two are not
    a cancer and a histology among what excludes."""
    kinds = [{setting.vocabulary.kind(name) for name in names} for names in (first, second)]
    if not setting.exclusion or kinds != [{"cancer"}, {"histology"}]:
        return ()
    both = [_widest_of_both(setting.vocabulary, cancer, histology) for cancer in first for histology in second]
    return tuple(dict.fromkeys(both)) if all(both) else ()


@lru_cache(maxsize=4096)
def _widest_of_both(vocabulary: Vocabulary, cancer: str, histology: str) -> str:
    """The one cancer under both names that all others under both are kinds of; nothing where there is no such one."""
    shared = vocabulary.descendants(cancer) & vocabulary.descendants(histology)
    widest = [name for name in shared if shared <= vocabulary.descendants(name) | {name}]
    return widest[0] if len(widest) == 1 and vocabulary.kind(widest[0]) == "cancer" else ""
