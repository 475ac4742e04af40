"""What supervisors, package runners and Procfiles start, and how they stop it."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.config import Options
from stoplint.model.workload import Workload
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read

HEAD = "[supervisord]\nnodaemon=true\n\n"
RUN = "#!/bin/sh\nexec server\n"


def trace(files, signal=None):
    context = Listing(files, frozenset(path for path, text in files.items() if text.startswith("#!")))
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), Workload(stop_signal=signal))
    return found


def supervised(programs, signal=None, head=HEAD):
    dockerfile = 'FROM debian:12\nCOPY s.conf /etc/supervisord.conf\nENV APP=server\nCMD ["supervisord", "-c", "/etc/supervisord.conf"]\n'
    return trace({"Dockerfile": dockerfile, "s.conf": head + programs}, signal)


def folder(argv, files, signal=None, place="/services"):
    dockerfile = f"FROM debian:12\nCOPY services {place}\nCMD {argv}\n"
    return trace({"Dockerfile": dockerfile, **{f"services/{path}": text for path, text in files.items()}}, signal)


def fates(found):
    """(last word of the command's name, what it received, its end) of the applications of the default run."""
    return {
        process.argv[0].rpartition("/")[2]: (" ".join(process.receives), process.fate)
        for run in found.runs
        if run.default
        for process in run.processes
        if process.role == "application"
    }


PROGRAMS = [
    ("[program:a]\ncommand=server\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ("[program:a]\ncommand=server --x 'y z' ; why\nstopsignal=INT\n", "graceful", {"server": ("SIGINT", "finished")}),
    ("[program:a]\ncommand=server\nstopsignal=SIGQUIT\n", "graceful", {"server": ("SIGQUIT", "finished")}),
    ("[program:a]\ncommand=/usr/bin/%(ENV_APP)s\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ("[program:a]\ncommand=server\nautostart=false\n[program:b]\ncommand=other\n", "graceful", {"other": ("SIGTERM", "finished")}),
    ("[program:a]\ncommand=sh -c 'server'\n", "killed", {"server": ("", "killed")}),
    ("[program:a]\ncommand=sh -c 'exec server'\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ("[program:a]\ncommand=bash -c 'server'\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ("[program:a]\ncommand=server\nstopwaitsecs=0\n", "killed", {"server": ("SIGTERM", "killed")}),
    ("[program:a]\ncommand=server\n[eventlistener:b]\ncommand=listener\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ("[program:a]\ncommand=nginx -g 'daemon off;'\n", "abrupt", {"nginx": ("SIGTERM", "cut")}),
]  # fmt: skip


@pytest.mark.parametrize(("programs", "verdict", "ends"), PROGRAMS)
def test_supervisord_stops_what_its_configuration_starts(programs, verdict, ends):
    found = supervised(programs)
    assert (found.verdict, fates(found)) == (verdict, ends)


def test_supervisord_stops_one_program_after_the_other_the_last_by_priority_first():
    found = supervised("[program:a]\ncommand=one\npriority=2\nstopwaitsecs=0\n[program:b]\ncommand=two\npriority=1\n")
    assert fates(found) == {"one": ("SIGTERM", "killed"), "two": ("SIGTERM", "finished")}


@pytest.mark.parametrize(
    ("signal", "verdict"), [("INT", "graceful"), ("QUIT", "graceful"), ("USR1", "lost"), ("WINCH", "lost")]
)
def test_supervisord_knows_three_signals(signal, verdict):
    assert supervised("[program:a]\ncommand=server\n", signal).verdict == verdict


def test_supervisord_refuses_a_signal_that_there_is_not():
    found = supervised("[program:a]\ncommand=server\nstopsignal=TREM\n")
    assert found.verdict == "fails-to-start"
    assert found.runs[0].cause.span.text == "TREM"


def test_supervisord_in_the_background_ends_the_container_unless_something_stays():
    programs = "[program:a]\ncommand=server\n"
    assert supervised(programs, head="[supervisord]\nnodaemon=false\n").verdict == "exits-early"


def test_a_program_stands_where_its_command_is_written():
    (run,) = supervised("[program:a]\ncommand=server --port 80\n").runs
    place = run.processes[-1].span
    assert (place.path, place.text) == ("s.conf", "server --port 80")


FOLDERS = [
    ('["s6-svscan", "/services"]', {"a/run": RUN}, "graceful"),
    ('["s6-svscan", "/services"]', {"a/run": RUN, "b/run": "#!/bin/sh\nserver\n"}, "partial"),
    ('["runsvdir", "/services"]', {"a/run": RUN}, "killed"),
    ('["runsv", "/services/a"]', {"a/run": RUN}, "graceful"),
    ('["runsv", "/services/a"]', {"a/run": "#!/bin/sh\nserver\n"}, "killed"),
]


@pytest.mark.parametrize(("argv", "files", "verdict"), FOLDERS)
def test_service_folders_are_started(argv, files, verdict):
    assert folder(argv, files).verdict == verdict


def test_a_service_that_is_marked_down_is_not_started():
    found = folder('["s6-svscan", "/services"]', {"a/run": RUN, "b/run": "#!/bin/sh\nserver\n", "b/down": "x\n"})
    assert found.verdict == "graceful"


def test_s6_tells_a_service_the_signal_of_its_down_signal_file():
    found = folder('["s6-svscan", "/services"]', {"a/run": RUN, "a/down-signal": "SIGINT\n"})
    assert fates(found) == {"server": ("SIGINT", "finished")}


def test_an_overlay_stops_services_and_command():
    dockerfile = 'FROM debian:12\nCOPY services /etc/services.d\nENTRYPOINT ["/init"]\nCMD ["app"]\n'
    found = trace({"Dockerfile": dockerfile, "services/web/run": RUN})
    assert fates(found) == {"server": ("SIGTERM", "finished"), "app": ("SIGTERM", "finished")}


PROCFILES = [("honcho", "graceful"), ("foreman", "graceful"), ("nf", "lost")]


@pytest.mark.parametrize(("name", "verdict"), PROCFILES)
def test_a_procfile_is_started(name, verdict):
    dockerfile = f'FROM alpine\nWORKDIR /srv\nCOPY . .\nCMD ["{name}", "start"]\n'
    assert trace({"Dockerfile": dockerfile, "Procfile": "web: server\nworker: other --x\n"}).verdict == verdict


def package(script, base, argv, more=""):
    text = f'{{"name": "x", {more}"scripts": {{"start": "{script}"}}}}'
    dockerfile = f"FROM {base}\nWORKDIR /srv\nCOPY . .\nCMD {argv}\n"
    return trace({"Dockerfile": dockerfile, "package.json": text})


YARN4 = '"packageManager": "yarn@4.1.0", '
PACKAGES = [
    ("server", "node:22", '["npm", "start"]', "", "killed"),
    ("exec server", "node:22", '["npm", "start"]', "", "graceful"),
    ("server", "node:22-alpine", '["npm", "start"]', "", "graceful"),
    ("server", "node:22-alpine", '["npm", "run", "start", "--", "--port", "80"]', "", "graceful"),
    ("server", "node:22", '["yarn", "start"]', YARN4, "graceful"),
    ("NODE_ENV=production server", "node:22", '["yarn", "start"]', YARN4, "graceful"),
    ("build && server", "node:22", '["yarn", "start"]', YARN4, "graceful"),
    ("exec server", "node:22-alpine", '["yarn", "start"]', "", "killed"),
]


@pytest.mark.parametrize(("script", "base", "argv", "more", "verdict"), PACKAGES)
def test_a_package_script_is_followed(script, base, argv, more, verdict):
    assert package(script, base, argv, more).verdict == verdict


def test_a_package_script_keeps_its_place_through_escapes():
    (run,) = package('exec server --name \\"x y\\"', "node:22", '["npm", "start"]').runs
    place = run.processes[-1].span
    assert place.located.path == "package.json"
    assert place.located.text.startswith('exec server --name \\"x y')


def test_a_configuration_that_is_not_known_leaves_the_question_open():
    dockerfile = 'FROM debian:12\nCMD ["supervisord", "-c", "/mnt/s.conf"]\n'
    assert trace({"Dockerfile": dockerfile}).verdict == "unknown"
    dockerfile = 'FROM debian:12\nCMD ["supervisord", "-n", "-c", "/mnt/s.conf"]\n'
    assert trace({"Dockerfile": dockerfile}).verdict == "graceful"
