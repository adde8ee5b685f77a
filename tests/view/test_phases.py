from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.postmortem.schema import Postmortem
from hindsite.view.labels import MomentLabel
from hindsite.view.phases import PhaseBar, PlainMoments, phases
from tests.view.incidents import event, incident


def at(clock: str, day: int = 2) -> str:
    """Write a time in July 2019, which begins on a Monday."""
    return f"2019-07-{day:02} {clock}"


def bar(postmortem: Postmortem) -> PhaseBar:
    """Draw the bar of an incident that has one."""
    found = phases(postmortem)
    assert isinstance(found, PhaseBar)
    return found


def keys(found: PhaseBar) -> list[tuple[str, str, str]]:
    """Shorten the key."""
    return [(key.kind, key.label, key.words) for key in found.keys]


def texts(found: PhaseBar) -> list[tuple[str, str, str]]:
    """List the labels' words."""
    return [(label.names, label.clock, label.note) for label in found.labels]


def test_all_four_times() -> None:
    """Each phase has its key and its segment, each moment its label; a close one moves aside."""
    found = bar(incident(at("13:42"), at("13:45"), at("14:09"), at("14:52")))
    assert keys(found) == [
        ("undetected", "Undetected", "3m"),
        ("responding", "Responding", "24m"),
        ("recovering", "Recovering", "43m"),
    ]
    assert (found.total_label, found.total, found.total_known) == ("To resolve", "1h 10m", True)
    assert [(s.start, s.width) for s in found.segments] == [
        (0, 4.286),
        (4.286, 34.285),
        (38.571, 61.429),
    ]
    assert texts(found) == [
        ("Started", "13:42", "Tue 2 Jul"),
        ("Detected", "13:45", "after 3m"),
        ("Mitigated", "14:09", "after 27m"),
        ("Resolved", "14:52", "after 1h 10m"),
    ]
    assert [(label.x, label.side, label.leader) for label in found.labels] == [
        (0, "right", False),
        (13.542, "right", True),
        (38.571, "right", False),
        (100, "left", False),
    ]
    assert found.labels[1].position == 4.286


def test_narrow_rows() -> None:
    """The narrow list tells each phase beside the moment it begins with, the total at the end."""
    found = bar(incident(at("13:42"), at("13:45"), at("14:09"), at("00:52", 3)))
    assert [(r.date_line, r.kind, r.clock, r.names, r.phase, r.words) for r in found.rows] == [
        (None, "undetected", "13:42", "Started", "undetected", "3m"),
        (None, "responding", "13:45", "Detected", "responding", "24m"),
        (None, "recovering", "14:09", "Mitigated", "recovering", "10h 43m"),
        ("Wed 3 Jul", None, "00:52", "Resolved", "in all", "11h 10m"),
    ]


def test_description() -> None:
    """The picture's name gives all moments in words."""
    found = bar(incident(at("13:42"), at("13:42"), None, at("00:52", 3)))
    assert found.description == (
        "Started Tue 2 Jul 2019 at 13:42 UTC. Detected at 13:42, at once. Mitigated: unknown. "
        "Resolved Wed 3 Jul 2019 at 00:52, after 11 hours 10 minutes."
    )


def test_same_minute() -> None:
    """Moments of one time share a label; a phase of zero has a key and no segment."""
    found = bar(incident(at("09:00"), at("09:00"), at("09:42"), at("09:42")))
    assert [words for _, _, words in keys(found)] == ["0m", "42m", "0m"]
    assert [(s.kind, s.start, s.width) for s in found.segments] == [("responding", 0, 100)]
    assert texts(found) == [
        ("Started, detected", "09:00", "Tue 2 Jul"),
        ("Mitigated, resolved", "09:42", "after 42m"),
    ]


def test_slow_to_notice() -> None:
    """In the right half labels stand left of their moment and move left."""
    found = bar(incident(at("09:00"), at("14:10"), at("14:35"), at("14:50")))
    assert [label.side for label in found.labels] == ["right", "left", "left", "left"]
    assert [label.leader for label in found.labels] == [False, True, True, False]
    assert 65 < found.labels[1].x < 75
    assert 80 < found.labels[2].x < 88


def test_detection_unknown() -> None:
    """Both phases beside it become one hatched segment, and a dashed label says so."""
    events = [event("2017-01-31 23:30", about=True), event("2017-02-01 18:00", about=True)]
    found = bar(
        incident("2017-01-31 23:30", None, "2017-02-01 17:00", "2017-02-01 18:00", events=events)
    )
    assert keys(found) == [
        ("hatched", "Users affected; detection time unknown", "17h 30m"),
        ("recovering", "Recovering", "1h 00m"),
    ]
    assert texts(found) == [
        ("Started", "≈ 23:30", "Tue 31 Jan"),
        ("Detected", "unknown", "no time recorded"),
        ("Mitigated", "17:00 Wed 1 Feb", "after 17h 30m"),
        ("Resolved", "≈ 18:00 Wed 1 Feb", "after 18h 30m"),
    ]
    dashed = found.labels[1]
    assert (dashed.known, dashed.position, dashed.leader, dashed.iso) == (False, None, False, None)
    assert [(row.clock, row.phase) for row in found.rows][:2] == [
        ("≈ 23:30", "users affected"),
        ("unknown", ""),
    ]


