from __future__ import annotations

import re

import pytest

from hindsite.site.policy import Scripts, blocked, script_hash
from tests.site.conftest import Draw
from tests.site.harness import CONFIGURATION, Built, draw, postmortem

TREE: dict[str, str | bytes] = {
    "postmortems/2024-03-05-a.md": postmortem(),
    "docs/deep/er/page.md": "# Deep\n",
    "docs/about.md": "# About\n",
}


def policy(built: Built, path: str) -> str | None:
    """What a page says may run."""
    found = [
        tag["content"]
        for name, tag in built.page(path).tags
        if name == "meta" and tag.get("http-equiv") == "Content-Security-Policy"
    ]
    return found[0] if found else None


def with_option(line: str) -> str:
    """The configuration with an option of the plugin."""
    return CONFIGURATION.replace("- hindsite\n", f"- hindsite:\n      {line}\n", 1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with pages at four depths."""
    return draw(tmp_path_factory.mktemp("policy") / "kb", TREE).build(strict=True)


def test_every_script_of_every_page_is_allowed(built: Built) -> None:
    """The theme's own scripts, which differ by depth, are allowed by hash, also on 404.html."""
    for path in built.files():
        if path.endswith(".html"):
            allowed = policy(built, path) or ""
            for script in Scripts.of(built.text(path)).inline:
                assert f"'{script_hash(script)}'" in allowed, path


def test_one_policy_for_the_whole_site(built: Built) -> None:
    """A page that is loaded into another must not bring another policy."""
    pages = [path for path in built.files() if path.endswith(".html")]
    assert len(pages) > 8
    assert len({policy(built, path) for path in pages}) == 1


def test_the_policy_comes_before_whatever_it_is_about(built: Built) -> None:
    """It holds for what follows it: it stands before every script, style and link."""
    for path in ("", "about/", "incidents/2024-03-05-a/", "404.html"):
        before, _, _ = built.text(path).partition("Content-Security-Policy")
        assert not re.search("<(script|link|style)", before)


def test_nothing_but_the_site_itself_is_allowed(built: Built) -> None:
    """No host, no scheme but data: for pictures, no evaluation, no handler, no unknown script."""
    rules = dict(one.split(" ", 1) for one in (policy(built, "") or "").split("; "))
    assert rules["default-src"] == rules["base-uri"] == "'none'"
    assert rules["form-action"] == rules["connect-src"] == "'self'"
    scripts = rules.pop("script-src").split()
    assert scripts[:2] == ["'self'", "'wasm-unsafe-eval'"]
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", one) for one in scripts[2:])
    others = " ".join(rules.values()).split()
    assert set(others) == {"'none'", "'self'", "'unsafe-inline'", "data:"}


def test_no_page_with_content_has_a_say(knowledge_base: Draw) -> None:
    """A script in a page that people wrote is not allowed by being there; the build says so."""
    base = knowledge_base({**TREE, "docs/about.md": "# About\n\n<script>let x = 1;</script>\n"})
    built = base.build()
    assert script_hash("let x = 1;") not in (policy(built, "about/") or "")
    (warning,) = [line.text for line in built.log if "policy" in line.text]
    assert warning.startswith("hindsite: docs/about.md: the content security policy blocks")
    assert "'let x = 1;'" in warning
    assert "extra_javascript" in warning


def test_a_template_of_the_site_may_print_scripts(knowledge_base: Draw) -> None:
    """A theme's override is a template like the theme's own, and so is one that a page names."""
    extending = "{% extends 'main.html' %}{% block extrahead %}<script>NAME</script>{% endblock %}"
    base = knowledge_base(
        {
            **TREE,
            "mkdocs.yml": CONFIGURATION.replace(
                "name: material\n", "name: material\n  custom_dir: own\n", 1
            ),
            "own/special.html": extending.replace("NAME", "let special = 1;"),
            "docs/about.md": "---\ntemplate: special.html\n---\n# About\n",
        }
    )
    built = base.build(strict=True)
    assert script_hash("let special = 1;") in (policy(built, "about/") or "")


@pytest.mark.parametrize(
    "configuration", [with_option("content_security_policy: false")], ids=["off"]
)
def test_it_can_be_switched_off(knowledge_base: Draw, configuration: str) -> None:
    """For those who send the header themselves; then nothing is complained of."""
    page = "# About\n\n<script>let x = 1;</script>\n"
    tree = {**TREE, "mkdocs.yml": configuration, "docs/about.md": page}
    built = knowledge_base(tree).build(strict=True)
    assert policy(built, "about/") is None


def test_a_server_has_none(knowledge_base: Draw) -> None:
    """Live reload puts a script of its own into each page."""
    built = knowledge_base(TREE).build(command="serve")
    assert policy(built, "about/") is None


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<script>let  x\n= 1</script>", "the script in the page that begins 'let x = 1'"),
        ("<script type=module>x</script>", "the script in the page that begins 'x'"),
        ("<script type='text/javascript'>x</script>", "the script in the page that begins 'x'"),
        ("<script type=importmap>{}</script>", "the script in the page that begins '{}'"),
        ("<script src='https://x.example/y.js'></script>", "the script https://x.example/y.js,"),
        ("<script src='//x.example/y.js'></script>", "the script //x.example/y.js,"),
        ("<script src='data:,x'></script>", "the script data:,x,"),
        ("<p onclick='x()'>", "the script in an attribute, <p onclick>"),
    ],
)
def test_what_is_blocked_is_said(html: str, said: str) -> None:
    """Every way for a script into a page that the policy closes."""
    (found,) = blocked(html, frozenset())
    assert found.startswith(said)


@pytest.mark.parametrize(
    "html",
    [
        "<script src='../x.js'></script>",
        "<script src='/x.js' type=module></script>",
        "<script type='application/json'>{}</script>",
        "<script type='application/ld+json'>{}</script>",
        "<pre>&lt;script&gt;x&lt;/script&gt;</pre>",
    ],
)
def test_what_is_allowed_or_no_script_is_not_complained_of(html: str) -> None:
    """The site's own files, and data."""
    assert list(blocked(html, frozenset())) == []
