"""A real browser on the real site, where nothing may happen that a reader would not see."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import VARIABLE, find, flags
from tests.browser.profile import Profile, Profiles, Theme
from tests.browser.site import SUB_PATH, build_once, serve


class OpenPage(Protocol):
    """What the fixture `open_page` gives."""

    def __call__(
        self, address: str, theme: Theme = "light", width: int = 1440, *, javascript: bool = True
    ) -> Page:
        """Open an address in a profile of which nobody else knows."""


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


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    """The browser's profiles."""
    return Profiles(browser)


@pytest.fixture
def profile(profiles: Profiles) -> Iterator[Profile]:
    """An empty profile; what its witness complains of is for the test to judge."""
    lent = profiles.lend()
    yield lent
    profiles.take_back(lent)


@pytest.fixture
def open_page(profiles: Profiles) -> Iterator[OpenPage]:
    """Opens addresses, each in an empty profile; at the end nothing may have been complained of."""
    lent: list[Profile] = []

    def open_address(
        address: str, theme: Theme = "light", width: int = 1440, *, javascript: bool = True
    ) -> Page:
        profile = profiles.lend(javascript=javascript)
        lent.append(profile)
        profile.open(address, theme, width)
        return profile.page

    yield open_address
    assert [complaint for one in lent for complaint in profiles.take_back(one)] == []
