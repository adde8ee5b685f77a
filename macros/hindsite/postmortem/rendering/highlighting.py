"""Code blocks: coloured at build time by Pygments, in the form the theme styles.

Pygments' lexers are regular expressions, and some take minutes for a few hostile kilobytes. So the
languages are those that postmortems quote, and a block that no person would write stays plain.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape

from pygments import highlight  # type: ignore[import-untyped]  # ships no types
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]  # same
from pygments.lexer import Lexer  # type: ignore[import-untyped]  # same
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]  # same
from pygments.util import ClassNotFound  # type: ignore[import-untyped]  # same

MAX_BLOCK = 10_000
"""Characters of a block that is coloured; a longer one is shown plain."""

MAX_PAGE = 50_000
"""Characters of code that are coloured in one go of `render`; what follows is shown plain."""

_SLOW = ("apacheconf", "cs", "csharp", "groovy", "hcl", "java", "terraform", "tf")
_MAX_BLOCKS = dict.fromkeys(_SLOW, 3_000)  # their patterns take the square of the length or more
_UNLIKELY = re.compile(r"[^\n]{1001}|(?:[ \t]*\n){12}|[ \t]{200}")

_FAMILIES = """
apacheconf awk bash c clojure cmake console cpp csharp css diff docker elixir erlang go graphql
groovy haskell html http ini java javascript jinja json jsonnet kotlin lua make mysql nginx nix
output perl php postgresql powershell promql properties protobuf puppet pycon pytb python r rego
ruby rust scala scss sql swift systemd terraform text toml typescript vim xml yaml zig
"""
_ALIASES = """
bat c++ cfg cs dart dockerfile gherkin golang hcl js jsx json5 ksh makefile pl plpgsql posh proto
ps1 psql pwsh py py3 python3 rb rs sass sh shell shell-session tf ts tsx udiff yml zsh
"""
_SYNONYMS = {  # what GitHub knows and Pygments does not
    "conf": "ini",
    "jsonc": "json",
    "kt": "kotlin",
    "patch": "diff",
    "sh-session": "console",
    "svg": "xml",
}
LANGUAGES = frozenset(f"{_FAMILIES} {_ALIASES}".split()) | _SYNONYMS.keys()
"""The first words of an info string that are coloured."""

_FORMATTER = HtmlFormatter(nowrap=True)
# A lexer's own kinds ("p p-Indicator") come after the kind that every style knows.
_OWN_CLASS = re.compile(r'class="(\w+) [^"]*"')


def code_block(info: str, code: str, *, colour: bool = True) -> str:
    """Return the HTML of a code block; `info` follows the opening fence, "" when indented."""
    language = next(iter(info.lower().split()), "")
    if language == "mermaid":
        return f'<pre class="mermaid"><code>{escape(code, quote=False)}</code></pre>\n'
    coloured = _coloured(language, code) if colour else escape(code, quote=False)
    return f'<div class="highlight"><pre><span></span><code>{coloured}</code></pre></div>\n'


def is_coloured(language: str, code: str) -> bool:
    """Whether a block is of a known language and of a shape that is quick to colour."""
    return (
        language in LANGUAGES
        and len(code) <= _MAX_BLOCKS.get(language, MAX_BLOCK)
        and _UNLIKELY.search(code) is None
    )


@lru_cache(maxsize=1024)
def _coloured(language: str, code: str) -> str:
    lexer = _lexer(language) if is_coloured(language, code) else None
    if lexer is None:
        return escape(code, quote=False)
    return _OWN_CLASS.sub(r'class="\1"', highlight(code, lexer, _FORMATTER))


@cache
def _lexer(language: str) -> Lexer | None:
    """Return the lexer of one of `LANGUAGES`; None where this Pygments does not have it yet."""
    try:
        return get_lexer_by_name(_SYNONYMS.get(language, language), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
