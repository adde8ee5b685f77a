"""What holds for any issue, update or page, however strange; and what is refused, and how fast."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.errors import HindsiteError
from hindsite.importers import (
    confluence,
    formats,
    github_issues,
    gitlab_issues,
    jira,
    statuspage,
    upptime,
)
from hindsite.importers.draft import written
from hindsite.importers.source import Imported, Wanted, clean
from hindsite.postmortem.markdown import parse, tag
from hindsite.postmortem.sections import sections
from tests.importers.words import anything, broken_header, lost, sources, words

WANTED = Wanted(timezone="Europe/Berlin")
FORMATS = (github_issues, gitlab_issues, statuspage, upptime, jira, confluence)
TOLD = ("is before", "at or after", "comes twice", "does not exist")

texts = st.one_of(sources, anything)
titles = anything.map(lambda text: f"T {text}")
moments = st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2090, 1, 1)).map(  # noqa: DTZ001 - the zone is written behind it
    lambda at: f"{at:%Y-%m-%dT%H:%M:%S}Z"
)


def holds(source: str, incidents: tuple[Imported, ...]) -> None:
    """No word is lost, the header is one, and what stands below the text is no part of it."""
    told = {word for one in incidents for found in one.findings for word in found.told.split()}
    assert lost(source, *incidents) - told == set()
    broken = [problem for one in incidents for problem in broken_header(one)]
    assert [one for one in broken if not any(words in one for words in TOLD)] == []
    for one in incidents:
        headings = [part.heading for part in sections(parse(one.draft.body))]
        assert headings[-1] == "As imported"


def human(*parts: object) -> str:
    """The texts of a made source, one a line."""
    return "\n".join(str(part) for part in parts)


@given(
    title=titles,
    body=texts,
    said=st.lists(st.tuples(texts, moments, anything), max_size=3),
    label=anything,
    opened=moments,
)
def test_github_loses_no_word(
    title: str, body: str, said: list[tuple[str, str, str]], label: str, opened: str
) -> None:
    """Title, text, comments, who wrote them, and labels."""
    comments = [
        {"body": text, "createdAt": at, "author": {"login": who, "name": f"N {label}"}}
        for text, at, who in said
    ]
    issue = {
        "number": 1,
        "title": title,
        "body": body,
        "createdAt": opened,
        "comments": comments,
        "labels": [{"name": label}],
        "author": {"login": "ada", "name": "Ada Byron"},
        "url": "https://x.example/1",
    }
    source = json.dumps(issue)
    assert github_issues.claims(source, "a.json")
    said_words = human(
        title, body, label, "Ada Byron", *(part for text, _, who in said for part in (text, who))
    )
    holds(said_words, github_issues.read(source, WANTED))


@given(title=titles, body=texts, note=texts, who=anything, opened=moments)
def test_gitlab_loses_no_word(title: str, body: str, note: str, who: str, opened: str) -> None:
    """Title, description, notes, who wrote them."""
    notes = [{"body": note, "created_at": opened, "author": {"name": who, "username": "u"}}]
    issue = {"iid": 1, "title": title, "description": body, "created_at": opened, "notes": notes}
    source = json.dumps({**issue, "labels": ["one"], "author": {"name": who}})
    assert gitlab_issues.claims(source, "a.json")
    holds(human(title, body, note, who), gitlab_issues.read(source, WANTED))


@given(
    title=titles, said=st.lists(st.tuples(texts, moments), min_size=1, max_size=4), part=anything
)
def test_statuspage_loses_no_word(title: str, said: list[tuple[str, str]], part: str) -> None:
    """Name, updates, components; an update with a few marks of HTML is shown without them."""
    updates = [{"status": "investigating", "body": text, "created_at": at} for text, at in said]
    incident = {"name": title, "incident_updates": updates, "created_at": said[0][1]}
    page = {"name": f"Page {part}", "url": "https://status.example/about"}
    listed = [{**incident, "components": [{"name": part}]}]
    source = json.dumps({"page": page, "incidents": listed})
    assert statuspage.claims(source, "a.json")
    shown = [text for text, _ in said if not statuspage.has_marks(text)]
    holds(human(title, part, *page.values(), *shown), statuspage.read(source, WANTED))


@given(title=titles, body=texts, opened=moments)
def test_upptime_loses_no_word(title: str, body: str, opened: str) -> None:
    """A site's name is a title, whatever it is."""
    name = " ".join(title.split())
    issue = {"number": 1, "title": f"🛑 {name} is down", "body": body, "createdAt": opened}
    source = json.dumps([{**issue, "url": "https://x.example/1", "labels": [{"name": "status"}]}])
    assert upptime.claims(source, "a.json")
    holds(human(title, body), upptime.read(source, WANTED))


