"""What a stranger may write into a postmortem, and how it comes out of a built site."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from hindsite.config import Options, Project
from hindsite.library.checking import check as check_files
from tests.site.harness import CONFIGURATION, Built, draw, postmortem

ID = "2024-03-05-hostile"
PAGE = f"incidents/{ID}/"
ATTACKS = (
    '"><img src=x onerror=alert(1)>',
    "</title><script>alert(2)</script>",
    "</script><svg onload=alert(3)>",
    "'-alert(4)-'",
    "{{ 7*7 }}",
    "&lt;img src=x onerror=alert(5)&gt;",
    "<!--",
    "]]>",
)
ATTACK = " ".join(ATTACKS)
TITLE = '"><img src=x onerror=alert(1)> </title><script>alert(2)</script> </script> &lt;b&gt; <!--'


def quoted(text: str) -> str:
    """A text as a YAML string."""
    return "'" + text.replace("'", "''") + "'"


TEXT = f"""\
---
title: {quoted(TITLE)}
severity: SEV2
started_at: 2024-03-05 10:00
resolved_at: 2024-03-05 11:00
timezone: UTC
services: [api]
teams: [backend]
causes: [deploy]
impact:
  summary: {quoted(ATTACK)}
  users_percent: 30
signatures: [{quoted(ATTACK)}]
authors: [{quoted(ATTACK)}]
links: [{{title: {quoted(ATTACK)}, url: "https://chat.example.org/?a=1&b=%22"}}]
extra: {{ticket: {quoted(ATTACK)}}}
---

## Summary

{ATTACK}

![{ATTACK}](picture.png) [{TITLE}](https://example.org/ "{ATTACK}")
[run](javascript:alert%281%29) <a href="javascript:alert(1)" onclick="alert(1)">run</a>
x {{ onclick=alert(1) }} <https://example.org/"onmouseover="alert(1)>

<base href="https://evil.example/"><div id="__config">{{}}</div><iframe src="/"></iframe>
<style>*{{display:none}}</style><noscript><p title="</noscript><img src=x onerror=alert(1)>">

## <img src=x onerror=alert(6)> heading

## Timeline

- 10:05 - \x07\x1b[2J{ATTACK}

## Action items

- [ ] \x07\x1b[2J{ATTACK} — type: prevent; owner: "><img src=x onerror=alert(7)>

```mermaid
graph TD; A["<img src=x onerror=alert(8)>"] --> B
```
"""
OPTIONS = "- hindsite:\n      extra_fields: {ticket: {type: string}}\n  - search"
TREE: dict[str, str | bytes] = {
    "mkdocs.yml": CONFIGURATION.replace("- hindsite", OPTIONS, 1),
    f"postmortems/{ID}.md": TEXT,
    f"postmortems/{ID.replace('05', '06')}.md": TEXT.replace("-05 ", "-06 "),
    "postmortems/picture.png": b"png",
    "docs/about.md": "# About\n\n{{ incidents() }}\n\n{{ actions() }}\n\n"
    f'{{{{ timeline("{ID}") }}}}\n\n{{{{ figure("resolve") }}}}\n\n{{{{ causes() }}}}\n',
}
PAGES = (
    PAGE,
    *("", "explore/", "causes/", "causes/deploy/", "services/", "services/api/", "years/"),
    *("years/2024/", "actions/", "about/"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of two postmortems that attack in every field."""
    return draw(tmp_path_factory.mktemp("hostile") / "kb", TREE).build()


class Elements(HTMLParser):
    """Every element with its attributes, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note what scripts say."""
        if self.found and self.found[-1][0] == "script":
            self.scripts.append(data)


def check(html: str) -> None:
    """Nothing that the postmortems say is an element, a handler or an address of its own."""
    parsed = Elements(html)
    for tag, attributes in parsed.found:
        shown = (tag, attributes)
        assert tag not in ("base", "iframe", "object", "embed", "noscript"), shown
        assert not [name for name in attributes if name.startswith("on")], shown
        for name in ("href", "src", "action", "formaction"):
            value = (attributes.get(name) or "").strip().lower()
            assert not value.startswith(("javascript:", "data:", "vbscript:")), shown
        if tag == "img":
            assert (attributes.get("src") or "").endswith("files/picture.png"), shown
        identity = attributes.get("id") or ""
        known = ("__drawer", "__search", "__config")
        assert not identity.startswith("_") or identity in known, shown
    assert not [script for script in parsed.scripts if "alert(" in script]
    assert sum(attributes.get("id") == "__config" for _, attributes in parsed.found) <= 1


@pytest.mark.parametrize("address", PAGES)
def test_pages(site: Built, address: str) -> None:
    """On every page that shows a postmortem, its words are words."""
    html = site.text(address)
    check(html)
    assert html.count("</title>") == 1


@pytest.mark.parametrize("address", PAGES)
def test_titles_are_whole(site: Built, address: str) -> None:
    """Escaping loses nothing: the title can be read as it was written."""
    assert TITLE in site.page(address).text or address in ("causes/", "services/", "years/")


def test_head(site: Built) -> None:
    """The browser's title and the description are the words, too."""
    assert site.title(PAGE) == f"{TITLE} - Sample"
    described = [
        attributes["content"]
        for tag, attributes in Elements(site.text(PAGE)).found
        if tag == "meta" and attributes.get("name") == "description"
    ]
    assert described == [ATTACK[:200]]


def test_search_index(site: Built) -> None:
    """Results go into innerHTML: the index holds escaped words and harmless elements only."""
    documents: list[dict[str, Any]] = site.json("search/search_index.json")["docs"]
    assert any(PAGE in document["location"] for document in documents)
    for document in documents:
        for field in ("title", "text"):
            check(document[field])
            tags = {tag for tag, _ in Elements(document[field]).found}
            assert not tags & {"script", "img", "svg", "style", "title", "div"}, document


def test_data(site: Built) -> None:
    """The data holds the words as they are: JSON needs no HTML escapes."""
    (first, _) = site.json("data/incidents.json")["incidents"]
    assert first["title"] == TITLE
    assert first["signatures"] == [ATTACK]


def test_sitemap(site: Built) -> None:
    """The sitemap is XML that can be read, and has no address but the pages'."""
    for text in (site.text("sitemap.xml").encode(), gzip.decompress(_gz(site))):
        tree = ElementTree.fromstring(text)  # noqa: S314 - made by the build under test
        addresses = [entry.text or "" for entry in tree.iter() if entry.tag.endswith("loc")]
        assert f"https://sample.example.org/kb/{PAGE}" in addresses
        assert all(
            re.fullmatch(r"https://sample\.example\.org/kb/[a-z0-9/-]*", a) for a in addresses
        )


def _gz(site: Built) -> bytes:
    return (site.site / "sitemap.xml.gz").read_bytes()


def test_control_characters(site: Built) -> None:
    """A terminal's escape sequences in a body reach neither page nor data."""
    for path in (f"{PAGE}index.html", "actions/index.html", "data/incidents.json"):
        assert not set(site.text(path)) & {"\x07", "\x1b"}, path


@pytest.mark.parametrize("character", ["\x07", "\x1b[2J", "\u202e", "\u2066", "\x85", "\u2028"])
def test_invisible_characters_in_titles(tmp_path: Path, character: str) -> None:
    """A title that would reorder, hide or break the words around it is refused."""
    tree = {f"postmortems/{ID}.md": postmortem(f"Down{character}again")}
    base = draw(tmp_path, tree)
    (problem,) = check_files(Project(root=base.root, options=Options())).problems
    assert problem.level == "error"
    assert problem.line == 2
