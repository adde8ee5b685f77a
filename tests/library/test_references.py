from __future__ import annotations

from pathlib import Path

import pytest

from hindsite.library.checking import check
from hindsite.library.collection import load
from tests.library.trees import project, written

Found = tuple[str, int, int, str, str]


def problems(root: Path, tree: dict[str, str]) -> list[Found]:
    """What is wrong with a tree: id, line, column, field and rule of each problem."""
    return [
        (one.path.rsplit("/", 1)[-1].removesuffix(".md"), one.line, one.column, one.field, one.rule)
        for one in load(project(root, tree)).problems
    ]


def message(root: Path, tree: dict[str, str]) -> str:
    """The words of the only problem."""
    (problem,) = load(project(root, tree)).problems
    return problem.message


def test_an_id_is_unique_in_the_whole_tree(tmp_path: Path) -> None:
    """Of two files of one name in two folders the later one is told, at its first line."""
    tree = {f"postmortems/{folder}/2024-03-05-a.md": written() for folder in ("y", "x")}
    made = project(tmp_path, tree)
    (problem,) = load(made).problems
    assert str(problem).startswith(
        "postmortems/y/2024-03-05-a.md:1:1: id: the id '2024-03-05-a' is taken by "
        "postmortems/x/2024-03-05-a.md;"
    )
    assert problem.rule == "unique-id"


def test_a_duplicate_is_told_at_the_file_that_is_checked(tmp_path: Path) -> None:
    """A new file is told that its id is taken, though its name comes first."""
    tree = {f"postmortems/{folder}/2024-03-05-a.md": written() for folder in ("y", "x")}
    made = project(tmp_path, tree)
    report = check(made, [made.postmortems / "x/2024-03-05-a.md"])
    assert [(one.path, one.rule) for one in report.problems] == [
        ("postmortems/x/2024-03-05-a.md", "unique-id")
    ]


def test_an_alias_is_nobodys_id(tmp_path: Path) -> None:
    """An alias that is an incident's id could lead to one of the two only."""
    found = problems(
        tmp_path,
        {
            "2024-03-05-a.md": written(aliases="[2024-03-05-c, 2024-03-05-b]"),
            "2024-03-05-b.md": written(),
        },
    )
    assert found == [("2024-03-05-a", 6, 25, "aliases", "unique-alias")]


def test_an_alias_stands_in_one_header(tmp_path: Path) -> None:
    """The second header that claims it is told at the very item, and who has it."""
    tree = {
        "2024-03-05-a.md": written(aliases="[2024-03-05-x]"),
        "2024-03-05-b.md": written(aliases="\n  - 2024-03-05-y\n  - 2024-03-05-x"),
    }
    assert problems(tmp_path, tree) == [("2024-03-05-b", 8, 5, "aliases", "unique-alias")]
    assert "already leads to postmortems/2024-03-05-a.md" in message(tmp_path, tree)


def test_a_file_checked_alone_knows_the_aliases_of_the_others(tmp_path: Path) -> None:
    """The clash is told before the file reaches the rest, also beside files that are wrong."""
    made = project(
        tmp_path,
        {
            "2024-03-05-a.md": written(aliases="[2024-03-05-x]", severity="SEV9"),
            "2024-03-05-b.md": written(aliases="[2024-03-05-x]"),
            "2024-03-05-c.md": "aliases",
        },
    )
    report = check(made, [made.postmortems / "2024-03-05-b.md"])
    assert [one.rule for one in report.problems] == ["unique-alias"]


def test_a_file_checked_alone_is_told_that_its_id_is_anothers_alias(tmp_path: Path) -> None:
    """The address of the new page already leads elsewhere; only the new file can be told."""
    made = project(
        tmp_path,
        {
            "2024-03-05-a.md": written(aliases="[2024-03-05-b, 2024-03-05-x]"),
            "2024-03-05-b.md": written(),
        },
    )
    (problem,) = check(made, [made.postmortems / "2024-03-05-b.md"]).problems
    assert str(problem).startswith(
        "postmortems/2024-03-05-b.md:1:1: id: the id '2024-03-05-b' is a former id of "
        "postmortems/2024-03-05-a.md,"
    )
    assert problem.rule == "unique-alias"
    assert [one.field for one in check(made).problems] == ["aliases"]


@pytest.mark.parametrize("field", ["recurrence_of", "related"])
@pytest.mark.parametrize(
    ("listed", "line", "column"),
    [
        ("[2024-03-05-b, 2024-03-05-gone]", 6, None),
        ("\n  - 2024-03-05-b\n  - 2024-03-05-gone", 8, 5),
    ],
)
def test_a_named_incident_exists(
    tmp_path: Path, field: str, listed: str, line: int, column: int | None
) -> None:
    """The place is the very item of the list, in either way of writing one."""
    found = problems(
        tmp_path, {"2024-03-05-a.md": written(**{field: listed}), "2024-03-05-b.md": written()}
    )
    where = column or len(f"{field}: [2024-03-05-b, ") + 1
    assert found == [("2024-03-05-a", line, where, field, "known-incident")]


def test_the_place_is_right_after_a_repeated_item(tmp_path: Path) -> None:
    """An item that stands twice is counted as it is written, not as it is kept."""
    found = problems(
        tmp_path,
        {
            "2024-03-05-a.md": written(
                related="\n  - 2024-03-05-b\n  - 2024-03-05-b\n  - 2024-03-05-gone"
            ),
            "2024-03-05-b.md": written(),
        },
    )
    assert [one for one in found if one[4] == "known-incident"] == [
        ("2024-03-05-a", 9, 5, "related", "known-incident")
    ]


