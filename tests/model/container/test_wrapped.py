"""What stands behind wrappers: the command as they make it, its place, its user, and what package managers run."""

from __future__ import annotations

import json

import pytest

from listing import Listing
from stoplint.config import Options
from stoplint.model.workload import Workload
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read


def trace(argv, files=(), head="", base="debian:12", signal=None, drains=None):
    texts = {"Dockerfile": f"FROM {base}\nWORKDIR /srv\nCOPY . .\n{head}CMD {argv}\n", **dict(files)}
    context = Listing(texts, frozenset(path for path, text in texts.items() if text.startswith("#!")))
    workload = Workload(stop_signal=signal, drains=drains or {})
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), workload)
    return found


def last(found):
    """The words of the youngest process, and (path, text) of its place."""
    (run,) = found.runs
    process = run.processes[-1]
    span = process.span.located if process.span is not None else None
    return process.argv, (span.path, span.text) if span is not None else None


COMMANDS = [
    ('["dockerize", "-wait", "tcp://db:1", "app", "--x"]', ("app", "--x"), ("Dockerfile", "app")),
    ('["consul-template", "-exec", "app --x \'y z\'"]', ("app", "--x", "y z"), ("Dockerfile", "app --x 'y z'")),
    ('["consul-template", "-exec=app --x"]', ("app", "--x"), ("Dockerfile", "app --x")),
    ('["su", "someone", "-c", "exec app --x"]', ("app", "--x"), ("Dockerfile", "exec app --x")),
    ('["su", "someone", "--command=exec app --x"]', ("app", "--x"), ("Dockerfile", "exec app --x")),
    ('["su", "someone", "-c", "exec app $0 $1", "one", "two"]', ("app", "one", "two"), ("Dockerfile", "exec app $0 $1")),
    ('["flock", "/l", "-c", "exec app --x"]', ("app", "--x"), ("Dockerfile", "exec app --x")),
    ('["env", "-S", "app --x"]', ("app", "--x"), None),
    ('["env", "-S", "nice app", "--x"]', ("app", "--x"), None),
    ('["watch", "-n", "5", "exec", "app"]', ("app",), None),
    ('["capsh", "--", "-c", "exec app"]', ("app",), ("Dockerfile", "exec app")),
    ('["nodemon", "app.js"]', ("node", "app.js"), None),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "words", "place"), COMMANDS)
def test_the_command_of_a_wrapper_keeps_its_words_and_its_place(argv, words, place):
    found, where = last(trace(argv))
    assert found == words
    if place is not None:
        assert where == place


@pytest.mark.parametrize(("argv", "name"), [
    ('["go", "run", "."]', "the program that go run builds"),
    ('["sh", "-c", "exec go run ."]', "the program that go run builds"),
    ('["pm2-runtime", "ecosystem.config.js"]', "an application of ecosystem.config.js"),
    ('["sh", "-c", "exec /opt/*/server"]', "one of /opt/*/server"),
    ('["php", "-d", "variables_order=EGPCS", "artisan", "serve"]', "php artisan"),
    ('["php", "artisan", "serve"]', "php artisan"),
    ('["the server"]', "the"),
])  # fmt: skip
def test_what_is_told_in_words_is_called_so_in_sentences(argv, name):
    assert f" {name} " in f" {trace(argv).reason} "


@pytest.mark.parametrize(("argv", "words"), [
    ('["go", "run", "."]', "the program that go run builds"),
    ('["air"]', "the program that air builds"),
    ('["npm", "start"]', "the start script of package.json"),
])  # fmt: skip
def test_a_program_that_is_made_at_the_start_is_called_so(argv, words):
    assert last(trace(argv))[0] == (words,)


@pytest.mark.parametrize("argv", [
    '["catchsegv", "app"]', '["op", "run", "--", "app"]', '["summon", "app"]', '["infisical", "run", "--", "app"]',
])  # fmt: skip
def test_a_wrapper_of_which_no_source_says_anything_leaves_the_question_open(argv):
    found = trace(argv)
    assert found.verdict == "unknown"
    assert "does with signals is not known" in found.reason


