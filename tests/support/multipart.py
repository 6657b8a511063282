"""Builds multipart request bodies, also odd ones, and reads multipart answers strictly."""

import re
from urllib.parse import unquote_to_bytes

from support.daemon import Headers

BOUNDARY = "--------------------------081534472216"
DOWNLOAD_BOUNDARY = "DAYTONA-FILE-BOUNDARY"
ATTR_CHARS = re.compile(r"(?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})*")  # RFC 5987


def part(name, content, filename=None, headers=()):
    """One part, without its delimiters. `filename` is written as it is given."""
    head = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"'
    lines = [head, *headers]
    return "".join(line + "\r\n" for line in lines).encode() + b"\r\n" + content


def file_part(content, filename="ignored.bin", name="file"):
    return part(name, content, filename, ["Content-Type: application/octet-stream"])


def bulk_parts(*entries):
    """(N, path, content) → the path and the file part of each."""
    out = []
    for n, path, content in entries:
        out += [bulk_path(n, path), bulk_file(n, content)]
    return out


def bulk_path(n, path):
    return part(f"files[{n}].path", path if isinstance(path, bytes) else str(path).encode())


def bulk_file(n, content):
    return file_part(content, name=f"files[{n}].file")


def form(*parts, boundary=BOUNDARY, preamble=b"", epilogue=b"", closed=True):
    delimiter = b"--" + boundary.encode()
    body = preamble + delimiter + b"\r\n"
    body += (b"\r\n" + delimiter + b"\r\n").join(parts)
    return body + (b"\r\n" + delimiter + b"--\r\n" + epilogue if closed else b"")


def form_headers(boundary=BOUNDARY):
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}


class Part:
    def __init__(self, head, body):
        lines = [line.split(b":", 1) for line in head.split(b"\r\n")]
        self.headers = Headers((k.decode(), v.strip().decode("latin-1")) for k, v in lines)
        self.body = body
        kind, self.params = disposition(self.headers["Content-Disposition"])
        assert kind == "form-data"
        self.name = self.params["name"]
        self.decoded_name = extended(self.params["filename*"])


def read_parts(resp):
    """The parts of a bulk download; every byte must belong to the format."""
    kind = resp.headers["Content-Type"].replace('"', "")
    assert kind == f"multipart/form-data; boundary={DOWNLOAD_BOUNDARY}"
    delimiter = b"--" + DOWNLOAD_BOUNDARY.encode()
    rest, parts = resp.body, []
    assert rest.startswith(delimiter)
    rest = rest[len(delimiter):]
    while not rest.startswith(b"--"):
        assert rest.startswith(b"\r\n"), rest[:80]
        head, rest = rest[2:].split(b"\r\n\r\n", 1)
        length = Headers([line.decode("latin-1").split(": ", 1) for line in head.split(b"\r\n")]).get("Content-Length")
        end = int(length) if length is not None else rest.index(b"\r\n" + delimiter)
        assert rest[end:].startswith(b"\r\n" + delimiter), rest[end:end + 80]
        parts.append(Part(head, rest[:end]))
        rest = rest[end + 2 + len(delimiter):]
    assert rest in (b"--", b"--\r\n")
    return parts


def disposition(value):
    """A Content-Disposition header, strictly: (kind, {parameter: value}), quoted strings unescaped."""
    kind, rest = re.match(r"([a-z-]+)(.*)$", value, re.S).groups()
    params = {}
    while rest:
        match = re.match(r';\s*([a-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))', rest, re.S)
        assert match, f"malformed at {rest!r} in {value!r}"
        name, quoted, token = match.groups()
        assert name not in params, value
        params[name] = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else token
        rest = rest[match.end():]
    return kind, params


def extended(value):
    """utf-8''<RFC 5987> → text"""
    charset, language, encoded = value.split("'", 2)
    assert charset.lower() == "utf-8" and language == ""
    assert ATTR_CHARS.fullmatch(encoded), encoded
    return unquote_to_bytes(encoded).decode("utf-8")
