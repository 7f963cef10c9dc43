"""Keeps the portal's texts and their translations together: templates and tables enter, `portal/locale/*.po` leave.

python scripts/catalogue.py          bring the catalogues up to date: what is new stands there to be translated
python scripts/catalogue.py --check  say what is missing, and change nothing
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PORTAL = Path(__file__).parent.parent / "src" / "trialwright" / "portal"
LOCALE = PORTAL / "locale"
LAY = PORTAL.parent / "lay"
TABLES = (PORTAL / "data", LAY / "data")
COLUMN = "text"
"""The column of a table that holds words for people."""


def texts() -> Catalog:
    """Every text of the portal, with where it stands."""
    catalogue = Catalog(project="trialwright", domain="portal", charset="utf-8")
    options = {"**.html.j2": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false", "trimmed": "true"}}
    found = extract_from_dir(PORTAL / "templates", [("**.html.j2", "jinja2.ext:babel_extract")], options)
    for name, line, message, _comments, _context in found:
        catalogue.add(message, locations=[(f"templates/{name}", line)])
    for name, message in _of_tables():
        catalogue.add(message, locations=[(name, 0)])
    return catalogue


def _of_tables() -> Iterator[tuple[str, str]]:
    for folder in TABLES:
        for path in sorted(folder.glob("*.tsv")):
            with path.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                    if row.get(COLUMN):
                        yield path.name, row[COLUMN]


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.stem for path in LOCALE.glob("*.po"))


def read(code: str) -> Catalog:
    """The catalogue of a language as it is in the tree."""
    with (LOCALE / f"{code}.po").open("rb") as stream:
        return read_po(stream, locale=code)


def problems(code: str) -> Iterator[str]:
    """What is not right with the catalogue of a language."""
    have, wanted = read(code), texts()
    for message in wanted:
        if message.id:
            yield from (f"{code}: {fault}: {message.id!r}" for fault in _faults(message, have.get(message.id)))
    stale = [message.id for message in have if message.id and wanted.get(message.id) is None]
    yield from (f"{code}: no page has this text any more: {message!r}" for message in stale)


def _faults(message: Message, translated: Message | None) -> Iterator[str]:
    strings = translated.string if translated is not None else ""
    parts = strings if isinstance(strings, tuple | list) else (strings,)
    if translated is None or not all(parts):
        yield "not translated"
    elif translated.fuzzy:
        yield "translated by guess"
    else:
        yield from (str(error) for error in translated.check())


def update(code: str) -> None:
    """Brings the `.po` file to the texts of today: what is gone goes, what is new stands empty."""
    have = read(code)
    fresh = Catalog(locale=code, charset="utf-8", fuzzy=False)
    for message in texts():
        if message.id:
            old = have.get(message.id)
            fresh.add(message.id, old.string if old is not None else "", flags=message.flags)
    stream = io.BytesIO()
    write_po(stream, fresh, width=130, no_location=True, sort_output=True, omit_header=True)
    head = f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"{_plurals(fresh)}\\n"\n\n'
    (LOCALE / f"{code}.po").write_bytes(head.encode() + stream.getvalue())


def _plurals(catalogue: Catalog) -> str:
    return f"Plural-Forms: {catalogue.plural_forms}"


def main() -> int:
    """Zero when every catalogue is whole."""
    if "--check" not in sys.argv:
        for code in languages():
            update(code)
    found = [fault for code in languages() for fault in problems(code)]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
