"""Stories: jobs in the background, a handler that tells just these, and what the shell waits in meanwhile.

What a handler names (a pid, a list of them, a job, a program) has to be what was started: drawn apart they would seldom meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kernel.scripts.writer import APP, SECOND

if TYPE_CHECKING:
    from kernel.scripts.writer import Writer

# A pause in which what was put into the background becomes the program that is looked for.
BEGUN = "sleep 0.3"
# Commands of a handler that nobody knows: a program, a script, and one that isn't there.
TOOL, HOOK, ABSENT = "deregister", "/app/hook.sh", "absent"
HOOKS = (
    "#!/bin/sh\necho hook\n",
    "#!/bin/sh\nsleep 0.3\n",
    "#!/bin/bash\nexit 1\n",
    '#!/bin/sh\nset -e\n[ -n "$1" ] || exit 0\necho "$@"\n',
    "#!/bin/sh\nexec deregister --drain\n",
)


@dataclass(frozen=True)
class _Jobs:
    """What starts them, words that name them in `kill` and in `wait`, and commands beside `kill` that tell them."""

    start: str
    named: tuple[str, ...]
    awaited: tuple[str, ...] = ("$pid", '"$pid"')
    told: tuple[str, ...] = ()


def story(writer: Writer) -> str:
    """The lines from the trap to the end of the script."""
    jobs = _jobs(writer)
    trap, start, rest = _trap(writer, jobs), jobs.start, _rest(writer, jobs)
    order = writer.rng.random()
    if order < 0.6:
        return f"{trap}\n{start}\n{rest}"
    if order < 0.85:
        return f"{start}\n{trap}\n{rest}"
    # what the script looks at before it sets the trap
    looks = writer.pick(
        f"until pgrep {APP} >/dev/null; do sleep 0.1; done",
        f"until pidof {APP} >/dev/null; do sleep 0.1; done",
        f"while ! pgrep -x {APP} >/dev/null 2>&1; do sleep 0.2; done",
        "until kill -0 $! 2>/dev/null; do sleep 0.1; done",
        f"for i in 1 2 3; do pgrep {APP} >/dev/null && break; sleep 0.2; done",
        f"{BEGUN}; if ! kill -0 $!; then exit 1; fi",
        f'{BEGUN}; [ -n "$(pgrep {APP})" ] || exit 1',
        f"{BEGUN}; pid=$(pidof {APP})",
        f"{BEGUN}; pid=$(pgrep -x {APP})",
        f"{BEGUN}; pid=$(pgrep -P $$ | head -n 1)",
    )
    return f"{start}\n{looks}\n{trap}\n{rest}"


# ---------------------------------------------------------------- what is started
def _jobs(writer: Writer) -> _Jobs:
    kind = writer.rng.random()
    if kind < 0.3:
        return _one(writer)
    if kind < 0.45:
        return _session(writer)
    if kind < 0.7 and (writer.bash or writer.chance(0.1)):
        return _array(writer)
    if kind < 0.8 and (writer.bash or writer.chance(0.1)):
        return _coprocess(writer)
    return _several(writer)


def _one(writer: Writer) -> _Jobs:
    app, program = writer.app(), writer.program()
    start = writer.pick(
        f"{app} &\npid=$!",
        f"{app} &\npid=$!",
        f"( cd /tmp && exec {program} ) &\npid=$!",
        f"serve() {{ local x=1; exec {program}; }}\nserve &\npid=$!",
        f"{app} &\npid=$!\nset -- $pid",
        f'run() {{ "$@" & pid=$!; }}\nrun {program}',
        f"if true; then {app} & pid=$!; fi",
    )
    return _Jobs(
        start,
        ("$pid", '"$pid"', "$!", "${pid:-}", "$(jobs -p)", "%1", "%+", "%%", "$(pgrep -P $$)", f"$(pidof {APP})"),
        ("$pid", '"$pid"', "$!", "$(jobs -p)", "%1", "%-"),
        (f"pkill {APP}", f"pkill -TERM -x {APP}", "pkill -P $$", "pkill -TERM -P $$", f"pkill -P $$ {APP}", f"killall {APP}"),
    )  # fmt: skip


def _session(writer: Writer) -> _Jobs:
    """setsid: in a session of its own, in place of the job's shell or as a child of one that has gone."""
    option = "" if writer.busybox and writer.chance(0.9) else writer.pick("", "", "", "-w ", "--wait ", "-f ", "-fw ")
    app = writer.pick(APP, APP, f'{APP} "$@"', f"/usr/local/bin/{APP}", f"nice {APP}", f"sh -c 'exec {APP}'")
    return _Jobs(
        f"setsid {option}{app} &\npid=$!",
        ("$pid", "-$pid", "-- -$pid", "0", "$(jobs -p)", f"$(pidof {APP})", "$(pgrep -P $$)"),
        ("$pid", '"$pid"', "$!", "%1"),
        (f"pkill {APP}", "pkill -P $$", f"pkill -x {APP}", "pkill -s $pid", "pkill -g $pid"),
    )


