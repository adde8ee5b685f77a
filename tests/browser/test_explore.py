"""Explore, driven as readers drive it: facets, chips, words, addresses, keys, a phone."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from hindsite.config import load_project
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge, gather
from hindsite.library.collection import load
from hindsite.view import words
from tests.browser.conftest import OpenPage
from tests.browser.profile import Theme
from tests.browser.site import SUB_PATH, serve
from tests.browser.test_pages import overflow, violations
from tests.site.harness import CONFIGURATION, draw

pytestmark = pytest.mark.browser

COUNT = 24
OPTIONS = """\
- hindsite:
      form_url: about/
      extra_fields:
        tier: {type: string}
"""
INSTANT = "name: material\n  features: [navigation.instant]\n"
SEARCHED = 15_000  # ms: the first query starts the full-text search, on a busy machine too


def one(number: int) -> tuple[str, str]:
    """The path and text of an incident: SEV1 to SEV4 in turn, even ones a deploy's, 12 services."""
    day = f"{2021 + number // 8}-03-{number + 1:02}"
    causes = ["deploy"] if number % 2 == 0 else ["config-change"]
    known = f"resolved_at: {day} {10 + number // 4}:30\n" if number % 5 else ""
    error = 'signatures: ["ECONNRESET in pool"]\n' if number == 7 else ""
    return (
        f"postmortems/{day}-n{number:02}.md",
        f"---\ntitle: Incident {number:02} of the queue\nseverity: SEV{number % 4 + 1}\n"
        f"started_at: {day} 10:00\n{known}timezone: UTC\ncauses: {json.dumps(causes)}\n"
        f"services: [svc-{number % 12:02}, shared]\ndetected_by: "
        f"{'staff' if number % 6 == 0 else 'monitoring'}\n{error}"
        f"extra: {{tier: {'gold' if number < 6 else 'silver'}}}\n---\n\n"
        f"## Summary\n\nThe {'kettle' if number in (3, 8) else 'queue'} stopped.\n",
    )


@pytest.fixture(scope="module", params=["plain", "instant"])
def small_site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a site of 24 incidents, without and with the theme's instant navigation."""
    folder = tmp_path_factory.mktemp("explore")
    configuration = CONFIGURATION.replace("- hindsite\n", OPTIONS, 1)
    if request.param == "instant":
        configuration = configuration.replace("name: material\n", INSTANT, 1)
    about = {"docs/about.md": "# About\n\n[All of it](explore/index.md)\n"}
    with serve(folder) as address:
        # Instant navigation looks pages up in the sitemap, with the port that stands there.
        site = f"{address}{SUB_PATH}/"
        configuration = configuration.replace("https://sample.example.org/kb/", site)
        tree = {"mkdocs.yml": configuration, **about, **dict(map(one, range(COUNT)))}
        draw(folder / "source", tree).build().site.rename(folder / SUB_PATH)
        yield site


@pytest.fixture(scope="module")
def knowledge(shared_folder: Path, large_site: str) -> Knowledge:
    """What the large site was built of."""
    assert large_site
    source = shared_folder / "large-site" / "source"
    return gather(load(load_project(source / "mkdocs.yml", source)), None)


def head(page: Page) -> Locator:
    """The line that says how many there are."""
    return page.locator("[data-hs-part=head]")


def rows(page: Page) -> Locator:
    """The incidents listed."""
    return page.locator(".hs-rows > li")


def option(page: Page, name: str) -> Locator:
    """An option of a facet by its value."""
    return page.get_by_role("checkbox", name=re.compile(f"^{re.escape(name)}, "))


def titles(page: Page) -> list[str]:
    """The numbers of the incidents listed, in order."""
    return [text.split()[1] for text in page.locator(".hs-rows > li > div > a").all_inner_texts()]


def explore(small_site: str, open_page: OpenPage, query: str = "", width: int = 1440) -> Page:
    """Explore, drawn."""
    page = open_page(f"{small_site}explore/{query}", width=width)
    expect(page.locator("[data-hs-state=ready]")).to_be_attached()
    return page


