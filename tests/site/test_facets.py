"""The files that Explore counts by: what they say is what the records and the tables say."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import DETECTORS, UNKNOWN, Postmortem
from hindsite.site.facets import EPOCH, ROWS_PER_FILE, facet_files
from tests.conftest import COSTLY
from tests.insight.knowing import impact, knowing, lasting

FILTERS = ("severity", "cause", "service", "team", "detected_by", "trigger", "tag")
EXTRA = {
    "tier": {"type": "string"},
    "regions": {"type": "list"},
    "approved": {"type": "boolean"},
    "customers": {"type": "number"},
    "ticket": {"type": "string"},
    "runbook": {"type": "url"},
    "reviewed": {"type": "date"},
}
SLUGS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=3).map(tuple)
YEARS = st.integers(2015, 2024)


def read(knowledge: Knowledge) -> dict[str, Any]:
    """The files by name, `rows-N` included."""
    files = facet_files(knowledge)
    return {
        path.removeprefix("data/explore/").removesuffix(".json"): json.loads(text)
        for path, text in files.items()
    }


def decoded(column: dict[str, Any], count: int) -> list[list[str]]:
    """Each incident's values of one facet, "unknown" where it has none."""
    lengths = column.get("lengths", [1] * count)
    codes = iter(column["codes"])
    found = [[column["values"][next(codes)] for _ in range(length)] for length in lengths]
    assert next(codes, None) is None
    return [values or [UNKNOWN] for values in found]


@st.composite
def incidents(draw: st.DrawFn) -> list[Postmortem]:
    """A handful of incidents with any facts."""
    return [
        lasting(
            draw(st.none() | st.integers(1, 100_000)),
            f"{draw(YEARS)}-{draw(st.integers(1, 12)):02}-{draw(st.integers(1, 28)):02}",
            slug=f"n{number}",
            estimated=draw(st.booleans()),
            severity=draw(st.sampled_from(("SEV1", "SEV2", "SEV4", UNKNOWN))),
            status=draw(st.sampled_from(("published", "published", "in-review", "draft"))),
            services=draw(SLUGS),
            causes=draw(SLUGS),
            teams=draw(SLUGS),
            tags=draw(SLUGS),
            trigger=draw(st.none() | st.sampled_from("xyz")),
            detected_by=draw(st.sampled_from(DETECTORS)),
            impact=impact(users_percent=draw(st.none() | st.floats(0, 100))),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@COSTLY
@given(incidents())
def test_counts_are_those_of_the_tables(records: list[Postmortem]) -> None:
    """Each value of each facet has as many incidents as the same filter finds by SQL."""
    knowledge = knowing(*records)
    facets = read(knowledge)["facets"]
    for column in facets["facets"]:
        if column["name"] not in FILTERS:
            continue
        found = decoded(column, facets["count"])
        for value in {*column["values"], UNKNOWN}:
            chosen = knowledge.chosen(knowledge.filters({column["name"]: value}))
            places = [place for place, values in enumerate(found) if value in values]
            assert [knowledge.counted[place].id for place in places] == [p.id for p in chosen]


@COSTLY
@given(incidents())
def test_columns_are_those_of_the_records(records: list[Postmortem]) -> None:
    """Days, lengths, estimated starts, ids and impact, in the order of the list; drafts in none."""
    knowledge = knowing(*records)
    files = read(knowledge)
    facets, counted = files["facets"], knowledge.counted
    assert facets["count"] == len(counted)
    assert list(accumulate(facets["days"])) == [one.day.toordinal() - EPOCH for one in counted]
    rows = dict(knowledge.tables.ask("SELECT id, resolve_s FROM incidents"))
    assert facets["resolve_s"] == [rows[one.id] for one in counted]
    estimated = [place for place, one in enumerate(counted) if one.started_estimated]
    assert list(accumulate(facets["estimated"])) == estimated
    assert files["ids"]["ids"] == [one.id for one in counted]
    equivalent = dict(knowledge.tables.ask("SELECT id, outage_equivalent_s FROM incidents"))
    assert files["impact"]["outage_equivalent_s"] == pytest.approx(
        [equivalent[one.id] for one in counted]
    )


def test_rows_stand_in_files_of_their_own() -> None:
    """Ids and titles, so many in a file, in the order of the list; an empty list has no file."""
    records = [lasting(1, slug=f"n{n}", title=f"Title {n}") for n in range(ROWS_PER_FILE + 1)]
    knowledge = knowing(*records)
    files = read(knowledge)
    parts = [files["rows-0"], files["rows-1"]]
    assert [len(part["ids"]) for part in parts] == [ROWS_PER_FILE, 1]
    assert [i for part in parts for i in part["ids"]] == files["ids"]["ids"]
    titles = [title for part in parts for title in part["titles"]]
    assert titles == [one.title for one in knowledge.counted]
    assert "rows-2" not in files
    assert "rows-0" not in read(knowing())


def test_fixed_values_keep_their_order() -> None:
    """Severities and detectors come as the site and the contract list them, used or not."""
    facets = read(knowing(lasting(1, severity="SEV3", detected_by="staff")))["facets"]["facets"]
    by_name = {column["name"]: column for column in facets}
    assert by_name["severity"]["values"] == ["SEV1", "SEV2", "SEV3", "SEV4"]
    assert by_name["detected_by"]["values"] == list(DETECTORS)
    assert by_name["severity"]["fixed"]
    assert not by_name["cause"]["fixed"]


def test_the_most_frequent_value_comes_first() -> None:
    """Other values by how many incidents have them, then by name: small numbers pack well."""
    records = [
        lasting(1, slug="a", causes=("deploy", "load")),
        lasting(1, slug="b", causes=("load",)),
        lasting(1, slug="c", causes=("capacity",)),
    ]
    columns = read(knowing(*records))["facets"]["facets"]
    causes = next(column for column in columns if column["name"] == "cause")
    assert causes["values"] == ["load", "capacity", "deploy"]


def test_fields_of_the_sites_own_are_facets_where_they_group() -> None:
    """Texts, numbers, booleans and lists are; addresses, dates and what names each incident not."""
    extra = {
        "tier": "gold",
        "regions": ("eu", "us", "eu"),
        "approved": True,
        "customers": 3.0,
        "runbook": "https://example.org/",
    }
    records = [
        replace(lasting(1, slug=f"n{n}"), extra={**extra, "ticket": f"CHG-{n}"}) for n in range(30)
    ]
    knowledge = knowing(*records, lasting(1, "2024-02-01"), extra_fields=EXTRA)
    facets = read(knowledge)["facets"]
    own = {one["name"]: one for one in facets["facets"] if one["name"].startswith("extra.")}
    assert list(own) == ["extra.tier", "extra.regions", "extra.approved", "extra.customers"]
    values = {name: decoded(one, facets["count"])[1] for name, one in own.items()}
    assert list(values.values()) == [["gold"], ["eu", "us"], ["true"], ["3"]]
    assert own["extra.tier"]["title"] == "Tier"
    assert decoded(own["extra.tier"], facets["count"])[0] == [UNKNOWN]


def test_all_files_of_a_build_name_the_same_version() -> None:
    """A changed title changes it; the same records give the same bytes."""
    knowledge = knowing(lasting(1))
    assert facet_files(knowledge) == facet_files(knowing(lasting(1)))
    versions = {file["version"] for file in read(knowledge).values()}
    assert len(versions) == 1
    other = read(knowing(lasting(1, title="Another title")))
    assert other["facets"]["version"] not in versions
    assert other["facets"]["days"] == read(knowledge)["facets"]["days"]
