"""`hindsite stats`: the figures of the pages, as a table, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from hindsite.commands.stats import _csv, figures, stats
from hindsite.insight.distributions import Distribution
from hindsite.insight.filters import FILTER_NAMES
from tests.commands.test_validate import Command
from tests.insight.golden import Case, cases
from tests.library import trees

KEYS = ["group", "count", "known", "mean_s", "median_s", "p90_s", "min_s", "max_s"]
MORE = ["low_s", "high_s", "p25_s", "p75_s", "total_s", "lower_bounds"]
CASES = cases()
TREE = {
    "mkdocs.yml": "plugins: [hindsite]\n",
    "taxonomy.yml": trees.TAXONOMY,
    "2024-01-01-a.md": trees.written(
        "2024-01-01 10:00", resolved_at="2024-01-01 10:11", causes="[deploy]", services="[api]"
    ),
    "2024-02-01-b.md": trees.written(
        "2024-02-01 10:00", resolved_at="2024-02-01 13:08", severity="SEV1"
    ),
    "2024-05-01-c.md": trees.written(
        "2024-05-01 10:00", resolved_at="2024-05-02 10:00", started_estimated="true"
    ),
    "2024-05-02-d.md": trees.written("2024-05-02 10:00", causes="[deploy, config-change]"),
    "2024-05-03-e.md": trees.written("2024-05-03 10:00", resolved_at="2024-05-03 10:20"),
    "2024-05-04-f.md": trees.written("2024-05-04 10:00", resolved_at="2024-05-04 10:40"),
    "2024-08-01-g.md": trees.written("2024-08-01 10:00"),
}


@pytest.fixture
def hindsite(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line: `hindsite(folder, "stats", …)`."""
    return Command(monkeypatch, capsys)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A knowledge base of seven incidents, five of known length."""
    return trees.project(tmp_path / "kb", TREE).root


def rows(hindsite: Command, folder: Path, *options: str) -> list[dict[str, Any]]:
    """What the command prints as JSON."""
    done = hindsite(folder, "stats", "--format", "json", *options)
    assert (done.status, done.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_figures_reproduce(hindsite: Command, tmp_path: Path, case: Case) -> None:
    """Each collection computed by hand comes out to the second; the named keys are compared."""
    trees.project(tmp_path, case.files())
    for options, expected in case.figures.items():
        found = rows(hindsite, tmp_path, *shlex.split(options))
        kept = [{key: row[key] for key in want} for row, want in zip(found, expected, strict=False)]
        assert kept == expected, options
        assert len(found) == len(expected), options


def test_the_keys_are_the_contracts(hindsite: Command, base: Path) -> None:
    """The contract's keys come first, in its order; a whole second is an integer."""
    (row,) = rows(hindsite, base)
    assert list(row) == KEYS + MORE
    assert row["group"] is None
    assert json.dumps(row["median_s"]) == "2400"


def test_what_arithmetic_leaves_behind_is_not_printed() -> None:
    """A percentile is whole where it is whole; a third of a second has six digits."""
    row = figures("x", Distribution(3, 3, p90=9.1 * 60, mean=100 / 3, median=0.0))
    assert (row["p90_s"], row["mean_s"], row["median_s"]) == (546, 33.333333, 0)
    assert isinstance(row["p90_s"], int)


def test_table(hindsite: Command, base: Path) -> None:
    """One row a group with its n; two values are points without a median, none is unknown."""
    done = hindsite(base, "stats", "--by", "quarter", "--since", "2024-01-01")
    assert done.status == 0
    assert [line.rstrip() for line in done.out.splitlines()] == [
        "Time to resolve, by quarter: since 2024-01-01",
        "quarter       n   median  95% interval      p90     mean  shortest  longest",
        "2024-Q1  2 of 2  too few       too few  too few   1h 40m       11m   3h 08m",
        "2024-Q2  3 of 4      40m       too few  19h 20m   8h 20m       20m    1d 0h",
        "2024-Q3  0 of 1  unknown       unknown  unknown  unknown   unknown  unknown",
        "1 value is at least so long: the start is an estimate.",
    ]


def test_table_of_the_whole(hindsite: Command, tmp_path: Path) -> None:
    """Without a dimension there is one row, and from six values on an interval."""
    ends = ("10:10", "10:20", "10:30", "10:40", "10:50", "11:00")
    tree = {
        f"2024-01-0{n}-a.md": trees.written(
            f"2024-01-0{n} 10:00", resolved_at=f"2024-01-0{n} {end}"
        )
        for n, end in enumerate(ends, 1)
    }
    trees.project(tmp_path, tree)
    done = hindsite(tmp_path, "stats")
    assert [line.rstrip() for line in done.out.splitlines()] == [
        "Time to resolve",
        "          n  median   95% interval  p90  mean  shortest  longest",
        "all  6 of 6     35m  10m to 1h 00m  55m   35m       10m   1h 00m",
    ]


