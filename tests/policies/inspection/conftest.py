"""One site of each cloud, with copies of its emitted stacks that a test may change."""

import pytest

from altered import Altered, altered
from emission import Emitted


@pytest.fixture
def aws(emitted: Emitted) -> Altered:
    """A site on AWS."""
    return altered(emitted, "prod-frankfurt")


@pytest.fixture
def azure(emitted: Emitted) -> Altered:
    """A site on Azure."""
    return altered(emitted, "prod-amsterdam")


@pytest.fixture
def gcp(emitted: Emitted) -> Altered:
    """A site on Google Cloud."""
    return altered(emitted, "prod-eemshaven")


@pytest.fixture
def emitted_mirror(emitted: Emitted) -> Altered:
    """A site without a way out, which pulls images through a mirror."""
    return altered(emitted, "awsclosed-dublin")
