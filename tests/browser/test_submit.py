"""The form for people without git, driven as they drive it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from hindsite.site.form_data import TEMPLATE
from tests.browser.conftest import OpenPage
from tests.browser.profile import Theme
from tests.browser.site import REPOSITORY
from tests.browser.test_pages import overflow, violations
from tests.site.harness import COMMAND_LINE

pytestmark = pytest.mark.browser

PATIENCE_MS = 10_000
NOTED = "window.open = (address) => { window.opened = address; };"
BODY = """## Summary

Orders failed & waited: 30% of <users>.

## Timeline

- 10:00 — Alert
- ~10:20 — Lock found
- 14:00 — Rolled back

## Action items

- [ ] Guard the cache — type: prevent; owner: @backend
"""
CLIPBOARD = """() => {
  window.copied = [];
  const writeText = async (text) => { window.copied.push(text); };
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
}"""

PASTE = """(input, text) => {
  input.focus();
  input.setSelectionRange(input.value.length, input.value.length);
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  const options = { clipboardData, bubbles: true, cancelable: true };
  input.dispatchEvent(new ClipboardEvent("paste", options));
}"""


@pytest.fixture
def form(site: str, open_page: OpenPage) -> Callable[..., Page]:
    """Opens the form; instead of opening the forge's page the address is noted."""

    def opened(theme: Theme = "light", width: int = 1440, query: str = "") -> Page:
        page = open_page(f"{site}submit/{query}", theme, width)
        expect(page.locator("#hs-f-title")).to_be_visible()
        page.evaluate(NOTED)
        page.set_default_timeout(PATIENCE_MS)
        return page

    return opened


def field(page: Page, name: str) -> Locator:
    """The input of a field, by its path in the header."""
    return page.locator(f"#hs-f-{name.replace('.', '-')}")


def add(page: Page, name: str, *words: str) -> None:
    """Add words to a field for several."""
    for word in words:
        field(page, name).fill(word)
        field(page, name).press("Enter")


def fill(page: Page, **other: str) -> None:
    """Fill in a postmortem without a fault, or with another value in a field."""
    values = {
        "title": "Race condition: the order API crashes",
        "started_at": "2023-06-04 10:00",
        "mitigated_at": "2023-06-04 14:00",
        "resolved_at": "2023-06-04 14:00",
        "timezone": "America/Los_Angeles",
        "body": BODY,
        **other,
    }
    for name, value in values.items():
        field(page, name).fill(value)
    page.get_by_role("radio", name="SEV2").check()
    add(page, "services", "web-app")
    add(page, "causes", other.get("causes", "race-condition"))
    settle(page)


def settle(page: Page) -> None:
    """Wait until what was typed was read."""
    page.wait_for_timeout(150)


def send(page: Page) -> None:
    """Press the button that opens the forge's page."""
    page.locator(".hs-pane").get_by_role(
        "button", name=re.compile("Open (pull|merge) request")
    ).click()


def opened(page: Page) -> str | None:
    """The address that was opened."""
    address: str | None = page.evaluate("window.opened ?? null")
    return address


