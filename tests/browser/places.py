"""Every page of the portal: its route enters, addresses of it as a reader would have them leave, also those with mistakes."""

from __future__ import annotations

from collections.abc import Mapping

OMEC = "NCT07000253"
OLIGAMI = "001_972ffe1ee774d5df.txt"
THAL = "NCT05198856"
BARE = "003_f0bc39d05119041c.txt"
CRLM = "NCT06120127"
SEEDS = (OMEC, OLIGAMI, THAL, BARE, CRLM)
MANY_SITES = "NCT06330064"

PAGES: Mapping[str, tuple[str, ...]] = {
    "/": ("/",),
    "/about": ("/about",),
    "/search": (
        "/search?q=esophageal+cancer&place=Madrid",
        "/search?q=zzzz+qqqq",
        "/search?q=AREA%5BPhase",
        "/search?q=cancer&place=Nowhereville",
    ),
    "/feeds": ("/feeds",),
    "/feeds/{name}": ("/feeds/cancer", "/feeds/none"),
    "/match": ("/match",),
    "/compare": (f"/compare?keys={OMEC}&keys={BARE}", "/compare?keys=NCT00000000"),
    "/review": ("/review",),
    "/review/{key:path}": (f"/review/{OMEC}",),
    "/merges": ("/merges",),
    "/sign-in": ("/sign-in",),
    "/users": ("/users",),
    "/cohort": ("/cohort?sort=possible",),
    "/cohort/changes": ("/cohort/changes?since=2026-03-01",),
    "/cohort/questions": ("/cohort/questions",),
    "/cohort/overlap": ("/cohort/overlap",),
    "/cohort/trial/{key:path}": (f"/cohort/trial/{OMEC}", "/cohort/trial/NCT00000000"),
    "/cohort/trial/{key:path}/near-misses": (f"/cohort/trial/{OMEC}/near-misses",),
    "/cohort/trial/{key:path}/limits": (f"/cohort/trial/{THAL}/limits",),
    "/trial/{key:path}": (*(f"/trial/{key}" for key in SEEDS), f"/trial/{MANY_SITES}?near=Utrecht", "/trial/NCT00000000"),
    "/trial/{key:path}/checklist": (f"/trial/{OMEC}/checklist",),
    "/trial/{key:path}/history": (f"/trial/{OMEC}/history",),
    "/trial/{key:path}/related": (f"/trial/{OMEC}/related",),
    "/trial/{key:path}/sources": (f"/trial/{BARE}/sources",),
}
"""What a reader sees, by route."""

FOR_PROGRAMS = frozenset(
    {
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-{number}.xml",
        "/feeds/{name}.rss",
        "/feeds/{name}.json",
        "/compare.pdf",
        "/trial/{key:path}/checklist.pdf",
    }
)
"""What no reader sees as a page: for programs, or a file to keep."""

FILES = frozenset({"/review/{key:path}/file", "/cohort/trial/{key:path}/funnel.svg", "/cohort/trial/{key:path}/limits.svg"})
"""What a browser saves, or shows in a page."""

ADDRESSES = tuple(address for addresses in PAGES.values() for address in addresses)
