"""Measure how long checking one changed file takes: `python bench/validate_time.py`.

What is printed are processor seconds (user and system), the least of some rounds, of whole
processes from start to exit, beside those of an interpreter that does nothing. An editor or a hook
waits for the first line; the goal is half a second.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUN = "from hindsite.cli import main; main()"
GOAL_S = 0.5


def cost(arguments: Sequence[str], rounds: int) -> float:
    """The least processor time of a process, in seconds."""
    return min(_once(arguments) for _ in range(rounds))


def _once(arguments: Sequence[str]) -> float:
    before = _spent()
    subprocess.run(arguments, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return _spent() - before


def _spent() -> float:
    """What processes started from here have used so far, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure, and say whether the goal is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    newest = max((ROOT / "postmortems").rglob("*.md"), key=lambda file: file.name)
    checking = (sys.executable, "-c", RUN, "validate")
    one = cost((*checking, str(newest.relative_to(ROOT))), rounds)
    print(f"validate, one file   {one:.3f} s (goal {GOAL_S} s)")
    print(f"validate, all files  {cost(checking, rounds):.3f} s")
    print(f"python -c pass       {cost((sys.executable, '-c', 'pass'), rounds):.3f} s")
    sys.exit(one > GOAL_S)


if __name__ == "__main__":
    main()
