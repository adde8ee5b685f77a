"""Golden sources: what each becomes, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hindsite.importers import formats
from hindsite.importers.csv_rows import read_mapping
from hindsite.importers.draft import file_name, written
from hindsite.importers.finishing import completed, marked
from hindsite.importers.source import Imported, Wanted
from hindsite.postmortem.reading import read
from hindsite.postmortem.schema import Postmortem
from hindsite.postmortem.vocabulary import Vocabulary
from tests.conftest import REPOSITORY
from tests.importers.words import lost

# By case: the format that claims it, and the zone that is asked for.
KNOWN = {
    "plain-labels": ("text", "America/Los_Angeles"),
    "wrapped-text": ("text", None),
    "google": ("markdown", None),
    "pagerduty": ("markdown", None),
    "atlassian": ("markdown", None),
    "own-headings": ("markdown", "Europe/Berlin"),
    "front-matter": ("front-matter", None),
    "blog": ("front-matter", None),
    "csv": ("csv", "Europe/Berlin"),
}
FOLDER = REPOSITORY / "tests" / "cases" / "import"


def source_of(case: str) -> Path:
    """The case's source."""
    return next((FOLDER / case).glob("source.*"))


def incidents_of(case: str) -> tuple[Imported, ...]:
    """The case's incidents as the command would write them."""
    file = source_of(case)
    mapping = file.with_name("mapping.yml")
    wanted = Wanted(
        timezone=KNOWN[case][1],
        causes={"cascading failure": "cascading-failure"},
        columns=read_mapping("mapping.yml", mapping.read_bytes()) if mapping.exists() else None,
    )
    format_, incidents = formats.read(formats.decoded(file.read_bytes()), file.name, wanted)
    assert format_ == KNOWN[case][0]
    return tuple(marked(completed(one, {"status": "draft"})) for one in incidents)


def told(one: Imported) -> str:
    """What became of the source, a line a piece."""
    lines = [
        f"{found.kind} {found.line or '-'} {found.where} -> {found.target or '-'}: {found.told}"
        for found in sorted(one.findings, key=lambda found: found.line or 0)
    ]
    return "\n".join(lines) + "\n"


def record_of(one: Imported) -> Postmortem:
    """The postmortem that the engine reads in a file, which has no errors."""
    name = file_name(one.day, str(one.draft.header["title"]))
    found, problems = read(f"postmortems/{name}", written(one.draft).encode(), Vocabulary())
    assert [str(problem) for problem in problems if problem.level == "error"] == []
    assert found is not None
    return found


@pytest.mark.parametrize("case", KNOWN)
def test_a_source_becomes_this_file(case: str) -> None:
    """The file, and the list of what was placed, guessed and left unknown."""
    folder = FOLDER / case
    incidents = incidents_of(case)
    assert len(incidents) == len(list(folder.glob("*.told")))
    for number, one in enumerate(incidents, 1):
        assert written(one.draft) == (folder / f"{number}.md").read_text(encoding="utf-8")
        assert told(one) == (folder / f"{number}.told").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", KNOWN)
def test_the_file_is_valid_and_has_every_word(case: str) -> None:
    """The engine reads it without an error, and no word of the source is missing."""
    incidents = incidents_of(case)
    assert lost(source_of(case).read_text(encoding="utf-8"), *incidents) == set()
    for one in incidents:
        record_of(one)


def test_the_first_postmortem() -> None:
    """Labels with colons, clock lines, a range with an abbreviation: sections, entries, tasks."""
    (one,) = incidents_of("plain-labels")
    record = record_of(one)
    body = record.body.splitlines()
    assert [line[3:] for line in body if line.startswith("## ")] == [
        "Issue Summary",
        "Timeline",
        "Root Cause and Resolution",
        "Corrective and Preventative Measures",
        "Tasks to Address the Issue",
        "As imported",
    ]
    assert [f"{event.at:%H:%M}" for event in record.timeline] == [
        *("10:00", "10:05", "10:10", "10:30", "11:00", "11:30"),
        *("12:00", "12:30", "13:00", "13:30", "14:00"),
    ]
    tasks = [action.section for action in record.actions]
    assert (
        tasks == ["Corrective and Preventative Measures"] * 5 + ["Tasks to Address the Issue"] * 5
    )
    assert (record.started.written, record.timezone) == ("2023-06-04 10:00", "America/Los_Angeles")
    assert record.impact.users_percent == 30


@pytest.mark.parametrize("case", KNOWN)
def test_no_line_had_to_be_rescued(case: str) -> None:
    """Every word has its place; the rescue of whole lines is for sources nobody thought of."""
    assert "- `line " not in "".join(written(one.draft) for one in incidents_of(case))