_LEAF = st.builds(
    lambda text, marks: {"type": "text", "text": text, "marks": [{"type": one} for one in marks]},
    texts.map(" {} ".format),
    st.lists(st.sampled_from(("strong", "em", "code", "strike", "underline", "new")), max_size=2),
)
_KINDS = (
    *("paragraph", "heading", "bulletList", "listItem", "taskList", "taskItem", "table", "panel"),
    *("tableRow", "tableCell", "blockquote", "codeBlock", "expand", "unheardOf", "orderedList"),
)
_TREE = st.recursive(
    _LEAF,
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(_KINDS), "content": st.lists(inner, max_size=3)}
    ),
    max_leaves=8,
)


def leaves(node: dict[str, Any]) -> list[str]:
    """The texts of a document."""
    own = [node["text"]] if "text" in node else []
    return own + [text for inner in node.get("content", ()) for text in leaves(inner)]


@given(title=titles, nodes=st.lists(_TREE, max_size=4), markup=texts, opened=moments)
def test_jira_loses_no_word(
    title: str, nodes: list[dict[str, Any]], markup: str, opened: str
) -> None:
    """A document of any form as the description, older markup in a comment."""
    document = {"type": "doc", "version": 1, "content": nodes}
    comment = {"created": opened, "author": {"displayName": "Ada"}, "body": markup}
    comment["updateAuthor"] = {"displayName": "Grace Murray"}
    link = {
        "type": {"name": "Relates", "outward": "relates to"},
        "outwardIssue": {"key": "B-2", "fields": {"summary": title}},
    }
    fields = {"summary": title, "description": document, "created": opened}
    more = {"comment": {"comments": [comment]}, "issuelinks": [link]}
    source = json.dumps({"key": "A-1", "fields": {**fields, **more}})
    assert jira.claims(source, "a.json")
    said_words = human(title, *leaves(document), "Grace Murray relates to B-2")
    holds(said_words, jira.read(source, WANTED))


