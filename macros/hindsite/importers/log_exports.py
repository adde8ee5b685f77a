"""Logs as JSON: Slack's export, PagerDuty's log entries.

What is said goes first; every other text of an entry stands below it under its own name. Left out
is only what programs tell each other: identifiers, kinds, pictures of people.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from hindsite.importers.json_source import Node, documents, node, refuse
from hindsite.importers.lines import words
from hindsite.importers.log_entries import Entry
from hindsite.importers.slack_text import markdown
from hindsite.importers.source import clean, escaped
from hindsite.postmortem.times import FIRST_YEAR, LAST_YEAR

_LISTS = ("log_entries", "messages", "entries")
_JSON = re.compile(r"\ufeff?\s*(?:\{|\[\s*[\[{\]])")
# Texts that programs tell each other, by their key; a file's other addresses lead to the same file.
_ASIDE = re.compile(
    r"(?:.*_)?(?:ids?|type|ts|hash|color|team|users?|reply)|self|created_at|subtype|mimetype|mode"
    r"|upload_by|inviter|image_(?:\d+|original)|avatar.*|emoji|thumb_.*|deanimate.*|style"
    r"|permalink.*|url_private_download"
)
_WORD = re.compile(r"\w+")
# Keys that say no more than the ones above them.
_SILENT = frozenset(
    {"text", "summary", "content", "value", "href", "elements", "title", "name", "url_private"}
)
_ONE = {"attachments": "attachment", "files": "file", "reactions": "reaction", "contexts": "link"}
# The same in every entry of one incident: told once.
_ONCE = frozenset({"incident", "service", "teams", "escalation_policy"})
_PERSON = ("real_name", "display_name", "name", "summary")


def is_export(text: str) -> bool:
    """Whether a log begins as JSON does: `[10:05] …` is a line of text."""
    return _JSON.match(text) is not None


def read_export(text: str, zone: tzinfo) -> tuple[Entry, ...]:
    """The entries of an export in the order of time; raises HindsiteError naming the place."""
    values = documents(text)
    items = list(_items(values))
    reader = _Reader(zone, dict(_people(items)))
    made = [reader.entry(item) for item in sorted(items, key=_moment)]
    around = [line for value in values for line in _around(value)]
    if made and around:
        made[0] = replace(made[0], more=(*made[0].more, *around))
    return tuple(made)


def _around(value: object) -> Iterator[str]:
    """What an export says beside its list of entries: of which channel it is, for example."""
    if isinstance(value, Mapping):
        name = next((key for key in _LISTS if isinstance(value.get(key), list)), None)
        rest = value.items() if name else ()
        for key, one in rest:
            for label, text in _leaves(one, key) if key != name else ():
                yield from _labelled(label, _escaped(text))


def _items(values: list[Any]) -> Iterator[Node]:
    for number, value in enumerate(values):
        start, found = (f"[{number}]" if len(values) > 1 else ""), value
        if isinstance(value, Mapping):
            name = next((key for key in _LISTS if isinstance(value.get(key), list)), None)
            if name is None:
                yield node(value, start)
                continue
            start, found = f"{start}.{name}".lstrip("."), value[name]
        if not isinstance(found, list):
            refuse(start, "a list of entries", found)
        yield from (node(one, f"{start}[{index}]") for index, one in enumerate(found))


def _people(items: list[Node]) -> Iterator[tuple[str, str]]:
    """Names by Slack's ids of users, as the messages' own profiles tell them."""
    for item in items:
        user, name = item.value.get("user"), _name(item.value.get("user_profile"))
        if isinstance(user, str) and name:
            yield user, name


def _name(person: object) -> str:
    if not isinstance(person, Mapping):
        return ""
    found = (person.get(key) for key in _PERSON)
    return next((" ".join(one.split()) for one in found if isinstance(one, str) and one), "")


@dataclass
class _Reader:
    """`people` are names by id; `told` is what need not be said again."""

    zone: tzinfo
    people: Mapping[str, str]
    told: set[tuple[str, str]] = field(default_factory=set)

    def entry(self, item: Node) -> Entry:
        """An entry with all its texts, as Markdown."""
        at = _moment(item).astimezone(self.zone)
        who, said = self._said(item.value)
        markup = self._markdown if item.value.get("ts") is not None else _escaped
        lines = [line for line in markup(said).split("\n") if line.strip()]
        is_author = bool(who) and not ("created_at" in item.value and words(who) <= words(said))
        known = [_plain(who), _plain(said), _plain(" ".join(lines))]
        rest = [(label, markup(text)) for label, text in self._more(item.value)]
        plain = [_plain(shown) for _, shown in rest]
        for index, (label, shown) in enumerate(rest):
            named = label in _ONCE or "details" in label
            others = (*known, *plain[index + 1 :])
            if shown.strip() and (named or not any(plain[index] in one for one in others)):
                lines += _labelled(label, shown)
                known.append(plain[index])
        if is_author:
            lines[:1] = [": ".join([escaped(who), *(line.strip() for line in lines[:1])])]
        first, *more = lines or [""]
        return Entry(at, first.strip(), tuple(more))

    def _said(self, item: Mapping[str, Any]) -> tuple[str, str]:
        """Who, and what in their own words."""
        user = str(item.get("user") or "")
        who = (
            _name(item.get("user_profile"))
            or _name(item.get("agent"))
            or str(item.get("username") or "")
            or _name(item.get("bot_profile"))
            or self.people.get(user, user)
        )
        said = item.get("text") or item.get("summary")
        if not said and "created_at" in item:
            said = str(item.get("type") or "").removesuffix("_log_entry").replace("_", " ")
        return clean(who), clean(said if isinstance(said, str) else "")

    def _markdown(self, text: str) -> str:
        return markdown(clean(text), self.people)

    def _more(self, item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The other texts with a name for each."""
        for key, value in item.items():
            if key in {"text", "summary"} and isinstance(value, str):
                continue
            if key in {"username", "agent"}:
                yield from self._person(key, value)
            elif key == "blocks":
                yield from (("", line) for line in _block_lines(value))
            else:
                for label, text in _leaves(value, key):
                    if key not in _ONCE or (label, text) not in self.told:
                        self.told.add((label, text))
                        yield label, text

    def _person(self, key: str, value: object) -> Iterator[tuple[str, str]]:
        """What else is said of who did it; the name stands before their words."""
        yield from ((label if label != key else "", text) for label, text in _leaves(value, key))


