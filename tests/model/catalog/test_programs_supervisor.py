"""Supervisors: what signals do to them; supervisord.conf, Procfile, package.json: what they start, and where that stands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.facts import action_of
from stoplint.model.catalog import programs, wrappers
from stoplint.model.catalog.configs.package_json import package_manager, scripts
from stoplint.model.catalog.configs.procfile import procfile
from stoplint.model.catalog.configs.supervisord import all_supervised, includes, supervised

# TERM INT QUIT HUP USR1 USR2 WINCH: tests/kernel/facts/wrappers.py asks the first five of the kernel, the sources of the
# others stand in their rows.
SIGNALS = ("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "WINCH")
SUPERVISORS = {
    "supervisord": "graceful graceful graceful restart default reopen default",
    "s6-svscan": "graceful graceful graceful reload ignored ignored ignored",
    "s6-supervise": "graceful abort abort ignored default default default",
    "runsvdir": "abort default default fast default default default",
    "runsv": "graceful default default default default default default",
    "/init": "graceful graceful ignored reload graceful graceful ignored",
    "my_init": "graceful graceful default default default default default",
    "/dinit": "graceful graceful default default default default default",
    "forego start": "graceful graceful abort graceful default default default",
    "foreman start": "graceful graceful default graceful forward forward default",
    "nf start": "default graceful default default default default default",
    "honcho start": "graceful graceful default default default default default",
    "busybox init": "graceful reload reload default graceful graceful default",
    "systemd": "reload reload default reload default default default",
    "pm2-runtime": "graceful graceful default default default default default",
    "pm2 start": "graceful graceful default default default default default",
    "forever start": "default default default default default default default",
    "forever": "default default default default default default default",
    "circusd": "graceful graceful graceful reload default default default",
}


@pytest.mark.parametrize("line", SUPERVISORS)
def test_what_signals_do_to_a_supervisor(line: str) -> None:
    known = programs.find(line.split())
    assert known is not None
    assert known.kind == "supervisor"
    assert [action_of(known, signal) for signal in SIGNALS] == SUPERVISORS[line].split()


def test_every_supervisor_is_asked() -> None:
    asked = [programs.find(line.split()) for line in SUPERVISORS]
    rows = {known.row.names for known in asked if known is not None}
    by_name = [row for row in programs.rows() if row.when is None or not row.when.where]
    assert {row.names for row in by_name if row.kind == "supervisor"} == rows


CONF = """[supervisord]
nodaemon=true

[program:web]
command=/usr/sbin/nginx -g 'daemon off;' ; the web server
stopsignal=QUIT
stopwaitsecs = 30

; [program:old]
; command=x
[program:worker]
command = bash -c "a; app;b"
    --more
