"""What no file can tell alone: ids that clash, incidents that are named but do not exist, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

from hindsite.errors import Problem
from hindsite.library.store import ATTACHMENT_TYPES, Shelf, Source, beside
from hindsite.postmortem import frontmatter
from hindsite.postmortem.markdown import parse
from hindsite.postmortem.reading import relative_links
from hindsite.postmortem.rule import TOP, Finding, Place, Rule, nearest, shown
from hindsite.postmortem.schema import BodyLink, Postmortem
from hindsite.postmortem.values import ID_PATTERN

UNIQUE_ID = Rule(
    "unique-id", "An id, which is a file's name without `.md`, is unique in the whole tree."
)
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

_ID = re.compile(ID_PATTERN)


@dataclass(frozen=True, slots=True)
class _Unread:
    """What a file names though something else in it is wrong; the fields are a postmortem's."""

    path: str
    aliases: tuple[str, ...]
    recurrence_of: tuple[str, ...]
    related: tuple[str, ...]
    relative_links: tuple[BodyLink, ...]
    body: str
    body_line: int
    source: str


_Naming = Postmortem | _Unread


def check_references(
    shelf: Shelf, records: Sequence[Postmortem], whole: Shelf, root: Path
) -> list[Problem]:
    """Every problem between files: of the shelf's files, with all that the whole tree holds.

    `records` are the shelf's postmortems that could be read; `whole` lists every file that may be
    referred to, those of the shelf among them; `root` is the project's folder.
    """
    unread = _unread(shelf, {record.path for record in records})
    naming: list[_Naming] = sorted([*records, *unread], key=lambda one: one.path)
    return [
        *_duplicate_ids(shelf.sources, whole.sources),
        *_clashing_aliases(naming, shelf, whole),
        *_unknown_incidents(naming, whole),
        *_broken_links(naming, _Tree(naming, whole, root)),
    ]


def _unread(shelf: Shelf, readable: set[str]) -> Iterator[_Unread]:
    """The files without a record, as far as their headers are YAML: one run tells everything."""
    for source in shelf.sources:
        parts = frontmatter.split(_bytes(source)) if source.path not in readable else None
        if isinstance(parts, frontmatter.Parts) and parts.tree.readable:
            yield _Unread(
                path=source.path,
                aliases=_ids(parts, "aliases", besides=_stem(source.path)),
                recurrence_of=_ids(parts, "recurrence_of"),
                related=_ids(parts, "related"),
                relative_links=relative_links(parse(parts.body)),
                body=parts.body,
                body_line=parts.body_line,
                source=parts.source,
            )


