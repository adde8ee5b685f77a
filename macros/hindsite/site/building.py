"""Building and serving through MkDocs, with an output that is all or nothing."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from hindsite.errors import HindsiteError
from hindsite.site.plugin import HindsitePlugin, Progress

# Material prints an advertisement of its successor at every start unless told not to.
_QUIET = {"NO_MKDOCS_2_WARNING": "1"}


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build: `site_dir` None is the configuration's own; `audience` None likewise."""

    config_file: Path | None
    site_dir: Path | None = None
    strict: bool = False
    audience: Literal["internal", "public"] | None = None


def build_site(request: BuildRequest, progress: Progress | None = None) -> Path:
    """Build into a fresh folder and put it in the old one's place; the folder is returned.

    A build that fails or is killed leaves the old site whole. Raises HindsiteError with everything
    that was wrong.
    """
    os.environ.update(_QUIET)
    warnings = _Warnings()
    logging.getLogger("mkdocs").addHandler(warnings)
    try:
        config = _load(request)
        plugin = _plugin(config)
        plugin.progress, plugin.audience = progress, request.audience
        return _replace_site(config, warnings, strict=request.strict)
    except (MkDocsException, SystemExit) as error:
        raise HindsiteError(_told(error, warnings)) from error
    finally:
        logging.getLogger("mkdocs").removeHandler(warnings)


def _replace_site(config: MkDocsConfig, warnings: _Warnings, *, strict: bool) -> Path:
    target = Path(config.site_dir)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        config.site_dir = str(fresh)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
        if strict and warnings.messages:
            raise HindsiteError(_listed("warnings, and the build is strict", warnings.messages))
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def serve_site(config_file: Path | None, address: str) -> None:
    """Build, serve at `host:port` and build again on every change, until interrupted."""
    os.environ.update(_QUIET)
    try:
        _check_free(address)
        serve(config_file=_named(config_file), dev_addr=address, livereload=True)
    except OSError as error:
        raise HindsiteError(f"cannot serve at {address}: {error.strerror or error}") from error
    except (MkDocsException, SystemExit) as error:
        raise HindsiteError(str(error)) from error


def _check_free(address: str) -> None:
    """Find out that an address is taken now, not when the whole site has been built for it."""
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        # As the server itself does: an address just left counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, int(port)))


class _Warnings(logging.Handler):
    """Keeps what MkDocs and its plugins complained of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        kept = self.errors if record.levelno >= logging.ERROR else self.messages
        kept.append(record.getMessage())


def _named(config_file: Path | None) -> str | None:
    return str(config_file) if config_file else None


def _load(request: BuildRequest) -> MkDocsConfig:
    options: dict[str, Any] = {}
    if request.site_dir is not None:
        options["site_dir"] = str(request.site_dir.absolute())
    return load_config(config_file=_named(request.config_file), **options)


def _plugin(config: MkDocsConfig) -> HindsitePlugin:
    plugin = config.plugins.get("hindsite")
    if not isinstance(plugin, HindsitePlugin):
        raise HindsiteError("mkdocs.yml does not list the plugin; add `- hindsite` to `plugins:`")
    return plugin


def _told(error: BaseException, warnings: _Warnings) -> str:
    # MkDocs logs what was wrong and raises a mere "Aborted"; mkdocs-macros warns and then exits.
    stated = [] if type(error) is SystemExit else [str(error)]
    told = warnings.errors or stated or warnings.messages or [f"the build ended with {error}"]
    return "\n".join(dict.fromkeys(message.strip() for message in told if message.strip()))


def _listed(what: str, messages: list[str]) -> str:
    return "\n".join([f"{len(messages)} {what}; nothing was changed", *messages])


def _swap(fresh: Path, target: Path) -> None:
    """Put the fresh folder in the target's place; the old one goes only when the new one stands."""
    fresh.chmod(0o755)
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old / target.name)
    try:
        fresh.rename(target)
    except OSError:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
