"""The wheel of hindsite that a repository keeps, where no package index has it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from hindsite.errors import HindsiteError, printable

# As https://packaging.python.org/en/latest/specifications/binary-distribution-format/ names it.
_NAME = re.compile(r"hindsite-(?P<version>[\w.!+]+)(?:-\d\w*)?-[\w.]+-[\w.]+-[\w.]+\.whl")


def read_wheel(file: Path, version: str) -> bytes:
    """The bytes of hindsite's wheel of one version; raises HindsiteError for any other file."""
    shown = printable(str(file))
    found = _NAME.fullmatch(file.name)
    if found is None:
        raise HindsiteError(
            f"--wheel: expected hindsite's wheel, as hindsite-{version}-py3-none-any.whl, "
            f"got {shown}"
        )
    if found["version"] != version:
        raise HindsiteError(
            f"--wheel: expected hindsite {version}, which writes these files, got {shown}; "
            "install that wheel and run its `hindsite init`"
        )
    try:
        content = file.read_bytes()
    except OSError as error:
        raise HindsiteError(f"--wheel: {shown} cannot be read: {error.strerror}") from error
    if not zipfile.is_zipfile(file):
        raise HindsiteError(f"--wheel: {shown} is no wheel; make or download it again")
    return content
