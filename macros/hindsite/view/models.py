"""What the templates print: frozen view models, made from data before any HTML is written.

Every text is plain (the templates escape it), but for fields named `*_html`: those are sanitised
`Markup`. Every `href` is ready for the page it is printed on: relative to that page, or an absolute
address. Percentages are numbers from 0 to 100 and become positions or widths. None, and `unknown`
flags, mean unknown: the templates write the word, nothing else stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from markupsafe import Markup

from hindsite.postmortem.schema import ActionStatus, Status
from hindsite.view.charts.drawings import Chart
from hindsite.view.phases import PhaseBar, PlainMoments
from hindsite.view.rail import Rail

Rank = Literal[0, 1, 2, 3, 4]
"""The look of a severity: 1 the most serious, 4 also for every later one, 0 unknown."""

ActIcon = Literal["edit", "history", "download"]
PairKind = Literal["links", "chips", "words", "code", "missing"]
ActionColumn = Literal["state", "type", "owner", "due", "ticket", "incident"]
ListKind = Literal["explore", "service", "year"]
ACTION_COLUMNS: tuple[ActionColumn, ...] = ("state", "type", "owner", "due", "ticket", "incident")


# --- Small parts ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Badge:
    """A severity: the site's word ("SEV1"), its rank, and how it is read ("severity 1")."""

    word: str
    rank: Rank
    spoken: str


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A thing to go to, with how many incidents it has; None: no count is shown."""

    label: str
    href: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do with this page: "Edit this page", "History", "Markdown"."""

    icon: ActIcon
    link: Link


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above this one."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A section of the page: its heading, and its anchor without `#`."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a spark: its height (0 to 100) and whether it is the one the value names."""

    percent: float
    current: bool = False


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One line of a disclosure: "Formula", "Known", "Interval", "Clock", "Data"."""

    label: str
    value_html: Markup


@dataclass(frozen=True, slots=True)
class DisclosureValue:
    """One incident behind a figure and its value there ("1h 10m", "unknown")."""

    incident: Link
    value: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How a figure was computed: formula, known count, interval, data, then the incidents.

    `anchor` is the element's id, unique on its page: a link to it finds the disclosure. `values`
    stand under `values_label`, `left_out` are incidents without a value, each with the reason.
    `queries` are the SQL behind the figure, ready to be read and run; `table_html` is what a
    drawing shows, as a table.
    """

    anchor: str
    rows: tuple[DisclosureRow, ...]
    values: tuple[DisclosureValue, ...] = ()
    label: str = "How was this computed?"
    values_label: str = ""
    left_out: tuple[DisclosureValue, ...] = ()
    queries: tuple[str, ...] = ()
    table_html: Markup = field(default_factory=Markup)


@dataclass(frozen=True, slots=True)
class Fact:
    """One number (or word) with what it rests on.

    `value` is printed large; when `unknown` it is a muted word ("unknown"), `note` the reason.
    `unit` follows small ("of 72"). `note` is the line below, with interval and n.
    `definition_href` makes the label a dotted link. `is_name`: the value is a slug, printed one
    size smaller, and `value_href` leads to it. `spark` stands beside the value.
    """

    label: str
    value: str
    unit: str = ""
    note: str = ""
    definition_href: str | None = None
    unknown: bool = False
    is_name: bool = False
    value_href: str | None = None
    spark: tuple[Bar, ...] | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What a validator or an empty page says; `href` leads to the place it speaks of."""

    level: Literal["error", "warning", "note"]
    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class SearchField:
    """A GET form to Explore; the words are sent as `q`. `placeholder` shows while it is empty."""

    action: str
    label: str = "Search incidents"
    placeholder: str = "Paste an error message or alert name"


# --- Lists of incidents --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """A service or cause within a row; `active`: the list is filtered on it."""

    word: str
    active: bool = False


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One incident in a list.

    `day` is ISO ("2019-07-02"). `services` and `causes` are those shown (two and four at most),
    `more_*` how many are left out. `duration` is in words ("1h 10m"), None unknown; `at_least`: it
    is a lower bound. `mark_percent` is its place on the list's scale, None without a mark.
    `passage_html` is the text that matched, led by where it was found.
    """

    day: str
    badge: Badge
    title: str
    href: str
    services: tuple[Term, ...] = ()
    more_services: int = 0
    causes: tuple[Term, ...] = ()
    more_causes: int = 0
    duration: str | None = None
    mark_percent: float | None = None
    at_least: bool = False
    in_review: bool = False
    passage_html: Markup | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis and where it stands, 0 to 100."""

    label: str
    percent: float


