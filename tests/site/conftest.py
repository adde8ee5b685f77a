"""Real builds of small trees."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pytest

from tests.site.harness import KnowledgeBase, draw


class Draw(Protocol):
    """What the fixture `knowledge_base` gives."""

    def __call__(self, tree: Mapping[str, str | bytes]) -> KnowledgeBase:
        """Make a knowledge base of these files."""


@pytest.fixture
def knowledge_base(tmp_path: Path) -> Draw:
    """Draws a knowledge base in a folder of its own: `knowledge_base({"postmortems/…": "…"})`."""
    return lambda tree: draw(tmp_path / "kb", tree)
