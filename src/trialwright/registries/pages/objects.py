"""Labels and tables about treatments, outcomes and sites enter, v2's lists of objects go into the draft with their places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.fields import Fields, lines
from trialwright.registries.pages.labels import Label, choose
from trialwright.registries.pages.names import commas
from trialwright.registries.pages.noise import is_noise
from trialwright.registries.pages.scan import Found
from trialwright.registries.pages.sites import Sites, after_status, sites
from trialwright.registries.pages.texts import Texts
from trialwright.registries.pages.treatments import Entry, outcomes, treatments, typed_names
from trialwright.registries.pages.values import country, empty, phases, scalar

_ARMS, _INTERVENTIONS = "armsInterventionsModule.armGroups", "armsInterventionsModule.interventions"
_PRIMARY, _SECONDARY, _OTHER = (f"outcomesModule.{name}Outcomes" for name in ("primary", "secondary", "other"))
_LOCATIONS = "contactsLocationsModule.locations"
_OUTCOMES = "outcomesModule.outcomes"
_SECTIONS = ("locations", "outcomes", "interventions", "armGroups", None)
_PLACE_HOLDER = re.compile(r"(?:arm|group|cohort)\s*(?:\d{1,2}|[A-Z])", re.IGNORECASE)


class Objects:
    """The lists of objects read so far; `flush` puts them into the draft."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.texts = Texts(fields)
        self.lists: dict[str, list[Entry]] = {}
        self.following = ""
        self._head_lines = False
        self._columns: dict[str, int] = {}
        self._outcomes = ""
        self._pending: list[Piece] = []

    def read(self, found: Found) -> bool:
        """Take in any label that has a value; False for one that has none of its own (a section, criteria)."""
        if self.fields.read(found) or self.texts.read(found):
            return True
        kind = found.label.kind
        if found.label.path.startswith(f"{_OUTCOMES}[]"):
            self._measure(found)
        elif "[]" in found.label.path:
            self._field(found)
        elif kind in ("interventions", "arms"):
            self._treatments(found)
        elif kind == "outcomes":
            self._outcomes = found.label.path
            self._add_outcomes(self._outcomes, found.values)
        elif kind == "locations":
            self._sites(sites(found.values, self.fields.printed, labelled=True))
        elif kind == "table":
            self._table(found)
        else:
            return False
        return True

    def loose(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Find sites among lines that stand under no label of sites; the lines left over."""
        made = sites(pieces, self.fields.printed, labelled=False)
        last = max((piece.start for site in made.sites for piece in site.pieces), default=-1)
        after = [piece for piece in made.rest if piece.start >= last]
        made.rest = [piece for piece in made.rest if piece.start < last]
        self._sites(made)
        return after

    def sites_among(self, pieces: Sequence[Piece]) -> None:
        """Sites among the lines left over, on a page that lists none under a label."""
        if not self.lists.get(_LOCATIONS):
            found = sites(pieces, self.fields.printed, labelled=False).sites
            self.lists[_LOCATIONS] = found

    def before_time_frame(self, pieces: Sequence[Piece]) -> None:
        """Lines that stand before the label of a time frame: an outcome that no heading announces."""
        self._pending = list(pieces)

    def flush(self) -> None:
        """Put every list into the draft."""
        self._only_types()
        for path, entries in self.lists.items():
            kept = [entry for entry in entries if entry.fields]
            if kept and not self.fields.draft.has(path):
                for number, entry in enumerate(kept):
                    self.fields.draft.put(f"{path}.{number}", entry.fields, lines(entry.pieces))
            elif kept:
                self.fields.draft.skip(lines([piece for entry in kept for piece in entry.pieces]))

    def _only_types(self) -> None:
        """Types of interventions without a name are no interventions: kept apart."""
        entries = self.lists.get(_INTERVENTIONS, [])
        bare = [entry for entry in entries if entry.fields and "name" not in entry.fields]
        types = list(dict.fromkeys(entry.fields["type"] for entry in bare if "type" in entry.fields))
        self.lists[_INTERVENTIONS] = [entry for entry in entries if "name" in entry.fields]
        if types and not self.lists[_INTERVENTIONS]:
            self.fields.put("extra.interventionTypes", types, lines([bare[0].pieces[0]]))

    def _extend(self, path: str, entries: Sequence[Entry]) -> None:
        held = self.lists.setdefault(path, [])
        for entry in entries:
            same = next((other for other in held if _same(other, entry)), None)
            if same is None:
                held.append(entry)
            else:
                same.fields = {**entry.fields, **same.fields}

    def _treatments(self, found: Found) -> None:
        values = [piece for piece in found.values if not _PLACE_HOLDER.fullmatch(piece.text)]
        if not values:
            self.lists.setdefault(_INTERVENTIONS if found.label.kind == "interventions" else _ARMS, []).append(Entry())
            self.fields.missing(found)
            return
        made = treatments(values, names=found.label.kind == "interventions" and self.following != f"{_INTERVENTIONS}[].type")
        self._extend(_INTERVENTIONS, made.interventions)
        self._extend(_ARMS, made.arms)
        if made.rest and not made.interventions and not made.arms and found.label.kind == "interventions":
            self.fields.put("extra.interventionText", " ".join(piece.text for piece in made.rest), lines(made.rest))
        else:
            self.fields.scattered += made.rest

    def _field(self, found: Found) -> None:
        """One field of an object ("Arm Label: …"); several lines are the columns of several objects."""
        path, _, name = found.label.path.partition("[].")
        values = [piece for piece in found.values if not empty(piece.text)]
        read = [self._value(found.label, piece) for piece in values]
        several = len(values) > 1 and (found.label.strict and all(value is not None for value in read))
        if several:
            self._columns[path] = len(values)
        if len(values) > 1 and (several or self._columns.get(path) == len(values)):
            self._spread(path, name, list(zip(values, read, strict=True)))
            return
        if not values or read[0] is None:
            self.fields.scattered += found.values
            return
        if found.label.kind == "list" and self.lists.get(path) and name in self.lists[path][-1].fields:
            held = self.lists[path][-1]
            held.fields[name] = [*_texts(held.fields[name]), *(part for piece in values for part in commas(piece.text))]
            held.pieces += values
            return
        entry = self._current(path, name)
        if found.label.kind == "list":
            entry.fields[name] = [part for piece in values for part in commas(piece.text)]
        elif found.label.strict:
            entry.fields[name] = read[0]
            self.fields.scattered += values[1:]
        else:
            entry.fields[name] = " ".join(piece.text for piece in values) if name == "description" else values[0].text
            self.fields.scattered += [] if name == "description" else values[1:]
        entry.pieces += values

    def _value(self, label: Label, piece: Piece) -> object | None:
        return scalar(label.kind, piece.text, self.fields.printed) if label.strict else piece.text

    def _spread(self, path: str, name: str, values: Sequence[tuple[Piece, object]]) -> None:
        held = self.lists.setdefault(path, [])
        for at, (piece, value) in enumerate(values):
            while len(held) <= at:
                held.append(Entry())
            held[at].fields.setdefault(name, value)
            held[at].pieces.append(piece)

    def _current(self, path: str, name: str) -> Entry:
        held = self.lists.setdefault(path, [])
        if not held or name in held[-1].fields:
            held.append(Entry())
        return held[-1]

    def _measure(self, found: Found) -> None:
        """A time frame, measure or description under a heading of outcomes; the lines below a time frame open the next one."""
        name = found.label.path.rpartition(".")[2]
        values = [piece for piece in found.values if not empty(piece.text)]
        path = self._outcomes or self._unheaded()
        self._pending = []
        if path and found.how == "alone" and self._head_lines and name == "timeFrame":
            self._head_lines = False
            self._add_outcomes(path, values)
            return
        self._head_lines = name == "measure" and not values
        if not values or not path:
            self.fields.scattered += values
            return
        entries = self.lists.setdefault(path, [])
        if name == "measure":
            self._add_outcomes(path, values)
        elif entries:
            entries[-1].fields.setdefault(name, values[0].text)
            entries[-1].pieces.append(values[0])
            if not self._outcomes:
                self._pending = values[1:]
            elif name == "timeFrame" and (not self.following or self.following.startswith(_OUTCOMES)):
                self._add_outcomes(path, values[1:])
            else:
                self.fields.scattered += values[1:]

    def _unheaded(self) -> str:
        """Where an outcome without a heading belongs: among the primary ones only if it calls itself so."""
        if not self._pending:
            return ""
        first = after_status(self._pending[0])
        path = _PRIMARY if re.search(r"\bprimary\b", first.text, re.IGNORECASE) else "extra.outcomesWithoutHeading"
        entry = Entry(fields={"measure": first.text}, pieces=[self._pending[0]])
        if len(self._pending) > 1:
            entry.fields["description"] = "\n".join(piece.text for piece in self._pending[1:])
            entry.pieces += self._pending[1:]
        self.lists.setdefault(path, []).append(entry)
        return path

    def _add_outcomes(self, path: str, values: Sequence[Piece]) -> None:
        made = outcomes([piece for piece in values if not is_noise(piece.text)])
        self.lists.setdefault(path, []).extend(made)

    def _sites(self, made: Sites) -> None:
        self.lists.setdefault(_LOCATIONS, []).extend(made.sites)
        if made.countries:
            names = list(dict.fromkeys(name for name, _ in made.countries))
            self.fields.put("extra.countries", names, lines([piece for _, piece in made.countries]))
        self.fields.scattered += made.rest

    def _table(self, found: Found) -> None:
        """A table with labels for its columns: each row an object, or each column a field."""
        layout = self.fields.printed.layout
        chosen = max(
            ([choose(labels, layout, section) if labels else None for labels in found.heads] for section in _SECTIONS),
            key=lambda heads: sum(label is not None and "[]" in label.path for label in heads),
        )
        rows = _rows(found) if found.values[0].columns > 1 or "|" in found.values[0].line.text else [_unjoined(found, chosen)]
        objects = [label for label in chosen if label is not None and "[]" in label.path]
        self.fields.draft.skip(lines(found.values))
        if len(objects) >= 2:
            for row in rows:
                self._row(chosen, row)
            return
        for column, label in enumerate(chosen):
            values = [
                row[column] for row in rows if column in row and (label is None or label.strict or not empty(row[column].text))
            ]
            if label is not None and values:
                inner = Found(label=label, at=found.at, how="alone", section=found.section, values=values)
                self.read(inner)

    def _row(self, heads: Sequence[Label | None], row: dict[int, Piece]) -> None:
        entry, path = Entry(), ""
        for column, piece in row.items():
            label = heads[column] if column < len(heads) else None
            if label is not None and "[]" in label.path and not empty(piece.text):
                path, _, name = label.path.partition("[].")
                value: object | None = self._value(label, piece)
                value = country(piece.text) or piece.text if name == "country" else value
                if value is not None:
                    entry.fields[name] = value
                    entry.pieces.append(piece)
        if not entry.fields:
            return
        if path == _OUTCOMES:
            kind = next((piece.text.casefold() for piece in row.values() if piece.column == 0), "")
            named = {"primary": _PRIMARY, "secondary": _SECONDARY, "other": _OTHER}
            path = next(
                (named[word] for word in named if kind.startswith(word)), self._outcomes or "extra.outcomesWithoutHeading"
            )
            if "measure" not in entry.fields:
                return
        self.lists.setdefault(path, []).append(entry)


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _same(one: Entry, other: Entry) -> bool:
    name = "name" if "name" in one.fields else "label"
    return (
        name in other.fields and one.fields.get(name) == other.fields[name] and one.fields.get("type") == other.fields.get("type")
    )


def _rows(found: Found) -> list[dict[int, Piece]]:
    made: dict[int, dict[int, Piece]] = {}
    for piece in found.values:
        made.setdefault(piece.line.number, {})[piece.column] = piece
    return list(made.values())


def _unjoined(found: Found, heads: Sequence[Label | None]) -> dict[int, Piece]:
    """A row whose separators are lost, cut by what its columns can hold; {} when it cannot be cut for certain."""
    piece = found.values[0]
    words, row = piece.text, {}
    if heads and heads[-1] is not None and heads[-1].kind == "phase":
        match = re.search(r"\s((?:Early )?Phase \d(?:\s*[/|]\s*(?:Phase )?\d)?|Not Applicable|N/A)$", words)
        if match is None or phases(match.group(1)) is None:
            return {}
        row[len(heads) - 1] = piece.rest(match.group(1))
        words = words[: match.start()]
    kinds = [label.kind if label else "" for label in heads[: len(heads) - len(row)]]
    if kinds == ["conditions", "interventions"]:
        for match in re.finditer(r"(?<=\s)[A-Z]", words):
            if typed_names(words[match.start() :], "intervention_type"):
                row[0], row[1] = piece.rest(words[: match.start()].strip()), piece.rest(words[match.start() :])
                return row
    return {}