# Facets and their counts


def test_choices_add_up_within_a_facet_and_narrow_across(
    small_site: str, open_page: OpenPage
) -> None:
    """Each option says what it finds, and finds it; the facet's own choice changes none of them."""
    page = explore(small_site, open_page)
    expect(head(page)).to_have_text(re.compile(r"^24 incidents, median time to resolve"))
    option(page, "SEV1").check()
    expect(head(page)).to_have_text(re.compile(r"^6 of 24 incidents"))
    expect(option(page, "SEV2")).to_have_accessible_name("SEV2, 6 incidents")
    option(page, "SEV2").check()
    expect(head(page)).to_have_text(re.compile(r"^12 of 24 incidents"))
    expect(option(page, "deploy")).to_have_accessible_name("deploy, 6 incidents")
    option(page, "deploy").check()
    expect(head(page)).to_have_text(re.compile(r"^6 of 24 incidents"))
    # A deploy's incidents are the even ones, which are SEV1 and SEV3.
    expect(option(page, "SEV2")).to_have_accessible_name("SEV2, 0 incidents")
    assert titles(page) == ["20", "16", "12", "08", "04", "00"]


def test_counts_and_lists_are_those_of_the_tables(
    large_site: str, open_page: OpenPage, knowledge: Knowledge
) -> None:
    """For many selections the browser finds and counts what the same filters do by SQL."""
    chance = random.Random(4)  # noqa: S311 - selections to try, no secrets
    chosen = [chosen_filters(chance, knowledge) for _ in range(60)]
    page = open_page(large_site + "explore/")
    found = page.evaluate(
        """async ([site, queries]) => {
          const from = (name) => import(`${site}assets/hindsite/explore/${name}.js`);
          const [{ Columns }, { Selection }, { match, medianResolve }] =
            await Promise.all(["columns", "selection", "matching"].map(from));
          const columns = await Columns.load(new URL("data/explore/", site));
          const ids = [...(await columns.places()).keys()];
          return queries.map((query) => {
            const selection = Selection.read(new URLSearchParams(query), columns);
            const { places, counts } = match(columns, selection, null);
            const named = columns.facets.map(({ name, values }) => {
              const pairs = values.map((value, code) => [value, counts.get(name)[code]]);
              return [name, Object.fromEntries(pairs)];
            });
            return {
              ids: Array.from(places, (place) => ids[place]),
              counts: Object.fromEntries(named),
              median: medianResolve(columns, places),
            };
          });
        }""",
        [large_site, [urlencode(raw, doseq=True) for raw in chosen]],
    )
    for raw, answer in zip(chosen, found, strict=True):
        filters = knowledge.filters(raw)
        assert answer["ids"] == [one.id for one in knowledge.chosen(filters)], raw
        assert answer["median"] == median_of(knowledge, filters), raw
        for name in ("severity", "cause", "service", "team", "trigger", "detected_by"):
            others = {key: value for key, value in raw.items() if key != name}
            for value in chance.sample(sorted(answer["counts"][name]), 3):
                one_more = knowledge.filters({**others, name: value})
                assert answer["counts"][name][value] == len(knowledge.chosen(one_more)), (
                    raw,
                    value,
                )


def chosen_filters(chance: random.Random, knowledge: Knowledge) -> dict[str, list[str] | str]:
    """Some filters with some values, most of which find something."""
    raw: dict[str, list[str] | str] = {}
    for name in chance.sample(("severity", "cause", "service", "team", "trigger"), 2):
        values = sorted(knowledge.known.values[name])
        raw[name] = chance.sample(values, min(len(values), chance.choice((1, 2, 8))))
    if chance.random() < 0.5:
        raw["since"] = f"{chance.randrange(2014, 2022)}-0{chance.randrange(1, 10)}-15"
    if chance.random() < 0.3:
        raw["quarter"] = [f"{year}-Q{chance.randrange(1, 5)}" for year in range(2015, 2025)]
    return raw


