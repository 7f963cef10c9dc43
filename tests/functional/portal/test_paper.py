"""PDFs: what the page says stands in them, and nothing that a record or a reader wrote is read as markup."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader
from tests.functional.portal.site import client_for, seeds, shelf_of

from trialwright.errors import UserError
from trialwright.portal.paper import press
from trialwright.portal.paper.match import _printed
from trialwright.portal.views.words import word
from trialwright.registries.record import TrialRecord

BASE = {"disease": "gastric cancer", "others": "no", "age": "61", "sex": "female", "ecog": "1", "go": "pdf"}
MARKUP = '#panic("p") #read("/etc/passwd") $x^2$ *b* _i_ <script> `raw` [c] = head // note \\u{41}'


def hostile() -> TrialRecord:
    criteria = f"Inclusion Criteria:\n* Hemoglobin >= 9 g/dL {MARKUP}\n\nExclusion Criteria:\n* Brain metastases\n* {MARKUP}\n"
    site = {"facility": MARKUP, "city": "Utrecht", "country": "Netherlands", "status": MARKUP}
    section = {
        "identificationModule": {"nctId": "NCT00000009", "briefTitle": f"Bad {MARKUP}", "officialTitle": MARKUP},
        "conditionsModule": {"conditions": ["Gastric Cancer", MARKUP]},
        "statusModule": {"overallStatus": MARKUP, "statusVerifiedDate": MARKUP},
        "contactsLocationsModule": {"locations": [site]},
    }
    return TrialRecord(protocol_section=section, eligibility_text=criteria)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_for(shelf_of(tmp_path_factory.mktemp("shelf"), [hostile(), *seeds()]))


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def squeezed(text: str) -> str:
    """Text without blanks: a line may be broken anywhere on paper."""
    return "".join(text.split())


def test_the_result_of_a_match_is_printed_with_its_reasons(client: TestClient) -> None:
    answer = client.post("/match", data=BASE | {"t0": "presence||brain metastasis", "v0": "yes"})
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    said = text_of(answer.content)
    assert "Judged 6 of 6." in said
    assert "gastric cancer" in said
    assert "Excluded" in said
    assert "Brain metasta" in said


def test_it_is_in_the_language_of_the_reader(client: TestClient) -> None:
    answer = client.post("/match", data=BASE, headers={"accept-language": "nl"})
    made = PdfReader(io.BytesIO(answer.content))
    assert made.trailer["/Root"]["/Lang"] == "nl"  # type: ignore[index]


def test_markup_in_every_field_is_printed_as_it_stands(client: TestClient) -> None:
    told = {"t0": f"statement||{MARKUP} holds for them", "v0": "yes", "t1": "result||HER2", "other1": MARKUP, "place": "Utrecht"}
    answer = client.post("/match", data=BASE | told)
    assert answer.headers["content-type"] == "application/pdf"
    said = squeezed(text_of(answer.content))
    for part in ('#panic("p")', '#read("/etc/passwd")', "$x^2$", "*b*", "<script>", "`raw`"):
        assert said.count(squeezed(part)) >= 3, part
    assert "root:" not in said


def test_markup_in_a_record_is_printed_as_it_stands_on_its_checklist(client: TestClient) -> None:
    answer = client.get("/trial/NCT00000009/checklist.pdf")
    said = squeezed(text_of(answer.content))
    assert squeezed(f"Bad {MARKUP}")[:60] in said
    assert said.count(squeezed('#read("/etc/passwd")')) >= 3


def test_the_checklist_of_a_seed_has_every_line(client: TestClient) -> None:
    answer = client.get("/trial/NCT05198856/checklist.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    said = text_of(answer.content)
    assert "NCT05198856" in said
    assert "Expected survival period" in said
    assert word("paper", "checklist")[:40] in said.replace("\u201c", "“")


def test_a_trial_that_is_not_there_has_no_checklist(client: TestClient) -> None:
    assert client.get("/trial/NCT99999999/checklist.pdf").status_code == 404
    assert client.get("/trial/nct05198856/checklist.pdf").headers["location"] == "/trial/NCT05198856/checklist.pdf"


def test_without_the_extra_it_is_said_what_to_do(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "find_spec", lambda _name: None)
    refused = client.get("/trial/NCT05198856/checklist.pdf")
    assert refused.status_code == 501
    assert "the extra is not installed" in refused.text
    page = client.post("/match", data=BASE)
    assert page.headers["content-type"].startswith("text/html")
    assert "This server makes no PDF" in page.text
    with pytest.raises(UserError, match="not installed"):
        press.printed("match", {})


def test_a_form_reads_no_file(tmp_path: Path) -> None:
    for source in ("match", "checklist"):
        text = (Path("src/trialwright/portal/paper") / f"{source}.typ").read_text("utf-8")
        assert not [call for call in ("read(", "eval(", "include ", "import ", "plugin(", 'mode: "markup"') if call in text]


def test_the_paper_of_a_match_says_how_its_trials_were_chosen(client: TestClient) -> None:
    whole = text_of(client.post("/match", data=BASE).content)
    assert "How these were chosen" in whole
    assert "For all 6 trials on this shelf." in whole
    named = text_of(client.post("/match", data={**BASE, "trial": ["NCT00000009", "NCT99999999"]}).content)
    assert "For 1 trial: NCT00000009" in named
    assert "Not on this shelf, and left out: NCT99999999" in named


def test_a_comparison_is_printed_and_nothing_in_it_is_read_as_markup(client: TestClient) -> None:
    keys = [seeds()[0].key, "NCT00000009", "NCT99999999"]
    page = client.get("/compare", params={"keys": keys})
    assert 'href="/compare.pdf?' in page.text
    answer = client.get("/compare.pdf", params={"keys": keys})
    assert answer.headers["content-type"] == "application/pdf"
    said = squeezed(text_of(answer.content))
    assert squeezed("Compare trials") in said
    assert squeezed('#panic("p")') in said
    assert squeezed("What only one asks") in said
    assert "NCT99999999" in said
    assert "vergelijken" in text_of(client.get("/compare.pdf", params={"keys": keys, "lang": "nl"}).content)
    assert client.get("/compare.pdf", params={"keys": "NCT00000009"}).status_code == 404


def test_paper_does_not_call_open_what_the_page_does_not_believe(client: TestClient) -> None:
    said = text_of(client.get("/trial/NCT06120127/checklist.pdf").content)
    assert "Status unknown" in said
    assert squeezed("the record says “Recruiting”") in squeezed(said)


def test_of_many_trials_the_first_are_printed_whole_and_the_others_in_short(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"age": "61", "go": "pdf"}
    whole = text_of(client.post("/match", data=form).content)
    monkeypatch.setattr("trialwright.portal.paper.match.DETAILED", 1)
    short = text_of(client.post("/match", data=form).content)
    titles = ("Timing of Minimally Invasive", "Metastasis-directed Therapy")
    assert all(squeezed(title) in squeezed(short) for title in titles)
    assert whole.count("To ask:") > 3 * short.count("To ask:") > 0


def test_a_sentence_of_pages_is_cut_on_paper_and_says_so() -> None:
    assert _printed("word " * 400).endswith("word […]")
    assert len(_printed("word " * 400)) < 820
    assert _printed("short") == "short"
