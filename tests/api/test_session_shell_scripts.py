"""In each shell: scripts of any shape, errors that are one command's own, and what stdin, stdout and stderr are."""

import pytest

from support.sessions import NEWEST, finished

MIB = 1024 * 1024

SCRIPTS = {
    "several lines": ("# a comment\nfor i in 1 2; do\n  echo $i\ndone\n# the end", "1\n2\n"),
    "a here document": ("cat <<'END'\n$HOME\n  two\nEND", "$HOME\n  two\n"),
    "a here document that expands": ("x=5; cat <<END\nx is $x\nEND\necho after", "x is 5\nafter\n"),
    "a here document with tabs": ("cat <<-END\n\ttext\n\tEND", "text\n"),
    "two here documents": ("cat <<A; cat <<B\na\nA\nb\nB", "a\nb\n"),
    "quotes over lines": ("echo 'one\ntwo'", "one\ntwo\n"),
    "a continued line": ("echo one \\\ntwo", "one two\n"),
    "a comment at the end": ("echo hi # comment", "hi\n"),
    "only a comment": ("# nothing", ""),
    "empty lines around": ("\n\n  echo hi\n\n", "hi\n"),
    "a semicolon at the end": ("echo hi;", "hi\n"),
    "the background at the end": ("true &", ""),
    "a function over lines": ("f()\n{\n  echo f\n}\nf", "f\n"),
    "case": ("case abc in\n  a*) echo yes ;;\n  *) echo no ;;\nesac", "yes\n"),
    "a subshell": ("(cd /; pwd); echo hi", "/\nhi\n"),
    "a pipeline": ("printf '%s\\n' c a b | sort | head -n 2", "a\nb\n"),
    "every quote": ("echo \"a'b\" 'c\"d' e\\'f '`' '$(' \\\\ '\\n' | cat", None),
    "text of any language": ("echo 'žć☃𝄞'", "žć☃𝄞\n"),
    "a carriage return": ("printf '%s' 'a\r\nb'", "a\r\nb"),
    "a loop that reads": ("printf '1\\n2\\n' | while read n; do echo \"n$n\"; done", "n1\nn2\n"),
    "exec in a subshell": ("(exec echo hi); echo on", "hi\non\n"),
    "exit in a subshell": ("(exit 3); echo $?", "3\n"),
    "text like a mark of its own": ("cat <<'EOF'\nEOF2\n'\"`$(\nEOF", "EOF2\n'\"`$(\n"),
    "command substitution over lines": ("x=$(\n  echo a\n  echo b\n)\necho \"$x\"", "a\nb\n"),
    "brackets": ("{ echo a; echo b; }", "a\nb\n"),
}


