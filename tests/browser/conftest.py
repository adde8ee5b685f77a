"""A real browser on the real site, and a witness of everything that must not happen in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.browser.chromium import VARIABLE, find, flags
from tests.browser.site import SUB_PATH, build_once, serve

Theme = Literal["light", "dark"]


class OpenPage(Protocol):
    """What the fixture `open_page` gives."""

    def __call__(
        self, address: str, theme: Theme = "light", width: int = 1440, *, javascript: bool = True
    ) -> Page:
        """Open an address in a fresh profile."""


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine. Without one: skip, but fail where CI=true."""
    path = find()
    if path is None:
        reason = f"no Chromium: install one, name it in {VARIABLE}, or run `make browser`"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all xdist workers of this run share, and no other run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def site_folder(shared_folder: Path) -> Path:
    """The folder that holds the real site, built strictly, as its sub-path."""
    folder = shared_folder / "real-site"
    target = str(folder / SUB_PATH)
    build_once(folder, [("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", target)])
    return folder


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of the real site, served under a sub-path."""
    with serve(site_folder) as address:
        yield f"{address}{SUB_PATH}/"


@pytest.fixture(scope="session")
def root_site(site_folder: Path) -> Iterator[str]:
    """The address of the real site at its host's root, as its configuration has it.

    A missing page may be asked for at any depth, so that 404.html alone has absolute addresses.
    """
    with serve(site_folder / SUB_PATH) as address:
        yield address


@pytest.fixture(scope="session")
def large_site(shared_folder: Path) -> Iterator[str]:
    """The address of a generated site of 250 incidents: more than one page of a list holds."""
    folder = shared_folder / "large-site"
    source, target = str(folder / "source"), str(folder / SUB_PATH)
    configuration = str(folder / "source" / "mkdocs.yml")
    build = ("-m", "mkdocs", "build", "--quiet", "--config-file", configuration)
    build_once(folder, [("bench/generate.py", "250", source), (*build, "--site-dir", target)])
    with serve(folder) as address:
        yield f"{address}{SUB_PATH}/"


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens addresses, each in a fresh profile; at the end nothing may have been complained of."""
    witnesses: list[Witness] = []
    contexts: list[BrowserContext] = []

    def open_address(
        address: str, theme: Theme = "light", width: int = 1440, *, javascript: bool = True
    ) -> Page:
        context = browser.new_context(
            color_scheme=theme,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
        )
        contexts.append(context)
        witnesses.append(Witness(urlsplit(address).netloc))
        witnesses[-1].watch(context)
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        return page

    yield open_address
    for context in contexts:
        context.close()
    assert [complaint for witness in witnesses for complaint in witness.complaints] == []
