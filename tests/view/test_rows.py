from __future__ import annotations

import pytest

from hindsite.view.links import Links
from hindsite.view.models import Badge
from hindsite.view.rows import (
    badge,
    page_count,
    pager,
    resolve_words,
    result_list,
    result_row,
    scale,
    scale_percent,
)
from hindsite.view.templates import render
from tests.insight.knowing import record

SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4")
LINKS = Links("../")


def test_the_scale_runs_from_ten_minutes_to_two_weeks() -> None:
    """Ticks stand where durations of their length do; what lies outside stands at the end."""
    ticks = {tick.label: tick.percent for tick in scale(LINKS).ticks}
    assert ticks == {"10m": 0.0, "1h": 23.5, "6h": 47.1, "1d": 65.3, "1w": 90.9}
    assert (scale_percent(0), scale_percent(60), scale_percent(10**9)) == (0, 0, 100)
    assert scale(LINKS).definition_href == "../definitions/#time-to-resolve"


@pytest.mark.parametrize(
    ("severity", "severities", "expected"),
    [
        ("SEV1", SEVERITIES, Badge("SEV1", 1, "severity 1")),
        ("SEV4", SEVERITIES, Badge("SEV4", 4, "severity 4")),
        ("unknown", SEVERITIES, Badge("unknown", 0, "severity unknown")),
        ("sev-2", ("sev-1", "sev-2"), Badge("sev-2", 2, "severity 2")),
        ("Minor", ("Critical", "Major", "Minor"), Badge("Minor", 3, "severity Minor")),
        ("P6", ("P1", "P2", "P3", "P4", "P5", "P6"), Badge("P6", 4, "severity P6")),
    ],
)
def test_severities_are_mapped_in_order(
    severity: str, severities: tuple[str, ...], expected: Badge
) -> None:
    """The site's words onto four looks; from the fifth on as the last; unknown has its own."""
    assert badge(severity, severities) == expected


def test_a_row_tells_the_incident() -> None:
    """Day as written, two services and four causes, how many more, duration and its mark."""
    row = result_row(
        record(
            "2024-01-01 10:00",
            "2024-01-01 14:00",
            services=("a", "b", "c"),
            causes=("1", "2", "3", "4", "5", "6"),
            status="in-review",
        ),
        SEVERITIES,
        LINKS,
    )
    assert (row.day, row.href) == ("2024-01-01", "../incidents/2024-01-01-web/")
    assert ([term.word for term in row.services], row.more_services) == (["a", "b"], 1)
    assert ([term.word for term in row.causes], row.more_causes) == (["1", "2", "3", "4"], 2)
    assert (row.duration, row.mark_percent, row.at_least) == ("4h 00m", 41.8, False)
    assert row.in_review


def test_what_a_list_is_about_is_always_shown() -> None:
    """A hidden cause that is filtered on takes the place of the last one shown."""
    row = result_row(
        record("2024-01-01", causes=("1", "2", "3", "4", "5")), SEVERITIES, LINKS, frozenset(("5",))
    )
    assert [(term.word, term.active) for term in row.causes] == [
        ("1", False),
        ("2", False),
        ("3", False),
        ("5", True),
    ]
    assert row.more_causes == 1


def test_an_unknown_duration_has_no_mark() -> None:
    """The word stands for it, and nothing is drawn; zero minutes are known."""
    unknown = result_row(record("2024-01-01 10:00"), SEVERITIES, LINKS)
    assert (unknown.duration, unknown.mark_percent, unknown.at_least) == (None, None, False)
    zero = result_row(record("2024-01-01 10:00", "2024-01-01 10:00"), SEVERITIES, LINKS)
    assert (zero.duration, zero.mark_percent) == ("0m", 0.0)
    html = render("macro_incidents", view=result_list([record("2024-01-01")], SEVERITIES, LINKS))
    assert "<em>unknown</em>" in html


def test_at_least_is_never_rounded_up() -> None:
    """With an estimated start "at least 1h 29m" must stay true of 1 h 29 min 50 s."""
    estimated = record("2024-01-01 10:00", "2024-01-01 11:29:50", estimated=True)
    row = result_row(estimated, SEVERITIES, LINKS)
    assert (row.duration, row.at_least) == ("1h 29m", True)
    assert resolve_words(estimated) == "at least 1h 29m"
    assert resolve_words(record("2024-01-01 10:00", "2024-01-01 11:29:50")) == "1h 30m"
    html = render("macro_incidents", view=result_list([estimated], SEVERITIES, LINKS))
    assert "<small>at least</small> 1h 29m" in html
    assert 'class="hs-ge"' in html


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (100, 1), (101, 2), (10_000, 100)])
def test_pages_are_counted(total: int, pages: int) -> None:
    """An empty list has a page; a full one does not begin another."""
    assert page_count(total, 100) == pages


@pytest.mark.parametrize(
    ("page", "total", "shown"),
    [
        (1, 200, "[1] 2"),
        (1, 1000, "[1] 2 … 9 10"),
        (3, 1000, "1 2 [3] 4 … 9 10"),
        (5, 1000, "1 2 … 4 [5] 6 … 9 10"),
        (10, 1000, "1 2 … 9 [10]"),
        (50, 10_000, "1 2 … 49 [50] 51 … 99 100"),
    ],
)
def test_a_pager_is_a_window(page: int, total: int, shown: str) -> None:
    """Both ends and the neighbours, gaps between, the page one is on without a link."""
    found = pager("causes/x/", page, total, 100, LINKS, "Incidents")
    assert found is not None
    words = [
        "…" if one is None else (f"[{one.label}]" if one.href is None else one.label)
        for one in found.pages
    ]
    assert " ".join(words) == shown
    assert (found.previous is None, found.next is None) == (page == 1, page * 100 >= total)


def test_a_pager_leads_to_addresses() -> None:
    """The first page is the list's own address; the words say where one is."""
    found = pager("explore/", 2, 250, 100, LINKS, "Incidents")
    assert found is not None
    assert (found.previous, found.next) == ("../explore/", "../explore/3/")
    assert found.words == "Incidents 101 to 200 of 250"
    assert pager("explore/", 1, 100, 100, LINKS, "Incidents") is None
