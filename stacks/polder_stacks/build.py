"""From topology to Terraform in a staging folder: the only module that runs CDKTF.

Sites are independent of each other, so they are shared out between processes, each with an app of its own.
"""

import gc
import json
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, connection, get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Final, TypedDict, cast

from polder_constructs.bindings.cache import Cache
from polder_environments.topology import SitePlan
from polder_stacks.built import Built, BuiltSite, may_remember
from polder_stacks.names import PARTS, stack_name
from polder_stacks.shares import shares

START: Final = "fork" if sys.platform == "linux" else "spawn"
"""A forked worker has what its parent imported. Nothing here starts a thread before, which a fork would lose."""


class StackEntry(TypedDict):
    """A stack in CDKTF's manifest."""

    name: str
    workingDirectory: str
    synthesizedStackPath: str
    dependencies: list[str]


class Manifest(TypedDict):
    """CDKTF's manifest.json, what its command line reads."""

    version: str
    stacks: dict[str, StackEntry]


def build(sites: Sequence[SitePlan], staging: Path, *, anew: bool = False) -> dict[str, float]:
    """Write the stacks of all sites and one manifest below `staging`.

    Args:
        sites: What to build.
        staging: An empty folder.
        anew: Build every site, also those that were built before from the same plan by the same code.

    Returns:
        Seconds that each stack's constructs took, by stack name, of those that were not built before.
    """
    built = Built(Cache.open())
    remembers = may_remember()
    found = {site.prefix: built.get(site) if remembers and not anew else None for site in sites}
    missing = [site for site in sites if found[site.prefix] is None]
    seconds: dict[str, float] = {}
    if missing:
        made, seconds = _build(missing, staging)
        for site in missing:
            found[site.prefix] = made[site.prefix]
            if remembers:
                built.put(site, made[site.prefix])
    _write([site for site in found.values() if site is not None], staging)
    return seconds


def _build(sites: Sequence[SitePlan], staging: Path) -> tuple[dict[str, BuiltSite], dict[str, float]]:
    split = shares(sites, os.cpu_count() or 1)
    folders = [staging / f"share-{number}" for number in range(len(split))]
    seconds: dict[str, float] = {}
    if len(split) == 1:
        seconds = build_share(split[0], folders[0])
    else:
        context = get_context(START)
        with ProcessPoolExecutor(len(split), mp_context=context, initializer=end_with_parent) as pool:
            try:
                for share in pool.map(build_share, split, folders):
                    seconds |= share
            except BaseException:  # nobody waits for what the other workers make
                for worker in active_children():
                    worker.terminate()
                raise
    made: dict[str, BuiltSite] = {}
    for share, folder in zip(split, folders, strict=True):
        manifest = cast("Manifest", json.loads((folder / "manifest.json").read_text()))
        for site in share:
            names = [name for part in PARTS if (name := stack_name(site, part)) in manifest["stacks"]]
            files = {name: (folder / "stacks" / name / "cdk.tf.json").read_text() for name in names}
            made[site.prefix] = BuiltSite(
                files, {name: manifest["stacks"][name] for name in names}, manifest["version"]
            )
        shutil.rmtree(folder)
    return made, seconds


def end_with_parent() -> None:
    """Let this worker end when the process that made it is killed; it would wait for more work for ever."""
    parent = parent_process()
    if parent is None:
        return
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what its parent unwinds is not this worker's

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)  # there is nobody left to whom anything could be told

    Thread(target=watch, daemon=True).start()


def build_share(sites: tuple[SitePlan, ...], folder: Path) -> dict[str, float]:
    """Build some sites in this process with an app of its own; runs in a worker."""
    from polder_constructs.bindings.cdktf import App  # noqa: PLC0415 - 0.3 s that only a build has to pay
    from polder_stacks.site_stacks import site_stacks  # noqa: PLC0415 - as above

    # Hundreds of classes and constructs are made and none is garbage before the process ends; looking for some would
    # cost more than a fifth of the time.
    gc.disable()
    folder.mkdir(parents=True)
    app = App(outdir=str(folder), skip_validation=False)
    seconds: dict[str, float] = {}
    for site in sites:
        seconds |= site_stacks(app, site)
    app.synth()
    return seconds


def _write(sites: Sequence[BuiltSite], staging: Path) -> None:
    entries: dict[str, object] = {}
    for site in sites:
        entries |= site.entries
        for name, text in site.files.items():
            folder = staging / "stacks" / name
            folder.mkdir(parents=True)
            (folder / "cdk.tf.json").write_text(text)
    manifest = {"version": sites[0].version, "stacks": entries}
    (staging / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
