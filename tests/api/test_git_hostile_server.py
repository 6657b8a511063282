"""Clones from servers that send what no git server sends."""

import pytest

from support.git_relay import Listener
from support.git_remote import refused

COMMIT = "1" * 40
CAPABILITIES = "side-band-64k ofs-delta agent=git/2"
NAK = b"0008NAK\n"


def packet(content):
    return f"{len(content) + 4:04x}".encode() + content


def advertisement(*references, extra=""):
    first, *others = references
    lines = [f"{COMMIT} {first}\0{CAPABILITIES}{extra}\n"] + [f"{COMMIT} {name}\n" for name in others]
    return b"".join(packet(line.encode()) for line in lines) + b"0000"


class Server(Listener):
    """Speaks git:// up to the client's "done", then sends `answer`."""

    def __init__(self, references, answer=b""):
        self.references, self.answer = references, answer
        super().__init__()

    def serve(self, connection):
        with connection.makefile("rb") as stream:
            def read():
                length = int(stream.read(4) or b"0", 16)
                return stream.read(length - 4) if length > 4 else b""

            read()
            connection.sendall(self.references)
            while read() != b"done\n":
                if not stream.peek(1):
                    return
            connection.sendall(self.answer)

    def url(self):
        return f"git://127.0.0.1:{self.port}/r"


def clone(gitd, path, *args):
    with Server(*args) as server:
        resp = gitd.clone(server.url(), path)
    assert not path.exists()
    return refused(resp, 502, "GIT_TRANSPORT_FAILED")


def test_a_pack_that_claims_more_objects_than_there_can_be(gitd, tmp_path):
    pack = packet(b"\1PACK\0\0\0\2\xff\xff\xff\xff" + bytes(20)) + b"0000"
    assert "too many objects" in clone(gitd, tmp_path / "c", advertisement("HEAD", "refs/heads/main"), NAK + pack)


BAD_NAMES = ["refs/heads/a..b", "refs/heads/.a", "refs/heads/a b", "refs/heads/../../../config", "refs/heads/", "refs/heads/a.lock",
             "refs/heads/@{", "refs/heads/a\x01"]


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("said", [False, True], ids=["to be found out", "said"])
def test_a_default_branch_with_a_name_that_is_none(gitd, tmp_path, name, said):
    clone(gitd, tmp_path / "c", advertisement("HEAD", name, extra=f" symref=HEAD:{name}" if said else ""))


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_branch_with_a_name_that_is_none(gitd, tmp_path, name):
    with Server(advertisement("HEAD", "refs/heads/main", name)) as server:
        resp = gitd.clone(server.url(), tmp_path / "c", branch=name.removeprefix("refs/heads/"))
    assert resp.status in (400, 404, 502), resp
    assert not (tmp_path / "c").exists()


def test_the_reason_that_a_server_gives_in_the_place_of_a_pack(gitd, tmp_path):
    answer = NAK + packet(b"\3fatal: no way\n")
    assert "no way" in clone(gitd, tmp_path / "c", advertisement("HEAD", "refs/heads/main"), answer)
