"""What a hook does before the stop signal: how long it takes, whom it tells to stop, and whether it waits then."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.built import image
from stoplint.model.image.image import Argument
from stoplint.model.workload.hooks import effect, missing
from stoplint.model.workload.service import Hook
from stoplint.text import Source

FILE = Source("app.yaml", "x" * 4000)


def hook(*words):
    """A hook with these words, one behind the other in a file."""
    source = Source("app.yaml", "\n".join(words))
    found, at = [], 0
    for word in words:
        found.append(
            Argument(
                word, Source("app.yaml", word, source.span(at, at + len(word)), tuple(range(at, at + len(word) + 1)))
            )
        )
        at += len(word) + 1
    return Hook("exec", source.whole, tuple(found))


def told(found):
    """The effect in one line: seconds; tells; waits; how many parts are not known."""
    tells = [
        f"{tell.signal or '(own)'} {'~' * tell.whom.is_pattern}{'?' * tell.whom.is_guess}{'' if tell.whom.is_exact else '*'}{tell.whom.name} {tell.after:g}"
        for tell in found.tells
    ]
    seconds = "?" if found.seconds is None else f"{found.seconds:g}"
    waits = "?" if found.waits is None else f"{found.waits:g}"
    return f"{seconds}; {', '.join(tells)}; {waits}; {len(found.unknown)}"


# words → seconds at least; signal, whom and when; how long it waits behind that; doubts
WORDS = """
["sleep", "10"] | 10; ; 0; 0
["/bin/sleep", "1m"] | 60; ; 0; 0
["sleep", "1", "2.5s"] | 3.5; ; 0; 0
["sleep", "infinity"] | inf; ; 0; 0
["busybox", "sleep", "5"] | 5; ; 0; 0
["usleep", "2000000"] | 2; ; 0; 0
["timeout", "5", "sleep", "20"] | 5; ; 0; 0
["timeout", "-k", "1", "50", "sleep", "20"] | 20; ; 0; 0
["kill", "1"] | 0; TERM 1 0; 0; 0
["kill", "-QUIT", "1"] | 0; QUIT 1 0; 0; 0
["/bin/kill", "-s", "INT", "1"] | 0; INT 1 0; 0; 0
["kill", "-SIGTERM", "1"] | 0; TERM 1 0; 0; 0
["kill", "-15", "1"] | 0; TERM 1 0; 0; 0
["kill", "-TERM", "--", "-1"] | 0; TERM -1 0; 0; 0
["kill", "-NOSUCH", "1"] | 0; ; 0; 0
["kill", "-TERM", "7"] | ?; ; 0; 1
["pkill", "-QUIT", "nginx"] | 0; QUIT *nginx 0; 0; 0
["pkill", "-f", "app.jar serve"] | 0; TERM ~*app.jar serve 0; 0; 0
["pkill", "-TERM", "-P", "1"] | ?; ; 0; 1
["killall", "-s", "INT", "app"] | 0; INT app 0; 0; 0
["killall", "-w", "app", "worker"] | ?; TERM app 0, TERM worker 0; inf; 0
["nginx", "-s", "quit"] | 0; QUIT nginx 0; 0; 0
["/usr/sbin/nginx", "-s", "stop"] | 0; TERM nginx 0; 0; 0
["nginx", "-c", "/etc/nginx.conf", "-s", "quit"] | 0; QUIT nginx 0; 0; 0
["nginx", "-t"] | 0; ; 0; 0
["apachectl", "-k", "graceful-stop"] | ?; (own) httpd 0; ?; 0
["pg_ctl", "-D", "/data", "-m", "fast", "stop"] | ?; (own) pg_ctl 0; inf; 0
["mysqladmin", "shutdown"] | ?; (own) mysqld 0; inf; 0
["redis-cli", "shutdown"] | ?; (own) redis-server 0; inf; 0
["redis-cli", "save"] | 0; ; 0; 0
["rabbitmqctl", "stop_app"] | ?; ; 0; 1
["nodetool", "drain"] | ?; ; 0; 1
["consul", "leave"] | ?; ; 0; 1
["/app/prestop.sh"] | ?; ; 0; 1
["/bin/sh", "/app/prestop.sh"] | ?; ; 0; 1
["node", "drain.js"] | ?; ; 0; 1
["curl", "-X", "POST", "localhost:8080/drain"] | ?; ; 0; 1
["curl", "-s", "localhost:8080/pause"] | ?; ; 0; 1
["curl", "-f", "localhost:8080/healthz"] | 0; ; 0; 0
["wget", "-qO-", "http://localhost/ready"] | 0; ; 0; 0
["curl", "-X", "PUT", "localhost:8080/ready"] | ?; ; 0; 1
["touch", "/tmp/drain"] | 0; ; 0; 0
["echo", "bye"] | 0; ; 0; 0
["sudo", "-u", "app", "kill", "-QUIT", "1"] | 0; QUIT 1 0; 0; 0
["tail", "--pid=1", "-f", "/dev/null"] | ?; ; 0; 1
["tail", "-f", "/dev/null"] | inf; ; 0; 0
["su", "-c", "sleep 5", "app"] | 5; ; 0; 0
["env", "A=b", "sh", "-c", "sleep 5"] | 5; ; 0; 0
"""


@pytest.mark.parametrize("row", WORDS.strip().splitlines())
def test_a_command_is_followed(row):
    words, wanted = row.split(" | ")
    found = effect(hook(*json.loads(words)))
    assert found.faults == ()
    assert told(found) == wanted


SCRIPTS = r"""
sleep 10 | 10; ; 0; 0
sleep 10; nginx -s quit | 10; QUIT nginx 10; 0; 0
nginx -s quit; sleep 10 | 10; QUIT nginx 0; 10; 0
sleep 5 && nginx -s quit && sleep 10 | 15; QUIT nginx 5; 10; 0
sleep 5 && kill -QUIT 1 || true | 5; QUIT 1 5; 0; 0
exec sleep 5; sleep 6 | 5; ; 0; 0
sleep 5; exit 0; sleep 6 | 5; ; 0; 0
set -e; echo stopping; sleep 3; true | 3; ; 0; 0
(sleep 5); { sleep 5; } | 10; ; 0; 0
(exit 1); sleep 5 | 5; ; 0; 0
sleep 5 & sleep 2 | 2; ; 0; 0
sleep 5 & sleep 2; wait | 5; ; 0; 0
sleep 2 & sleep 5; wait | 5; ; 0; 0
nginx -s quit & sleep 2; wait | 2; QUIT nginx 0; 2; 0
sleep $N | ?; ; 0; 0
sleep 5; sleep ${N:-3} | 5; ; 0; 0
N=5; sleep $N | 5; ; 0; 0
N=$(date); sleep $N | ?; ; 0; 0
A='sleep 5'; $A | 5; ; 0; 0
kill -SIGTERM $(pidof nginx) | 0; TERM nginx 0; 0; 0
kill -QUIT `pgrep -f "app serve"`; sleep 4 | 4; QUIT ~*app serve 0; 4; 0
kill -QUIT "$(pgrep -o php-fpm)" | 0; QUIT *php-fpm 0; 0; 0
PID=$(pidof app); kill $PID; while kill -0 $PID; do sleep 1; done | ?; TERM app 0; inf; 0
PID=`pgrep -P 1`; kill $PID | ?; ; 0; 1
kill -TERM $(cat /var/run/nginx.pid) | 0; TERM ?nginx 0; 0; 0
kill $(cat /app/where) | ?; ; 0; 1
kill $(ps aux | grep '[j]ava' | awk '{print $2}') | 0; TERM ~?java 0; 0; 0
kill $(ps -ef | grep java | grep -v grep | awk '{print $1}') | 0; TERM ~?java 0; 0; 0
pkill -x app; sleep 5 | 5; TERM app 0; 5; 0
pkill -f app.jar; sleep 5 | 0; TERM ~*app.jar 0; 0; 0
pkill -f app.jar && sleep 5; kill 1 | 0; TERM ~*app.jar 0; 0; 0
sh -c 'pkill -f app.jar; sleep 5'; sleep 6 | 0; TERM ~*app.jar 0; 0; 0
pkill -f '[a]pp.jar'; sleep 5 | 5; TERM ~*[a]pp.jar 0; 5; 0
pkill -QUIT -f app.jar; sleep 5 | 5; QUIT ~*app.jar 0; 5; 0
pidof app | xargs kill -INT; sleep 2 | 2; INT app 0; 2; 0
ps aux | grep celery | awk '{print $2}' | xargs -r kill -15 | 0; TERM ~?celery 0; 0; 0
lsof -t -i:80 | xargs kill | ?; ; 0; 1
kill -$SIG 1 | ?; ; 0; 1
kill 1; while pgrep app > /dev/null; do sleep 1; done | ?; TERM 1 0; inf; 0
kill 1; until ! pgrep app; do sleep 1; done | ?; TERM 1 0; inf; 0
kill 1; while [ -d /proc/1 ]; do sleep 1; done | ?; TERM 1 0; inf; 0
kill 1; while [ -f /run/app.pid ]; do sleep 1; done | ?; TERM 1 0; inf; 0
kill 1; until [ ! -e /proc/1 ]; do sleep 1; done | ?; TERM 1 0; inf; 0
kill 1; while true; do pgrep app || break; sleep 1; done | ?; TERM 1 0; inf; 0
kill 1; while killall -0 dotnet; do sleep 1; done | ?; TERM 1 0; inf; 0
kill 1; while $(kill -0 1 2>/dev/null); do sleep 1; done | ?; TERM 1 0; inf; 0
$(pidof app) | ?; ; 0; 1
kill 1; until pgrep app; do sleep 1; done | 0; TERM 1 0; 0; 0
kill 1; i=0; while [ $i -lt 10 ] && kill -0 1; do sleep 1; i=$((i+1)); done | ?; TERM 1 0; ?; 0
kill 1; for i in $(seq 1 20); do kill -0 1 || exit 0; sleep 1; done | ?; TERM 1 0; 20; 0
kill 1; for i in 1 2 3; do if ! pgrep app; then break; fi; sleep 2; done | ?; TERM 1 0; 6; 0
kill 1; tail --pid=1 -f /dev/null | ?; TERM 1 0; inf; 0
while pgrep app; do sleep 1; done | ?; ; 0; 1
while curl -s localhost/busy; do sleep 1; done | ?; ; 0; 1
while [ "$(ss -H | wc -l)" -gt 0 ]; do sleep 1; done; kill 1 | ?; TERM 1 0; 0; 0
while true; do sleep 1; done | inf; ; 0; 0
while :; do if [ -f /tmp/done ]; then exit 0; fi; sleep 1; done | ?; ; 0; 0
for i in 1 2 3; do sleep 2; done | 6; ; 0; 0
for i in {1..5}; do sleep 2; done; nginx -s quit | 10; QUIT nginx 10; 0; 0
for i in $LIST; do sleep 2; done | ?; ; 0; 0
for n in 3; do sleep $n; done | 3; ; 0; 0
for p in a b; do pkill -INT app; sleep 1; done | 2; INT *app 0; 1; 0
for ((i=0; i<5; i++)); do sleep 1; done; sleep 2 | 2; ; 0; 0
if [ -f /x ]; then sleep 5; else sleep 3; fi | 3; ; 0; 0
if [ -f /x ]; then sleep 5; fi; sleep 1 | 1; ; 0; 0
if [ -f /x ]; then nginx -s quit; fi; sleep 1 | 1; ; 0; 1
if sleep 2; then :; fi | 2; ; 0; 0
if [ -f /x ]; then exit 0; fi; kill 1 | ?; ; 0; 1
[ -f /x ] && exit 0; sleep 5 | ?; ; 0; 0
pgrep app || exit 0; kill 1 | ?; ; 0; 1
[[ -n $A ]] && kill 1 | ?; ; 0; 1
command -v nginx && nginx -s quit | ?; ; 0; 1
case $A in a) sleep 5;; *) sleep 6;; esac; sleep 1 | 1; ; 0; 0
stop() { kill -INT 1; sleep 3; return 0; sleep 9; }; stop; sleep 1 | 4; INT 1 0; 4; 0
f() { f; }; f | ?; ; 0; 1
sh -c 'sleep 3'; sleep 1 | 4; ; 0; 0
bash -c "exit 1"; sleep 2 | 2; ; 0; 0
. /app/env.sh; kill 1 | ?; TERM 1 0; 0; 1
$STOP; sleep 2 | 2; ; 0; 1
/app/bin/drain --now; sleep 5 | 5; ; 0; 1
sleep 3 | cat | 3; ; 0; 0
echo "$(sleep 3)" | 0; ; 0; 0
cat <<EOF
kill 1 | tee /proc/1/fd/1; sleep 1 | 1; TERM 1 0; 1; 0
sleep 5 > /dev/null 2>&1 | 5; ; 0; 0
trap '' TERM; sleep 5 | 5; ; 0; 0
"""


@pytest.mark.parametrize("row", [row for row in SCRIPTS.strip().splitlines() if not row.startswith("cat <<")])
def test_a_script_is_followed(row):
    text, _, wanted = row.rpartition(" | ")
    found = effect(hook("/bin/bash", "-c", text))
    assert found.faults == ()
    assert told(found) == wanted


@pytest.mark.parametrize(
    ("shell", "sh", "text", "wanted"),
    [
        ("sh", None, "kill -SIGTERM 1; sleep 2", "2; TERM 1 0; 2; 0"), ("/bin/sh", "ash", "kill -SIGTERM 1", "0; TERM 1 0; 0; 0"), ("/bin/sh", "dash", "kill -SIGTERM 1", "0; ; 0; 0"),
        ("dash", None, "kill -SIGTERM 1", "0; ; 0; 0"), ("bash", "dash", "kill -SIGTERM 1", "0; TERM 1 0; 0; 0"), ("/bin/sh", "dash", "/bin/kill -SIGTERM 1", "0; TERM 1 0; 0; 0"),
        ("sh", "bash", "kill -SIGTERM 1", "0; ; 0; 0"), ("sh", "bash", "kill -TERM 1", "0; TERM 1 0; 0; 0"),
        ("sh", None, "for i in {1..3}; do sleep 1; done", "1; ; 0; 0"), ("sh", "bash", "for i in {1..3}; do sleep 1; done", "3; ; 0; 0"),
    ],
)  # fmt: skip
def test_shells_differ(shell, sh, text, wanted):
    assert told(effect(hook(shell, "-c", text), sh=sh)) == wanted


def test_what_kill_refuses_is_told():
    found = effect(hook("sh", "-c", "sleep 1; kill -SIGTERM 1"), sh="dash")
    assert [(each.kind, each.text, each.place.located.text) for each in found.refused] == [
        ("signal", "-SIGTERM", "kill -SIGTERM 1")
    ]
    assert effect(hook("sh", "-c", "kill -SIGTERM 1")).refused == ()
    assert effect(hook("sh", "-c", "kill -SIGTERM 1"), sh="dash").fails
    assert not effect(hook("sh", "-c", "kill -SIGTERM 1")).fails
    assert [each.text for each in effect(hook("kill", "-NOSUCH", "1")).refused] == ["-NOSUCH"]


def test_places_are_those_of_the_words():
    found = effect(hook("sh", "-c", "sleep 5; kill -INT 1; /app/stop"))
    assert found.tells[0].place.located.text == "kill -INT 1"
    assert [each.span.located.text for each in found.unknown] == ["/app/stop"]


def test_a_script_that_is_known_is_followed_too():
    scripts = {
        "/stop.sh": "#!/bin/sh\nnginx -s quit\nsleep 5\nexit 0\n", "/stop.py": "#!/usr/bin/env python3\nstop()\n", "env.sh": "N=3\n",
        "/loop.sh": "#!/bin/sh\n/loop.sh\n", "/plain": "sleep 2\n",
    }  # fmt: skip

    def read(path):
        return Source(path, scripts[path]) if path in scripts else None

    assert told(effect(hook("/stop.sh"), read)) == "5; QUIT nginx 0; 5; 0"
    assert told(effect(hook("sh", "/stop.sh", "x"), read)) == "5; QUIT nginx 0; 5; 0"
    assert told(effect(hook("sh", "-c", "/stop.sh && sleep 1"), read)) == "6; QUIT nginx 0; 6; 0"
    assert told(effect(hook("bash", "-c", "source env.sh; sleep $N"), read)) == "3; ; 0; 0"
    assert told(effect(hook("/stop.py"), read)) == "?; ; 0; 1"
    assert told(effect(hook("/loop.sh"), read)) == "?; ; 0; 1"
    assert told(effect(hook("/plain"), read)) == "2; ; 0; 0"


def test_other_kinds_of_hooks():
    place = FILE.span(0, 5)
    assert told(effect(Hook("sleep", place, seconds=5.0))) == "5; ; 0; 0"
    assert told(effect(Hook("sleep", place))) == "?; ; 0; 0"
    assert told(effect(Hook("http", place))) == "?; ; 0; 1"
    assert [each.kind for each in effect(Hook("tcp", place)).faults] == ["tcp"]


# Compose sends no signal where a hook surely fails
FAILS = [
    "exit 1",
    "sleep 1; exit 2",
    "false",
    "app drain && exit 1",
    "true | false",
    "(exit 3)",
    "sh -c 'exit 1'",
    "! true; false",
]
ENDS_WELL = [
    "exit 0", "exit 256", "exit $CODE", "exit", "false; true", "(exit 1); sleep 1", "[ -f /x ] || exit 1", "! false", "false & wait",
    "if [ -f /x ]; then exit 1; fi", "false | true", "app drain", "false; X=1", "while false; do :; done", "f() { false; }",
]  # fmt: skip


@pytest.mark.parametrize("text", FAILS)
def test_what_surely_fails_is_told(text):
    assert effect(hook("sh", "-c", text)).fails


@pytest.mark.parametrize("text", ENDS_WELL)
def test_what_may_end_well_does_not_fail(text):
    assert not effect(hook("sh", "-c", text)).fails


@pytest.mark.parametrize(("words", "fails"), [(["false"], True), (["sleep 5"], True), (["exec", "sleep", "5"], True),
                                              (["true"], False), (["sh", "-c", "sleep", "5"], False)])  # fmt: skip
def test_what_cannot_be_started_fails(words, fails):
    assert effect(hook(*words)).fails is fails


FAULTS = """
["sleep 10"] | words sleep 10
["/usr/sbin/nginx -s quit"] | words /usr/sbin/nginx -s quit
["nginx -s", "quit"] | words nginx -s
["sleep", "10", "&&", "nginx", "-s", "quit"] | operator &&
["nginx", "-s", "quit;", "sleep", "5"] | operator quit;
["echo", "bye", ">", "/proc/1/fd/1"] | operator >
["echo", "bye", ">/dev/null"] | operator >/dev/null
["app", "stop", "2>&1"] | operator 2>&1
["ps", "|", "grep", "x"] | operator |
["sleep", "5", "&"] | operator &
["kill", "-QUIT", "$(pidof app)"] | variable $(pidof app)
["kill", "`cat app.pid`"] | variable `cat app.pid`
["mysqladmin", "-p$MYSQL_ROOT_PASSWORD", "shutdown"] | variable -p$MYSQL_ROOT_PASSWORD
["$JAVA_HOME/bin/jcmd", "1"] | variable $JAVA_HOME/bin/jcmd
["sleep", "$(DRAIN)"] | variable $(DRAIN)
["sleep", "${DRAIN}"] | variable ${DRAIN}
["exec", "sleep", "5"] | builtin exec
["source", "env.sh"] | builtin source
["while", "true"] | builtin while
["sh", "-c", "sleep", "10"] | split sleep
["/bin/bash", "-lc", "/stop.sh", "now"] | split /stop.sh
["sh", "-c", "sleep 5", "&&", "nginx", "-s", "quit"] | operator &&
["sh", "stop.sh", "&&", "sleep", "5"] | operator &&
["timeout", "5", "app", "stop", ";"] | operator ;
"""


@pytest.mark.parametrize("row", FAULTS.strip().splitlines())
def test_what_only_a_shell_could_read_is_a_fault(row):
    words, wanted = row.split(" | ", 1)
    found = effect(hook(*json.loads(words)))
    assert [f"{each.kind} {each.text}" for each in found.faults] == [wanted]
    assert found.faults[0].place.located.text == found.faults[0].text
    assert (found.tells, found.seconds) == ((), None)


@pytest.mark.parametrize(
    "words",
    [
        ["sh", "-c", "sleep 5 && nginx -s quit > /dev/null"], ["bash", "-c", "kill $(pidof app)"], ["bash", "-ec", 'exec "$@"', "--", "sleep", "5"],
        ["sh", "-c", "kill $0", "1"], ["find", "/tmp", "-name", "*.lock", "-exec", "rm", "{}", ";"], ["[", "a", ">", "b", "]"], ["awk", "{print $NF}", "f"],
        ["grep", "x$", "f"], ["sed", "-i", "s/$HOME/x/", "f"], ["psql", "-c", "select 1;"], ["sudo", "sh", "-c", "sleep 5; true"], ["app", "--end;"],
        ["su", "-", "app", "-c", "stop && sleep 5"], ["kill", "1"], ["echo", "a && b"], ["app", "--price", "5$"], [],
        ["python3", "-c", "import os; os.kill(1, 15)"], ["app", "/path/a;b"],
    ],
)  # fmt: skip
def test_what_needs_no_shell_is_none(words):
    assert effect(hook(*words)).faults == ()


# ------------------------------------------------------------------------------------------------ what the image has
DISTROLESS = "FROM distroless\nCOPY --chmod=755 app /app\n"
MISSING = [
    ("FROM scratch\nCOPY --chmod=755 app /app\n", ["sleep", "5"], "absent sleep"),
    ("FROM scratch\nCOPY --chmod=755 app /app\n", ["/bin/sh", "-c", "sleep 5"], "absent /bin/sh"),
    ("FROM scratch\nCOPY --chmod=755 app /app\n", ["/app", "stop"], None),
    ("FROM scratch\nWORKDIR /srv\nCOPY --chmod=755 app /srv/app\n", ["./app", "stop"], None),
    ("FROM scratch\nWORKDIR /srv\nCOPY --chmod=755 app /srv/app\n", ["./stop"], "absent /srv/stop"),
    ("FROM scratch\nCOPY --chmod=755 app /app\n", ["app"], "absent app"),
    ("FROM scratch\nENV PATH=/\nCOPY --chmod=755 app /app\n", ["app"], None),
    (DISTROLESS, ["/bin/sh", "-c", "sleep 5"], "absent /bin/sh"),
    (DISTROLESS, ["bash", "-c", "sleep 5"], "absent bash"),
    (DISTROLESS, ["sleep", "5"], "absent sleep"),
    (DISTROLESS, ["wget", "localhost"], "absent wget"),
    (DISTROLESS, ["/usr/bin/java", "-version"], None),
    (DISTROLESS + "COPY --chmod=755 sleep /bin/sleep\n", ["sleep", "5"], None),
    (DISTROLESS + "COPY --from=busybox:1.37 /bin/busybox /bin/sleep\n", ["sleep", "5"], None),
    (DISTROLESS + "COPY --from=busybox:1.37 /bin/ /bin/\n", ["kill", "1"], None),
    (DISTROLESS + "VOLUME /tools\n", ["/tools/sleep", "1"], None),
    ("FROM distroless:debug\n", ["sh", "-c", "sleep 5"], None),
    (DISTROLESS, ["/busybox/sh", "-c", "sleep 5"], None),
    ("FROM distroless\nENV PATH=/busybox:/bin\n", ["sleep", "5"], None),
    ("FROM debian\n", ["sleep", "5"], None),
    ("FROM debian\n", ["/app/stop.sh"], None),
    ("FROM debian\nCOPY --chmod=644 stop.sh /stop.sh\n", ["/stop.sh"], "mode /stop.sh"),
    ("FROM debian\nCOPY --chmod=755 stop.sh /stop.sh\n", ["/stop.sh"], None),
    ("FROM scratch\nCOPY --chmod=755 stop.sh /stop.sh\n", ["/stop.sh"], "interpreter /bin/sh"),
    (DISTROLESS + "COPY --chmod=755 stop.sh /stop.sh\n", ["/stop.sh"], "interpreter /bin/sh"),
    ("FROM other\n", ["sleep", "5"], None),
    ("FROM debian\n", [""], None),
    ("FROM debian\n", [], None),
]


@pytest.mark.parametrize(("dockerfile", "words", "wanted"), MISSING)
def test_a_command_that_is_not_in_the_image_is_told(dockerfile, words, wanted):
    files = {"app": "\x7fELF", "sleep": "\x7fELF", "stop.sh": "#!/bin/sh\nsleep 5\n"}
    found = missing(hook(*words), image(dockerfile, files))
    assert (f"{found.kind} {found.path}" if found is not None else None) == wanted


def test_what_runs_no_command_lacks_none():
    assert missing(Hook("http", FILE.span(0, 1)), image('FROM scratch\nCMD ["/app"]\n')) is None


# ------------------------------------------------------------------------------------------------ whatever is written
PARTS = ["sleep 5", "kill 1", "kill -0 1", "nginx -s quit", "pgrep app", "exit", "break", "return", "while", "do", "done", "until", "for i in 1 2", "if", "then",
         "else", "fi", "case $a in", "a)", ";;", "esac", "{", "}", "(", ")", "&&", "||", "|", ";", "&", "\n", "f()", "f", "$(pidof a)", "`", "'", '"', "!", "wait", "$x",
         "x=1", "xargs kill", "timeout 3", "sh -c", "sleep infinity", "[ -f /proc/1 ]", "while true", "killall -w a", "exec", "tail --pid=1"]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_nothing_that_is_written_is_an_exception(parts):
    found = effect(hook("sh", "-c", " ".join(parts)))
    assert found.seconds is None or found.seconds >= 0
    assert found.waits is None or found.waits >= 0
    effect(hook(*parts))


def test_a_script_that_is_long_or_deep_is_followed_to_a_bound():
    assert told(effect(hook("sh", "-c", "sleep 1\n" * 20_000))).startswith("5000; ; 0; 1")
    nested = "if a; then " * 40 + "sleep 1" + "; fi" * 40
    assert effect(hook("sh", "-c", nested)).unknown
    calls = "".join(f"f{n}() {{ f{n + 1}; f{n + 1}; }}; " for n in range(30)) + "f30() { sleep 1; }; f0"
    assert effect(hook("sh", "-c", calls)).unknown
