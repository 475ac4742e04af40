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


@pytest.mark.parametrize(("asks", "verdict", "told"), [
    ("supervisorctl start app", "partial", {"other": "finished", "server": "killed"}),
    ("supervisorctl -c /etc/supervisord.conf start all", "partial", {"other": "finished", "server": "killed"}),
    ("supervisorctl start app:*", "partial", {"other": "finished", "server": "killed"}),
    ("supervisorctl start else", "graceful", {"other": "finished"}),
    ("supervisorctl status", "graceful", {"other": "finished"}),
    ('supervisorctl start "$(cat /run/which)"', "unknown", {"other": "finished"}),
])  # fmt: skip
def test_what_supervisord_is_asked_to_start_runs(asks, verdict, told):
    programs = (
        "[program:boot]\ncommand=/boot.sh\nautorestart=false\n[program:app]\nautostart=false\ncommand=/app.sh\n"
        "[program:b]\ncommand=other\n"
    )
    dockerfile = (
        "FROM debian:12\nCOPY s.conf /etc/supervisord.conf\nCOPY *.sh /\nCMD supervisord -n -c /etc/supervisord.conf\n"
    )
    scripts = {"boot.sh": f"#!/bin/bash\n{asks}\n", "app.sh": "#!/bin/bash\nserver --port 80\n"}
    found = trace({"Dockerfile": dockerfile.replace("CMD ", "CMD exec "), "s.conf": HEAD + programs, **scripts})
    assert (found.verdict, {name: fate for name, (_, fate) in fates(found).items()}) == (verdict, told)


def test_what_a_service_has_left_is_waited_for_by_an_init_that_tells_all():
    found = inits('["/init"]', {"web/run": "#!/bin/bash\ntrap 'kill $!' TERM\nserver & wait\n"}, "/etc/services.d")
    assert (found.verdict, fates(found)["server"]) == ("graceful", ("SIGTERM SIGTERM", "finished"))


def test_what_its_script_has_left_is_not_taken_to_be_done_while_supervisord_stops_others():
    script = "bash -c 'trap \"kill \\$!\" TERM; server & wait'"
    others = "".join(f"[program:b{n}]\ncommand=other-{n}\npriority={n}\n" for n in range(4))
    found = supervised(f"[program:a]\ncommand={script}\npriority=9\n{others}")
    assert (found.verdict, fates(found)["server"]) == ("partial", ("SIGTERM", "killed"))


def test_supervisord_that_is_told_to_restart_is_stopped_with_the_wrong_signal():
    (run,) = supervised("[program:a]\ncommand=server\n", "HUP").runs
    assert (run.verdict, run.cause.subject, run.cause.reaction.wants) == ("hangs", "supervisord", "TERM")


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


PROCFILES = [("honcho", "graceful"), ("foreman", "graceful"), ("forego", "graceful"), ("nf", "lost")]


@pytest.mark.parametrize(("name", "verdict"), PROCFILES)
def test_a_procfile_is_started(name, verdict):
    dockerfile = f'FROM alpine\nWORKDIR /srv\nCOPY . .\nCMD ["{name}", "start"]\n'
    assert trace({"Dockerfile": dockerfile, "Procfile": "web: server\nworker: other --x\n"}).verdict == verdict


def package(script, base, argv, more=""):
    text = f'{{"name": "x", {more}"scripts": {{"start": "{script}"}}}}'
    dockerfile = f"FROM {base}\nWORKDIR /srv\nCOPY . .\nCMD {argv}\n"
    return trace({"Dockerfile": dockerfile, "package.json": text})


@pytest.mark.parametrize(
    ("name", "more", "verdict"),
    [
        ("npm", "", "killed"),
        ("yarn", "", "killed"),
        ("pnpm", "", "killed"),
        ("yarn", '"packageManager": "yarn@4.1.0", ', "graceful"),
    ],
)
def test_without_a_start_script_it_is_server_js(name, more, verdict):
    files = {
        "Dockerfile": f'FROM node:22\nWORKDIR /srv\nCOPY . .\nCMD ["{name}", "start"]\n',
        "package.json": f'{{"name": "x", {more}"version": "1.0.0"}}',
        "server.js": 'process.on("SIGTERM", () => setTimeout(() => process.exit(0), 900))\n',
    }
    found = trace(files)
    named = {word for run in found.runs for each in run.processes for word in each.argv}
    assert ("server.js" in named) == (not more)
    assert not more or "the start script of package.json" in named


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


