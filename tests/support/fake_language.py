"""What the fake language server knows of its language: words, `class` and `def` lines, and that "error" is one."""

import os
import re
from urllib.parse import unquote, quote

CAPABILITIES = {
    "textDocumentSync": {"openClose": True, "change": 1}, "completionProvider": {"triggerCharacters": ["."]},
    "hoverProvider": True, "definitionProvider": True, "referencesProvider": True, "documentSymbolProvider": True,
    "workspaceSymbolProvider": True, "renameProvider": True, "documentFormattingProvider": True,
    "codeActionProvider": True,
}
WORD = re.compile(r"\w+")
SYMBOL = re.compile(r"(\s*)(class|def) (\w+)")


class Unsupported(Exception):
    pass


def units(text):
    """The length in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def span(number, line, start, end):
    return {"start": {"line": number, "character": units(line[:start])},
            "end": {"line": number, "character": units(line[:end])}}


def path_of(uri):
    return unquote(uri.removeprefix("file://"))


class Language:
    """`send` gets the messages that are no answers."""

    def __init__(self, send):
        self.send = send
        self.root = None
        self.pulls = False
        self.documents = {}

    def notified(self, method, params, publish=True):
        if method == "textDocument/didOpen":
            document = params["textDocument"]
            self.documents[document["uri"]] = document
            if publish:
                self.publish(document)
        elif method == "textDocument/didChange":
            document = self.documents[params["textDocument"]["uri"]]
            (change,) = params["contentChanges"]
            assert "range" not in change, change
            document.update(version=params["textDocument"]["version"], text=change["text"])
            if publish:
                self.publish(document)
        elif method == "textDocument/didClose":
            del self.documents[params["textDocument"]["uri"]]

    def publish(self, document):
        if not self.pulls:
            about = {"uri": document["uri"], "version": document["version"]}
            problems = self.problems(document["text"])
            self.send({"method": "textDocument/publishDiagnostics", "params": {**about, "diagnostics": problems}})

    def answer(self, method, params, capabilities):
        if method == "initialize":
            changed = {**CAPABILITIES, **capabilities}
            self.pulls = changed.get("diagnosticProvider") is not None
            self.root = path_of(params["rootUri"]) if params.get("rootUri") else None
            return {"capabilities": {k: v for k, v in changed.items() if v is not None},
                    "serverInfo": {"name": "fake", "version": "1"}}
        if method == "shutdown":
            return None
        name = method.replace("/", "_")
        if not hasattr(self, name):
            raise Unsupported
        return getattr(self, name)(params or {})

    # The answers, by the names of their methods

    def textDocument_hover(self, params):
        return {"contents": {"kind": "plaintext", "value": self.document(params)["text"]}}

    def textDocument_completion(self, params):
        words = sorted(set(WORD.findall(self.document(params)["text"])))
        return {"isIncomplete": False, "items": [{"label": word} for word in words]}

    def textDocument_documentSymbol(self, params):
        found = []
        for number, line in enumerate(self.document(params)["text"].splitlines()):
            if match := SYMBOL.match(line):
                symbol = {"name": match[3], "kind": 5 if match[2] == "class" else 12, "children": [],
                          "range": span(number, line, 0, len(line)),
                          "selectionRange": span(number, line, *match.span(3))}
                (found[-1]["children"] if match[1] and found else found).append(symbol)
        return found

    def workspace_symbol(self, params):
        return [{"name": match[3], "kind": 12, "location": {"uri": uri, "range": span(number, line, *match.span(3))}}
                for uri, document in sorted(self.documents.items())
                for number, line in enumerate(document["text"].splitlines())
                if (match := SYMBOL.match(line)) and params["query"] in match[3]]

    def textDocument_definition(self, params):
        return [place for place, line in self.places(self.word(params)) if SYMBOL.match(line)]

    def textDocument_references(self, params):
        both = self.places(self.word(params))
        return [place for place, line in both if params["context"]["includeDeclaration"] or not SYMBOL.match(line)]

    def textDocument_rename(self, params):
        changes = {}
        for place, _ in self.places(self.word(params)):
            changes.setdefault(place["uri"], []).append({"range": place["range"], "newText": params["newName"]})
        return {"changes": changes}

    def textDocument_formatting(self, params):
        options, edits = params["options"], []
        for number, line in enumerate(self.document(params)["text"].splitlines()):
            for match in re.finditer(r"\t|[ \t]+$", line):
                new = "" if match.end() == len(line) else " " * options["tabSize"] if options["insertSpaces"] else "\t"
                edits.append({"range": span(number, line, *match.span()), "newText": new})
        return edits

    def textDocument_codeAction(self, params):
        return [{"title": f"Fix: {problem['message']}", "kind": "quickfix", "diagnostics": [problem], "isPreferred": True,
                 "edit": {"changes": {params["textDocument"]["uri"]: [{"range": problem["range"], "newText": "fixed"}]}}}
                for problem in params["context"]["diagnostics"]]

    def textDocument_diagnostic(self, params):
        return {"kind": "full", "items": self.problems(self.document(params)["text"])}

    # What they are made of

    def document(self, params):
        return self.documents[params["textDocument"]["uri"]]

    def problems(self, text):
        return [{"range": span(number, line, *match.span()), "severity": 1, "code": "bad-word", "source": "fake",
                 "message": f"error in line {number}"}
                for number, line in enumerate(text.splitlines()) for match in re.finditer("error", line)]

    def word(self, params):
        position = params["position"]
        line = self.document(params)["text"].splitlines()[position["line"]]
        for match in WORD.finditer(line):
            if units(line[:match.start()]) <= position["character"] <= units(line[:match.end()]):
                return match[0]
        return None

    def places(self, word):
        """(location, line) of each occurrence, in open documents and in the project's other files."""
        texts = {uri: document["text"] for uri, document in self.documents.items()}
        for directory, names, files in os.walk(self.root or "/nonexistent"):
            names[:] = [name for name in names if name != "node_modules"]
            for name in files:
                uri = "file://" + quote(os.path.join(directory, name))
                if uri not in texts and name.endswith(".py"):
                    with open(os.path.join(directory, name), encoding="utf-8") as file:
                        texts[uri] = file.read()
        return [({"uri": uri, "range": span(number, line, *match.span())}, line)
                for uri, text in sorted(texts.items())
                for number, line in enumerate(text.splitlines())
                for match in WORD.finditer(line) if match[0] == word]
