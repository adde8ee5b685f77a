"""The panels with a drawing: their titles, what they rest on, small numbers, escaping."""

from __future__ import annotations

import re

import pytest

from hindsite.errors import HindsiteError
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import Postmortem
from hindsite.view.charts.drawings import Drawings
from hindsite.view.links import Links
from hindsite.view.panels.ageing import ageing_panel
from hindsite.view.panels.detection import detection_panel
from hindsite.view.panels.durations import durations_panel, percent_of
from hindsite.view.panels.kinds import KINDS, Wanted
from hindsite.view.panels.outage import outage_panel
from hindsite.view.panels.panel import Panel, panel_html
from hindsite.view.panels.pareto import pareto_panel
from hindsite.view.panels.periods import periods_panel
from hindsite.view.panels.setting import Setting
from tests.insight.knowing import action, impact, knowing, lasting, record

DRAWINGS = Drawings()
HOSTILE = '"><script>alert(1)</script>'


def setting(*records: Postmortem, **more: object) -> Setting:
    """A page one below the root, over these incidents."""
    return Setting(knowing(*records, **more), Links("../"), DRAWINGS)  # type: ignore[arg-type]


def hours(*lengths: float | None) -> list[Postmortem]:
    """An incident a day with these lengths in hours, None unknown."""
    return [
        lasting(None if length is None else length * 60, f"2024-01-{n:02}")
        for n, length in enumerate(lengths, 1)
    ]


def values(panel: Panel) -> list[tuple[str, str]]:
    """What the working lists: title and value."""
    assert panel.disclosure is not None
    return [(one.incident.text, one.value) for one in panel.disclosure.values]


def test_the_title_is_what_half_of_incidents_do() -> None:
    """From six known values on; the tail is the share within a day."""
    one = durations_panel(setting(*hours(1, 2, 3, 5, 30, 40, None)), EVERYTHING, anchor="a")
    assert one.title == "Half of incidents are resolved within 4h 00m; 67% within a day"
    assert "Known for 6 of 7 incidents." in one.subtitle
    assert one.chart is not None


def test_a_few_values_are_given_no_finding() -> None:
    """Below six the measure's name is the title; the marks say what is drawn."""
    few = durations_panel(setting(*hours(1, 2, 3)), EVERYTHING, anchor="a")
    assert few.title == "Time to resolve"
    assert "interval" not in few.subtitle
    none = durations_panel(setting(*hours(None)), EVERYTHING, anchor="a")
    assert (none.title, "median" in none.subtitle) == ("Time to resolve", False)


def test_the_working_lists_values_and_reasons() -> None:
    """Shortest first; those left out with what they lack; the queries as they were asked."""
    one = durations_panel(setting(*hours(2, 1, None)), EVERYTHING, anchor="a")
    assert [value for _, value in values(one)] == ["1h 00m", "2h 00m"]
    disclosure = one.disclosure
    assert disclosure is not None
    assert [left.value for left in disclosure.left_out] == ["no resolved_at"]
    assert disclosure.queries
    assert all("?" not in query for query in disclosure.queries)
    cut = durations_panel(setting(*hours(1, 2, 3)), EVERYTHING, anchor="a", values=2)
    assert len(values(cut)) == 2
    assert "the first 2 of 3 incidents" in panel_html(cut)


def test_lower_bounds_are_told_beside_the_figure() -> None:
    """A dot of an estimated start may stand too far left; the figure says so."""
    known = [record("2024-01-01 00:00", "2024-01-01 02:00", estimated=True), *hours(1, 2)[1:]]
    one = durations_panel(setting(*known), EVERYTHING, anchor="a")
    assert one.note.startswith("1 value is at least so long")
    assert ("at least 2h 00m") in [value for _, value in values(one)]


def test_quarters_come_first_where_they_say_something() -> None:
    """The finest period of which half has three values; both can be chosen."""
    dense = periods_panel(setting(*hours(1, 2, 3)), EVERYTHING, anchor="p")
    assert [cut.label for cut in dense.choices] == ["Quarter", "Year"]
    assert dense.chosen == 0
    spread = [lasting(60, f"2024-{month:02}-01") for month in (1, 4, 7, 10)]
    sparse = periods_panel(setting(*spread), EVERYTHING, anchor="p")
    assert sparse.chosen == 1
    html = panel_html(sparse)
    assert len(re.findall('type="radio"', html)) == 2
    assert re.search(r"checked><span>Year", html)
    assert periods_panel(setting(*spread), EVERYTHING, anchor="p", by="year").choices == ()