def told(found):
    """What the processes of the default run do, by the last word of their names: the words for people."""
    return {
        process.argv[0].rpartition("/")[2]: process.does
        for run in found.runs
        if run.default
        for process in run.processes
    }


def places(found):
    """(path, text) of the place of each process of the default run."""
    return {
        process.argv[0].rpartition("/")[2]: (process.span.located.path, process.span.located.text)
        for run in found.runs
        if run.default
        for process in run.processes
    }


def procfile(argv, text, name="Procfile", files=(), drains=None, signal=None, base="debian:12"):
    dockerfile = f"FROM {base}\nWORKDIR /srv\nCOPY . .\nCMD {argv}\n"
    context = Listing({"Dockerfile": dockerfile, name: text, **dict(files)}, frozenset())
    workload = Workload(stop_signal=signal, drains=drains or {})
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), workload)
    return found


WEB = "web: server\nworker: other --x\n"
COMMANDS = [
    # foreman needs no shell for a plain command (Ruby's Kernel#spawn), honcho always takes one
    ('["foreman", "start"]', WEB, "graceful", {"server": ("SIGTERM", "finished"), "other": ("SIGTERM", "finished")}),
    ('["foreman", "start"]', "web: server > /log\n", "killed", {"server": ("", "killed")}),
    ('["foreman", "start"]', "web: A=1 server\n", "killed", {"server": ("", "killed")}),
    ('["foreman", "start"]', "web: /bin/A=1 --x\n", "graceful", {"A=1": ("SIGTERM", "finished")}),
    ('["foreman", "start"]', "web: server --port=80 100%\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ('["foreman", "start"]', "web: exec server\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ('["foreman", "start"]', "web: server # here\n", "killed", {"server": ("", "killed")}),
    ('["foreman", "start"]', "web: exec server > /log\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ('["forego", "start"]', "web: server > /log\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ('["honcho", "start"]', "web: server > /log\n", "graceful", {"server": ("SIGTERM", "finished")}),
    ('["foreman", "start", "web"]', WEB, "graceful", {"server": ("SIGTERM", "finished")}),
    ('["honcho", "start", "worker"]', WEB, "graceful", {"other": ("SIGTERM", "finished")}),
    ('["honcho", "start", "web", "worker"]', WEB, "graceful", {"server": ("SIGTERM", "finished"), "other": ("SIGTERM", "finished")}),
    *[
        (f'["honcho", {words}, "start", "worker"]', WEB, "graceful", {"other": ("SIGTERM", "finished")})
        for words in (
            '"-e", "x"', '"--env", "x"', '"-c", "web=1"', '"--concurrency", "web=1"', '"-p", "80"', '"--port", "80"',
            '"-f", "Procfile"', '"--procfile", "Procfile"', '"-d", "/srv"', '"--app-root", "/srv"', '"--app-root", "."',
        )
    ],
    *[
        (f'["foreman", "start", {words}, "worker"]', WEB, "graceful", {"other": ("SIGTERM", "finished")})
        for words in ('"-m", "web=1"', '"--formation", "web=1"', '"-t", "9"', '"--timeout", "9"', '"-e", "x"')
    ],
    ('["nf", "start", "-x", "80", "worker"]', "web: server\nworker: other\n", "lost", {"other": ("", "stays")}),
    ('["nf", "-j", "Procfile", "start", "worker"]', "web: server\nworker: other\n", "lost", {"other": ("", "stays")}),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "text", "verdict", "ends"), COMMANDS)
def test_the_entries_of_a_procfile_are_told(argv, text, verdict, ends):
    found = procfile(argv, text)
    assert (found.verdict, fates(found)) == (verdict, ends)


@pytest.mark.parametrize(
    ("argv", "name"),
    [
        ('["honcho", "-f", "Procfile.prod", "start"]', "Procfile.prod"),
        ('["honcho", "--procfile=Procfile.prod", "start"]', "Procfile.prod"),
        ('["foreman", "start", "-f", "deploy/Procfile"]', "deploy/Procfile"),
        ('["honcho", "-d", "deploy", "start"]', "deploy/Procfile"),
        ('["honcho", "--app-root", "/srv/deploy", "start"]', "deploy/Procfile"),
        ('["nf", "-j", "Procfile.prod", "start"]', "Procfile.prod"),
    ],
)
def test_a_procfile_is_found_where_the_command_line_says(argv, name):
    found = procfile(argv, "web: server\n", name)
    assert "server" in fates(found)
    assert "server" not in fates(procfile(argv, "web: server\n", "elsewhere/Procfile"))


def test_what_is_no_start_of_a_procfile_keeps_nothing():
    assert "server" not in fates(procfile('["honcho", "check"]', WEB))
    assert "server" not in fates(procfile('["honcho", "run", "other"]', WEB))
    assert "server" not in fates(procfile('["honcho", "start"]', "# nothing\n"))


# What no shell stands in front of, on each signal: what each runner handles stands in its row of the catalog.
RUNNERS = [
    ("foreman", "TERM INT HUP", "graceful", ("SIGTERM", "finished")),
    ("foreman", "QUIT WINCH", "lost", ("", "stays")),
    ("honcho", "TERM INT", "graceful", ("SIGTERM", "finished")),
    ("honcho", "QUIT HUP USR1 USR2 WINCH", "lost", ("", "stays")),
    ("nf", "INT", "graceful", ("SIGINT", "finished")),
    ("nf", "TERM QUIT HUP USR1 USR2 WINCH", "lost", ("", "stays")),
]


@pytest.mark.parametrize(
    ("name", "signal", "verdict", "end"),
    [(name, signal, verdict, end) for name, signals, verdict, end in RUNNERS for signal in signals.split()],
)
def test_a_procfile_runner_stops_on_the_signals_of_its_row(name, signal, verdict, end):
    found = procfile(f'["{name}", "start"]', "web: exec server\n", signal=signal)
    assert (found.verdict, fates(found)) == (verdict, {"server": end})


def test_what_the_configuration_states_of_a_supervisor_counts():
    files = {"Dockerfile": 'FROM debian:12\nCOPY . .\nCMD ["honcho", "start"]\n', "Procfile": "web: exec server\n"}
    context, stated = Listing(files, frozenset()), Options(programs={"honcho": {"signals": {"HUP": "graceful"}}})
    (found,) = traces(read(context.read("Dockerfile")), context, stated, Workload(stop_signal="HUP"))
    assert fates(found) == {"server": ("SIGTERM", "finished")}


@pytest.mark.parametrize("signal", ["USR1", "USR2"])
def test_foreman_passes_two_signals_on_and_goes_down_with_the_first_that_ends(signal):
    found = procfile('["foreman", "start"]', "web: server\njob: redis-server\n", signal=signal)
    assert fates(found) == {"server": (f"SIG{signal} SIGTERM", "finished"), "redis-server": (f"SIG{signal}", "cut")}


def test_node_foreman_never_kills():
    found = procfile('["nf", "start"]', "web: exec server\n", signal="INT", drains={"server": 8.5})
    assert (found.verdict, fates(found)) == ("graceful", {"server": ("SIGINT", "finished")})


LIMITS = [
    ('["foreman", "start"]', "killed by foreman after 5 s"),
    ('["foreman", "start", "-t", "7"]', "killed by foreman after 7 s"),
    ('["foreman", "start", "--timeout", "2"]', "killed by foreman after 2 s"),
    ('["foreman", "start", "-t", "soon"]', "killed by foreman after 5 s"),
    ('["honcho", "start"]', "killed by honcho after 5 s"),
]


@pytest.mark.parametrize(("argv", "words"), LIMITS)
def test_a_procfile_runner_kills_after_its_limit(argv, words):
    found = procfile(argv, "web: exec server\n", drains={"server": 8.5})
    assert words in told(found)["server"]
    assert found.verdict == "killed"


def test_one_entry_of_a_procfile_that_ends_takes_the_others_along():
    found = procfile('["honcho", "start"]', "web: server\nonce: sleep 1\n", signal="USR1")
    assert fates(found) == {"server": ("SIGTERM", "finished")}


def test_an_entry_of_a_procfile_stands_where_it_is_written():
    assert places(procfile('["foreman", "start"]', "web: server --port 80\n"))["server"] == (
        "Procfile",
        "server --port 80",
    )
    assert places(procfile('["honcho", "start"]', "web: exec server --port\n"))["server"] == (
        "Procfile",
        "exec server --port",
    )


def test_the_entries_of_a_procfile_run_in_its_folder():
    files = {"deploy/run.sh": "exec server\n"}
    found = procfile('["foreman", "-d", "deploy", "start"]', "web: sh run.sh\n", "deploy/Procfile", files)
    assert fates(found) == {"server": ("SIGTERM", "finished")}


SIDE = [
    ("", "graceful", {"server": ("SIGTERM", "finished"), "other": ("SIGTERM", "finished")}),
    ("INT", "graceful", {"server": ("SIGINT", "finished"), "other": ("SIGINT", "finished")}),
    ("HUP", "graceful", {"server": ("SIGHUP", "finished"), "other": ("SIGHUP", "finished")}),
    ("USR1", "lost", {"server": ("", "stays"), "other": ("", "stays")}),
]


@pytest.mark.parametrize(("signal", "verdict", "ends"), SIDE)
def test_commands_side_by_side_get_the_signal_that_came(signal, verdict, ends):
    found = procfile('["concurrently", "server > /log", "other"]', "", signal=signal or None)
    assert (found.verdict, fates(found)) == (verdict, ends)


def test_commands_side_by_side_stand_where_they_are_written():
    found = procfile('["concurrently", "exec server --x", "other"]', "")
    assert places(found)["server"] == ("Dockerfile", "exec server --x")
    assert "concurrently" in told(found)


# ---------------------------------------------------------------- init systems with services and a command
BARE = "#!/bin/sh\nserver\n"


def inits(entrypoint, files, where, command="", drains=None, signal=None, base="debian:12"):
    dockerfile = f"FROM {base}\nCOPY services {where}\nENTRYPOINT {entrypoint}\n{command}"
    texts = {"Dockerfile": dockerfile, **{f"services/{path}": text for path, text in files.items()}}
    context = Listing(texts, frozenset(path for path, text in texts.items() if text.startswith("#!")))
    workload = Workload(stop_signal=signal, drains=drains or {})
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), workload)
    return found


