"""`trialwright search`: words and choices enter, the trials found on the shelf leave, with counts and what was also searched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.asked import results_of
from trialwright.cli.dates import reference_date
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.output import as_document, write_text
from trialwright.cli.read import ON_HELP
from trialwright.cli.screen import one_line, out, say_problem
from trialwright.errors import UserError
from trialwright.find.asking import Hit, NearestSite, Query, Results, Snippet
from trialwright.find.freshness import standing_of
from trialwright.find.nearest import near_of
from trialwright.find.place import Place, Sort, country_spellings, find_places, suggested
from trialwright.find.ranges import counts, days
from trialwright.find.respelling import meant
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
    near: Annotated[
        str, typer.Option("--near", metavar="PLACE", help="The nearest sites first: town, coordinates; country.")
    ] = "",
    within: Annotated[float | None, typer.Option("--within", metavar="KM", min=0, help="At most so far from it.")] = None,
    recruiting: Annotated[bool, typer.Option("--recruiting", help="Only sites that recruit, for --near.")] = False,
    starts: Annotated[str, typer.Option("--starts", metavar="FROM..TO", help="Start date; one end may be left out.")] = "",
    people: Annotated[str, typer.Option("--participants", metavar="MIN..MAX", help="How many; the same.")] = "",
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
    facets = _chosen([*(f"status={value.upper()}" for value in status or ()), *(facet or ())])
    place = _place(near, within, recruiting=recruiting)
    if place is not None and place.sort is Sort.COUNTRY:
        facets.setdefault("country", country_spellings(place.country))
    query = Query(
        words=" ".join(words or ()),
        areas={name: text for name, text in areas.items() if text},
        facets=facets,
        near=near_of(place, within_km=within, recruiting=recruiting) if place and place.sort is not Sort.COUNTRY else None,
        age=age,
        dates={"StartDate": days(_ends(starts, "--starts"), "--starts")} if starts else {},
        enrolment=counts(_ends(people, "--participants"), "--participants") if people else (None, None),
        unexpanded=frozenset(plain or ()),
        sort=tuple(_sorted_by(text) for text in sort or ()),
        size=size,
        after=page,
        count_facets=tuple(count or ()),
    )
    _answer(query, shelf, day=reference_date(on), as_json=as_json)


def _answer(query: Query, shelf: Any, *, day: dt.date, as_json: bool) -> None:
    with opened(shelf) as kept:
        found = results_of(kept, query, on=day)
        trials = [(hit, trial) for hit in found.hits if (trial := kept.trial(hit.key)) is not None]
        if as_json:
            write_text(as_document(_to_json(found, trials, day)), None)
            return
        console = out()
        _print_head(console, found)
        _say_meant(kept, query, found.total, day)
        for hit, trial in trials:
            _print_hit(console, hit, trial, day)
        _print_counts(console, found)
        if found.next:
            console.print(f"next page: --page {found.next}", soft_wrap=True)


def _say_meant(kept: Shelf, query: Query, found: int, day: dt.date) -> None:
    """Ask whether a word is misspelt, where more trials have the one that is like it."""
    if query.after is None:
        count = lambda words: kept.search(replace(query, words=words, meaning=False, size=0, count_facets=()), on=day).total  # noqa: E731
        if words := meant(query.words, found, count):
            say_problem("search", f"did you mean {words}?", None, label="note")


def _chosen(pairs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not value:
            raise UserError(f"{pair!r} is not a choice", place="--facet", hint="write it as phase=PHASE3")
        found[name] = (*found.get(name, ()), value)
    return found


def _place(text: str, within: float | None, *, recruiting: bool) -> Place | None:
    """The place that is meant; what else its name may mean is said."""
    if not text:
        if within is not None or recruiting:
            option = "--recruiting" if recruiting else "--within"
            raise UserError("there is no place to measure from", place=option, hint="give one with --near")
        return None
    found = find_places(text)
    if not found:
        like = " or ".join(place.label for place in suggested(text))
        raise UserError(f"no place called {text!r} is known", place="--near", hint=f"did you mean {like}?" if like else None)
    if found[0].sort is Sort.COUNTRY and (within is not None or recruiting):
        option = "--recruiting" if recruiting else "--within"
        raise UserError(f"{found[0].label} is a country: no distance is measured from one", place=option, hint="name a town")
    if len(found) > 1:
        say_problem("--near", f"{found[0].label} is meant; else ask for {found[1].label!r}", None, label="note")
    return found[0]


def _ends(text: str, option: str) -> tuple[str, str]:
    """The two ends of a range as they are written, one of them perhaps empty."""
    low, sign, high = (part.strip() for part in text.partition(".."))
    if not sign or not (low or high):
        raise UserError(f"{text!r} is not a range", place=option, hint="write it as FROM..TO, FROM.. or ..TO")
    return low, high


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
    if hit.site is not None:
        console.print(f"  nearest site: {_site(hit.site)}", soft_wrap=True)
    for snippet in hit.snippets[:1]:
        console.print(_marked(snippet), soft_wrap=True)


def _site(site: NearestSite) -> str:
    """Where the nearest site is, whether it takes patients in, and how far its town is."""
    named = ", ".join(one_line(part) for part in (site.facility, site.city, site.country) if part)
    taking = {True: "recruits", False: "does not recruit", None: "not stated whether it recruits"}[site.recruiting]
    whose = "" if site.own or site.recruiting is None else " (by the trial's status)"
    return f"{named}, {site.km:.0f} km between towns{', across a border' if site.other_country else ''}; {taking}{whose}"


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
        "nearestSite": _site_json(hit.site) if hit.site is not None else None,
    }


def _site_json(site: NearestSite) -> dict[str, Any]:
    return {
        "facility": site.facility,
        "city": site.city,
        "country": site.country,
        "km": round(site.km, 1),
        "recruiting": site.recruiting,
        "recruitingOfSite": site.own,
        "otherCountry": site.other_country,
        "within": site.within,
        "sites": site.sites,
    }
