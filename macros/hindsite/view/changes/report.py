"""The report of what a branch changes: waivers, problems, postmortems, and how the figures move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hindsite.errors import Problem
from hindsite.insight.changes import KINDS, Change, Figures, Movement
from hindsite.insight.distributions import METRICS, Distribution
from hindsite.view import words
from hindsite.view.changes.parts import Item, Line, Quoted, Report, Section, Words, spread
from hindsite.view.facts import MEASURES

NOTHING = "no postmortem changes"


def report(
    base: str,
    commit: str,
    changes: Sequence[Change],
    incidents: Sequence[Item],
    moved: Iterable[Movement],
    problems: Sequence[Problem],
    notes: Sequence[Words] = (),
) -> Report:
    """Everything in order; `base` is what it is called, `commit` the hash that it means."""
    counted = f"): {_counted(changes)}."
    compared: Words = ("Compared with ", Quoted(base), " (", Quoted(commit[:7]), counted)
    sections = (
        Section("Waived rules", "waiver", tuple(_waivers(changes))),
        Section("Problems", "problem", tuple(_problem(one) for one in problems)),
        Section("Postmortems", "postmortem", tuple(incidents)),
        Section("Figures", "group", tuple(_movements(moved))),
        Section("Notes", "note", tuple(Item(note) for note in notes)),
    )
    return Report(compared, tuple(section for section in sections if section.items))


def _counted(changes: Sequence[Change]) -> str:
    counts = {kind: sum(one.kind == kind for one in changes) for kind in KINDS}
    told = [(kind, number) for kind, number in counts.items() if number]
    if not told:
        return NOTHING
    (kind, number), *rest = told
    first = f"{words.plural(number, 'postmortem')} {kind}"
    return words.joined([first, *(f"{number:,} {kind}" for kind, number in rest)])


def _waivers(changes: Iterable[Change]) -> Iterator[Item]:
    """What is waived anew comes first: it is what nobody is told of once it is merged."""
    for change in changes:
        for one in change.waivers:
            head: Words = (Quoted(change.latest.id), " waives ", Quoted(one.rule), ": ")
            stays = Line(1, ("what looks like a secret stays in the file",))
            yield Item((*head, Quoted(one.reason)), (stays,) if one.rule == "secret" else ())


def _problem(problem: Problem) -> Item:
    place = (Quoted(problem.path), f" line {problem.line}, ", Quoted(problem.field))
    return Item((f"{problem.level.capitalize()}: ", *place, ": ", Quoted(problem.message)))


def _movements(moved: Iterable[Movement]) -> Iterator[Item]:
    for one in moved:
        if lines := tuple(Line(1, told) for told in _moves(one.before, one.after)):
            yield Item(_group(one), lines)


def _group(movement: Movement) -> Words:
    if movement.dimension is None:
        return ("All incidents",)
    if movement.dimension in ("service", "cause"):
        return (f"{movement.dimension.capitalize()} ", Quoted(movement.value or ""))
    return (movement.value or "",)


def _moves(before: Figures, after: Figures) -> Iterator[Words]:
    """What moves, each in a line; below three values a median says nothing and is left out."""
    if before.count != after.count:
        yield (f"incidents {before.count:,} to {after.count:,}",)
    for metric in METRICS:
        old, new = before.distributions[metric], after.distributions[metric]
        if (old.shown_median, old.known) != (new.shown_median, new.known) and (
            old.shown_median is not None or new.shown_median is not None
        ):
            yield (f"{MEASURES[metric][0].lower()} {_median_moves(old, new)}",)
    items, unfinished = (
        (before.actions.total, after.actions.total),
        (before.actions.unfinished, after.actions.unfinished),
    )
    told = [
        f"{label} {old:,} to {new:,}"
        for label, (old, new) in (("action items", items), ("not finished", unfinished))
        if old != new
    ]
    if told:
        yield spread([(one,) for one in told])


def _median_moves(old: Distribution, new: Distribution) -> str:
    """Write "59m to 1h 09m, n 7 to 8", "59m as before, n 7 to 8", "59m, too few before, n 3"."""
    n = f"n {_n(old)}" if _n(old) == _n(new) else f"n {_n(old)} to {_n(new)}"
    return f"{_medians(old.shown_median, new.shown_median)}, {n}"


def _medians(old: float | None, new: float | None) -> str:
    was, now = (None if one is None else words.duration(one) for one in (old, new))
    if was is None:
        return f"{now}, too few before"
    if now is None:
        return f"{was} before, too few now"
    return f"{was} as before" if was == now else f"{was} to {now}"


def _n(figures: Distribution) -> str:
    known = f"{figures.known:,}"
    return known if figures.known == figures.count else f"{known} of {figures.count:,}"
