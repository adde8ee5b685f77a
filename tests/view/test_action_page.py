from __future__ import annotations

from hindsite.insight.knowledge import Knowledge
from hindsite.view.action_page import actions_view, all_actions
from hindsite.view.charts.drawings import Drawings
from hindsite.view.links import Links
from hindsite.view.models import Fact
from tests.insight.knowing import action, knowing, lasting

LINKS = Links("../")


def facts(knowledge: Knowledge) -> dict[str, Fact]:
    """The facts of the first page by label."""
    return {
        fact.label: fact
        for fact in actions_view(knowledge, all_actions(knowledge), Drawings(), LINKS, 1).facts
    }


def test_items_of_all_incidents_are_listed_with_their_incident() -> None:
    """Each row leads to the incident; drafts promise nothing yet."""
    knowledge = knowing(
        lasting(1, "2024-01-01", actions=(action("done"), action("open", due="2024-05-31"))),
        lasting(1, "2024-02-01", status="draft", actions=(action("open"),)),
    )
    view = actions_view(knowledge, all_actions(knowledge), Drawings(), LINKS, 1)
    assert [(row.state, row.overdue) for row in view.table.rows] == [
        ("open", True),
        ("done", False),
    ]
    assert view.table.rows[0].incident is not None
    assert view.table.rows[0].incident.href == "../incidents/2024-01-01-web/"
    assert view.table.columns == ("state", "due", "incident")
    found = facts(knowledge)
    assert (found["Action items"].value, found["Done"].value, found["Done"].unit) == (
        "2",
        "1",
        "of 2",
    )
    late = found["Past their due date"]
    assert (late.value, late.note) == ("1", "as of 1 Jun 2024")


def test_unknown_states_are_not_zero_done() -> None:
    """When no state is written, how many are done is unknown."""
    found = facts(knowing(lasting(1, actions=(action(None), action(None)))))
    assert (found["Done"].value, found["Done"].unknown) == ("unknown", True)
    assert found["Done"].note == "no state is recorded"
    assert found["Action items not finished"].unknown
    assert facts(knowing())["Done"].note == "no action items recorded"


def test_without_a_commit_nothing_is_late() -> None:
    """Past due is unknown where there is no date to judge by."""
    found = facts(knowing(lasting(1, actions=(action("open", due="2000-01-01"),)), commit=None))
    assert found["Past their due date"].unknown


def test_pages_share_the_list() -> None:
    """Facts on the first page only, every item on one page."""
    knowledge = knowing(lasting(1, actions=tuple(action("open") for _ in range(25))), page_size=10)
    places = all_actions(knowledge)
    views = [actions_view(knowledge, places, Drawings(), LINKS, page) for page in (1, 2, 3)]
    assert [len(view.table.rows) for view in views] == [10, 10, 5]
    assert [bool(view.facts) for view in views] == [True, False, False]
    assert views[2].pager is not None
    assert views[2].pager.words == "Action items 21 to 25 of 25"
