"""A client that comes late sees the screen as one does that was there from the start: programs that draw."""

import pytest

from support.screen import View, check_same


@pytest.fixture
def watched(open_pty):
    """watched(script, cols, rows) → a PTY's first client and its view."""
    def make(script, cols=80, rows=24):
        client = open_pty(script, cols=cols, rows=rows)
        return client, View(client, cols, rows)
    return make


@pytest.fixture
def join():
    """join(client) → the view of another client of the same PTY, which comes now."""
    made = []

    def make(client, cols=80, rows=24):
        made.append(client.pty.connect())
        return View(made[-1], cols, rows)

    yield make
    for client in made:
        client.close()


def letters(tmp_path, count=200):
    file = tmp_path / "text"
    file.write_text("".join(f"line {n}: žć 日本 ☃ {'=' * (n % 40)}\n" for n in range(1, count + 1)))
    return file


DRAWINGS = {
    "text": "printf 'one\\ntwo\\nthree'",
    "colours": "for i in 0 1 2 3 4 5 6 7; do printf '\\033[3%dm a%d \\033[4%dm b%d \\033[9%d;10%dm c\\033[m' $i $i $i $i $i $i; done",
    "many colours": "for i in $(seq 0 5 255); do printf '\\033[38;5;%dm%d \\033[48;5;%dmx\\033[m' $i $i $i; done",
    "true colours": "printf '\\033[38;2;10;20;30mfore\\033[48;2;200;100;50mback\\033[m plain'",
    "looks": "for i in 1 3 4 7 9; do printf '\\033[%dmlook%d\\033[m ' $i $i; done; printf '\\033[1;3;4;31;42mall\\033[m'",
    "a pen left on": "printf '\\033[1;35;44mpurple'",
    "cursor": "printf 'abc\\033[10;20Hhere\\033[5;5H'",
    "a hidden cursor": "printf '\\033[?25lhidden'",
    "the last column": "printf '%080d' 7",
    "wrapped lines": "printf '%0200d\\nnext' 5",
    "wide characters": "printf '日本語 ☃ 𝄞 e\\314\\201 x\\033[3;78H日'",
    "title": "printf '\\033]2;a title: žć ☃\\007text'",
    "a long title": "printf '\\033]0;%0200d\\033\\\\text' 1",
    "modes": "printf '\\033[?1h\\033[?2004h\\033[?1002h\\033[?1006h\\033[?1004hmodes'",
    "scroll region": "seq 40; printf '\\033[5;10r\\033[10;1Ha\\nb\\nc\\n'",
    "erased": "seq 30; printf '\\033[5;5H\\033[1K\\033[44m\\033[K\\033[m\\033[10;1H\\033[2M\\033[3L\\033[4P\\033[2@x\\033[m'",
    "line drawing": "printf '\\033(0lqqqk\\033(B plain \\033(0x\\033(B'",
    "tabs": "printf 'a\\tb\\tc\\n\\033[3g\\033[10G\\033Hx\\ry\\tz'",
    "origin": "printf '\\033[5;10r\\033[?6h\\033[2;3Hwithin'",
    "alternate screen": "seq 10; printf '\\033[?1049h\\033[2J\\033[5;5Hother screen'",
    "back from it": "seq 10; printf '\\033[?1049h\\033[2J\\033[5;5Hother\\033[?1049l'",
    "cleared": "seq 100; printf '\\033[2J\\033[Hclean'",
    "reset": "seq 10; printf '\\033[31;44m\\033]2;gone\\007\\033[?25l\\033cfresh'",
}