def _array(writer: Writer) -> _Jobs:
    app, second = writer.app(), writer.pick(SECOND, f'{SECOND} "$@"', f"nice {SECOND}")
    start = writer.pick(
        f'pids=()\n{app} &\npids+=("$!")\n{second} &\npids+=("$!")',
        f"{app} &\npids=($!)\n{second} &\npids+=($!)",
        f"declare -a pids\n{app} &\npids[0]=$!\n{second} &\npids[1]=$!",
        f'pids=()\nfor each in {APP} {SECOND}; do "$each" & pids+=($!); done',
        f'pids=()\nrun() {{ "$@" & pids+=("$!"); }}\nrun {APP} --x\nrun {SECOND}',
        f"{app} &\npids[${{#pids[@]}}]=$!\n{second} &\npids[${{#pids[@]}}]=$!",
        f"{APP} &\n{SECOND} &\npids=($(jobs -p))",
        f"declare -A pids\n{app} &\npids[app]=$!\n{second} &\npids[second]=$!",
    )
    return _Jobs(
        start,
        ('"${pids[@]}"', "${pids[@]}", "${pids[*]}", '"${pids[*]}"', "$pids", "${pids[0]}", '"${pids[-1]}"', '"${pids[@]:0:1}"', "$(jobs -p)"),
        ('"${pids[@]}"', "${pids[*]}", "${pids[0]}", '"${pids[1]}"'),
        ("pkill -P $$", 'for p in "${pids[@]}"; do kill -TERM "$p"; done', 'for i in "${!pids[@]}"; do kill "${pids[$i]}"; done'),
    )  # fmt: skip


def _coprocess(writer: Writer) -> _Jobs:
    # what waits for its input to end waits for ever here
    app = writer.program().replace("xargs ", "")
    start = writer.pick(
        f"coproc {APP}",
        f"coproc exec {APP}",
        f"coproc {{ {app}; }}",
        f"coproc {{ exec {app}; }}",
        f"coproc ( {app} )",
        f"coproc APP {{ exec {app}; }}\nCOPROC_PID=$APP_PID",
        f"coproc APP {{ {app}; true; }}\nCOPROC_PID=$APP_PID",
        f"coproc {{ exec {app}; }}\npid=$COPROC_PID\n{SECOND} &",
    )
    return _Jobs(
        start,
        ("$COPROC_PID", '"$COPROC_PID"', "$!", "%1", "$(jobs -p)", "$(pgrep -P $$)"),
        ("$COPROC_PID", '"$COPROC_PID"', "$!", "$(jobs -p)"),
        ("pkill -P $$", f"pkill {APP}"),
    )


def _several(writer: Writer) -> _Jobs:
    """Two jobs, whose pids stand in one text that IFS splits, or doesn't."""
    app, second = writer.app(), writer.pick(SECOND, f"nice {SECOND}", f"( exec {SECOND} )")
    start = writer.pick(
        f"{app} &\npid=$!\n{second} &\npids=\"$pid $!\"",
        f"{app} &\npids=$!\n{second} &\npids=\"$pids $!\"",
        f"{app} &\npids=$!\n{second} &\npids=$pids,$!\nIFS=,",
        f"{app} &\npids=$!\n{second} &\npids=$pids:$!\nold=$IFS\nIFS=:",
        f"pids=\nfor each in {APP} {SECOND}; do $each & pids=\"$pids $!\"; done",
        f"IFS=\n{APP} &\npids=$!\n{SECOND} &\npids=\"$pids $!\"",
        f"{app} &\na=$!\n{second} &\nb=$!\npids=\"$a $b\"\nIFS=$(printf '\\n\\t')",
        f"{app} &\npids=$!\n{second} &\npids=\"$pids,$!\"",
        f"{APP} &\n{SECOND} &\npids=$(jobs -p)",
    )  # fmt: skip
    return _Jobs(
        start,
        ("$pids", "$pids", "$pids", '"$pids"', "$(jobs -p)", "%1 %2", "$(echo $pids)", f"$(pidof {APP} {SECOND})", "$(pgrep -P $$)"),
        ("$pids", "$pids", "$!", "%1 %2", "%2"),
        ("for p in $pids; do kill $p; done", "pkill -P $$", f"pkill '{APP}|{SECOND}'", f"killall {APP} {SECOND}", "echo $pids | xargs kill"),
    )  # fmt: skip


