"""The parameters of `/api/v2/studies` as a program sends them enter; the same, each of its kind, leave."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from trialwright.exports.study_json import Markup

MOST, USUAL = 1000, 10
_APART = re.compile(r"[,|]")
_GEO = r"^distance\(-?\d+(\.\d+)?,-?\d+(\.\d+)?,\d+(\.\d+)?(km|mi)?\)$"
_DECAY = r"^func:(gauss|exp|linear),scale:\d+(\.\d+)?(km|mi),offset:\d+(\.\d+)?(km|mi),decay:\d+(\.\d+)?$"
_LONG = 4000
_ESSIE: dict[str, JsonValue] = {"format": "essie"}


class ListForm(StrEnum):
    """The forms of a page of studies."""

    JSON = "json"
    CSV = "csv"


class StudyForm(StrEnum):
    """The forms of one study; the last two are our own."""

    JSON = "json"
    CSV = "csv"
    JSON_ZIP = "json.zip"
    FHIR = "fhir.json"
    RIS = "ris"
    FHIR_R5 = "fhir-r5.json"
    JSON_LD = "json-ld"


def _asked(area: str, *examples: str) -> str | None:
    """A query in the query language of ClinicalTrials.gov in one search area."""
    made: str | None = Field(
        default=None,
        alias=f"query.{area}",
        max_length=_LONG,
        description=f"A query in Essie expression syntax over the search area of `{area}` (/api/v2/studies/search-areas).",
        examples=list(examples),
        json_schema_extra=_ESSIE,
    )
    return made


class StudiesParameters(BaseModel):
    """What may be asked of the list of studies."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    format: ListForm = Field(
        default=ListForm.JSON, description="JSON, or a table in CSV whose first page has the names of its columns."
    )
    markup: Markup = Field(default=Markup.MARKDOWN, alias="markupFormat", description="How fields with markup are written.")
    cond: str | None = _asked("cond", "gastric cancer", "(esophagus OR stomach) AND metastases")
    term: str | None = _asked("term", "AREA[LastUpdatePostDate]RANGE[2023-01-15,MAX]")
    locn: str | None = _asked("locn", "Utrecht")
    titles: str | None = _asked("titles", "oligometastatic")
    intr: str | None = _asked("intr", "thalidomide")
    outc: str | None = _asked("outc", "overall survival")
    spons: str | None = _asked("spons", "EORTC")
    lead: str | None = _asked("lead", "National Cancer Institute")
    id: str | None = _asked("id", "NCT06120127")
    patient: str | None = _asked("patient", "colorectal liver metastases")
    filter_status: str | None = Field(
        default=None, alias="filter.overallStatus", max_length=_LONG, json_schema_extra={"format": "status-list"},
        description="Statuses, comma- or pipe-separated.", examples=["RECRUITING|NOT_YET_RECRUITING"],
    )  # fmt: skip
    filter_geo: str | None = Field(
        default=None, alias="filter.geo", pattern=_GEO, json_schema_extra={"format": "geo-distance"},
        description="Studies with a site within a distance of a place: `distance(latitude,longitude,distance)`, in mi or km.",
        examples=["distance(52.09,5.12,50km)"],
    )  # fmt: skip
    filter_ids: str | None = Field(
        default=None, alias="filter.ids", max_length=20_000, description="Numbers of studies, comma- or pipe-separated.",
        examples=["NCT06120127|NCT05198856"],
    )  # fmt: skip
    filter_advanced: str | None = Field(
        default=None, alias="filter.advanced", max_length=_LONG, json_schema_extra=_ESSIE,
        description="A query in Essie expression syntax that does not count for relevance.",
        examples=["AREA[Phase]PHASE3 AND AREA[MinimumAge]RANGE[MIN,16 years]"],
    )  # fmt: skip
    post_status: str | None = Field(
        default=None, alias="postFilter.overallStatus", max_length=_LONG, json_schema_extra={"format": "status-list"},
        description="As `filter.overallStatus`; both hold.",
    )  # fmt: skip
    post_geo: str | None = Field(
        default=None, alias="postFilter.geo", pattern=_GEO, json_schema_extra={"format": "geo-distance"},
        description="As `filter.geo`; both hold.",
    )  # fmt: skip
    post_ids: str | None = Field(
        default=None, alias="postFilter.ids", max_length=20_000, description="As `filter.ids`; both hold."
    )
    post_advanced: str | None = Field(
        default=None, alias="postFilter.advanced", max_length=_LONG, json_schema_extra=_ESSIE,
        description="As `filter.advanced`; both hold.",
    )  # fmt: skip
    filter_synonyms: str | None = Field(
        default=None, alias="filter.synonyms", max_length=_LONG, json_schema_extra={"format": "synonym-list"},
        description="`area:concept`, comma- or pipe-separated: studies with any name of a concept of the vocabulary in a search "
        "area. The concept by a name or a code (`NCIt:C4911`); the registry's own numbers are not known here.",
        examples=["ConditionSearch:gastric cancer"],
    )  # fmt: skip
    post_synonyms: str | None = Field(
        default=None, alias="postFilter.synonyms", max_length=_LONG, json_schema_extra={"format": "synonym-list"},
        description="As `filter.synonyms`; both hold.",
    )  # fmt: skip
    agg: str | None = Field(
        default=None, alias="aggFilters", max_length=_LONG, json_schema_extra={"format": "agg-filters"},
        description="Comma- or pipe-separated `filter:option option`: results, status, phase, studyType, sex, healthy, ages.",
        examples=["results:with,status:com", "status:not rec,sex:f,healthy:y"],
    )  # fmt: skip
    decay: str | None = Field(
        default=None, alias="geoDecay", pattern=_DECAY, json_schema_extra={"format": "geo-decay"},
        description="How relevance falls with the distance from the place of `filter.geo`; the default is "
        "`func:exp,scale:300mi,offset:0mi,decay:0.5`. Not above 10,000 studies, nor in another order.",
        examples=["func:gauss,scale:100km,offset:10km,decay:0.3"],
    )  # fmt: skip
    fields: str | None = Field(
        default=None, max_length=_LONG, min_length=1, json_schema_extra={"format": "field-list"},
        description=(
            "What of each study to give, comma- or pipe-separated: search areas, pieces (`NCTId`), paths, `@query`; "
            "`trialwright` for our own section. For CSV the names of columns."
        ),
        examples=["NCTId,BriefTitle,OverallStatus", "ProtocolSection"],
    )  # fmt: skip
    sort: str | None = Field(
        default=None, max_length=200, json_schema_extra={"format": "sort-list"},
        description="At most two fields with a date or a number, or `@relevance`, each with `:asc` or `:desc`.",
        examples=["LastUpdatePostDate:desc", "EnrollmentCount:desc,StartDate"],
    )  # fmt: skip
    count: bool = Field(default=False, alias="countTotal", description="Whether the first page tells how many studies there are.")
    size: int = Field(
        default=USUAL,
        alias="pageSize",
        ge=0,
        description="At most so many studies a page; 0 is the default, more than 1000 is 1000.",
    )
    token: str | None = Field(
        default=None, alias="pageToken", max_length=400, json_schema_extra={"format": "page-token"},
        description="`nextPageToken` of the page before (for CSV its header `x-next-page-token`), all else unchanged.",
    )  # fmt: skip

    @property
    def queries(self) -> dict[str, str]:
        """The queries that ask something, by the name of their area's parameter."""
        names = ("cond", "term", "locn", "titles", "intr", "outc", "spons", "lead", "id", "patient")
        found = {name: getattr(self, name) for name in names}
        return {name: value for name, value in found.items() if value and value.strip()}

    @property
    def page_size(self) -> int:
        """The number of studies on a page."""
        return min(self.size, MOST) or USUAL


class StudyParameters(BaseModel):
    """What may be asked of one study."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    format: StudyForm = Field(
        default=StudyForm.JSON,
        description="API v2 JSON, packed or not; CSV; FHIR R4 (R5 for `Accept: …; fhirVersion=5.0`); RIS; JSON-LD.",
    )
    markup: Markup = Field(default=Markup.MARKDOWN, alias="markupFormat", description="How fields with markup are written.")
    fields: str | None = Field(
        default=None, max_length=_LONG, min_length=1, json_schema_extra={"format": "field-list"},
        description="As for the list; not for FHIR, RIS and JSON-LD.", examples=["NCTId,BriefTitle,Reference"],
    )  # fmt: skip


Studies = Annotated[StudiesParameters, Query()]
"""The parameters of the list as a path function takes them."""
OneStudy = Annotated[StudyParameters, Query()]
"""The parameters of one study."""


def listed(value: str | None) -> tuple[str, ...]:
    """The items of a comma- or pipe-separated list, blank ones left out."""
    return tuple(item.strip() for item in _APART.split(value or "") if item.strip())
