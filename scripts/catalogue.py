"""Keeps the portal's texts and their translations together: templates and tables enter, `portal/locale/*.po` leave.

python scripts/catalogue.py          bring the catalogues up to date: what is new stands there to be translated
python scripts/catalogue.py --check  say what is missing, and change nothing
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PORTAL = Path(__file__).parent.parent / "src" / "trialwright" / "portal"
LOCALE = PORTAL / "locale"
HOUSE = PORTAL.parent
TABLES = (
    ("portal/data/*.tsv", ("text",)),
    ("lay/data/*.tsv", ("text", "meaning")),
    ("protocol/data/node_words.tsv", ("text",)),
    ("protocol/data/attribute_words.tsv", ("words",)),
    ("protocol/data/qualifier_words.tsv", ("words", "denied")),
    ("protocol/data/unit_words.tsv", ("one", "many")),
    ("registries/data/finding_codes.tsv", ("what_to_do",)),
    ("vocabulary/data/variables.tsv", ("question",)),
)
"""The tables that hold words for people, with the columns in which they stand."""
_WORDS = re.compile(r"(?!ppm|mmHg|cmH)[0-9 ]*[a-z]{2}[a-zA-Z -]*")
"""A unit in words: signs ("µg") are the same in every language."""
_FILLED_IN = re.compile(r"\{\w*\}")


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
    for pattern, columns in TABLES:
        for path in sorted(HOUSE.glob(pattern)):
            lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                said = (row[name].removeprefix("% ") for name in columns if row.get(name))
                yield from ((path.name, words) for words in said if path.name != "unit_words.tsv" or _WORDS.fullmatch(words))


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
        yield from ("other words are filled in" for part in parts if _filled_in(part) != _filled_in(message.id))


def _filled_in(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """What stands in braces and is filled in."""
    return sorted(set(_FILLED_IN.findall(text if isinstance(text, str) else text[-1])))


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
