from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from hindsite.errors import HindsiteError
from hindsite.library import store, workers
from hindsite.library.collection import load
from hindsite.library.store import Cache, Shelf, beside, read_sources, scan
from hindsite.postmortem.reading import read
from hindsite.postmortem.vocabulary import Vocabulary
from tests.library.trees import project, written


def paths(shelf: Shelf) -> tuple[list[str], list[str]]:
    """The postmortems and the files beside them."""
    return [one.path for one in shelf.sources], [one.path for one in shelf.attachments]


def rules(shelf: Shelf) -> list[tuple[str, str]]:
    """Where which rule was broken."""
    return [(one.path, one.rule) for one in shelf.problems]


def test_a_folder_is_listed_in_order(tmp_path: Path) -> None:
    """Postmortems and attachments of all folders, by path; README, hidden and `_` are left out."""
    shelf = scan(
        project(
            tmp_path,
            {
                "postmortems/2024/2024-03-05-b.md": "",
                "postmortems/2024/2024-03-05-a.md": "",
                "postmortems/2023/2023-03-05-c.MD": "",
                "postmortems/2024/graph.PNG": "",
                "postmortems/2024/data.csv": "",
                "postmortems/README.md": "",
                "postmortems/2024/readme.MD": "",
                "postmortems/_template.md": "",
                "postmortems/_drafts/2024-01-01-x.md": "",
                "postmortems/.git/config": "",
                "postmortems/2024/.env": "",
            },
        )
    )
    assert paths(shelf) == (
        [
            f"postmortems/{name}"
            for name in ("2023/2023-03-05-c.MD", "2024/2024-03-05-a.md", "2024/2024-03-05-b.md")
        ],
        ["postmortems/2024/data.csv", "postmortems/2024/graph.PNG"],
    )
    assert shelf.problems == ()


@pytest.mark.parametrize("ending", ["markdown", "MDX", "mkd"])
def test_another_ending_for_markdown_is_a_misnamed_postmortem(tmp_path: Path, ending: str) -> None:
    """It is read, and refused by its name: nobody's postmortem is left out in silence."""
    name = f"postmortems/2024-03-05-a.{ending}"
    (problem,) = load(project(tmp_path, {name: written()})).problems
    assert (problem.path, problem.rule, problem.level) == (name, "file-name", "error")


@pytest.mark.parametrize(
    "name", ["x.svg", "x.html", "x.js", "x.py", "x.md.html", "Makefile", "x.PNG.exe"]
)
def test_what_could_carry_a_script_is_not_published(tmp_path: Path, name: str) -> None:
    """Every type that is not known to be inert is left out, with a warning that names the file."""
    shelf = scan(project(tmp_path, {f"postmortems/{name}": ""}))
    assert paths(shelf) == ([], [])
    (problem,) = shelf.problems
    assert (problem.path, problem.rule, problem.level) == (
        f"postmortems/{name}",
        "attachment-type",
        "warning",
    )


@pytest.mark.parametrize("ending", store.ATTACHMENT_TYPES)
def test_inert_files_are_published(tmp_path: Path, ending: str) -> None:
    """Pictures, PDF and plain data stand beside a postmortem."""
    shelf = scan(project(tmp_path, {f"postmortems/x{ending}": ""}))
    assert (paths(shelf)[1], shelf.problems) == ([f"postmortems/x{ending}"], ())


def test_a_large_attachment_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the limit a file passes, one byte above it is an error that gives both numbers."""
    monkeypatch.setattr(store, "MAX_ATTACHMENT_BYTES", 1000)
    shelf = scan(project(tmp_path, {"fits.png": b"x" * 1000, "large.png": b"x" * 1001}))
    assert paths(shelf)[1] == ["postmortems/fits.png"]
    (problem,) = shelf.problems
    assert (problem.path, problem.level) == ("postmortems/large.png", "error")
    assert "expected at most 1,000 bytes, got 1,001" in problem.message


def test_links_are_refused_and_never_followed(tmp_path: Path) -> None:
    """A symbolic link to a file or a folder, within the tree or outside, living or dead."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "2024-01-01-x.md").write_text(written())
    made = project(tmp_path / "kb", {"2024-03-05-a.md": written(), "b.png": ""})
    for name, target in {
        "2024-01-02-file.md": secret / "2024-01-01-x.md",
        "folder": secret,
        "inside.png": made.postmortems / "b.png",
        "nowhere.md": tmp_path / "gone",
    }.items():
        (made.postmortems / name).symlink_to(target)
    shelf = scan(made)
    assert paths(shelf) == (["postmortems/2024-03-05-a.md"], ["postmortems/b.png"])
    assert sorted(rules(shelf)) == [
        (f"postmortems/{name}", "no-links")
        for name in ("2024-01-02-file.md", "folder", "inside.png", "nowhere.md")
    ]
    assert all(one.level == "error" for one in shelf.problems)


def test_the_folder_itself_is_no_link(tmp_path: Path) -> None:
    """A repository whose postmortems are a link to elsewhere is not built."""
    (tmp_path / "elsewhere").mkdir()
    made = project(tmp_path / "kb", {})
    made.postmortems.rmdir()
    made.postmortems.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HindsiteError, match="postmortems/: is a link to another folder"):
        scan(made)


