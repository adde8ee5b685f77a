from __future__ import annotations

from datetime import date

import pytest

from hindsite.insight.actions import ActionCounts, ActionFilter, count_actions, list_actions
from hindsite.insight.filters import Filters
from tests.insight.knowing import action, knowing, lasting

AS_OF = date(2024, 6, 1)
SAMPLE = knowing(
    lasting(
        1,
        "2024-01-01",
        "old",
        severity="SEV1",
        actions=(
            action("done", "prevent", owner="@ada", due="2024-01-31"),
            action("open", "prevent", owner="@bo", due="2024-05-31"),
            action("in-progress", "detect", due="2024-06-01"),
            action("dropped", due="2024-01-31"),
            action(None, "process", due="2024-01-31"),
        ),
    ),
    lasting(1, "2024-02-01", "new", actions=(action("open"), action("done"))),
    lasting(1, "2024-03-01", "draft", status="draft", actions=(action("open"),)),
)


def found(chosen: ActionFilter) -> list[str]:
    """The places of items as "old/1"."""
    places = list_actions(SAMPLE.tables, Filters(), chosen, AS_OF)
    return [f"{place.incident_id[11:]}/{place.position}" for place in places]


def test_items_are_counted_by_state() -> None:
    """A state that is not written is unknown: neither open nor done; drafts are left out."""
    counts = count_actions(SAMPLE.tables, Filters(), AS_OF)
    assert counts == ActionCounts(
        total=7, open=2, in_progress=1, done=2, dropped=1, unknown=1, overdue=1
    )
    assert (counts.unfinished, counts.known) == (3, 6)


def test_an_item_is_overdue_the_day_after_it_is_due() -> None:
    """Due on the day one judges by is in time; finished and unknown ones are never overdue."""
    by_day = {
        day: count_actions(SAMPLE.tables, Filters(), date(2024, 6, day)).overdue for day in (1, 2)
    }
    assert by_day == {1: 1, 2: 2}


def test_without_a_date_to_judge_by_nothing_is_said() -> None:
    """Outside git nobody knows what is overdue, which is not zero."""
    assert count_actions(SAMPLE.tables, Filters(), None).overdue is None


def test_counting_follows_the_filters() -> None:
    """Only the items of the incidents that the filters mean."""
    assert count_actions(SAMPLE.tables, Filters(severity=("SEV1",)), AS_OF).total == 5


def test_unfinished_items_come_first() -> None:
    """Unfinished, then unknown, then the rest; the newest incident first, in the authors' order."""
    assert found(ActionFilter()) == [
        "new/0",
        "old/1",
        "old/2",
        "old/4",
        "new/1",
        "old/0",
        "old/3",
    ]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (ActionFilter(status=("done",)), ["new/1", "old/0"]),
        (ActionFilter(status=("unknown",)), ["old/4"]),
        (ActionFilter(status=("open", "in-progress"), type=("detect",)), ["old/2"]),
        (ActionFilter(type=("unknown",)), ["new/0", "new/1", "old/3"]),
        (ActionFilter(owner=("@ada", "@bo")), ["old/1", "old/0"]),
        (ActionFilter(owner=("unknown",), status=("in-progress",)), ["old/2"]),
        (ActionFilter(overdue=True), ["old/1"]),
    ],
)
def test_each_choice_narrows(chosen: ActionFilter, expected: list[str]) -> None:
    """State, type and owner choose items, `unknown` those without; overdue as of the date."""
    assert found(chosen) == expected
