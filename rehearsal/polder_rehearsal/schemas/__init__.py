"""True schemas of the providers in use, rebuilt from the installed bindings, with what those do not hold from tables."""

from polder_rehearsal.schemas.assembled import provider_schemas
from polder_rehearsal.schemas.errors import NoSchema, UnknownShape
from polder_rehearsal.schemas.model import ProviderSchemas, Used
from polder_rehearsal.schemas.used import used_by, used_in

__all__ = ["NoSchema", "ProviderSchemas", "UnknownShape", "Used", "provider_schemas", "used_by", "used_in"]