def test_mitigation_unknown() -> None:
    """From detection to resolution is one hatched segment."""
    found = bar(incident(at("09:00"), at("09:10"), None, at("11:00")))
    assert keys(found) == [
        ("undetected", "Undetected", "10m"),
        ("hatched", "Responding and recovering; mitigation time unknown", "1h 50m"),
    ]
    assert [names for names, *_ in texts(found)] == ["Started", "Detected", "Mitigated", "Resolved"]
    assert not found.labels[2].known


def test_only_start_and_end() -> None:
    """The whole bar is hatched, and the unknown moments share a label."""
    found = bar(incident(at("09:00"), None, None, at("11:00")))
    assert [segment.kind for segment in found.segments] == ["hatched"]
    assert texts(found)[1] == ("Detected, mitigated", "unknown", "no time recorded")


def test_resolution_unknown() -> None:
    """The bar ends where it was mitigated; recovery and total are unknown."""
    found = bar(incident(at("09:00"), at("09:10"), at("11:00")))
    assert keys(found)[-1] == ("recovering", "Recovering", "unknown")
    assert found.keys[-1].seconds is None
    assert (found.total, found.total_known) == ("unknown", False)
    assert found.segments[-1].kind == "responding"
    assert found.labels[-1].names == "Mitigated"
    assert (found.rows[-1].names, found.rows[-1].clock) == ("Resolved", "unknown")


def test_start_estimated() -> None:
    """Time to detect is unknown, whatever counts from the start is "at least"."""
    found = bar(incident(at("09:00"), at("09:30"), at("10:00"), at("11:00"), estimated=True))
    assert keys(found) == [
        ("hatched", "Undetected; start time unknown", "unknown"),
        ("responding", "Responding", "30m"),
        ("recovering", "Recovering", "1h 00m"),
    ]
    assert found.total == "at least 2h 00m"
    assert texts(found)[0] == ("Started", "≈ 09:00", "Tue 2 Jul or earlier")
    assert texts(found)[-1] == ("Resolved", "11:00", "after at least 2h 00m")


def test_start_estimated_at_detection() -> None:
    """An estimated start shares no label, as "or earlier" does not hold for the others."""
    found = bar(incident(at("09:00"), at("09:00"), at("10:00"), at("11:00"), estimated=True))
    assert texts(found)[:2] == [
        ("Started", "≈ 09:00", "Tue 2 Jul or earlier"),
        ("Detected", "09:00", "start time unknown"),
    ]


def test_start_estimated_detection_unknown() -> None:
    """The hatched phase is "at least" so long."""
    found = bar(incident(at("09:00"), None, at("10:00"), at("11:00"), estimated=True))
    assert keys(found)[0] == (
        "hatched",
        "Users affected; start and detection times unknown",
        "at least 1h 00m",
    )


def test_day_precision_of_a_middle_moment() -> None:
    """A date alone is no place on the bar, but is told."""
    found = bar(incident(at("09:00"), "2019-07-02", at("10:00"), at("11:00")))
    assert found.segments[0].kind == "hatched"
    assert texts(found)[1] == ("Detected", "Tue 2 Jul", "time of day unknown")


def test_acknowledged_is_a_tick() -> None:
    """It marks the bar and has a label, but begins no phase."""
    found = bar(
        incident(at("09:00"), at("09:30"), at("10:00"), at("11:00"), acknowledged=at("09:45"))
    )
    assert [(tick.name, tick.position) for tick in found.ticks] == [("Acknowledged", 37.5)]
    assert len(found.segments) == 3
    assert found.labels[2].names == "Acknowledged"


def test_detected_after_the_end() -> None:
    """What mended itself unseen: undetected until mitigated, the label at the bar's end."""
    found = bar(incident(at("09:00"), at("15:00"), at("10:00"), at("11:00")))
    assert keys(found)[0] == ("undetected", "Undetected, until mitigated", "1h 00m")
    assert [segment.kind for segment in found.segments] == ["undetected", "recovering"]
    assert texts(found)[-1] == ("Detected", "15:00", "after 6h 00m")
    assert found.labels[-1].position == 100
    unseen = bar(incident(at("09:00"), at("15:00"), None, at("11:00")))
    assert [segment.kind for segment in unseen.segments] == ["undetected"]


def test_very_short_phase_is_visible() -> None:
    """5 px are 3 px beside the 2 px gap; the moment is where its segment begins."""
    found = bar(incident(at("09:00"), at("09:00:20"), at("23:00"), at("23:00:10")))
    first, _, last = found.segments
    assert first.width == last.width == pytest.approx(100 * 5 / 960, abs=0.001)
    assert found.labels[1].position == first.width
    assert [label.clock for label in found.labels] == ["09:00", "09:00:20", "23:00", "23:00:10"]