def test_a_near_miss_is_suggested(tmp_path: Path) -> None:
    """The message says which id was probably meant."""
    words = message(
        tmp_path,
        {"2024-03-05-a.md": written(related="[2024-03-05-bat]"), "2024-03-05-bar.md": written()},
    )
    assert words == (
        "expected the id of an incident here, got '2024-03-05-bat'; did you mean 2024-03-05-bar?"
    )


def test_a_file_with_mistakes_can_still_be_named(tmp_path: Path) -> None:
    """Naming an incident whose file is wrong is no second mistake."""
    tree = {"2024-03-05-a.md": written(related="[2024-03-05-b]"), "2024-03-05-b.md": ""}
    assert [one[0] for one in problems(tmp_path, tree)] == ["2024-03-05-b"]


def test_a_wrong_file_is_told_everything_in_one_run(tmp_path: Path) -> None:
    """What a file names is looked up though something else in it is wrong."""
    wrong = written(
        severity="SEV9",
        related="[2024-03-05-gone, Gone, 2024-03-05-a]",
        aliases="[2024-03-05-b, 2024-03-05-a]",
        body="[x](gone.md)\n",
    )
    found = problems(tmp_path, {"2024-03-05-a.md": wrong, "2024-03-05-b.md": written()})
    assert sorted(one[4] for one in found) == [
        "incident-id",
        "known-incident",
        "link-target",
        "own-id",
        "own-id",
        "severity",
        "unique-alias",
    ]


def test_words_do_not_change_from_run_to_run(tmp_path: Path) -> None:
    """Where no id is near, the message says what an id is, and lists nobody's files."""
    words = message(tmp_path, {"2024-03-05-a.md": written(related="[1999-12-31-zzz]")})
    assert words == (
        "expected the id of an incident here, got '1999-12-31-zzz'; "
        "it is a file's name without `.md`"
    )


NEIGHBOURS = {
    "postmortems/2023/2023-01-01-b.md": written(
        "2023-01-01 10:00", "\n## What went wrong\n\n## Ärger & co.\n\n## Same\n\n## Same\n"
    ),
    "postmortems/2024/graph one.png": "",
    "postmortems/2024/page.html": "",
    "docs/index.md": "# Home\n",
}


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        ("[x](../2023/2023-01-01-b.md)", None),
        ("[x](../2023/2023-01-01-b.md#what-went-wrong)", None),
        ("[x](../2023/2023-01-01-b.md#same-1)", None),
        ("[x](../2023/2023-01-01-b.md#%C3%A4rger--co)", None),
        (
            "[x](../2023/2023-01-01-b.md#gone)",
            "there is no heading '#gone' in postmortems/2023/2023-01-01-b.md",
        ),
        ("[x](#here)", None),
        ("[x](#gone)", "there is no heading '#gone' in postmortems/2024/2024-03-05-a.md"),
        ("![x](graph%20one.png)", None),
        ("![x](<graph one.png>)", None),
        ("[x](./../2024/graph%20one.png#page=2)", None),
        ("![x](gone.png)", "there is no file 'gone.png' here"),
        ("[x](2023-01-01-b.md)", "there is no file '2023-01-01-b.md' here"),
        ("[x]: ../gone.md\n\n[x]", "there is no file '../gone.md' here"),
        ("[x](page.html)", "a file like 'page.html' is not published"),
        ("[x](../../docs/index.md)", "there is no file '../../docs/index.md' here"),
        ("[x](../../../../etc/passwd)", "there is no file '../../../../etc/passwd' here"),
        ("[x](/etc/passwd)", "expected a link relative to this file, got '/etc/passwd'"),
        ("[x](/postmortems/2023/2023-01-01-b.md)", "expected a link relative to this file"),
        ("[x](C:/x.md)", "expected a link relative to this file"),
        ("[x](javascript:alert)", "expected a link relative to this file"),
        ("[x](https://example.org/gone.md)", None),
        ("<https://example.org/x>", None),
        ("[x](mailto:a@example.org)", None),
        ("`[x](gone.md)`", None),
        ("```\n[x](gone.md)\n```", None),
    ],
)
def test_a_link_leads_somewhere(tmp_path: Path, link: str, complaint: str | None) -> None:
    """Another postmortem, a heading or a file beside it; anything else is a warning at its line."""
    body = f"\n## Here\n\nFirst.\n\n{link}\n"
    library = load(
        project(tmp_path, {**NEIGHBOURS, "postmortems/2024/2024-03-05-a.md": written(body=body)})
    )
    found = [one for one in library.problems if one.rule == "link-target"]
    if complaint is None:
        assert found == []
        return
    (problem,) = found
    assert problem.message.startswith(complaint)
    assert (problem.field, problem.level) == ("body", "warning")
    assert problem.line == (14 if link.endswith("[x]") else 12)


def test_a_heading_of_a_file_that_is_not_checked_is_looked_up(tmp_path: Path) -> None:
    """Checking one file reads the headings of those it links to."""
    body = "\n[x](../2023/2023-01-01-b.md#same)\n[y](../2023/2023-01-01-b.md#gone)\n"
    made = project(tmp_path, {**NEIGHBOURS, "postmortems/2024/2024-03-05-a.md": written(body=body)})
    report = check(made, [made.postmortems / "2024/2024-03-05-a.md"])
    assert [(one.line, one.rule) for one in report.problems] == [(9, "link-target")]
