"""Projects with a language server, and what the API answers about them."""

import itertools
import json
import pathlib
import shlex
from urllib.parse import quote

from support.daemon import REPO, check_error
from support.process import Events

FAKE = pathlib.Path(__file__).with_name("fake_language_server.py")
INSTALLED = REPO / "build" / "language-servers" / "node_modules" / ".bin"
PATH = f"{INSTALLED}:{REPO}/build/node/bin:/usr/bin:/bin"  # where the real servers are, and what they need
NOT_INITIALIZED = "LSP_SERVER_NOT_INITIALIZED"
POSTS = ("completions", "hover", "definition", "references", "rename", "format", "code-actions", "diagnostics")
GETS = {"document-symbols", "workspacesymbols"}
START_OF_TEXT = {"line": 0, "character": 0}

_numbers = itertools.count(1)


def position(line, character):
    return {"line": line, "character": character}


def span(line, start, end, last=None):
    return {"start": position(line, start), "end": position(line if last is None else last, end)}


def file_uri(path):
    return "file://" + quote(str(path))


def wrapper(directory, program, control, name=None):
    """Makes the fake server an executable of that name in a directory, which is made if it is missing. Every user
    may run it: the Python is not the one of the tests."""
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    script = directory / program
    words = shlex.join(["/usr/bin/python3", "-BSE", str(FAKE), str(control), name or program])
    script.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    script.chmod(0o755)
    return script


class Control:
    """Of the fake servers that share it: what they are to do, and what they have got."""

    def __init__(self, path, **behaviour):
        self.path = pathlib.Path(path)
        self.path.mkdir()
        self.path.chmod(0o777)
        log = self.path / "messages.jsonl"
        log.touch()
        log.chmod(0o666)
        self.feed = Events(self.path / "feed")
        self.behave(**behaviour)

    def behave(self, **behaviour):
        """In place of what was told before; see fake_language_server.py."""
        new = self.path / "behaviour.new"
        new.write_text(json.dumps(behaviour))
        new.chmod(0o644)
        new.rename(self.path / "behaviour.json")

    def script(self, **actions):
        """script(hover=[...]): for those methods of text documents alone."""
        self.behave(on={f"textDocument/{name}": script for name, script in actions.items()})

    def until(self, what):
        """Waits for the next message with that method, or for a "response" or a "start"."""
        while self.feed.line() != what:
            pass

    def records(self):
        return [json.loads(line) for line in (self.path / "messages.jsonl").read_text().split("\n")[:-1]]

    def starts(self):
        """The circumstances of every start, each with its "pid"."""
        return [{"pid": r["pid"], **r["start"]} for r in self.records() if "start" in r]

    def pids(self):
        return [start["pid"] for start in self.starts()]

    def messages(self, *methods):
        """All, or those with these methods; "response" are the answers that the server got."""
        found = [r["message"] for r in self.records() if "message" in r]
        return [m for m in found if not methods or m.get("method", "response") in methods]

    def methods(self):
        return [m.get("method", "response") for m in self.messages()]

    def params(self, method):
        return [m["params"] for m in self.messages(method)]

    def about(self, path):
        """The methods of notifications about that document, in order."""
        uri = file_uri(path)
        return [m["method"].removeprefix("textDocument/") for m in self.messages()
                if "id" not in m and m.get("params", {}).get("textDocument", {}).get("uri") == uri]

    def close(self):
        self.feed.close()


class Project:
    """A directory and the language it is asked about."""

    def __init__(self, daemon, path, language="python"):
        self.daemon = daemon
        self.path = pathlib.Path(path)
        self.path.mkdir(parents=True, exist_ok=True)
        self.language = language
        self.control = None

    @property
    def who(self):
        return {"languageId": self.language, "pathToProject": str(self.path)}

    def write(self, name, text):
        """By rename, so that no time stamp hides the change."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".new-{next(_numbers)}")
        new.write_bytes(text if isinstance(text, bytes) else text.encode())
        new.rename(path)
        return path

    def uri(self, name):
        return file_uri(self.path / name)

    def ask(self, request, name=None, headers=None, **fields):
        """The Response; `name` is a document's, in the project or absolute."""
        if name is not None:
            fields.setdefault("uri", f"file://{self.path / name}")
        if request in ("hover", "definition", "references", "rename", "completions"):
            fields.setdefault("position", START_OF_TEXT)
        fields = {**self.who, **fields}
        if request in GETS:
            return self.daemon.get(f"/lsp/{request}", headers, **fields)
        return self.daemon.post(f"/lsp/{request}", fields, headers)

    def answer(self, request, name=None, **fields):
        """The object of an answer that must be 200."""
        resp = self.ask(request, name, **fields)
        assert resp.status == 200, resp
        assert resp.headers["Content-Type"].split(";")[0] == "application/json", resp
        return resp.json()

    def done(self, request, name=None, **fields):
        """For requests whose answer is empty."""
        resp = self.ask(request, name, **fields)
        assert (resp.status, resp.body) == (200, b""), resp

    def start(self):
        self.done("start")
        return self

    def stop(self):
        self.done("stop")

    def hover_text(self, name):
        """What the fake server has as the document's text."""
        contents = self.answer("hover", name)["contents"]
        return "" if contents is None else contents["value"]

    def refused(self, message=None, request="hover", name="a.py", **fields):
        """A request that must fail because there is no server; returns the error body."""
        resp = self.ask(request, name, **fields)
        body = check_error(resp, 400, NOT_INITIALIZED, "/lsp/start")
        assert message is None or message in body["message"].lower(), body
        return body


def at(text, needle, offset=0):
    """The position of the needle's first occurrence in the text, and `offset` units on."""
    start = text.index(needle)
    line = text.count("\n", 0, start)
    before = text[text.rfind("\n", 0, start) + 1:start]
    return position(line, len(before.encode("utf-16-le")) // 2 + offset)


def labels(completions):
    return {item["label"] for item in completions["items"]}
