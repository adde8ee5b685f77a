"""Upptime's issues: GitHub issues that its workflow opens and closes, in the same JSON.

What it keeps under `history/` is no source: the last state of each site, and no incident.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hindsite.errors import HindsiteError, printable
from hindsite.importers import github_issues
from hindsite.importers.github_issues import LISTS, UPPTIME_TITLE, is_issue, is_upptime
from hindsite.importers.json_source import Node, looks_like_json, records, sample
from hindsite.importers.source import Finding, Imported, Wanted, one_line
from hindsite.importers.thread import Thread, draft

_HISTORY = re.compile(r"^generator: Upptime\b", re.MULTILINE)
_MARKDOWN = re.compile(
    r"^In \[`[0-9a-f]{7,40}`\].{0,2000}?"
    r"(?:was \*\*down\*\*|experienced \*\*degraded performance\*\*)",
    re.MULTILINE | re.DOTALL,
)
_HEADING = re.compile(r"^#\s+(\S.*)$", re.MULTILINE)
_PLANNED = re.compile(r"^(?:start|end|expectedDown|expectedDegraded):.*$", re.MULTILINE)
_RESOLVED = re.compile(r"\s*\*\*Resolved:\*\*")


def claims(text: str, name: str) -> bool:  # noqa: ARG001 - every format is asked with the name
    """Whether a source is an issue of Upptime's, a list with one, or a file of its history."""
    if not looks_like_json(text):
        begin = text[:20_000]
        return bool(_HISTORY.search(begin) or _MARKDOWN.search(begin))
    found = sample(text, *LISTS)
    issues = bool(found) and all(is_issue(one) for one in found)
    return issues and any(is_upptime(one) for one in found)


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """The incidents. Other issues in the list are read as GitHub's, pull requests left out."""
    if not looks_like_json(text):
        return (_from_markdown(text, wanted),)
    found = records(text, *LISTS)
    without = {one.path: told for one in found if (told := _without(one)) is not None}
    return github_issues.with_left_out(
        [draft(_thread(one, wanted)) for one in found if one.path not in without],
        without.values(),
    )


def _without(one: Node) -> Finding | None:
    """What is said of an entry that is no incident: a pull request, or planned maintenance."""
    if github_issues.is_pull(one):
        return github_issues.left_out(one, "a pull request")
    names = [str(value.get("name") if isinstance(value, dict) else value) for value in _labels(one)]
    if "maintenance" not in (name.casefold() for name in names):
        return None
    found = github_issues.left_out(one, "planned maintenance")
    when = _PLANNED.findall(str(one.value.get("body") or ""))
    told = "; ".join(one_line(line, 200) for line in when)
    return replace(found, told=f"{found.told} ({printable(told)})") if told else found


def _labels(one: Node) -> list[object]:
    found = one.value.get("labels")
    return found if isinstance(found, list) else []


def _thread(issue: Node, wanted: Wanted) -> Thread:
    made = github_issues.thread(issue, wanted)
    title = UPPTIME_TITLE.fullmatch(made.title.strip())
    if title is None:
        return made
    if made.opened is not None:
        at, path = made.opened
        made.time("detected_at", at, path, "the check that failed opened the issue")
    made.put("detected_by", "monitoring", issue.at("title"), "Upptime's check opened the issue")
    made.tags = [tag for tag in made.tags if tag != "status"]
    made.services([(title["site"], issue.at("title"))])
    end = next((one for one in made.remarks if _RESOLVED.match(one.body)), None)
    if end is not None:
        told = "when the closing comment says that the site is well again"
        made.time("mitigated_at", end.at, issue.at("comments"), told)
        made.time("resolved_at", end.at, issue.at("comments"), told)
    else:
        closed = issue.time(wanted, "closed_at", "closedAt")
        made.findings = [one for one in made.findings if one.where != issue.at("closed_at")]
        made.time("resolved_at", closed, issue.at("closed_at"), "Upptime closes it on recovery")
    return made


def _from_markdown(text: str, wanted: Wanted) -> Imported:
    """An issue's text alone: it says what was down, and no time."""
    if _HISTORY.search(text):
        raise HindsiteError(
            "a file of Upptime's history has the last state of a site and no incident; import its "
            "issues: gh issue list --label status --state all --limit 500 --json "
            "number,title,body,author,createdAt,closedAt,labels,comments,url"
        )
    heading = _HEADING.search(text)
    made = Thread("", wanted, heading[1] if heading else "A site is down", text)
    if heading:
        made.body = text[: heading.start()] + text[heading.end() :]
    made.put("detected_by", "monitoring", "text", "Upptime's check opened the issue")
    return draft(made)
