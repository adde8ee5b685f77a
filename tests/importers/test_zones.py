"""Zones in a source: offsets from UTC, abbreviations, and the hour that comes twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.errors import HindsiteError
from hindsite.importers import plain_text
from hindsite.importers.draft import written
from hindsite.importers.moments import whens
from hindsite.importers.source import Imported, Wanted
from hindsite.importers.zone_words import belongs, offset, only_zone
from tests.importers.words import broken_header, lost


def read(text: str, timezone: str | None = None) -> Imported:
    """A text as it is imported."""
    (one,) = plain_text.read(text, Wanted(timezone=timezone))
    assert lost(text, one) == set()
    assert broken_header(one) == []
    return one


def timeline(one: Imported) -> list[str]:
    """The items of its timeline."""
    below = one.draft.body.partition("## Timeline\n")[2].partition("\n## ")[0]
    return [line[2:] for line in below.splitlines() if line.startswith("- ")]


@given(
    word=st.sampled_from(("UTC", "GMT")),
    sign=st.sampled_from(("+", "-", "\u2212")),
    hour=st.integers(1, 12),
    form=st.sampled_from(("{}", "{:02}", "{:02}:00", "{:02}00")),
    bracket=st.booleans(),
)
def test_an_offset_from_utc(word: str, sign: str, hour: int, form: str, *, bracket: bool) -> None:
    """`UTC+2`, `GMT-04:00` are offsets, in labels and in items of a timeline alike."""
    zone = f"{word}{sign}{form.format(hour)}"
    zone = f"({zone})" if bracket else zone
    source = f"T\n\nStart: 2024-07-03 10:00 {zone}\n\nTimeline:\n\n10:05 {zone} alpha\n"
    expected = f"{'+' if sign == '+' else '-'}{hour:02}:00"
    assert [one.zone for one in whens(f"10:05 {zone} alpha")] == [expected]
    one = read(source)
    assert one.draft.header["started_at"] == f"2024-07-03 10:00{expected}"
    dated = "" if sign == "+" else "2024-07-03 "
    assert timeline(one) == [f"{dated}10:05 {expected} — alpha"]


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("10:00 UTC - 11:00 UTC", ["UTC", "UTC"]),
        ("10:00 UTC-11:00 UTC", ["UTC", "UTC"]),
        ("10:05-10:20", ["", ""]),
        ("10:00 UTC+99", ["UTC"]),
        ("10:05 +99:99", [""]),
    ],
)
def test_no_offset(text: str, zones: list[str]) -> None:
    """The end of a range is none, nor is what no clock on earth shows."""
    assert [one.zone for one in whens(text)] == zones


def test_a_word_of_another_zone() -> None:
    """It is never the clock of the zone that was asked for: it has an offset of its own."""
    one = read("T\n\nStarted: 2024-07-03 10:00 CEST\nEnded: 2024-07-03 12:00 EDT\n", "UTC")
    assert one.draft.header["started_at"] == "2024-07-03 10:00+02:00"
    assert one.draft.header["resolved_at"] == "2024-07-03 12:00-04:00"
    kinds = {found.target: found.kind for found in one.findings}
    assert (kinds["started_at"], kinds["resolved_at"]) == ("guessed", "guessed")


def test_a_word_with_several_meanings() -> None:
    """It is refused with its line where the asked zone does not use it and its zones differ."""
    source = "T\n\nDate: 2024-07-03\n\nTimeline:\n\n10:20 BST first\n"
    with pytest.raises(HindsiteError, match="BST on line 7 is not of the clock in Europe/Berlin"):
        read(source, "Europe/Berlin")
    assert timeline(read(source, "Europe/London")) == ["10:20 — first"]


def test_one_meaning_is_not_asked_for() -> None:
    """A word that only one zone uses names it, and nothing says that it may mean that zone."""
    one = read("T\n\nStarted: 2024-07-03 10:00 PDT\n\nTimeline:\n\n10:00 PDT a\n10:05 b\n")
    assert one.draft.header["timezone"] == "America/Los_Angeles"
    assert "may mean" not in "".join(found.told for found in one.findings)


def test_one_meaning_says_nothing_of_other_times() -> None:
    """Beside times in UTC or with an offset, times without a zone are still asked for."""
    source = "T\n\nStarted: 2024-07-03 10:00 UTC\n\nTimeline:\n\n06:05 ET a\n10:10 b\n"
    with pytest.raises(HindsiteError, match="the times on line 8 have no time zone"):
        read(source)
    assert timeline(read(source, "UTC")) == ["2024-07-03 06:05 -04:00 — a", "10:10 — b"]


def test_a_repeated_hour() -> None:
    """In the hour that comes twice, the word says which: its offset is written."""
    source = (
        "T\n\nStart: 2024-11-03 01:10 EST\n\nTimeline:\n\n2024-11-03 01:15 EDT a\n"
        "2024-11-03 01:30 EST b\n2024-11-03 03:00 EST c\n"
    )
    one = read(source, "America/New_York")
    assert one.draft.header["started_at"] == "2024-11-03 01:10-05:00"
    assert timeline(one) == [
        "2024-11-03 01:15 -04:00 — a",
        "2024-11-03 01:30 -05:00 — b",
        "2024-11-03 03:00 — c",
    ]


def test_words_for_all_times() -> None:
    """`all times PDT`, or a label for the zone, holds for every time without one."""
    below = "10:00 a\n10:05 b\n"
    one = read(f"T\n\nDate: 2024-07-03\n\nTimeline (PDT):\n\n{below}", "UTC")
    assert timeline(one) == ["2024-07-03 10:00 -07:00 — a", "2024-07-03 10:05 -07:00 — b"]
    one = read(f"T\n\nTimezone: CEST\nStarted: 2024-07-03 10:00\n\nTimeline:\n\n{below}")
    assert one.draft.header["started_at"] == "2024-07-03 10:00+02:00"
    assert timeline(one) == ["10:00 +02:00 — a", "10:05 +02:00 — b"]


def test_what_a_word_says() -> None:
    """Whose clocks show it, which zone alone, and the offset on which all agree."""
    assert belongs("PST", "America/Vancouver")
    assert belongs("ET", "America/Toronto")
    assert not belongs("CEST", "America/New_York")
    assert only_zone(["PST", "PDT"]) == "America/Los_Angeles"
    assert only_zone(["PST"]) is None
    assert [offset(word, None) for word in ("CEST", "CET", "IST", "GST")] == [
        *("+02:00", "+01:00"),
        *(None, "+04:00"),
    ]


def test_times_as_people_write_them() -> None:
    """`10:30ish` is about then, `10:30h` is a clock time, and both are told where they changed."""
    source = "T\n\nDate: 2024-07-03\n\nTimeline:\n\n10:20h a\n10:30ish - b\n1040 hrs c\n"
    one = read(source, "UTC")
    assert timeline(one) == ["10:20 — a", "~10:30 — b", "10:40 — c"]
    assert "10:30ish is read as ~10:30" in [found.told for found in one.findings]
    assert "10:30ish" in written(one.draft)
