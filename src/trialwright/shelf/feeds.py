"""The news of a saved search enter; a feed of them leaves, as RSS 2.0 or JSON Feed 1.1, each entry saying what changed in words.

Sources: RSS 2.0 specification (rssboard.org), JSON Feed 1.1 (jsonfeed.org).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree

_ATOM = "http://www.w3.org/2005/Atom"
_JSON_FEED = "https://jsonfeed.org/version/1.1"
_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)), "�")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry: an id that never changes, the trial's key, a headline, what changed line by line, and when."""

    id: str
    key: str
    headline: str
    lines: tuple[str, ...]
    at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed: its name (in its address), title, entries with the newest first, and the address of the portal ("" for none)."""

    name: str
    title: str
    entries: tuple[Entry, ...]
    base_url: str = ""

    def page(self, key: str) -> str:
        """The address of a trial: its page in the portal, else at the registry."""
        if self.base_url:
            return f"{self.base_url.rstrip('/')}/trial/{quote(key, safe='')}"
        return f"https://clinicaltrials.gov/study/{key}" if key.startswith("NCT") else ""

    def own(self, ending: str) -> str:
        """The address of the feed itself."""
        return f"{self.base_url.rstrip('/')}/feeds/{quote(self.name, safe='')}.{ending}" if self.base_url else ""


def rss(feed: Feed) -> str:
    """The feed as RSS 2.0."""
    ElementTree.register_namespace("atom", _ATOM)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _texts(channel, title=feed.title, link=feed.base_url or "https://clinicaltrials.gov/", description=_about(feed))
    _texts(channel, language="en", generator="trialwright", docs="https://www.rssboard.org/rss-specification")
    if feed.entries:
        _texts(channel, lastBuildDate=format_datetime(feed.entries[0].at))
    if own := feed.own("rss"):
        ElementTree.SubElement(channel, f"{{{_ATOM}}}link", href=own, rel="self", type="application/rss+xml")
    for entry in feed.entries:
        item = ElementTree.SubElement(channel, "item")
        _texts(item, title=entry.headline, description=_html(entry.lines))
        if page := feed.page(entry.key):
            _texts(item, link=page)
        ElementTree.SubElement(item, "guid", isPermaLink="false").text = entry.id
        _texts(item, pubDate=format_datetime(entry.at))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def json_feed(feed: Feed) -> str:
    """The feed as JSON Feed 1.1."""
    body: dict[str, object] = {"version": _JSON_FEED, "title": feed.title, "description": _about(feed), "language": "en"}
    if feed.base_url:
        body |= {"home_page_url": feed.base_url, "feed_url": feed.own("json")}
    items: list[dict[str, str]] = []
    for entry in feed.entries:
        item = {
            "id": entry.id,
            "title": entry.headline,
            "content_text": "\n".join(entry.lines),
            "date_published": entry.at.isoformat(),
        }
        if page := feed.page(entry.key):
            item["url"] = page
        items.append(item)
    return json.dumps({**body, "items": items}, ensure_ascii=False, indent=2) + "\n"


def _about(feed: Feed) -> str:
    return f"What changed in the trials that the search “{feed.title}” finds"


def _texts(parent: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = text.translate(_NOT_IN_XML)


def _html(lines: Sequence[str]) -> str:
    """The lines as HTML, which readers take a description for: what comes from a record is escaped, no markup in it acts."""
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>" if lines else ""
