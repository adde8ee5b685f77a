"""A site asks its own host for everything."""

from __future__ import annotations

import re

import pytest

from tests.site.harness import CONFIGURATION, Built, draw, postmortem

DIAGRAM = "\n```mermaid\ngraph TD; A --> B\n```\n\n[A source](https://elsewhere.example.org/x)\n"
# Names of XML vocabularies, never fetched.
VOCABULARIES = re.compile(
    r"http://www\.w3\.org/(?:2000/svg|1999/xhtml|1999/xlink|XML/1998/namespace)"
)
HERE = "https://sample.example.org/kb/"
# What makes a browser fetch something.
FETCHED = {
    *(("link", "href"), ("script", "src"), ("img", "src"), ("img", "srcset"), ("iframe", "src")),
    *(("source", "src"), ("video", "src"), ("audio", "src"), ("object", "data"), ("embed", "src")),
    *(("form", "action"), ("use", "href"), ("image", "href"), ("input", "src")),
}
IN_STYLES = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:https?:)?//[^"')]+)""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with every kind of page, a diagram, and everything that the theme may fetch."""
    theme = "name: material\n  features: [content.code.copy, search.suggest]\n"
    tree = {
        "mkdocs.yml": CONFIGURATION.replace("name: material\n  font: false\n", theme).replace(
            "- hindsite", "- search\n  - hindsite"
        ),
        "postmortems/2024-03-05-a.md": postmortem() + DIAGRAM,
        "docs/about.md": "# About\n\n{{ incidents() }}\n",
    }
    return draw(tmp_path_factory.mktemp("alone") / "kb", tree).build()


def test_pages(site: Built) -> None:
    """Only links that a reader follows, and the canonical address, name a host."""
    for path in site.files():
        if not path.endswith(".html"):
            continue
        page = site.page(path)
        for tag, attributes in page.tags:
            for name, value in attributes.items():
                if (tag, name) in FETCHED and attributes.get("rel") != "canonical":
                    assert not re.match(r"(?:https?:)?//", value or ""), (path, tag, attributes)
        for style in re.findall(r"(?s)<style.*?</style>|style=\"[^\"]*\"", site.text(path)):
            assert not IN_STYLES.search(style), path


def test_styles(site: Built) -> None:
    """No style sheet fetches from another host."""
    for path in site.files():
        if path.endswith((".css", ".svg")):
            assert not IN_STYLES.search(site.text(path)), path


def test_own_scripts(site: Built) -> None:
    """Scripts of ours name no other host."""
    for path in site.files("assets/hindsite"):
        if path.endswith(".js") and "vendor" not in path:
            text = VOCABULARIES.sub("", site.text(path))
            code = re.sub(r"(?m)^\s*//.*$|/\*(?s:.*?)\*/|(?<=[;{}])\s+//.*$", "", text)
            # An address with a scheme anywhere, or one without at the beginning of a text.
            assert not re.search(r"(?i)\b(?:https?|wss?)://\w|[\"'`]//\w", code), path


def test_diagrams(site: Built) -> None:
    """A page with a diagram loads our own copy of the script, so that the theme asks nobody."""
    page = site.text("incidents/2024-03-05-a/")
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', page)
    assert "../../assets/hindsite/vendor/mermaid.min.js" in scripts
    assert (site.site / "assets/hindsite/vendor/mermaid.min.js").is_file()
    assert "mermaid.min.js" not in site.text("explore/")


def test_fonts(site: Built) -> None:
    """Not even a theme that is told to fetch fonts does."""
    assert all("fonts.g" not in site.text(path) for path in site.files() if path.endswith("html"))