_ELEMENTS = (
    *("p", "h2", "ul", "li", "td", "tr", "table", "b", "code", "pre", "blockquote", "ac:task"),
    *("ac:task-list", "ac:task-body", "ac:rich-text-body", "section", "dl", "dd", "custom", "a"),
)
_HTML = st.recursive(
    st.one_of(st.text(st.characters(codec="utf-8", exclude_characters="<&>"), max_size=20)),
    lambda inner: st.tuples(st.sampled_from(_ELEMENTS), st.lists(inner, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{' '.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=12,
)


@given(parts=st.lists(_HTML, max_size=5))
def test_html_loses_no_word(parts: list[str]) -> None:
    """Any nesting of elements, right or wrong."""
    html = " ".join(parts)
    found = confluence.page(f"<h1>T</h1>{html}")
    assert words(clean(re.sub("<[^>]*>", " ", html))) <= words(shown(found.markdown)) | {"T"}


_INLINE = {"Emphasis", "Strong", "Strikethrough", "Link"}


def shown(markdown: str) -> str:
    """What readers see of Markdown, and what its comments hide."""
    parts = []
    for token in parse(markdown).tokens:
        event = token.event
        if isinstance(event, dict) and not {"Start", "End"} & event.keys():
            value = next(iter(event.values()))
            parts.append(value if isinstance(value, str) else " ")
        elif tag(event) not in _INLINE:
            parts.append(" ")
    return "".join(parts)


WRONG: tuple[Any, ...] = (
    None,
    0,
    -1,
    1.5,
    True,
    "",
    "x",
    [],
    [[]],
    {},
    {"a": {"b": []}},
    [None],
    "9" * 400,
)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_wrong_types_are_told_with_their_path(format_: formats.Format, wrong: object) -> None:
    """Whatever stands for any value of a good source: it is read, or refused with a sentence."""
    for good in GOOD[format_]:
        for broken in replaced(good, wrong):
            source = json.dumps(broken)
            format_.claims(source, "a.json")
            try:
                incidents = format_.read(source, WANTED)
            except HindsiteError as error:
                assert str(error)  # noqa: PT017 - either is right
            else:
                assert all(written(one.draft) for one in incidents)


def replaced(value: Any, wrong: object) -> list[Any]:
    """Copies of a value, in each something else replaced."""
    found = [wrong]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += [{**value, key: other} for other in replaced(inner, wrong)]
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += [[*value[:index], o, *value[index + 1 :]] for o in replaced(inner, wrong)]
    return found


_AT = "2023-06-04T10:05:00Z"
_DOCUMENT = {
    "type": "doc",
    "content": [
        {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "H"}]},
        {"type": "date", "attrs": {"timestamp": "1711929600000"}},
        {"type": "text", "text": "x", "marks": [{"type": "link", "attrs": {"href": "https://x"}}]},
    ],
}
GOOD: dict[Any, list[Any]] = {
    github_issues: [
        [
            {
                "number": 1,
                "title": "T",
                "body": "B",
                "created_at": _AT,
                "closed_at": _AT,
                "html_url": "https://x.example",
                "user": {"login": "a"},
                "state": "closed",
                "labels": [{"name": "SEV2"}],
                "comments": [{"body": "c", "createdAt": _AT}],
            }
        ]
    ],
    gitlab_issues: [
        {
            "iid": 1,
            "title": "T",
            "description": "B",
            "created_at": _AT,
            "labels": ["a"],
            "notes": [{"body": "n", "created_at": _AT, "author": {"name": "a"}}],
        }
    ],
    statuspage: [
        {
            "incidents": [
                {
                    "name": "T",
                    "created_at": _AT,
                    "resolved_at": _AT,
                    "impact": "minor",
                    "components": [{"name": "C"}],
                    "shortlink": "https://x",
                    "incident_updates": [{"status": "resolved", "body": "b", "created_at": _AT}],
                }
            ]
        }
    ],
    upptime: [[{"number": 1, "title": "🛑 A is down", "createdAt": _AT, "body": "B", "url": "u"}]],
    jira: [
        {
            "key": "A-1",
            "names": {"customfield_1": "N"},
            "fields": {
                "summary": "T",
                "created": _AT,
                "description": _DOCUMENT,
                "labels": ["a"],
                "priority": {"name": "P"},
                "customfield_1": "v",
                "components": [{"name": "c"}],
                "comment": {"comments": [{"created": _AT, "body": "b"}]},
                "subtasks": [{"key": "A-2", "fields": {"summary": "S"}}],
            },
        }
    ],
    confluence: [
        {"title": "T 2023-06-04", "body": {"storage": {"value": "<p>x</p>"}}, "createdAt": _AT}
    ],
}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('[{"number": 1, "title": "T"', "line 1: expected JSON"),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice"),
        ('{"a": NaN}', "NaN is no number"),
        ("[" * 100_000, "nested too deep"),
        ("[" * 900 + "]" * 900, "at most 200 levels"),
        ("[" + "{}," * 3_000 + "{}]", "at most 2,000 incidents"),
        ('{"n": ' + "9" * 5_000 + "}", "expected JSON"),
    ],
    ids=["open", "twice", "nan", "deep", "levels", "many", "digits"],
)
def test_json_is_read_strictly(source: str, told: str) -> None:
    """What is no JSON, or too much of it, is refused with what is wrong."""
    with pytest.raises(HindsiteError, match=told):
        github_issues.read(source, WANTED)
    assert not github_issues.claims(source, "a.json")


