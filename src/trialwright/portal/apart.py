"""Work that takes seconds enters, what it gives leaves: done by few at a time, so that those who only read do not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request

GONE = 499
"""Nobody reads the answer: the number that servers write down for that."""
AT_ONCE = 1
"""How many matches a process makes at once: more would share one processor, and none would be done sooner."""
Given = ParamSpec("Given")
Value = TypeVar("Value")


async def apart(request: Request, make: Callable[Given, Value], /, *given: Given.args, **named: Given.kwargs) -> Value:
    """What `make` gives, made in a thread when those who came before are done; for a reader who left meanwhile it is not made."""
    state = request.app.state
    if getattr(state, "apart", None) is None:
        state.apart = CapacityLimiter(AT_ONCE)
    limiter: CapacityLimiter = state.apart
    async with limiter:
        if await request.is_disconnected():
            raise HTTPException(GONE)
        return await to_thread.run_sync(partial(make, *given, **named), abandon_on_cancel=True, limiter=CapacityLimiter(1))