@pytest.mark.parametrize("script", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_a_drawing(watched, join, script):
    """As it is now, and after more is drawn on it."""
    client, first = watched(f"stty -echo; {script}; printf '\\033]1;drawn\\007'; read x; printf 'MORE\\n\\033[KEND\\033[7mR'; read y")
    first.wait(lambda screen: screen.icon_name == "drawn")
    late = join(client)
    check_same(first, late)
    client.type("\n")
    first.shows("END")
    late.shows("END")
    check_same(first, late)


def test_vim(watched, join, tmp_path):
    file = letters(tmp_path)
    client, first = watched(f"stty -echo; seq 100 130; printf '\\033]2;my editor\\007'; "
                            f"vim.tiny -N -u NONE -i NONE -n {file}; stty echo; printf 'after vim$ '; read x")
    first.shows("line 23")
    client.type("50G")
    first.shows("line 50")
    client.type("iINSERTED\x1b")
    first.shows("INSERTED")
    late = join(client)
    check_same(first, late)
    assert late.screen.alternate
    late.client.type(":set number\r")
    first.shows(" 50 ")
    check_same(first, late)
    client.type(":q!\r")
    for view in (first, late):
        view.shows("after vim$")
        view.wait(lambda screen: not screen.alternate)
    check_same(first, late)
    assert "130" in late.screen.text and "129" in late.screen.text


def test_less(watched, join, tmp_path):
    client, first = watched(f"echo shell text; LESS= less -M {letters(tmp_path)}; printf 'after less$ '; read x", 100, 30)
    first.shows("line 29:")
    client.type("/line 7[0-9]\r")
    first.shows("line 70:")
    late = join(client, 100, 30)
    check_same(first, late)
    late.client.type("G")
    for view in (first, late):
        view.shows("line 200:")
    check_same(first, late)
    client.type("q")
    for view in (first, late):
        view.shows("after less$")
    check_same(first, late)
    assert any("shell text" in line for line in late.screen.text)


def test_top(watched, join):
    client, first = watched("echo before; top -d 3000; printf 'after top$ '; read x", 90, 28)
    first.shows("COMMAND")
    first.shows("PID")
    client.type("=")  # it draws all again, which must not be what makes them equal
    late = join(client, 90, 28)
    check_same(first, late)
    client.type("q")
    for view in (first, late):
        view.shows("after top$")
    check_same(first, late)


def test_a_prompt_with_colours(watched, join):
    script = "PS1='\\[\\e[1;32m\\]me@here\\[\\e[m\\]:\\[\\e[34m\\]~\\[\\e[m\\]> ' exec bash --norc --noprofile"
    client, first = watched(script)
    first.shows("me@here:~>")
    client.type("ls --color=always -la / | head -n 12; echo done''here\r")
    first.shows("donehere")
    first.wait(lambda s: s.display[s.cursor.y].startswith("me@here:~>"))
    client.type("echo half a comm")
    first.shows("half a comm")
    late = join(client)
    check_same(first, late)
    assert late.screen.history == first.screen.history


@pytest.mark.parametrize("cols, rows", [(132, 43), (80, 30), (100, 24)])
def test_a_resize_before_a_late_client_comes(watched, join, cols, rows):
    """Growing takes nothing away; where the lines of before then stand, terminals differ: the program draws anew."""
    client, first = watched("trap 'printf \"\\033[2J\\033[3J\\033[H$(stty size)\\r\\nnew line\"' WINCH; stty -echo; seq 10; "
                            "sleep 1000 & while :; do wait $!; done")
    first.shows("10")
    first.resize(cols, rows)
    assert client.pty.resize(cols, rows).status == 200
    first.shows(f"{rows} {cols}")
    first.shows("new line")
    late = join(client, cols, rows)
    check_same(first, late)


def test_vim_after_a_resize_in_between(watched, join, tmp_path):
    client, first = watched(f"vim.tiny -N -u NONE -i NONE -n '+set ruler laststatus=2' {letters(tmp_path)}; read x")
    first.shows("line 20:")
    first.resize(60, 18)
    assert client.pty.resize(60, 18).status == 200
    first.wait(lambda screen: "text" in screen.display[16] and "line 16:" in screen.display[15])
    client.type(":set tabstop?\r")
    first.shows("tabstop=8")
    late = join(client, 60, 18)
    check_same(first, late)


def test_a_resized_screen_keeps_its_text(watched, join):
    client, first = watched("stty -echo; echo top line; seq 5; printf 'prompt> '; read x; printf END; read y")
    first.shows("prompt>")
    for cols, rows in ((100, 30), (40, 10), (80, 24)):
        assert client.pty.resize(cols, rows).status == 200
    late = join(client)
    late.shows("prompt>")
    client.type("\n")
    late.shows("prompt> END")
    assert [t for t in late.screen.history + late.screen.text if t] == ["top line", "1", "2", "3", "4", "5", "prompt> END"]


def test_three_hundred_columns(watched, join):
    client, first = watched("stty -echo; for i in 1 2 3 4 5 6 7 8; do printf '%0300d\\n' $i; done; printf 'a\\033[300Gb'; read x",
                            300, 100)
    first.wait(lambda screen: screen.cursor.y == 8 and screen.display[8].endswith("b"))
    check_same(first, join(client, 300, 100))
