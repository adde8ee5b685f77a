from __future__ import annotations

import inspect
import re

from hindsite.config import ExtraFieldOption, Options
from hindsite.library.columns import TABLES
from hindsite.postmortem.header import MODELS, REQUIRED
from hindsite.view import reference_pages
from hindsite.view.macro_calls import MACROS, Desk, reference


def codes(html: str) -> set[str]:
    """Everything that is marked as code."""
    return set(re.findall("<code>([^<]*)</code>", html))


def test_every_rule_is_listed_once() -> None:
    """All rules that can be broken have words and an id of their own."""
    rules = reference_pages.every_rule()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.text.endswith(".") for rule in rules)
    assert {rule.id for rule in rules} <= codes(reference_pages.rules())


def test_every_field_is_listed_with_its_meaning() -> None:
    """Each key of a header, nested ones dotted, with a description."""
    keys = {
        ".".join((*path, name)) for path, model in MODELS.items() for name in model.model_fields
    }
    html = reference_pages.fields()
    assert keys <= codes(html)
    assert set(REQUIRED) <= keys
    undescribed = [
        name
        for model in MODELS.values()
        for name, info in model.model_fields.items()
        if not info.description
    ]
    assert undescribed == []


def test_every_option_is_listed_with_its_default() -> None:
    """Each option of the site, and those of an own field."""
    html = reference_pages.options()
    assert set(Options.model_fields) <= codes(html)
    assert {f"extra_fields.&lt;name&gt;.{name}" for name in ExtraFieldOption.model_fields} <= codes(
        html
    )
    assert "SEV1, SEV2, SEV3, SEV4" in html


def test_every_table_is_listed_with_every_column() -> None:
    """Each table under a heading that can be linked to, each column with its unit and meaning."""
    html = reference_pages.tables()
    for name, table in TABLES.items():
        part = html.split(f'id="table-{name}"')[1].split("</table>")[0]
        assert {name, *table.columns} <= codes(part)
        assert all(
            str(reference_pages.coded(one.meaning)) in part for one in table.columns.values()
        )
        assert all(f"{one.kind}, {one.unit}" in part for one in table.columns.values() if one.unit)


def test_every_macro_is_documented_whole() -> None:
    """Each macro with its call, every argument but the desk, and an example of itself."""
    desk = Desk()
    html = reference(desk)["macro_reference"]()
    filled = desk.fill(html)
    for macro in MACROS:
        doc = inspect.getdoc(macro) or ""
        assert f"{macro.__name__}(" in filled
        assert "Example:" in doc
        assert f"{{{{ {macro.__name__}(" in doc
        for name in list(inspect.signature(macro).parameters)[1:]:
            assert re.search(rf"^    {name}: ", doc, re.MULTILINE), f"{macro.__name__}: {name}"


def test_text_in_backticks_is_code_and_the_rest_escaped() -> None:
    """Words of rules and docstrings come from code, and are escaped all the same."""
    assert reference_pages.coded("a `<b>` & c") == "a <code>&lt;b&gt;</code> &amp; c"
