"""Former addresses of a postmortem, in a real browser, under a sub-path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.site import serve
from tests.site.harness import draw, postmortem

pytestmark = pytest.mark.browser

OLD = "kb/incidents/2024-03-05-old/"
NEW = "kb/incidents/2024-03-05-new/"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a host that has a site with a moved postmortem below it."""
    folder: Path = tmp_path_factory.mktemp("redirects")
    text = postmortem("Moved").replace("SEV2", "SEV2\naliases: [2024-03-05-old]")
    site = draw(folder / "source", {"postmortems/2024-03-05-new.md": text}).build().site
    site.rename(folder / "kb")
    with serve(folder) as address:
        yield address


@pytest.mark.parametrize("rest", ["", "#summary", "?from=chat#summary"])
def test_scripts_keep_what_follows_the_path(host: str, open_page: OpenPage, rest: str) -> None:
    """A link to a section of the former page leads to that section of the new one."""
    page = open_page(f"{host}{OLD}{rest}")
    expect(page).to_have_url(f"{host}{NEW}{rest}")
    expect(page.locator("h1")).to_have_text("Moved")


def test_it_leads_on_without_scripts(host: str, open_page: OpenPage) -> None:
    """The page itself asks the browser to go on."""
    page = open_page(f"{host}{OLD}", javascript=False)
    expect(page).to_have_url(f"{host}{NEW}")


def test_back_leads_to_where_one_came_from(host: str, open_page: OpenPage) -> None:
    """The former address is no stop on the way back."""
    page = open_page(f"{host}kb/explore/")
    page.goto(f"{host}{OLD}")
    expect(page).to_have_url(f"{host}{NEW}")
    page.go_back()
    expect(page).to_have_url(f"{host}kb/explore/")
