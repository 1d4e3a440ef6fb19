"""What can be wrong with the packages that schemas are read from."""


class NoSchema(Exception):  # noqa: N818  named after what is missing
    """A provider or type that is asked for is in no installed package and no reviewed table."""


class UnknownShape(Exception):  # noqa: N818  named after what was found
    """A generated file holds a shape that is not understood: guessing would make a schema that is not the provider's."""
