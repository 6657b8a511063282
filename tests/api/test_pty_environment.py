"""What a program in a PTY starts with: its terminal, environment, descriptors, signals; in each shell."""

import getpass
import os
import pathlib
import pwd
import shlex

import pytest

from support import roots, shells
from support.daemon import Daemon, binary, check_error
from support.process import environment
from support.pty import Pty, create, furnish, new_id, open_pty, output_of, web_port
from support.wrapped import WrappedDaemon

needs_mounts = pytest.mark.skipif(not roots.can_mount(), reason="needs root and the permission to mount")


def variables(daemon, **options):
    lines = output_of(daemon, "env -0 | tr '\\n\\0' ' \\n'", **options).splitlines()
    return dict(line.split("=", 1) for line in lines)


# In each shell

def test_it_is_interactive_and_a_login_shell(prompt):
    prompt.type("case $- in *i*) echo inter''active;; esac\n")
    prompt.until("interactive")
    if prompt.name in ("bash", "zsh"):
        ask = {"bash": "shopt -q login_shell", "zsh": "[[ -o login ]]"}[prompt.name]
        prompt.type(f"{ask} && echo lo''gin\n")
        prompt.until("login")


def test_its_login_files_are_read_with_the_size_set(shell_daemon):
    furnish(pathlib.Path(shell_daemon.home))
    with open_pty(shell_daemon, "stty size; exit 3", cols=101, rows=33) as client:
        assert client.check_end(3).endswith(b"33 101\r\n")  # busybox has introduced itself
    pty = Pty(shell_daemon, "stty size; read x", cols=102, rows=34)
    with pty.connect() as client:
        client.until("34 102")  # or the screen that shows it
    assert pty.delete().status == 200


def test_it_has_a_terminal(prompt):
    prompt.type("tty; test -t 0 && test -t 1 && test -t 2 && echo all''three\n")
    prompt.until("/dev/pts/")
    prompt.until("allthree")
    prompt.type("stty size; echo to-the-terminal > /dev/tty; read x < /dev/tty; echo \"x=$x\"\n")
    prompt.until("24 80\r\n")
    prompt.until("to-the-terminal\r\n")
    prompt.type("hi\n")
    prompt.until("x=hi")


def test_its_variables(prompt):
    shell = os.path.basename(os.path.realpath(f"/proc/{prompt.pty.daemon.daemon_pid()}/root"))
    assert shell is not None
    prompt.type('echo "<$TERM|$HOME|$USER|$LOGNAME|$LANG|$SHELL>"\n')
    came = prompt.until("\r\n") + prompt.until("\r\n")
    name = pwd.getpwuid(os.geteuid()).pw_name
    home = prompt.pty.daemon.home
    assert f"<xterm-256color|{home}|{name}|{name}|C.UTF-8|".encode() in came
    assert prompt.name.encode() in came.rsplit(b"|", 1)[1]


# The daemon's part alone

@pytest.fixture
def bare(tmp_path):
    """bare(script, **changes) → a daemon that takes the script for its shell; stopped after the test."""
    made = []

    def make(script, **changes):
        program = tmp_path / f"shell{len(made)}"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        made.append(shells.start_program(program, tmp_path, **changes))
        return made[-1]

    yield make
    for daemon in made:
        daemon.stop()


def run_shell(daemon, **options):
    with open_pty(daemon, **options) as client:
        return client.check_end(0).decode()


@needs_mounts
def test_the_shells_arguments(bare):
    words = run_shell(bare('echo "$*"')).split()
    assert words in (["-i", "-l"], ["-l", "-i"], ["-il"], ["-li"])


@needs_mounts
def test_it_leads_a_session_of_its_own_with_the_terminal(bare):
    pid, ppid, group, session, terminal, foreground = run_shell(bare("ps -o pid=,ppid=,pgid=,sid=,tty=,tpgid= -p $$")).split()
    assert pid == session == group == foreground
    assert terminal.startswith("pts/")


@needs_mounts
def test_it_has_three_descriptors(bare):
    daemon = bare("exec ls -l /proc/self/fd")
    with daemon.raw_socket(), daemon.raw_socket(), open_pty(bare("read x")):
        links = [line.split()[-3:] for line in run_shell(daemon).splitlines()[1:]]
    assert [n for n, _, _ in links] == ["0", "1", "2", "3"]  # 3 is the directory that ls reads
    assert len({target for _, _, target in links[:3]}) == 1 and links[0][2].startswith("/dev/pts/")


@needs_mounts
def test_its_signals_are_the_default_and_none_is_blocked(bare):
    lines = run_shell(bare("exec cat /proc/self/status")).splitlines()
    masks = {line[:6]: int(line.split()[1], 16) for line in lines if line[:6] in ("SigBlk", "SigIgn", "SigCgt")}
    assert masks == {"SigBlk": 0, "SigIgn": 0, "SigCgt": 0}


