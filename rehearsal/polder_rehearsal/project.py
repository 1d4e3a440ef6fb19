"""The copy of the output that a rehearsal runs on, and the little that is different in it.

State lies in files of the rehearsal's folder in place of the clouds' stores, and `terraform_remote_state` reads it
there. For the last step alone, destroy, `prevent_destroy` is taken out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict, cast

_BACKEND_KEYS: Final = ("bucket", "prefix", "key", "container_name", "storage_account_name", "path")
"""What says in a backend's configuration where the state lies; the rest says how to get in."""

FILE: Final = "cdk.tf.json"


class Entry(TypedDict):
    """A stack in CDKTF's manifest, as far as it matters here."""

    name: str
    workingDirectory: str
    synthesizedStackPath: str
    dependencies: list[str]


@dataclass(frozen=True)
class Stack:
    """A stack of the copy.

    Args:
        name: What it is called.
        needs: The stacks that must stand before it.
        folder: Where Terraform runs.
        state: Where its state lies.
        written: What `synth` wrote.
    """

    name: str
    needs: tuple[str, ...]
    folder: Path
    state: Path
    written: Mapping[str, object]

    @property
    def file(self) -> Path:
        """Where its Terraform lies."""
        return self.folder / FILE

    def construct(self, address: str) -> str | None:
        """Find the path of the construct that wrote a resource or a data source."""
        parts = address.split("[", maxsplit=1)[0].split(".")
        section = "data" if parts[0] == "data" else "resource"
        kind, name = (parts[1:] if section == "data" else parts)[:2] if len(parts) > 1 else ("", "")
        body = _dig(self.written, section, kind, name)
        path = _dig(body, "//", "metadata", "path")
        return path if isinstance(path, str) else None


def _dig(value: object, *keys: str) -> object:
    for key in keys:
        value = cast("Mapping[str, object]", value).get(key) if isinstance(value, Mapping) else None
    return value


def copied(out: Path, project: Path, states: Path) -> dict[str, Stack]:
    """Copy an output folder.

    Args:
        out: What `polder synth` or `cdktf synth` wrote.
        project: Where the copy goes: a folder with `cdktf.out` in it, as `cdktf` expects.
        states: Where states lie.

    Returns:
        The stacks by their names.

    Raises:
        OSError: There is nothing to read.
        ValueError: It is not JSON, or a stack reads a state that no stack of the output keeps.
    """
    manifest = _manifest(out)
    entries = cast("Mapping[str, Entry]", manifest["stacks"])
    written = {
        name: cast("Mapping[str, object]", json.loads((out / entry["synthesizedStackPath"]).read_text()))
        for name, entry in entries.items()
    }
    kept = {_place(*_backend(body)): name for name, body in written.items()}
    target = project / "cdktf.out"
    target.mkdir(parents=True)
    (target / "manifest.json").write_text(json.dumps(manifest))
    stacks: dict[str, Stack] = {}
    for name, entry in entries.items():
        folder = target / entry["workingDirectory"]
        stack = Stack(name, tuple(entry["dependencies"]), folder, states / f"{name}.tfstate", written[name])
        folder.mkdir(parents=True)
        write(stack, _rewritten(written[name], stack, kept, states))
        stacks[name] = stack
    return stacks


def _manifest(out: Path) -> dict[str, object]:
    try:
        return cast("dict[str, object]", json.loads((out / "manifest.json").read_text()))
    except FileNotFoundError:
        raise FileNotFoundError(
            f"{out} has no manifest.json: name the folder that polder synth or cdktf synth wrote, cdktf.out"
        ) from None


def _backend(body: Mapping[str, object]) -> tuple[str, object]:
    backends = cast("Mapping[str, object]", _dig(body, "terraform", "backend") or {"local": {}})
    return next(iter(backends.items()))


def _place(kind: str, config: object) -> tuple[object, ...]:
    settings = cast("Mapping[str, object]", config)
    return (kind, *(settings.get(key) for key in _BACKEND_KEYS))


def _rewritten(
    body: Mapping[str, object], stack: Stack, kept: Mapping[tuple[object, ...], str], states: Path
) -> dict[str, object]:
    copy = cast("dict[str, dict[str, dict[str, dict[str, object]]]]", json.loads(json.dumps(body)))
    copy.setdefault("terraform", {})["backend"] = {"local": {"path": str(stack.state)}}
    for name, source in copy.get("data", {}).get("terraform_remote_state", {}).items():
        of = kept.get(_place(str(source["backend"]), source.get("config", {})))
        if of is None:
            raise ValueError(
                f"{stack.name}: data.terraform_remote_state.{name} reads a state that no stack here keeps"
            )
        source |= {"backend": "local", "config": {"path": str(states / f"{of}.tfstate")}}
    return cast("dict[str, object]", copy)


def write(stack: Stack, body: Mapping[str, object]) -> None:
    """Write a stack's Terraform."""
    stack.file.write_text(json.dumps(body, indent=2))


def unprotect(stack: Stack) -> int:
    """Take `prevent_destroy` out of a stack's copy; say of how many resources."""
    body = cast("dict[str, object]", json.loads(stack.file.read_text()))
    resources = cast("Mapping[str, Mapping[str, Mapping[str, object]]]", body.get("resource", {}))
    protected = [
        cast("dict[str, object]", instance["lifecycle"])
        for named in resources.values()
        for instance in named.values()
        if _dig(instance, "lifecycle", "prevent_destroy")
    ]
    for lifecycle in protected:
        del lifecycle["prevent_destroy"]
    write(stack, body)
    return len(protected)
