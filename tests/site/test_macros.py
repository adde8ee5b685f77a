"""Macros in pages that people write: every filter, every mistake, and where the output goes."""

from __future__ import annotations

import re

import pytest

from hindsite.insight.filters import FILTER_NAMES
from tests.site.conftest import Draw
from tests.site.harness import Built, KnowledgeBase, RefusedError, draw

FIRST = """\
---
title: Rule stops proxies *everywhere* and __twice__
severity: SEV1
started_at: 2023-06-04 10:00
detected_at: 2023-06-04 10:10
mitigated_at: 2023-06-04 11:00
resolved_at: 2023-06-04 12:00
stated_durations: {resolve: 2h 5m}
timezone: UTC
detected_by: monitoring
services: [edge]
teams: [network]
causes: [config-change]
trigger: load
tags: [peak]
---

## Timeline

- 10:10 - Alarm `edge_5xx` fires, *twice*, for snake_case_name
- 10:20 - Output:

  ```
  {% raw %}error{% endraw %}
  ```

## Action items

- [ ] Guard *every* rule — type: prevent; owner: @edge; due: 2023-07-01
- [x] Write it down — type: process; owner: @docs
"""
SECOND = """\
---
title: Release drops orders
severity: SEV2
started_at: 2024-02-01 10:00
resolved_at: 2024-02-01 14:00
timezone: UTC
detected_by: customer
services: [orders]
teams: [backend]
causes: [deploy]
tags: [checkout]
---

## Summary

Orders were lost.
"""
FIRST_ID, SECOND_ID = "2023-06-04-proxies", "2024-02-01-orders"
POSTMORTEMS: dict[str, str | bytes] = {
    f"postmortems/{FIRST_ID}.md": FIRST,
    f"postmortems/{SECOND_ID}.md": SECOND,
}
# A value of every filter that means the first incident only.
CHOICES = {
    "service": "edge",
    "team": "network",
    "cause": "config-change",
    "trigger": "load",
    "severity": "sev1",
    "tag": "peak",
    "detected_by": "monitoring",
    "since": None,
    "until": "2023-06-04",
    "year": "2023",
    "quarter": "2023-Q2",
}
INCIDENTS = ("Rule stops proxies", "Release drops orders")
CAUSES = ("causes/config-change/", "causes/deploy/")
FIRST_ARGUMENTS = {
    "figure": ('"count"',),
    "table": ('"count"', '"year"'),
}
# Each shows the incidents that are meant, in its rows or in its working.
FILTERED = ("incidents", "figure", "table", "impact", "actions", "causes")


def call(macro: str, *arguments: str) -> str:
    """A call as pages write it."""
    return f"{{{{ {macro}({', '.join(arguments)}) }}}}"


def with_filter(macro: str, name: str, value: str) -> str:
    """A call with one filter."""
    return call(macro, *FIRST_ARGUMENTS.get(macro, ()), f'{name}="{value}"')


def page(*calls: str) -> str:
    """A page with each call on a line of its own, below front matter."""
    return "---\ntitle: Calls\n---\n\n# Calls\n\n" + "\n\n".join(calls) + "\n"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Two incidents that have no value in common."""
    return draw(tmp_path_factory.mktemp("macros") / "kb", POSTMORTEMS)


@pytest.fixture(scope="module")
def site(base: KnowledgeBase) -> Built:
    """A page for each macro and filter, and one with everything else."""
    base.write(
        {
            f"docs/with-{macro}/{name}.md": page(with_filter(macro, name, value or "2023-06-05"))
            for macro in FILTERED
            for name, value in CHOICES.items()
        }
    )
    figures = [call("figure", f'"{metric}"') for metric in ("count", "detect", "actions_open")]
    figures.append(call("figure", '"resolve"', '"mean"'))
    stated = call("figure", '"resolve"', '"mean"', 'clock="stated"')
    nothing = call("figure", '"resolve"', 'severity="SEV3"')
    count, rows = call("figure", '"count"'), call("incidents")
    sorts = [call("incidents", f'sort="{sort}"') for sort in ("longest", "oldest", "severity")]
    base.write(
        {
            "docs/all.md": page(*figures, stated, nothing, call("figure", '"count"')),
            "docs/rail.md": page(call("timeline", f'"{FIRST_ID}"')),
            "docs/sorts.md": page(*sorts),
            "docs/adjacent.md": page(f"{count}\n{rows}"),
            "docs/lists.md": page(
                call("incidents", 'cause=["deploy", "config-change"]', "limit=1")
            ),
            "docs/nested.md": page(f"- {count}", f"| a |\n| - |\n| {rows} |"),
            "docs/several.md": page(call("actions", 'status=["open", "done"]', 'owner="@docs"')),
        }
    )
    return base.build(strict=True)


def test_every_filter_is_tried() -> None:
    """A filter that is added is tried here, too."""
    assert set(CHOICES) == set(FILTER_NAMES)


def article(built: Built, address: str) -> str:
    """What stands in a page's own part."""
    return built.text(address).split("<article")[1].split("</article>")[0]


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("macro", FILTERED)
def test_filters(site: Built, macro: str, name: str) -> None:
    """Each macro takes each filter, and shows the incidents that it means only."""
    marks = CAUSES if macro == "causes" else INCIDENTS
    shown = article(site, f"with-{macro}/{name}/")
    wanted = marks[name == "since"]
    if macro == "actions" and name == "since":
        assert "No action item" in site.page(f"with-{macro}/{name}/").text
    else:
        assert [mark for mark in marks if mark in shown] == [wanted]


