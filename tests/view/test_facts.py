from __future__ import annotations

import pytest

from hindsite.insight.actions import ActionCounts
from hindsite.insight.causes import Gaps
from hindsite.insight.distributions import METRICS, Distribution
from hindsite.view.facts import (
    MEASURES,
    days,
    gap_fact,
    incidents_fact,
    median_fact,
    n_words,
    unfinished_fact,
)
from hindsite.view.links import Links

LINKS = Links("../")


def counts(
    open_: int = 0, done: int = 0, unknown: int = 0, overdue: int | None = 0
) -> ActionCounts:
    """Action items by state."""
    return ActionCounts(open_ + done + unknown, open_, 0, done, 0, unknown, overdue)


def test_every_metric_has_its_words() -> None:
    """A label and a definition for each duration that can be asked for."""
    assert set(MEASURES) == set(METRICS)


def test_n_is_said_shortly_when_all_are_known() -> None:
    """Of how many only where it differs."""
    assert (n_words(8, 8), n_words(42, 61), n_words(0, 1200)) == (
        "n = 8",
        "n = 42 of 61",
        "n = 0 of 1,200",
    )


@pytest.mark.parametrize(
    ("figures", "value", "note"),
    [
        (Distribution(0, 0), None, "0 of 0 known"),
        (Distribution(5, 0), None, "0 of 5 known"),
        (Distribution(5, 2, median=60), None, "2 of 5 known, a median needs 3"),
        (Distribution(4, 3, median=5400), "1h 30m", "n = 3 of 4, too few for an interval"),
        (
            Distribution(61, 42, median=15960, low=14400, high=39240),
            "4h 26m",
            "95% interval 4h 00m to 10h 54m, n = 42 of 61",
        ),
        (Distribution(3, 3, median=0), "0m", "n = 3, too few for an interval"),
    ],
)
def test_a_median_carries_its_n(figures: Distribution, value: str | None, note: str) -> None:
    """Below three values it is unknown and says why; from six on it has an interval."""
    fact = median_fact("resolve", figures, LINKS)
    assert (fact.value, fact.unknown, fact.note) == (value or "unknown", value is None, note)
    assert fact.definition_href == "../definitions/#time-to-resolve"


@pytest.mark.parametrize(
    ("gaps", "value", "note"),
    [
        (None, None, "0 gaps, a median needs 3"),
        (Gaps(1, 3.0, None, None, 3), None, "1 gap, a median needs 3"),
        (Gaps(3, 30.5, None, None, 3), "30.5 days", "n = 3 gaps, too few for an interval"),
        (Gaps(6, 1200.0, 1, 2400, 3), "1,200 days", "95% interval 1 to 2,400, n = 6 gaps"),
    ],
)
def test_a_gap_carries_its_n(gaps: Gaps | None, value: str | None, note: str) -> None:
    """The days between two incidents of a cause, likewise."""
    fact = gap_fact(gaps, LINKS)
    assert (fact.value, fact.unknown, fact.note) == (value or "unknown", value is None, note)


def test_days_are_whole_or_half() -> None:
    """The median of whole days has at most a half."""
    assert (days(3), days(3.5), days(1234.0)) == ("3", "3.5", "1,234")


@pytest.mark.parametrize(
    ("of", "value", "unit", "note"),
    [
        (counts(), "unknown", "", "no action items recorded"),
        (counts(unknown=3), "unknown", "", "state unknown for 3"),
        (counts(open_=2, done=3), "2", "of 5", "the state of all is known"),
        (counts(open_=2, done=3, unknown=4), "2", "of 5", "state unknown for another 4"),
        (counts(done=3), "0", "of 3", "the state of all is known"),
        (
            counts(open_=2, unknown=1, overdue=1),
            "2",
            "of 2",
            "1 past their due date, state unknown for another 1",
        ),
        (counts(open_=2, overdue=None), "2", "of 2", "the state of all is known"),
    ],
)
def test_unfinished_items_are_of_those_whose_state_is_known(
    of: ActionCounts, value: str, unit: str, note: str
) -> None:
    """Unknown states are neither finished nor not; zero means that all known ones are finished."""
    fact = unfinished_fact(of, LINKS)
    assert (fact.value, fact.unit, fact.note) == (value, unit, note)
    assert fact.unknown == (value == "unknown")


def test_incidents_are_of_all() -> None:
    """A count never stands alone."""
    fact = incidents_fact(1200, 10_000, LINKS)
    assert (fact.value, fact.unit) == ("1,200", "of 10,000")
