"""Past incidents that one looks like, and whether it may be one of them come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hindsite.insight.similar import Aliases, Similar, find_similar, telling_terms
from hindsite.postmortem.schema import Postmortem

MOST_LOOKALIKES = 3


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A past incident, and why it is named: a header says so, or what the two share.

    `words` are rare words that both texts have, the rarest first.
    """

    incident: Postmortem
    declared: bool
    causes: tuple[str, ...]
    services: tuple[str, ...]
    words: tuple[str, ...]


def alike_by_words(
    incidents: Sequence[Postmortem], aliases: Aliases
) -> Mapping[str, tuple[Similar, ...]]:
    """For each incident's id those with which it shares rare words, the most alike first."""
    return find_similar([one.id for one in incidents], telling_terms(aliases, incidents))


def lookalikes(
    of: Postmortem,
    others: Sequence[Postmortem],
    similar: Sequence[Similar],
    most: int = MOST_LOOKALIKES,
) -> tuple[Lookalike, ...]:
    """The past incidents nearest to one, at most so many.

    First those its header names, then those with the same cause and the same service, then those
    alike by rare words, then those with the same cause or the same service; the newest first.
    """
    words = {one.id: one.words for one in similar}
    places = {one.id: place for place, one in enumerate(similar)}
    found = [_compared(of, one, words.get(one.id, ())) for one in _past(of, others)]
    near = [one for one in found if one.declared or one.causes or one.services or one.words]
    near.sort(key=lambda one: (one.incident.day, one.incident.id), reverse=True)
    near.sort(
        key=lambda one: (
            not one.declared,
            not (one.causes and one.services),
            places.get(one.incident.id, len(places)),
            -len(one.causes),
            -len(one.services),
        )
    )
    return tuple(near[:most])


def _compared(of: Postmortem, other: Postmortem, words: tuple[str, ...]) -> Lookalike:
    return Lookalike(
        other,
        declared=other.id in of.recurrence_of or other.id in of.related,
        causes=tuple(cause for cause in of.causes if cause in other.causes),
        services=tuple(service for service in of.services if service in other.services),
        words=words,
    )


def undeclared_recurrences(of: Postmortem, others: Sequence[Postmortem]) -> tuple[Lookalike, ...]:
    """The earlier incidents with the same cause and the same service, if nobody has judged them.

    Empty where the header names one of them, as `recurrence_of` or as `related`: the author has
    looked. The newest first.
    """
    found = [
        one
        for one in (_compared(of, other, ()) for other in _past(of, others))
        if one.causes and one.services
    ]
    if any(one.declared for one in found):
        return ()
    found.sort(key=lambda one: (one.incident.day, one.incident.id), reverse=True)
    return tuple(found)


def _past(of: Postmortem, others: Sequence[Postmortem]) -> Iterator[Postmortem]:
    return (other for other in others if other.id != of.id and _is_earlier(other, of))


def _is_earlier(one: Postmortem, other: Postmortem) -> bool:
    if one.started.at is not None and other.started.at is not None:
        return one.started.at < other.started.at
    return one.day < other.day
