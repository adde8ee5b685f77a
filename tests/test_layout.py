"""Promises about the repository as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

# Put together here, so that this file does not hold what it looks for.
INDEX_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "--index" + "-url", "--find" + "-links")
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:ro" + r"ot|ho" + r"me|Us" + r"ers)/\w+|/tm" + r"p/\w+")
LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)(?: ; [^\\\n]+)?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)"
)


def kept_files() -> list[Path]:
    """The files of the repository: tracked, or about to be."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy of the files is no git repository")
    names = [name.decode() for name in listed.split(b"\0") if name]
    return [file for name in names if (file := REPOSITORY / name).is_file()]


def own_modules() -> list[Path]:
    """Every Python file that is part of the package, its tests or its measurements."""
    folders = ("macros", "tests", "bench")
    return sorted(file for folder in folders for file in (REPOSITORY / folder).rglob("*.py"))


def test_every_module_says_what_it_is_for() -> None:
    """A module's first line is its docstring; a test module's name is enough."""
    silent = [
        file.relative_to(REPOSITORY).as_posix()
        for file in own_modules()
        if not file.name.startswith("test_")
        and not (file.name == "__init__.py" and "tests" in file.parts)
        and not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_every_test_says_what_it_promises() -> None:
    """A test's docstring states the behaviour, so that a failure says what was lost."""
    silent = [
        f"{file.relative_to(REPOSITORY).as_posix()}:{node.lineno} {node.name}"
        for file in (REPOSITORY / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_file_names_a_package_index_or_a_machines_path() -> None:
    """What is installed is said by name and hash; from where, the reader's own settings decide."""
    found = []
    for file in kept_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if "vendor" in file.parts or "cases" in file.parts or "postmortems" in file.parts:
            continue
        hits = [host for host in INDEX_HOSTS if host in text]
        hits += [hit.group() for hit in MACHINE_PATH.finditer(text)]
        found += [f"{file.relative_to(REPOSITORY).as_posix()}: {hit}" for hit in hits]
    assert found == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_versions_and_hashes_and_nothing_else(name: str) -> None:
    """Every line of a lock file belongs to an exact version with its hashes."""
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    assert PINNED.sub("", text).strip() == ""


def test_the_development_lock_holds_the_other_one() -> None:
    """What is tested is what is served: the same versions with the same hashes."""
    serving, testing = ((REPOSITORY / name).read_text(encoding="utf-8") for name in LOCKS)
    assert {found.group() for found in PINNED.finditer(serving)} <= {
        found.group() for found in PINNED.finditer(testing)
    }


def test_every_make_target_is_explained() -> None:
    """`make` alone lists every target that people call."""
    text = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z]+):.*?## ", text, re.MULTILINE))
    named = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split())  # type: ignore[index]
    assert named - explained == {"browser"}
