"""What looks like a template, markup or a tag in a postmortem is shown as it was written."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hindsite.errors import HindsiteError
from hindsite.site.building import BuildRequest, build_site
from tests.site.conftest import Draw
from tests.site.harness import Built, RefusedError, draw, postmortem

ID = "2024-03-05-breakage"
PATH = f"postmortems/2024/{ID}.md"
PAGE = f"incidents/{ID}/"
LISTS = ("", "explore/", "causes/deploy/", "services/api/", "years/2024/", "actions/")
SNIPPETS = (
    "{{ $labels.instance }}",
    "{% raw %}",
    "{% endraw %}",
    "{% include '.env' %}",
    "${{ secrets.X }}",
    "{{ config }}",
    "{{ ''.__class__ }}",
    "{{ 9**(9**9) }}",
    "{{.State.Status}}",
    "{#id}",
    "${#a[@]}",
    "<region>",
    "List<String>",
    "<script>alert(1)</script>",
    "hindsiteslot000000end",
)
ALL = " ".join(SNIPPETS)
# A line of prose, a table cell, … that has all snippets; Markdown's own marks within them escaped.
PROSE = ALL.replace("*", r"\*").replace("__", r"\_\_")
TEXT = f"""\
---
title: "{{{{ config }}}} ${{{{ secrets.X }}}} <region> {{% raw %}} {{#id}} hindsiteslot000000end"
severity: SEV2
started_at: 2024-03-05 10:00
timezone: UTC
services: [api]
causes: [deploy]
impact:
  summary: "{ALL}"
signatures: ["{ALL}"]
---

## Summary

Prose: {PROSE} ends.

### Heading: {PROSE} ends.

| Cell |
| --- |
| Cell: {PROSE} ends. |

Inline: `{ALL} ends.`

```yaml
Fenced: {ALL} ends.
```

    Indented: {ALL} ends.

## Timeline

- 10:05 - Event: {PROSE} ends.

## Action items

- [ ] Action: {PROSE} ends.
"""
# Everything that makes mkdocs-macros evaluate as much as it ever would.
EAGER = """\
site_name: Sample
theme: material
plugins:
  - macros:
      modules: [hindsite.macros]
  - search
  - hindsite
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of one postmortem that has every snippet in every place."""
    docs = {"docs/about.md": "# About\n\n{{ incidents() }}\n\n{{ figure('count') }}\n"}
    tree = {"mkdocs.yml": EAGER, PATH: TEXT, **docs}
    return draw(tmp_path_factory.mktemp("braces") / "kb", tree).build(strict=True)


@pytest.mark.parametrize(
    "place", ["Prose", "Heading", "Cell", "Inline", "Fenced", "Indented", "Event", "Action"]
)
def test_bodies(site: Built, place: str) -> None:
    """Nothing in a body is evaluated and nothing vanishes, in prose and in code alike."""
    assert f"{place}: {ALL} ends." in site.page(PAGE).text


def test_headers(site: Built) -> None:
    """Nor in a header, whatever the site's macros are set to evaluate."""
    page = site.page(PAGE)
    title = "{{ config }} ${{ secrets.X }} <region> {% raw %} {#id} hindsiteslot000000end"
    assert site.title(PAGE) == f"{title} - Sample"
    assert ALL in page.text  # the error message
    for address in LISTS:
        assert title in site.page(address).text, address


def test_macros_print_titles_as_written(site: Built) -> None:
    """A title that looks like a macro's own mark is not taken for one."""
    page = site.page("about/")
    assert page.text.count("{#id} hindsiteslot000000end") == 2
    assert page.count("details") == 1


def test_nothing_was_evaluated(site: Built) -> None:
    """No page has what the templates would have given."""
    for path in site.files():
        if path.endswith((".html", ".json")):
            text = site.text(path)
            assert "<class " not in text, path
            assert "Macro Rendering Error" not in text, path
            assert "config_file_path" not in text, path


STEERING = {
    "render_macros": "true",
    "template": "redirect.html",
    "location": "javascript:alert(1)",
    "hide": "[navigation]",
    "search": "{boost: 9}",
    "description": "d",
    "icon": "material/x",
}


def test_a_header_cannot_steer_mkdocs(knowledge_base: Draw) -> None:
    """Keys that mean something to MkDocs or a plugin are refused, each with its line."""
    lines = "".join(f"\n{key}: {value}" for key, value in STEERING.items())
    base = knowledge_base({PATH: postmortem().replace("SEV2", f"SEV2{lines}")})
    with pytest.raises(RefusedError) as refused:
        base.build()
    places = [str(refused.value).find(f"{PATH}:{4 + n}:1: {k}: ") for n, k in enumerate(STEERING)]
    assert all(before < after for before, after in pairwise([0, *places]))


def test_nothing_is_written_from_an_invalid_postmortem(knowledge_base: Draw) -> None:
    """The build fails with exit 1, quiet or not, names the place, and the old site stands whole."""
    base = knowledge_base({PATH: postmortem(), "docs/index.md": "# Home\n"})
    build_site(BuildRequest(base.root / "mkdocs.yml"))
    before = base.contents("site")
    base.write({PATH: postmortem().replace("SEV2", "SEV2\nrender_macros: true")})
    with pytest.raises(HindsiteError, match=rf"{ID}\.md:4:1: render_macros: "):
        build_site(BuildRequest(base.root / "mkdocs.yml"))
    done = base.run("mkdocs", "build", "-q")
    assert done.returncode == 1
    assert f"{ID}.md:4:1: render_macros: " in done.stderr
    assert base.contents("site") == before
