"""A page's calls answered without a site."""

from __future__ import annotations

import re

from jinja2 import Environment

from hindsite.insight.knowledge import Knowledge
from hindsite.view.macro_calls import Desk
from hindsite.view.macro_places import PagePlace


def written(source: str, knowledge: Knowledge, lines_before: int = 0) -> tuple[str, list[str]]:
    """A page with its calls answered, and what was wrong with them."""
    desk = Desk(knowledge, PagePlace("docs/page.md", "page/", lines_before))
    environment = Environment(autoescape=False)  # noqa: S701 - pages are Markdown, and trusted
    html = environment.from_string(source).render(**desk.macros())
    return desk.fill(html), [str(problem) for problem in desk.problems]


def answered(call: str, knowledge: Knowledge) -> str:
    """What one call prints, as HTML; it must be right."""
    html, problems = written(f"{{{{ {call} }}}}", knowledge)
    assert problems == []
    return html


def refused(call: str, knowledge: Knowledge) -> str:
    """What is wrong with one call; it must be one thing."""
    html, problems = written(f"{{{{ {call} }}}}", knowledge)
    assert html == ""
    (problem,) = problems
    return problem


def text(html: str) -> str:
    """The words of some HTML."""
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def rows(html: str) -> list[list[str]]:
    """The cells of the first panel's table, row by row, without its head."""
    table = html.split('<table class="hs-panel-table')[1].split("</table>")[0]
    return [
        [text(cell[1]) for cell in re.finditer(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in table.split("<tbody>")[1].split("</tr>")[:-1]
    ]