def downloaded(page: Page) -> tuple[str, str]:
    """The name and the text of the file that is downloaded."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download .md").first.click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    return download.value.suggested_filename, text


def reload(page: Page) -> None:
    """Load the page again, and wait until the form is drawn."""
    page.reload(wait_until="networkidle")
    expect(field(page, "title")).to_be_visible()
    page.evaluate(NOTED)


def paste(page: Page, name: str, text: str) -> None:
    """Paste a text at the end of a field."""
    field(page, name).evaluate(PASTE, text)


def serve_form_as(page: Page, changed: Mapping[str, Any]) -> None:
    """Load the page again with other data of the site."""

    def other(route: Route) -> None:
        data = json.loads(route.fetch().text())
        route.fulfill(json={**data, **changed})

    page.route("**/data/submit.json", other)
    reload(page)


# From an empty page to the forge


def test_it_ends_at_the_forges_page_filled_in(form: Callable[..., Page], tmp_path: Path) -> None:
    """The address names repository, branch and file, and carries the text of the download."""
    page = form()
    fill(page)
    name, text = downloaded(page)
    send(page)
    parts = urlsplit(opened(page) or "")
    query = parse_qs(parts.query)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://git.example.org/sre/hindsite/new/main"
    )
    assert query == {"filename": [f"postmortems/2023/{name}"], "value": [text]}
    assert name == "2023-06-04-race-condition-the-order-api-crashes.md"
    assert text.endswith(f"---\n\n{BODY}")
    (tmp_path / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", COMMAND_LINE, "validate", str(tmp_path / name)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_asked_of_anybody_before(form: Callable[..., Page]) -> None:
    """Filling in sends nothing: every request is for a file of the site, with nothing in it."""
    page = form()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    fill(page)
    assert all(
        re.fullmatch(r"GET http://127\.0\.0\.1:\d+/kb/\S+\.json(\?v=\w+)?", one) for one in asked
    )


def test_with_errors_the_button_leads_to_the_first(form: Callable[..., Page]) -> None:
    """It is never greyed out: an empty form has three fields to fill in, the title first."""
    page = form()
    expect(page.locator(".hs-told")).to_contain_text("3 to fill in")
    send(page)
    expect(field(page, "title")).to_be_focused()
    expect(page.locator(".hs-told")).to_contain_text("3 errors")
    expect(field(page, "title")).to_have_attribute("aria-invalid", "true")
    assert opened(page) is None


def test_a_message_leads_to_its_field_and_mends_it(form: Callable[..., Page]) -> None:
    """What is wrong is named under its field and in the list, with what would be right."""
    page = form()
    fill(page, timezone="PST", causes="race-conditon")
    expect(page.get_by_role("status").filter(has_text="2 errors")).to_be_attached()
    told = page.locator(".hs-told")
    words = "'PST' is an abbreviation, which can mean several zones"
    expect(told).to_contain_text(words)
    described = (field(page, "timezone").get_attribute("aria-describedby") or "").split()
    expect(page.locator(f"#{described[-1]}")).to_contain_text(words)
    told.get_by_role("button", name="causes", exact=True).click()
    expect(field(page, "causes")).to_be_focused()
    told.get_by_role("button", name="Use America/Los_Angeles").click()
    told.get_by_role("button", name="Use race-condition").click()
    expect(told).to_contain_text("No problems")
    send(page)
    assert "America%2FLos_Angeles" in (opened(page) or "")


@pytest.mark.parametrize(
    ("written", "said"),
    [("2023-03-12 02:30", "does not exist in"), ("2023-11-05 01:30", "comes twice in")],
)
def test_a_time_that_the_clocks_skip_or_repeat(
    form: Callable[..., Page], written: str, said: str
) -> None:
    """It is refused, with the two offsets to choose from as buttons."""
    page = form()
    fill(page, started_at=written, mitigated_at="", resolved_at="", body="")
    told = page.locator(".hs-told")
    expect(told).to_contain_text(said)
    told.get_by_role("button", name=f"Use {written}-07:00").click()
    expect(told).to_contain_text("No problems")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-14 9:05", ["2026-03-14 09:05"]),
        ("2026-3-4 10:00", ["2026-03-04 10:00"]),
        ("2026-03-14 10:00 pm", ["2026-03-14 22:00"]),
        ("14.03.2026 10:00", ["2026-03-14 10:00"]),
        ("3/8/2026 4:00 PM", ["2026-03-08 16:00", "2026-08-03 16:00"]),
        ("03/14/2026", ["2026-03-14"]),
        ("March 14, 2026 at 10 AM", ["2026-03-14 10:00"]),
        ("2026-03-14T10:05:30.250+0100", ["2026-03-14 10:05:30+01:00"]),
        ("2026-03-14 10:00 UTC", ["2026-03-14 10:00Z"]),
        ("2026-02-30 10:00", []),
        ("yesterday", []),
    ],
)
def test_a_clumsy_time_is_mended_with_a_click(
    form: Callable[..., Page], written: str, meant: list[str]
) -> None:
    """A button for what a time may be meant as; two where either number may be the month."""
    page = form()
    field(page, "timezone").fill("UTC")
    field(page, "started_at").fill(written)
    field(page, "started_at").blur()
    buttons = page.locator(".hs-told .hs-mends button")
    expect(page.locator(".hs-told")).to_contain_text("1 error")
    expect(buttons).to_have_text([f"Use {one}" for one in meant])
    if meant:
        buttons.last.click()
        expect(field(page, "started_at")).to_have_value(meant[-1])
        expect(page.locator(".hs-told")).not_to_contain_text("error")


def test_a_file_with_errors_can_be_downloaded(form: Callable[..., Page]) -> None:
    """What was typed is never lost to a rule."""
    page = form()
    field(page, "title").fill("Half a thought")
    name, text = downloaded(page)
    assert name == "undated-half-a-thought.md"
    assert "title: Half a thought\n" in text


# The forges


def test_a_long_file_is_copied(form: Callable[..., Page]) -> None:
    """An address has an end: the forge's page opens with the name, and the text is copied."""
    page = form()
    page.evaluate(CLIPBOARD)
    fill(page, body=f"{BODY}\n## Notes\n\n{'At length. ' * 900}")
    send(page)
    expect(page.get_by_role("alert").filter(has_text="longer than an address")).to_be_visible()
    assert "value=" not in (opened(page) or "value=")
    assert page.evaluate("window.copied") == [downloaded(page)[1]]


