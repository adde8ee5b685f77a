"""Draw every kind of chart at every size and time it: `python bench/charts.py gallery.html`.

The page shows each kind with 0, 1, 3, 8, 60 and 5,000 incidents, both drawings, in the theme's
colours; `--kinds` and `--counts` choose some. The table tells the time to lay out and draw both
drawings, and to find them again, and their size.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from markupsafe import escape

from hindsite.insight.distributions import Distribution
from hindsite.insight.statistics import median_interval_ranks
from hindsite.view.charts.ageing import Age, Ageing
from hindsite.view.charts.calendar import Calendar, Day
from hindsite.view.charts.drawings import Drawings, Figure
from hindsite.view.charts.matrix import Cell, Matrix, Total
from hindsite.view.charts.parts import Middle, Timed
from hindsite.view.charts.periods import Period, Periods
from hindsite.view.charts.phases import Part, PhaseRow, Phases
from hindsite.view.charts.recurrence import CauseRow, Recurrence, Seen
from hindsite.view.charts.returns import Return, Returns
from hindsite.view.charts.strip import Strip, StripRow
from hindsite.view.links import Links
from hindsite.view.models import Badge, Rank
from hindsite.view.templates import render

COUNTS = (0, 1, 3, 8, 60, 5000)
ASSETS = Path(__file__).parents[1] / "macros" / "hindsite" / "view" / "assets"
SINCE, UNTIL = 2014, 2026
WORDS = ("Race condition in the order API", "Misaddressed build farm", "Clock skew", "Full disk")
ENDS = ("crashes the backend", "overloads the package index", "expires every session at once")
CAUSES = (
    "process-gap",
    "code-defect",
    "config-change",
    "capacity",
    "deploy",
    "cascading-failure",
    "network",
    "monitoring-gap",
    "cloud-provider",
    "certificate-expiry",
)
SERVICES = ("web-app", "order-api", "cdn", "load-balancing", "ebs", "billing", "feature-flags")
SEVERITIES: tuple[Rank, ...] = (1, 2, 3, 4, 0)
BADGES = (
    Badge("SEV1", 1, "severity 1"),
    Badge("SEV2", 2, "severity 2"),
    Badge("SEV3", 3, "severity 3"),
    Badge("SEV4", 4, "severity 4"),
    Badge("unknown", 0, "severity unknown"),
)


class Incident:
    """A generated incident: `seconds` None is unknown."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.title = f"{chance.choice(WORDS)} {chance.choice(ENDS)}"
        days = (date(UNTIL, 6, 30) - date(SINCE, 2, 1)).days
        self.day = date(SINCE, 2, 1) + timedelta(days=int(days * chance.random() ** 0.7))
        self.href = f"incidents/{self.day}-{chance.choice(SERVICES)}-outage-{number}/"
        length = round(chance.lognormvariate(9.9, 1.4) / 60) * 60
        self.seconds: float | None = None if chance.random() < 0.15 else length
        self.rank = chance.choices(SEVERITIES, (50, 30, 12, 5, 3))[0]
        self.causes = chance.sample(CAUSES, chance.choice((1, 2, 3)))
        self.service = chance.choice(SERVICES)
        self.parts = (chance.expovariate(2), chance.expovariate(1), chance.expovariate(3))

    @property
    def dot(self) -> Timed:
        """The incident in a figure of durations."""
        return Timed(self.seconds or 0, self.title, self.href)


def incidents(count: int, seed: int = 7) -> list[Incident]:
    """A collection in the order of its days."""
    chance = random.Random(seed)
    return sorted((Incident(n, chance) for n in range(count)), key=lambda one: one.day)


def figures(values: list[float], count: int) -> Distribution:
    """What the tables would say of these values."""
    ordered = sorted(values)
    ranks = median_interval_ranks(len(ordered))
    low, high = (ordered[ranks[0] - 1], ordered[ranks[1] - 1]) if ranks else (None, None)
    middle = median(ordered) if ordered else None
    return Distribution(count, len(ordered), median=middle, low=low, high=high)


def group(chosen: list[Incident]) -> tuple[Distribution, tuple[Timed, ...]]:
    """The figures of a group and its dots."""
    known = [one for one in chosen if one.seconds is not None]
    values = [one.seconds for one in known if one.seconds is not None]
    return figures(values, len(chosen)), tuple(one.dot for one in known)


def strip(chosen: list[Incident]) -> Figure:
    """Time to resolve, as a whole and by severity."""
    rows = [StripRow("All", *group(chosen))]
    rows += [
        StripRow(badge.word, *group([one for one in chosen if one.rank == badge.rank]))
        for badge in BADGES[:3]
    ]
    return Strip(tuple(rows))


def by_year(chosen: list[Incident]) -> Figure:
    """Time to resolve by year."""
    years = sorted({one.day.year for one in chosen})
    found = [Period(y, None, *group([i for i in chosen if i.day.year == y])) for y in years]
    return Periods(tuple(found), "year")