USERS = [
    ('["gosu", "www-data", "sh", "-c", "CHECK"]', "other"),
    ('["gosu", "root", "sh", "-c", "CHECK"]', "root"),
    ('["gosu", "0", "sh", "-c", "CHECK"]', "root"),
    ('["sudo", "sh", "-c", "CHECK"]', "root"),
    ('["sudo", "-u", "www-data", "sh", "-c", "CHECK"]', "other"),
    ('["sudo", "--user=www-data", "sh", "-c", "CHECK"]', "other"),
    ('["su", "www-data", "-c", "CHECK"]', "other"),
    ('["su", "-", "www-data", "-c", "CHECK"]', "other"),
    ('["su", "-c", "CHECK"]', "root"),
    ('["su", "-", "-c", "CHECK"]', "root"),
    ('["runuser", "-u", "www-data", "--", "sh", "-c", "CHECK"]', "other"),
    ('["setpriv", "--reuid=www-data", "sh", "-c", "CHECK"]', "other"),
    ('["nice", "gosu", "www-data", "env", "A=1", "sh", "-c", "CHECK"]', "other"),
    ('["tini", "--", "gosu", "www-data", "sh", "-c", "CHECK"]', "other"),
]


@pytest.mark.parametrize(("argv", "who"), USERS)
def test_a_script_behind_a_wrapper_runs_as_its_user(argv, who):
    check = '[ \\"$(id -u)\\" = 0 ] && exec root; exec other'
    found = trace(argv.replace("CHECK", check))
    assert {process.argv[0] for run in found.runs for process in run.processes if process.role == "application"} == {
        who
    }


def package(script, argv, base="node:22-alpine", name="start", path="package.json", files=(), more="", head=""):
    text = f'{{"name": "x", {more}"scripts": {{"{name}": "{script}"}}}}'
    return trace(argv, {path: text, **dict(files)}, head, base)


WHERE = [
    ('["npm", "start"]', "package.json"),
    ('["npm", "--prefix", "app", "start"]', "app/package.json"),
    ('["npm", "--prefix=/srv/app", "start"]', "app/package.json"),
    ('["npm", "-C", "app", "start"]', "app/package.json"),
    ('["yarn", "--cwd", "app", "start"]', "app/package.json"),
    ('["pnpm", "-C", "app", "start"]', "app/package.json"),
    ('["pnpm", "--dir", "app", "start"]', "app/package.json"),
]


@pytest.mark.parametrize(("argv", "path"), WHERE)
def test_the_package_of_a_script_is_where_the_command_line_says(argv, path):
    assert last(package("exec server --x", argv, path=path)) == (("server", "--x"), (path, "exec server --x"))
    elsewhere = package("exec server --x", argv, path="elsewhere/package.json")
    assert last(elsewhere)[0] == ("the start script of package.json",)


def test_two_runners_in_one_process_group_tell_each_other_once():
    text = '{"name": "x", "scripts": {"start": "pnpm run serve", "serve": "server"}}'
    found = trace('["pnpm", "start"]', {"package.json": text}, "RUN npm install -g pnpm\n", "node:22-alpine")
    runners = [each for each in found.runs[0].processes if each.argv[0] == "pnpm"]
    assert len(runners) == 2
    assert all("passes SIGTERM on" in each.does for each in runners)


