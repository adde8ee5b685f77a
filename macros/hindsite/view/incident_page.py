"""One postmortem as a page: head, facts, and the body with its rail and tables in their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from markupsafe import Markup

from hindsite.insight.knowledge import Knowledge
from hindsite.library.store import beside
from hindsite.postmortem.durations import durations, outage_equivalent
from hindsite.postmortem.markdown import Document, parse
from hindsite.postmortem.rendering import (
    ResolveLink,
    footnotes,
    fragment,
    headings,
    plain,
    render,
)
from hindsite.postmortem.schema import UNKNOWN, Action, Postmortem
from hindsite.postmortem.sections import plain_text, sections
from hindsite.view import links, words
from hindsite.view.action_rows import action_table
from hindsite.view.links import Links
from hindsite.view.models import (
    Act,
    ActionsPart,
    BodyPart,
    Chip,
    Crumb,
    Fact,
    IncidentView,
    Link,
    Pair,
    Prose,
    RailPart,
    TocEntry,
    WhenLine,
)
from hindsite.view.phases import phases
from hindsite.view.rail import rail
from hindsite.view.related import related_groups
from hindsite.view.rows import badge

ENDED_BY_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Forge:
    """Where a file can be edited and its history read; None without a repository."""

    edit: str | None = None
    history: str | None = None


def incident_view(
    postmortem: Postmortem, knowledge: Knowledge, links_: Links, forge: Forge
) -> IncidentView:
    """Everything an incident's page prints."""
    document = parse(postmortem.body)
    resolve = body_links(postmortem, knowledge, links_)
    severities = knowledge.library.project.options.severities
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
        facts=tuple(_facts(postmortem, links_)),
        pairs=(
            _what_pairs(postmortem, knowledge, links_),
            _how_pairs(postmortem, document, knowledge),
        ),
        body=tuple(_body(postmortem, document, resolve, knowledge)),
        toc=tuple(
            TocEntry(heading.text, heading.anchor)
            for heading in headings(document)
            if heading.level == 2
        ),
        related=related_groups(postmortem, knowledge, links_),
        source=_source(postmortem, knowledge),
    )


def body_links(postmortem: Postmortem, knowledge: Knowledge, links_: Links) -> ResolveLink:
    """How a body's links are read: another postmortem's file leads to its page, as on a forge."""
    library = knowledge.library
    folder = f"{library.project.options.postmortems_dir.strip('/')}/"
    attached = {attachment.path for attachment in library.attachments}

    def resolve(destination: str, _is_image: bool) -> str | None:  # noqa: FBT001 - ResolveLink
        target, mark, anchor = destination.partition("#")
        if not target:
            return destination
        path = beside(postmortem.path, unquote(target))
        if path is None:
            return None
        if (named := library.by_path.get(path)) is not None:
            return links_.to(links.incident(named.id)) + mark + anchor
        if path in attached:
            return links_.to(links.attachment(path.removeprefix(folder)))
        return None

    return resolve


def _acts(postmortem: Postmortem, links_: Links, forge: Forge) -> Iterator[Act]:
    if forge.edit:
        yield Act("edit", Link("Edit this page", forge.edit))
    if forge.history:
        yield Act("history", Link("History", forge.history))
    yield Act("download", Link("Markdown", links_.to(links.source(postmortem.id))))


def _source(postmortem: Postmortem, knowledge: Knowledge) -> str:
    commit = f", commit {knowledge.commit.short}" if knowledge.commit else ""
    return f"{postmortem.path}{commit}"


# --- Facts ---------------------------------------------------------------------------------------


def _facts(postmortem: Postmortem, links_: Links) -> Iterator[Fact]:
    define = partial(_definition, links_)
    yield _users_affected_for(postmortem, define)
    yield _time_to_detect(postmortem, define)
    yield _users_affected(postmortem, define)
    yield _outage_equivalent(postmortem, define)
    yield _data_loss(postmortem)


Define = Callable[[str], str]


def _definition(links_: Links, anchor: str) -> str:
    return links_.to(links.definition(anchor))


