from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.completeness import (
    COMPLETENESS_FIELDS,
    completeness,
    completeness_by,
    incidents_without,
)
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import Cost
from tests.conftest import COSTLY
from tests.insight.knowing import action, impact, knowing, lasting, record
from tests.view.incidents import event

FULL = record(
    "2024-03-05 10:00",
    "2024-03-05 14:00",
    "full",
    detected="2024-03-05 10:10",
    acknowledged="2024-03-05 10:15",
    mitigated="2024-03-05 12:00",
    services=("api",),
    causes=("deploy",),
    teams=("core", "web"),
    trigger="load",
    impact=impact(
        users_percent=0, users=0, requests_failed=0, cost=Cost(0, "EUR"), data_loss=False
    ),
    timeline=(event("2024-03-05 10:00"),),
    actions=(action("open", "prevent", owner="@bo", due="2024-04-01"), action()),
)
BARE = record("2023-01-01", slug="bare", severity="unknown", detected_by="unknown")
DATES = record(
    "2024-05-01 10:00",
    "2024-05-02",
    "dates",
    mitigated="2024-05-02",
    estimated=True,
    teams=("web",),
)
SAMPLE = knowing(FULL, BARE, DATES)


def known(knowledge: Knowledge, filters: Filters = EVERYTHING) -> dict[str, tuple[int, int]]:
    """Each field's known of N."""
    return {one.field: (one.known, one.count) for one in completeness(knowledge.tables, filters)}


def test_zero_and_false_are_known() -> None:
    """All fields of a full incident are; of its two items one lacks everything but a title."""
    found = known(knowing(FULL))
    items = {name for name in COMPLETENESS_FIELDS if name.startswith("actions.")}
    assert {name for name, counts in found.items() if counts == (1, 2)} == items
    assert {counts for name, counts in found.items() if name not in items} == {(1, 1)}


def test_what_is_not_written_is_not_known() -> None:
    """Of a bare incident with a date alone nothing is; it has no items to count."""
    found = known(knowing(BARE))
    assert {counts for name, counts in found.items() if name.startswith("actions.")} == {(0, 0)}
    assert {counts for name, counts in found.items() if not name.startswith("actions.")} == {(0, 1)}
    owner = completeness(knowing(BARE).tables, EVERYTHING)[-1]
    assert (owner.share, owner.unknown, owner.group) == (None, 0, None)


def test_a_date_alone_or_an_estimate_is_not_known() -> None:
    """Neither ends a duration by the clock, so no figure rests on it."""
    found = known(knowing(DATES))
    assert [found[name] for name in ("started_at", "mitigated_at", "resolved_at")] == [(0, 1)] * 3


def test_groups_are_counted_apart() -> None:
    """An incident of two teams is in both; those without a team are `unknown`, the last."""
    rows = completeness_by(SAMPLE.tables, "team", EVERYTHING)
    assert [(one.group, one.known, one.count) for one in rows if one.field == "detected_at"] == [
        ("core", 1, 1),
        ("web", 1, 2),
        ("unknown", 0, 1),
    ]
    assert [(one.group, one.known, one.count) for one in rows if one.field == "actions.owner"] == [
        ("core", 1, 2),
        ("web", 1, 2),
        ("unknown", 0, 0),
    ]
    years = completeness_by(SAMPLE.tables, "year", Filters(team=("web",)))
    assert {(one.group, one.count) for one in years if one.field == "causes"} == {("2024", 2)}
    assert [one.field for one in years] == list(COMPLETENESS_FIELDS)


def test_those_that_lack_a_field_are_named() -> None:
    """The newest first; for a field of items, those with an item that lacks it."""
    assert incidents_without(SAMPLE.tables, "causes", EVERYTHING) == [
        "2024-05-01-dates",
        "2023-01-01-bare",
    ]
    assert incidents_without(SAMPLE.tables, "actions.owner", EVERYTHING) == ["2024-03-05-full"]
    assert incidents_without(SAMPLE.tables, "causes", Filters(year=("2023",))) == [
        "2023-01-01-bare"
    ]


@COSTLY
@given(
    st.lists(
        st.tuples(st.sampled_from(["2022", "2023"]), st.none() | st.integers(0, 99)), max_size=8
    )
)
def test_known_and_named_add_up(made: list[tuple[str, int | None]]) -> None:
    """For every field of incidents, known and named as lacking it are all; groups add up."""
    knowledge = knowing(
        *(lasting(minutes, f"{year}-01-01", f"n{n}") for n, (year, minutes) in enumerate(made))
    )
    whole = completeness(knowledge.tables, EVERYTHING)
    rows = completeness_by(knowledge.tables, "year", EVERYTHING)
    for one in whole:
        parts = [row for row in rows if row.field == one.field]
        assert (one.known, one.count) == (
            sum(row.known for row in parts),
            sum(row.count for row in parts),
        )
        if not one.field.startswith("actions."):
            lacking = incidents_without(knowledge.tables, one.field, EVERYTHING)
            assert len(lacking) == one.unknown
