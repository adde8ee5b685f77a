"""A browser's profile with one window, lent to one test after another, each time as good as new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Request,
    Response,
)

Theme = Literal["light", "dark"]

# What a page keeps for good, so that its profile cannot be lent again.
LASTING = ("add_init_script", "expose_binding", "expose_function", "on", "once")
PATIENCE_MS = 30_000


@dataclass
class Witness:
    """Notes what a reader would not see: errors, warnings, foreign and failed requests."""

    host: str
    complaints: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of the context, from its first request on."""
        context.on("console", self.note_console)
        context.on("weberror", lambda error: self.complaints.append(f"exception: {error.error}"))
        context.on("request", self.note_request)
        context.on("response", self.note_response)
        context.on("requestfailed", self.note_failure)

    def note_console(self, message: ConsoleMessage) -> None:
        """Errors and warnings on the console are complaints; the rest is not."""
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console {message.type}: {message.text}")

    def note_request(self, request: Request) -> None:
        """A request to any other host is a complaint, even one that would be refused."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != self.host:
            self.complaints.append(f"foreign request: {request.url}")

    def note_response(self, response: Response) -> None:
        """A missing page, style, script or picture is a complaint."""
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def note_failure(self, request: Request) -> None:
        """So is a request without an answer; leaving a page cancels its own, which is fine."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"no answer ({request.failure}): {request.url}")


class Profiles:
    """Profiles that wait to be lent, as good as new; they end with their browser."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: list[Profile] = []

    def lend(self, *, javascript: bool = True) -> Profile:
        """An empty profile, used before or not."""
        for place, profile in enumerate(self._idle):
            if profile.javascript is javascript:
                return self._idle.pop(place)
        return Profile(self._browser, javascript=javascript)

    def take_back(self, profile: Profile) -> list[str]:
        """Empty a profile that was lent; gives what was complained of meanwhile."""
        if profile.empty():
            self._idle.append(profile)
        else:
            profile.close()
        complaints, profile.witness.complaints = profile.witness.complaints, []
        return complaints


class Profile:
    """One window in a profile of its own. To empty one costs a third of what a new one does.

    Lent again, it knows no more than a new one: no storage, no history, no route of a test. Only
    files that a site sent are kept for the next test of the same site.
    """

    def __init__(self, browser: Browser, *, javascript: bool) -> None:
        self.javascript = javascript
        self.witness = Witness("")
        self._context = browser.new_context(java_script_enabled=javascript)
        self.witness.watch(self._context)
        self.page = self._context.new_page()
        self._chromium = self._context.new_cdp_session(self.page)
        self._is_spent = False
        for name in LASTING:
            setattr(self.page, name, self._spending(getattr(self.page, name)))

    def _spending(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def spend(*arguments: Any, **named: Any) -> Any:
            self._is_spent = True
            return act(*arguments, **named)

        return spend

    def open(self, address: str, theme: Theme = "light", width: int = 1440) -> None:
        """Open an address, as a reader with this system and this window does."""
        host = urlsplit(address).netloc
        if host != self.witness.host:  # another site's files may have had the same addresses
            self._chromium.send("Network.clearBrowserCache")
        self.witness.host = host
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.emulate_media(color_scheme=theme, media="null")
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(address, wait_until="networkidle")

    def empty(self) -> bool:
        """Leave the page and forget everything; whether it can be lent again."""
        try:
            self._forget()
        except Error:  # closed, or still on its way to somewhere
            return False
        return not self._is_spent

    def _forget(self) -> None:
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.evaluate("sessionStorage.clear()")
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        everything = {"origin": "*", "storageTypes": "all"}
        self._chromium.send("Storage.clearDataForOrigin", everything)
        self._chromium.send("Page.resetNavigationHistory")

    def close(self) -> None:
        """Close the window and throw the profile away."""
        self._context.close()