SELECTED = [
    ('["npm", "start", "-w", "b"]', "packages/b/package.json"),
    ('["npm", "run", "start", "--workspace=packages/b"]', "packages/b/package.json"),
    ('["npm", "-C", "/srv", "--workspace", "@x/c", "start"]', "packages/c/package.json"),
    ('["yarn", "workspace", "b", "start"]', "packages/b/package.json"),
    ('["yarn", "workspace", "b", "run", "start"]', "packages/b/package.json"),
    ('["pnpm", "--filter", "b", "start"]', "packages/b/package.json"),
    ('["pnpm", "--filter=@x/c", "start"]', "packages/c/package.json"),
    ('["pnpm", "-F", "c", "run", "start"]', "packages/c/package.json"),
    ('["pnpm", "--filter", "./web", "start"]', "web/package.json"),
    ('["pnpm", "--filter", "front", "start"]', "web/package.json"),
    ('["pnpm", "--filter", "root", "start"]', "package.json"),
    ('["pnpm", "start", "--filter", "b"]', "package.json"),
    ('["npm", "start", "--", "-w", "b"]', "package.json"),
    ('["pnpm", "--filter", "nobody", "start"]', None),
    ('["pnpm", "--filter", "b...", "start"]', None),
    ('["pnpm", "--filter", "@x/*", "start"]', None),
    ('["pnpm", "--filter", "b", "--filter", "c", "start"]', None),
    ('["pnpm", "-r", "start"]', None),
    ('["npm", "--workspaces", "start"]', None),
    ('["yarn", "workspace", "nobody", "start"]', None),
]


@pytest.mark.parametrize(("argv", "path"), SELECTED)
@pytest.mark.parametrize("pnpm", [False, True])
def test_the_package_of_a_script_is_the_one_that_an_option_names(argv, path, pnpm):
    files = {
        f"{folder}package.json": f'{{"name": "{name}", "scripts": {{"start": "exec ./{name[-1]}-server"}}}}'
        for folder, name in (("", "root"), ("packages/b/", "b"), ("packages/c/", "@x/c"), ("web/", "front"))
    }
    if pnpm:
        files["pnpm-workspace.yaml"] = "# ours\npackages:\n  - 'packages/*' # all\n  - web\n"
    else:
        files["package.json"] = files["package.json"].replace("{", '{"workspaces": ["packages/*", "./web/"], ', 1)
    found = trace(argv, files, "RUN npm install -g pnpm\n")
    if path is None:
        assert (found.verdict, "was not read" in found.reason) == ("unknown", True)
    else:
        assert last(found)[1][0] == path


def test_a_script_runs_in_the_folder_of_its_package():
    package = '{"name": "b", "scripts": {"start": "exec ./start.sh"}}'
    files = {"app/package.json": package, "app/start.sh": "#!/bin/sh\nexec inner\n", "start.sh": "#!/bin/sh\nouter\n"}
    for argv in ('["npm", "--prefix", "app", "start"]', '["pnpm", "-C", "app", "start"]'):
        assert last(trace(argv, files))[0] == ("inner",)


PNPM = [
    ('["pnpm", "start"]', "node:22-slim", "server", "killed"),
    ('["pnpm", "start"]', "node:22-slim", "exec server", "graceful"),
    ('["pnpm", "start"]', "node:22-alpine", "server", "graceful"),
    ('["pnpm", "exec", "server"]', "node:22-slim", "", "graceful"),
    ('["sh", "-c", "pnpm exec server & trap \'kill $!\' TERM; wait; wait"]', "node:22-slim", "", "killed"),
]


@pytest.mark.parametrize(("argv", "base", "script", "verdict"), PNPM)
def test_pnpm_waits_for_what_it_signals_and_as_pid_1_for_what_it_execs(argv, base, script, verdict):
    assert package(script, argv, base, more='"packageManager": "pnpm@10.20.0", ').verdict == verdict


PNPM_12 = [
    ('["pnpm", "start"]', "12.21.0", "", "unknown", "how pnpm was installed is not known"),
    ('["pnpm", "start"]', "12.21.0", "RUN corepack enable", "unknown", "how pnpm was installed is not known"),
    ('["pnpm", "start"]', "", "RUN corepack enable", "unknown", "how pnpm was installed is not known"),
    ('["pnpm", "exec", "server"]', "", "", "unknown", "how pnpm was installed is not known"),
    ('["pnpx", "server"]', "", "", "unknown", "how pnpm was installed is not known"),
    ('["pnpx", "server"]', "10.20.0", "", "graceful", ""),
    ('["pnpm", "start"]', "10.20.0", "RUN corepack enable", "graceful", ""),
    ('["pnpm", "start"]', "", "RUN npm install -g pnpm@12", "graceful", ""),
    # another version may start the one that is asked for
    ('["pnpm", "start"]', "12.21.0", "RUN npm install -g pnpm", "unknown", "how pnpm was installed is not known"),
]


