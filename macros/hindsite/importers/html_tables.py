"""Tables of HTML made regular: as many cells in each row, none that spans, none within another."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

MAX_COLUMNS = 50
MAX_SPAN = 200
MAX_REPEATED = 200
MAX_CELLS = 20_000


def regular(soup: BeautifulSoup | Tag) -> None:
    """Make every table such as Markdown can say; words stand where they stood, or before it."""
    # The innermost come first: what stands in a cell has become text when its own table's turn is.
    for table in reversed(soup.find_all("table")):
        if table.find_parent("table") is not None:
            _inner(table)
        else:
            _outer(table)


def _inner(table: Tag) -> None:
    """A table in a cell becomes text: cells parted by `;`, since a cell is one line."""
    cells = (cell.get_text(" ", strip=True) for cell in table.find_all(["td", "th", "caption"]))
    words = "; ".join(cell for cell in cells if cell)
    loose = " ".join(_loose(table))
    table.replace_with(NavigableString(f" {loose} {words} " if loose else f" {words} "))


def _outer(table: Tag) -> None:
    for caption in table.find_all("caption"):
        caption.name = "p"
        table.insert_before(caption.extract())
    loose = " ".join(_loose(table))
    if loose:
        paragraph = Tag(name="p")
        paragraph.append(NavigableString(loose))
        table.insert_before(paragraph)
    rows = list(_grid(table.find_all("tr")))
    width = max(map(len, rows), default=0)
    even = width * len(rows) <= MAX_CELLS
    table.clear()
    table.attrs = {}
    for cells in rows:
        row = Tag(name="tr")
        # Markdown's first row is the head: a row of heads stays one when it is made longer.
        name = "th" if cells and all(cell.name == "th" for cell in cells) else "td"
        missing = width - len(cells) if even else 0
        for cell in [*cells, *(Tag(name=name) for _ in range(missing))]:
            row.append(cell)
        table.append(row)
    if not width:
        table.decompose()


def _loose(table: Tag) -> Iterator[str]:
    """Words of a table that stand in no cell of a row."""
    for text in table.find_all(string=True):
        if text.strip() and not any(_is_placed(one) for one in text.parents):
            yield text.strip()


def _is_placed(tag: Tag) -> bool:
    """Whether a tag is a cell of a row, or a caption: any other stands where HTML has no place."""
    inside = tag.name in {"td", "th"} and tag.parent is not None and tag.parent.name == "tr"
    return inside or tag.name == "caption"


def _grid(rows: list[Tag]) -> Iterator[list[Tag]]:
    """The rows, a cell that spans several written into each: a date over its hours, for one."""
    open_spans: dict[int, tuple[Tag, int]] = {}
    carried = 0
    for row in rows:
        cells: list[Tag] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            _fill(cells, open_spans)
            down = min(_span(cell, "rowspan", MAX_SPAN), len(rows))
            # The words stand once in a row; the columns beside them stay empty.
            across = _span(cell, "colspan", MAX_COLUMNS) if len(cells) < MAX_COLUMNS else 1
            for one in (cell, *(Tag(name=cell.name) for _ in range(across - 1))):
                carried += down - 1
                if down > 1 and len(cells) < MAX_COLUMNS and carried < MAX_CELLS:
                    open_spans[len(cells)] = (one, down - 1)
                cells.append(one)
            cell.attrs = {}
        _fill(cells, open_spans)
        yield [cell.extract() if cell.parent is row else cell for cell in cells]


def _fill(cells: list[Tag], open_spans: dict[int, tuple[Tag, int]]) -> None:
    """Put in what spans down from the rows above, as far as the row has come."""
    while len(cells) in open_spans:
        column = len(cells)
        cell, left = open_spans.pop(column)
        if left > 1:
            open_spans[column] = (cell, left - 1)
        short = len(cell.get_text()) <= MAX_REPEATED
        cells.append(copy.copy(cell) if short else Tag(name=cell.name))


def _span(cell: Tag, name: str, most: int) -> int:
    value = str(cell.get(name, ""))
    return min(most, max(1, int(value))) if re.fullmatch("[0-9]{1,9}", value) else 1
