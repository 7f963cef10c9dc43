"""Where the processes of a portal listen."""

from __future__ import annotations

import pickle
import socket
from contextlib import ExitStack

import pytest
import uvicorn

from trialwright.portal.ports import DEALS, OneForEach, bound

ANY = ("127.0.0.1", 0)
only_where_dealt = pytest.mark.skipif(not DEALS, reason="this system does not deal out connections")

dropped = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # by uvicorn, which ends there


@only_where_dealt
def test_a_hundred_who_connect_at_once_are_dealt_out_between_two_processes() -> None:
    with ExitStack() as still_open:
        handed = still_open.enter_context(OneForEach.at(socket.AF_INET, ANY))
        both = [still_open.enter_context(pickle.loads(pickle.dumps(handed))) for _ in range(2)]
        for own in both:
            own.listen(200)
        for _ in range(100):
            still_open.enter_context(socket.create_connection(handed.getsockname(), timeout=5))
        assert all(own.getsockname() == handed.getsockname() for own in both)
        assert min(_waiting(own, still_open) for own in both) >= 25


@dropped
@only_where_dealt
def test_a_port_that_somebody_else_has_is_told() -> None:
    with socket.create_server(ANY) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit):
            bound(uvicorn.Config("app", host="127.0.0.1", port=port))


@dropped
@only_where_dealt
def test_a_second_portal_does_not_join_the_first_at_its_port() -> None:
    with OneForEach.at(socket.AF_INET, ANY) as first:
        first.listen()
        with pytest.raises(SystemExit):
            bound(uvicorn.Config("app", host="127.0.0.1", port=first.getsockname()[1]))


def test_the_socket_is_at_the_address_asked_for() -> None:
    with bound(uvicorn.Config("app", host="127.0.0.1", port=0)) as found:
        assert found.getsockname()[0] == "127.0.0.1"
        assert found.getsockname()[1] > 0


def _waiting(own: socket.socket, still_open: ExitStack) -> int:
    """How many wait to be taken in."""
    own.setblocking(False)
    number = 0
    while True:
        try:
            still_open.enter_context(own.accept()[0])
        except BlockingIOError:
            return number
        number += 1