@pytest.mark.parametrize(("argv", "pinned", "head", "verdict", "reason"), PNPM_12)
def test_pnpm_12_gets_signals_where_npm_has_installed_it(argv, pinned, head, verdict, reason):
    more = f'"packageManager": "pnpm@{pinned}", ' if pinned else ""
    found = package("exec server", argv, "node:22-slim", more=more, head=f"{head}\n")
    assert found.verdict == verdict
    assert reason in found.reason


WORDS = [
    ("exec server", '["npm", "start", "--", "--port", "8 0"]', ("server", "--port", "8 0")),
    ("exec server --a", '["npm", "run", "start", "--", "$HOME"]', ("server", "--a", "$HOME")),
    ("exec server", '["npm", "start"]', ("server",)),
    # bun and Yarn 2 have a shell of their own
    ("A=1 B=2 server", '["bun", "run", "start"]', ("server",)),
    ("server --a=1", '["bun", "run", "start"]', ("server", "--a=1")),
    ("build && server --x", '["bun", "run", "start"]', ("server", "--x")),
    ("build && server > /log", '["bun", "run", "start"]', ("build && server > /log",)),
    ("server; other", '["bun", "run", "start"]', ("server; other",)),
    ("server | tee", '["bun", "run", "start"]', ("server | tee",)),
    ("server $(x)", '["bun", "run", "start"]', ("server $(x)",)),
    ("server 'x", '["bun", "run", "start"]', ("server 'x",)),
]


@pytest.mark.parametrize(("script", "argv", "words"), WORDS)
def test_the_words_of_a_package_script(script, argv, words):
    assert last(package(script, argv))[0] == words


def test_the_words_of_a_script_without_a_shell_stand_in_the_package():
    assert last(package("build && server --x", '["bun", "run", "start"]'))[1] == ("package.json", "server")


def test_a_task_of_deno_is_found_in_either_file():
    text = '{"tasks": {"start": "server --x"}}'
    for name in ("deno.json", "deno.jsonc"):
        assert last(trace('["deno", "task", "start"]', {name: text}))[0] == ("server", "--x")
    other = {"deno.json": '{"tasks": {"other": "wrong"}}', "deno.jsonc": text}
    assert last(trace('["deno", "task", "start"]', other))[0] == ("server", "--x")


YARN = [
    ('"packageManager": "yarn@4.1.0", ', {}, "graceful"),
    ('"packageManager": "yarn@1.22.22", ', {}, "killed"),
    ('"packageManager": "pnpm@9.0.0", ', {}, "killed"),
    ("", {".yarnrc.yml": "nodeLinker: node-modules\n"}, "graceful"),
    ("", {}, "killed"),
    ('"packageManager": "yarn@1.22.22", ', {".yarnrc.yml": "x\n"}, "killed"),
]


@pytest.mark.parametrize(("script", "words"), [
    ("NODE_ENV=production node $NODE_OPTS server", ("node", "$NODE_OPTS", "server")),
    ("node ${OPTS} server.js --port 80", ("node", "${OPTS}", "server.js", "--port", "80")),
    ("node $(opts) server", None),
    ("node server > $LOG", None),
    ("node --title=$NAME server", None),
])  # fmt: skip
def test_a_variable_is_any_number_of_words_of_a_script_without_a_shell(script, words):
    found = package(script, '["yarn", "start"]', more='"packageManager": "yarn@4.1.0", ')
    if words is None:
        assert (found.verdict, "was not read" in found.reason) == ("unknown", True)
    else:
        assert last(found)[0] == words


