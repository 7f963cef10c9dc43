"""One person of an OMOP database while they are read: rows of a table in; facts, and why there is none, on their chart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from trialwright.patients.code_tables import meant, meant_by
from trialwright.patients.doses import dispensed_dose
from trialwright.patients.facts import Fact, Kind
from trialwright.patients.fhir_chart import Chart, Where
from trialwright.patients.fhir_codes import Coded, Role
from trialwright.patients.fhir_drugs import given_by
from trialwright.patients.fhir_parts import Dates, or_earlier, or_later
from trialwright.patients.fhir_stages import stage_in
from trialwright.patients.omop_concepts import Concepts
from trialwright.patients.states import ENDS, facts_of_state
from trialwright.patients.understood import Why
from trialwright.vocabulary.time import PartialDate

LASTING = frozenset({"cancer", "histology", "metastasis"})
_CANCERS = frozenset({"cancer", "histology"})
_WASHOUT = timedelta(days=365)
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")
_NEVER = 2090
_OPEN = re.compile(r"(?:209|2[1-9]|[3-9])\d")
"""Years that stand for no end."""
_CONDITION_FIELD, _EPISODE_FIELD = "condition_occurrence.condition_occurrence_id", "episode.episode_id"


@lru_cache(maxsize=65536)
def day_in(text: str | None) -> PartialDate | None:
    """A date as databases write it ("2020-01-31", "20200131", "2020-01-31 08:00:00"); None for none and for what is no date."""
    found = _ISO.fullmatch(text.strip()) if text else None
    if found is None or int(found[1]) >= _NEVER:
        return None
    try:
        return PartialDate.parse("-".join(found.groups()))
    except ValueError:
        return None


@dataclass(kw_only=True, slots=True)
class Mentions:
    """One condition: the fact of its first mention, where it is mentioned, and on which days as over and as there."""

    fact: Fact
    addresses: set[str]
    over: list[PartialDate | None] = field(default_factory=list)
    active: list[PartialDate | None] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether it is surely over: a cancer that is mentioned as there after it was called resolved has come back."""
        ends = [day.first for day in self.over if day is not None]
        if not self.over or not self.active:
            return bool(self.over)
        return bool(ends) and all(day is not None and day.last <= max(ends) for day in self.active)


@dataclass(kw_only=True)
class Record:
    """What is known of one person so far, and what belongs together: visits, spans of observation, mentions of a cancer."""

    chart: Chart
    concepts: Concepts
    visits: dict[int, tuple[PartialDate | None, PartialDate | None]] = field(default_factory=dict)
    periods: list[tuple[PartialDate, PartialDate]] = field(default_factory=list)
    sites: dict[int, None] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)
    mentions: dict[object, Mentions] = field(default_factory=dict)

    def count(self, table: str, rows: int = 1) -> None:
        """Rows of a table that were seen."""
        self.chart.resources[table] = self.chart.resources.get(table, 0) + rows

    def day(self, text: str | None, where: Where) -> PartialDate | None:
        """A date; one that is none is listed."""
        found = day_in(text)
        if found is None and text and not _OPEN.match(text):
            self.chart.leave(Why.DATE, text[:20], where)
        return found

    def first_seen(self, when: PartialDate | None) -> PartialDate | None:
        """When something that lasts began: on the day of its first mention where the person was watched long enough before it."""
        if when is None:
            return None
        watched = any(start.first + _WASHOUT <= when.first and when.last <= end.last for start, end in self.periods)
        return when if watched else or_earlier(when)

    def mention(self, fact: Fact, addresses: set[str], last: PartialDate | None) -> None:
        """A condition, and the last day that is told of it. What lasts is mentioned at visit after visit and is one fact; of the
        rest each day is one."""
        lasting = self.chart.shared.vocabulary.kind(fact.concept or "") in LASTING
        over = fact.qualifiers.get("ongoing") == "false"
        plain = {name: text for name, text in fact.qualifiers.items() if name != "ongoing"}
        key = (fact.concept, fact.present, tuple(sorted(plain.items()))) + (() if lasting else (fact.moment, fact.end))
        known = self.mentions.get(key)
        if known is None:
            known = self.mentions[key] = Mentions(fact=replace(fact, qualifiers=plain), addresses=set())
        elif fact.moment is not None and (known.fact.moment is None or fact.moment.first < known.fact.moment.first):
            known.fact = replace(fact, qualifiers=plain)
        known.addresses |= addresses
        (known.over if over else known.active).append(last)

    def settle(self) -> None:
        """Put the conditions on the chart, when all were read."""
        for known in self.mentions.values():
            fact = known.fact
            if known.is_over:
                fact = replace(fact, qualifiers={**fact.qualifiers, "ongoing": "false"})
            kind = self.chart.shared.vocabulary.kind(fact.concept or "")
            lasting = kind in LASTING and fact.date is not None
            self.chart.add_condition(
                replace(fact, date=self.first_seen(fact.date)) if lasting else fact,
                frozenset(address for own in known.addresses for address in (own, *self.links.get(own, ()))),
            )
        self.mentions.clear()

    def focus(self, event: int | None, kind: int | None) -> list[dict[str, str]]:
        """What a modifier says that it is about, as FHIR would refer to it."""
        name = self.concepts.name(kind, "field").lower()
        table = {_CONDITION_FIELD: "condition_occurrence", _EPISODE_FIELD: "episode"}.get(name)
        return [{"reference": f"{table}/{event}"}] if table and event else []


