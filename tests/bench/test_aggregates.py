from __future__ import annotations

from bench.aggregates import of_insights, of_other_pages, records
from hindsite.library.tables import Tables
from hindsite.postmortem.schema import DEFAULT_SEVERITIES


def test_what_is_measured_is_a_collection() -> None:
    """As many incidents as asked for, each id once, copies on days of their own."""
    made = records(25, seed=3)
    assert len(made) == len({one.id for one in made}) == 25
    assert len({one.day for one in made}) > 20
    assert all(one.started.at and one.started.at.date() == one.day for one in made)


def test_every_figure_that_is_measured_has_an_answer() -> None:
    """A figure over nothing is quick, and would measure nothing."""
    tables = Tables(records(300, seed=3), DEFAULT_SEVERITIES)
    asked = [*of_insights(tables), *of_other_pages(tables)]
    assert len({name for name, _ in asked}) == len(asked)
    assert [name for name, ask in asked if not ask()] == []
