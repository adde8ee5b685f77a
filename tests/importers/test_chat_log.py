"""Logs that people paste, as timelines."""

from __future__ import annotations

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.errors import HindsiteError
from hindsite.importers.chat_log import read_log, timeline
from hindsite.postmortem.reading import read
from hindsite.postmortem.vocabulary import Vocabulary

DAY = date(2023, 6, 4)
ZONE = ZoneInfo("Europe/Berlin")


def written(text: str, day: date = DAY, zone: ZoneInfo = ZONE) -> str:
    """A log as the timeline's section."""
    return timeline(read_log(text, day, zone).entries, day)


PLAIN = """\
10:05 The alert OrderErrors fires
[10:07] Ada takes it
  she looks at the dashboards first
10:09:30 - Restarted one instance
2023-06-04 12:15 PM | All is well
"""


def test_plain_lines() -> None:
    """Times in many forms; a line without one belongs to the entry before it."""
    assert written(PLAIN).splitlines() == [
        "- 10:05 — The alert OrderErrors fires",
        "- 10:07 — Ada takes it",
        "  she looks at the dashboards first",
        "- 10:09:30 — Restarted one instance",
        "- 12:15 — All is well",
    ]


CHAT = """\
Ada Lovelace  10:05 AM
Seeing 500s on checkout
is anybody on it?
Grace Hopper  10:06 AM
I am
"""


def test_a_copied_chat() -> None:
    """Name and time stand over the words: one entry for each message, authors kept."""
    assert written(CHAT).splitlines() == [
        "- 10:05 — Ada Lovelace: Seeing 500s on checkout",
        "  is anybody on it?",
        "- 10:06 — Grace Hopper: I am",
    ]


def test_slack_export() -> None:
    """Slack's own export: seconds since 1970, in the incident's zone, ordered by time."""
    messages = [
        {"ts": "1685866060.0001", "user_profile": {"real_name": "Grace"}, "text": "Mine\nlooking"},
        {"ts": "1685865900.0002", "user": "U1", "text": "500s on checkout"},
    ]
    assert written(json.dumps(messages)).splitlines() == [
        "- 10:05 — U1: 500s on checkout",
        "- 10:07:40 — Grace: Mine",
        "  looking",
    ]


def test_pagerduty_log_entries() -> None:
    """PagerDuty's log entries come newest first and name who acted."""
    entries = {
        "log_entries": [
            {
                "created_at": "2023-06-04T08:07:00Z",
                "summary": "Acknowledged by Ada",
                "agent": {"summary": "Ada"},
            },
            {"created_at": "2023-06-04T08:05:00Z", "summary": "Triggered through the API"},
        ]
    }
    assert written(json.dumps(entries)).splitlines() == [
        "- 10:05 — Triggered through the API",
        "- 10:07 — Acknowledged by Ada",
    ]


def test_midnight() -> None:
    """A clock that jumps back by half a day is the next day's, and that is said."""
    log = read_log("23:50 It begins\n00:10 It ends", DAY, ZONE)
    assert timeline(log.entries, DAY).splitlines() == [
        "- 23:50 — It begins",
        "",
        "### 2023-06-05",
        "",
        "- 00:10 — It ends",
    ]
    assert log.assumed == ("00:10 after 23:50 is taken as of 2023-06-05",)


def test_the_hour_that_comes_twice() -> None:
    """When the clocks go back, times are written with their offset."""
    text = "2023-10-29T00:30:00Z first\n2023-10-29T01:30:00Z second"
    assert written(text, date(2023, 10, 29)).splitlines() == [
        "- 02:30 +02:00 — first",
        "- 02:30 +01:00 — second",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no time at all",
        "[]",
        "{}",
        '[{"ts": "x"}]',
        '[{"created_at": "2023-06-04T08:07"}]',
        "[1]",
    ],
)
def test_nothing_to_read(text: str) -> None:
    """A log without a time that can be read is told, not taken for an empty timeline."""
    with pytest.raises(HindsiteError, match=r"time|entry"):
        read_log(text, DAY, ZONE)


HEADER = """\
---
title: T
severity: SEV1
status: draft
started_at: 2023-06-04 00:00
timezone: Europe/Berlin
---

## Timeline

"""


@given(
    st.lists(
        st.tuples(
            st.integers(0, 23),
            st.integers(0, 59),
            st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_any_log_is_a_timeline_that_can_be_read(lines: list[tuple[int, int, str]]) -> None:
    """Whatever order the times come in: every word is kept and the engine reads as many events."""
    text = "\n".join(f"{hour:02}:{minute:02} {words}" for hour, minute, words in lines)
    made = written(text)
    postmortem, problems = read(
        "postmortems/2023-06-04-t.md", (HEADER + made).encode(), Vocabulary()
    )
    assert [problem for problem in problems if problem.level == "error"] == []
    assert postmortem is not None
    assert len(postmortem.timeline) == len(lines)
    assert all(words in made for _, _, words in lines)
