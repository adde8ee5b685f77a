"""What is read of labels, rows, headings and lines, and what is told of those that are not."""

from __future__ import annotations

import json

import pytest

from hindsite.errors import HindsiteError
from hindsite.importers import (
    csv_rows,
    formats,
    github_issues,
    gitlab_issues,
    jira,
    plain_text,
    statuspage,
    upptime,
)
from hindsite.importers.draft import written
from hindsite.importers.source import Finding, Imported, Wanted
from tests.importers.words import lost

WANTED = Wanted(timezone="Europe/Berlin")
AT = "2024-03-05T09:55:00Z"


def read(text: str, name: str = "a.md", wanted: Wanted = WANTED) -> Imported:
    """A source as it is imported, no word of it lost."""
    _, (one,) = formats.read(text, name, wanted)
    assert lost(text, one) == set()
    return one


def told(one: Imported, where: str) -> list[Finding]:
    """What is told of a piece."""
    return [found for found in one.findings if found.where == where]


def test_bold_labels_are_markdown() -> None:
    """A file named as Markdown with one heading and labels in bold is read as that."""
    format_, (one,) = formats.read(
        "# T\n\n**Date:** 2024-07-03\n**Severity:** SEV2\n", "a.md", WANTED
    )
    assert format_ == "markdown"
    assert (one.draft.header["severity"], one.draft.header["started_at"]) == ("SEV2", "2024-07-03")


def test_every_label_and_row_has_a_line() -> None:
    """A label or a row that no field takes is listed with its line."""
    one = read(
        "# T\n\n**Date:** 2024-07-03\n**Commander:** Lee\n\n| Key | Value |\n|-|-|\n| Room | 9 |\n"
    )
    assert [(found.kind, found.line) for found in told(one, "Commander")] == [("unknown", 4)]
    assert [(found.kind, found.line) for found in told(one, "Room")] == [("unknown", 8)]


def test_stated_lengths() -> None:
    """`Time to resolve` and its like are what people wrote down, told as guesses."""
    labels = "Time to detect: 10 min\nTime to mitigate: 45m\nMTTR: 2 hours 5 min"
    one = read(f"T\n\nDate: 2024-07-03\n{labels}\n\nSummary:\nIt was.\n", "a.txt")
    assert one.draft.header["stated_durations"] == {
        "detect": "10m",
        "mitigate": "45m",
        "resolve": "2h 5m",
    }
    assert {found.kind for found in told(one, "MTTR")} == {"guessed"}


def test_who_reported_it_is_no_author() -> None:
    """It may say who noticed; anything else stays text."""
    one = read("# T\n\n**Date:** 2024-07-03\n**Reported by:** customer\n")
    assert one.draft.header["detected_by"] == "customer"
    one = read("# T\n\n**Date:** 2024-07-03\n**Reported by:** Ana\n")
    assert "authors" not in one.draft.header
    assert "'Ana' is nothing that detected_by can hold" in told(one, "Reported by")[0].told


def test_a_clock_time_alone_is_of_the_start_s_day() -> None:
    """It is guessed, and is the next day's where it is before the start."""
    labels = "**Started**: 2024-05-06 23:00 UTC\n**Detected**: 23:12 UTC\n**Mitigated**: 00:20 UTC"
    one = read(f"# T\n\n{labels}\n")
    assert one.draft.header["detected_at"] == "2024-05-06 23:12Z"
    assert one.draft.header["mitigated_at"] == "2024-05-07 00:20Z"
    assert [found.kind for found in told(one, "Detected")] == ["guessed"]


def test_a_heading_with_a_picture() -> None:
    """What is no word before a heading's words says nothing."""
    one = read("# T\n\n**Date:** 2024-07-03\n\n## 📅 Timeline\n\n- 10:05 UTC alpha\n")
    assert "\n## Timeline\n" in written(one.draft)


def test_a_heading_right_below_a_label() -> None:
    """In plain text a label does not take in the section that begins on the next line."""
    one = read(
        "Outage\n\nDate: 2024-07-03\nImpact: Mail.\nRoot cause\nA typo.\nTimeline\n10:05 a\n",
        "a.txt",
    )
    headings = [line for line in one.draft.body.splitlines() if line.startswith("## ")]
    assert headings[:3] == ["## Impact", "## Root cause", "## Timeline"]


