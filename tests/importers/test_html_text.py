"""HTML as Markdown: what becomes of each kind of element."""

from __future__ import annotations

import pytest

from hindsite.importers import adf, jira_markup
from hindsite.importers.confluence import page
from hindsite.importers.html_text import markdown

PIECES = {
    "<h2>A <em>b</em></h2><p>c</p>": "## A *b*\n\nc",
    "<p># no heading</p><p>1. no list</p>": "\\# no heading\n\n1\\. no list",
    "<p>a_b *c* [d] List&lt;e&gt; {{ x }}</p>": "a_b \\*c\\* \\[d\\] List\\<e> {{ x }}",
    "<p>one<br>- two</p>": "one\\\n\\- two",
    "<ul><li>a<ol start='3'><li>b</li></ol></li><li>c</li></ul>": "- a\n  3. b\n- c",
    "<ul><li><input type=checkbox checked>a</li></ul>": "- [x] a",
    "<pre>a\n```\nb</pre>": "````\na\n```\nb\n````",
    "<p>x <code>a|b</code></p>": "x `a|b`",
    "<a href='https://e.example/a (b)'>c</a>": "[c](https://e.example/a%20%28b%29)",
    "<a href='https://e.example/'>https://e.example/</a>": "<https://e.example/>",
    "<a href='data:text/html,x'>c</a>": "c",
    "<table><tr><th>a</th><th>b</th></tr><tr><td>c|d</td></tr></table>": (
        "| a | b |\n| --- | --- |\n| c\\|d |  |"
    ),
    "<table><tr><th>t</th><th>b</th></tr><tr><td rowspan=2>1</td><td>x</td></tr>"
    "<tr><td>y</td></tr></table>": "| t | b |\n| --- | --- |\n| 1 | x |\n| 1 | y |",
    "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>": (
        "|  |\n| --- |\n| a b; c |"
    ),
    "<blockquote>a<p>b</p></blockquote>": "> a\n>\n> b",
    "<abbr title='a long name'>ALN</abbr>": "ALN (a long name)",
    "<time datetime='2023-06-04'></time>": "2023-06-04",
    "<img src='/x/graph.png?v=1'> <img alt='the queue' src='data:image/png;base64,AAAA'>": (
        "(image: graph.png) (image: the queue)"
    ),
    "a <!-- b -- c --> d": "a <!-- b - - c --> d",
    "<region> and Map<String, List<T>>": "\\<region> and Map\\<String, List\\<T>>",
    "5 < 6 & 7 &amp;amp; 8": "5 < 6 & 7 \\&amp; 8",
}


@pytest.mark.parametrize("html", PIECES)
def test_a_piece(html: str) -> None:
    """Text shows as it stood, marks only where the page had them."""
    assert markdown(html).markdown == PIECES[html]


def test_macros_of_confluence() -> None:
    """Bodies and titles of macros stay, settings are told."""
    found = page(
        '<ac:structured-macro ac:name="warning"><ac:parameter ac:name="title">Mind</ac:parameter>'
        "<ac:rich-text-body><p>the gap</p></ac:rich-text-body></ac:structured-macro>"
        '<ac:structured-macro ac:name="jira"><ac:parameter ac:name="server">S</ac:parameter>'
        '<ac:parameter ac:name="key">OPS-1</ac:parameter></ac:structured-macro>'
        '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">sh</ac:parameter>'
        "<ac:plain-text-body><![CDATA[a < b]]></ac:plain-text-body></ac:structured-macro>"
        '<p><ac:emoticon ac:name="tick" /> <ac:placeholder>who?</ac:placeholder></p>'
    )
    assert found.markdown == "> **Mind**\n>\n> the gap\n\nOPS-1\n\n```sh\na < b\n```\n\ntick who?"
    assert found.told == ("the settings of the macro `jira` are left out: server S",)


def test_markup_of_jira() -> None:
    """Headings, lists, code and quotes; what is none of them shows as it stood."""
    source = (
        "h3. A *b*\n* c\n** d\n# e\n# f\n{code:title=x.py|python}\nf\n{code}\nbq. g\n{color:red}h"
    )
    assert jira_markup.markdown(source).split("\n\n") == [
        "### A **b**",
        "- c\n   - d\n1. e\n2. f",
        "title=x.py|python",
        "```\nf\n```",
        "> g",
        "h",
    ]


MARKUP = {
    "{quote}\na\n* b\n{quote}\nc": "> a\n> - b\n\nc",
    "{panel:title=T|borderStyle=solid}d{panel}": "<!-- borderStyle=solid -->\n\n> **T**\n>\n> d",
    "||A||B||\n|c|[d|https://e.example/]|": (
        "| A | B |\n| --- | --- |\n| c | [d](https://e.example/) |"
    ),
    "|a|b|": "|  |  |\n| --- | --- |\n| a | b |",
    "# a\n# b\n\n# c": "1. a\n2. b\n\n1. c",
    "x {{y*z*}} {noformat}`w`{noformat} [~ana]": "x `y*z*` `` `w` `` @ana",
    "{color:#ff0000}red{color} [https://e.example/a]": "red <https://e.example/a>",
}


@pytest.mark.parametrize("text", MARKUP)
def test_a_piece_of_markup(text: str) -> None:
    """Panels and quotes, tables, numbers, monospaced words, words in colour."""
    assert jira_markup.markdown(text).strip() == MARKUP[text]


def test_what_parts_the_words_of_a_document() -> None:
    """A card, a picture or what nobody knows is a block; within a line a leaf stands apart."""
    inline = [
        {"type": "text", "text": "at"},
        {"type": "date", "attrs": {"timestamp": "1711929600000"}},
        {"type": "status", "attrs": {"text": "DONE"}},
        {"type": "unheardOf", "attrs": {"text": "new"}},
        {"type": "text", "text": "by"},
        {"type": "mention", "attrs": {"text": "@ada"}},
    ]
    content = [
        {"type": "embedCard", "attrs": {"url": "https://e.example/1"}},
        {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"alt": "one"}}]},
        {"type": "mediaGroup", "content": [{"type": "media", "attrs": {"alt": "two"}}] * 2},
        {"type": "unheardOf", "attrs": {"text": "three"}},
        {"type": "extension", "attrs": {"parameters": {"macroParams": {"x": {"value": "four"}}}}},
        {"type": "paragraph", "content": inline},
    ]
    blocks = adf.markdown({"type": "doc", "content": content}, "d").split("\n\n")
    assert blocks == [
        *("https://e.example/1", "one", "two", "two", "three", "four"),
        "at 2024-04-01 DONE new by @ada",
    ]


def test_an_expand_and_a_card_of_jira() -> None:
    """Words in attributes are words."""
    document = {
        "type": "doc",
        "content": [
            {"type": "expand", "attrs": {"title": "More"}, "content": [{"type": "rule"}]},
            {"type": "blockCard", "attrs": {"url": "https://e.example/1"}},
            {"type": "emoji", "attrs": {"shortName": ":ok:", "text": "👌"}},
        ],
    }
    assert adf.markdown(document, "d") == "**More**\n\n---\n\nhttps://e.example/1\n\n👌"
