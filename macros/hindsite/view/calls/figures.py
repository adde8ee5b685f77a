# ruff: noqa: D417 - pages never give the desk, and these docstrings are their reference
"""Macros that print figures: one number, a table by groups, two groups compared, and so on."""

from __future__ import annotations

from typing import Any

from hindsite.insight.distributions import CLOCKS, METRICS
from hindsite.insight.groups import GROUPED_BY
from hindsite.view import figures
from hindsite.view.calls.arguments import MacroError, flag, one_of, row_limit, some_of
from hindsite.view.calls.asking import Asking
from hindsite.view.panels.availability import availability_panel, service_availability_panel
from hindsite.view.panels.compared import Group, compared_panel
from hindsite.view.panels.completeness import completeness_panel
from hindsite.view.panels.impact import impact_panel
from hindsite.view.panels.panel import panel_html
from hindsite.view.panels.recurring import cause_panel, recurring_panel
from hindsite.view.panels.tabled import COLUMNS, DEFAULT_COLUMNS, count_panel, tabled_panel

FIGURE_METRICS: tuple[str, ...] = ("count", *METRICS, "actions_open")
TABLE_METRICS: tuple[str, ...] = ("count", *METRICS)
MOST_GROUPS = 20


def figure(
    desk: Asking, metric: str, statistic: str = "median", clock: str = "computed", **filters: Any
) -> str:
    """One number with its n, and how it was computed.

    Args:
        metric: `count` of incidents; a duration: `detect`, `acknowledge`, `mitigate`, `resolve`,
            `impact`, `outage_equivalent`; or `actions_open`, the action items not finished.
        statistic: For a duration: `median`, `p90`, `total`, `mean`, `min` or `max`.
        clock: `computed` from the timestamps, or `stated` by the authors; never mixed.
        filters: Any of the filters.

    Example:
        {{ figure("resolve", since="2020-01-01") }}
    """
    knowledge, links = desk.asked()
    return figures.figure_html(
        knowledge,
        links,
        knowledge.filters(filters),
        metric=one_of("metric", metric, FIGURE_METRICS),
        statistic=one_of("statistic", statistic, figures.STATISTICS),
        clock=one_of("clock", clock, CLOCKS),
        anchor=desk.anchor("figure"),
    )


def table(
    desk: Asking,
    metric: str,
    by: str,
    statistic: Any = None,
    clock: str = "computed",
    mean: bool = False,  # noqa: FBT001, FBT002 - called by keyword in pages
    limit: int | None = 30,
    **filters: Any,
) -> str:
    """How incidents are distributed: a row for each group, with its n known of N.

    Periods and severities stand in their order, other groups by their number of incidents. With
    fewer than 3 known values a group has no median, with fewer than 6 no interval.

    Args:
        metric: `count` of incidents, or a duration: `detect`, `acknowledge`, `mitigate`, `resolve`,
            `impact`, `outage_equivalent`.
        by: `year`, `quarter`, `month`, `service`, `team`, `cause`, `severity`, `detected_by`,
            `trigger` or `tag`.
        statistic: For a duration the columns, a list of `median`, `interval` (95%), `quartiles`,
            `p90`, `min`, `max` and `total`; by default the first four.
        clock: `computed` from the timestamps, or `stated` by the authors; never mixed.
        mean: `true` adds a column with the mean, which a few long incidents carry.
        limit: How many groups at most, 1 to 500; of periods the newest.
        filters: Any of the filters.

    Example:
        {{ table("detect", by="detected_by") }}
    """
    knowledge, links = desk.asked()
    chosen = knowledge.filters(filters)
    dimension = one_of("by", by, GROUPED_BY)
    asked = one_of("metric", metric, TABLE_METRICS)
    columns = some_of("statistic", statistic, COLUMNS) or DEFAULT_COLUMNS
    read = one_of("clock", clock, CLOCKS)
    with_mean, rows = flag("mean", mean), row_limit(limit)
    anchor = desk.anchor("table")
    if asked == "count":
        if statistic is not None or with_mean or read != "computed":
            raise MacroError("a count has no statistic, mean or clock; leave them out")
        return panel_html(count_panel(knowledge, links, chosen, dimension, rows, anchor=anchor))
    panel = tabled_panel(
        knowledge,
        links,
        chosen,
        (asked, dimension, read),
        columns=(*columns, "mean") if with_mean else columns,
        limit=rows,
        anchor=anchor,
    )
    return panel_html(panel)


