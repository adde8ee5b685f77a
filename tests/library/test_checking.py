from __future__ import annotations

from pathlib import Path

import pytest

from hindsite.config import Project
from hindsite.errors import HindsiteError
from hindsite.library.checking import Report, check
from tests.library.trees import project, written

TREE = {
    "postmortems/2023/2023-01-01-early.md": written(
        "2023-01-01 10:00", aliases="[2022-01-01-former]"
    ),
    "postmortems/2024/2024-01-01-good.md": written(
        "2024-01-01 10:00",
        "\n[early](../2023/2023-01-01-early.md) ![g](graph.png)\n",
        recurrence_of="[2023-01-01-early]",
    ),
    "postmortems/2024/2024-02-01-bad.md": written("2024-02-01 10:00", severity="SEV9"),
    "postmortems/2024/graph.png": "",
    "postmortems/README.md": "# Read me\n",
    "postmortems/2024/page.html": "",
}


@pytest.fixture
def base(tmp_path: Path) -> Project:
    """A tree with a good file, a bad one, and one that is linked to."""
    return project(tmp_path / "kb", TREE)


def told(report: Report) -> list[tuple[str, str]]:
    """Where which rule was broken."""
    return [(one.path.rsplit("/", 1)[-1], one.rule) for one in report.problems]


def test_everything_is_checked_by_default(base: Project) -> None:
    """All postmortems of the tree, and how many they were; warnings are no errors."""
    report = check(base)
    assert told(report) == [("2024-02-01-bad.md", "severity"), ("page.html", "attachment-type")]
    assert (report.checked, report.errors) == (3, 1)


def test_one_file_is_checked_within_the_whole_tree(base: Project) -> None:
    """Its references are found in files that are not checked, whose own mistakes are not told."""
    report = check(base, [base.postmortems / "2024/2024-01-01-good.md"])
    assert report == Report(1, ())


def test_a_folder_means_its_files(base: Project) -> None:
    """A folder's postmortems and attachments, and nothing beside it."""
    assert check(base, [base.postmortems / "2023"]) == Report(1, ())
    assert told(check(base, [base.postmortems / "2024"])) == told(check(base))


def test_what_is_given_twice_is_checked_once(base: Project) -> None:
    """A file and the folder it lies in."""
    report = check(base, [base.postmortems / "2024", base.postmortems / "2024/2024-02-01-bad.md"])
    assert (report.checked, report.errors) == (2, 1)


def test_a_file_that_is_no_postmortem_is_judged_as_in_the_whole(base: Project) -> None:
    """A list of changed files may name pictures and the README: none is read as a postmortem."""
    folder = base.postmortems
    report = check(
        base, [folder / "2024/graph.png", folder / "README.md", folder / "2024/page.html"]
    )
    assert (report.checked, told(report)) == (0, [("page.html", "attachment-type")])


def test_a_path_that_is_not_there_cannot_be_checked(base: Project) -> None:
    """A misspelt path is an error of the call, not a clean result."""
    with pytest.raises(HindsiteError, match=r"gone\.md: there is no such file or folder"):
        check(base, [base.postmortems / "gone.md"])


@pytest.mark.parametrize("given", ["link.md", "folder", "folder/2024-01-01-x.md"])
def test_a_link_within_the_tree_is_not_followed_when_it_is_named(
    base: Project, tmp_path: Path, given: str
) -> None:
    """Neither the link itself, nor a file behind a linked folder, is read."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "2024-01-01-x.md").write_text("secret", encoding="utf-8")
    (base.postmortems / "link.md").symlink_to(outside / "2024-01-01-x.md")
    (base.postmortems / "folder").symlink_to(outside)
    report = check(base, [base.postmortems / given])
    assert (report.checked, [rule for _, rule in told(report)]) == (0, ["no-links"])
    assert "secret" not in str(report.problems)


def test_a_file_outside_the_tree_is_checked_against_it(base: Project, tmp_path: Path) -> None:
    """A draft elsewhere is shown by its whole path, and its references are looked up."""
    draft = tmp_path / "2024-05-01-draft.md"
    draft.write_text(
        written("2024-05-01 10:00", related="[2023-01-01-early, 2023-01-01-earl]"), encoding="utf-8"
    )
    report = check(base, [draft])
    (problem,) = report.problems
    assert (problem.path, problem.rule) == (draft.as_posix(), "known-incident")
    assert "did you mean 2023-01-01-early?" in problem.message


def test_a_copy_of_a_file_is_no_duplicate(base: Project, tmp_path: Path) -> None:
    """An editor's copy outside the tree, of the same name, stands for the file in it."""
    copy = tmp_path / "2024-01-01-good.md"
    copy.write_text(
        written("2024-01-01 10:00", recurrence_of="[2023-01-01-early]"), encoding="utf-8"
    )
    assert check(base, [copy]) == Report(1, ())


def test_files_outside_may_link_to_each_other(base: Project, tmp_path: Path) -> None:
    """Two drafts in one folder elsewhere are beside each other there too."""
    for name, other in (("2024-05-01-a.md", "2024-05-01-b.md"), ("2024-05-01-b.md", "gone.md")):
        (tmp_path / name).write_text(
            written("2024-05-01 10:00", f"\n[x]({other})\n"), encoding="utf-8"
        )
    report = check(base, [tmp_path / "2024-05-01-a.md", tmp_path / "2024-05-01-b.md"])
    assert told(report) == [("2024-05-01-b.md", "link-target")]


def test_without_a_folder_of_postmortems_files_can_be_checked(tmp_path: Path) -> None:
    """One file can be looked at before there is a knowledge base."""
    made = project(tmp_path, {"else/2024-03-05-a.md": written()})
    made.postmortems.rmdir()
    assert check(made, [tmp_path / "else/2024-03-05-a.md"]) == Report(1, ())
    with pytest.raises(HindsiteError, match="there is no such folder"):
        check(made)


def test_a_wrong_taxonomy_is_all_that_is_told(base: Project) -> None:
    """Nothing can be judged by words that are wrong themselves: their problems are the report."""
    (base.root / "taxonomy.yml").write_text("causes: 1\n", encoding="utf-8")
    report = check(base)
    assert (report.checked, {one.path for one in report.problems}) == (0, {"taxonomy.yml"})
