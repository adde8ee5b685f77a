"""Jira issues: as JSON of the REST interface, or the page that Jira exports as HTML."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from hindsite.errors import HindsiteError
from hindsite.importers import adf, html_text, labels
from hindsite.importers.confluence import page
from hindsite.importers.github_issues import with_left_out
from hindsite.importers.jira_markup import markdown as from_markup
from hindsite.importers.json_source import Node, looks_like_json, records, sample, texts
from hindsite.importers.moments import whens
from hindsite.importers.remarks import Remark
from hindsite.importers.source import (
    Finding,
    Imported,
    Wanted,
    counted,
    escaped,
    one_line,
    severity,
)
from hindsite.importers.thread import Thread, draft

_CREATED = re.compile(r"\bCreated\W{1,6}(\d{1,2}/[A-Z][a-z]{2}/\d{2}(?:\d{2})?)\b")
LISTS = ("issues",)
_HTML_TITLE = re.compile(r"<title>\s*\[#?(?P<key>[A-Z][A-Z0-9_]+-\d+)\]\s*(?P<title>[^<]*)</title>")
_LISTS = frozenset({"services", "teams", "authors", "tags", "causes"})
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
    made = Thread("", wanted, whole.title, whole.markdown, "page", converted=True)
    title = _HTML_TITLE.search(text)
    if title is not None:
        made.title = unescape(title["title"]).strip()
    dated = _CREATED.search(whole.markdown)
    days = [one.day for one in whens(dated[1]) if one.day is not None] if dated else []
    if days:
        made.day = (str(days[0]), "Created")
    made.keep("title", whole.title)
    made.keep("title", whole.whole_title)
    made.findings += [Finding("unknown", None, "page", "", told) for told in whole.told]
    return made


def _thread(issue: Node, wanted: Wanted) -> Thread:
    fields = issue.child("fields")
    rendered = issue.child("renderedFields")
    made = Thread(issue.path, wanted, fields.text("summary"))
    made.title_at, made.labels_at, made.converted = "fields.summary", "fields.labels", True
    made.body, made.body_at = _text(fields, rendered, "description", made), "fields.description"
    made.keep(issue.at("key"), issue.text("key"))
    opened = fields.time(wanted, "created")
    author = _person(fields, "reporter") or _person(fields, "creator")
    if opened is not None:
        made.opened = (opened, fields.at("created"))
        made.remarks.append(Remark(opened, author, "The issue was opened"))
    for role in ("reporter", "creator", "assignee"):
        made.keep(fields.at(role), _said_by(fields, role, made))
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
    names, one = ("displayName", "name", "emailAddress"), fields.child(role)
    return one.text(next((name for name in names if one.value.get(name)), names[0]))


def _said_by(fields: Node, role: str, made: Thread) -> str:
    """A person's name; what else the source calls them is kept."""
    name = _person(fields, role)
    for where, text in fields.child(role).rest():
        if text != name:
            made.keep(where, text)
    return name


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
        who, later = _said_by(one, "author", made), _said_by(one, "updateAuthor", made)
        made.remarks.append(Remark(at, who, _text(one, html, "body", made)))
        if later != who:
            made.keep(one.at("updateAuthor"), later)
        one.used.update({"author", "updateAuthor", "renderedBody", "jsdPublic"})
        for where, text in one.rest():
            made.keep(where, text)


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
        told = f"{counted(len(lines), 'task')} below the issue"
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
            _named_field(label, value, path, made)
    _links(fields, made)
    for key in ("worklog", "attachment", "project", "issuetype", "timetracking"):
        value, path = fields.get(key)
        for where, text in _scalars(value, path):
            made.keep(where, text)
    issue.used.update({"names", "schema", "operations", "editmeta", "transitions", "id", "self"})
    for path, text in issue.rest():
        made.keep(path, text)


def _named_field(label: str, value: Any, path: str, made: Thread) -> None:
    """A short field: of the header where its name is a known label, else kept."""
    found = [(f"{label} ({where})", text) for where, text in _scalars(value, path)]
    for where, text in found:
        made.keep(where, text)
    name = labels.field(label)
    if found and name is not None and name != "status":
        text = ", ".join(text for _, text in found) if name in _LISTS else found[0][1]
        made.named.append((label, text, found[0][0]))


def _links(fields: Node, made: Thread) -> None:
    """Links to other issues: how they are related, their keys, what else is said of them."""
    for link in fields.children("issuelinks"):
        kind = link.child("type")
        for end, relation in (("outwardIssue", "outward"), ("inwardIssue", "inward")):
            other = link.child(end)
            if not other.value:
                continue
            below = other.child("fields")
            words = (
                kind.text(relation) or kind.text("name"),
                other.text("key"),
                below.text("summary"),
            )
            made.keep(link.at(end), " ".join(word for word in words if word))
            for where, text in _scalars(below.value, below.at("")[:-1]):
                if text != below.text("summary"):
                    made.keep(where, text)
        for where, text in kind.rest():
            made.keep(where, text)


def _scalars(value: Any, path: str) -> list[tuple[str, str]]:
    """The words and numbers of a field, whatever its form."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [(path, str(value))]
    return list(texts(value, path))
