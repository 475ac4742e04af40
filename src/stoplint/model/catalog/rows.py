"""The shapes of the tables of facts about the world: base images, programs, wrappers.

The rows are in `images`, `programs` and `wrappers`. Each row has a source: a link, a
`repository@commit:path`, a manual page with its version, or "tested: …" for what a test in tests/kernel asks
the kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.catalog.shells import Dialect

# What a signal does to a program. "default": no handler, the kernel's default action (nothing in PID 1). Of supervisors:
# "restart" stops what they keep and starts it again, "forward" passes the signal on to it. "waits": it shuts down in an
# orderly way when every client has left, idle ones too, and there is no limit to that.
Action = Literal[
    "graceful",
    "clean",
    "waits",
    "fast",
    "abort",
    "reload",
    "reopen",
    "restart",
    "forward",
    "workers-only",
    "ignored",
    "default",
]
STAYS: frozenset[Action] = frozenset({"reload", "reopen", "restart", "forward", "workers-only", "ignored"})
# Those that end a program in its orderly way; "waits" does so only when nobody uses it any more.
HEEDS: frozenset[Action] = frozenset({"graceful", "clean", "waits"})
# What a program does then, in words that follow its name; "default" depends on who it is and on the signal.
WORDS: dict[Action, str] = {
    "graceful": "shuts down in an orderly way",
    "clean": "shuts down in an orderly way",
    "waits": "waits until every client has left, idle ones too",
    "fast": "stops at once, dropping the work in flight",
    "abort": "stops at once, dropping the work in flight",
    "reload": "reloads or restarts itself",
    "reopen": "reopens its log files",
    "restart": "restarts what it keeps",
    "forward": "passes it on",
    "workers-only": "stops its workers only",
    "ignored": "ignores it",
}
# A supervisor's, where its own are other ones: its configuration is what it keeps.
KEEPER_WORDS: dict[Action, str] = {**WORDS, "reload": "reads again what it is to keep"}
Kind = Literal["server", "runtime", "idle", "supervisor", "tool", "helper"]
# How a wrapper treats what it starts, and who gets what it passes on; see `Wrapper`.
Handling = Literal["exec", "init", "forward", "forward-kill", "block", "exit", "unknown"]
To = Literal["child", "group", "session", "all"]


def on(**actions: Action) -> tuple[tuple[str, Action], ...]:
    """The `signals` of a Program row: `on(TERM="fast", QUIT="graceful")`."""
    return tuple(actions.items())


@dataclass(frozen=True)
class When:
    """A condition on a program's command line, configuration, version; all that are given must hold.

    `flags`: any of these words stands among the arguments (a trailing `=` or `*` matches a prefix, a `*` elsewhere as in fnmatch; an option and
    its value are written with a space, "-D FOREGROUND", and match both spellings of long options, "--x=y" and
    "--x y"). `without`: none of these stands there. `first`: the first argument that is no option is one of
    these. `settings`: what the command line and the configuration files together say, all must hold: "master"
    (is on), "!master" (is off or not set), "name=value", "name!=value" (see `catalog.configs`). `version`:
    ">=1.23" or "<1.23", compared number by number; holds when the version is not known (the result says so).
    `busybox`: True for the applet of that name, False for the program of its own. `where`: for a name that several
    programs have, what tells that it is this one, any of: a pattern of its path ("*tomcat*/bin/*"; that of a bare name
    is looked for along the PATH), "$NAME/bin/*" (one below what a variable says), "$NAME" (a variable that is set), "package:PATTERN" (one that a RUN installs), "image:PATTERN" (the base), "folder:/x" (something is known in it).
    """

    flags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    version: str = ""
    busybox: bool | None = None
    where: tuple[str, ...] = ()

    def takes(self, version: str) -> bool:
        """True if `version` ("1.18.0-alpine") meets the condition on it."""

        def numbers(text: str) -> list[int]:
            return [int(part) for part in text.lstrip("v").split("-")[0].split(".") if is_number(part)]

        below = self.version[0] == "<"
        return (numbers(version) < numbers(self.version.lstrip("<>="))) is below


@dataclass(frozen=True)
class Program:
    """What a program does with signals. The first row whose `names` and `when` match holds.

    `names` are base names of argv[0] (`*` allowed at the end; with a leading "/" the whole path), or several
    words ("consul agent") of which the further ones are the first arguments that are no options (`with_value`:
    options that take the next word). `signals` maps names without SIG to actions; a signal not named does
    `others`: its default action, or "graceful" for programs of which no more is known. `daemonizes`: True
    when it leaves the foreground unless `foreground` (words as in When.flags) stands among its arguments or its
    settings say so (`foreground_settings`, as When.settings). `daemon_flags` and `daemon_settings`: what makes
    it leave the foreground. `stays_by`, `stays_by_setting`: as advice, what keeps it in the foreground where no flag does, on its
    command line and in its configuration; `first_runs`: what a script has to run before it,
    `first_lacks_variables`: which asks for variables that nobody has set. `reader` names the reader of its configuration in `catalog.configs`. `wants`: the
    stop signal to recommend. `grace`: seconds it may take by itself, if bounded; `grace_from`: options or settings
    that say another number of seconds. `tool_flags`: words with which
    it ends by itself (`nginx -t`). `getopt`: its short options, as getopt(3) is given them, where these may stand together
    (`nginx -qt`). `kind`: "server", "runtime" (an interpreter: its script decides; `signals` is
    what happens without a handler of the script), "idle" (a keep-alive), "supervisor", "tool" (ends by itself:
    a migration, a file utility), "helper" (a filter that tools and log pipelines use: tee, logger). `uncertain`: the
    source is a weak one. `lasts`: an "idle" one ends after the seconds that its operands add up to, at an
    event of which nobody knows when it comes, or never.
    `language`: what a runtime's programs are written in, where `syntax.handlers` reads that. `code_flags`: options of a
    runtime with which it runs other code than the file that its first operand names. `named_by`: the index of the word
    that people know it by (`service nginx start`); `named_with_script`: they know it by what it runs (`node app.js`): the first
    operand behind `preloads` (options that name what is loaded before) or what a `module_flags` names (`python -m app`).
    `instead`: what to start in its place, where it can't be stopped in an orderly way, as advice. `fronts`: the server, for
    people, that it starts as a child, stays in front of, and passes no signal on to.
    `service_signal`: how a supervisor is told which signal stops what it keeps, with {signal} for its name without SIG.
    """

    names: tuple[str, ...]
    kind: Kind
    signals: tuple[tuple[str, Action], ...]
    source: str
    when: When | None = None
    others: Action = "default"
    daemonizes: bool = False
    foreground: tuple[str, ...] = ()
    foreground_settings: tuple[str, ...] = ()
    daemon_flags: tuple[str, ...] = ()
    daemon_settings: tuple[str, ...] = ()
    stays_by: str = ""
    stays_by_setting: str = ""
    first_runs: str = ""
    first_lacks_variables: bool = False
    reader: str = ""
    with_value: tuple[str, ...] = ()
    tool_flags: tuple[str, ...] = ()
    wants: str = ""
    grace: float | None = None
    note: str = ""
    grace_from: tuple[str, ...] = ()
    uncertain: bool = False
    lasts: Literal["forever", "operands", "event"] = "forever"
    language: Literal["", "node", "python"] = ""
    code_flags: tuple[str, ...] = ()
    preloads: tuple[str, ...] = ()
    module_flags: tuple[str, ...] = ()
    named_by: int = 0
    named_with_script: bool = False
    # people know it by all words of its row: `celery -A app worker` is celery worker
    named_whole: bool = False
    getopt: str = ""
    service_signal: str = ""
    instead: str = ""
    fronts: str = ""
    # its configuration is the application's file and no package's: one that is not known may hold any setting
    own_file: bool = False
    # a tool that a container may be started for, whatever serves it meanwhile: a test run, a build
    batch: bool = False
    # its orderly stop lasts as long as `grace`, however little there is to do
    unhurried: bool = False
    # it serves the others in the container: beside an application it is none itself (cron, syslogd, an X server)
    companion: bool = False
    # all that its sudden end costs is what any stop costs: a proxy of connections that end with it
    transient: bool = False
    # seconds that its orderly shutdown goes on for, whatever further signal comes; None: one that ends it at once ends that, too
    outlasts: float | None = None
    # what it holds is gone however it ends: a cache in memory
    volatile: bool = False
    # what it leaves behind when it ends stands in no word of it that is read: what is typed into a terminal
    leaves: bool = False
    # what it leaves behind are other programs, which its own word for a stop stops: `start-dfs.sh` and `stop-dfs.sh`
    controls: bool = False
    # how what it leaves behind is called, with {} for its own name; "" where people call both the same
    left: str = ""
    # repositories of which a build of one's own may be another program than the packaged one
    sources: tuple[str, ...] = ()

    def what_runs(self, words: Sequence[str]) -> Sequence[str]:
        """What an interpreter runs, as people name it, by the words behind its name; nothing for a text of code.

        `-m app`, `app.jar`, `server.js`.
        """
        found: Sequence[str] = ()
        at = 0
        while at < len(words):
            word = words[at]
            if word in self.module_flags and at + 1 < len(words):
                return words[at : at + 2] if word == "-m" else (words[at + 1],)
            if word in self.code_flags and word not in self.preloads:
                return ()
            if word.lstrip().startswith("-"):  # blanks before it: words that a variable holds
                at += 2 if word in self.preloads or word in self.with_value else 1
                continue
            if not word.startswith("$"):
                return (word,)
            found = found or (word,)  # options that are not known, perhaps: what stands behind them tells more
            at += 1
        return found


@dataclass(frozen=True)
class Wrapper:
    """A program that starts another one given on its command line. The first row that matches holds.

    `kind`: "exec" (replaces itself), "init" and "forward" (stay, pass `forwards` on, wait), "forward-kill"
    (passes on, then kills the child after `kill_after` seconds; 0: leaves at once), "block" (stays, does not
    pass on), "exit" (the original process ends while the command goes on), "unknown" (no source says).
    `member_kind`: what it is instead when its process does not lead its process group (a child of a shell
    without job control does not; PID 1, the child of an init and what these exec do): setsid.
    `forwards` are names without SIG; ("*",) is every catchable signal. `to`: who gets them: "child", "group"
    (the child's process group), "session", or "all" (every process). `swallows`: signals it catches and drops;
    what it neither forwards nor swallows does its default action to it. `dies`: signals on which it leaves at
    once even as PID 1, the child not told (a Go program without a handler). `sends`: always send this signal
    instead of the one received.

    How the command is found among the arguments: `names` may be several words ("poetry run"); options are
    skipped until the first word that is none; `with_value` are options that take the next word; `positionals`
    is the number of further words before the command (1 for `gosu USER`, `timeout DURATION`); `assignments`:
    words `K=V` are skipped too (env); `after`: the command follows this word ("--" of `chamber exec a b -- cmd`);
    `shape`: one of the shapes of `catalog.wrappers` for what doesn't fit this ("su", "env", "npm" …).
    `shell_option`: options whose value is a command string run by a shell (`-c` of su), `shell` that runs it (""
    what /bin/sh is; "user": the login shell of the user, what /bin/sh is unless the image says otherwise).
    `joined`: the words of the command are joined by blanks and run by that shell (`watch a b`). `prepend`: words
    that stand before the command though nobody wrote them ("node" of `nodemon app.js`). `builds`: what it runs
    when its command line names none ("the program that go run builds"). `end_of_options` "--" is always
    understood. `other_group`: the child gets a process group (or session) of its own. `ignores_in_child`: signals
    that are ignored in the command unless it sets a handler (HUP of nohup).
    """

    names: tuple[str, ...]
    kind: Handling
    source: str
    forwards: tuple[str, ...] = ()
    swallows: tuple[str, ...] = ()
    dies: tuple[str, ...] = ()
    to: To = "child"
    sends: str = ""
    kill_after: float | None = None
    when: When | None = None
    with_value: tuple[str, ...] = ()
    positionals: int = 0
    assignments: bool = False
    after: str = ""
    shape: str = ""
    shell_option: tuple[str, ...] = ()
    shell: str = ""
    joined: bool = False
    prepend: tuple[str, ...] = ()
    builds: str = ""
    other_group: bool = False
    ignores_in_child: tuple[str, ...] = ()
    member_kind: Literal["", "exec", "block"] = ""
    # words of its input stand behind the command
    appends: bool = False
    note: str = ""
    # once told to stop it stays for the whole of `kill_after`, however early the command has ended (su)
    full_wait: bool = False
    # the command leads a session on a terminal of its own: with its end the kernel sends HUP to the terminal's foreground
    # process group (tty_ioctl(4), setsid(2); drivers/tty/tty_jobctrl.c, disassociate_ctty)
    terminal: bool = False
    # it makes itself the leader of a process group of its own, which the command stays in (timeout)
    own_group: bool = False
    # whom the command runs as: options that name the user, or the first operand; `as_user` where nobody is named
    user_option: tuple[str, ...] = ()
    user_operand: bool = False
    as_user: str = ""
    # it runs a file without a #! line by /bin/sh, as execvp(3) does (Go's syscall.Exec and skalibs do not)
    execvp: bool = True
    # it runs what a package brings along, by a shell or a process of its own that signals have to pass
    package_runner: bool = False
    # the files that hold the scripts it runs by their names: (file, table in it)
    manifests: tuple[tuple[str, str], ...] = (("package.json", "scripts"),)
    # the version of it that counts may stand in package.json ("packageManager", Corepack) under this name, and a file of
    # this name tells that it is of that version
    corepack: str = ""
    version_file: tuple[str, str] | None = None
    # what the script `start` is where the package has none: a file that lies beside package.json
    start_file: str = ""
    # it runs `prestart` before `start`: "*" always, else where .npmrc has this setting; "" never
    pre_scripts: str = ""
    # options that name the package of a workspace whose script it runs, and those that mean several packages
    packages: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    # what it runs by its name starts in the working directory, whatever folder its options name
    stays_in_folder: bool = False
    # it ends when nothing of the command's process group is left, however early the command itself has ended
    waits_for_group: bool = False
    # Corepack starts it as a child that it passes no signal on to; what a package installs passes them on itself
    corepack_spawns: bool = False
    # it passes the signal on and sends it to itself, with the handler gone: PID 1 outlives that, and waits
    raises: bool = False
    # beginnings of options that BusyBox's program of its name does not have
    not_busybox: tuple[str, ...] = ()
    # signals that not every version of it passes on: (signal, since which it does)
    since: tuple[tuple[str, str], ...] = ()
    # what of its own options helps where it keeps the signal back or cuts the shutdown short
    advice: str = ""


@dataclass(frozen=True)
class Base:
    """What a base image sets. The first row whose `image` and `tags` match holds.

    `image` is the repository as written after dropping `docker.io/` and `library/`, `*` allowed. `tags` is a
    list of patterns: "*", "*-alpine*", "1.13-1.19.4" (a version range, both ends included, compared number by
    number with the tag's leading version), ">=1.20", "<2", several alternatives divided by "|", or one of these
    after "!" (must not match); all of a row's `tags` must match; an absent tag is "latest". None means: not set
    here (inherited from `parent` when that is given, else nothing). `parent` is a reference; "tag|debian" is
    the system that the tag names (alpine, ubi9, bookworm …), or debian if it names none.
    """

    image: str
    source: str
    tags: tuple[str, ...] = ("*",)
    parent: str | None = None
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    stop_signal: str | None = None
    shell: tuple[str, ...] | None = None
    sh: Dialect | Literal["none", "inherit"] = "inherit"
    # its BusyBox is older than 1.28, whose `sh -c` starts its last command as a child, too
    old_busybox: bool = False
    env: tuple[tuple[str, str], ...] = ()
    workdir: str | None = None
    user: str | None = None
    windows: bool = False
    # scripts of the image that start the command: absolute path → what decides in it, in our own words, as a
    # script in the same shell (privilege drops that exec, set-up that ends before, are left out); or the `.conf` of the
    # supervisor that the image starts
    scripts: tuple[tuple[str, str], ...] = ()
    note: str = ""
    # names of the fields whose values are not known, though the rest is ("entrypoint", "sh", …)
    unknown: tuple[str, ...] = ()
    # further variables that the image sets, to values that the row does not give
    env_names: tuple[str, ...] = ()
    # login shells of accounts that the image has: (user, shell)
    login_shells: tuple[tuple[str, str], ...] = ()
    # programs that the image is known not to hold; what is built on it may
    lacks: tuple[str, ...] = ()
    # what its init system keeps beside the services of what is built on it, in words
    services: str = ""
