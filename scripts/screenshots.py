"""A folder enters, pictures of every page leave, at a desk and on a phone, light and dark.

`python -m scripts.screenshots out/screens [WORD…]`: with words only the pages whose address has one of them. The server and the
shelf are those of the browser tests.
"""

from __future__ import annotations

import contextlib
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
    with contextlib.ExitStack() as stack:
        shelf = shelf_of_samples(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "shelf")
        portal = stack.enter_context(running(shelf))
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        for address in wanted:
            take(browser, portal.address, address, folder)
        browser.close()


def take(browser: Browser, host: str, address: str, folder: Path) -> None:
    """The pictures of a whole page."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", address).strip("-") or "front"
    for size, colours in LOOKS:
        visitor = Visitor.coming(browser, host, size=size, colours=colours)
        visitor.go(address)
        visitor.page.screenshot(path=folder / f"{name}-{size[0]}-{colours}.png", full_page=True)
        visitor.leave()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
