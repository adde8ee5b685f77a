from __future__ import annotations

import re

import pytest

from hindsite.errors import HindsiteError
from hindsite.insight.actions import ActionFilter
from hindsite.insight.distributions import METRICS
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.view.figures import STATISTICS, figure_html
from hindsite.view.links import Links
from hindsite.view.listings import (
    SORTS,
    actions_html,
    causes_html,
    incidents_html,
    timeline_html,
)
from hindsite.view.panels.evidence import FORMULAS
from tests.insight.knowing import action, impact, knowing, lasting, record
from tests.view.incidents import event

LINKS = Links("../")
ALL = Filters()


def text(html: str) -> str:
    """The words of some HTML."""
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def figure(knowledge: Knowledge, filters: Filters = ALL, **asked: str) -> str:
    """The words of a figure."""
    wanted = {"metric": "resolve", "statistic": "median", "clock": "computed", **asked}
    return text(figure_html(knowledge, LINKS, filters, anchor="figure-1", **wanted))


SAMPLE = knowing(
    lasting(10, "2024-01-01", "a", severity="SEV2", causes=("deploy",)),
    lasting(None, "2024-01-02", "b", severity="unknown"),
    lasting(0, "2024-01-03", "c", severity="SEV1"),
    lasting(30, "2024-01-04", "d", severity="SEV2", stated_durations={"resolve": 60}),
)


def test_every_metric_and_statistic_has_its_working() -> None:
    """No figure without a formula; each statistic says what it is."""
    assert set(FORMULAS) == set(METRICS)
    for metric in METRICS:
        for statistic in STATISTICS:
            shown = figure(SAMPLE, metric=metric, statistic=statistic)
            assert STATISTICS[statistic][1] in shown
            assert FORMULAS[metric] in shown


@pytest.mark.parametrize(
    ("statistic", "value"),
    [
        ("median", "10m"),
        ("mean", "13m"),
        ("total", "40m"),
        ("min", "0m"),
        ("max", "30m"),
        ("p90", "26m"),
    ],
)
def test_a_figure_shows_its_working(statistic: str, value: str) -> None:
    """The number, its n, what was left out, and every incident with its value."""
    shown = figure(SAMPLE, statistic=statistic)
    assert value in shown
    assert "n = 3 of 4" in shown
    assert "3 of 4 incidents; the other is left out, never counted as zero" in shown
    assert shown.count("The web is down") == 4
    assert "Left out Incidents left out, and why" in shown
    assert "no resolved_at" in shown
    assert "SELECT id, resolve_s AS value" in shown


def test_the_stated_clock_is_named() -> None:
    """A figure of what people wrote down says so, and takes nothing else."""
    shown = figure(SAMPLE, clock="stated", statistic="max")
    assert "Longest time to resolve, as stated" in shown
    assert "n = 1 of 4" in shown
    assert "as the authors wrote it down" in shown


def test_a_value_that_is_a_lower_bound_says_so() -> None:
    """Incidents with an estimated start are marked one by one, and counted in the working."""
    knowledge = knowing(
        record("2024-01-01 10:00", "2024-01-01 11:29:50", estimated=True), lasting(5, "2024-02-01")
    )
    shown = figure(knowledge, statistic="max")
    assert "at least 1h 29m" in shown
    assert "1 value from an estimated start" in shown


def test_an_acknowledgement_is_no_lower_bound() -> None:
    """From detection to acknowledgement nothing was estimated."""
    one = record(
        "2024-01-01 10:00",
        detected="2024-01-01 10:30",
        acknowledged="2024-01-01 10:40",
        estimated=True,
    )
    assert "estimated" not in figure(knowing(one), metric="acknowledge", statistic="max")


def test_counts_and_filters_are_said() -> None:
    """The number of incidents of all, with the filters in the label."""
    shown = figure(SAMPLE, Filters(severity=("SEV2",)), metric="count")
    assert shown.startswith("Incidents, severity SEV2 2 of 4")
    assert figure(knowing(), metric="count").startswith("Incidents 0 of 0")


def test_a_long_list_of_values_is_cut_and_says_so() -> None:
    """Fifty incidents are shown, of how many is told."""
    knowledge = knowing(*(lasting(1, slug=f"n{n}") for n in range(51)))
    for metric in ("count", "resolve"):
        shown = figure(knowledge, metric=metric)
        assert "the first 50 of 51 incidents" in shown
        assert shown.count("The web is down") == 50


def test_incidents_left_out_are_cut_and_say_so() -> None:
    """Twenty-five of those without a value are listed."""
    knowledge = knowing(*(lasting(None, slug=f"n{n}") for n in range(26)))
    shown = figure(knowledge)
    assert "the first 25 of 26 left out" in shown
    assert shown.count("no resolved_at") == 25


def test_open_items_are_a_figure() -> None:
    """Unfinished of those whose state is known."""
    knowledge = knowing(lasting(1, actions=(action("open"), action("done"), action(None))))
    assert "1 of 2" in figure(knowledge, metric="actions_open")
    assert "state unknown for another 1" in figure(knowledge, metric="actions_open")


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", "dcba"), ("oldest", "abcd"), ("longest", "dacb"), ("severity", "cdab")],
)
def test_incidents_are_sorted(sort: str, order: str) -> None:
    """Zero minutes are shorter than ten and known: what is unknown comes last."""
    html = incidents_html(SAMPLE, LINKS, ALL, sort, None)
    assert re.findall(r'incidents/[\d-]+-(\w)/"', html) == list(order)
    assert sort in SORTS


def test_tables_are_cut_and_filtered() -> None:
    """A limit keeps the first rows; an empty table says so."""
    assert incidents_html(SAMPLE, LINKS, ALL, "newest", 2).count("<time>") == 2
    empty = incidents_html(SAMPLE, LINKS, Filters(year=("1999",)), "newest", 2)
    assert "No incident matches." in empty
    assert "deploy" in causes_html(SAMPLE, LINKS, ALL, None)


def test_actions_lead_to_their_incident() -> None:
    """Each item stands with the incident it was promised after."""
    knowledge = knowing(lasting(1, actions=(action("open", title="Add a `lock`"), action("done"))))
    html = actions_html(knowledge, LINKS, ALL, ActionFilter(status=("open",)), None, "actions-1")
    assert "<code>lock</code>" in html
    assert 'href="../incidents/2024-01-01-web/"' in html


def test_a_timeline_needs_events() -> None:
    """An incident without a timeline is an error that names its file."""
    with pytest.raises(HindsiteError, match=r"postmortems/2024-01-01-web\.md has no timeline"):
        timeline_html(knowing(), LINKS, lasting(1))
    told = record("2024-01-01 10:00", timeline=(event("2024-01-01 10:00", text="It <b>broke</b>"),))
    html = timeline_html(knowing(told), LINKS, told)
    assert ("It" in html, "<b>broke" in html) == (True, False)


def test_hostile_values_stay_text() -> None:
    """Titles in tables, workings and labels are escaped."""
    knowledge = knowing(
        lasting(5, title='"><img src=x>', causes=("x",), impact=impact(users_percent=1.0))
    )
    for html in (
        incidents_html(knowledge, LINKS, ALL, "newest", None),
        figure_html(
            knowledge, LINKS, ALL, metric="resolve", statistic="max", clock="computed", anchor="f"
        ),
    ):
        assert "<img" not in html