@dataclass(frozen=True, slots=True)
class Scale:
    """The log scale in a list's head: its ticks (10m 1h 6h 1d 1w) and what the column measures."""

    ticks: tuple[Tick, ...]
    label: str = "To resolve"
    definition_href: str | None = None


@dataclass(frozen=True, slots=True)
class ResultList:
    """Incidents in order. Without a `scale` there is no head and no mark (Home).

    `label` names the list for screen readers. `start` is the first row's number (101 on page 2).
    `empty` is what stands in place of no rows.
    """

    rows: tuple[ResultRow, ...]
    scale: Scale | None = None
    label: str = "Incidents"
    start: int = 1
    empty: str = "No incidents."


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number; `href` None is the page one is on."""

    label: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Pager:
    """The way to the other pages of a list; a None in `pages` is a gap.

    `words` says where one is: "Incidents 101 to 200 of 4,980".
    """

    words: str
    pages: tuple[PageLink | None, ...] = ()
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class ListHead:
    """The line above a list: its count in bold ("15"), then the rest, muted from `detail` on.

    "15" " of 61 incidents" ", median time to resolve 4h 26m (n = 14)".
    """

    count: str
    text: str = ""
    detail: str = ""


# --- Action items --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action item. `due` is ISO. `state` and the rest are None when unknown.

    `note` stands muted below the title. `incident` is given in lists over several incidents.
    `ticket` is None when there is none; a ticket that is no address has an empty `href`.
    """

    title_html: Markup
    state: ActionStatus | None = None
    note: str = ""
    type: str | None = None
    owner: str | None = None
    due: str | None = None
    overdue: bool = False
    ticket: Link | None = None
    incident: Link | None = None


@dataclass(frozen=True, slots=True)
class ActionTable:
    """Action items as the authors ordered them.

    `columns` are those any row has a value for ("state" is shown even if all are unknown, so list
    it always); the action itself is always shown. `summary` stands above ("2 of 5 done, 2 past
    their due date"), `missing` below ("No owner or ticket is recorded for these 3 items.").
    """

    rows: tuple[ActionRow, ...]
    columns: tuple[ActionColumn, ...] = ACTION_COLUMNS[:-1]
    summary: str = ""
    missing: str = ""
    caption: str = "Action items"


@dataclass(frozen=True, slots=True)
class PromisedRow:
    """A preventive action not finished: `promised` is a day in text, `again` "16 times"."""

    title_html: Markup
    incident: Link
    promised: str
    again: str
    state: ActionStatus | None = None


@dataclass(frozen=True, slots=True)
class PromisedTable:
    """Preventive actions of a cause's incidents, oldest first.

    `words` is at the head's right ("11 preventive actions of incidents with this cause"), `shown`
    below when some are left out ("8 of 11 shown") beside `all_link`.
    """

    rows: tuple[PromisedRow, ...]
    words: str = ""
    shown: str = ""
    all_link: Link | None = None


# --- Panels ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `number` cells stand at the right; `unknown` ones are muted.

    `bar` (0 to 100) draws a bar of that length before the text; `hatched` marks it as unknown.
    `dot` (0 to 100) puts a dot there on a line from 0 to 100. `known` (0 to 100) fills so much of
    the cell and hatches the rest. `more` follows the text, muted.
    """

    text: str
    href: str | None = None
    number: bool = False
    unknown: bool = False
    bar: float | None = None
    dot: float | None = None
    hatched: bool = False
    known: float | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class PanelTable:
    """Rows under heads; a head's cell kind is its column's first cell's.

    `stacks`: on a phone each row becomes a block, every cell under its head. `is_map`: cells of one
    kind side by side, which stay side by side there.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    label: str
    stacks: bool = False
    is_map: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut of a figure: what the radio button says ("Quarter"), and what is shown then."""

    label: str
    title: str
    subtitle: str
    anchor: str
    chart: Chart | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A question answered: `title` is a computed fact or the measure's name, never a judgement.

    `chart` (drawn) and `table` are the answer; `body_html` is any other, already safe. `note` says
    what the marks leave open ("Hatched: nobody wrote it down"). `more` leads to the whole list.
    `level` is the heading's, 2 or 3. `choices` are the cuts of one figure that a reader chooses
    from, by radio buttons and no script, `chosen` the one shown first; they take the place of the
    title, subtitle and chart.
    """

    title: str
    subtitle: str
    anchor: str
    chart: Chart | None = None
    table: PanelTable | None = None
    body_html: Markup = field(default_factory=Markup)
    note: str = ""
    more: Link | None = None
    disclosure: Disclosure | None = None
    level: int = 2
    choices: tuple[Cut, ...] = ()
    chosen: int = 0


