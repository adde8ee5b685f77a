"""Every page of the site, planned: addresses, titles, and how each is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from hindsite.insight.actions import ActionCounts, count_actions_by
from hindsite.insight.causes import recurring
from hindsite.insight.distributions import Distribution, distributions_by
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.site.pages import Drawn, PageFacts, Plan
from hindsite.view import links
from hindsite.view.action_page import actions_view, all_actions
from hindsite.view.cause_figures import CauseFigures
from hindsite.view.cause_pages import cause_index, cause_view
from hindsite.view.charts.drawings import Drawings
from hindsite.view.drawing import Draw, Job
from hindsite.view.explore_page import explore_page
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
from hindsite.view.models import Fact
from hindsite.view.panels.setting import Setting
from hindsite.view.rows import page_count
from hindsite.view.seen_page import all_messages, seen_view
from hindsite.view.service_panels import ServiceFigures, service_panels
from hindsite.view.submit_page import NewFile, submit_view
from hindsite.view.templates import render
from hindsite.view.year_panels import year_panels

FactsOf = Callable[[Links], tuple[Fact, ...]]
Figures = dict[str, dict[str, Distribution]]  # metric → group → figures
DESCRIPTION_LENGTH = 200


def plan_site(
    knowledge: Knowledge,
    site_name: str,
    incidents: Iterable[tuple[Job, Draw]],
    drawings: Drawings,
    new_file: NewFile | None = None,
) -> Iterator[Plan]:
    """Every page that hindsite makes: the lists first, then the incidents, begun before."""
    yield _home(knowledge, site_name)
    yield from _explore(knowledge)
    yield from _causes(knowledge, drawings)
    yield _insights(knowledge, drawings)
    yield _submit(knowledge, new_file)
    yield from _seen(knowledge)
    yield from _services(knowledge)
    yield from _years(knowledge, drawings)
    yield from _actions(knowledge, drawings)
    yield from (_incident(job, draw) for job, draw in incidents)


def _template(name: str, view_of: Callable[[Links], object], links_: Links) -> Drawn:
    return Drawn(render(name, view=view_of(links_)))


def _home(knowledge: Knowledge, site_name: str) -> Plan:
    count = len(knowledge.counted)
    facts = PageFacts(
        title=site_name,
        kind="home",
        description=f"{count} incident postmortems: search, causes, durations, action items.",
        has_search_field=True,
    )
    return Plan(
        links.HOME, facts, partial(_template, "home", partial(home_view, knowledge)), in_nav=True
    )


def _pages(
    base: str,
    total: int,
    knowledge: Knowledge,
    facts: PageFacts,
    view_of: Callable[[Links, int], object],
    template: str,
    *,
    in_nav: bool = False,
) -> Iterator[Plan]:
    """A list's pages: the first at its own address, the others numbered."""
    for page in range(1, page_count(total, knowledge.library.project.options.page_size) + 1):
        numbered = facts if page == 1 else _numbered(facts, page)
        draw = partial(_template, template, partial(_of_page, view_of, page))
        yield Plan(links.numbered(base, page), numbered, draw, in_nav=in_nav and page == 1)


def _of_page(view_of: Callable[[Links, int], object], page: int, links_: Links) -> object:
    return view_of(links_, page)


def _numbered(facts: PageFacts, page: int) -> PageFacts:
    return replace(facts, title=f"{facts.title}, page {page}")


def _explore(knowledge: Knowledge) -> Iterator[Plan]:
    facts = PageFacts("Explore", "explore", "All incidents, newest first.", links.EXPLORE)
    head, total = explore_head(knowledge), len(knowledge.counted)
    view_of = partial(explore_view, knowledge, head)
    first, *others = _pages(links.EXPLORE, total, knowledge, facts, view_of, "list", in_nav=True)
    draw = partial(_template, "explore", partial(explore_page, knowledge, head))
    # The field is the scripts': without any incident there is nothing to search, and none.
    yield replace(first, facts=replace(facts, has_search_field=total > 0), draw=draw)
    yield from others


def _seen(knowledge: Knowledge) -> Iterator[Plan]:
    description = "Paste an error message or the name of an alert: has it happened before?"
    facts = PageFacts("Have we seen this?", "seen", description, links.EXPLORE)
    messages = all_messages(knowledge)
    view_of = partial(seen_view, knowledge, messages)
    first, *others = _pages(links.SEEN, len(messages), knowledge, facts, view_of, "seen")
    yield replace(first, facts=replace(facts, has_search_field=True))
    yield from others


def _insights(knowledge: Knowledge, drawings: Drawings) -> Plan:
    description = "What the incidents add up to: durations, causes, detection, cost."
    facts = PageFacts("Insights", "insights", description, links.INSIGHTS)
    draw = partial(_template, "insights", partial(insights_view, knowledge, drawings))
    return Plan(links.INSIGHTS, facts, draw, in_nav=True)


def _submit(knowledge: Knowledge, new_file: NewFile | None) -> Plan:
    description = "Write a postmortem in the browser and send it as a pull request."
    facts = PageFacts("Submit", "submit", description, links.SUBMIT)
    draw = partial(_template, "submit", partial(submit_view, knowledge, new_file))
    return Plan(links.SUBMIT, facts, draw, in_nav=True)


