from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.profile import Theme

pytestmark = pytest.mark.browser

CLOUDFLARE = "incidents/2019-07-02-cloudflare-regex/"
AXE = Axe().axe_script
SEED = "incidents/2023-06-04-web-application-outage/"
PAGES = ("", CLOUDFLARE, SEED, "causes/config-change/", "explore/", "actions/", "definitions/")


def violations(page: Page) -> list[str]:
    """What axe-core finds: rule, how bad, and where."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"]}
    run = "options => axe.run(options).then(({ violations }) => violations)"
    found = page.evaluate(run, options)
    return [
        f"{rule['id']} ({rule['impact']}): {json.dumps(node['target'])}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def scheme(page: Page) -> str | None:
    """The theme's name for the colours shown."""
    return page.locator("body").get_attribute("data-md-color-scheme")


@pytest.mark.parametrize(("theme", "widths"), [("light", (1440, 390)), ("dark", (390, 1440))])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound(
    site: str, open_page: OpenPage, path: str, theme: Theme, widths: tuple[int, int]
) -> None:
    """No complaint, one h1, the reader's theme, no sideways scrolling, no axe violation.

    On a laptop and on a phone, whether the page was opened there or its window changed.
    """
    page = open_page(site + path, theme, widths[0])
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator("h1")).to_have_count(1)
        assert scheme(page) == {"light": "default", "dark": "slate"}[theme]
        assert overflow(page) <= 0
        assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_the_narrowest_phone(site: str, open_page: OpenPage, path: str) -> None:
    """At 320 px, which is also 400 % zoom on a laptop, nothing scrolls sideways."""
    assert overflow(open_page(site + path, width=320)) <= 0