def test_gitlab_takes_the_name_alone(form: Callable[..., Page]) -> None:
    """Its editor takes no text from an address, and the page says so before and after."""
    page = form()
    address = "https://gitlab.example.org/sre/kb/-/new/main"
    serve_form_as(page, {"new_file": {"forge": "gitlab", "address": address}})
    page.evaluate(CLIPBOARD)
    fill(page)
    expect(page.locator(".hs-acts-note")).to_contain_text("copies the text, to be pasted there")
    page.locator(".hs-pane").get_by_role("button", name="Open merge request").click()
    expect(page.get_by_role("alert").filter(has_text="The file was copied")).to_be_visible()
    name = "postmortems%2F2023%2F2023-06-04-race-condition-the-order-api-crashes.md"
    assert opened(page) == f"{address}?file_name={name}"
    assert page.evaluate("window.copied.length") == 1


def test_gitea_takes_folder_name_and_text(form: Callable[..., Page]) -> None:
    """Gitea and Forgejo have the folder in the path."""
    page = form()
    address = "https://codeberg.org/sre/kb/_new/main"
    serve_form_as(page, {"new_file": {"forge": "gitea", "address": address}})
    fill(page)
    send(page)
    parts = urlsplit(opened(page) or "")
    assert parts.path == "/sre/kb/_new/main/postmortems/2023"
    query = parse_qs(parts.query)
    assert query["filename"] == ["2023-06-04-race-condition-the-order-api-crashes.md"]
    assert query["value"] == [downloaded(page)[1]]


def test_without_a_forge_the_file_is_downloaded(form: Callable[..., Page]) -> None:
    """A site that names no repository offers the download alone."""
    page = form()
    serve_form_as(page, {"new_file": None})
    fill(page)
    expect(page.get_by_role("button", name=re.compile("Open"))).to_have_count(0)
    assert downloaded(page)[1].startswith("---\ntitle:")


# What it shows


