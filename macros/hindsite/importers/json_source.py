"""JSON read strictly, each value known by its path: `issues[3].title: expected a text, got …`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from hindsite.errors import HindsiteError, printable
from hindsite.importers.source import Wanted, clean
from hindsite.postmortem.rule import shown
from hindsite.postmortem.times import FIRST_YEAR, LAST_YEAR

MAX_DEPTH = 200
MAX_ITEMS = 2_000

_SPACE = re.compile(r"[\s\ufeff]*")
_ZONE_WORD = re.compile(r"\s*(?:UTC|GMT)$")
# What an interface says to programs: addresses, numbers of rows, pictures, colours.
_TECHNICAL = re.compile(
    r"(?:.*_)?(?:ids?|iid|urls?|uri|self|sha|key|etag|color|colour|type|href|links)"
    r"|.*(?:Id|Url|Urls|Color|Type|Key|Uri)|expand|avatar.*|gravatar.*|reactions|permissions"
    r"|references|_links|_expandable|time_stats|task_completion_status|timeZone|localId|"
    r"properties|position|state|updated_?[aA]t|updated|user_view_type|author_?[aA]ssociation"
)


@dataclass
class Node:
    """An object with its path in the source; `used` are the keys that were asked for."""

    value: Mapping[str, Any]
    path: str
    used: set[str] = field(default_factory=set)

    def at(self, key: str) -> str:
        """The path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def get(self, *keys: str) -> tuple[Any, str]:
        """The first value there is under one of the keys, and its path."""
        self.used.update(keys)
        name = next((key for key in keys if self.value.get(key) is not None), keys[0])
        return self.value.get(name), self.at(name)

    def text(self, *keys: str) -> str:
        """A text, cleaned; empty where there is none."""
        value, path = self.get(*keys)
        if value is None:
            return ""
        if not isinstance(value, str):
            refuse(path, "a text", value)
        return clean(value)

    def child(self, *keys: str) -> Node:
        """An object; an empty one where there is none."""
        value, path = self.get(*keys)
        return node(value if value is not None else {}, path)

    def children(self, *keys: str) -> list[Node]:
        """The objects of a list; empty where there is none."""
        return [node(value, path) for value, path in self.items(*keys)]

    def items(self, *keys: str) -> list[tuple[Any, str]]:
        """The values of a list with their paths; empty where there is none."""
        value, path = self.get(*keys)
        if value is None:
            return []
        if not isinstance(value, list):
            refuse(path, "a list", value)
        return [(one, f"{path}[{index}]") for index, one in enumerate(value)]

    def time(self, wanted: Wanted, *keys: str) -> datetime | None:
        """An instant; a time without an offset is on the clock of the wanted zone."""
        value, path = self.get(*keys)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            refuse(path, "a time such as 2023-06-04T10:05:00Z", value)
        return instant(value, path, wanted)

    def rest(self) -> Iterator[tuple[str, str]]:
        """Texts under keys that nobody asked for, by their paths; what only programs read aside."""
        for key, value in self.value.items():
            if key not in self.used and not _TECHNICAL.fullmatch(key):
                yield from texts(value, self.at(printable(key)))


def node(value: object, path: str) -> Node:
    """A value as an object; raises HindsiteError for any other."""
    if not isinstance(value, Mapping):
        refuse(path, "an object", value)
    return Node(value, path)


def refuse(path: str, expected: str, value: object) -> NoReturn:
    """Raise what is wrong with a value."""
    kinds = {str: f"the text {shown(value)}", dict: "an object", list: "a list", bool: "a boolean"}
    got = kinds.get(type(value), "nothing" if value is None else f"the number {shown(value)}")
    raise HindsiteError(f"{printable(path) or 'the source'}: expected {expected}, got {got}")


def instant(text: str, path: str, wanted: Wanted) -> datetime:
    """A written time as an aware one; raises HindsiteError where it is none, or has no zone."""
    written = _ZONE_WORD.sub("Z", text.strip())
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        refuse(path, "a time such as 2023-06-04T10:05:00Z", text)
    if not FIRST_YEAR < at.year < LAST_YEAR:
        refuse(path, f"a year after {FIRST_YEAR} and before {LAST_YEAR}", text)
    if at.tzinfo is None:
        if wanted.timezone is None:
            raise HindsiteError(
                f"{path}: the time {shown(text)} has no zone; give --timezone, for example "
                "--timezone UTC or --timezone Europe/Berlin"
            )
        at = at.replace(tzinfo=ZoneInfo(wanted.timezone))
    return at.replace(microsecond=0)


def documents(text: str) -> list[Any]:
    """The JSON values of a source: one, or several one after the other, as page follows page.

    Raises HindsiteError with the line, also for a key that stands twice and for NaN.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
    found, at = [], _end_of_space(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except RecursionError as error:
            raise HindsiteError("the JSON is nested too deep to be read") from error
        except json.JSONDecodeError as error:
            problem = error.msg[:1].lower() + error.msg[1:]
            raise HindsiteError(f"line {error.lineno}: expected JSON: {problem}") from error
        except ValueError as error:
            raise HindsiteError(f"expected JSON: {error}") from error
        found.append(value)
        at = _end_of_space(text, at)
    if not found:
        raise HindsiteError("expected JSON, got nothing")
    for value in found:
        _check_depth(value)
    return found


def looks_like_json(text: str) -> bool:
    """Whether a source begins as an object or a list."""
    begin = _end_of_space(text, 0)
    return text[begin : begin + 1] in {"{", "["}


def records(text: str, *lists: str) -> list[Node]:
    """The objects of a source: one, a list, or one below the first of `lists` that there is."""
    found = _entries(text, lists)
    if len(found) > MAX_ITEMS:
        raise HindsiteError(
            f"expected at most {MAX_ITEMS:,} incidents in one source, got {len(found):,}; split it"
        )
    return [node(value, path) for value, path in found]


def _entries(text: str, lists: Sequence[str]) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = []
    values = documents(text)
    for number, value in enumerate(values):
        start = f"[{number}]" if len(values) > 1 else ""
        if isinstance(value, Mapping):
            name = next((key for key in lists if isinstance(value.get(key), list | Mapping)), None)
            start, value = (f"{start}.{name}".lstrip("."), value[name]) if name else (start, value)
        listed = value if isinstance(value, list) else [value]
        paths = (f"{start}[{index}]" for index in range(len(listed)))
        found += zip(listed, paths if isinstance(value, list) else [start], strict=True)
    return found


def sample(text: str, *lists: str) -> list[Mapping[str, Any]]:
    """The objects of a source for a look at their keys; none where it is no list of objects."""
    if not looks_like_json(text):
        return []
    try:
        found = [value for value, _ in _entries(text, lists)]
    except HindsiteError:
        return []
    return found if all(isinstance(one, Mapping) for one in found) else []


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        twice = next(key for key, count in counted.items() if count > 1)
        raise ValueError(f"the key {shown(twice)} stands twice in one object")
    return made


def _constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _check_depth(value: object) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, list | dict)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise HindsiteError(f"expected at most {MAX_DEPTH} levels of JSON, got more")


def texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """The texts in a value with their paths; what only programs read aside."""
    if isinstance(value, str):
        if value.strip():
            yield path, clean(value)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from texts(one, f"{path}[{index}]")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if not _TECHNICAL.fullmatch(key):
                yield from texts(one, f"{path}.{printable(key)}")
