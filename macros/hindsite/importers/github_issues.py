"""GitHub issues as JSON: of the REST interface, or as `gh issue list --json` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hindsite.errors import HindsiteError, printable
from hindsite.importers.json_source import Node, node, records, sample
from hindsite.importers.remarks import Remark
from hindsite.importers.source import Finding, Imported, Wanted, counted, one_line
from hindsite.importers.thread import Thread, draft

LISTS = ("issues", "items")
UPPTIME_TITLE = re.compile(r"[🛑⚠]\ufe0f?\s*(?P<site>.+?) (?:is down|has degraded performance)")
_KEYS = frozenset({"title", "number"})
_OWN = ({"created_at", "html_url"}, {"created_at", "user"}, {"createdAt", "url"}, {"createdAt"})


def claims(text: str, name: str) -> bool:  # noqa: ARG001 - every format is asked with the name
    """Whether every object of a JSON source has what GitHub's issues have, none of Upptime's."""
    found = sample(text, *LISTS)
    issues = bool(found) and all(is_issue(one) for one in found)
    return issues and not any(is_upptime(one) for one in found)


def is_upptime(one: Mapping[str, object]) -> bool:
    """Whether an issue is one that Upptime's workflow opened: by its title."""
    return (
        isinstance(one["title"], str) and UPPTIME_TITLE.fullmatch(one["title"].strip()) is not None
    )


def is_issue(one: Mapping[str, object]) -> bool:
    """Whether an object has the keys of a GitHub issue: a number, a title, and its time."""
    return one.keys() >= _KEYS and "iid" not in one and any(one.keys() >= keys for keys in _OWN)


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """The issues; pull requests among them are left out and named."""
    found = records(text, *LISTS)
    issues = [one for one in found if not is_pull(one)]
    return with_left_out(
        [draft(thread(one, wanted)) for one in issues],
        [left_out(one, "a pull request") for one in found if is_pull(one)],
    )


def is_pull(issue: Node) -> bool:
    """Whether an entry is a pull request: the interface lists them among the issues."""
    address = str(issue.value.get("html_url") or issue.value.get("url") or "")
    return issue.value.get("pull_request") is not None or "/pull/" in address


def left_out(one: Node, what: str, *names: str) -> Finding:
    """The finding for an entry that is no incident, with its name."""
    name = one_line(one.text(*(names or ("title",))), 120)
    number = one.value.get("number")
    shown = f"#{number} {name}" if isinstance(number, int) else name
    return Finding(
        "unknown", None, one.path or "source", "", printable(f"left out: {what}, {shown}")
    )


def with_left_out(imported: Iterable[Imported], without: Iterable[Finding]) -> tuple[Imported, ...]:
    """The incidents, what was left out told beside the first; an error where none is left."""
    found, left = list(imported), list(without)
    if not found:
        told = "; ".join(one.told for one in left[:5])
        raise HindsiteError(f"there is no incident in it{': ' if told else ''}{told}")
    found[0] = replace(found[0], findings=(*found[0].findings, *left))
    return tuple(found)


def thread(issue: Node, wanted: Wanted) -> Thread:
    """An issue with its comments where the source has them."""
    made = Thread(issue.path, wanted, issue.text("title"), issue.text("body"))
    author = said_by(issue.child("user", "author"), made)
    opened = issue.time(wanted, "created_at", "createdAt")
    if opened is not None:
        made.opened = (opened, issue.at("created_at"))
        made.remarks.append(Remark(opened, author, "The issue was opened"))
    made.author(author, issue.at("user" if "user" in issue.value else "author"))
    _closing(issue, made, wanted)
    labels(issue, made)
    _comments(issue, made, wanted)
    made.linked(*issue.get("html_url", "url"))
    for path, value in issue.rest():
        made.keep(path, value)
    return made


def _closing(issue: Node, made: Thread, wanted: Wanted) -> None:
    """Closing an issue ends the work on it: that is no time of the incident."""
    closed = issue.time(wanted, "closed_at", "closedAt")
    if closed is not None:
        who = said_by(issue.child("closed_by"), made)
        made.remarks.append(Remark(closed, who, "The issue was closed"))
        told = "when the issue was closed says not when the incident ended; in the timeline"
        made.unknown(issue.at("closed_at"), told)


def labels(issue: Node, made: Thread) -> None:
    """The labels; they are objects, or texts."""
    for value, path in issue.items("labels"):
        one = Node({"name": value}, path) if isinstance(value, str) else node(value, path)
        word = one.text("name", "title")
        if word.strip():
            made.label(word, path)
        for where, text in one.rest():
            made.keep(where, text)


def _comments(issue: Node, made: Thread, wanted: Wanted) -> None:
    """The comments; the interface itself gives their number only."""
    count, path = issue.get("comments")
    listed = issue.children("comments") if not isinstance(count, int) else []
    if isinstance(count, int) and count:
        are = "is" if count == 1 else "are"
        told = f"{counted(count, 'comment')} {are} not in the source; `gh issue list --json` "
        told += "has them"
        made.unknown(path, told)
    for one in listed:
        at = one.time(wanted, "created_at", "createdAt")
        if at is None:
            raise HindsiteError(f"{one.at('created_at')}: expected the comment's time, got none")
        who = said_by(one.child("user", "author"), made)
        made.remarks.append(Remark(at, who, one.text("body")))
        for where, text in one.rest():
            made.keep(where, text)


def person(one: Node) -> str:
    """A person's name as the tracker shows it; other names of theirs are left."""
    names = ("login", "name", "username", "displayName", "display_name")
    return one.text(next((name for name in names if one.value.get(name)), names[0]))


def said_by(one: Node, made: Thread) -> str:
    """A person's name; what else the source calls them is kept."""
    shown = person(one)
    for path, text in one.rest():
        if text != shown:
            made.keep(path, text)
    return shown