def compare(
    desk: Asking,
    metric: str,
    first: Any,
    second: Any = None,
    clock: str = "computed",
    **filters: Any,
) -> str:
    """Whether one group of incidents took longer than another, or whether chance says as much.

    Args:
        metric: A duration: `detect`, `acknowledge`, `mitigate`, `resolve`, `impact` or
            `outage_equivalent`.
        first: The first group, as filters: `{"cause": "config-change"}`.
        second: The other group; left out, all other incidents.
        clock: `computed` from the timestamps, or `stated` by the authors; never mixed.
        filters: Any of the filters; they hold for both groups.

    Example:
        {{ compare("resolve", first={"detected_by": "monitoring"}) }}
    """
    knowledge, links = desk.asked()
    both = knowledge.filters(filters)
    panel = compared_panel(
        knowledge,
        links,
        one_of("metric", metric, METRICS),
        Group.of("first", first, filters, knowledge),
        None if second is None else Group.of("second", second, filters, knowledge),
        within=both,
        clock=one_of("clock", clock, CLOCKS),
        anchor=desk.anchor("compare"),
    )
    return panel_html(panel)


def recurring(desk: Asking, cause: Any = None, limit: int | None = None, **filters: Any) -> str:
    """The causes that came back; or, for one cause, what had been promised each time it did.

    For all of them: how often, first and last seen, the median gap, the services crossed and how
    they were noticed. For one: each return with the preventive actions of its earlier incidents
    that are still open and those marked done, as of the commit, and its chains of `recurrence_of`.

    Args:
        cause: One cause's slug; left out, every cause that came back.
        limit: How many causes at most (20 by default), or how many returns (3).
        filters: Any of the others; they choose the incidents that are counted.

    Example:
        {{ recurring(limit=5) }}
    """
    knowledge, links = desk.asked()
    chosen = knowledge.filters({**filters, "cause": cause})
    anchor = desk.anchor("recurring")
    if cause is None:
        rows = 20 if limit is None else row_limit(limit)
        return panel_html(recurring_panel(knowledge, links, chosen, rows, anchor=anchor))
    if not isinstance(cause, str) or cause == "unknown":
        raise MacroError(f"cause must be one cause's slug, got {cause!r}")
    rows = 3 if limit is None else row_limit(limit)
    others = knowledge.filters(filters)
    return panel_html(cause_panel(knowledge, links, cause, others, rows, anchor=anchor))


def impact(desk: Asking, by: str = "service", limit: int | None = 20, **filters: Any) -> str:
    """What incidents cost users: sums for each group, each with how many values it rests on.

    Args:
        by: `service`, `team`, `cause`, `severity`, `trigger`, `detected_by`, `tag`, `year`,
            `quarter` or `month`.
        limit: How many groups at most, 1 to 500; of periods the newest.
        filters: Any of the filters.

    Example:
        {{ impact(by="year", limit=6) }}
    """
    knowledge, links = desk.asked()
    panel = impact_panel(
        knowledge,
        links,
        knowledge.filters(filters),
        one_of("by", by, GROUPED_BY),
        row_limit(limit),
        anchor=desk.anchor("impact"),
    )
    return panel_html(panel)


def availability(desk: Asking, service: Any = None, limit: int | None = 20, **filters: Any) -> str:
    """The share of a period that services were there for their users, as far as postmortems tell.

    Two bounds: an unknown share of users taken as everyone, and as nobody. The assumptions stand
    beside the figure.

    Args:
        service: One service's slug; left out, every service that lost something in the period.
        limit: How many services at most, 1 to 500; those that lost the most.
        filters: `since`, `until`, `year` or `quarter` are the period, by default from the first
            incident to the commit. The others choose the incidents that are counted.

    Example:
        {{ availability(since="2019-01-01", limit=5) }}
    """
    knowledge, links = desk.asked()
    chosen = knowledge.filters({**filters, "service": service})
    rows, anchor = row_limit(limit), desk.anchor("availability")
    if isinstance(service, str) and service != "unknown":
        others = knowledge.filters(filters)
        panel = service_availability_panel(knowledge, links, service, others, anchor=anchor)
        return panel_html(panel)
    if service is not None:
        raise MacroError(f"service must be one service's slug, got {service!r}")
    return panel_html(availability_panel(knowledge, links, chosen, rows, anchor=anchor))


def completeness(desk: Asking, by: str = "year", limit: int | None = 8, **filters: Any) -> str:
    """What postmortems leave unknown: for each field and group the share that is written down.

    Args:
        by: `team`, `year`, or any other thing that incidents are grouped by.
        limit: How many groups at most, 1 to 20: the newest periods, else those with the most
            incidents.
        filters: Any of the filters.

    Example:
        {{ completeness(by="year", limit=6) }}
    """
    knowledge, links = desk.asked()
    columns = row_limit(limit)
    if columns > MOST_GROUPS:
        raise MacroError(f"limit must be a whole number from 1 to {MOST_GROUPS}, got {limit!r}")
    panel = completeness_panel(
        knowledge,
        links,
        knowledge.filters(filters),
        one_of("by", by, GROUPED_BY),
        columns,
        anchor=desk.anchor("completeness"),
    )
    return panel_html(panel)
