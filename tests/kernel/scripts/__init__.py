"""Start scripts at random: composed from the constructs that the model knows, with a Dockerfile around.

`context(rng)` draws everything from a `random.Random`, so that a seed or hypothesis can stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kernel.scripts.launches import block
from kernel.scripts.writer import APP, Writer

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True)
class Generated:
    """A build context, what /bin/sh is in it, and a name for messages."""

    files: tuple[tuple[str, str], ...]
    sh: str
    seed: int = 0

    def describe(self) -> str:
        return "\n".join(f"--- {name} (sh is {self.sh})\n{text}" for name, text in self.files)


def context(rng: Random, seed: int = 0) -> Generated:
    """One build context."""
    writer = Writer(rng)
    sh = rng.choice(["dash", "dash", "ash", "bash"])
    writer.busybox = sh == "ash"
    form = rng.random()
    init = rng.choice(["", "", "", "", "", '"tini", "--", ', '"tini", "-g", "--", ', '"dumb-init", '])
    stop = rng.choice(["", "", "", "", "", "STOPSIGNAL SIGINT\n", "STOPSIGNAL SIGQUIT\n", "STOPSIGNAL SIGUSR1\n"])
    if form < 0.68:
        head = rng.choice(
            [
                "#!/bin/sh\n",
                "#!/bin/sh\n",
                "#!/bin/bash\n",
                "#!/usr/bin/env bash\n",
                "#!/bin/sh -e\n",
                "#!/bin/bash -e\n",
            ]
        )
        writer.bash = "bash" in head or (sh == "bash" and writer.chance(0.7))
        text = head + block(writer, 1)
        launch = rng.choice([f'ENTRYPOINT [{init}"/app/start.sh"]\n', f'ENTRYPOINT [{init}"/app/start.sh"]\n', f'ENTRYPOINT [{init}"sh", "/app/start.sh"]\n',
                             f'CMD [{init}"/app/start.sh"]\n', "CMD /app/start.sh\n", "CMD exec /app/start.sh\n", f'CMD [{init}"bash", "/app/start.sh"]\n'])  # fmt: skip
        files = [("start.sh", text)]
    elif form < 0.8:
        files = [("start.sh", rng.choice(["#!/bin/sh\n", "#!/bin/bash\n"]) + "\n".join(writer.setup() for _ in range(rng.choice([0, 1, 2]))) + "\n" + rng.choice(
            ['exec "$@"\n', 'exec "$@"\n', "exec $@\n", '"$@"\n', '"$@" &\nwait\n', 'if [ "$1" = server ]; then exec "$@"; fi\n"$@"\n', 'set -- gosu root "$@"\nexec "$@"\n',
             'exec env A=1 "$@"\n', 'trap "kill \\$pid" TERM\n"$@" &\npid=$!\nwait $pid\nwait $pid\n', 'case "$1" in server) exec "$@" ;; esac\nexec sh -c "$*"\n',
             'exec su root -c "$*"\n', 'if [ $# -eq 0 ]; then exec sleep infinity; fi\nexec "$@"\n']))]  # fmt: skip
        cmd = rng.choice(
            [
                'CMD ["server"]\n',
                'CMD ["server", "--x"]\n',
                "CMD server\n",
                "CMD exec server\n",
                "CMD server --x > /tmp/log\n",
                "CMD cd /tmp && server\n",
                'CMD ["sh", "-c", "server"]\n',
                "CMD true; exec server\n",
            ]
        )
        launch = f'ENTRYPOINT [{init}"/app/start.sh"]\n{cmd}'
    else:
        text = rng.choice([writer.app(), writer.app(), f"exec {APP}", f"{writer.setup()}; {APP}", f"cd /tmp && {APP}", f"cd /tmp && exec {APP}", f"{APP} & wait", f"{APP}; echo done", f"( {APP} )", f"{APP} || true", f"{{ {APP}; }}", f"{APP} | cat",
                           f"trap 'kill $pid; wait $pid' TERM; {APP} & pid=$!; wait $pid", f"if true; then {APP}; fi", f"{APP} && true", f"true; {APP}", f"set -e; {APP} 2>&1", f"echo a & {APP}"])  # fmt: skip
        if "\n" in text or '"' in text or "\\" in text:
            text = APP
        launch = rng.choice(
            [
                f"CMD {text}\n",
                f"ENTRYPOINT {text}\n",
                f'CMD [{init}"sh", "-c", "{text}"]\n',
                f'ENTRYPOINT [{init}"bash", "-c", "{text}"]\n',
                f'SHELL ["/bin/bash", "-c"]\nCMD {text}\n',
                f'CMD [{init}"/bin/sh", "-ec", "{text}"]\n',
            ]
        )
        files = []
    files += writer.extra
    dockerfile = f"FROM scratch\nWORKDIR /app\nCOPY . /app/\n{stop}{launch}"
    return Generated((("Dockerfile", dockerfile), *files), sh, seed)