def _leaves(value: object, key: str, label: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a key, and the numbers of what is told in detail, with a name for each."""
    if key == "user_profile" or (_ASIDE.fullmatch(key) and not _has_parts(value)):
        return
    if key not in _SILENT or not label:
        label = f"{label} {_worded(key)}".strip()
    if isinstance(value, Mapping):
        title, told = value.get("title"), value.get("value")
        if isinstance(title, str) and isinstance(told, str):  # a field of an attachment
            yield "", f"{title}: {told}"
            value = {name: one for name, one in value.items() if name not in {"title", "value"}}
        for name, one in value.items():
            yield from _leaves(one, str(name), label)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one, "value", label)
    elif isinstance(value, str):
        if value.strip():
            yield label, value
    elif "details" in label and value is not None:
        yield label, str(value).casefold() if isinstance(value, bool) else str(value)


def _worded(key: str) -> str:
    """A key as words, of one thing."""
    return _ONE.get(key) or clean(key).replace("_", " ").replace("\n", " ").strip()


def _block_lines(value: object) -> Iterator[str]:
    """The texts of Slack's blocks, those of one sentence on one line."""
    if isinstance(value, list):
        for one in value:
            yield from _block_lines(one)
    elif isinstance(value, Mapping):
        elements = value.get("elements")
        if isinstance(elements, list) and _is_sentence(elements):
            yield "".join(map(_piece, elements))
            rest = {key: one for key, one in value.items() if key != "elements"}
        else:
            rest = dict(value)
        for key, one in rest.items():
            if isinstance(one, str) and not _ASIDE.fullmatch(key):
                yield one
            elif not isinstance(one, str):
                yield from _block_lines(one)


def _is_sentence(elements: list[Any]) -> bool:
    """Whether each is an object without parts of its own; how it looks is none."""
    if not all(isinstance(part, Mapping) for part in elements):
        return False
    looks = ({key: one for key, one in part.items() if key != "style"} for part in elements)
    return not any(_has_parts(one) for part in looks for one in part.values())


def _has_parts(value: object) -> bool:
    """Whether there may be an object in a value."""
    if isinstance(value, list):
        return any(_has_parts(one) for one in value)
    return isinstance(value, Mapping)


def _piece(element: Mapping[str, Any]) -> str:
    """A part of a sentence in Slack's own marks."""
    text = str(element.get("text") or "")
    if element.get("type") == "emoji":
        return f":{element.get('name') or ''}:"
    if "user_id" in element:
        return f"<@{element['user_id']}>"
    if "url" in element:
        return f"<{element['url']}|{text}>" if text else f"<{element['url']}>"
    rest = (one for key, one in element.items() if key != "text" and not _ASIDE.fullmatch(key))
    return " ".join([text, *(one for one in rest if isinstance(one, str))])


def _escaped(text: str) -> str:
    return escaped(clean(text))


def _plain(text: str) -> str:
    """The words of a text one after the other, to look for them in another."""
    return f" {' '.join(_WORD.findall(text)) or text.strip()} "


def _labelled(label: str, shown: str) -> Iterator[str]:
    first, *more = [line.strip() for line in shown.split("\n") if line.strip()] or [""]
    yield f"{escaped(clean(label))}: {first}" if label else first
    yield from more


def _moment(item: Node) -> datetime:
    if item.value.get("ts") is not None:
        value, path = item.get("ts")
        at = _since_1970(value, path)
    elif item.value.get("created_at") is not None:
        value, path = item.get("created_at")
        at = _written(value, path)
    else:
        refuse(item.path, "a time, `ts` as Slack's or `created_at` as PagerDuty's", None)
    if not FIRST_YEAR < at.year < LAST_YEAR:
        refuse(path, f"a time after {FIRST_YEAR} and before {LAST_YEAR}", value)
    return at


def _since_1970(value: object, path: str) -> datetime:
    try:
        seconds = math.nan if isinstance(value, bool) or value is None else float(str(value))
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        refuse(path, "a time in seconds since 1970", value)


def _written(value: object, path: str) -> datetime:
    expected = "a time with an offset, as 2023-06-04T10:05:00Z"
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        refuse(path, expected, value)
    if at.tzinfo is None:
        refuse(path, expected, value)
    return at
