"""`hindsite stats`: the figures of the pages, in a terminal."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hindsite.config import load_project
from hindsite.errors import HindsiteError
from hindsite.insight.distributions import (
    CLOCKS,
    DIMENSIONS,
    METRICS,
    Distribution,
    distribution,
    distributions_by,
)
from hindsite.insight.filters import FILTER_NAMES
from hindsite.insight.knowledge import Knowledge, gather
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN
from hindsite.library.collection import load
from hindsite.library.workers import Workers
from hindsite.view import words
from hindsite.view.facts import MEASURES

Row = dict[str, str | int | float | None]
Groups = Mapping[str, Distribution] | Mapping[None, Distribution]

# A table that nobody's terminal bounds is as wide as its words.
UNBOUNDED = 1000
_FILTER_HELP = {
    "service": "A service's slug.",
    "team": "A team's slug.",
    "cause": "A cause's slug.",
    "tag": "A tag.",
    "trigger": "A trigger's slug.",
    "severity": "A severity of the site, in any case.",
    "detected_by": "Who or what noticed first.",
    "year": "A year, such as 2024.",
    "quarter": "A quarter, such as 2024-Q3.",
    "since": "A date, such as 2024-01-31: on or after it.",
    "until": "A date: on or before it.",
}
_ONCE = ("since", "until")


def _filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Every filter that macros take, as an option of the same name."""
    for name in reversed(FILTER_NAMES):
        option = click.option(
            f"--{name.replace('_', '-')}", name, multiple=name not in _ONCE, help=_FILTER_HELP[name]
        )
        command = option(command)
    return command


@click.command()
@click.option(
    "--metric",
    type=click.Choice(METRICS),
    default="resolve",
    show_default=True,
    help="The duration that is asked for.",
)
@click.option(
    "--by", type=click.Choice(DIMENSIONS), help="One row for each of these; the whole by default."
)
@click.option(
    "--clock",
    type=click.Choice(CLOCKS),
    default="computed",
    show_default=True,
    help="From the postmortems' times, or as their authors stated it.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="For people, or for programs; there durations are in seconds.",
)
@click.option(
    "--config-file",
    "-f",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="The site's mkdocs.yml; the nearest one at or above this folder by default.",
)
@_filter_options
def stats(
    metric: str, by: str | None, clock: str, format_: str, config_file: Path | None, **raw: Any
) -> None:
    """Count and measure incidents: how many are known, median, 95% interval, p90, mean.

    Filters choose the incidents. One given several times means any of its values; several narrow.

    Exit status 0: done. 2: could not run (a wrong option, or postmortems with errors).
    """
    knowledge = _knowledge(config_file)
    given = {name: value for name, value in raw.items() if value != ()}
    filters = knowledge.filters(given)
    groups: Groups = distributions_by(knowledge.tables, metric, by, filters, clock)
    if format_ == "table":
        whole = distribution(knowledge.tables, metric, filters, clock)
        _print_table(_heading(metric, by, clock, filters.words), by, groups, whole)
        return
    rows = [figures(group, one) for group, one in groups.items()]
    click.echo(_csv(rows) if format_ == "csv" else json.dumps(rows, ensure_ascii=False, indent=1))


def _knowledge(config_file: Path | None) -> Knowledge:
    """What the pages are made of; postmortems with errors are refused as a build refuses them."""
    workers = Workers()
    try:
        library = load(load_project(config_file, Path.cwd()), workers=workers)
    finally:
        workers.close()
    if library.errors:
        count = words.plural(len(library.errors), "problem")
        listed = "\n".join(f"  {problem}" for problem in library.errors)
        raise HindsiteError(f"{count} (postmortem); nothing was counted.\n{listed}")
    return gather(library, commit=None)


def figures(group: str | None, one: Distribution) -> Row:
    """A group as JSON and CSV have it, durations in seconds: the contract's keys, then more."""
    return {
        "group": group,
        "count": one.count,
        "known": one.known,
        "mean_s": _number(one.mean),
        "median_s": _number(one.median),
        "p90_s": _number(one.p90),
        "min_s": _number(one.minimum),
        "max_s": _number(one.maximum),
        "low_s": _number(one.low),
        "high_s": _number(one.high),
        "p25_s": _number(one.p25),
        "p75_s": _number(one.p75),
        "total_s": _number(one.total),
        "lower_bounds": one.lower_bounds,
    }


def _number(value: float | None) -> int | float | None:
    """Seconds to the microsecond: what interpolation leaves behind that is no digit of anyone's."""
    if value is None:
        return None
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _csv(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(figures(None, Distribution(0, 0))), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue().removesuffix("\n")


def _cell(value: str | float | None) -> str | float | None:
    # A spreadsheet runs what begins like a formula; an apostrophe makes it text again.
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def _heading(metric: str, by: str | None, clock: str, filters: str) -> str:
    measure = MEASURES[metric][1]
    grouped = f", by {by.replace('_', ' ')}" if by else ""
    stated = ", as stated" if clock == "stated" else ""
    return f"{measure}{grouped}{stated}{': ' + filters if filters else ''}"


def _print_table(heading: str, by: str | None, groups: Groups, whole: Distribution) -> None:
    console = Console(
        highlight=False, markup=False, width=None if sys.stdout.isatty() else UNBOUNDED
    )
    console.print(Text(heading))
    if not whole.count:
        console.print("No incident matches.")
        return
    console.print(_table((by or "").replace("_", " "), groups))
    if bounds := whole.lower_bounds:
        console.print(
            f"{words.plural(bounds, 'value')} {'is' if bounds == 1 else 'are'} at least so long: "
            "the start is an estimate."
        )


def _table(by: str, groups: Groups) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(by, overflow="fold")
    for name in ("n", "median", "95% interval", "p90", "mean", "shortest", "longest"):
        table.add_column(name, justify="right")
    for group, one in groups.items():
        table.add_row(Text(group or "all"), *_cells(one))
    return table


def _cells(one: Distribution) -> tuple[Text, ...]:
    enough = one.known >= SMALLEST_FOR_MEDIAN
    return (
        Text(f"{words.count(one.known)} of {words.count(one.count)}"),
        _duration(one.median, one.known, enough=enough),
        _interval(one),
        _duration(one.p90, one.known, enough=enough),
        *(_duration(value, one.known) for value in (one.mean, one.minimum, one.maximum)),
    )


def _interval(one: Distribution) -> Text:
    if one.low is None or one.high is None:
        return _absent(one.known)
    return Text(f"{words.duration(one.low)} to {words.duration(one.high)}")


def _duration(seconds: float | None, known: int, *, enough: bool = True) -> Text:
    return Text(words.duration(seconds)) if seconds is not None and enough else _absent(known)


def _absent(known: int) -> Text:
    return Text("too few" if known else "unknown", style="dim")
