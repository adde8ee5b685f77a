from __future__ import annotations

from tests.insight.knowing import COMMIT, knowing, lasting

SAMPLE = knowing(
    lasting(1, "2023-01-01", "a", causes=("x", "y"), services=("api",)),
    lasting(
        1,
        "2024-01-01",
        "b",
        causes=("x",),
        recurrence_of=("2023-01-01-a",),
        related=("2023-01-01-a",),
    ),
    lasting(1, "2024-01-01", "c", services=("api",), related=("2023-01-01-a",)),
    lasting(1, "2024-02-01", "d", causes=("x",), status="draft", related=("2023-01-01-a",)),
)


def ids(*indices: object) -> list[list[str]]:
    """The last letters of ids, group by group."""
    return [[one.id[-1] for one in group] for group in indices]  # type: ignore[attr-defined]


def test_indices_hold_what_counts_newest_first() -> None:
    """By cause, service and year: no draft, and of one day the later name first."""
    assert ids(SAMPLE.counted, SAMPLE.by_cause["x"], SAMPLE.by_cause["y"]) == [
        ["c", "b", "a"],
        ["b", "a"],
        ["a"],
    ]
    assert ids(SAMPLE.by_service["api"], SAMPLE.by_year["2024"]) == [["c", "a"], ["c", "b"]]
    assert set(SAMPLE.by_id) == {"2023-01-01-a", "2024-01-01-b", "2024-01-01-c", "2024-02-01-d"}


def test_who_names_an_incident_is_known_from_its_side() -> None:
    """An incident named twice by one header is named once; a draft names nobody."""
    assert ids(SAMPLE.named_by["2023-01-01-a"]) == [["c", "b"]]


def test_chosen_incidents_are_in_the_order_of_the_lists() -> None:
    """What filters choose comes newest first, as everywhere."""
    assert ids(SAMPLE.chosen(SAMPLE.filters({}))) == [["c", "b", "a"]]


def test_the_date_to_judge_by_is_the_commits() -> None:
    """Overdue is as of the commit; outside git there is no such date."""
    assert SAMPLE.as_of == COMMIT.day
    assert COMMIT.short == "0123456"
    assert knowing(commit=None).as_of is None