def by_quarter(chosen: list[Incident]) -> Figure:
    """Time to resolve by quarter."""
    quarters: dict[tuple[int, int], list[Incident]] = {}
    for one in chosen:
        quarters.setdefault((one.day.year, (one.day.month + 2) // 3), []).append(one)
    found = [Period(year, part, *group(kept)) for (year, part), kept in quarters.items()]
    return Periods(tuple(found), "quarter")


def returns(chosen: list[Incident]) -> Figure:
    """All incidents as those of one cause."""
    rows: list[Return] = []
    gaps: list[float] = []
    before: date | None = None
    for one in chosen:
        gap = None if before is None else float((one.day - before).days)
        gaps += [] if gap is None else [gap]
        before = one.day
        name = one.service
        rows.append(Return(one.day, one.title, one.href, one.seconds, gap, name=name))
    resolve = Middle.of(group(chosen)[0])
    between = Middle.of(figures(gaps, len(gaps)))
    return Returns(tuple(rows), resolve, between, SINCE, UNTIL)


def calendar(chosen: list[Incident]) -> Figure:
    """Incidents by month and year."""
    return Calendar(tuple(Day(i.day, i.rank, i.title, i.href) for i in chosen), BADGES)


def matrix(chosen: list[Incident]) -> Figure:
    """Causes by service."""
    causes = {slug: sum(slug in one.causes for one in chosen) for slug in CAUSES}
    services = {slug: sum(slug == one.service for one in chosen) for slug in SERVICES}
    cells = {
        (cause, service): Cell(count, f"explore/?cause={cause}&service={service}")
        for cause in CAUSES
        for service in SERVICES
        if (count := sum(cause in one.causes and one.service == service for one in chosen))
    }

    def totals(counts: dict[str, int]) -> tuple[Total, ...]:
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Total(*pair) for pair in ordered if pair[1])

    return Matrix(totals(causes), totals(services), cells)


def recurrence(chosen: list[Incident]) -> Figure:
    """When each cause was seen."""
    rows = [
        CauseRow(
            slug,
            tuple(Seen(one.day, one.title, one.href) for one in chosen if slug in one.causes),
            "205 days between",
            f"causes/{slug}/",
        )
        for slug in CAUSES
        if any(slug in one.causes for one in chosen)
    ]
    rows.sort(key=lambda row: -len(row.incidents))
    return Recurrence(tuple(rows), SINCE, UNTIL)


def ageing(chosen: list[Incident]) -> Figure:
    """Action items by age, about one for each incident."""
    chance = random.Random(len(chosen))
    labels = ("under 30 days", "30 to 90 days", "90 to 180 days", "180 to 365 days", "over a year")
    counts = {label: [0] * 5 for label in labels}
    for _ in chosen:
        state = chance.choices(range(5), (9, 2, 4, 1, 6))[0]
        counts[chance.choices(labels, (1, 2, 3, 6, 20))[0]][state] += 1
    ages = [Age(label, (c[0], c[1], c[2], c[3], c[4]), "actions/") for label, c in counts.items()]
    return Ageing(tuple(ages) if chosen else ())


def phases(chosen: list[Incident]) -> Figure:
    """What the incidents' time went into."""
    rows = []
    for number, one in enumerate(reversed(chosen)):
        if not one.seconds:
            continue
        first, second, third = (one.seconds * part / sum(one.parts) for part in one.parts)
        parts = (Part("undetected", first), Part("responding", second), Part("recovering", third))
        if number % 6 == 5:
            parts = (Part("hatched", first + second), parts[2], Part("undetected", 0))
        rows.append(PhaseRow(f"{one.day}  {one.title}", one.title, parts, one.href))
    return Phases(tuple(rows), len(chosen))


KINDS: dict[str, Callable[[list[Incident]], Figure]] = {
    "strip": strip,
    "year": by_year,
    "quarter": by_quarter,
    "returns": returns,
    "calendar": calendar,
    "matrix": matrix,
    "recurrence": recurrence,
    "ageing": ageing,
    "phases": phases,
}


def page(sections: list[str]) -> str:
    """A page of its own with the site's style sheets in it."""
    css = "\n".join(
        (ASSETS / name).read_text(encoding="utf-8")
        for name in ("theme.css", "components.css", "charts.css")
    )
    style = "html{font-size:125%}body{margin:0 auto;padding:16px;max-width:61.6rem;line-height:1.5;"
    style += "font-family:var(--md-text-font-family)}h2{font-size:.9rem;margin:2rem 0 .5rem}"
    head = '<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">'
    head += f'<meta name="color-scheme" content="light dark"><style>{css}{style}</style>'
    body = "".join(sections)
    return f'<!doctype html><html lang="en"><meta charset="utf-8">{head}<body>{body}</body></html>'


def main() -> None:
    """Read the command line, draw, time, write."""
    parser = argparse.ArgumentParser(description="Draw and time every kind of chart.")
    parser.add_argument("file", type=Path, nargs="?", help="where the gallery is written")
    parser.add_argument("--kinds", nargs="*", choices=tuple(KINDS), default=tuple(KINDS))
    parser.add_argument("--counts", nargs="*", type=int, default=COUNTS)
    given = parser.parse_args()
    sections = []
    print(f"{'kind':<12}{'incidents':>10}{'draw ms':>10}{'again ms':>10}{'kB':>8}")
    # The first drawing pays for the imports.
    started = time.perf_counter()
    Drawings().chart(KINDS["matrix"](incidents(3)))
    sys.stderr.write(f"first drawing: {time.perf_counter() - started:.2f} s\n")
    for kind in given.kinds:
        for count in given.counts:
            figure, drawings = KINDS[kind](incidents(count)), Drawings()
            started = time.perf_counter()
            chart = drawings.chart(figure)
            drawn = time.perf_counter()
            drawings.chart(figure)
            again = time.perf_counter()
            size = (len(chart.wide.encode()) + len(chart.narrow.encode())) / 1e3
            took = f"{1e3 * (drawn - started):>10.0f}{1e3 * (again - drawn):>10.1f}"
            print(f"{kind:<12}{count:>10,}{took}{size:>8.1f}", flush=True)
            drawing = render("chart", view=chart.linked(Links("")))
            sections.append(f"<h2>{escape(kind)}, {count:,}</h2>{drawing}")
    if given.file:
        given.file.write_text(page(sections), encoding="utf-8")


if __name__ == "__main__":
    main()
