"""YAML without its surprises: plain data and the place of every value, or what is wrong where.

The parser's events are walked under limits before anything is built, so that aliases cannot grow
into gigabytes nor nesting overflow a stack. Every scalar stays the string that was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from hindsite.postmortem.rule import Finding, Place, Rule, shown

SYNTAX = Rule("yaml-syntax", "The header is valid YAML.")
CHARACTER = Rule(
    "yaml-character",
    "The header holds no control characters and no line separators but line breaks.",
)
ANCHOR = Rule("yaml-anchor", "A value is written where it is used: no anchors and no aliases.")
TAG = Rule("yaml-tag", "Values carry no YAML tags: what a field holds is fixed by its name.")
DOCUMENT = Rule("yaml-document", "There is one YAML document.")
MAPPING = Rule("yaml-mapping", "The header is a mapping of `key: value` lines; a key is a text.")
DUPLICATE = Rule("duplicate-key", "A key stands once.")
LIMIT = Rule(
    "yaml-limit",
    "A header is at most 64 kB and 2,000 values, 6 levels deep, and a value 10,000 characters.",
)
RULES = (SYNTAX, CHARACTER, ANCHOR, TAG, DOCUMENT, MAPPING, DUPLICATE, LIMIT)

Path = tuple[str | int, ...]

# What libyaml takes, less the characters that it counts as line breaks and editors do not.
_FOREIGN = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_HINTS = {
    "mapping values are not allowed": "put the value in quotes if it contains `: `",
    "cannot start any token": "put the value in quotes; indent with spaces, never with tabs",
    "found unexpected end of stream": "close the quotation mark or the bracket",
    "did not find expected key": "check the quotes and the indentation",
    "did not find expected ',' or": "close the bracket, or put the value in quotes",
    "could not find expected ':'": "write `key: value`",
    "unknown escape": "write a backslash in single quotes, or twice",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much YAML is read before it is refused."""

    characters: int = 65_536
    events: int = 2_000
    depth: int = 6
    scalar: int = 10_000


class Spot(NamedTuple):
    """Where a value stands: its key, its beginning and end, and whether it is unquoted.

    The parser's marks are kept as they are: most spots are never asked for their place. A header
    has dozens: a named tuple is made faster than a frozen dataclass.
    """

    first_line: int
    key_event: Any
    event: Any

    @property
    def key(self) -> Place:
        """The place of the value's key (in a list: of the value)."""
        return _place(self.first_line, self.key_event.start_mark)

    @property
    def value(self) -> Place:
        """The place of the value's first character."""
        return _place(self.first_line, self.event.start_mark)

    @property
    def end(self) -> Place:
        """The place behind the value's last character."""
        return _place(self.first_line, self.event.end_mark)

    @property
    def plain(self) -> bool:
        """Whether the value is a text without quotes."""
        return isinstance(self.event, ScalarEvent) and not self.event.style


def _place(first_line: int, mark: Any) -> Place:
    return Place(first_line + mark.line, mark.column + 1)


@dataclass(frozen=True, slots=True)
class Tree:
    """Plain data (text, lists, mappings), the spot of each value by its path, and the findings.

    A value left empty, or `~` or `null` unquoted, has a spot but is not in the data.
    """

    data: dict[str, object]
    spots: dict[Path, Spot] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    readable: bool = True


