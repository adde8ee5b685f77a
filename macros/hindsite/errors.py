"""What can go wrong, and how it is told.

A `Problem` is one finding in one place of one file. A `HindsiteError` is the one exception of the
package: only the edge (the command line, the MkDocs plugin) turns it into text and an exit code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding: where it is, which rule found it, and how to mend it.

    `path` is as the reader would type it (relative to the project where possible, `/` between
    parts); `line` and `column` count from 1; `field` is a header key (nested keys dotted) or a
    section of the body; `message` says what is wrong, what was expected, what came, what to do.
    """

    path: str
    line: int
    column: int
    field: str
    rule: str
    level: Level
    message: str

    def __str__(self) -> str:
        """`path:line:column: field: message`, on one line, safe to print."""
        prefix = "warning: " if self.level == "warning" else ""
        text = f"{self.path}:{self.line}:{self.column}: {self.field}: {prefix}{self.message}"
        return printable(text)

    def as_dict(self) -> dict[str, str | int]:
        """The JSON form of the contract, its keys in the contract's order."""
        found = asdict(self)
        order = ("path", "line", "column", "field", "rule", "level", "message")
        return {key: found[key] for key in order}


class HindsiteError(Exception):
    """Base of every error this package raises on purpose."""


class ProblemsError(HindsiteError):
    """The input has problems; all of them are carried, none is lost."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def printable(text: str) -> str:
    r"""`text` with control, format and line-breaking characters written as escapes.

    File names and values come from strangers: an escape sequence must not reach a terminal, nor a
    line break forge a second message in a log.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
