"""Who may include whom: the structure that the layout promises."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)', re.MULTILINE)

# Beside itself and base/, an area may include these small HTTP interfaces.
HTTP_INTERFACES = {"http/command_answer.h", "http/message.h", "http/error_response.h", "http/multipart.h", "http/range.h",
                   "http/content_disposition.h", "http/mime.h", "http/url.h", "http/websocket.h"}
WIRING = {"main.cpp", "routes.cpp", "routes.h"}


def all_sources():
    for top in ("daemon", "lsp", "computeruse"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in (".cpp", ".h"):
                yield path


SOURCES = list(all_sources())


def area_of(path):
    relative = path.relative_to(ROOT)
    return relative.parts[1] if relative.parts[0] == "daemon" and len(relative.parts) > 2 else relative.parts[0]


def includes(path, kind):
    return [name for mark, name in INCLUDE.findall(path.read_text()) if mark == kind]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_an_area_includes_itself_and_base_only(path):
    if path.name in WIRING and area_of(path) == "daemon":
        return
    area = area_of(path)
    foreign = {name for name in includes(path, '"') if name.split("/")[0] not in (area, "base")}
    allowed = set() if area in ("base", "http") else HTTP_INTERFACES
    assert foreign - allowed == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_beast_x11_and_libgit2_stay_where_they_belong(path):
    names = includes(path, "<")
    here = str(path.relative_to(ROOT))
    if not (here.startswith("daemon/http/") and path.suffix == ".cpp"):
        assert [n for n in names if n.startswith("boost/beast")] == []
    if not (here.startswith("computeruse/") and path.suffix == ".cpp"):
        assert [n for n in names if n.startswith("X11/")] == []
    if not here.startswith("daemon/git/"):
        assert [n for n in names if n.startswith("git2")] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_headers_do_not_pull_in_all_of_asio(path):
    assert "boost/asio.hpp" not in includes(path, "<")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_task_is_detached(path):
    assert not re.search(r"\basio::detached\b|\.detach\(\)", path.read_text())