# --- An incident ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its values: links, chips, words (joined by commas), or code (one a line).

    `missing` prints the one word given, muted: "none recorded", "unknown".
    """

    label: str
    kind: PairKind
    values: tuple[Link | Chip | str, ...]


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """An incident named beside another; `note` is "SEV2, 2025-12-05, 25m".

    `why` says what the two share where the group does not: "shares the words regex, backtracking".
    """

    title: str
    href: str
    note: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RelatedGroup:
    """Incidents with something in common: "Same cause", the link to it, "18 others"."""

    label: str
    items: tuple[RelatedItem, ...]
    link: Link | None = None
    others: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Part of the body as sanitised HTML, its headings included."""

    kind: ClassVar = "prose"
    html: Markup


@dataclass(frozen=True, slots=True)
class RailPart:
    """The timeline in its place; `texts_html[i]` is the event with `event_index` i."""

    kind: ClassVar = "rail"
    rail: Rail
    texts_html: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class ActionsPart:
    """Action items in their place."""

    kind: ClassVar = "actions"
    table: ActionTable


BodyPart = Prose | RailPart | ActionsPart


@dataclass(frozen=True, slots=True)
class WhenLine:
    """When it was: "Sun 4 Jun 2023, 10:00 to 14:00", its zone, what else is to say; "" is nothing.

    `zone` is muted unless it is UTC; so is `note` ("time of day unknown"). `utc` is the same in UTC
    on a line of its own, "" where it would repeat the first.
    """

    text: str
    zone: str = ""
    note: str = ""
    utc: str = ""


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One postmortem's page. `pairs` are the two columns below the facts.

    `phases` is None when there is nothing to draw
    or list. `source` names the file and its commit, at the end on paper.
    """

    title: str
    badge: Badge
    status: Status
    when: WhenLine
    crumbs: tuple[Crumb, ...] = ()
    acts: tuple[Act, ...] = ()
    phases: PhaseBar | PlainMoments | None = None
    facts: tuple[Fact, ...] = ()
    pairs: tuple[tuple[Pair, ...], tuple[Pair, ...]] = ((), ())
    body: tuple[BodyPart, ...] = ()
    toc: tuple[TocEntry, ...] = ()
    related: tuple[RelatedGroup, ...] = ()
    source: str = ""


# --- Search --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A cause or trigger by its name, and the other words for it."""

    name: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """An incident as the indexer reads it. `day` is ISO; `errors` are verbatim."""

    language: str
    title: str
    summary: str
    severity: str
    rank: Rank
    day: str
    services: tuple[str, ...]
    errors: tuple[str, ...]
    terms: tuple[SearchTerm, ...]
    body: tuple[BodyPart, ...]


# --- Home ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitSquare:
    """One incident in the strip; `label` is read and shown on hover: "2019-07-02, SEV1, title"."""

    rank: Rank
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class UnitBar:
    """Several incidents of one severity: their count and height (0 to 100 of the strip)."""

    rank: Rank
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """One quarter or month ("2019 Q3"): squares from the base upward, or bars, never both.

    `href` is where bars lead.
    """

    label: str
    squares: tuple[UnitSquare, ...] = ()
    bars: tuple[UnitBar, ...] = ()
    href: str | None = None


