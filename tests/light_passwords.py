"""Passwords whose hashes cost next to nothing: what is done with them is the same, and they are asked for hundreds of times."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import argon2

from trialwright.portal.people import passwords

LIGHT = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
STRONG = passwords._hasher
"""The package's own settings."""


def light_passwords() -> Iterator[None]:
    """Until the generator is closed, hashes are argon2's with the least work."""
    passwords._nobody.cache_clear()
    with mock.patch.object(passwords, "_hasher", lambda: LIGHT):
        yield
    passwords._nobody.cache_clear()
