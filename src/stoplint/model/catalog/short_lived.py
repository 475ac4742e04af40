"""Which command lines are no application: tools that end by themselves, and filters of a log pipeline.

And what a word says of a program that is in no table: that it ends, or that it goes into the background.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from stoplint.model.catalog import programs, wrappers
from stoplint.model.catalog.configs import FALSE
from stoplint.model.catalog.shells import is_shell
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence

# `+quit` is the last command that a start line gives to the console of SteamCMD: it ends then.
_ANYWHERE_TOOL = ("--version", "--help", "+quit")
# Words that alone behind a control script's name ask whether what it controls runs: ejabberdctl has both, init scripts the first
# (LSB 5.0, 22.2).
ASKS_STATE = frozenset({"status", "started"})
# Options with which a server only writes, checks or shows its configuration, its keys or its options, and ends. Each of several
# programs: --generate-config: synapse (synapse.app.homeserver), jupyter_core; --generate-keys: synapse, tinc;
# --generate-registration: matrix-appservice-bridge, mautrix; --check-config, --print-config: gunicorn (config.py); --dump-config,
# --verify-config: tor(1); --test-config: zabbix_server(8), mosquitto(8); --validate-config: mysqld 8.0.16; --help-all: traitlets.
# Not --show-config: uwsgi shows it, and serves.
_ONLY_CONFIGURES = frozenset({
    *(f"--{does}-config" for does in ("check", "dump", "generate", "init", "print", "test", "validate", "verify")),
    "--generate-keys", "--generate-registration", "--help-all",
})  # fmt: skip
# Words that alone behind a program's name ask it for something that ends: of control programs (status), of
# Go's cobra, Rust's clap and Django's manage.py (help, version, -h).
_ASKS = frozenset({"status", "help", "version", "-V", "-h", "-version", "-help", "-?"})
# How a command's name ends that says how something is used: `show_help`, `usage`.
_TELLS_USE = frozenset({"help", "usage"})
_BACKGROUND = ("--daemon", "--daemonize", "--background", "--detach", "--detached", "-daemon", "-detached", "-bg")
# Laravel's `artisan queue:work --daemon` works in the foreground: its Console/WorkCommand.php calls the option deprecated.
_IN_FRONT = frozenset({"artisan"})
# First words of a program that serves under another one: what is kept, and what is done to it, once. No program's own
# documentation stands behind it: it counts only beside the same program with another word (ipfs, vault, consul, nomad have most).
_ERRANDS = _ASKS | frozenset(
    (  # noqa: SIM905 -- a list to read
        "add alias apply auth bootstrap cat create delete describe export get health id import info init join key keys kv list load "
        "login ls namespace operator pin ping policy put register secrets set show swarm token unseal user users"
    ).split()
)
# Words in a script's name: that it tests, that it is a job of a developer's, that it starts what stays.
_SCRIPTS = frozenset({"sh", "bash", "py"})
_WORDS = re.compile(r"[-_.]")
_TESTS = frozenset({"test", "tests", "ci"})
_JOBS = _TESTS | {"build", "lint"}
_STARTS = frozenset("and app daemon deploy launch run serve server start up watch web worker".split())  # noqa: SIM905
# Words in a program's name that say it prepares something, and those that say what is made by their first word.
_PREPARES = frozenset("configure configurator install installer migrate migration migrations provision setup".split())  # noqa: SIM905
_MAKES = frozenset("convert create download export generate import init make populate prepare render seed".split())  # noqa: SIM905
# Those of both that may stand anywhere in it.
PREPARING = _PREPARES | _MAKES
# A script of an interpreter that no table knows.
_OTHER_SCRIPT = r"[\w./-]+\.(?:lua|pl|tcl|R|jl|groovy)"
# Words with which a program serves, whatever it is called, and those that are that only behind it.
_SERVES = frozenset("daemon run runner serve server service start watch worker".split())  # noqa: SIM905
_STAYS = _SERVES | frozenset("console dev fg foreground listen node up".split())  # noqa: SIM905
_DEPTH = 8  # of wrappers in wrappers


def is_tool(argv: Sequence[str], *, busybox: bool = False) -> bool:
    """True if the command ends by itself: a file utility, a migration, `nginx -t`, `anything --version`.

    Through wrappers too: `bundle exec rake db:migrate`, `sudo -u app npm ci`.
    """
    return _is_tool(tuple(argv), busybox=busybox)


@lru_cache(maxsize=2048)  # a loop, and each way through a script, comes to the same commands again and again
def _is_tool(words: tuple[str, ...], *, busybox: bool) -> bool:
    for _ in range(_DEPTH):
        known = programs.find(words, busybox=busybox)
        if known is not None and known.kind in ("tool", "helper"):
            # `tmux new -d command`: what it keeps a terminal for is no tool
            return not known.row.leaves or wrappers.find(words, busybox=busybox) is None
        if any(word in _ANYWHERE_TOOL or word in _ONLY_CONFIGURES for word in words[1:]):
            return True
        if _asks(words, is_known=known is not None):
            return True
        wrapped = wrappers.find(words, busybox=busybox)
        if wrapped is None or not wrapped.command:
            return bool(words) and _is_done_alone(words) and (wrapped is None or wrapped.split is None)
        # what xargs reads may be the command of another wrapper: `echo server | xargs env A=1`
        words = (*wrapped.words(words), "…") if wrapped.row.appends else wrapped.words(words)
    return False


def _asks(words: tuple[str, ...], *, is_known: bool) -> bool:
    """Whether a program, or what an interpreter runs, is only asked what it is, how it is used, or how it stands."""
    script = programs.interpreted(words) if words else None
    name, *rest = script[1] if script is not None else words or ("",)
    if is_known and script is None:
        return False
    if not rest:
        return script is None and _WORDS.split(base_name(name))[-1] in _TELLS_USE
    return len(rest) == 1 and rest[0] in _ASKS and not is_shell(name)


# Without a command `env` prints, `xargs` calls echo, `capsh --has-p=…` answers, `nice` says how nice it is, su-exec how it is
# called: env(1), xargs(1), capsh(1), nice(1), ncopa/su-exec@0231008:su-exec.c (usage(0)).
_DONE_ALONE = frozenset({"env", "xargs", "capsh", "nice", "su-exec"})
# These have waited then: vishnubob/wait-for-it@019f3bb, eficode/wait-for wait-for; jwilder/dockerize@02ab079:main.go, which
# goes on as long as it has files to follow.
_WAITS_ALONE = frozenset({"wait-for-it.sh", "wait-for-it", "wait-for.sh", "wait-for", "dockerize"})


def _is_done_alone(words: Sequence[str]) -> bool:
    """Whether a wrapper ends by itself that is given no command."""
    name = base_name(words[0])
    follows = any(word.lstrip("-").startswith(("stdout", "stderr")) for word in words[1:])
    return name in _DONE_ALONE or (name in _WAITS_ALONE and not follows)


def becomes_command(text: str) -> bool:
    """Whether these words become what stands behind them: `su-exec app`, `numactl --interleave=all`."""
    words = (*text.split(), "command")
    for _ in range(_DEPTH):
        wrapped = wrappers.find(words)
        if wrapped is None or wrapped.kind != "exec" or not wrapped.command or wrapped.texts or wrapped.joined:
            return False
        words = wrapped.words(words)
        if words == ("command",):
            return True
    return False


def is_batch(argv: Sequence[str]) -> bool:
    """True for a command that a container may be started for, and that ends: `npx playwright test`."""
    words = tuple(argv)
    for _ in range(_DEPTH):
        known = programs.find(words)
        if known is not None and known.row.batch:
            return True
        wrapped = wrappers.find(words)
        if wrapped is None or not wrapped.command:
            return False
        words = wrapped.words(words)
    return False


def into_background(argv: Sequence[str]) -> str:
    """The word that asks a program to leave the foreground, as most mean it; "" without one, or where it says no.

    What an interpreter runs is such a program too: `python app.py --daemon`.
    """
    if base_name(argv[0]) in _IN_FRONT:
        return ""
    script = programs.interpreted(tuple(argv))
    if script is not None:
        return into_background(script[1])
    for at, word in enumerate(argv[1:], 1):
        name, mark, value = word.partition("=")
        if name not in _BACKGROUND:
            continue
        said = value if mark else argv[at + 1] if at + 1 < len(argv) else "yes"
        return word if not said or said.lower() not in FALSE else ""
    return ""


def is_errand(words: Sequence[str]) -> bool:
    """Whether the words behind a program's name ask what serves already for something: `ipfs pin ls`, `vault operator unseal`."""
    return next((word for word in words if not word.startswith("-")), "") in _ERRANDS


