"""Measure the figures of a large collection: `python bench/aggregates.py 50000`.

Filling the tables and asking them are timed apart. The records are generated postmortems, read as
the engine reads them; a tenth of the number asked for is read, and copied with other days and ids.
Each figure is asked several times, and what is printed are medians, and the sums of these.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

# Started as a script or as a module, from any folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.generate import FIRST_DAY, REPOSITORY, postmortem, vocabulary
from hindsite.insight.actions import (
    action_mix,
    count_actions,
    count_actions_by,
    count_actions_by_age,
    unfinished_by_age,
)
from hindsite.insight.availability import availability, availability_by_service
from hindsite.insight.causes import recurring
from hindsite.insight.completeness import completeness, completeness_by
from hindsite.insight.distributions import distribution, distributions_by
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.impact import impact_by, impact_totals, impact_values
from hindsite.insight.recurrence import cause_histories, chains, mitigations, returns
from hindsite.library.tables import Tables
from hindsite.postmortem.reading import read
from hindsite.postmortem.schema import DEFAULT_SEVERITIES, Moment, Postmortem
from hindsite.postmortem.vocabulary import Vocabulary

COPIES = 10
DAYS_BETWEEN_COPIES = 37
AS_OF = FIRST_DAY + timedelta(days=365 * 14)
ROWS_SHOWN = 50  # as many as a page lists
Ask = Callable[[], object]


def records(count: int, seed: int) -> list[Postmortem]:
    """So many generated postmortems, read; raises SystemExit if one has a problem."""
    words = vocabulary(REPOSITORY)
    read_count = max(1, -(-count // COPIES))
    found: list[Postmortem] = []
    for number in range(read_count):
        this, text = postmortem(seed, number, read_count - 1, words)
        one, problems = read(f"postmortems/{this.path}", text.encode(), Vocabulary())
        if one is None or problems:
            raise SystemExit(f"a generated postmortem is not valid: {problems}")
        found.append(one)
    return [copied(one, copy) for copy in range(COPIES) for one in found][:count]


def copied(one: Postmortem, copy: int) -> Postmortem:
    """The same incident so many times 37 days later, among its own copies."""
    later = timedelta(days=DAYS_BETWEEN_COPIES * copy)

    def moved(moment: Moment | None) -> Moment | None:
        if moment is None:
            return None
        at = moment.at + later if moment.at else None
        return Moment(moment.written, moment.day + later, at)

    return replace(
        one,
        id=f"{one.id}-{copy}",
        path=f"{one.path}-{copy}",
        started=moved(one.started) or one.started,
        detected=moved(one.detected),
        acknowledged=moved(one.acknowledged),
        mitigated=moved(one.mitigated),
        resolved=moved(one.resolved),
        recurrence_of=tuple(f"{earlier}-{copy}" for earlier in one.recurrence_of),
    )


def of_insights(tables: Tables) -> Iterator[tuple[str, Ask]]:
    """Every figure of the Insights page by name, for the whole collection."""
    for metric in ("detect", "mitigate", "resolve"):
        yield f"{metric}: whole", lambda m=metric: distribution(tables, m, EVERYTHING)  # type: ignore[misc]
        for by in ("severity", "year", "quarter", "service", "cause"):
            yield (
                f"{metric}: by {by}",
                lambda m=metric, by=by: distributions_by(tables, m, by, EVERYTHING),  # type: ignore[misc]
            )
    yield "impact: whole", lambda: impact_totals(tables, EVERYTHING)
    for by in ("service", "cause", "team", "year", "quarter"):
        yield f"impact: by {by}", lambda by=by: impact_by(tables, by, EVERYTHING)  # type: ignore[misc]
    yield "recurrence: causes", lambda: cause_histories(tables, EVERYTHING)
    yield "recurrence: chains", lambda: chains(tables, EVERYTHING)
    yield from _actions(tables, AS_OF)
    yield "completeness: whole", lambda: completeness(tables, EVERYTHING)
    for by in ("team", "year"):
        yield f"completeness: by {by}", lambda by=by: completeness_by(tables, by, EVERYTHING)  # type: ignore[misc]


def of_other_pages(tables: Tables) -> Iterator[tuple[str, Ask]]:
    """Those of the pages of services and causes, and the ids behind a sum."""
    service = recurring(tables, "service", EVERYTHING)[0].slug
    cause = recurring(tables, "cause", EVERYTHING)[0].slug
    year = Filters(year=(str(FIRST_DAY.year + 6),))
    yield "availability: a service", lambda: availability(tables, service, EVERYTHING, AS_OF)
    yield "availability: a year", lambda: availability_by_service(tables, year, AS_OF)
    yield "availability: all", lambda: availability_by_service(tables, EVERYTHING, AS_OF)
    yield "recurrence: returns", lambda: returns(tables, cause, EVERYTHING, ROWS_SHOWN)
    yield "recurrence: mitigations", lambda: mitigations(tables, cause, EVERYTHING)
    yield "impact: values", lambda: impact_values(tables, "outage_equivalent", EVERYTHING)


def _actions(tables: Tables, as_of: date) -> Iterator[tuple[str, Ask]]:
    yield "actions: whole", lambda: count_actions(tables, EVERYTHING, as_of)
    for by in ("owner", "team"):
        yield f"actions: by {by}", lambda by=by: count_actions_by(tables, by, as_of)  # type: ignore[misc]
    yield "actions: mix", lambda: action_mix(tables, EVERYTHING, as_of)
    yield "actions: by age", lambda: count_actions_by_age(tables, EVERYTHING, as_of)
    yield "actions: unfinished", lambda: unfinished_by_age(tables, EVERYTHING, as_of, ROWS_SHOWN)


def seconds(ask: Ask) -> float:
    """How long one answer takes."""
    start = time.perf_counter()
    ask()
    return time.perf_counter() - start


def table(title: str, figures: Iterable[tuple[str, Ask]], runs: int) -> str:
    """Each figure's median in milliseconds, and the sum of these."""
    took = {name: median(seconds(ask) for _ in range(runs)) for name, ask in figures}
    rows = [f"{name:<28}{1000 * each:>8.1f} ms" for name, each in took.items()]
    return "\n".join((*rows, f"{title:<28}{sum(took.values()):>8.2f} s"))


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description="Measure the figures of a large collection.")
    parser.add_argument("count", type=int, nargs="?", default=50_000, help="incidents (50000)")
    parser.add_argument("--runs", type=int, default=3, help="times each figure is asked (3)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the texts (1)")
    given = parser.parse_args()
    made = records(given.count, given.seed)
    tables = Tables(made, DEFAULT_SEVERITIES)
    print(f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{len(made):,} incidents; medians of {given.runs} runs")
    # The tables are filled when something is first asked of them.
    print(f"{'FILLING THE TABLES':<28}{seconds(lambda: tables.ask('SELECT 1')):>8.2f} s")
    print(table("THE INSIGHTS PAGE", of_insights(tables), given.runs))
    print(table("OTHER PAGES", of_other_pages(tables), given.runs))


if __name__ == "__main__":
    main()
