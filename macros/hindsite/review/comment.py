"""What may be posted in a bot's name: checked by its form, since anyone may have written it.

`hindsite diff --format markdown` puts every foreign word into a code span. A request can change
the job that runs it, though, so the text that arrives is held to that form again: outside of code
spans there are plain words, list marks and headings, and nothing that a forge would turn into a
mention, a link, an image, HTML, a reference or a command.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hindsite.errors import HindsiteError, printable

MARKER = "<!-- hindsite: this comment is replaced by the next check -->"
"""How the comment is found again. It is ours to write: no checked text can hold it."""

LIMIT = 65_000  # bytes; GitHub takes 65,536 characters
_SHOWN = 80

_BACKTICKS = re.compile("`+")
_OWN_WORDS = re.compile(r"(?:#{2,3} |(?: {2}){0,3}- )?[A-Za-z0-9 ,.:;?()-]*")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/%-]+")
# A bare address, a reference such as GH-1 or a tracker's key, a commit.
_AUTOLINKED = re.compile(
    r"[A-Za-z]\.[A-Za-z]|[A-Za-z]-[0-9]|[Ww]{3}\.|\b(?=[a-f]*[0-9])[0-9a-f]{7,40}\b"
)


class Outcome(NamedTuple):
    """What was done about one request, and whether that is as it should be."""

    told: str
    is_well: bool = True


class RefusedError(HindsiteError):
    """What came is not what the check writes; nothing is posted."""


def checked(data: bytes) -> str:
    """The text of a comment that is harmless to post; raises RefusedError naming the line."""
    if len(data) > LIMIT:
        raise RefusedError(f"the comment has {len(data):,} bytes; expected at most {LIMIT:,}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError("the comment is not UTF-8 text") from None
    lines = text.removesuffix("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if reason := _refusal(line):
            shown = printable(line[:_SHOWN])
            raise RefusedError(f"line {number} of the comment {reason}: {shown}")
    if not text.strip():
        raise RefusedError("the comment is empty")
    return text


def _refusal(line: str) -> str:
    """Why a line is none of the check's own, "" where it may be one."""
    if not line.isprintable():
        return "has characters that are not printable"
    words = _without_code(line)
    if words is None:
        return "has a code span that does not end"
    if not _OWN_WORDS.fullmatch(words) or _AUTOLINKED.search(words):
        return "has more than plain words outside of code spans"
    return ""


def _without_code(line: str) -> str | None:
    """A line without its code spans, as CommonMark finds them; None where one does not end.

    A run of backticks opens a span, and the next run of the same length closes it. If each line's
    spans end within it, so do those of the paragraph that the lines make.
    """
    kept: list[str] = []
    at = 0
    while opening := _BACKTICKS.search(line, at):
        kept.append(line[at : opening.start()])
        length = len(opening.group())
        runs = _BACKTICKS.finditer(line, opening.end())
        closing = next((run for run in runs if len(run.group()) == length), None)
        if closing is None:
            return None
        kept.append(" ")
        at = closing.end()
    return "".join((*kept, line[at:]))


def tells_anything(text: str) -> bool:
    """Whether there is more than the sentence that nothing changes; that alone is no news."""
    return "\n### " in text


def comment(text: str, commit: str, address: str) -> str:
    """The whole comment: the marker, the checked text, and the run at `address` that it is from."""
    run = f"[check]({address})" if _ADDRESS.fullmatch(address) else "check"
    origin = f"From the {run} of `{commit[:7]}`, which runs the request's own workflow."
    return f"{MARKER}\n{text.rstrip()}\n\n{origin}\n"
