from __future__ import annotations

from dataclasses import replace

from hindsite.insight.changes import changes, movements
from tests.insight.knowing import knowing, record

A = record("2024-01-01 10:00", "2024-01-01 11:00", "a", causes=("deploy",), services=("api",))
B = record("2024-02-01 10:00", "2024-02-01 12:00", "b", causes=("deploy",), services=("web",))
C = record("2024-05-01 10:00", None, "c", services=("web",))
A2 = replace(A, source="other words", services=("api", "web"))


def test_what_differs() -> None:
    """Added, then changed, then removed; a file in another folder is the same incident."""
    moved = replace(B, path="postmortems/archive/b.md")
    found = changes([A, B], [A2, moved, C])
    assert [(one.kind, one.latest.id) for one in found] == [("added", C.id), ("changed", A.id)]
    assert [(one.kind, one.latest.id) for one in changes([A, B], [B])] == [("removed", A.id)]
    assert changes([A, B], [B, A]) == ()


def test_a_former_id_is_the_same_incident() -> None:
    """An alias that was an id ties the two; while the other file is there, they are two."""
    renamed = replace(A, id="2024-01-01-x", aliases=(A.id,))
    (one,) = changes([A], [renamed])
    assert (one.kind, one.before, one.after) == ("changed", A, renamed)
    (other,) = changes([A], [A, renamed])
    assert other.kind == "added"


def test_groups_that_move() -> None:
    """The whole, then year, quarter, services, causes; what is untouched or equal is left out."""
    before, after = knowing(A, B), knowing(A2, B, C)
    found = movements(before.tables, after.tables, [A, A2, C])
    assert [(one.dimension, one.value) for one in found] == [
        (None, None),
        ("year", "2024"),
        ("quarter", "2024-Q2"),
        ("service", "web"),
    ]
    web = found[-1]
    assert (web.before.count, web.after.count) == (1, 3)
    assert web.after.distributions["resolve"].known == 2


def test_a_group_that_comes_or_goes() -> None:
    """A group without incidents on one side has zeros there, and no median."""
    before, after = knowing(A), knowing()
    found = movements(before.tables, after.tables, [A])
    assert {one.value: (one.before.count, one.after.count) for one in found} == {
        None: (1, 0),
        "2024": (1, 0),
        "2024-Q1": (1, 0),
        "api": (1, 0),
        "deploy": (1, 0),
    }
    assert {one.after.distributions["resolve"].median for one in found} == {None}
