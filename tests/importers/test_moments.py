"""Dates, times and lengths as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.importers.moments import length, span, whens

WRITTEN = {
    "2015-10-21": "2015-10-21",
    "2015/10/21": "2015-10-21",
    "June 4, 2023": "2023-06-04",
    "4th of June 2023": "2023-06-04",
    "Wed, Oct 21st, 2015 at 3:10pm The alert": "2015-10-21 15:10",
    "2015-10-21T14:51:00Z": "2015-10-21 14:51Z",
    "2012-07-30T02:33:09+0530": "2012-07-30 02:33:09+05:30",
    "14:51 UTC on 21 October 2015": "2015-10-21 14:51Z",
    "2015-10-21 14:51: it begins": "2015-10-21 14:51",
    "2015-10-21 14:51 GMT": "2015-10-21 14:51Z",
    "2015-10-21 12:05 AM PST": "2015-10-21 00:05",
    "2015-10-21 10:05 IT took it": "2015-10-21 10:05",
}


@pytest.mark.parametrize(("text", "expected"), WRITTEN.items())
def test_a_moment(text: str, expected: str) -> None:
    """Each form becomes the header's."""
    assert whens(text)[0].written(utc=False) == expected


@pytest.mark.parametrize("text", ["04/06/2023", "2023-02-30", "25:10", "13:00 PM", "1.5", "soon"])
def test_no_moment(text: str) -> None:
    """What is no time, or could be two, is none."""
    assert whens(text) == ()


RANGES = {
    "June 4, 2023, 10:00 AM - June 4, 2023, 2:00 PM (PST)": ("10:00", "2023-06-04 14:00", "PST"),
    "2015-10-21 14:51 – 15:57 UTC": ("14:51", "2015-10-21 15:57Z", "UTC"),
    "2015-10-21 23:51 to 00:10": ("23:51", "2015-10-22 00:10", ""),
}


@pytest.mark.parametrize(("text", "expected"), RANGES.items())
def test_a_range(text: str, expected: tuple[str, str, str]) -> None:
    """What one end lacks, its zone or its date, is the other's."""
    found = span(text)
    assert found is not None
    first, second = found
    assert second is not None
    clock, until, zone = expected
    assert (f"{first.clock:%H:%M}", second.written(utc=False), first.zone) == (clock, until, zone)


LENGTHS = {
    "66 minutes": "1h 6m",
    "about 1 hour and 30 minutes": "1h 30m",
    "~4h": "4h",
    "1 day, 3 hrs": "1d 3h",
    "4 hours of pain": None,
    "": None,
}


@pytest.mark.parametrize(("text", "expected"), LENGTHS.items())
def test_a_length(text: str, expected: str | None) -> None:
    """Numbers with units, and nothing but words that say about how much."""
    assert length(text) == expected


@given(st.text())
def test_any_text(text: str) -> None:
    """Nothing raises; places are in the text and in order."""
    found = whens(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert list(found) == sorted(found, key=lambda one: one.start)
    length(text)
    span(text)