def median_of(knowledge: Knowledge, filters: Filters) -> dict[str, float] | None:
    """The median time to resolve and its n as SQL has it; None below three values."""
    where, parameters = filters.where()
    sql = f"SELECT median(resolve_s), count(resolve_s) FROM incidents WHERE {where}"  # noqa: S608 - made of constants
    seconds, known = knowledge.tables.ask_one(sql, parameters)
    return {"seconds": seconds, "known": known} if known >= 3 else None


def test_words_for_lengths_are_those_of_the_pages(small_site: str, open_page: OpenPage) -> None:
    """Every length is spelt as the build spells it, rounding included."""
    chance = random.Random(4)  # noqa: S311 - lengths to try, no secrets
    seconds = [*range(200), *(round(10 ** chance.uniform(1.5, 7)) for _ in range(2000))]
    page = open_page(small_site + "explore/")
    script = """async ([site, all]) => {
      const { duration, lowerBound } = await import(`${site}assets/hindsite/explore/words.js`);
      return all.map((seconds) => [duration(seconds), `at least ${lowerBound(seconds)}`]);
    }"""
    found = page.evaluate(script, [small_site, seconds])
    assert found == [[words.duration(one), words.at_least(one)] for one in seconds]


def test_a_field_finds_an_option_among_many(small_site: str, open_page: OpenPage) -> None:
    """Six are shown of more than eight, the others on demand or by name; Escape shows all again."""
    page = explore(small_site, open_page)
    services = page.get_by_role("group", name="Service", exact=True)
    boxes = services.get_by_role("checkbox")
    expect(boxes).to_have_count(6)
    expect(boxes.first).to_have_accessible_name("shared, 24 incidents")
    services.get_by_role("button", name="Service: 7 more").click()
    expect(boxes).to_have_count(13)
    services.get_by_role("searchbox", name="Find a service").fill("-11")
    expect(boxes).to_have_count(1)
    page.keyboard.press("Escape")
    expect(boxes).to_have_count(13)


def test_years_are_chosen_by_two_menus(small_site: str, open_page: OpenPage) -> None:
    """From and to, both in the address; a span is never empty."""
    page = explore(small_site, open_page)
    page.get_by_role("combobox", name="From year").select_option("2022")
    expect(page).to_have_url(re.compile(r"\?since=2022$"))
    expect(head(page)).to_have_text(re.compile("^16 of 24"))
    page.get_by_role("combobox", name="To year").select_option("2021")
    expect(page).to_have_url(re.compile(r"\?year=2021$"))
    expect(head(page)).to_have_text(re.compile("^8 of 24"))
    page.get_by_role("combobox", name="To year").select_option("2023")
    expect(page).to_have_url(re.compile(r"explore/$"))


def test_a_field_of_the_sites_own_is_a_facet(small_site: str, open_page: OpenPage) -> None:
    """What the configuration declares can be filtered by, under its own name."""
    page = explore(small_site, open_page)
    option(page, "gold").check()
    expect(page).to_have_url(re.compile(r"\?extra\.tier=gold$"))
    expect(rows(page)).to_have_count(6)


# The address


def test_the_address_holds_everything(small_site: str, open_page: OpenPage) -> None:
    """A copied address shows the same; back and forward go through what was chosen."""
    page = explore(small_site, open_page)
    option(page, "SEV1").check()
    option(page, "deploy").check()
    page.get_by_role("combobox", name="Sort").select_option("oldest")
    expect(page).to_have_url(re.compile(r"\?severity=SEV1&cause=deploy&sort=oldest$"))
    listed = titles(page)
    assert listed == ["00", "04", "08", "12", "16", "20"]
    again = explore(small_site, open_page, page.url.partition("explore/")[2])
    assert titles(again) == listed
    page.go_back()
    expect(page.get_by_role("combobox", name="Sort")).to_have_value("newest")
    page.go_back()
    expect(option(page, "deploy")).not_to_be_checked()
    expect(option(page, "SEV1")).to_be_checked()
    page.go_forward()
    expect(option(page, "deploy")).to_be_checked()


