"""One postmortem as a page: head, facts, and the body with its rail and tables in their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from markupsafe import Markup

from hindsite.insight.knowledge import Records
from hindsite.library.store import beside
from hindsite.postmortem.markdown import Document, parse_to_show
from hindsite.postmortem.rendering import (
    Heading,
    ResolveLink,
    footnotes,
    fragment,
    headings,
    render,
)
from hindsite.postmortem.schema import Action, ActionBlock, Postmortem
from hindsite.view import links, words
from hindsite.view.action_rows import action_table
from hindsite.view.incident_facts import incident_facts
from hindsite.view.incident_pairs import incident_pairs
from hindsite.view.links import Links
from hindsite.view.models import (
    Act,
    ActionsPart,
    BodyPart,
    Crumb,
    IncidentView,
    Link,
    Prose,
    RailPart,
    TocEntry,
    WhenLine,
)
from hindsite.view.phases import phases
from hindsite.view.rail import rail
from hindsite.view.related import related_groups
from hindsite.view.rows import badge
from hindsite.view.templates import render as render_template


@dataclass(frozen=True, slots=True)
class Forge:
    """Where a file can be edited and its history read; None without a repository."""

    edit: str | None = None
    history: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident's page: its HTML, and all headings of its body."""

    html: str
    headings: tuple[Heading, ...]


Aside = Callable[[Postmortem, tuple[BodyPart, ...], Records], object]
"""Done with each incident and its drawn body beside its page; what it gives is lost."""


def draw_incident(
    postmortem: Postmortem,
    records: Records,
    links_: Links,
    forge: Forge,
    aside: Aside | None = None,
) -> IncidentPage:
    """Draw an incident's page; its body is parsed once."""
    document = parse_to_show(postmortem.body)
    found = headings(document)
    view = incident_view(postmortem, document, found, records, links_, forge)
    if aside is not None:
        aside(postmortem, view.body, records)
    return IncidentPage(render_template("incident", view=view), found)


def incident_view(
    postmortem: Postmortem,
    document: Document,
    found: Sequence[Heading],
    records: Records,
    links_: Links,
    forge: Forge,
) -> IncidentView:
    """Everything an incident's page prints; `found` are the document's headings."""
    resolve = body_links(postmortem, records, links_)
    severities = records.library.project.options.severities
    written = words.when(postmortem)
    return IncidentView(
        title=postmortem.title,
        badge=badge(postmortem.severity, severities),
        status=postmortem.status,
        when=WhenLine(written.local, written.zone or "", written.note or "", written.utc or ""),
        crumbs=(
            Crumb("Incidents", links_.to(links.EXPLORE)),
            Crumb(str(postmortem.day.year), links_.to(links.year(postmortem.day.year))),
        ),
        acts=tuple(_acts(postmortem, links_, forge)),
        phases=phases(postmortem),
        facts=tuple(incident_facts(postmortem, links_)),
        pairs=incident_pairs(postmortem, records, links_),
        body=tuple(_body(postmortem, document, resolve, records)),
        toc=tuple(
            TocEntry(heading.text, heading.anchor) for heading in found if heading.level == 2
        ),
        related=related_groups(postmortem, records, links_),
        source=_source(postmortem, records),
    )


def body_links(postmortem: Postmortem, records: Records, links_: Links) -> ResolveLink:
    """How a body's links are read: another postmortem's file leads to its page, as on a forge."""
    library = records.library
    folder = f"{library.project.options.postmortems_dir.strip('/')}/"

    def resolve(destination: str, _is_image: bool) -> str | None:  # noqa: FBT001 - ResolveLink
        target, mark, anchor = destination.partition("#")
        if not target:
            return destination
        path = beside(postmortem.path, unquote(target))
        if path is None:
            return None
        if (named := library.by_path.get(path)) is not None:
            return links_.to(links.incident(named.id)) + mark + anchor
        if path in library.attachment_paths:
            return links_.to(links.attachment(path.removeprefix(folder)))
        return None

    return resolve


def _acts(postmortem: Postmortem, links_: Links, forge: Forge) -> Iterator[Act]:
    if forge.edit:
        yield Act("edit", Link("Edit this page", forge.edit))
    if forge.history:
        yield Act("history", Link("History", forge.history))
    yield Act("download", Link("Markdown", links_.to(links.source(postmortem.id))))


def _source(postmortem: Postmortem, records: Records) -> str:
    commit = f", commit {records.commit.short}" if records.commit else ""
    return f"{postmortem.path}{commit}"


def _body(
    postmortem: Postmortem, document: Document, resolve: ResolveLink, records: Records
) -> Iterator[BodyPart]:
    timeline = set(postmortem.timeline_blocks)
    actions = {block.number: block for block in postmortem.action_blocks}
    prose: list[int] = []
    placed = False

    def flush() -> Iterator[BodyPart]:
        if prose:
            chosen = [document.blocks[index] for index in prose]
            if html := render(document, chosen, resolve):
                yield Prose(Markup(html))  # noqa: S704 - sanitised by `render`
            prose.clear()

    for index in range(len(document.blocks)):
        if index not in timeline and index not in actions:
            prose.append(index)
            continue
        if index in actions:
            yield from flush()
            yield _actions_part(postmortem, document, actions[index], resolve, records)
        elif not placed:
            yield from flush()
            yield from _rail_part(postmortem, document, resolve)
            placed = True
    yield from flush()
    if notes := footnotes(document, resolve):
        yield Prose(Markup(notes))  # noqa: S704 - sanitised by `footnotes`


def _rail_part(
    postmortem: Postmortem, document: Document, resolve: ResolveLink
) -> Iterator[BodyPart]:
    drawn = rail(postmortem)
    if drawn is not None:
        texts = tuple(_html(event.text, resolve, document) for event in postmortem.timeline)
        yield RailPart(drawn, texts)


def _actions_part(
    postmortem: Postmortem,
    document: Document,
    block: ActionBlock,
    resolve: ResolveLink,
    records: Records,
) -> ActionsPart:
    chosen = postmortem.actions[block.first : block.last]

    def title(action: Action) -> Markup:
        return _html(action.title, resolve, document)

    caption = chosen[0].section if chosen else "Action items"
    return ActionsPart(action_table(chosen, title, records.as_of, caption))


def _html(text: str, resolve: ResolveLink, document: Document) -> Markup:
    return Markup(fragment(text, resolve, document))  # noqa: S704 - sanitised by `fragment`
