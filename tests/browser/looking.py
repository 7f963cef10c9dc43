"""A page before a reader enters; what axe has against it, in these colours and the others, what a phone misses in it leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from axe_playwright_python.sync_playwright import Axe
from tests.browser.visitor import Visitor

RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""All rules of axe, the best practices among them, and the one of WCAG 2.2 that it leaves out by itself."""

COLOURS_ONLY = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
"""What of it depends on the colours: nothing else of a page changes with them."""

ONE_OF_EACH_STYLE = """
() => {
  const chains = new Map([[null, '']]), seen = new Set();
  const chain = e => {
    if (!chains.has(e)) {
      const s = getComputedStyle(e);
      const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.position, s.clipPath, s.filter].join();
      chains.set(e, `${chain(e.parentElement)}|${own}`);
    }
    return chains.get(e);
  };
  const says = e => e.matches('input, select, textarea') || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  for (const e of document.body.querySelectorAll('*')) {
    if (!says(e) || !e.checkVisibility({visibilityProperty: true})) continue;
    const s = getComputedStyle(e), around = getComputedStyle(e.parentElement);
    const letters = [s.color, s.fontSize, s.fontWeight, s.textDecorationLine, s.textShadow, e.matches('a[href]'), around.color];
    const sort = `${chain(e)}|${letters.join()}`;
    if (!seen.has(sort)) e.setAttribute('data-one-of-its-style', '');
    seen.add(sort);
  }
  return seen.size;
}
"""
"""Marks one text of each style and ground: the others of it have the same contrast, which axe takes most of its time for."""

MOST_REQUESTS, HEAVIEST = 6, 250_000
"""What a page may ask of a phone: requests, and bytes on the way (packed)."""

STEADY = """
() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { moved += e.hadRecentInput ? 0 : e.value; }))
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(moved)));
})
"""
HEAD = """
() => {
  const said = (selector, name) => document.head.querySelector(selector)?.getAttribute(name) ?? '';
  const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  return {
    lang: document.documentElement.lang,
    title: document.title,
    description: said('meta[name=description]', 'content'),
    viewport: said('meta[name=viewport]', 'content'),
    canonical: said('link[rel=canonical]', 'href'),
    robots: said('meta[name=robots]', 'content'),
    headings: document.querySelectorAll('h1').length,
    doctype: document.compatMode === 'CSS1Compat',
    unnamed: [...document.images].filter(e => !e.hasAttribute('alt')).length,
    weight: loaded.reduce((sum, e) => sum + e.encodedBodySize, 0),
  };
}
"""


def anew(reader: Visitor, colours: str) -> Iterator[Visitor]:
    """The reader with these colours, as one who comes for the first time; at the end nothing may have gone wrong.

    One window serves for all pages: to open it takes longer than to look at most of them.
    """
    reader.begin_anew(colours=colours)
    yield reader
    assert reader.wrong == []


def violations(reader: Visitor, rules: Mapping[str, object] = RULES, *, within: str | None = None) -> list[str]:
    """What axe finds on the page that a reader has before them, or in the elements of a selector."""
    faults = Axe().run(reader.page, context=within, options=dict(rules)).response["violations"]
    return [f"{fault['id']} ({fault['help']}): {node['html'][:200]}" for fault in faults for node in fault["nodes"]]


def violations_in(colours: str, reader: Visitor) -> list[str]:
    """What axe finds when the page that a reader has before them changes its colours: "dark" or "light"."""
    reader.page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    assert reader.page.evaluate(ONE_OF_EACH_STYLE) > 0
    return violations(reader, COLOURS_ONLY, within="[data-one-of-its-style]")


def wanting(reader: Visitor, address: str) -> list[str]:
    """What a page lacks of what a phone and a search engine want of any page (the checks of Lighthouse that are facts)."""
    head = reader.page.evaluate(HEAD)
    path = address.partition("?")[0]
    right = {
        "the language it was asked in": head["lang"] == "nl",
        "a title": len(head["title"]) > len(" – trialwright"),
        "a description": 20 <= len(head["description"]) <= 400,
        "the width of a phone": head["viewport"] == "width=device-width, initial-scale=1",
        "its own address, or to be left out": head["canonical"].endswith(path)
        if head["canonical"]
        else "noindex" in head["robots"],
        "one heading": head["headings"] == 1,
        "standards mode": head["doctype"],
        "a text for each picture": head["unnamed"] == 0,
        "few requests": len(reader.requests) <= MOST_REQUESTS,
        "little weight": 0 < head["weight"] <= HEAVIEST,
        "nothing that moves while it loads": reader.page.evaluate(STEADY) < 0.02,
    }
    return [f"{what}: {head}" for what, holds in right.items() if not holds]
