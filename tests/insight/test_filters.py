from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hindsite.insight.filters import FILTER_NAMES, FilterError, Filters
from hindsite.insight.knowledge import Knowledge, gather
from hindsite.library.collection import load
from tests.insight.knowing import knowing, lasting, record
from tests.library import trees

SAMPLE = knowing(
    lasting(10, "2023-12-31", "a", severity="SEV1", causes=("deploy",), services=("api",)),
    lasting(20, "2024-01-01", "b", severity="SEV2", causes=("deploy", "load"), tags=("peak",)),
    lasting(30, "2024-03-31", "c", severity="SEV2", trigger="load", teams=("core",)),
    lasting(40, "2024-04-01", "d", severity="unknown", services=("api", "web")),
    lasting(50, "2024-04-02", "e", status="draft", causes=("deploy",)),
)
VALUES: dict[str, list[object]] = {
    "service": ["api", ["api", "web"], "unknown", ["unknown", "web"]],
    "team": ["core", "unknown"],
    "cause": ["deploy", ["load", "unknown"], "unknown"],
    "tag": ["peak", "unknown"],
    "trigger": ["load", "unknown"],
    "severity": ["SEV1", "sev2", ["SEV1", "unknown"]],
    "detected_by": ["monitoring", "unknown"],
    "year": ["2024", 2023],
    "quarter": ["2024-Q1", "2024-q2"],
    "since": ["2024-01-01"],
    "until": ["2024-03-31"],
}


def ids(knowledge: Knowledge, **raw: object) -> list[str]:
    """The last letters of the incidents meant, in order of time."""
    return [one.id[-1] for one in reversed(knowledge.chosen(knowledge.filters(raw)))]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, "abcd"),
        ({"cause": "deploy"}, "ab"),
        ({"cause": ["load", "deploy"]}, "ab"),
        ({"cause": "deploy", "year": 2024}, "b"),
        ({"service": "web"}, "d"),
        ({"service": ["api"], "cause": "deploy"}, "a"),
        ({"team": "core"}, "c"),
        ({"tag": "peak"}, "b"),
        ({"trigger": "load"}, "c"),
        ({"severity": "SEV2"}, "bc"),
        ({"severity": "sev2"}, "bc"),
        ({"severity": ["Sev1", "UNKNOWN"]}, "ad"),
        ({"detected_by": "monitoring"}, "abcd"),
        ({"detected_by": "customer"}, ""),
        ({"year": "2023"}, "a"),
        ({"year": ["2023", 2024]}, "abcd"),
        ({"quarter": "2024-Q1"}, "bc"),
        ({"quarter": "2024-q2"}, "d"),
        ({"since": "2024-01-01"}, "bcd"),
        ({"until": "2024-01-01"}, "ab"),
        ({"since": "2024-03-31", "until": "2024-03-31"}, "c"),
        ({"since": date(2024, 4, 1)}, "d"),
        ({"since": None, "cause": None}, "abcd"),
    ],
)
def test_each_filter_means_what_it_says(raw: dict[str, object], expected: str) -> None:
    """Values of one filter add up, filters narrow, dates are inclusive, drafts are never meant."""
    assert ids(SAMPLE, **raw) == list(expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("service", "bc"),
        ("team", "abd"),
        ("cause", "cd"),
        ("tag", "acd"),
        ("trigger", "abd"),
        ("severity", "d"),
        ("detected_by", ""),
    ],
)
def test_unknown_means_that_nothing_is_recorded(name: str, expected: str) -> None:
    """`unknown` is a value of every filter: the incidents that have none."""
    assert ids(SAMPLE, **{name: "unknown"}) == list(expected)


def test_unknown_and_a_value_add_up() -> None:
    """`unknown` stands beside other values of the same filter."""
    assert ids(SAMPLE, service=["unknown", "web"]) == list("bcd")