MY_INIT = [
    ('["/sbin/my_init"]', {"server": ("SIGTERM", "finished")}),
    ('["/sbin/my_init", "--", "app"]', {"server": ("SIGTERM", "finished"), "app": ("SIGTERM", "finished")}),
    ('["/sbin/my_init", "app"]', {"server": ("SIGTERM", "finished"), "app": ("SIGTERM", "finished")}),
    ('["/sbin/my_init", "--quiet", "--", "app"]', {"server": ("SIGTERM", "finished"), "app": ("SIGTERM", "finished")}),
    ('["/sbin/my_init", "--quiet", "--skip-startup-files", "app"]', {"server": ("SIGTERM", "finished"), "app": ("SIGTERM", "finished")}),
    ('["/sbin/my_init", "--skip-runit", "--", "app"]', {"app": ("SIGTERM", "finished")}),
    ('["/sbin/my_init", "--", "app", "--skip-runit"]', {"server": ("SIGTERM", "finished"), "app": ("SIGTERM", "finished")}),
]  # fmt: skip


@pytest.mark.parametrize(("entrypoint", "ends"), MY_INIT)
def test_my_init_stops_services_and_command(entrypoint, ends):
    assert fates(inits(entrypoint, {"web/run": RUN}, "/etc/service")) == ends


