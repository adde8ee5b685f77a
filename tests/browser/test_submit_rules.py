"""The form checks what is typed: the engine reads the file it writes, and says the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page

from hindsite.config import parse_options
from hindsite.library.house import house
from hindsite.postmortem import frontmatter
from hindsite.postmortem.reading import read
from hindsite.postmortem.rule import Finding
from hindsite.postmortem.schema import HOUSE_RULES, Postmortem
from hindsite.postmortem.vocabulary import Vocabulary
from hindsite.site.form_data import tables, vocabulary_data
from tests.browser.conftest import OpenPage
from tests.browser.typed import Typist, typed_as
from tests.importers.test_chat_log import CASES as PASTED
from tests.postmortem.test_house import BLAME, HYPHENED, NO_SECRETS, TOKENS, ruled
from tests.postmortem.test_house import CASES as HOUSE_CASES
from tests.postmortem.test_reading import CASES
from tests.postmortem.test_reading import VOCABULARY as CONTRACT

pytestmark = pytest.mark.browser

EACH = 200
# Every house rule but the one of which browsers do not know all kinds.
RULES = {
    "needed-section": {"ask": [{"sections": ["timeline", "actions", "summary"]}]},
    "needed-field": {
        "ask": [{"fields": ["impact.users", "detected_by"], "statuses": ["in-review"]}]
    },
    "preventive-action": {"severities": ["SEV1", "unknown"]},
    "timeline-span": {"before": "1h", "after": "2h"},
    "blameless-language": {
        "phrases": {"para": "say what", "x y": "say what"},
        "accepted": ["User error"],
    },
    "personal-data": "off",
}
VOCABULARY = replace(CONTRACT, house=house(parse_options({"rules": RULES})))


def form_data(words: Vocabulary) -> dict[str, Any]:
    """What the form knows of a vocabulary."""
    return {"folder": "postmortems", "vocabulary": vocabulary_data(words), **tables(words)}


READ_ALL = """async ([base, data, forms]) => {
  const { read } = await import(new URL("postmortem.js", base));
  const { useZones } = await import(new URL("zones.js", base));
  useZones(data.zones, data.abbreviations);
  return forms.map((typed) => {
    const { path, text, problems, events, actions } = read(typed, data);
    return {
      path, text, events, actions,
      problems: problems.map(({ line, column, field, rule, level, message }) => (
        { line, column, field, rule, level, message }
      )),
    };
  });
}"""


@pytest.fixture
def page(site: str, open_page: OpenPage) -> Page:
    """The form's page; its modules are asked, its fields are not."""
    return open_page(f"{site}submit/")


def read_in(
    page: Page, forms: Sequence[dict[str, Any]], words: Vocabulary = VOCABULARY
) -> list[dict[str, Any]]:
    """What the browser makes of filled-in forms."""
    base = page.evaluate("new URL('../assets/hindsite/submit/', location.href).href")
    found: list[dict[str, Any]] = page.evaluate(READ_ALL, [base, form_data(words), list(forms)])
    return found


def outcome(found: dict[str, Any]) -> dict[str, Any]:
    """The browser's reading, in the words of `engine`."""
    return {
        "problems": _told(found, found["problems"]),
        "events": [
            [_seconds(one["at"]), _seconds(one["until"]), one["approximate"], one["text"]]
            for one in found["events"]
        ],
        "actions": [[one["title"], one["type"], one["status"]] for one in found["actions"]],
    }


def engine(found: dict[str, Any], words: Vocabulary = VOCABULARY) -> dict[str, Any]:
    """The engine's reading of the file that the browser wrote."""
    record, problems = read(found["path"], found["text"].encode(), words)
    told = [
        {key: value for key, value in problem.as_dict().items() if key != "path"}
        for problem in problems
    ]
    shown = outcome(found)
    return {**shown, **_items(record), "problems": _told(found, told)}


