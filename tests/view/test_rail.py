from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.postmortem.schema import Event, Postmortem
from hindsite.view.rail import Gap, Rail, RailRow, rail
from tests.view.incidents import event, incident

DAY = "2019-07-02"


def at(clock: str) -> str:
    """Write a time on the day of the tests."""
    return f"{DAY} {clock}"


def events(clocks: str) -> list[Event]:
    """Events of one day at these times."""
    return [event(at(clock)) for clock in clocks.split()]


def rows(postmortem: Postmortem) -> tuple[RailRow, ...]:
    """Lay out the rows of an incident that has a timeline."""
    found = rail(postmortem)
    assert isinstance(found, Rail)
    return found.rows


def regex() -> Postmortem:
    """Write the incident of the pictures."""
    told = events("13:31 13:37 13:42 13:45 14:00 14:02 14:07 14:09 14:52")
    return incident(at("13:42"), at("13:45"), at("14:09"), at("14:52"), events=told)


def test_no_events_no_rail() -> None:
    """Milestones alone are the phase bar's business."""
    assert rail(incident(at("13:42"), at("13:45"), at("14:09"), at("14:52"))) is None


def test_rows() -> None:
    """Each event has its clock time, its milestones, its distance and the phase that follows."""
    found = [(row.clock, row.milestones, row.offset, row.phase) for row in rows(regex())]
    assert found == [
        ("13:31", "", "−11m", "before"),
        ("13:37", "", "−5m", "before"),
        ("13:42", "Started", "start", "undetected"),
        ("13:45", "Detected", "+3m", "responding"),
        ("14:00", "", "+18m", "responding"),
        ("14:02", "", "+20m", "responding"),
        ("14:07", "", "+25m", "responding"),
        ("14:09", "Mitigated", "+27m", "recovering"),
        ("14:52", "Resolved", "+1h 10m", "after"),
    ]


def test_gaps_of_the_picture() -> None:
    """Heights follow the square root; 43m is named, being thrice the usual 5m."""
    gaps = [row.gap for row in rows(regex())]
    assert [gap.height for gap in gaps if gap] == [12.5, 11.4, 8.9, 19.8, 7.2, 11.4, 7.2, 33.5]
    assert [gap.label for gap in gaps if gap] == [None] * 7 + ["43m"]
    assert gaps[-1] is None


@pytest.mark.parametrize(
    ("minutes", "gap"),
    [
        (0, Gap(0, 0, None, dotted=False)),
        (30, Gap(1800, 28.0, None, dotted=False)),
        (59, Gap(3540, 39.3, None, dotted=False)),
        (60, Gap(3600, 39.6, "1h 00m", dotted=False)),
        (120, Gap(7200, 56.0, "2h 00m", dotted=False)),
        (179, Gap(10740, 56.0, "2h 59m", dotted=False)),
        (180, Gap(10800, 44.0, "3h 00m with nothing recorded", dotted=True)),
        (1050, Gap(63000, 44.0, "17h 30m with nothing recorded", dotted=True)),
    ],
)
def test_gap(minutes: int, gap: Gap) -> None:
    """Named from an hour on, dotted from three; at most 56 px."""
    first = datetime(2019, 7, 2, tzinfo=UTC)
    second = first + timedelta(minutes=minutes)
    timeline = [event(first.isoformat()), event(second.isoformat())]
    assert rows(incident(DAY, events=timeline))[0].gap == gap


def test_usual_gap() -> None:
    """Half an hour is not named where it is usual."""
    timeline = events("10:00 10:30 11:00 11:30")
    assert [row.gap.label for row in rows(incident(at("10:00"), events=timeline)) if row.gap] == [
        None
    ] * 3


def test_until() -> None:
    """An event with an end shows both, and the gap begins at its end."""
    timeline = [event(at("10:05"), at("10:20")), event(at("10:25"))]
    first = rows(incident(at("10:00"), events=timeline))[1]
    assert (first.clock, first.until_iso) == ("10:05–10:20", "2019-07-02T10:20:00+00:00")
    assert first.gap
    assert first.gap.seconds == 300


