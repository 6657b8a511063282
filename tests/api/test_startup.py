"""Section 0: how it starts, and how it says that it can't."""

import os
import re
import socket

import pytest

from support.daemon import TIMEOUT, Daemon, Wire, binary
from support.process import environment, execute, run_to_end
from support.wrapped import WrappedDaemon

VARIABLES = [
    "TOOLBOX_PORT", "TOOLBOX_SSH_PORT", "TOOLBOX_TERMINAL_PORT", "TOOLBOX_RECORDINGS_PORT", "TOOLBOX_HOST",
    "DAYTONA_SANDBOX_ID", "DAYTONA_USER_HOME_AS_WORKDIR", "DAYTONA_DAEMON_LOG_FILE_PATH",
    "DAYTONA_DAEMON_LOG_MAX_SIZE_MB", "DAYTONA_DAEMON_LOG_MAX_BACKUPS", "DAYTONA_DAEMON_LOG_MAX_AGE_DAYS",
    "DAYTONA_DAEMON_LOG_COMPRESS", "DAYTONA_OTEL_ENDPOINT", "DAYTONA_SANDBOX_OTEL_EXTRA_LABELS",
    "DAYTONA_ORGANIZATION_ID", "DAYTONA_REGION_ID", "DAYTONA_SANDBOX_SNAPSHOT", "DAYTONA_TERMINATION_GRACE_PERIOD",
    "DAYTONA_TERMINATION_CHECK_INTERVAL", "DAYTONA_RECORDINGS_DIR", "LOG_LEVEL",
]


def test_help_is_complete():
    done = run_to_end(["--help"], {})
    assert done.returncode == 0 and done.stderr == ""
    assert [v for v in VARIABLES if v not in done.stdout] == []
    assert [f for f in ("--help", "--version", "--port", "--host", "--max-connections") if f not in done.stdout] == []


def test_version_is_the_one_that_is_served(daemon):
    done = run_to_end(["--version"], {})
    assert done.returncode == 0 and done.stderr == ""
    assert re.findall(r"\d+\.\d+\.\d+\S*", done.stdout) == [daemon.get("/version").json()["version"]]


def test_it_says_when_it_is_ready(daemon):
    assert f"Starting toolbox server on port {daemon.port}\n" in daemon.output


def test_the_variables_set_port_and_address(tmp_path):
    env = environment(tmp_path, TOOLBOX_PORT="0", TOOLBOX_HOST="127.0.0.1")
    daemon = WrappedDaemon([binary()], env)
    try:
        assert daemon.port != 0 and daemon.get("/version").status == 200
    finally:
        daemon.stop()


def test_a_flag_wins_over_its_variable(make_daemon):
    assert make_daemon(env={"TOOLBOX_PORT": "1"}).port > 1


def test_no_environment_at_all_is_needed(tmp_path):
    ports = [name for name in environment(tmp_path) if name.endswith("_PORT") or name.endswith("SAN_OPTIONS")]
    env = {name: environment(tmp_path)[name] for name in ports}  # only what keeps parallel tests apart
    daemon = WrappedDaemon([binary(), "--port", "0", "--host", "127.0.0.1"], env)
    try:
        assert execute(daemon, "echo hi") == {"exitCode": 0, "result": "hi\n"}
    finally:
        daemon.stop()


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
        return True
    except OSError:
        return False


def test_by_default_it_listens_on_ipv4_and_ipv6(tmp_path):
    daemon = WrappedDaemon([binary(), "--port", "0"], environment(tmp_path))
    try:
        for address in ["127.0.0.1"] + ["::1"] * has_ipv6():
            with Wire(socket.create_connection((address, daemon.port), TIMEOUT)) as wire:
                wire.send(b"GET /version HTTP/1.0\r\n\r\n")
                assert wire.read_response().status == 200
    finally:
        daemon.stop()


def test_starting_twice_names_the_port_and_who_holds_it(daemon, tmp_path):
    done = run_to_end(["--port", str(daemon.port), "--host", "127.0.0.1"], environment(tmp_path))
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    words = re.findall(r"\w+", lines[0])
    name = os.path.basename(os.readlink(f"/proc/{daemon.proc.pid}/exe"))
    assert str(daemon.port) in words and str(daemon.proc.pid) in words and name in lines[0]
    assert "Starting toolbox server" not in done.stdout
    assert daemon.get("/version").status == 200


def test_a_port_that_another_program_holds_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        done = run_to_end(["--port", str(port), "--host", "127.0.0.1"], environment(tmp_path))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert {str(port), str(os.getpid())} <= set(re.findall(r"\w+", done.stderr))


