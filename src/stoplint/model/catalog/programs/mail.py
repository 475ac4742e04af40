"""Mail servers: what they do with signals."""

from __future__ import annotations

from stoplint.model.catalog.rows import Program, When, on

ROWS: tuple[Program, ...] = (
    Program(
        names=("postfix start",),
        kind="server",
        signals=on(TERM="fast", HUP="reload"),
        with_value=("-c",),
        source="postfix(1) 3.7.11; master(8postfix) 3.7.11, Signals",
        daemonizes=True,
        stays_by="start-fg (3.3 and newer)",
        note="postfix start-fg stays in the foreground (3.3 and newer)",
    ),
    Program(
        names=("postfix start-fg",),
        kind="server",
        signals=on(TERM="fast", HUP="reload"),
        with_value=("-c",),
        source="postfix(1) 3.7.11, start-fg; master(8postfix) 3.7.11, Signals",
    ),
    Program(
        names=("postfix",),
        kind="tool",
        signals=(),
        with_value=("-c",),
        source="postfix(1) 3.7.11: check, stop, reload, …",
    ),
    Program(
        names=("master",),
        kind="server",
        when=When(flags=("-d", "-c", "-i", "-s")),
        signals=on(TERM="fast", HUP="reload"),
        source="master(8postfix) 3.7.11, Signals",
        daemon_flags=("-w",),
    ),
    Program(
        names=("dovecot",),
        kind="server",
        signals=on(TERM="clean", INT="clean", HUP="reload", USR1="reopen"),
        source="dovecot(1); tested: 2.3.19",
        daemonizes=True,
        foreground=("-F",),
        tool_flags=("stop", "reload", "--version", "-n", "-a", "--build-options"),
    ),
    Program(
        names=("exim", "exim4"),
        kind="server",
        when=When(flags=("-bd", "-bdf", "-q*")),
        signals=on(TERM="clean", INT="clean", HUP="reload"),
        source="exim(8) (-bd, HUP); tested: 4.96",
        daemonizes=True,
        # whoever debugs is not left: exim(8), -d; -v is a part of it
        foreground=("-bdf", "-d*", "-v"),
    ),
)