def test_figures(site: Built) -> None:
    """A figure is a number with its n; what is not known is unknown, never zero."""
    words = site.page("all/").text
    assert "Incidents 2 of 2" in words
    assert "Mean time to resolve 3h 00m" in words
    assert "Mean time to resolve, as stated 2h 05m" in words
    assert "Median time to resolve, severity SEV3 unknown" in words


def test_ids_are_unique(site: Built) -> None:
    """The same figure in two places of a page is two elements."""
    for address in ("all/", "nested/", "adjacent/"):
        ids = [values["id"] or "" for _, values in site.page(address).tags if "id" in values]
        assert sorted(set(ids)) == sorted(ids)


def test_timeline(site: Built) -> None:
    """Text of a postmortem is rendered by its own Markdown once, never by the page's."""
    shown = article(site, "rail/")
    assert "<code>edge_5xx</code>" in shown
    assert "<em>twice</em>" in shown
    assert "snake_case_name" in shown
    assert "{% raw %}error{% endraw %}" in site.page("rail/").text


def test_output_is_not_markdown(site: Built) -> None:
    """A title's stars and underscores are characters."""
    assert "Rule stops proxies *everywhere* and __twice__" in article(site, "sorts/")


def test_sorting(site: Built) -> None:
    """Each order is the one asked for."""
    shown = article(site, "sorts/")
    found = re.findall(rf"{FIRST_ID}|{SECOND_ID}", shown)
    assert found == [SECOND_ID, FIRST_ID, FIRST_ID, SECOND_ID, FIRST_ID, SECOND_ID]


def test_limits_and_lists(site: Built) -> None:
    """A list of values means any of them; a limit is a limit."""
    assert re.findall(rf"{FIRST_ID}|{SECOND_ID}", article(site, "lists/")) == [SECOND_ID]
    assert "Write it down" in article(site, "several/")
    assert "Guard" not in article(site, "several/")


def test_places(site: Built) -> None:
    """Calls on adjacent lines, in list items and in cells print blocks where blocks may be."""
    assert "<p><section" not in article(site, "adjacent/")
    assert article(site, "adjacent/").count("<section") == 2
    nested = article(site, "nested/")
    assert re.search(r"<li><section", nested)
    assert re.search(r"<td><section", nested)
    for address in ("adjacent/", "nested/", "all/"):
        assert "hindsiteslot" not in site.text(address)


MISTAKES = {
    call("incidents", 'cause="config-chang"'): "did you mean config-change",
    call(
        "incidents", 'cuase="deploy"'
    ): "there is no argument 'cuase'; did you mean cause? Allowed are"
    " limit, sort, and the filters service, team, cause",
    call("incidents", "limt=3"): "did you mean limit?",
    call("incidents", "limit=0"): "limit must be a whole number from 1 to 500, got 0",
    call("incidents", 'limit="5"'): "got '5'",
    call("incidents", "limit=501"): "got 501",
    call("incidents", "limit=true"): "got True",
    call("incidents", 'sort="newst"'): "did you mean newest? Allowed are newest, oldest, longest",
    call("incidents", 'since="yesterday"'): "since",
    call("incidents", 'severity="SEV9"'): "SEV9",
    call("incidents", "1", "2", "3", "4"): "it is called as incidents(limit=20, sort='newest', **",
    call("figure"): "it is called as figure(metric, statistic='median'",
    call("figure", '"reslove"'): "did you mean resolve? Allowed are count, detect",
    call("figure", '"resolve"', '"averge"'): "Allowed are median, p90, total, mean, min, max",
    call("figure", '"resolve"', 'clock="wall"'): "Allowed are computed, stated",
    call("table", '"resolve"', 'by="yaer"'): "did you mean year? Allowed are service, team, cause",
    call("compare", '"resolve"', 'first={"yaer": 2023}'): "first: there is no filter 'yaer'",
    call("recurring", 'cause="deplyo"'): "did you mean deploy?",
    call("impact", 'by="owner"'): "by 'owner' is not known",
    call("availability", 'service="egde"'): "did you mean edge?",
    call("completeness", "limit=99"): "a whole number from 1 to 20, got 99",
    call("query", '"DROP TABLE incidents"'): "expected a SELECT, got DROP",
    call("query", '"SELECT tilte FROM incidents"'): "(line 1 of the query: SELECT tilte FROM",
    call("timeline", '"2023-06-04-proxie"'): f"did you mean {FIRST_ID}",
    call("timeline", f'"{SECOND_ID}"'): "has no timeline",
    call("timeline"): "it is called as timeline(id)",
    call("actions", 'status="opened"'): "did you mean open? Allowed are open, in-progress",
    call("actions", 'type="fix"'): "Allowed are prevent, detect, mitigate, process, unknown",
    call("actions", 'owner="@nobody"'): "Allowed are @docs, @edge",
    call("actions", 'overdue="yes"'): "overdue must be true or false, got 'yes'",
    call("actions", "overdue=true"): "overdue needs the commit's date",
    call("causes", 'year="20"'): "year",
    "{{ figrue('count') }}": "'figrue' is undefined; the macros are incidents, figure",
    "{{ nothing }}": "'nothing' is undefined",
    "{% for one in nobody %}{{ one }}{% endfor %}": "'nobody' is undefined",
    "{% if not_there %}x{% endif %}": "'not_there' is undefined",
}


