"""What one state of a collection changes against another: incidents, and the figures they move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from hindsite.insight.actions import ActionCounts, count_actions, count_actions_by
from hindsite.insight.distributions import METRICS, Distribution, distribution, distributions_by
from hindsite.insight.filters import EVERYTHING
from hindsite.library.tables import Tables, quarter_of
from hindsite.postmortem.schema import Postmortem, Waiver

Kind = Literal["added", "changed", "removed"]
KINDS: tuple[Kind, ...] = ("added", "changed", "removed")
# The whole, then the periods, then what was hit and why.
DIMENSIONS: tuple[str | None, ...] = (None, "year", "quarter", "service", "cause")

_NO_ACTIONS = ActionCounts(0, 0, 0, 0, 0, 0, None)


@dataclass(frozen=True, slots=True)
class Change:
    """One incident that differs: `before` is None where it is added, `after` where it is removed.

    A file renamed with its former id among its aliases is changed, not removed and added.
    """

    before: Postmortem | None
    after: Postmortem | None

    @property
    def kind(self) -> Kind:
        """What happened to it."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def latest(self) -> Postmortem:
        """The incident as it is now, or as it was last."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a change has a side
        return found

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        """The house rules that are waived now and were not, or not for the same reason."""
        known = self.before.waivers if self.before else ()
        return tuple(one for one in (self.after.waivers if self.after else ()) if one not in known)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a group of incidents: a distribution for each metric, and action items."""

    distributions: Mapping[str, Distribution] = field(
        default_factory=lambda: dict.fromkeys(METRICS, Distribution(0, 0))
    )
    actions: ActionCounts = _NO_ACTIONS

    @property
    def count(self) -> int:
        """How many incidents there are."""
        return self.distributions["resolve"].count


@dataclass(frozen=True, slots=True)
class Movement:
    """A group whose figures differ: `dimension` and `value` name it, both None the whole."""

    dimension: str | None
    value: str | None
    before: Figures
    after: Figures


def changes(before: Iterable[Postmortem], after: Iterable[Postmortem]) -> tuple[Change, ...]:
    """The incidents that differ in any word: added, then changed, then removed, the newest first.

    A file that only moved to another folder does not differ: its id is its name.
    """
    old = {one.id: one for one in before}
    new = {one.id: one for one in after}
    former = {
        id_: next((alias for alias in one.aliases if alias in old and alias not in new), None)
        for id_, one in new.items()
        if id_ not in old
    }
    found = [
        *(Change(old.get(former.get(id_) or id_), one) for id_, one in new.items()),
        *(
            Change(one, None)
            for id_, one in old.items()
            if id_ not in new and id_ not in former.values()
        ),
    ]
    differing = [one for one in found if _differs(one)]
    differing.sort(key=lambda one: (one.latest.day, one.latest.id), reverse=True)
    return tuple(sorted(differing, key=lambda one: KINDS.index(one.kind)))


def _differs(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    return (before.id, before.source) != (after.id, after.source)


def movements(before: Tables, after: Tables, touched: Iterable[Postmortem]) -> tuple[Movement, ...]:
    """The groups that any of the incidents is in, as it was or is, where their figures differ.

    The whole comes first, then year, quarter, services and causes, each by name.
    """
    incidents = tuple(touched)
    return tuple(
        movement
        for dimension in DIMENSIONS
        for movement in _movements(before, after, dimension, _values(incidents, dimension))
        if movement.before != movement.after
    )


def _values(incidents: Iterable[Postmortem], dimension: str | None) -> list[str | None]:
    if dimension is None:
        return [None]
    named: set[str | None] = set()
    for one in incidents:
        named.update(_groups(one, dimension))
    return sorted(named, key=str)


def _groups(one: Postmortem, dimension: str) -> tuple[str, ...]:
    if dimension == "year":
        return (f"{one.day.year:04d}",)
    if dimension == "quarter":
        return (quarter_of(one.day.month, one.day.year),)
    return one.services if dimension == "service" else one.causes


def _movements(
    before: Tables, after: Tables, dimension: str | None, values: Iterable[str | None]
) -> Iterator[Movement]:
    old, new = _figures(before, dimension), _figures(after, dimension)
    none = Figures()
    for value in values:
        yield Movement(dimension, value, old.get(value, none), new.get(value, none))


def _figures(tables: Tables, dimension: str | None) -> dict[str | None, Figures]:
    """Every group's figures, with one query a metric however many groups there are."""
    if dimension is None:
        of_all = {metric: distribution(tables, metric, EVERYTHING) for metric in METRICS}
        return {None: Figures(of_all, count_actions(tables, EVERYTHING, None))}
    by_metric = {
        metric: distributions_by(tables, metric, dimension, EVERYTHING) for metric in METRICS
    }
    actions = count_actions_by(tables, dimension, None)
    return {
        value: Figures(
            {metric: groups[value] for metric, groups in by_metric.items()},
            actions.get(value, _NO_ACTIONS),
        )
        for value in by_metric["resolve"]
    }
