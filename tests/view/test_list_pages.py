from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from hindsite.insight.actions import count_actions
from hindsite.insight.causes import recurring
from hindsite.insight.distributions import distributions_by
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.library.taxonomy import Service
from hindsite.view.action_page import actions_view, all_actions
from hindsite.view.cause_figures import CauseFigures
from hindsite.view.cause_pages import cause_index, cause_view
from hindsite.view.charts.drawings import Drawings
from hindsite.view.home_page import home_view
from hindsite.view.insights_page import insights_view
from hindsite.view.links import Links
from hindsite.view.list_pages import (
    explore_head,
    explore_view,
    list_facts,
    service_index,
    service_view,
    year_index,
    year_view,
)
from hindsite.view.models import ListView, ServiceIndexView
from hindsite.view.panels.setting import Setting
from hindsite.view.service_panels import ServiceFigures, service_panels
from hindsite.view.templates import render
from hindsite.view.year_panels import year_panels
from tests.insight.knowing import action, impact, knowing, lasting

LINKS = Links("../")
MOST_BYTES = 300_000


def explore(knowledge: Knowledge, page: int = 1) -> ListView:
    """One page of the list of all incidents."""
    return explore_view(knowledge, explore_head(knowledge), LINKS, page)


def services(knowledge: Knowledge, page: int = 1) -> ServiceIndexView:
    """One page of the list of all services."""
    return service_index(recurring(knowledge.tables, "service", Filters()), knowledge, LINKS, page)


def test_explore_is_every_incident_page_by_page() -> None:
    """Each incident on one page, numbered on, the newest first."""
    knowledge = knowing(*(lasting(n, f"2024-01-{1 + n:02}") for n in range(25)), page_size=10)
    pages = [explore(knowledge, page) for page in (1, 2, 3)]
    days = [row.day for page in pages for row in page.results.rows]
    assert len(days) == 25
    assert days == sorted(days, reverse=True)
    assert [page.results.start for page in pages] == [1, 11, 21]
    head = pages[0].head
    assert head is not None
    assert (head.count, head.text) == ("25", " incidents")
    assert head.detail == ", median time to resolve 12m (n = 25), newest first"
    assert "../data/incidents.json" in [link.href for link in pages[0].downloads]


def test_the_head_keeps_a_small_median_to_itself() -> None:
    """Below three known values there is no median in the line; one incident is singular."""
    head = explore(knowing(lasting(5))).head
    assert head is not None
    assert (head.count, head.text, head.detail) == ("1", " incident", ", newest first")
    assert "No incident is recorded here." in render("list", view=explore(knowing()))


def test_a_service_is_called_as_in_the_catalogue() -> None:
    """Name and description where there is a catalogue, else the slug; its incidents alone."""
    incidents = (lasting(1, services=("api",)), lasting(1, "2024-02-01", services=("web",)))
    plain = service_view("api", knowing(*incidents), LINKS, 1, ())
    assert (plain.title, plain.lead, len(plain.results.rows)) == ("api", "", 1)
    catalogue = {"api": Service("api", "Order API", "Takes orders.")}
    named = service_view("api", knowing(*incidents, services=catalogue), LINKS, 1, ())
    assert (named.title, named.lead) == ("Order API", "Takes orders.")
    assert named.results.rows[0].services[0].active


def test_facts_of_a_list_are_of_its_incidents() -> None:
    """How many of all, the medians with their n, the sum of equivalents, unfinished items."""
    knowledge = knowing(
        *(
            lasting(
                60, f"2024-01-0{n}", impact=impact(users_percent=50.0), actions=(action("open"),)
            )
            for n in (1, 2, 3)
        ),
        lasting(None, "2024-01-04"),
        lasting(999, "2023-01-01"),
    )
    figures = {
        metric: distributions_by(knowledge.tables, metric, "year", Filters())["2024"]
        for metric in ("detect", "resolve", "outage_equivalent")
    }
    counts = count_actions(knowledge.tables, Filters(year=("2024",)), None)
    facts = list_facts(figures, counts, len(knowledge.counted), LINKS)
    assert [(fact.value, fact.unit, fact.note) for fact in facts] == [
        ("4", "of 5", ""),
        ("unknown", "", "0 of 4 known"),
        ("1h 00m", "", "n = 3 of 4, too few for an interval"),
        ("1h 30m", "", "sum, n = 3 of 4"),
        ("3", "of 3", "the state of all is known"),
    ]
    view = year_view("2024", knowledge, LINKS, 1, facts)
    assert (view.title, len(view.results.rows), view.facts) == ("2024", 4, facts)


