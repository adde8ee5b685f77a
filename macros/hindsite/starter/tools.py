"""The small files that tools read, for a new knowledge base."""

from __future__ import annotations

import yaml

from hindsite.starter.edits import edited, without_lines

# Folders that only work on hindsite itself leaves behind.
_ENGINE_LEFTOVERS = (
    r"^(?:\*\.egg-info/|/dist/|\.mypy_cache/|\.ruff_cache/|\.pytest_cache/|\.hypothesis/)$"
)


def gitignore(original: str) -> str:
    """What a build leaves behind."""
    return edited(original, (without_lines(_ENGINE_LEFTOVERS),))


def gitattributes(original: str) -> str:
    """Line endings alone: the rest is about hindsite's own tests and tools."""
    return original.split("\n\n")[0].rstrip("\n") + "\n"


def requirements(version: str, wheel: str = "") -> str:
    """What `pip` installs: one exact version of hindsite, which brings what it needs.

    `wheel` is the name of its file where that lies beside this one.
    """
    return f"./{wheel}\n" if wheel else f"hindsite=={version}\n"


def request_template(original: str) -> str:
    """What a pull request says, without the line for changes of code."""
    return edited(original, (without_lines("^<!-- For code:"),)).rstrip("\n") + "\n"


def pre_commit(hooks: str) -> str:
    """`.pre-commit-config.yaml`: our hooks, run by the hindsite that requirements.txt names."""
    own = [
        {
            **{key: value for key, value in hook.items() if key != "language"},
            "entry": f".venv/bin/{hook['entry']}",
            "language": "system",
        }
        for hook in yaml.safe_load(hooks)
    ]
    config = {"repos": [{"repo": "local", "hooks": own}]}
    written = yaml.safe_dump(config, sort_keys=False, width=100)
    return (
        "# For https://pre-commit.com: checks the postmortems that a commit touches, with the\n"
        "# hindsite that `make` has installed.\n"
        f"{written}"
    )
