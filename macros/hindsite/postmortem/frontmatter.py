"""A file's bytes: its header and its body, told apart."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from hindsite.postmortem import strictyaml
from hindsite.postmortem.rule import TOP, Finding, Place, Rule, shown

MAX_FILE_BYTES = 500_000
MAX_LINES = 20_000
FENCE = "---"

SIZE = Rule(
    "file-size", f"A file is at most {MAX_FILE_BYTES // 1000:,} kB and {MAX_LINES:,} lines."
)
ENCODING = Rule("encoding", "A file is UTF-8 text.")
HEADER = Rule("header", "A file begins with a YAML header between two lines `---`.")
RULES = (SIZE, ENCODING, HEADER)

_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Parts:
    """A file in its two parts: the header's values with their places, and the Markdown below it.

    Lines end with a line feed whatever the file had. `body_line` is the file's line on which the
    body begins, `header` the header's lines as they stand.
    """

    source: str
    tree: strictyaml.Tree
    header: tuple[str, ...]
    body: str
    body_line: int


def split(data: bytes) -> Parts | Finding:
    """Take a file apart, or say why it cannot be; what is wrong inside the YAML is in the tree."""
    if len(data) > MAX_FILE_BYTES:
        message = f"expected at most {MAX_FILE_BYTES:,} bytes, got {len(data):,}; shorten the file"
        return SIZE.at(TOP, "file", message)
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_LINES:
        message = f"expected at most {MAX_LINES:,} lines, got more; shorten the file"
        return SIZE.at(TOP, "file", message)
    return _parts(text)


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Finding:
    if data.startswith(_OTHER_MARKS):
        return ENCODING.at(TOP, "file", "expected UTF-8, got UTF-16; save the file as UTF-8")
    data = error.object  # without the byte order mark, as the positions count
    line = data.count(b"\n", 0, error.start) + 1
    begin = data.rfind(b"\n", 0, error.start) + 1
    column = len(data[begin : error.start].decode("utf-8")) + 1
    byte = f"the byte 0x{data[error.start]:02X}"
    message = f"expected UTF-8 text, got {byte}; save the file as UTF-8"
    return ENCODING.at(Place(line, column), "file", message)


def _parts(text: str) -> Parts | Finding:
    lines = text.split("\n")
    if not text.strip():
        return HEADER.at(TOP, "header", "the file is empty; begin it with a header between `---`")
    if lines[0].rstrip() != FENCE:
        got = shown(lines[0]) if lines[0].strip() else "an empty line"
        return HEADER.at(TOP, "header", f"expected `---` on the first line, got {got}; add it")
    for index in range(1, len(lines)):
        if lines[index].startswith(FENCE) and lines[index].rstrip() == FENCE:
            header = "\n".join(lines[1:index])
            body = "\n".join(lines[index + 1 :])
            tree = strictyaml.read(header, first_line=2)
            return Parts(text, tree, tuple(lines[1:index]), body, index + 2)
    message = "the header is not closed; end it with a line of three hyphens, `---`"
    return HEADER.at(TOP, "header", message)
