"""The tables of the OMOP CDM that are read: which columns of each, in which order; a name in, its columns out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class CdmTable:
    """One table: the columns that are whole numbers (its own key first), and those that are read as texts."""

    name: str
    numbers: tuple[str, ...]
    texts: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    """Those of the columns that hold numbers of concepts."""
    passed: frozenset[str] = frozenset()
    """Columns that say nothing of the person which the others do not; all others are listed where they hold anything."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are read, after the person."""
        return self.numbers + self.texts


_PASSED = frozenset({"person_id", "provider_id", "visit_detail_id", "visit_occurrence_id", "unique_device_id", "production_id"})
"""Keys of other tables: of who did it, and at which visit."""


def _table(name: str, numbers: str, texts: str = "", passed: str = "") -> CdmTable:
    whole = tuple(numbers.split())
    return CdmTable(
        name=name,
        numbers=whole,
        texts=tuple(texts.split()),
        concepts=tuple(column for column in whole if column.endswith("concept_id")),
        passed=_PASSED | frozenset(passed.split()),
    )


PERSON = _table(
    "person",
    "gender_concept_id year_of_birth month_of_birth day_of_birth care_site_id",
    "birth_datetime gender_source_value",
    "race_concept_id race_source_value race_source_concept_id ethnicity_concept_id ethnicity_source_value"
    " ethnicity_source_concept_id gender_source_concept_id location_id person_source_value",
)
PERIOD = _table(
    "observation_period",
    "",
    "observation_period_start_date observation_period_end_date",
    "observation_period_id period_type_concept_id",
)
DEATH = _table("death", "", "death_date death_datetime", "death_type_concept_id")
VISIT = _table(
    "visit_occurrence",
    "visit_occurrence_id visit_concept_id care_site_id",
    "visit_start_date visit_end_date",
    "visit_start_datetime visit_end_datetime visit_type_concept_id visit_source_value visit_source_concept_id"
    " preceding_visit_occurrence_id admitted_from_concept_id admitted_from_source_value admitting_source_concept_id"
    " admitting_source_value",
)
CONDITION = _table(
    "condition_occurrence",
    "condition_occurrence_id condition_concept_id condition_source_concept_id condition_status_concept_id visit_occurrence_id",
    "condition_start_date condition_end_date condition_source_value condition_status_source_value",
    "condition_start_datetime condition_end_datetime condition_type_concept_id",
)
CONDITION_ERA = _table(
    "condition_era",
    "condition_era_id condition_concept_id",
    "condition_era_start_date condition_era_end_date",
    "condition_occurrence_count",
)
EPISODE = _table(
    "episode",
    "episode_id episode_concept_id episode_object_concept_id episode_source_concept_id episode_parent_id episode_number",
    "episode_start_date episode_end_date episode_source_value",
    "episode_start_datetime episode_end_datetime episode_type_concept_id",
)
MEASUREMENT = _table(
    "measurement",
    "measurement_id measurement_concept_id measurement_source_concept_id operator_concept_id value_as_concept_id unit_concept_id"
    " measurement_event_id meas_event_field_concept_id unit_source_concept_id",
    "measurement_date value_as_number range_low range_high measurement_source_value unit_source_value value_source_value",
    "measurement_datetime measurement_time measurement_type_concept_id",
)
OBSERVATION = _table(
    "observation",
    "observation_id observation_concept_id observation_source_concept_id qualifier_concept_id value_as_concept_id"
    " unit_concept_id observation_event_id obs_event_field_concept_id",
    "observation_date value_as_number value_as_string observation_source_value unit_source_value value_source_value"
    " qualifier_source_value",
    "observation_datetime observation_type_concept_id",
)
PROCEDURE = _table(
    "procedure_occurrence",
    "procedure_occurrence_id procedure_concept_id procedure_source_concept_id procedure_type_concept_id modifier_concept_id",
    "procedure_date procedure_end_date procedure_source_value modifier_source_value qualifier_source_value",
    "procedure_datetime procedure_end_datetime quantity",
)
DRUG = _table(
    "drug_exposure",
    "drug_exposure_id drug_concept_id drug_source_concept_id drug_type_concept_id route_concept_id",
    "drug_exposure_start_date drug_exposure_end_date verbatim_end_date stop_reason quantity days_supply drug_source_value"
    " route_source_value",
    "drug_exposure_start_datetime drug_exposure_end_datetime refills lot_number",
)
DRUG_ERA = _table(
    "drug_era", "drug_era_id drug_concept_id", "drug_era_start_date drug_era_end_date", "drug_exposure_count gap_days"
)

READ = (PERSON, PERIOD, DEATH, VISIT, CONDITION, EPISODE, MEASUREMENT, OBSERVATION, PROCEDURE, DRUG)
INSTEAD = {CONDITION: CONDITION_ERA, DRUG: DRUG_ERA}
"""What is read where a table has no row at all: what was derived from it."""
NOT_READ = ("device_exposure", "note", "specimen", "payer_plan_period", "visit_detail", "dose_era", "survey_conduct")
"""Tables of people that give no fact: their rows are counted."""
EVENTS = _table("episode_event", "episode_id event_id episode_event_field_concept_id")
"""It has no person of its own: it is read with the person of its episode."""
VOCABULARY = ("concept", "concept_relationship", "concept_ancestor", "care_site")
TABLES = frozenset({table.name for table in (*READ, *INSTEAD.values(), EVENTS)} | set(NOT_READ) | set(VOCABULARY))
"""All tables of OMOP that are read or counted, or tell what its numbers mean."""
