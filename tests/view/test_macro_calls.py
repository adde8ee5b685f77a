from __future__ import annotations

import pytest

from hindsite.view.calls.arguments import MOST_ROWS
from hindsite.view.macro_calls import MACROS, Desk
from tests.insight.knowing import action, knowing, lasting, record
from tests.view.calling import written
from tests.view.incidents import event

SAMPLE = knowing(
    lasting(10, "2024-01-01", "a", causes=("deploy",), actions=(action("open", owner="@bo"),)),
    record("2024-01-02 10:00", slug="b", timeline=(event("2024-01-02 10:00"),)),
    record("2024-01-03 10:00", slug="draft", status="draft"),
)


@pytest.mark.parametrize(
    "call",
    [
        "incidents()",
        "incidents(5, 'longest')",
        "incidents(limit=none, cause='deploy', since='2020-01-01', year=2024)",
        "figure('count')",
        "figure('resolve', 'p90', clock='stated', severity='sev2')",
        "figure('actions_open', quarter='2024-Q1')",
        "timeline('2024-01-02-b')",
        "actions()",
        "actions(status=['open', 'unknown'], type='unknown', owner='@bo', overdue=true)",
        "causes(limit=3, detected_by='monitoring')",
    ],
)
def test_a_call_is_answered(call: str) -> None:
    """Every macro with its arguments and filters prints something, and no token is left."""
    html, problems = written(f"<p>{{{{ {call} }}}}</p>", SAMPLE)
    assert problems == []
    assert "hindsiteslot" not in html
    assert "<p><" not in html.replace("\n", "")[:4]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            "incidents(sort='newst')",
            "sort 'newst' is not known; did you mean newest? Allowed are newest,",
        ),
        ("incidents(limit=0)", f"limit must be a whole number from 1 to {MOST_ROWS}, got 0"),
        ("incidents(limit=true)", "limit must be a whole number"),
        ("incidents(limit='5')", "limit must be a whole number"),
        ("incidents(caus='deploy')", "there is no argument 'caus'; did you mean cause?"),
        ("incidents(cause='deploi')", "cause 'deploi' is not known; did you mean deploy?"),
        ("figure('resolved')", "metric 'resolved' is not known; did you mean resolve?"),
        ("figure('resolve', 'average')", "statistic 'average' is not known;"),
        (
            "figure('resolve', clock='wall')",
            "clock 'wall' is not known; Allowed are computed, stated",
        ),
        ("figure('outage_equivalent', clock='stated')", "has no stated clock"),
        ("figure()", "missing a required argument: 'metric'"),
        ("timeline('2024-01-02-c')", "there is no incident '2024-01-02-c'; did you mean"),
        ("timeline('2024-01-03-draft')", "there is no incident '2024-01-03-draft'"),
        ("timeline('2024-01-01-a')", "has no timeline"),
        ("timeline('a', 'b')", "too many positional arguments; it is called as timeline(id)"),
        ("actions(status='opened')", "status 'opened' is not known; did you mean open?"),
        ("actions(owner='@bob')", "owner '@bob' is not known; did you mean @bo?"),
        ("actions(overdue='yes')", "overdue must be true or false, got 'yes'"),
        ("causes(until='2024')", "until must be a date like 2024-01-31, got '2024'"),
    ],
)
def test_a_mistake_is_kept_with_its_line(call: str, message: str) -> None:
    """Page, line and what is allowed; the page goes on, so that all mistakes are found."""
    html, (problem,) = written(f"\n\n{{{{ {call} }}}}\n{{{{ figure('count') }}}}", SAMPLE, 4)
    assert problem.startswith(f"docs/page.md:7:1: {call.split('(')[0]}: ")
    assert message in problem
    assert "Incidents" in html


def test_overdue_needs_a_commit() -> None:
    """Outside git nobody can say what is overdue: an error, not an empty table."""
    bare = knowing(lasting(1), commit=None)
    _, (problem,) = written("{{ actions(overdue=true) }}", bare)
    assert "overdue needs the commit's date" in problem


def test_figures_of_a_page_have_ids_of_their_own() -> None:
    """Two figures, also of the same measure, can both be linked to."""
    html, problems = written("{{ figure('resolve') }}\n\n{{ figure('resolve') }}", SAMPLE)
    assert problems == []
    assert html.count('id="figure-1"') == html.count('id="figure-2"') == 1


def test_a_desk_without_a_page_answers_nothing() -> None:
    """Macros are for pages of docs/; elsewhere the call is a mistake."""
    desk = Desk()
    assert desk.macros()["figure"]("count") == ""
    assert "in pages of docs/ only" in desk.problems[0].message


def test_the_macros_are_those_documented() -> None:
    """What is registered is what is documented."""
    assert list(Desk().macros()) == [macro.__name__ for macro in MACROS]
