"""One file in, one record out, or everything that is wrong with it."""

from __future__ import annotations

import re
from typing import cast

from hindsite.errors import Problem
from hindsite.postmortem import actions, extra, frontmatter, header, rules, timeline, zones
from hindsite.postmortem.frontmatter import Parts
from hindsite.postmortem.header import Header, ImpactFields
from hindsite.postmortem.house import checking as house
from hindsite.postmortem.house.rule import Subject as HouseSubject
from hindsite.postmortem.markdown import Document, parse, written_links
from hindsite.postmortem.rule import Finding
from hindsite.postmortem.rules import Subject
from hindsite.postmortem.schema import (
    DURATIONS,
    MOMENTS,
    UNKNOWN,
    BodyLink,
    Cost,
    DurationName,
    Impact,
    Link,
    Postmortem,
    Waiver,
)
from hindsite.postmortem.sections import first_paragraph, sections
from hindsite.postmortem.strictyaml import Tree
from hindsite.postmortem.vocabulary import ExtraField, Terms, Vocabulary

__all__ = ["ExtraField", "Terms", "Vocabulary", "read"]

_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://|mailto:|//", re.IGNORECASE)


def read(
    path: str, data: bytes, vocabulary: Vocabulary
) -> tuple[Postmortem | None, tuple[Problem, ...]]:
    """Read one postmortem; `path` is relative, as messages show it. Never raises on any bytes.

    Returns the record, or None when there are errors, with every problem in order of its place.
    Warnings do not stop a record.
    """
    parts = frontmatter.split(data)
    if isinstance(parts, Finding):
        return None, (parts.problem(path),)
    record, findings = _read(path, parts, vocabulary)
    problems = _problems(path, findings)
    failed = any(problem.level == "error" for problem in problems)
    return (None if failed else record), problems


def _problems(path: str, findings: tuple[Finding, ...]) -> tuple[Problem, ...]:
    return tuple(sorted({finding.problem(path) for finding in findings}))


def _read(
    path: str, parts: Parts, vocabulary: Vocabulary
) -> tuple[Postmortem | None, tuple[Finding, ...]]:
    tree = parts.tree
    fields, more, header_findings = _header(tree, vocabulary)
    zone = zones.zone(fields.timezone) if fields.timezone else None
    subject = rules.subject(path, fields, tree, parts.header, zone)
    document = parse(parts.body)
    tops = sections(document, vocabulary.section_aliases)
    events = timeline.read(document, tops, parts.body_line, _timeline_start(subject))
    tasks = actions.read(document, tops, parts.body_line)
    findings = (
        *tree.findings,
        *header_findings,
        *rules.check(subject),
        *events.findings,
        *tasks.findings,
    )
    ending = first_paragraph(document, tops, "resolution")
    record = _record(subject, more, parts, document, events, tasks, ending)
    if not tree.readable or not vocabulary.house.levels:
        return record, findings
    seen = HouseSubject(
        house=vocabulary.house,
        file=subject,
        moments={name: subject.moment(name) for name in MOMENTS},
        document=document,
        sections=tops,
        events=events.events,
        actions=tasks.items,
        source=parts.source,
        body_line=parts.body_line,
        wrong=frozenset(one.field for one in findings if one.rule.level == "error"),
        told=frozenset((one.field, one.place.line) for one in findings),
    )
    return record, (*findings, *house.check(seen))


def _header(
    tree: Tree, vocabulary: Vocabulary
) -> tuple[Header, dict[str, object], tuple[Finding, ...]]:
    """The header's fields and the organisation's own; none where it is no YAML, told already."""
    if not tree.readable:
        return Header.model_validate({}), {}, ()
    checked = header.check(tree, vocabulary)
    more, findings = extra.read(checked.header.extra, tree, vocabulary)
    return checked.header, more, (*checked.findings, *findings)


def relative_links(document: Document) -> tuple[BodyLink, ...]:
    """The links that lead within the tree; whole addresses, as bare ones are, nobody checks."""
    if "](" not in document.text and "]:" not in document.text:
        return ()
    written = written_links(document)
    return tuple(link for link in written if not _ABSOLUTE.match(link.destination))


def _timeline_start(subject: Subject) -> timeline.Start:
    """The date, instant and zone that the timeline's clock times lean on."""
    started = subject.header.started_at
    moment = subject.moment("started_at")
    at = moment.at if moment else None
    # With a start that cannot be read the order of the clock times can still be told.
    day = started.day if started else subject.file_date
    # A zone that is wrong, or a start that needs one and has none, is told in the header.
    told = "timezone" in subject.tree.data or (started is not None and started.needs_zone)
    told = told or not subject.tree.readable
    return timeline.Start(at.date() if at else day, subject.zone, needs_zone=not told, at=at)


def _record(
    subject: Subject,
    more: dict[str, object],
    parts: Parts,
    document: Document,
    events: timeline.Timeline,
    tasks: actions.Actions,
    resolution: str,
) -> Postmortem | None:
    """The record, or None when a required field is wrong."""
    fields = subject.header
    started = subject.moment("started_at")
    if fields.title is None or fields.severity is None or started is None:
        return None
    severity = UNKNOWN if fields.severity.casefold() == UNKNOWN else fields.severity
    return Postmortem(
        id=subject.id,
        path=subject.path,
        title=fields.title,
        severity=severity,
        status=fields.status,
        started=started,
        started_estimated=fields.started_estimated,
        detected=subject.moment("detected_at"),
        acknowledged=subject.moment("acknowledged_at"),
        mitigated=subject.moment("mitigated_at"),
        resolved=subject.moment("resolved_at"),
        timezone=fields.timezone,
        detected_by=fields.detected_by,
        services=_once(fields.services),
        teams=_once(fields.teams),
        causes=_once(fields.causes),
        trigger=fields.trigger,
        impact=_impact(fields.impact),
        stated_durations=_stated(fields),
        recurrence_of=_once(fields.recurrence_of),
        related=_once(fields.related),
        signatures=_once(fields.signatures),
        authors=_once(fields.authors),
        tags=_once(fields.tags),
        links=tuple(Link(link.title, link.url) for link in fields.links),
        aliases=_once(fields.aliases),
        visibility=fields.visibility,
        extra=more,
        timeline=events.events,
        actions=tasks.items,
        timeline_blocks=events.blocks,
        action_blocks=tasks.blocks,
        body=parts.body,
        body_line=parts.body_line,
        source=parts.source,
        waivers=tuple(Waiver(one.rule, one.reason) for one in fields.waivers),
        resolution=resolution,
        relative_links=relative_links(document),
    )


def _once(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _impact(fields: ImpactFields) -> Impact:
    cost = Cost(fields.cost.amount, fields.cost.currency) if fields.cost else None
    return Impact(
        summary=fields.summary,
        users_percent=fields.users_percent,
        users=fields.users,
        requests_failed=fields.requests_failed,
        cost=cost,
        data_loss=fields.data_loss,
    )


def _stated(fields: Header) -> dict[DurationName, int]:
    stated = {name: getattr(fields.stated_durations, name) for name in DURATIONS}
    known = {name: seconds for name, seconds in stated.items() if seconds is not None}
    return cast("dict[DurationName, int]", known)
