"""Rules about a whole header, and the list of every rule there is.

One rule, one function: its docstring is the rule, its name with hyphens the id. A function gets the
`Subject` and yields where and how the rule is broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from hindsite.errors import Level
from hindsite.postmortem import (
    actions,
    extra,
    frontmatter,
    header,
    strictyaml,
    timeline,
    times,
)
from hindsite.postmortem.durations import spans
from hindsite.postmortem.header import Header
from hindsite.postmortem.rule import TOP, Finding, Place, RefusedError, Rule, docstring, shown
from hindsite.postmortem.schema import MOMENTS, Moment
from hindsite.postmortem.strictyaml import Tree, dotted
from hindsite.postmortem.times import WrittenTime
from hindsite.postmortem.values import ID_PATTERN

Broken = tuple[str, Place, str]  # the field, its place, the message

_FILE_NAME = re.compile(rf"({ID_PATTERN})\.md")
_BEFORE = {
    "detected_at": ("started_at",),
    "acknowledged_at": ("detected_at", "started_at"),
    "mitigated_at": ("started_at",),
    "resolved_at": ("mitigated_at", "started_at"),
}
_FREE_TEXT = ("title", "impact.summary", "signatures", "authors", "links.title")
_CUT = re.compile(r"(?: #|\s+#\S)")


@dataclass(frozen=True, slots=True)
class Subject:
    """A header as the rules see it: its right fields, its places, and its times as instants.

    `placed` has an instant, or the refusal, for each written clock time that has a zone.
    """

    path: str
    id: str
    header: Header
    tree: Tree
    lines: tuple[str, ...]
    zone: tzinfo | None
    placed: dict[str, datetime | RefusedError]

    def written(self, name: str) -> WrittenTime | None:
        """A time field as it is written, or None."""
        found: WrittenTime | None = getattr(self.header, name)
        return found

    def moment(self, name: str) -> Moment | None:
        """A time field as a moment; None when it is unknown or cannot be placed."""
        written = self.written(name)
        at = self.placed.get(name)
        if written is None or (written.clock and not isinstance(at, datetime)):
            return None
        return Moment(written.text, written.day, at if isinstance(at, datetime) else None)

    @property
    def file_date(self) -> date | None:
        """The date in the file's name, where it has one."""
        try:
            return times.read_date(self.id[:10])
        except RefusedError:
            return None

    def place(self, *path: str | int) -> Place:
        """Where a value stands."""
        spot = self.tree.spots.get(path)
        return spot.value if spot else TOP


def subject(
    path: str, checked: Header, tree: Tree, lines: tuple[str, ...], zone: tzinfo | None
) -> Subject:
    """Put a header's times on the clock of its zone."""
    placed: dict[str, datetime | RefusedError] = {}
    for name in MOMENTS:
        written: WrittenTime | None = getattr(checked, name)
        place = zone if written is None or written.offset is None else written.offset
        if written is None or written.clock is None or place is None:
            continue
        try:
            at = times.locate(written.day, written.clock, place)
            placed[name] = times.moved(at, zone) if written.offset and zone else at
        except RefusedError as error:
            placed[name] = error
    name = path.rpartition("/")[2]
    return Subject(path, name.removesuffix(".md"), checked, tree, lines, zone, placed)


Check = Callable[[Subject], Iterator[Broken]]
_HEADER_RULES: list[tuple[Rule, Check]] = []


def header_rule(level: Level = "error") -> Callable[[Check], Check]:
    """Register a function as a rule."""

    def register(check: Check) -> Check:
        identifier = getattr(check, "__name__", "").replace("_", "-")
        _HEADER_RULES.append((Rule(identifier, docstring(check), level), check))
        return check

    return register


def check(subject: Subject) -> Iterator[Finding]:
    """Everything in a header that breaks a rule about more than one value."""
    for rule, function in _HEADER_RULES:
        for field, place, message in function(subject):
            yield rule.at(place, field, message)


@header_rule()
def file_name(subject: Subject) -> Iterator[Broken]:
    """A file is named `YYYY-MM-DD-slug.md`, in lower case, with a date that exists."""
    name = subject.path.rpartition("/")[2]
    found = _FILE_NAME.fullmatch(name)
    if found is None or len(name) > 160:
        form = "`YYYY-MM-DD-slug.md` (lower case, a-z, 0-9 and hyphens)"
        yield "id", TOP, f"expected a file name as {form}, got {shown(name)}; rename the file"
        return
    try:
        times.read_date(name[:10])
    except RefusedError as error:
        yield "id", TOP, f"the file name's date: {error}; rename the file"


@header_rule()
def file_date(subject: Subject) -> Iterator[Broken]:
    """The file name's date is the date written in `started_at`."""
    started = subject.header.started_at
    if started is None or any(True for _ in file_name(subject)):
        return
    if subject.id[:10] != str(started.day):
        message = f"expected the file name's date {subject.id[:10]}, got {started.day}"
        hint = "correct one of them (an incident counts on the date written here)"
        yield "started_at", subject.place("started_at"), f"{message}; {hint}"


