"""The feeds of a build: of the site, and of each service and cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hindsite.insight.knowledge import Knowledge
from hindsite.view import links
from hindsite.view.feeds import Feed, FeedWriter
from hindsite.view.publication import Publication

NEWEST = 50
NEWEST_OF_ONE = 20


def feed_files(
    knowledge: Knowledge, publication: Publication
) -> Iterator[tuple[str, Callable[[], str]]]:
    """The address of every feed, Atom and JSON Feed, and what writes its text."""
    writer = FeedWriter(publication, knowledge.as_of)
    for feed in _feeds(knowledge, publication.name):
        yield links.atom_feed(feed.page), partial(writer.atom, feed)
        yield links.json_feed(feed.page), partial(writer.json, feed)


def _feeds(knowledge: Knowledge, name: str) -> Iterator[Feed]:
    yield Feed(name, links.HOME, knowledge.counted[:NEWEST])
    services = knowledge.library.services or {}
    for slug, incidents in knowledge.by_service.items():
        called = services[slug].name if slug in services else slug
        yield Feed(f"{called}, {name}", links.service(slug), incidents[:NEWEST_OF_ONE])
    taxonomy = knowledge.library.taxonomy
    for slug in dict.fromkeys([*(taxonomy.causes if taxonomy else ()), *knowledge.by_cause]):
        newest = knowledge.by_cause.get(slug, ())[:NEWEST_OF_ONE]
        yield Feed(f"{slug}, {name}", links.cause(slug), newest)
