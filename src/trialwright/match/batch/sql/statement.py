"""A stage of a trial enters, one statement of SQL leaves: the verdict on each person of the tables and the truth of each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from trialwright.match.batch.program import PlannedStage
from trialwright.match.batch.sql.dialects import Dialect, column_name, number, remark, string
from trialwright.match.batch.sql.said import Held, Said
from trialwright.match.batch.sql.shape import FINDING, PERSON, QUESTION, READING, USUAL
from trialwright.match.batch.sql.trees import Expression, Tree, every, truth
from trialwright.protocol.protocol import Line, LineState, Protocol, Stage

NOT_IN_THE_TABLES = "not in the tables"
"""Said in place of a verdict where the tables were written without this trial."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SqlTerms:
    """For which warehouse a statement is, and in which of its schemas the tables are ("hospital" or "project.hospital")."""

    dialect: Dialect = Dialect.DUCKDB
    schema: str | None = None

    def table(self, name: str, alias: str | None = None) -> exp.Table:
        """One of our tables."""
        parts = self.schema.split(".", 1) if self.schema else []
        place = [exp.to_identifier(part) for part in parts]
        db, catalog = (place[-1], place[0] if len(place) > 1 else None) if place else (None, None)
        return exp.table_(name, db=db, catalog=catalog, alias=alias)


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """The statement for one stage: its text, and the column that each line has (the id of the line, the name of the column)."""

    trial: str
    stage: str
    text: str
    columns: tuple[tuple[str, str], ...]


