"""Where a macro's output goes: a token stands in the page's text until the Markdown is rendered.

No Markdown rule ever reads what a macro printed, and no output is searched for further tokens: a
postmortem's title that looks like one stays a title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

_NAME = "hindsiteslot{:06d}end"
_ANY = re.compile(r"hindsiteslot(\d{6})end")
# A paragraph of nothing but calls is no paragraph: what they print are blocks.
_PLACES = re.compile(r"<p>\s*((?:hindsiteslot\d{6}end\s*)+)</p>|hindsiteslot(\d{6})end")
# Elements that cannot hold a block.
_INLINE = frozenset(
    (
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "summary"),
        *("a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "label", "mark", "q", "s"),
        *("small", "span", "strong", "sub", "sup", "u"),
    )
)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A token (the number of its slot) in a place where a block cannot stand."""

    slot: int
    message: str


def token(slot: int) -> str:
    """The token of a slot, which Markdown and HTML leave as it is."""
    return _NAME.format(slot)


def fill(html: str, slots: Sequence[str]) -> str:
    """A rendered page with every token replaced by its slot's HTML."""

    def filled(match: re.Match[str]) -> str:
        numbers = [int(number) for number in _ANY.findall(match[0])]
        if any(number >= len(slots) for number in numbers):
            return match[0]
        return "\n".join(slots[number] for number in numbers)

    return _PLACES.sub(filled, html)


def misplaced(html: str, slots: Sequence[str]) -> Iterator[Misplaced]:
    """Every token of a rendered page that stands where its block cannot, or stands there again."""
    finder = _Finder()
    finder.feed(_PLACES.sub(lambda match: " ".join(m[0] for m in _ANY.finditer(match[0])), html))
    finder.close()
    times: Counter[int] = Counter()
    for slot, element in finder.found:
        if slot >= len(slots):
            continue
        times[slot] += 1
        if element:
            yield Misplaced(
                slot,
                f"stands within <{element}>, and prints a block; write the call on lines of its "
                "own, with an empty line before and after it",
            )
        elif times[slot] == 2:
            yield Misplaced(slot, "is printed twice; call it again where it shall stand again")


class _Finder(HTMLParser):
    """Notes each token with the element that cannot hold it, or ""."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A heading's id repeats its words; the words themselves are seen below.
        values = " ".join(value or "" for name, value in attrs if name not in ("id", "href"))
        self._note(values, tag)
        if tag in _INLINE:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._note(data, self._open[-1] if self._open else "")

    def _note(self, text: str, element: str) -> None:
        self.found.extend((int(match[1]), element) for match in _ANY.finditer(text))
