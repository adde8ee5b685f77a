"""The content security policy: nothing of the site breaks under it, nothing foreign runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.profile import Profile, Theme
from tests.browser.site import serve
from tests.site.harness import CONFIGURATION, draw, postmortem

pytestmark = pytest.mark.browser

DIAGRAM = "\n```mermaid\ngraph TD; A --> B\n```\n"
CODE = "\n## Code { #code }\n\n```python\nprint(1)\n```\n"
PAGES = (
    *("", "explore/", "causes/", "causes/config-change/", "insights/", "actions/", "services/api/"),
    *("seen/", "submit/", "incidents/2024-03-05-a/", "about/"),
)
# Without prefetching: the theme then asks for a link under the mouse by its way from the new page,
# now and then, which finds nothing and harms nothing.
FEATURES = (
    *("navigation.instant", "navigation.instant.progress"),
    *("navigation.top", "content.code.copy", "content.tabs.link", "announce.dismiss"),
)
THEME = """\
name: material
  features: [{features}]
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {{icon: material/weather-night, name: Dark}}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      toggle: {{icon: material/weather-sunny, name: Light}}
"""
EXTENSIONS = """\
markdown_extensions:
  - attr_list
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
"""


def made(folder: Path, features: tuple[str, ...], address: str) -> Path:
    """A site with every kind of page and a diagram on two of them."""
    theme = THEME.format(features=", ".join(features))
    # Instant navigation looks pages up in the sitemap, with the port that stands there.
    configuration = CONFIGURATION.replace("https://sample.example.org/kb/", address)
    tree = {
        "mkdocs.yml": configuration.replace("name: material\n", theme, 1) + EXTENSIONS,
        "postmortems/2024-03-05-a.md": postmortem("With a diagram").replace(
            "SEV2", "SEV2\ncauses: [config-change]\nservices: [api]"
        )
        + DIAGRAM,
        "postmortems/2024-03-06-b.md": postmortem("Without one", "2024-03-06 10:00"),
        "docs/about.md": f"# About\n{DIAGRAM}{CODE}",
    }
    return draw(folder, tree).build().site


@pytest.fixture(scope="module", params=[(), FEATURES], ids=["plain", "instant"])
def small_site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a small site, without and with the theme's features that load pages."""
    folder = tmp_path_factory.mktemp("policy")
    with serve(folder) as address:
        made(folder / "source", request.param, f"{address}kb/").rename(folder / "kb")
        yield f"{address}kb/"


def has_policy(page: Page) -> bool:
    """Whether the page says what may run."""
    policy = page.locator("meta[http-equiv=Content-Security-Policy]")
    return "script-src 'self'" in (policy.first.get_attribute("content") or "")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_breaks(small_site: str, open_page: OpenPage, path: str, theme: Theme) -> None:
    """Every kind of page, at each depth, in both themes: no violation reaches the console."""
    page = open_page(small_site + path, theme)
    assert has_policy(page)
    page.locator("[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).to_have_attribute(
        "data-md-color-scheme", {"light": "slate", "dark": "default"}[theme]
    )


@pytest.mark.parametrize("path", ["incidents/2024-03-05-a/", "about/"])
def test_diagrams_are_drawn(small_site: str, open_page: OpenPage, path: str) -> None:
    """Diagrams need no more than the policy gives: a drawing stands where the source was."""
    page = open_page(small_site + path)
    expect(page.locator("div.mermaid")).to_have_count(1)
    expect(page.locator("pre.mermaid")).to_have_count(0)


def test_pages_that_are_loaded_into_others(small_site: str, open_page: OpenPage) -> None:
    """From page to page of different depths, with or without instant navigation.

    A diagram is drawn where the page opened first had none, and nobody else is asked for the means.
    """
    page = open_page(small_site)
    banner = page.get_by_role("banner")
    banner.get_by_role("link", name="Explore", exact=True).click()
    expect(page).to_have_url(small_site + "explore/")
    page.get_by_role("link", name="With a diagram").first.click()
    expect(page).to_have_url(small_site + "incidents/2024-03-05-a/")
    expect(page.locator("div.mermaid")).to_have_count(1)
    banner.get_by_role("link", name="Causes", exact=True).click()
    expect(page.locator("h1")).to_have_text("Causes")
    page.go_back()
    expect(page.locator("h1")).to_have_text("With a diagram")
    assert has_policy(page)


@pytest.mark.parametrize(
    "injected",
    [
        "<img src=x onerror='window.ran = 1'>",
        "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
        "<a href='javascript:void(window.ran = 1)' id='it'>x</a>",
        "<script>window.ran = 1</script>",
    ],
)
def test_what_is_injected_does_not_run(profile: Profile, small_site: str, injected: str) -> None:
    """Should markup ever get past the sanitiser, it still runs nothing."""
    page = profile.page
    page.route(
        "**/about/",
        lambda route: route.fulfill(
            body=route.fetch().text().replace("<h1", f"{injected}<h1", 1),
            content_type="text/html",
        ),
    )
    profile.open(f"{small_site}about/")
    assert injected[:5] in page.content()
    page.evaluate("document.getElementById('it')?.click()")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None


def test_the_injection_would_run_without_the_policy(browser: Browser, small_site: str) -> None:
    """The test above looks at something: without the policy the same markup does run."""
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{small_site}about/", wait_until="networkidle")
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', \"<img src=x onerror='ran = 1'>\")"
        )
        page.wait_for_function("window.ran === 1")
