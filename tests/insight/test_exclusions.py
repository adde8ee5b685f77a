from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.config import load_project
from hindsite.errors import HindsiteError
from hindsite.insight.distributions import METRICS, distribution, values_of
from hindsite.insight.exclusions import excluded
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import gather
from hindsite.library.collection import load
from tests.conftest import COSTLY
from tests.insight.golden import Case, cases
from tests.insight.knowing import impact, knowing, record
from tests.library import trees

EVERYTHING = Filters()
CASES = [case for case in cases() if case.excluded]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_reason_says_what_is_missing(tmp_path: Path, case: Case) -> None:
    """Each incident without a value is named with everything that it lacks, the newest first."""
    trees.project(tmp_path, case.files())
    library = load(load_project(tmp_path / "mkdocs.yml", tmp_path))
    assert library.errors == ()
    tables = gather(library, None).tables
    found = {metric: excluded(tables, metric, EVERYTHING) for metric in case.excluded}
    assert found == {metric: list(rows.items()) for metric, rows in case.excluded.items()}


def test_the_stated_clock_has_its_own_reason() -> None:
    """By the stated clock an incident is missing where its authors stated nothing."""
    tables = knowing(
        record("2024-01-01 10:00", "2024-01-01 11:00", slug="a"),
        record("2024-01-02", slug="b", stated_durations={"resolve": 60}),
    ).tables
    assert excluded(tables, "resolve", EVERYTHING, "stated") == [
        ("2024-01-01-a", "no stated duration")
    ]


def test_filters_choose_who_is_asked() -> None:
    """Only incidents that the filters mean are missing from their figure."""
    tables = knowing(
        record("2024-01-01 10:00", slug="a", causes=("deploy",)), record("2024-01-02 10:00")
    ).tables
    rows = excluded(tables, "resolve", Filters(cause=("deploy",)))
    assert [id_ for id_, _ in rows] == ["2024-01-01-a"]


def test_an_unknown_metric_is_refused() -> None:
    """A metric or clock that does not exist is an error with those there are."""
    tables = knowing().tables
    with pytest.raises(HindsiteError, match="no metric 'resolved'; did you mean resolve"):
        excluded(tables, "resolved", EVERYTHING)
    with pytest.raises(HindsiteError, match="no clock 'wall'; Expected one of computed, stated"):
        excluded(tables, "resolve", EVERYTHING, "wall")


TIMES = st.sampled_from([None, "2024-01-01", "2024-01-01 12:00"])


@COSTLY
@given(
    st.lists(st.tuples(TIMES, TIMES, TIMES, TIMES, st.booleans(), st.booleans()), max_size=6),
    st.sampled_from(METRICS),
)
def test_known_and_excluded_make_the_whole(
    drawn: list[tuple[str | None, str | None, str | None, str | None, bool, bool]], metric: str
) -> None:
    """An incident has a value or a reason, never both and never neither."""
    records = [
        record(
            "2024-01-01" if estimated and rated else "2024-01-01 11:00",
            resolved,
            f"n{n}",
            detected=detected,
            acknowledged=acknowledged,
            mitigated=mitigated,
            estimated=estimated,
            impact=impact(users_percent=10.0 if rated else None),
        )
        for n, (detected, acknowledged, mitigated, resolved, estimated, rated) in enumerate(drawn)
    ]
    tables = knowing(*records).tables
    reasons = dict(excluded(tables, metric, EVERYTHING))
    assert all(reasons.values())
    values = values_of(tables, metric, EVERYTHING)
    assert {id_ for id_, value in values if value is None} == set(reasons)
    figures = distribution(tables, metric, EVERYTHING)
    assert figures.count == figures.known + len(reasons)
