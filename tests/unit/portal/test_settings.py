"""What a portal may be set up with."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialwright.errors import UserError
from trialwright.portal.serving import serve
from trialwright.portal.settings import Settings, is_loopback


@pytest.mark.parametrize("address", ["trials.example.org", "ftp://trials.example.org", "http://", "http://x/?a=b"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UserError, match="not the address of a web site"):
        Settings(folder=Path(), base_url=address)


def test_requests_are_taken_for_the_own_host_and_this_machine() -> None:
    assert Settings(folder=Path(), base_url="https://a.example/x").allowed_hosts == (
        "a.example",
        "localhost",
        "127.0.0.1",
        "[::1]",
    )


@pytest.mark.parametrize(
    ("host", "own"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("a.example", False)]
)
def test_this_machine_is_told_from_the_world(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_a_portal_that_can_change_things_is_not_shown_to_the_world_without_signing_in() -> None:
    with pytest.raises(UserError, match="--read-only"):
        serve(Settings(folder=Path()), host="0.0.0.0", port=0)