def test_it_shows_the_page_the_file_and_the_figures(form: Callable[..., Page]) -> None:
    """Preview with phases and rail, the file itself, and how the figures move."""
    page = form()
    fill(page)
    panel = page.get_by_role("tabpanel")
    expect(panel.get_by_role("img", name=re.compile("Started 10:00"))).to_be_visible()
    expect(panel.locator("ol > li > time")).to_have_count(3)
    expect(panel).to_contain_text("30% of <users>")
    page.get_by_role("tab", name="Markdown").click()
    expect(panel).to_contain_text("started_at: 2023-06-04 10:00")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="What changes in the figures")).to_be_focused()
    expect(panel.get_by_role("row", name=re.compile(r"2023-Q2 \d+ to \d+"))).to_be_visible()


def test_markup_in_the_text_stays_text(form: Callable[..., Page]) -> None:
    """Neither a script nor an address that runs one comes out of what is typed."""
    page = form()
    page.evaluate("window.ran = 0")
    hostile = (
        "## Summary\n\n<img src=x onerror='ran=1'> <script>ran=1</script>\n\n"
        "[a](javascript:ran=1) ![b](x.png)\n\n<div onclick='ran=1'>c</div>\n\n<!-- hidden -->\n"
    )
    fill(page, body=hostile, title="<b onclick=ran=1>x</b>")
    panel = page.get_by_role("tabpanel")
    expect(panel).to_contain_text("<script>ran=1</script>")
    expect(
        panel.locator("img, script, b[onclick], [href^=javascript], div[onclick]")
    ).to_have_count(0)
    expect(panel).not_to_contain_text("hidden")
    assert page.evaluate("window.ran") == 0


def test_seen_before_marks_a_recurrence(form: Callable[..., Page]) -> None:
    """Incidents with the same cause, service or error are shown; a click names one in the file."""
    page = form()
    fill(page)
    mark = page.get_by_role("button", name=re.compile("Mark as recurrence of")).first
    mark.click()
    expect(page.get_by_role("button", pressed=True)).to_contain_text("Marked as recurrence")
    _, text = downloaded(page)
    assert re.search(r"recurrence_of:\n  - \d{4}-\d\d-\d\d-[a-z0-9-]+\n", text)


def test_a_pasted_log_becomes_the_timeline(form: Callable[..., Page]) -> None:
    """Lines that begin with a time become items; what follows one belongs to it."""
    page = form()
    fill(page, body="## Timeline\n\n")
    log = "[10:05] ada: looks bad\n  more of it\n10:20:33.120 INFO rolled back\r\n- 11:00 - over"
    paste(page, "body", log)
    expect(field(page, "body")).to_have_value(
        "## Timeline\n\n- 10:05 — ada: looks bad\n  more of it\n"
        "- 10:20:33 — INFO rolled back\n- 11:00 - over"
    )
    settle(page)
    expect(page.locator(".hs-told")).to_contain_text("3 timeline events")


def test_words_are_offered_with_what_they_mean(form: Callable[..., Page]) -> None:
    """A cause is chosen with the keyboard from a list that defines it."""
    page = form()
    field(page, "causes").fill("race")
    option = page.get_by_role("listbox", name="Add a cause").get_by_role("option").first
    expect(option).to_contain_text("race-condition")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove race-condition")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(page.get_by_role("button", name="Remove race-condition")).to_have_count(0)


def test_the_start_tells_how_dates_of_a_log_are_read(form: Callable[..., Page]) -> None:
    """What the start would have to settle stays as it was pasted before there is one."""
    page = form()
    field(page, "body").fill("## Timeline\n\n")
    log = "3/8/2026 4:00 PM Deploy\nMar  9 10:05:33 web-1 app: crash"
    paste(page, "body", log)
    expect(field(page, "body")).to_have_value("## Timeline\n\n")
    field(page, "started_at").fill("2026-03-08 10:00")
    paste(page, "body", log)
    items = "- 2026-03-08 16:00 — Deploy\n- 2026-03-09 10:05:33 — web-1 app: crash"
    expect(field(page, "body")).to_have_value(f"## Timeline\n\n{items}")
    paste(page, "body", "\n23:50 late\n00:10 over midnight")
    more = "\n- 23:50 — late\n- 2026-03-10 00:10 — over midnight"
    expect(field(page, "body")).to_have_value(f"## Timeline\n\n{items}{more}")


