"""`trialwright library feed`: a search enters and is kept; what became of its trials leaves, as text, RSS or JSON Feed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.text import Text

from trialwright.cli.asked import say_how_taken
from trialwright.cli.dates import reference_date
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.output import write_text
from trialwright.cli.screen import indented, one_line, out
from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.shelf.feeds import Feed, json_feed, rss
from trialwright.shelf.shelf import Shelf


class FeedFormat(StrEnum):
    """How a feed is written."""

    TEXT = "text"
    RSS = "rss"
    JSON = "json"


def feed_command(  # noqa: PLR0913 - one parameter is one option
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The saved search. Default: list all.")] = None,
    *,
    shelf: ShelfOption = None,
    save: Annotated[str | None, typer.Option("--save", metavar="WORDS", help="Save a search of these words under NAME.")] = None,
    title: Annotated[str, typer.Option("--title", metavar="WORDS", help="What to call it. Default: its words.")] = "",
    facet: Annotated[
        list[str] | None,
        typer.Option("--facet", metavar="NAME=VALUE", help="With --save: a facet, such as status=RECRUITING; repeat it."),
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget the saved search.")] = False,
    form: Annotated[FeedFormat, typer.Option("--format", help="text, rss (RSS 2.0) or json (JSON Feed 1.1).")] = FeedFormat.TEXT,
    most: Annotated[int, typer.Option("--most", min=1, metavar="N", help="The last N events.")] = 50,
    base_url: Annotated[str, typer.Option("--base-url", metavar="URL", help="The address of your portal, for links.")] = "",
    output: Annotated[
        str | None, typer.Option("--out", "-o", metavar="FILE", help="Where to write. Default: standard output.")
    ] = None,
) -> None:
    """Save searches, and tell what became of the trials that they find: new, changed (and how), no longer found."""
    if name is None:
        if save is not None or forget:
            raise UserError("the saved search needs a name", hint="trialwright library feed NAME --save WORDS")
        with opened(shelf) as kept:
            _list(kept)
        return
    with opened(shelf, writable=save is not None or forget) as kept:
        if save is not None:
            query = Query(words=save, facets=_facets(facet or []))
            say_how_taken(kept, query, "--save", on=reference_date(None))
            saved = kept.searches.save(name, query, title=title, on=reference_date(None))
            out().print(f"saved: {saved.name} finds {_trials(saved.trials)} now; its news begin here", soft_wrap=True)
        elif forget:
            kept.searches.remove(name)
            out().print(f"forgotten: {name}", soft_wrap=True)
        else:
            _write(kept.feed(name, base_url=_address(base_url), most=most), form, output)


def _address(text: str) -> str:
    """The address of a portal, to which the paths of its pages can be put."""
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        raise UserError("it is not the address of a web site", place="--base-url", hint="like https://trials.example.org")
    return text


def _facets(words: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not (name and sign and value):
            raise UserError(f"{word!r} is no facet", place="--facet", hint="NAME=VALUE, such as status=RECRUITING")
        found[name] = (*found.get(name, ()), value)
    return found


def _list(kept: Shelf) -> None:
    console = out()
    for saved in kept.searches.all():
        told = f"{one_line(saved.title)}  ({_trials(saved.trials)}, since {saved.at:%Y-%m-%d})"
        indented(console, Text(f"{saved.name}  ", style="bold").append(told, style="none"), hang=2)
    if not kept.searches.all():
        console.print("no search is saved")


def _trials(count: int) -> str:
    return f"{count:,} trial{'' if count == 1 else 's'}"


def _write(feed: Feed, form: FeedFormat, output: str | None) -> None:
    if form is not FeedFormat.TEXT:
        write_text(rss(feed) if form is FeedFormat.RSS else json_feed(feed), output)
        return
    console = out()
    for entry in feed.entries:
        indented(console, Text(f"{entry.at:%Y-%m-%d}  ", style="dim").append(one_line(entry.headline), style="bold"), hang=2)
        for line in entry.lines:
            indented(console, Text(one_line(line)), 2, hang=2)
    if not feed.entries:
        console.print("nothing has changed since the search was saved")
