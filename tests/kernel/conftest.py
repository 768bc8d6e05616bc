"""Each kernel is a parameter; what belongs to one is run by one process, so that it is booted as seldom as can be."""

import pytest

from tests.kernel.kernels import KERNELS, Kernel, missing


@pytest.fixture(
    scope="session",
    params=[pytest.param(each, id=f"linux-{each}", marks=pytest.mark.xdist_group(f"linux-{each}")) for each in KERNELS],
)
def kernel(request: pytest.FixtureRequest) -> Kernel:
    """A kernel that can be booted; where it cannot, the test is skipped, and in CI has failed."""
    found: Kernel = request.param
    lacking = missing(found)
    if lacking is not None:
        pytest.skip(lacking)
    return found