def _ids(parts: frontmatter.Parts, name: str, besides: str = "") -> tuple[str, ...]:
    """The ids in a list of a header; what is none, or its own, is told where that is read."""
    listed = parts.tree.data.get(name)
    texts = [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
    return tuple(dict.fromkeys(text for text in texts if text != besides and _ID.fullmatch(text)))


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def _duplicate_ids(sources: Sequence[Source], whole: Sequence[Source]) -> Iterator[Problem]:
    checked = {source.path for source in sources}
    first: dict[str, str] = {}
    for source in sorted(whole, key=lambda one: (one.path in checked, one.path)):
        id_ = _stem(source.path)
        if id_ in first and source.path in checked:
            message = (
                f"the id '{id_}' is taken by {first[id_]}; expected a file name that is unique in "
                "the whole tree, since it is the page's address; rename this file"
            )
            yield UNIQUE_ID.at(TOP, "id", message).problem(source.path)
        first.setdefault(id_, source.path)


def _clashing_aliases(naming: Iterable[_Naming], shelf: Shelf, whole: Shelf) -> Iterator[Problem]:
    taken = {_stem(source.path): source.path for source in whole.sources}
    checked = {source.path for source in shelf.sources}
    for source in whole.sources:
        if source.path not in checked:
            for alias in _aliases(source):
                # The header that claims it is not being checked: the file of that name is told.
                if taken.get(alias) in checked:
                    yield _claimed(alias, taken[alias], source.path)
                taken.setdefault(alias, source.path)
    for record in naming:
        for alias in record.aliases:
            if alias in taken:
                message = (
                    f"'{alias}' already leads to {taken[alias]}; expected a former id that nobody "
                    "has; remove it from one of the two"
                )
                yield _at(record, "aliases", alias, UNIQUE_ALIAS, message)
            taken.setdefault(alias, record.path)


def _claimed(id_: str, path: str, other: str) -> Problem:
    """A file's id is a former id of another incident, whose address it would take."""
    message = (
        f"the id '{id_}' is a former id of {other}, whose address leads there; expected a file "
        "name that nobody has had; rename this file"
    )
    return UNIQUE_ALIAS.at(TOP, "id", message).problem(path)


def _aliases(source: Source) -> tuple[str, ...]:
    """The aliases in the header of a file that is not being checked itself."""
    data = _bytes(source)
    parts = frontmatter.split(data) if b"aliases" in data else None
    return _ids(parts, "aliases") if isinstance(parts, frontmatter.Parts) else ()


def _bytes(source: Source) -> bytes:
    try:
        return source.file.read_bytes()
    except OSError:
        return b""


def _unknown_incidents(naming: Iterable[_Naming], whole: Shelf) -> Iterator[Problem]:
    # A file that could not be read still has an id: naming it is no second mistake.
    known = dict.fromkeys(sorted(_stem(source.path) for source in whole.sources))
    for record in naming:
        for name in ("recurrence_of", "related"):
            for id_ in getattr(record, name):
                if id_ not in known:
                    near = nearest(id_, known)
                    hint = f"did you mean {near}?" if near else "it is a file's name without `.md`"
                    message = f"expected the id of an incident here, got {shown(id_)}; {hint}"
                    yield _at(record, name, id_, KNOWN_INCIDENT, message)


def _at(record: _Naming, name: str, item: str, rule: Rule, message: str) -> Problem:
    """A problem at an item of a list in a header, which the record holds without repetitions."""
    parts = frontmatter.split(record.source.encode())
    place = TOP
    if not isinstance(parts, Finding):
        listed = parts.tree.data.get(name)
        position = listed.index(item) if isinstance(listed, list) and item in listed else 0
        spot = parts.tree.spots.get((name, position)) or parts.tree.spots.get((name,))
        place = spot.value if spot else TOP
    return rule.at(place, name, message).problem(record.path)


class _Tree:
    """The files that links may lead to, and the headings of those that are looked at."""

    def __init__(self, naming: Sequence[_Naming], whole: Shelf, root: Path) -> None:
        self._bodies = {record.path: record.body for record in naming}
        self._sources = {source.path: source for source in whole.sources}
        self._root = root
        self._anchors: dict[str, frozenset[str]] = {}
        self.paths = {*self._sources, *(attachment.path for attachment in whole.attachments)}

    def has_heading(self, path: str, anchor: str) -> bool:
        """Whether a postmortem has a heading of that anchor; other files are not looked into."""
        if path not in self._sources:
            return True
        if path not in self._anchors:
            # What draws takes long to import, and checking a file seldom asks for a heading.
            rendering = import_module("hindsite.postmortem.rendering")
            found = rendering.headings(parse(self._body(path)))
            self._anchors[path] = frozenset(heading.anchor for heading in found)
        return anchor in self._anchors[path]

    def _body(self, path: str) -> str:
        if path not in self._bodies:
            parts = frontmatter.split(_bytes(self._sources[path]))
            return "" if isinstance(parts, Finding) else parts.body
        return self._bodies[path]


def _broken_links(naming: Iterable[_Naming], tree: _Tree) -> Iterator[Problem]:
    for record in naming:
        for link in record.relative_links:
            complaint = _complaint(record.path, link.destination, tree)
            if complaint:
                place = Place(record.body_line + link.line - 1, 1)
                yield LINK_TARGET.at(place, "body", complaint).problem(record.path)


def _complaint(path: str, destination: str, tree: _Tree) -> str | None:
    target, _, fragment = destination.partition("#")
    wanted = beside(path, unquote(target)) if target else path
    if wanted is None or wanted not in tree.paths:
        return _missing(destination, target)
    if fragment and not tree.has_heading(wanted, unquote(fragment)):
        return f"there is no heading {shown('#' + fragment)} in {wanted}; check the heading's words"
    return None


def _missing(destination: str, target: str) -> str:
    named = shown(destination)
    if target.startswith("/") or ":" in target.split("/", 1)[0]:
        return (
            f"expected a link relative to this file, got {named}, which is shown as text only; "
            "write the way from this file, or a whole https address"
        )
    if "." in target.rsplit("/", 1)[-1] and not target.lower().endswith((".md", *ATTACHMENT_TYPES)):
        return (
            f"a file like {named} is not published; expected another postmortem or one of "
            f"{', '.join(ATTACHMENT_TYPES)}"
        )
    return f"there is no file {named} here; check the path, which is relative to this file"
