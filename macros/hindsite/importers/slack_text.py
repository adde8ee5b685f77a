"""Slack's own marks in a message, as Markdown that shows the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hindsite.importers.source import escaped
from hindsite.postmortem.rule import RefusedError
from hindsite.postmortem.values import check_address

# Slack encodes these three and no other.
_ENCODED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
# `<@U9>`, `<#C1|general>`, `<!here>`, `<https://a.example|its name>`
_REFERENCE = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|\n]+)(?:\|(?P<name>[^<>\n]*))?>")


def markdown(text: str, people: Mapping[str, str]) -> str:
    """A message as Markdown; `people` are names by id, for those who are spoken to."""
    made, at = [], 0
    for found in _REFERENCE.finditer(text):
        made += [_plain(text[at : found.start()]), _reference(found, people)]
        at = found.end()
    return "".join([*made, _plain(text[at:])])


def _plain(text: str) -> str:
    """Text with its characters decoded, and nothing in it that is a mark."""
    bare = text.strip(" \t")
    if not bare:
        return text
    before, after = text.split(bare, 1)
    return f"{before}{escaped(_decoded(bare))}{after}"


def _decoded(text: str) -> str:
    for code, character in _ENCODED:
        text = text.replace(code, character)
    return text


def _reference(found: re.Match[str], people: Mapping[str, str]) -> str:
    kind, target, name = found["kind"], found["target"], found["name"] or ""
    if kind == "@":
        return _plain(f"@{name.removeprefix('@') or people.get(target, target)}")
    if kind == "#":
        return _plain(f"#{name or target}")
    if kind == "!":
        # `<!subteam^S1|@sre>`, `<!date^1392734382^{date}|a day>`, `<!here>`
        return _plain(name or f"@{target.partition('^')[0]}")
    return _link(_decoded(target), name) or _plain(found[0])


def _link(address: str, name: str) -> str:
    """A link, where it leads where one may; else nothing."""
    try:
        check_address(address)
    except RefusedError:
        return ""
    shown = _plain(name).strip()
    return f"[{shown}](<{address}>)" if shown else f"<{address}>"