@pytest.mark.parametrize(
    ("name", "typed", "taken"),
    [
        ("causes", "Race condition", ["race-condition"]),
        ("causes", "race", ["race-condition"]),
        ("causes", "data loss", ["data-loss"]),
        ("causes", "thundering", ["retry-storm"]),
        ("causes", "Configuration change, Deploy", ["config-change", "deploy"]),
        ("causes", "no such thing", ["no-such-thing"]),
        ("services", "Checkout API", ["checkout-api"]),
        ("teams", "Web & Mobile; on call", ["web-mobile-on-call"]),
        ("tags", "Größe", ["grosse"]),
        ("trigger", "Configuration release", ["config-release"]),
        ("trigger", "cron job", ["automated-job"]),
    ],
)
def test_a_name_is_taken_as_its_slug(
    form: Callable[..., Page], name: str, typed: str, taken: list[str]
) -> None:
    """A name, another word for it, or its beginning where nothing else begins so; never in bits."""
    page = form()
    serve_form_as(page, {"services": None})
    page.locator(".hs-folded summary").click()
    field(page, name).press_sequentially(typed)
    page.keyboard.press("Enter")
    tokens = page.locator(f'[data-path="{name}"] .hs-token')
    expect(tokens).to_have_text(taken)
    expect(field(page, name)).to_have_value("")
    settle(page)
    written = taken[0] if name == "trigger" else f"[{', '.join(taken)}]"
    assert f"\n{name}: {written}\n" in downloaded(page)[1]


def test_pasted_names_part_at_commas_and_line_breaks(form: Callable[..., Page]) -> None:
    """A list that was copied becomes a token for each name, spaces and all."""
    page = form()
    paste(page, "causes", "Race condition\nConfiguration change,deploy\n")
    tokens = page.locator('[data-path="causes"] .hs-token')
    expect(tokens).to_have_text(["race-condition", "config-change", "deploy"])


def test_a_beginning_is_no_word_where_any_word_may_be_new(form: Callable[..., Page]) -> None:
    """Without a catalogue `web` can be a service of its own beside `web-app`."""
    page = form()
    used = {"services": ["web-app"], "teams": [], "tags": []}
    serve_form_as(page, {"services": None, "used": used})
    add(page, "services", "web", "Web app")
    tokens = page.locator('[data-path="services"] .hs-token')
    expect(tokens).to_have_text(["web", "web-app"])


def test_there_is_one_trigger(form: Callable[..., Page]) -> None:
    """Another takes the place of the one before, and it can be taken away again."""
    page = form()
    page.locator(".hs-folded summary").click()
    add(page, "trigger", "Load", "Maintenance")
    expect(page.locator('[data-path="trigger"] .hs-token')).to_have_text(["maintenance"])
    settle(page)
    reload(page)
    expect(page.locator('[data-path="trigger"] .hs-token')).to_have_text(["maintenance"])
    page.get_by_role("button", name="Remove maintenance").click()
    settle(page)
    assert "trigger" not in downloaded(page)[1].partition("\n---\n")[0]


def test_a_severity_that_nobody_knows_is_a_choice(form: Callable[..., Page]) -> None:
    """`unknown` is always allowed, and stands beside the site's severities."""
    page = form()
    fill(page)
    page.locator('[data-path="severity"]').get_by_role("radio", name="Unknown").check()
    settle(page)
    expect(page.locator(".hs-told")).to_contain_text("No problems")
    assert "\nseverity: unknown\n" in downloaded(page)[1]


