"""All or nothing, into a folder that is new or empty."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from hindsite.errors import HindsiteError
from hindsite.starter.writing import write_tree

TREE = {".hidden/a": b"a", "b": b"b", "c/d/e": b"e"}


def contents(root: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize("before", ["nothing", "an empty folder", "a repository without a commit"])
def test_a_new_or_an_empty_folder(tmp_path: Path, before: str) -> None:
    """The files stand there, and nothing else is left; a lone `.git` stays as it is."""
    target = tmp_path / "deep" / "kb"
    kept = {".git/HEAD": b"ref"} if "repository" in before else {}
    if before != "nothing":
        target.mkdir(parents=True)
    for path, content in kept.items():
        (target / path).parent.mkdir()
        (target / path).write_bytes(content)
    write_tree(target, TREE)
    assert contents(target) == {**TREE, **kept}
    assert sorted(path.name for path in target.iterdir()) == sorted(
        {".hidden", "b", "c", *([".git"] if kept else [])}
    )
    other = tmp_path / "other"
    other.mkdir()
    assert stat.S_IMODE((target / "c").stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


def test_what_is_there_is_never_touched(tmp_path: Path) -> None:
    """A folder with anything in it is refused, naming what is in the way; so is a file."""
    for name in ("a", "b", "c", "d"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(HindsiteError, match=r"is not empty: it has a, b, c and 1 more; name a new"):
        write_tree(tmp_path, TREE)
    with pytest.raises(HindsiteError, match="is no folder"):
        write_tree(tmp_path / "a", TREE)
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    with pytest.raises(HindsiteError, match="is no folder"):
        write_tree(tmp_path / "link", TREE)
    assert contents(tmp_path) == dict.fromkeys("abcd", b"mine")


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("failing", ["write_bytes", "rename"])
def test_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, *, there: bool
) -> None:
    """A disk that fills up half-way leaves no file, and no folder that was not there before."""
    target = tmp_path / "deep" / "kb"
    if there:
        target.mkdir(parents=True)
    real, calls = getattr(Path, failing), []

    def fails_once(self: Path, argument: object) -> object:
        calls.append(self)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(self, argument)

    monkeypatch.setattr(Path, failing, fails_once)
    with pytest.raises(HindsiteError, match="nothing was written: No space left on device"):
        write_tree(target, TREE)
    assert contents(tmp_path) == {}
    assert (list(target.iterdir()) == []) if there else not (tmp_path / "deep").exists()


def test_a_place_where_nothing_may_be_written(tmp_path: Path) -> None:
    """Below a file there is no folder to make; the message says where it stopped."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(HindsiteError, match="nothing was written"):
        write_tree(tmp_path / "file" / "kb", TREE)
    assert contents(tmp_path) == {"file": b"mine"}
