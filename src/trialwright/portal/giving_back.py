"""Memory that a process has let go of enters, and leaves to the system: the C library keeps it in pieces between what is used.

Pages and answers of all sizes come and go as long as a portal runs, and what lies free between them grows.
"""

from __future__ import annotations

import ctypes
import threading
import time

_SECONDS = 20.0


def give_back() -> bool:
    """Gives what is free to the system; whether there was any. Where the C library cannot, nothing is done."""
    try:
        trim = ctypes.CDLL(None).malloc_trim  # of the GNU C library
    except (OSError, AttributeError, TypeError):
        return False
    return bool(trim(0))


def keep_giving_back() -> None:
    """Does so from now on, a few times a minute, as long as the process lives."""
    threading.Thread(target=_again_and_again, name="giving-back", daemon=True).start()


def _again_and_again() -> None:
    while True:
        time.sleep(_SECONDS)
        give_back()