def test_events_that_overlap() -> None:
    """An event that ends after the next one leaves no gap, never a negative one."""
    timeline = [event(at("10:05"), at("10:40")), event(at("10:25"))]
    gap = rows(incident(DAY, events=timeline))[0].gap
    assert gap == Gap(0, 0, None, dotted=False)


def test_milestone_without_an_event() -> None:
    """It has a row of its own, with a name and no text; one whose day alone is known has none."""
    postmortem = incident(
        at("10:00"), at("10:07"), at("10:30"), DAY, events=events("10:00 10:20 10:30")
    )
    found = [(r.clock, r.milestones, r.event_index, r.markdown) for r in rows(postmortem)]
    assert found == [
        ("10:00", "Started", 0, f"At {DAY} 10:00"),
        ("10:07", "Detected", None, None),
        ("10:20", "", 1, f"At {DAY} 10:20"),
        ("10:30", "Mitigated", 2, f"At {DAY} 10:30"),
    ]


def test_milestones_without_events_share_a_row() -> None:
    """Those of one time stand together."""
    postmortem = incident(at("10:00"), None, at("11:00"), at("11:00"), events=events("10:00"))
    assert [row.milestones for row in rows(postmortem)] == ["Started", "Mitigated, resolved"]


def test_ties() -> None:
    """Events of one minute stay as written, the first of them bears the milestones."""
    timeline = [event(at("10:00"), text=text) for text in ("One", "Two", "Three")]
    postmortem = incident(at("10:00"), at("10:00"), None, at("11:00"), events=timeline)
    found = [(r.milestones, r.markdown, r.offset) for r in rows(postmortem)]
    assert found == [
        ("Started, detected", "One", "start"),
        ("", "Two", "start"),
        ("", "Three", "start"),
        ("Resolved", None, "+1h 00m"),
    ]


def test_seconds() -> None:
    """A header to the second finds its event to the minute, an event to the second its own."""
    coarse = rows(incident(at("10:00:10"), at("10:02:30"), events=events("10:00 10:02")))
    assert [(r.milestones, r.offset, r.phase) for r in coarse] == [
        ("Started", "start", "undetected"),
        ("Detected", "+2m", "hatched"),
    ]
    fine = rows(incident(at("10:00:40"), events=events("10:00:05 10:00:40")))
    assert [(r.clock, r.milestones, r.offset) for r in fine] == [
        ("10:00:05", "", "−35s"),
        ("10:00:40", "Started", "start"),
    ]


def test_out_of_order_is_put_in_order() -> None:
    """Rows follow time, and still know which event they tell of."""
    found = rows(incident(DAY, events=events("10:30 10:00")))
    assert [(row.clock, row.event_index) for row in found] == [("10:00", 1), ("10:30", 0)]


def test_one_event() -> None:
    """A single event is a rail of one row."""
    (row,) = rows(incident(DAY, events=events("10:30")))
    assert (row.clock, row.offset, row.phase, row.gap) == ("10:30", None, "before", None)


def test_date_lines() -> None:
    """A change of the local date has a line; so has a first event of another day than the start."""
    timeline = [
        event("2017-01-31 23:30", about=True),
        event("2017-02-01 17:00"),
        event("2017-02-01 18:00", about=True),
    ]
    found = rows(incident("2017-01-31 23:30", events=timeline))
    assert [row.date_line for row in found] == [None, "Wed 1 Feb 2017", None]
    assert [row.clock for row in found] == ["≈ 23:30", "17:00", "≈ 18:00"]
    early = rows(incident(at("10:00"), events=[event("2019-06-30 10:00"), *events("10:00")]))
    assert [row.date_line for row in early] == ["Sun 30 Jun 2019", "Tue 2 Jul 2019"]


