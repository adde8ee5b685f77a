"""Write a whole knowledge base of any size: `python bench/generate.py 5000 DIR`.

DIR gets this repository's configuration, pages, taxonomy and postmortems, and as many generated
postmortems as it takes to make the number asked for. A generated one has about 900 words, nearly
every header field, a timeline of twelve entries, four action items, code, tables and links to
others. The same number and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import yaml

# Started as a script or as a module, from any folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.prose import (
    ALERTS,
    CODE,
    ENTRIES,
    FACTOR,
    LESSONS,
    NARRATIVE,
    NOUNS,
    PARTS,
    REGIONS,
    TASKS,
)

REPOSITORY = Path(__file__).resolve().parents[1]
COPIED_FILES = ("mkdocs.yml", "taxonomy.yml", "services.yml")
COPIED_FOLDERS = ("docs", "postmortems")
FIRST_DAY = date(2014, 1, 6)
DAYS = 4400
ZONES = ("UTC", "UTC", "UTC", "Europe/London", "America/New_York", "Asia/Tokyo")
SEVERITIES = ("SEV1", "SEV2", "SEV2", "SEV3", "SEV3", "SEV3", "SEV4")
DETECTED_BY = ("monitoring", "monitoring", "monitoring", "staff", "customer", "third-party")
TEAMS = ("payments", "platform", "search", "storage", "identity", "web", "data", "network")


@dataclass(frozen=True)
class Vocabulary:
    """The slugs a generated postmortem may use."""

    causes: tuple[str, ...]
    triggers: tuple[str, ...]
    services: tuple[str, ...]


@dataclass(frozen=True)
class Outline:
    """What other postmortems need to know of one, made from its number alone."""

    number: int
    day: date
    id: str
    service: str
    noun: str

    @property
    def title(self) -> str:
        """The title, at most 160 characters."""
        return f"{self.noun[0].upper()}{self.noun[1:]} in {self.service}, case {self.number}"

    @property
    def path(self) -> str:
        """The file's path in the postmortems folder."""
        return f"{self.day.year}/{self.id}.md"


@dataclass(frozen=True)
class Clock:
    """The moments of one incident: local times, in order, two days at most."""

    started: datetime
    detected: datetime
    acknowledged: datetime
    mitigated: datetime
    resolved: datetime


def vocabulary(root: Path) -> Vocabulary:
    """Read the slugs of a knowledge base; sixty services are made up where it lists none."""
    taxonomy = yaml.safe_load((root / "taxonomy.yml").read_text(encoding="utf-8"))
    catalogue = root / "services.yml"
    if catalogue.exists():
        entries = yaml.safe_load(catalogue.read_text(encoding="utf-8"))
        services = tuple(entry["slug"] for entry in entries)
    else:
        services = tuple(f"{team}-{part}" for team in TEAMS for part in PARTS)[:60]
    return Vocabulary(
        causes=tuple(cause["slug"] for area in taxonomy["causes"] for cause in area["causes"]),
        triggers=tuple(trigger["slug"] for trigger in taxonomy["triggers"]),
        services=services,
    )


def outline(seed: int, number: int, words: Vocabulary) -> Outline:
    """What is fixed about the numbered postmortem; its number is in its id, so ids are unique."""
    chance = random.Random(f"{seed}/{number}/outline")
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    # Few services have most of the incidents, as in life.
    service = words.services[int(len(words.services) * chance.random() ** 2)]
    noun = chance.choice(NOUNS)
    slug = f"{service}-{noun.replace(' ', '-')}-{number}"
    return Outline(number, day, f"{day.isoformat()}-{slug}", service, noun)


def clock(chance: random.Random, day: date) -> Clock:
    """Times of the day that no daylight-saving change touches."""
    started = datetime.combine(day, time(chance.randrange(5, 10), chance.randrange(60)))
    detected = started + timedelta(minutes=int(chance.lognormvariate(1.8, 1.0)) % 90)
    acknowledged = detected + timedelta(minutes=chance.randrange(1, 12))
    mitigated = acknowledged + timedelta(minutes=20 + int(chance.lognormvariate(3.6, 0.9)) % 280)
    later = timedelta(minutes=chance.randrange(0, 150))
    if chance.random() < 0.1:
        later += timedelta(days=1)
    return Clock(started, detected, acknowledged, mitigated, mitigated + later)


