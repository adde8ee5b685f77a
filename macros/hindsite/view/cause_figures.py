"""The figures of every cause, each asked once for all of their pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from hindsite.insight.causes import (
    CauseCount,
    Gaps,
    Promise,
    gaps_by_cause,
    promises_by_cause,
    recurring,
    seen_together,
    unknown_preventive_by_cause,
)
from hindsite.insight.distributions import Distribution, distributions_by
from hindsite.insight.filters import EVERYTHING
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.recurrence import (
    Detection,
    Occurrence,
    detections_by_cause,
    occurrences_by_cause,
    services_by_cause,
)
from hindsite.library.tables import Query
from hindsite.view.charts.drawings import Drawings


@dataclass(frozen=True)
class CauseFigures:
    """What the pages of causes ask, kept once asked, and the drawings they draw with."""

    knowledge: Knowledge
    drawings: Drawings = field(default_factory=Drawings)

    @cached_property
    def ranked(self) -> list[CauseCount]:
        """The causes that have incidents, the most frequent first."""
        return recurring(self.knowledge.tables, "cause", EVERYTHING)

    @cached_property
    def resolve(self) -> dict[str, Distribution]:
        """Time to resolve, by cause."""
        return distributions_by(self.knowledge.tables, "resolve", "cause", EVERYTHING)

    @cached_property
    def gaps(self) -> dict[str, Gaps]:
        """Days between incidents, by cause."""
        return gaps_by_cause(self.knowledge.tables)

    @cached_property
    def heard_occurrences(self) -> tuple[dict[str, list[Occurrence]], tuple[Query, ...]]:
        """Each cause's incidents, the oldest first, and the query that found them."""
        with self.knowledge.tables.hearing() as heard:
            found = occurrences_by_cause(self.knowledge.tables, EVERYTHING)
        return found, tuple(heard)

    @cached_property
    def services(self) -> dict[str, list[tuple[str, int]]]:
        """The services a cause crossed, by cause."""
        return services_by_cause(self.knowledge.tables, EVERYTHING)

    @cached_property
    def detections(self) -> dict[str, list[Detection]]:
        """How incidents were noticed, by cause."""
        return detections_by_cause(self.knowledge.tables, EVERYTHING)

    @cached_property
    def promises(self) -> dict[str, list[Promise]]:
        """Preventive actions not finished, by cause."""
        return promises_by_cause(self.knowledge.tables)

    @cached_property
    def unknown_preventive(self) -> dict[str, int]:
        """Preventive actions of unknown state, by cause."""
        return unknown_preventive_by_cause(self.knowledge.tables)

    @cached_property
    def together(self) -> dict[str, list[tuple[str, int]]]:
        """Causes that share incidents, by cause."""
        return seen_together(self.knowledge.tables)

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """Every cause that has a page: those of the taxonomy, then any other that is used."""
        taxonomy = self.knowledge.library.taxonomy
        named = list(taxonomy.causes) if taxonomy else []
        return tuple(dict.fromkeys([*named, *(cause.slug for cause in self.ranked)]))
