"""Events → HTML, without recursion: every text is escaped, every element that opens is closed.

No element, attribute, class or id is copied from the input. Nesting is bounded, so that neither a
browser nor the sanitiser meets a document ten thousand elements deep.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

from hindsite.postmortem.markdown import Token
from hindsite.postmortem.rendering import autolinks, raw_html
from hindsite.postmortem.rendering.addresses import ResolveLink, admit, is_external
from hindsite.postmortem.rendering.highlighting import MAX_PAGE, code_block
from hindsite.postmortem.rendering.outline import Outline, extent, normal
from hindsite.postmortem.rendering.plain_text import plain_text

MAX_DEPTH = 100
"""Open elements; what is nested deeper is shown without its own element."""

_REL = ' rel="noopener noreferrer"'
_ATOMS = {"SoftBreak": "\n", "HardBreak": "<br>\n", "Rule": "<hr>\n"}
_ALERTS = {"Note": "note", "Tip": "tip", "Important": "info", "Warning": "warning"}
_ALERTS["Caution"] = "danger"
_NOTE_MARK = re.compile(r"\[\^([^\[\]\s]+)\]")
_PARAGRAPH = "p"  # one that raw HTML opened around its text


class _Open(NamedTuple):
    """An element waiting for its end; `raw` names one that the author wrote as HTML."""

    closing: str
    raw: str = ""
    is_link: bool = False


# Made once: naming them again for each of a page's elements is a tenth of the time it takes.
_NOTHING = _Open("")
_HIDDEN_LINK = _Open("", is_link=True)
_LINK_END = _Open("</a>", is_link=True)
_PARAGRAPH_END = _Open("</p>\n")
_ROW_END = _Open("</tr>\n")
_HEAD_END = _Open("</tr></thead>\n<tbody>\n")
_CELL_ENDS = {"th": _Open("</th>"), "td": _Open("</td>")}
_ITEM_END = _Open("</li>\n")
_ELEMENT_ENDS = {name: _Open(f"</{name}>") for name in ("em", "strong", "del")}


class Writer:
    """Writes ranges of one document's tokens.

    `outline` gives headings their anchors and footnotes their numbers; without one there are none.
    `loose_notes` reads `[^label]` in text as well: a text parsed on its own has no definitions.
    """

    def __init__(
        self,
        tokens: tuple[Token, ...],
        outline: Outline | None,
        resolve: ResolveLink,
        *,
        loose_notes: bool = False,
    ) -> None:
        self._tokens = tokens
        self._outline = outline
        self._resolve = resolve
        self._loose_notes = loose_notes and outline is not None and bool(outline.labels)
        self._out: list[str] = []
        self._stack: list[_Open] = []
        self._links = 0  # links around this place
        self._cells: tuple[str, ...] = ()
        self._column = 0
        self._colourable = MAX_PAGE
        self._cell = "td"

    def write(self, first: int, last: int) -> None:
        """Write `tokens[first:last]`, a run of whole elements."""
        index = first
        while index < last:
            event: Any = self._tokens[index].event
            if type(event) is str:
                self._out.append(_ATOMS[event])
                index += 1
                continue
            ((kind, value),) = event.items()
            if kind == "Start":
                name = value if type(value) is str else next(iter(value))
                start = _STARTS.get(name, Writer._unknown)
                index = start(self, value if type(value) is str else value[name], index)
                continue
            if kind == "End":
                self._end()
            elif kind == "Text":
                self._text(value)
            else:
                self._inline(kind, value, index)
            index += 1

    def html(self) -> str:
        """Return all that was written and forget it; elements still open are closed."""
        while self._stack:
            self._pop()
        written = "".join(self._out)
        self._out.clear()
        return written

    def append_to_last_paragraph(self, html: str) -> None:
        """Put safe HTML at the end of the last paragraph, or in one of its own."""
        while self._stack:
            self._pop()
        if self._out and self._out[-1] == "</p>\n":
            self._out.insert(-1, f" {html}")
        else:
            self._out.append(f"<p>{html}</p>\n")

    # Elements: opened by name, closed by what the stack says.

    def _open(self, opening: str, element: _Open) -> None:
        if len(self._stack) < MAX_DEPTH:
            self._out.append(opening)
            self._stack.append(element)
        else:
            self._stack.append(_HIDDEN_LINK if element.is_link else _NOTHING)
        self._links += element.is_link

    def _pop(self) -> None:
        element = self._stack.pop()
        self._links -= element.is_link
        if element.closing:
            self._out.append(element.closing)

    def _end(self) -> None:
        while self._stack and self._stack[-1].raw:
            self._pop()
        if self._stack:
            self._pop()

    def _unknown(self, _value: Any, index: int) -> int:
        self._stack.append(_NOTHING)
        return index + 1

    def _element(self, name: str, index: int) -> int:
        self._open(f"<{name}>", _ELEMENT_ENDS[name])
        return index + 1

    def _paragraph(self, _value: Any, index: int) -> int:
        self._out.append("<p>")
        self._stack.append(_PARAGRAPH_END)
        return index + 1

    def _emphasis(self, _value: Any, index: int) -> int:
        return self._element("em", index)

    def _strong(self, _value: Any, index: int) -> int:
        return self._element("strong", index)

    def _strikethrough(self, _value: Any, index: int) -> int:
        return self._element("del", index)

    def _heading(self, value: Any, index: int) -> int:
        level = max(2, int(value["level"][1]))  # the page's own title is its one h1
        anchor = self._outline.anchors.get(index) if self._outline else None
        if anchor is None:
            self._open(f"<h{level}>", _Open(f"</h{level}>\n"))
        else:
            to = escape(anchor)
            self._open(
                f'<h{level} id="{to}">',
                _Open(
                    f'<a class="headerlink" href="#{to}" aria-label="Link to this section">¶</a>'
                    f"</h{level}>\n"
                ),
            )
        return index + 1

    def _quote(self, kind: Any, index: int) -> int:
        if kind in _ALERTS:
            self._open(
                f'<div class="admonition {_ALERTS[kind]}"><p class="admonition-title">{kind}</p>\n',
                _Open("</div>\n"),
            )
        else:
            self._open("<blockquote>\n", _Open("</blockquote>\n"))
        return index + 1

    def _list(self, start: Any, index: int) -> int:
        if start is None:
            self._open("<ul>\n", _Open("</ul>\n"))
        else:
            opening = "<ol>\n" if start == 1 else f'<ol start="{int(start)}">\n'
            self._open(opening, _Open("</ol>\n"))
        return index + 1

    def _item(self, _value: Any, index: int) -> int:
        event: Any = self._tokens[index + 1].event
        if type(event) is dict and event.get("Start") == "Paragraph":
            event = self._tokens[index + 2].event
        is_task = type(event) is dict and "TaskListMarker" in event
        self._open('<li class="task-list-item">' if is_task else "<li>", _ITEM_END)
        return index + 1

    def _definition(self, _label: Any, index: int) -> int:
        return extent(self._tokens, index)  # footnotes have a section of their own

    # Tables

    def _table(self, alignments: Any, index: int) -> int:
        self._cells = tuple(
            "" if name == "None" else f' align="{name.lower()}"' for name in alignments
        )
        self._out.append(
            '<div class="md-typeset__scrollwrap"><div class="md-typeset__table"><table>\n'
        )
        self._stack.append(_Open("</tbody></table></div></div>\n"))
        return index + 1

    def _table_head(self, _value: Any, index: int) -> int:
        self._cell, self._column = "th", 0
        self._out.append("<thead><tr>")
        self._stack.append(_HEAD_END)
        return index + 1

    def _table_row(self, _value: Any, index: int) -> int:
        self._cell, self._column = "td", 0
        self._out.append("<tr>")
        self._stack.append(_ROW_END)
        return index + 1

    def _table_cell(self, _value: Any, index: int) -> int:
        align = self._cells[self._column] if self._column < len(self._cells) else ""
        self._column += 1
        self._out.append(f"<{self._cell}{align}>")
        self._stack.append(_CELL_ENDS[self._cell])
        return index + 1

    # Code and raw HTML

    def _gathered(self, index: int, kind: str) -> tuple[str, int]:
        """Join the texts of one kind up to the end of this element; the index after it."""
        texts: list[str] = []
        while True:
            index += 1
            event: Any = self._tokens[index].event
            if "End" in event:
                return "".join(texts), index + 1
            texts.append(event.get(kind, ""))

    def _code_block(self, value: Any, index: int) -> int:
        info = value["Fenced"] if isinstance(value, dict) else ""
        code, after = self._gathered(index, "Text")
        self._colourable -= len(code)
        self._out.append(code_block(info, code, colour=self._colourable >= 0))
        return after

    def _html_block(self, _value: Any, index: int) -> int:
        raw, after = self._gathered(index, "Html")
        for kind, value in raw_html.parts(raw.strip()):
            if kind == "text":
                self._raw_text(value)
                continue
            if value in ("details", "summary"):
                self._close_raw(_PARAGRAPH)
            self._raw_tag(kind, value)
        self._close_raw(_PARAGRAPH)
        return after

    def _raw_text(self, text: str) -> None:
        holder = self._stack[-1].raw if self._stack else ""
        if text.strip() and holder in ("", "details"):
            self._out.append("<p>")
            self._stack.append(_Open("</p>\n", raw=_PARAGRAPH))
        self._out.append(escape(text, quote=False))

    def _raw_tag(self, kind: str, name: str) -> None:
        if kind == "close":
            closed = self._close_raw(name)
            if not closed and name in ("kbd", "sub", "sup"):  # its start was shown as text
                self._out.append(f"&lt;/{name}&gt;")
        elif name == "br":
            self._out.append("<br>")
        elif len(self._stack) < MAX_DEPTH:
            self._out.append(f"<{name}>")
            after = "\n" if name in ("details", "summary") else ""
            self._stack.append(_Open(f"</{name}>{after}", raw=name))

    def _close_raw(self, name: str) -> bool:
        """Close the author's element and theirs inside it; False when none of it is open here."""
        for element in reversed(self._stack):
            if not element.raw:
                return False
            if element.raw == name:
                break
        else:
            return False
        while self._stack[-1].raw != name:
            self._pop()
        self._pop()
        return True

    # Inline

    def _inline(self, kind: str, value: Any, index: int) -> None:
        if kind == "Code":
            self._out.append(f"<code>{escape(value, quote=False)}</code>")
        elif kind in ("InlineHtml", "Html"):
            for part, content in raw_html.parts(value):
                if part == "text":
                    self._out.append(escape(content, quote=False))
                else:
                    self._raw_tag(part, content)
        elif kind == "FootnoteReference":
            self._reference(value, index)
        elif kind == "TaskListMarker":
            state = 'checked aria-label="done"' if value else 'aria-label="not done"'
            self._out.append(
                f'<label class="task-list-control"><input type="checkbox" disabled {state}>'
                '<span class="task-list-indicator"></span></label> '
            )
        else:
            self._out.append(escape(str(value), quote=False))

    def _text(self, text: str) -> None:
        if self._links:
            self._out.append(escape(text, quote=False))
        elif self._loose_notes and "[^" in text:
            for position, piece in enumerate(_NOTE_MARK.split(text)):
                if position % 2:
                    self._out.append(self._note_mark(piece) or escape(f"[^{piece}]", quote=False))
                else:
                    self._linked(piece)
        else:
            self._linked(text)

    def _linked(self, text: str) -> None:
        if not autolinks.may_hold_links(text):
            self._out.append(escape(text, quote=False))
            return
        for piece, to in autolinks.split(text):
            shown = escape(piece, quote=False)
            address = admit(to, self._resolve, is_image=False) if to else None
            self._out.append(f'<a href="{escape(address)}"{_REL}>{shown}</a>' if address else shown)

    def _reference(self, label: str, index: int) -> None:
        known = self._outline.references.get(index) if self._outline else None
        if known is None:
            self._out.append(escape(f"[^{label}]", quote=False))
        else:
            self._out.append(self._note_mark(label, reference_id(*known)))

    def _note_mark(self, label: str, its_id: str = "") -> str:
        number = self._outline.labels.get(normal(label)) if self._outline else None
        if number is None:
            return ""
        opening = f'<sup id="{its_id}">' if its_id else "<sup>"
        if self._links:
            return f"{opening}{number}</sup>"
        return f'{opening}<a class="footnote-ref" href="#fn-{number}">{number}</a></sup>'

    def _link(self, value: Any, index: int) -> int:
        address = None if self._links else self._address(value)
        if address is None:
            self._stack.append(_HIDDEN_LINK)
            self._links += 1
        else:
            rel = _REL if is_external(address) else ""
            self._open(f'<a href="{escape(address)}"{rel}>', _LINK_END)
        return index + 1

    def _address(self, value: Any) -> str | None:
        to: str = value["dest_url"]
        if value["link_type"] == "Email":
            to = f"mailto:{to}"
        if self._outline and to.startswith("#") and to[1:].lower() in self._outline.targets:
            return f"#{self._outline.targets[to[1:].lower()]}"
        return admit(to, self._resolve, is_image=False)

    def _image(self, value: Any, index: int) -> int:
        """Show a picture of our own; one from elsewhere is never loaded, only linked to."""
        after = extent(self._tokens, index)
        alt = plain_text(self._tokens[index:after])
        address = admit(value["dest_url"], self._resolve, is_image=True)
        shown = escape(alt, quote=False)
        if address is None or address.lower().startswith("mailto:"):
            self._out.append(shown)
        elif not is_external(address):
            self._out.append(
                f'<img src="{escape(address)}" alt="{escape(alt)}" loading="lazy" decoding="async">'
            )
        elif self._links:
            self._out.append(shown or "image")
        else:
            shown = shown or escape(address, quote=False)
            self._out.append(f'<a href="{escape(address)}"{_REL}>{shown}</a>')
        return after


def reference_id(number: int, occurrence: int) -> str:
    """Return the id of a footnote's reference; `occurrence` counts from 1."""
    return f"fnref-{number}" if occurrence == 1 else f"fnref-{number}-{occurrence}"


# By tag, once for all writers: a page makes dozens.
_STARTS: dict[str, Callable[[Writer, Any, int], int]] = {
    "Paragraph": Writer._paragraph,
    "Heading": Writer._heading,
    "BlockQuote": Writer._quote,
    "CodeBlock": Writer._code_block,
    "HtmlBlock": Writer._html_block,
    "List": Writer._list,
    "Item": Writer._item,
    "FootnoteDefinition": Writer._definition,
    "Table": Writer._table,
    "TableHead": Writer._table_head,
    "TableRow": Writer._table_row,
    "TableCell": Writer._table_cell,
    "Emphasis": Writer._emphasis,
    "Strong": Writer._strong,
    "Strikethrough": Writer._strikethrough,
    "Link": Writer._link,
    "Image": Writer._image,
}
