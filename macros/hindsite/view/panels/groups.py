"""The groups of a table: their names, where they lead, in which order, how many are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import UNKNOWN
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.panels.panel import Cell

_NAMES = {"detected_by": "Detected by"}
_WORDS = {"detected_by": "who noticed"}
PERIODS = ("year", "quarter", "month")
# Dimensions of which an incident can have several values.
SEVERAL = ("service", "team", "cause", "tag")

Group = TypeVar("Group")


def group_name(dimension: str) -> str:
    """The head of the groups' column."""
    return _NAMES.get(dimension, dimension.capitalize())


def group_words(dimension: str) -> str:
    """The groups within a sentence: "by who noticed"."""
    return _WORDS.get(dimension, dimension)


def group_href(dimension: str, group: str, knowledge: Knowledge, links_: Links) -> str | None:
    """The page of a group: of a service, a cause or a year that has incidents."""
    if dimension == "service" and group in knowledge.by_service:
        return links_.to(links.service(group))
    if dimension == "cause" and group in knowledge.by_cause:
        return links_.to(links.cause(group))
    if dimension == "year" and group in knowledge.by_year:
        return links_.to(links.year(group))
    return None


def group_cell(dimension: str, group: str, knowledge: Knowledge, links_: Links) -> Cell:
    """A group's name, leading to its page where it has one."""
    href = group_href(dimension, group, knowledge, links_)
    return Cell(group, href=href, unknown=group == UNKNOWN)


def in_order(
    dimension: str, groups: Mapping[str, Group], size: Mapping[str, float]
) -> dict[str, Group]:
    """Periods and severities as they come, the others by `size`, the largest first.

    Groups of one size are in the order of their names; the group `unknown` is the last.
    """
    if dimension in (*PERIODS, "severity"):
        return dict(groups)
    names = sorted(groups, key=lambda name: (name == UNKNOWN, -size[name], name))
    return {name: groups[name] for name in names}


def cut(dimension: str, groups: Mapping[str, Group], limit: int) -> dict[str, Group]:
    """At most so many groups: the newest periods, else the first ones."""
    names = list(groups)
    kept = names[-limit:] if dimension in PERIODS else names[:limit]
    return {name: groups[name] for name in kept}


def groups_shown(dimension: str, shown: int, found: int) -> str:
    """Say "20 of 64 services." where some are not shown, else nothing."""
    if shown >= found:
        return ""
    which = "The newest " if dimension in PERIODS else ""
    return (
        f"{which}{words.count(shown)} of {words.count(found)} groups by {group_words(dimension)}."
    )


def several_note(dimension: str) -> str:
    """That groups overlap, where they do."""
    if dimension not in SEVERAL:
        return ""
    return f"An incident with several {dimension}s counts in each."