# ---------------------------------------------------------------- who is told
def _handler(writer: Writer, jobs: _Jobs) -> str:
    signal = writer.pick("", "", "-TERM ", "-s TERM ", "-15 ", "-INT ")
    target = writer.rng.choice(jobs.named)
    kill = f"kill {signal}{target}"
    if target == "0" or (jobs.told and writer.chance(0.3)):
        # who tells itself, too, runs into itself until the shell crashes, and it is chance what happens first
        kill = "trap '' TERM INT QUIT; kill 0" if target == "0" else writer.rng.choice(jobs.told)
    one = writer.rng.choice(jobs.awaited)
    polled = writer.pick(
        f"pgrep {APP} >/dev/null", f"pidof {APP} >/dev/null", f"kill -0 {target} 2>/dev/null", f"pgrep -x {APP} >/dev/null 2>&1",
        f"[ -n \"$(pgrep {APP})\" ]", "pgrep -P $$ >/dev/null", f"kill -0 {one} 2>/dev/null",
    )  # fmt: skip
    after = writer.pick(
        "", f"; wait {one}", f"; wait {one}", "; wait", "; wait", "; wait; exit 0", f"; wait {one}; exit $?", "; exit 0", "; exit 143", "; return",
        "; wait -n", "; wait -n; wait -n", f"; while {polled}; do sleep 0.2; done", f"; while {polled}; do sleep 0.2; done; exit 0",
        f"; until ! {polled}; do sleep 0.1; done", f"; for i in 1 2 3 4 5; do {polled} || break; sleep 0.5; done", f"; for p in {one}; do wait $p; done",
        f"; local status=$?; wait {one}; exit $status", f" && wait {one}", f" || true; wait {one} || true", f"; [[ -z $DEBUG ]] && wait {one}", f"; (( 1 )) && wait {one}",
        f"; if {polled}; then sleep 0.3; fi; wait", f"; wait {one} 2>/dev/null; {TOOL}", "; fg %-", "; fg",
    )  # fmt: skip
    before = writer.pick(
        "", "", "", "", "echo stopping; ", f"{TOOL}; ", f"{TOOL} --node \"$(hostname)\"; ", f"{TOOL} || true; ", f"if {TOOL}; then echo ok; fi; ", f"{HOOK}; ", f"{HOOK} stop || true; ",
        f"sh {HOOK}; ", f". {HOOK}; " if writer.chance(0.3) else f"{HOOK} now; ", f"{ABSENT}; ", f"{ABSENT} || true; ", f"{TOOL} & ", f"out=$({TOOL}); ", f"local out=$({TOOL}); ", "local code=$?; ",
        "sleep 0.2; ", "[[ -n $! ]] || return; ", "(( stopping++ )); ", "(( ++stopping )); ", "trap - TERM; ", "trap '' TERM; ", "set +e; ", f"cat <<< bye; {TOOL}; ", f"timeout 5 {TOOL}; ",
        "[[ $stopping == 1 ]] && exit 1; stopping=1; ", "IFS=' '; ", "trap - EXIT; ",
    )  # fmt: skip
    if HOOK in before:
        # read into the shell, an `exec` would be its own
        writer.bring("hook.sh", writer.rng.choice(HOOKS[:2] if before.startswith(".") else HOOKS))
    return before + kill + after


