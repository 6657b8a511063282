"""Section 2, all but /env: version, directories, init, metrics."""

import os
import pwd
import re
import time
from datetime import datetime

import pytest

from support.daemon import check_error
from support.process import output_of

SEMVER = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")


def test_version_is_semver(daemon):
    reply = daemon.get("/version").json()
    assert list(reply) == ["version"]
    assert SEMVER.fullmatch(reply["version"])


@pytest.mark.parametrize("route", ["/user-home-dir", "/project-dir"])
def test_the_home_directory_is_that_of_the_environment(make_daemon, tmp_path, route):
    assert make_daemon(home=tmp_path).get(route).json() == {"dir": str(tmp_path)}


def test_without_home_it_is_that_of_the_user_list(make_daemon):
    home = pwd.getpwuid(os.getuid()).pw_dir
    assert make_daemon(env={"HOME": None}).get("/user-home-dir").json() == {"dir": home}


def test_the_working_directory_is_where_it_was_started(make_daemon, tmp_path):
    daemon = make_daemon(cwd=tmp_path)
    assert daemon.get("/work-dir").json() == {"dir": str(tmp_path)}
    assert output_of(daemon, "pwd") == f"{tmp_path}\n"


@pytest.mark.parametrize("value, moved", [("true", True), ("false", False)])
def test_the_home_may_be_the_working_directory(make_daemon, tmp_path, value, moved):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    daemon = make_daemon(home=home, cwd=elsewhere, env={"DAYTONA_USER_HOME_AS_WORKDIR": value})
    wanted = home if moved else elsewhere
    assert daemon.get("/work-dir").json() == {"dir": str(wanted)}
    assert output_of(daemon, "pwd") == f"{wanted}\n"
    assert daemon.get("/user-home-dir").json() == {"dir": str(home)}
    (wanted / "here").write_text("x")
    assert daemon.get("/files/info", path="here").json()["name"] == "here"


def test_init_takes_a_token_and_may_be_called_again(daemon):
    answer = {"message": "Auth token set and telemetry initialized successfully"}
    for token in ("first", "second", "second", "ž☃"):
        resp = daemon.post("/init", {"token": token})
        assert resp.status == 200 and resp.json() == answer


@pytest.mark.parametrize("body", [{}, {"token": ""}, {"token": None}, {"token": 5}, {"Token": "x"}])
def test_init_needs_a_token(daemon, body):
    check_error(daemon.post("/init", body), 400, ("BAD_REQUEST", "INVALID_REQUEST_BODY"), message="token")


# Metrics

INTEGERS = ("cpuCount", "memTotal", "memUsed", "memCache", "diskTotal", "diskUsed", "diskFree", "timestampUnix")


def metrics(daemon):
    resp = daemon.get("/system/metrics")
    assert resp.status == 200, resp
    return resp.json()


def test_metrics_have_every_field_and_no_other(daemon):
    reply = metrics(daemon)
    assert set(reply) == {*INTEGERS, "cpuUsedPct", "timestamp"}
    for name in INTEGERS:
        assert type(reply[name]) is int and reply[name] >= 0, (name, reply)
    assert type(reply["cpuUsedPct"]) in (int, float)
    assert type(reply["timestamp"]) is str


def test_metrics_are_plausible(daemon):
    for _ in range(2):
        reply = metrics(daemon)
        assert 1 <= reply["cpuCount"] <= os.cpu_count()
        assert 0 <= reply["cpuUsedPct"] <= 100
        assert 0 < reply["memTotal"] <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        assert 0 < reply["memUsed"] <= reply["memTotal"]
        assert 0 <= reply["memCache"] <= reply["memTotal"]
        assert 0 < reply["diskUsed"] < reply["diskTotal"]
        assert reply["diskFree"] <= reply["diskTotal"] - reply["diskUsed"]


def test_cpu_use_stays_in_range_under_load(daemon):
    metrics(daemon)
    for _ in range(3):
        output_of(daemon, "n=0; while [ $n -lt 100000 ]; do n=$((n + 1)); done")
        assert 0 <= metrics(daemon)["cpuUsedPct"] <= 100


def test_both_timestamps_are_the_same_time(daemon):
    reply = metrics(daemon)
    text = re.sub(r"\.(\d+)", lambda m: "." + m.group(1)[:6].ljust(6, "0"), reply["timestamp"]).replace("Z", "+00:00")
    stamp = datetime.fromisoformat(text)
    assert stamp.tzinfo is not None
    assert int(stamp.timestamp()) == reply["timestampUnix"]
    assert reply["timestampUnix"] <= time.time()
