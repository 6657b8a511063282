"""The binary is static and runs in any root file system: only busybox, or Debian with systemd's name look-ups."""

import os
import pathlib
import shutil
import struct
import tempfile

import pytest

from support import roots
from support.daemon import binary, check_error
from support.process import execute
from support.wrapped import WrappedDaemon

PT_DYNAMIC, PT_INTERP, DT_NEEDED = 2, 3, 1

pytestmark = pytest.mark.skipif(bool(os.environ.get("TOOLBOXD_SANITIZED")),
                                reason="a build with sanitizers is not static")
needs_mounts = pytest.mark.skipif(not roots.can_mount(), reason="needs root and the permission to mount")


# The file

def program_headers(image):
    """(type, offset, size in the file) of each, for 64-bit little-endian ELF."""
    assert image[:6] == b"\x7fELF\x02\x01", "not a 64-bit little-endian ELF file"
    start, = struct.unpack_from("<Q", image, 32)
    size, count = struct.unpack_from("<HH", image, 54)
    for n in range(count):
        kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", image, start + n * size)
        yield kind, offset, length


def test_the_binary_names_no_interpreter_and_no_library():
    image = pathlib.Path(binary()).read_bytes()
    headers = list(program_headers(image))
    assert PT_INTERP not in [kind for kind, _, _ in headers]
    for kind, offset, length in headers:
        if kind == PT_DYNAMIC:  # of a static PIE; it must not need anything
            assert DT_NEEDED not in [tag for tag, _ in struct.iter_unpack("<qQ", image[offset:offset + length])]


def test_no_library_is_mapped(daemon):
    assert ".so" not in pathlib.Path(f"/proc/{daemon.proc.pid}/maps").read_text()


# The roots

@pytest.fixture
def directory():
    """Below /tmp, where every user may go; pytest's own directories are private."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="toolboxd-root-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def start():
    started = []

    def run(*args, env=None, **options):
        started.append(WrappedDaemon(roots.start_command(*args, **options), env or roots.environment()))
        return started[-1]

    yield run
    for daemon in started:
        daemon.stop()


BUILDERS = {
    "busybox": pytest.param(roots.busybox_root, id="busybox", marks=pytest.mark.skipif(
        not os.path.exists(roots.BUSYBOX), reason="busybox-static is not installed")),
    "debian": pytest.param(roots.debian_root, id="debian"),
}


def check_no_library(daemon):
    """Name look-ups must not have loaded the root's libraries."""
    assert ".so" not in pathlib.Path(f"/proc/{daemon.daemon_pid()}/maps").read_text()


@needs_mounts
@pytest.mark.parametrize("read_only", [False, True], ids=["writable", "read-only"])
@pytest.mark.parametrize("uid", [0, 65534])
@pytest.mark.parametrize("build", BUILDERS.values())
def test_it_serves(directory, start, build, uid, read_only):
    root = build(directory)
    daemon = start(root, uid=uid, read_only=read_only)
    version = daemon.get("/version")
    assert version.status == 200 and list(version.json()) == ["version"]
    home = daemon.get("/user-home-dir")
    assert home.status == 200 and home.json()["dir"].startswith("/")
    assert execute(daemon, "echo hi") == {"exitCode": 0, "result": "hi\n"}
    assert execute(daemon, "id -u; exit 3") == {"exitCode": 3, "result": f"{uid}\n"}
    assert execute(daemon, "echo " + "x" * 200_000) == {"exitCode": 0, "result": "x" * 200_000 + "\n"}
    listing = daemon.get("/files", path="/")
    assert listing.status == 200
    assert [f["name"] for f in listing.json()] == sorted(os.listdir(root))
    info = {f["name"]: f for f in listing.json()}["file"]
    assert (info["size"], info["isDir"], info["owner"], info["group"]) == (5, False, "0", "0")
    download = daemon.get("/files/download", path="/file")
    assert download.status == 200 and download.body == b"text\n"
    resp = daemon.post("/files/permissions", path="/file", owner="nobody-of-that-name")
    assert "user not found" in check_error(resp, 400, "BAD_REQUEST")["message"]
    resp = daemon.post("/files/permissions", path="/file", group="no-group-of-that-name")
    assert "group not found" in check_error(resp, 400, "BAD_REQUEST")["message"]
    assert daemon.get("/version").json() == version.json()
    check_no_library(daemon)


@needs_mounts
def test_the_user_list_of_the_root_is_used(directory, start):
    root = roots.debian_root(directory)
    daemon = start(root)
    assert daemon.get("/user-home-dir").json() == {"dir": "/root"}
    assert daemon.post("/files/permissions", path="/file", owner="alice", group="painters", mode="640").status == 200
    info = daemon.get("/files/info", path="/file").json()
    assert (info["owner"], info["group"], info["permissions"]) == ("4242", "4343", "0640")
    check_no_library(daemon)


@needs_mounts
@pytest.mark.parametrize("build", BUILDERS.values())
def test_large_output_where_nothing_can_be_written(directory, start, build):
    """It answers: with the result where it finds room, else with an error that says why. And it goes on."""
    daemon = start(build(directory), read_only=True)
    size = 80 * 1024 * 1024
    resp = daemon.post("/process/execute", {"command": f"yes xxxxxxx | head -c {size}"})
    if resp.status == 200:
        assert resp.json()["exitCode"] == 0 and len(resp.json()["result"]) == size
    else:
        check_error(resp, resp.status, ("INSUFFICIENT_STORAGE", "SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR"))
    assert execute(daemon, "echo hi") == {"exitCode": 0, "result": "hi\n"}


@needs_mounts
@pytest.mark.skipif(not os.path.exists(roots.BUSYBOX), reason="busybox-static is not installed")
def test_without_proc_and_dev_it_still_answers(directory, start):
    daemon = start(roots.busybox_root(directory), kernel_files=False)
    assert daemon.get("/version").status == 200
    assert daemon.get("/files/download", path="/file").body == b"text\n"
    assert execute(daemon, "read line; echo \"[$line]\"; exit 3") == {"exitCode": 3, "result": "[]\n"}