def prepares(argv: Sequence[str]) -> bool:
    """Whether a program's own name, or what it is asked for, says that it prepares something: `python3 layers_configure.py`.

    No program's documentation stands behind it: it counts only where a script has more to do.
    """
    script = programs.interpreted(tuple(argv))
    name, *rest = script[1] if script is not None else argv
    asked = rest[0] if rest and re.fullmatch(rf"[a-z][a-z:_-]*|{_OTHER_SCRIPT}", rest[0]) else ""
    told = [re.split(r"[-_:]", text.partition(".")[0].lower()) for text in (base_name(name), asked.rpartition("/")[2])]
    if any(word in _SERVES or word == "and" for words in told for word in words):
        return False
    return any(_PREPARES.intersection(words) or (words[0] in _MAKES and words[1:]) for words in told)


def says_it_stays(name: str) -> bool:
    """Whether a script's name says that it serves, or starts what does: `start:prod`, `serve`, `bot-worker`."""
    return not (_STAYS | _STARTS).isdisjoint(re.split(r"[-_:.]", name.lower()))


def is_job_script(argv: Sequence[str]) -> bool:
    """Whether the name of a script says that it builds or tests something, and not that it starts what it has built.

    `build-images.sh`, `run-integration-tests.sh`, `ci.sh`; `build-and-run.sh`, `test-server.sh` and a `test.py` are none.
    So does a folder of tests or checks that it stands in: `tests/check_tls.py`, `ci/lint/06_script.sh`.
    """
    script = programs.interpreted(tuple(argv))
    path = script[1][0] if script is not None else argv[0] if argv else ""
    stem, dot, end = base_name(path).lower().rpartition(".")
    if not dot or end not in _SCRIPTS:
        return False
    first, *rest = _WORDS.split(stem)
    if any(folder in ("tests", "lint") or folder.endswith("-tests") for folder in path.lower().split("/")[:-1]):
        return (_STARTS - {"run"}).isdisjoint((first, *rest))
    if not _STARTS.isdisjoint(rest) or (end == "py" and not rest):
        return False
    return first in _JOBS or (first == "run" and not _TESTS.isdisjoint(rest))