def test_what_may_stay_empty_says_so(form: Callable[..., Page]) -> None:
    """Of what has no value of its own, only the required fields say nothing."""
    page = form()
    labels = page.locator('[data-path="services"] .hs-label, [data-path="causes"] .hs-label')
    expect(labels).to_have_text(["Services optional", "Causes optional"])


# What it keeps


def test_what_was_typed_survives_a_reload_until_it_is_discarded(form: Callable[..., Page]) -> None:
    """Every field comes back; "Discard it" asks, and then nothing does."""
    page = form()
    fill(page)
    page.locator("summary").click()
    add(page, "teams", "backend")
    field(page, "stated_durations-resolve").fill("4h")
    page.get_by_role("button", name="Add a link").click()
    page.keyboard.type("Channel")
    settle(page)
    before = page.evaluate("document.querySelector('.hs-form').innerText") + downloaded(page)[1]
    reload(page)
    after = page.evaluate("document.querySelector('.hs-form').innerText") + downloaded(page)[1]
    assert after == before
    page.get_by_role("button", name="Discard it").click()
    page.get_by_role("button", name="Yes, discard").click()
    expect(field(page, "title")).to_have_value("")
    reload(page)
    expect(field(page, "title")).to_have_value("")
    expect(page.locator(".hs-told")).to_contain_text("3 to fill in")


def title_and_rest(page: Page, title: str) -> None:
    """Type a title, and wait until it is kept."""
    field(page, "title").fill(title)
    page.wait_for_timeout(500)


def test_two_tabs_lose_nothing_of_each_other(form: Callable[..., Page]) -> None:
    """What another tab wrote is told, put aside, and can be gone on with or discarded."""
    page = form()
    other = page.context.new_page()
    other.goto(page.url, wait_until="networkidle")
    notice, theirs = page.locator(".hs-others"), other.locator(".hs-others")
    title_and_rest(page, "The first")
    expect(theirs).to_contain_text("“The first”")
    title_and_rest(other, "The second")
    expect(notice).to_contain_text("This browser keeps “The second” too")
    title_and_rest(page, "The first, longer")
    other.close()
    reload(page)
    expect(field(page, "title")).to_have_value("The first, longer")
    notice.get_by_role("button", name="Change over to it").click()
    expect(field(page, "title")).to_have_value("The second")
    expect(notice).to_contain_text("“The first, longer”")
    reload(page)
    expect(field(page, "title")).to_have_value("The second")
    notice.get_by_role("button", name="Discard it").click()
    notice.get_by_role("button", name="Yes, discard").click()
    expect(notice).to_be_hidden()
    reload(page)
    expect(field(page, "title")).to_have_value("The second")
    expect(notice).to_be_hidden()


def test_a_second_tab_goes_on_with_the_text(form: Callable[..., Page]) -> None:
    """A text that is continued elsewhere is offered where it stood, and leaves no copy behind."""
    page = form()
    title_and_rest(page, "Begun here")
    other = page.context.new_page()
    other.goto(page.url, wait_until="networkidle")
    title_and_rest(other, "Begun here, ended there")
    expect(other.locator(".hs-others")).to_be_hidden()
    notice = page.locator(".hs-others")
    notice.get_by_role("button", name="Change over to it").click()
    expect(field(page, "title")).to_have_value("Begun here, ended there")
    expect(notice).to_be_hidden()
    other.close()


def test_discarding_in_one_tab_leaves_the_other(form: Callable[..., Page]) -> None:
    """Only the text that is in view is discarded."""
    page = form()
    title_and_rest(page, "Mine")
    other = page.context.new_page()
    other.goto(page.url, wait_until="networkidle")
    other.get_by_role("button", name="Discard it").last.click()
    other.get_by_role("button", name="Yes, discard").click()
    title_and_rest(other, "Theirs")
    other.get_by_role("button", name="Discard it").last.click()
    other.get_by_role("button", name="Yes, discard").click()
    title_and_rest(page, "Mine still")
    other.close()
    reload(page)
    expect(field(page, "title")).to_have_value("Mine still")


