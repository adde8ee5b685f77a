"""When an incident's phases begin and end, on its own clock.

Differences are taken between instants, never between wall clocks: Python subtracts two times of
one zone as if no daylight-saving change lay between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from hindsite.postmortem.schema import MOMENTS, Moment, Postmortem

PhaseKind = Literal["undetected", "responding", "recovering", "hatched"]
Length = Literal["exact", "at least", "unknown"]
RailPhase = Literal["before", "undetected", "responding", "hatched", "recovering", "after"]


class Milestone(NamedTuple):
    """One of the incident's five moments."""

    name: str  # "started", "detected", "acknowledged", "mitigated", "resolved"
    moment: Moment | None  # as written; None: unknown
    at: datetime | None  # in the incident's zone; None: unknown, or only the day is known
    estimated: bool  # the start, where it is only the earliest time that is known
    approximate: bool  # estimated, or the event that tells of it is "~"
    second: int | None  # `at`, counted from 1970
    told_by: int | None  # the index of the event that tells of it; None: no event does


@dataclass(frozen=True, slots=True)
class Milestones:
    """The five moments of one incident."""

    started: Milestone
    detected: Milestone
    acknowledged: Milestone
    mitigated: Milestone
    resolved: Milestone

    @property
    def all(self) -> tuple[Milestone, ...]:
        """In the order in which they usually happen."""
        return (self.started, self.detected, self.acknowledged, self.mitigated, self.resolved)

    @property
    def end(self) -> datetime | None:
        """Where the bar ends: resolved, else mitigated."""
        return self.resolved.at or self.mitigated.at


@dataclass(frozen=True, slots=True)
class Span:
    """A phase: from `start` to `end`, which are equal when it has no length to draw."""

    kind: PhaseKind
    label: str  # for the key
    short: str  # for the narrow list
    begins: str  # the milestone it begins with: "started", "detected", "mitigated"
    start: datetime
    end: datetime
    length: Length = "exact"

    @property
    def seconds(self) -> int:
        """Its length as drawn."""
        return elapsed(self.start, self.end)


def zone(postmortem: Postmortem) -> tzinfo | None:
    """Return the incident's own zone: the one it names, else that of its first known time."""
    if postmortem.timezone == "UTC":
        return UTC
    if postmortem.timezone is not None:
        return ZoneInfo(postmortem.timezone)
    moments = (getattr(postmortem, name.removesuffix("_at")) for name in MOMENTS)
    times = [moment.at for moment in moments if moment is not None]
    times += [event.at for event in postmortem.timeline[:1]]
    return next((at.tzinfo for at in times if at is not None), None)


@lru_cache(maxsize=64)
def milestones(postmortem: Postmortem) -> Milestones:
    """Read the five moments, on the incident's clock; head, bar and rail of a page share them."""
    own_zone = zone(postmortem)
    seconds = [second(event.at) for event in postmortem.timeline]

    def milestone(name: str) -> Milestone:
        moment: Moment | None = getattr(postmortem, name)
        estimated = name == "started" and postmortem.started_estimated
        if moment is None or moment.at is None:
            return Milestone(name, moment, None, estimated, estimated, None, None)
        at = moment.at.astimezone(own_zone)
        told = _telling(second(at), seconds)
        vague = told is not None and postmortem.timeline[told].approximate
        return Milestone(name, moment, at, estimated, estimated or vague, second(at), told)

    return Milestones(*(milestone(name.removesuffix("_at")) for name in MOMENTS))


def _telling(at: int, events: Sequence[int]) -> int | None:
    """Return the index of the event that tells of the moment `at`; None when none does.

    It is the first event of that very second, else the first of that minute: headers and
    timelines are usually written to the minute, one of them sometimes to the second.
    """
    if at in events:
        return events.index(at)
    return next((i for i, event in enumerate(events) if event // 60 == at // 60), None)


def elapsed(start: datetime, end: datetime) -> int:
    """Seconds from `start` to `end`, negative when `end` is earlier; both aware."""
    return second(end) - second(start)


def second(at: datetime) -> int:
    """Return the second `at` lies in, counted from 1970."""
    return int(at.timestamp())


def spans(known: Milestones) -> tuple[Span, ...]:
    """List the phases from start to end, each beginning where the last one ended.

    Empty without a start or an end. A moment that is unknown makes one "hatched" phase of those
    on both its sides. Detection after the end of a phase is cut off at that end.
    """
    start, end = known.started.at, known.end
    if start is None or end is None:
        return ()
    if known.mitigated.at is None:
        return _until_resolved(known, start, end)
    mitigated = known.mitigated.at
    return (*_until_mitigated(known, start, mitigated), _recovering(known, mitigated))


def _until_mitigated(known: Milestones, start: datetime, mitigated: datetime) -> tuple[Span, ...]:
    if known.detected.at is None:
        which = "start and detection times" if known.started.estimated else "detection time"
        length: Length = "at least" if known.started.estimated else "exact"
        label = f"Users affected; {which} unknown"
        return (Span("hatched", label, "users affected", "started", start, mitigated, length),)
    detected = min(known.detected.at, mitigated)
    undetected = _undetected(known, start, detected)
    if known.detected.at > mitigated:
        undetected = replace(undetected, label=f"{undetected.label}, until mitigated")
    return (
        undetected,
        Span("responding", "Responding", "responding", "detected", detected, mitigated),
    )


def _until_resolved(known: Milestones, start: datetime, resolved: datetime) -> tuple[Span, ...]:
    if known.detected.at is None:
        which = "start, detection" if known.started.estimated else "detection"
        length: Length = "at least" if known.started.estimated else "exact"
        label = f"Whole incident; {which} and mitigation times unknown"
        return (Span("hatched", label, "until resolved", "started", start, resolved, length),)
    detected = min(known.detected.at, resolved)
    undetected = _undetected(known, start, detected)
    if detected == resolved:
        return (undetected,)
    label = "Responding and recovering; mitigation time unknown"
    return (undetected, Span("hatched", label, "until resolved", "detected", detected, resolved))


def _undetected(known: Milestones, start: datetime, detected: datetime) -> Span:
    if known.started.estimated:  # the contract: the time to detect is then unknown
        label = "Undetected; start time unknown"
        return Span("hatched", label, "undetected", "started", start, detected, "unknown")
    return Span("undetected", "Undetected", "undetected", "started", start, detected)


def _recovering(known: Milestones, mitigated: datetime) -> Span:
    resolved = known.resolved.at
    length: Length = "unknown" if resolved is None else "exact"
    end = resolved or mitigated
    return Span("recovering", "Recovering", "recovering", "mitigated", mitigated, end, length)


def phase_after(at: int, known: Milestones) -> RailPhase:
    """Tell the phase one is in from the second `at` on, to the minute; without a start "before"."""
    minute = at // 60
    start, detected = known.started.second, known.detected.second
    mitigated, resolved = known.mitigated.second, known.resolved.second
    if start is None or minute < start // 60:
        return "before"
    if resolved is not None and minute >= resolved // 60:
        return "after"
    if mitigated is not None and minute >= mitigated // 60:
        return "recovering"
    if detected is None:
        return "hatched"
    if minute < detected // 60:
        return "hatched" if known.started.estimated else "undetected"
    return "hatched" if mitigated is None else "responding"
