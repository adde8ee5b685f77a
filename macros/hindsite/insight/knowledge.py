"""Everything that pages and commands ask, in one place: records, tables, indices, the commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from hindsite.insight.filters import Filters, Known, known_values, parse_filters
from hindsite.insight.similar import Similar
from hindsite.library.collection import Library
from hindsite.library.tables import Tables
from hindsite.postmortem.schema import Postmortem


@dataclass(frozen=True, slots=True)
class Commit:
    """The commit a build is made of: full hash, and the day it was made (as committed)."""

    hash: str
    day: date

    @property
    def short(self) -> str:
        """The first seven digits."""
        return self.hash[:7]


@dataclass(frozen=True)
class Records:
    """A library's records with their indices. `commit` None: not a git checkout.

    `similar` are each incident's likest, by id, where they were looked for (see `similar`).
    """

    library: Library
    commit: Commit | None
    similar: Mapping[str, tuple[Similar, ...]] = field(default_factory=dict, kw_only=True)

    @property
    def as_of(self) -> date | None:
        """The day that "overdue" is judged by: the commit's, never today."""
        return self.commit.day if self.commit else None

    @cached_property
    def counted(self) -> tuple[Postmortem, ...]:
        """The incidents that count, the newest first; drafts do not."""
        return tuple(p for p in self.library.postmortems if p.status != "draft")

    @cached_property
    def by_id(self) -> Mapping[str, Postmortem]:
        """Every incident, drafts too, by id."""
        return {postmortem.id: postmortem for postmortem in self.library.postmortems}

    @cached_property
    def by_cause(self) -> Mapping[str, tuple[Postmortem, ...]]:
        """The counted incidents of each cause, the newest first."""
        return _grouped(self.counted, lambda postmortem: postmortem.causes)

    @cached_property
    def by_service(self) -> Mapping[str, tuple[Postmortem, ...]]:
        """The counted incidents of each service, the newest first."""
        return _grouped(self.counted, lambda postmortem: postmortem.services)

    @cached_property
    def by_year(self) -> Mapping[str, tuple[Postmortem, ...]]:
        """The counted incidents of each year ("2024"), the newest first."""
        return _grouped(self.counted, lambda postmortem: (f"{postmortem.day.year:04d}",))

    @cached_property
    def named_by(self) -> Mapping[str, tuple[Postmortem, ...]]:
        """For each id the incidents whose header names it, the newest first."""
        return _grouped(self.counted, lambda p: dict.fromkeys((*p.recurrence_of, *p.related)))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Each counted incident's place among them by id, the oldest 0."""
        return {one.id: number for number, one in enumerate(reversed(self.counted))}

    def outlined(self) -> Records:
        """The same without the texts: small enough to send to every process that draws pages."""
        outlines = tuple(
            replace(record, timeline=(), actions=(), body="", source="")
            for record in self.library.postmortems
        )
        library = replace(self.library, postmortems=outlines, problems=())
        return Records(library, self.commit, similar=self.similar)


@dataclass(frozen=True)
class Knowledge(Records):
    """Records with the tables that figures are asked of."""

    tables: Tables

    @cached_property
    def known(self) -> Known:
        """The values that filters accept."""
        taxonomy = self.library.taxonomy
        return known_values(
            self.tables,
            causes=taxonomy.causes if taxonomy else (),
            triggers=[trigger.slug for trigger in taxonomy.triggers] if taxonomy else (),
            services=self.library.services or (),
            severities=self.library.project.options.severities,
        )

    def filters(self, raw: Mapping[str, object]) -> Filters:
        """Checked filters; raises `FilterError`."""
        return parse_filters(raw, self.known)

    def chosen(self, filters: Filters) -> tuple[Postmortem, ...]:
        """The counted incidents that the filters mean, the newest first."""
        where, parameters = filters.where()
        sql = f"SELECT id FROM incidents WHERE {where} ORDER BY day DESC, id DESC"  # noqa: S608
        return tuple(self.by_id[row[0]] for row in self.tables.ask(sql, parameters))


def _grouped(
    postmortems: Iterable[Postmortem], keys: Callable[[Postmortem], Iterable[str]]
) -> dict[str, tuple[Postmortem, ...]]:
    groups: dict[str, list[Postmortem]] = {}
    for postmortem in postmortems:
        for key in keys(postmortem):
            groups.setdefault(key, []).append(postmortem)
    return {key: tuple(group) for key, group in groups.items()}


def gather(library: Library, commit: Commit | None) -> Knowledge:
    """The knowledge of a library, ready to be asked."""
    severities = library.project.options.severities
    return Knowledge(library, commit, Tables(library.postmortems, severities))
