"""Git, asked: one way to run it, and the commit that a branch and the checkout share."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from hindsite.errors import HindsiteError

_PATIENCE_S = 120


def run_git(
    root: Path, command: Sequence[str], given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a git command in the folder `root`, whatever it answers; `given` is its input.

    Raises HindsiteError where git is not installed or takes over two minutes.
    """
    try:
        return subprocess.run(  # noqa: S603 - no shell; a branch's name stands behind the options
            ("git", "-C", str(root), "--literal-pathspecs", *command),  # noqa: S607 - found on PATH
            input=given,
            capture_output=True,
            check=False,
            timeout=_PATIENCE_S,
        )
    except FileNotFoundError as error:
        raise HindsiteError("git is not installed, so there is nothing to compare with") from error
    except subprocess.TimeoutExpired as error:
        raise HindsiteError(f"git {command[0]} took over {_PATIENCE_S} s") from error


def answer(root: Path, command: Sequence[str]) -> bytes:
    """What a git command prints; raises HindsiteError with git's words where it fails."""
    done = run_git(root, command)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise HindsiteError(f"git {command[0]} failed: {said}")
    return done.stdout


def top_folder(root: Path) -> Path | None:
    """The top of the checkout that a folder is in; None outside of any, or without git."""
    try:
        done = run_git(root, ("rev-parse", "--show-cdup"))
    except HindsiteError:
        return None
    if done.returncode != 0:
        return None
    up = done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")
    return Path(os.path.normpath(root / up))


def shared_commit(root: Path, base: str) -> str:
    """The last commit, by its full hash, that `base` and what is checked out in `root` share.

    Raises HindsiteError outside a git checkout, or when git knows no such commit.
    """
    if run_git(root, ("rev-parse", "--show-toplevel")).returncode != 0:
        raise HindsiteError(f"{root} is not in a git checkout, so there is nothing to compare with")
    done = run_git(root, ("merge-base", "--end-of-options", base, "HEAD"))
    if done.returncode != 0:
        raise HindsiteError(
            f"git knows no commit that {base!r} and this checkout share; fetch the branch with its "
            "history (`git fetch --unshallow` after a shallow clone), or give another one"
        )
    return done.stdout.decode("ascii").split()[0]
