"""What a person sees: a terminal's screen as it becomes by the bytes that it gets, so that two of them can be compared.

pyte draws it. Added here is what programs use and pyte lacks: the alternate screen, a scrollback, repeated
characters, sequences that it would take for others or for text.
"""

import codecs
import re
import threading

import pyte
from wcwidth import wcwidth

from support.daemon import TIMEOUT

SEQUENCE = re.compile("\x1b(?:[PX^_].*?\x1b\\\\|\\].*?(?:\x07|\x1b\\\\)|\\[[0-?]*[ -/]*[@-~]|[ -/]+[0-~]|[0-OQ-WYZ\\\\`-~])",
                      re.DOTALL)
ALTERNATE = {47, 1047, 1049}
SHOWN_MODES = (1, 7, 1000, 1002, 1003, 1004, 1006, 2004)
NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")


def colour(name):
    """One name for each colour: `red` and number 1 of 256 are the same."""
    names = [*NAMES, *("bright" + n for n in NAMES)]
    numbers = {n: pyte.graphics.FG_BG_256[i] for i, n in enumerate(names)}
    return numbers.get(name, name)


def plain(sequence):
    """A sequence in a form that pyte reads; empty for one that draws nothing."""
    kind = sequence[1]
    if kind in "PX^_":
        return ""
    if kind == "]":
        return sequence if sequence[2:4] in ("0;", "1;", "2;") else ""
    if kind == "[":
        body = sequence[2:-1]
        if re.search("[<=> -/]", body) or (body.startswith("?") and sequence[-1] not in "hl"):
            return ""
        if ":" in body:
            body = re.sub(r"([34]8):2:\d*:(\d+):(\d+):(\d+)", r"\1;2;\2;\3;\4", body)
            body = re.sub(r"\b4:0\b", "24", body)
            body = re.sub(r"\b4:[1-5]\b", "4", body).replace(":", ";")
        return f"\x1b[{body}{sequence[-1]}"
    if kind in " !\"$%&'*+,-./":
        return ""
    return sequence


class Stream(pyte.Stream):
    csi = {**pyte.Stream.csi, "b": "repeat", "S": "scroll_up", "T": "scroll_down"}
    events = pyte.Stream.events | {"repeat", "scroll_up", "scroll_down"}