@pytest.mark.parametrize("kind", ["cause", "service", "year"])
def test_other_pages_lead_into_it(
    large_site: str, open_page: OpenPage, knowledge: Knowledge, kind: str
) -> None:
    """Causes, services and years open their own list here."""
    lists = {
        "cause": knowledge.by_cause,
        "service": knowledge.by_service,
        "year": knowledge.by_year,
    }
    name, listed = max(lists[kind].items(), key=lambda item: len(item[1]))
    page = open_page(f"{large_site}{kind}s/{name}/")
    page.get_by_role("link", name="Open in Explore").click()
    expect(page).to_have_url(f"{large_site}explore/?{kind}={name}")
    expect(head(page)).to_have_text(re.compile(f"^{len(listed)} of 250 incidents"))
    chip = f"Remove {kind.capitalize()}: {name}"
    expect(page.get_by_role("button", name=chip)).to_be_visible()


def test_a_value_that_does_not_exist_can_be_removed(small_site: str, open_page: OpenPage) -> None:
    """It finds nothing and says so as a chip; what is no filter at all is not looked at."""
    page = explore(small_site, open_page, "?cause=nonsense&severity=sev1&year=soon&utm_source=x")
    expect(head(page)).to_have_text("0 of 24 incidents")
    page.get_by_role("button", name="Remove Cause: nonsense").click()
    expect(head(page)).to_have_text("0 of 24 incidents")
    page.get_by_role("button", name="Remove Year: soon").click()
    expect(page).to_have_url(small_site + "explore/?severity=SEV1")
    expect(head(page)).to_have_text(re.compile("^6 of 24 incidents"))


def test_another_page_and_back(small_site: str, open_page: OpenPage) -> None:
    """After an incident, or any page of the site, the same list is there again."""
    page = explore(small_site, open_page, "?severity=SEV1")
    page.get_by_role("link", name=re.compile("^Incident 20")).click()
    expect(page.locator("h1")).to_contain_text("Incident 20")
    page.go_back()
    expect(head(page)).to_have_text(re.compile("^6 of 24 incidents"))
    expect(option(page, "SEV1")).to_be_checked()
    page.goto(small_site + "about/")
    page.get_by_role("link", name="All of it").click()
    expect(page.locator("[data-hs-state=ready]")).to_be_attached()
    option(page, "SEV2").check()
    expect(head(page)).to_have_text(re.compile("^6 of 24 incidents"))


# Words


def test_words_are_searched_in_the_full_text(small_site: str, open_page: OpenPage) -> None:
    """What stands in the prose is found and shown; facets count within it, filters narrow it."""
    page = explore(small_site, open_page)
    page.keyboard.press("/")
    page.keyboard.type("kettle")
    expect(head(page)).to_have_text(re.compile("^2 of 24"), timeout=SEARCHED)
    expect(page).to_have_url(re.compile(r"\?q=kettle$"))
    expect(page.get_by_role("combobox", name="Sort")).to_have_value("best")
    expect(rows(page).first.locator(".hs-passage")).to_contain_text("Summary: The kettle")
    expect(option(page, "SEV4")).to_have_accessible_name("SEV4, 1 incident")
    option(page, "SEV4").check()
    assert titles(page) == ["03"]
    page.get_by_role("searchbox", name="Search incidents").press("Escape")
    expect(page).to_have_url(re.compile(r"\?severity=SEV4$"))
    page.go_back()
    expect(head(page)).to_have_text(re.compile("^1 of 24"))


def test_without_the_full_text_titles_and_errors_are_searched(
    small_site: str, open_page: OpenPage
) -> None:
    """A site built without search still finds, and says what it searched."""
    page = open_page(small_site + "about/")
    page.route(
        "**/explore/?q=*",
        lambda route: route.fulfill(
            body=route.fetch().text().replace('name="hindsite-search"', 'name="none"'),
            content_type="text/html",
        ),
    )
    page.goto(small_site + "explore/?q=econnreset")
    expect(head(page)).to_have_text(re.compile("^1 of 24"))
    expect(rows(page)).to_contain_text("Error message: ECONNRESET in pool")
    expect(page.locator("[data-hs-part=list]")).to_contain_text("full text could not be searched")


