"""What a pasted text finds: in the browser, from the files that the build writes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from hindsite.insight.seen_index import Seen, index_files
from hindsite.insight.terms import terms, words
from tests.browser.conftest import OpenPage
from tests.browser.profile import Theme
from tests.browser.site import serve
from tests.browser.test_pages import overflow, violations
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.browser

CASES = REPOSITORY / "tests/cases/seen"
PASTED = yaml.safe_load((CASES / "pasted.yml").read_text(encoding="utf-8"))
SCRIPTS = REPOSITORY / "macros/hindsite/view/assets"
LOG = (
    "2024-03-01T10:20:30Z WARN pool-3 slow answer from 10.0.0.7\n"
    "{}\n"
    "  at com.example.Worker.run(Worker.java:214)\n"
)

Find = Callable[[list[Seen], str], list[dict[str, Any]]]
FIND = """async ([folder, text]) => {
    const { SeenIndex } = await import("/scripts/seen/lookup.js");
    const index = await SeenIndex.load(new URL(folder, location.href));
    return await index.find(text);
}"""


@pytest.fixture(scope="module")
def scripts(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, Path]]:
    """An empty page that can import the site's scripts, and the folder it is served from."""
    folder = tmp_path_factory.mktemp("seen")
    shutil.copytree(SCRIPTS, folder / "scripts")
    (folder / "index.html").write_text("<!doctype html><title>Empty</title>", encoding="utf-8")
    with serve(folder) as address:
        page = browser.new_page()
        page.goto(address)
        yield page, folder
        page.close()


@pytest.fixture(scope="module")
def find(scripts: tuple[Page, Path]) -> Find:
    """Asks an index of some incidents for a text, as the page does."""
    page, folder = scripts
    asked = 0

    def ask(incidents: list[Seen], text: str) -> list[dict[str, Any]]:
        nonlocal asked
        asked += 1
        place = folder / f"index-{asked}"
        place.mkdir()
        for name, content in index_files(incidents, "").items():
            (place / f"{name}.json").write_text(content, encoding="utf-8")
        matches: list[dict[str, Any]] = page.evaluate(FIND, [f"{place.name}/", text])
        return matches

    return ask


def test_the_browser_reads_a_text_as_the_build_does(scripts: tuple[Page, Path]) -> None:
    """The same words, the same masks, the same terms: else nothing would be found."""
    page, _ = scripts
    cases = json.loads((CASES / "words.json").read_text(encoding="utf-8"))
    read = page.evaluate(
        """async (texts) => {
            const read = await import("/scripts/seen/terms.js");
            return texts.map((text) => ({
                text,
                words: read.words(text),
                masked: read.maskedWords(text),
                terms: [...read.terms(text)].sort(),
            }));
        }""",
        [case["text"] for case in cases],
    )
    assert read == cases


@pytest.mark.parametrize("case", PASTED["pasted"], ids=lambda case: case["text"][:40])
def test_a_pasted_text_finds_what_it_speaks_of(find: Find, case: dict[str, Any]) -> None:
    """Error messages word for word, then numbers aside, then rare words."""
    names = list(PASTED["incidents"])
    incidents = [
        Seen(
            tuple(one["messages"]),
            frozenset(terms("\n".join((one["text"], *one["messages"])))),
        )
        for one in PASTED["incidents"].values()
    ]
    found = {
        names[match["number"]]: ("exact" if match["exact"] else "masked")
        if match.get("message")
        else "words"
        for match in find(incidents, case["text"])
    }
    expected = case["found"]
    assert list(found.items())[: len(expected)] == list(expected.items())
    # More may share a rare word with a text that holds an error message; nothing else comes.
    assert all(kind == "words" for kind in list(found.values())[len(expected) :])
    assert expected or not found


MESSAGES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=60
).filter(lambda message: words(message) != [])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages=st.lists(MESSAGES, min_size=1, max_size=8, unique=True), data=st.data())
def test_an_error_message_in_a_log_puts_its_incident_first(
    find: Find, messages: list[str], data: st.DataObject
) -> None:
    """Whatever the message: only incidents whose message also stands there come before its own."""
    wanted = data.draw(st.integers(0, len(messages) - 1))
    incidents = [Seen((message,), frozenset(terms(message))) for message in messages]
    matches = find(incidents, LOG.format(messages[wanted]))
    place = next(i for i, match in enumerate(matches) if match["number"] == wanted)
    assert matches[place]["exact"]
    assert all(match["exact"] for match in matches[:place])


def test_a_long_paste_still_finds_its_message(find: Find) -> None:
    """Eight kilobytes of other lines around it change nothing, and ask for few files."""
    incidents = [
        Seen((f"Code {n} in Module{n}Handler",), frozenset({f"word{n}"})) for n in range(99)
    ]
    noise = "\n".join(f"INFO step {n} of job{n} took {n}ms in Step{n}Runner" for n in range(200))
    text = f"{noise[:4000]}\nCode 7 in Module7Handler\n{noise[4000:]}"
    assert len(text) > 8_000
    assert find(incidents, text)[0]["number"] == 7


