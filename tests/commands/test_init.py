"""`hindsite init`: what it makes, that its first build is clean, and when it writes nothing."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.commands.repositories import commit, git
from tests.commands.test_validate import Command
from tests.site.harness import Built, KnowledgeBase

CASES = Path(__file__).parents[1] / "cases" / "init"
NAME = ("--name", "Acme postmortems")


@pytest.fixture
def hindsite(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line: `hindsite(folder, "init", …)`."""
    return Command(monkeypatch, capsys)


@pytest.fixture
def base(tmp_path: Path, hindsite: Command) -> KnowledgeBase:
    """A new knowledge base, as the command made it."""
    hindsite(tmp_path, "init", "kb", *NAME)
    return KnowledgeBase(tmp_path / "kb")


@pytest.mark.parametrize(
    ("case", "arguments"),
    [
        ("plain", ()),
        ("github", (*NAME, "--repo-url", "https://github.com/acme/kb/")),
        ("none", ("--forge", "none", "--site-url", "https://kb.example.com")),
    ],
)
def test_what_it_says(
    tmp_path: Path, hindsite: Command, case: str, arguments: tuple[str, ...]
) -> None:
    """What was made, and the commands that come next, ready to be copied."""
    done = hindsite(tmp_path, "init", "sre kb", *arguments)
    assert (done.status, done.err) == (0, "")
    assert done.out == (CASES / f"{case}.txt").read_text(encoding="utf-8")


def test_names_and_addresses(tmp_path: Path, hindsite: Command) -> None:
    """The folder gives the name where none is given; an address ends as MkDocs wants it."""
    hindsite(tmp_path, "init", "kb", "--site-url", "https://kb.example.com/x")
    text = (tmp_path / "kb" / "mkdocs.yml").read_text(encoding="utf-8")
    assert text.startswith("site_name: kb\n")
    assert "\nsite_url: https://kb.example.com/x/\n" in text


def test_in_this_folder(tmp_path: Path, hindsite: Command) -> None:
    """`.` is the folder itself: with a new repository in it, there is no git init to be told."""
    git(KnowledgeBase(tmp_path), "init", "-q", "-b", "main")
    done = hindsite(tmp_path, "init", ".", *NAME)
    assert done.status == 0
    assert "git add --all" in done.out
    assert "git init" not in done.out
    assert "  cd " not in done.out
    assert (tmp_path / "mkdocs.yml").is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("full",), "full is not empty: it has mine.md; name a new or an empty folder"),
        (("full/mine.md",), "is no folder"),
        (("kb", "--name", ""), "--name: expected one line"),
        (("kb", "--repo-url", "git@github.com:a/b"), "--repo-url: expected an address"),
        (("kb", "--forge", "svn"), "'svn' is not one of"),
    ],
)
def test_nothing_is_written(
    tmp_path: Path, hindsite: Command, arguments: tuple[str, ...], told: str
) -> None:
    """A folder in use and a wrong option end with status 2 and leave everything as it was."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.md").write_text("mine", encoding="utf-8")
    done = hindsite(tmp_path, "init", *arguments)
    assert done.status == 2
    assert told in done.err
    assert KnowledgeBase(tmp_path).contents(".") == {"full/mine.md": b"mine"}


def test_the_example_is_valid(base: KnowledgeBase, hindsite: Command) -> None:
    """Not even a warning."""
    assert hindsite(base.root, "validate").out == "1 postmortem checked: no problems.\n"


def pages(built: Built) -> list[str]:
    """The pages of incidents."""
    return [path for path in built.files("incidents") if path.endswith("/index.html")]


@pytest.mark.parametrize("in_git", [True, False])
def test_the_first_build_is_clean(base: KnowledgeBase, *, in_git: bool) -> None:
    """With strictness on there is no warning, and figures of one incident say what they lack."""
    if in_git:
        git(base, "init", "-q", "-b", "main")
        commit(base)
    built = base.build(strict=True)
    assert built.log == ()
    assert pages(built) == ["incidents/2026-03-14-checkout-timeouts/index.html"]
    assert "1 of 1 known, a median needs 3" in built.page("").text
    assert (
        "Example: Checkout times out" in built.page("incidents/2026-03-14-checkout-timeouts/").text
    )
    assert "Acme postmortems" in built.page("about/").text
    # An address that is not known is nowhere written as what Python calls it.
    assert "postmortems.example.org/data/incidents.parquet" in built.page("guide/data/").text
    texts = {path: built.text(path) for path in built.files() if path.endswith(".html")}
    assert [path for path, text in texts.items() if re.search(r"\bNone(?:/|data)", text)] == []


def test_without_the_example_it_is_clean_too(base: KnowledgeBase, hindsite: Command) -> None:
    """Deleted and committed, the folder is still there in a clone, and nothing is made up."""
    git(base, "init", "-q", "-b", "main")
    shutil.rmtree(base.root / "postmortems" / "2026")
    commit(base)
    clone = KnowledgeBase(base.root.parent / "clone")
    git(base, "clone", "-q", ".", str(clone.root))
    built = clone.build(strict=True)
    assert (built.log, pages(built)) == ((), [])
    assert "No postmortem is here yet." in built.page("").text
    assert "0 of 0 known" in built.page("guide/macros/").text
    done = hindsite(
        clone.root, "new", "--title", "A", "--started", "2026-05-01", "--timezone", "UTC"
    )
    assert done.status == 0
    assert hindsite(clone.root, "validate").status == 0


def test_with_addresses_the_form_opens_the_forge(tmp_path: Path, hindsite: Command) -> None:
    """The repository's address is enough for the form, and for editing pages."""
    hindsite(tmp_path, "init", "kb", "--repo-url", "https://gitlab.com/acme/kb")
    built = KnowledgeBase(tmp_path / "kb").build(strict=True)
    assert built.log == ()
    assert "https://gitlab.com/acme/kb/-/new/main" in built.text("submit/")
    (page,) = pages(built)
    address = (
        "https://gitlab.com/acme/kb/-/edit/main/postmortems/2026/2026-03-14-checkout-timeouts.md"
    )
    assert address in built.text(page)


def test_by_people(base: KnowledgeBase) -> None:
    """As README says: the commands work from a terminal, and leave nothing for git to see."""
    git(base, "init", "-q", "-b", "main")
    commit(base)
    done = base.hindsite("build", "--strict")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert (base.root / "site" / "index.html").is_file()
    assert git(base, "status", "--porcelain") == ""


def test_it_starts_without_what_builds_sites(base: KnowledgeBase) -> None:
    """The command has no need of MkDocs, the database or the charts, and does not wait for them."""
    code = (
        "import sys; from hindsite.commands import init; "
        "print([name for name in ('mkdocs', 'duckdb', 'altair') if name in sys.modules])"
    )
    assert base._python("-c", code).stdout.split(os.linesep)[0] == "[]"
