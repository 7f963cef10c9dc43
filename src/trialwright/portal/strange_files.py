"""The bytes of a file that somebody gave enter; what it is, where it is nothing that is read here, leaves."""

from __future__ import annotations

_MARKUP = b"<"
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "a packed file"),
    (b"\x1f\x8b", "a packed file"),
    (b"\xd0\xcf\x11\xe0", "a packed file"),
)
"""How files of these kinds begin (Office's are packed; https://www.garykessler.net/library/file_sigs.html)."""


def strange(data: bytes) -> str:
    """The kind of a file, as words.tsv names the mistake ("mistake"); "" for what may be a sheet.

    >>> strange(b"%PDF-1.7 ..."), strange(b" <Bundle xmlns='http://hl7.org/fhir'/>"), strange(b"id: P")
    ('a PDF', 'XML', '')
    """
    for sign, kind in _SIGNS:
        if data.startswith(sign):
            return kind
    return "XML" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_MARKUP) else ""
