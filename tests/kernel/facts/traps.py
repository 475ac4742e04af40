"""Traps, `wait`, and how signals are spelt."""

from __future__ import annotations

from kernel.rows import ALL, Row


def script(text: str, expected: object, **more: object) -> Row:
    return Row(text, expected, form="file", **more)  # type: ignore[arg-type]


TRAP = [
    # A foreground program holds the trap back until it ends
    script("trap 'echo got' TERM\napp", "lost"),
    script("trap 'kill $pid; wait $pid' TERM\napp & pid=$!\nsleep 30", "lost"),
    script("trap 'kill $pid; wait $pid; exit' TERM\napp & pid=$!\nwhile sleep 1; do :; done", "graceful"),
    script("trap 'kill $pid; wait $pid; exit' TERM\napp & pid=$!\nmkfifo /tmp/p; read line <> /tmp/p", "graceful"),
    script("trap 'kill $pid; wait $pid; exit' TERM\napp & pid=$!\nwhile :; do sleep 1 & wait $!; done", "graceful"),
    # `wait` returns when the trap has run
    script("trap 'kill -TERM $pid' TERM\napp & pid=$!\nwait $pid", "killed"),
    script("trap 'kill -TERM $pid' TERM\napp & pid=$!\nwait $pid\nwait $pid", "graceful"),
    script("trap 'kill -TERM $pid' TERM\napp & pid=$!\nwait $pid\ntrap - TERM\nwait $pid", "graceful"),
    script("trap 'kill -TERM $pid; wait $pid' TERM\napp & pid=$!\nwait $pid", "graceful"),
    script("trap 'kill -TERM $pid; wait' TERM\napp & pid=$!\nwait", "graceful"),
    script("trap 'kill -TERM $pid' TERM\napp & pid=$!\nwait $pid\nwhile kill -0 $pid; do sleep 0.1; done", "graceful"),
    script("stop() { kill -TERM $pid; wait $pid; exit 0; }\ntrap stop TERM INT\napp & pid=$!\nwait", "graceful"),
    script("trap 'kill -TERM $!; wait $!' TERM\napp &\nwait $!", "graceful"),
    script("trap 'kill -QUIT $pid; wait $pid' TERM\napp & pid=$!\nwait", "graceful"),
    script("trap 'kill -9 $pid; wait $pid' TERM\napp & pid=$!\nwait", "killed"),
    script("trap 'exit 0' TERM\napp &\nwait", "killed"),
    script("trap exit TERM\ntrap 'kill 0' EXIT\napp &\nwait", "killed"),
    script("trap 'trap - TERM; kill 0' TERM EXIT\napp &\nwait", "killed"),
    script("trap '' TERM\napp &\nwait", "lost"),
    script("trap '' TERM\nexec app", "graceful"),
    script("trap '' TERM\nexec app", "ignored", stubs={"app": "keeps-ignored"}, model=dict.fromkeys(ALL, "graceful")),
    script("trap '' TERM\nexec app", "ignored", stubs={"app": "nohandler"}),
    script("trap : TERM INT\nsleep infinity &\nwait", "graceful"),
    script("trap 'kill $pid; wait $pid' INT\napp & pid=$!\nwait", "lost"),
    script(
        "trap 'kill -INT $pid; wait $pid' INT\napp & pid=$!\nwait",
        "ignored",
        signal="INT",
        stubs={"app": "keeps-ignored"},
        model=dict.fromkeys(ALL, "graceful"),
    ),
    script("trap 'kill -INT $pid; wait $pid' INT\napp & pid=$!\nwait", "graceful", signal="INT"),
    # After it has finished, something else keeps PID 1
    script("trap 'kill -TERM $pid' TERM\napp & pid=$!\nwait $pid\nwait $pid\ntail -f /dev/null", "hangs"),
    script("trap 'kill -TERM $pid' TERM\napp & pid=$!\nwhile :; do sleep 0.2; done", "hangs"),
    # The trap is expanded where it is set
    script('trap "kill -TERM $pid; wait $pid" TERM\napp & pid=$!\nwait $pid', "lost"),
    script('app & pid=$!\ntrap "kill -TERM $pid; wait $pid" TERM\nwait $pid', "graceful"),
    script('trap "kill $!" TERM\napp & pid=$!\nwait $pid', "killed"),
    # PID 1 signals itself again and again, until its stack is used up
    # until the shell crashes; on a busy machine that takes longer than most shutdowns
    script("trap 'kill 0; wait' TERM\napp &\nwait", "killed", stubs={"app": "slow"}),
    script("trap 'kill $$; wait' TERM\napp &\nwait", "killed", stubs={"app": "slow"}),
    script("trap 'trap - TERM; kill 0; wait' TERM\napp &\nwait", "graceful"),
    script("trap 'trap \"\" TERM; kill 0; wait' TERM\napp &\nwait", "graceful"),
    script("trap 'kill $(jobs -p); wait' TERM\napp &\nwait", {"dash": "lost", "ash": "graceful", "bash": "graceful"}),
    script("trap 'kill %1; wait' TERM\napp &\nwait", {"dash": "lost", "ash": "graceful", "bash": "graceful"}),
    script(
        "set -m\ntrap 'kill -- -$pid; wait $pid' TERM\napp & pid=$!\nwait $pid",
        {"dash": "lost", "ash": "lost", "bash": "graceful"},
    ),
    # In PID 1 `$$` is 1, and kill(-1) is every process but the one that calls it
    script("trap 'kill -- -$$; wait' TERM\napp &\nwait", "graceful"),
    script("trap 'kill -TERM -- -$$; wait' TERM\napp &\nwait", {"dash": "lost", "ash": "graceful", "bash": "graceful"}),
    script("trap 'kill -TERM -$$; wait' TERM\napp &\nwait", "graceful"),
    script("trap 'kill -s TERM -- -$$; wait' TERM\napp &\nwait", "graceful"),
    script("trap 'kill -- -1; wait' TERM\napp &\nwait", "graceful"),
    script("trap 'pkill app; wait' TERM\napp &\nwait", {"dash": "graceful", "bash": "graceful"}, tools=("pkill",)),
    # A trap is not a subshell's
    script("(trap 'true' TERM; app)", "lost"),
    script("trap 'kill $pid; wait $pid' TERM\n(exec app) & pid=$!\nwait $pid", "graceful"),
    script("app | tee /tmp/log & pid=$!\ntrap 'kill $pid; wait $pid' TERM\nwait $pid", "lost"),
    script("trap 'kill $pid; wait $pid' TERM\napp > /tmp/log & pid=$!\ntail -F /tmp/log & wait $pid", "graceful"),
    script(
        "one & two & trap 'kill $(jobs -p); wait' TERM\nwait",
        {"ash": "graceful", "bash": "graceful"},
        stubs={"one": "app", "two": "app"},
    ),
    script("one & a=$!\ntwo &\ntrap 'kill $a; wait $a' TERM\nwait $a", "partial", stubs={"one": "app", "two": "app"}),
]