def test_an_error_message_comes_along_in_the_address(form: Callable[..., Page]) -> None:
    """A search that found nothing leads here with its words."""
    page = form(query="?signature=OrderCache.put%20failed")
    expect(field(page, "signatures")).to_have_value("OrderCache.put failed")


# For everybody


@pytest.mark.parametrize(("theme", "widths"), [("light", (1440, 390)), ("dark", (390, 1440))])
@pytest.mark.parametrize("timezone", ["America/Los_Angeles", "PST"])
def test_it_is_sound_when_it_is_filled_in(
    form: Callable[..., Page], theme: Theme, widths: tuple[int, int], timezone: str
) -> None:
    """With and without errors, folded fields open: no axe violation, no sideways scrolling."""
    page = form(theme, widths[0])
    page.locator("summary").click()
    page.get_by_role("button", name="Add a link").click()
    fill(page, timezone=timezone)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0
        assert violations(page) == []


def test_a_phone_has_a_bar_at_the_foot(form: Callable[..., Page]) -> None:
    """The count and the main act stay in sight, 44 px high."""
    page = form(width=390)
    bar = page.locator(".hs-foot-bar")
    expect(bar).to_contain_text("3 to fill in")
    button = bar.get_by_role("button", name="Open pull request")
    expect(button).to_be_in_viewport()
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.click()
    expect(bar).to_contain_text("3 errors")
    expect(field(page, "title")).to_be_focused()


def test_without_scripts_the_template_is_offered(site: str, open_page: OpenPage) -> None:
    """The same file can be written in any editor: the template, its name and its place are told."""
    page = open_page(f"{site}submit/", javascript=False)
    expect(page.get_by_text("The form needs JavaScript")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the template").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == TEMPLATE


# House rules


def test_a_house_rule_is_told_and_can_be_waived(form: Callable[..., Page]) -> None:
    """A warning stops nothing; a waiver with a reason ends it, stands in the file and is kept."""
    page = form()
    fill(page, body=f"{BODY}\nIt was human error.\n")
    messages = page.locator(".hs-told")
    expect(messages).to_contain_text("expected words that blame nobody, got 'human error'")
    page.locator(".hs-folded summary").click()
    page.get_by_role("button", name="Waive a rule").click()
    page.locator('[data-name="rule"] select').select_option("blameless-language")
    expect(messages).to_contain_text("expected reason: in the entry")
    page.locator('[data-name="reason"] input').fill("Quotes the vendor.")
    expect(messages).not_to_contain_text("blame")
    settle(page)
    written = "  - rule: blameless-language\n    reason: Quotes the vendor.\n"
    assert written in downloaded(page)[1]
    reload(page)
    assert written in downloaded(page)[1]


def test_a_rule_that_is_no_more_is_kept_and_told(form: Callable[..., Page]) -> None:
    """A draft that waives a rule of another time loses nothing; it is told what is wrong."""
    page = form()
    fill(page)
    page.locator(".hs-folded summary").click()
    page.get_by_role("button", name="Waive a rule").click()
    page.locator('[data-name="rule"] select').select_option("timeline-span")
    page.locator('[data-name="reason"] input').fill("Once.")
    settle(page)
    page.wait_for_timeout(500)
    page.evaluate(
        "for (const [key, text] of Object.entries(localStorage))"
        " localStorage.setItem(key, text.replace('timeline-span', 'former-rule'))"
    )
    page.add_init_script(
        "addEventListener('pagehide', (event) => event.stopImmediatePropagation())"
    )
    page.reload(wait_until="networkidle")
    expect(page.locator(".hs-told")).to_contain_text("got 'former-rule'")
    assert "rule: former-rule" in downloaded(page)[1]
