"""One text out of a foreign zip archive, read in memory: nothing is written to a disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from hindsite.review.comment import RefusedError

LIMIT = 1_000_000  # bytes of the archive itself


def only_member(data: bytes, name: str, limit: int) -> bytes:
    """The content of the archive's one file, which has to have this name and at most so many bytes.

    Raises RefusedError for any other content: more files, another name or one with a path, a link,
    a folder, encryption, a file that is larger than it says.
    """
    if len(data) > LIMIT:
        raise RefusedError(f"the archive has {len(data):,} bytes; expected at most {LIMIT:,}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, name, limit)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise RefusedError(f"the archive cannot be read: {error}") from error


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    members = archive.infolist()
    if [member.filename for member in members] != [name]:
        raise RefusedError(f"expected one file {name} in the archive, got {_named(members)}")
    (member,) = members
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise RefusedError(f"{name} in the archive is no plain file")
    if member.flag_bits & 0x1:
        raise RefusedError(f"{name} in the archive is encrypted")
    with archive.open(member) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise RefusedError(f"{name} in the archive has more than {limit:,} bytes")
    return content


def _named(members: list[zipfile.ZipInfo]) -> str:
    names = ", ".join(repr(member.filename[:60]) for member in members[:3])
    return f"{len(members):,}: {names}" if members else "none"
