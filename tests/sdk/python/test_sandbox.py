import os
from datetime import datetime, timezone

import pytest
from daytona import DaytonaBadRequestError


@pytest.fixture
def shell(sandbox):
    return lambda command: sandbox.process.exec(command).result.rstrip("\n")


def test_get_user_home_dir_is_the_home_directory(sandbox):
    assert sandbox.get_user_home_dir() == os.environ["SANDBOX_HOME"]


def test_get_work_dir_is_the_working_directory(sandbox):
    assert sandbox.get_work_dir() == os.environ["SANDBOX_WORK_DIR"]


def test_update_env_changes_what_later_processes_inherit(sandbox, shell):
    sandbox.update_env({"PY_ONE": "one", "PY_TWO": "two words ☃"})
    assert shell('echo "$PY_ONE-$PY_TWO"') == "one-two words ☃"
    sandbox.update_env({"PY_ONE": "three"}, unset=["PY_TWO"])
    assert shell('echo "$PY_ONE-${PY_TWO-unset}"') == "three-unset"


def test_update_env_with_a_bad_name_changes_nothing(sandbox, shell, rejects):
    rejects(lambda: sandbox.update_env({"PY_GOOD": "x", "PY BAD": "y"}), DaytonaBadRequestError, 400)
    assert shell('echo "${PY_GOOD-unset}"') == "unset"


def test_get_metrics_latest_gives_a_plausible_sample_of_now(sandbox):
    metrics = sandbox.get_metrics_latest()
    assert metrics.cpu_count > 0
    assert 0 <= metrics.cpu_used_pct <= 100
    assert 0 < metrics.mem_used <= metrics.mem_total
    assert 0 <= metrics.mem_cache <= metrics.mem_total
    assert 0 < metrics.disk_used <= metrics.disk_total
    assert abs((datetime.now(timezone.utc) - metrics.timestamp).total_seconds()) < 60