def read_person(row: Any, record: Record) -> None:
    """Birth and sex."""
    chart, where = record.chart, Where(resource="person", place=f"person/{row.person_id}")
    chart.seen = True
    record.count("person")
    chart.birth = _birth(row) or day_in(row.birth_datetime)
    if chart.birth is None and row.birth_datetime:
        chart.leave(Why.DATE, f"birth {row.birth_datetime[:20]}", where)
    said = record.concepts.name(row.gender_concept_id, "gender").lower() or (row.gender_source_value or "").lower()
    chart.sex = {"male": "male", "m": "male", "female": "female", "f": "female"}.get(said)
    if row.care_site_id:
        record.sites[row.care_site_id] = None


def _birth(row: Any) -> PartialDate | None:
    if not row.year_of_birth or not 1850 <= row.year_of_birth < _NEVER:
        return None
    parts = [f"{row.year_of_birth:04}"]
    if row.month_of_birth:
        parts += [f"{row.month_of_birth:02}"] + ([f"{row.day_of_birth:02}"] if row.day_of_birth else [])
    try:
        return PartialDate.parse("-".join(parts))
    except ValueError:
        return PartialDate.parse(parts[0])


def read_period(row: Any, record: Record) -> None:
    """A span in which what happened to the person would have been recorded."""
    record.count("observation_period")
    start, end = day_in(row.observation_period_start_date), day_in(row.observation_period_end_date)
    if start is not None:
        record.periods.append((start, end or PartialDate(first=start.first, last=date.max)))


def read_death(row: Any, record: Record) -> None:
    """That and when the person died."""
    where = Where(resource="death", place="death")
    record.count("death")
    when = record.day(row.death_date or row.death_datetime, where)
    record.chart.facts.append(Fact(what="death", concept="death", kind=Kind.EVENTS, date=when, place=where.place))


def read_visit(row: Any, record: Record) -> None:
    """A stay in a hospital or an emergency visit is a fact; other visits only tell where and when the person was seen."""
    record.count("visit_occurrence")
    start, end = day_in(row.visit_start_date), day_in(row.visit_end_date)
    if row.visit_occurrence_id:
        record.visits[row.visit_occurrence_id] = start, end
    if row.care_site_id:
        record.sites[row.care_site_id] = None
    name = VISITS.get(row.visit_concept_id or 0)
    if name is None or start is None:
        return
    dates: Dates = {"date": start} if end == start else {"start": start, "end": end if _follows(start, end) else or_later(start)}
    place = f"visit_occurrence/{row.visit_occurrence_id}"
    record.chart.facts.append(Fact(what=name, concept=name, kind=Kind.EVENTS, place=place, **dates))


VISITS: Mapping[int, str] = {9201: "hospitalization", 262: "hospitalization", 9203: "emergency department visit"}