class _StopError(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding


def dotted(path: Path, root: str = "header") -> str:
    """A path as problems name it: the keys with dots between, positions in lists left out."""
    return ".".join(part for part in path if isinstance(part, str)) or root


def read(
    text: str,
    first_line: int = 1,
    root: str = "header",
    limits: Limits | None = None,
    *,
    as_list: bool = False,
) -> Tree:
    """Read one YAML mapping whose first line is line `first_line` of its file; never raises.

    `root` is the field that findings about the whole carry. With `as_list` a list is expected
    instead of a mapping, and stands in the data under the name `root`.
    """
    walk = _Walk(first_line, root, limits or Limits(), as_list=as_list)
    if len(text) > walk.limits.characters:
        message = f"expected at most {walk.limits.characters:,} characters, got {len(text):,}"
        return Tree({}, {}, (LIMIT.at(Place(first_line, 1), root, message),), readable=False)
    text = walk.cleaned(text)
    try:
        data = walk.document(text)
    except _StopError as stop:
        walk.findings.append(stop.finding)
        return Tree({}, walk.spots, tuple(walk.findings), readable=False)
    except yaml.YAMLError as error:
        walk.findings.append(walk.syntax(error))
        return Tree({}, walk.spots, tuple(walk.findings), readable=False)
    return Tree(data, walk.spots, tuple(walk.findings))


def _events(text: str, first_line: int, root: str, most: int) -> Iterator[Event]:
    """The parser's events; one too many stops the walk.

    They know nothing of the walk that holds them: without a cycle, its spots and marks are freed
    as soon as a file is read.
    """
    events = iter(yaml.CSafeLoader(text).get_event, None)
    return chain(islice(events, most + 1), _too_many(events, first_line, root, most))


def _too_many(rest: Iterator[Any], first_line: int, root: str, most: int) -> Iterator[Event]:
    for event in rest:
        message = f"expected at most {most:,} keys and values; shorten it"
        raise _StopError(LIMIT.at(_place(first_line, event.start_mark), root, message))
    yield from ()


class _Walk:
    """One pass over the events; recursion is bounded by `limits.depth`."""

    def __init__(self, first_line: int, root: str, limits: Limits, *, as_list: bool) -> None:
        self.as_list = as_list
        self.first_line = first_line
        self.root = root
        self.limits = limits
        self.findings: list[Finding] = []
        self.spots: dict[Path, Spot] = {}
        self.events: Iterator[Event] = iter(())

    def cleaned(self, text: str) -> str:
        """The text with foreign characters found and blanked, so that line numbers hold."""
        for found in _FOREIGN.finditer(text):
            line = text.count("\n", 0, found.start())
            column = found.start() - (text.rfind("\n", 0, found.start()) + 1)
            place = Place(self.first_line + line, column + 1)
            code = f"U+{ord(found[0]):04X}"
            self.add(CHARACTER, place, (), f"expected text, got the character {code}; remove it")
            if len(self.findings) >= 20:
                break
        return _FOREIGN.sub(" ", text) if self.findings else text

    def add(self, rule: Rule, place: Place, path: Path, message: str) -> None:
        self.findings.append(rule.at(place, dotted(path, self.root), message))

    def place(self, mark: Any) -> Place:
        return _place(self.first_line, mark)

    def syntax(self, error: yaml.YAMLError) -> Finding:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = self.place(mark) if mark else Place(self.first_line, 1)
        problem = getattr(error, "problem", None) or getattr(error, "context", None) or "not YAML"
        hint = next((words for sign, words in _HINTS.items() if sign in problem), "")
        message = f"expected valid YAML, got: {problem}{'; ' if hint else ''}{hint}"
        return SYNTAX.at(place, self.root, message)

    def document(self, text: str) -> dict[str, object]:
        self.events = _events(text, self.first_line, self.root, self.limits.events)
        next(self.events)  # the stream's start
        if isinstance(next(self.events), StreamEndEvent):
            return {}
        top = next(self.events)
        data = self.node(top, (self.root,) if self.as_list else (), 1)
        next(self.events)  # the document's end
        after = next(self.events)
        if not isinstance(after, StreamEndEvent):
            place = self.place(after.start_mark)
            self.add(DOCUMENT, place, (), "expected one YAML document, got a second; remove it")
        return self.top(data, self.place(top.start_mark))

    def top(self, data: object, place: Place) -> dict[str, object]:
        if data is None:
            return {}
        if self.as_list and isinstance(data, list):
            return {self.root: data}
        if not self.as_list and isinstance(data, dict):
            return data
        got = "a list" if isinstance(data, list) else "a text"
        got = "a mapping" if isinstance(data, dict) else got
        expected = "a list" if self.as_list else "`key: value` lines"
        message = f"expected {expected}, got {got}"
        raise _StopError(MAPPING.at(place, self.root, message))

    def node(self, event: Any, path: Path, depth: int) -> object:
        if isinstance(event, ScalarEvent):
            return self.scalar(event, path)
        if isinstance(event, AliasEvent):
            message = f"expected a value, got the alias {shown(f'*{event.anchor}')}; write it out"
            self.add(ANCHOR, self.place(event.start_mark), path, message)
            return None
        self.check_properties(event, path)
        if depth > self.limits.depth:
            message = f"expected at most {self.limits.depth} levels, got deeper nesting; flatten it"
            place = self.place(event.start_mark)
            raise _StopError(LIMIT.at(place, dotted(path, self.root), message))
        if isinstance(event, SequenceStartEvent):
            return self.sequence(path, depth)
        return self.mapping(path, depth)

    def check_properties(self, event: Any, path: Path) -> None:
        if event.anchor is None and event.tag is None:
            return
        place = self.place(event.start_mark)
        if event.anchor is not None:
            message = f"expected a value, got the anchor {shown('&' + event.anchor)}; remove it"
            self.add(ANCHOR, place, path, message)
        if event.tag is not None:
            message = f"expected a value, got the tag {shown(event.tag)}; remove it"
            self.add(TAG, place, path, message)

    def scalar(self, event: ScalarEvent, path: Path) -> str | None:
        self.check_properties(event, path)
        value: str = event.value
        if len(value) > self.limits.scalar:
            message = f"expected at most {self.limits.scalar:,} characters, got {len(value):,}"
            self.add(LIMIT, self.place(event.start_mark), path, message)
            return None
        return None if value in _EMPTY and not event.style else value

    def sequence(self, path: Path, depth: int) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            inner = (*path, len(items))
            self.spots[inner] = Spot(self.first_line, event, event)
            value = self.node(event, inner, depth + 1)
            if value is not None:
                items.append(value)
        return items

    def mapping(self, path: Path, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        seen: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key_event = event
            name = self.key(event, path, depth)
            kept = self.spots
            if name is None or name in seen:
                self.spots = {}  # a second value is walked for its own findings only
            inner = (*path, name or "")
            if name is not None and name in seen:
                first = self.place(seen[name].start_mark).line
                message = f"{shown(name)} stands a second time (first on line {first})"
                place = self.place(event.start_mark)
                self.add(DUPLICATE, place, inner, f"{message}; remove one")
            event = next(self.events)
            self.spots[inner] = Spot(self.first_line, key_event, event)
            value = self.node(event, inner, depth + 1)
            self.spots = kept
            if name is not None and name not in seen:
                seen[name] = key_event
                if value is not None:
                    values[name] = value
        return values

    def key(self, event: Event, path: Path, depth: int) -> str | None:
        if isinstance(event, ScalarEvent):
            self.check_properties(event, path)
            return str(event.value)
        message = "expected a key that is a text; put a value with brackets or braces in quotes"
        self.add(MAPPING, self.place(event.start_mark), path, message)
        kept, self.spots = self.spots, {}
        self.node(event, path, depth + 1)
        self.spots = kept
        return None
