from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.config import ExtraFieldOption
from hindsite.library.sheets import (
    ACTION_COLUMNS,
    BYTE_ORDER_MARK,
    INCIDENT_COLUMNS,
    actions_csv,
    guarded,
    incidents_csv,
)
from hindsite.postmortem.schema import Cost, Link
from tests.insight.knowing import action, impact, record
from tests.view.incidents import event

WHOLE = record(
    "2024-03-05 10:00",
    "2024-03-05 14:00",
    detected="2024-03-05",
    timezone="America/New_York",
    title='Quotes ", commas and ü',
    services=("api", "web"),
    trigger="load",
    recurrence_of=("2023-01-01-x", "2023-01-02-hidden"),
    stated_durations={"resolve": 3600},
    impact=impact(users_percent=12.5, users=12_000, cost=Cost(3.0, "USD"), data_loss=False),
    timeline=(event("2024-03-05 10:00"),),
    links=(Link("Channel", "https://chat.example.org/1"),),
    signatures=("-bash: x: not found", "=1+1"),
    extra={"approved": True, "when": date(2024, 3, 4), "regions": ("eu", "us")},
)
LITTLE = record("2024-01-01", severity="unknown")


def rows(text: str) -> list[dict[str, str]]:
    """What a program reads of a sheet: a dictionary a line."""
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_an_incident_is_one_line_with_every_column() -> None:
    """Times with their offset, lists joined, lengths in seconds; only known ids are told."""
    extra = {name: ExtraFieldOption() for name in ("approved", "when", "regions")}
    whole, little = rows(incidents_csv([WHOLE, LITTLE], extra, {"2023-01-01-x"}))
    assert list(whole) == [*INCIDENT_COLUMNS, "extra_approved", "extra_when", "extra_regions"]
    expected = {
        "title": 'Quotes ", commas and ü',
        "started_at": "2024-03-05T10:00:00-05:00",
        "detected_at": "2024-03-05",
        "services": "api; web",
        "resolve_s": "14400",
        "detect_s": "",
        "stated_resolve_s": "3600",
        "outage_equivalent_s": "1800",
        "users_percent": "12.5",
        "cost_amount": "3",
        "data_loss": "false",
        "recurrence_of": "2023-01-01-x",
        "links": "https://chat.example.org/1",
        "signatures": "'-bash: x: not found; '=1+1",
        "event_count": "1",
        "extra_approved": "true",
        "extra_when": "2024-03-04",
        "extra_regions": "eu; us",
    }
    assert {name: whole[name] for name in expected} == expected
    known = {name for name, cell in little.items() if cell}
    assert little["severity"] == "unknown"
    assert not known & {"resolve_s", "trigger", "users", "services", "extra_approved"}


def test_an_action_item_is_one_line_with_every_column() -> None:
    """Each item of each incident, by the incident's id, in the authors' order."""
    items = (
        action("open", "prevent", "Guard, then test", owner="@bo", due="2024-04-01"),
        action(title="=cmd()"),
    )
    first, second = rows(actions_csv([record("2024-01-01", actions=items), LITTLE]))
    assert list(first) == list(ACTION_COLUMNS)
    assert (first["incident_id"], first["position"], first["title"], first["owner"]) == (
        "2024-01-01-web",
        "0",
        "Guard, then test",
        "'@bo",
    )
    assert (first["due"], first["status"], first["type"]) == ("2024-04-01", "open", "prevent")
    assert (second["title"], second["status"], second["due"]) == ("'=cmd()", "", "")


@pytest.mark.parametrize(
    "text",
    [
        *("=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "  =1", "＝1", "＋1", "－1", "＠1"),
        *("x;=1", "x; =1", "x\t=1", "x\n=1", "x\r\n+1", ";@x"),
    ],
)
def test_a_formula_is_guarded(text: str) -> None:
    """Whatever could begin a formula, in any cell that a program could see, follows a quote."""
    assert "'" in guarded(text)
    assert guarded(text).replace("'", "") == text


@pytest.mark.parametrize("text", ["a", "a-b", "a=b", "x; y", "", "é", "(-1)", "5", "a @b"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    """Nothing else is touched."""
    assert guarded(text) == text


@given(st.text(st.sampled_from("=+-@＝＋－＠;, \t\r\n'\"ab"), max_size=30))
def test_no_cell_begins_a_formula(text: str) -> None:
    """However a program parts the cells, by commas or by semicolons, none is a formula."""
    (row,) = rows(actions_csv([record("2024-01-01", actions=(action(title=text),))]))
    for cell in (row["title"], *re.split(r"[;\t\r\n]", row["title"])):
        assert not cell.lstrip(" ").startswith(tuple("=+-@＝＋－＠"))
    assert not row["title"].startswith(("\t", "\r", "\n"))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_back(text: str) -> None:
    """Quotes, commas and line breaks come back; only apostrophes may have been added."""
    (row,) = rows(actions_csv([record("2024-01-01", actions=(action(title=text),))]))
    assert row["title"] == guarded(text)