class StageSql:
    """A stage on its way to a statement."""

    def __init__(self, said: Said, planned: PlannedStage, protocol: Protocol, terms: SqlTerms) -> None:
        self.said, self.planned, self.protocol, self.terms = said, planned, protocol, terms
        self.stage: Stage = protocol.stage(planned.name)
        self.asked = [number for number in _questions(said, planned) if number not in said.fixed]
        self.short = {number: f"q{place}" for place, number in enumerate(self.asked, start=1)}
        measures = dict.fromkeys(said.held[number].measure.name for number in self.asked if number in said.held)
        self.measured = {name: f"m{place}" for place, name in enumerate(measures, start=1)}
        taken: set[str] = set()
        self.columns = [column_name(line, taken) for line in planned.lines]
        self.names = [string(said.names[number]) for number in self.asked]

    def statement(self) -> Statement:
        """The statement, with its remarks."""
        body = self._select().sql(dialect=self.terms.dialect.value, pretty=True, max_text_width=120)
        head = "\n".join(f"   {line}" for line in self._head()).strip()
        columns = tuple(zip(self.planned.lines, self.columns, strict=True))
        return Statement(trial=self.planned.trial, stage=self.planned.name, text=f"/* {head} */\n{body};\n", columns=columns)

    def _head(self) -> Iterator[str]:
        yield remark(f"{self.planned.trial}, {self.stage.label}: {self.protocol.title}")
        yield "A row for each person for whom the stage is judged: verdict and lines. TRUE passes, FALSE fails, NULL is open."
        held = sum(number in self.said.held for number in self.asked)
        yield (
            f"{len(self.planned.lines)} lines ask {len(self.asked)} things: {held} are comparisons made here, of what is read in "
            f"{READING}; the answers to the others"
        )
        yield f"stand in {FINDING}, and in {USUAL} for those of whom nothing else is said there."
        for state in (LineState.UNREAD, LineState.IN_PART, LineState.AMBIGUOUS):
            lines = [line.id for line in self.stage.lines if line.state is state]
            if lines:
                yield remark(f"Lines {state.value}, open wherever that matters: {', '.join(lines)}.")
        if self.planned.open_end:
            yield "Nobody is ever called eligible: the source does not show all criteria."
        yield "Not said in SQL: why a line is open, what would settle it, and when time alone changes it."

    def _select(self) -> exp.Select:
        """The whole: the tables' answers, a row a person, the layers, the lines, the verdict."""
        query = exp.select(
            exp.alias_(string(self.planned.trial), "trial"),
            exp.alias_(string(self.planned.name), "stage"),
            "patient",
            exp.alias_(self._verdict(), "verdict"),
            *map(exp.column, self.columns),
        ).from_("line")
        later = [exp.column(f"later{place}") for place in range(len(self.planned.later))]
        if later:
            query = query.where(*(exp.not_(exp.func("COALESCE", column, exp.false())) for column in later))
        for name, select in self._parts():
            query.with_(name, as_=select, copy=False)
        return query

    def _parts(self) -> Iterator[tuple[str, exp.Select]]:
        """The common table expressions, in their order."""
        if self.asked:
            asked = exp.select("question").from_(self.terms.table(QUESTION))
            yield "asked", asked.where(exp.column("question").isin(*self.names))
            yield "answer", self._answer()
            yield "said", self._said()
        if self.measured:
            yield "measured", self._measured()
        yield "person", self._person()
        tree = Tree(
            program=self.said.program,
            answers={
                **{number: exp.column(name) for number, name in self.short.items()},
                **{number: truth(fixed) for number, fixed in self.said.fixed.items()},
            },
            recorded={number: exp.column(f"{self.short[number]}_recorded") for number in self.asked if self._told_apart(number)},
        )
        lines = [tree.expression(root) for root in self.planned.roots]
        before = "person"
        for place, layer in enumerate(tree.layers, start=1):
            made = [exp.alias_(expression, name) for name, expression in layer.items()]
            yield f"layer{place}", exp.select(exp.Star(), *made).from_(before)
            before = f"layer{place}"
        yield "line", self._lines(lines, before)

    def _answer(self) -> exp.Select:
        """What is said of a person, else what is usual for their sort, of the questions of this stage."""
        columns = ("question", "truth", "recorded")
        found = (
            exp.select(*(exp.column(name, "f") for name in ("patient", *columns)))
            .from_(self.terms.table(FINDING, "f"))
            .join(exp.table_("asked", alias="q"), on=exp.column("question", "q").eq(exp.column("question", "f")))
        )
        usual = (
            exp.select(exp.column("patient", "p"), *(exp.column(name, "u") for name in columns))
            .from_(self.terms.table(PERSON, "p"))
            .join(self.terms.table(USUAL, "u"), on=exp.column("sort", "u").eq(exp.column("sort", "p")))
            .join(exp.table_("asked", alias="q"), on=exp.column("question", "q").eq(exp.column("question", "u")))
            .join(
                self.terms.table(FINDING, "f"),
                on=exp.and_(
                    exp.column("patient", "f").eq(exp.column("patient", "p")),
                    exp.column("question", "f").eq(exp.column("question", "u")),
                ),
                join_type="left",
            )
            .where(exp.column("patient", "f").is_(exp.null()))
        )
        return exp.union(found, usual, distinct=False)  # type: ignore[return-value]

    def _said(self) -> exp.Select:
        """The answers of a person in one row."""
        made: list[Expression] = []
        for asked, name in zip(self.asked, self.names, strict=True):
            here = exp.column("question").eq(name)
            column = _any_true(exp.case().when(here, exp.column("truth")), self.short[asked])
            column.add_comments([f" {remark(self.said.words[asked])} "])
            made.append(column)
            if self._told_apart(asked):
                made.append(_any_true(exp.case().when(here, exp.column("recorded")), f"{self.short[asked]}_recorded"))
        return exp.select("patient", *made).from_("answer").group_by("patient")

    def _measured(self) -> exp.Select:
        """The readings of a person in one row: the ends of what the record leaves possible."""
        made: list[Expression] = []
        for measure, name in self.measured.items():
            for end, over in (("low", exp.Min), ("high", exp.Max)):
                case = exp.case().when(exp.column("measure").eq(string(measure)), exp.column(end))
                column = exp.alias_(over(this=case), f"{name}_{end}")
                if end == "low":
                    column.add_comments([f" {remark(measure)} "])
                made.append(column)
        names = [string(measure) for measure in self.measured]
        table = self.terms.table(READING)
        return exp.select("patient", *made).from_(table).where(exp.column("measure").isin(*names)).group_by("patient")

    def _person(self) -> exp.Select:
        """Every person, with the answer to each question: the comparison where there is a reading, else what is said."""
        made: list[Expression] = []
        for asked, name in self.short.items():
            said: Expression = exp.column(name, "s")
            held = self.said.held.get(asked)
            if held is not None:
                said = exp.func("COALESCE", self._comparison(held), said)
            column = exp.alias_(said, name)
            if held is not None:
                column.add_comments([f" {remark(self.said.words[asked])}: a reading that decides it goes before what is said "])
            made.append(column)
            if self._told_apart(asked):
                recorded = exp.func("COALESCE", exp.column(f"{name}_recorded", "s"), exp.false())
                made.append(exp.alias_(recorded, f"{name}_recorded"))
        query = exp.select(exp.column("patient", "p"), *made).from_(self.terms.table(PERSON, "p"))
        for there, table, alias in ((self.asked, "said", "s"), (self.measured, "measured", "m")):
            same = exp.column("patient", alias).eq(exp.column("patient", "p"))
            query = query.join(exp.table_(table, alias=alias), on=same, join_type="left") if there else query
        return query

    def _comparison(self, held: Held) -> Expression:
        """A reading against limits: NULL where what the record leaves possible lies on both sides of one."""
        name = self.measured[held.measure.name]
        low, high = exp.column(f"{name}_low", "m"), exp.column(f"{name}_high", "m")
        within: list[Expression] = []
        without: list[Expression] = []
        if held.low is not None:
            edge = number(Decimal(held.low.value), self.terms.dialect)
            within.append((exp.GTE if held.low.inclusive else exp.GT)(this=low.copy(), expression=edge))
            without.append((exp.LT if held.low.inclusive else exp.LTE)(this=high.copy(), expression=edge.copy()))
        if held.high is not None:
            edge = number(Decimal(held.high.value), self.terms.dialect)
            within.append((exp.LTE if held.high.inclusive else exp.LT)(this=high.copy(), expression=edge))
            without.append((exp.GT if held.high.inclusive else exp.GTE)(this=low.copy(), expression=edge.copy()))
        return exp.case().when(exp.and_(*within), exp.true()).when(exp.or_(*without), exp.false())

    def _lines(self, lines: Sequence[Expression], source: str) -> exp.Select:
        """The truth of each line; all are open before the stage has begun."""
        begun = None if self.planned.begins is None else exp.column(self.short[self.planned.begins])
        made: list[Expression] = []
        for line, name, expression in zip(self.stage.lines, self.columns, lines, strict=True):
            shown = expression if begun is None else exp.case().when(begun.copy(), expression)
            column = exp.alias_(shown, name)
            column.add_comments([f" {_sentence(line)} "])
            made.append(column)
        later = [exp.alias_(exp.column(self.short[number_]), f"later{place}") for place, number_ in enumerate(self.planned.later)]
        return exp.select("patient", *made, *later).from_(source)

    def _verdict(self) -> Expression:
        """Ineligible when any line fails; eligible when all pass; else unknown."""
        lines = [exp.column(name) for name in self.columns]
        found = exp.case()
        if self.asked:
            counted = exp.select(exp.Count(this=exp.Star())).from_("asked")
            few = exp.LT(this=counted.subquery(), expression=exp.Literal.number(len(self.asked)))
            found = found.when(few, string(NOT_IN_THE_TABLES))
        if not lines:
            return found.else_(string("unknown")) if self.asked else string("unknown")
        found = found.when(exp.not_(every(lines)), string("ineligible"))
        if not self.planned.open_end:
            found = found.when(every(lines), string("eligible"))
        return found.else_(string("unknown"))

    def _told_apart(self, asked: int) -> bool:
        return asked in self.said.told_apart


def _any_true(case: Expression, name: str) -> Expression:
    return exp.alias_(exp.LogicalOr(this=case), name)


def _sentence(line: Line) -> str:
    return remark(f"{line.id}, {line.section.value}: {line.text}")


def _questions(said: Said, planned: PlannedStage) -> list[int]:
    """The questions of a stage, growing: of its lines, and whether it and the later ones have begun."""
    asked = len(said.program.questions)
    found = {*planned.later, *(() if planned.begins is None else (planned.begins,))}
    open_ = list(planned.roots)
    seen: set[int] = set()
    while open_:
        number_ = open_.pop()
        if number_ in seen:
            continue
        seen.add(number_)
        if number_ < asked:
            found.add(number_)
        else:
            open_ += said.program.steps[number_ - asked].items
    return sorted(found)


def statements(protocols: Sequence[Protocol], said: Said, terms: SqlTerms) -> Iterator[Statement]:
    """A statement for each stage of each trial, in their order. `said` is of the program of these trials."""
    planned = iter(said.program.stages)
    for protocol in protocols:
        for _ in protocol.stages:
            yield StageSql(said, next(planned), protocol, terms).statement()