def duration(span: timedelta) -> str:
    """As the contract writes durations: `1d 5h 47m`."""
    minutes = int(span.total_seconds()) // 60
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "m"))
    return " ".join(f"{count}{unit}" for count, unit in parts if count) or "0m"


def header(
    chance: random.Random,
    this: Outline,
    times: Clock,
    words: Vocabulary,
    others: list[Outline],
) -> str:
    """The YAML between the `---` lines; now and then a value is unknown, as in life."""
    estimated = chance.random() < 0.06
    known = {
        "detected_at": times.detected,
        "acknowledged_at": times.acknowledged,
        "mitigated_at": times.mitigated,
        "resolved_at": times.resolved,
    }
    percent = chance.choice((1, 2, 5, 8, 12.5, 20, 30, 45, 80, 100))
    causes = chance.sample(words.causes, chance.choice((1, 2, 2, 3, 4)))
    services = sorted({this.service, *chance.sample(words.services, chance.randrange(0, 4))})
    lines = [
        "---",
        f"title: {this.title}",
        f"severity: {chance.choice(SEVERITIES)}",
        f"status: {'in-review' if chance.random() < 0.03 else 'published'}",
        f"started_at: {times.started:%Y-%m-%d %H:%M}",
        f"started_estimated: {str(estimated).lower()}",
        *(
            f"{name}: {moment:%Y-%m-%d %H:%M}" if chance.random() < 0.9 else f"{name}:"
            for name, moment in known.items()
        ),
        f"timezone: {chance.choice(ZONES)}",
        f"detected_by: {chance.choice(DETECTED_BY)}",
        f"services: [{', '.join(services)}]",
        f"teams: [{chance.choice(TEAMS)}]",
        f"causes: [{', '.join(causes)}]",
        f"trigger: {chance.choice(words.triggers)}",
        "impact:",
        f"  summary: Requests to {this.service} failed or were slow for {percent} % of its users.",
        f"  users_percent: {percent}",
        f"  users: {chance.randrange(100, 2_000_000)}",
        f"  requests_failed: {chance.randrange(1000, 90_000_000)}",
        f"  cost: {{amount: {chance.randrange(1, 400) * 500}, currency: EUR}}",
        f"  data_loss: {str(chance.random() < 0.04).lower()}",
    ]
    if not estimated:
        stated = duration(times.mitigated - times.started)
        lines.append(f"stated_durations: {{mitigate: {stated}}}")
    if chance.random() < 0.1 and others[0] != this:
        lines.append(f"recurrence_of: [{others[0].id}]")
    lines += [
        f"related: [{', '.join(other.id for other in others[1:])}]",
        f'signatures: ["{chance.choice(ALERTS)} in {this.service}"]',
        "authors: [On-call engineer]",
        f"tags: [quarter-{(this.day.month - 1) // 3 + 1}]",
        f'links: [{{title: Incident channel, url: "https://chat.example.org/c/{this.number}"}}]',
        "visibility: public",
        "---",
    ]
    return "\n".join(lines)


def timeline(chance: random.Random, times: Clock, fill: dict[str, str]) -> str:
    """Twelve entries in order: the moments of the header, and others between them."""
    minutes = int((times.mitigated - times.acknowledged).total_seconds()) // 60
    between = sorted(chance.sample(range(1, minutes), 7))
    told = [
        (times.started, "Requests begin to fail in {region}"),
        (times.detected, "The alert {alert} fires for {service}"),
        (times.acknowledged, "The on-call engineer acknowledges the page"),
        *((times.acknowledged + timedelta(minutes=after), "") for after in between),
        (times.mitigated, "Error rates of {service} are back to normal"),
        (times.resolved, "The fault itself is repaired and the incident is closed"),
    ]
    entries = iter(chance.sample(ENTRIES, len(between)))
    lines, day = ["## Timeline", ""], times.started.date()
    for moment, words in told:
        if moment.date() != day:
            day = moment.date()
            lines += ["", f"### {day.isoformat()}", ""]
        text = (words or next(entries)).format(**fill)
        lines.append(f"- {moment:%H:%M} — {text}")
    return "\n".join(lines)