def test_a_missing_folder_is_said_with_the_remedy(tmp_path: Path) -> None:
    """The message names the option that moves the folder."""
    made = project(tmp_path, {}, postmortems_dir="incidents")
    with pytest.raises(
        HindsiteError, match=r"incidents/: there is no such folder.*postmortems_dir"
    ):
        scan(made)


def test_a_folder_that_cannot_be_read_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Incidents must not vanish from the figures because a folder's permissions are wrong."""
    made = project(tmp_path, {"postmortems/2024/2024-03-05-a.md": written()})
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("2024"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(HindsiteError, match="2024: cannot be read: Permission denied"):
        scan(made)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A file that goes away between listing and reading is an error with its path."""
    made = project(tmp_path, {"2024-03-05-a.md": written()})
    shelf = scan(made)
    shelf.sources[0].file.unlink()
    with pytest.raises(HindsiteError, match=r"postmortems/2024-03-05-a\.md: cannot be read"):
        read_sources(shelf.sources, Vocabulary())


@pytest.mark.parametrize(
    ("first", "second"),
    [("Graph.png", "graph.png"), ("caf\u00e9.png", "cafe\u0301.png"), ("a/x.md", "A/x.md")],
)
def test_names_that_some_systems_cannot_tell_apart_clash(
    tmp_path: Path, first: str, second: str
) -> None:
    """Case, Unicode form and folders: the second of two such names is an error."""
    shelf = scan(project(tmp_path, {f"postmortems/{first}": "", f"postmortems/{second}": ""}))
    if len(shelf.sources) + len(shelf.attachments) < 2:
        pytest.skip("this file system cannot tell them apart either")
    assert [rule for _, rule in rules(shelf)] == ["name-clash"]


@pytest.mark.parametrize("name", ["a\u202egnp.png", "a\u200b.png", "a\nb.png", "a\x1b[31m.png"])
def test_invisible_characters_in_names_are_refused(tmp_path: Path, name: str) -> None:
    """Right-to-left marks, zero-width and control characters; the message shows them escaped."""
    shelf = scan(project(tmp_path, {f"postmortems/{name}": ""}))
    (problem,) = shelf.problems
    assert problem.rule == "name-printable"
    assert str(problem).isprintable()


def tree(number: int) -> dict[str, str]:
    """So many postmortems, some of them wrong."""
    return {
        f"2024-03-{1 + n % 28:02}-n{n}.md": written(
            f"2024-03-{1 + n % 28:02} 10:00",
            f"\n## Timeline\n\n- 10:0{n % 10} - Something\n",
            severity="SEV2" if n % 7 else "SEV9",
        )
        for n in range(number)
    }


def test_reading_in_parallel_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same readings, same problems, same order, whatever the number of processes."""
    shelf = scan(project(tmp_path, tree(70)))
    vocabulary = Vocabulary(severities=("SEV1", "SEV2"))
    serial = read_sources(shelf.sources, vocabulary)
    monkeypatch.setattr(workers, "PARALLEL_FROM", 1)
    with closing(workers.Workers(2)) as pool:
        assert read_sources(shelf.sources, vocabulary, workers=pool) == serial
    assert sum(record is None for record, _ in serial) == 10


def test_a_cache_reads_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edited, renamed or otherwise checked file is read again; what is gone is forgotten."""
    made = project(tmp_path, tree(5))
    cache = Cache()
    seen: list[str] = []

    def noting(path: str, data: bytes, vocabulary: Vocabulary) -> store.Reading:
        seen.append(path)
        return read(path, data, vocabulary)

    monkeypatch.setattr(store, "read", noting)

    def read_again(vocabulary: Vocabulary) -> int:
        seen.clear()
        found = read_sources(scan(made).sources, vocabulary, cache)
        assert len(cache.readings) == len(found)
        return len(seen)

    plain = Vocabulary()
    assert read_again(plain) == 5
    assert read_again(plain) == 0
    file = made.postmortems / "2024-03-01-n0.md"
    file.write_text(file.read_text() + "\nMore.\n")
    assert read_again(plain) == 1
    file.rename(file.with_name("2024-03-01-m0.md"))
    assert read_again(plain) == 1
    (made.postmortems / "2024-03-02-n1.md").unlink()
    assert read_again(plain) == 0
    assert read_again(Vocabulary(severities=("SEV1",))) == 4


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("b.md", "postmortems/2024/b.md"),
        ("./b.md", "postmortems/2024/b.md"),
        ("../2023/c.md", "postmortems/2023/c.md"),
        ("x/../b.md", "postmortems/2024/b.md"),
        ("../../docs/x.md", "docs/x.md"),
        ("../../../etc/passwd", None),
        ("../../..", None),
        ("/etc/passwd", None),
        ("//host/x.md", None),
        ("..b.md", "postmortems/2024/..b.md"),
    ],
)
def test_a_reference_is_relative_to_its_file(reference: str, expected: str | None) -> None:
    """`..` climbs to the project's folder and no further; an absolute path leads nowhere."""
    assert beside("postmortems/2024/a.md", reference) == expected


def test_a_file_outside_the_project_has_neighbours_too() -> None:
    """Its path is shown absolute, and so are those beside it."""
    assert beside("/else/where/a.md", "b.md") == "/else/where/b.md"
    assert beside("/else/where/a.md", "/else/where/b.md") is None
