"""Durations of one incident, in seconds, each only where both its ends are known."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from hindsite.postmortem.schema import DURATIONS, Moment, Postmortem


@lru_cache(maxsize=100_000)
def durations(postmortem: Postmortem) -> dict[str, int | None]:
    """`detect`, `acknowledge`, `mitigate`, `resolve` and `impact` in seconds, None when unknown.

    A moment of which only the date is known ends no duration. With an estimated start `detect` is
    unknown, and the durations from the start are lower bounds. Every list asks for them again, so
    they are computed once for each record; do not change what is returned.
    """
    return spans(
        {
            "started_at": postmortem.started,
            "detected_at": postmortem.detected,
            "acknowledged_at": postmortem.acknowledged,
            "mitigated_at": postmortem.mitigated,
            "resolved_at": postmortem.resolved,
        },
        estimated=postmortem.started_estimated,
    )


def spans(moments: dict[str, Moment | None], *, estimated: bool) -> dict[str, int | None]:
    """The durations between moments, which are named as in the header."""
    at = {name: moment.at for name, moment in moments.items() if moment is not None}
    started, detected = at.get("started_at"), at.get("detected_at")
    mitigated, resolved = at.get("mitigated_at"), at.get("resolved_at")
    found = (
        None if estimated else _between(started, detected),
        _between(detected, at.get("acknowledged_at")),
        _between(started, mitigated),
        _between(started, resolved),
        _between(started, resolved if moments.get("mitigated_at") is None else mitigated),
    )
    return dict(zip(DURATIONS, found, strict=True))


def _between(first: datetime | None, last: datetime | None) -> int | None:
    # Instants are compared, not wall clocks: two times of one zone subtract as the latter.
    return None if first is None or last is None else int(last.timestamp() - first.timestamp())


def outage_equivalent(postmortem: Postmortem) -> float | None:
    """Seconds of a full outage that would have cost users as much: impact × users_percent / 100."""
    impact, share = durations(postmortem)["impact"], postmortem.impact.users_percent
    return None if impact is None or share is None else impact * share / 100
