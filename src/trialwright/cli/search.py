"""`trialwright search`: words and choices enter, the trials found on the shelf leave, with counts and what was also searched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.dates import reference_date
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.output import as_document, write_text
from trialwright.cli.read import ON_HELP
from trialwright.cli.screen import err, one_line, out, say_problem
from trialwright.errors import UserError
from trialwright.find.asking import Hit, Query, Results, Snippet
from trialwright.find.freshness import standing_of
from trialwright.find.mistakes import QueryError
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.trial import Trial

_MOST_COUNTS = 8


def search_command(  # noqa: PLR0913 - one parameter is one option
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", help="Words, or the query language.")] = None,
    *,
    shelf: ShelfOption = None,
    cond: Annotated[str, typer.Option("--cond", metavar="WORDS", help="Condition.")] = "",
    intr: Annotated[str, typer.Option("--intr", metavar="WORDS", help="Treatment.")] = "",
    titles: Annotated[str, typer.Option("--titles", metavar="WORDS", help="Title or acronym.")] = "",
    spons: Annotated[str, typer.Option("--spons", metavar="WORDS", help="Sponsor or collaborator.")] = "",
    locn: Annotated[str, typer.Option("--locn", metavar="WORDS", help="City, state, country or hospital of one site.")] = "",
    status: Annotated[list[str] | None, typer.Option("--status", metavar="STATUS", help="RECRUITING …; repeat it.")] = None,
    facet: Annotated[list[str] | None, typer.Option("--facet", metavar="NAME=VALUE", help="Choose a value; repeat it.")] = None,
    age: Annotated[float | None, typer.Option("--age", min=0, max=150, help="An age in years that the trial admits.")] = None,
    plain: Annotated[list[str] | None, typer.Option("--plain", metavar="TERM", help="No synonyms of it ('*': of any).")] = None,
    sort: Annotated[list[str] | None, typer.Option("--sort", metavar="FIELD:asc|desc", help="At most two.")] = None,
    size: Annotated[int, typer.Option("--size", min=0, max=1000, help="Trials on a page.")] = 20,
    page: Annotated[str | None, typer.Option("--page", metavar="TOKEN", help="The page behind another.")] = None,
    count: Annotated[list[str] | None, typer.Option("--count", metavar="FACET", help="Count its values; repeat it.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=ON_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Search the trials on the shelf."""
    areas = {"cond": cond, "intr": intr, "titles": titles, "spons": spons, "locn": locn}
    query = Query(
        words=" ".join(words or ()),
        areas={name: text for name, text in areas.items() if text},
        facets=_chosen([*(f"status={value.upper()}" for value in status or ()), *(facet or ())]),
        age=age,
        unexpanded=frozenset(plain or ()),
        sort=tuple(_sorted_by(text) for text in sort or ()),
        size=size,
        after=page,
        count_facets=tuple(count or ()),
    )
    _answer(query, shelf, day=reference_date(on), as_json=as_json)


def _answer(query: Query, shelf: Any, *, day: dt.date, as_json: bool) -> None:
    with opened(shelf) as kept:
        found = _found(kept, query, day)
        trials = [(hit, trial) for hit in found.hits if (trial := kept.trial(hit.key)) is not None]
        if as_json:
            write_text(as_document(_to_json(found, trials, day)), None)
            return
        console = out()
        _print_head(console, found)
        for hit, trial in trials:
            _print_hit(console, hit, trial, day)
        _print_counts(console, found)
        if found.next:
            console.print(f"next page: --page {found.next}", soft_wrap=True)


def _found(kept: Shelf, query: Query, day: dt.date) -> Results:
    try:
        return kept.search(query, on=day)
    except QueryError as error:
        err().print(error.caret(), soft_wrap=True)
        raise


def _chosen(pairs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not value:
            raise UserError(f"{pair!r} is not a choice", place="--facet", hint="write it as phase=PHASE3")
        found[name] = (*found.get(name, ()), value)
    return found


def _sorted_by(text: str) -> tuple[str, str]:
    name, _, direction = text.partition(":")
    return name, direction or "desc"


def _print_head(console: Console, found: Results) -> None:
    console.print(f"{found.total:,} trial{'' if found.total == 1 else 's'}")
    for item in found.expansions:
        said = "not searched" if item.switched_off else "also searched"
        console.print(Text(f"{item.term}: {said}: {', '.join(item.also)}", style="dim"), soft_wrap=True)
    for note in found.notes:
        say_problem("search", note, None, label="note")


def _print_hit(console: Console, hit: Hit, trial: Trial, day: dt.date) -> None:
    standing = standing_of(trial.record, on=day)
    console.print(Text(f"\n{trial.key}  ", style="bold").append(one_line(trial.record.title), style="none"), soft_wrap=True)
    doubt = f", {standing.doubt}" if standing.doubt else ""
    stated = f" (stated: {standing.stated})" if standing.stated not in (None, standing.status) else ""
    console.print(f"  {standing.status}{stated}, {standing.words}{doubt}; {standing.grade}", soft_wrap=True)
    for snippet in hit.snippets[:1]:
        console.print(_marked(snippet), soft_wrap=True)


def _marked(snippet: Snippet) -> Text:
    text = Text("  … ")
    text.append(one_line(snippet.text))
    return text


def _print_counts(console: Console, found: Results) -> None:
    for name, buckets in found.facets.items():
        shown = ", ".join(f"{one_line(bucket.value)} {bucket.count:,}" for bucket in buckets[:_MOST_COUNTS])
        more = f", … {len(buckets) - _MOST_COUNTS} more" if len(buckets) > _MOST_COUNTS else ""
        console.print(f"{name}: {shown}{more}", soft_wrap=True)


def _to_json(found: Results, trials: Sequence[tuple[Hit, Trial]], day: dt.date) -> dict[str, Any]:
    return {
        "total": found.total,
        "trials": [_trial_json(hit, trial, day) for hit, trial in trials],
        "facets": {name: {bucket.value: bucket.count for bucket in buckets} for name, buckets in found.facets.items()},
        "expansions": [{"term": e.term, "also": list(e.also), "switchedOff": e.switched_off} for e in found.expansions],
        "notes": list(found.notes),
        "next": found.next,
    }


def _trial_json(hit: Hit, trial: Trial, day: dt.date) -> dict[str, Any]:
    standing = standing_of(trial.record, on=day)
    return {
        "key": trial.key,
        "title": trial.record.title,
        "score": round(hit.score, 4),
        "status": standing.status,
        "statusStated": standing.stated,
        "confirmedOn": standing.confirmed.isoformat() if standing.confirmed else None,
        "freshness": standing.grade.value,
        "doubt": standing.doubt,
        "snippets": [
            {"area": item.area, "text": item.text, "marks": [[mark.start, mark.end] for mark in item.marks]}
            for item in hit.snippets
        ],
    }
