"""The accounts of a portal from the command line: passwords come by the input, never as an argument."""

from __future__ import annotations

from pathlib import Path

from tests.functional.command import run

from trialwright.portal.people.accounts import Accounts

SENTENCE = b"a rather long sentence\n"


def test_somebody_is_added_listed_given_another_password_and_removed(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    added = run("users", "add", "M. Rossi", "--role", "curator", "--shelf", tmp_path, stdin=SENTENCE)
    assert (added.code, added.words) == (0, "M. Rossi may sign in as curator")
    assert "M. Rossi curator since" in run("users", "list", "--shelf", tmp_path).words
    assert run("users", "password", "M. Rossi", "--shelf", tmp_path, stdin=b"quite another sentence\n").code == 0
    assert accounts.known("M. Rossi", "a rather long sentence") is None
    assert accounts.known("M. Rossi", "quite another sentence") is not None
    assert run("users", "remove", "M. Rossi", "--shelf", tmp_path).code == 0
    assert "nobody has an account yet" in run("users", "list", "--shelf", tmp_path).words


def test_what_cannot_be_is_told_with_its_mend(tmp_path: Path) -> None:
    weak = run("users", "add", "Rossi", "--shelf", tmp_path, stdin=b"short\n")
    assert weak.code == 2
    assert "12 to 500 characters" in weak.remarks
    assert run("users", "add", "Rossi", "--shelf", tmp_path).code == 2
    assert "one of reader" in run("users", "add", "Rossi", "--role", "king", "--shelf", tmp_path, stdin=SENTENCE).remarks
    assert "no such user" in run("users", "remove", "Rossi", "--shelf", tmp_path).remarks
    assert "no such folder" in run("users", "add", "Rossi", "--shelf", tmp_path / "none", stdin=SENTENCE).remarks


def test_there_is_no_option_for_a_password() -> None:
    for verb in ("add", "password"):
        assert "--password" not in run("users", verb, "--help").out
