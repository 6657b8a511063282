"""Section 9: where the servers' programs are looked for, and what they are started with."""

import pytest

from support.daemon import check_error
from support.lsp import Project, wrapper

PROGRAMS = {
    "python": ("pyright-langserver", "npm install -g pyright"),
    "typescript": ("typescript-language-server", "npm install -g typescript-language-server"),
    "javascript": ("typescript-language-server", "npm install -g typescript-language-server"),
    "go": ("gopls", "go install"),
    "rust": ("rust-analyzer", "rust-analyzer"),
    "c": ("clangd", "clangd"),
    "cpp": ("clangd", "clangd"),
    "json": ("vscode-json-language-server", "vscode-langservers-extracted"),
    "html": ("vscode-html-language-server", "vscode-langservers-extracted"),
    "css": ("vscode-css-language-server", "vscode-langservers-extracted"),
}
STDIO = {"python", "typescript", "javascript", "json", "html", "css"}


def started(project):
    """What the fake server was started with."""
    project.start()
    return project.control.starts()[-1]


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_program_that_is_not_installed(lspd, tmp_path, language):
    program, install = PROGRAMS[language]
    body = check_error(Project(lspd, tmp_path / "p", language).ask("start"), 500, "INTERNAL_SERVER_ERROR", program)
    assert install in body["message"], body


def test_a_missing_one_does_not_count_as_started(lspd, tmp_path):
    project = Project(lspd, tmp_path / "p")
    assert project.ask("start").status == 500
    project.write("a.py", "a = 1\n")
    project.refused()


@pytest.mark.parametrize("language", PROGRAMS)
def test_the_program_of_each_language(make_project, language):
    program, _ = PROGRAMS[language]
    start = started(make_project(language=language, program=program))
    assert start["program"] == program
    assert start["arguments"] == (["--stdio"] if language in STDIO else [])


@pytest.mark.parametrize("program, arguments", [("basedpyright-langserver", ["--stdio"]), ("pylsp", [])])
def test_other_servers_of_python(make_project, program, arguments):
    start = started(make_project(program=program))
    assert (start["program"], start["arguments"]) == (program, arguments)


@pytest.fixture
def places(make_daemon, make_project, tmp_path):
    """A daemon with PATH and TOOLBOX_LSP_PATH, and a project: place(name, where) installs a program there."""
    path, extra, more = tmp_path / "path", tmp_path / "extra", tmp_path / "more"
    for directory in (path, extra, more):
        directory.mkdir()
    daemon = make_daemon(env={"PATH": path, "TOOLBOX_LSP_PATH": f"{extra}:{more}"})
    project = make_project(daemon=daemon)
    local = project.path / "node_modules" / ".bin"
    (local / "pyright-langserver").unlink()
    directories = {"path": path, "extra": extra, "more": more, "local": local}

    def place(where, program="pyright-langserver"):
        return wrapper(directories[where], program, project.control.path, f"{where}/{program}")

    project.place = place
    return project


@pytest.mark.parametrize("there, first", [
    (("path", "local", "extra", "more"), "path"), (("local", "extra", "more"), "local"), (("more", "extra"), "extra"),
    (("more",), "more"),
])
def test_the_order_of_the_places(places, there, first):
    for where in there:
        places.place(where)
    assert started(places)["program"] == f"{first}/pyright-langserver"


def test_all_places_are_tried_for_the_first_program(places):
    places.place("path", "basedpyright-langserver")
    places.place("path", "pylsp")
    places.place("more")
    assert started(places)["program"] == "more/pyright-langserver"


def test_basedpyright_comes_before_pylsp(places):
    places.place("path", "pylsp")
    places.place("local", "basedpyright-langserver")
    assert started(places)["program"] == "local/basedpyright-langserver"


@pytest.mark.parametrize("obstacle", ["not executable", "directory", "dangling link"])
def test_what_is_no_program_is_passed_over(places, obstacle):
    script = places.place("path")
    if obstacle == "not executable":
        script.chmod(0o644)
    else:
        script.unlink()
        if obstacle == "directory":
            script.mkdir()
        else:
            script.symlink_to("/nonexistent/program")
    places.place("local")
    assert started(places)["program"] == "local/pyright-langserver"


def test_a_program_that_cannot_be_executed(places):
    places.place("path").write_text("#!/nonexistent/interpreter\n")
    check_error(places.ask("start"), 500, "INTERNAL_SERVER_ERROR", "pyright-langserver")


def test_a_path_that_was_set_later(make_daemon, make_control, tmp_path):
    control = make_control()
    wrapper(tmp_path / "bin", "pyright-langserver", control.path)
    project = Project(make_daemon(env={"PATH": "/nonexistent"}), tmp_path / "p")
    assert project.ask("start").status == 500
    project.daemon.post("/env", {"set": {"PATH": str(tmp_path / "bin"), "SET_LATER": "yes"}})
    project.start()
    (start,) = control.starts()
    assert start["environment"]["SET_LATER"] == "yes"


def test_installed_after_a_failure(places):
    assert places.ask("start").status == 500
    places.place("local")
    places.start()


@pytest.mark.parametrize("name", ["with space", "žluťoučký 項目 😀", "quote's \"and\" $HOME", "100%", "a#b?c"])
def test_projects_with_unusual_names(make_project, tmp_path, name):
    project = make_project(path=tmp_path / name).start()
    (params,) = project.control.params("initialize")
    assert params["rootUri"] == project.uri("").rstrip("/")
    assert project.hover_text("a.py") == "a = 1\n"
    assert project.answer("definition", "a.py") == []


# What it is started with

def test_a_server_is_an_ordinary_child(make_daemon, make_project):
    daemon = make_daemon(env={"PATH": "/nonexistent", "TOOLBOX_AUTH_TOKEN": "the-token", "KEPT": "value"})
    project = make_project(daemon=daemon)
    token = {"Authorization": "Bearer the-token"}
    assert project.ask("start", headers=token).status == 200
    (start,) = project.control.starts()
    assert start["directory"] == str(project.path)
    assert start["descriptors"] == [0, 1, 2]
    assert start["environment"]["KEPT"] == "value" and "the-token" not in start["environment"].values()
    assert int(start["signals"]["SigBlk"], 16) == 0
    check_error(project.ask("hover", "a.py"), 401, "UNAUTHORIZED")
    assert project.ask("stop", headers=token).status == 200
