"""A record enters; where each of its values comes from leaves: the source, the line with its words, stated or worked out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from trialwright.portal.views.words import field_label, word
from trialwright.registries.record import Place, Provenance, Source, Standing, TrialRecord

LONGEST_QUOTE = 300
_TELLS_MORE_OF = {"type": ("date", "count"), "class": ("name",), "investigatorAffiliation": ("type",)}
_OF_WATCHING = ("designModule.designInfo.observationalModel", "designModule.designInfo.timePerspective")
"""Fields of observational studies alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where one value comes from. `label` and `standing` are to translate; `quote` holds the source's words, "" if not kept."""

    path: str
    label: str
    value: str
    standing: str
    how: str = ""
    source: str = ""
    line: int | None = None
    quote: str = ""


class Origins:
    """The origins of a record's values, looked up by path."""

    def __init__(self, record: TrialRecord) -> None:
        self._record = record
        self._sources = {source.name: source for source in record.sources}

    def of(self, path: str) -> Origin | None:
        """The origin of the value at a path; of a list or a group that of its first value. None where nothing is known."""
        found = self._record.provenance.get(path)
        if found is None:
            path = next((known for known in self._record.provenance if known.startswith(f"{path}.")), "")
            found = self._record.provenance.get(path)
        return self._origin(path, found) if found is not None else None

    def each(self) -> Iterator[Origin]:
        """The origin of every value, then of what is worked out, of what else the page shows, and of what is missing."""
        known = self._record.provenance
        for path, _ in self._record.leaves():
            yield self._origin(path, known.get(path) or Provenance(standing=Standing.STATED))
        own = [path for path in known if path.startswith(("derived.", "extra."))]
        yield from (self._origin(path, known[path]) for path in own)
        yield from self.missing()

    def missing(self) -> Iterator[Origin]:
        """What a full record would have and this one has not."""
        return (self._origin(path, item) for path, item in self._record.provenance.items() if item.standing is Standing.MISSING)

    def telling_gaps(self) -> tuple[Origin, ...]:
        """What is missing and worth a reader's while: neither the kind of what is missing itself, nor what other studies have."""
        found = list(self.missing())
        paths = {item.path for item in found}
        watching = self._record.get("designModule.studyType") == "OBSERVATIONAL"
        return tuple(
            item for item in found if not _says_nothing(item.path, paths) and (watching or item.path not in _OF_WATCHING)
        )

    def _origin(self, path: str, found: Provenance) -> Origin:
        place = found.place
        return Origin(
            path=path,
            label=field_label(path),
            value=self._value(path),
            standing=word("standing", found.standing.value),
            how=found.how or "",
            source=place.source if place else "",
            line=place.line if place else None,
            quote=self._quote(place) if place else "",
        )

    def _value(self, path: str) -> str:
        room, _, rest = path.partition(".")
        if room == "derived":
            return _joined(self._record.derived.get(rest))
        return (
            _joined(self._record.extra.get(rest)) if room == "extra" else _joined(self._record.get(path) or self._leaf.get(path))
        )

    @cached_property
    def _leaf(self) -> dict[str, object]:
        return dict(self._record.leaves())

    def _quote(self, place: Place) -> str:
        source = self._sources.get(place.source)
        if source is None or not source.text:
            return ""
        text = source.text[place.start : place.end] if place.start is not None else self._line(source, place.line)
        return text.strip() if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].strip()} …"

    def _line(self, source: Source, number: int | None) -> str:
        ends = [at for at, sign in enumerate(source.text) if sign == "\n"]
        if number is None or not 1 <= number <= len(ends) + 1:
            return ""
        return source.text.splitlines()[number - 1] if number <= len(source.text.splitlines()) else ""


def _says_nothing(path: str, missing: Collection[str]) -> bool:
    """Whether a field only tells more of another one that is missing too (the kind of a date, of a number, of a sponsor)."""
    parent, _, last = path.rpartition(".")
    return any(f"{parent}.{other}" in missing for other in _TELLS_MORE_OF.get(last, ()))


def _joined(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(_joined(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_joined(item)}" for key, item in value.items())
    return str(value)