@pytest.mark.parametrize(("more", "files", "verdict"), YARN)
def test_the_version_of_yarn_is_the_one_that_the_package_asks_for(more, files, verdict):
    assert package("server", '["yarn", "start"]', more=more, files=files).verdict == verdict


DRAINS = [
    ('["app"]', {"app": 8.0}, "graceful"),
    ('["/opt/app"]', {"app": 8.0}, "graceful"),
    ('["timeout", "1h", "app"]', {"app": 8.0}, "graceful"),
    ('["su", "someone", "-c", "exec app"]', {"app": 8.0}, "killed"),
    ('["su", "someone", "-c", "exec app"]', {"app": 1.0}, "graceful"),
]


@pytest.mark.parametrize(("argv", "drains", "verdict"), DRAINS)
def test_how_long_a_program_shuts_down_counts_by_its_name(argv, drains, verdict):
    assert trace(argv, drains=drains).verdict == verdict


@pytest.mark.parametrize(("argv", "files", "ends"), [
    ('["tini", "--", "/srv/run.sh"]', {"run.sh": "#!/bin/sh\nexec server\n"}, ("server",)),
    ('["env", "A=1", "B=2", "/srv/run.sh", "x"]', {"run.sh": '#!/bin/sh\nexec "$B" "$A" "$1"\n'}, ("2", "1", "x")),
    ('["env", "-C", "/tmp", "/srv/run.sh"]', {"run.sh": "#!/bin/sh\nexec server\n"}, ("server",)),
])  # fmt: skip
def test_what_a_wrapper_hands_on_reaches_the_script(argv, files, ends):
    assert last(trace(argv, files))[0] == ends


# ---------------------------------------------------------------- programs
IDLE = [
    ('["sleep", "infinity"]', False), ('["sleep", "5"]', True), ('["sleep", "1d"]', True), ('["sleep", "1", "infinity"]', False),
    ('["sleep", "1000000"]', True), ('["sleep", "1000001"]', False), ('["sleep", "999999", "2"]', False), ('["sleep", "what"]', False),
    ('["tail", "-f", "/dev/null"]', False),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "goes_on"), IDLE)
def test_a_keep_alive_ends_when_its_time_is_over(argv, goes_on):
    text = "#!/bin/sh\n" + " ".join(json.loads(argv)) + "\nexec server\n"
    found = trace('["/srv/run.sh"]', {"run.sh": text})
    names = {process.argv[0] for run in found.runs for process in run.processes}
    assert ("server" in names) is goes_on


@pytest.mark.parametrize(("argv", "files", "verdict"), [
    ('["nginx"]', {}, "exits-early"),
    ('["nginx", "-g", "daemon off;"]', {}, "abrupt"),
    ('["redis-server", "--daemonize", "yes"]', {}, "exits-early"),
    ('["redis-server", "--daemonize", "no"]', {}, "graceful"),
    ('["python3"]', {}, "exits-early"),
    ('["node"]', {}, "exits-early"),
    ('["node", "x.js"]', {}, "graceful"),
])  # fmt: skip
def test_a_program_that_does_not_stay_ends_the_container(argv, files, verdict):
    assert trace(argv, files).verdict == verdict


def test_a_program_that_went_into_the_background_goes_on_by_itself():
    found = trace('["/srv/run.sh"]', {"run.sh": "#!/bin/sh\nnginx\ntail -f /dev/null\n"})
    (run,) = found.runs
    kept = [(process.parent, process.started, process.role) for process in run.processes if process.argv[0] == "nginx"]
    assert (found.verdict, kept) == ("lost", [(1, "background", "application")])


@pytest.mark.parametrize("argv", ['["sh"]', '["bash", "-l"]', '["sh", "-s", "one"]'])
def test_a_shell_without_anything_to_read_ends_the_container(argv):
    assert trace(argv).verdict == "exits-early"
