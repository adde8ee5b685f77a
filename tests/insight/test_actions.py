from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.actions import (
    ActionCounts,
    ActionFilter,
    action_mix,
    count_actions,
    count_actions_by,
    count_actions_by_age,
    list_actions,
    unfinished_by_age,
)
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.postmortem.schema import ActionStatus
from tests.conftest import COSTLY
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


def sums(counts: Iterable[ActionCounts]) -> tuple[int, int, int]:
    """All items of some groups, those done, and those of unknown state."""
    groups = list(counts)
    return (
        sum(one.total for one in groups),
        sum(one.done for one in groups),
        sum(one.unknown for one in groups),
    )


def test_items_are_grouped_by_what_they_say() -> None:
    """By owner and by type; those that say nothing are `unknown`, the last."""
    owners = count_actions_by(SAMPLE.tables, "owner", AS_OF)
    assert {name: one.total for name, one in owners.items()} == {"@ada": 1, "@bo": 1, "unknown": 5}
    assert list(owners) == ["@ada", "@bo", "unknown"]
    assert owners["@bo"].overdue == 1
    assert owners["unknown"].share_done == 1 / 4
    assert sums(owners.values()) == (7, 2, 1)


def test_items_are_grouped_by_their_incidents_team() -> None:
    """An item counts for each team of its incident, and a team without items has zero of them."""
    made = knowing(
        lasting(1, slug="a", teams=("core", "web"), actions=(action("done"),)),
        lasting(1, slug="b", teams=("idle",)),
        lasting(1, slug="c", actions=(action("open"),)),
    )
    found = count_actions_by(made.tables, "team", AS_OF)
    assert {name: (one.total, one.done) for name, one in found.items()} == {
        "core": (1, 1),
        "idle": (0, 0),
        "web": (1, 1),
        "unknown": (1, 0),
    }
    assert found["idle"].share_done is None
    only = count_actions_by(made.tables, "team", AS_OF, Filters(team=("idle",)))
    assert list(only) == ["idle"]


def test_the_mix_has_every_type() -> None:
    """Prevent, detect, mitigate, process, unknown, in this order, also where there is none."""
    mix = action_mix(SAMPLE.tables, EVERYTHING, None)
    assert {name: one.total for name, one in mix.items()} == {
        "prevent": 2,
        "detect": 1,
        "mitigate": 0,
        "process": 1,
        "unknown": 3,
    }
    assert {one.overdue for one in mix.values()} == {None}
    assert action_mix(SAMPLE.tables, EVERYTHING, AS_OF)["mitigate"].overdue == 0


def test_an_item_is_as_old_as_its_incident() -> None:
    """30 days begin the second group, 365 the last; what is later than the commit is new."""
    items: tuple[tuple[int, ActionStatus | None], ...] = (
        (-3, "open"),
        (29, "done"),
        (30, "done"),
        (89, "open"),
        (90, None),
        (180, "dropped"),
        (364, "done"),
        (365, "in-progress"),
        (4000, "open"),
    )
    made = knowing(
        *(
            lasting(1, (AS_OF - timedelta(days=days)).isoformat(), actions=(action(status),))
            for days, status in items
        )
    )
    groups = count_actions_by_age(made.tables, EVERYTHING, AS_OF)
    assert [(one.from_days, one.below_days, one.counts.total) for one in groups] == [
        (0, 30, 2),
        (30, 90, 2),
        (90, 180, 1),
        (180, 365, 2),
        (365, None, 2),
    ]
    assert [one.counts.share_done for one in groups] == [0.5, 0.5, None, 0.5, 0.0]
    ages = [one.age_days for one in unfinished_by_age(made.tables, EVERYTHING, AS_OF)]
    assert ages == [4000, 365, 89, 0]
    assert len(unfinished_by_age(made.tables, EVERYTHING, AS_OF, limit=2)) == 2
    chosen = Filters(until=date(2015, 1, 1))
    assert [one.place.incident_id for one in unfinished_by_age(made.tables, chosen, AS_OF)] == [
        "2013-06-19-web"
    ]
    assert [one.counts.total for one in count_actions_by_age(made.tables, chosen, AS_OF)] == [
        0,
        0,
        0,
        0,
        1,
    ]


@COSTLY
@given(
    st.lists(
        st.tuples(
            st.integers(0, 900),
            st.sampled_from([None, "open", "in-progress", "done", "dropped"]),
            st.sampled_from([None, "prevent", "detect", "mitigate", "process"]),
            st.sampled_from([None, "@ada", "@bo"]),
        ),
        max_size=12,
    )
)
def test_every_item_is_in_one_group(items: list[tuple[int, Any, Any, str | None]]) -> None:
    """By owner, type or age: totals, done and unknown add up to the whole's."""
    made = knowing(
        *(
            lasting(
                1,
                (AS_OF - timedelta(days=days)).isoformat(),
                f"n{n}",
                actions=(action(status, type_, owner=owner),),
            )
            for n, (days, status, type_, owner) in enumerate(items)
        )
    )
    whole = sums([count_actions(made.tables, EVERYTHING, AS_OF)])
    for dimension in ("owner", "type", "team", "year"):
        assert sums(count_actions_by(made.tables, dimension, AS_OF).values()) == whole
    ages = count_actions_by_age(made.tables, EVERYTHING, AS_OF)
    assert sums(one.counts for one in ages) == whole