stopasgroup=true
autostart=false
stopsignal=SIGFOO
[include]
files = /etc/supervisor/conf.d/*.conf extra.ini
"""


def test_programs_are_read_with_their_places() -> None:
    web, worker = supervised(CONF, "/s.conf")
    assert (web.name, web.stop_signal, web.stop_wait, web.autostart) == ("web", "QUIT", 30, True)
    assert web.command is not None
    assert CONF[web.command.start : web.command.end] == web.command.text == "/usr/sbin/nginx -g 'daemon off;'"
    assert not web.stop_as_group
    assert worker.command is not None
    assert worker.command.text == 'bash -c "a; app;b"\n--more'
    assert (worker.stop_as_group, worker.autostart, worker.stop_signal) == (True, False, None)


def test_the_rest_of_the_file_is_read_too() -> None:
    assert includes(CONF) == ("/etc/supervisor/conf.d/*.conf", "extra.ini")


def test_included_files_belong_to_it() -> None:
    files = {
        "/s.conf": CONF,
        "/etc/supervisor/conf.d/a.conf": "[program:a]\ncommand=a\n",
        "/extra.ini": "[program:b]\ncommand=b\n",
    }
    found = all_supervised(
        "/s.conf", files.get, lambda folder: ("a.conf", "no.txt") if folder == "/etc/supervisor/conf.d" else ()
    )
    assert [(each.name, each.path) for each in found] == [
        ("web", "/s.conf"), ("worker", "/s.conf"), ("a", "/etc/supervisor/conf.d/a.conf"), ("b", "/extra.ini"),
    ]  # fmt: skip


def test_what_a_relative_file_includes_is_relative_too() -> None:
    files = {"s.conf": "[include]\nfiles = d/*.conf *.ini\n", "d/a.conf": "[program:a]\n", "b.ini": "[program:b]\n"}
    found = all_supervised("s.conf", files.get, lambda folder: {"d": ("a.conf",), ".": ("b.ini",)}[folder])
    assert [(each.name, each.path) for each in found] == [("a", "d/a.conf"), ("b", "b.ini")]


def test_a_procfile_is_read_line_by_line() -> None:
    text = "web: bundle exec puma\n# no: thing\nworker-2:  celery -A x worker  \r\nno\nbad name: x\nweb: other\n"
    found = procfile(text)
    assert [(each.name, each.command) for each in found] == [("web", "other"), ("worker-2", "celery -A x worker")]
    assert all(text[each.start : each.end] == each.command for each in found)


PACKAGE = """{
  "name": "scripts", "config": {"scripts": {"start": "no"}},
  "scripts": {
    "build": "tsc",
    "start": "NODE_ENV=\\"x\\" node a.js && echo \\u0041",
    "nested": {"start": "no"}
  },
  "packageManager": "yarn@4.1.0+sha512.abc"
}
"""


@pytest.mark.parametrize(
    "argv", [["npm", "start"], ["npm", "run", "start"], ["yarn", "start"], ["pnpm", "run", "start", "--x"]]
)
def test_a_script_is_found_with_its_place(argv: list[str]) -> None:
    wrapped = wrappers.find(argv)
    assert wrapped is not None
    assert wrapped.script is not None
    found = scripts(PACKAGE)[wrapped.script]
    assert found.text == 'NODE_ENV="x" node a.js && echo A'
    assert json.loads(f'"{PACKAGE[found.start : found.end]}"') == found.text
    at = found.text.index("node")
    assert PACKAGE[found.offsets[at] : found.offsets[at + 4]] == "node"
    assert len(found.offsets) == len(found.text) + 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"scripts": []}', '{"scripts": {"start": 1}}', "[" * 100_000, '{"a":{"scripts":{"start":"x"}}}'],
)
def test_what_is_no_package_has_no_script(text: str) -> None:
    assert "start" not in scripts(text)
    assert package_manager(text) is None


def test_the_package_manager_is_told() -> None:
    assert package_manager(PACKAGE) == ("yarn", "4.1.0")


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.dictionaries(st.text(), st.text())), st.booleans())
def test_scripts_are_what_the_json_reader_says(table: dict[str, object], ascii_only: bool) -> None:
    text = json.dumps(
        {"first": {"start": "no"}, "scripts": table, "z": [{"scripts": {"q": "no"}}]}, ensure_ascii=ascii_only, indent=1
    )
    found = scripts(text)
    # a character beyond the basic plane is two escapes: its script is left out rather than misplaced
    wanted = {name: value for name, value in table.items() if isinstance(value, str)}
    for name, script in found.items():
        assert script.text == wanted[name]
        assert json.loads(f'"{text[script.start : script.end]}"') == script.text
    if not ascii_only:
        assert set(found) == set(wanted)


@given(st.text(alphabet="[]program:xcomand=; \n\t%stopsignal", max_size=200))
def test_no_configuration_is_too_strange(text: str) -> None:
    for each in supervised(text):
        if each.command is not None and "\n" not in each.command.text:
            assert text[each.command.start : each.command.end] == each.command.text
    includes(text)
    procfile(text)
