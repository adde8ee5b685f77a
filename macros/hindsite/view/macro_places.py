"""Where in a page a macro was called, and names that nothing defines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import ClassVar, Self

from jinja2 import Undefined

from hindsite.errors import Problem


@dataclass(frozen=True, slots=True)
class PagePlace:
    """The page being written: its file as shown, its address, and the lines of its header."""

    path: str
    url: str
    lines_before: int


@dataclass(frozen=True, slots=True)
class Call:
    """A macro's name and where it was called."""

    name: str
    path: str
    line: int

    def problem(self, message: str) -> Problem:
        """A mistake of this call."""
        return Problem(self.path, self.line, 1, self.name, "macro", "error", message)


def template_line() -> int | None:
    """The line of the template that is being rendered; None outside of one."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        # Jinja leaves the template in the frame's globals.
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            return int(template.get_corresponding_lineno(frame.f_lineno))
        frame = frame.f_back
    return None


def reporting(tell: Callable[[str, str], None]) -> type[Undefined]:
    """A class of undefined names that tell (name, message) wherever one is used."""

    class Reported(_Reporting):
        pass

    Reported.tell = tell
    return Reported


class _Reporting(Undefined):
    """An undefined name that lets the page go on, so that later mistakes are found as well."""

    tell: ClassVar[Callable[[str, str], None]]

    def _told(self) -> Self:
        type(self).tell(str(self._undefined_name), self._undefined_message)
        return self

    def __str__(self) -> str:
        self._told()
        return ""

    def __iter__(self) -> Iterator[object]:
        self._told()
        return iter(())

    def __bool__(self) -> bool:
        self._told()
        return False

    def __call__(self, *_args: object, **_kwargs: object) -> Self:  # type: ignore[override]
        return self._told()

    def __getitem__(self, _key: object) -> Self:  # type: ignore[override]
        return self._told()

    def __getattr__(self, name: str) -> Self:
        # Jinja asks every callable for its mark.
        if name.startswith("__") or name == "jinja_pass_arg":
            raise AttributeError(name)
        return self._told()
