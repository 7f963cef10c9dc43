"""Archives that are cut, garbled or hostile are told of; the files in them that are whole are read."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from trialwright.errors import UserError
from trialwright.registries.reading import read_records
from trialwright.registries.rejected import is_unreadable

STUDY = Path("tests/data/ctgov/NCT00984438.json").read_bytes()


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _tar(data: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        entry = tarfile.TarInfo("one.json")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def test_a_file_of_a_zip_with_a_wrong_checksum_is_rejected_and_the_others_are_read() -> None:
    whole = _zip({"one.json": STUDY, "two.json": STUDY})
    place = whole.index(b"one.json") + len("one.json") + 200
    broken = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
    records = list(read_records(broken, name="both.zip"))
    assert [is_unreadable(record) for record in records] == [True, False]


@pytest.mark.parametrize("cut", [700, 3000, 10_000])
def test_a_tar_that_is_cut_off_is_told(cut: int) -> None:
    told = [is_unreadable(record) for record in _read_or_told(_tar(STUDY)[:cut])]
    assert all(told)


def _read_or_told(data: bytes) -> list:  # type: ignore[type-arg]
    try:
        return list(read_records(data, name="x.tar"))
    except UserError:
        return []


def test_the_directory_of_a_zip_that_points_before_its_beginning_is_told() -> None:
    whole = _zip({"one.json": STUDY})
    end = whole.rindex(b"PK\x05\x06")
    garbled = whole[: end + 12] + (10**8).to_bytes(4, "little") + whole[end + 16 :]
    with pytest.raises(UserError, match="damaged"):
        list(read_records(garbled, name="x.zip"))


def test_a_name_that_points_outside_is_only_a_name(tmp_path: Path) -> None:
    records = list(read_records(_zip({"../../evil.json": STUDY, "C:\\evil.json": STUDY}), name="x.zip"))
    assert [record.sources[0].name for record in records] == ["x.zip/evil.json", "x.zip/evil.json"]
    assert not list(tmp_path.iterdir())


def test_a_bomb_is_stopped_where_a_page_would_end() -> None:
    bomb = gzip.compress(b"Official title:\n" + b"a " * (16 * 2**20))
    with pytest.raises(UserError, match="larger than"):
        list(read_records(bomb, name="bomb.txt.gz"))


def test_archives_in_archives_in_archives_are_refused() -> None:
    data = STUDY
    for depth in range(4):
        data = _zip({f"{depth}.zip": data})
    told = [finding for record in read_records(data, name="deep.zip") for finding in record.findings]
    assert "archives inside archives" in " ".join(finding.message for finding in told)


@pytest.mark.parametrize(
    "entity",
    [
        '<!DOCTYPE a [<!ENTITY a "aaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><clinical_study><a>&b;</a></clinical_study>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><clinical_study><brief_title>&x;</brief_title></clinical_study>',
        '<!DOCTYPE a SYSTEM "http://192.0.2.1/x.dtd" [<!ENTITY % y SYSTEM "http://192.0.2.1/y"> %y;]><clinical_study/>',
    ],
)
def test_entities_of_xml_are_refused_not_followed(entity: str) -> None:
    with pytest.raises(UserError, match="entities"):
        list(read_records(f'<?xml version="1.0"?>{entity}'.encode(), name="x.xml"))
