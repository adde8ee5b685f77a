"""House rules about what a postmortem holds: sections, fields, owners, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

from hindsite.postmortem import times
from hindsite.postmortem.house.rule import Broken, Subject, house_rule
from hindsite.postmortem.rule import TOP, Place, shown
from hindsite.postmortem.schema import MOMENTS, UNKNOWN, Event, Moment, SectionName
from hindsite.postmortem.sections import HEADINGS, Section

_NOTHING = re.compile(r"(?:\s|<!--.*?-->)*", re.DOTALL)
_ENDED = ("done", "dropped")
_LAST_SECOND = 86_399
# No two clocks differ by more: within it a comparison of instants tells of clocks, too.
_SHIFT = 2 * 86_400
_STATED = ("stated_durations.mitigate", "stated_durations.resolve", "stated_durations.impact")


@house_rule()
def needed_section(subject: Subject) -> Iterator[Broken]:
    """A postmortem has the sections that its severity and status ask for, with text in them."""
    for name in dict.fromkeys(subject.needs(subject.house.sections)):
        found = [section for section in subject.sections if section.name == name]
        if any(not _is_empty(subject, section) for section in found):
            continue
        heading = HEADINGS[_section(name)][0]
        expected = f"expected a section {shown(heading)} in {subject.words}"
        if found:
            message = f"{expected}, got an empty one; fill it in"
            yield name, subject.place_of(found[0]), message
        else:
            yield name, TOP, f"{expected}, got none; add `## {heading}`"


def _section(name: str) -> SectionName:
    return next(known for known in HEADINGS if known == name)


def _is_empty(subject: Subject, section: Section) -> bool:
    """Whether nothing but comments, as the guidance of a draft is, stands below a heading."""
    blocks = subject.document.blocks[section.first : section.last]
    return all(
        block.kind == "html"
        and _NOTHING.fullmatch(subject.document.slice(block.start, block.end)) is not None
        for block in blocks
    )


@house_rule()
def needed_field(subject: Subject) -> Iterator[Broken]:
    """A postmortem has the fields that its severity and status ask for; `unknown` is none."""
    for name in dict.fromkeys(subject.needs(subject.house.fields)):
        path = name.split(".")
        if subject.right(path[0], name) and _value(subject.file.tree.data, path) is None:
            expected = f"expected `{name}:` in {subject.words}"
            yield name, subject.file.place(*path), f"{expected}, got no value; add it"


def _value(data: object, path: list[str]) -> object:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return None if data in ([], {}, UNKNOWN) else data


@house_rule()
def preventive_action(subject: Subject) -> Iterator[Broken]:
    """A postmortem of the severities that ask for it has an action item that prevents, owned."""
    if not any(True for _ in subject.needs(subject.house.prevented)):
        return
    preventive = [one for one in subject.actions if one.type == "prevent"]
    owned = [one for one in preventive if one.owner and one.status != "dropped"]
    if owned or not subject.right("actions"):
        return
    expected = f"expected an action item of type prevent with an owner in {subject.words}"
    got = "got none that is owned" if preventive else "got none of that type"
    hint = "add `type: prevent; owner: @team` to one, or write one"
    yield "actions", subject.heading("actions"), f"{expected}, {got}; {hint}"


@house_rule()
def action_without_owner(subject: Subject) -> Iterator[Broken]:
    """An action item that is not done has an owner."""
    for line in _unfinished(subject, "owner"):
        yield "actions", Place(line, 1), "expected an owner, got none; add `owner: @team`"


@house_rule()
def action_without_due(subject: Subject) -> Iterator[Broken]:
    """An action item that is not done has a due date."""
    for line in _unfinished(subject, "due"):
        yield "actions", Place(line, 1), "expected a due date, got none; add `due: YYYY-MM-DD`"


def _unfinished(subject: Subject, name: str) -> Iterator[int]:
    """The lines of the action items that lack a value; a draft is not asked for it yet."""
    if not subject.right("status") or subject.file.header.status == "draft":
        return
    for action in subject.actions:
        is_told = ("actions", action.line) in subject.told
        if action.status not in _ENDED and getattr(action, name) is None and not is_told:
            yield action.line


@house_rule()
def timeline_span(subject: Subject) -> Iterator[Broken]:
    """The timeline stays near the incident: not long before its start, nor long after its end."""
    if not subject.events or not subject.right("timeline", *MOMENTS, "timezone"):
        return
    house, moments = subject.house, subject.moments
    if started := moments["started_at"]:
        since = _seconds(started) - house.before_s
        early = _first(subject, started, lambda seconds: seconds < since)
        yield from _outside(early, f"{_long(house.before_s)}before", "started_at")
    name = "resolved_at" if moments["resolved_at"] else "mitigated_at"
    if ended := moments[name]:
        until = _seconds(ended) + house.after_s + (0 if ended.at else _LAST_SECOND)
        late = _first(subject, ended, lambda seconds: seconds > until)
        yield from _outside(late, f"{_long(house.after_s)}after", name)


def _seconds(moment: Moment) -> float:
    """The instant in seconds; of a date alone its first one, as if all clocks were one."""
    return (moment.at or datetime.combine(moment.day, time.min, UTC)).timestamp()


def _first(subject: Subject, moment: Moment, is_outside: Callable[[float], bool]) -> Event | None:
    """The first event outside; against a date alone it counts as its own clock shows it.

    One that the reading of the timeline has warned of already is not told again.
    """
    events = subject.events
    clocks = [event.at for event in events]
    ends = (min(clocks).timestamp() - _SHIFT, max(clocks).timestamp() + _SHIFT)
    if not any(map(is_outside, ends)):
        return None
    if moment.at is None:
        stamps = [event.at.replace(tzinfo=UTC).timestamp() for event in events]
    else:
        stamps = [event.at.timestamp() for event in events]
    if not is_outside(min(stamps)) and not is_outside(max(stamps)):
        return None
    outside = (event for event, at in zip(events, stamps, strict=True) if is_outside(at))
    return next((one for one in outside if ("timeline", one.line) not in subject.told), None)


def _long(seconds: int) -> str:
    return f"more than {times.write_duration(seconds)} " if seconds else ""


def _outside(event: Event | None, where: str, field: str) -> Iterator[Broken]:
    if event is not None:
        message = f"{event.at:%Y-%m-%d %H:%M} is {where} {field}"
        expected = "expected the time of the incident"
        hint = f"check the date here and {field}, or waive timeline-span if both are right"
        yield "timeline", Place(event.line, 1), f"{message}; {expected}; {hint}"


@house_rule()
def impact_without_duration(subject: Subject) -> Iterator[Broken]:
    """`impact.users_percent` comes with a duration: alone it enters no figure."""
    header, moments = subject.file.header, subject.moments
    if header.impact.users_percent is None or not subject.right(*MOMENTS, "timezone", *_STATED):
        return
    started, ended = moments["started_at"], moments["mitigated_at"] or moments["resolved_at"]
    is_known = bool(started and started.at and ended and ended.at)
    stated = header.stated_durations
    if not is_known and stated.impact is stated.mitigate is stated.resolve is None:
        message = "expected how long it lasted beside the share of users, got no duration"
        hint = "add `mitigated_at` or `resolved_at` with a clock time, or `stated_durations`"
        field = "impact.users_percent"
        yield field, subject.file.place("impact", "users_percent"), f"{message}; {hint}"


RULES = (
    needed_section,
    needed_field,
    preventive_action,
    action_without_owner,
    action_without_due,
    timeline_span,
    impact_without_duration,
)