BOMBS = {
    "deep": "<div>" * 20_000,
    "deep lists": "<ul><li>" * 10_000 + "x",
    "deep tables": "<table><tr><td>" * 8_000 + "x",
    "open tags": "<a " * 30_000,
    "open quotes": '<a b="' * 30_000,
    "open comments": "<!--" * 30_000,
    "open data": "<![CDATA[" * 30_000,
    "signs": "<" * 300_000,
    "entities": "&" * 300_000,
    "items": "<ol>" + "<li>x</li>" * 12_000,
    "rows": "<table>" + "<tr><td>x</td></tr>" * 8_000,
    "spans": "<table>" + "<tr>" + "<td rowspan=99999 colspan=99999>x</td>" * 5_000 + "</tr>" * 9,
    "tall": "<table>" + "<tr><td rowspan=99999>x</td></tr>" * 5_000,
    "attributes": "<a " + "x=y " * 100_000 + ">",
    "scripts": "<script>" * 20_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_of_html(name: str) -> None:
    """A page that is made to take long takes seconds, or is refused."""
    begun = time.process_time()
    try:
        confluence.page(BOMBS[name])
    except HindsiteError as error:
        assert "at most" in str(error)  # noqa: PT017 - either is right
    assert time.process_time() - begun < 20


def test_scripts_are_dropped_and_told() -> None:
    """What runs or paints is no text; what hides is."""
    found = confluence.page(
        "<style>p{}</style><h1>T</h1><script>steal()</script><p hidden>hidden</p>"
        "<a href='javascript:x()'>link</a><img src=x onerror=y alt=picture><!-- note -->"
    )
    assert "steal" not in found.markdown
    assert "javascript" not in found.markdown
    assert "onerror" not in found.markdown
    assert {"hidden", "link", "note"} <= words(shown(found.markdown))
    assert [one.partition(" left out")[0] for one in found.told] == ["1 `style`", "1 `script`"]


def test_what_is_left_out_is_named() -> None:
    """Pull requests among issues; a source of nothing else has no incident."""
    pull = {
        "number": 2,
        "title": "Fix it",
        "created_at": _AT,
        "html_url": "https://x/pull/2",
        "pull_request": {},
    }
    with pytest.raises(HindsiteError, match="no incident in it: left out: a pull request, #2 Fix"):
        github_issues.read(json.dumps([pull]), WANTED)


def test_times_need_a_zone() -> None:
    """A time without an offset is never taken as UTC unasked."""
    issue = {"iid": 1, "title": "T", "created_at": "2023-06-04 10:05:00"}
    with pytest.raises(HindsiteError, match=r"created_at: the time .* has no zone; give --timez"):
        gitlab_issues.read(json.dumps(issue), Wanted())
    (one,) = gitlab_issues.read(json.dumps(issue), WANTED)
    assert one.draft.header["started_at"] == "2023-06-04 10:05"


def test_an_open_block_hides_nothing() -> None:
    """A comment or a fence that the text leaves open does not take in what stands below it."""
    for text in ("<!-- open", "```\nopen", "<pre>\nopen", "- a\n  ~~~\n  open"):
        issue = {"iid": 1, "title": "T", "description": text, "created_at": _AT}
        (one,) = gitlab_issues.read(json.dumps(issue), WANTED)
        names = [part.name for part in sections(parse(one.draft.body))]
        assert "timeline" in names


def test_history_of_upptime_is_no_incident() -> None:
    """The last state of a site says what to import instead."""
    source = "url: https://x\nstatus: up\ngenerator: Upptime <https://github.com/upptime/upptime>\n"
    assert upptime.claims(source, "x.yml")
    with pytest.raises(HindsiteError, match="gh issue list"):
        upptime.read(source, WANTED)