def _length(postmortem: Postmortem, seconds: float) -> str:
    return (words.at_least if postmortem.started_estimated else words.duration)(seconds)


def _users_affected_for(postmortem: Postmortem, define: Define) -> Fact:
    label, href = "Users affected for", define("users-affected-for")
    seconds = durations(postmortem)["impact"]
    stated = postmortem.stated_durations.get("impact")
    if seconds is None:
        note = _stated_note(stated) or _why_no_end(postmortem)
        return Fact(label, UNKNOWN, note=note, unknown=True, definition_href=href)
    end = "mitigated" if postmortem.mitigated else "resolved"
    note = f"earliest known time to {end}" if postmortem.started_estimated else f"started to {end}"
    return Fact(label, _length(postmortem, seconds), note=note, definition_href=href)


def _stated_note(seconds: int | None) -> str:
    return f"{words.duration(seconds)} as stated; no times" if seconds is not None else ""


def _why_no_end(postmortem: Postmortem) -> str:
    if postmortem.started.at is None:
        return "time of day not recorded"
    return "no end recorded"


def _time_to_detect(postmortem: Postmortem, define: Define) -> Fact:
    label, href = "Time to detect", define("time-to-detect")
    by = postmortem.detected_by
    seconds = durations(postmortem)["detect"]
    if seconds is not None:
        note = "detected by unknown" if by == UNKNOWN else f"by {by.replace('-', ' ')}"
        return Fact(label, words.duration(seconds), note=note, definition_href=href)
    if postmortem.started_estimated and postmortem.detected:
        note = "the start is not known"
    else:
        note = "no time recorded"
    return Fact(label, UNKNOWN, note=note, unknown=True, definition_href=href)


def _users_affected(postmortem: Postmortem, define: Define) -> Fact:
    label, href = "Users affected", define("users-affected")
    percent, users = postmortem.impact.users_percent, postmortem.impact.users
    if percent is not None:
        note = words.plural(users, "user") if users is not None else "number of users unknown"
        return Fact(label, words.percent(percent), note=note, definition_href=href)
    if users is not None:
        return Fact(
            label, words.count(users), unit="users", note="share unknown", definition_href=href
        )
    return Fact(label, UNKNOWN, note="not stated", unknown=True, definition_href=href)


def _outage_equivalent(postmortem: Postmortem, define: Define) -> Fact:
    label, href = "Full-outage equivalent", define("full-outage-equivalent")
    seconds = outage_equivalent(postmortem)
    impact = durations(postmortem)["impact"]
    percent = postmortem.impact.users_percent
    if seconds is None or impact is None or percent is None:
        note = "needs a share of users" if percent is None else "needs a length"
        return Fact(label, UNKNOWN, note=note, unknown=True, definition_href=href)
    note = f"{words.duration(impact)} × {words.percent(percent)}"
    return Fact(label, _length(postmortem, seconds), note=note, definition_href=href)


def _data_loss(postmortem: Postmortem) -> Fact:
    impact = postmortem.impact
    parts = []
    if impact.requests_failed is not None:
        parts.append(words.plural(impact.requests_failed, "request") + " failed")
    if impact.cost is not None:
        parts.append(f"cost {words.money(impact.cost)}")
    note = ", ".join(parts)
    if impact.data_loss is None:
        return Fact("Data loss", UNKNOWN, note=note or "not stated", unknown=True)
    return Fact("Data loss", "yes" if impact.data_loss else "none", note=note)


# --- Pairs ---------------------------------------------------------------------------------------


def _missing(label: str, word: str) -> Pair:
    return Pair(label, "missing", (word,))


