"""Markdown files under other headings: Google's template, PagerDuty's, Atlassian's, others' own."""

from __future__ import annotations

import re

from hindsite.errors import HindsiteError
from hindsite.importers import labels
from hindsite.importers.facts import Facts
from hindsite.importers.finishing import finished
from hindsite.importers.lines import Line
from hindsite.importers.markdown_headings import Arranged, arrange
from hindsite.importers.source import Imported, Wanted, clean, one_line
from hindsite.postmortem.markdown import parse
from hindsite.postmortem.sections import plain_text
from hindsite.postmortem.values import MAX_TITLE

_BOLD_LABEL = re.compile(r"\s{0,3}(?:[-*+]\s+)?(\*\*|__)([A-Za-z][^*_:|\n]{0,50})(?::\1|\1\s*:)")
_NAMES = (".md", ".markdown", ".mdown")


def claims(text: str, name: str) -> bool:
    """A known heading with `#` or in bold; in a file named as Markdown, any two, or bold labels."""
    document = parse(text)
    blocks = [block for block in document.blocks if block.kind == "heading"]
    named = name.casefold().endswith(_NAMES)
    if named and (len(blocks) > 1 or any(_is_bold_label(line) for line in text.split("\n"))):
        return True
    # Underlined lines are headings of plain text, too.
    marked = [one for one in blocks if named or document.source[one.start : one.start + 1] == b"#"]
    if any(labels.section(plain_text(document, one)) for one in marked):
        return True
    bold = [line.strip(" :") for line in text.split("\n") if line.startswith("**")]
    return any(line.endswith("**") and labels.section(line) for line in bold)


def _is_bold_label(line: str) -> bool:
    """Whether a line begins with a known label in bold: `**Date:** …`."""
    found = _BOLD_LABEL.match(line)
    return found is not None and bool(labels.field(found[2]) or labels.section(found[2]))


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """One incident; raises HindsiteError for a text without a title or a date."""
    if not text.strip():
        raise HindsiteError("the source is empty")
    lines = [Line(number, line) for number, line in enumerate(clean(text).split("\n"), 1)]
    return (finished(titled(arrange(lines, Facts(wanted))), wanted, lines),)


def titled(found: Arranged) -> Arranged:
    """What was arranged, with its first sentence as the title where it has no heading."""
    if "title" in found.header:
        return found
    facts = Facts(Wanted())
    document = parse(found.body)
    texts = [plain_text(document, one) for one in document.blocks if one.kind == "paragraph"]
    first = next((text for text in texts if text.strip()), "")
    sentence = first.split(". ")[0].strip(" .")
    if not sentence:
        return found
    facts.put("title", one_line(sentence, MAX_TITLE), None, "text", guess="the first sentence")
    header = {**found.header, **facts.header}
    return Arranged(found.body, (*found.findings, *facts.findings), header, found.pairs)