@dataclass(frozen=True, slots=True)
class UnitYear:
    """A year of the strip: all its quarters or months, empty ones too.

    `old` years are left out on a phone; `labelled` ones keep their label there.
    """

    label: str
    columns: tuple[UnitColumn, ...]
    old: bool = False
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class UnitStrip:
    """Every incident, as squares, or as bars where there are too many for squares.

    `description` says it in words for screen readers. `tallest` is the highest column's count, said
    beside bars. `since` and `older` stand below on a phone
    ("Since 2017.", "17 older incidents").
    """

    title: str
    years: tuple[UnitYear, ...]
    key: tuple[Badge, ...]
    description: str
    tallest: int
    since: str = ""
    older: Link | None = None


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A cause (or service) with its incidents as dots on the years' axis, 0 to 100."""

    name: str
    href: str
    count: int
    last_seen: str
    dots: tuple[float, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """The first page. `start_from` are links below the search field; `write` leads to the form."""

    title: str
    lead: str
    search: SearchField
    facts: tuple[Fact, ...] = ()
    start_from: tuple[Link, ...] = ()
    strip: UnitStrip | None = None
    latest: ResultList = field(default_factory=lambda: ResultList(rows=()))
    all_incidents: Link | None = None
    causes: tuple[CauseRow, ...] = ()
    all_causes: Link | None = None
    write: Link | None = None


# --- Other pages ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListView:
    """Explore, a service or a year: what it is, its facts, and its incidents.

    `lead` is a service's description. `explore` opens the same list in Explore. `downloads` stand
    below the list ("CSV", "JSON"), `panels` in rows before it.
    """

    kind: ListKind
    title: str
    results: ResultList
    crumbs: tuple[Crumb, ...] = ()
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    search: SearchField | None = None
    head: ListHead | None = None
    explore: Link | None = None
    pager: Pager | None = None
    downloads: tuple[Link, ...] = ()
    panels: tuple[tuple[Panel, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class CauseEntry:
    """A cause in the index; `last_seen` is in words ("5 Dec 2025"), None when never."""

    name: str
    href: str
    definition: str
    count: int
    last_seen: str | None = None


@dataclass(frozen=True, slots=True)
class CauseArea:
    """Causes of one kind; `anchor` is the heading's id."""

    name: str
    anchor: str
    definition: str
    causes: tuple[CauseEntry, ...]


@dataclass(frozen=True, slots=True)
class CauseIndexView:
    """All causes by area."""

    title: str
    lead: str
    areas: tuple[CauseArea, ...]


@dataclass(frozen=True, slots=True)
class BarRow:
    """A count as a bar; `percent` is its share of the whole that the list's head names."""

    name: str
    href: str
    count: int
    percent: float
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class PromiseItem:
    """A preventive action and the incident that asked for it."""

    title_html: Markup
    incident: Link


@dataclass(frozen=True, slots=True)
class PromiseList:
    """Preventive actions of one state: "Still open", how many, the newest, "and 7 earlier"."""

    label: str
    count: str
    items: tuple[PromiseItem, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A cause's return: its day, the incident, "16 days after" the one before, what was promised.

    `others` counts the promises in neither list ("5 of unknown state").
    """

    day: str
    incident: Link
    after: str
    previous: Link
    lists: tuple[PromiseList, ...]
    others: str = ""


@dataclass(frozen=True, slots=True)
class CameBack:
    """The newest returns of a cause; `as_of` names the commit whose states these are."""

    rows: tuple[ReturnRow, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class CauseView:
    """One cause. `distinction_html` says what it is not, muted after the definition.

    `together_of` is the bars' whole ("of 19"). `explore` opens the same list in Explore.
    `downloads` stand below the list ("Feed").
    """

    title: str
    definition: str
    incidents: ResultList
    heading: str
    crumbs: tuple[Crumb, ...] = ()
    distinction_html: Markup = field(default_factory=Markup)
    facts: tuple[Fact, ...] = ()
    panel: Panel | None = None
    promised: PromisedTable | None = None
    came_back: CameBack | None = None
    together: tuple[BarRow, ...] = ()
    services: tuple[BarRow, ...] = ()
    detections: tuple[BarRow, ...] = ()
    together_of: str = ""
    explore: Link | None = None
    pager: Pager | None = None
    downloads: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceIndexView:
    """A page of all services; a row's `note` is its description or owner."""

    title: str
    lead: str
    rows: tuple[CauseRow, ...]
    pager: Pager | None = None


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year: its incidents (with a bar, longest 100) and the median time to resolve.

    `median` is in words, None with nothing known; `known` says on how many it rests ("n = 5 of 6").
    """

    year: str
    href: str
    count: int
    percent: float
    median: str | None
    known: str


@dataclass(frozen=True, slots=True)
class YearIndexView:
    """All years, newest first."""

    title: str
    lead: str
    rows: tuple[YearRow, ...]
    definition_href: str | None = None


@dataclass(frozen=True, slots=True)
class ActionsView:
    """Action items of all incidents: `panels` in rows, `folded` ones under their labels."""

    title: str
    lead: str
    table: ActionTable
    facts: tuple[Fact, ...] = ()
    pager: Pager | None = None
    panels: tuple[tuple[Panel, ...], ...] = ()
    folded: tuple[tuple[str, Panel], ...] = ()


@dataclass(frozen=True, slots=True)
class ActionList:
    """Action items within a page that people write, and how they were chosen."""

    table: ActionTable
    disclosure: Disclosure | None = None


@dataclass(frozen=True, slots=True)
class FigureView:
    """One number within a page that people write: the fact, and how it was computed."""

    fact: Fact
    disclosure: Disclosure | None = None