@needs_mounts
def test_the_terminal_is_as_usual(bare):
    words = run_shell(bare("exec stty -a")).replace(";", " ").split()
    assert {"icanon", "isig", "echo", "echoe", "echok", "icrnl", "ixon", "opost", "onlcr", "iexten", "cread",
            "iutf8"} <= set(words)
    assert "^C" in words and "^D" in words and "^Z" in words


@needs_mounts
def test_a_daemon_without_any_environment(bare):
    """HOME, USER and SHELL come from the user data base then."""
    user = pwd.getpwuid(os.geteuid())
    daemon = bare("env; pwd", HOME=None, USER=None, LOGNAME=None, LANG=None, TERM=None)
    found = dict(line.split("=", 1) for line in run_shell(daemon).splitlines() if "=" in line)
    assert (found["HOME"], found["USER"], found["LOGNAME"]) == (user.pw_dir, user.pw_name, user.pw_name)
    assert (found["TERM"], found["LANG"]) == ("xterm-256color", "C.UTF-8")
    assert found["SHELL"] == str(daemon.proc.args[-1]) or "shell0" in found["SHELL"]


@needs_mounts
def test_a_shell_that_cannot_be_started(bare, tmp_path):
    daemon = bare("exit 0")
    (tmp_path / "shell0").unlink()
    resp = create(daemon, id="x")
    if resp.status == 201:  # another was found
        assert daemon.delete("/process/pty/x").status in (200, 404)
    else:
        check_error(resp, resp.status, ("SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR"))
        assert daemon.get("/process/pty").json() == {"sessions": []}


@needs_mounts
def test_no_terminal_device_is_left(tmp_path):
    script = ("mount -t devpts -o newinstance,ptmxmode=0666,max=2 devpts /dev/pts && "
              'mount --bind /dev/pts/ptmx /dev/ptmx && exec "$@"')
    daemon = WrappedDaemon(["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh",
                            binary(), "--port", "0", "--host", "127.0.0.1"], environment(tmp_path))
    try:
        ptys = [Pty(daemon), Pty(daemon)]
        for _ in range(3):
            resp = create(daemon, id=new_id())
            check_error(resp, resp.status, ("SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR"))
            assert resp.status in (503, 500)
        assert len(daemon.get("/process/pty").json()["sessions"]) == 2
        assert ptys[0].delete().status == 200
        Pty(daemon)
    finally:
        daemon.stop()


# Which variables

def test_what_is_set_already_is_kept(make_daemon):
    daemon = make_daemon(env={"USER": "somebody", "LOGNAME": "other", "LC_CTYPE": "C", "LANG": None, "TERM": "dumb",
                              "FROM_DAEMON": "1", "BOTH": "daemon"})
    furnish(daemon.home)
    found = variables(daemon, envs={"BOTH": "request", "MINE": "ž"})
    assert (found["USER"], found["LOGNAME"], found["LC_CTYPE"]) == ("somebody", "other", "C")
    assert "LANG" not in found
    assert (found["TERM"], found["FROM_DAEMON"], found["BOTH"], found["MINE"]) == ("xterm-256color", "1", "request", "ž")


def test_the_request_has_the_last_word(terminals):
    envs = {"TERM": "vt100", "LANG": "C", "USER": "me", "SHELL": "/bin/odd"}
    assert envs.items() <= variables(terminals, envs=envs).items()


def test_the_environment_as_env_left_it(make_daemon):
    daemon = make_daemon(env={"GONE": "1"})
    furnish(daemon.home)
    assert daemon.post("/env", {"set": {"NEW": "x y"}, "unset": ["GONE"]}).status == 200
    found = variables(daemon)
    assert found["NEW"] == "x y" and "GONE" not in found


def test_the_daemons_own_variables_stay_out(make_daemon):
    daemon = make_daemon(env={"TOOLBOX_AUTH_TOKEN": None})
    furnish(daemon.home)
    assert not [name for name in variables(daemon) if name.startswith("NOTIFY") or name == "TOOLBOX_AUTH_TOKEN"]


def test_a_user_who_is_not_root(open_tmp):
    uid = 65534 if os.geteuid() == 0 else None
    furnish(open_tmp)
    env = {"TOOLBOX_TERMINAL_PORT": "0", "USER": None, "LOGNAME": None, "SHELL": None}
    with Daemon(run_as=uid, home=open_tmp, env=env) as daemon:
        name = pwd.getpwuid(uid).pw_name if uid else getpass.getuser()
        found = variables(daemon)
        assert (found["USER"], found["HOME"]) == (name, str(open_tmp))
        script = "id -un; tty | sed s/[0-9]*$//; test -O $(tty) && test -w $(tty) && echo mine"
        assert output_of(daemon, script).split() == [name, "/dev/pts/", "mine"]
        assert web_port(daemon).get("/").status == 200


def test_the_directory(terminals, tmp_path):
    odd = tmp_path / "žć  dir'\"$x"
    odd.mkdir()
    assert output_of(terminals, "pwd", cwd=str(odd)) == f"{odd}\n"
    assert output_of(terminals, f"cd {shlex.quote(str(odd))}; pwd") == f"{odd}\n"
