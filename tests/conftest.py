"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import WorkStealingScheduling  # type: ignore[import-untyped]

REPOSITORY = Path(__file__).parents[1]

# Property tests look for the same examples in every run, so that a change is judged by its own
# merits; a time limit for an example would only measure the machine.
settings.register_profile("default", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
# For a property whose every example fills tables of its own, which takes as long as a thousand
# examples of others.
COSTLY = settings(max_examples=settings().max_examples // 5)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """A worker that is done takes over from one that is not: browser tests all come in a row."""
    if config.getoption("dist") != "load":
        return None
    return WorkStealingScheduling(config, log)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this repository."""
    return REPOSITORY


@pytest.fixture(autouse=True, scope="session")
def _plain_environment() -> Iterator[None]:
    """No test depends on the terminal, the CI service or the clock of the machine it runs on."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GITHUB_ACTIONS", "SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
            patch.delenv(name, raising=False)
        # The suite is run by `make`, and some tests run a `make` of their own.
        for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
            patch.delenv(name, raising=False)
        patch.setenv("NO_MKDOCS_2_WARNING", "1")  # Material's announcement of its successor
        yield