def test_own_zone() -> None:
    """Times written in UTC show on the incident's clock."""
    found = rows(
        incident(
            "2023-06-04 22:00", timezone="America/Los_Angeles", events=[event("2023-06-05 05:00")]
        )
    )
    assert [(r.clock, r.date_line, r.iso) for r in found] == [
        ("22:00", None, "2023-06-04T22:00:00-07:00")
    ]


def test_clocks_go_forward() -> None:
    """Gaps and distances are of real time when the clocks change."""
    paris = "Europe/Paris"
    timeline = [event("2024-03-31 01:30", zone=paris), event("2024-03-31 03:30", zone=paris)]
    first, second = rows(incident("2024-03-31 01:30", timezone=paris, events=timeline))
    assert first.gap
    assert (first.gap.seconds, second.offset) == (3600, "+1h 00m")


def test_clocks_go_back() -> None:
    """The repeated hour keeps its order, and its times their offsets."""
    timeline = [event("2024-10-27 02:50+02:00"), event("2024-10-27 02:10+01:00")]
    found = rows(incident("2024-10-27 02:50+02:00", timezone="Europe/Paris", events=timeline))
    assert [(row.clock, row.offset) for row in found] == [("02:50", "start"), ("02:10", "+20m")]
    assert found[1].iso == "2024-10-27T02:10:00+01:00"


def phases_of(postmortem: Postmortem) -> list[str]:
    """List the rail's phases, row by row."""
    return [row.phase for row in rows(postmortem)]


def test_unknown_moments() -> None:
    """Beside an unknown moment the rail is hatched, as the bar is."""
    told = events("09:50 10:00 10:10 10:30 10:50 11:10")
    assert phases_of(incident(at("10:00"), None, at("10:30"), at("10:50"), events=told)) == [
        "before",
        "hatched",
        "hatched",
        "recovering",
        "after",
        "after",
    ]
    assert phases_of(incident(at("10:00"), at("10:10"), None, at("10:50"), events=told)) == [
        "before",
        "undetected",
        "hatched",
        "hatched",
        "after",
        "after",
    ]
    assert phases_of(incident(at("10:00"), at("10:10"), at("10:30"), events=told)) == [
        "before",
        "undetected",
        "responding",
        "recovering",
        "recovering",
        "recovering",
    ]


def test_start_estimated() -> None:
    """The start is about then or earlier, and until detection the rail is hatched."""
    found = rows(
        incident(at("10:00"), at("10:10"), at("10:30"), estimated=True, events=events("10:10"))
    )
    assert [(r.clock, r.milestones, r.offset, r.phase) for r in found] == [
        ("≈ 10:00", "Started", "start or earlier", "hatched"),
        ("10:10", "Detected", "+10m", "responding"),
        ("10:30", "Mitigated", "+30m", "recovering"),
    ]


def test_a_thousand_events() -> None:
    """Long timelines take no noticeable time."""
    first = datetime(2019, 7, 2, tzinfo=UTC)
    timeline = [event((first + timedelta(minutes=i)).isoformat()) for i in range(1000)]
    began = time.perf_counter()
    found = rows(incident(at("00:00"), at("05:00"), at("10:00"), at("16:00"), events=timeline))
    assert len(found) == 1000
    assert time.perf_counter() - began < 2


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30), st.integers(0, 10**6))
def test_any_timeline(offsets: list[int], detected: int) -> None:
    """Every event has one row, rows are in order, heights are within their limits."""
    first = datetime(2019, 7, 2, tzinfo=UTC)
    timeline = [event((first + timedelta(seconds=s)).isoformat()) for s in offsets]
    seen = (first + timedelta(seconds=detected)).isoformat()
    found = rows(incident(first.isoformat(), seen, events=timeline))
    told = [row.event_index for row in found if row.event_index is not None]
    assert sorted(told) == list(range(len(offsets)))
    assert [row.iso for row in found] == sorted(row.iso for row in found)
    assert all(0 <= row.gap.height <= 56 for row in found if row.gap)
    assert sum(row.milestones.lower().count("detected") for row in found) == 1