@header_rule()
def time_zone(subject: Subject) -> Iterator[Broken]:
    """A time without an offset needs `timezone`; it is never read as UTC in silence."""
    if subject.zone is not None or "timezone" in subject.tree.data:
        return
    for name in MOMENTS:
        written = subject.written(name)
        if written is not None and written.needs_zone:
            got = f"expected an offset or `timezone:`, got {shown(written.text)} and neither"
            hint = f"add `timezone: UTC` or an Area/City name, or write {written.text}Z"
            yield name, subject.place(name), f"{got}; {hint}"


@header_rule()
def time_local(subject: Subject) -> Iterator[Broken]:
    """A time that a daylight-saving change skips or repeats is written with an offset."""
    for name, at in subject.placed.items():
        if isinstance(at, RefusedError):
            yield name, subject.place(name), str(at)


@header_rule()
def time_order(subject: Subject) -> Iterator[Broken]:
    """Started ≤ detected ≤ acknowledged, and started ≤ mitigated ≤ resolved.

    Where one of two is a date without a time, their dates are compared.
    """
    for name in _BEFORE:
        later = _ordered(subject, name)
        passed = later and _passed(subject, name, later)
        if not later or not passed:
            continue
        before, earlier = passed
        line = subject.place(before).line
        expected = f"expected {name} at or after {before} (line {line}, {earlier.written})"
        yield name, subject.place(name), f"{expected}, got {later.written}; correct one of them"


def _passed(subject: Subject, name: str, later: Moment) -> tuple[str, Moment] | None:
    """The nearest moment that `later` should not precede and does."""
    for before in _BEFORE[name]:
        earlier = _ordered(subject, before)
        if earlier is None:
            continue
        if _reversed(earlier, later):
            return before, earlier
        if earlier.at is not None:
            return None  # only a date leaves open how it lies to the moments before it
    return None


def _ordered(subject: Subject, name: str) -> Moment | None:
    """A moment for its order: where the zone is wrong or missing, the wall clock still tells it."""
    written = subject.written(name)
    if subject.zone or written is None or written.clock is None or written.offset:
        return subject.moment(name)
    return Moment(written.text, written.day, datetime.combine(written.day, written.clock))


def _reversed(earlier: Moment, later: Moment) -> bool:
    if earlier.at is None or later.at is None:
        return later.day < earlier.day
    if (earlier.at.tzinfo is None) != (later.at.tzinfo is None):
        return False  # a wall clock of nowhere and an instant
    return later.at < earlier.at


@header_rule()
def own_id(subject: Subject) -> Iterator[Broken]:
    """A postmortem does not name itself in `recurrence_of`, `related` or `aliases`."""
    for name in ("recurrence_of", "related", "aliases"):
        if subject.id in getattr(subject.header, name):
            index = _raw_list(subject, name).index(subject.id)
            message = f"expected another incident's id, got this one's {shown(subject.id)}"
            yield name, subject.place(name, index), f"{message}; remove it"


def _raw_list(subject: Subject, name: str) -> list[object]:
    raw = subject.tree.data.get(name)
    return raw if isinstance(raw, list) else []


@header_rule("warning")
def duplicate_item(subject: Subject) -> Iterator[Broken]:
    """A list names a thing once; a repetition is ignored."""
    for name, raw in subject.tree.data.items():
        seen: set[str] = set()
        for index, item in enumerate(raw if isinstance(raw, list) else ()):
            if not isinstance(item, str):
                continue
            if item in seen:
                yield name, subject.place(name, index), f"{shown(item)} stands twice; remove one"
            seen.add(item)


@header_rule("warning")
def stated_duration(subject: Subject) -> Iterator[Broken]:
    """A stated duration is within 10 % of the one computed from the times.

    A computed one is a lower bound when the start is estimated, and a longer one agrees with it.
    """
    estimated = subject.header.started_estimated
    moments = {name: subject.moment(name) for name in MOMENTS}
    for key, computed in spans(moments, estimated=estimated).items():
        stated: int | None = getattr(subject.header.stated_durations, key)
        if stated is None or computed is None or computed < 0:
            continue
        longer_is_fine = estimated and stated > computed and key != "acknowledge"
        if longer_is_fine or abs(stated - computed) * 10 <= computed:
            continue
        expected = f"expected about {times.write_duration(computed)}, as the times say"
        got = f"got {times.write_duration(stated)}, more than 10 % away"
        place = subject.place("stated_durations", key)
        yield f"stated_durations.{key}", place, f"{expected}; {got}; check both"


@header_rule("warning")
def comment_cut(subject: Subject) -> Iterator[Broken]:
    """A free text with ` #` in it is in quotes: unquoted, YAML ends it there in silence."""
    if not any(" #" in line for line in subject.lines):
        return
    for path, spot in subject.tree.spots.items():
        field = dotted(path)
        if not spot.plain or not (field in _FREE_TEXT or field.startswith("extra.")):
            continue
        rest = subject.lines[spot.end.line - 2][spot.end.column - 1 :]
        if spot.value != spot.end and _CUT.match(rest):
            message = f"the text ends before {shown(rest.strip())}, which YAML takes for a comment"
            yield field, spot.value, f"{message}; put the text in quotes if it belongs to it"


RULES: tuple[Rule, ...] = (
    *frontmatter.RULES,
    *strictyaml.RULES,
    *header.RULES,
    *(rule for rule, _ in _HEADER_RULES),
    *extra.RULES,
    *timeline.RULES,
    *actions.RULES,
)
