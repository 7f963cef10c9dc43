"""An OMOP database as its reader needs it, whatever keeps it: names of tables in; rows sorted by person, and concepts, out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from trialwright.errors import UserError
from trialwright.patients.omop_tables import EPISODE, EVENTS, TABLES, VOCABULARY, CdmTable

Row = tuple[Any, ...]
_LEVELS = 6
_UP = ("Is a", "RxNorm has ing", "RxNorm is a", "Tradename of", "Form of", "Consists of", "Maps to")
_AT_ONCE = 5_000


class Concept(NamedTuple):
    """A concept of the database's vocabulary."""

    id: int
    name: str
    vocabulary: str
    code: str
    sort: str
    """Its concept class: "Ingredient", "Clinical Finding" …"""


class Relation(NamedTuple):
    """A table as the engine calls it, and its columns: the name in lower case, and as it is written."""

    sql: str
    columns: dict[str, str]


class Database(ABC):
    """A database that is open; what engines do differently is abstract."""

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def relation(self, table: str) -> Relation | None:
        """The table of that name, or None."""

    @abstractmethod
    def strangers(self) -> tuple[str, ...]:
        """The tables of people, by their column person_id, that are none of OMOP's."""

    @abstractmethod
    def stream(self, sql: str) -> Iterator[Row]:
        """The rows of a query, a few thousand in memory at a time; several streams can be open."""

    @abstractmethod
    def whole(self, column: str) -> str:
        """The expression for a column read as a whole number."""

    @abstractmethod
    def text(self, column: str) -> str:
        """The expression for a column read as a text."""

    @property
    @abstractmethod
    def prefetches(self) -> bool:
        """True where reading many concepts at once is cheap, and reading one is not."""

    @abstractmethod
    def close(self) -> None:
        """Give back what is held."""

    def check(self) -> None:
        """A database without people is a `UserError`."""
        person = self.relation("person")
        if person is None or "person_id" not in person.columns:
            hint = "the tables of the OMOP CDM 5.x: person, condition_occurrence, measurement …; --schema names theirs"
            raise UserError("it has no table person with a column person_id", place=self.name, hint=hint)

    def has_rows(self, table: str) -> bool:
        """Whether the table is there and holds anything."""
        relation = self.relation(table)
        return relation is not None and next(self.stream(f"SELECT 1 FROM {relation.sql} LIMIT 1"), None) is not None  # noqa: S608 # nosec B608 - names are quoted

    def rows(self, table: CdmTable, people: Collection[int] | None) -> Iterator[Row]:
        """The person and the columns of each row, sorted by person. A column that is not there is empty everywhere."""
        relation = self.relation(table.name)
        if relation is None or "person_id" not in relation.columns:
            return iter(())
        person = self.whole(_quoted(relation.columns["person_id"]))
        columns = [*(self._column(relation, name, self.whole) for name in table.numbers)]
        columns += [self._column(relation, name, self.text) for name in table.texts]
        sql = f"SELECT {person} AS tw_person, {', '.join(columns) or 'NULL'} FROM {relation.sql}"  # noqa: S608 # nosec B608 - names are quoted
        return self.stream(f"{sql}{_only(person, people)} ORDER BY 1")

    def events(self, people: Collection[int] | None) -> Iterator[Row]:
        """Person, episode, event and the kind of event of each row of episode_event."""
        episode, event = self.relation(EPISODE.name), self.relation(EVENTS.name)
        if episode is None or event is None or not {"episode_id", "event_id"} <= event.columns.keys():
            return iter(())
        person = self.whole(f"tw_e.{_quoted(episode.columns['person_id'])}")
        own = self.whole(f"tw_e.{_quoted(episode.columns['episode_id'])}")
        columns = [
            self.whole(f"tw_v.{_quoted(event.columns[name])}") if name in event.columns else "NULL" for name in EVENTS.numbers
        ]
        sql = f"SELECT {person} AS tw_person, {', '.join(columns)} FROM {event.sql} tw_v JOIN {episode.sql} tw_e"  # noqa: S608 # nosec B608 - names are quoted
        return self.stream(f"{sql} ON {own} = {columns[0]}{_only(person, people)} ORDER BY 1")

    def counts(self, table: str, people: Collection[int] | None) -> Iterator[Row]:
        """Person and number of rows of a table that is not read."""
        relation = self.relation(table)
        if relation is None or "person_id" not in relation.columns:
            return iter(())
        person = self.whole(_quoted(relation.columns["person_id"]))
        sql = f"SELECT {person} AS tw_person, count(*) FROM {relation.sql}"  # noqa: S608 # nosec B608 - names are quoted
        return self.stream(f"{sql}{_only(person, people)} GROUP BY 1 ORDER BY 1")

    def not_read(self, table: CdmTable) -> tuple[str, ...]:
        """The columns of a table that may say something and are not read."""
        relation = self.relation(table.name)
        known = {*table.columns, *table.passed}
        return () if relation is None else tuple(sorted(relation.columns.keys() - known))

    def filled(self, table: CdmTable, people: Collection[int] | None) -> Iterator[Row]:
        """Person, and for each column that is not read the number of rows in which it holds something."""
        relation, names = self.relation(table.name), self.not_read(table)
        if relation is None or not names or "person_id" not in relation.columns:
            return iter(())
        person = self.whole(_quoted(relation.columns["person_id"]))
        counts = ", ".join(f"count({self._something(relation, name)})" for name in names)
        sql = f"SELECT {person} AS tw_person, {counts} FROM {relation.sql}"  # noqa: S608 # nosec B608 - names are quoted
        return self.stream(f"{sql}{_only(person, people)} GROUP BY 1 ORDER BY 1")

    def _something(self, relation: Relation, name: str) -> str:
        """The column, empty where it holds a blank, or the number of no concept."""
        text = f"NULLIF(TRIM({self._column(relation, name, self.text)}), '')"
        return f"NULLIF({text}, '0')" if name.endswith("_id") else text

    def used(self, tables: Sequence[CdmTable], people: Collection[int] | None) -> dict[tuple[str, str], set[int]]:
        """The numbers of all concepts that rows of these tables name, by table and column."""
        found: dict[tuple[str, str], set[int]] = {}
        for table in tables:
            relation = self.relation(table.name)
            if relation is None:
                continue
            only = _only(self.whole(_quoted(relation.columns.get("person_id", "person_id"))), people)
            for name in table.concepts:
                if name in relation.columns:
                    column = self.whole(_quoted(relation.columns[name]))
                    sql = f"SELECT DISTINCT {column} FROM {relation.sql}{only}"  # noqa: S608 # nosec B608 - names are quoted
                    found[table.name, name] = {row[0] for row in self.stream(sql) if row[0]}
        return found

    def concepts(self, wanted: Collection[int]) -> dict[int, Concept]:
        """The concepts of these numbers that the database knows."""
        relation = self.relation("concept")
        if relation is None or not {"concept_id", "concept_name"} <= relation.columns.keys():
            return {}
        found: dict[int, Concept] = {}
        ordered = sorted(wanted)
        for start in range(0, len(ordered), _AT_ONCE):
            some = ordered[start : start + _AT_ONCE]
            column = self.whole(_quoted(relation.columns["concept_id"]))
            for row in self.stream(f"SELECT {self._of_concept(relation)} FROM {relation.sql}{_only(column, some)}"):  # noqa: S608 # nosec B608 - names are quoted
                found[row[0]] = Concept(row[0], *(item or "" for item in row[1:]))
        return found

    def broader(self, wanted: Collection[int]) -> dict[int, dict[int, int]]:
        """For each concept those that are broader, with the steps to them: of CONCEPT_ANCESTOR, or else step by step."""
        ordered = sorted(wanted)
        found: dict[int, dict[int, int]] = {key: {} for key in ordered}
        for start in range(0, len(ordered), _AT_ONCE):
            some = ordered[start : start + _AT_ONCE]
            found |= self._ancestors(some) if self.has_ancestors else self._climbed(some)
        return found

    @cached_property
    def has_ancestors(self) -> bool:
        """Whether the table CONCEPT_ANCESTOR holds anything."""
        return self.has_rows("concept_ancestor")

    def _ancestors(self, wanted: Collection[int]) -> dict[int, dict[int, int]]:
        relation = self.relation("concept_ancestor")
        names = ("ancestor_concept_id", "descendant_concept_id", "min_levels_of_separation")
        found: dict[int, dict[int, int]] = {}
        if relation is None or not set(names) <= relation.columns.keys():
            return found
        up, down, steps = (self.whole(_quoted(relation.columns[name])) for name in names)
        sql = f"SELECT {down}, {up}, {steps} FROM {relation.sql} WHERE {down} IN ({_listed(wanted)})"  # noqa: S608 # nosec B608 - names are quoted
        for low, high, levels in self.stream(sql):
            if high is not None and 0 < (levels or 0) <= _LEVELS:
                found.setdefault(low, {})[high] = levels
        return found

    def _climbed(self, wanted: Collection[int]) -> dict[int, dict[int, int]]:
        relation = self.relation("concept_relationship")
        names = ("concept_id_1", "concept_id_2", "relationship_id")
        found: dict[int, dict[int, int]] = {key: {} for key in wanted}
        if relation is None or not set(names) <= relation.columns.keys():
            return found
        reached = {key: {key} for key in wanted}
        steps: dict[int, set[int]] = {}
        for level in range(1, _LEVELS + 1):
            now = {key for keys in reached.values() for key in keys} - steps.keys()
            if now:
                steps |= {key: set() for key in now}
                for low, high in self._steps(relation, now):
                    steps[low].add(high)
            for start, keys in reached.items():
                new = {high for key in keys for high in steps[key]} - found[start].keys() - {start}
                found[start] |= dict.fromkeys(new, level)
                reached[start] = new
        return found

    def _steps(self, relation: Relation, wanted: Collection[int]) -> Iterator[Row]:
        one, two = (self.whole(_quoted(relation.columns[name])) for name in ("concept_id_1", "concept_id_2"))
        kind = _quoted(relation.columns["relationship_id"])
        kinds = ", ".join(f"'{name}'" for name in _UP)
        sql = f"SELECT DISTINCT {one}, {two} FROM {relation.sql} WHERE {one} IN ({_listed(wanted)}) AND {kind} IN ({kinds})"  # noqa: S608 # nosec B608 - names are quoted
        return (row for row in self.stream(sql) if row[1] is not None)

    def sites(self) -> dict[int, str]:
        """The names of the care sites."""
        relation = self.relation("care_site")
        if relation is None or not {"care_site_id", "care_site_name"} <= relation.columns.keys():
            return {}
        key, name = (_quoted(relation.columns[column]) for column in ("care_site_id", "care_site_name"))
        sql = f"SELECT {self.whole(key)}, {self.text(name)} FROM {relation.sql} LIMIT 100000"  # noqa: S608 # nosec B608 - names are quoted
        return {row[0]: row[1] for row in self.stream(sql) if row[0] is not None and row[1]}

    def _column(self, relation: Relation, name: str, read: Any) -> str:
        return str(read(_quoted(relation.columns[name]))) if name in relation.columns else "NULL"

    def _of_concept(self, relation: Relation) -> str:
        names = ("concept_name", "vocabulary_id", "concept_code", "concept_class_id")
        key = self.whole(_quoted(relation.columns["concept_id"]))
        return ", ".join([key, *(self._column(relation, name, self.text) for name in names)])