def test_a_line_of_a_timeline_that_is_not_understood() -> None:
    """It is kept below the entry before it, and told with its number."""
    one = read("# T\n\nDate: 2024-07-03\n\n## Timeline\n\n- 10:05 UTC a\n- around noon: b\n")
    (found,) = told(one, "line")
    assert (found.kind, found.line) == ("guessed", 8)
    assert "kept below the entry before it" in found.told


@pytest.mark.parametrize(
    ("written_", "expected"),
    [
        ("3/14/2024", "2024-03-14"),
        ("14.03.2024", "2024-03-14"),
        ("05/Mar/24", "2024-03-05"),
        ("14-Mar-2024", "2024-03-14"),
    ],
)
def test_dates_that_can_be_one_day_only(written_: str, expected: str) -> None:
    """They are read where one number alone can be the month."""
    one = read(f"# T\n\n**Date:** {written_}\n")
    assert one.draft.header["started_at"] == expected
    kinds = {found.kind for found in told(one, "Date")}
    assert kinds == ({"placed"} if written_ == "14-Mar-2024" else {"guessed"})


def test_no_date_names_what_was_there() -> None:
    """The label, its line and its value; in CSV the column."""
    with pytest.raises(HindsiteError, match="line 3: Date: no date can be read in '04/06/2023'"):
        read("# T\n\n**Date:** 04/06/2023\n")
    wanted = Wanted(columns={"name": "title", "on": "started_at"})
    with pytest.raises(HindsiteError, match="line 2: on: no date can be read in 'soon'"):
        csv_rows.read("name,on\nMail,soon\n", wanted)


def test_a_date_on_its_own_line() -> None:
    """It is the day, told as a guess."""
    one = read("Outage report: Payments\n14 March 2024\n\nRoot cause\nA typo.\n", "a.txt")
    assert one.draft.header["started_at"] == "2024-03-14"


def test_a_title() -> None:
    """The one asked for, or else the file's name as a guess."""
    text = "## Timeline\n\n- 2024-07-03 10:05 UTC a\n"
    one = read(text, wanted=Wanted(title="Mail is late", named_title="A b"))
    assert one.draft.header["title"] == "Mail is late"
    one = read(text, wanted=Wanted(named_title="A b"))
    assert (one.draft.header["title"], told(one, "file name")[0].kind) == ("A b", "guessed")
    with pytest.raises(HindsiteError, match="give --title"):
        read(text)


@pytest.mark.parametrize("text", ['<?xml version="1.0"?><rss/>', "<rss><channel/></rss>"])
@pytest.mark.parametrize("format_", [None, "confluence"])
def test_xml_is_refused_by_name(text: str, format_: str | None) -> None:
    """Whatever it is asked to be."""
    with pytest.raises(HindsiteError, match="it is XML"):
        formats.read(text, "a.xml", WANTED, format_)


def test_severities_by_number() -> None:
    """The site's word with the number is a guess that shows what it was read from."""
    one = read("# T\n\n**Date:** 2024-07-03\n**Severity:** Sev 2 (Major)\n")
    assert told(one, "Severity")[0].told == "SEV2: read from 'Sev 2 (Major)'"
    issue = {"iid": 1, "title": "T", "created_at": AT, "labels": ["severity::3"]}
    (one,) = gitlab_issues.read(json.dumps(issue), WANTED)
    assert one.draft.header["severity"] == "SEV3"
    (one,) = gitlab_issues.read(json.dumps({**issue, "labels": [], "severity": "HIGH"}), WANTED)
    assert one.draft.header["severity"] == "SEV2"
    other = Wanted(timezone="UTC", severities=("major", "minor"))
    (one,) = gitlab_issues.read(json.dumps({**issue, "severity": "HIGH"}), other)
    assert one.draft.header["severity"] == "unknown"
    assert "no severity of the site" in told(one, "severity")[0].told


def test_one_heading_for_imported_text() -> None:
    """What is said below a text with such a section joins it."""
    body = "| a | b | c |\n|-|-|-|\n| d | e | f |\n\n## Timeline\n\n- 10:05 UTC a"
    issue = {"iid": 1, "title": "T", "created_at": AT, "description": body}
    (one,) = gitlab_issues.read(json.dumps(issue), WANTED)
    assert one.draft.body.count("## Imported text") == 1


