"""What no file can tell alone: ids that clash, incidents that are named but do not exist, links."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from urllib.parse import unquote

from hindsite.errors import Problem
from hindsite.library.store import ATTACHMENT_TYPES, Shelf, Source, beside
from hindsite.postmortem import frontmatter
from hindsite.postmortem.markdown import parse
from hindsite.postmortem.rendering import headings, links
from hindsite.postmortem.rule import TOP, Finding, Place, Rule
from hindsite.postmortem.schema import Postmortem

UNIQUE_ID = Rule("unique-id", "An id, which is a file's name without `.md`, is unique in the whole tree.")
UNIQUE_ALIAS = Rule("unique-alias", "An alias is nobody's id and stands in one header only.")
KNOWN_INCIDENT = Rule(
    "known-incident", "`recurrence_of` and `related` name incidents that exist, by id."
)
LINK_TARGET = Rule(
    "link-target",
    "A link to another postmortem, to a file beside it or to a heading leads somewhere.",
    "warning",
)
RULES = (UNIQUE_ID, UNIQUE_ALIAS, KNOWN_INCIDENT, LINK_TARGET)


def check_references(
    shelf: Shelf, records: Sequence[Postmortem], others: Sequence[Postmortem] = ()
) -> list[Problem]:
    """Every problem between files. `others` are incidents outside the shelf that may be named."""
    everyone = [*records, *others]
    return [
        *_duplicate_ids(shelf.sources),
        *_clashing_aliases(records, {record.id: record.path for record in everyone}),
        *_unknown_incidents(records, [record.id for record in everyone], shelf),
        *_broken_links(records, everyone, shelf),
    ]


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def _duplicate_ids(sources: Sequence[Source]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for source in sources:
        id_ = _stem(source.path)
        if id_ in first:
            message = (
                f"the id '{id_}' is taken by {first[id_]}; expected a file name that is unique in "
                "the whole tree, since it is the page's address; rename this file"
            )
            yield UNIQUE_ID.at(TOP, "id", message).problem(source.path)
        first.setdefault(id_, source.path)


def _clashing_aliases(records: Iterable[Postmortem], ids: dict[str, str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for record in records:
        for position, alias in enumerate(record.aliases):
            taken = ids.get(alias) or first.get(alias)
            if taken is not None:
                message = (
                    f"'{alias}' already leads to {taken}; expected a former id that nobody has; "
                    "remove it from one of the two"
                )
                yield _at(record, "aliases", position, UNIQUE_ALIAS, message)
            first.setdefault(alias, record.path)


def _unknown_incidents(
    records: Iterable[Postmortem], ids: Sequence[str], shelf: Shelf
) -> Iterator[Problem]:
    # A file that could not be read still has an id: naming it is no second mistake.
    known = {*ids, *(_stem(source.path) for source in shelf.sources)}
    for record in records:
        for name in ("recurrence_of", "related"):
            for position, id_ in enumerate(getattr(record, name)):
                if id_ not in known:
                    near = difflib.get_close_matches(id_, known, n=1)
                    hint = f"did you mean {near[0]}?" if near else "check the file's name"
                    message = f"expected the id of an incident here, got '{id_[:60]}'; {hint}"
                    yield _at(record, name, position, KNOWN_INCIDENT, message)


def _at(record: Postmortem, name: str, position: int, rule: Rule, message: str) -> Problem:
    parts = frontmatter.split(record.source.encode())
    place = TOP
    if not isinstance(parts, Finding):
        spot = parts.tree.spots.get((name, position)) or parts.tree.spots.get((name,))
        place = spot.value if spot else TOP
    return rule.at(place, name, message).problem(record.path)


def _broken_links(
    records: Iterable[Postmortem], everyone: Sequence[Postmortem], shelf: Shelf
) -> Iterator[Problem]:
    by_path = {record.path: record for record in everyone}
    files = {*(a.path for a in shelf.attachments), *(s.path for s in shelf.sources)}

    @cache
    def anchors(path: str) -> frozenset[str]:
        return frozenset(heading.anchor for heading in headings(parse(by_path[path].body)))

    for record in records:
        if "](" not in record.body and "]:" not in record.body:
            continue
        for link in links(parse(record.body)):
            target, _, fragment = link.destination.partition("#")
            if "://" in target or target.startswith(("mailto:", "//")):
                continue
            path = beside(record.path, unquote(target)) if target else record.path
            complaint = None
            if path is None or path not in files | by_path.keys():
                complaint = _missing(link.destination, target)
            elif fragment and path in by_path and unquote(fragment) not in anchors(path):
                complaint = (
                    f"there is no heading '#{fragment[:60]}' in {path}; check the heading's words"
                )
            if complaint:
                place = Place(record.body_line + link.line - 1, 1)
                yield LINK_TARGET.at(place, "body", complaint).problem(record.path)


def _missing(destination: str, target: str) -> str:
    shown = destination[:60]
    if target.startswith("/") or ":" in target.split("/", 1)[0]:
        return (
            f"expected a link relative to this file, got '{shown}', which is shown as text only; "
            "write the way from this file, or a whole https address"
        )
    if "." in target.rsplit("/", 1)[-1] and not target.lower().endswith((".md", *ATTACHMENT_TYPES)):
        return (
            f"a file like '{shown}' is not published; expected another postmortem or one of "
            f"{', '.join(ATTACHMENT_TYPES)}"
        )
    return f"there is no file '{shown}' here; check the path, which is relative to this file"
