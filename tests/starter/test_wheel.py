"""A wheel alone, without this checkout, makes the same knowledge base and builds it."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

from hindsite.starter.choices import Choices
from hindsite.starter.knowledge_base import knowledge_base
from hindsite.starter.originals import CARRIED, originals, own_pages
from tests.conftest import REPOSITORY
from tests.site.harness import COMMAND_LINE, KnowledgeBase
from tests.starter.conftest import built


def run(package: Path, folder: Path, code: str, *arguments: str) -> str:
    """Run Python with the unpacked wheel before everything else; gives what it prints."""
    done = subprocess.run(
        (sys.executable, "-c", code, *arguments),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(package), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_it_makes_and_builds_a_knowledge_base(unpacked: Path, tmp_path: Path) -> None:
    """Every file is the one that a checkout makes, and the first build has no warning."""
    code = "import hindsite.starter.originals as o; print(o.originals().root)"
    carried = unpacked / "hindsite" / "starter" / CARRIED
    assert run(unpacked, tmp_path, code).strip() == str(carried)
    told = run(unpacked, tmp_path, COMMAND_LINE, "init", "kb", "--name", "Acme")
    assert told.startswith("kb: a knowledge base")
    base = KnowledgeBase(tmp_path / "kb")
    version = (base.root / "requirements.txt").read_text(encoding="utf-8").strip()
    choices = Choices("Acme", version.removeprefix("hindsite=="))
    expected = knowledge_base(originals(), own_pages(), choices)
    assert {path.removeprefix("kb/"): content for path, content in base.contents(".").items()} == (
        expected
    )
    run(unpacked, base.root, COMMAND_LINE, "build", "--strict")
    assert (base.root / "site" / "guide" / "macros" / "index.html").is_file()


def test_a_repository_that_keeps_its_wheel_installs_it(
    wheel: Path, unpacked: Path, tmp_path: Path
) -> None:
    """No index is asked: pip takes the file that requirements.txt names, from within the folder."""
    run(unpacked, tmp_path, COMMAND_LINE, "init", "kb", "--wheel", str(wheel))
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps")
    subprocess.run(
        (
            *pip,
            "--only-binary",
            ":all:",
            "--target",
            str(tmp_path / "into"),
            "-r",
            "requirements.txt",
        ),
        cwd=tmp_path / "kb",
        check=True,
    )
    assert (tmp_path / "into" / "hindsite" / "cli.py").is_file()


def test_it_carries_what_is_needed_and_no_more(unpacked: Path) -> None:
    """No postmortem of the demonstration, and no test, is in an organisation's installation."""
    carried = unpacked / "hindsite" / "starter" / CARRIED
    assert sorted(path.name for path in carried.iterdir()) == [
        ".gitattributes",
        ".github",
        ".gitignore",
        ".gitlab-ci.yml",
        ".pre-commit-hooks.yaml",
        "Makefile",
        "docs",
        "mkdocs.yml",
        "taxonomy.yml",
    ]
    tops = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}
    assert tops == {"hindsite"}


def test_an_sdist_makes_the_same_wheel(tmp_path: Path) -> None:
    """Those who build from source get what a release has, byte for byte."""
    for folder in ("wheel", "sdist", "second"):
        (tmp_path / folder).mkdir()
    source = built(REPOSITORY, "sdist", tmp_path / "sdist")
    wheel = built(REPOSITORY, "wheel", tmp_path / "wheel")
    with tarfile.open(source) as archive:
        # Early releases of Python 3.11 do not know the filter, later ones ask for it.
        known = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path / "source", **known)  # type: ignore[arg-type]  # noqa: S202
    (root,) = (tmp_path / "source").iterdir()
    assert built(root, "wheel", tmp_path / "second").read_bytes() == wheel.read_bytes()