def test_named_fields_of_jira() -> None:
    """A field whose name is a known label is read as one, with its path."""
    fields = {"summary": "T", "created": AT, "customfield_1": "2024-03-05T09:50:00.000+0100"}
    names = {"customfield_1": "Start time", "customfield_2": "Severity"}
    fields["customfield_2"] = {"value": "SEV2"}  # type: ignore[assignment]
    (one,) = jira.read(json.dumps({"key": "A-1", "names": names, "fields": fields}), WANTED)
    assert one.draft.header["started_at"] == "2024-03-05 09:50+01:00"
    assert one.draft.header["severity"] == "SEV2"
    listed = [found.where for found in one.findings]
    assert "Start time (fields.customfield_1)" in listed
    assert "key" in listed


def test_upptime_does_not_contradict_itself() -> None:
    """Its closing is when the site was well again; planned maintenance is left out and named."""
    down = {"number": 1, "title": "🛑 A is down", "createdAt": AT, "closedAt": AT, "body": "B"}
    plan = {"number": 2, "title": "Window", "createdAt": AT, "labels": [{"name": "maintenance"}]}
    plan["body"] = "<!--\nstart: 2024-05-24T13:00:00Z\n-->\nplanned"
    (one,) = upptime.read(json.dumps([{**down, "url": "u"}, plan]), WANTED)
    assert one.draft.header["resolved_at"] == "2024-03-05 10:55"
    assert [f.kind for f in one.findings if f.where.endswith(("closed_at", "closedAt"))] == [
        "guessed"
    ]
    (left,) = [found.told for found in one.findings if found.told.startswith("left out")]
    assert left == "left out: planned maintenance, #2 Window (start: 2024-05-24T13:00:00Z)"


def test_names_that_trackers_hide() -> None:
    """A person's other name, and the status page's own, are kept."""
    issue = {"number": 1, "title": "T", "createdAt": AT, "url": "u"}
    (one,) = github_issues.read(
        json.dumps({**issue, "author": {"login": "a", "name": "Ada"}}), WANTED
    )
    assert "- `author.name`: `Ada`" in one.draft.body
    update = {"status": "resolved", "body": "b", "created_at": AT}
    source = {"page": {"name": "Acme"}, "incidents": [{"name": "T", "incident_updates": [update]}]}
    (one,) = statuspage.read(json.dumps(source), Wanted(timezone="UTC", day="2024-03-05"))
    assert "- `page.name`: `Acme`" in one.draft.body


def test_cells_have_their_own_lines() -> None:
    """A quoted cell may go over several lines: what is told of it says which."""
    wanted = Wanted(
        timezone="UTC", columns={"a": "title", "on": "started_at", "b": "section.timeline"}
    )
    source = 'a,on,x,b\nT,2024-07-03,"one\ntwo","10:05 a\n10:06 b\nlater"\n'
    (one,) = csv_rows.read(source, wanted)
    assert [(found.where, found.line) for found in one.findings if found.line] == [
        ("a", 2),
        ("x", 2),
        ("line", 5),
        ("b", 3),
        ("times", 3),
        ("on", 2),
    ]


def test_a_wrong_column_whatever_the_separator() -> None:
    """The message names the columns there are, parted as the file parts them."""
    wanted = Wanted(columns={"Nope": "title"})
    with pytest.raises(HindsiteError, match=r"no column 'Nope'.*the columns are Name, When"):
        csv_rows.read('Name;When\n"x; y";2024-01-01\n', wanted)


def test_counts_in_words() -> None:
    """One is no plural."""
    (one,) = plain_text.read("T\n\nDate: 2024-07-03\n\nTimeline:\n\n10:05 a\n", WANTED)
    assert told(one, "Timeline")[0].told == "1 entry"
    assert told(one, "times")[0].told.endswith("1 time without a zone")


def test_a_due_date_that_is_a_guess() -> None:
    """A date of a task that could be written otherwise is told, too."""
    table = "| Action | Due |\n|-|-|\n| Fix it | 9/30/2024 |\n"
    one = read(f"# T\n\n**Date:** 2024-07-03\n\n## Action items\n\n{table}")
    assert "| Fix it | 2024-09-30 |" in one.draft.body
    assert [(found.kind, found.line) for found in told(one, "due")] == [("guessed", 9)]
