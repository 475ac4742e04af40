"""Ruby's servers and workers: what they do with signals."""

from __future__ import annotations

from stoplint.model.catalog.rows import Program, When, on

PUMA = (
    "puma/puma@ff2e2126:docs/signals.md, lib/puma/configuration.rb#L146,#L168, lib/puma/dsl.rb#L425-L439,#L1159-L1165"
)

ROWS: tuple[Program, ...] = (
    Program(
        names=("puma", "pumactl start"),
        kind="server",
        signals=on(TERM="graceful", INT="graceful", HUP="reopen", USR1="reload", USR2="reload", QUIT="fast"),
        source=f"{PUMA}; tested: puma 5.6.5, single and cluster",
        daemon_flags=("-d", "--daemon"),
        tool_flags=("-V", "--version"),
        note="HUP stops it like INT unless stdout_redirect is set; exit code 1 as PID 1",
    ),
    Program(
        names=("rails server", "rails s"),
        kind="server",
        signals=on(TERM="graceful", INT="graceful", HUP="reopen", USR1="reload", USR2="reload", QUIT="fast"),
        source=f"{PUMA} (Rails' default server since 5.0: rails/rails railties/lib/rails/generators/app_base.rb)",
        daemon_flags=("-d", "--daemon"),
        note="taken to be Puma, Rails' default; another server in the Gemfile does otherwise",
    ),
    Program(
        names=("rackup",),
        kind="server",
        when=When(flags=("-s puma", "--server puma")),
        signals=on(TERM="graceful", INT="graceful", QUIT="fast"),
        source=PUMA,
        daemon_flags=("-D", "--daemonize"),
    ),
    Program(
        names=("unicorn", "unicorn_rails"),
        kind="server",
        signals=on(
            TERM="fast",
            INT="fast",
            QUIT="graceful",
            HUP="reload",
            USR1="reopen",
            USR2="reload",
            WINCH="workers-only",
            TTIN="ignored",
            TTOU="ignored",
        ),
        source="unicorn(1), Debian unicorn 6.0.0, SIGNALS; tested: 6.0.0",
        daemon_flags=("-D", "--daemonize"),
        wants="SIGQUIT",
    ),
    Program(
        names=("thin",),
        kind="server",
        signals=on(TERM="graceful", INT="graceful", QUIT="graceful", HUP="reload", USR1="reopen"),
        source="tested: thin 1.8.1",
        daemon_flags=("-d", "--daemonize"),
    ),
    Program(
        names=("sidekiq", "sidekiqswarm"),
        kind="server",
        signals=on(TERM="graceful", INT="graceful", TSTP="workers-only", TTIN="ignored", USR2="reload"),
        source="ruby-sidekiq 6.4.1 lib/sidekiq/cli.rb#L45-L47,#L171-L181, lib/sidekiq.rb#L26",
        daemon_flags=("-d", "--daemon"),
        grace=25,
        grace_from=("-t", "--timeout"),
        note="jobs get `timeout` (25 s) to finish, more than Docker's 10 s; then they are pushed back",
    ),
)
