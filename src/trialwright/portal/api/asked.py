"""A request to the API enters; the shelf, the day and the portal's settings that answer it leave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request

from trialwright.portal.api.v1.answers import trial_asked
from trialwright.portal.settings import Settings
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.trial import Trial


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a path of the API needs of its portal."""

    request: Request
    shelf: Shelf
    settings: Settings

    @property
    def today(self) -> dt.date:
        """The day by which statuses and ages are judged."""
        return self.settings.on()

    def trial(self, any_id: str) -> Trial:
        """The trial with this number; none, or several, is a problem with the status 404."""
        return trial_asked(self.shelf, any_id)


def _asked(request: Request) -> Asked:
    return Asked(request=request, shelf=request.app.state.shelf, settings=request.app.state.settings)


OfPortal = Annotated[Asked, Depends(_asked)]
"""What a path function takes: `def version(portal: OfPortal)`."""


StudyId = Annotated[
    str,
    Path(
        description="A number of the trial at any registry, in any case of letters, or its key on this shelf.",
        examples=["NCT06120127"],
        json_schema_extra={"format": "study-number"},
    ),
]
"""The number in an address."""
