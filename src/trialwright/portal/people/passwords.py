"""A password enters, its argon2 hash leaves; a password and a hash enter, whether they belong together leaves."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from trialwright.errors import UserError

SHORTEST, LONGEST = 12, 500
_FEWEST_SIGNS = 5
# Each check takes 64 MiB: without a bound, many people signing in at once could take all memory of the machine.
_TURNS = threading.BoundedSemaphore(2)


def hashed(password: str) -> str:
    """The hash to keep. A password that is too short, too long or of few different signs is a `UserError`."""
    text = _plain(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise UserError(f"a password has {SHORTEST} to {LONGEST} characters", place="password", hint="use a sentence")
    if len(set(text)) < _FEWEST_SIGNS:
        raise UserError(f"a password has at least {_FEWEST_SIGNS} different characters", place="password", hint="use a sentence")
    with _TURNS:
        return _hasher().hash(text)


def belongs(password: str, kept: str | None) -> bool:
    """Whether a password is the one of a hash. Without a hash (nobody of that name) it takes the same time, and is False."""
    text = _plain(password)
    with _TURNS:
        try:
            found = len(text) <= LONGEST and _hasher().verify(kept or _nobody(), text)
        except (VerificationError, InvalidHashError):
            return False
    return found and kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker settings than today's."""
    return _hasher().check_needs_rehash(kept)


def _plain(password: str) -> str:
    """One password however its letters were composed: keyboards differ in that."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # the settings of RFC 9106 for little memory


@cache
def _nobody() -> str:
    return _hasher().hash("a password that nobody has")
