from __future__ import annotations

import re
import time
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.postmortem.markdown import parse
from hindsite.postmortem.rendering import (
    BodyLink,
    footnotes,
    fragment,
    headings,
    links,
    plain,
    render,
)
from hindsite.postmortem.rendering.autolinks import split
from hindsite.postmortem.rendering.highlighting import LANGUAGES, code_block
from hindsite.postmortem.rendering.sanitising import parsed

CASES = Path(__file__).parent.parent / "cases" / "rendering"

VOID = {"br", "hr", "img", "input"}
ELEMENTS = VOID | {
    *("a", "blockquote", "code", "del", "details", "div", "em", "h2", "h3", "h4", "h5", "h6"),
    *("kbd", "label", "li", "ol", "p", "pre", "section", "span", "strong", "sub", "summary"),
    *("sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    *("align", "alt", "aria-label", "checked", "class", "decoding", "disabled", "href", "id"),
    *("loading", "rel", "src", "start", "type"),
}
OUR_CLASSES = {"md-typeset__scrollwrap", "md-typeset__table"}


def resolve(destination: str, is_image: bool, /) -> str | None:  # noqa: FBT001 - its shape
    """Stand in for the site's resolver: knows every page but those called missing."""
    if "missing" in destination:
        return None
    return f"../assets/{destination}" if is_image else f"../{destination}"


def whole(text: str) -> str:
    """Render a text's blocks and its footnotes."""
    document = parse(text)
    return render(document, document.blocks, resolve) + footnotes(document, resolve)


class Checker(HTMLParser):
    """Collects what must not be there, and the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check the element and its attributes."""
        if tag not in ELEMENTS:
            self.faults.append(f"<{tag}>")
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name not in ATTRIBUTES:
            self.faults.append(f"{tag}[{name}]")
        if name == "id":
            self.ids.append(value)
        if name == "id" and re.match(r"_|md-|hs-|mermaid$", value):
            self.faults.append(f"id {value}")
        if name == "class" and any(
            one.startswith("md-") and one not in OUR_CLASSES for one in value.split()
        ):
            self.faults.append(f"class {value}")
        if name in ("href", "src"):
            reached = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/").lower()
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", reached)
            if scheme and (tag == "img" or scheme[1] not in ("http", "https", "mailto")):
                self.faults.append(f"{tag} {name} {value}")
            if reached.startswith("//"):
                self.faults.append(f"{tag} {name} {value}")

    def handle_endtag(self, tag: str) -> None:
        """Check that what closes is what opened last."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """Report any comment."""
        self.faults.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        """Report any declaration."""
        self.faults.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        """Report any processing instruction."""
        self.faults.append(f"<?{data}")


def checked(html: str) -> Checker:
    """Parse some output; fails on anything that is not allowed or not balanced."""
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.faults == []
    assert checker.open == []
    assert len(set(checker.ids)) == len(checker.ids)
    return checker


@pytest.mark.parametrize("case", sorted(CASES.glob("*.md")), ids=lambda case: case.stem)
def test_golden(case: Path) -> None:
    """Each Markdown file of the cases renders as the HTML file beside it."""
    html = whole(case.read_text(encoding="utf-8"))
    checked(html)
    assert html == case.with_suffix(".html").read_text(encoding="utf-8")


SCRIPT_ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java&#x73;cript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#0000106avascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "&#1;javascript:alert(1)",
    "&#32;javascript:alert(1)",
    "\\javascript:alert(1)",
    "jav\x01ascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "view-source:https://example.org",
    "ftp://example.org",
    "//evil.example",
    "\\\\\\\\evil.example",
    "/\\\\evil.example",
    "&sol;&sol;evil.example",
    "/&Tab;/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "mailto:",
]


@pytest.mark.parametrize("address", SCRIPT_ADDRESSES)
@pytest.mark.parametrize("form", ["[a]({})", "[a](<{}>)", "![a]({})", "[a]\n\n[a]: {}\n", "<{}>"])
def test_addresses_that_are_refused(form: str, address: str) -> None:
    """A link of another scheme, or to a host without one, is shown as its text."""
    html = whole(form.format(address))
    checked(html)
    # what is left of a trick, as a link, is a path below the page's own folder or nothing
    assert not re.search(r'(?:href|src)="(?!\.\./)', html)


HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<<script>script>alert(1)<</script>/script>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)//>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style></math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title></title><script>alert(1)</script>",
    "<style>@import '//evil.example/x.css';</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><input name=a><button>x</button></form>",
    '<div id="__config">{"base":"https://evil.example"}</div>',
    '<div class="md-header" style="position:fixed">x</div>',
    '<p id="_x" class="md-nav" data-md-component="palette">x</p>',
    "<object data=x></object><embed src=x>",
    "<template><script>alert(1)</script></template>",
    "<video><source onerror=alert(1)></video>",
    "<details ontoggle=alert(1) open>x</details>",
    "<details open>x</details>",
    "<kbd onclick=alert(1)>x</kbd>",
    "<br onclick=alert(1)>",
    "<br/onclick=alert(1)>",
    "</p></div></article><script>alert(1)</script>",
    "</details></details></summary></kbd>",
    "<details><summary><kbd><sub><sup>",
    "<summary></details><details></summary>",
    "<details>\n\n| a |\n|---|\n| </details> |\n\n<details>",
    "| <details> | b |\n|---|---|\n| </table><script>x</script> | <summary> |",
    "- <details>\n- </details>\n",
    "> <details>\n\n</details>",
    "*<details>* x **</details>**",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!---><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!-- <!-- --> --><script>alert(1)</script>",
    "<!- x -><script>alert(1)</script>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "a <!-- b\n\nc --> d",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo '<script>alert(1)</script>' ?>",
    "<!DOCTYPE html><html><body onload=alert(1)>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    '[a](https://example.org/"onmouseover="alert(1))',
    "[a](https://example.org/'onmouseover='alert(1))",
    '[a](https://example.org "title\\" onmouseover=\\"alert(1)")',
    "[a](<https://example.org/><script>alert(1)</script>>)",
    '![a" onerror="alert(1)](x.png)',
    '![x](x.png"onerror="alert(1))',
    "![<script>alert(1)</script>](https://example.org/x.png)",
    "[![a](https://example.org/x.png)](https://example.org)",
    "![](data:image/png;base64,AAAA)",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>alert(1)</script>",
    "www.example.org/'><script>alert(1)</script>",
    "## x {#__config .md-header onclick=alert(1)}",
    "## __config\n## _\n## \n## md-x\n## mermaid\n## hs-x",
    '## "><script>alert(1)</script>',
    "{: #__config .md-header onclick=alert(1) }",
    "x { onclick=alert(1) }",
    '```"><script>alert(1)</script>\nx\n```',
    '```html\n<script>alert("1")</script>\n```',
    "```mermaid\n</code></pre><script>alert(1)</script>\n```",
    "``` py {.md-header onclick=alert(1)}\nx\n```",
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    '[^"><script>]\n\n[^"><script>]: <script>alert(1)</script>',
    "[^__config]\n\n[^__config]: x",
    "- [x] <script>alert(1)</script>",
    '> [!NOTE" onclick="x]\n> x',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<div>&lt;script&gt;alert(1)&lt;/script&gt;</div>",
    "\x00<scr\x00ipt>alert(1)</script>",
    "<scr\u0131pt>alert(1)</script>",
    "\u2028<script>alert(1)</script>\u2029",
    "*[abbr]: <script>\n\nabbr",
    '--8<-- ".env"\n\n{{ config }}{% include "x" %}',
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a name=__config id=_x>x</a>",
    "<xmp><script>alert(1)</script></xmp><plaintext>",
    "<x-y is=a></x-y><slot name=b>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_bodies(text: str) -> None:
    """Nothing but the listed elements, attributes and schemes survives, as a body or a fragment."""
    for around in ("{}", "before\n\n{}\n\nafter", "> {}", "- {}", "word {} word"):
        checked(whole(around.replace("{}", text)))
        checked(fragment(around.replace("{}", text), resolve))


@pytest.mark.parametrize(
    "text",
    [
        "The <region> is gone",
        "A List<String> here",
        "{{ $labels.instance }} {% raw %} ${{ secrets.X }} {#id} ${#a[@]}",
        '<script src="x">',
        "x < y && y > z",
    ],
)
def test_text_shows_as_written(text: str) -> None:
    """What looks like HTML or a template is text, in prose and in code."""
    assert checked(whole(text)).text.strip() == text
    assert checked(whole(f"`{text}`")).text.strip() == text
    assert checked(whole(f"```\n{text}\n```")).text.strip() == text
    assert checked(fragment(text, resolve)).text.strip() == text


def test_segments_are_balanced_by_themselves() -> None:
    """An element that spans a part shown by other means does not swallow that part."""
    document = parse("<details>\n\nbefore\n\n- 10:00 - x\n\nafter\n\n</details>\n")
    first, last = document.blocks[:2], document.blocks[3:]
    assert checked(render(document, first, resolve)).text.split() == ["before"]
    assert checked(render(document, last, resolve)).text.split() == ["after"]


def test_external_links_and_pictures() -> None:
    """Links that leave the site say so; pictures from elsewhere are links, never loaded."""
    assert fragment("[a](https://x.example)", resolve) == (
        '<a href="https://x.example" rel="noopener noreferrer">a</a>'
    )
    assert fragment("![alt](https://x.example/a.png)", resolve) == (
        '<a href="https://x.example/a.png" rel="noopener noreferrer">alt</a>'
    )
    assert (
        fragment("[![alt](https://x.example/a.png)](b.md)", resolve) == '<a href="../b.md">alt</a>'
    )
    assert fragment('[a](b.md "title")', resolve) == '<a href="../b.md">a</a>'


def test_what_a_resolver_returns_is_judged_too() -> None:
    """A resolver that is led astray cannot bring a scheme or a host back in."""
    for astray in ("javascript:x", "//evil.example", "\\\\evil", "data:text/html,x", " x", "a\nb"):
        assert fragment("[a](b)", partial(_always, astray)) == "a"


def _always(answer: str, _destination: str, _is_image: bool, /) -> str:  # noqa: FBT001 - same
    return answer


def test_fragment_is_inline_when_it_is_one_paragraph() -> None:
    """One paragraph comes without its element; anything else comes as blocks."""
    assert fragment("Deploy *begins*", resolve) == "Deploy <em>begins</em>"
    assert fragment("Deploy begins", resolve) == "Deploy begins"
    assert fragment("", resolve) == ""
    assert fragment("a\n\nb", resolve) == "<p>a</p>\n<p>b</p>\n"
    assert fragment("# a", resolve) == "<h2>a</h2>\n"


def test_fragment_uses_its_documents_definitions() -> None:
    """Reference links and footnotes of a timeline entry are those of the body."""
    document = parse("[^n]\n\n- x\n\n[Run  Book]: run.md\n[^n]: note\n")
    assert fragment("see [run book], [it][RUN BOOK] [no]", resolve, document) == (
        'see <a href="../run.md">run book</a>, <a href="../run.md">it</a> [no]'
    )
    assert fragment("see[^N] [^m]", resolve, document) == (
        'see<sup><a class="footnote-ref" href="#fn-1">1</a></sup> [^m]'
    )


def test_footnotes_lead_back_only_to_what_is_shown() -> None:
    """A reference in a block that `render` does not show has no id to lead back to."""
    document = parse("a[^n]\n\n- 10:00 b[^n]\n\n[^n]: note\n")
    assert 'href="#fnref-1-2"' in footnotes(document, resolve)
    assert 'href="#fnref-1-2"' not in footnotes(document, resolve, document.blocks[:1])
    assert footnotes(parse("a\n\n[^n]: note"), resolve) == ""


def test_headings() -> None:
    """Anchors are GitHub's, unique, and never the theme's; text is plain."""
    found = headings(
        parse("# A *b*\n\n## [x](y) `c`?\n\n> ## A b\n\n## __config\n\n## ---\n\n## 日本 é")
    )
    assert [(h.level, h.text, h.anchor) for h in found] == [
        (2, "A b", "a-b"),
        (2, "x c?", "x-c"),
        (2, "A b", "a-b-1"),
        (2, "__config", "section-__config"),
        (2, "---", "---"),
        (2, "日本 é", "日本-é"),
    ]


def test_plain() -> None:
    """Markdown becomes the text a reader sees, on one line and not escaped."""
    text = (
        "# The *end*\n\nby<!-- x --> `a < b` [link](y)<br>![alt](z) and[^1]\n\n- [x] <r>\n\n[^1]: n"
    )
    assert plain(text) == "The end by a < b link alt and <r>"


def test_links() -> None:
    """Every link and image is listed as written, with its line."""
    text = (
        "[a](b.md)\n\n![c](d.png) <x@y.z>\n[r] https://e.example `https://f.example`\n\n[r]: g.md\n"
    )
    assert links(parse(text)) == (
        BodyLink("b.md", is_image=False, line=1),
        BodyLink("d.png", is_image=True, line=3),
        BodyLink("mailto:x@y.z", is_image=False, line=3),
        BodyLink("g.md", is_image=False, line=4),
        BodyLink("https://e.example", is_image=False, line=4),
    )


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_languages_are_known(language: str) -> None:
    """Every listed language is one that the highlighter colours without a fault."""
    checked(render(parse(f"```{language}\n<a> = 1\n```"), parse("").blocks, resolve))
    assert "&lt;" in code_block(language, "x <a> = 1\n")


DEEP = {
    "quotes": "> " * 25_000 + "x",
    "quotes, tight": ">" * 10_000,
    "brackets": "[" * 50_000,
    "lists": "- " * 25_000 + "x",
    "numbers": "1. " * 16_000 + "x",
    "emphasis": "*" * 25_000 + "a" + "*" * 25_000,
    "links": "[a](" * 12_500,
    "pictures": "![" * 5_000 + "a" + "](b)" * 5_000,
    "elements": "<sub>" * 10_000,
    "details": "<details>\n\n" * 4_500,
    "footnotes": "".join(f"[^{n}]: " for n in range(6_000)) + "[^1]" * 1_000,
    "note marks": "[^a]: x\n\n" + "[^a]" * 12_000,
    "addresses": "http://" * 7_000,
    "parentheses": "https://a.example/" + ")" * 50_000,
    "unknown languages": "".join(f"```l{n}\nx\n```\n" for n in range(3_000)),
    "comments": "a <!-- " * 7_000,
    "java": "```java\n" + "\n" * 40_000 + "ab " * 3_000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_or_repetitive_texts_take_no_time(text: str) -> None:
    """50 kB of nesting neither overflows a stack nor takes a second, nor reaches the page."""
    document = parse(text)
    before = time.process_time()
    html = render(document, document.blocks, resolve) + footnotes(document, resolve)
    links(document)
    assert time.process_time() - before < 1
    assert re.search(r"(?:<(?:blockquote|ul|li|em|sub|details)>\s*){101}", html) is None


@given(st.text())
def test_any_text_renders(text: str) -> None:
    """Arbitrary text never raises, and its HTML is balanced and allowed."""
    html = whole(text) + whole(f"# {text}\n\n| a |\n|---|\n| {text} |\n")
    assert "<script" not in html
    checked(whole(text))
    checked(fragment(text, resolve))
    plain(text)
    links(parse(text))


MARKS = st.sampled_from(
    [
        *"<>&\"'`*_~[]()!#|-+:/\\ \n\tab",
        *("1. ", "\n\n", "\n> ", "\n- ", "\n| a |\n|---|\n", "[^a]", "[^a]: ", "{{", "}}"),
        *("<details>", "</details>", "<kbd>", "<!--", "-->", "https://", "www."),
    ]
)


@given(st.lists(MARKS, max_size=40).map("".join))
def test_any_mixture_of_marks_renders(text: str) -> None:
    """Mixtures of what means something to Markdown or HTML are balanced and allowed too."""
    checked(whole(text))
    checked(fragment(text, resolve))


class Events(HTMLParser):
    """What a browser meets, however it is spelled: elements with their attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[object, ...]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.seen.append((tag, *sorted(attrs, key=str)))

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        self.seen.append(("/", tag))

    def handle_data(self, data: str) -> None:
        """Text."""
        self.seen.append(("text", data))


BLOCKS = st.sampled_from(
    [
        *(
            "## Heading & more\n",
            "> [!NOTE]\n> Quoted\n",
            "```yaml\n- a: 'b' # <c>\n```\n",
            "---\n",
        ),
        *("1. one\n2. two\n", "- [x] done\n- [ ] not\n", "| a | b |\n|:-|-:|\n| `c` | 1 |\n"),
        *("A [link](https://example.org/?a=1&b='2') to it.\n", '[Up](../up.md "title") ~~no~~\n'),
        *("**Bold** and *thin*  \nnext\n", "    indented < code\n", "Note[^a].\n\n[^a]: Said.\n"),
    ]
)


@given(st.lists(BLOCKS | MARKS, max_size=12).map("\n".join))
def test_what_no_parser_saw_would_pass_it_unchanged(text: str) -> None:
    """HTML that the sanitiser knows by its form is what its parser would make of it."""
    html = whole(text)
    assert Events(parsed(html)).seen == Events(html).seen


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789é", min_size=1), min_size=1))
def test_no_word_is_lost(words: list[str]) -> None:
    """Every word of a plain paragraph appears on the page."""
    assert checked(whole("x " + " ".join(words))).text.split() == ["x", *words]


@given(st.text("htps:/w.aé_()&;<>!?,*~' \"") | st.text())
def test_autolinks_lose_nothing(text: str) -> None:
    """The pieces of a text that was searched for addresses are the text."""
    assert "".join(piece for piece, _ in split(text)) == text