def _causes(knowledge: Knowledge, drawings: Drawings) -> Iterator[Plan]:
    figures = CauseFigures(knowledge, drawings)
    facts = PageFacts("Causes", "causes", "Contributing factors of incidents.", links.CAUSES)
    index = partial(_template, "causes", partial(cause_index, figures))
    yield Plan(links.CAUSES, facts, index, in_nav=True)
    for slug in figures.slugs:
        feed = links.atom_feed(links.cause(slug))
        about = PageFacts(
            slug, "cause", f"Incidents with the cause {slug}.", links.CAUSES, feed=feed
        )
        total = len(knowledge.by_cause.get(slug, ()))
        view_of = partial(cause_view, slug, figures)
        yield from _pages(links.cause(slug), total, knowledge, about, view_of, "cause")


def _services(knowledge: Knowledge) -> Iterator[Plan]:
    facts = PageFacts("Services", "services", "Services that had incidents.", links.EXPLORE)
    ranked = recurring(knowledge.tables, "service", Filters())
    index = partial(service_index, ranked, knowledge)
    yield from _pages(links.SERVICES, len(ranked), knowledge, facts, index, "services")
    figures = _figures_by(knowledge, "service")
    panels = ServiceFigures(knowledge)
    actions = count_actions_by(knowledge.tables, "service", knowledge.as_of)
    for slug, incidents in knowledge.by_service.items():
        feed = links.atom_feed(links.service(slug))
        about = PageFacts(
            slug, "service", f"Incidents of the service {slug}.", links.EXPLORE, feed=feed
        )
        facts_of = partial(_list_facts, slug, knowledge, figures, actions)
        view_of = partial(_service_page, slug, knowledge, facts_of, panels)
        base = links.service(slug)
        yield from _pages(base, len(incidents), knowledge, about, view_of, "list")


def _service_page(
    slug: str,
    knowledge: Knowledge,
    facts_of: FactsOf,
    figures: ServiceFigures,
    links_: Links,
    page: int,
) -> object:
    if page > 1:
        return service_view(slug, knowledge, links_, page, ())
    view = service_view(slug, knowledge, links_, page, facts_of(links_))
    return replace(view, panels=service_panels(slug, figures, links_))


def _years(knowledge: Knowledge, drawings: Drawings) -> Iterator[Plan]:
    figures = _figures_by(knowledge, "year")
    actions = count_actions_by(knowledge.tables, "year", knowledge.as_of)
    facts = PageFacts("Years", "years", "Incidents by year.", links.EXPLORE)
    index = partial(_template, "years", partial(year_index, knowledge, figures["resolve"]))
    yield Plan(links.YEARS, facts, index)
    for year, incidents in knowledge.by_year.items():
        about = PageFacts(year, "year", f"Incidents of {year}.", links.EXPLORE)
        facts_of = partial(_list_facts, year, knowledge, figures, actions)
        known = figures["resolve"][year].known
        view_of = partial(_year_page, year, knowledge, facts_of, drawings, known)
        yield from _pages(links.year(year), len(incidents), knowledge, about, view_of, "list")


def _year_page(
    year: str,
    knowledge: Knowledge,
    facts_of: FactsOf,
    drawings: Drawings,
    known: int,
    links_: Links,
    page: int,
) -> object:
    if page > 1:
        return year_view(year, knowledge, links_, page, ())
    view = year_view(year, knowledge, links_, page, facts_of(links_))
    setting = Setting(knowledge, links_, drawings)
    return replace(view, panels=tuple(year_panels(year, setting, known)))


def _list_facts(
    group: str,
    knowledge: Knowledge,
    figures: Figures,
    actions: dict[str, ActionCounts],
    links_: Links,
) -> tuple[Fact, ...]:
    of_group = {metric: groups[group] for metric, groups in figures.items()}
    return list_facts(of_group, actions[group], len(knowledge.counted), links_)


def _figures_by(knowledge: Knowledge, dimension: str) -> Figures:
    return {
        metric: distributions_by(knowledge.tables, metric, dimension, Filters())
        for metric in ("detect", "resolve", "outage_equivalent")
    }


def _actions(knowledge: Knowledge, drawings: Drawings) -> Iterator[Plan]:
    places = all_actions(knowledge)
    facts = PageFacts("Actions", "actions", "Action items of all incidents.", links.ACTIONS)
    view_of = partial(actions_view, knowledge, places, drawings)
    yield from _pages(links.ACTIONS, len(places), knowledge, facts, view_of, "actions", in_nav=True)


def _incident(job: Job, draw: Draw) -> Plan:
    incident = job.incident
    summary = incident.impact.summary or incident.title
    facts = PageFacts(
        title=incident.title,
        kind="incident",
        description=summary[:DESCRIPTION_LENGTH],
        section=links.EXPLORE,
        mermaid="mermaid" in incident.body,
    )
    return Plan(
        url=links.incident(incident.id),
        facts=facts,
        draw=partial(_incident_drawn, draw),
        searchable=True,
        edit_url=job.forge.edit,
        draft=incident.status == "draft",
        framed=True,
    )


def _incident_drawn(draw: Draw, _links: Links) -> Drawn:
    page = draw()
    return Drawn(page.html, page.headings)