# Nothing found


def test_nothing_found_says_what_to_loosen(small_site: str, open_page: OpenPage) -> None:
    """Each line finds as many as it says; lines that would find nothing are not there."""
    query = "?severity=SEV2&cause=deploy&detected_by=monitoring"
    page = explore(small_site, open_page, query)
    expect(page.get_by_role("heading", name="No incident matches all of this")).to_be_visible()
    lines = page.locator(".hs-nothing-found li")
    found = [line.split("\n") for line in lines.all_inner_texts()]
    assert [text for text, _ in found] == [
        "Drop severity SEV2",
        "Drop cause deploy",
        "Clear all filters",
    ]
    for text, number in found:
        page.goto(f"{small_site}explore/{query}")
        page.get_by_role("link", name=text).click()
        expect(head(page)).to_have_text(re.compile(f"^{number.split()[0]}( of 24)? incidents"))
        expect(rows(page)).to_have_count(int(number.split()[0]))


# Keys, screen readers, a phone


def test_keys_alone_are_enough(small_site: str, open_page: OpenPage) -> None:
    """Space chooses and keeps the focus; after a chip comes the next, after the last the field."""
    page = explore(small_site, open_page)
    option(page, "SEV1").focus()
    page.keyboard.press("Space")
    expect(option(page, "SEV1")).to_be_focused()
    option(page, "deploy").focus()
    page.keyboard.press("Space")
    expect(option(page, "deploy")).to_be_focused()
    expect(page.locator("[data-hs-part=status]")).to_have_text("6 of 24 incidents")
    first = page.get_by_role("button", name="Remove Severity: SEV1")
    first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove Cause: deploy")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Search incidents")).to_be_focused()
    expect(page.locator("[data-hs-part=status]")).to_have_text("24 incidents")


def test_the_order_of_stops(small_site: str, open_page: OpenPage) -> None:
    """Search, active filters, facets, order, results."""
    page = explore(small_site, open_page, "?severity=SEV1")
    page.get_by_role("searchbox", name="Search incidents").focus()
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "document.activeElement.closest('[data-hs-part]')?.dataset.hsPart ?? 'other'"
            )
        )
    order = [part for part in dict.fromkeys(seen) if part != "other"]
    assert order == ["chips", "facets", "sort", "list", "foot"]


