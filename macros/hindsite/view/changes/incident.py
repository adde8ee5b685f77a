"""One changed postmortem in a report: what was read, what it is near, what it may repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hindsite.insight.changes import Change
from hindsite.insight.lookalikes import Lookalike
from hindsite.postmortem.durations import durations, outage_equivalent
from hindsite.postmortem.schema import DURATIONS, UNKNOWN, Action, Impact, Postmortem
from hindsite.view import words
from hindsite.view.changes.parts import Item, Line, Quoted, Words, quoted, spread
from hindsite.view.facts import MEASURES

MOST_NAMES = 12
MOST_ACTIONS = 5
MOST_SHARED = 4
MOST_ASKED = 3

Fact = tuple[str, Callable[[Postmortem], Words]]
_UNKNOWN: Words = (UNKNOWN,)


def incident_item(
    change: Change,
    near: Sequence[Lookalike],
    recurrences: Sequence[Lookalike],
    uncounted: str = "",
) -> Item:
    """A change with what was read; `uncounted` says why the incident is in no figure."""
    head = (f"{change.kind.capitalize()}: ", Quoted(change.latest.id))
    title = Line(1, (Quoted(change.latest.title),))
    if change.after is None:
        return Item(head, (title,))
    lines = [title]
    if change.before is not None and change.before.id != change.after.id:
        lines.append(Line(1, ("renamed from ", Quoted(change.before.id))))
    if uncounted:
        lines.append(Line(1, (f"does not count: {uncounted}",)))
    lines += [Line(1, told) for told in _facts(change.after, change.before)]
    lines += _recurrence(recurrences)
    lines += [line for one in near for line in _near(one)]
    return Item(head, tuple(lines))


def _facts(after: Postmortem, before: Postmortem | None) -> Iterator[Words]:
    """What was read, in lines of what belongs together; of a changed one also what it was.

    What the file does not tell, and did not, is named in one line at the end.
    """
    silent = [
        label
        for facts in _FACTS
        for label, tell in facts
        if tell(after) == _UNKNOWN and (before is None or tell(before) == _UNKNOWN)
    ]
    for facts in _FACTS:
        told = [_fact(label, tell, after, before) for label, tell in facts if label not in silent]
        if told:
            yield spread(told, "; ")
    if silent:
        yield (f"unknown: {', '.join(silent)}",)


def _fact(
    label: str,
    tell: Callable[[Postmortem], Words],
    after: Postmortem,
    before: Postmortem | None,
) -> Words:
    now = tell(after)
    was = tell(before) if before is not None else now
    return (f"{label} ", *now) if was == now else (f"{label} ", *now, " (was ", *was, ")")


def _names(values: Sequence[str]) -> Words:
    return quoted(list(values), MOST_NAMES) if values else ("none",)


def _started(postmortem: Postmortem) -> Words:
    written = Quoted(postmortem.started.written)
    return (written, " or earlier") if postmortem.started_estimated else (written,)


def _duration(name: str) -> Callable[[Postmortem], Words]:
    def tell(postmortem: Postmortem) -> Words:
        seconds = durations(postmortem)[name]
        # From the start on, an estimated start makes every length a lower bound.
        is_bound = postmortem.started_estimated and name != "acknowledge"
        return (_length(seconds, at_least=is_bound),)

    return tell


def _length(seconds: float | None, *, at_least: bool) -> str:
    if seconds is None:
        return UNKNOWN
    return words.at_least(seconds) if at_least else words.duration(seconds)


def _of_impact(tell: Callable[[Impact], str | None]) -> Callable[[Postmortem], Words]:
    return lambda postmortem: (tell(postmortem.impact) or UNKNOWN,)


def _percent(postmortem: Postmortem) -> Words:
    percent = postmortem.impact.users_percent
    # Quoted, since a very small share begins with "<".
    return _UNKNOWN if percent is None else (Quoted(words.percent(percent)),)


def _users(impact: Impact) -> str | None:
    return None if impact.users is None else words.count(impact.users)


def _requests(impact: Impact) -> str | None:
    return None if impact.requests_failed is None else words.count(impact.requests_failed)


def _data_loss(impact: Impact) -> str | None:
    return None if impact.data_loss is None else ("yes" if impact.data_loss else "none")


def _cost(postmortem: Postmortem) -> Words:
    cost = postmortem.impact.cost
    return _UNKNOWN if cost is None else (words.money(cost),)


def _events(postmortem: Postmortem) -> Words:
    return (words.plural(len(postmortem.timeline), "event"),)


def _actions(postmortem: Postmortem) -> Words:
    actions = postmortem.actions
    if not actions:
        return ("none",)
    parts = [
        f"{number:,} {state}"
        for state, number in (
            ("not finished", len(_unfinished(actions))),
            ("without owner", sum(action.owner is None for action in actions)),
            ("of unknown state", sum(action.status is None for action in actions)),
        )
        if number
    ]
    return (f"{len(actions):,} ({', '.join(parts)})" if parts else f"{len(actions):,}",)


_FACTS: tuple[tuple[Fact, ...], ...] = (
    (
        ("severity", lambda one: (Quoted(one.severity),)),
        ("status", lambda one: (one.status,)),
        ("started", _started),
        ("time zone", lambda one: (Quoted(one.timezone),) if one.timezone else _UNKNOWN),
    ),
    (
        ("services", lambda one: _names(one.services)),
        ("causes", lambda one: _names(one.causes)),
        ("trigger", lambda one: (Quoted(one.trigger),) if one.trigger else _UNKNOWN),
        ("detected by", lambda one: (one.detected_by,)),
    ),
    tuple((MEASURES[name][1].lower(), _duration(name)) for name in DURATIONS),
    (
        ("share of users", _percent),
        ("users", _of_impact(_users)),
        (
            MEASURES["outage_equivalent"][1].lower(),
            lambda one: (_length(outage_equivalent(one), at_least=one.started_estimated),),
        ),
    ),
    (
        ("failed requests", _of_impact(_requests)),
        ("cost", _cost),
        ("data loss", _of_impact(_data_loss)),
    ),
    (("timeline", _events), ("action items", _actions)),
)


def _unfinished(actions: Sequence[Action]) -> list[Action]:
    return [action for action in actions if action.status in ("open", "in-progress")]


def _recurrence(found: Sequence[Lookalike]) -> Iterator[Line]:
    """Whether an earlier incident has come back: a question, since the words cannot tell."""
    if not found:
        return
    ids = quoted([one.incident.id for one in found], MOST_ASKED)
    why = "It shares" if len(found) == 1 else "They share"
    question = ("Is this a recurrence of ", *ids, f"? {why} a cause and a service with it. ")
    advice = ("If so, name it under ", Quoted("recurrence_of"), "; if not, under ")
    yield Line(1, (*question, *advice, Quoted("related"), "."))


def _near(one: Lookalike) -> Iterator[Line]:
    unfinished = _unfinished(one.incident.actions)
    yield Line(
        1,
        (
            "near: ",
            Quoted(one.incident.id),
            " (",
            *_why(one),
            "), ",
            *_standing(one.incident, unfinished),
        ),
    )
    for action in unfinished[:MOST_ACTIONS]:
        yield Line(2, _action(action))
    if len(unfinished) > MOST_ACTIONS:
        yield Line(2, (f"and {len(unfinished) - MOST_ACTIONS:,} more not finished",))


def _why(one: Lookalike) -> Words:
    reasons: list[Words] = []
    if one.declared:
        reasons.append(("named in the header",))
    for label, shared in (("cause", one.causes), ("service", one.services)):
        if shared:
            reasons.append((f"same {label} ", *quoted(list(shared), MOST_SHARED)))
    if one.words:
        reasons.append(("shares the words ", *quoted(list(one.words), MOST_SHARED)))
    return spread(reasons, "; ")


def _standing(incident: Postmortem, unfinished: Sequence[Action]) -> Words:
    if unfinished:
        return (f"{words.plural(len(unfinished), 'action item')} not finished:",)
    if not incident.actions:
        return ("no action items recorded",)
    if unknown := sum(action.status is None for action in incident.actions):
        items = words.plural(len(incident.actions), "action item")
        return (f"state unknown for {unknown:,} of {items}",)
    return ("all action items done or dropped",)


def _action(action: Action) -> Words:
    about: list[Words] = [(action.status or UNKNOWN,)]
    about.append(("owner ", Quoted(action.owner)) if action.owner else ("no owner",))
    if action.due:
        about.append((f"due {words.iso_day(action.due)}",))
    return (Quoted(action.title), " (", *spread(about), ")")