def test_three_causes_and_what_they_cover() -> None:
    """Counts as bars to the largest, shares of all incidents as dots; nine rows at most."""
    records = [lasting(1, slug=f"n{n}", causes=(f"cause-{max(0, n - 2):02}",)) for n in range(13)]
    one = pareto_panel(setting(*records), EVERYTHING, anchor="c")
    assert one.title == "Three causes touch 38% of incidents"
    assert one.table is not None
    assert len(one.table.rows) == 9
    name, bar, count, dot, share = one.table.rows[0]
    assert (name.text, bar.bar, count.text, dot.dot, share.text) == (
        "cause-00",
        100,
        "3",
        23.1,
        "23%",
    )
    assert (one.note, one.more and one.more.text) == ("9 of 11 causes", "All 11")


def test_monitoring_saw_so_many_of_those_known() -> None:
    """Unknown is last and hatched, and no part of the title's whole."""
    records = [
        lasting(1, slug=f"n{n}", detected_by=by)
        for n, by in enumerate(["monitoring", "monitoring", "customer", "unknown", "unknown"])
    ]
    one = detection_panel(setting(*records), EVERYTHING, anchor="d")
    assert one.title == "Monitoring saw 2 of 3 first"
    assert one.table is not None
    names = [row[0].text for row in one.table.rows]
    assert (names[0], names[-1]) == ("monitoring", "unknown")
    assert [row[1].hatched for row in one.table.rows] == [False] * 4 + [True]
    nobody = detection_panel(setting(lasting(1, detected_by="unknown")), EVERYTHING, anchor="d")
    assert nobody.title == "Who noticed is not recorded"


def test_outage_time_says_on_how_much_it_rests() -> None:
    """The sum by service with its n; services of which nothing is known are counted in the note."""
    records = [
        lasting(60, slug="a", impact=impact(users_percent=50.0), services=("web",)),
        lasting(60, slug="b", services=("web", "api")),
    ]
    one = outage_panel(setting(*records), EVERYTHING, anchor="o")
    assert one.title == "Full-outage equivalent by service, known for 1 of 2 incidents"
    assert one.table is not None
    assert [[cell.text for cell in row] for row in one.table.rows] == [["web", "", "30m", "1 of 2"]]
    assert one.note == "Nothing is known of 1 other service."


def test_ages_need_a_commit() -> None:
    """Without one there is no drawing and the reason; with one the old unfinished are counted."""
    items = (action("open"), action("done"))
    old = lasting(1, "2022-01-01", actions=items)
    new = lasting(1, "2024-05-01", actions=items)
    one = ageing_panel(setting(old, new), EVERYTHING, anchor="a")
    assert one.title == "1 of 2 unfinished action items is a year old or older"
    without = ageing_panel(setting(old, commit=None), EVERYTHING, anchor="a")
    assert (without.chart, "not a git checkout" in without.subtitle) == (None, True)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("count", [0, 1, 3, 7])
def test_every_kind_stands_at_every_size(name: str, count: int) -> None:
    """Nothing, one, a few and more: a panel with a title and a working, no foreign markup."""
    records = [
        lasting(
            None if n == 2 else 60 * (n + 1),
            f"2024-01-{n + 1:02}",
            title=HOSTILE,
            causes=("deploy",),
            services=("web",),
            actions=(action("open", "prevent", HOSTILE),),
        )
        for n in range(count)
    ]
    filters = Filters(cause=("deploy",))
    panel = KINDS[name].panel(setting(*records), Wanted(filters, f"chart-{name}"))
    html = panel_html(panel)
    assert panel.title
    assert "<script" not in html
    assert count == 0 or (panel.disclosure is not None and "Only cause deploy" in html)


def test_returns_are_of_one_cause() -> None:
    """Several causes, or none, are refused: whose returns would they be?"""
    with pytest.raises(HindsiteError, match="one cause"):
        KINDS["returns"].panel(setting(*hours(1)), Wanted(EVERYTHING, "r"))


def test_a_share_is_never_rounded_to_nothing_or_all() -> None:
    """One of a thousand is not none, and all but one are not all."""
    assert [percent_of(*pair) for pair in ((0, 9), (1, 1000), (2, 3), (999, 1000), (9, 9))] == [
        "0%",
        "<1%",
        "67%",
        ">99%",
        "100%",
    ]


def test_an_anchor_is_an_id_once() -> None:
    """Headings and workings of two panels do not share an id."""
    knowledge: Knowledge = knowing(*hours(1, 2, 3))
    place = Setting(knowledge, Links(""), DRAWINGS)
    html = panel_html(periods_panel(place, EVERYTHING, anchor="a")) + panel_html(
        durations_panel(place, EVERYTHING, anchor="b")
    )
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
