"""Which wrapper a command line starts, what it does with signals, and where the inner command stands."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoplint.model.catalog.wrappers import find, rows

# command line → kind, to, inner command (or how it is given otherwise)
FOUND = """
env app x | exec | app x
env -i A=1 B=2 app | exec | app
env -u X -C /d app | exec | app
env --unset=X -- A=1 app | exec | app
env - A=1 app | exec | app
gosu app redis-server --port 1 | exec | redis-server --port 1
su-exec app:app node x | exec | node x
setpriv --reuid=1 --regid 2 --init-groups app | exec | app
setuidgid u app | exec | app
s6-setuidgid u app -x | exec | app -x
s6-applyuidgid -u 1 -g 2 app | exec | app
s6-envdir /e app | exec | app
with-contenv app | exec | app
/command/with-contenv app | exec | app
/usr/bin/with-contenv bash | exec | bash
bashio /run.sh x | exec | /bin/bash -eu -o pipefail /run.sh x
s6-env A=b app | exec | app
dind dockerd --debug | exec | dockerd --debug
s6-envuidgid -D 1:1 u app | exec | app
chpst -u app:app -e /env app | exec | app
chpst -o1024 app | exec | app
nice -n 5 app | exec | app
nice -5 app | exec | app
nice --adjustment=5 app | exec | app
ionice -c 2 -n 1 app | exec | app
ionice -c2 -n1 app | exec | app
chrt -f 10 app | exec | app
taskset -c 0,1 app | exec | app
prlimit --nofile=1024 app | exec | app
stdbuf -oL app | exec | app
stdbuf -o L -e 0 app | exec | app
numactl --interleave=all app | exec | app
chroot /r app | exec | app
setarch x86_64 app | exec | app
linux32 app | exec | app
nohup app | exec | app
eatmydata app | exec | app
ssh-agent app | exec | app
valgrind --leak-check=full app | exec | app
nsenter -t 1 -m app | exec | app
unshare -m app | exec | app
unshare --fork --pid app | block | app
timeout 1h app | forward | app
timeout -s INT 10 app | forward | app
timeout --signal=INT 10 app | forward | app
timeout -k 5 10 app | forward-kill | app
busybox timeout 5 app | exec | app
busybox timeout -t 5 app | exec | app
poetry run gunicorn x | exec | gunicorn x
poetry -C /a run x | exec | x
pipenv run python x | exec | python x
dotenv -f .env run -- app | exec | app
dotenv -e .env -- app | forward | app
dotenv -e .env app | forward | app
ddtrace-run gunicorn x | exec | gunicorn x
opentelemetry-instrument --service_name x python y | exec | python y
newrelic-admin run-program gunicorn x | exec | gunicorn x
bundle exec puma -C x | exec | puma -C x
chamber exec a b -- app | exec | app
aws-vault exec p -- app | exec | app
aws-vault exec --ec2-server p -- app | forward | app
wait-for-it.sh db:5432 -t 30 -- app x | exec | app x
./wait-for-it.sh -h db -p 5432 -- app | exec | app
wait-for db:1 -- app | exec | app
docker-php-entrypoint apache2-foreground | exec | apache2-foreground
start-stop-daemon --start --exec /bin/x -- -a | exec | /bin/x -a
start-stop-daemon -S -x /bin/x | exec | /bin/x
start-stop-daemon --start --background --exec /bin/x | exit | /bin/x
setsid app | exit | app
setsid -w app | block | app
setsid -f app | exit | app
tini -- app | init | app
/sbin/tini -g -- app | init | app
tini -wgv -e 143 -- app | init | app
tini-static app | init | app
docker-init -- app | init | app
dumb-init app | init | app
dumb-init -c -- app | init | app
dumb-init --rewrite 15:3 -- app | init | app
catatonit -- app | init | app
ssh-env-config.sh app x | exec | app x
/init app x | init | app x
/sbin/my_init -- app | init | app
sudo app | forward | app
sudo -u x -E -- app | forward | app
sudo -EHu x app | forward | app
sudo -u x A=1 app | forward | app
sudo --user=x app | forward | app
sudo -b app | exit | app
dockerize -wait tcp://db:1 -timeout 10s app | forward-kill | app
doppler run -- app | forward | app
thrust ./bin/rails server | forward | ./bin/rails server
ruby /rails/bin/thrust ./bin/rails server | forward | ./bin/rails server
envconsul -prefix x app | forward | app
runuser -u u -- app | forward-kill | app
runuser -u u app | forward-kill | app
su user -s /bin/prog a | forward-kill | /bin/prog a
su -s /bin/prog user | forward-kill | /bin/prog
strace -f -e trace=all app | forward-kill | app
strace -o /x app | block | app
xargs -n 1 app | block | app
xargs -0I{} app {} | block | app {}
dtach -n /tmp/s -z app | exit | app
dtach -n /tmp/s -r none app | exit | app
flock -n /l app x | block | app x
flock -w 5 /l app | block | app
flock -F /l app | exec | app
time -f x app | block | app
faketime '2020-01-01' app | block | app
dbus-run-session -- app | block | app
xvfb-run -a app | block | app
xvfb-run -a -s '-screen 0' app | block | app
unbuffer app | block | app
fakeroot app | block | app
proot -r / app | block | app
sg g app | block | app
op run -- app | unknown | app
infisical run --env=x -- app | unknown | app
watchmedo auto-restart -d . -- app | forward-kill | app
yarn exec app | forward-kill | app
pnpm exec app | forward | app
yarn node x.js | forward-kill | node x.js
bunx app | forward | app
node --watch x.js | forward | node x.js
tsx watch x.ts | forward | node x.ts
cross-env A=1 B=2 app | forward | app
env-cmd -f .env app | forward | app
dotenvx run -f .env -- app | forward | app
nodemon app.js | forward-kill | node app.js
nodemon -w src app.js | forward-kill | node app.js
pm2-runtime app.js | forward-kill | node app.js
pm2-runtime start app.js --name x | forward-kill | node app.js
node node_modules/pm2/bin/pm2-runtime app.js | forward-kill | node app.js
node --no-warnings ./node_modules/.bin/nodemon app.js | forward-kill | node app.js
/usr/bin/node /usr/lib/node_modules/npm/bin/npm-cli.js exec app | forward | app
pm2-runtime app.py --interpreter python3 | forward-kill | python3 app.py
pm2-runtime --interpreter none bin/app | forward-kill | bin/app
pm2-runtime app --interpreter=none | forward-kill | app
forever app.js | block | node app.js
uv run app x | forward | app x
uv run --with a --no-sync app.py | forward | python app.py
uv run -m x y | forward | python -m x y
uvx app | forward | app
uv tool run app | forward | app
busybox env app | exec | app
busybox nice -n 1 app | exec | app
"""
CASES = [tuple(part.strip() for part in line.split(" | ")) for line in FOUND.strip().splitlines()]


@pytest.mark.parametrize(("line", "kind", "inner"), CASES, ids=[case[0] for case in CASES])
def test_a_wrapper_s_command_is_found(line: str, kind: str, inner: str) -> None:
    argv = shlex.split(line)
    found = find(argv)
    assert found is not None
    assert (found.kind, " ".join(found.words(argv))) == (kind, inner)


TEXTS = """
su user -c 'exec app' | exec app | user
su - user -c 'app' | app | user
su -c app user | app | user
su -s /bin/bash -c app user | app | /bin/bash
su -s /bin/sh user -c app | app | /bin/sh
su --command=app user | app | user
su user --shell=/bin/ash --command app | app | /bin/ash
runuser user -c app | app | user
runuser -l user -c app | app | user
busybox su user -c app | app | user
flock /l -c 'app x' | app x |
flock -n /l -c 'app x' | app x |
script -qec 'app' /dev/null | app |
script -c app log | app |
sg g -c app | app |
consul-template -template a:b -exec 'app x' | app x |
consul-template -exec='app x' | app x |
npx -c 'app x' | app x |
npm exec -c 'app x' | app x |
doppler run --command 'a && b' | a && b |
watchmedo shell-command -c app . | app |
nodemon --exec='app x' | app x |
"""


@pytest.mark.parametrize("line", TEXTS.strip().splitlines())
def test_a_command_string_is_found_with_its_shell(line: str) -> None:
    command, text, shell = (part.strip() for part in f"{line} ".split(" |"))
    argv = shlex.split(command)
    found = find(argv)
    assert found is not None
    assert found.texts
    assert (argv[found.texts[0]][found.offset :], found.shell) == (text, shell)


SCRIPTS = """
npm start | start |
npm run x | x |
npm run-script x -- --port 3 | x | --port 3
npm --prefix a run x | x |
npm test | test |
npm run start:prod --silent | start:prod |
yarn start | start |
yarn run x a b | x | a b
yarn --cwd a x | x |
yarn workspace w run x | x |
pnpm start | start |
pnpm run x | x |
pnpm --filter w x | x |
bun run start | start |
deno task start | start |
"""


@pytest.mark.parametrize("line", SCRIPTS.strip().splitlines())
def test_a_package_script_is_named(line: str) -> None:
    command, script, rest = (part.strip() for part in f"{line} ".split(" |"))
    argv = shlex.split(command)
    found = find(argv)
    assert found is not None
    assert (found.script, " ".join(argv[at] for at in found.arguments)) == (script, rest)


@pytest.mark.parametrize(
    "line",
    ["", "app", "env", "env A=1", "sudo", "sudo -u x", "tini", "npm ci", "npm install", "yarn install", "yarn", "pnpm install", "node x.js", "node x.js --watch",
     "flock 200", "timeout 5", "bun run x.ts", "chamber exec a", "taskset -p 1", "ionice -p 1", "start-stop-daemon --stop --exec /x",
     "wait-for-it.sh a:1", "mvn package", "mvn spring-boot:build-image",
     "gradle build", "make run-migrations", "busybox", "gosu app", "setpriv --reuid=1", "doppler run", "/app/init x"],
)  # fmt: skip
def test_what_starts_nothing_is_no_wrapper(line: str) -> None:
    assert find(shlex.split(line)) is None


@pytest.mark.parametrize("line", ["go run .", "cargo run --release", "dotnet run", "mvn spring-boot:run", "mvn spring-boot:run@x", "gradle bootRun", "gradle :app:bootRun", "/deployments/run-java.sh", "make run-server",
                                  "mvn org.springframework.boot:spring-boot-maven-plugin:3.2.0:run", "mvn liberty:dev", "mvn exec:java@x", "air", "nodemon",
                                  "pm2-runtime ecosystem.config.js", "run-p a b", "dotnet watch"])  # fmt: skip
def test_what_is_built_first_is_named_in_words(line: str) -> None:
    found = find(line.split())
    assert found is not None
    assert found.builds
    assert not found.command


def test_env_splits_a_word() -> None:
    found = find(["env", "-S", "node --x", "file"])
    assert found is not None
    assert (found.split, found.offset, found.command) == (2, 0, (3,))
    found = find(["env", "-Snode --x", "file"])
    assert found is not None
    assert (found.split, found.offset, found.command) == (1, 2, (2,))
    found = find(["env", "-i", "--split-string=A=1 node", "file"])
    assert found is not None
    assert (found.split, found.offset, found.command) == (2, 15, (3,))


def test_assignments_are_told_apart_from_the_command() -> None:
    found = find(["busybox", "env", "A=1", "B=2", "app", "C=3"])
    assert found is not None
    assert (found.assignments, found.command, found.at) == ((2, 3), (4, 5), 1)


def test_words_that_a_shell_gets_as_arguments_are_kept() -> None:
    argv = ["su", "user", "-c", 'exec app "$1"', "x", "y"]
    found = find(argv)
    assert found is not None
    assert found.arguments == (4, 5)


def test_an_option_says_who_gets_the_signal() -> None:
    assert find(["tini", "--", "app"]).to == "child"  # type: ignore[union-attr]
    assert find(["tini", "-g", "--", "app"]).to == "group"  # type: ignore[union-attr]
    assert find(["tini", "app"], env={"TINI_KILL_PROCESS_GROUP": "1"}).to == "group"  # type: ignore[union-attr]
    assert find(["tini", "--", "app", "-g"]).to == "child"  # type: ignore[union-attr]
    assert find(["dumb-init", "app"]).to == "group"  # type: ignore[union-attr]
    assert find(["dumb-init", "-c", "app"]).to == "child"  # type: ignore[union-attr]
    assert find(["dumb-init", "app"], env={"DUMB_INIT_SETSID": "0"}).to == "child"  # type: ignore[union-attr]
    assert find(["dumb-init", "app"], env={"DUMB_INIT_SETSID": "1"}).to == "group"  # type: ignore[union-attr]
    assert find(["dumb-init", "-r", "15:3", "-r", "2:0", "app"]).rewrites == (("TERM", "QUIT"), ("INT", ""))  # type: ignore[union-attr]
    assert find(["timeout", "5", "app"]).to == "group"  # type: ignore[union-attr]
    assert find(["timeout", "--foreground", "5", "app"]).to == "child"  # type: ignore[union-attr]
    assert find(["timeout", "-k", "1m", "5", "app"]).kill_after == 60  # type: ignore[union-attr]


def test_setsid_execs_where_it_does_not_lead_its_group() -> None:
    assert find(["setsid", "app"]).kind == "exit"  # type: ignore[union-attr]
    assert find(["setsid", "app"], leads=False).kind == "exec"  # type: ignore[union-attr]


def test_the_version_decides_when_it_is_known() -> None:
    assert find(["yarn", "start"], versions={"yarn": "4.1.0"}).kind == "forward"  # type: ignore[union-attr]
    assert find(["pnpm", "start"], versions={"pnpm": "9.1.0"}).kind == "forward"  # type: ignore[union-attr]
    assert find(["pnpm", "-C", "a", "exec", "app"], versions={"pnpm": "9.1.0"}).kind == "forward-kill"  # type: ignore[union-attr]
    assert find(["pnpm", "exec", "app"], versions={"pnpm": "12.1.0"}).kind == "forward"  # type: ignore[union-attr]


def test_pm2_waits_as_long_as_its_variable_says() -> None:
    found = find(["pm2-runtime", "app.js"], env={"PM2_KILL_TIMEOUT": "8000"})
    assert found is not None
    assert found.kill_after == 8.0
    assert find(["pm2-runtime", "app.js"]).kill_after == 1.6  # type: ignore[union-attr]


def test_the_options_of_the_command_are_not_the_wrapper_s() -> None:
    assert find(["setsid", "app", "-w"]).kind == "exit"  # type: ignore[union-attr]
    assert find(["flock", "/l", "app", "-F"]).kind == "block"  # type: ignore[union-attr]
    assert find(["strace", "app", "-o", "x"]).kind == "forward-kill"  # type: ignore[union-attr]
    assert find(["sudo", "app", "-b"]).kind == "forward"  # type: ignore[union-attr]
    assert find(["env", "app", "A=1"]).assignments == ()  # type: ignore[union-attr]


WORDS = sorted({word for row in rows() for name in row.names for word in name.split(" ")})
FLAGS = sorted(
    {flag for row in rows() for flag in (*row.with_value, *row.shell_option)}
    | {"--", "-", "-c", "-g", "-S", "-k", "A=1", "5"}
)


@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(FLAGS), st.text(max_size=6)), max_size=7), st.booleans()
)
def test_no_command_line_is_too_strange(argv: list[str], busybox: bool) -> None:
    found = find(argv, env={}, busybox=busybox)
    if found is not None:
        every = (
            *found.command,
            *found.texts,
            *found.arguments,
            *found.assignments,
            found.at,
            *filter(None, [found.split]),
        )
        assert all(0 <= at < len(argv) for at in every)
        assert list(found.arguments) == sorted(found.arguments)
        # something is started, in one way
        assert found.command or found.texts or found.script or found.builds or found.prepend or found.split is not None


def test_the_command_shrinks_so_that_following_wrappers_ends() -> None:
    argv: tuple[str, ...] = ("env",) * 50 + ("tini", "--") * 20 + ("app",)
    steps = 0
    while (found := find(argv)) is not None:
        inner = found.words(argv)
        assert len(inner) < len(argv)
        argv, steps = inner, steps + 1
    assert (argv, steps) == (("app",), 70)


@pytest.mark.parametrize(
    ("line", "version", "when"),
    [("npm start", "", "*"), ("npm run start", "", "*"), ("yarn start", "1.22.22", "*"), ("yarn start", "4.1.0", ""),
     ("pnpm start", "8.15.9", "enable-pre-post-scripts"), ("pnpm start", "9.15.9", "*"), ("pnpm start", "12.21.0", "*"),
     ("bun run start", "", "*"), ("deno task start", "", "")],
)  # fmt: skip
def test_whether_a_runner_runs_the_script_that_is_called_pre(line: str, version: str, when: str) -> None:
    words = line.split()
    found = find(words, versions={words[0]: version} if version else {})
    assert found is not None
    assert found.row.pre_scripts == when
