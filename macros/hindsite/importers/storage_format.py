"""Confluence's own elements, as its storage format has them, turned into plain HTML.

A macro's body stays where it is, its parameters become words or are told: none is dropped unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from hindsite.importers.html_marks import BOX

_CODE = frozenset({"code", "noformat", "code-block", "html", "markdown", "mermaid"})
_BOXES = frozenset({"info", "note", "tip", "warning", "panel", "success", "error"})
# What a resource is called, by its attributes.
_NAMES = (
    *("ri:content-title", "ri:filename", "ri:value", "ri:username", "ri:account-id", "ri:userkey"),
    *("ri:space-key", "ri:name"),
)
_SHOWN = frozenset({"title", "key", "name", "subtle-title"})


def plain(soup: BeautifulSoup) -> Iterator[str]:
    """Turn every element of Confluence's into plain HTML; yields what was left out, a sentence."""
    for task in soup.find_all("ac:task"):
        _task(task)
    for tasks in soup.find_all("ac:task-list"):
        tasks.name = "ul"
    for item in soup.select("ul.inline-task-list > li"):
        _box(item, done="checked" in (item.get("class") or []))
    for user in soup.find_all("ri:user"):
        user["class"] = "user-mention" if user.get("ri:username") else ""
        user.name = "span"
        user.string = f"{_name(user)} "
    for tag in soup.find_all(lambda one: one.name.startswith("ri:")):
        tag.replace_with(NavigableString(f" {_name(tag)} "))
    # From the inside out: a macro within a macro is plain before its own turn comes.
    for macro in reversed(soup.find_all(["ac:structured-macro", "ac:macro", "ac:adf-node"])):
        yield from _macro(macro)
    for tag in soup.find_all(lambda one: one.name.startswith("ac:")):
        _other(tag)


def named_tasks(soup: BeautifulSoup) -> int:
    """Give a task the one person it mentions as its owner, the one day as its date; how many."""
    count = 0
    for box in soup.find_all(BOX):
        item = box.parent
        if item is None or item.find("li") is not None:
            continue
        pairs = []
        people = {tag.get_text(" ", strip=True) for tag in item.select(".user-mention")} - {""}
        days = {str(tag["datetime"]) for tag in item.find_all("time") if tag.get("datetime")}
        if len(people) == 1 and not re.search(r"[;:—|]", owner := people.pop()):
            pairs.append(f"owner: {owner}")
        if len(days) == 1 and re.fullmatch(r"\d{4}-\d{2}-\d{2}", day := days.pop()):
            pairs.append(f"due: {day}")
        if pairs:
            item.append(NavigableString(f" — {'; '.join(pairs)}"))
            count += 1
    return count


def _task(task: Tag) -> None:
    status = task.find("ac:task-status")
    done = status is not None and status.get_text(strip=True) == "complete"
    for name in ("ac:task-id", "ac:task-uuid", "ac:task-status"):
        for tag in task.find_all(name, recursive=False):
            tag.decompose()
    task.name = "li"
    _box(task, done=done)


def _box(item: Tag, *, done: bool) -> None:
    item.insert(0, Tag(name=BOX, attrs={"checked": "x" if done else ""}))


def _name(tag: Tag) -> str:
    return " ".join(str(tag[key]) for key in _NAMES if tag.get(key))


def _macro(macro: Tag) -> Iterator[str]:
    name = str(macro.get("ac:name") or macro.get("ac:type") or "macro")
    parameters = {
        str(tag.get("ac:name") or ""): tag.extract().get_text(" ", strip=True)
        for tag in macro.find_all("ac:parameter", recursive=False)
    }
    language = parameters.pop("language", "")
    for body in macro.find_all("ac:plain-text-body", recursive=False):
        body.name = "pre"
        body["data-language"] = language if name in _CODE else ""
    bodies = macro.find_all(["ac:rich-text-body", "pre"], recursive=False)
    shown = [parameters.pop(key) for key in sorted(_SHOWN & set(parameters))]
    if any(shown):
        words = NavigableString(" ".join(word for word in shown if word))
        macro.insert(0, _strong(words) if bodies else words)
    told = ", ".join(f"{key} {value}".strip() for key, value in parameters.items())
    if not bodies and not any(shown):
        yield f"the macro `{name}` has no text{': ' if told else ''}{told}; left out"
    elif told and name not in _CODE | _BOXES:
        yield f"the settings of the macro `{name}` are left out: {told}"
    elif told:
        yield f"settings left out ({name}): {told}"
    macro.name = "blockquote" if name in _BOXES else "div" if bodies else "span"


def _strong(words: NavigableString) -> Tag:
    paragraph, strong = Tag(name="p"), Tag(name="strong")
    strong.append(words)
    paragraph.append(strong)
    return paragraph


def _other(tag: Tag) -> None:
    """What is left: layouts, links, pictures, marks of comments, hints of a template."""
    if tag.name == "ac:image":
        words = f"{tag.get('ac:alt') or ''} {tag.get_text(' ', strip=True)}".strip()
        tag.replace_with(NavigableString(f" (image: {words}) " if words else " "))
    elif tag.name == "ac:emoticon":
        words = str(tag.get("ac:emoji-fallback") or tag.get("ac:name") or "")
        tag.replace_with(NavigableString(words))
    elif tag.name in {"ac:layout", "ac:layout-section", "ac:layout-cell", "ac:rich-text-body"}:
        tag.name = "div"
    else:
        tag.unwrap()
