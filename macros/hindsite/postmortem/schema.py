"""The one home of the data contract: what a postmortem's header holds and what is read from a file.

Field descriptions below are the reference: the JSON Schema, the documentation page and the error
messages are made from them. Values arrive as the strings that were written (see `frontmatter`);
the types here turn them into numbers, booleans and times.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

Status = Literal["draft", "in-review", "published"]
DetectedBy = Literal["monitoring", "staff", "customer", "third-party", "unknown"]
Visibility = Literal["public", "internal"]
ActionType = Literal["prevent", "detect", "mitigate", "process"]
ActionStatus = Literal["open", "in-progress", "done", "dropped"]
DurationName = Literal["detect", "acknowledge", "mitigate", "resolve", "impact"]
SectionName = Literal[
    "summary", "impact", "timeline", "causes", "resolution", "detection", "actions", "lessons"
]

HouseRuleName = Literal[
    "needed-section",
    "needed-field",
    "preventive-action",
    "action-without-owner",
    "action-without-due",
    "timeline-span",
    "impact-without-duration",
    "blameless-language",
    "secret",
    "personal-data",
]

STATUSES: tuple[str, ...] = get_args(Status)
HOUSE_RULES: tuple[str, ...] = get_args(HouseRuleName)
DETECTORS: tuple[str, ...] = get_args(DetectedBy)
ACTION_TYPES: tuple[str, ...] = get_args(ActionType)
ACTION_STATUSES: tuple[str, ...] = get_args(ActionStatus)
DURATIONS: tuple[str, ...] = get_args(DurationName)
SECTIONS: tuple[str, ...] = get_args(SectionName)
MOMENTS: tuple[str, ...] = (
    "started_at",
    "detected_at",
    "acknowledged_at",
    "mitigated_at",
    "resolved_at",
)
DEFAULT_SEVERITIES: tuple[str, ...] = ("SEV1", "SEV2", "SEV3", "SEV4")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of the incident.

    `day` is the date as written (local to the incident). `at` is the instant, aware, in the
    incident's own zone or offset; None when only a date is known (precision: day).
    """

    written: str
    day: date
    at: datetime | None

    @property
    def precision(self) -> Literal["day", "time"]:
        """`day` for a date alone, `time` when the clock is known too."""
        return "day" if self.at is None else "time"


@dataclass(frozen=True, slots=True)
class Cost:
    """Money: `amount` in `currency` (ISO 4217, three letters)."""

    amount: float
    currency: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What it cost; None is unknown. `users_percent` is 0 to 100."""

    summary: str | None = None
    users_percent: float | None = None
    users: int | None = None
    requests_failed: int | None = None
    cost: Cost | None = None
    data_loss: bool | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A titled address (http, https or mailto)."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A house rule that a file need not keep, and why."""

    rule: HouseRuleName
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the timeline; `line` is its line in the file, `text` its Markdown."""

    at: datetime
    until: datetime | None
    approximate: bool
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Action:
    """One action item. `section` is the heading it stands under; None is unknown."""

    title: str
    type: ActionType | None
    owner: str | None
    due: date | None
    status: ActionStatus | None
    ticket: str | None
    line: int
    section: str


class ActionBlock(NamedTuple):
    """A top-level block of the body, by its number, in which `actions[first:last]` stand."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class BodyLink:
    """A link or image: its destination as written, and its line (from 1) within the body."""

    destination: str
    is_image: bool
    line: int


@dataclass(frozen=True, slots=True)
class Postmortem:
    """One incident, whole: the checked header, and what is read from the body."""

    id: str
    path: str  # of the file, relative to the project, "/" between parts
    title: str
    severity: str  # as the site's configuration spells it, or "unknown"
    status: Status
    started: Moment
    started_estimated: bool
    detected: Moment | None
    acknowledged: Moment | None
    mitigated: Moment | None
    resolved: Moment | None
    timezone: str | None
    detected_by: DetectedBy
    services: tuple[str, ...]
    teams: tuple[str, ...]
    causes: tuple[str, ...]
    trigger: str | None
    impact: Impact
    stated_durations: dict[DurationName, int]  # seconds
    recurrence_of: tuple[str, ...]
    related: tuple[str, ...]
    signatures: tuple[str, ...]
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    links: tuple[Link, ...]
    aliases: tuple[str, ...]
    visibility: Visibility
    extra: dict[str, object]
    timeline: tuple[Event, ...]
    actions: tuple[Action, ...]
    timeline_blocks: tuple[int, ...]  # indices of the body's top-level blocks the events stand in
    action_blocks: tuple[ActionBlock, ...]  # those in which nothing but action items stands
    body: str  # the Markdown below the header
    body_line: int  # the file's line of the body's first line
    source: str  # the whole file
    resolution: str = ""  # the first paragraph of the section of that name, without marks
    waivers: tuple[Waiver, ...] = ()
    relative_links: tuple[BodyLink, ...] = ()  # the body's links to other files and to headings

    def __hash__(self) -> int:
        """By its file: what is computed of a record can then be kept."""
        return hash(self.path)

    @property
    def url(self) -> str:
        """The page's address below the site's root."""
        return f"incidents/{self.id}/"

    @property
    def day(self) -> date:
        """The date the incident counts in: the one written in `started_at`."""
        return self.started.day