def test_a_missing_page_says_so_in_the_sites_own_look(root_site: str, open_page: OpenPage) -> None:
    """404.html is a page of the site, with a way back."""
    page = open_page(root_site + "404.html")
    expect(page.locator("h1")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("banner").get_by_role("link", name="Explore", exact=True).click()
    expect(page).to_have_url(root_site + "explore/")


# The theme


def test_the_theme_switch_is_remembered(site: str, open_page: OpenPage) -> None:
    """A reader who takes the other theme keeps it on the next page."""
    page = open_page(site + CLOUDFLARE)
    before = scheme(page)
    for _ in range(3):  # the first choice may be "as the system says"
        page.locator("[data-md-component=palette] label:visible").click()
        if scheme(page) != before:
            break
    after = scheme(page)
    assert after != before
    page.goto(site + "explore/")
    assert scheme(page) == after


def test_printed_pages_have_no_header(site: str, open_page: OpenPage) -> None:
    """On paper the header is gone, and the phases are still there."""
    page = open_page(site + CLOUDFLARE)
    expect(page.get_by_role("banner")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("header.md-header")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[role=img]").first).to_be_visible()


# Ways around


def test_the_drawer_leads_to_explore_on_a_phone(site: str, open_page: OpenPage) -> None:
    """The sections are one tap away where the header has no room for them."""
    page = open_page(site + CLOUDFLARE, width=390)
    page.get_by_role("button", name="Menu", exact=True).click()
    page.locator("#hs-drawer").get_by_role("link", name="Explore", exact=True).click()
    expect(page).to_have_url(site + "explore/")


def test_the_header_leads_to_explore(site: str, open_page: OpenPage) -> None:
    """On a wide screen the sections stand in the header."""
    page = open_page(site)
    sections = page.get_by_role("navigation", name="Sections")
    sections.get_by_role("link", name="Explore", exact=True).click()
    expect(page).to_have_url(site + "explore/")
    expect(sections.get_by_role("link", name="Explore", exact=True)).to_have_attribute(
        "aria-current", "page"
    )


def test_the_skip_link_comes_first(site: str, open_page: OpenPage) -> None:
    """The first Tab offers to skip the header, and says so visibly."""
    page = open_page(site + CLOUDFLARE)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("href", "#hs-main")
    expect(focused).to_be_in_viewport()


def test_an_incident_names_its_causes_as_links(site: str, open_page: OpenPage) -> None:
    """From an incident to its cause, and from the cause back to the incident."""
    page = open_page(site + CLOUDFLARE)
    page.get_by_role("link", name=re.compile(r"^config-change")).first.click()
    expect(page).to_have_url(site + "causes/config-change/")
    page.get_by_role("link", name=re.compile("One regular expression")).first.click()
    expect(page).to_have_url(site + CLOUDFLARE)


# What the components say


def test_the_phase_bar_is_one_picture_with_every_moment_in_its_name(
    site: str, open_page: OpenPage
) -> None:
    """A screen reader hears the moments that a sighted reader sees."""
    picture = open_page(site + CLOUDFLARE).get_by_role("img", name=re.compile("13:42"))
    expect(picture).to_have_count(1)
    for moment in ("13:45", "14:09", "14:52"):
        expect(picture).to_have_attribute("aria-label", re.compile(moment))


@pytest.mark.parametrize(
    ("path", "entries"), [(CLOUDFLARE, 9), (SEED, 11)], ids=["cloudflare", "seed"]
)
def test_the_timeline_is_an_ordered_list_with_real_times(
    site: str, open_page: OpenPage, path: str, entries: int
) -> None:
    """Every entry of the file is an item that begins with a machine-readable time."""
    times = open_page(site + path).locator("ol > li > time[datetime]")
    expect(times).to_have_count(entries)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*", times.first.get_attribute("datetime") or "")


def test_a_badge_is_read_in_words(site: str, open_page: OpenPage) -> None:
    """SEV1 is read as "severity 1"."""
    page = open_page(site + CLOUDFLARE)
    expect(
        page.get_by_text("severity 1").or_(page.get_by_label("severity 1")).first
    ).to_be_attached()


def test_the_seed_shows_what_it_states_and_nothing_else(site: str, open_page: OpenPage) -> None:
    """Four hours, 30 %, ten action items; no owner, due date or ticket is made up."""
    page = open_page(site + SEED)
    main = page.locator("#hs-main")
    expect(main).to_contain_text("4h 00m")
    expect(main).to_contain_text("30%")
    expect(page.locator("table.hs-actions tbody tr")).to_have_count(10)
    expect(main).not_to_contain_text("overdue")


# Without scripts


def test_an_incident_is_complete_without_scripts(site: str, open_page: OpenPage) -> None:
    """Facts, phases, timeline and prose are in the page, and nothing scrolls sideways."""
    page = open_page(site + CLOUDFLARE, width=390, javascript=False)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("ol > li > time[datetime]")).to_have_count(9)
    expect(page.locator("#hs-main")).to_contain_text("1h 10m")
    expect(page.get_by_role("heading", name="Contributing factors")).to_be_visible()
    expect(page.get_by_role("heading", name="Lessons learned")).to_be_visible()


def test_the_drawer_opens_without_scripts(site: str, open_page: OpenPage) -> None:
    """The sections can be reached on a phone with scripts off."""
    page = open_page(site + CLOUDFLARE, width=390, javascript=False)
    page.locator("label[for=__drawer]:visible").first.click()
    page.locator("#hs-drawer").get_by_role("link", name="Explore", exact=True).click()
    expect(page).to_have_url(site + "explore/")


def test_explore_is_the_full_list_without_scripts(large_site: str, open_page: OpenPage) -> None:
    """Every incident is on one of Explore's pages, and the pager leads through all of them."""
    page = open_page(large_site + "explore/", javascript=False)
    seen: list[str] = []
    while True:
        rows = page.locator("ol.hs-rows > li a[href*='incidents/']")
        seen += [row.evaluate("link => link.href") for row in rows.all()]
        following = page.get_by_role("link", name="Next", exact=True)
        if following.count() == 0:
            break
        following.first.click()
        assert len(seen) <= 250, "the pager goes round in circles"
    assert len(seen) == 250
    assert len(set(seen)) == 250
