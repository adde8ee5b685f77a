"""The sections of a new postmortem, with a line of guidance in each.

Guidance stands in comments: neither the site nor a forge shows them, and they can stay or go.
"""

from __future__ import annotations

_SECTIONS: tuple[tuple[str, str], ...] = (
    (
        "Summary",
        "Three sentences for somebody who was not there: what users met, for how long, what ended "
        "it.",
    ),
    ("Impact", "Who was affected and how: users, requests, data, money. Unknown is an answer."),
    (
        "Timeline",
        "One line an event: `- 10:05 — The alert OrderErrors fires`. Begin before the start, end "
        "after the repair.",
    ),
    (
        "Contributing factors",
        "What had to come together. Ask what made each step seem right at the time.",
    ),
    ("Detection", "What noticed it, and what could have noticed it earlier."),
    ("Resolution", "What ended it, in the first sentence; then what was tried and did not help."),
    (
        "Action items",
        "One line each: `- [ ] Guard the order cache with a lock — type: prevent; owner: @backend; "
        "due: 2023-07-01`. Types: prevent, detect, mitigate, process.",
    ),
    ("Lessons learned", "What went well, what went wrong, where you were lucky."),
)


def outline(timeline: str = "") -> str:
    """A body with every section; `timeline` is what stands in its section instead of guidance."""
    parts = []
    for heading, guidance in _SECTIONS:
        filled = timeline if heading == "Timeline" and timeline else f"<!-- {guidance} -->"
        parts.append(f"## {heading}\n\n{filled}")
    return "\n\n".join(parts)
