"""Reviewing in the browser: every verb of `trialwright review`, kept on the shelf, nobody overwritten, effective at once."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from lxml import html
from tests.functional.portal.site import ADDRESS, seeds, settings_for, shelf_of

from trialwright.portal.app import create_app
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.people.role import Role
from trialwright.protocol.criteria import Unread
from trialwright.shelf.shelf import Shelf

SENTENCE = "a rather long sentence"


class Curator:
    """Somebody with a browser: signs in, fills in the forms as the page gives them."""

    def __init__(self, folder: Path, name: str) -> None:
        self.browser = TestClient(create_app(settings_for(folder)), base_url=ADDRESS, follow_redirects=False)
        self.browser.post("/sign-in", data={"name": name, "password": SENTENCE})

    def form(self, path: str, line: str) -> dict[str, str]:
        """The hidden fields of the form of a line, and the reading in it."""
        page = html.fromstring(self.browser.get(path).text)
        form = page.xpath(f"//section[@id='{line}']//form")[0]
        fields = {item.get("name"): item.get("value") for item in form.xpath(".//input[@type='hidden']")}
        return {**fields, "reading": form.xpath("string(.//textarea)")}

    def answer(self, path: str, line: str, decision: str, **fields: str):  # type: ignore[no-untyped-def]
        return self.browser.post(path, data={**self.form(path, line), "decision": decision, **fields})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    accounts = Accounts(shelf_of(tmp_path, seeds()[4:5]))
    for name, role in (("Rossi", Role.CURATOR), ("Bianchi", Role.CURATOR), ("Verdi", Role.READER)):
        accounts.add(name, SENTENCE, role=role)
    return tmp_path


@pytest.fixture
def path(folder: Path) -> str:
    with Shelf.open(folder) as shelf:
        return f"/review/{quote(next(shelf.keys()), safe='/')}"


@pytest.fixture
def rossi(folder: Path) -> Curator:
    return Curator(folder, "Rossi")


def _node(folder: Path, name: str):  # type: ignore[no-untyped-def]
    with Shelf.open(folder) as shelf:
        protocol = shelf.protocol(next(shelf.keys()))
        return next(line.node for stage in protocol.stages for line in stage.lines if line.id == name)


def test_who_has_not_signed_in_is_led_to_do_so_and_back(folder: Path, path: str) -> None:
    stranger = TestClient(create_app(settings_for(folder)), base_url=ADDRESS, follow_redirects=False)
    answer = stranger.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2Freview%2F")
    assert stranger.post(path, data={"decision": "accepted"}).headers["location"].startswith("/sign-in")


def test_an_answer_after_the_session_has_ended_is_said_to_be_lost_and_leads_back_to_its_trial(
    rossi: Curator, path: str, folder: Path
) -> None:
    before = rossi.form(path, "I1")
    rossi.browser.cookies.clear()
    answer = rossi.browser.post(path, data={**before, "decision": "accepted"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={quote(path, safe='')}&lost=1"
    door = rossi.browser.get(answer.headers["location"]).text
    assert "what you sent was not kept" in door
    assert f'name="next" value="{path}"' in door
    assert "what you sent was not kept" not in rossi.browser.get("/sign-in").text


def test_the_trial_s_page_says_which_lines_a_person_has_looked_at(rossi: Curator, path: str) -> None:
    trial = path.replace("/review/", "/trial/")

    def told(name: str) -> str:
        found = html.fromstring(rossi.browser.get(trial).text).xpath(f"//li[@id='{name}']//*[contains(@class, 'by-person')]")
        return "".join(item.text_content() for item in found)

    assert told("I1") == told("I2") == ""
    rossi.answer(path, "I1", "accepted")
    rossi.answer(path, "I2", "edited", reading="age >= 21 years")
    assert told("I1").startswith("✓ Checked by a person on ")
    assert told("I2").startswith("✓ Read by a person on ")
    rossi.answer(path, "I1", "todo")
    assert told("I1") == ""


def test_the_list_names_the_trial_with_its_lines_to_do_and_a_number_leads_to_it(rossi: Curator, path: str) -> None:
    page = html.fromstring(rossi.browser.get("/review").text)
    assert page.xpath("//tbody//a/@href") == [path]
    assert page.xpath("string(//tbody/tr/td[1])") == "19"
    assert rossi.browser.get("/review", params={"trial": path.removeprefix("/review/")}).headers["location"] == path
    assert "no trial with that number" in rossi.browser.get("/review?trial=NCT99999999").text


def test_a_line_shows_the_sentence_our_reading_in_both_forms_and_its_state(rossi: Curator, path: str) -> None:
    page = html.fromstring(rossi.browser.get(path).text)
    card = " ".join(page.xpath("//section[@id='I3']")[0].text_content().split())
    for words in (
        "Metastatic liver lesions <= 5",
        "At most 5 liver metastases.",
        "count of (liver metastasis) <= 5",
        "I3 inclusion Read",
    ):
        assert words in card


def test_accepting_is_kept_with_who_and_when_and_the_hash_of_the_sentence(rossi: Curator, path: str, folder: Path) -> None:
    answer = rossi.answer(path, "I3", "accepted", note="checked")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?done=I3#I3")
    with Shelf.open(folder) as shelf:
        kept = shelf.review(next(shelf.keys())).review.lines["I3"].decisions  # type: ignore[union-attr]
    assert [(item.decision.value, item.by, item.note) for item in kept] == [("accepted", "Rossi", "checked")]
    assert re.fullmatch(r"[0-9a-f]{12}", kept[0].text)
    assert re.match(r"\d{4}-\d\d-\d\dT", kept[0].at)
    page = rossi.browser.get(f"{path}?done=I3").text
    assert "Line I3 is kept." in page
    assert kept[0].text in page


def test_an_edit_holds_at_once_on_the_trial_s_page_and_for_matching(rossi: Curator, path: str, folder: Path) -> None:
    before = rossi.browser.get(path.replace("/review/", "/trial/")).text
    assert rossi.answer(path, "I3", "edited", reading="count of (liver metastasis) <= 4").status_code == 303
    assert _node(folder, "I3").high.value == 4
    after = rossi.browser.get(path.replace("/review/", "/trial/")).text
    assert "At most 5 liver metastases" in before
    assert "At most 4 liver metastases" in after


def test_a_rejected_line_excludes_nobody_until_it_is_taken_back(rossi: Curator, path: str, folder: Path) -> None:
    rossi.answer(path, "I3", "rejected", note="not so")
    node = _node(folder, "I3")
    assert isinstance(node, Unread)
    assert "not so" in node.why
    rossi.answer(path, "I3", "todo")
    assert not isinstance(_node(folder, "I3"), Unread)


def test_a_slip_in_the_criteria_language_is_shown_at_its_place_and_nothing_typed_is_lost(rossi: Curator, path: str) -> None:
    typed = "all of (\n  count of (liver metastasis) <= 4,\n  hemoglobin >== 9 g/dL)"
    answer = rossi.answer(path, "I3", "edited", reading=typed, note="my note")
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    card = page.xpath("//section[@id='I3']")[0]
    assert "Line 3, column" in card.text_content()
    assert card.xpath("string(.//textarea)").strip() == typed
    assert card.xpath("string(.//input[@name='note']/@value)") == "my note"
    assert card.xpath("string(.//textarea/@aria-invalid)") == "true"
    assert card.xpath("string(.//textarea/@aria-describedby)") == "p-I3"
    assert card.xpath("count(.//details[@open])") == 1
    assert page.xpath("string(//title)").startswith("Not kept")


def test_what_looks_like_a_slip_is_asked_about_before_it_is_kept(rossi: Curator, path: str, folder: Path) -> None:
    answer = rossi.answer(path, "I3", "edited", reading="stroek >= 3")
    assert answer.status_code == 422
    assert "the vocabulary does not know" in answer.text
    assert rossi.answer(path, "I3", "edited", reading="stroek >= 3", sure="1").status_code == 303


def test_two_curators_at_once_the_second_is_told_and_nothing_is_overwritten(rossi: Curator, path: str, folder: Path) -> None:
    bianchi = Curator(folder, "Bianchi")
    form = bianchi.form(path, "I3")
    rossi.answer(path, "I3", "edited", reading="count of (liver metastasis) <= 4")
    answer = bianchi.browser.post(path, data={**form, "decision": "edited", "reading": "count of (liver metastasis) <= 3"})
    assert answer.status_code == 409
    card = html.fromstring(answer.text).xpath("//section[@id='I3']")[0]
    assert "Somebody else has decided" in card.text_content()
    assert "Rossi" in card.text_content()
    assert card.xpath("string(.//textarea)").strip() == "count of (liver metastasis) <= 3"
    assert _node(folder, "I3").high.value == 4
    assert bianchi.answer(path, "I3", "edited", reading="count of (liver metastasis) <= 3").status_code == 303
    assert bianchi.browser.post(path, data={**bianchi.form(path, "I4"), "decision": "accepted"}).status_code == 303


def test_a_second_person_s_acceptance_is_told(rossi: Curator, path: str, folder: Path) -> None:
    rossi.answer(path, "I3", "accepted")
    bianchi = Curator(folder, "Bianchi")
    bianchi.answer(path, "I3", "accepted")
    assert "2 people stand behind this reading" in bianchi.browser.get(path).text


def test_a_reader_sees_reviews_and_changes_none(folder: Path, path: str, rossi: Curator) -> None:
    verdi = Curator(folder, "Verdi")
    page = html.fromstring(verdi.browser.get(path).text)
    assert page.xpath("//form[@class='answer']") == []
    token = page.xpath("string(//input[@name='token']/@value)")
    form = {**rossi.form(path, "I3"), "token": token, "decision": "accepted"}
    assert verdi.browser.post(path, data=form).status_code == 403


def test_a_form_without_the_token_of_its_session_changes_nothing(folder: Path, path: str, rossi: Curator) -> None:
    bianchi = Curator(folder, "Bianchi")
    foreign = {**bianchi.form(path, "I3"), "decision": "accepted"}
    assert rossi.browser.post(path, data=foreign).status_code == 403
    assert rossi.browser.post(path, data={**foreign, "token": ""}).status_code == 403
    with Shelf.open(folder) as shelf:
        assert shelf.review(next(shelf.keys())) is None


def test_the_file_goes_out_and_comes_back_with_what_was_decided_in_it(rossi: Curator, path: str, folder: Path) -> None:
    rossi.answer(path, "I3", "accepted")
    answer = rossi.browser.get(f"{path}/file")
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9._-]+\.trial\.yaml"', answer.headers["content-disposition"])
    text = answer.text
    edited = text.replace("review: todo", "review: accepted", 2)
    bianchi = Curator(folder, "Bianchi")
    token = bianchi.form(path, "I3")["token"]
    done = bianchi.browser.post(f"{path}/file", data={"token": token}, files={"file": ("x.trial.yaml", edited)})
    assert (done.status_code, done.headers["location"]) == (303, f"{path}?taken=2")
    with Shelf.open(folder) as shelf:
        lines = shelf.review(next(shelf.keys())).review.lines  # type: ignore[union-attr]
    assert [item.by for item in lines["I1"].decisions] == ["Bianchi"]
    assert [item.by for item in lines["I3"].decisions] == ["Rossi"]


def test_a_file_cannot_overwrite_later_decisions_nor_sign_for_others(rossi: Curator, path: str, folder: Path) -> None:
    text = rossi.browser.get(f"{path}/file").text
    token = rossi.form(path, "I1")["token"]
    forged = text.replace("review: todo", "review: {decision: accepted, by: Bianchi, at: '2026-01-01T00:00:00+00:00'}", 1)
    rossi.browser.post(f"{path}/file", data={"token": token}, files={"file": ("x", forged)})
    with Shelf.open(folder) as shelf:
        last = shelf.review(next(shelf.keys())).review.lines["I1"].decisions[-1]  # type: ignore[union-attr]
    assert last.by == "Rossi"
    assert "under the name Bianchi" in last.note
    late = text.replace("review: todo", "review: rejected", 1)
    answer = rossi.browser.post(f"{path}/file", data={"token": token}, files={"file": ("x", late)})
    assert answer.status_code == 409
    assert "I1" in answer.text


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: [", b"format: trialwright.review/1\n", b"&a [*a]", b"x" * 5_000_000])
def test_a_file_that_is_no_review_is_told_and_changes_nothing(rossi: Curator, path: str, content: bytes, folder: Path) -> None:
    token = rossi.form(path, "I1")["token"]
    answer = rossi.browser.post(f"{path}/file", data={"token": token}, files={"file": ("x", content)})
    assert answer.status_code in (413, 422)
    with Shelf.open(folder) as shelf:
        assert shelf.review(next(shelf.keys())) is None


def test_while_another_program_writes_to_the_shelf_the_answer_is_told_and_kept_in_the_form(
    rossi: Curator, path: str, folder: Path
) -> None:
    with Shelf.open(folder, writable=True):
        answer = rossi.answer(path, "I3", "edited", reading="count of (liver metastasis) <= 4")
    assert answer.status_code == 422
    assert "somebody else is writing to this shelf" in answer.text
    assert "count of (liver metastasis) &lt;= 4" in answer.text


def test_a_portal_that_only_shows_has_no_review(folder: Path, path: str) -> None:
    shown = TestClient(create_app(settings_for(folder, read_only=True)), base_url=ADDRESS)
    assert shown.get(path).status_code == 404
    assert shown.post(path).status_code in (404, 405)


def test_the_pages_of_a_review_speak_dutch_whole(rossi: Curator, path: str) -> None:
    for page in ("/review", path):
        text = rossi.browser.get(f"{page}?lang=nl").text
        assert 'lang="nl"' in text
        assert not re.search(r">\s*(Accept|Reject|Lines|To do|Note)\s*<", text)
