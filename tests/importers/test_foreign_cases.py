"""Golden sources of trackers, status pages and wikis: what each becomes, and what is told of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from hindsite.importers import formats
from hindsite.importers.draft import file_name, written
from hindsite.importers.source import Imported, Wanted
from hindsite.postmortem.reading import read
from hindsite.postmortem.schema import Postmortem
from hindsite.postmortem.vocabulary import Vocabulary
from tests.conftest import REPOSITORY
from tests.importers.words import lost

FOLDER = REPOSITORY / "tests" / "cases" / "import"
# By case: the format that claims it, the zone that is asked for, and words for programs.
KNOWN = {
    "github": ("github", None),
    "gitlab": ("gitlab", None),
    "statuspage": ("statuspage", None),
    "upptime": ("upptime", None),
    "jira": ("jira", "America/Chicago"),
    "jira-markup": ("jira", "Europe/Berlin"),
    "jira-page": ("jira", None),
    "confluence-page": ("confluence", None),
    "confluence-storage": ("confluence", None),
    "confluence-rest": ("confluence", None),
}
# Keys whose texts are for programs, in any of these formats: every other is for people.
_PROGRAMS = re.compile(
    r"(?:.*_)?(?:id|iid|self|key|color|colour|type|state|status|impact|code)"
    r"|.*(?:Id|Type|Key|_?[aA]t)|url|.*_url|.*Url|href|self|expand|created|updated|resolutiondate|when|createdDate|started"
    r"|timestamp|avatarUrls|references|_links|author_?[aA]ssociation|timeZone|webui|representation|time_stats|page_id"
)

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:")


def source_of(case: str) -> Path:
    """The case's source."""
    return next((FOLDER / case).glob("source.*"))


def incidents_of(case: str) -> tuple[Imported, ...]:
    """The case's incidents, in the format that claims it."""
    file = source_of(case)
    wanted = Wanted(timezone=KNOWN[case][1])
    format_, incidents = formats.read(file.read_text(encoding="utf-8"), file.name, wanted)
    assert format_ == KNOWN[case][0]
    return incidents


def told(one: Imported) -> str:
    """What became of the source, a line a piece."""
    return "".join(
        f"{found.kind} {found.where} -> {found.target or '-'}: {found.told}\n"
        for found in one.findings
    )


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
    """The engine reads it without an error, and no word for people is missing."""
    file = source_of(case)
    text = file.read_text(encoding="utf-8")
    human = " ".join(_human(json.loads(text))) if file.suffix == ".json" else _shown(text)
    incidents = incidents_of(case)
    listed = " ".join(found.told for one in incidents for found in one.findings)
    assert lost(human, *incidents) - set(listed.replace("_", " ").split()) <= PROGRAM_WORDS[case]
    for one in incidents:
        record_of(one)


# What is in no file and in no list: entries left out as a whole, names of a page around them.
PROGRAM_WORDS: dict[str, set[str]] = {case: set() for case in KNOWN} | {
    "github": {"b", "x"},  # text and author of the pull request
    "jira-markup": {"bq", "code", "h2", "h3", "noformat"},  # marks
    "confluence-storage": {"2", "complete", "incomplete"},  # numbers and states of tasks
}


def _human(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _human(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _human(one, key)
    elif isinstance(value, str) and not (_PROGRAMS.fullmatch(key) or _INSTANT.match(value)):
        yield _shown(value) if "</" in value else value


def _shown(html: str) -> str:
    soup = BeautifulSoup(html.replace("<![CDATA[", "").replace("]]>", ""), "html.parser")
    for tag in soup.find_all(["script", "style"]):
        tag.decompose()
    return soup.get_text(" ")


def test_what_is_read_of_a_jira_issue() -> None:
    """Times stand on the wanted zone's clock, tasks and comments where the engine reads them."""
    (one,) = incidents_of("jira")
    record = record_of(one)
    assert record.started.written == "2024-03-07 09:24:59"
    assert [event.text for event in record.timeline][1] == "Grace Hopper: Alias moved back."
    assert [(action.title, action.status, action.ticket) for action in record.actions] == [
        ("Alert on empty results @Grace Hopper", "done", None),
        ("Keep two indexes until 2024-04-01", "open", None),
        ("Write a runbook", "open", "OPS-43"),
    ]


def test_updates_of_a_status_page() -> None:
    """They come newest first, and are a timeline oldest first; an impact is no severity."""
    (one,) = incidents_of("statuspage")
    record = record_of(one)
    assert [f"{event.at:%d %H:%M}" for event in record.timeline] == [
        "14 20:22",
        "14 21:02",
        "14 21:40",
        "16 16:00",
    ]
    assert record.severity == "unknown"
    assert record.mitigated is not None
    assert record.mitigated.written == "2024-05-14 21:02"


def test_tasks_of_a_wiki_page() -> None:
    """The person and the day that a task mentions are its owner and its date."""
    (one,) = incidents_of("confluence-page")
    first, second = record_of(one).actions
    assert (first.owner, str(first.due), first.status) == ("Grace Hopper", "2023-07-01", "open")
    assert second.status == "done"
