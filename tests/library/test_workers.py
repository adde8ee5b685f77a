from __future__ import annotations

import os
from pathlib import Path

import pytest

from hindsite.library.workers import Workers


def test_work_is_done_in_a_process_of_its_own(tmp_path: Path) -> None:
    """What it leaves is there when it has been waited for, where memory can be shared."""
    file = tmp_path / "process"

    def work() -> None:
        file.write_text(str(os.getpid()), encoding="utf-8")

    workers = Workers(2)
    shares = workers.share_memory
    workers.alongside(work)()
    assert (file.read_text(encoding="utf-8") != str(os.getpid())) is shares


def test_work_that_fails_is_done_again_and_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A process that died loses nothing; what the work itself raises reaches the one who waits."""
    file = tmp_path / "process"

    def dying() -> None:
        if not file.exists():
            file.touch()
            os._exit(3) if os.getpid() != parent else None
        file.write_text("done", encoding="utf-8")

    def failing() -> None:
        raise OSError("the disk is full")

    parent = os.getpid()
    Workers(2).alongside(dying)()
    assert file.read_text(encoding="utf-8") == "done"
    with pytest.raises(OSError, match="the disk is full"):
        Workers(2).alongside(failing)()
    assert capfd.readouterr() == ("", "")


def test_one_processor_does_it_in_its_turn(tmp_path: Path) -> None:
    """Nothing is begun before it is waited for."""
    file = tmp_path / "process"
    wait = Workers(1).alongside(file.touch)
    assert not file.exists()
    wait()
    assert file.exists()
