"""Attempts to sign in enter, whether another may be made leaves: bounds for each account, each address, and both together."""

from __future__ import annotations

import ipaddress
import threading

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

PAIR = RateLimitItemPerMinute(5, 10)
"""One account from one address: five failures in ten minutes."""

ADDRESS = RateLimitItemPerMinute(20, 10)
ACCOUNT = RateLimitItemPerHour(50)
"""One account from everywhere: high, so that nobody can easily keep somebody else from signing in."""

CHANGES = RateLimitItemPerMinute(40, 10)
"""Changes of accounts by one administrator: forty in ten minutes. A new password takes the machine a while."""


class Attempts:
    """The failures of the last hour, in memory: they are forgotten when the portal starts again."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._guard = threading.Lock()

    def allowed(self, name: str, address: str) -> bool:
        """Whether somebody at an address may try a name now. It counts as a failure until `forget` is called."""
        with self._guard:
            bounds = _bounds(name, address)
            if not all(self._limiter.test(item, *marks) for item, marks in bounds):
                return False
            for item, marks in bounds:
                self._limiter.hit(item, *marks)
            return True

    def may_change(self, name: str) -> bool:
        """Whether an administrator may change another account now."""
        with self._guard:
            return self._limiter.hit(CHANGES, "change", name.casefold())

    def forget(self, name: str, address: str) -> None:
        """They signed in: what the pair got wrong before does not count any more."""
        with self._guard:
            item, marks = _bounds(name, address)[0]
            self._limiter.clear(item, *marks)


def _bounds(name: str, address: str) -> tuple[tuple[RateLimitItem, tuple[str, ...]], ...]:
    who, where = name.strip().casefold()[:100], _network(address)
    return ((PAIR, ("pair", who, where)), (ADDRESS, ("address", where)), (ACCOUNT, ("account", who)))


def _network(address: str) -> str:
    """The address, of IPv6 the network of one customer: whoever has one address there has them all."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
