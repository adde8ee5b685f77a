"""The formats that can be imported, and which one a source is in."""

from __future__ import annotations

import codecs
import json
import re
from importlib import import_module
from typing import Protocol, cast

from hindsite.errors import HindsiteError
from hindsite.importers.json_source import looks_like_json
from hindsite.importers.source import Imported, Wanted
from hindsite.postmortem import frontmatter
from hindsite.postmortem.header import REQUIRED

MAX_BYTES = 16_000_000

# By the name for --format: the module, and what it is, in the order they are asked. The ones that
# claim any text stand last.
FORMATS: dict[str, tuple[str, str]] = {
    "github": ("github_issues", "GitHub issues, as JSON of the API"),
    "gitlab": ("gitlab_issues", "GitLab issues, as JSON of the API"),
    "statuspage": ("statuspage", "Statuspage's incidents.json"),
    "jira": ("jira", "Jira issues, as JSON of the API or as HTML"),
    "upptime": ("upptime", "Upptime's issues and history"),
    "confluence": ("confluence", "Confluence pages, as HTML"),
    "csv": ("csv_rows", "CSV with a mapping file, one row an incident"),
    "front-matter": ("front_matter", "Markdown with a YAML header, such as icco/postmortems"),
    "markdown": ("markdown_templates", "Markdown under other headings"),
    "text": ("plain_text", "plain text: labels with colons, lines that begin with a time"),
}
# Those that hold one incident: a postmortem's own limit is theirs.
_SINGLE = frozenset({"front-matter", "markdown", "text"})
_XML = re.compile(r"\ufeff?\s*<(?:\?xml|rss|feed|channel)\b", re.IGNORECASE)
_HTML = re.compile(r"\ufeff?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


class Format(Protocol):
    """What a format's module has."""

    def claims(self, text: str, name: str) -> bool:
        """Whether a source, and its file's name, is plainly of this format."""

    def read(self, text: str, wanted: Wanted) -> tuple[Imported, ...]:
        """Its incidents; raises HindsiteError."""


def module(format_: str) -> Format:
    """A format's module, imported when it is asked for."""
    return cast("Format", import_module(f"hindsite.importers.{FORMATS[format_][0]}"))


def decoded(data: bytes, encoding: str | None = None) -> str:
    """A source's text; raises HindsiteError for what is too large or no text in its encoding."""
    if len(data) > MAX_BYTES:
        raise HindsiteError(f"it has more than {MAX_BYTES:,} bytes; split the source")
    try:
        text = data.decode(encoding or _encoding(data))
    except LookupError as error:
        raise HindsiteError(f"there is no encoding {encoding!r}") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise HindsiteError(
            f"line {line}: expected {error.encoding} text, got the byte 0x{data[error.start]:02X}; "
            "give --encoding, for example --encoding cp1252"
        ) from error
    except UnicodeError as error:
        raise HindsiteError(f"expected text in {encoding}: {error}") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise HindsiteError(f"line {line}: expected text, got a zero byte; is it another format?")
    return text


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def detected(text: str, name: str) -> str:
    """The name of the format that claims a source; raises HindsiteError where none does."""
    for format_ in FORMATS:
        if format_ in _SINGLE:
            _refuse_foreign(text, name)
        if module(format_).claims(text, name):
            return format_
    raise HindsiteError("the source is empty")


def _refuse_foreign(text: str, name: str) -> None:
    """Refuse what is certainly no prose before a reader of prose takes it."""
    if _HTML.match(text):
        raise HindsiteError(
            "it is HTML, and neither Jira's nor Confluence's; --format confluence reads any page"
        )
    if looks_like_json(text) and (name.casefold().endswith(".json") or _is_json(text)):
        known = ", ".join(format_ for format_ in FORMATS if format_ not in _SINGLE)
        raise HindsiteError(f"it is JSON of no known form; --format forces one of {known}")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse_xml(text: str) -> None:
    """Refuse XML, whatever format is asked for: none of these is written in it."""
    begin = text[:2_000]
    if _XML.match(begin) and not re.search(r"<html\b|<(?:ac|ri):", begin, re.IGNORECASE):
        raise HindsiteError(
            "it is XML, which no format here is; export the issues as JSON, or the page as HTML"
        )


def read(
    text: str, name: str, wanted: Wanted, format_: str | None = None
) -> tuple[str, tuple[Imported, ...]]:
    """A source's format, and its incidents; `format_` is the one to read it in, if not its own."""
    if is_own(text):
        raise HindsiteError(
            "it is a file of hindsite's own form already; copy it into the folder of its year and "
            "run `hindsite validate`"
        )
    _refuse_xml(text)
    format_ = format_ or ("csv" if wanted.columns is not None else detected(text, name))
    if format_ in _SINGLE and len(text) > frontmatter.MAX_FILE_BYTES:
        raise HindsiteError(
            f"it has {len(text):,} characters; a postmortem has at most "
            f"{frontmatter.MAX_FILE_BYTES:,} bytes: shorten it"
        )
    return format_, module(format_).read(text, wanted)


def is_own(text: str) -> bool:
    """Whether a source is a file of the contract: a header with what every one must have."""
    if not text.startswith(frontmatter.FENCE) or len(text) > frontmatter.MAX_FILE_BYTES:
        return False
    parts = frontmatter.split(text.encode("utf-8", "replace"))
    return isinstance(parts, frontmatter.Parts) and set(REQUIRED) <= set(parts.tree.data)
