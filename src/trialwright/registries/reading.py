"""A file, stream or bytes enter, `TrialRecord`s leave: the format is told by the content, never asked.

Read: ClinicalTrials.gov API v2 (one study, a page with `studies`, a list, JSON lines), legacy ClinicalTrials.gov XML, trial pages
as text or saved HTML; each also gzipped, or many in a zip or tar. Lines and members are read one at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from trialwright.errors import UserError
from trialwright.registries import ctgov
from trialwright.registries.record import Place, Source, TrialRecord
from trialwright.registries.rejected import Rejected, Report, rejected
from trialwright.registries.streams import Head, broken, damaged, decoded, opened, read_whole

_LONGEST_LINE = 64 * 2**20
_LONGEST_DOCUMENT = 512 * 2**20
_LONGEST_XML = 128 * 2**20
_LONGEST_PAGE = 20 * 2**20
_DEEPEST = 3
_EMPTY_HINT = "give a ClinicalTrials.gov study (JSON or XML) or the page of a trial as text or HTML"


def read_records(
    source: Path | BinaryIO | bytes, *, name: str | None = None, url: str | None = None, report: Report | None = None
) -> Iterator[TrialRecord]:
    """The records in `source`, one after another as they are read.

    `name` is what messages and places call the source (default: the file's name), `url` the address of a page. Raises `UserError`
    with file, place and mend for what cannot be read at all. One bad study among others does not lose the others: it goes to
    `report` as a `Rejected`, or, where no `report` is given, comes as a record without fields that says so (`is_unreadable`).

    >>> page = b"Some Clinical Trial\\nOfficial title:\\nA Study of X in Patients With Y"
    >>> [record.title for record in read_records(page, name="page.txt")]
    ['A Study of X in Patients With Y']
    """
    called = name or (source.name if isinstance(source, Path) else "input")
    with opened(source, called) as stream:
        for found in _read(stream, name=called, url=url, depth=0):
            if isinstance(found, TrialRecord):
                yield found
            elif report is not None:
                report(found)
            else:
                yield found.to_record()


def _read(stream: BinaryIO, *, name: str, url: str | None, depth: int) -> Iterator[TrialRecord | Rejected]:
    head = Head(stream, name)
    if head.kind in ("gzip", "zip", "tar"):
        if depth >= _DEEPEST:
            raise UserError("archives inside archives inside archives are not read", place=name, hint="unpack it first")
        yield from _packed(head, name=name, url=url, depth=depth)
    elif head.kind == "json":
        yield from _json(head.stream, name)
    elif head.kind == "xml":
        yield _xml(head.stream, name, url)
    else:
        yield _page(head.stream, name, url)


def _packed(head: Head, *, name: str, url: str | None, depth: int) -> Iterator[TrialRecord | Rejected]:
    from trialwright.registries import archives  # what follows is needed for files of its kind alone

    if head.kind == "gzip":
        with archives.gunzipped(head.stream, name) as inner:
            yield from _read(inner, name=archives.without_gz(name), url=url, depth=depth + 1)
        return
    found = False
    for member in archives.members(head.stream, head.kind, name):
        found = True
        if isinstance(member, Rejected):
            yield member
            continue
        try:
            yield from _read(member.stream, name=member.name, url=None, depth=depth + 1)
        except UserError as error:
            yield rejected(Place(source=member.name), error.message, hint=error.hint)
        except broken() as error:
            yield rejected(Place(source=member.name), damaged(member.name, error).message, hint="download the archive again")
    if not found:
        raise UserError("the archive holds no file", place=name, hint=_EMPTY_HINT)


def _json(stream: BinaryIO, name: str) -> Iterator[TrialRecord | Rejected]:
    """JSON lines when the first or the second line is JSON by itself and more follows; else one document.

    A first line that opens a list or an object is no line of its own: the API prints a page with each study on a line.
    """
    first, second = stream.readline(_LONGEST_LINE), stream.readline(_LONGEST_LINE)
    opens = first.rstrip().endswith((b"[", b"{"))
    if second.strip() and not opens and (_parses(first) or _parses(second)):
        yield from _json_lines(first, second, stream, name)
        return
    rest = read_whole(stream, name, _LONGEST_DOCUMENT, hint="split it into JSON lines, one study a line")
    text = decoded(first + second + rest, name)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _bad_json(error, text, name) from None
    except RecursionError:
        raise UserError("the JSON is nested too deeply for a study", place=name) from None
    yield from _document(document, name)


def _bad_json(error: json.JSONDecodeError, text: str, name: str) -> UserError:
    cut = error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg
    message = "the JSON ends before it is complete" if cut else f"not valid JSON: {error.msg}"
    hint = "the file was cut off: download it again" if cut else "is it the file that the registry gave?"
    return UserError(message, place=f"{name}, line {error.lineno}, column {error.colno}", hint=hint)


def _document(document: Any, name: str) -> Iterator[TrialRecord | Rejected]:
    studies = list(ctgov.studies_of(document))
    if not studies:
        raise UserError("it holds no study", place=name, hint=_EMPTY_HINT)
    if len(studies) == 1 and not ctgov.looks_like_study(studies[0]):
        raise UserError("this JSON is no ClinicalTrials.gov study: it has no protocolSection", place=name, hint=_EMPTY_HINT)
    for number, study in enumerate(studies, start=1):
        yield _study(study, name, None, what=f"study {number} of {len(studies)}: " if len(studies) > 1 else "")


def _json_lines(first: bytes, second: bytes, stream: BinaryIO, name: str) -> Iterator[TrialRecord | Rejected]:
    if not any(ctgov.looks_like_study(_value(line)) for line in (first, second)):
        raise UserError(
            "these JSON lines are no ClinicalTrials.gov studies: they have no protocolSection", place=name, hint=_EMPTY_HINT
        )
    lines = _lines(first, second, stream)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = Place(source=name, line=number)
        if len(line) >= _LONGEST_LINE:
            yield rejected(place, "the line is longer than 64 MB, which no study is")
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield rejected(place, f"not valid JSON: {error}", hint="the other lines were read")
            continue
        for study in ctgov.studies_of(value):
            yield _study(study, name, number)


def _lines(first: bytes, second: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; one that is too long comes cut, and the rest of it is passed over."""
    pending = [first, second]
    while True:
        line = pending.pop(0) if pending else stream.readline(_LONGEST_LINE)
        if not line:
            return
        if len(line) >= _LONGEST_LINE and not line.endswith(b"\n") and not pending:
            while (more := stream.readline(_LONGEST_LINE)) and not more.endswith(b"\n"):
                pass
        yield line.removeprefix(b"\xef\xbb\xbf")


def _study(study: Any, name: str, line: int | None, *, what: str = "") -> TrialRecord | Rejected:
    try:
        return ctgov.read_study(study, source=Source(name=name, layout=ctgov.LAYOUT), line=line)
    except RecursionError:
        return rejected(Place(source=name, line=line), f"{what}it is nested too deeply for a study")
    except ctgov.NotAStudyError as error:
        return rejected(Place(source=name, line=line), f"{what}{error}", hint="the other studies were read")


def _parses(line: bytes) -> bool:
    return isinstance(_value(line), dict | list)


def _value(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _xml(stream: BinaryIO, name: str, url: str | None) -> TrialRecord:
    from xml.etree.ElementTree import Element, ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    from trialwright.registries import ctgov_xml

    data = read_whole(stream, name, _LONGEST_XML, hint="one XML file holds one study")
    try:
        root: Element = fromstring(data)
    except DefusedXmlException:
        raise UserError(
            "the XML declares entities, which no registry record does", place=name, hint="give the file as the registry gave it"
        ) from None
    except ParseError as error:
        line, column = error.position
        cut = "no element found" in str(error) or "unclosed token" in str(error)
        message = "the XML ends before it is complete" if cut else f"not valid XML: {error}"
        raise UserError(message, place=f"{name}, line {line}, column {column}", hint="download it again") from None
    except (LookupError, ValueError) as error:  # of a declaration whose encoding there is not, or of several bytes a sign
        raise UserError(
            f"not valid XML: {error}", place=f"{name}, line 1", hint="save it as UTF-8, or download it again"
        ) from None
    if root.tag != "clinical_study":
        raise UserError(
            f"this XML is no ClinicalTrials.gov study: it opens with <{root.tag}>",
            place=name,
            hint="a study opens with <clinical_study>",
        )
    return ctgov_xml.read_xml_study(root, source=Source(name=name, layout=ctgov_xml.LAYOUT, url=url))


def _page(stream: BinaryIO, name: str, url: str | None) -> TrialRecord:
    from trialwright.registries.pages.recognise import read_page  # a third of all that this program is: only for pages
    from trialwright.registries.pages.text import page_text

    data = read_whole(stream, name, _LONGEST_PAGE, hint="a trial's page is never that long; is it another file?")
    try:
        page = page_text(decoded(data, name), name=name, url=url)
    except UserError as error:
        raise UserError(error.message, place=name, hint=error.hint) from None
    if not page.printed:
        raise UserError("the page holds no text", place=name, hint="save the page after it has loaded, or copy its text")
    return read_page(page)