# On the built site


ALERT = "2024-03-01T10:20:30Z WARN pool-3: {} since 12m"


def message_of(page: Page) -> str:
    """An error message that the page lists."""
    return page.locator(".hs-messages-all code").first.inner_text()


def test_an_address_is_answered_without_a_click(large_site: str, open_page: OpenPage) -> None:
    """An alert's link opens on the incidents: why, what ended them, what is not finished."""
    message = message_of(open_page(f"{large_site}seen/"))
    page = open_page(f"{large_site}seen/?q={quote(ALERT.format(message))}")
    row = page.locator(".hs-rows > li").first
    expect(row.locator(".hs-seen-why mark")).to_have_text(message)
    expect(row).to_contain_text("Ended by")
    expect(row).to_contain_text("Not finished")
    expect(page.locator("textarea")).to_have_value(ALERT.format(message))
    expect(page.locator(".hs-messages-all")).to_be_hidden()
    row.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(rf"{re.escape(large_site)}incidents/"))
    expect(page.locator("h1")).to_have_count(1)


def test_a_search_is_in_the_address_and_back_undoes_it(
    large_site: str, open_page: OpenPage
) -> None:
    """Return asks; the address can be shared; back brings the list again. Only keys are used."""
    page = open_page(f"{large_site}seen/")
    message = message_of(page)
    page.keyboard.press("/")
    page.keyboard.insert_text(message)
    page.keyboard.press("Enter")
    expect(page.locator(".hs-rows > li").first).to_contain_text(message)
    expect(page.get_by_role("status")).to_contain_text("past incident")
    assert page.evaluate("new URLSearchParams(location.search).get('q')") == message
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".hs-rows a").first).to_be_focused()
    page.go_back()
    expect(page.locator(".hs-messages-all")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("")


def test_a_long_text_goes_into_the_fragment(large_site: str, open_page: OpenPage) -> None:
    """No host sees it or refuses it; the shared address is answered all the same."""
    page = open_page(f"{large_site}seen/")
    message = message_of(page)
    noise = "\n".join(f"INFO step {n} took {n}ms" for n in range(400))
    page.locator("textarea").fill(f"{noise}\n{message}")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator(".hs-rows > li").first).to_contain_text(message)
    assert "?" not in page.url
    again = open_page(page.url)
    expect(again.locator(".hs-rows > li").first).to_contain_text(message)


def test_what_was_never_seen_says_so(large_site: str, open_page: OpenPage) -> None:
    """And offers the full text and the form, with the first line taken along."""
    page = open_page(f"{large_site}seen/?q=zzyzx%20qwfpgj%0Asecond")
    expect(page.locator(".hs-count")).to_contain_text("No past incident")
    expect(page.get_by_role("link", name="Search all text for the first line")).to_have_attribute(
        "href", re.compile(r"\?q=zzyzx\+qwfpgj$")
    )


def test_a_lookup_moves_little(large_site: str, open_page: OpenPage) -> None:
    """The index is fetched in parts, and details only of the rows that are shown."""
    page = open_page(f"{large_site}seen/")
    moved: list[int] = []
    page.on("response", lambda answer: moved.append(len(answer.body())))
    page.locator("textarea").fill(ALERT.format(message_of(page)))
    page.keyboard.press("Enter")
    expect(page.locator(".hs-rows > li").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert sum(moved) < 400_000


@pytest.mark.parametrize(
    ("theme", "widths"), [("light", (1440, 390, 320)), ("dark", (320, 390, 1440))]
)
def test_the_page_is_sound(
    large_site: str, open_page: OpenPage, theme: Theme, widths: tuple[int, ...]
) -> None:
    """With and without an answer: no axe violation, nothing scrolls sideways."""

    def look() -> None:
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            expect(page.locator("h1")).to_have_count(1)
            assert overflow(page) <= 0
            assert violations(page) == []

    page = open_page(f"{large_site}seen/", theme, widths[0])
    look()
    page.locator("textarea").fill(ALERT.format(message_of(page)))
    page.keyboard.press("Enter")
    expect(page.locator(".hs-rows > li").first).to_be_visible()
    look()


def test_without_scripts_all_error_messages_are_listed(
    large_site: str, open_page: OpenPage
) -> None:
    """On several pages, each with its incidents; and it says why nothing is compared."""
    page = open_page(f"{large_site}seen/", javascript=False)
    expect(page.locator("#hs-main")).to_contain_text("needs JavaScript")
    seen = page.locator(".hs-messages-all > li").count()
    while (following := page.get_by_role("link", name="Next", exact=True)).count():
        following.click()
        seen += page.locator(".hs-messages-all > li").count()
        expect(page.locator("h1")).to_have_count(1)
    heading = page.locator("#hs-main h2").first.inner_text()
    assert heading == f"{seen} error messages"
    expect(page.locator(".hs-messages-all ul a").first).to_be_visible()
