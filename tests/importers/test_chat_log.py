"""Logs that people paste, as timelines."""

from __future__ import annotations

import contextlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
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


def bare(text: str) -> str:
    """Markdown as the text that it shows: what a log says is no mark."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


PASTED = Path(__file__).parents[1] / "cases" / "chat" / "pasted.yml"
CASES = yaml.safe_load(PASTED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_pasted(case: dict[str, Any]) -> None:
    """Each case becomes the events it tells of; the form's page reads it alike."""
    day = case["started"]
    made = timeline(read_log(case["log"], day, ZoneInfo("UTC")).entries, day)
    header = f"title: T\nseverity: SEV1\nstarted_at: {day} 00:00\ntimezone: UTC"
    file = f"---\n{header}\n---\n\n## Timeline\n\n{made}\n"
    postmortem, problems = read(f"postmortems/{day}-t.md", file.encode(), Vocabulary())
    assert [problem for problem in problems if problem.field == "timeline"] == []
    assert postmortem is not None
    events = [
        [f"{one.at:%Y-%m-%d %H:%M:%S}".removesuffix(":00"), bare(re.sub(r"\n\s*", "\n", one.text))]
        for one in postmortem.timeline
    ]
    assert events == case["events"]


def test_which_number_is_the_month_is_told() -> None:
    """Where the start alone settles it, that is an assumption."""
    log = read_log("3/8/2026 16:00 Deploy", date(2026, 8, 3), ZONE)
    assert log.assumed == ("03/08/2026 is taken as 2026-08-03, the nearer to 2026-08-03",)
    assert read_log("3/14/2026 16:00 Deploy", date(2026, 3, 14), ZONE).assumed == ()


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


@given(st.text(st.sampled_from("0123456789:/-. ,[]APMZ+aM\n\u202f"), max_size=80))
def test_any_line_is_read_or_told(text: str) -> None:
    """No clumsy time ends in anything but entries or a clear refusal."""
    with contextlib.suppress(HindsiteError):
        assert written(f"10:05 x\n{text}")


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kim Larsen\n10:05 AM\nseeing 500s\nAna\n10:07 AM\non it\n10:09 AM\nrolled back",
            [
                "- 10:05 — Kim Larsen: seeing 500s",
                "- 10:07 — Ana: on it",
                "- 10:09 — rolled back",
            ],
        ),
        (
            "jane.doe\n10:05\nhello\n\nbob\n10:06\nlooking\n\njane.doe\n10:07",
            ["- 10:05 — jane.doe: hello", "- 10:06 — bob: looking", "- 10:07 — jane.doe"],
        ),
        ("10:05\nDone\n10:06\nmore", ["- 10:05 — Done", "- 10:06 — more"]),
        (
            "Ana Müller:palm_tree:  10:07 AM\non it",
            ["- 10:07 — Ana Müller:palm_tree: on it"],
        ),
        ("10:05\n10:06 x", ["- 10:05 — nothing was written", "- 10:06 — x"]),
    ],
)
def test_a_time_on_a_line_of_its_own(text: str, expected: list[str]) -> None:
    """The name above it said the words below; an entry never loses its own words to that."""
    assert written(text).splitlines() == expected


def test_who_was_taken_for_an_author_is_told() -> None:
    """A line above a bare time may be none: whoever reads the draft checks."""
    log = read_log("10:04 AM x\ny\nAna\n10:07 AM\non it", DAY, ZONE)
    assert log.assumed == (
        "line 4: 'Ana' above the time is taken as who said it",
        "line 2: no time that can be read; kept below the entry before",
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("10:05–10:20 restart", "- 10:05–10:20 — restart"),
        ("10:05 - 10:20 — restart", "- 10:05–10:20 — restart"),
        ("23:50–00:10 restart", "- 23:50–2023-06-05 00:10 — restart"),
        ("~10:30 maybe", "- ~10:30 — maybe"),
        ("**10:40** bold", "- 10:40 — bold"),
        ("* **10:40** - bold", "- 10:40 — bold"),
        ("1. 10:40 numbered", "- 10:40 — numbered"),
        ("10:50, comma", "- 10:50 — comma"),
        ("| 10:09 | third | web |", "- 10:09 — third — web"),
        ("| 2023-06-04 | 10:09 | third |", "- 10:09 — third"),
        ("2023-06-04 10:08:00,123 INFO restart", "- 10:08 — INFO restart"),
        ("10:55:30.123 ms", "- 10:55:30 — ms"),
        ("10:05 10:07", "- 10:05: 10:07"),
        ("10:05 ~10:07 x", r"- 10:05: \~10:07 x"),
    ],
)
def test_forms_of_a_line(line: str, expected: str) -> None:
    """What the contract's reader takes, and the same without its separator, is read back alike."""
    made = written(line)
    assert made == expected
    file = (HEADER + made).encode()
    postmortem, problems = read("postmortems/2023-06-04-t.md", file, Vocabulary())
    assert [problem for problem in problems if problem.level == "error"] == []
    assert postmortem is not None
    assert len(postmortem.timeline) == 1


def test_a_line_that_is_not_understood_is_told() -> None:
    """It stands below the entry before it; what is set in under an entry is meant to."""
    text = "Notes\n\n10:00 a\n11h05 b\n  more of it\n10:10 c\n2024-13-45 10:05 - d\n10:20 +99:99 e"
    log = read_log(text, DAY, ZONE)
    assert timeline(log.entries, DAY).splitlines() == [
        "- 10:00 — a",
        "  11h05 b",
        "  more of it",
        "  Notes",
        "- 10:10 — c",
        "  2024-13-45 10:05 - d",
        "  10:20 +99:99 e",
    ]
    assert log.assumed == (
        "line 1 before the first time: kept below the first entry",
        "lines 4 and 7 to 8: no time that can be read; kept below the entry before",
    )


@pytest.mark.parametrize("line", ["2024-13-45 10:05 - x", "10:05 +99:99 x", "0001-01-01 00:00 x"])
def test_a_time_that_there_is_not(line: str) -> None:
    """It is named with its line where nothing else has a time."""
    with pytest.raises(HindsiteError, match=re.escape(f"'{line}' on line 2")):
        read_log(f"\n{line}", DAY, ZONE)


def test_marks_of_a_log_are_text() -> None:
    """Lines of a chat make no heading, list or block, and hold no control character."""
    text = "10:05 a <details> `b`\n# c\n```\n<!-- d\n10:06 \x1b[31m{{ e }}"
    assert written(text).splitlines() == [
        r"- 10:05 — a \<details> \`b\`",
        r"  \# c",
        r"  \`\`\`",
        r"  \<!-- d",
        r"- 10:06 — \[31m{{ e }}",
    ]


def test_a_time_in_an_hour_that_comes_twice_is_told() -> None:
    """So is an abbreviation, which is no zone here."""
    log = read_log("2023-10-29 02:30 x\n2023-10-29 03:30 PST y", date(2023, 10, 29), ZONE)
    assert log.assumed == (
        "line 1: taken as 2023-10-29 02:30+02:00; the clocks change in that hour",
        "line 2: PST is kept as text; the time is taken as Europe/Berlin's",
    )
