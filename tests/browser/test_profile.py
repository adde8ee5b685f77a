from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.profile import Profiles
from tests.browser.site import serve

pytestmark = pytest.mark.browser

FINE = "<!doctype html><link rel=icon href='data:,'><title>Page</title><h1>Page</h1>"
LEFT = """() => [
    document.cookie, localStorage.length, sessionStorage.length, history.length,
    document.title, innerWidth, matchMedia("(prefers-color-scheme: dark)").matches,
]"""


def test_a_profile_that_is_lent_again_is_as_good_as_new(profiles: Profiles, tmp_path: Path) -> None:
    """Nothing of the test before is in it: no storage, history, route, window, theme, complaint."""
    (tmp_path / "index.html").write_text(FINE, encoding="utf-8")
    with serve(tmp_path) as address:
        used = profiles.lend()
        used.open(address, "dark", 390)
        fresh = used.page.evaluate(LEFT)
        used.page.route("**/*", lambda route: route.fulfill(body="<title>Other</title>"))
        used.page.evaluate(
            "document.cookie = 'a=1'; localStorage.a = sessionStorage.a = 1; console.error('told')"
        )
        used.page.goto(f"{address}?again")
        used.page.emulate_media(media="print")
        assert fresh[:4] != used.page.evaluate(LEFT)[:4]
        assert profiles.take_back(used) == ["console error: told"]
        again = profiles.lend()
        assert again is used
        again.open(address, "dark", 390)
        assert again.page.evaluate(LEFT) == fresh
        assert not again.page.evaluate("matchMedia('print').matches")
        assert profiles.take_back(again) == []


def ignore(_: object) -> None:
    """Listen, and do nothing."""


CHANGES: dict[str, Callable[[Page], object]] = {
    "script": lambda page: page.add_init_script("window.mine = 1"),
    "listener": lambda page: page.on("console", ignore),
    "closed": lambda page: page.close(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_profile_that_was_changed_for_good_is_not_lent_again(
    profiles: Profiles, tmp_path: Path, change: str
) -> None:
    """A script that runs on every page, a listener, a closed window: the next test has another."""
    (tmp_path / "index.html").write_text(FINE, encoding="utf-8")
    with serve(tmp_path) as address:
        used = profiles.lend()
        used.open(address)
        CHANGES[change](used.page)
        profiles.take_back(used)
        again = profiles.lend()
        assert again is not used
        profiles.take_back(again)
