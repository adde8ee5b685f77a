from __future__ import annotations

import re

from hindsite.postmortem.reading import Vocabulary, read
from tests.conftest import REPOSITORY


def test_the_example_in_the_readme_is_valid() -> None:
    """A newcomer who saves the example under the name given gets a postmortem, not an error."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    path = re.search(r"Save this as `([^`]+)`", text)
    example = re.search(r"```markdown\n(.*?)```", text, re.DOTALL)
    assert path
    assert example
    postmortem, problems = read(path[1], example[1].encode(), Vocabulary())
    assert problems == ()
    assert postmortem is not None
    assert (len(postmortem.timeline), len(postmortem.actions)) == (3, 1)
