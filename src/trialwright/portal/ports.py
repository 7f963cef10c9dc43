"""A host and a port enter; the place where the processes of a portal listen leaves, readers dealt out between them."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Any

from uvicorn import Config

DEALS = sys.platform == "linux" and hasattr(socket, "SO_REUSEPORT")
"""Whether the system deals out who connects to several that listen at one port. Others let the last one have all."""


class OneForEach(socket.socket):
    """A socket bound to a port that becomes, in each process it is handed to, one of that process's own at the same port.

    Where all processes wait at one socket, the first to wake takes everybody who came at that moment, and keeps them as long as
    they stay connected: of fifty, forty-five had one process to themselves, and five the other. Only processes of one user can
    listen at the same port so.
    """

    @classmethod
    def at(cls, family: int, address: Any) -> OneForEach:
        """A socket bound to an address where others of its kind may be bound too."""
        made = cls(family)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind(address)
        return made

    def __reduce__(self) -> tuple[Callable[..., OneForEach], tuple[int, Any]]:
        return OneForEach.at, (int(self.family), self.getsockname())


def bound(config: Config) -> socket.socket:
    """The socket to hand to each process. A port that somebody else has is told, and ends the program, as uvicorn does it."""
    alone = config.bind_socket()
    if not DEALS:
        return alone
    family, address = int(alone.family), alone.getsockname()
    alone.close()
    return OneForEach.at(family, address)