def test_years_are_listed_newest_first() -> None:
    """Bars to the longest, a median from three values on, and on how many it rests."""
    knowledge = knowing(
        *(lasting(10 * n, f"2024-01-0{n}") for n in (1, 2, 3)),
        lasting(None, "2024-02-01"),
        lasting(5, "2022-01-01"),
    )
    by_year = distributions_by(knowledge.tables, "resolve", "year", Filters())
    rows = year_index(knowledge, by_year, LINKS).rows
    assert [(row.year, row.count, row.percent, row.median, row.known) for row in rows] == [
        ("2024", 4, 100.0, "20m", "n = 3 of 4"),
        ("2022", 1, 25.0, None, "n = 1"),
    ]
    assert year_index(knowing(), {}, LINKS).rows == ()


def test_services_are_ranked() -> None:
    """The most incidents first; the lead counts them."""
    incidents = (lasting(1, services=("a", "b")), lasting(1, "2024-02-01", services=("b",)))
    view = services(knowing(*incidents))
    assert [(row.name, row.count) for row in view.rows] == [("b", 2), ("a", 1)]
    assert view.lead.startswith("2 services had an incident.")


def test_thousands_of_services_make_no_large_page() -> None:
    """The index of services is paged as well; a service called "2" keeps its address."""
    names = [f"{n}" for n in range(2000)]
    # Each is in two incidents, but for the first few.
    knowledge = knowing(
        *(
            lasting(1, services=tuple(names[n : n + 40]), id=f"2024-01-01-{n}")
            for n in range(0, 2000, 20)
        )
    )
    ranked = recurring(knowledge.tables, "service", Filters())
    views = [service_index(ranked, knowledge, LINKS, page) for page in range(1, 21)]
    assert all(len(render("services", view=view).encode()) < MOST_BYTES for view in views)
    assert views[1].pager is not None
    assert views[1].pager.next == "../services/page.3/"
    shown = [row.name for view in views for row in view.rows]
    assert sorted(shown) == sorted(names)


CAUSES = tuple(f"cause-number-{n}" for n in range(40))


@cache
def large() -> Knowledge:
    """Ten thousand incidents with long titles, several causes and services, and action items."""
    items = (
        action("open", "prevent", "Write down what to do when it happens again", owner="@team"),
    )
    return knowing(
        *(
            lasting(
                n % 5000,
                f"{2000 + n % 25}-{1 + n % 12:02}-{1 + n % 28:02}",
                f"a-rather-long-name-of-an-incident-{n}",
                title="x" * 160,
                severity=("SEV1", "SEV2", "SEV3", "SEV4", "unknown")[n % 5],
                causes=tuple(CAUSES[(n * step) % 40] for step in (1, 3, 7, 11)),
                services=(f"service-{n % 100}", f"service-{n % 37}-more"),
                actions=items,
            )
            for n in range(10_000)
        )
    )


def a_service(knowledge: Knowledge, slug: str) -> ListView:
    """The first page of a service with all its panels."""
    panels = service_panels(slug, ServiceFigures(knowledge), LINKS)
    return replace(service_view(slug, knowledge, LINKS, 1, ()), panels=panels)


def a_year(knowledge: Knowledge, year: str) -> ListView:
    """The first page of a year with all its panels."""
    panels = tuple(year_panels(year, Setting(knowledge, LINKS, Drawings()), 400))
    return replace(year_view(year, knowledge, LINKS, 1, ()), panels=panels)


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "explore",
        "last",
        "cause",
        "causes",
        "service",
        "services",
        "year",
        "years",
        "actions",
        "insights",
    ],
)
def test_ten_thousand_incidents_make_no_large_page(name: str) -> None:
    """Every list is a window: no page is over 300 kB, and no pager lists all pages."""
    knowledge = large()
    figures = CauseFigures(knowledge)
    cause = figures.slugs[0]
    by_year = distributions_by(knowledge.tables, "resolve", "year", Filters())
    views: dict[str, tuple[str, Callable[[], object]]] = {
        "home": ("home", lambda: home_view(knowledge, LINKS)),
        "explore": ("list", lambda: explore(knowledge, 50)),
        "last": ("list", lambda: explore(knowledge, 100)),
        "cause": ("cause", lambda: cause_view(cause, figures, LINKS, 1)),
        "causes": ("causes", lambda: cause_index(figures, LINKS)),
        "service": ("list", lambda: a_service(knowledge, "service-1")),
        "services": ("services", lambda: services(knowledge)),
        "year": ("list", lambda: a_year(knowledge, "2024")),
        "years": ("years", lambda: year_index(knowledge, by_year, LINKS)),
        "insights": ("insights", lambda: insights_view(knowledge, Drawings(), LINKS)),
        "actions": (
            "actions",
            lambda: actions_view(knowledge, all_actions(knowledge), Drawings(), LINKS, 1),
        ),
    }
    template, make = views[name]
    html = render(template, view=make())
    assert len(html.encode()) < MOST_BYTES
    assert len(re.findall('class="hs-page"', html)) <= 9
