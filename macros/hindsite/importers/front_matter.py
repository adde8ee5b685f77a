"""Markdown with a YAML header of another contract: that of icco/postmortems, or a blog's."""

from __future__ import annotations

import re
from dataclasses import replace

from hindsite.errors import HindsiteError, ProblemsError
from hindsite.importers.facts import Facts
from hindsite.importers.field_values import slug
from hindsite.importers.finishing import finished
from hindsite.importers.lines import Line
from hindsite.importers.markdown_headings import arrange
from hindsite.importers.markdown_templates import titled
from hindsite.importers.moments import span
from hindsite.importers.source import IMPORTED, Imported, Wanted, clean, escaped, one_line
from hindsite.postmortem import strictyaml
from hindsite.postmortem.frontmatter import FENCE
from hindsite.postmortem.rule import RefusedError
from hindsite.postmortem.schema import UNKNOWN
from hindsite.postmortem.strictyaml import Tree
from hindsite.postmortem.values import check_address

# Addresses, and what they lead to.
_LINKS = {
    "url": "Source",
    "link": "Source",
    "source": "Source",
    "source_url": "Source",
    "archive_url": "Archived copy of the source",
}
_KEYS = {"description": "summary", "excerpt": "summary"}
# What says that a document is a postmortem, and nothing of it.
_NO_TAGS = frozenset({"postmortem", "postmortems", "post-mortem", "incident"})
_LIST = frozenset({"tags", "keywords", "categories", "labels"})


def claims(text: str, name: str) -> bool:  # noqa: ARG001 - every format's signature
    """A text that begins with `---` and `key:` lines up to the next `---`."""
    lines = clean(text[:100_000]).split("\n")
    if lines[0].strip("\ufeff").rstrip() != FENCE:
        return False
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), 0)
    return any(re.match(r"[A-Za-z_][\w -]*:(\s|$)", line) for line in lines[1:end])


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """One incident; raises HindsiteError for a header that is no plain YAML, or a missing date."""
    lines = clean(text).split("\n")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if lines[0].rstrip() != FENCE or end is None:
        raise HindsiteError("expected a header between two lines `---`, got none")
    tree = strictyaml.read("\n".join(lines[1:end]), first_line=2)
    if tree.findings:
        raise ProblemsError(finding.problem("header") for finding in tree.findings)
    facts = Facts(wanted)
    summary = _header(tree, facts)
    _comments(lines[1:end], tree, facts)
    body = [Line(number, line) for number, line in enumerate(lines[end + 1 :], end + 2)]
    return (finished(titled(arrange(_with_summary(body, summary), facts)), wanted, body),)


def _header(tree: Tree, facts: Facts) -> Line | None:
    """Read every key; the summary's text is handed back, for it is a section."""
    summary = None
    for key, value in tree.data.items():
        line = tree.spots[(key,)].key.line
        text = _text(value)
        if _KEYS.get(key, key) == "summary" and summary is None and isinstance(value, str):
            summary = Line(line, value)
            facts.tell("placed", line, key, "section: Summary", "the text")
        elif key in _LINKS and _link(key, text, line, facts):
            continue
        elif key in _LIST and isinstance(value, list):
            _tags(key, [str(one) for one in value], line, facts)
        elif _read(key, text, line, facts):
            facts.keep(key, text)
        else:
            told = f"{one_line(text, 60)}; kept as text" if text.strip() else "it is empty"
            facts.tell("unknown", line, key, "", told)
            facts.keep(key, text)
    return summary


def _read(key: str, text: str, line: int, facts: Facts) -> bool:
    found = span(text) if key == "date" else None
    if found is not None:
        day = replace(found[0], clock=None, zone="")
        facts.time("started_at", day, line, key, guess="the document's own date")
        return True
    return facts.read(key, text, line) or facts.read(key.replace("_", " "), text, line)


def _text(value: object) -> str:
    """A value's words on lines; what is nested keeps its keys."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "\n".join(_text(inner) for inner in value)
    return "" if value is None else str(value)


def _link(key: str, text: str, line: int, facts: Facts) -> bool:
    try:
        link = {"title": _LINKS[key], "url": check_address(text.strip())}
    except RefusedError:
        return False
    before = facts.header.pop("links", [])
    links = [*before, link] if isinstance(before, list) else [link]
    facts.header["links"] = links
    facts.tell("placed", line, key, "links", link["url"])
    return True


def _tags(key: str, words: list[str], line: int, facts: Facts) -> None:
    """Words of a list: causes where they are of the taxonomy, else tags."""
    facts.keep(key, "\n".join(words))
    known = facts.wanted.causes
    plain = [word.strip().casefold() for word in words]
    causes = list(dict.fromkeys(known[word] for word in plain if word in known))
    tags = [slug(word) for word in plain if word not in known and word not in _NO_TAGS]
    for name, found in (("causes", causes), ("tags", [tag for tag in tags if _is_tag(tag)])):
        if found:
            before = facts.header.get(name)
            more = [*(before if isinstance(before, list) else []), *found]
            facts.header[name] = list(dict.fromkeys(more))[:100]
            same = name == "causes" or set(found) <= set(words)
            told = ", ".join(found) + ("" if same else ": its words as slugs")
            facts.tell("placed" if same else "guessed", line, key, name, told)


def _is_tag(tag: str) -> bool:
    return bool(tag) and tag != UNKNOWN


def _comments(header: list[str], tree: Tree, facts: Facts) -> None:
    """Comments in the header are no values: their words are kept too."""
    values = " ".join(f"{key} {_text(value)}" for key, value in tree.data.items())
    known = set(re.findall(r"\w+", values)) | {str(part) for path in tree.spots for part in path}
    for number, line in enumerate(header, 2):
        if "#" in line and not set(re.findall(r"\w+", line)) <= known:
            facts.tell("unknown", number, "comment", "", "kept as text")
            facts.keep(f"header, line {number}", line)


def _with_summary(body: list[Line], summary: Line | None) -> list[Line]:
    """The body with the header's summary as its first section, behind a top heading."""
    if summary is None or not summary.text.strip():
        return body
    texts = ["## Summary", "", *escaped(summary.text).split("\n"), ""]
    lines = [Line(summary.number, text) for text in texts]
    rest = [line for line in body if line.text.strip()]
    if rest and not rest[0].text.startswith("#"):
        lines += [Line(rest[0].number, text) for text in (f"## {IMPORTED}", "")]
    top = next((i for i, line in enumerate(body) if re.match(r"# \S", line.text)), None)
    return (
        [*lines, *body]
        if top is None
        else [*body[: top + 1], Line(0, ""), *lines, *body[top + 1 :]]
    )
