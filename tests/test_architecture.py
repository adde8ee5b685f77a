"""The one-way imports, and what only some rooms may do, read from the source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "macros" / "hindsite"
# From the ground up. A room may import from the floors below its own, and from itself.
FLOORS = (
    ("errors",),
    ("option_problems",),
    ("rule_options",),
    ("config",),
    ("postmortem",),
    ("library",),
    ("insight",),
    ("view", "importers"),
    ("starter",),
    ("commands", "site", "macros", "review"),
    ("cli",),
)
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))

pytestmark = pytest.mark.parametrize(
    "module", MODULES, ids=[module.relative_to(PACKAGE).as_posix() for module in MODULES]
)


def room_of(module: Path) -> str:
    """The folder right below the package, or the module itself; "" is the package's own root."""
    first = module.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every import: its line, and the dotted name of what is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


@cache
def parse(module: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(module.read_text(encoding="utf-8"), str(module))


def test_imports_point_one_way(module: Path) -> None:
    """A room knows the floors below it: never one above, nor its neighbour."""
    room = room_of(module)
    wrong = []
    for line, name in imports(parse(module)):
        parts = name.split(".")
        if parts[0] != "hindsite" or len(parts) == 1 or parts[1] not in FLOOR:
            continue
        if parts[1] != room and FLOOR[parts[1]] >= FLOOR.get(room, -1):
            wrong.append(f"line {line}: {room or 'the package'} imports {name}")
    assert wrong == []


def test_every_room_has_a_floor(module: Path) -> None:
    """A new room is given its place here before anything can be built in it."""
    assert room_of(module) in {"", *FLOOR}


def test_imports_are_absolute_and_at_the_top(module: Path) -> None:
    """A relative import hides where it points, an import in a function hides a cycle."""
    tree = parse(module)
    relative = [line for line, name in imports(tree) if name.startswith(".")]
    inner = [
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef)
        for line, _ in imports(node)
    ]
    assert (relative, inner) == ([], [])


def test_only_the_site_knows_mkdocs(module: Path) -> None:
    """Another builder can take over the day MkDocs no longer serves."""
    if room_of(module) == "site":
        return
    assert [line for line, name in imports(parse(module)) if name.split(".")[0] == "mkdocs"] == []


def test_what_posts_needs_no_other_package(module: Path) -> None:
    """Beside a token that can write there is Python's own library, and the errors."""
    if room_of(module) != "review":
        return
    allowed = {*sys.stdlib_module_names, "hindsite.errors", "hindsite.review"}
    names = [name for _, name in imports(parse(module))]
    own = [".".join(name.split(".")[:2]) if name.startswith("hindsite") else name for name in names]
    assert [name for name in own if name not in allowed and name.split(".")[0] not in allowed] == []


def test_only_commands_print_or_exit(module: Path) -> None:
    """Everywhere else a result is returned and an error is raised."""
    if room_of(module) in {"commands", "cli"} or module.name == "__main__.py":
        return
    forbidden = {"print", "exit", "quit", "sys.exit", "os._exit", "click.echo", "SystemExit"}
    found = [
        f"line {node.lineno}: {name}"
        for node in ast.walk(parse(module))
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in forbidden
    ]
    assert found == []
