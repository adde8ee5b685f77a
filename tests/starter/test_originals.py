"""Where the starter finds the files that it is made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from hindsite.errors import HindsiteError
from hindsite.starter.originals import CARRIED, Originals, originals
from tests.conftest import REPOSITORY


def folder(root: Path, *files: str) -> Path:
    """A folder with these files, each holding its own path."""
    for name in files:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    return root


def test_in_place_they_are_the_checkouts() -> None:
    """Installed in place, as `make` does, there is no copy that could be older than the files."""
    found = originals()
    assert found.root == REPOSITORY
    assert found.content("taxonomy.yml") == (REPOSITORY / "taxonomy.yml").read_bytes()


def test_in_a_wheel_they_lie_beside_the_code(tmp_path: Path) -> None:
    """A wheel carries them, and what lies around the place it is installed in does not matter."""
    package = tmp_path / "lib" / "hindsite" / "starter"
    for root in (package / CARRIED, tmp_path):
        folder(root, "mkdocs.yml", "taxonomy.yml")
    assert originals(package).root == package / CARRIED


def test_without_them_nothing_is_guessed(tmp_path: Path) -> None:
    """A broken installation says so, and what to do; another project's mkdocs.yml is not ours."""
    folder(tmp_path, "mkdocs.yml")
    with pytest.raises(HindsiteError, match="install hindsite again"):
        originals(tmp_path / "lib" / "hindsite" / "starter")
    with pytest.raises(HindsiteError, match=r"Makefile cannot be read .*install it again"):
        Originals(tmp_path).content("Makefile")


def test_what_editors_leave_behind_is_not_taken(tmp_path: Path) -> None:
    """Files of a folder come in one order on every machine, hidden ones left out."""
    folder(tmp_path, "docs/b.md", "docs/a/c.md", "docs/.a.md.swp", "other/d.md")
    assert Originals(tmp_path).below("docs") == ("docs/a/c.md", "docs/b.md")
