from __future__ import annotations

from hindsite.insight.knowledge import Knowledge
from hindsite.view.home_page import home_view
from hindsite.view.links import Links
from hindsite.view.models import Fact
from hindsite.view.templates import render
from tests.insight.knowing import action, knowing, lasting

LINKS = Links("")


def facts(knowledge: Knowledge) -> dict[str, Fact]:
    """The facts by label."""
    return {fact.label: fact for fact in home_view(knowledge, LINKS).facts}


def test_an_empty_collection_has_a_first_page() -> None:
    """It says so, and draws nothing that would need an incident."""
    view = home_view(knowing(), LINKS)
    assert view.lead == "No postmortem is here yet."
    assert (view.strip, view.causes, view.start_from, view.latest.rows) == (None, (), (), ())
    assert "No incident is recorded yet." in render("home", view=view)


def test_the_facts_of_a_collection() -> None:
    """The newest year is judged by the collection, never by today."""
    knowledge = knowing(
        *(lasting(60 * n, f"2023-0{n}-01", causes=("deploy",)) for n in (1, 2, 3)),
        lasting(None, "2024-02-09", causes=("load",), actions=(action("open"), action(None))),
        lasting(600, "2024-03-01", status="draft", causes=("load",) * 1),
    )
    found = facts(knowledge)
    year = found["Incidents in 2024"]
    assert (year.value, year.note) == ("1", "3 in 2023, 0 in 2022; latest 9 Feb")
    assert year.spark is not None
    assert [bar.percent for bar in year.spark][-2:] == [100.0, 33.3]
    median = found["Median time to resolve"]
    assert (median.value, median.note) == ("2h 00m", "n = 3 of 4, too few for an interval")
    assert found["Action items not finished"].value == "1"
    most = found["Most recurrent cause"]
    assert (most.value, most.note, most.value_href) == (
        "deploy",
        "3 incidents, last 1 Mar 2023",
        "causes/deploy/",
    )
    view = home_view(knowledge, LINKS)
    assert view.lead.startswith("4 incident postmortems, 2023 to 2024:")
    assert view.latest.rows[0].day == "2024-02-09"


def test_dots_stand_on_the_axis_of_all_years() -> None:
    """From the first day of the first year to the last day of the last, for every cause alike."""
    knowledge = knowing(
        lasting(1, "2023-01-01", causes=("a",)), lasting(1, "2024-12-31", causes=("a", "b"))
    )
    dots = {row.name: row.dots for row in home_view(knowledge, LINKS).causes}
    assert dots == {"a": (0.0, 100.0), "b": (100.0,)}


def test_the_form_is_offered_where_there_is_one() -> None:
    """An address as it is, a page of the site relative to this one; with none, nothing."""
    assert home_view(knowing(form_url=""), LINKS).write is None
    inner = home_view(knowing(form_url="submit/"), LINKS).write
    outer = home_view(knowing(form_url="https://forge.example.org/new"), Links("../")).write
    assert inner is not None
    assert outer is not None
    assert (inner.href, outer.href) == ("submit/", "https://forge.example.org/new")


HOSTILE = '"><img src=x onerror=alert(1)></script><script>{{ 7*7 }}'


def test_a_hostile_title_stays_text() -> None:
    """In the list, and in the square's label."""
    html = render("home", view=home_view(knowing(lasting(1, title=HOSTILE)), LINKS))
    assert "<img" not in html
    assert "<script" not in html
    assert "{{ 7*7 }}" in html
