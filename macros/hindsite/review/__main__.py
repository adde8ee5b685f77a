"""`python -m hindsite.review github` or `… gitlab`, started by the second stage's job.

Everything comes from variables that the forge sets, so that nothing of a request stands in a
command. Exit status 0: done, or nothing to do. 1: refused, or the forge said no.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from hindsite.errors import HindsiteError, printable
from hindsite.review import github, gitlab
from hindsite.review.api import Api
from hindsite.review.comment import Outcome


def _github() -> Iterable[Outcome]:
    event = json.loads(Path(_set("GITHUB_EVENT_PATH")).read_text(encoding="utf-8"))
    api = Api(_set("GITHUB_API_URL"), ("Authorization", f"Bearer {_set('GITHUB_TOKEN')}"))
    return [Outcome(github.post(event, _set("GITHUB_REPOSITORY"), api))]


def _gitlab() -> Iterable[Outcome]:
    api = Api(_set("CI_API_V4_URL"), ("PRIVATE-TOKEN", _set("HINDSITE_TOKEN")))
    return gitlab.post_all(int(_set("CI_PROJECT_ID")), api)


def _set(name: str) -> str:
    if value := os.environ.get(name):
        return value
    raise HindsiteError(f"the variable {name} is not set; run this in the second stage's job")


_FORGES: dict[str, Callable[[], Iterable[Outcome]]] = {"github": _github, "gitlab": _gitlab}


def main(arguments: list[str]) -> int:
    """Post for the forge that is named; gives the exit status."""
    if len(arguments) != 1 or arguments[0] not in _FORGES:
        _say(f"expected one of {', '.join(_FORGES)}", sys.stderr)
        return 2
    well = True
    try:
        for outcome in _FORGES[arguments[0]]():
            _say(outcome.told, sys.stdout)
            well = well and outcome.is_well
    except HindsiteError as error:
        _say(str(error), sys.stderr)
        return 1
    return 0 if well else 1


def _say(text: str, where: TextIO) -> None:
    # Our own name comes first: no line can be a command to the runner.
    where.write(f"hindsite: {printable(text)}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
