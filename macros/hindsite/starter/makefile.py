"""The Makefile of a new knowledge base: ours, installing from requirements.txt.

Workflows call `make` and are the same in both repositories; only the Makefile knows where hindsite
comes from.
"""

from __future__ import annotations

import re

from hindsite.starter.edits import Edit, edited, line, replaced, without_lines

_HEAD = """\
# The knowledge base: everything its people run. `make` alone lists the targets.
#
# Needs git, make and Python 3.11 or later. The rest is installed into .venv as requirements.txt
# says. A stamp file in .venv makes the next run instant; a changed requirements.txt installs again.
"""
# Only those who change hindsite itself need these, and what is set for them.
_ENGINE = ("test", "browser", "lint", "types", "check", "lock", "bench", ".venv/installed-dev")
_ENGINE_VARIABLES = ("PYTEST_ARGS", "BENCH_ARGS", "UV")
_OWN = {
    ".venv/installed": """\
NOT_FOUND := { echo "If pip finds no hindsite, docs/guide/run.md has the way." >&2; exit 1; }

.venv/installed: requirements.txt $(wildcard constraints.txt) | .venv/made
	@echo "Installing what requirements.txt names into .venv (once)"
	@$(PIP) install -r requirements.txt || $(NOT_FOUND)
	@touch $@
""",
    ".venv/posting": """\
# What runs beside a token is hindsite alone, and only as a wheel: installing it runs nothing.
.venv/posting: requirements.txt | .venv/made
	@$(PIP) install --no-deps --only-binary :all: -r requirements.txt || $(NOT_FOUND)
	@touch $@
""",
}
_TARGET = re.compile(r"^((?:\.venv/)?[a-z-]+):(?!=)", re.MULTILINE)


def makefile(original: str) -> str:
    """The Makefile without what is for work on hindsite itself.

    Raises ValueError where a rule that has to differ is not there.
    """
    _, *blocks = (block.strip("\n") for block in re.split(r"\n{2,}", original))
    by_target = [(_target(block), block) for block in blocks]
    if missing := {"post", "clean", *_OWN} - {target for target, _ in by_target}:
        raise ValueError(f"expected rules for {', '.join(sorted(missing))}")
    kept = (
        _OWN[target] if target in _OWN else edited(block, _edits(target, block))
        for target, block in by_target
        if target not in _ENGINE
    )
    return "\n\n".join(block.strip("\n") for block in (_HEAD, *kept)) + "\n"


def _target(block: str) -> str:
    """The first target of a block, "" for one that sets variables."""
    found = _TARGET.search(block)
    return found[1] if found else ""


def _edits(target: str, block: str) -> list[Edit]:
    """What has to differ within a block."""
    if target == "post":
        return [replaced("PYTHONPATH=macros ", "")]
    if target == "clean":
        return [line(r"\trm -rf .*", "\trm -rf .venv site .cache"), without_lines("__pycache__")]
    if ".PHONY:" in block:
        return [_without_targets]
    if "PIP :=" in block:
        # The last setting of its block is how our locks are made.
        return [
            lambda text: re.sub(r"^# What the lock files hold.*\Z", "", text, flags=re.M | re.S)
        ]
    return [without_lines(rf"^(?:{'|'.join(_ENGINE_VARIABLES)}) \?=")]


def _without_targets(block: str) -> str:
    words = block.split(" ")
    return " ".join(word for word in words if word not in _ENGINE)
