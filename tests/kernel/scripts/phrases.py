"""Phrases: launches whose words are made on the way, by arrays, IFS, substitutions and here-strings, and `exec` in conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kernel.scripts.writer import APP, SECOND

if TYPE_CHECKING:
    from kernel.scripts.writer import Writer


def phrase(writer: Writer) -> str:
    """The part that runs the application."""
    kind = writer.rng.random()
    if kind < 0.25 and (writer.bash or writer.chance(0.15)):
        return _array(writer)
    if kind < 0.45:
        return _split(writer)
    if kind < 0.7:
        return _made(writer)
    return _decided(writer)


def _run(writer: Writer, words: str) -> str:
    """These words as a command, in some place."""
    return writer.pick(
        f"exec {words}", f"exec {words}", f"exec {words}", words, f"{words} &\nwait", f"( exec {words} )", f"exec nice {words}", f"exec env A=1 {words}", f"exec gosu root {words}",
        writer.rng.choice(writer.sessions(words)), f"exec setsid {words}", f"trap 'kill $pid; wait $pid' TERM\n{words} &\npid=$!\nwait $pid", f"run() {{ exec \"$@\"; }}\nrun {words}", f"command {words}",
    )  # fmt: skip


def _array(writer: Writer) -> str:
    made = writer.pick(
        f"cmd=({APP} --port 80)",
        f"cmd=({APP})\ncmd+=(--x)",
        f'cmd=({APP})\nif [[ -n "$DEBUG" ]]; then cmd+=(--debug); fi',
        f'cmd=({APP})\n[[ $# -gt 0 ]] && cmd+=("$@")',
        f"declare -a cmd=({APP} 'a b')",
        f'cmd=()\ncmd+=({APP})\nfor x in a b; do cmd+=("--$x"); done',
        f"cmd=(nice -n 5)\ncmd+=({APP})",
        f"cmd=(gosu root {APP})",
        f'cmd=({SECOND})\ncmd=({APP} "${{cmd[@]}}")',
        f'IFS=, read -ra cmd <<< "{APP},--x"',
        f'read -r -a cmd <<< "{APP} --x"',
        f"cmd=([1]=--x [0]={APP})",
        f"mapfile -t cmd <<< {APP}",
        f"cmd=($(echo {APP} --x))",
        f"cmd[0]={APP}\ncmd[2]=--x",
        f"cmd={APP}\ncmd+=(--x)",
        f'make() {{ local -a words=({APP} --x); cmd=("${{words[@]}}"); }}\nmake',
    )
    words = writer.pick(
        '"${cmd[@]}"', '"${cmd[@]}"', '"${cmd[@]}"', "${cmd[@]}", "${cmd[*]}", '"${cmd[*]}"', '"${cmd[@]:0:1}"', "$cmd", '"${cmd[0]}"',
        '"${cmd[@]}" "$@"', "${cmd}", f"{APP} \"${{cmd[@]:1}}\"", '"${cmd[@]/--x/--y}"', '"${cmd[@]%x}"',
    )  # fmt: skip
    return f"{made}\n{_run(writer, words)}"


def _split(writer: Writer) -> str:
    """IFS, and words that it splits."""
    made = writer.pick(
        f"IFS=,\ncmd={APP},--x",
        f"IFS=:\ncmd={APP}:--x",
        f"cmd={APP},--x\nold=$IFS\nIFS=,\nset -- $cmd\nIFS=$old\ncmd=$*",
        f"cmd='{APP} --x'\nIFS=",
        f"cmd='{APP} --x'\nIFS=,",
        f"cmd='{APP} --x'\nunset IFS",
        f"cmd='{APP}|--x'\nIFS='|'",
        f"IFS=x\ncmd={APP}x80",
        f'set -- {APP} --x\nIFS=,\ncmd="$*"',
        f"set -- {APP} --x\nIFS=' '\ncmd=\"$*\"\nunset IFS",
        f"cmd='{APP} --x'\nsplit() {{ local IFS=,; echo ok; }}\nsplit",
        f'cmd={APP},--x\nsplit() {{ local IFS=,; set -- $1; cmd="$1"; }}\nsplit $cmd',
        f"IFS=, cmd={APP},--x",
        f"cmd='{APP}\n--x'\nIFS='\n'",
        f"export IFS=,\ncmd={APP},--x",
        f"echo {APP},--x > /tmp/spec\nIFS=, read -r cmd rest < /tmp/spec",
    )
    words = writer.pick("$cmd", "$cmd", "$cmd", '"$cmd"', "${cmd%%,*}", '${cmd} "$@"', "$cmd $rest")
    return f"{made}\n{_run(writer, words)}"


def _made(writer: Writer) -> str:
    """Words that commands say."""
    return _run(
        writer,
        writer.pick(
            f"{APP} --host $(hostname)", f'{APP} "$(echo a b)"', f"{APP} --id=$(date +%s)", f"$(echo {APP})", f"$(echo {APP} --x)", f'"$(command -v {APP})"', f"$(which {APP}) --x",
            f"{APP} $(cat /tmp/none 2>/dev/null)", f"$(printf %s {APP})", f"{APP} `nproc`", f"{APP} <<< hello", f'"${{CMD:-{APP}}}"', f"${{CMD:-{APP} --x}}", f"{APP} ${{DEBUG:+--debug}}",
            f"{APP} $((1 + 1))", f"{APP} --tag \"$(pgrep -P $$ | wc -l)\"", f"{APP} {{a,b}}",
        ),
    ) if writer.chance(0.7) else writer.pick(
        f"main() {{ local x=$(echo {APP}); exec $x; }}\nmain",
        f"main() {{ local x; x=$({APP} --version); exec {APP} \"$x\"; }}\nmain",
        f"main() {{ local x=$(false) y; exec {APP}; }}\nset -e\nmain",
        f"x=$(false) || true\nexec {APP}",
        f"x=$(cat <<< {APP})\nexec \"$x\"",
        f"cat <<< x | {APP}",
        f"x=$(deregister)\nexec {APP} $x",
        f"coproc {APP}\nwait $COPROC_PID",
        f"coproc {{ cat; }}\nexec {APP} <&${{COPROC[0]}}",
        f"setsid {'' if writer.busybox else '-f '}{APP}\nsleep infinity",
        f"setsid {'' if writer.busybox else '-f '}{APP}\nsleep 0.3\nwhile pgrep {APP} >/dev/null; do sleep 0.5; done",
        f"setsid {APP} &\nsleep 0.3\nwhile pidof {APP} >/dev/null; do sleep 0.5; done",
        f"setsid {'' if writer.busybox else '-w '}{APP} &\nwait $!",
        f"setsid sh -c '{APP} & wait' &\nwait",
        f"exec setsid {'' if writer.busybox else '-w '}{APP}",
    )  # fmt: skip


def _decided(writer: Writer) -> str:
    """`exec` where a condition leads."""
    app = writer.pick(APP, f'{APP} "$@"', f"nice {APP}", writer.program())
    other = writer.pick(f"exec {SECOND}", SECOND, "exit 3", "echo no", "exec bash")
    return writer.pick(
        f"if [[ $1 == debug ]]; then\n{other}\nelse\nexec {app}\nfi",
        f"if [[ -x /usr/local/bin/{APP} ]]; then exec {app}; fi\n{other}",
        f"if [[ ${{MODE:-prod}} =~ ^pr ]]; then exec {app}; else {other}; fi",
        f"case ${{MODE:-prod}} in\nprod|live) exec {app} ;;\n*) {other} ;;\nesac",
        f'case "$1" in\n-*) set -- {APP} "$@" ;;\nesac\n[[ $# -eq 0 ]] && set -- {APP}\nexec "$@"',
        f'(( $# )) || set -- {APP} --x\nexec "$@"',
        f"if (( $# > 0 )); then {other}; else exec {app}; fi",
        f"n=0\nuntil [ $n -ge 2 ]; do n=$((n + 1)); done\nexec {app}",
        f"n=3\nwhile (( n-- )); do echo $n; done\nexec {app}",
        f"until {app}; do sleep 0.5; done",
        f"until deregister; do sleep 1; done\nexec {app}",
        f"deregister || exit 1\nexec {app}",
        f"if ! deregister; then {other}; fi\nexec {app}",
        f"deregister && exec {app}\n{other}",
        f"while :; do exec {app}; done",
        f'for x in "$@" last; do case $x in last) exec {app} ;; esac; done',
        f"[[ -n $MODE && -f /etc/mode ]] || exec {app}\n{other}",
        f"command -v {APP} >/dev/null || exit 1\nexec {app}",
        f"if command -v absent >/dev/null; then {other}; else exec {app}; fi",
        f"[ -e /.dockerenv ] && echo docker\nexec {app}",
        f"pgrep {SECOND} >/dev/null || exec {app}\n{other}",
        f"if pidof {SECOND}; then {other}; fi\n{app}",
    )
