"""A trial's status enters, how paper says it leaves: what can no longer be believed is unknown there too."""

from __future__ import annotations

from trialwright.portal.views.status import Status
from trialwright.portal.visit import Visit

_NOT_BELIEVED = ("unknown", "doubted")


def standing_words(visit: Visit, status: Status) -> tuple[str, str]:
    """The status that can be believed, and what it rests on."""
    say = visit.text
    unknown = status.belief.value == "unknown" or not status.stated
    when = (
        say("confirmed: %(date)s") % {"date": visit.spoken.date(status.confirmed)} if status.confirmed else say("no date given")
    )
    if status.stated and status.belief.value in _NOT_BELIEVED:
        when = f"{when} · {say('the record says “%(status)s”') % {'status': say(status.stated)}}"
    return say("Status unknown") if unknown else say(status.stated), when
