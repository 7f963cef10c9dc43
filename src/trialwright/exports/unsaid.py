"""A record and the name of a format in; what that format says of it in words only, or not at all, out as remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from trialwright.exports.remarks import Effect, Remark
from trialwright.exports.tables import rows
from trialwright.registries.record import Standing, TrialRecord

_NO_PLACE = "the format has no place for it"
_IN_WORDS = "it is there in words only, which no program decides"
_BESIDE = "what the source shows beside the registry's fields; the format has no place for it"
_DERIVED = "it stands there as if the source stated it"
_HIDDEN = frozenset({"layout"})
_SOME = "only some of its values have a word in the format"
_SAID = {
    "words": (Effect.AS_TEXT, _IN_WORDS),
    "part": (Effect.LEFT_OUT, _SOME),
    "": (Effect.LEFT_OUT, _NO_PLACE),
}
YES = "yes"


@cache
def targets(name: str) -> Mapping[str, str]:
    """For each field of API v2's protocolSection what a format does with it: "yes", "words", "part", or ""."""
    return {row["field"]: row[name] for row in rows("record_targets.tsv")}


def unsaid(record: TrialRecord, target: str) -> tuple[Remark, ...]:
    """What the document does not say of the record as the record has it, field by field, each once."""
    return tuple(dict.fromkeys((*_of_fields(record, target), *_beside(record), *_derived(record))))


def _of_fields(record: TrialRecord, target: str) -> Iterator[Remark]:
    known = targets(target)
    for path in dict.fromkeys(_general(path) for path, value in record.leaves() if value is not None):
        said = known.get(path, "")
        if said != YES:
            yield _remark(path, *_SAID[said])


def _beside(record: TrialRecord) -> Iterator[Remark]:
    for name, kept in (("extra", record.extra), ("derived", record.derived)):
        yield from (_remark(f"{name}.{key}", Effect.LEFT_OUT, _BESIDE) for key in kept if key not in _HIDDEN)


def _derived(record: TrialRecord) -> Iterator[Remark]:
    for path, item in record.provenance.items():
        if item.standing is Standing.DERIVED and not path.startswith("derived."):
            yield _remark(_general(path), Effect.ASSUMED, f"{_DERIVED}: {item.how}" if item.how else _DERIVED)


def _general(path: str) -> str:
    """The field of a leaf: without the numbers of list positions."""
    return ".".join(part for part in path.split(".") if not part.isdecimal())


def _remark(part: str, effect: Effect, why: str) -> Remark:
    return Remark(line="", part=part, effect=effect, why=why)
