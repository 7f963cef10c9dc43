"""Nothing enters; the routers of the API leave, those of longer paths first, and what the description of the API says of all."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from trialwright.portal.api.problems import Problem
from trialwright.portal.api.v1 import trials
from trialwright.portal.api.v1.matching import MatchRequest
from trialwright.portal.api.v2 import about, stats, studies
from trialwright.portal.api.v2.shapes import study_schema

API = (trials.router, about.router, stats.router, studies.router)
TAGS = [
    {"name": "Studies", "description": "Studies as the ClinicalTrials.gov API, version 2, gives them, from this shelf."},
    {"name": "Stats", "description": "Figures of this shelf."},
    {"name": "Version", "description": "The version of the API and of the data."},
    {"name": "trialwright", "description": "What only trialwright has: matching, related trials, findings, computable criteria."},
]
_ABOUT = (
    "The trials of one shelf. Under `/api/v2` with the parameters and the form of the ClinicalTrials.gov API, version 2: its "
    "clients need no change. Under `/api/trialwright/v1` what that API has not. Problems are RFC 9457 documents that name the "
    "parameter and the mend. Nothing that is sent here is kept."
)


def describe(app: FastAPI) -> None:
    """Makes the description of the API whole: the models that paths refer to by name, the tags, what it is."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            whole = get_openapi(
                title=app.title, version=app.version, routes=app.routes, tags=TAGS, description=_ABOUT, openapi_version="3.1.0"
            )
            models = whole.setdefault("components", {}).setdefault("schemas", {})
            models["Problem"] = Problem.model_json_schema(mode="serialization")
            models["Study"] = study_schema()
            models["MatchRequest"] = MatchRequest.model_json_schema()
            app.openapi_schema = whole
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]  # FastAPI's own way to extend the description
