"""`hindsite init`: what it makes, that its first build is clean, and when it writes nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.commands.repositories import commit, git
from tests.commands.test_validate import Command
from tests.site.harness import Built, KnowledgeBase

CASES = Path(__file__).parents[1] / "cases" / "init"
VERSION = version("hindsite")
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
        (("kb", "--repo-url", "github.com/a/b"), "--repo-url: expected an address"),
        (("",), "DIR: expected a folder's name, got none; `.` is this folder"),
        (("kb", "--wheel", "x.whl"), "--wheel: expected hindsite's wheel, as hindsite-"),
        (("kb", "--wheel", f"hindsite-{VERSION}-py3-none-any.whl"), "No such file or directory"),
        (("kb", "--wheel", "hindsite-99.0-py3-none-any.whl"), "which writes these files, got"),
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


def test_an_address_that_git_clones_from(tmp_path: Path, hindsite: Command) -> None:
    """What a forge's page offers for cloning is taken as its address on the web, and told."""
    done = hindsite(tmp_path, "init", "kb", "--repo-url", "git@github.com:acme/pm.git")
    assert done.status == 0
    assert (
        "The repository's address on the web is taken as https://github.com/acme/pm.\n" in done.out
    )
    text = (tmp_path / "kb" / "mkdocs.yml").read_text(encoding="utf-8")
    assert "\nrepo_url: https://github.com/acme/pm\n" in text
    assert "\nrepo_name: acme/pm\n" in text
    assert not (tmp_path / "kb" / ".gitlab-ci.yml").exists()


def test_its_own_wheel(tmp_path: Path, hindsite: Command) -> None:
    """Without an index the repository keeps the wheel, and requirements.txt names that file."""
    wheel = tmp_path / f"hindsite-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("hindsite/__init__.py", "")
    done = hindsite(tmp_path, "init", "kb", *NAME, "--wheel", wheel.name)
    assert (done.status, done.err) == (0, "")
    assert "Without an index" not in done.out
    assert (tmp_path / "kb" / wheel.name).read_bytes() == wheel.read_bytes()
    assert (tmp_path / "kb" / "requirements.txt").read_text() == f"./{wheel.name}\n"
    base = KnowledgeBase(tmp_path / "kb")
    git(base, "init", "-q", "-b", "main")
    commit(base)
    assert git(base, "ls-files", "*.whl") == wheel.name


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_where_pip_finds_no_hindsite(base: KnowledgeBase) -> None:
    """The Makefile says where to read on, and fails as pip does."""
    (base.root / ".venv" / "bin").mkdir(parents=True)
    (base.root / ".venv" / "made").touch()
    python = base.root / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    for target in (".venv/installed", ".venv/posting"):
        done = subprocess.run(
            ("make", "-C", str(base.root), f"PYTHON={sys.executable}", target),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "If pip finds no hindsite, docs/guide/run.md has the way.\n" in done.stderr
        assert not (base.root / target).exists()


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
