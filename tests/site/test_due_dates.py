from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.postmortem.schema import Postmortem
from hindsite.site.due_dates import due_dates_calendar
from hindsite.view.publication import Publication
from tests.insight.knowing import action, knowing, record

icalendar = pytest.importorskip("icalendar")

SITE = Publication("Our site", "", "https://kb.example.org/")
DUE = "2024-07-01"


def entries(*records: Postmortem, site: Publication = SITE, **kwargs: Any) -> list[Any]:
    """The calendar's entries, as a library reads them."""
    text = due_dates_calendar(knowing(*records, **kwargs), site)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    calendar = icalendar.Calendar.from_ical(text)
    assert str(calendar["VERSION"]) == "2.0"
    found: list[Any] = calendar.walk("VEVENT")
    assert [one.errors for one in found] == [[] for _ in found]
    return found


def promising(*actions: Any, **changes: Any) -> Postmortem:
    """An incident with these action items."""
    return record("2024-03-05", actions=actions, **changes)


def test_an_open_item_is_a_day() -> None:
    """What, when, which incident, who: a whole day that keeps nobody from meeting."""
    item = action("open", "prevent", "Guard the *cache*; then test, é", owner="@bo", due=DUE)
    (entry,) = entries(promising(item, title="It broke"))
    assert entry.decoded("DTSTART") == date(2024, 7, 1)
    assert str(entry["SUMMARY"]) == "Guard the cache; then test, é"
    assert str(entry["DESCRIPTION"]).splitlines() == [
        "It broke",
        "Status: open",
        "Type: prevent",
        "Owner: @bo",
    ]
    assert str(entry["URL"]) == "https://kb.example.org/incidents/2024-03-05-web/"
    assert entry.decoded("DTSTAMP") == datetime(2024, 6, 1, tzinfo=UTC)
    assert str(entry["TRANSP"]) == "TRANSPARENT"


def test_only_what_is_waited_for_is_in_it() -> None:
    """Open and begun items with a due date: no finished, dropped, unknown or undated one."""
    items = [
        action("open", title="a", due=DUE),
        action("in-progress", title="b", due=DUE),
        action("done", title="c", due=DUE),
        action("dropped", title="d", due=DUE),
        action(None, title="e", due=DUE),
        action("open", title="f"),
    ]
    assert [str(one["SUMMARY"]) for one in entries(promising(*items))] == ["a", "b"]
    assert entries(promising(*items, status="draft")) == []


def test_an_items_id_stays() -> None:
    """Another order, owner, due date or commit: the same entries, brought up to date."""
    first = [action("open", title=title, due=DUE) for title in ("a", "a", "b")]
    later = [action("in-progress", title=title, owner="x", due="2024-08-01") for title in "baa"]
    before = {str(one["UID"]) for one in entries(promising(*first))}
    after = {str(one["UID"]) for one in entries(promising(*later), commit=None)}
    assert before == after
    assert len(before) == 3


def test_outside_git_and_without_an_address() -> None:
    """The stamp is the incident's day, and there is no link that leads nowhere."""
    (entry,) = entries(
        promising(action("open", due=DUE)), site=Publication("Our site"), commit=None
    )
    assert entry.decoded("DTSTAMP") == datetime(2024, 3, 5, tzinfo=UTC)
    assert "URL" not in entry


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_any_text_is_read_back(text: str) -> None:
    """Commas, semicolons, backslashes and long lines of any language come back as they were."""
    (entry,) = entries(promising(action("open", due=DUE, owner=f"x{text}x")))
    told = str(entry["DESCRIPTION"])
    words = "".join(one for one in text if one.isprintable())
    assert words.replace(" ", "") in "".join(one for one in told if one.isprintable()).replace(
        " ", ""
    )
