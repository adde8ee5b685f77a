"""Jira issues: as JSON of the REST interface, or the page that Jira exports as HTML."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from hindsite.errors import HindsiteError
from hindsite.importers import adf, html_text
from hindsite.importers.confluence import page
from hindsite.importers.github_issues import with_left_out
from hindsite.importers.jira_markup import markdown as from_markup
from hindsite.importers.json_source import Node, looks_like_json, records, sample, texts
from hindsite.importers.remarks import Remark
from hindsite.importers.source import Finding, Imported, Wanted, escaped, one_line, severity
from hindsite.importers.thread import Thread, draft

LISTS = ("issues",)
_HTML_TITLE = re.compile(r"<title>\s*\[#?(?P<key>[A-Z][A-Z0-9_]+-\d+)\]\s*(?P<title>[^<]*)</title>")
# Fields that have their own places, or that only Jira reads.
_KNOWN = frozenset(
    (
        *("summary", "description", "comment", "created", "updated", "resolutiondate"),
        *("labels", "components", "priority", "subtasks", "reporter", "creator", "assignee"),
        *("timetracking", "progress", "aggregateprogress", "votes", "watches", "workratio"),
        *("lastViewed", "statuscategorychangedate", "project", "issuetype", "worklog"),
        *("attachment", "issuelinks", "statusCategory", "rank"),
    )
)


def claims(text: str, name: str) -> bool:  # noqa: ARG001 - every format is asked with the name
    """Whether a source is issues with `key` and `fields`, or a page that Jira exported."""
    if looks_like_json(text):
        found = sample(text, *LISTS)
        return bool(found) and all(one.keys() >= {"key", "fields"} for one in found)
    return text.lstrip("\ufeff \t\r\n").startswith("<") and bool(_HTML_TITLE.search(text[:50_000]))


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """The issues."""
    if looks_like_json(text):
        found = records(text, *LISTS)
        return with_left_out([draft(_thread(one, wanted)) for one in found], [])
    return (draft(_from_html(text, wanted)),)


def _from_html(text: str, wanted: Wanted) -> Thread:
    whole = page(text)
    made = Thread("", wanted, whole.title, whole.markdown, "page")
    title = _HTML_TITLE.search(text)
    if title is not None:
        made.title = unescape(title["title"]).strip()
    made.keep("title", whole.title)
    made.keep("title", whole.whole_title)
    made.findings += [Finding("unknown", None, "page", "", told) for told in whole.told]
    return made


def _thread(issue: Node, wanted: Wanted) -> Thread:
    fields = issue.child("fields")
    rendered = issue.child("renderedFields")
    made = Thread(issue.path, wanted, fields.text("summary"))
    made.title_at, made.labels_at = "fields.summary", "fields.labels"
    made.body, made.body_at = _text(fields, rendered, "description", made), "fields.description"
    made.keep(issue.at("key"), issue.text("key"))
    opened = fields.time(wanted, "created")
    author = _person(fields, "reporter") or _person(fields, "creator")
    if opened is not None:
        made.opened = (opened, fields.at("created"))
        made.remarks.append(Remark(opened, author, "The issue was opened"))
    for role in ("reporter", "creator", "assignee"):
        made.keep(fields.at(role), _person(fields, role))
    made.author(author, fields.at("reporter" if _person(fields, "reporter") else "creator"))
    _resolution(fields, made, wanted)
    _words(fields, made)
    _comments(fields, rendered, made, wanted)
    _subtasks(fields, made)
    _others(issue, fields, rendered, made)
    made.linked(*_address(issue))
    return made


def _address(issue: Node) -> tuple[str, str]:
    """The page for people: the interface's own address leads to a program."""
    own, key = issue.text("self"), issue.text("key")
    site = re.match(r"https?://[^/\s]+(?=/)", own)
    return (f"{site[0]}/browse/{key}" if site else "", issue.at("self"))


def _person(fields: Node, role: str) -> str:
    return fields.child(role).text("displayName", "name", "emailAddress")


