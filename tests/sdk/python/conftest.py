"""Fixtures: the sandbox through the synchronous and through the asynchronous client, and a scratch directory."""

import asyncio
import inspect
import os
import tempfile
from pathlib import Path

import pytest
from daytona import AsyncDaytona, Daytona, DaytonaError


class Blocking:
    """An object of the asynchronous client whose calls run to their end, so that one test serves both clients."""

    def __init__(self, target, runner):
        self._target, self._runner = target, runner

    def __getattr__(self, name):
        value = getattr(self._target, name)
        if callable(value):
            return lambda *args, **kwargs: self._finish(value(*args, **kwargs))
        return Blocking(value, self._runner)

    def _finish(self, result):
        if inspect.isawaitable(result):
            return self._finish(self._runner.run(_await(result)))
        return self._chunks(result) if hasattr(result, "__aiter__") else result

    def _chunks(self, stream):
        end = object()
        while (chunk := self._runner.run(anext(stream, end))) is not end:
            yield chunk


async def _await(awaitable):
    return await awaitable


@pytest.fixture(scope="session")
def sync_get():
    return Daytona().get


@pytest.fixture(scope="session")
def async_get():
    async def connect():
        return AsyncDaytona()

    with asyncio.Runner() as runner:
        client = runner.run(connect())
        yield lambda name: Blocking(runner.run(client.get(name)), runner)
        runner.run(client.close())


@pytest.fixture(scope="session")
def sync_sandbox(sync_get):
    return sync_get(os.environ["SANDBOX_ID"])


@pytest.fixture(scope="session")
def async_sandbox(async_get):
    return async_get(os.environ["SANDBOX_ID"])


@pytest.fixture(params=["sync", "async"])
def sandbox(request):
    return request.getfixturevalue(f"{request.param}_sandbox")


@pytest.fixture
def blocking(sandbox):
    """For what the sandbox has made without a call: blocking(object) → one whose calls run to their end."""
    return (lambda made: Blocking(made, sandbox._runner)) if isinstance(sandbox, Blocking) else lambda made: made


@pytest.fixture
def in_language(request, sandbox, sync_sandbox):
    """The sandbox as one of another language, javascript or typescript, through the same client."""
    get = request.getfixturevalue("sync_get" if sandbox is sync_sandbox else "async_get")
    return lambda language: get(f"{os.environ['SANDBOX_ID']}-{language}")


@pytest.fixture
def directory():
    return Path(tempfile.mkdtemp(prefix="py-", dir=os.environ["SCRATCH"]))


@pytest.fixture
def upload(sandbox, directory):
    return lambda text, name: sandbox.fs.upload_file(text.encode(), str(directory / name))


@pytest.fixture
def download(sandbox, directory):
    return lambda name: sandbox.fs.download_file(str(directory / name)).decode()


@pytest.fixture
def rejects():
    """Expects an error of the daemon, of this class or one derived from it, with a status and, when given, a code."""

    def check(call, error_class, status, code=None):
        with pytest.raises(DaytonaError) as caught:
            call()
        error = caught.value
        assert isinstance(error, error_class), f"{error!r} is no {error_class.__name__}"
        assert (error.status_code, error.source) == (status, "DAYTONA_DAEMON")
        assert code is None or error.code == code
        assert error.message

    return check