class Screen(pyte.Screen):
    """feed(bytes) draws; `history` has the lines that left at the top, `title` the title."""

    def __init__(self, cols=80, rows=24):
        self.history = []
        self._main = None
        self._last = " "
        super().__init__(cols, rows)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""
        self._stream = Stream(self)
        self._stream.use_utf8 = False  # or it ignores line drawing

    def feed(self, data):
        text = self._pending + self._decoder.decode(data)
        at, shown = 0, []
        while (start := text.find("\x1b", at)) >= 0 and (match := SEQUENCE.match(text, start)):
            shown += [text[at:start], plain(match.group())]
            at = match.end()
        end = start if start >= 0 else len(text)
        self._pending = text[end:]
        self._stream.feed("".join([*shown, text[at:end]]))

    @property
    def alternate(self):
        return self._main is not None

    def set_mode(self, *modes, **kwargs):
        if kwargs.get("private") and ALTERNATE & set(modes) and not self.alternate:
            self._main = {y: dict(row) for y, row in self.buffer.items()}, self.cursor.x, self.cursor.y, self.cursor.attrs
            self.buffer.clear()
        super().set_mode(*(m for m in modes if m not in ALTERNATE), **kwargs)

    def reset_mode(self, *modes, **kwargs):
        if kwargs.get("private") and ALTERNATE & set(modes) and self.alternate:
            rows, x, y, attrs = self._main
            self._main = None
            self.buffer.clear()
            for n, row in rows.items():
                self.buffer[n].update(row)
            if 1049 in modes:
                self.cursor.x, self.cursor.y, self.cursor.attrs = x, y, attrs
        super().reset_mode(*(m for m in modes if m not in ALTERNATE), **kwargs)

    def draw(self, data):
        super().draw(data)
        self._last = data[-1:] or self._last

    def repeat(self, count=1):
        self.draw(self._last * max(count, 1))

    def index(self):
        top, bottom = self.margins or (0, self.lines - 1)
        if self.cursor.y == bottom and top == 0 and not self.alternate:
            self.history.append("".join(self.buffer[0][x].data for x in range(self.columns)).rstrip())
        super().index()

    def scroll_up(self, count=1):
        self._at_margin(0, self.delete_lines, count)

    def scroll_down(self, count=1):
        self._at_margin(0, self.insert_lines, count)

    def _at_margin(self, which, move, count):
        x, y = self.cursor.x, self.cursor.y
        self.cursor.y = self.margins[which] if self.margins else 0
        move(max(count, 1))
        self.cursor.x, self.cursor.y = x, y

    # What is erased keeps the background only. After the last column the cursor is on it still, but for drawing.

    def cursor_up(self, count=None):
        self.cursor.x = min(self.cursor.x, self.columns - 1)
        super().cursor_up(count)

    def _erasing(self, erase, *args, **kwargs):
        self.cursor.x = min(self.cursor.x, self.columns - 1)
        attrs = self.cursor.attrs
        self.cursor.attrs = self.default_char._replace(bg=attrs.bg)
        erase(*args, **kwargs)
        self.cursor.attrs = attrs

    def erase_in_line(self, *args, **kwargs):
        self._erasing(super().erase_in_line, *args, **kwargs)

    def erase_in_display(self, *args, **kwargs):
        self._erasing(super().erase_in_display, *args, **kwargs)

    def erase_characters(self, *args, **kwargs):
        self._erasing(super().erase_characters, *args, **kwargs)

    @property
    def display(self):
        """The lines as they are now: also when half of a wide character has just been written over, of which pyte
        keeps an empty cell that its own display can't draw."""
        return ["".join(self._row(self.buffer[y])) for y in range(self.lines)]

    def _row(self, row):
        wide = False
        for x in range(self.columns):
            data = row[x].data
            if data or not wide:
                yield data or " "
            wide = wcwidth(data[:1]) == 2

    @property
    def text(self):
        """The screen's lines without their trailing blanks."""
        return [line.rstrip() for line in self.display]

    def cells(self):
        """Each cell as (character, look); looks that can't be told apart are equal."""
        return [[self._cell(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)]

    def _cell(self, c):
        back, fore = colour(c.bg), colour(c.fg)
        if c.data in (" ", "") and not (c.underscore or c.reverse or c.strikethrough):
            return " ", back
        return c.data, back, fore, c.bold, c.italics, c.underscore, c.reverse, c.strikethrough

    def snapshot(self):
        """All that a later client has to see as an earlier one does."""
        return {"text": self.text, "cells": self.cells(), "title": self.title,
                "cursor": (min(self.cursor.x, self.columns - 1), self.cursor.y, self.cursor.hidden),
                "modes": [m for m in SHOWN_MODES if m << 5 in self.mode]}


class View:
    """A client's screen, drawn by a thread of its own as messages come. wait(condition) waits for it to be true."""

    changed = threading.Condition()

    def __init__(self, client, cols=80, rows=24):
        self.client = client
        self.screen = Screen(cols, rows)
        self.screen.feed(bytes(client.data))
        self.failure = None
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            while data := self.client.next():
                with self.changed:
                    self.screen.feed(data)
                    self.changed.notify_all()
        except (OSError, ValueError) as e:  # the test has closed it, or nothing came for long
            self.failure = e

    def wait(self, condition):
        with self.changed:
            came = self.changed.wait_for(lambda: condition(self.screen), TIMEOUT / 2)
            assert came, "\n".join(["the screen is:", *self.screen.text, str(self.failure or "")])

    def shows(self, text):
        self.wait(lambda screen: any(text in line for line in screen.display))

    def resize(self, cols, rows):
        """As the user's window does; the program hears of it by another way."""
        with self.changed:
            self.screen.resize(rows, cols)


def check_same(first, second):
    """Waits until two views are the same; says in what they differ when they never are."""
    with View.changed:
        def same():
            return first.screen.snapshot() == second.screen.snapshot()
        if View.changed.wait_for(same, TIMEOUT / 2):
            return
        one, two = first.screen.snapshot(), second.screen.snapshot()
    different = [name for name in one if one[name] != two[name]]
    rows = [(y, a, b) for y, (a, b) in enumerate(zip(one["text"], two["text"])) if a != b]
    cells = [(y, x, a, b) for y, (r, s) in enumerate(zip(one["cells"], two["cells"]))
             for x, (a, b) in enumerate(zip(r, s)) if a != b][:5]
    rest = {name: (one[name], two[name]) for name in ("cursor", "title", "modes")}
    raise AssertionError(f"they differ in {different}: {rows} {cells} {rest}")
