"""What every part of a generated script is drawn with: choices, the application, and what comes before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

APP, SECOND = "server", "worker"


class Writer:
    """What a script is written with.

    `extra` are further files, `bash`: its shell is meant to be bash, `busybox`: the tools are BusyBox's.
    """

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.extra: list[tuple[str, str]] = []
        self.names = 0
        self.bash = self.busybox = False

    def bring(self, name: str, text: str) -> None:
        """One more file of the context, unless it is there."""
        if name not in dict(self.extra):
            self.extra.append((name, text))

    def pick(self, *options: str) -> str:
        return self.rng.choice(options)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # ------------------------------------------------------------ commands
    def app(self, name: str = APP) -> str:
        """The application, plainly or behind a wrapper that is gone after exec or stays."""
        plain = self.pick(name, f"/usr/local/bin/{name}", f"{name} --port 80", f'{name} "$@"', f"{name} $OPTS")
        wrapped = self.pick(
            plain, plain, plain, plain, plain, plain, f"A=1 {plain}", f"env A=1 {plain}", f"nice -n 5 {plain}", f"nohup {plain}",
            f"gosu root {plain}", f"setpriv --no-new-privs {plain}", f"timeout 1000 {plain}", f"sudo -u root {plain}",
            f"su root -c '{name}'", f"su root -c 'exec {name}'", f"sh -c '{name}'", f"sh -c 'exec {name}'", f"bash -c '{name}'",
            f"bash -c 'true; {name}'", f"sh -c '{name}; true'", f"command {plain}", f"tini -- {plain}", f"dumb-init {plain}",
            f"sh -c '{name} --x 2>&1'", f"env -i /usr/local/bin/{name}", f"stdbuf -oL {plain}", f"xargs {name}", *self.sessions(plain),
        )  # fmt: skip
        return wrapped + self.pick("", "", "", "", " >/tmp/log", " 2>&1", " </dev/null", " >>/tmp/log 2>&1")

    def sessions(self, command: str) -> tuple[str, ...]:
        """In a session of its own; BusyBox's setsid has no options."""
        options = ("",) if self.busybox and self.chance(0.9) else ("", "-w ", "-f ")
        return tuple(f"setsid {option}{command}" for option in options)

    def program(self) -> str:
        """The application in a form that `exec` takes."""
        while True:
            found = self.app()
            if not found.startswith(("A=1", "command")):
                return found

    def setup(self) -> str:
        """Something that happens before the launch and ends."""
        return self.pick(
            "echo starting", "mkdir -p /tmp/run", "export MODE=production", "cd /tmp", "set -e", "set -x", "X=$(date)", "X=1",
            ': "${NAME:=web}"', '[ -n "$DEBUG" ] && echo debug', "if [ -z \"$MODE\" ]; then MODE=dev; fi", "umask 022",
            "true", "sleep 0.1", "chmod 755 /tmp", "echo hi | cat", "printf '%s\\n' ok", "for i in 1 2; do echo $i; done",
            "case \"$MODE\" in prod) X=2 ;; *) X=3 ;; esac", "X=`echo y`", "set -u", "exec 2>&1",
            "log() { echo \"$@\"; }", "readonly Z=1", "until true; do sleep 1; done", "(echo sub)", "{ echo group; }", "set +e",
        )  # fmt: skip