DINIT = [
    ({"web/run": RUN}, "", "graceful", {"server": ("SIGTERM", "finished")}),
    ({"web/run": RUN, "worker/run": "#!/bin/sh\nexec other\n"}, "", "graceful", {"server": ("SIGTERM", "finished"), "other": ("SIGTERM", "finished")}),
    ({"web/run": BARE}, "", "graceful", {"server": ("SIGTERM", "finished")}),
    ({"web/run": BARE}, "ENV DINIT_REPARENTING_POLICY=ignore", "killed", {"server": ("", "killed")}),
    ({"web/run": "#!/bin/sh\nservice redis-server start\nexec server\n"}, "", "graceful", {"server": ("SIGTERM", "finished"), "redis-server": ("SIGTERM", "finished")}),
    ({"web/run": "#!/bin/sh\nservice redis-server start\nexec server\n"}, "ENV DINIT_REPARENTING_POLICY=ignore", "partial", {"server": ("SIGTERM", "finished"), "redis-server": ("", "killed")}),
    ({"web/run": "#!/bin/sh\npostfix -c /etc/postfix start\npostfix -c /etc/postfix abort\nexec server\n"}, "", "graceful", {"server": ("SIGTERM", "finished")}),
    ({"web/run": RUN, "web/terminate": "#!/bin/sh\nkill -QUIT $DINIT_PID\n"}, "", "unknown", {"server": ("", "stays")}),
]  # fmt: skip


