"""Action items, read from the lists and tables of their sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from hindsite.postmortem import items, times, values
from hindsite.postmortem.markdown import Document
from hindsite.postmortem.rule import Finding, Place, RefusedError, Rule, nearest, shown
from hindsite.postmortem.schema import (
    ACTION_STATUSES,
    ACTION_TYPES,
    Action,
    ActionBlock,
    ActionStatus,
    ActionType,
)
from hindsite.postmortem.sections import Section

MAX_TITLE = 2_000
MAX_PAIRS = 10
TITLE = Rule(
    "action-title", f"An action item says what is to be done, in at most {MAX_TITLE:,} characters."
)
KEY = Rule(
    "action-key",
    "After a dash, an action item has `key: value` pairs with `;` between them; the keys are "
    "type, owner, due, status and ticket, each once.",
)
TYPE = Rule("action-type", "An action's type is prevent, detect, mitigate or process.")
STATUS = Rule(
    "action-status",
    "An action's status is open, in-progress, done or dropped, and agrees with its check box.",
)
DUE = Rule("action-due", "An action's due date is `YYYY-MM-DD`.")
TICKET = Rule("action-ticket", "An action's ticket is a name, or an http or https address.")
COLUMN = Rule(
    "action-column",
    "The columns of an action table are Action, Type, Owner, Due, Status and Ticket.",
    "warning",
)
RULES = (TITLE, KEY, TYPE, STATUS, DUE, TICKET, COLUMN)

FIELD = "actions"
KEYS = ("type", "owner", "due", "status", "ticket")
COLUMNS: dict[str, tuple[str, ...]] = {
    "title": (
        *("action", "task", "item", "description", "title", "what", "measure", "improvement"),
        *("follow-up", "followup", "follow up", "to do", "todo", "to-do", "work item"),
        *("action item", "corrective action", "preventative action", "preventive action"),
    ),
    "type": ("type", "kind", "category", "action type"),
    "owner": ("owner", "assignee", "responsible", "dri", "assigned to", "who", "lead", "team"),
    "due": ("due", "due date", "due by", "deadline", "eta", "target", "target date", "by when"),
    "status": ("status", "state", "progress"),
    "ticket": (
        *("ticket", "bug", "issue", "link", "tracker", "jira", "pr", "reference", "url"),
        *("ticket id", "bug id", "issue id", "tracking bug", "tracking issue", "ticket link"),
    ),
}
TYPE_WORDS = {
    **{word: word for word in ACTION_TYPES},
    **dict.fromkeys(("prevention", "preventive", "preventative"), "prevent"),
    **dict.fromkeys(("detection", "detective", "monitoring"), "detect"),
    **dict.fromkeys(("mitigation", "mitigative"), "mitigate"),
    **dict.fromkeys(("processes", "procedure"), "process"),
}
STATUS_WORDS = {
    **{word: word for word in ACTION_STATUSES},
    **dict.fromkeys(("todo", "to do", "to-do", "planned", "not started", "new", "[ ]"), "open"),
    **dict.fromkeys(("in progress", "wip", "doing", "started", "ongoing"), "in-progress"),
    **dict.fromkeys(("closed", "fixed", "completed", "complete", "resolved", "[x]"), "done"),
    **dict.fromkeys(("wontfix", "won't fix", "cancelled", "canceled", "rejected"), "dropped"),
}

_BLANK = frozenset({"", "-", "–", "—", "?", "tbd", "n/a", "none", "unknown"})
_NO_TITLES = frozenset({"", "#", "id", "no", "no.", "nr", "nr.", "priority", "prio"})
_COLUMN_OF = {word: name for name, words in COLUMNS.items() for word in words}
_CODE = re.compile(r"`+[^`]*`+")
_DASH = re.compile(r"(?:^|\s+)(?:—|–|--?)\s+")
_PAIR = re.compile(
    r"\s*[*_]{0,2}([A-Za-z][A-Za-z _-]{0,19}?)[*_]{0,2}\s*:(?!//)(?:[*_]{1,2}(?=\s))?\s*(.*?)\s*",
    re.DOTALL,
)
# A comma parts two pairs where a key follows it: names may have commas of their own.
_BETWEEN = re.compile(
    r";(?=\s*[*_]{0,2}[A-Za-z][A-Za-z _-]{0,19}[*_]{0,2}\s*:(?!//))|;\s*$"
    rf"|,(?=\s*[*_]{{0,2}}(?:{'|'.join(KEYS)})[*_]{{0,2}}\s*:(?!//))",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\(<?(?P<url>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?\)")
_AUTOLINK = re.compile(r"<(?P<url>[a-z]+:[^\s<>]+)>")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):(?=\S)")


@dataclass(frozen=True, slots=True)
class Actions:
    """The items in order, the blocks in which nothing but items stands, and what is wrong."""

    items: tuple[Action, ...] = ()
    blocks: tuple[ActionBlock, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Written:
    """An item as its author wrote it: the title and the texts of its keys."""

    title: str
    given: dict[str, str]
    checked: bool | None
    place: Place
    section: str


def read(document: Document, sections: Sequence[Section], body_line: int) -> Actions:
    """Read every section of action items.

    A list with nested lines, or a table with a column that is not known, gives its items too, but
    is not among `blocks`: something in it would be lost if the items were shown in its place.
    """
    found: list[Action] = []
    blocks: list[ActionBlock] = []
    findings: list[Finding] = []
    for section in sections:
        if section.name != "actions":
            continue
        for index in range(section.first, section.last):
            written, whole, wrong = _block(document, index, section.heading, body_line)
            findings += wrong
            if whole and written:
                blocks.append(ActionBlock(index, len(found), len(found) + len(written)))
            found += [_action(one, findings.append) for one in written]
    return Actions(tuple(found), tuple(blocks), tuple(findings))


def _block(
    document: Document, index: int, section: str, body_line: int
) -> tuple[list[_Written], bool, list[Finding]]:
    block = document.blocks[index]
    if block.kind == "list":
        listed = list(items.items(document, block, body_line))
        findings: list[Finding] = []
        written = [_item(item, section, findings) for item in listed]
        return written, not any(item.nested for item in listed), findings
    if block.kind == "table":
        return _table(items.table(document, block, body_line), section, block.line + body_line - 1)
    return [], False, []


def _item(item: items.Item, section: str, findings: list[Finding]) -> _Written:
    title, pairs = _tail(item.head)
    given: dict[str, str] = {}
    for key, value in pairs:
        if key not in KEYS:
            near = nearest(key, KEYS)
            hint = f"did you mean {near}?" if near else "remove it"
            message = f"expected {', '.join(KEYS[:-1])} or {KEYS[-1]}, got {shown(key)}; {hint}"
            findings.append(KEY.at(item.place, FIELD, message))
        elif key in given:
            message = f"{shown(key)} stands twice in one item; remove one"
            findings.append(KEY.at(item.place, FIELD, message))
        else:
            given[key] = value
    return _Written(title, given, item.checked, item.place, section)


def _tail(head: str) -> tuple[str, list[tuple[str, str]]]:
    """A title and the pairs behind its dash; a dash that no pairs follow belongs to the title."""
    if len(head) > MAX_TITLE:
        return head, []
    masked = _CODE.sub(lambda code: "`" * len(code[0]), head)
    for dash in list(_DASH.finditer(masked))[-MAX_PAIRS:]:
        parts = [part for part in _BETWEEN.split(head[dash.end() :]) if part.strip()]
        pairs = [_PAIR.fullmatch(part) for part in parts]
        found = [(pair[1].lower(), pair[2]) for pair in pairs if pair]
        if len(found) == len(parts) <= MAX_PAIRS and any(
            key in KEYS or nearest(key, KEYS) for key, _ in found
        ):
            return head[: dash.start()].strip(), found
    return head.strip(), []


def _table(
    table: items.Table, section: str, line: int
) -> tuple[list[_Written], bool, list[Finding]]:
    names = _columns(table.head)
    if "title" not in names:
        return [], False, []
    findings = [
        COLUMN.at(Place(line, 1), FIELD, _unknown_column(head))
        for head, name in zip(table.head, names, strict=True)
        if name is None and head not in {"", "#"}
    ]
    written = []
    for row in table.rows:
        if any(row.cells):
            given: dict[str, str] = {}
            for name, cell in zip(names, row.cells, strict=False):
                if name and not given.get(name):
                    given[name] = cell
            written.append(_Written(given.pop("title", ""), given, None, row.place, section))
    return written, not findings, findings


def _columns(head: Sequence[str]) -> list[str | None]:
    """What each column holds; beside known ones the first that is not known has the titles."""
    words = [" ".join(re.sub(r"[*_`:]|\(s\)", "", cell.lower()).split()) for cell in head]
    names: list[str | None] = []
    for word in words:
        name = _COLUMN_OF.get(word) or _COLUMN_OF.get(word.removesuffix("s"))
        names.append(None if name in names else name)
    if "title" not in names and any(names):
        others = (i for i, name in enumerate(names) if name is None and words[i] not in _NO_TITLES)
        first = next(others, None)
        if first is not None:
            names[first] = "title"
    return names


def _unknown_column(head: str) -> str:
    return (
        f"expected Action, Type, Owner, Due, Status or Ticket, got the column {shown(head)}; "
        "it is shown as written and not counted"
    )


def _action(written: _Written, tell: Callable[[Finding], None]) -> Action:
    """An item with its values checked; each wrong one is told and left unknown."""

    def value(key: str, rule: Rule, check: Callable[[str], str | date]) -> str | date | None:
        text = written.given.get(key, "").strip()
        if text.lower() in _BLANK:
            return None
        try:
            return check(text)
        except RefusedError as error:
            tell(rule.at(written.place, FIELD, f"{key}: {error}"))
            return None

    title = written.title
    if not title or title.lower() in {"[ ]", "[x]"}:
        tell(TITLE.at(written.place, FIELD, "expected an action, got no text; write or remove it"))
    if len(title) > MAX_TITLE:
        message = f"expected at most {MAX_TITLE:,} characters, got {len(title):,}; shorten it"
        tell(TITLE.at(written.place, FIELD, message))
    status = value("status", STATUS, lambda text: _word(text, STATUS_WORDS, ACTION_STATUSES))
    for finding in _disagreement(written, status):
        tell(finding)
    return Action(
        title=title,
        type=cast(
            "ActionType | None",
            value("type", TYPE, lambda text: _word(text, TYPE_WORDS, ACTION_TYPES)),
        ),
        owner=cast("str | None", value("owner", KEY, str)),
        due=cast("date | None", value("due", DUE, times.read_date)),
        status=cast("ActionStatus | None", status or _BOXES[written.checked]),
        ticket=cast("str | None", value("ticket", TICKET, _ticket)) or _title_link(title),
        line=written.place.line,
        section=written.section,
    )


def _word(text: str, words: dict[str, str], allowed: Sequence[str]) -> str:
    plain = re.sub(r"[*_`]", "", text).strip().lower()
    found = words.get(plain) or words.get(text.strip().lower())
    if found is not None:
        return found
    near = nearest(plain, words)
    hint = f"; did you mean {words[near]}?" if near else ""
    raise RefusedError(
        f"expected {', '.join(allowed[:-1])} or {allowed[-1]}, got {shown(text)}{hint}"
    )


_BOXES = {None: None, True: "done", False: "open"}


def _disagreement(written: _Written, status: object) -> Iterator[Finding]:
    if status is None or written.checked is None or written.checked == (status == "done"):
        return
    box = "[x] means done" if written.checked else "[ ] means not done"
    message = f"status: {box}, got the status {shown(status)}; correct one of them"
    yield STATUS.at(written.place, FIELD, message)


def _ticket(text: str) -> str:
    if len(text) > MAX_TITLE:
        raise RefusedError(f"expected at most {MAX_TITLE:,} characters, got {len(text):,}")
    link = _LINK.fullmatch(text) or _AUTOLINK.fullmatch(text)
    ticket = link["url"] if link else text
    if link or "://" in ticket or _SCHEME.match(ticket):
        return values.check_address(ticket)
    return ticket


def _title_link(title: str) -> str | None:
    """The address of a title that is a link and nothing else."""
    link = _LINK.fullmatch(title) if len(title) <= MAX_TITLE else None
    if link is None:
        return None
    try:
        return values.check_address(link["url"])
    except RefusedError:
        return None
