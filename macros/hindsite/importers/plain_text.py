"""Plain text: labels with colons, lines that begin with a time, one task a line.

The text becomes Markdown line by line, and is then arranged as Markdown is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hindsite.errors import HindsiteError
from hindsite.importers import labels
from hindsite.importers.facts import Facts
from hindsite.importers.finishing import finished
from hindsite.importers.lines import Line
from hindsite.importers.markdown_headings import arrange
from hindsite.importers.moments import whens
from hindsite.importers.source import Imported, Wanted, clean, escaped

_BULLET = re.compile(r"(\s*)(?:[-*+•‣◦·–]|(\d{1,9})[.)])\s+(?=\S)")
_LABELLED = re.compile(r"([A-Za-z][^:|]{0,50}):(?:\s+(\S.*))?")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,}|\*{3,})\s*")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_BOX = re.compile(r"\[[ xX]\]\s+(?=\S)")
_ENDED = (".", "!", "?", ":", ";", '."', ".)", "…")
_WORDS_OF_A_HEADING = 6
_NEAR_THE_START = 4  # characters that may stand before an item's time


def claims(text: str, name: str) -> bool:  # noqa: ARG001 - every format's signature
    """Any text that no other format claims."""
    return bool(text.strip())


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """One incident; raises HindsiteError for a text without a title or a date."""
    lines = [Line(number, line) for number, line in enumerate(clean(text).split("\n"), 1)]
    if not any(line.text.strip() for line in lines):
        raise HindsiteError("the source is empty")
    facts = Facts(wanted)
    return (finished(arrange(_Writer(lines, facts).markdown(), facts), wanted, lines),)


class _Writer:
    """Turns a text's lines into Markdown; what is written keeps the number of its line."""

    def __init__(self, lines: Sequence[Line], facts: Facts) -> None:
        self.lines = lines
        self.facts = facts
        self.written: list[Line] = []
        self.section: str | None = None  # the contract's name of the section so far

    def markdown(self) -> list[Line]:
        """The whole text."""
        first = next(index for index, line in enumerate(self.lines) if line.text.strip())
        index = self._title(first)
        while index < len(self.lines):
            heading = self._heading(index)
            if heading is not None:
                self._put(index, "", f"## {escaped(heading)}", "")
                self.section = labels.section(heading)
                index += 1 + self._underlined(index + 1)
            elif (end := self._table(index)) > index:
                for at in range(index, end):
                    self._put(at, self.lines[at].text.strip())
                self._put(end - 1, "")
                index = end
            elif self.section == "actions":
                index = self._tasks(index)
            else:
                self._line(index)
                index += 1
        return self.written

    def _put(self, index: int, *texts: str) -> None:
        number = self.lines[index].number
        self.written += [Line(number, text) for text in texts]

    def _underlined(self, index: int) -> int:
        """1 where a line of hyphens or the like stands under a heading, else 0."""
        return int(index < len(self.lines) and bool(_UNDERLINE.fullmatch(self.lines[index].text)))

    def _title(self, first: int) -> int:
        """The first line as the title, unless it is a section or a value; the next line's index."""
        text = self.lines[first].text.strip().lstrip("#").strip()
        found = _LABELLED.fullmatch(text)
        known = found and (labels.field(found[1]) or labels.section(found[1]))
        if known or labels.section(text) or not text:
            return first
        self._put(first, f"# {escaped(text)}", "")
        return first + 1 + self._underlined(first + 1)

    def _table(self, index: int) -> int:
        """The end of a table that begins at a line; the line itself where none does."""
        after = index + 1
        if after >= len(self.lines) or not self._is_row(index) or not self._is_row(after):
            return index
        if not _RULE.fullmatch(self.lines[after].text.strip()):
            return index
        while after < len(self.lines) and self._is_row(after):
            after += 1
        return after

    def _is_row(self, index: int) -> bool:
        return self.lines[index].text.strip().startswith("|")

    def _blank(self, index: int) -> bool:
        return not 0 <= index < len(self.lines) or not self.lines[index].text.strip()

    def _heading(self, index: int) -> str | None:
        """The words of a heading: known ones, or a short label alone between empty lines."""
        text = self.lines[index].text.strip()
        plain = text.strip("#=*_ ").strip()
        if not plain or len(plain) > 80 or _BULLET.match(self.lines[index].text):
            return None
        alone = text.endswith(":") or text.startswith("#") or self._underlined(index + 1)
        apart = self._blank(index - 1) or bool(self.written and self.written[-1].text == "")
        if labels.section(plain) and (alone or apart or self._stands_out(index)):
            return plain.rstrip(":").rstrip()
        short = len(plain.split()) <= _WORDS_OF_A_HEADING and plain[:1].isalpha()
        if alone and apart and short and ":" not in plain[:-1] and not self._in_timeline(index):
            return plain.rstrip(":").rstrip()
        return None

    def _stands_out(self, index: int) -> bool:
        """Whether a line goes on with no sentence and no sentence goes on with it."""
        before, text = self.lines[index - 1].text, self.lines[index].text
        after = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        ended = before.rstrip().endswith(_ENDED) or bool(_LABELLED.fullmatch(before.strip()))
        begins = bool(after[:1].isspace() or _BULLET.match(after) or not after.strip())
        begins = begins or any(one.start < _NEAR_THE_START for one in whens(after[:80]))
        capital = text[:1].isupper()
        return capital and (ended or begins or after.lstrip()[:1].isupper())

    def _in_timeline(self, index: int) -> bool:
        """Whether a label stands within a timeline: a date, or above more lines with times."""
        if self.section != "timeline":
            return False
        after = (line.text for line in self.lines[index + 1 :] if line.text.strip())
        text = self.lines[index].text
        return bool(whens(text)) or any(
            one.start < _NEAR_THE_START for one in whens(next(after, "")[:80])
        )

    def _line(self, index: int) -> None:
        """A line of any section but the tasks."""
        text = self.lines[index].text.expandtabs(4)
        bullet = _BULLET.match(text)
        if bullet:
            mark = f"{bullet[2]}." if bullet[2] else "-"
            self._put(index, f"{bullet[1]}{mark} {escaped(text[bullet.end() :])}")
            return
        found = _LABELLED.fullmatch(text.strip())
        if found and (labels.field(found[1]) or labels.section(found[1])) and self.written:
            self._apart(index)
        indented = len(text) - len(text.lstrip()) >= 4 and self.section != "timeline"
        if indented and text.strip() and self._code():
            self._put(index, text.rstrip())
            return
        self._put(index, escaped(text))

    def _apart(self, index: int) -> None:
        if self.written[-1].text.strip():
            self._put(index, "")

    def _code(self) -> bool:
        """Whether an indented line is code: after an empty line outside a list, or more of it."""
        before = [line.text for line in self.written[-40:] if line.text.strip()]
        if not before or _BULLET.match(before[-1]):
            return False
        return not self.written[-1].text.strip() or before[-1].startswith("    ")

    def _tasks(self, index: int) -> int:
        """The run of lines up to the next heading, each a task; the index behind it."""
        end = index
        while end == index or (
            end < len(self.lines) and self._heading(end) is None and self._table(end) == end
        ):
            end += 1
        run = [at for at in range(index, end) if not self._blank(at)]
        texts = {at: self.lines[at].text.strip() for at in run}
        ended = [at for at in run if texts[at].endswith(_ENDED)]
        wrapped = len(ended) > len(run) / 2
        rest = run[-1:] if self._is_rest(run, ended) else []
        listed = any(_BULLET.match(texts[at]) for at in run)
        for place, at in enumerate(run):
            before = run[place - 1] if place else None
            if at in rest:
                self._put(at, "", escaped(texts[at]))
                told = "it does not end as the tasks above do: kept as text, not as a task"
                self.facts.tell("guessed", at + 1, "last line", "section: Action items", told)
            elif self._continues(at, before, texts, wrapped=wrapped or listed):
                self._put(at, f"  {escaped(texts[at])}")
            elif listed and not _BULLET.match(texts[at]):
                self._put(at, "", escaped(texts[at]))
            else:
                self._put(at, _task(texts[at]))
        self._put(end - 1, "")
        return end

    def _is_rest(self, run: Sequence[int], ended: Sequence[int]) -> bool:
        """Whether the last line stands out: every other ends as a sentence, it alone does not."""
        last = bool(run) and not _BULLET.match(self.lines[run[-1]].text)
        return last and len(run) > 2 and list(ended) == list(run[:-1])

    def _continues(
        self, at: int, before: int | None, texts: dict[int, str], *, wrapped: bool
    ) -> bool:
        """Whether a line goes on with the task of the line before it."""
        if before is None or before != at - 1 or _BULLET.match(texts[at]):
            return False
        indented = self.lines[at].text[:1].isspace() and not self.lines[before].text[:1].isspace()
        return indented or (wrapped and not texts[before].endswith(_ENDED))


def _task(text: str) -> str:
    bullet = _BULLET.match(text)
    number = bullet[2] if bullet else None
    content = text[bullet.end() :] if bullet else text
    box = _BOX.match(content)
    content = f"{box[0]}{escaped(content[box.end() :])}" if box else escaped(content)
    return f"{number}. {content}" if number else f"- {content}"
