from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hindsite.insight.knowledge import Records
from hindsite.view.links import Links
from hindsite.view.seen_details import seen_details
from hindsite.view.seen_page import INCIDENTS_SHOWN, all_messages, seen_view
from hindsite.view.templates import render
from tests.insight.knowing import action, knowing, lasting

LINKS = Links("../")


def details(incident: Any, *others: Any) -> dict[str, Any]:
    """What the browser reads of an incident."""
    found: dict[str, Any] = json.loads(seen_details(incident, knowing(incident, *others)))
    return found


def page(records: Records, number: int = 1) -> str:
    """A page of the list as HTML."""
    return render("seen", view=seen_view(records, all_messages(records), LINKS, number))


def test_each_message_is_listed_once_with_its_incidents_newest_first() -> None:
    """In alphabetical order, whatever the case; an incident that says it twice is named once."""
    knowledge = knowing(
        lasting(1, "2024-01-01", "a", signatures=("timeout", "timeout")),
        lasting(1, "2024-01-02", "b", signatures=("Broken pipe", "timeout")),
    )
    assert {
        message: [one.id for one in incidents]
        for message, incidents in all_messages(knowledge).items()
    } == {"Broken pipe": ["2024-01-02-b"], "timeout": ["2024-01-02-b", "2024-01-01-a"]}


def test_a_message_of_many_incidents_names_the_newest() -> None:
    """And says how many it leaves out."""
    knowledge = knowing(
        *(
            lasting(1, "2024-01-01", f"n{number:02}", signatures=("timeout",))
            for number in range(INCIDENTS_SHOWN + 3)
        )
    )
    (row,) = seen_view(knowledge, all_messages(knowledge), LINKS, 1).messages
    assert len(row.incidents) == INCIDENTS_SHOWN
    assert row.more == "and 3 earlier"


def test_drafts_are_not_listed() -> None:
    """A draft in the preview is not something that was seen."""
    knowledge = knowing(lasting(1, signatures=("timeout",), status="draft"))
    assert all_messages(knowledge) == {}
    assert "No error message is recorded" in page(knowledge)


def test_only_the_first_page_has_the_field() -> None:
    """The others are the rest of the list."""
    knowledge = knowing(
        *(lasting(1, slug=f"n{n:02}", signatures=(f"E{n:02}",)) for n in range(12)), page_size=10
    )
    first, second = page(knowledge), page(knowledge, 2)
    assert ("<textarea" in first, "<textarea" in second) == (True, False)
    assert ("E09" in first, "E10" in first, "E10" in second) == (True, False, True)


def test_a_message_is_shown_as_it_is_written() -> None:
    """Nothing in it is markup."""
    knowledge = knowing(lasting(1, signatures=("<script>alert(1)</script> {{ 7 * 7 }}",)))
    assert "<code>&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}</code>" in page(knowledge)


def test_details_say_what_ended_it() -> None:
    """The resolution's first sentence as plain text; nothing where none is written."""
    ending = "The rule was switched off. Then more."
    assert details(replace(lasting(1), resolution=ending))["ended"] == "The rule was switched off"
    assert details(lasting(1))["ended"] == ""


def test_details_list_what_is_not_finished() -> None:
    """Open or in progress, overdue by the commit's day; the others are only counted."""
    actions = (
        action("done", title="Done"),
        action("dropped", title="Dropped"),
        action(None, title="Nobody knows"),
        action("open", title="Add `a lock`", owner="@web", due="2024-01-31"),
        action("in-progress", title="Measure"),
    )
    found = details(replace(lasting(1), actions=actions))
    assert found["actions"] == [
        {
            "title": "Add a lock",
            "state": "open",
            "owner": "@web",
            "due": "2024-01-31",
            "overdue": True,
        },
        {"title": "Measure", "state": "in-progress", "owner": None, "due": None, "overdue": False},
    ]
    assert (found["actions_unknown"], found["actions_all"]) == (1, 5)


def test_details_hold_what_a_row_shows() -> None:
    """Unknown stays unknown; a lower bound says so."""
    found = details(lasting(None, "2024-01-02", "b", services=("api",), causes=("deploy",)))
    assert (found["id"], found["day"], found["duration"]) == ("2024-01-02-b", "2024-01-02", None)
    assert (found["services"], found["causes"]) == (["api"], ["deploy"])
    assert found["badge"] == {"word": "SEV2", "rank": 2, "spoken": "severity 2"}
    assert details(lasting(90, estimated=True))["at_least"] is True
