"""Chains of recurrences: incidents that say of which earlier one they are the return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hindsite.insight.knowledge import Knowledge
from hindsite.insight.recurrence import Chain
from hindsite.view import words
from hindsite.view.links import Links
from hindsite.view.models import Link
from hindsite.view.panels.evidence import incident_link
from hindsite.view.templates import render

CHAINS_SHOWN = 10
LINKS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ChainView:
    """One chain: its incidents by day, and how many later ones are not shown."""

    incidents: tuple[Link, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class ChainsView:
    """The longest chains, and how many there are."""

    chains: tuple[ChainView, ...]
    count: int


def chains_html(tied: Sequence[Chain], knowledge: Knowledge, links_: Links) -> Markup:
    """Chains as lists of links, the longest first; nothing where there is none."""
    if not tied:
        return Markup()
    views = tuple(_chain(one, knowledge, links_) for one in tied[:CHAINS_SHOWN])
    return Markup(render("panel_chains", view=ChainsView(views, len(tied))))  # noqa: S704 - escaped


def _chain(one: Chain, knowledge: Knowledge, links_: Links) -> ChainView:
    shown = list(zip(one.incident_ids, one.days, strict=True))[:LINKS_SHOWN]
    incidents = [(incident_link(knowledge, links_, id_), day) for id_, day in shown]
    return ChainView(
        tuple(Link(f"{words.iso_day(day)} {link.text}", link.href) for link, day in incidents),
        len(one.incident_ids) - len(shown),
    )
