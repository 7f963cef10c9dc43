"""A reader at the portal: habits enter (a phone, dark colours, Dutch, no script), a page leaves that minds what goes wrong."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 180_000
"""Milliseconds that a reader waits for a page: how long one takes tells of the machine, and of who else works on it."""
PHONE = (390, 844)
DESK = (1280, 900)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The browser's program: the one named in $CHROMIUM, else the first on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in _NAMES if (found := shutil.which(name))), None)


@dataclass(kw_only=True)
class Visitor:
    """Somebody with a browser. `wrong` holds every error of a script or the console, and every request to another host."""

    address: str
    context: BrowserContext
    page: Page
    wrong: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @classmethod
    def coming(
        cls,
        browser: Browser,
        address: str,
        *,
        script: bool = True,
        size: tuple[int, int] = DESK,
        colours: str = "light",
        language: str = "en-GB",
    ) -> Visitor:
        """A new reader, who has no cookies."""
        context = browser.new_context(
            java_script_enabled=script,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if colours == "dark" else "light",
            locale=language,
            has_touch=size == PHONE,
            reduced_motion="reduce",
        )
        visitor = cls(address=address, context=context, page=context.new_page())
        visitor.page.set_default_timeout(PATIENCE)
        context.on("request", visitor._asked)
        visitor.page.on("pageerror", lambda error: visitor.wrong.append(f"script: {error}"))
        visitor.page.on("console", lambda said: visitor.wrong.append(f"console: {said.text}") if said.type == "error" else None)
        return visitor

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.wrong.append(f"a request to another host: {request.url}")

    def go(self, path: str) -> Response:
        """Opens a page of the portal; the browser's own complaint about a page that says 404 or 400 is none."""
        answer = self.page.goto(self.address + path, wait_until="load")
        assert answer is not None
        if answer.status >= 400:
            self.forgive()
        return answer

    def begin_anew(self, *, colours: str) -> None:
        """As one who was never here: without cookies and stored files, and with nothing seen yet."""
        self.context.clear_cookies()
        self.page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        self.wrong.clear()
        self.requests.clear()

    def keep_no_files(self) -> None:
        """From now on every file is asked for anew, as on a first visit."""
        self.context.new_cdp_session(self.page).send("Network.setCacheDisabled", {"cacheDisabled": True})

    def forgive(self) -> None:
        """Forgets that the browser complained of a page that was refused, as it should be."""
        self.wrong = [wrong for wrong in self.wrong if "Failed to load resource" not in wrong]

    def follow(self, role: Literal["button", "link"], name: str) -> None:
        """Presses a button or a link that leads to a page, and waits until it is there."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role(role, name=name, exact=True).first.click()

    def leave(self) -> None:
        """Closes the browser's window."""
        self.context.close()

    def overflow(self) -> list[str]:
        """What stands out to the right of the window, where the page can be moved sideways."""
        return list(
            self.page.evaluate(
                """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
                   [...document.querySelectorAll('main *, header *, footer *')]
                   .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
                   .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
            )
        )
