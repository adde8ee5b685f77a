"""The names that pages in `docs/` can call. Registration only: mkdocs-macros loads this module.

Every macro here takes the contract's filters as keyword arguments: `service`, `team`, `cause`,
`trigger`, `severity`, `tag`, `detected_by`, `since`, `until`, `year`, `quarter`. A value may be a
list: any of them.
"""

from __future__ import annotations

from typing import Any

from hindsite.view.macro_calls import Desk, reference


def define_env(env: Any) -> None:
    """Register the macros with mkdocs-macros' environment."""
    desk: Desk = env.conf.plugins["hindsite"].desk
    for name, macro in desk.macros().items():
        env.macro(macro, name)
    for name, page_part in reference(desk).items():
        env.macro(page_part, name)