def _text(fields: Node, rendered: Node, key: str, made: Thread) -> str:
    """A text in one of Jira's three forms: its document, HTML as rendered, or its markup."""
    value, path = fields.get(key)
    if adf.is_document(value):
        return adf.markdown(value, path)
    html = rendered.get(key)[0]
    if isinstance(html, str) and html.strip():
        found = html_text.markdown(html)
        for told in found.told:
            made.unknown(rendered.at(key), told)
        return found.markdown
    return from_markup(fields.text(key))


def _resolution(fields: Node, made: Thread, wanted: Wanted) -> None:
    """Resolving an issue ends the work on it: that is no time of the incident."""
    at = fields.time(wanted, "resolutiondate")
    if at is not None:
        made.remarks.append(Remark(at, "", "The issue was resolved"))
        told = "when the issue was resolved says not when the incident ended; in the timeline"
        made.unknown(fields.at("resolutiondate"), told)


def _words(fields: Node, made: Thread) -> None:
    priority, path = fields.child("priority").text("name"), fields.at("priority")
    made.keep(path, priority)
    exact = severity(priority, made.wanted)
    if exact is not None:
        made.put("severity", exact, path)
    elif priority:
        made.unknown(path, f"{one_line(priority, 40)} is no severity of the site; kept at the end")
    for value, where in fields.items("labels"):
        made.label(str(value), where)
    names = [(one.text("name"), one.at("name")) for one in fields.children("components")]
    made.services([(name, where) for name, where in names if name.strip()])
    for one in fields.children("components"):
        made.keep(one.at("description"), one.text("description"))


def _comments(fields: Node, rendered: Node, made: Thread, wanted: Wanted) -> None:
    shown = rendered.child("comment").children("comments")
    for index, one in enumerate(fields.child("comment").children("comments")):
        at = one.time(wanted, "created")
        if at is None:
            raise HindsiteError(f"{one.at('created')}: expected the comment's time, got none")
        html = shown[index] if index < len(shown) else Node({}, "")
        made.remarks.append(Remark(at, _person(one, "author"), _text(one, html, "body", made)))


def _subtasks(fields: Node, made: Thread) -> None:
    """Tasks below the issue, as action items with their keys."""
    lines = []
    for one in fields.children("subtasks"):
        below = one.child("fields")
        done = below.child("status").child("statusCategory").text("key") == "done"
        title, key = " ".join(below.text("summary").split()), one.text("key")
        ticket = f" — ticket: {key}" if re.fullmatch(r"[A-Z][A-Z0-9_]*-\d+", key) else ""
        lines.append(f"- [{'x' if done else ' '}] {escaped(title) or 'Untitled'}{ticket}")
        made.keep(below.at("status"), below.child("status").text("name"))
    if lines:
        where = fields.at("subtasks")
        told = f"{len(lines)} tasks below the issue"
        made.findings.append(Finding("guessed", None, where, "section: Action items", told))
        made.more.append(("Action items", "\n".join(lines)))


def _others(issue: Node, fields: Node, rendered: Node, made: Thread) -> None:
    """Every other field with words: long texts below headings, the rest at the end."""
    names = issue.child("names").value
    for key in fields.value:
        value, path = fields.get(key)
        if key in _KNOWN or value is None:
            continue
        name = names.get(key)
        label = one_line(name, 80) if isinstance(name, str) else key
        if adf.is_document(value) or (isinstance(value, str) and len(value) > 80):
            made.more.append((escaped(label), _text(fields, rendered, key, made)))
            made.unknown(path, f"kept under the heading {label}")
        else:
            for where, text in _scalars(value, path):
                made.keep(f"{label} ({where})", text)
    for key in ("worklog", "attachment", "issuelinks", "project", "issuetype", "timetracking"):
        value, path = fields.get(key)
        for where, text in _scalars(value, path):
            made.keep(where, text)
    issue.used.update({"names", "schema", "operations", "editmeta", "transitions", "id", "self"})
    for path, text in issue.rest():
        made.keep(path, text)


def _scalars(value: Any, path: str) -> list[tuple[str, str]]:
    """The words and numbers of a field, whatever its form."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [(path, str(value))]
    return list(texts(value, path))