def actions(chance: random.Random, this: Outline, fill: dict[str, str]) -> str:
    """Four items, as a task list or as a table."""
    tasks = [task.format(**fill) for task in chance.sample(TASKS, 4)]
    types = [chance.choice(("prevent", "detect", "mitigate", "process")) for _ in tasks]
    due = this.day + timedelta(days=chance.randrange(14, 120))
    team, ticket = chance.choice(TEAMS), f"https://tracker.example.org/OPS-{this.number}"
    if chance.random() < 0.5:
        items = [
            f"- [{chance.choice('x x')}] {task} — type: {kind}; owner: @{team}; due: {due}; "
            f"ticket: {ticket}{index}"
            for index, (task, kind) in enumerate(zip(tasks, types, strict=True))
        ]
        return "\n".join(("## Action items", "", *items))
    rows = [
        f"| {task} | {kind} | @{team} | {due} | {chance.choice(('open', 'done', 'in-progress'))} |"
        for task, kind in zip(tasks, types, strict=True)
    ]
    head = ("| Action | Type | Owner | Due | Status |", "| --- | --- | --- | --- | --- |")
    return "\n".join(("## Action items", "", *head, *rows))


def figures(chance: random.Random, regions: list[str]) -> str:
    """A table as people put under Impact."""
    rows = [
        f"| {region} | {chance.randrange(1, 98)} % | {chance.randrange(40, 9000)} ms |"
        for region in regions
    ]
    return "\n".join(("| Region | Requests failed | p99 latency |", "| --- | --: | --: |", *rows))


def body(chance: random.Random, this: Outline, times: Clock, others: list[Outline]) -> str:
    """The sections, about 900 words in all."""
    regions = chance.sample(REGIONS, 3)
    fill = {
        "service": f"`{this.service}`",
        "other": f"`{others[0].service}`",
        "region": regions[0],
        "alert": f"`{chance.choice(ALERTS)}`",
        "number": str(chance.randrange(12, 9000)),
    }
    told = iter([text.format(**fill) for text in chance.sample(NARRATIVE, 26)])

    def say(sentences: int) -> str:
        return " ".join(next(told) for _ in range(sentences))

    factors = "\n".join(f"- {text.format(**fill)}" for text in chance.sample(FACTOR, 5))
    lessons = "\n".join(f"- {text.format(**fill)}" for text in chance.sample(LESSONS, 5))
    links = ", ".join(f"[{other.title}](../{other.path})" for other in others)
    return "\n\n".join(
        (
            f"## Summary\n\n{say(4)}",
            f"## Impact\n\n{say(3)}\n\n{figures(chance, regions)}",
            timeline(chance, times, fill),
            f"## Detection\n\n{say(3)}\n\n> [!NOTE]\n> {say(1)}",
            f"## Contributing factors\n\n{say(5)}\n\n{factors}",
            chance.choice(CODE).replace("SERVICE", this.service),
            f"## Resolution\n\n{say(4)}\n\n{chance.choice(CODE).replace('SERVICE', this.service)}",
            actions(chance, this, fill),
            f"## Lessons learned\n\n{lessons}\n\n{say(3)}",
            f"## Background\n\n{say(3)} See also {links}.",
        )
    )


def postmortem(seed: int, number: int, last: int, words: Vocabulary) -> tuple[Outline, str]:
    """One postmortem with its outline; it links to others of the numbers 0 to `last`."""
    this = outline(seed, number, words)
    chance = random.Random(f"{seed}/{number}/text")
    numbers = {chance.randrange(last + 1) for _ in range(4)} - {number} or {number}
    others = [outline(seed, other, words) for other in sorted(numbers)]
    times = clock(chance, this.day)
    text = f"{header(chance, this, times, words, others)}\n\n{body(chance, this, times, others)}\n"
    return this, text


def generate(count: int, folder: Path, seed: int) -> None:
    """Write the knowledge base; raises FileExistsError if the folder exists."""
    folder.mkdir(parents=True)
    for name in COPIED_FILES:
        if (REPOSITORY / name).exists():
            shutil.copy(REPOSITORY / name, folder / name)
    for name in COPIED_FOLDERS:
        shutil.copytree(REPOSITORY / name, folder / name)
    own = sum(1 for _ in (folder / "postmortems").rglob("*.md"))
    words = vocabulary(folder)
    missing = max(0, count - own)
    for number in range(missing):
        this, text = postmortem(seed, number, missing - 1, words)
        file = folder / "postmortems" / this.path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description="Write a knowledge base of any size.")
    parser.add_argument("count", type=int, help="postmortems in all, this repository's included")
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other texts")
    given = parser.parse_args()
    if given.folder.exists():
        parser.error(f"{given.folder} exists already: name a new folder")
    generate(given.count, given.folder, given.seed)


if __name__ == "__main__":
    main()