@pytest.mark.parametrize(
    ("start", "end", "total"),
    [
        ("2024-03-31 01:30", "2024-03-31 03:30", "1h 00m"),
        ("2024-10-27 01:30", "2024-10-27 03:30", "3h 00m"),
    ],
)
def test_clocks_change(start: str, end: str, total: str) -> None:
    """Lengths are of real time in a night when the clocks change."""
    found = bar(incident(start, start, end, end, timezone="Europe/Paris"))
    assert (found.total, found.labels[-1].note) == (total, f"after {total}")


@pytest.mark.parametrize(
    "postmortem",
    [
        incident("2012-08-01"),
        incident("2012-08-01", resolved="2012-08-01 10:00"),
        incident("2012-08-01 10:00"),
        incident("2012-08-01 10:00", detected="2012-08-01 10:05", resolved="2012-08-01"),
        incident("2012-08-01 10:00", resolved="2012-08-01 10:00"),
    ],
)
def test_nothing_to_scale(postmortem: Postmortem) -> None:
    """Without a start, an end or a length there is a list."""
    assert isinstance(phases(postmortem), PlainMoments)


def test_plain_moments() -> None:
    """The list names the four moments; unknown is a value, an unknown acknowledgement is not."""
    found = phases(incident("2012-08-01", "2012-08-01 13:31"))
    assert isinstance(found, PlainMoments)
    assert [(m.name, m.words, m.known, m.iso) for m in found.moments] == [
        ("Started", "Wed 1 Aug 2012", True, "2012-08-01"),
        ("Detected", "Wed 1 Aug 2012, 13:31", True, "2012-08-01T13:31:00+00:00"),
        ("Mitigated", "unknown", False, None),
        ("Resolved", "unknown", False, None),
    ]
    assert (found.total, found.total_known) == ("unknown", False)


def test_zero_length() -> None:
    """Over at once: no bar, but a known total."""
    found = phases(incident(at("09:00"), resolved=at("09:00")))
    assert isinstance(found, PlainMoments)
    assert (found.total, found.total_known) == ("0m", True)


def test_days_move_to_the_second_line() -> None:
    """Five moments of as many days have room, because the days then stand below."""
    found = bar(
        incident(
            "2019-12-29 09:00:10",
            "2019-12-30 14:10:11",
            "2019-12-31 12:35:12",
            "2020-01-12 14:50:15",
            acknowledged="2019-12-30 14:10:31",
        )
    )
    assert texts(found)[-1] == ("Resolved", "14:50:15", "+14d 6h, 12 Jan 2020")
    assert texts(found)[1] == ("Detected", "14:10:11", "+1d 5h, Mon 30 Dec")


def test_year_of_another_year() -> None:
    """A date in another year than the start's carries it."""
    found = bar(incident("2019-12-31 23:00", None, None, "2020-01-01 02:00"))
    assert found.labels[-1].clock == "02:00 1 Jan 2020"


def extent(label: MomentLabel) -> tuple[float, float]:
    """Estimate the px of the bar that a label's text and its padding take."""
    longest = max(len(f"{label.names} {label.clock}"), len(label.note))
    width = 6.2 * longest + 8  # the mean advance of text at 13 px
    x = label.x * 9.6
    return (x - width, x) if label.side == "left" else (x, x + width)


seconds = st.one_of(
    st.just(0), st.integers(1, 90), st.integers(0, 300).map(lambda m: 60 * m), st.integers(0, 10**8)
)


@st.composite
def incidents(draw: st.DrawFn) -> Postmortem:
    """Every incident the contract allows, known or not, with equal and late moments."""
    started = datetime(2019, 12, 29, 9, tzinfo=UTC)
    detected = started + timedelta(seconds=draw(seconds))
    acknowledged = detected + timedelta(seconds=draw(seconds))
    mitigated = started + timedelta(seconds=draw(seconds))
    resolved = mitigated + timedelta(seconds=draw(seconds))
    known = [
        time.isoformat() if draw(st.booleans()) else None
        for time in (detected, mitigated, resolved, acknowledged)
    ]
    return incident(
        started.isoformat(),
        *known[:3],
        acknowledged=known[3],
        estimated=draw(st.booleans()),
        timezone=draw(st.sampled_from(["UTC", "America/New_York", "Pacific/Auckland"])),
    )


@given(incidents())
def test_any_bar(postmortem: Postmortem) -> None:
    """Segments fill the bar, labels stay within it and never touch at 960 px."""
    found = phases(postmortem)
    if isinstance(found, PlainMoments):
        assert found.moments
        return
    assert sum(segment.width for segment in found.segments) == pytest.approx(100, abs=0.01)
    assert all(segment.width >= 0.5 for segment in found.segments)
    for first, second in pairwise(found.segments):
        assert first.start + first.width == pytest.approx(second.start, abs=0.001)
    extents = [extent(label) for label in found.labels]
    assert extents[0][0] >= 0
    assert extents[-1][1] <= 960.01
    assert all(first[1] <= second[0] for first, second in pairwise(extents))
    assert all(0 <= label.position <= 100 for label in found.labels if label.position is not None)
    assert found.description.startswith("Started ")