class SchemaLayout:
    """The schemas of a database: rows of schema, table and column in; where the tables of OMOP are out."""

    def __init__(self, rows: list[Row], name: str, schema: str | None) -> None:
        self._columns: dict[tuple[str, str], dict[str, tuple[str, str, str]]] = {}
        for owner, table, column in rows:
            self._columns.setdefault((owner, table.lower()), {})[column.lower()] = (owner, table, column)
        self._own = schema or self._guess(name)

    def strangers(self) -> tuple[str, ...]:
        """The tables of people in that schema that are none of OMOP's."""
        return tuple(
            sorted(
                table
                for (owner, table), columns in self._columns.items()
                if owner == self._own and "person_id" in columns and table not in TABLES
            )
        )

    def _guess(self, name: str) -> str:
        found = sorted(
            {owner for (owner, table), columns in self._columns.items() if table == "person" and "person_id" in columns}
        )
        full = [owner for owner in found if (owner, "condition_occurrence") in self._columns]
        if len(full or found) > 1:
            hint = f"--schema, one of {', '.join(full or found)}"
            raise UserError("several schemas hold people", place=name, hint=hint)
        return (full or found or [""])[0]

    def relation(self, table: str) -> Relation | None:
        """The table in its schema; of the vocabulary also in another one, if only that has it."""
        owners = [self._own] if (self._own, table) in self._columns else []
        if not owners and table in VOCABULARY:
            owners = sorted(owner for owner, known in self._columns if known == table)
        if not owners:
            return None
        columns = self._columns[owners[0], table]
        owner, written, _ = next(iter(columns.values()))
        return Relation(f"{_quoted(owner)}.{_quoted(written)}", {name: column for name, (_, _, column) in columns.items()})


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _only(column: str, wanted: Collection[int] | None) -> str:
    return "" if wanted is None else f" WHERE {column} IN ({_listed(wanted) or 'NULL'})"


def _listed(numbers: Collection[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers)
