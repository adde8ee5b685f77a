from __future__ import annotations

from pathlib import Path

import pytest

from hindsite.errors import ProblemsError
from hindsite.library.collection import Library, load, read_catalogues, vocabulary
from tests.library.trees import TAXONOMY, project, written


def ids(library: Library) -> list[str]:
    """The ids in order."""
    return [one.id for one in library.postmortems]


def test_the_newest_come_first(tmp_path: Path) -> None:
    """By the written day, then by id, whatever folder a file lies in."""
    library = load(
        project(
            tmp_path,
            {
                "postmortems/z/2023-01-01-x.md": written("2023-01-01 10:00"),
                "postmortems/a/2024-01-01-a.md": written("2024-01-01 23:00"),
                "postmortems/2024-01-01-b.md": written("2024-01-01 01:00"),
            },
        )
    )
    assert ids(library) == ["2024-01-01-b", "2024-01-01-a", "2023-01-01-x"]
    assert library.problems == ()
    assert library.services is None


def test_every_problem_of_every_file_is_found(tmp_path: Path) -> None:
    """Problems come in order of files and lines; warnings do not make a library wrong."""
    library = load(
        project(
            tmp_path,
            {
                "2024-03-05-b.md": written(severity="SEV9", titel="x"),
                "2024-03-05-a.md": written(body="[x](gone.md)\n"),
                "2024-03-05-c.md": "",
                "x.svg": "",
            },
        )
    )
    assert [(one.path, one.rule) for one in library.problems] == [
        ("postmortems/2024-03-05-a.md", "link-target"),
        ("postmortems/2024-03-05-b.md", "severity"),
        ("postmortems/2024-03-05-b.md", "unknown-key"),
        ("postmortems/2024-03-05-c.md", "header"),
        ("postmortems/x.svg", "attachment-type"),
    ]
    assert [one.rule for one in library.errors] == ["severity", "unknown-key", "header"]
    assert ids(library) == ["2024-03-05-a"]


def test_an_empty_folder_is_a_library(tmp_path: Path) -> None:
    """A new knowledge base has no incident yet, and nothing wrong with it."""
    library = load(project(tmp_path, {}))
    assert (library.postmortems, library.problems) == ((), ())


def test_without_catalogues_any_slug_is_accepted(tmp_path: Path) -> None:
    """No taxonomy and no services file: slugs are taken as written."""
    library = load(
        project(tmp_path, {"2024-03-05-a.md": written(causes="[any]", services="[any]")})
    )
    assert library.problems == ()


def test_catalogues_are_checked_against(tmp_path: Path) -> None:
    """With both files, an alias, an area and a service that is not there are errors."""
    tree = {
        "taxonomy.yml": TAXONOMY,
        "services.yml": "- slug: order-api\n  name: Order API\n",
        "2024-03-05-a.md": written(
            causes="[misconfiguration, change, deploy]", services="[order-ap]", trigger="load"
        ),
    }
    messages = [one.message for one in load(project(tmp_path, tree)).problems]
    assert len(messages) == 3
    assert "'misconfiguration' is an alias of config-change" in messages[0]
    assert "'change' is an area; use one of its causes: config-change, deploy" in messages[1]
    assert "did you mean order-api?" in messages[2]


def test_the_files_of_catalogues_can_be_elsewhere(tmp_path: Path) -> None:
    """The options say where the taxonomy and the services stand."""
    made = project(
        tmp_path,
        {"words/causes.yml": TAXONOMY, "words/own.yml": "[]\n"},
        taxonomy="words/causes.yml",
        services="words/own.yml",
    )
    catalogues = read_catalogues(made)
    assert catalogues.taxonomy is not None
    assert catalogues.services == {}
    assert vocabulary(made, catalogues).services == frozenset()


def test_mistakes_of_both_catalogues_are_reported_together(tmp_path: Path) -> None:
    """One run names the problems of the taxonomy and of the services."""
    made = project(tmp_path, {"taxonomy.yml": "causes: 1\n", "services.yml": "- nam: x\n"})
    with pytest.raises(ProblemsError) as caught:
        load(made)
    assert {one.path for one in caught.value.problems} == {"taxonomy.yml", "services.yml"}


PUBLIC = {
    "postmortems/a/2024-03-05-open.md": written(
        body="![g](graph.png)\n\n[log](../b/shared%20log.txt#l1)\n"
    ),
    "postmortems/b/2024-03-05-kept.md": written(
        body="![g](graph.png) ![d](d.png)", visibility="internal"
    ),
    "postmortems/a/graph.png": "",
    "postmortems/b/graph.png": "",
    "postmortems/b/d.png": "",
    "postmortems/b/shared log.txt": "",
    "postmortems/b/unnamed.png": "",
}


def test_the_public_sees_public_postmortems_and_what_they_link_to(tmp_path: Path) -> None:
    """A picture of an internal postmortem is not published for having a public one's name."""
    library = load(project(tmp_path, PUBLIC, audience="public"))
    assert ids(library) == ["2024-03-05-open"]
    assert library.attachment_paths == {"postmortems/a/graph.png", "postmortems/b/shared log.txt"}


def test_inside_everything_is_shown(tmp_path: Path) -> None:
    """The internal audience, which is the default, gets all postmortems and all files."""
    library = load(project(tmp_path, PUBLIC))
    assert len(library.postmortems) == 2
    assert len(library.attachments) == 5
    assert set(library.by_path) == {path for path in PUBLIC if path.endswith(".md")}
