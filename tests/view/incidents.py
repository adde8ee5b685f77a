"""Postmortems written in one line, for tests of what is drawn of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from hindsite.postmortem.schema import Event, Impact, Moment, Postmortem


def moment(written: str | None, zone: tzinfo) -> Moment | None:
    """Read a header's time in `zone`, or by its own offset."""
    if not written:
        return None
    if len(written) == len("2019-07-02"):
        return Moment(written, date.fromisoformat(written), None)
    at = datetime.fromisoformat(written)
    return Moment(written, at.date(), at if at.tzinfo else at.replace(tzinfo=zone))


def event(
    written: str,
    until: str | None = None,
    *,
    about: bool = False,
    zone: str = "UTC",
    text: str = "",
) -> Event:
    """One row of a timeline."""
    at, end = (moment(time, ZoneInfo(zone)) for time in (written, until))
    if at is None or at.at is None:
        message = f"an event needs a time, got {written}"
        raise ValueError(message)
    return Event(at.at, end.at if end else None, about, text or f"At {written}", 1)


def incident(
    started: str,
    detected: str | None = None,
    mitigated: str | None = None,
    resolved: str | None = None,
    *,
    acknowledged: str | None = None,
    estimated: bool = False,
    timezone: str | None = "UTC",
    events: Iterable[Event] = (),
) -> Postmortem:
    """Write a postmortem with these times, as a header gives them, and little else."""
    zone = ZoneInfo(timezone) if timezone else UTC
    first = moment(started, zone)
    if first is None:
        message = "an incident needs a start"
        raise ValueError(message)
    return Postmortem(
        id=f"{first.day}-web",
        path=f"postmortems/{first.day}-web.md",
        title="The web is down",
        severity="SEV2",
        status="published",
        started=first,
        started_estimated=estimated,
        detected=moment(detected, zone),
        acknowledged=moment(acknowledged, zone),
        mitigated=moment(mitigated, zone),
        resolved=moment(resolved, zone),
        timezone=timezone,
        detected_by="monitoring",
        services=(),
        teams=(),
        causes=(),
        trigger=None,
        impact=Impact(),
        stated_durations={},
        recurrence_of=(),
        related=(),
        signatures=(),
        authors=(),
        tags=(),
        links=(),
        aliases=(),
        visibility="public",
        extra={},
        timeline=tuple(events),
        actions=(),
        timeline_blocks=(),
        action_blocks=(),
        body="",
        body_line=1,
        source="",
    )