@pytest.mark.parametrize(("files", "said", "verdict", "ends"), DINIT)
def test_dinit_stops_its_programs_and_what_they_left_behind(files, said, verdict, ends):
    found = inits('["/dinit"]', files, "/etc/service", f"{said}\n")
    assert (found.verdict, fates(found)) == (verdict, ends)


OVERLAY = [
    ({"web/run": RUN}, "/etc/services.d", {"server": ("SIGTERM", "finished")}),
    ({"web/run": RUN, "web/type": "longrun\n"}, "/etc/s6-overlay/s6-rc.d", {"server": ("SIGTERM", "finished")}),
    ({"web/run": RUN, "web/type": "oneshot\n"}, "/etc/s6-overlay/s6-rc.d", {}),
    ({"web/run": RUN}, "/etc/s6-overlay/s6-rc.d", {}),
    ({"web/type": "longrun\n", "a/run": "#!/bin/sh\nexec other\n", "a/type": "longrun"}, "/etc/s6-overlay/s6-rc.d", {"other": ("SIGTERM", "finished")}),
    ({"web/run": RUN, "web/down-signal": "SIGQUIT\n"}, "/etc/services.d", {"server": ("SIGQUIT", "finished")}),
]  # fmt: skip


@pytest.mark.parametrize(("files", "where", "ends"), OVERLAY)
@pytest.mark.parametrize("init", ["/init", "/package/admin/s6-overlay/init"])
def test_an_overlay_starts_the_services_that_stay(files, where, ends, init):
    found = fates(inits(f'["{init}"]', files, where))
    assert {name: end for name, end in found.items() if name != "init"} == ends


