from __future__ import annotations

import pytest

from hindsite.library.taxonomy import read_taxonomy
from hindsite.postmortem.schema import Action
from hindsite.view.action_rows import action_title
from hindsite.view.cause_figures import CauseFigures
from hindsite.view.cause_pages import cause_index, cause_view
from hindsite.view.links import Links
from hindsite.view.templates import render
from tests.insight.knowing import action, knowing, lasting
from tests.library.trees import TAXONOMY

LINKS = Links("../../")
WORDS = read_taxonomy("taxonomy.yml", TAXONOMY.encode())
SAMPLE = knowing(
    lasting(
        60,
        "2024-01-01",
        "a",
        causes=("deploy", "config-change"),
        actions=(action("open", "prevent"),),
    ),
    lasting(120, "2024-01-11", "b", causes=("deploy",), actions=(action(None, "prevent"),)),
    lasting(180, "2024-01-31", "c", causes=("deploy", "config-change")),
    lasting(None, "2024-02-01", "d", causes=("deploy",), actions=(action("done", "prevent"),)),
    lasting(60, "2024-03-01", "e"),
    lasting(600, "2024-04-01", "f", causes=("deploy",), status="draft"),
    taxonomy=WORDS,
)


def test_every_number_is_what_the_tables_say() -> None:
    """The facts of a cause, counted again by plain SQL."""
    ask = SAMPLE.tables.ask_one
    count, known, median = ask(
        "SELECT count(*), count(resolve_s), median(resolve_s) FROM incidents "
        "WHERE id IN (SELECT incident_id FROM incident_causes WHERE cause = 'deploy')"
    )
    (total,) = ask("SELECT count(*) FROM incidents")
    (unfinished,) = ask(
        "SELECT count(*) FROM actions WHERE type = 'prevent' AND status IN ('open', 'in-progress') "
        "AND incident_id IN (SELECT incident_id FROM incident_causes WHERE cause = 'deploy')"
    )
    assert (count, known, median, total, unfinished) == (4, 3, 7200, 5, 1)
    view = cause_view("deploy", CauseFigures(SAMPLE), LINKS, 1)
    assert [(fact.label, fact.value, fact.unit, fact.note) for fact in view.facts] == [
        ("Incidents", "4", "of 5", "80%, most frequent of 2 causes"),
        ("Last seen", "1 Feb 2024", "", "1 day after the one before"),
        ("Median gap between two", "10 days", "", "n = 3 gaps, too few for an interval"),
        ("Median time to resolve", "2h 00m", "", "n = 3 of 4, too few for an interval"),
        ("Preventive actions not finished", "1", "", "state unknown for another 1"),
    ]
    assert [(bar.name, bar.count, bar.percent) for bar in view.together] == [
        ("config-change", 2, 50.0)
    ]
    assert (view.together_of, view.heading) == ("of 4", "All 4 incidents")
    assert [row.day for row in view.incidents.rows][::3] == ["2024-02-01", "2024-01-01"]
    assert view.promised is not None
    (row,) = view.promised.rows
    assert (row.promised, row.again, row.state) == ("1 Jan 2024", "3 times", "open")


def test_a_definition_says_what_it_is_not() -> None:
    """Slugs of causes in backticks become links, other words in backticks code, the rest text."""
    view = cause_view("config-change", CauseFigures(SAMPLE), LINKS, 1)
    assert view.definition == "A setting made the system act other than intended."
    assert view.distinction_html == (
        'New code is <a href="../../causes/deploy/">deploy</a>, and <code>reboot</code> is none.'
    )


def test_a_cause_that_nothing_had_has_a_page() -> None:
    """Its definition stands there, without figures."""
    view = cause_view("deploy", CauseFigures(knowing(taxonomy=WORDS)), LINKS, 1)
    assert (view.facts, view.promised, view.together, view.heading) == ((), None, (), "Incidents")
    assert "No incident has this cause." in render("cause", view=view)


def test_without_a_taxonomy_causes_are_as_written() -> None:
    """One list, the most frequent first, each with a page that says so."""
    figures = CauseFigures(
        knowing(lasting(1, causes=("b",)), lasting(1, "2024-02-01", causes=("a", "b")))
    )
    (area,) = cause_index(figures, LINKS).areas
    assert [(entry.name, entry.count, entry.last_seen) for entry in area.causes] == [
        ("b", 2, "1 Feb 2024"),
        ("a", 1, "1 Feb 2024"),
    ]
    assert "not in the taxonomy" in cause_view("a", figures, LINKS, 1).definition


def test_the_index_follows_the_taxonomy() -> None:
    """Areas and causes in the file's order, never seen ones too."""
    (area,) = cause_index(CauseFigures(knowing(taxonomy=WORDS)), LINKS).areas
    assert [(entry.name, entry.count, entry.last_seen) for entry in area.causes] == [
        ("config-change", 0, None),
        ("deploy", 0, None),
    ]


@pytest.mark.parametrize(
    ("mine", "all_", "note"),
    [(1, 1, "100%"), (1, 3, "33%"), (1, 300, "<1%"), (299, 300, ">99%"), (300, 300, "100%")],
)
def test_a_share_is_never_rounded_to_nothing_or_all(mine: int, all_: int, note: str) -> None:
    """One of three hundred is not 0 %, and all but one are not 100 %."""
    knowledge = knowing(
        *(lasting(1, slug=f"n{n}", causes=("x",) if n < mine else ()) for n in range(all_))
    )
    fact = cause_view("x", CauseFigures(knowledge), LINKS, 1).facts[0]
    assert fact.note.split(",")[0] == note


def test_equal_counts_share_the_better_place() -> None:
    """Two causes with as many incidents are both "joint second"."""
    knowledge = knowing(
        *(lasting(1, slug=f"a{n}", causes=("first",)) for n in range(3)),
        lasting(1, slug="b", causes=("x", "y")),
    )
    figures = CauseFigures(knowledge)
    notes = {
        slug: cause_view(slug, figures, LINKS, 1).facts[0].note for slug in ("first", "x", "y")
    }
    assert notes["first"].endswith("most frequent of 3 causes")
    assert notes["x"] == notes["y"] == "25%, joint second of 3 causes"


def test_later_pages_are_the_list_alone() -> None:
    """Facts and promises stand on the first page; the numbers run on."""
    incidents = (
        lasting(1, slug=f"n{n}", causes=("x",), actions=(action("open", "prevent"),))
        for n in range(12)
    )
    figures = CauseFigures(knowing(*incidents, page_size=10))
    second = cause_view("x", figures, LINKS, 2)
    assert (second.facts, second.promised, second.together) == ((), None, ())
    assert (second.incidents.start, len(second.incidents.rows)) == (11, 2)


@pytest.mark.parametrize(
    ("title", "html"),
    [
        ("Add a `lock` **now**", "Add a <code>lock</code> <strong>now</strong>"),
        ("See [this](other.md)", "See this"),
        ("<b>x</b> {{ 7*7 }}", None),
        ("<img src=x onerror=alert(1)>", None),
    ],
)
def test_an_actions_title_is_safe_away_from_its_page(title: str, html: str | None) -> None:
    """Words and code; its links as text; what could be markup is none."""
    item: Action = action(title=title)
    found = action_title(item)
    assert found == html if html else "<img" not in found
