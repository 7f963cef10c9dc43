"""How a portal is set up: a folder, an address and habits enter, one frozen `Settings` leaves that every page can ask."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from trialwright.errors import UserError

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def today() -> dt.date:
    """The day in UTC: the same for everybody who looks at one portal."""
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What a portal is made with.

    `folder` is the shelf's. `base_url` is the address that readers use, for canonical links, the sitemap and feeds; requests for
    another host are refused, save those in `hosts` and those of this machine. `languages` are offered in this order, the first
    where a reader asks for none of them. `read_only` shows no page that changes anything. `single_user` makes whoever reaches the
    portal its curator, without signing in: only on this machine. `processes` is how many answer side by side (None: one for each
    processor where the portal is for many, up to four; one where it is for whoever sits at this machine); `pages` is the file in
    memory in which they share the pages that they made (None: each keeps its own). `cohort` is a folder that `trialwright cohort`
    made, shown to curators; `patients` are the sources of its patients' records, for what that folder does not keep. `on` tells
    the day by which statuses and ages are judged.
    """

    folder: Path
    base_url: str = "http://localhost:8000"
    hosts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en", "nl")
    read_only: bool = False
    single_user: bool = False
    processes: int | None = None
    pages: Path | None = None
    cohort: Path | None = None
    patients: tuple[str, ...] = ()
    on: Callable[[], dt.date] = today

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise UserError("it is not the address of a web site", place=self.base_url, hint="like https://trials.example.org")
        if not self.languages:
            raise UserError("a portal needs a language", hint="languages=('en',)")
        if self.cohort is not None and self.read_only:
            hint = "leave one of the two out: nobody signs in to a portal that only shows"
            raise UserError("a cohort is shown to curators only", place="--read-only", hint=hint)
        if self.cohort is not None and not self.cohort.is_dir():
            raise UserError(
                "there is no such folder", place=str(self.cohort), hint="`trialwright cohort … --output FOLDER` makes one"
            )
        if self.patients and self.cohort is None:
            raise UserError("records are of the patients of a cohort", place="--patients", hint="name its folder with --cohort")

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The names of hosts that requests may be for: a page elsewhere cannot reach the portal under a name of its own."""
        own = urlsplit(self.base_url).hostname or ""
        return tuple(dict.fromkeys((f"[{own}]" if ":" in own else own, *self.hosts, *LOOPBACK)))

    @property
    def secure(self) -> bool:
        """Whether readers come by https: cookies then travel by nothing else."""
        return self.base_url.startswith("https:")

    def address(self, path: str) -> str:
        """The whole address of a path of this portal."""
        return self.base_url.rstrip("/") + path


def is_loopback(host: str) -> bool:
    """Whether a host is this machine only.

    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def handed(settings: Settings) -> str:
    """Settings as a text for a process that is started with them. The day is today's there: a function cannot be handed over."""
    values = {field.name: getattr(settings, field.name) for field in fields(settings) if field.name != "on"}
    return json.dumps({name: str(value) if isinstance(value, Path) else value for name, value in values.items()})


def taken(text: str) -> Settings:
    """The settings of `handed`."""
    values = json.loads(text)
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    paths = {name: Path(values[name]) for name in ("folder", "pages", "cohort") if values[name] is not None}
    return Settings(**{**values, **lists, **paths})
