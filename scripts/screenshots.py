"""Takes pictures of every page of the portal, at a desk and on a phone, light and dark: `python -m scripts.screenshots out/screens [WORD…]`.

With words only the pages whose address has one of them. The server and the shelf are those of the browser tests.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tests.browser.places import ADDRESSES
from tests.browser.portal import running, shelf_of_samples
from tests.browser.visitor import ARGUMENTS, DESK, PHONE, Visitor, chromium

LOOKS = tuple((size, colours) for size in (DESK, PHONE) for colours in ("light", "dark"))


def main(folder: Path, words: list[str]) -> None:
    """Fills the folder with one PNG a page and look."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [address for address in ADDRESSES if not words or any(word in address for word in words)]
    with (
        tempfile.TemporaryDirectory() as shelf,
        running(shelf_of_samples(Path(shelf) / "shelf")) as portal,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        for address in wanted:
            for size, colours in LOOKS:
                take(browser, portal.address, address, folder, size=size, colours=colours)
        browser.close()


def take(browser: Browser, host: str, address: str, folder: Path, *, size: tuple[int, int], colours: str) -> None:
    """One picture of a whole page."""
    visitor = Visitor.coming(browser, host, size=size, colours=colours)
    visitor.go(address)
    name = re.sub(r"[^A-Za-z0-9]+", "-", address).strip("-") or "front"
    visitor.page.screenshot(path=folder / f"{name}-{size[0]}-{colours}.png", full_page=True)
    visitor.leave()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
