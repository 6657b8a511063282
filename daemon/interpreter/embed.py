#!/usr/bin/env python3
"""embed.py OUT NAME=FILE[,FILE...]...: writes the C++ that holds the FILEs, one after the other, as toolbox::programs::NAME."""

import pathlib
import sys

DELIMITER = "toolboxd"  # of raw string literals; compilers take long ones when they come in pieces
PIECE = 8000


def literal(text):
    if f'){DELIMITER}"' in text:
        sys.exit(f'a program holds )' + DELIMITER + '", which would end its literal')
    pieces = [text[i : i + PIECE] for i in range(0, len(text), PIECE)] or [""]
    return "\n    ".join(f'R"{DELIMITER}({piece}){DELIMITER}"' for piece in pieces)


def main():
    out, *programs = sys.argv[1:]
    lines = ["// Made by interpreter/embed.py.", '#include "interpreter/programs.h"', "", "namespace toolbox::programs {", ""]
    for program in programs:
        name, _, files = program.partition("=")
        text = "".join(pathlib.Path(file).read_text(encoding="utf-8") for file in files.split(","))
        lines.append(f"const std::string_view {name}{{\n    {literal(text)}, {len(text.encode())}}};")
    lines += ["", "}  // namespace toolbox::programs", ""]
    pathlib.Path(out).write_text("\n".join(lines), encoding="utf-8")


main()