def test_a_table_names_its_clock(hindsite: Command, base: Path) -> None:
    """Stated durations are said to be stated; nobody stated any."""
    done = hindsite(base, "stats", "--clock", "stated", "--metric", "impact", "--by", "detected_by")
    assert done.out.startswith("Users affected for, by detected by, as stated\n")


def test_csv(hindsite: Command, base: Path) -> None:
    """CSV has the keys of JSON as its head, and nothing where nothing is known."""
    done = hindsite(base, "stats", "--by", "cause", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(done.out)))
    assert done.out.splitlines()[0] == ",".join(KEYS + MORE)
    assert [(row["group"], row["count"], row["known"], row["mean_s"]) for row in found] == [
        ("config-change", "1", "0", ""),
        ("deploy", "2", "1", "660"),
        ("unknown", "5", "4", "25320"),
    ]


@pytest.mark.parametrize("group", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(group: str) -> None:
    """A spreadsheet opens a name that begins like a formula as text."""
    (row,) = csv.DictReader(io.StringIO(_csv([figures(group, Distribution(1, 0))]), newline=""))
    assert row["group"] == f"'{group}"


def test_filters_are_options(hindsite: Command, base: Path) -> None:
    """An option given twice means any of its values; several options narrow."""
    assert {name for option in stats.params if (name := option.name) in FILTER_NAMES} == set(
        FILTER_NAMES
    )
    for options, count in (
        ("--cause deploy", 2),
        ("--cause deploy --service api", 1),
        ("--cause deploy --cause unknown", 7),
        ("--severity sev1 --severity unknown", 1),
        ("--quarter 2024-q1 --quarter 2024-Q3", 3),
        ("--year 2024 --until 2024-05-01", 3),
        ("--detected-by unknown --trigger unknown --team unknown --tag unknown", 7),
    ):
        assert rows(hindsite, base, *options.split())[0]["count"] == count, options


def test_nothing_found_is_an_answer(hindsite: Command, base: Path) -> None:
    """A filter that finds nothing is no error: counts of zero, and no figures."""
    assert hindsite(base, "stats", "--year", "1999").out == (
        "Time to resolve: year 1999\nNo incident matches.\n"
    )
    assert rows(hindsite, base, "--year", "1999", "--by", "month") == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--cause deplot", "hindsite: cause 'deplot' is not known; did you mean deploy?\n"),
        ("--since yesterday", "hindsite: since must be a date like 2024-01-31, got 'yesterday'\n"),
        ("--since=", "hindsite: since must be a date like 2024-01-31, got ''\n"),
        ("--cause=", "hindsite: cause '' is not known; "),
        (
            "--metric outage_equivalent --clock stated",
            "hindsite: outage_equivalent has no stated clock; it is computed from the times\n",
        ),
        ("--metric mttr", "'mttr' is not one of 'detect', 'acknowledge', "),
        ("--by owner", "'owner' is not one of 'year', 'quarter', "),
        ("--config-file nowhere.yml", "does not exist"),
        ("--causes deploy", "No such option '--causes'"),
    ],
)
def test_wrong_options(hindsite: Command, base: Path, options: str, told: str) -> None:
    """A wrong option or value prints no figure: status 2, and what is allowed."""
    done = hindsite(base, "stats", *options.split())
    assert (done.status, done.out) == (2, "")
    assert told in done.err


def test_postmortems_with_errors_are_not_counted(hindsite: Command, base: Path) -> None:
    """It refuses as the build does: every error on a line of its own, status 2."""
    trees.project(base, {"2024-09-01-bad.md": trees.written("2024-09-01 10:00", severity="SEV9")})
    done = hindsite(base, "stats", "--format", "json")
    assert (done.status, done.out) == (2, "")
    lines = done.err.splitlines()
    assert lines[0] == "hindsite: 1 problem (postmortem); nothing was counted."
    assert lines[1].startswith("hindsite:   postmortems/2024-09-01-bad.md:3:11: severity: ")
    assert len(lines) == 2


def test_a_broken_vocabulary_is_told(hindsite: Command, base: Path) -> None:
    """A taxonomy that cannot be read stops it, too."""
    trees.project(base, {"taxonomy.yml": "causes: 5\n"})
    done = hindsite(base, "stats")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("hindsite: taxonomy.yml:1:")


def test_from_elsewhere(hindsite: Command, base: Path, tmp_path: Path) -> None:
    """`--config-file` names a knowledge base from any folder."""
    found = rows(hindsite, tmp_path, "--config-file", str(base / "mkdocs.yml"))
    assert found[0]["count"] == 7


def test_a_build_for_the_public_counts_what_it_shows(hindsite: Command, base: Path) -> None:
    """Where the site is for the public, internal postmortems are in no figure here either."""
    hidden = trees.written("2024-09-01 10:00", visibility="internal")
    trees.project(base, {"2024-09-01-x.md": hidden})
    assert rows(hindsite, base)[0]["count"] == 8
    trees.project(base, {"mkdocs.yml": "plugins: [hindsite: {audience: public}]\n"})
    assert rows(hindsite, base)[0]["count"] == 7
