from __future__ import annotations

import re

import pytest

from hindsite.view import data_reference
from hindsite.view.links import Links
from hindsite.view.publication import DATA_FILES


def codes(html: str) -> set[str]:
    """Everything that is marked as code."""
    return set(re.findall("<code>([^<]*)</code>", html))


def test_every_file_is_listed_and_linked_to() -> None:
    """Each with its form and what it holds; the links lead there from the page that asks."""
    html = data_reference.data_files(Links.of("guide/data/"))
    for address, file in DATA_FILES.items():
        assert f'<a href="../../{address}"><code>{address}</code></a><br>{file.form}' in html
        assert file.text in html.replace("&#39;", "'")


@pytest.mark.parametrize("name", data_reference.SHEETS)
def test_every_column_is_listed_with_its_meaning(name: str) -> None:
    """Each column of a sheet, with its unit where it has one."""
    html = data_reference.sheet(name)
    for column, one in data_reference.SHEETS[name].items():
        assert column in codes(html)
        assert f"<br>{one.unit}</td>" in html
        assert one.meaning.endswith(".")
