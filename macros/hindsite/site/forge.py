"""The addresses of a file on the forge that hosts the project: edit it, read its history."""

from __future__ import annotations

import posixpath
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig

from hindsite.view.incident_page import Forge


def forge_links(config: MkDocsConfig, path: str) -> Forge:
    """Where a file of the project (its path from the root) is edited and its history is read.

    Follows MkDocs' `repo_url` and `edit_uri` (`edit/main/docs/`): what stands before the docs
    folder leads to the root. Without them, or with an `edit_uri` of another shape, None.
    """
    repo, edit_uri = (config.repo_url or "").rstrip("/"), config.edit_uri or ""
    docs = f"{posixpath.basename(config.docs_dir.rstrip('/'))}/"
    if not repo or not edit_uri.endswith(docs) or "://" in edit_uri:
        return Forge()
    root = edit_uri.removesuffix(docs).lstrip("/")
    file = quote(path)
    edit = f"{repo}/{root}{file}"
    history = None
    for verb, log in (("edit/", "commits/"), ("_edit/", "commits/")):
        if root.startswith(verb):
            history = f"{repo}/{log}{root.removeprefix(verb)}{file}"
        elif f"-/{verb}" in root:
            history = f"{repo}/{root.replace(verb, log)}{file}"
    return Forge(edit, history)
