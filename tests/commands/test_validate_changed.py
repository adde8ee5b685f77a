"""`hindsite validate --changed`: what a branch touches, in real repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.commands.test_validate import Command
from tests.site.harness import KnowledgeBase, draw, postmortem

OLD, MOVED, GONE = (f"postmortems/2024/2024-03-0{n}-{name}.md" for n, name in enumerate("omg", 4))
BROKEN = postmortem().replace("SEV2", "SEV9")
IDENTITY = {
    **{f"GIT_{who}_NAME": "A" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "a@example.org" for who in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(base: KnowledgeBase, *arguments: str) -> None:
    """Run git in the project; it must succeed."""
    subprocess.run(
        ("git", "-C", str(base.root), *arguments), check=True, env={**os.environ, **IDENTITY}
    )


def of(day: str, text: str = BROKEN) -> str:
    """A postmortem of a day of March 2024; its severity is wrong unless another text is given."""
    return text.replace("2024-03-05", f"2024-03-{day}")


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """A branch on which nothing was done yet, from a main branch with a broken postmortem."""
    tree: dict[str, str | bytes] = {
        OLD: of("04"),
        MOVED: of("05", postmortem()),
        GONE: of("06", postmortem()),
    }
    made = draw(tmp_path / "kb", tree)
    git(made, "init", "-q", "-b", "main")
    git(made, "add", ".")
    git(made, "commit", "-qm", "The knowledge base")
    git(made, "switch", "-qc", "branch")
    return made


@pytest.fixture
def hindsite(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line: `hindsite(folder, "validate", …)`."""
    return Command(monkeypatch, capsys)


def places(out: str) -> set[str]:
    """The files that problems were told of."""
    return {line.partition(":")[0] for line in out.splitlines()}


def test_nothing_changed(base: KnowledgeBase, hindsite: Command) -> None:
    """What was wrong before is not this branch's: clean."""
    done = hindsite(base.root, "validate", "--changed", "main")
    assert (done.status, done.out) == (0, "0 postmortems checked: no problems.\n")


def test_what_a_branch_touches(base: KnowledgeBase, hindsite: Command) -> None:
    """Committed, staged, edited and new files count, whatever their names."""
    base.write({"postmortems/2024-03-07-committed.md": of("07")})
    git(base, "add", ".")
    git(base, "commit", "-qm", "One")
    base.write({MOVED: of("05", postmortem()) + "\nMore.\n"})
    base.write({"postmortems/2024-03-08-with a space ü.md": of("08")})
    done = hindsite(base.root, "validate", "--changed", "main")
    assert done.status == 1
    assert places(done.out) == {
        "postmortems/2024-03-07-committed.md",
        "postmortems/2024-03-08-with a space ü.md",
    }
    assert done.err.startswith("3 postmortems checked: ")


def test_a_file_that_is_gone_concerns_all(base: KnowledgeBase, hindsite: Command) -> None:
    """Others may have named one that was deleted, or moved to another name."""
    base.write({OLD: of("04", postmortem()) + f"\n[why]({Path(GONE).name})\n"})
    git(base, "commit", "-qam", "Name it")
    (base.root / GONE).unlink()
    done = hindsite(base.root, "validate", "--changed", "HEAD")
    assert places(done.out) == {OLD}
    assert done.err.startswith("Files are gone: checking everything.")
    git(base, "checkout", "-q", "--", GONE)
    git(base, "mv", MOVED, "postmortems/2024-03-05-elsewhere.md")
    done = hindsite(base.root, "validate", "--changed", "HEAD")
    assert "Files are gone: checking everything." in done.err


def test_what_main_did_meanwhile_is_not_the_branchs(base: KnowledgeBase, hindsite: Command) -> None:
    """The branch is compared with where it left main, from any folder of the project."""
    git(base, "switch", "-q", "main")
    base.write({OLD: of("04") + "\nMore.\n"})
    git(base, "commit", "-qam", "On main")
    git(base, "switch", "-q", "branch")
    base.write({MOVED: of("05")})
    done = hindsite(base.root / "postmortems", "validate", "--changed", "main")
    assert places(done.out) == {MOVED.removeprefix("postmortems/")}


def test_a_changed_vocabulary_concerns_all(base: KnowledgeBase, hindsite: Command) -> None:
    """When the words that files are checked against change, all files are checked."""
    taxonomy = (base.root / "taxonomy.yml").read_text(encoding="utf-8")
    base.write({"taxonomy.yml": taxonomy + "# More\n"})
    done = hindsite(base.root, "validate", "--changed", "main")
    assert places(done.out) == {OLD}
    assert done.err.startswith("The vocabulary or the configuration changed: checking everything.")


def test_a_new_vocabulary_concerns_all(base: KnowledgeBase, hindsite: Command) -> None:
    """A catalogue that git does not track yet, and a configuration of another name."""
    base.write({"services.yml": "services:\n  - {slug: web, name: Web}\n"})
    assert "checking everything" in hindsite(base.root, "validate", "--changed", "main").err
    (base.root / "services.yml").unlink()
    base.write({"other.yml": (base.root / "mkdocs.yml").read_text(encoding="utf-8")})
    arguments = ("validate", "--changed", "main")
    assert "checking everything" not in hindsite(base.root, *arguments).err
    assert "checking everything" in hindsite(base.root, *arguments, "-f", "other.yml").err


@pytest.mark.parametrize("name", ["nowhere", "--output=stolen", "-x", "main..branch"])
def test_an_unknown_base(base: KnowledgeBase, hindsite: Command, name: str) -> None:
    """A branch that git does not know ends with 2; its name is never an option."""
    done = hindsite(base.root, "validate", f"--changed={name}")
    assert (done.status, done.out) == (2, "")
    assert f"hindsite: git knows no commit that {name!r} and this checkout share" in done.err
    assert not list(base.root.glob("stolen*"))


def test_no_checkout(tmp_path: Path, hindsite: Command) -> None:
    """Outside git there is nothing to compare with; paths beside it make no sense: 2 each."""
    made = draw(tmp_path / "kb", {OLD: postmortem()})
    done = hindsite(made.root, "validate", "--changed", "main")
    assert done.status == 2
    assert "is not in a git checkout" in done.err
    assert hindsite(made.root, "validate", OLD, "--changed", "main").status == 2
