"""Files of every kind enter `read_records`; the format is told by the content, and what cannot be read is said with a mend."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.often import often
from tests.unit.registries.pages_in import DATA, SEEDS

from trialwright.errors import UserError
from trialwright.registries.reading import read_records
from trialwright.registries.rejected import Rejected, is_unreadable


def study(nct_id: str = "NCT00000001", **modules: Any) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": nct_id, "briefTitle": "A study"}, **modules}}


ONE = json.dumps(study()).encode()
TWO = json.dumps(study("NCT00000002")).encode()
PAGE = b"Gastric Cancer Clinical Trial\nOfficial title:\nA Study of X\nThe text."
XML = (DATA / "ctgov" / "NCT05697406.xml").read_bytes()


def ids(source: Path | BinaryIO | bytes, name: str = "input") -> list[str | None]:
    return [record.nct_id for record in read_records(source, name=name)]


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (ONE, ["NCT00000001"]),
        (b"\xef\xbb\xbf" + ONE, ["NCT00000001"]),
        (json.dumps(study(), indent=2).encode(), ["NCT00000001"]),
        (b'{"studies": [' + ONE + b"," + TWO + b'], "nextPageToken": "x"}', ["NCT00000001", "NCT00000002"]),
        (b"[" + ONE + b"," + TWO + b"]", ["NCT00000001", "NCT00000002"]),
        (b"[\n" + ONE + b"\n]", ["NCT00000001"]),
        (ONE + b"\n" + TWO + b"\n", ["NCT00000001", "NCT00000002"]),
        (b'{"studies": [' + ONE + b"]}\n" + b'{"studies": [' + TWO + b"]}\n", ["NCT00000001", "NCT00000002"]),
        (gzip.compress(ONE + b"\n" + TWO, mtime=0), ["NCT00000001", "NCT00000002"]),
        (gzip.compress(XML, mtime=0), ["NCT05697406"]),
        (zipped(a=ONE, b=XML, c=PAGE), ["NCT00000001", "NCT05697406", None]),
        (zipped(a=gzip.compress(ONE, mtime=0)), ["NCT00000001"]),
        (tarred({"a.xml": XML, "b.json": TWO}), ["NCT05697406", "NCT00000002"]),
        (tarred({"a.xml": XML}, "w:gz"), ["NCT05697406"]),
        (PAGE, [None]),
        (PAGE.decode().encode("utf-16"), [None]),
    ],
)
def test_each_kind_of_source_is_recognised_by_its_content(source: bytes, expected: list[str | None]) -> None:
    assert ids(source) == expected


def test_a_path_and_a_stream_that_cannot_seek_read_as_bytes_do(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self._held = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            data = self._held.read(min(len(buffer), 7))
            buffer[: len(data)] = data
            return len(data)

    file = tmp_path / "trials.zip"
    file.write_bytes(zipped(a=ONE, b=TWO))
    assert ids(file) == ids(Pipe(file.read_bytes())) == ["NCT00000001", "NCT00000002"]  # type: ignore[arg-type]


def test_a_source_knows_its_file_and_its_line() -> None:
    first, second = read_records(ONE + b"\n" + TWO, name="trials.jsonl")
    place = second.provenance["identificationModule.nctId"].place
    assert place is not None
    assert (place.source, place.line) == ("trials.jsonl", 2)
    assert first.sources[0].name == "trials.jsonl"


@pytest.mark.parametrize(
    ("source", "says", "mend"),
    [
        (b"", "empty", "download"),
        (b"  \n\t\n", "no text", "save the page"),
        (gzip.compress(b"", mtime=0), "empty", "download"),
        (b"\x00\x01\x02\x03" * 50, "binary", "JSON, XML, text or HTML"),
        (b"%PDF-1.7\n...", "PDF", "text or HTML"),
        (b'{"resourceType": "Patient"}', "no protocolSection", "ClinicalTrials.gov"),
        (b'{"a": 1}\n{"a": 2}\n', "no protocolSection", "ClinicalTrials.gov"),
        (b'{"protocolSection": {"identificationModule":', "ends before it is complete", "download it again"),
        (b'{"protocolSection": oops}', "not valid JSON", "registry"),
        (b"[]", "no study", "ClinicalTrials.gov"),
        (XML[:2000], "not valid XML|ends before", "download it again"),
        (b'<?xml version="1.0"?><feed/>', "no ClinicalTrials.gov study", "clinical_study"),
        (b'<!DOCTYPE c [<!ENTITY a "x">]><clinical_study>&a;</clinical_study>', "entities", "registry"),
        (gzip.compress(ONE * 400, mtime=0)[:-20], "ends before it is complete", "download it again"),
        (zipped(a=ONE)[:-30], "damaged or cut off", "download it again"),
        (zipped(), "no file", "ClinicalTrials.gov"),
        (b"x" * 50_000_000, "larger than 20 MB", "another file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_name_the_fault_and_a_mend(source: bytes, says: str, mend: str) -> None:
    with pytest.raises(UserError, match=says) as caught:
        list(read_records(source, name="given.dat"))
    assert str(caught.value.place).startswith("given.dat")
    assert mend in str(caught.value.hint)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        ids(tmp_path / "none.json")
    with pytest.raises(UserError, match="folder"):
        ids(tmp_path)


def test_the_studies_before_the_place_where_a_file_is_cut_off_are_still_given() -> None:
    lines = b"\n".join(
        json.dumps(study(f"NCT{number:08d}", text={"x": f"{number * 7919:09d}" * 30})).encode() for number in range(2000)
    )
    packed = gzip.compress(lines)
    got: list[str | None] = []
    with pytest.raises(UserError, match="ends before"):
        got.extend(record.nct_id for record in read_records(packed[: len(packed) // 2]))
    reader = read_records(packed[: len(packed) // 2])
    assert next(reader).nct_id == "NCT00000000"


def test_one_bad_line_loses_only_itself_and_is_reported() -> None:
    lines = ONE + b'\n{"broken\n' + TWO + b"\n[3]\n\n" + ONE[:40]
    found: list[Rejected] = []
    good = [record.nct_id for record in read_records(lines, name="t.jsonl", report=found.append)]
    assert good == ["NCT00000001", "NCT00000002"]
    assert [item.place.line for item in found] == [2, 4, 6]
    assert all(item.finding.code == "STUDY_UNREADABLE" for item in found)


def test_without_anybody_to_report_to_a_bad_study_comes_as_a_record_that_says_so() -> None:
    records = list(read_records(b'{"studies": [' + ONE + b', {"q": 1}, 5, ' + TWO + b"]}"))
    assert [is_unreadable(record) for record in records] == [False, True, True, False]
    assert all(record.findings[0].code == "STUDY_UNREADABLE" for record in records[1:3])
    assert all(record.protocol_section == {} for record in records[1:3])


def test_a_bad_file_in_an_archive_loses_only_itself() -> None:
    found: list[Rejected] = []
    records = read_records(zipped(a=ONE, b=b'{"cut', c=b"", d=TWO), name="t.zip", report=found.append)
    assert [record.nct_id for record in records] == ["NCT00000001", "NCT00000002"]
    assert [item.place.source for item in found] == ["t.zip/b", "t.zip/c"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.json", "/etc/passwd.json", "..\\..\\windows\\passwd.json", "a/../../passwd.json"]
)
def test_a_name_in_an_archive_never_points_outside(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for data in (zipped(**{name: ONE}), tarred({name: ONE})):
        (record,) = read_records(data, name="t.zip")
        assert record.sources[0].name == "t.zip/passwd.json"
    assert list(tmp_path.iterdir()) == []


def test_links_in_a_tar_are_never_followed() -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        link = tarfile.TarInfo("secret.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        inside = tarfile.TarInfo("good.json")
        inside.size = len(ONE)
        archive.addfile(inside, io.BytesIO(ONE))
    found: list[Rejected] = []
    assert [record.nct_id for record in read_records(held.getvalue(), report=found.append)] == ["NCT00000001"]
    assert ["link" in item.finding.message for item in found] == [True]


def test_archives_nested_without_end_are_refused() -> None:
    data = ONE
    for _ in range(6):
        data = gzip.compress(data)
    with pytest.raises(UserError, match="archives inside archives"):
        ids(data)


def test_a_study_nested_beyond_reason_is_rejected_and_the_next_is_read() -> None:
    deep = b'{"protocolSection":' + b'{"a":' * 3000 + b"1" + b"}" * 3001
    found: list[Rejected] = []
    assert [record.nct_id for record in read_records(deep + b"\n" + ONE, report=found.append)] == ["NCT00000001"]
    assert len(found) == 1


def test_script_in_a_saved_page_is_never_a_value() -> None:
    html = "<html><body><script>steal('NCT99999999')</script><h1>Gastric Cancer Clinical Trial</h1><p>Official title:</p>"
    html += "<p>A <b onclick=x()>Study</b> of X<img src=x onerror=y()></p><p>The text.</p></body></html>"
    (record,) = read_records(html.encode(), name="page.html")
    assert record.title == "A Study of X"
    assert "steal" not in record.sources[0].text
    assert "onerror" not in record.sources[0].text


def test_saved_html_of_a_seed_page_reads_as_its_text_does() -> None:
    def html(text: str) -> str:
        lines = (line.replace("&", "&amp;").replace("<", "&lt;") for line in text.split("\n"))
        return (
            "<!doctype html><html><head><title>t</title></head><body>"
            + "".join(f"<div>{line}</div>" for line in lines)
            + "</body></html>"
        )

    for seed in SEEDS:
        (plain,) = read_records(seed)
        (saved,) = read_records(html(seed.read_text(encoding="utf-8")).encode(), name="saved.html")
        for path in (
            "identificationModule",
            "statusModule",
            "sponsorCollaboratorsModule",
            "designModule",
            "armsInterventionsModule",
        ):
            assert saved.get(path) == plain.get(path), (seed.stem, path)
        for path in ("contactsLocationsModule", "conditionsModule", "eligibilityModule.eligibilityCriteria"):
            assert saved.get(path) == plain.get(path), (seed.stem, path)


def test_memory_does_not_grow_with_a_file_of_json_lines() -> None:
    class Endless(io.RawIOBase):
        def __init__(self, lines: int) -> None:
            self._lines: Iterator[bytes] = (ONE + b"\n" for _ in range(lines))
            self._left = b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self._left = self._left or next(self._lines, b"")
            size = min(len(buffer), len(self._left))
            buffer[:size], self._left = self._left[:size], self._left[size:]
            return size

    def peak(lines: int) -> int:
        tracemalloc.start()
        count = len([None for _ in read_records(Endless(lines))])  # type: ignore[arg-type]
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == lines
        return size

    peak(50)
    assert peak(4000) < peak(400) + 200_000


@often(60)
@given(st.binary(max_size=400))
def test_no_bytes_whatever_crash_the_reader(data: bytes) -> None:
    try:
        records = list(read_records(data))
    except UserError as error:
        assert error.place
    else:
        assert records


def test_a_page_of_the_api_with_one_study_on_a_line_of_its_own_is_one_document(tmp_path: Path) -> None:
    study = '{"protocolSection":{"identificationModule":{"nctId":"NCT01234567","briefTitle":"T"}}}'
    page = tmp_path / "page.json"
    page.write_text(f'{{"totalCount":1,"studies":[\n{study}\n]}}', encoding="utf-8")
    told: list[object] = []
    assert [record.key for record in read_records(page, report=told.append)] == ["NCT01234567"]
    assert told == []


@pytest.mark.parametrize("encoding", ["UTe-8", "no-such-code", "utf-7", "shift_jis"])
def test_xml_in_an_encoding_that_there_is_not_is_refused_with_advice(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><clinical_study><id_info/></clinical_study>'.encode()
    with pytest.raises(UserError) as refused:
        list(read_records(data, name="study.xml"))
    assert refused.value.place