def read_condition(row: Any, record: Record) -> None:
    """A diagnosis: of a row of condition_occurrence."""
    where = Where(resource="condition_occurrence", place=f"condition_occurrence/{row.condition_occurrence_id}")
    record.count("condition_occurrence")
    coded = record.concepts.find(
        Role.CONDITION, row.condition_concept_id, row.condition_source_concept_id, row.condition_source_value
    )
    status = record.concepts.name(row.condition_status_concept_id, "status") or row.condition_status_source_value or ""
    meaning = meant_by("status", status) if status else "sure"
    if meaning in ("unsure", "no", None):
        why = {"unsure": Why.NOT_CONFIRMED, "no": Why.RULED_OUT}.get(meaning or "", Why.STATUS)
        record.chart.leave(why, f"{coded.what} ({status})" if meaning is None else coded.what, where)
        return
    if not coded.meanings:
        record.chart.leave_condition(coded.what, where, {"date": record.day(row.condition_start_date, where)})
        return
    start, end = record.day(row.condition_start_date, where), record.day(row.condition_end_date, where)
    over = meaning == "over"
    if not over and (end is None or end == start or _ends_with_visit(row, end, record)):
        end = None  # it ends with the visit, not with the illness
    add_condition(coded, record, where, Course(start, end, over))


def _ends_with_visit(row: Any, end: PartialDate, record: Record) -> bool:
    return row.visit_occurrence_id in record.visits and record.visits[row.visit_occurrence_id][1] == end


def _left(coded: Coded, record: Record, where: Where) -> None:
    record.chart.leave(Why.CODE, coded.what, where)