WAIT = [
    script("set -e\ntrap 'kill $pid' TERM\napp & pid=$!\nwait $pid\nwait $pid", "killed"),
    script("set -e\ntrap 'kill $pid' TERM\napp & pid=$!\nwait $pid || true\nwait $pid", "graceful"),
    script("app & pid=$!\ndisown\ntrap 'kill $pid; wait $pid' TERM\nwait $pid", {"bash": "exits-early"}),
    script(
        "trap 'kill $(jobs -p); wait' TERM\napp &\nwait -n",
        {"dash": "exits-early", "bash": "graceful", "ash": "graceful"},
    ),
    script("wait $(app & echo $!)", "lost"),
    script(
        "trap 'kill $pid; wait $pid' TERM\napp & pid=$!\nfg",
        {"dash": "exits-early", "ash": "exits-early", "bash": "exits-early"},
    ),
]

SPELLING = [
    script(
        "trap 'kill $pid; wait $pid' SIGTERM\napp & pid=$!\nwait $pid",
        {"dash": "lost", "bash": "graceful", "ash": "graceful", "sh": "graceful"},
    ),
    script(
        "trap 'kill -SIGTERM $pid; wait $pid' TERM\napp & pid=$!\nwait $pid",
        {"dash": "lost", "bash": "graceful", "ash": "graceful", "sh": "lost"},
    ),
    script(
        "trap 'kill -s SIGTERM $pid; wait $pid' TERM\napp & pid=$!\nwait $pid",
        {"dash": "lost", "bash": "graceful", "ash": "graceful", "sh": "lost"},
    ),
    script("trap 'kill -s TERM $pid; wait $pid' TERM\napp & pid=$!\nwait $pid", "graceful"),
    script("trap 'kill -15 $pid; wait $pid' 15\napp & pid=$!\nwait $pid", "graceful"),
    script("trap 'kill -term $pid; wait $pid' term\napp & pid=$!\nwait $pid", "graceful"),
    script("trap 'kill $pid; wait $pid' TREM\napp & pid=$!\nwait $pid", "lost"),
    script(
        "trap 'kill $pid; wait $pid' TERM SIGINT\napp & pid=$!\nwait $pid",
        {"dash": "graceful", "bash": "graceful", "ash": "graceful"},
    ),
    script(
        "trap 'kill $pid; wait $pid' SIGINT TERM\napp & pid=$!\nwait $pid",
        {"dash": "lost", "bash": "graceful", "ash": "graceful"},
    ),
    script("trap TERM\napp & pid=$!\nwait $pid", "lost"),
]
