"""Nothing enters, the address of a real PostgreSQL server leaves, which is there as long as a test needs it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def a_server() -> Iterator[str]:
    """A server of its own; where none is installed the test is skipped, or fails when the surroundings say that it must run."""
    found = _initdb()
    if found is None:
        if os.environ.get("TRIALWRIGHT_POSTGRES_TESTS") == "required":
            pytest.fail("no PostgreSQL is installed")
        pytest.skip("no PostgreSQL is installed")
    bin_ = Path(found).resolve().parent
    as_user = {"user": "postgres"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="tw-pg-") as scratch:
        home = Path(scratch)
        if as_user:
            shutil.chown(home, "postgres")
        data, port = home / "data", _free_port()
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": home, **as_user}
        made: list[str | Path] = [
            bin_ / "initdb",
            "-D",
            data,
            "-U",
            "tw",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        subprocess.run(made, check=True, **quiet)
        options = f"-p {port} -h 127.0.0.1 -k {home} -c fsync=off"
        subprocess.run([bin_ / "pg_ctl", "-D", data, "-w", "-o", options, "-l", home / "log", "start"], check=True, **quiet)
        try:
            yield f"postgresql://tw:secret@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=True, **quiet)


def _initdb() -> str | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []
    places = (str(path / "initdb") for path in reversed(folders) if (path / "initdb").exists())
    return shutil.which("initdb") or next(places, None)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