@pytest.mark.parametrize("script, expected", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_a_script(shell, script, expected):
    reply = shell.run(script)
    assert (reply["exitCode"], reply["stderr"]) == (0, "")
    if expected is not None:
        assert reply["stdout"] == expected
    shell.check_goes_on()


BROKEN = ["echo 'abc", 'echo "abc', "echo `abc", "echo $(abc", "echo ${abc", "if then", "if true; then echo x", "for",
          "fi", "done", "(", ")", "echo )", "{ echo x", "}", "case x in", "&&", "echo x &&&& echo", "| cat",
          "while true; do", ";;", "f() {", "echo 'a' \"b", "true\necho 'x\n", "esac", "< ", "echo $((1 + "]


@pytest.mark.parametrize("script", BROKEN)
def test_a_syntax_error_is_that_commands_alone(shell, script):
    shell.run("x=kept")
    reply = shell.run(script)
    assert reply["exitCode"] > 0 and reply["stderr"], reply
    assert shell.run("echo $x $?")["stdout"].startswith("kept ")
    assert finished(shell, script).get()["exitCode"] > 0
    assert shell.output("echo $x") == "kept\n"


@pytest.mark.parametrize("script", [
    "cat <<END\nabc", "cat <<END", "echo hi \\", "\\", "cat <<'END'\n'\n", "echo hi &&",
])
def test_an_unfinished_script_ends_with_itself(shell, script):
    """Whether it is an error is the shell's business; the next command is not part of it."""
    shell.run("x=kept")
    shell.run(script)
    assert shell.output("echo $x") == "kept\n"


@pytest.mark.parametrize("script", [
    "ls /no-such-*/x", "cd /no/such/directory", "no-such-program-anywhere", "/etc/passwd", "/", "-foo",
    "cat /no/such/file", "kill -0 999999999", "wait 999999999", "(shift 99)",
])
def test_an_ordinary_failure_leaves_the_session(shell, script):
    shell.run("x=kept")
    assert shell.code(script) > 0
    assert shell.output("echo $x") == "kept\n"


@pytest.mark.parametrize("script", [
    "echo ${nope?oops}", "set -u; echo $nope", "readonly R=1; R=2", "echo $((1 / 0))", ". /no/such/file", "shift 99",
    "exec /no/such/program", "set -o no-such-option", "exec < /no/such/file", "export 1bad=x", "exit abc",
    "trap x NOSUCH", "unset R; readonly R; unset R", ": > /no/such/file", "eval 'if then'", "eval \"echo 'x\"",
    "exec 3< /no/such/file", "return", "return 5", "return 0; echo x", "true; return 3",
    "exec >&- 2>&-; echo lost",
])
def test_an_error_that_ends_a_script_has_a_defined_result(shell, script):
    """It may end the session, as it ends a script: then the next command is told so. Nothing hangs."""
    reply = shell.run(f"echo before\n{script}\n")
    assert reply["stdout"].startswith("before\n") and 0 <= reply["exitCode"] <= 255
    resp = shell.exec("echo next", NEWEST)
    assert resp.status in (200, 410), resp
    if resp.status == 200:
        assert resp.json()["stdout"] == "next\n"
    else:
        shell.check_ended()


@pytest.mark.parametrize("script", [
    "break", "continue", "break 7", "continue 2", "for i in 1; do break 5; done", "while :; do break 9; done",
    "eval break", "f() { break; }; f", "true; break",
])
def test_leaving_a_loop_that_is_not_there(shell, script):
    shell.run("x=kept")
    shell.run(script)
    assert shell.output("echo $x") == "kept\n"
    assert shell.code("(exit 6)") == 6


# Standard streams

@pytest.mark.parametrize("command, expected", [
    ("cat; echo after", "after\n"), ("read x || echo end; echo after", "end\nafter\n"), ("wc -c | tr -d ' '", "0\n"),
    ("sh -c cat; echo after", "after\n"), ("while read line; do echo x; done; echo after", "after\n"),
    ("(cat) ; { cat; } ; echo after", "after\n"), ("cat | cat; echo after", "after\n"),
    ("head -c 1; echo after", "after\n"),
])
def test_a_synchronous_command_reads_the_end_of_stdin_at_once(shell, command, expected):
    assert shell.output(command) == expected
    assert shell.output(command) == expected


@pytest.mark.parametrize("script, stdout", [
    ("exec >&-; echo lost", ""), ("exec 2>&-; echo kept", "kept\n"), ("exec <&-; echo kept", "kept\n"),
    ("exec >&- 2>&-", ""), ("exec >&- 2>&-; sh -c 'echo lost'", ""), ("exec <&- >&- 2>&-", ""),
    ("exec > /dev/null; echo lost", ""), ("exec < /dev/null; echo kept", "kept\n"), ("exec > /dev/full; echo lost", ""),
    ("exec 2>&1; echo kept >&2", "kept\n"), ("exec 1>&2; echo lost", ""),
])
def test_redirecting_the_shell_is_that_commands_alone(shell, script, stdout):
    assert shell.run(script)["stdout"] == stdout
    reply = shell.run("echo out; echo err >&2; cat")
    assert (reply["stdout"], reply["stderr"], reply["exitCode"]) == ("out\n", "err\n", 0)
    assert finished(shell, "echo out").raw() == b"\1\1\1out\n"


@pytest.mark.parametrize("command", ["ls /proc/self/fd", "ls /proc/self/fd | cat", "(ls /proc/self/fd)",
                                     "f() { ls /proc/self/fd; }; f", "echo $(ls /proc/self/fd) | tr ' ' '\\n'",
                                     "sh -c 'ls /proc/self/fd'", "ls /proc/self/fd & wait $!",
                                     "eval 'ls /proc/self/fd'"])
def test_a_command_has_exactly_three_descriptors(shell, command):
    assert shell.output(command) == "0\n1\n2\n3\n"  # 3 is the directory that ls reads
    assert finished(shell, command).raw() == b"\1\1\x010\n1\n2\n3\n"


def test_a_command_has_default_signals_and_none_blocked(shell):
    lines = shell.output("cat /proc/self/status").splitlines()
    masks = {line[:6]: int(line.split()[1], 16) for line in lines if line[:6] in ("SigBlk", "SigIgn")}
    assert masks == {"SigBlk": 0, "SigIgn": 0}


# Size

@pytest.mark.parametrize("size", [4095, 4096, 4097, 65535, 65536, 65537, 128 * 1024, MIB])
def test_scripts_around_every_buffer(shell, size):
    start, end = "echo '", "' | tr -d x; (exit 9)"
    script = start + "x" * (size - len(start) - len(end)) + end
    reply = shell.run(script)
    assert (reply["stdout"], reply["stderr"], reply["exitCode"]) == ("\n", "", 9)
    shell.check_goes_on()


def test_ten_mebibytes_in_one_word(shell):
    reply = shell.run("x='" + "x" * 10 * MIB + "'; echo ${#x}; (exit 9)")
    assert (reply["stdout"], reply["stderr"], reply["exitCode"]) == (f"{10 * MIB}\n", "", 9)
    shell.run("unset x")
    shell.check_goes_on()


def test_ten_mebibytes_in_a_here_document(shell):
    text = "0123456789 'quoted \"\n" * (10 * MIB // 21)
    reply = shell.run(f"wc -c <<'END' | tr -d ' '\n{text}END\n(exit 9)")
    assert (reply["stdout"], reply["stderr"], reply["exitCode"]) == (f"{len(text)}\n", "", 9)
    shell.check_goes_on()


def test_ten_mebibytes_of_lines(shell):
    line = "n=$((n + 1)) # " + "c" * 1000 + "\n"
    count = 10 * MIB // len(line)
    assert shell.output("n=0\n" + line * count + "echo $n") == f"{count}\n"
    shell.check_goes_on()
