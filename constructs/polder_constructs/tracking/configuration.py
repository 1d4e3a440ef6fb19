"""What the pods read from ConfigMaps: the scripts they run and the database's certificate authority. Nothing secret."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from polder_constructs.bindings.cdktf import Construct, Token
from polder_constructs.bindings.kubernetes import ConfigMapV1, ConfigMapV1Metadata
from polder_constructs.database.contract import Database
from polder_constructs.tracking.pod import DATABASE_CA, SCRIPTS

OWN_SCRIPTS = ("admin_secret", "launch", "migrate", "refresh_passfile")


@dataclass(frozen=True)
class Configuration:
    """The ConfigMaps, and a digest that changes when what is in them changes.

    Args:
        namespace: Where they are.
        resources: The ConfigMaps, which pods have to wait for.
        digest: Twelve characters of the SHA-256 of the scripts.
    """

    namespace: str
    resources: tuple[ConfigMapV1, ...]
    digest: str


def scripts(database: Database) -> dict[str, str]:
    """Return the scripts by file name.

    Raises:
        ValueError: A cloud's script holds a reference; references belong into its environment, where they are data.
    """
    folder = files("polder_constructs.tracking.scripts")
    found = {f"{name}.py": folder.joinpath(f"{name}.py").read_text("utf-8") for name in OWN_SCRIPTS}
    found["password.py"] = database.password.script
    if database.setup is not None:
        found["setup_database.py"] = database.setup.script
    for name, text in found.items():
        if Token.is_unresolved(text):
            raise ValueError(f"{name} holds a Terraform reference: hand it over in the script's environment")
    return dict(sorted(found.items()))


def as_text(source: str) -> str:
    """Return a text that Terraform takes as it stands, whatever it looks like."""
    return source.replace("${", "$${").replace("%{", "%%{")


def configuration(scope: Construct, namespace: str, database: Database) -> Configuration:
    """Create the ConfigMaps."""
    found = scripts(database)
    resources = [
        ConfigMapV1(
            scope,
            "tracking-scripts",
            metadata=_metadata(SCRIPTS.config_map, namespace),
            data={name: as_text(text) for name, text in found.items()},
        )
    ]
    if database.ca_certificate is not None:
        resources.append(
            ConfigMapV1(
                scope,
                "tracking-database-ca",
                metadata=_metadata(DATABASE_CA.config_map, namespace),
                data={"ca.pem": database.ca_certificate},
            )
        )
    return Configuration(namespace, tuple(resources), digest(found))


def digest(parts: Mapping[str, str]) -> str:
    """Return twelve characters that change with any of the parts."""
    text = "\0".join(f"{name}\0{parts[name]}" for name in sorted(parts))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _metadata(name: str, namespace: str) -> ConfigMapV1Metadata:
    return ConfigMapV1Metadata(name=name, namespace=namespace, labels={"app.kubernetes.io/name": "mlflow"})
