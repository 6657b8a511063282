#!/usr/bin/env python3
"""embed.py OUT --libraries FILE... --ours FILE...: makes what the binary holds of the web terminal's page.

Each file goes to OUT gzipped, under a name that carries a hash of its content (xterm-0123456789abcdef.mjs.gz),
so that browsers may keep it for ever. OUT/web_assets.cpp embeds them all, as pty/web_assets.h declares it.
A file may refer to those listed before it, by the name it has here, as "./name" or "assets/name". The last is
the page itself.
"""

import argparse
import gzip
import hashlib
import pathlib
import re
import sys

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
}
REFERENCE = re.compile(rb"""(?<=["'])(\./|assets/)([\w.-]+)(?=["'])""")


def library(path):
    """A library's file under its licence, which wants to be passed on; without the mention of a source map."""
    licence = (path.parents[1] / "LICENSE").read_bytes()
    content = re.sub(rb"\n//# sourceMappingURL=\S*\s*$", b"\n", path.read_bytes())
    return b"/*\n" + licence.strip() + b"\n*/\n" + content


def ours(path, names):
    def renamed(reference):
        name = reference[2].decode()
        if name not in names:
            sys.exit(f"{path} refers to {name}, which embed.py does not list above it")
        return reference[1] + names[name].encode()

    return REFERENCE.sub(renamed, path.read_bytes())


def source(rows):
    """The C++ that embeds (name, media type, size) rows, the page's last."""
    assets = [f'{{"{name}", "{kind}", gzip_{i}, {size}}}' for i, (name, kind, size) in enumerate(rows)]
    lines = ["// Made by pty/web/embed.py.", '#include "pty/web_assets.h"', "", "namespace toolbox {", "namespace {", ""]
    for i, (name, _, _) in enumerate(rows):
        lines += [f"constexpr unsigned char gzip_{i}[] = {{", f'#embed "{name}.gz"', "};"]
    lines += ["", "constexpr WebAsset assets[] = {", *(f"    {asset}," for asset in assets[:-1]), "};"]
    lines += [f"constexpr WebAsset index = {assets[-1]};", "", "}  // namespace", ""]
    lines += ["std::span<const WebAsset> web_assets() { return assets; }"]
    lines += ["const WebAsset& web_index() { return index; }", "", "}  // namespace toolbox", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--libraries", nargs="+", type=pathlib.Path)
    parser.add_argument("--ours", nargs="+", type=pathlib.Path)
    args = parser.parse_args()

    for old in args.out.glob("*.gz"):
        old.unlink()
    names = {}  # as in the sources → with the hash
    rows = []
    for path in args.libraries + args.ours:
        content = library(path) if path in args.libraries else ours(path, names)
        digest = hashlib.sha256(content).hexdigest()[:16]
        name = names[path.name] = f"{path.stem}-{digest}{path.suffix}"
        (args.out / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        rows.append((name, MEDIA_TYPES[path.suffix], len(content)))
    (args.out / "web_assets.cpp").write_text(source(rows))


if __name__ == "__main__":
    main()
