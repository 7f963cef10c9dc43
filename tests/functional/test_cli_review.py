"""`trialwright review` as a person and as a pipe use it: lines decided one by one, the file whole at any moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.functional.command import COLORECTAL, CRLM, OLIGAMI, PAGES, ROOT, Done, run

from trialwright.cli import edited as edited_module
from trialwright.cli.edited import Asked, edited_reading
from trialwright.cli.screen import out
from trialwright.library import load
from trialwright.protocol.review import Review, decision_on, progress_of
from trialwright.protocol.review_form import read_review

ON = ("--on", "2026-03-16")
BY = ("--reviewer", "M. Rossi")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The review of the colorectal page, just made, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    assert run("review", CRLM, "--make", *BY).code == 0
    return tmp_path / "NCT06120127.trial.yaml"


def keys(file: Path | str, *answers: str, by: str = "M. Rossi", options: tuple[str, ...] = ()) -> Done:
    return run("review", file, "--reviewer", by, *options, stdin="".join(f"{answer}\n" for answer in answers).encode())


def opened(file: Path) -> Review:
    return read_review(file.read_text("utf-8"), name=file.name)


def standing(file: Path) -> dict[str, str]:
    return {line.id: decision_on(stage, line, kept).value for stage, line, kept in opened(file).each()}


def decided(file: Path) -> dict[str, str]:
    return {name: word for name, word in standing(file).items() if word != "todo"}


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_review_is_made_and_says_what_is_to_do(file: Path) -> None:
    done = run("review", file, "--status")
    assert (done.code, done.err) == (1, "")
    assert "19 lines: 19 to do" in done.words


def test_a_line_is_shown_with_source_reading_questions_and_remarks(file: Path) -> None:
    words = keys(file, *"ssssssssq").words
    assert "I3 inclusion · 3 of 19 · compiled" in words
    assert "source Metastatic liver lesions <= 5" in words
    assert "requires At most 5 liver metastases." in words
    assert "reading count of (liver metastasis) <= 5" in words
    assert "question Does this hold for the patient: adequate organ function without contraindications" in words


UNITLESS = """Some Clinical Trial
NCT00000003