UNMARKED = [
    ("/init", "/etc/services.d", "", "graceful"),
    ("/init", "/etc/services.d", "ENV S6_OVERLAY_VERSION=v2.2.0.3", "graceful"),
    ("/init", "/etc/services.d", "ENV S6_OVERLAY_VERSION=3.1.5.0", "unknown"),
    ("/init", "/etc/services.d", "RUN mkdir -p /etc/s6-overlay/s6-rc.d/user", "unknown"),
    ("/init", "/etc/s6-overlay/s6-rc.d", "ENV S6_OVERLAY_VERSION=3.1.5.0", "graceful"),
    ("s6-svscan", "/etc/services.d", "WORKDIR /etc/services.d", "unknown"),
    ("/sbin/my_init", "/etc/service", "", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("init", "where", "said", "verdict"), UNMARKED)
def test_a_service_whose_script_is_not_executable_starts_only_where_the_init_system_marks_it(
    init, where, said, verdict
):
    files = {"web/run": RUN, "web/type": "longrun\n"}
    found = inits(f'["{init}"]', files, where, f"RUN chmod 644 {where}/web/run\n{said}\n")
    assert found.verdict == verdict
    assert ("server" in fates(found)) is (verdict == "graceful")
    assert verdict == "graceful" or found.reason.startswith(f"{where}/web/run is not executable")


@pytest.mark.parametrize(("base", "run", "verdict"), [
    ("lscr.io/linuxserver/baseimage-kasmvnc:debianbookworm", RUN, "unknown"),
    ("lscr.io/linuxserver/baseimage-kasmvnc:debianbookworm", "#!/bin/sh\nexec nginx -g 'daemon off;'\n", "abrupt"),
    ("lscr.io/linuxserver/baseimage-alpine-nginx:3.20", RUN, "partial"),
    ("lscr.io/linuxserver/baseimage-alpine:3.20", RUN, "graceful"),
])  # fmt: skip
def test_services_that_the_base_image_brings_are_no_less_a_part_of_it(base, run, verdict):
    dockerfile = f"FROM {base}\nCOPY run /etc/services.d/web/run\n"
    found = trace({"Dockerfile": dockerfile, "run": run})
    assert found.verdict == verdict
    assert ("a desktop and nginx" in found.reason) is (verdict == "unknown")


def test_a_base_image_with_services_alone_is_not_known():
    found = trace({"Dockerfile": "FROM linuxserver/baseimage-kasmvnc\n"})
    assert (found.verdict, "a desktop and nginx" in found.reason) == ("unknown", True)


def test_services_of_a_base_image_that_were_read_are_judged():
    found = trace({"Dockerfile": "FROM linuxserver/baseimage-alpine-nginx\n"})
    assert fates(found) == {"nginx": ("SIGTERM", "cut"), "php-fpm": ("SIGTERM", "cut")}


def test_beside_a_service_that_can_not_start_others_are_judged():
    files = {"web/run": RUN, "cache/run": RUN.replace("server", "nginx -g 'daemon off;'")}
    found = inits('["s6-svscan", "/services"]', files, "/services", "RUN chmod 644 /services/web/run\n")
    assert found.verdict == "abrupt"


@pytest.mark.parametrize(("entrypoint", "where", "limit"), [
    ('["/init"]', "/etc/services.d", "killed by s6-supervise after 6 s"),
    ('["/sbin/my_init"]', "/etc/service", "killed by runsv after 5 s"),
])  # fmt: skip
def test_an_init_system_kills_a_service_after_its_limit(entrypoint, where, limit):
    found = inits(entrypoint, {"web/run": RUN}, where, drains={"server": 8.5}, base="phusion/baseimage:0.11")
    assert limit in told(found)["server"]


@pytest.mark.parametrize(("said", "drain", "fate"), [
    ("", 5.5, "finished"),  # 3 s for all to be down, then TERM to all, and 3 s more
    ("", 6.5, "killed"),
    ("ENV S6_SERVICES_GRACETIME=5000", 6.5, "finished"),
    ("ENV S6_KILL_GRACETIME=500", 5.5, "killed"),
    ("ENV S6_KILL_GRACETIME=long", 5.5, "finished"),
])  # fmt: skip
def test_s6_overlay_waits_for_services_before_it_tells_all_and_kills(said, drain, fate):
    found = inits('["/init"]', {"web/run": RUN}, "/etc/services.d", f"{said}\n", drains={"server": drain})
    assert fates(found)["server"] == ("SIGTERM", fate)


@pytest.mark.parametrize(("command", "there"), [("", False), ('CMD ["--x"]\n', True)])
def test_s6_overlays_first_words_stand_in_front_of_a_command_alone(command, there):
    found = inits('["/init"]', {"web/run": RUN}, "/etc/services.d", f"ENV S6_CMD_ARG0=other\n{command}")
    assert ("other" in fates(found)) is there


def test_s6_overlay_waits_for_services_of_s6_rc_as_long_as_it_takes():
    files = {"web/run": RUN, "web/type": "longrun\n"}
    found = inits('["/init"]', files, "/etc/s6-overlay/s6-rc.d", drains={"server": 9.0})
    assert fates(found)["server"] == ("SIGTERM", "finished")


@pytest.mark.parametrize(("entrypoint", "where", "limit"), [
    ('["/init"]', "/etc/services.d", "killed by init after 3 s"),
    ('["/sbin/my_init"]', "/etc/service", "killed by my_init after 5 s"),
])  # fmt: skip
def test_an_init_system_kills_its_command_after_its_limit(entrypoint, where, limit):
    found = inits(
        entrypoint, {"web/run": RUN}, where, 'CMD ["app"]\n', drains={"app": 8.5}, base="phusion/baseimage:0.11"
    )
    assert limit in told(found)["app"]
    assert places(found)["app"] == ("Dockerfile", '"app"') or places(found)["app"] == ("Dockerfile", "app")


@pytest.mark.parametrize(("base", "said", "fate"), [
    ("phusion/baseimage:0.9.22", "", "killed"),
    ("phusion/baseimage:0.9.22", "ENV KILL_PROCESS_TIMEOUT=60", "finished"),
    ("phusion/baseimage:focal-1.2.0", "", "finished"),
    ("phusion/baseimage:focal-1.2.0", "ENV KILL_PROCESS_TIMEOUT=3", "killed"),
    ("phusion/baseimage:focal-1.2.0", "ENV KILL_PROCESS_TIMEOUT=long", "finished"),
    ("phusion/baseimage", "", "finished"),
])  # fmt: skip
def test_my_init_leaves_the_seconds_that_it_is_told_or_its_release_has(base, said, fate):
    found = inits('["/sbin/my_init"]', {"web/run": RUN}, "/etc/service", f"{said}\n", {"server": 8.5}, base=base)
    assert fates(found) == {"server": ("SIGTERM", fate)}


def test_the_end_of_its_command_stops_an_init_system():
    found = inits('["/init"]', {"web/run": RUN}, "/etc/services.d", 'CMD ["sleep", "1"]\n', signal="WINCH")
    assert fates(found) == {"server": ("SIGTERM", "finished")}


def test_a_limit_in_milliseconds_counts_for_the_service_that_says_it():
    files = {"a/run": RUN, "a/timeout-kill": "2500\n", "b/run": "#!/bin/sh\nexec other\n"}
    found = inits('["s6-svscan", "/services"]', files, "/services", drains={"server": 8.0, "other": 8.0})
    assert fates(found) == {"server": ("SIGTERM", "killed"), "other": ("SIGTERM", "finished")}
    assert "killed by s6-supervise after 2.5 s" in told(found)["server"]


@pytest.mark.parametrize("text", ["soon\n", "-1\n", "0\n", "999999999999999\n", ""])
def test_a_limit_that_is_none_never_kills(text):
    found = inits(
        '["s6-svscan", "/services"]', {"a/run": RUN, "a/timeout-kill": text}, "/services", drains={"server": 8.0}
    )
    assert fates(found) == {"server": ("SIGTERM", "finished")}


def test_runit_reads_no_files_of_s6():
    files = {"a/run": RUN, "a/down-signal": "SIGINT\n", "a/timeout-kill": "100\n"}
    assert fates(inits('["/sbin/my_init"]', files, "/etc/service")) == {"server": ("SIGTERM", "finished")}


INITS = [
    ('["/sbin/my_init"]', "/etc/service", "TERM INT", "graceful"),
    ('["/sbin/my_init"]', "/etc/service", "QUIT HUP USR1 USR2 WINCH", "lost"),
    ('["/init"]', "/etc/services.d", "TERM INT USR1 USR2 PWR", "graceful"),
    ('["/init"]', "/etc/services.d", "QUIT HUP WINCH", "lost"),
    ('["/init"]', "/etc/services.d", "ABRT", "killed"),
]


@pytest.mark.parametrize(
    ("entrypoint", "where", "signal", "verdict"),
    [
        (entrypoint, where, signal, verdict)
        for entrypoint, where, signals, verdict in INITS
        for signal in signals.split()
    ],
)
def test_an_init_system_stops_on_the_signals_of_its_row(entrypoint, where, signal, verdict):
    assert inits(entrypoint, {"web/run": RUN}, where, signal=signal).verdict == verdict


@pytest.mark.parametrize(("argv", "place", "verdict"), [
    ('["runsvdir-start"]', "/etc/service", "killed"),
    ('["runsvdir", "-P", "/etc/service"]', "/etc/service", "killed"),
    ('["runsvdir", "/etc/service", "log: ......"]', "/etc/service", "killed"),
    ('["/usr/bin/s6-svscan", "-c", "100", "/run/service"]', "/run/service", "graceful"),
])  # fmt: skip
def test_a_folder_of_services_is_found(argv, place, verdict):
    found = folder(argv, {"a/run": RUN}, place=place)
    assert found.verdict == verdict
    assert "server" in fates(found)


def test_a_service_stands_in_the_first_line_of_its_script():
    found = folder('["s6-svscan", "/services"]', {"a/run": BARE})
    assert places(found)["run"] == ("services/a/run", "#!/bin/sh")
    assert places(found)["s6-svscan"][0] == "Dockerfile"
    assert places(folder('["runsv", "/services/a"]', {"a/run": BARE}))["run"] == ("services/a/run", "#!/bin/sh")


@pytest.mark.parametrize("signal", ["TERM", "HUP"])
def test_runsvdir_leaves_at_once(signal):
    found = folder('["runsvdir-start"]', {"a/run": RUN}, signal, "/etc/service")
    assert (found.verdict, fates(found)) == ("killed", {"server": ("", "killed")})
    assert folder('["runsvdir-start"]', {"a/run": RUN}, "INT", "/etc/service").verdict == "lost"


# ---------------------------------------------------------------- supervisord's places and words
def test_supervisord_says_how_long_it_waited():
    found = supervised("[program:a]\ncommand=server\nstopwaitsecs=0\n")
    assert "killed by supervisord after 0 s" in told(found)["server"]


def test_the_place_of_a_signal_is_where_the_configuration_says_it():
    found = supervised("[program:a]\ncommand=nginx -g 'daemon off;'\nstopsignal=TERM\n")
    assert found.runs[0].cause.reaction.by == "supervisord"


WORDS = [
    ("command=server --a \"b c\" 'd'", ("server", "--a", "b c", "d")),
    ("command=server %(program_name)s %(process_num)s %(group_name)s", ("server", "a", "0", "a")),
    ("command=server %(here)s", ("server", "/etc")),
    ("command=server 100%%", ("server", "100%")),
    ("command=server %(ENV_APP)s", ("server", "server")),
]


@pytest.mark.parametrize(("line", "words"), WORDS)
def test_a_command_of_supervisord_is_split_and_filled_in(line, words):
    (run,) = supervised(f"[program:a]\n{line}\n").runs
    assert run.processes[-1].argv == words


@pytest.mark.parametrize("line", ["command=server 'x", "command=%(ENV_NEVER)s", "command=%(never)s --x"])
def test_a_command_of_supervisord_that_can_t_be_read_is_one_program(line):
    found = supervised(f"[program:a]\n{line}\n")
    assert [process.role for process in found.runs[0].processes] == ["init", "application"]


@pytest.mark.parametrize(("argv", "verdict"), [
    ('["python3", "/usr/bin/supervisord", "-c", "/etc/supervisord.conf"]', "killed"),
    ('["/usr/bin/supervisord", "--configuration", "/etc/supervisord.conf"]', "killed"),
    ('["supervisord", "--configuration=/etc/supervisord.conf"]', "killed"),
    ('["supervisord"]', "killed"),
    ('["supervisord", "-c", "etc/supervisord.conf"]', "killed"),
])  # fmt: skip
def test_supervisord_is_known_by_its_name(argv, verdict):
    dockerfile = f"FROM debian:12\nCOPY s.conf /etc/supervisord.conf\nCMD {argv}\n"
    text = HEAD + "[program:a]\ncommand=sh -c 'server'\n"
    assert trace({"Dockerfile": dockerfile, "s.conf": text}).verdict == verdict


def test_a_configuration_beside_the_working_directory_includes_what_it_names():
    dockerfile = 'FROM debian:12\nWORKDIR /srv\nCOPY . .\nCMD ["supervisord", "-c", "conf/s.conf"]\n'
    files = {
        "conf/s.conf": HEAD + "[include]\nfiles=d/*.ini\n",
        "conf/d/a.ini": "[program:a]\ncommand=server\nstopsignal=INT\n",
    }
    found = trace({"Dockerfile": dockerfile, **files})
    assert fates(found) == {"server": ("SIGINT", "finished")}
    assert places(found)["server"] == ("conf/d/a.ini", "server")


def test_a_signal_that_there_is_not_stands_where_the_included_file_says_it():
    dockerfile = 'FROM debian:12\nWORKDIR /srv\nCOPY . .\nCMD ["supervisord", "-c", "s.conf"]\n'
    files = {"s.conf": HEAD + "[include]\nfiles=a.ini\n", "a.ini": "[program:a]\ncommand=server\nstopsignal=TREM\n"}
    cause = trace({"Dockerfile": dockerfile, **files}).runs[0].cause
    assert (cause.span.path, cause.span.text) == ("a.ini", "TREM")
    assert cause.failure.why == "supervisord refuses its configuration: TREM is no signal"
