"""Changes enter, sentences that say them to a reader leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trialwright.protocol.difference import MATTERS, Change, Difference
from trialwright.protocol.difference import Kind as LineKind
from trialwright.protocol.words import words_of
from trialwright.shelf.changes import Changes, FieldChange, Kind, SiteChange, SiteKind

_SITES_NAMED = 5
_LONG = 160
_AROUND = 6
"""How many words stand around what differs in a long text."""
_SITE_WORDS = {
    SiteKind.ADDED: ("site added", "sites added"),
    SiteKind.REMOVED: ("site no longer listed", "sites no longer listed"),
    SiteKind.CLOSED: ("site stopped recruiting", "sites stopped recruiting"),
    SiteKind.OPENED: ("site recruits now", "sites recruit now"),
    SiteKind.CHANGED: ("site has another status", "sites have another status"),
}
_LINE_WORDS = {
    LineKind.ADDED: "criterion added",
    LineKind.REMOVED: "criterion taken out",
    LineKind.TIGHTENED: "criterion stricter",
    LineKind.LOOSENED: "criterion looser",
    LineKind.CHANGED: "criterion changed",
}


def sentences(changes: Changes) -> list[str]:
    """What changed, a line each, the most telling first."""
    found = [field_words(change) for change in changes.fields]
    found += site_words(changes.sites)
    found += criteria_words(changes.criteria) if changes.criteria is not None else []
    if changes.others:
        found.append(f"also changed: {', '.join(changes.others)}")
    return found


def field_words(change: FieldChange) -> str:
    """One field: "status: RECRUITING → COMPLETED"."""
    label = f"{change.label} {_quoted(change.item)}, {change.part}" if change.item else change.label
    if change.long and change.kind is Kind.CHANGED:
        return f"{label}: the text changed"
    old, new = (None if text is None else _shortened(text) for text in (change.old, change.new))
    if old is None:
        return f"{label}: {new} (new)"
    return f"{label}: {old} (no longer stated)" if new is None else f"{label}: {old} → {new}"


def site_words(sites: Sequence[SiteChange]) -> list[str]:
    """The sites, those of one kind together, the first few by name."""
    return [
        _sites_of(kind, [site for site in sites if site.kind is kind]) for kind in SiteKind if any(s.kind is kind for s in sites)
    ]


def _sites_of(kind: SiteKind, sites: Sequence[SiteChange]) -> str:
    more = len(sites) - _SITES_NAMED
    named = "; ".join(_site(site) for site in sites[:_SITES_NAMED]) + (f"; and {more} more" if more > 0 else "")
    return f"{len(sites)} {_SITE_WORDS[kind][len(sites) > 1]}: {named}"


def _site(site: SiteChange) -> str:
    name = ", ".join(part for part in (site.facility, site.city, site.country) if part) or "a site without a name"
    if site.kind is SiteKind.CHANGED:
        return f"{name} ({site.old_status or 'no status'} → {site.new_status or 'no status'})"
    return name


def criteria_words(found: Difference) -> list[str]:
    """What changed in the meaning of the criteria; that nothing did, where only the words are others."""
    told = [line for change in found.changes if change.kind in MATTERS for line in _line(change)]
    if told:
        return told
    if not found.complete:
        return ["criteria: nothing changed in meaning, as far as both versions show them"]
    return ["criteria: other words, the same meaning"]


def _line(change: Change) -> Iterator[str]:
    doubt = " (something in it was not read)" if change.unread else ""
    # Where something was not read, the sentences themselves tell more than our reading of the rest.
    said = [("; ".join(line.text if doubt else words_of(line.node) for _, line in side)) for side in (change.old, change.new)]
    old, new = _where_apart(*(" ".join(text.split()) for text in said))
    told = f"{old} → {new}" if old and new else _shortened(old or new)
    yield f"{_LINE_WORDS[change.kind]}: {told}{doubt}"


def _quoted(text: str) -> str:
    return f"“{_shortened(text)}”"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else line[:_LONG].rsplit(" ", 1)[0] + " …"


def _where_apart(old: str, new: str) -> tuple[str, str]:
    """Two texts, each cut down to where they differ if it is long, with a few words around.

    >>> _where_apart("same " * 60 + "at least 18", "same " * 60 + "at least 21")
    ('… same same same same at least 18', '… same same same same at least 21')
    """
    if not old or not new or max(len(old), len(new)) <= _LONG:
        return old, new
    one, other = old.split(), new.split()
    least = min(len(one), len(other))
    start = next((at for at in range(least) if one[at] != other[at]), least)
    alike = next((at for at in range(least - start) if one[-1 - at] != other[-1 - at]), least - start)
    return _window(one, start, alike), _window(other, start, alike)


def _window(words: list[str], start: int, alike: int) -> str:
    """The words from `start` to where the last `alike` begin, with some on either side."""
    first, last = max(0, start - _AROUND), min(len(words), len(words) - alike + _AROUND)
    said = _shortened(" ".join(words[first:last]))
    return ("… " if first else "") + said + (" …" if last < len(words) and not said.endswith("…") else "")
