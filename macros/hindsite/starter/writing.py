"""A tree of files, written all or nothing into a folder that is new or empty."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from hindsite.errors import HindsiteError, printable

# A repository that has no commit yet is no reason to refuse its folder.
_MAY_BE_THERE = frozenset((".git",))
_NAMED = 3


def write_tree(target: Path, tree: Mapping[str, bytes]) -> None:
    """Write every file, or none. Raises HindsiteError where `target` is not new or empty."""
    refuse_unless_empty(target)
    missing = _missing(target)
    try:
        _write(target, tree)
    except OSError as error:
        for folder in missing:
            shutil.rmtree(folder, ignore_errors=True)
        shown = printable(str(error.filename or target))
        raise HindsiteError(f"{shown}: nothing was written: {error.strerror}") from error


def refuse_unless_empty(target: Path) -> None:
    """Raise HindsiteError if there is anything in the way; a lone `.git` is not."""
    if not target.exists() and not target.is_symlink():
        return
    if not target.is_dir():
        raise HindsiteError(f"{printable(str(target))} is no folder; name a new or an empty one")
    there = sorted({path.name for path in target.iterdir()} - _MAY_BE_THERE)
    if there:
        more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
        listed = ", ".join(printable(name) for name in there[:_NAMED])
        raise HindsiteError(
            f"{printable(str(target))} is not empty: it has {listed}{more}; "
            "name a new or an empty folder"
        )


def _missing(target: Path) -> list[Path]:
    """The folders that have to be made, the outermost first."""
    return [folder for folder in (*reversed(target.parents), target) if not folder.exists()]


def _write(target: Path, tree: Mapping[str, bytes]) -> None:
    """Write beside the target's own entries, on the same disk, and move what is whole."""
    target.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".hindsite-init-", dir=target))
    try:
        for path, content in tree.items():
            file = fresh / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        _move(sorted(fresh.iterdir()), target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _move(entries: Iterable[Path], target: Path) -> None:
    """Move each entry into the target; if one cannot be, take back those that were."""
    moved: list[tuple[Path, Path]] = []
    try:
        for entry in entries:
            place = target / entry.name
            entry.rename(place)
            moved.append((place, entry))
    except OSError:
        for place, entry in moved:
            place.rename(entry)
        raise
