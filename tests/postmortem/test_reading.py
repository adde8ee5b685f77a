"""One file in, one record or all its problems out: golden cases, and what holds for any bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.errors import Problem
from hindsite.postmortem.reading import ExtraField, Terms, Vocabulary, read
from hindsite.postmortem.rules import RULES
from hindsite.postmortem.schema import Postmortem

CASES = Path(__file__).parent.parent / "cases" / "reading"

VOCABULARY = Vocabulary(
    causes=Terms(
        names={"race-condition": "Race condition", "code-defect": "Code defect"},
        aliases={"race": "race-condition", "bug": "code-defect"},
        areas={"software": ("race-condition", "code-defect")},
    ),
    triggers=Terms(names={"load": "Load", "code-release": "Code release"}),
    services=frozenset({"web-app", "order-api"}),
    extra_fields={
        "change_ticket": ExtraField("string"),
        "risk": ExtraField("number"),
        "approved": ExtraField("boolean"),
        "freeze": ExtraField("date"),
        "runbook": ExtraField("url"),
        "reviewers": ExtraField("list"),
    },
)


def outcome(record: Postmortem | None, problems: tuple[Problem, ...]) -> dict[str, Any]:
    """A reading as the golden cases keep it."""
    return {
        "record": record and _plain(_shown(record)),
        "problems": [
            {key: value for key, value in problem.as_dict().items() if key != "path"}
            for problem in problems
        ],
    }


def _shown(record: Postmortem) -> dict[str, Any]:
    # The text of the file stands beside the expectation already.
    return {key: value for key, value in asdict(record).items() if key not in {"source", "body"}}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_case(case: Path) -> None:
    """A file gives exactly the record and the problems that are written down beside it."""
    file = next(case.glob("*.md"))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    found = outcome(*read(file.name, file.read_bytes(), VOCABULARY))
    assert json.loads(json.dumps(found)) == expected


def test_every_rule_has_a_case() -> None:
    """Each rule is broken by a case, and each problem of a case names a rule that is listed."""
    broken = {
        problem["rule"]
        for case in CASES.iterdir()
        for problem in json.loads((case / "expected.json").read_text("utf-8"))["problems"]
    }
    too_big_for_a_case = {"file-size"}
    assert broken | too_big_for_a_case == {rule.id for rule in RULES}


def test_every_rule_is_said_in_words() -> None:
    """Each rule has an id of its own and a sentence."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.text.endswith(".") for rule in RULES)


def test_bare_vocabulary_takes_any_slug() -> None:
    """Without a taxonomy and a catalogue any cause, trigger and service is accepted."""
    data = b"---\ntitle: A\nseverity: SEV1\nstarted_at: 2023-06-04\ncauses: [x]\ntrigger: y\n"
    record, problems = read("2023-06-04-a.md", data + b"services: [z]\n---\n", Vocabulary())
    assert not problems
    assert record is not None
    assert (record.causes, record.trigger, record.services) == (("x",), "y", ("z",))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "## Summary\n\nNo.\n\n## Resolution\n\n- a\n\nIt was **off**. Then `more`.\n",
            "It was off. Then more.",
        ),
        ("## Mitigation\n\n- a list only\n\n## Recovery\n\nBack.\n", "Back."),
        ("## Summary\n\nIt broke.\n", ""),
    ],
)
def test_the_resolution_is_its_first_paragraph(body: str, told: str) -> None:
    """Of the sections of that name, whatever their heading; without marks, on one line."""
    data = f"---\ntitle: A\nseverity: SEV1\nstarted_at: 2023-06-04\n---\n{body}".encode()
    record, _ = read("2023-06-04-a.md", data, Vocabulary())
    assert record is not None
    assert record.resolution == told


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"x" * 50_000_000, id="50 MB"),
        pytest.param(b"---\n---\n" + b"- 10:05 - x\n" * 500_000, id="500,000 rows"),
        pytest.param(b"---\n---\n" + b"\n" * 20_001, id="lines"),
    ],
)
@pytest.mark.timeout(2)
def test_too_large(data: bytes) -> None:
    """A file beyond the limits is refused at once."""
    record, problems = read("2023-06-04-a.md", data, VOCABULARY)
    assert record is None
    assert [problem.rule for problem in problems] == ["file-size"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("[" * 60_000, id="brackets"),
        pytest.param("- " * 9_000, id="bullets"),
        pytest.param(">" * 50_000, id="quotes"),
        pytest.param("- a - b: c; " + " - type: x; " * 20_000, id="pairs"),
        pytest.param("[a](" * 9_000, id="links"),
        pytest.param("- 10:05" + " " * 90_000 + "x", id="spaces after a time"),
        pytest.param("- a" + " " * 90_000 + "x", id="spaces"),
        pytest.param("| " + "(" * 90_000 + " |\n|-|\n", id="table"),
    ],
)
@pytest.mark.parametrize("heading", ["Timeline", "Action items"])
@pytest.mark.timeout(10)
def test_hostile_body(heading: str, line: str) -> None:
    """Nesting and repetition cost no more than their length."""
    start = "---\ntitle: A\nseverity: SEV1\nstarted_at: 2023-06-04 10:00Z\n---\n"
    read("2023-06-04-a.md", f"{start}## {heading}\n\n{line}\n".encode(), VOCABULARY)


_WORDS = st.sampled_from(
    [
        *("title: a", "severity: sev1", "started_at: 2023-06-04 10:00Z", "impact:", "  users: 3"),
        *("- ", "[", "{", "&a ", "*a", "!!x ", "? ", ": ", "'", '"', "|", "#", "\t", "<<: {}"),
        *("links: [{url: x}]", "extra: {a: b}", "impact: {cost: {amount: x}}", "impact: [{a: b}]"),
        *("stated_durations: {impact: 1h}", "services: [[a], {b: c}]", "links: [[{url: x}], ~, a]"),
    ]
)


@given(st.lists(_WORDS), st.text())
def test_any_header(lines: list[str], body: str) -> None:
    """No header and no body raises anything but problems."""
    data = "\n".join(["---", *lines, "---", body]).encode("utf-8", "surrogatepass")
    record, problems = read("2023-06-04-a.md", data, VOCABULARY)
    assert (record is None) == any(problem.level == "error" for problem in problems)


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    """No bytes raise, whether they have a header or not."""
    read("2023-06-04-a.md", data, VOCABULARY)
    read("2023-06-04-a.md", b"---\n" + data + b"\n---\n" + data, VOCABULARY)


_START = "---\ntitle: A\nseverity: SEV1\nstarted_at: 2023-06-04 10:00\ntimezone: UTC\n---\n"


@given(st.text(alphabet="0123456789:-–~* |[]x#apmAPM\n\tZ+;typeow", max_size=200))
def test_any_body(text: str) -> None:
    """No timeline and no list of actions raises."""
    body = f"{_START}## Timeline\n\n- {text}\n\n## Actions\n\n- {text}\n"
    read("2023-06-04-a.md", body.encode(), VOCABULARY)


@given(st.lists(st.integers(0, 1439), min_size=1, max_size=30))
def test_timeline_order(minutes: list[int]) -> None:
    """One problem for each clock time that is earlier than the one before it, none otherwise."""
    rows = "".join(f"- {minute // 60:02}:{minute % 60:02} - x\n" for minute in minutes)
    _, problems = read("2023-06-04-a.md", f"{_START}## Timeline\n\n{rows}".encode(), VOCABULARY)
    falls = [n for n in range(1, len(minutes)) if minutes[n] < minutes[n - 1]]
    assert [problem.line for problem in problems] == [9 + n for n in falls]
