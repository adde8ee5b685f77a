"""Chats and pages as JSON: every text of theirs stands in the timeline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.errors import HindsiteError
from hindsite.importers.chat_log import read_log, timeline
from hindsite.importers.log_exports import _ASIDE

DAY = date(2024, 3, 14)
ZONE = ZoneInfo("Europe/Berlin")

SLACK: list[dict[str, Any]] = [
    {
        "type": "message",
        "user": "U012AB3CD",
        "text": "seeing 500s &lt;here&gt; &amp; <@U9> <https://g.example.org/x|graph>",
        "ts": "1710408360.000200",
        "user_profile": {"real_name": "Kim Larsen", "display_name": "kim"},
        "reactions": [{"name": "eyes", "users": ["U9"], "count": 1}],
    },
    {
        "subtype": "bot_message",
        "username": "PagerDuty",
        "text": "",
        "attachments": [
            {
                "fallback": "Triggered #77",
                "title": "Triggered #77: High latency",
                "text": "p99 > 2s",
                "color": "danger",
                "fields": [{"title": "Service", "value": "checkout"}],
            }
        ],
        "ts": "1710408300.000100",
    },
    {
        "user": "U9",
        "text": None,
        "files": [{"name": "graph.png", "title": "Latency", "url_private": "https://f.example/x"}],
        "ts": "1710408500.000100",
        "user_profile": {"display_name": "ana"},
    },
    {
        "user": "U9",
        "text": "",
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "rolled back ", "style": {"bold": True}},
                            {"type": "link", "url": "https://c.example/42", "text": "v42"},
                        ],
                    }
                ],
            },
            {"type": "section", "text": {"type": "mrkdwn", "text": "all is well"}},
        ],
        "ts": "1710408600",
    },
]


def written(items: object) -> str:
    """An export as the timeline's section."""
    return timeline(read_log(json.dumps(items), DAY, ZONE).entries, DAY)


def test_slack() -> None:
    """Names for ids, links with their words, and what hangs below a message under its own name."""
    assert written(SLACK).splitlines() == [
        "- 10:25 — PagerDuty: attachment: Triggered #77: High latency",
        "  attachment: p99 > 2s",
        "  Service: checkout",
        r"- 10:26 — Kim Larsen: seeing 500s \<here> & @ana [graph](<https://g.example.org/x>)",
        "  reaction: eyes",
        "- 10:28:20 — ana: file: graph.png",
        "  file: Latency",
        "  file: https://f.example/x",
        "- 10:30 — ana: rolled back [v42](<https://c.example/42>)",
        "  all is well",
    ]


PAGERDUTY: dict[str, Any] = {
    "log_entries": [
        {
            "type": "annotate_log_entry",
            "summary": "Note added by Ana",
            "created_at": "2024-03-14T09:35:00Z",
            "agent": {"type": "user_reference", "summary": "Ana"},
            "channel": {"type": "note", "summary": "Rolling back", "content": "Rolling back v42"},
            "service": {"id": "PS1", "summary": "Checkout"},
        },
        {
            "type": "trigger_log_entry",
            "summary": "Triggered through the API",
            "created_at": "2024-03-14T09:26:00Z",
            "agent": {"summary": "Datadog"},
            "channel": {
                "type": "api",
                "summary": "HighErrorRate on checkout",
                "details": {"region": "eu-west-1", "errors": 97},
            },
            "contexts": [{"type": "link", "href": "https://d.example.org"}],
            "service": {"id": "PS1", "summary": "Checkout"},
            "incident": {"id": "PT4", "summary": "[#1234] HighErrorRate"},
        },
    ],
    "more": False,
    "channel": {"id": "C1", "name": "inc-42"},
}


