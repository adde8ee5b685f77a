from __future__ import annotations

import stat
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.review.archive import LIMIT, only_member
from hindsite.review.comment import RefusedError
from tests.review.forge import archive


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    """A member with a Unix mode."""
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    return made


HOSTILE = {
    "nothing": archive({}),
    "another name": archive({"other.md": b"a"}),
    "a way out": archive({"../comment.md": b"a"}),
    "an absolute path": archive({"/comment.md": b"a"}),
    "a folder": archive({"comment.md/": b""}),
    "a file more": archive({"comment.md": b"a", "../../.bashrc": b"a"}),
    "a link": archive({entry("comment.md", stat.S_IFLNK | 0o777): b"/etc/passwd"}),
    "a device": archive({entry("comment.md", stat.S_IFCHR | 0o666): b"a"}),
    "a bomb": archive({"comment.md": b"0" * 50_000_000}),
    "no archive": b"PK\x03\x04 not really",
    "too large": b"0" * (LIMIT + 1),
    "name with a line break": archive({"comment.md\n::error::x": b"a"}),
}


def test_one_text() -> None:
    """The one file that is expected is read."""
    made = archive({entry("comment.md", stat.S_IFREG | 0o644): b"hello"})
    assert only_member(made, "comment.md", 5) == b"hello"


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_archives(data: bytes) -> None:
    """Everything else is refused, in words that are safe to print."""
    with pytest.raises(RefusedError) as refused:
        only_member(data, "comment.md", 65_000)
    assert str(refused.value).isprintable()


@given(st.binary(max_size=300), st.integers(0, 120), st.integers(0, 255))
def test_broken_archives(junk: bytes, at: int, byte: int) -> None:
    """Bytes that are no archive, or one with an altered byte, end in the one error or in text."""
    made = bytearray(archive({"comment.md": b"hello"}))
    made[at % len(made)] = byte
    for data in (junk, bytes(made)):
        with suppress(RefusedError):
            only_member(data, "comment.md", 65_000)