Inclusion Criteria:
- Hemoglobin >= 9
"""


def test_a_remark_on_a_line_is_shown_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_text(UNITLESS, "utf-8")
    assert run("review", "page.txt", "--make", *BY).code == 0
    assert "UNIT_NOT_STATED" in keys(tmp_path / "NCT00000003.trial.yaml", "q").words


def test_keys_decide_and_each_decision_keeps_who_when_and_of_what(file: Path) -> None:
    done = keys(file, "a", "accept", "s", "r", "too vague", "q")
    assert done.code == 0
    assert decided(file) == {"I1": "accepted", "I2": "accepted", "I4": "rejected"}
    last = opened(file).lines["I4"].decisions[-1]
    assert (last.by, last.note, last.signed) == ("M. Rossi", "too vague", True)
    assert last.at[:4].isdigit()


def test_a_review_goes_on_where_it_was_left(file: Path) -> None:
    keys(file, "a", "a", "q")
    assert "I3 inclusion · 1 of 17" in keys(file, "q").words


def test_the_end_of_the_input_saves_like_quit(file: Path) -> None:
    assert keys(file, "a").code == 0
    assert decided(file) == {"I1": "accepted"}


def test_an_edit_that_does_not_parse_is_shown_with_its_place_and_asked_again(file: Path) -> None:
    done = keys(file, "s", "s", "e", "count of (liver metastasis) <= 4 5", "", "count of (liver metastasis) <= 4", "", "q")
    assert "line 1, column 34: two numbers side by side" in done.words
    assert "\n                                   ^" in done.out
    assert decided(file) == {"I3": "edited"}
    kept = opened(file).lines["I3"]
    assert (kept.reading, kept.proposed) == ("count of (liver metastasis) <= 4", "count of (liver metastasis) <= 5")


def test_a_name_that_nobody_knows_is_asked_about(file: Path) -> None:
    done = keys(file, "e", "has brest cancer", "", "n", "has breast cancer", "", "q")
    assert 'the vocabulary does not know "brest cancer"' in done.words
    assert 'did you mean "breast cancer"?' in done.words
    assert opened(file).lines["I1"].reading == "has breast cancer"


def test_the_contrary_of_a_reading_is_asked_about(file: Path) -> None:
    done = keys(file, "e", "has infection", "", "y", "q", options=("--line", "E6"))
    assert "this is the contrary" not in done.words
    done = keys(file, "e", "not (has infection)", "", "n", "", "q", options=("--line", "E6"))
    assert "this is the contrary of what it was" in done.words
    assert opened(file).lines["E6"].reading == "has infection"


def test_an_empty_edit_leaves_the_line_to_do(file: Path) -> None:
    assert "the reading stays as it is" in keys(file, "e", "", "q").words
    assert decided(file) == {}


def test_to_type_our_reading_again_is_to_accept_it(file: Path) -> None:
    keys(file, "e", "age  >=  18 years", "", "q")
    assert decided(file) == {"I1": "accepted"}


def test_a_second_person_confirms_what_others_decided(file: Path) -> None:
    keys(file, "a", "a", "q")
    done = keys(file, "a", "r", "no", by="A. Weber", options=("--second",))
    assert "decided accepted by M. Rossi on" in done.words
    assert decided(file) == {"I1": "accepted", "I2": "rejected"}
    assert progress_of(opened(file)).confirmed == 1
    assert "nothing to confirm" in keys(file, by="A. Weber", options=("--second",)).words


def test_decisions_made_by_hand_are_signed(file: Path) -> None:
    changed(file, "review: todo", "review: accepted # ask the site")
    assert "not signed: I1" in run("review", file, "--status").words
    assert "signed as M. Rossi: I1" in run("review", file, "--make", *BY).remarks
    assert opened(file).lines["I1"].decisions[-1].signed
    assert "# ask the site" in file.read_text("utf-8")


def test_everything_decided_is_exit_code_0(file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("review: todo", "review: accepted"), "utf-8")
    assert run("review", file, "--make", *BY).code == 0
    done = run("review", file, "--status")
    assert (done.code, "19 lines: 19 accepted" in done.words) == (0, True)


def test_a_changed_record_takes_the_review_of_the_changed_lines_only(file: Path, tmp_path: Path) -> None:
    keys(file, "a", "a", "a", "r", "vague", "q")
    page = tmp_path / "newer.txt"
    text = (
        CRLM.read_text("utf-8")
        .replace("age ≥ 18 years old", "age ≥ 21 years old")
        .replace("With good compliance", "With  good compliance")
    )
    page.write_text(text, "utf-8")
    done = run("review", page, "--make", *BY)
    assert "updated: 3 decisions kept; 1 to do again: I1" in done.remarks
    assert decided(file) == {"I2": "accepted", "I3": "accepted", "I4": "rejected"}
    shown = keys(file, "q").words
    assert "source age ≥ 21 years old, female and male was age ≥ 18 years old, female and male" in shown


def test_a_line_that_is_gone_is_told_with_what_was_decided(file: Path, tmp_path: Path) -> None:
    keys(file, "a", "a", "a", "q")
    page = tmp_path / "newer.txt"
    rows = CRLM.read_text("utf-8").splitlines(keepends=True)
    page.write_text("".join(row for row in rows if "Metastatic liver lesions \\<=" not in row), "utf-8")
    assert "note: I3: the line is gone, and what was decided of it" in run("review", page, "--make", *BY).remarks


def test_to_make_it_again_from_the_same_record_changes_nothing(file: Path) -> None:
    keys(file, "a", "q")
    before = file.read_bytes()
    assert run("review", CRLM, "--make", *BY).code == 0
    assert file.read_bytes() == before


def test_a_reviewed_protocol_is_matched_in_place_of_its_record(file: Path) -> None:
    whole = run("match", "--json", *ON, "-p", COLORECTAL, CRLM)
    assert _lines(run("match", "--json", *ON, "-p", COLORECTAL, file)) == _lines(whole)
    keys(file, "e", "age >= 60 years", "", "r", "unclear", "q")
    found = _lines(run("match", "--json", *ON, "-p", COLORECTAL, file))
    assert found["I1"] == ("fail", "age of at least 60 years")
    assert found["I2"][0] == "unknown"
    assert "rejected by M. Rossi: unclear" in found["I2"][1]
    words = run("match", "--lines", *ON, "-p", COLORECTAL, file).words
    assert "not read (rejected by M. Rossi: unclear): pathological and imaging confirmed" in words
    assert {name: found[name] for name in found if name not in ("I1", "I2")} == {
        name: line for name, line in _lines(whole).items() if name not in ("I1", "I2")
    }


def _lines(done: Done) -> dict[str, tuple[str, str]]:
    assert done.code == 0, done.err
    (stage,) = json.loads(done.out)["patients"][0]["ranking"][0]["stages"]
    return {
        line["id"]: (line["outcome"], line["requires"].rstrip(".").lower() if line["id"] == "I1" else line["requires"])
        for line in stage["lines"]
    }


def test_compile_shows_the_readings_of_a_review(file: Path) -> None:
    keys(file, "e", "age >= 60 years", "", "q")
    assert "I1 compiled age ≥ 18 years old, female and male age >= 60 years" in run("compile", file).words


def test_a_review_is_not_a_record(file: Path) -> None:
    done = run("read", file)
    assert done.code == 2
    assert f"not read: {file}: this is the file of a review, not a record" in done.remarks


def test_a_review_is_read_from_standard_input(file: Path) -> None:
    keys(file, "e", "age >= 60 years", "", "q")
    assert "female and male age >= 60 years" in run("compile", "-", stdin=file.read_bytes()).words
    assert "standard input, line" in run("compile", "-", stdin=file.read_bytes().replace(b"60 years", b"60 y ears")).remarks


def test_a_missing_file_is_told_once(file: Path) -> None:
    for verb in (("review",), ("diff", file)):
        assert run(*verb, "nowhere.json").err.count("nowhere.json") == 1


def test_every_page_of_the_examples_can_be_reviewed_and_comes_back(tmp_path: Path) -> None:
    for page in sorted(PAGES.glob("*.txt")):
        target = tmp_path / f"{page.stem}.trial.yaml"
        assert run("review", page, "--make", "-o", target, *BY).code == 0
        assert [line.id for _, line, _ in opened(target).each()] == [
            line.id for stage in load(page).stages for line in stage.lines
        ]


def test_a_trial_of_several_stages_names_them(tmp_path: Path) -> None:
    target = tmp_path / "oligo.trial.yaml"
    run("review", OLIGAMI, "--make", "-o", target, *BY)
    done = keys(target, "q", options=("--line", "2.i2"))
    assert "2.I2 inclusion, Secondary Registration Eligibility Criteria" in done.words


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.json"], "nowhere.json: there is no such file"),
        (["NCT01234567"], "download it (https://clinicaltrials.gov/api/v2/studies/NCT01234567)"),
        ([str(PAGES)], "there are 5 trials"),
        ([str(PAGES), "--trial", "NCT9"], "there is no trial NCT9"),
        ([str(CRLM), "--reviewer", " "], "a decision needs a name"),
        (["NCT06120127.trial.yaml", "--line", "I99"], "there is no line I99"),
        (["NCT06120127.trial.yaml", "-o", "x.trial.yaml"], "is a review already"),
        ([str(OLIGAMI), "-o", "NCT06120127.trial.yaml"], "it is the review of NCT06120127, not of"),
        ([str(CRLM), "-o", "notes.txt"], "this file is not a review and is not overwritten"),
    ],
)
def test_wrong_usage_is_told_with_a_mend(file: Path, arguments: list[str], message: str) -> None:
    Path("notes.txt").write_text("mine", "utf-8")
    before = file.read_bytes()
    done = run("review", *arguments, "--make")
    assert done.code == 2
    assert message in done.remarks
    assert (file.read_bytes(), Path("notes.txt").read_text("utf-8")) == (before, "mine")


@pytest.mark.parametrize("verb", [("review",), ("compile",), ("match", "-p", COLORECTAL), ("diff", CRLM)])
def test_an_altered_source_line_is_refused_by_every_command(file: Path, verb: tuple[object, ...]) -> None:
    changed(file, "Metastatic liver lesions \\<= 5\n    hash", "Metastatic liver lesions \\<= 50\n    hash")
    done = run(*verb, file)
    assert done.code == 2
    assert "I3: the source line does not fit its hash: one of them was changed" in done.remarks
    assert f"{file}, line 47: I3" in done.remarks


def test_a_file_that_somebody_else_changes_meanwhile_is_not_overwritten(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trialwright.cli import reviewing

    def elsewhere() -> str:
        changed(file, "review: todo", "review: rejected")
        return "2026-03-16T10:12:00+01:00"

    monkeypatch.setattr(reviewing, "now", elsewhere)
    done = keys(file, "a")
    assert done.code == 2
    assert "the file was changed by something else in the meantime" in done.remarks
    assert decided(file) == {"I1": "rejected"}


def test_an_editor_is_shown_the_source_and_asked_again_after_a_slip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, pathlib\n"
        "path, seen = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).with_name('seen.txt')\n"
        "before = seen.read_text() if seen.exists() else ''\n"
        "seen.write_text(before + path.read_text())\n"
        "path.write_text('# note\\nno stroke because (' if not before else '# note\\nno infection')\n",
        "utf-8",
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr(edited_module.sys, "stdin", _Terminal())
    line = load(CRLM).stages[0].lines[2]
    answers = iter(["y"])
    assert (
        edited_reading(Asked(line=line, reading="count of (liver metastasis) <= 5"), lambda _: next(answers), out())
        == "no infection"
    )
    seen = (tmp_path / "seen.txt").read_text("utf-8")
    assert "# Metastatic liver lesions <= 5" in seen
    assert "no stroke because (" in seen


class _Terminal:
    def isatty(self) -> bool:
        return True


def test_a_review_that_is_killed_leaves_the_file_whole(file: Path) -> None:
    command = [sys.executable, "-c", "from trialwright.cli.main import run; run()", "review", str(file), "--reviewer", "M. Rossi"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
    assert process.stdin is not None
    process.stdin.write(b"a\na\n")
    process.stdin.flush()
    for _ in range(600):
        if len(decided(file)) == 2:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert decided(file) == {"I1": "accepted", "I2": "accepted"}


def test_an_interrupt_tells_that_what_was_decided_is_saved(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trialwright.cli.reviewing import Session

    answers = iter(["a"])

    def ask(_self: Session, _prompt: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(Session, "ask", ask)
    done = keys(file)
    assert done.code == 130
    assert "19 lines: 1 accepted, 18 to do" in done.words
    assert decided(file) == {"I1": "accepted"}