def is_client(argv: Sequence[str]) -> bool:
    """Whether a command is called like one that asks a server for something, and is not told to serve: `sacli ConfigPut`, `xctl reload`.

    Control scripts that keep their server in front have other words (nuxeoctl console).
    """
    name = base_name(argv[0]).lower()
    serves = _STAYS if name.endswith("ctl") else _STAYS - {"start"}
    return len(argv) > 1 and name.endswith(("cli", "ctl")) and serves.isdisjoint(argv[1:]) and not into_background(argv)


def asks_to_start(argv: Sequence[str]) -> bool:
    """Whether a command asks for something to be started, as control scripts are: `appctl start`."""
    return "start" in argv[1:]


def asks_to_go_on(argv: Sequence[str]) -> bool:
    """Whether a command that came back was asked to leave something in the background, as far as its words say.

    `-d` and `-D` mean other things, too: they count where no value follows, and nothing comes behind.
    """
    return bool(into_background(argv)) or (len(argv) > 1 and argv[-1] in ("-d", "-D"))


def is_helper(argv: Sequence[str]) -> bool:
    """True if the command is a filter of a log pipeline (tee, logger, sed …) and no application."""
    known = programs.find(argv)
    return known is not None and (known.kind == "helper" or known.name in _FILTERS)


def passes_input_on(argv: Sequence[str]) -> bool:
    """Whether a program in a pipeline sends what it reads to somewhere else, and ends with it: `cat f | socat - TCP:host:1`.

    socat(1): at the end of one side it waits half a second, and ends. What listens serves.
    """
    addresses = [word.upper() for word in argv[1:]]
    if not argv or base_name(argv[0]) != "socat" or any("LISTEN" in each or ",FORK" in each for each in addresses):
        return False
    return any(each.partition(",")[0] in _INPUT for each in addresses)


def ends_first(argv: Sequence[str]) -> bool:
    """True for a reader that ends when it has seen enough, whoever still writes: `head`, `grep -q`. grep(1), head(1)."""
    name = base_name(argv[0]) if argv else ""
    if name in ("grep", "egrep", "fgrep", "zgrep"):
        return any(_QUIET.fullmatch(word) is not None for word in argv[1:])
    return name == "head"


def ends_with_input(argv: Sequence[str]) -> bool:
    """True for a reader that is of no use before the writer has ended: `sort`, `wc`, `xargs tar`, `mysql`.

    A tool that is no filter of a log pipeline: nobody pipes what a server says into it.
    """
    name = base_name(argv[0]) if argv else ""
    known = programs.find(argv) if name == "tail" else None  # a filter, but of the end alone where it does not follow
    ends = known is not None and known.kind == "tool"
    return ends or (bool(argv) and is_tool(argv) and not is_helper(argv))


# grep's options that make it end early, or say nothing but a status: -q, -m N, -l (grep(1), grep 3.8).
_QUIET = re.compile(r"-[a-zA-Z]*[qml].*|--quiet|--silent|--max-count(=.*)?|--files-with-matches")
_INPUT = frozenset({"-", "STDIN", "STDIO"})
_FILTERS = frozenset({"cat", "sed", "awk", "gawk", "mawk", "grep", "egrep", "fgrep", "tr", "cut", "tail", "head", "jq"})
