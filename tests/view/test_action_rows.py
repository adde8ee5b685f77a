from __future__ import annotations

from datetime import date

import pytest
from markupsafe import Markup

from hindsite.postmortem.schema import Action
from hindsite.view.action_rows import action_row, action_table, is_overdue
from hindsite.view.models import ActionTable, Link
from tests.insight.knowing import action

AS_OF = date(2024, 6, 1)


def table(*actions: Action, as_of: date | None = AS_OF) -> ActionTable:
    """The table of these items."""
    return action_table(actions, lambda one: Markup("{}").format(one.title), as_of, "Action items")


@pytest.mark.parametrize(
    ("item", "as_of", "overdue"),
    [
        (action("open", due="2024-05-31"), AS_OF, True),
        (action("in-progress", due="2024-05-31"), AS_OF, True),
        (action("open", due="2024-06-01"), AS_OF, False),
        (action("done", due="2024-05-31"), AS_OF, False),
        (action("dropped", due="2024-05-31"), AS_OF, False),
        (action(None, due="2024-05-31"), AS_OF, False),
        (action("open"), AS_OF, False),
        (action("open", due="2024-05-31"), None, False),
    ],
)
def test_overdue_is_unfinished_and_past(item: Action, as_of: date | None, *, overdue: bool) -> None:
    """As of the commit's date; an unknown state is not called late."""
    assert is_overdue(item, as_of) is overdue


@pytest.mark.parametrize(
    ("ticket", "link"),
    [
        (None, None),
        ("API-12", Link("API-12", "")),
        (
            "https://t.example.org/browse/API-12/",
            Link("API-12", "https://t.example.org/browse/API-12/"),
        ),
        ("https://t.example.org", Link("t.example.org", "https://t.example.org")),
        ("javascript:alert(1)", Link("javascript:alert(1)", "")),
        ("https:alert(1)", Link("https:alert(1)", "")),
        ("http://[broken", Link("http://[broken", "")),
        ("//t.example.org/x", Link("//t.example.org/x", "")),
    ],
)
def test_a_ticket_leads_to_web_addresses_only(ticket: str | None, link: Link | None) -> None:
    """Its last part is its name; anything else is shown as text."""
    assert action_row(action(ticket=ticket), Markup(), None).ticket == link


def test_columns_without_values_are_left_out_and_named() -> None:
    """What is not recorded is said below the table, once."""
    found = table(action("open", "prevent"), action("done"))
    assert found.columns == ("state", "type")
    assert found.missing == "No owner, due date or ticket is recorded for these 2 items."
    single = table(action(None, owner="@bo"))
    assert single.missing == "No state, due date or ticket is recorded for this item."


@pytest.mark.parametrize(
    ("items", "summary"),
    [
        ((action("done"), action("open"), action("dropped")), "1 of 3 done"),
        (
            (
                action("done"),
                action("open", due="2024-01-01"),
                action("in-progress", due="2024-01-01"),
            ),
            "1 of 3 done, 2 past their due date",
        ),
        ((action("done"), action(None), action(None)), "1 of 1 done, state unknown for another 2"),
        ((action(None), action(None)), ""),
        ((), ""),
    ],
)
def test_a_summary_counts_what_is_known(items: tuple[Action, ...], summary: str) -> None:
    """An item whose state nobody wrote down is not counted as not done."""
    assert table(*items).summary == summary