def _trap(writer: Writer, jobs: _Jobs) -> str:
    handler = _handler(writer, jobs)
    signals = writer.pick(
        "TERM", "TERM", "TERM INT", "INT TERM", "EXIT", "TERM EXIT", "INT TERM QUIT EXIT", "USR1 TERM"
    )
    function = writer.pick("stop", "cleanup", "on_term")
    defined = writer.pick(
        f"{function}() {{ {handler}; }}", f"{function}() {{\n    {handler}\n}}", f"{function}() ( {handler} )"
    )
    if writer.chance(0.7) or "kill 0" in handler:  # what a subshell ignores, the shell above it does not
        defined = f"{function}() {{\n    {handler}\n}}"
    quotable = "'" not in handler and "local " not in handler and "return" not in handler
    if quotable and writer.chance(0.35):
        return writer.pick(
            f"trap '{handler}' {signals}",
            f"trap -- '{handler}' {signals}",
            f"arm() {{ trap '{handler}' {signals}; }}\narm",
            f"for signal in TERM INT; do trap '{handler}' $signal; done",
            f"trap '{handler}' EXIT\ntrap 'exit 0' TERM",
            f"trap 'exit' TERM INT\ntrap '{handler}' EXIT",
            f"if [ -z \"$DEBUG\" ]; then trap '{handler}' {signals}; fi",
        )
    armed = writer.pick(
        f"trap {function} {signals}",
        f"trap {function} {signals}",
        f"trap '{function}' {signals}",
        f'trap "{function} 1" {signals}',
        f"trap '{function}; exit' {signals}",
        f"trap '{function}; exit 143' {signals}",
        f"trap '{function} || exit 1' TERM",
        f"trap {function} EXIT\ntrap 'exit 0' TERM INT",
        f"trap 'exit 143' TERM\ntrap {function} EXIT",
        f"trap {function} TERM\ntrap '' INT",
        f"trap '{function}; trap - EXIT; exit 0' TERM\ntrap {function} EXIT",
        f"for signal in INT TERM; do trap '{function}' \"$signal\"; done",
        f'for signal in INT TERM; do trap "{function} $signal" $signal; done',
        f'arm() {{ local signal; for signal in "$@"; do trap {function} $signal; done; }}\narm TERM INT',
        f"arm() {{ trap {function} {signals}; }}\narm",
        f"case $# in *) trap {function} {signals} ;; esac",
        f"trap {function} $(echo TERM INT)",
    )
    return f"{defined}\n{armed}"


# ---------------------------------------------------------------- what the shell waits in
def _rest(writer: Writer, jobs: _Jobs) -> str:
    one = writer.rng.choice(jobs.awaited)
    if writer.chance(0.55):
        return writer.pick(
            "wait", "wait", f"wait {one}", f"wait {one}", f"wait {one}\nwait {one}", "wait\nwait", "wait -n", "wait -n\nwait", f"wait {one} || true\nwait",
            f"wait {one}\nstatus=$?\ntrap - TERM\nwait {one}\nexit $status", f"for p in {one}; do wait $p; done", f"until wait {one} || true; do :; done",
            f"wait {one}; code=$?\nif [[ $code -gt 128 ]]; then wait {one}; fi", f"wait {one}; code=$?\n(( code > 128 )) && wait {one}", f"wait {one}\ncase $? in 143) wait {one} ;; esac",
        )  # fmt: skip
    return writer.pick(
        f"{BEGUN}\nwhile pgrep {APP} >/dev/null; do sleep 0.5; done",
        f"{BEGUN}\nwhile pidof {APP} >/dev/null; do sleep 0.3; done",
        f"{BEGUN}\nwhile pgrep -x {APP} >/dev/null 2>&1; do sleep 1; done\necho gone",
        f"{BEGUN}\nuntil ! pgrep {APP} >/dev/null; do sleep 0.3; done",
        f"{BEGUN}\nwhile [ -n \"$(pgrep {APP})\" ]; do sleep 0.3; done",
        f"{BEGUN}\nwhile pgrep -P $$ >/dev/null; do sleep 0.3; done",
        f"{BEGUN}\nwhile {'kill -0' if writer.busybox else 'ps -p'} $! >/dev/null; do sleep 0.3; done",
        "while kill -0 $! 2>/dev/null; do sleep 0.3; done",
        f"while kill -0 {one} 2>/dev/null; do wait {one}; done",
        "last=$!\nwhile kill -0 $last 2>/dev/null; do sleep 0.5 & wait $!; done",
        "while [ -d /proc/$! ]; do sleep 0.3; done",
        "while :; do sleep 0.5; done", "while :; do sleep 1 & wait $!; done", "while sleep 0.5; do :; done", "until false; do sleep 0.3; done",
        f"{BEGUN}\nfg %-", f"{BEGUN}\nfg %+", f"{BEGUN}\nfg %1", f"{BEGUN}\nfg", "sleep infinity & wait", "sleep infinity", "tail -f /dev/null & wait $!", "while wait -n; do :; done", "while :; do wait -n || break; done",
        "for (( ; ; )); do sleep 0.5; done", f"{BEGUN}\nread -r line < /dev/null\nwait", BEGUN, f"{BEGUN}\nexit", "jobs\nwait",
    )  # fmt: skip