PORTS = ["TOOLBOX_PORT", "TOOLBOX_SSH_PORT", "TOOLBOX_TERMINAL_PORT", "TOOLBOX_RECORDINGS_PORT"]
BAD_VALUES = [
    *[(name, value, []) for name in PORTS for value in ("soon", "65536", "-1", "22x", "1.5")],
    *[(name, value, ["true", "false"]) for name in ("DAYTONA_USER_HOME_AS_WORKDIR", "DAYTONA_DAEMON_LOG_COMPRESS")
      for value in ("maybe", "2")],
    *[(f"DAYTONA_DAEMON_LOG_{name}", value, []) for name in ("MAX_SIZE_MB", "MAX_BACKUPS", "MAX_AGE_DAYS")
      for value in ("many", "-1", "1.5", "5x")],
    *[("DAYTONA_TERMINATION_GRACE_PERIOD", value, ["1s"]) for value in ("soon", "5", "500ms", "-5s", "5 s", "1m30")],
    *[("DAYTONA_TERMINATION_CHECK_INTERVAL", value, ["1ms"]) for value in ("soon", "100", "0s", "1us", "-1s")],
    *[("LOG_LEVEL", value, ["debug", "info", "warn", "error"]) for value in ("loud", "7")],
    *[("VNC_RESOLUTION", value, []) for value in ("big", "1024", "1024x", "-1x5")],
    *[(name, value, []) for name in ("VNC_PORT", "NO_VNC_PORT") for value in ("soon", "65536")],
    ("TOOLBOX_HOST", "not an address", []),
]


@pytest.mark.parametrize("name, value, accepted", BAD_VALUES)
def test_a_bad_value_ends_the_start_with_one_line(tmp_path, name, value, accepted):
    args = ["--host", "127.0.0.1"] if name != "TOOLBOX_HOST" else []
    args += ["--port", "0"] if name != "TOOLBOX_PORT" else []
    done = run_to_end(args, environment(tmp_path, **{name: value}))
    assert done.returncode == 2, done
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert name in lines[0] and value in lines[0]
    assert [a for a in accepted if a not in lines[0]] == []
    assert lines[0].replace(name, "").replace(value, "").strip(" :='\"")  # says more than what was given
    assert "Starting toolbox server" not in done.stdout


@pytest.mark.parametrize("name, value", [
    ("DAYTONA_TERMINATION_GRACE_PERIOD", "1m30s"), ("DAYTONA_TERMINATION_GRACE_PERIOD", "1s"),
    ("DAYTONA_TERMINATION_GRACE_PERIOD", "1500ms"), ("DAYTONA_TERMINATION_GRACE_PERIOD", "1.5s"),
    ("DAYTONA_TERMINATION_GRACE_PERIOD", "1h"), ("DAYTONA_TERMINATION_CHECK_INTERVAL", "1ms"),
    ("DAYTONA_TERMINATION_CHECK_INTERVAL", "1000us"), ("LOG_LEVEL", "debug"), ("LOG_LEVEL", "info"),
    ("LOG_LEVEL", "warn"), ("LOG_LEVEL", "error"), ("VNC_RESOLUTION", "1920x1080"), ("TOOLBOX_PORT", "0"),
    ("DAYTONA_DAEMON_LOG_COMPRESS", "false"), ("ENVIRONMENT", "production"), ("ENVIRONMENT", "anything"),
    ("DAYTONA_SANDBOX_ID", "id ☃"), ("DAYTONA_OTEL_ENDPOINT", "http://127.0.0.1:9"),
    ("DAYTONA_SANDBOX_OTEL_EXTRA_LABELS", "a=1,b=2"), ("DISPLAY", ":7"),
])
def test_good_values_are_accepted(make_daemon, name, value):
    assert make_daemon(env={name: value}).get("/version").status == 200


def test_a_malformed_label_is_skipped_with_a_warning(make_daemon):
    daemon = make_daemon(env={"DAYTONA_SANDBOX_OTEL_EXTRA_LABELS": "good=1,malformed,also=2"})
    assert daemon.get("/version").status == 200
    daemon.proc.terminate()
    assert daemon.proc.wait(TIMEOUT) == 0
    daemon._reader.join(TIMEOUT)
    assert "DAYTONA_SANDBOX_OTEL_EXTRA_LABELS" in daemon.output and "malformed" in daemon.output


@pytest.mark.parametrize("variable", ["TOOLBOX_SSH_PORT", "TOOLBOX_TERMINAL_PORT", "TOOLBOX_RECORDINGS_PORT"])
def test_another_port_that_is_taken_is_only_a_warning(variable):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        with Daemon(env={variable: holder.getsockname()[1]}) as daemon:
            assert daemon.get("/version").status == 200
