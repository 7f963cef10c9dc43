"""A request to the API enters; the shelf, the day and the portal's settings that answer it leave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from trialwright.portal.api.problems import ProblemError
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
        found = self.shelf.trial(any_id)
        if found is not None:
            return found
        several = self.shelf.named(any_id)
        mend = f"ask for one of {', '.join(several[:8])}" if several else "search for it under /api/v2/studies?query.id="
        detail = f"{len(several)} trials have the number" if several else "there is no such trial on this shelf"
        raise ProblemError(f"{detail}: {any_id[:80]}", parameter="id", mend=mend, status=404)


def _asked(request: Request) -> Asked:
    return Asked(request=request, shelf=request.app.state.shelf, settings=request.app.state.settings)


OfPortal = Annotated[Asked, Depends(_asked)]
"""What a path function takes: `def version(portal: OfPortal)`."""
