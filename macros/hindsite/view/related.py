"""Other incidents worth reading beside one: those it names first, then what they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import Link, RelatedGroup, RelatedItem
from hindsite.view.rows import resolve_words

SAME_CAUSE = 3
SAME_SERVICE = 2
NAMED_BY = 5


def related_groups(
    postmortem: Postmortem, knowledge: Knowledge, links_: Links
) -> tuple[RelatedGroup, ...]:
    """Declared links in both directions, then the same cause and the same service.

    An incident is named once. Of several causes the one with the fewest incidents is taken: the
    rarest says the most.
    """
    groups = [
        *_declared(postmortem, knowledge, links_),
        *_shared("Same cause", postmortem, postmortem.causes, knowledge, links_),
        *_shared("Same service", postmortem, postmortem.services, knowledge, links_),
    ]
    return tuple(groups)


def _item(links_: Links, postmortem: Postmortem) -> RelatedItem:
    resolved = resolve_words(postmortem) or "duration unknown"
    note = f"{postmortem.severity}, {words.iso_day(postmortem.day)}, {resolved}"
    return RelatedItem(postmortem.title, links_.to(links.incident(postmortem.id)), note)


def _declared(
    postmortem: Postmortem, knowledge: Knowledge, links_: Links
) -> Iterator[RelatedGroup]:
    naming = knowledge.named_by.get(postmortem.id, ())
    came_back = [other for other in naming if postmortem.id in other.recurrence_of]
    named = [other for other in naming if other not in came_back]
    for label, incidents in (
        ("Recurrence of", _existing(postmortem.recurrence_of, knowledge)),
        ("Came back as", came_back[:NAMED_BY]),
        ("Named here", _existing(postmortem.related, knowledge)),
        ("Named by", [other for other in named if other.id not in postmortem.related][:NAMED_BY]),
    ):
        if incidents:
            yield RelatedGroup(label, tuple(map(partial(_item, links_), incidents)))


def _existing(ids: Sequence[str], knowledge: Knowledge) -> list[Postmortem]:
    return [knowledge.by_id[id_] for id_ in ids if id_ in knowledge.by_id]


def _shared(
    label: str,
    postmortem: Postmortem,
    slugs: Sequence[str],
    knowledge: Knowledge,
    links_: Links,
) -> Iterator[RelatedGroup]:
    is_cause = label == "Same cause"
    index = knowledge.by_cause if is_cause else knowledge.by_service
    shared = [slug for slug in slugs if len(index.get(slug, ())) > 1]
    if not shared:
        return
    slug = min(shared, key=lambda one: len(index[one]))
    others = len(index[slug]) - 1
    newest = _newest(index[slug], postmortem, SAME_CAUSE if is_cause else SAME_SERVICE)
    address = links.cause(slug) if is_cause else links.service(slug)
    yield RelatedGroup(
        label,
        tuple(map(partial(_item, links_), newest)),
        link=Link(slug, links_.to(address)),
        others=words.plural(others, "other"),
    )


def _newest(
    incidents: Sequence[Postmortem], but: Postmortem, number: int
) -> list[Postmortem]:
    return [other for other in incidents[: number + 1] if other.id != but.id][:number]