@pytest.mark.parametrize(
    ("raw", "name", "message"),
    [
        ({"services": "api"}, "services", "there is no filter 'services'; did you mean service?"),
        ({"zzz": "api"}, "zzz", "The filters are service, team, cause, tag, trigger, severity,"),
        ({"cause": "deplot"}, "cause", "cause 'deplot' is not known; did you mean deploy?"),
        (
            {"cause": "zzzz"},
            "cause",
            "cause 'zzzz' is not known; allowed are deploy, load, unknown",
        ),
        ({"severity": "SEV9"}, "severity", "severity 'SEV9' is not known; did you mean SEV"),
        ({"detected_by": "monitor"}, "detected_by", "did you mean monitoring?"),
        ({"service": ["api", "wep"]}, "service", "service 'wep' is not known; did you mean web?"),
        ({"tag": []}, "tag", "tag is an empty list; leave it out, or name a value"),
        ({"tag": ""}, "tag", "tag '' is not known; allowed are peak, unknown"),
        ({"cause": True}, "cause", "cause True is not known"),
        ({"cause": {"a": 1}}, "cause", "cause {'a': 1} is not known"),
        ({"year": "24"}, "year", "year must be a year like 2024, got '24'"),
        ({"year": True}, "year", "year must be a year like 2024, got True"),
        ({"year": "２０２４"}, "year", "year must be a year like 2024"),
        (
            {"quarter": "2024-Q5"},
            "quarter",
            "quarter must be a quarter like 2024-Q3, got '2024-Q5'",
        ),
        ({"since": "yesterday"}, "since", "since must be a date like 2024-01-31, got 'yesterday'"),
        (
            {"until": "2024-02-30"},
            "until",
            "until must be a date like 2024-01-31, got '2024-02-30'",
        ),
        ({"since": 20240101}, "since", "since must be a date like 2024-01-31, got 20240101"),
        ({"since": "2024-W01-1"}, "since", "since must be a date like 2024-01-31"),
        (
            {"since": "2024-02-01", "until": "2024-01-01"},
            "until",
            "until 2024-01-01 is before since 2024-02-01",
        ),
    ],
)
def test_a_mistake_names_what_is_allowed(raw: dict[str, object], name: str, message: str) -> None:
    """A wrong filter or value is an error with suggestions, never an empty result."""
    with pytest.raises(FilterError) as caught:
        SAMPLE.filters(raw)
    assert caught.value.name == name
    assert message in str(caught.value)


def test_a_long_list_of_values_is_cut() -> None:
    """A site with hundreds of services does not print them all in one message."""
    knowledge = knowing(lasting(1, services=tuple(f"s{n}" for n in range(80))))
    with pytest.raises(FilterError) as caught:
        knowledge.filters({"service": "qqqq"})
    assert str(caught.value).endswith(" …")


def test_the_catalogues_words_are_known_before_any_incident_has_them(tmp_path: Path) -> None:
    """A cause of the taxonomy that nothing had yet is a filter that finds nothing, not an error."""
    project = trees.project(
        tmp_path,
        {
            "taxonomy.yml": trees.TAXONOMY,
            "services.yml": "- slug: api\n  name: API\n",
            "2024-03-05-a.md": trees.written(severity="minor"),
        },
        severities=["Critical", "minor"],
    )
    knowledge = gather(load(project), None)
    for name, value in (
        ("cause", "deploy"),
        ("trigger", "load"),
        ("service", "api"),
        ("severity", "critical"),
    ):
        assert ids(knowledge, **{name: value}) == []
    assert ids(knowledge, severity="MINOR") == ["a"]


def test_filters_are_said_in_words() -> None:
    """A figure's label names its filters as a reader would."""
    filters = SAMPLE.filters(
        {"since": "2024-01-01", "cause": ["deploy", "load"], "detected_by": "staff"}
    )
    assert filters.words == "cause deploy or load, detected by staff, since 2024-01-01"
    assert Filters().words == ""


def test_a_value_is_never_part_of_the_query() -> None:
    """Values travel as parameters: a quote in one ends no string of the SQL."""
    where, parameters = Filters(tag=("x') OR TRUE --",)).where()
    assert "OR TRUE" not in where
    assert parameters == ["x') OR TRUE --"]


@settings(max_examples=40)
@given(st.data())
def test_filters_commute(data: st.DataObject) -> None:
    """The order in which filters are given changes nothing, and each one can only narrow."""
    names = data.draw(st.lists(st.sampled_from(FILTER_NAMES), unique=True, min_size=1, max_size=3))
    raw = {name: data.draw(st.sampled_from(VALUES[name])) for name in names}
    found = {
        tuple(ids(SAMPLE, **{name: raw[name] for name in order})) for order in permutations(raw)
    }
    assert len(found) == 1
    alone = [set(ids(SAMPLE, **{name: value})) for name, value in raw.items()]
    assert set(found.pop()) == set.intersection(*alone)


def test_a_day_written_in_another_zone_is_the_day_filtered_on() -> None:
    """`since` compares the date in the header, not the date in UTC."""
    knowledge = knowing(record("2023-12-31 23:30", slug="a", timezone="America/New_York"))
    assert ids(knowledge, since="2024-01-01") == []
    assert ids(knowledge, until="2023-12-31") == ["a"]
