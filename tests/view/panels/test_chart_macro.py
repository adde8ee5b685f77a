from __future__ import annotations

import pytest

from hindsite.view.cause_figures import CauseFigures
from hindsite.view.cause_pages import cause_view
from hindsite.view.links import Links
from hindsite.view.macro_calls import Desk
from hindsite.view.macro_places import PagePlace
from hindsite.view.templates import render
from tests.insight.knowing import action, knowing, lasting


def desk() -> Desk:
    """A desk for a page one below the root, over three incidents of one cause."""
    knowledge = knowing(*(lasting(60 * n, f"2024-01-0{n}", causes=("deploy",)) for n in (1, 2, 3)))
    return Desk(knowledge=knowledge, page=PagePlace("docs/x.md", "x/", 0))


def test_a_page_can_call_any_panel() -> None:
    """A kind with its filters prints a panel with a drawing and its working."""
    asked = desk()
    asked.macros()["chart"]("returns", cause="deploy")
    assert asked.problems == []
    assert "3 incidents since 2024" in asked.slots[0]
    assert "<svg" in asked.slots[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "donut"}, "kind 'donut' is not known"),
        ({"kind": "calendar", "metric": "resolve"}, "calendar takes no metric"),
        ({"kind": "matrix", "by": "team"}, "matrix takes no by"),
        ({"kind": "periods", "by": "week"}, "by 'week' is not known"),
        ({"kind": "durations", "clock": "wall"}, "clock 'wall' is not known"),
        ({"kind": "returns"}, "about one cause"),
    ],
)
def test_a_wrong_argument_says_what_is_allowed(arguments: dict[str, str], message: str) -> None:
    """Each is a problem of its call; nothing is printed."""
    asked = desk()
    asked.macros()["chart"](**arguments)
    assert [message in problem.message for problem in asked.problems] == [True]


def test_a_cause_that_came_back_lists_what_was_promised() -> None:
    """Still open and marked done apart, for the newest return first; the first is no return."""
    promised = (
        action("open", "prevent", "Guard the cache"),
        action("done", "prevent", "Add a lock"),
        action("open", "detect", "Alert sooner"),
    )
    knowledge = knowing(
        lasting(60, "2024-01-01", causes=("deploy",), actions=promised),
        lasting(60, "2024-01-11", causes=("deploy",)),
    )
    view = cause_view("deploy", CauseFigures(knowledge), Links("../../"), 1)
    assert view.came_back is not None
    (row,) = view.came_back.rows
    assert (row.after, row.day) == ("10 days after", "11 Jan 2024")
    assert [(one.label, one.count, str(one.items[0].title_html)) for one in row.lists] == [
        ("Still open", "1", "Guard the cache"),
        ("Marked done", "1", "Add a lock"),
    ]
    assert view.panel is None  # two known times make no median, and no drawing
    assert "Alert sooner" not in render("cause", view=view).split("hs-rows")[0]
