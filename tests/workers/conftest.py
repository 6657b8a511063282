import pytest

from support.python_worker import Worker, pythons

PYTHONS = pythons()
assert PYTHONS, "no Python from 3.8 on was found"


@pytest.fixture(params=PYTHONS, scope="module", ids=lambda path: path.rsplit("/", 1)[1] if path.count("/") < 4 else path.split("/")[-3])
def python(request):
    """Each Python of this machine."""
    return request.param


@pytest.fixture
def worker(python):
    made = Worker(python)
    yield made
    if made.process.poll() is None:
        assert made.close() == 0
