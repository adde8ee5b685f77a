"""What the search field suggests beside pages: causes, services, and words to mend a typo with.

The file is fetched when a reader first goes to the field, so its size is bounded whatever the
collection's: the most frequent services and words of titles are kept.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable

from hindsite.insight.causes import CauseCount, recurring
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge

MOST_SERVICES = 400
MOST_WORDS = 2000
# Shorter words have too many neighbours one letter away.
_WORD = re.compile(r"[^\W\d_]{5,}")


def suggest_json(knowledge: Knowledge) -> str:
    """`data/suggest.json`: causes and services with incidents, the most frequent first, and words.

    A cause is `[slug, name, incidents, last day, other words]`, a service `[slug, name, incidents,
    last day]`; `words` is a text of words that titles hold.
    """
    causes = recurring(knowledge.tables, "cause", Filters())
    services = recurring(knowledge.tables, "service", Filters())[:MOST_SERVICES]
    document = {
        "causes": [_cause(entry, knowledge) for entry in causes],
        "services": [_service(entry, knowledge) for entry in services],
        "words": " ".join(_words(incident.title for incident in knowledge.counted)),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _cause(entry: CauseCount, knowledge: Knowledge) -> list[object]:
    taxonomy = knowledge.library.taxonomy
    known = taxonomy.causes.get(entry.slug) if taxonomy else None
    name, others = (known.name, " ".join(known.aliases)) if known else (entry.slug, "")
    return [entry.slug, name, entry.count, entry.last.isoformat(), others]


def _service(entry: CauseCount, knowledge: Knowledge) -> list[object]:
    known = (knowledge.library.services or {}).get(entry.slug)
    return [entry.slug, known.name if known else entry.slug, entry.count, entry.last.isoformat()]


def _words(titles: Iterable[str]) -> list[str]:
    counts = Counter(word for title in titles for word in set(_WORD.findall(title.casefold())))
    kept = sorted(counts, key=lambda word: (-counts[word], word))[:MOST_WORDS]
    return sorted(kept)
