"""The figures that macros print: their numbers, their working, their escaping."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.knowledge import Knowledge
from tests.conftest import COSTLY
from tests.insight.knowing import action, impact, knowing, lasting, record
from tests.view.calling import answered, refused, rows, text

HOSTILE = "\"><img src=x onerror=alert(1)>'{{ 7*7 }}"


def year(number: int, *minutes: float | None, **changes: object) -> list[Any]:
    """Incidents of a year that lasted so long."""
    return [
        lasting(length, f"{number}-01-{day:02}", f"n{day}", **changes)
        for day, length in enumerate(minutes, start=1)
    ]


SAMPLE = knowing(
    *year(2022, 10, 20, 30, 40, 50, 60, None, causes=("deploy",), services=("api",)),
    *year(2023, 100, 200, causes=("deploy", "load"), services=("api", "web"), teams=("core",)),
    *year(2024, None),
)
# Every macro that prints a figure, in a form that has something to say of the sample.
FIGURES = (
    "figure('resolve')",
    "table('resolve', by='year')",
    "table('count', by='service')",
    "compare('resolve', first={'year': 2022})",
    "recurring()",
    "recurring(cause='deploy')",
    "impact(by='year')",
    "availability()",
    "availability(service='api')",
    "completeness(by='team')",
    "actions()",
    "actions(by='type')",
    "query('SELECT id, resolve_s FROM incidents')",
)
# Those that name no value of the sample, and need no incident to take a period from.
NAMING_NOTHING = [
    call for call in FIGURES if not re.search("deploy|'api'|first|availability", call)
]


@pytest.mark.parametrize("call", FIGURES)
def test_every_figure_shows_its_working(call: str) -> None:
    """A disclosure with the query and where the data are."""
    html = answered(call, SAMPLE)
    assert "How was this computed?" in html
    assert "hs-query" in html
    assert "data/incidents.json" in html


@pytest.mark.parametrize("call", NAMING_NOTHING)
def test_a_collection_without_incidents_has_figures_all_the_same(call: str) -> None:
    """Nothing known is no error."""
    assert "hindsiteslot" not in answered(call, knowing())


@pytest.mark.parametrize("call", FIGURES)
def test_nothing_written_in_a_postmortem_becomes_markup(call: str) -> None:
    """Titles, owners and services that look like HTML or templates are text."""
    hostile = [
        lasting(
            minutes,
            f"{2022 + n % 2}-01-{n + 1:02}",
            f"n{n}",
            title=HOSTILE,
            causes=("deploy",),
            services=("api",),
            teams=("core",),
            recurrence_of=("2022-01-01-n0",) if n else (),
            actions=(action("open", "prevent", HOSTILE, owner=HOSTILE),),
        )
        for n, minutes in enumerate((10, 20, 30, None))
    ]
    html = answered(call, knowing(*hostile))
    assert "<img" not in html


def test_a_table_has_what_each_group_can_carry() -> None:
    """From 6 values an interval, from 3 a median, below neither; what is unknown is counted."""
    found = rows(answered("table('resolve', by='year', mean=true)", SAMPLE))
    assert found == [
        ["2022", "6 of 7", "35m", "10m to 1h 00m", "23m to 48m", "55m", "35m"],
        ["2023", "2 of 2", "too few", "too few", "too few", "too few", "2h 30m"],
        ["2024", "0 of 1", "unknown", "unknown", "unknown", "unknown", "unknown"],
        ["all", "8 of 10", "45m", "10m to 3h 20m", "28m to 1h 10m", "2h 10m", "1h 04m"],
    ]


def test_a_table_shows_no_mean_unless_it_is_asked_for() -> None:
    """A mean over a few long incidents is no figure for a page."""
    html = answered("table('resolve', by='year', statistic=['median', 'total'])", SAMPLE)
    assert "Mean" not in html
    assert rows(html)[0] == ["2022", "6 of 7", "35m", "3h 30m"]


def test_a_table_keeps_the_newest_periods_and_says_so() -> None:
    """Of years the last ones, of services those with the most incidents."""
    assert [row[0] for row in rows(answered("table('resolve', by='year', limit=2)", SAMPLE))] == [
        "2023",
        "2024",
        "all",
    ]
    html = answered("table('count', by='service', limit=1)", SAMPLE)
    assert rows(html) == [["api", "", "9", "90%"]]
    assert "1 of 3 groups by service." in text(html)
    assert "An incident with several services counts in each." in text(html)


@COSTLY
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(("api", "web")), unique=True),
            st.sampled_from(("SEV1", "SEV2")),
            st.one_of(st.none(), st.integers(0, 5000)),
            st.sampled_from((2022, 2023)),
        ),
        max_size=7,
    )
)
def test_the_counts_of_a_table_add_up(
    made: list[tuple[list[str], str, int | None, int]],
) -> None:
    """Over groups that share no incident, n and N are those of the last row."""
    knowledge = knowing(
        *(
            lasting(minutes, f"{at}-01-01", f"n{n}", services=tuple(services), severity=severity)
            for n, (services, severity, minutes, at) in enumerate(made)
        )
    )
    for by in ("year", "severity", "detected_by"):
        *groups, whole = rows(answered(f"table('resolve', by='{by}')", knowledge))
        assert added(groups) == added([whole]) == (len(made) - nothing(made), len(made))
    knowledge.tables.close()


def nothing(made: list[tuple[list[str], str, int | None, int]]) -> int:
    """How many have no length."""
    return sum(minutes is None for _, _, minutes, _ in made)


def added(groups: list[list[str]]) -> tuple[int, int]:
    """The sums of "2 of 3"."""
    pairs = [re.fullmatch(r"(\d+) of (\d+)", group[1]) for group in groups]
    counts = [(int(pair[1]), int(pair[2])) for pair in pairs if pair]
    return sum(known for known, _ in counts), sum(count for _, count in counts)


COMMUTING = {"service": "api", "cause": "deploy", "since": "2022-01-03", "severity": "SEV2"}


@pytest.mark.parametrize("order", list(itertools.permutations(COMMUTING)))
@pytest.mark.parametrize(
    "macro", ["figure('resolve', ", "table('resolve', 'year', ", "impact('year', ", "recurring("]
)
def test_filters_commute(macro: str, order: tuple[str, ...]) -> None:
    """The order of filters changes nothing."""
    if macro == "recurring(":
        order = tuple(name for name in order if name != "cause")
    call, same = (
        macro + ", ".join(f"{name}='{COMMUTING[name]}'" for name in names) + ")"
        for names in (order, tuple(sorted(order)))
    )
    assert text(answered(call, SAMPLE)) == text(answered(same, SAMPLE))


def two_years() -> Knowledge:
    """Six short incidents in one year, six long ones in the next, one without an end."""
    return knowing(*year(2022, 1, 2, 3, 4, 5, 6), *year(2023, 100, 200, 300, 400, 500, 600, None))


def test_a_comparison_says_how_likely_chance_is() -> None:
    """Both groups with their n, the difference, the share of pairs, p, and its sources."""
    shown = text(answered("compare('resolve', first={'year': 2022})", two_years()))
    assert "Time to resolve: the difference is unlikely to be chance (p = 0.0022)" in shown
    assert "Year 2022, against all other incidents." in shown
    assert "The median is 5h 47m longer for all other incidents." in shown
    assert "In 0% of all pairs the first group's incident took longer" in shown.replace(
        "&#39;", "'"
    )
    assert "second, no resolved_at" in shown
    assert "Annals of Mathematical Statistics" in shown


def test_a_comparison_names_the_incident_that_it_hangs_on() -> None:
    """Without it chance would do: the finding is noise, and the incident can be read."""
    hinged = knowing(*year(2022, 1, 2, 3, 4, 5, 6, 7, 8), *year(2023, 4.5, 9, 10, 11))
    html = answered("compare('resolve', first={'year': 2022}, second={'year': 2023})", hinged)
    assert "the difference cannot be told from noise (p = 0.048)" in text(html)
    assert "decides it: without this incident of the second group p = 0.13." in text(html)
    assert re.search(r'<a class="hs-ul" href="../incidents/2023-01-0\d-n\d/">', html)


def test_a_comparison_within_filters() -> None:
    """Filters beside the groups hold for both, also for 'all other incidents'."""
    shown = answered("compare('resolve', first={'cause': 'load'}, service='api')", SAMPLE)
    assert rows(shown)[0][:2] == ["cause load", "2 of 2"]
    assert rows(shown)[1][:2] == ["all other incidents", "6 of 7"]
    assert "both service api" in text(shown)


def test_incidents_of_both_groups_are_in_neither() -> None:
    """They are counted, and listed with the reason."""
    call = "compare('resolve', first={'cause': 'deploy'}, second={'cause': 'load'})"
    shown = text(answered(call, SAMPLE))
    assert "2 incidents that both groups mean are in neither." in shown
    assert "in both groups" in shown


def test_causes_that_came_back() -> None:
    """Those of two incidents or more, with first, last, gap, services, and who noticed."""
    found = rows(answered("recurring()", SAMPLE))
    assert [row[:4] for row in found] == [
        ["deploy", "9", "2022-01-01", "2023-01-02"],
        ["load", "2", "2023-01-01", "2023-01-02"],
    ]
    assert found[0][4] == "1 day (n = 8)"
    assert found[1][4] == "too few (n = 1)"


def test_what_was_promised_before_a_cause_came_back() -> None:
    """Both lists, as of the commit, whether or not they hold anything."""
    knowledge = knowing(
        lasting(
            1,
            "2022-01-01",
            "a",
            causes=("deploy",),
            actions=(action("open", "prevent", "Add a gate"), action("done", "prevent", "Alert")),
        ),
        lasting(1, "2022-02-01", "b", causes=("deploy",), recurrence_of=("2022-01-01-a",)),
    )
    shown = text(answered("recurring(cause='deploy')", knowledge))
    assert "deploy: 2 incidents since 2022" in shown
    assert "31 days after" in shown
    assert "Still open 1 Add a gate" in shown
    assert "Marked done 1 Alert" in shown
    assert "1 chain of recurrences" in shown


def test_impact_is_a_sum_with_its_n() -> None:
    """Unknown is no zero: a group without a value says so."""
    knowledge = knowing(
        lasting(60, "2022-01-01", "a", impact=impact(users_percent=50.0, users=1200)),
        lasting(60, "2022-01-02", "b"),
        lasting(60, "2023-01-01", "c"),
    )
    found = rows(answered("impact(by='year')", knowledge))
    assert found[0][:5] == ["2022", "", "30m (1 of 2)", "1,200 (1 of 2)", "unknown (0 of 2)"]
    assert found[1][2] == "unknown (0 of 1)"
    assert found[2][2] == "30m (1 of 3)"


def test_availability_has_two_bounds_and_its_assumptions() -> None:
    """An unknown share of users is everyone for the lower bound, and nobody for the upper."""
    knowledge = knowing(lasting(144, "2023-01-01", "a", services=("api",)))
    call = "availability(service='api', since='2023-01-01', until='2023-01-01')"
    shown = text(answered(call, knowledge))
    assert "api: 90.00% to 100% available" in shown
    assert "What no postmortem tells of cost nothing" in shown
    assert "no users_percent; the lower bound counts it in full" in shown


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("table('resolve')", "missing a required argument: 'by'"),
        ("table('reslove', by='year')", "metric 'reslove' is not known; did you mean resolve?"),
        ("table('resolve', by='yaer')", "by 'yaer' is not known; did you mean year?"),
        ("table('resolve', 'year', statistic='average')", "Allowed are median, interval"),
        ("table('resolve', 'year', mean='yes')", "mean must be true or false, got 'yes'"),
        ("table('count', 'year', mean=true)", "a count has no statistic, mean or clock"),
        ("table('outage_equivalent', 'year', clock='stated')", "has no stated clock"),
        ("compare('count', first={'year': 2022})", "metric 'count' is not known"),
        ("compare('resolve', first='deploy')", "first must be filters like"),
        ("compare('resolve', first={})", "first must be filters like"),
        ("compare('resolve', first={'yaer': 2022})", "first: there is no filter 'yaer'"),
        ("compare('resolve', {'year': 2022}, {'cause': 'x'})", "second: cause 'x' is not known"),
        ("compare('resolve', {'year': 2022}, year=2023)", "first names year, which the filters"),
        ("compare('resolve', {'year': 2022}, {'year': 2022})", "got the same filters twice"),
        ("recurring(cause='deplyo')", "cause 'deplyo' is not known; did you mean deploy?"),
        ("recurring(cause=['deploy', 'load'])", "cause must be one cause's slug"),
        ("impact(by='owner')", "by 'owner' is not known"),
        ("availability(service=['api', 'web'])", "service must be one service's slug"),
        ("availability(service='apis')", "service 'apis' is not known; did you mean api?"),
        ("availability(since='2030-01-01')", "the period has no day"),
        ("completeness(limit=21)", "limit must be a whole number from 1 to 20, got 21"),
        ("actions(by='owners')", "by 'owners' is not known; did you mean owner?"),
        ("actions(by='type', status='open')", "leave out status, type, owner and overdue"),
        ("query('')", "sql must be a SELECT over the tables, got ''"),
        ("query(7)", "sql must be a SELECT over the tables, got 7"),
        ("query('SELECT 1', as_='pie')", "as_ 'pie' is not known; Allowed are table, chart"),
        ("query('SELECT 1', x='id')", "x and y are for a chart"),
        ("query('SELECT 1; SELECT 2')", "expected one statement"),
        ("query('DROP TABLE incidents')", "expected a SELECT, got DROP"),
        ("query('SELECT nothing FROM incidents')", "line 1 of the query"),
        ("query('SELECT id FROM incidents', as_='chart')", "a column of labels and one of numbers"),
        ("query('SELECT 1 AS a, 2 AS b', as_='chart', y='c')", "y 'c' is no column of the query"),
        ("query('SELECT 1 AS a, -2 AS b', as_='chart')", "bars start at zero, and b holds -2"),
        ("query('SELECT 1', filters=1)", "it is called as query(sql, as_='table'"),
    ],
)
def test_a_wrong_argument_is_told(call: str, message: str) -> None:
    """With what is allowed, and the page and the line."""
    problem = refused(call, SAMPLE)
    assert problem.startswith(f"docs/page.md:1:1: {call.split('(')[0]}: ")
    assert message in problem


def test_ages_need_a_commit() -> None:
    """Outside git nobody can say how old an item is."""
    bare = knowing(lasting(1, actions=(action("open"),)), commit=None)
    assert "needs the commit's date" in refused("actions(by='age')", bare)


def test_action_items_are_counted_by_state() -> None:
    """Each group with what is finished, and of how many that is known."""
    items = (action("open", "prevent"), action("done", "prevent"), action(None, "detect"))
    knowledge = knowing(lasting(1, actions=items))
    found = rows(answered("actions(by='type')", knowledge))
    assert found == [
        ["prevent", "2", "1", "0", "1 (50% of known)", "0", "0"],
        ["detect", "1", "0", "0", "0", "0", "1"],
        ["all", "3", "1", "0", "1 (50% of known)", "0", "1"],
    ]


def test_what_a_query_finds_is_printed_in_words() -> None:
    """Ids lead to incidents, lengths and dates are words, NULL is unknown, text is escaped."""
    knowledge = knowing(
        record("2022-01-01 10:00", "2022-01-01 11:10", slug="a", title="<b>x</b>"),
        record("2022-01-02 10:00", slug="b"),
    )
    sql = (
        "SELECT id, title, day, started_at, resolve_s, data_loss, 12345 AS n, 0.333 AS share, "
        "2022 AS of_year, [1, 2] AS list FROM incidents ORDER BY id"
    )
    html = answered(f'query("{sql}", title="<i>Mine</i>")', knowledge)
    first, second = rows(html)
    assert first[:5] == [
        "2022-01-01-a",
        "&lt;b&gt;x&lt;/b&gt;",
        "2022-01-01",
        "2022-01-01 10:00",
        "1h 10m",
    ]
    assert first[6:] == ["12,345", "0.33", "2022", "1, 2"]
    assert second[4:6] == ["unknown", "unknown"]
    assert 'href="../incidents/2022-01-01-a/"' in html
    assert "&lt;i&gt;Mine&lt;/i&gt;" in html
    assert "resolve_s in 1 row" in text(html)


def test_a_query_can_be_bars() -> None:
    """The longest is the whole length; an unknown one has no bar."""
    sql = "SELECT * FROM (VALUES ('a', 4), ('b', 1), ('c', NULL)) AS t(name, n)"
    html = answered(f'query("{sql}", as_="chart")', SAMPLE)
    assert re.findall(r"width:([\d.]+)%", html) == ["100", "25"]
    assert rows(html)[2] == ["c", "", "unknown"]


def test_a_query_that_finds_more_than_is_shown_says_so() -> None:
    """A table that is cut never looks whole."""
    shown = text(answered("query('SELECT id FROM incidents ORDER BY id', limit=2)", SAMPLE))
    assert "The first 2 rows; the query has more." in shown
    assert "The query has no row." in text(
        answered("query('SELECT id FROM incidents WHERE false')", SAMPLE)
    )