class Course(NamedTuple):
    """Since when and until when something was so, whether it is over, and whether it was there at all."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    over: bool = False
    present: bool = True


def add_condition(coded: Coded, record: Record, where: Where, when: Course) -> None:
    """The facts of a condition that was understood, with their course; stages stand beside a cancer."""
    start, end, over, present = when
    if coded.how:
        _state(coded, record, where, when)
        return
    words = record.chart.shared.vocabulary
    for meaning in coded.meanings:
        kind = words.kind(meaning.concept or "")
        qualifiers = dict(meaning.qualifiers)
        if kind in _CANCERS and "stage" in qualifiers and (stage := stage_in(qualifiers.pop("stage"))) is not None:
            qualifiers["stage"] = stage
        if over:
            qualifiers["ongoing"] = "false"
        dates: Dates = {"date": start} if start is not None else {"end": end}
        if kind not in LASTING and start is not None and end is not None and _follows(start, end):
            dates = {"start": start, "end": end}
        fact = Fact(
            what=coded.what,
            concept=meaning.concept,
            kind=meaning.kind,
            present=present,
            qualifiers=qualifiers,
            place=where.place,
            **dates,
        )
        record.mention(fact, {where.place}, _last(start, end) if over else start)


def _state(coded: Coded, record: Record, where: Where, when: Course) -> None:
    """A code of a state or a history; where it is denied, or is over, it is no fact."""
    if not when.present or (when.over and coded.how in ENDS):
        record.chart.leave(Why.STATUS if when.present else Why.RULED_OUT, coded.what, where)
        return
    for fact in facts_of_state(coded, when.start, where.place):
        record.chart.add_condition(fact, frozenset({where.place}))


def _last(start: PartialDate | None, end: PartialDate | None) -> PartialDate | None:
    """The later of two days."""
    if start is None or end is None:
        return start or end
    return max(start, end)


def _follows(start: PartialDate, end: PartialDate | None) -> bool:
    return end is not None and start.first <= end.last


def read_condition_era(row: Any, record: Record) -> None:
    """A span of mentions of a condition, where the database has only these."""
    where = Where(resource="condition_era", place=f"condition_era/{row.condition_era_id}")
    record.count("condition_era")
    coded = record.concepts.find(Role.CONDITION, row.condition_concept_id, None, None)
    if not coded.meanings:
        _left(coded, record, where)
        return
    add_condition(coded, record, where, Course(record.day(row.condition_era_start_date, where)))


def read_procedure(row: Any, record: Record) -> None:
    """Something that was done."""
    where = Where(resource="procedure_occurrence", place=f"procedure_occurrence/{row.procedure_occurrence_id}")
    record.count("procedure_occurrence")
    side, unread = _modified(row, record)
    coded = record.concepts.find(Role.ACT, row.procedure_concept_id, row.procedure_source_concept_id, row.procedure_source_value)
    if "plan" in record.concepts.name(row.procedure_type_concept_id, "type").lower():
        record.chart.leave(Why.PLANNED, coded.what, where)
        return
    if not coded.meanings or coded.meanings[0].concept is None:
        _left(coded, record, where)
        return
    if side == "stopped":
        record.chart.leave(Why.STATUS, f"{coded.what} ({side})", where)
        return
    if unread:
        record.chart.leave(Why.PART, f"modifier {unread}", where)
    start, end = record.day(row.procedure_date, where), record.day(row.procedure_end_date, where)
    spans = start is not None and end is not None and end != start and _follows(start, end)
    _add(on_side(coded, side), record, where, {"start": start, "end": end} if spans else {"date": start})


def _modified(row: Any, record: Record) -> tuple[str, str]:
    """The side that a modifier of a procedure tells, or that it was stopped; and the words of one that is not understood."""
    told = (record.concepts.name(row.modifier_concept_id, "modifier"), row.modifier_source_value, row.qualifier_source_value)
    said = [text for text in told if text and text != "0"]
    if row.modifier_concept_id and not said:
        said = [f"concept {row.modifier_concept_id}"]
    meant = {meaning for text in said if (meaning := meant_by("modifier", text))}
    if len(meant) == 1:
        return meant.pop(), ""
    return "stopped" if "stopped" in meant else "", said[0] if said else ""


def on_side(coded: Coded, side: str) -> Coded:
    """What was done or found, on a side of the body, where its name tells none."""
    if not side:
        return coded
    sided = (replace(item, qualifiers={"laterality": side, **item.qualifiers}) for item in coded.meanings)
    return replace(coded, meanings=tuple(sided))


def _add(coded: Coded, record: Record, where: Where, dates: Dates) -> None:
    for meaning in coded.meanings:
        record.chart.facts.append(
            Fact(
                what=coded.what,
                concept=meaning.concept,
                kind=meaning.kind,
                qualifiers=meaning.qualifiers,
                place=where.place,
                **dates,
            )
        )


def read_drug(row: Any, record: Record) -> None:
    """A medicine. What was given has its days; of what was prescribed or handed over only the start is sure, unless the source
    itself says when it ended."""
    where = Where(resource="drug_exposure", place=f"drug_exposure/{row.drug_exposure_id}")
    record.count("drug_exposure")
    coded = record.concepts.find(Role.MEDICINE, row.drug_concept_id, row.drug_source_concept_id, row.drug_source_value)
    sort = record.concepts.name(row.drug_type_concept_id, "type").lower()
    if "plan" in sort:
        record.chart.leave(Why.PLANNED, coded.what, where)
        return
    coded = _by_route(coded, row, record, where)
    if not coded.meanings or coded.meanings[0].concept is None:
        _left(coded, record, where)
        return
    start, end = record.day(row.drug_exposure_start_date, where), record.day(row.drug_exposure_end_date, where)
    stated = record.day(row.verbatim_end_date, where)
    given = "administ" in sort
    if not given and len(coded.meanings) == 1:
        coded = _dosed(coded, row, record)
    _add(coded, record, where, _taken(start, stated or (end if row.stop_reason or given else None)))


def _by_route(coded: Coded, row: Any, record: Record, where: Where) -> Coded:
    """A medicine by the route that the row names: one that is put on the skin is none in the whole body."""
    said = record.concepts.name(row.route_concept_id, "route") or row.route_source_value or ""
    local = meant_by("route", said) if said else "-"
    if local is None or not coded.meanings or coded.meanings[0].concept is None:
        if local is None:
            record.chart.leave(Why.PART, f"route {said}", where)
        return coded
    if local == "-":
        return coded
    found = given_by(coded.meanings, local, record.chart.shared.vocabulary)
    return replace(coded, meanings=found, what=coded.what if found else f"{coded.what} ({said})")


def _dosed(coded: Coded, row: Any, record: Record) -> Coded:
    """A medicine that was handed out, with the dose of a day where the product, its number and the days it is for tell it."""
    dose = dispensed_dose(_number(row.quantity), _number(row.days_supply), record.concepts.name(row.drug_concept_id))
    if not dose:
        return coded
    meaning = coded.meanings[0]
    return replace(coded, meanings=(replace(meaning, qualifiers={**meaning.qualifiers, "dose": dose}),))


def _number(text: str | None) -> Decimal | None:
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _taken(start: PartialDate | None, end: PartialDate | None) -> Dates:
    if start is None:
        return {"end": end} if end is not None else {}
    if end is not None and start == end:
        return {"date": start}
    return {"start": start, "end": end if _follows(start, end) else or_later(start)}


def read_drug_era(row: Any, record: Record) -> None:
    """A span of exposure to an ingredient, where the database has only these."""
    where = Where(resource="drug_era", place=f"drug_era/{row.drug_era_id}")
    record.count("drug_era")
    coded = record.concepts.find(Role.MEDICINE, row.drug_concept_id, None, None)
    if not coded.meanings or coded.meanings[0].concept is None:
        _left(coded, record, where)
        return
    start = record.day(row.drug_era_start_date, where)
    _add(coded, record, where, {"start": start, "end": or_later(start)} if start is not None else {})


def read_episode(row: Any, record: Record) -> None:
    """A phase of a cancer, or a course of its treatment."""
    where = Where(resource="episode", place=f"episode/{row.episode_id}")
    record.count("episode")
    name = record.concepts.name(row.episode_concept_id, "episode")
    start, end = record.day(row.episode_start_date, where), record.day(row.episode_end_date, where)
    folded = name.lower()
    if "regimen" in folded or "treatment" in folded or "drug" in folded or "radiotherapy" in folded or "surgery" in folded:
        _of_treatment(row, record, where, (start, end))
    elif "progression" in folded:
        fact = Fact(what=name, concept="disease progression", kind=Kind.CONDITIONS, date=start, place=where.place)
        record.chart.facts.append(fact)
    elif "metasta" in folded:
        fact = Fact(what=name, concept="distant metastasis", kind=Kind.CONDITIONS, date=start, place=where.place)
        record.chart.facts.append(fact)
    elif (response := meant("disease status", folded)) is not None and "disease episode" not in folded:
        fact = Fact(
            what=name, concept="response evaluation", kind=Kind.MEASUREMENTS, value=response, date=start, place=where.place
        )
        record.chart.facts.append(fact)
    elif "remission" in folded or not name:
        record.chart.leave(Why.VALUE, name or f"concept {row.episode_concept_id}", where)
    else:
        coded = record.concepts.find(
            Role.CONDITION, row.episode_object_concept_id, row.episode_source_concept_id, row.episode_source_value
        )
        if not coded.meanings:
            _left(coded, record, where)
            return
        if not any(word in folded for word in ("occurrence", "recurrence", "episode")):
            record.chart.leave(Why.VALUE, name, where)  # the cancer is known by it, its extent is not
        again = {"status": "recurrent"} if "recurrence" in folded else {}
        meanings = tuple(replace(item, qualifiers={**item.qualifiers, **again}) for item in coded.meanings)
        add_condition(replace(coded, meanings=meanings), record, where, Course(start))


def _of_treatment(row: Any, record: Record, where: Where, when: tuple[PartialDate | None, PartialDate | None]) -> None:
    if row.episode_parent_id and "cycle" in record.concepts.name(row.episode_concept_id, "episode").lower():
        record.chart.leave(Why.KIND, "cycle of a treatment that has its own row", where)
        return
    start, end = when
    line = {"line": str(row.episode_number)} if (row.episode_number or 0) > 0 and not row.episode_parent_id else {}
    for role in (Role.MEDICINE, Role.ACT):
        coded = record.concepts.find(role, row.episode_object_concept_id, row.episode_source_concept_id, row.episode_source_value)
        if coded.meanings and coded.meanings[0].concept is not None:
            meanings = tuple(replace(item, qualifiers={**item.qualifiers, **line}) for item in coded.meanings)
            _add(replace(coded, meanings=meanings), record, where, _taken(start, end))
            return
    _left(coded, record, where)


def read_event(row: Any, record: Record) -> None:
    """What belongs to an episode: a modifier of either is about the same disease."""
    record.count("episode_event")
    _, episode, event, kind = row
    for target in record.focus(event, kind):
        record.links.setdefault(target["reference"], set()).add(f"episode/{episode}")
        record.links.setdefault(f"episode/{episode}", set()).add(target["reference"])
