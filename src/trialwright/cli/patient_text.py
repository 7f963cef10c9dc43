"""What was understood of patients enters; it is printed as tables to a terminal of any width."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from trialwright.cli.patient_form import facts_shown
from trialwright.cli.screen import finding_text, indented, one_line
from trialwright.patients.facts import Fact, Kind
from trialwright.patients.understood import Understood, Unread

_HIDDEN = frozenset({"site concept", "histology concept", "also"})


def print_patients(found: Sequence[Understood], console: Console, *, latest: bool) -> None:
    """Each patient: who it is, the facts by kind, what was not understood."""
    for one in found:
        _print_one(one, console, latest=latest)
        console.print()


def _print_one(one: Understood, console: Console, *, latest: bool) -> None:
    patient = one.patient
    born = f"born {patient.birth_date}" if patient.birth_date is not None else ""
    aged = f"age {patient.age}" if patient.age is not None else ""
    who = ", ".join(part for part in (born, aged, patient.sex or "sex not known") if part)
    indented(console, Text(f"Patient {one_line(patient.id)}", style="bold").append(f": {who}", style="none"))
    complete = ", ".join(sorted(patient.coverage))
    indented(console, Text(f"complete: {complete or 'nothing; what is not listed is unknown'}"), hang=2)
    if one.observed:
        spans = ", ".join(f"{start} to {end}" for start, end in one.observed)
        indented(console, Text(f"observed: {spans}"), hang=2)
    if one.sites:
        indented(console, Text(f"seen at: {one_line(', '.join(one.sites))}"), hang=2)
    for finding in patient.findings:
        indented(console, finding_text(finding), hang=2)
    shown = facts_shown(patient.facts, latest=latest)
    hidden = len(patient.facts) - len(shown)
    console.print(Text(f"\nUnderstood: {len(patient.facts)} facts" + (f" ({hidden} older values not shown)" if hidden else "")))
    for kind in Kind:
        _print_facts([fact for fact in shown if fact.kind is kind], kind, console)
    _print_unread(one.unread, sum(finding.code == "TERM_UNKNOWN" for finding in patient.findings), console)


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _print_facts(facts: Sequence[Fact], kind: Kind, console: Console) -> None:
    if not facts:
        return
    table = _table(kind.value, "value", "when", "from")
    for fact in sorted(facts, key=lambda item: (item.concept or item.what).lower()):
        table.add_row(*(Text(one_line(text)) for text in (_named(fact), _value(fact), _when(fact), fact.place)))
    console.print(table)


def _named(fact: Fact) -> str:
    return fact.concept if fact.concept is not None else f"{fact.what} (in its own words)"


def _value(fact: Fact) -> str:
    parts = [] if fact.present else ["absent"]
    if isinstance(fact.value, bool):
        parts.append("yes" if fact.value else "no")
    elif fact.value is not None:
        parts.append(f"{fact.comparator or ''}{fact.value}" + (f" {fact.unit}" if fact.unit else ""))
    limits = [f"{name.upper()} {value}" for name, value in (("lln", fact.lln), ("uln", fact.uln)) if value is not None]
    parts += [f"({', '.join(limits)})"] if limits else []
    parts += [f"{name} {text}" for name, text in fact.qualifiers.items() if name not in _HIDDEN]
    return ", ".join(parts)


def _when(fact: Fact) -> str:
    if fact.date is not None:
        return str(fact.date)
    if fact.start is None:
        return f"until {fact.end}" if fact.end is not None else ""
    return f"since {fact.start}" if fact.end is None else f"{fact.start} to {fact.end}"


def _print_unread(unread: Sequence[Unread], own_words: int, console: Console) -> None:
    total = sum(item.count for item in unread)
    if not total and own_words:
        console.print(Text(f"\nKept in their own words only, and not understood otherwise: {own_words}"))
        return
    console.print(Text(f"\nNot understood or left out: {total}" if total else "\nEverything was understood."))
    if not unread:
        return
    table = _table("what", "why", "times", "from")
    for item in unread:
        where = ", ".join(item.where)
        table.add_row(
            *(Text(one_line(text)) for text in (f"{item.resource} {item.what}", item.why.value, str(item.count), where))
        )
    console.print(table)
