"""The wheel of this checkout, made as for a release."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


def built(source: Path, target: str, folder: Path) -> Path:
    """Build a wheel or an sdist with the backend that is installed; nothing is fetched."""
    pytest.importorskip("hatchling")
    command = (sys.executable, "-m", "hatchling", "build", "--target", target)
    done = subprocess.run(
        (*command, "--directory", str(folder)),
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (made,) = (path for path in folder.iterdir() if path.is_file())
    return made


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's file."""
    return built(REPOSITORY, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that has the wheel's content, as an installation has."""
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder
