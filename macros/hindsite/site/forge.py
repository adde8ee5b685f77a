"""The addresses of a file on the forge that hosts the project: to edit, to read back, to add."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig

from hindsite.config import Options
from hindsite.view import forges
from hindsite.view.incident_page import Forge
from hindsite.view.submit_page import NewFile

# `edit/main/docs/` is GitHub's, `-/edit/main/docs/` GitLab's, `_edit/main/docs/` Gitea's.
_EDIT_URI = re.compile(r"/?(?P<verb>-/edit|_edit|edit)/(?P<branch>.+)/[^/]+/")
_VERBS = {verb: kind for kind, verb in forges.EDIT.items()}
_NEW = {"github": "new", "gitlab": "-/new", "gitea": "_new"}


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


def new_file(config: MkDocsConfig, options: Options) -> NewFile | None:
    """The forge's page for a new file; None without `repo_url`, or where the forge is not known."""
    repo = (config.repo_url or "").rstrip("/")
    edit = _EDIT_URI.fullmatch(config.edit_uri or "")
    kind = options.forge or forges.by_host(repo) or (_VERBS[edit["verb"]] if edit else None)
    if not repo or kind is None:
        return None
    branch = options.branch or (edit["branch"] if edit else "main")
    return NewFile(kind, f"{repo}/{_NEW[kind]}/{quote(branch)}")
