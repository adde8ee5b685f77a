"""What people may type into the form: what the golden cases hold, and anything at all by chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

TEXTS = (
    *("title", "severity", "status", "started_at", "started_estimated", "detected_at"),
    *("acknowledged_at", "mitigated_at", "resolved_at", "timezone", "detected_by", "trigger"),
    "visibility",
)
LISTS = (
    *("services", "teams", "causes", "recurrence_of", "related", "signatures", "authors", "tags"),
    "aliases",
)
MAPPINGS = {
    "impact": ("summary", "users_percent", "users", "requests_failed", "data_loss"),
    "stated_durations": ("detect", "acknowledge", "mitigate", "resolve", "impact"),
}


def typed_as(data: Mapping[str, Any], body: str, extra: Mapping[str, str]) -> dict[str, Any]:
    """A header's values as far as the form has fields; `extra` are the types of the site's own."""
    typed: dict[str, Any] = {"body": body, "name": ""}
    typed |= {name: data[name] for name in TEXTS if isinstance(data.get(name), str)}
    typed |= {name: _texts(data[name]) for name in LISTS if isinstance(data.get(name), list)}
    for name, keys in MAPPINGS.items():
        typed[name] = _mapping(data.get(name), keys)
    impact = data.get("impact")
    if isinstance(impact, dict):
        typed["impact"]["cost"] = _mapping(impact.get("cost"), ("amount", "currency"))
    links = data.get("links")
    if isinstance(links, list):
        typed["links"] = [_mapping(link, ("title", "url")) for link in links]
    waivers = data.get("waivers")
    if isinstance(waivers, list):
        typed["waivers"] = [_mapping(waiver, ("rule", "reason")) for waiver in waivers]
    more = data.get("extra")
    if isinstance(more, dict):
        wanted = {name: list if kind == "list" else str for name, kind in extra.items()}
        typed["extra"] = {
            name: _texts(value) if isinstance(value, list) else value
            for name, value in more.items()
            if isinstance(value, wanted.get(name, ()))
        }
    return typed


def _texts(items: Sequence[object]) -> list[str]:
    return [item for item in items if isinstance(item, str)]


def _mapping(value: object, keys: Sequence[str]) -> dict[str, str]:
    given = value if isinstance(value, dict) else {}
    return {key: given[key] for key in keys if isinstance(given.get(key), str)}


ODD = (
    *("a: b", "# x", "- a", "[a", "{b}", "'q'", '"dq" \\', "null", "~", "yes", "%x", "@a", "`c`"),
    *("é ü", "日本", "😀 b", "x\u2028y", "\ufeffz", "a\tb", "a\nb", "\x07", "!tag", "&a", "*a"),
    *("? x", "| x", "> x", "a #b", "12", "1e3", "=x", " a ", "10:30", "a,b", "A" * 161, "\u200b"),
    *("...", "---", "a:", "a\u0085b", "2023-06-04", "<b>", "a\\", "\U000e0001", "Null", "no"),
)
ZONES = (
    *("America/Los_Angeles", "Europe/Berlin", "UTC", "Asia/Kolkata", "Australia/Lord_Howe"),
    *("PST", "europe/berlin", "Etc/GMT+8", "+02:00", "Lisbon", "Berlin", "IST", "Mars/X"),
)
DAYS = ("2023-06-04", "2023-11-05", "2023-03-12", "2024-03-31", "2024-10-27", "2023-12-31")
SLUGS = (
    *("race-condition", "code-defect", "race", "software", "race-conditon", "web-app"),
    *("order-api", "load", "code-release", "unknown", "A B", "x_y"),
)
HEADINGS = ("Timeline", "timeline:", "**Timeline**", "Action items", "Tasks", "Notes")
DATES = ("2023-06-05", "5 June 2023", "Monday, 5th of June", "1 January", "2023-02-30", "Details")
TABLES = (
    *(("Time", "Event"), ("Date", "Time", "What"), ("Time (UTC)", "Event")),
    *(("Action", "Owner", "Due"), ("Task", "Assignee", "Foo", "State"), ("#", "What", "Kind")),
)
BLOCKS = (
    *("para", "```\n- 10:00 x\n```", "> - 10:05 x", "<div>\n- 10:05 - x\n</div>", "---", "- - x"),
    *("<!--\n- 10:05 - x\n-->", "-\n  10:05 - x", "- 10:05 - x\nlazy", "* 10:05 - x\n  - y"),
)
BLAME = (
    *(
        "Human error.",
        "the engineer forgot to look",
        "We\nshould have known",
        "Ada L. failed to see",
    ),
    *(
        "`operator error`",
        "caused by @kim",
        "a b's mistake",
        "```\nuser error",
        "careless: user error",
    ),
    *("postgres://app:hunter22@db.internal/x", "x://a:password@b y://c:dEf9@g", "blamed an intern"),
    *(
        "key = aB3dEf6hIj9kLm2nOp5q",
        "<!-- - [ ] x -->",
        "the admin did, by mistake",
        "`` ` human error",
    ),
)
WAIVABLE = ("blameless-language", "secret", "needed-section", "timeline-span", "secrets", "")
PAIRS = (
    *("type: prevent", "type: prevnt", "owner: @a", "due: 2023-07-01", "due: 2023-13-01"),
    *("status: done", "status:open", "**owner**: A, B", "onwer: x", "prio: 1", "ticket: X-12"),
    *("ticket: https://t.example.org/1", "ticket: javascript:x", "owner: tbd"),
)


class Typist:
    """Types at random; the same seed types the same."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - no secret is made

    def any(self) -> dict[str, Any]:
        """A form in which anything may stand anywhere."""
        pick, some = self.chance.choice, self._some
        typed: dict[str, Any] = {"body": self._body(), "name": pick(("", "", "a-b", "Ü x"))}
        typed["title"] = pick(("A title", pick(BLAME), self._word()))
        typed["severity"] = pick(("SEV1", "sev2", "Unknown", "SEV9", self._word()))
        for name in ("started_at", "detected_at", "mitigated_at", "resolved_at"):
            typed[name] = self._time()
        typed["timezone"] = pick(ZONES)
        typed["status"] = pick(("draft", "in-review", "published", "Draft", ""))
        typed["detected_by"] = pick(("monitoring", "staf", "", self._word()))
        typed["trigger"] = pick(("", *SLUGS))
        for name in ("services", "teams", "causes", "tags"):
            typed[name] = some(lambda: pick((*SLUGS, self._word())))
        ids = ("2022-11-03-order-api-deadlock", "2022-02-30-x", self._word())
        typed["recurrence_of"] = some(lambda: pick(ids))
        for name in ("signatures", "authors"):
            typed[name] = some(lambda: pick((self._word(), "Ada L.", pick(BLAME))))
        reasons = ("It quotes.", "", self._word())
        typed["waivers"] = some(lambda: {"rule": pick(WAIVABLE), "reason": pick(reasons)})
        numbers = ("", "30", "30%", "101", "-1", "12,000", "1.5", "a")
        typed["impact"] = {
            "summary": pick((self._word(), pick(BLAME))),
            **{name: pick(numbers) for name in ("users_percent", "users", "requests_failed")},
            "cost": {"amount": pick(("", "12", "$5")), "currency": pick(("", "EUR", "eur"))},
            "data_loss": pick(("", "true", "no")),
        }
        typed["stated_durations"] = {"resolve": pick(("", "4h", "1h1m", "90"))}
        addresses = ("", "https://a.example.org/c", "javascript:x", "http://", "mailto:a@b.org")
        typed["links"] = some(lambda: {"title": self._word(), "url": pick(addresses)})
        return typed

    def plausible(self) -> dict[str, Any]:
        """A form as most people fill it in: right, but for a slip here and there."""
        pick, roll = self.chance.choice, self.chance.random
        day, hour = pick(DAYS), self.chance.randint(0, 12)

        def later(most: int) -> str:
            minute = self.chance.randint(0, 59)
            return f"{day} {min(23, hour + self.chance.randint(0, most)):02}:{minute:02}"

        typed: dict[str, Any] = {
            "title": pick(("A title", "é: x # y")),
            "severity": "sev1",
            "started_at": pick((day, f"{day} {hour:02}:00")),
            "timezone": pick(ZONES[:5]),
            "name": "",
        }
        typed["resolved_at"] = later(9) if roll() < 0.6 else ""
        typed["detected_at"] = later(2) + pick(("", "Z")) if roll() < 0.4 else ""
        if roll() < 0.3:
            typed["impact"] = {"users_percent": "30"}
            typed["status"] = pick(("draft", "in-review", "published"))
        if roll() < 0.3:
            typed["stated_durations"] = {"resolve": f"{self.chance.randint(0, 9)}h"}
        rows = "\n".join(self._rows(day))
        tasks = "\n".join(f"- [ ] Do it — {pick(PAIRS)}" for _ in range(self.chance.randint(0, 3)))
        typed["body"] = f"## Timeline\n\n{rows}\n\n## Action items\n\n{tasks}\n"
        return typed

    def _rows(self, day: str) -> list[str]:
        pick, roll = self.chance.choice, self.chance.random
        minutes, rows = self.chance.randint(0, 600), []
        for _ in range(self.chance.randint(0, 6)):
            minutes += pick((0, 1, 5, 60, 300, -3))
            clock = self._clock_of(minutes)
            if roll() < 0.2:
                clock += pick(("–", " - ", "-")) + self._clock_of(minutes + pick((-5, 7, 40)))
            clock = pick((clock, clock, f"**{clock}**", f"~{clock}", f"{day} {clock}"))
            clock += pick(("", "", "", "Z", "+02:00", "-07:00", " UTC"))
            text = pick(("x", "y **z**", "a\n  b"))
            rows.append(f"- {clock}{pick((' - ', ' — ', ': '))}{text}")
            if roll() < 0.15:
                rows.append(f"\n### {pick(DATES[:4])}\n")
        return rows

    def _clock_of(self, minutes: int) -> str:
        hour, minute = divmod(minutes % 1440, 60)
        if self.chance.random() < 0.2:
            return f"{hour % 12 or 12}:{minute:02} {'AM' if hour < 12 else 'PM'}"
        return f"{hour:02}:{minute:02}"

    def _some(self, make: Callable[[], Any]) -> list[Any]:
        return [make() for _ in range(self.chance.randint(0, 3))]

    def _word(self) -> str:
        letters = "ab1 :#-'\"[]{},&*!|>%@`\\\n\té"
        length = self.chance.randint(0, 12)
        made = "".join(self.chance.choice(letters) for _ in range(length))
        return self.chance.choice((made, self.chance.choice(ODD)))

    def _time(self) -> str:
        pick = self.chance.choice
        day = pick((*DAYS, "2023-02-30", "1899-01-01", "2023-6-4"))
        clock = f"{self.chance.randint(0, 24):02}:{self.chance.randint(0, 61):02}"
        end = pick(("", "", "", "Z", "+02:00", " PST", "+15:00", " GMT", ":30", ":61"))
        return pick(("", day, *[f"{day}{pick((' ', 'T', '  '))}{clock}{end}"] * 4))

    def _clock(self) -> str:
        pick = self.chance.choice
        clock = f"{pick((f'{self.chance.randint(0, 24):02}', '9'))}:{self.chance.randint(0, 60):02}"
        half = pick(("", "", "", " AM", "pm", " p.m.", "é"))
        zone = pick(("", "", "", "Z", " UTC", "+02:00", "-07:00", " PST", "-10:20", "Zulu"))
        return f"{pick(('', '', '', '2023-06-05T', '2023-02-30 '))}{clock}{half}{zone}"

    def _item(self) -> str:
        pick = self.chance.choice
        mark = pick(("", "", "~", "≈", "**", "`", "\\~"))
        close = mark if mark in {"**", "`"} else ""
        until = pick(("", "", f"{pick(('–', '-', ' — '))}{self._clock()}"))
        separator = pick((" - ", ": ", " | ", " — ", "-", ":", " ", "\t", " \\- ", ""))
        text = pick(("x", "**b** x", "", "14:00 x", "`c` - type: x", "a\n  b", "a\n\n  p\n  - s"))
        return f"- {mark}{self._clock()}{until}{close}{separator}{text}"

    def _action(self) -> str:
        pick = self.chance.choice
        title = pick(("Guard the cache", "", "Fix `a - b`", "[Do](https://x.example.org)", "a — b"))
        pairs = pick(("; ", ", ")).join(self._some(lambda: pick(PAIRS)))
        return f"- {pick(('[ ] ', '[x] ', '[X] ', '', '[ ]'))}{title}{pick((' — ', ' - '))}{pairs}"

    def _table(self) -> str:
        pick = self.chance.choice
        head = pick(TABLES)
        cells = ("x", "", "done", "a \\| b", "2023-07-01", "@x", "2023-06-04")
        rows = [
            " | ".join(pick((self._clock(), *cells)) for _ in head)
            for _ in range(self.chance.randint(0, 3))
        ]
        return "\n".join(
            f"| {row} |" for row in (" | ".join(head), "|".join("-" * len(head)), *rows)
        )

    def _body(self) -> str:
        pick = self.chance.choice
        makers = (
            lambda: "\n".join(self._some(self._item)),
            lambda: "\n".join(self._some(self._action)),
            self._table,
            lambda: f"### {pick(DATES)}",
            lambda: pick(BLOCKS),
            lambda: " ".join(self._some(lambda: pick(BLAME))),
            self._word,
        )
        parts: list[str] = []
        for _ in range(self.chance.randint(0, 4)):
            parts.append(f"{pick(('##', '##', '##', '#', '###'))} {pick(HEADINGS)}")
            parts += [pick(makers)() for _ in range(self.chance.randint(0, 3))]
        return "\n\n".join(parts)
