"""What becomes another user's program instead of staying in front of it."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.edits import places, privileges
from stoplint.model.catalog.rows import Base
from stoplint.model.image.stages import images
from stoplint.syntax import shell
from stoplint.syntax.dockerfile import read
from stoplint.text import Source

PREFIX = "setpriv --reuid=app --regid=app --init-groups"
OWN = '"$(getent passwd app | cut -d: -f7)"'
SU = f"HOME=~app SHELL={OWN} USER=app LOGNAME=app "
MAIL = "MAIL=/var/mail/app "
INSTALLS = {"gosu": "apt-get install -y gosu", "su-exec": "apk add su-exec", "": ":"}


def dropped(line, tool="", sh="dash"):
    """The line with the fix made, None without one, for an image with this tool in it."""
    context = Listing({"Dockerfile": f"FROM x\nRUN {INSTALLS[tool]}\nCMD a\n"})
    base = Base("x", "the test", sh=sh)
    image = images(read(context.read("Dockerfile")), context, lambda _: base)[0]
    source = Source("start.sh", line)
    *_, (command, _) = places.simple_commands(shell.read(source).script)
    fix = privileges.dropped(image, command.span)
    if fix is None:
        return None
    assert fix.safe is False
    for edit in sorted(fix.edits, key=lambda one: one.span.start, reverse=True):
        line = line[: edit.span.start] + edit.text + line[edit.span.end :]
    return line


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ('su -c "./server --a" app', f"{SU}{MAIL}{PREFIX} ./server --a"),
        ('exec su -c "./server --a" app', f"{SU}{MAIL}exec {PREFIX} ./server --a"),
        ("exec su app -c ./server", f"{SU}{MAIL}exec {PREFIX} ./server"),
        ('exec /bin/su app --command "exec ./server \'a b\'"', f"{SU}{MAIL}exec {PREFIX} ./server 'a b'"),
        ("exec su -s /bin/bash app -c ./server", f"{SU.replace(OWN, '/bin/bash')}{MAIL}exec {PREFIX} ./server"),
        ('exec su --shell "$S" app -c ./server', f"{SU.replace(OWN, chr(34) + '$S' + chr(34))}{MAIL}exec {PREFIX} ./server"),
        ('exec su app -c "cd /x && ./server"', f'{SU}{MAIL}exec {PREFIX} /bin/sh -c "cd /x && ./server"'),
        ('exec su app -s /bin/bash -c "$CMD"', f'{SU.replace(OWN, "/bin/bash")}{MAIL}exec {PREFIX} /bin/bash -c "$CMD"'),
        ("exec su -c ./server app >log", f"{SU}{MAIL}exec {PREFIX} ./server >log"),
        ("exec su -c ./server 1000", f"{SU}{MAIL}exec {PREFIX} ./server".replace("app", "1000")),
        ("exec su -c ./server _a-b0", f"{SU}{MAIL}exec {PREFIX} ./server".replace("app", "_a-b0")),
        ("sudo -E -u app ./server --a", f"{PREFIX} ./server --a"),
        ('exec sudo -n -E -u app ./server "$X"', f'exec {PREFIX} ./server "$X"'),
        ("exec sudo --preserve-env --user app ./server -u b", f"exec {PREFIX} ./server -u b"),
        ('exec sudo -u app -E "$@"', f'exec {PREFIX} "$@"'),
    ],
)  # fmt: skip
def test_su_and_sudo_become_the_program(line, after):
    assert dropped(line) == after


@pytest.mark.parametrize(
    "line",
    [
        "su app", "su -c ./server", "su - app -c ./server", "su -l app -c ./server", "su -p -c ./server app", "su app bob -c ./server", "su -c ./server root",
        "su -c ./server 0", "su -c ./server App", "su -c ./server 'app '", 'su -c ./server "$U"', "su -c 'cd /x' app", "su -c 'exec' app", "su app -c", "X=1 su -c ./server app",
        "sudo -u app ./server", "sudo -E ./server", "sudo -E -u 0 ./server", "sudo -E -H -u app ./server", 'sudo -E -u "$U" ./server',
        "sudo -E -u app cd /x", "sudo -E -u app", "sudo -E -u app -- ./server", "sudo -E app", "runuser -u app ./server", "exec", "./server a b", "gosu app ./server",
        "sudo -E ./server -u app",
    ],
)  # fmt: skip
def test_what_asks_for_more_is_left_as_it_is(line):
    assert dropped(line) is None


@pytest.mark.parametrize(
    ("tool", "sh", "after"),
    [
        ("gosu", "dash", f"{SU}exec gosu app ./server"),
        ("su-exec", "ash", f"{SU}exec su-exec app ./server"),
        ("gosu", "ash", f"{SU}exec gosu app ./server"),
        ("", "dash", f"{SU}{MAIL}exec {PREFIX} ./server"),
        ("", "ash", None),
        ("", "bash", None),
    ],
)
def test_the_program_that_the_image_has_is_used(tool, sh, after):
    assert dropped("exec su -c ./server app", tool, sh) == after


def test_sudo_becomes_what_the_image_has_without_the_variables_of_su():
    assert dropped("exec sudo -E -u app ./server", "gosu") == "exec gosu app ./server"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('exec su -c "exec ./server --a" app\n', f"{SU}{MAIL}exec {PREFIX} ./server --a\n"),
        ('exec su app -c "cd /x && exec ./server"\n', f'{SU}{MAIL}exec {PREFIX} /bin/sh -c "cd /x && exec ./server"\n'),
    ],
)
def test_root_hands_over_when_asked_for_only(fixed, before, after):
    script = {"start.sh": f"#!/bin/sh\n{before}"}
    assert fixed(script)["start.sh"] == script["start.sh"]
    assert fixed(script, unsafe=True)["start.sh"] == f"#!/bin/sh\n{after}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("exec su -c ./server app\n", "exec su -c 'exec ./server' app\n"),
        ("exec sh -c ./server\n", "exec sh -c 'exec ./server'\n"),
        ("exec su - app -c ./server\n", "exec su - app -c 'exec ./server'\n"),
        ('exec su -c "./server" app\n', 'exec su -c "exec ./server" app\n'),
        ("exec su -c './server' app\n", "exec su -c 'exec ./server' app\n"),
        ('exec su -c "./server a" app\n', 'exec su -c "exec ./server a" app\n'),
        ("exec su -c './server' './server'\n", "exec su -c 'exec ./server' './server'\n"),
    ],
)
def test_exec_and_a_bare_word_stay_one_word(fixed, before, after):
    users = {"passwd": "app:x:1:1::/:/bin/sh\n./server:x:2:2::/:/bin/sh\n"}  # whose shell is not known may need nothing
    dockerfile = 'FROM debian:12-slim\nCOPY passwd /etc/\nCOPY start.sh /\nCMD ["/start.sh"]\n'
    script = {"start.sh": f"#!/bin/sh\n{before}"}
    assert fixed({**users, **script}, dockerfile=dockerfile)["start.sh"] == f"#!/bin/sh\n{after}"


def test_a_shell_form_is_no_bare_word(fixed):
    dockerfile = "FROM debian:12-slim\nENTRYPOINT ./server\nCMD a\n"
    assert fixed({}, dockerfile=dockerfile)["Dockerfile"] == dockerfile.replace("./", "exec ./")