def _items(record: Postmortem | None) -> dict[str, Any]:
    if record is None:  # there is nothing to compare with
        return {}
    return {
        "events": [
            [_instant(one.at), _instant(one.until), one.approximate, one.text]
            for one in record.timeline
        ],
        "actions": [[one.title, one.type, one.status] for one in record.actions],
    }


def _told(found: dict[str, Any], problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # Without a start the file has no date to be named by; the form tells of the start alone.
    undated = "/undated-" in found["path"]
    return [one for one in problems if not (undated and one["field"] == "id")]


def _seconds(at: dict[str, float] | None) -> float | None:
    return at["at"] if at else None


def _instant(at: datetime | None) -> float | None:
    return at.timestamp() if at else None


def golden(cases: Path = CASES) -> Iterator[tuple[str, dict[str, Any]]]:
    """The golden cases that can be typed: their headers can be read at all."""
    kinds = {name: field.type for name, field in VOCABULARY.extra_fields.items()}
    for case in sorted(cases.iterdir()):
        parts = frontmatter.split(next(case.glob("*.md")).read_bytes())
        if not isinstance(parts, Finding) and parts.tree.readable:
            yield case.name, typed_as(parts.tree.data, parts.body, kinds)


def test_golden_cases(page: Page) -> None:
    """Each golden case, typed into the form, has the engine's problems, events and actions."""
    names, forms = zip(*golden(), strict=True)
    found = read_in(page, forms)
    assert sum(len(one["problems"]) for one in found) > 100
    for name, one in zip(names, found, strict=True):
        assert outcome(one) == engine(one), name


def test_golden_cases_of_the_house_rules(page: Page) -> None:
    """Each house rule but the one about personal data is told as the engine tells it."""
    broken = set()
    for name, form in golden(HOUSE_CASES):
        rules = ruled(HOUSE_CASES / name)
        levels = tuple(level for level in rules.levels if level[0] != "personal-data")
        words = replace(CONTRACT, house=replace(rules, levels=levels))
        (one,) = read_in(page, [form], words)
        assert outcome(one) == engine(one, words), name
        broken |= {problem["rule"] for problem in one["problems"]}
    assert set(HOUSE_RULES) - {"personal-data"} <= broken


PASTE_ALL = """async ([base, data, cases]) => {
  const { timelineLines } = await import(new URL("pasting.js", base));
  const { read } = await import(new URL("postmortem.js", base));
  const { useZones } = await import(new URL("zones.js", base));
  const { readDate } = await import(new URL("times.js", base));
  useZones(data.zones, data.abbreviations);
  return cases.map(({ started, log }) => {
    const items = timelineLines(log, readDate(started)) ?? log;
    const typed = { title: "T", severity: "SEV1", started_at: `${started} 00:00`, timezone: "UTC" };
    const body = `## Timeline\\n\\n${items}`;
    const { events, problems } = read({ ...typed, name: "", body }, data);
    const written = events.map(({ at, text }) => [at.at, text.replace(/\\n\\s*/g, "\\n")]);
    const wrong = problems.filter(({ field, level }) => field === "timeline" && level === "error");
    return { items, written, wrong: wrong.map(({ message }) => message) };
  });
}"""


def test_pasted_logs(page: Page) -> None:
    """What is pasted becomes the events that `hindsite new --from-timeline` makes of it."""
    cases = [{**case, "started": f"{case['started']}"} for case in PASTED]
    base = page.evaluate("new URL('../assets/hindsite/submit/', location.href).href")
    made = page.evaluate(PASTE_ALL, [base, form_data(VOCABULARY), cases])
    for case, one in zip(cases, made, strict=True):
        told = [
            [f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}".removesuffix(":00"), text]
            for at, text in one["written"]
        ]
        assert one["wrong"] == [], (case["name"], one["items"])
        # The command puts what comes in another order in order; here the text stays as it stood.
        assert sorted(told) == case["events"], (case["name"], one["items"])


def test_mail_addresses_and_phone_numbers(page: Page) -> None:
    """Of personal data these are told as the engine tells them, and nothing else is."""
    rules = {"rules": {"personal-data": {"domains": ["hindsite.org"]}}}
    words = replace(CONTRACT, house=house(parse_options(rules)))
    cases = yaml.safe_load((HOUSE_CASES.parent / "personal.yml").read_text("utf-8"))
    texts = [*cases["told"], *cases["untold"], "ada@hindsite.org, é ada@kb.hindsite.de"]
    typed = {"title": "T", "severity": "SEV1", "started_at": "2023-06-04", "name": ""}
    found = read_in(page, [{**typed, "body": text} for text in texts], words)
    told = 0
    for text, one in zip(texts, found, strict=True):
        expected = [
            problem
            for problem in engine(one, words)["problems"]
            if problem["rule"] != "personal-data" or re.search("mail|phone", problem["message"])
        ]
        assert one["problems"] == expected, text
        told += len(expected)
    assert told > 10


def test_a_waiver_of_personal_data_is_not_judged(page: Page) -> None:
    """What it is for may be of the kinds that only the engine looks for."""
    words = replace(CONTRACT, house=house(parse_options({})))
    waivers = [{"rule": "personal-data", "reason": "It is public."}]
    typed = {"title": "T", "severity": "SEV1", "started_at": "2023-06-04", "waivers": waivers}
    bodies = ("Ask jane@acme.com.", "Nothing.")
    for one in read_in(page, [{**typed, "name": "", "body": body} for body in bodies], words):
        told = {problem["rule"] for problem in one["problems"]}
        assert not told & {"personal-data", "unused-waiver"}


def test_blame_and_secrets_of_the_engines_cases(page: Page) -> None:
    """What is told and what is not is the same in both, place and words included."""
    tokens = (*TOKENS.values(), *HYPHENED, *NO_SECRETS)
    bodies = [*BLAME["said"], *BLAME["unsaid"], *(f"key {token}" for token in tokens)]
    head = {
        "title": "A",
        "severity": "SEV2",
        "started_at": "2024-03-05 10:00",
        "timezone": "UTC",
        "authors": ["Ada Lovelace"],
        "name": "",
    }
    words = replace(CONTRACT, house=house(parse_options({"rules": {"personal-data": "off"}})))
    found = read_in(page, [{**head, "body": f"{body}\n"} for body in bodies], words)
    for body, one in zip(bodies, found, strict=True):
        assert outcome(one) == engine(one, words), body
    told = sum(len(one["problems"]) for one in found)
    assert told == len(BLAME["said"]) + len(TOKENS) + len(HYPHENED)


@pytest.mark.parametrize("seed", range(4))
def test_anything(page: Page, seed: int) -> None:
    """Whatever is typed: the file holds it, and the engine says of it what the form says."""
    typist = Typist(seed)
    for one in read_in(page, [typist.any() for _ in range(EACH)]):
        assert outcome(one) == engine(one), one["text"]


@pytest.mark.parametrize("seed", range(4))
def test_what_the_browser_accepts_the_engine_accepts(page: Page, seed: int) -> None:
    """Forms as most people fill them in: many are accepted, and by both or by neither."""
    typist = Typist(100 + seed)
    accepted = 0
    for one in read_in(page, [typist.plausible() for _ in range(EACH)]):
        assert outcome(one) == engine(one), one["text"]
        accepted += all(problem["level"] == "warning" for problem in one["problems"])
    assert accepted > EACH / 10


def test_a_value_comes_back_as_it_was_typed(page: Page) -> None:
    """Texts that YAML would read as something else stand in quotes, and only those."""
    texts = ["a: b # c", "- x", "no", "10:30", '"q" \\ \'', "null", "é 😀", "a\tb", "{x}", "12"]
    (found,) = read_in(page, [{"body": "", "name": "", "signatures": texts}])
    parts = frontmatter.split(found["text"].encode())
    assert not isinstance(parts, Finding)
    assert parts.tree.data["signatures"] == texts
    assert "  - no\n" in found["text"]
    assert json.dumps("a: b # c") in found["text"]