def _what_pairs(postmortem: Postmortem, knowledge: Knowledge, links_: Links) -> tuple[Pair, ...]:
    services = tuple(Link(slug, links_.to(links.service(slug))) for slug in postmortem.services)
    causes = tuple(
        Chip(slug, links_.to(links.cause(slug)), len(knowledge.by_cause.get(slug, ())))
        for slug in postmortem.causes
    )
    none = "none recorded"
    pairs = [
        Pair("Services", "links", services) if services else _missing("Services", none),
        _words("Team" if len(postmortem.teams) < 2 else "Teams", postmortem.teams, none),
        Pair("Causes", "chips", causes) if causes else _missing("Causes", none),
    ]
    if postmortem.links:
        outside = tuple(Link(link.title, link.url) for link in postmortem.links)
        pairs.append(Pair("Links", "links", outside))
    return tuple(pairs)


def _words(label: str, values: Sequence[str], missing: str) -> Pair:
    return Pair(label, "words", tuple(values)) if values else _missing(label, missing)


def _how_pairs(
    postmortem: Postmortem, document: Document, knowledge: Knowledge
) -> tuple[Pair, ...]:
    detected_by = postmortem.detected_by
    ended = ended_by(postmortem, document, knowledge)
    signatures = postmortem.signatures
    pairs = [
        _words("Detected by", () if detected_by == UNKNOWN else (detected_by,), UNKNOWN),
        _words("Trigger", (postmortem.trigger,) if postmortem.trigger else (), UNKNOWN),
        _words("Ended by", (ended,) if ended else (), "none recorded"),
        Pair("Error messages", "code", signatures)
        if signatures
        else _missing("Error messages", "none recorded"),
    ]
    if postmortem.tags:
        pairs.append(_words("Tags", postmortem.tags, ""))
    if postmortem.authors:
        pairs.append(_words("Written by", postmortem.authors, ""))
    pairs.extend(
        _words(name.replace("_", " ").capitalize(), _extra_words(value), UNKNOWN)
        for name, value in postmortem.extra.items()
    )
    return tuple(pairs)


def _extra_words(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def ended_by(postmortem: Postmortem, document: Document, knowledge: Knowledge) -> str:
    """The resolution section's first sentence; else what the timeline tells of the end; else ""."""
    aliases = knowledge.library.project.options.sections
    for section in sections(document, aliases):
        if section.name == "resolution":
            for block in document.blocks[section.first : section.last]:
                if block.kind == "paragraph":
                    return first_sentence(plain_text(document, block))
    for moment in (postmortem.mitigated, postmortem.resolved):
        for event in postmortem.timeline:
            if moment and moment.at and event.at == moment.at:
                return first_sentence(plain(event.text))
    return ""


def first_sentence(text: str) -> str:
    """Up to the first full stop that ends a sentence, cut at a word when it is very long."""
    for position, character in enumerate(text):
        after = text[position + 1 : position + 3]
        ends = character in ".!?" and (not after or (after[0] == " " and not after[1:].islower()))
        if ends:
            text = text[:position]
            break
    if len(text) <= ENDED_BY_LENGTH:
        return text
    return text[: ENDED_BY_LENGTH - 1].rsplit(" ", 1)[0] + " …"


# --- Body ----------------------------------------------------------------------------------------


def _body(
    postmortem: Postmortem, document: Document, resolve: ResolveLink, knowledge: Knowledge
) -> Iterator[BodyPart]:
    timeline, actions = set(postmortem.timeline_blocks), set(postmortem.action_blocks)
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
            yield _actions_part(postmortem, document, index, resolve, knowledge)
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
    index: int,
    resolve: ResolveLink,
    knowledge: Knowledge,
) -> ActionsPart:
    block = document.blocks[index]
    first = postmortem.body_line + block.line - 1
    last = postmortem.body_line + document.line_at(max(block.start, block.end - 1)) - 1
    chosen = [action for action in postmortem.actions if first <= action.line <= last]

    def title(action: Action) -> Markup:
        return _html(action.title, resolve, document)

    caption = chosen[0].section if chosen else "Action items"
    return ActionsPart(action_table(chosen, title, knowledge.as_of, caption))


def _html(text: str, resolve: ResolveLink, document: Document) -> Markup:
    return Markup(fragment(text, resolve, document))  # noqa: S704 - sanitised by `fragment`
