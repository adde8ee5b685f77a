"""Other incidents worth reading beside one: those it names, then what they share, then words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import islice

from hindsite.insight.knowledge import Records
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import Link, RelatedGroup, RelatedItem
from hindsite.view.rows import resolve_words

SAME_CAUSE = 3
SAME_SERVICE = 2
WORDS_SHOWN = 4
NAMED_BY = 5


def related_groups(
    postmortem: Postmortem, records: Records, links_: Links
) -> tuple[RelatedGroup, ...]:
    """Declared links in both directions, the same cause, the same service, shared rare words.

    An incident is named once, in the first group it belongs to. Of several causes the one with the
    fewest incidents is taken: the rarest says the most.
    """
    told = {postmortem.id}
    return (
        *_declared(postmortem, records, links_, told),
        *_shared("Same cause", postmortem, records, links_, told),
        *_shared("Same service", postmortem, records, links_, told),
        *_alike(postmortem, records, links_, told),
    )


def _item(links_: Links, postmortem: Postmortem) -> RelatedItem:
    address = links_.to(links.incident(postmortem.id))
    return RelatedItem(postmortem.title, address, _note(postmortem))


@lru_cache(maxsize=10_000)
def _note(postmortem: Postmortem) -> str:
    resolved = resolve_words(postmortem) or "duration unknown"
    return f"{postmortem.severity}, {words.iso_day(postmortem.day)}, {resolved}"


def _declared(
    postmortem: Postmortem, records: Records, links_: Links, told: set[str]
) -> Iterator[RelatedGroup]:
    naming = records.named_by.get(postmortem.id, ())
    came_back = [other for other in naming if postmortem.id in other.recurrence_of]
    for label, incidents, most in (
        ("Recurrence of", _existing(postmortem.recurrence_of, records), None),
        ("Came back as", came_back, NAMED_BY),
        ("Named here", _existing(postmortem.related, records), None),
        ("Named by", [other for other in naming if other not in came_back], NAMED_BY),
    ):
        if items := _items([one for one in incidents if one.id not in told][:most], links_, told):
            yield RelatedGroup(label, items)


def _items(
    incidents: Sequence[Postmortem], links_: Links, told: set[str]
) -> tuple[RelatedItem, ...]:
    told.update(incident.id for incident in incidents)
    return tuple(map(partial(_item, links_), incidents))


def _existing(ids: Sequence[str], records: Records) -> list[Postmortem]:
    return [records.by_id[id_] for id_ in ids if id_ in records.by_id]


def _shared(
    label: str, postmortem: Postmortem, records: Records, links_: Links, told: set[str]
) -> Iterator[RelatedGroup]:
    is_cause = label == "Same cause"
    index = records.by_cause if is_cause else records.by_service
    slugs = postmortem.causes if is_cause else postmortem.services
    # A draft is in no index, so nothing is taken off for it.
    itself = postmortem.status != "draft"
    others = {slug: len(index.get(slug, ())) - itself for slug in slugs}
    shared = [slug for slug in slugs if others[slug]]
    if not shared:
        return
    slug = min(shared, key=others.__getitem__)
    newest = islice(
        (one for one in index[slug] if one.id not in told), SAME_CAUSE if is_cause else SAME_SERVICE
    )
    address = links.cause(slug) if is_cause else links.service(slug)
    yield RelatedGroup(
        label,
        _items(list(newest), links_, told),
        link=Link(slug, links_.to(address)),
        others=words.plural(others[slug], "other"),
    )


def _alike(
    postmortem: Postmortem, records: Records, links_: Links, told: set[str]
) -> Iterator[RelatedGroup]:
    found = [one for one in records.similar.get(postmortem.id, ()) if one.id not in told]
    items = _items(_existing([one.id for one in found], records), links_, told)
    if items:
        yield RelatedGroup(
            "Shared rare words",
            tuple(
                replace(item, why=_why(one.words)) for item, one in zip(items, found, strict=True)
            ),
        )


def _why(shared: Sequence[str]) -> str:
    """Name the rarest: "shares the words regex, backtracking and 3 more"."""
    listed = ", ".join(shared[:WORDS_SHOWN])
    left = len(shared) - WORDS_SHOWN
    return f"shares the words {listed}{f' and {left} more' if left > 0 else ''}"
