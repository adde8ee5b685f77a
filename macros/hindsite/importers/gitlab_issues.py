"""GitLab issues and incidents as JSON of the REST interface, notes in them where there are some."""

from __future__ import annotations

from hindsite.errors import HindsiteError
from hindsite.importers.field_values import numbered_severity
from hindsite.importers.github_issues import labels, left_out, person, with_left_out
from hindsite.importers.json_source import Node, records, sample
from hindsite.importers.remarks import Remark
from hindsite.importers.source import Imported, Wanted, one_line, severity
from hindsite.importers.thread import Thread, draft

# GitLab's own levels of an incident, by the number that its labels and pages give them.
_LEVELS = {"critical": "1", "high": "2", "medium": "3", "low": "4"}
LISTS = ("issues", "items")


def claims(text: str, name: str) -> bool:  # noqa: ARG001 - every format is asked with the name
    """Whether every object of a JSON source has what GitLab's issues have."""
    found = sample(text, *LISTS)
    return bool(found) and all(one.keys() >= {"iid", "title", "created_at"} for one in found)


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """The issues; merge requests among them are left out and named."""
    found = records(text, *LISTS)
    issues = [one for one in found if "source_branch" not in one.value]
    return with_left_out(
        [draft(thread(one, wanted)) for one in issues],
        [left_out(one, "a merge request") for one in found if "source_branch" in one.value],
    )


def thread(issue: Node, wanted: Wanted) -> Thread:
    """An issue with its notes where the source has them."""
    made = Thread(issue.path, wanted, issue.text("title"), issue.text("description"))
    made.body_at = "description"
    author = _named(issue.child("author"))
    opened = issue.time(wanted, "created_at")
    if opened is not None:
        made.opened = (opened, issue.at("created_at"))
        made.remarks.append(Remark(opened, author, "The issue was opened"))
    made.author(author, issue.at("author"))
    _closing(issue, made, wanted)
    _severity(issue, made)
    labels(issue, made)
    _level(issue, made)
    _notes(issue, made, wanted)
    if issue.get("confidential")[0] is True:
        made.put("visibility", "internal", issue.at("confidential"))
    made.linked(*issue.get("web_url"))
    for path, value in issue.rest():
        made.keep(path, value)
    return made


def _closing(issue: Node, made: Thread, wanted: Wanted) -> None:
    """Closing an issue ends the work on it: that is no time of the incident."""
    closed = issue.time(wanted, "closed_at")
    if closed is not None:
        who = _named(issue.child("closed_by"))
        made.remarks.append(Remark(closed, who, "The issue was closed"))
        told = "when the issue was closed says not when the incident ended; in the timeline"
        made.unknown(issue.at("closed_at"), told)


def _severity(issue: Node, made: Thread) -> None:
    """GitLab's own severity of an incident: only by the exact word of the site."""
    word = issue.text("severity")
    made.keep(issue.at("severity"), word)
    exact = severity(word, made.wanted)
    if exact is not None:
        made.put("severity", exact, issue.at("severity"))


def _level(issue: Node, made: Thread) -> None:
    """GitLab's own severity by its level, where the site numbers its words: a guess."""
    word = issue.text("severity")
    digit = _LEVELS.get(word.casefold(), "")
    level = numbered_severity(digit, made.wanted) if digit else None
    if severity(word, made.wanted) is not None or word.casefold() in {"", "unknown"}:
        return
    if level is not None:
        told = f"{one_line(word, 40)} is what GitLab calls severity {digit}"
        made.put("severity", level, issue.at("severity"), told)
    else:
        made.unknown(issue.at("severity"), f"{one_line(word, 40)} is no severity of the site; kept")


def _notes(issue: Node, made: Thread, wanted: Wanted) -> None:
    """Comments, and what the tracker itself noted."""
    for one in issue.children("notes"):
        at = one.time(wanted, "created_at")
        if at is None:
            raise HindsiteError(f"{one.at('created_at')}: expected the note's time, got none")
        made.remarks.append(Remark(at, _named(one.child("author")), one.text("body", "note")))
        for where, text in one.rest():
            made.keep(where, text)
        if one.get("internal", "confidential")[0] is True:
            made.put("visibility", "internal", one.at("internal"))
            told = "an internal note; the whole postmortem is internal with it"
            made.unknown(one.at("internal"), told)


def _named(one: Node) -> str:
    name, user = one.text("name"), one.text("username")
    return f"{name} (@{user})" if name and user and name != user else name or user or person(one)
