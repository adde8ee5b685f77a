from __future__ import annotations

from datetime import date

from hindsite.insight.causes import (
    CauseCount,
    Gaps,
    Promise,
    gaps_by_cause,
    promises_by_cause,
    recurring,
    seen_together,
    unknown_preventive_by_cause,
)
from hindsite.insight.filters import Filters
from tests.insight.knowing import action, knowing, lasting

CHANGE = ("config-change",)


def test_causes_are_ranked_by_count_then_by_the_last_incident() -> None:
    """The most frequent first; of equals the one seen last; every incident's day in order."""
    knowledge = knowing(
        lasting(1, "2024-01-03", causes=("old", "often")),
        lasting(1, "2024-02-01", causes=("new", "often")),
        lasting(1, "2024-01-01", causes=("also-old",)),
        lasting(1, "2024-03-01", status="draft", causes=("drafted",)),
    )
    found = recurring(knowledge.tables, "cause", Filters())
    assert [one.slug for one in found] == ["often", "new", "old", "also-old"]
    days = (date(2024, 1, 3), date(2024, 2, 1))
    assert found[0] == CauseCount("often", 2, days[0], days[1], days)


def test_services_are_ranked_likewise_and_filters_narrow() -> None:
    """The same question of services, of the incidents that the filters mean."""
    knowledge = knowing(
        lasting(1, "2024-01-03", services=("api", "web")),
        lasting(1, "2023-01-03", services=("web",)),
    )
    found = recurring(knowledge.tables, "service", Filters(year=("2024",)))
    assert [(one.slug, one.count) for one in found] == [("api", 1), ("web", 1)]


def test_gaps_are_days_between_neighbours() -> None:
    """Two on one day are a gap of zero; the latest gap is the newest, not the longest."""
    days = ("2024-01-01", "2024-01-11", "2024-01-11", "2024-01-31", "2024-02-01")
    knowledge = knowing(*(lasting(1, day, f"n{n}", causes=CHANGE) for n, day in enumerate(days)))
    assert gaps_by_cause(knowledge.tables)["config-change"] == Gaps(4, 5.5, None, None, 1)


def test_one_incident_has_no_gap() -> None:
    """What happened once has come back zero times, and the days between are unknown."""
    knowledge = knowing(lasting(1, causes=CHANGE))
    assert gaps_by_cause(knowledge.tables)["config-change"] == Gaps(0, None, None, None, None)


def test_six_gaps_have_an_interval() -> None:
    """The bounds of the median gap are gaps themselves."""
    days = [f"2024-01-{day:02}" for day in (1, 2, 4, 7, 11, 16, 22)]
    knowledge = knowing(*(lasting(1, day, causes=CHANGE) for day in days))
    assert gaps_by_cause(knowledge.tables)["config-change"] == Gaps(6, 3.5, 1, 6, 6)


def test_promises_are_unfinished_preventive_actions() -> None:
    """Open and in-progress `prevent` items, oldest incident first, with how often it came again."""
    knowledge = knowing(
        lasting(
            1,
            "2024-01-01",
            causes=("a", "b"),
            actions=(
                action("done", "prevent"),
                action("open", "prevent"),
                action("open", "detect"),
                action(None, "prevent"),
                action("in-progress", "prevent"),
                action("dropped", "prevent"),
                action("open", None),
            ),
        ),
        lasting(1, "2024-01-01", "same-day", causes=("a",)),
        lasting(1, "2024-02-01", causes=("a",), actions=(action("open", "prevent"),)),
        lasting(1, "2024-03-01", causes=("a",)),
        lasting(
            1, "2024-04-01", status="draft", causes=("a",), actions=(action("open", "prevent"),)
        ),
    )
    first, second = date(2024, 1, 1), date(2024, 2, 1)
    assert promises_by_cause(knowledge.tables) == {
        "a": [
            Promise("2024-01-01-web", 1, first, 2),
            Promise("2024-01-01-web", 4, first, 2),
            Promise("2024-02-01-web", 0, second, 1),
        ],
        "b": [Promise("2024-01-01-web", 1, first, 0), Promise("2024-01-01-web", 4, first, 0)],
    }
    assert unknown_preventive_by_cause(knowledge.tables) == {"a": 1, "b": 1}


def test_causes_seen_together_are_counted_from_both_sides() -> None:
    """Pairs are symmetric, no cause is together with itself, the most frequent come first."""
    knowledge = knowing(
        lasting(1, slug="x", causes=("a", "b", "c")), lasting(1, slug="y", causes=("a", "c"))
    )
    together = seen_together(knowledge.tables)
    assert together["a"] == [("c", 2), ("b", 1)]
    assert together["b"] == [("a", 1), ("c", 1)]
    assert all(
        dict(together[other])[cause] == n for cause in together for other, n in together[cause]
    )
