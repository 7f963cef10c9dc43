"""An event of a saved search enters, an entry of its feed leaves: what became of the trial, and what changed in it, in words."""

from __future__ import annotations

from collections.abc import Callable

from trialwright.errors import UserError
from trialwright.shelf.change_words import sentences
from trialwright.shelf.changes import Changes
from trialwright.shelf.feeds import Entry
from trialwright.shelf.searches import News, NewsKind

_WORDS = {
    NewsKind.FOUND: "found by this search now",
    NewsKind.CHANGED: "changed",
    NewsKind.LEFT: "not found by this search any more",
    NewsKind.GONE: "no longer on the shelf under this key",
}


def entry_of(news: News, title: Callable[[str], str], changes: Callable[[str, int, int], Changes]) -> Entry:
    """The entry of one event; `title` gives a trial's title by its key, `changes` what differs between two of its versions."""
    named = title(news.key)
    return Entry(
        id=f"trialwright:{news.search}/{news.key}/{news.kind.value}/{news.id}",
        key=news.key,
        headline=f"{news.key}{f' {named}' if named else ''}: {_WORDS[news.kind]}",
        lines=tuple(_lines(news, changes)),
        at=news.at,
    )


def _lines(news: News, changes: Callable[[str, int, int], Changes]) -> list[str]:
    if news.kind is NewsKind.GONE or news.old is None or news.new is None or news.old == news.new:
        return []
    try:
        return sentences(changes(news.key, news.old, news.new)) or ["nothing that is told apart changed"]
    except UserError:
        return ["the earlier versions are no longer on the shelf"]