def test_mistakes(knowledge_base: Draw) -> None:
    """All mistakes of all pages at once, each with its page, its line and what is allowed."""
    pages = {
        "docs/headed.md": page(*MISTAKES),
        "docs/plain.md": "\n\n".join(MISTAKES) + "\n",
        "docs/old.md": "title: Old style\n\n" + "\n\n".join(MISTAKES),
    }
    with pytest.raises(RefusedError) as refused:
        knowledge_base({**POSTMORTEMS, **pages}).build()
    told = str(refused.value).splitlines()
    for path, first in (("docs/headed.md", 7), ("docs/plain.md", 1), ("docs/old.md", 3)):
        for number, (text, message) in enumerate(MISTAKES.items()):
            place = f"  {path}:{first + 2 * number}:1: "
            found = [line for line in told if line.startswith(place)]
            assert len(found) == 1, (place, text, found)
            assert message in found[0]
    assert f"{len(MISTAKES) * 3} problems (macro)" in told[0]


def test_misplaced(knowledge_base: Draw) -> None:
    """A call where its block cannot stand is a mistake with its line, and so is a second print."""
    count = call("figure", '"count"')
    text = (
        f"# Title {count}\n\nText {count} goes on.\n\n```\n{count}\n```\n\n"
        "{% set twice = figure('count') %}\n\n{{ twice }}\n\n{{ twice }}\n\n"
        f"**{count}**\n"
    )
    with pytest.raises(RefusedError) as refused:
        knowledge_base({**POSTMORTEMS, "docs/page.md": text}).build()
    assert re.findall(r"docs/page\.md:(\d+):1: figure: (\w+ \w+ [^ ,;]+)", str(refused.value)) == [
        ("1", "stands within <h1>"),
        ("3", "stands within <p>"),
        ("6", "stands within <code>"),
        ("9", "is printed twice"),
        ("15", "stands within <strong>"),
    ]


def test_reference(knowledge_base: Draw) -> None:
    """The reference answers every example; what this collection lacks is said, and builds."""
    base = knowledge_base({**POSTMORTEMS, "docs/page.md": page("{{ macro_reference() }}")})
    shown = base.build(strict=True).page("page/").text
    assert "query(sql, as_='table'" in shown
    assert "This collection has no answer to it: there is no incident" in shown
    assert shown.count("This collection has no answer") == 1


def test_a_query_on_lines_of_its_own(knowledge_base: Draw) -> None:
    """SQL may stand in a block that is set first; nothing of it is Markdown or HTML."""
    sql = (
        "{% set mine %}\nSELECT title AS '<b>*t*</b>', resolve_s\nFROM incidents\n{% endset %}\n\n"
    )
    base = knowledge_base(
        {**POSTMORTEMS, "docs/page.md": f"# Page\n\n{sql}{{{{ query(mine) }}}}\n"}
    )
    shown = article(base.build(strict=True), "page/")
    assert "Rule stops proxies *everywhere* and __twice__" in shown
    assert "2h 00m" in shown
    assert "<b>*t*" not in shown


def test_syntax_errors(knowledge_base: Draw) -> None:
    """A template that cannot be read fails the build, and its page is named, quiet or not."""
    base = knowledge_base({**POSTMORTEMS, "docs/page.md": "# Page\n\n{{ figure( }}\n"})
    done = base.hindsite("build")
    assert done.returncode == 2
    assert "page.md" in done.stderr
    assert base.run("mkdocs", "build", "-q").returncode != 0


def test_order_of_plugins(knowledge_base: Draw) -> None:
    """It does not matter whether the macros or hindsite come first in `plugins:`."""
    base = knowledge_base({**POSTMORTEMS, "docs/page.md": page(call("figure", '"count"'))})
    macros = {"modules": ["hindsite.macros"], "on_undefined": "strict", "on_error_fail": True}
    built = base.build(strict=True, plugins={"macros": macros, "hindsite": {}})
    assert "Incidents 2 of 2" in built.page("page/").text