def test_filters_are_a_sheet_on_a_phone(small_site: str, open_page: OpenPage) -> None:
    """Opened by a button, closed by another or by Escape; the count at its foot is live."""
    page = explore(small_site, open_page, width=390)
    expect(option(page, "SEV1")).to_be_hidden()
    opener = page.get_by_role("button", name="Filters", exact=True)
    opener.click()
    sheet = page.get_by_role("dialog", name="Filters")
    option(page, "SEV1").check()
    expect(sheet.get_by_role("button", name="Show 6 incidents")).to_be_in_viewport()
    assert violations(page) == []
    sheet.get_by_role("button", name="Show 6 incidents").click()
    expect(sheet).to_be_hidden()
    opener = page.get_by_role("button", name="Filters (1)")
    expect(opener).to_be_focused()
    assert overflow(page) <= 0
    opener.click()
    sheet.get_by_role("button", name="Clear all").click()
    expect(sheet.get_by_role("button", name="Show 24 incidents")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(head(page)).to_have_text(re.compile("^24 incidents"))


@pytest.mark.parametrize(("theme", "widths"), [("light", (1440, 320)), ("dark", (320, 1440))])
@pytest.mark.parametrize("query", ["?severity=SEV1&cause=deploy", "?q=kettle", "?cause=nonsense"])
def test_every_state_is_sound(
    large_site: str, open_page: OpenPage, query: str, theme: Theme, widths: tuple[int, int]
) -> None:
    """No axe violation, no sideways scrolling, in chosen, searched and empty states."""
    page = open_page(f"{large_site}explore/{query}", theme, widths[0])
    expect(page.locator("[data-hs-state=ready]")).to_be_attached(timeout=SEARCHED)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0
        assert violations(page) == []


# More than a screen, files


def test_more_is_shown_on_demand(large_site: str, open_page: OpenPage) -> None:
    """Fifty, then a hundred more; the focus goes to the first new one, and each is there once."""
    page = explore(large_site, open_page, "?sort=longest")
    expect(rows(page)).to_have_count(50)
    page.get_by_role("button", name="Show 100 more").click()
    expect(rows(page)).to_have_count(150)
    expect(rows(page).nth(50).get_by_role("link")).to_be_focused()
    page.get_by_role("button", name="Show 100 more").click()
    expect(rows(page)).to_have_count(250)
    expect(page.locator("[data-hs-part=foot]")).to_contain_text("All 250 shown")
    links = page.locator(".hs-rows > li > div > a").evaluate_all("all => all.map((a) => a.href)")
    assert len(set(links)) == 250


def test_the_list_can_be_taken_along(small_site: str, open_page: OpenPage) -> None:
    """CSV and JSON of what is listed, in its order, whatever of it is on the screen."""
    page = explore(small_site, open_page, "?severity=SEV1&sort=oldest")
    with page.expect_download() as told:
        page.get_by_role("button", name="CSV").click()
    lines = told.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("id,url,title,day,severity,causes,services")
    assert [line[:14] for line in lines[1:3]] == ["2021-03-01-n00", "2021-03-05-n04"]
    assert len(lines) == 7
    with page.expect_download() as told:
        page.get_by_role("button", name="JSON").click()
    data = json.loads(told.value.path().read_text(encoding="utf-8"))
    assert [one["id"][-3:] for one in data["incidents"]] == [
        "n00",
        "n04",
        "n08",
        "n12",
        "n16",
        "n20",
    ]
    assert data["incidents"][0]["resolve_s"] is None
    assert data["incidents"][1]["services"] == ["svc-04", "shared"]


def test_no_cell_is_a_formula(small_site: str, open_page: OpenPage) -> None:
    """What a spreadsheet would run gets an apostrophe; quotes and commas stay in their cell."""
    page = open_page(small_site + "explore/")
    script = """async ([site, list]) => {
      const { csv } = await import(`${site}assets/hindsite/explore/downloads.js`);
      return csv(list);
    }"""
    values = ["=1+1", "@a", "-2", 'a "b", c', ["x", "=y"], None, -3]
    text = page.evaluate(script, [small_site, [{"a": value} for value in values]])
    told = '\ufeffa\r\n\'=1+1\r\n\'@a\r\n\'-2\r\n"a ""b"", c"\r\nx;\' =y\r\n\r\n-3\r\n'
    assert text == told


# Without scripts, or without the columns


def test_without_scripts_there_is_the_plain_list(small_site: str, open_page: OpenPage) -> None:
    """Every incident, no field that would not work, and no empty places."""
    page = open_page(small_site + "explore/", javascript=False)
    expect(rows(page)).to_have_count(COUNT)
    expect(page.locator("#hs-main input")).to_be_hidden()
    page = open_page(small_site + "explore/", width=320, javascript=False)
    assert overflow(page) <= 0


def test_without_the_columns_the_plain_list_stays(small_site: str, open_page: OpenPage) -> None:
    """Columns that cannot be read leave the page as it was built."""
    page = open_page(small_site + "about/")
    page.route("**/data/explore/facets.json", lambda route: route.fulfill(body="{}"))
    page.add_init_script("console.warn = () => undefined")
    page.goto(small_site + "explore/")
    expect(page.locator("[data-hs-state=plain]")).to_be_attached()
    expect(rows(page)).to_have_count(COUNT)