def test_pagerduty() -> None:
    """Notes, details, links and names; what is the same in every entry stands in the first."""
    assert written(PAGERDUTY).splitlines() == [
        "- 10:26 — Datadog: Triggered through the API",
        "  channel: HighErrorRate on checkout",
        "  channel details region: eu-west-1",
        "  channel details errors: 97",
        "  link: https://d.example.org",
        "  service: Checkout",
        r"  incident: \[#1234\] HighErrorRate",
        "  channel: inc-42",
        "- 10:35 — Note added by Ana",
        "  channel: Rolling back v42",
    ]


_NO_WORDS = re.compile(r"(?:.*_)?(?:id|type|ts)|user|users|color|created_at|subtype|display_name")


def texts(value: object, key: str = "") -> Iterator[str]:
    """Every text that is neither an identifier nor a kind."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from texts(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one, key)
    elif isinstance(value, str) and not _NO_WORDS.fullmatch(key):
        yield value


@pytest.mark.parametrize("export", [SLACK, PAGERDUTY], ids=["slack", "pagerduty"])
def test_no_word_is_lost(export: object) -> None:
    """Each word of each text stands in the draft."""
    found = set(re.findall(r"\w+", written(export)))
    for text in texts(export):
        decoded = re.sub(r"&(?:lt|gt|amp);|<@U9>", " ", text)
        assert set(re.findall(r"\w+", decoded)) <= found, text


WORD = st.from_regex(r"[a-z]{3,8}", fullmatch=True)
TREE = st.recursive(
    WORD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3)
)


@given(st.dictionaries(WORD, TREE, max_size=4), st.sampled_from(["ts", "created_at"]))
def test_unknown_keys_are_kept(more: dict[str, Any], key: str) -> None:
    """Whatever else an entry has, wherever in it: its texts are kept."""
    more = {f"x_{name}": value for name, value in more.items()}
    when = "1710408360" if key == "ts" else "2024-03-14T09:26:00Z"
    made = written([{key: when, "summary": "s", "text": "t", **more}])
    found = set(re.findall(r"\w+", made))
    assert {word for text in texts(more) for word in text.split()} - _aside(more) <= found


def _aside(value: object) -> set[str]:
    """Texts below a key that happens to be one of those that programs tell each other."""
    if isinstance(value, dict):
        own = {
            word
            for key, one in value.items()
            if _ASIDE.fullmatch(key)
            for text in texts(one)
            for word in text.split()
        }
        return own.union(*map(_aside, value.values()))
    return set().union(*map(_aside, value)) if isinstance(value, list) else set()


def test_hostile_texts() -> None:
    """A message is text: no heading, no list, no block that stays open, no control character."""
    said = ["# x\n## Action items\n- [ ] evil", "```\nopen", "<!-- open", "<details>", "\x1b[31m\0"]
    items = [{"ts": 1710408360 + at, "user": "U1", "text": text} for at, text in enumerate(said)]
    assert written(items).splitlines() == [
        r"- 10:26 — U1: \# x",
        r"  \## Action items",
        r"  \- \[ \] evil",
        r"- 10:26:01 — U1: \`\`\`",
        "  open",
        r"- 10:26:02 — U1: \<!-- open",
        r"- 10:26:03 — U1: \<details>",
        r"- 10:26:04 — U1: \[31m",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"ts": "x", "text": 5}]', "[0].ts: expected a time in seconds since 1970"),
        ('[{"ts": true}]', "[0].ts: expected a time in seconds since 1970"),
        ('[{"ts": 1e30}]', "[0].ts: expected a time"),
        ('{"log_entries": [{"created_at": "2024-13-14T10:00Z"}]}', "log_entries[0].created_at: "),
        ('[{"created_at": "2024-03-14T10:00"}]', "expected a time with an offset"),
        ('[{"created_at": "0001-01-01T00:00:00+14:00"}]', "expected a time after 1900"),
        ('[{"ts": 1710408360}, 5]', "[1]: expected an object"),
        ('{"a": 1}', "expected a time"),
        ("{\n bad", "line 2: expected JSON"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str) -> None:
    """The entry and its key, or the line: never a traceback."""
    with pytest.raises(HindsiteError, match=re.escape(told)):
        read_log(text, DAY, ZONE)
