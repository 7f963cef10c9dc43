"""Work that takes seconds enters, what it gives leaves: done by few at a time, so that those who only read do not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

AT_ONCE = 1
"""How many matches a process makes at once: more would share one processor, and none would be done sooner."""
Given = ParamSpec("Given")
Value = TypeVar("Value")


async def apart(request: Request, make: Callable[Given, Value], /, *given: Given.args, **named: Given.kwargs) -> Value:
    """What `make` gives, made in a thread when those who came before are done; a reader who leaves is not waited for."""
    state = request.app.state
    if getattr(state, "apart", None) is None:
        state.apart = CapacityLimiter(AT_ONCE)
    limiter: CapacityLimiter = state.apart
    return await to_thread.run_sync(partial(make, *given, **named), limiter=limiter, abandon_on_cancel=False)
