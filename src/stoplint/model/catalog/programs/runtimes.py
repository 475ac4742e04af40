"""Language runtimes: what a signal does to a program in that language that sets no handler of its own.

As PID 1 a default action is none (pid_namespaces(7)); elsewhere it ends the process.
"""

from __future__ import annotations

from stoplint.model.catalog.rows import Program, When, on

NODE = (
    "tested: node 20.20.2 (SigCgt lists INT and TERM, the handler re-raises); nodejs/docker-node@f27d936:"
    "docs/BestPractices.md#L62-L70"
)
_CRA = ("react-scripts", "craco", "react-app-rewired")
_SPAWN_SYNC = tuple(f"{name} start" for name in _CRA)
DOTNET = "dotnet/docs@210a5d4:docs/core/compatibility/core-libraries/10.0/sigterm-signal-handler.md"
DOTNET_TOOLS = tuple(
    f"dotnet {verb}"
    for verb in ("build", "publish", "restore", "pack", "clean", "new", "tool", "nuget", "ef", "dev-certs")
)

_DOTNET_ASKS = ("--info", "--version", "--list-runtimes", "--list-sdks")

ROWS: tuple[Program, ...] = (
    Program(
        names=("node", "nodejs"),
        kind="runtime",
        named_with_script=True,
        signals=on(USR1="ignored"),
        source=NODE,
        tool_flags=("-v", "--version", "--check", "-h"),
        language="node",
        with_value=("-C", "--conditions"),
        code_flags=(
            "-e",
            "-p",
            "-r",
            "--require",
            "--import",
            "--loader",
            "--eval",
            "--print",
            "-i",
            "--experimental-loader",
        ),
        preloads=("-r", "--require", "--import", "--loader", "--experimental-loader", "--env-file"),
        note="as PID 1 it ignores SIGTERM and SIGINT unless the script sets a handler; USR1 starts the inspector",
    ),
    # development servers behind a program that starts them by spawnSync, as which node sees to no signal
    Program(
        names=_SPAWN_SYNC,
        kind="server",
        signals=on(USR1="ignored"),
        source="facebook/create-react-app packages/react-scripts/bin/react-scripts.js, dilanx/craco@56840ce:packages/craco/src/bin/"
        "craco.ts, timarney/react-app-rewired@bfe2390:bin/index.js (spawn.sync); tested: node 20.20.2 in spawnSync (TERM: nothing as PID 1, else its end)",
        instead="run it behind an init (docker run --init, init: true in Compose, or tini)",
        transient=True,
    ),
    Program(
        names=tuple(f"{name} {verb}" for name in _CRA for verb in ("build", "eject")),
        kind="tool",
        signals=(),
        source="https://create-react-app.dev/docs/available-scripts",
    ),
    Program(
        names=("deno",),
        kind="runtime",
        named_with_script=True,
        signals=on(TERM="abort", INT="abort", HUP="abort", QUIT="ignored", USR1="ignored"),
        source="tested: deno 2.9.6 (as PID 1 it ends by SIGSEGV)",
    ),
    Program(names=("bun",), kind="runtime", signals=(), source="tested: bun 1.4.5", named_with_script=True),
    Program(
        names=("python", "python2*", "python3*", "pypy", "pypy3*"),
        kind="runtime",
        named_with_script=True,
        signals=on(INT="fast"),
        source="tested: python 3.11.7 (INT is KeyboardInterrupt, exit 130; asyncio.run adds INT only: "
        "asyncio/runners.py#L103-L107)",
        tool_flags=("-V", "--version", "-VV", "-h"),
        language="python",
        with_value=("-W", "-X", "--check-hash-based-pycs"),
        code_flags=("-c", "-i"),
        module_flags=("-m",),
    ),
    Program(
        names=("ruby", "jruby"),
        kind="runtime",
        named_with_script=True,
        signals=on(TERM="clean", INT="clean", HUP="clean", QUIT="clean", USR1="clean", USR2="clean"),
        source="tested: ruby 3.1.2 (SignalException: ensure and at_exit run, exit 1)",
        code_flags=("-e",),
        preloads=("-r", "-I", "-C"),
        tool_flags=("-v", "--version"),
    ),
    Program(
        names=("php", "php5*", "php7*", "php8*", "php-cli"),
        kind="runtime",
        named_with_script=True,
        signals=(),
        source="tested: php 8.2.32, a script that loops (Zend defers its handlers: SigCgt misleads)",
        code_flags=("-r", "-S"),
        preloads=("-d", "-c", "-z"),
        tool_flags=("-v", "--version", "-i", "-m", "-l", "--ini"),
    ),
    Program(
        names=("perl", "perl5*"),
        kind="runtime",
        named_with_script=True,
        signals=(),
        source="tested: perl 5.36; docker-library/docs@c4a9ba4:perl/content.md#L45-L65",
        code_flags=("-e", "-E"),
        tool_flags=("-v", "-V", "-c"),
    ),
    Program(
        # without a program it reads commands, and ends where there is nothing to read
        names=("irb",),
        kind="runtime",
        signals=on(TERM="clean", INT="ignored", HUP="clean", QUIT="clean"),
        source="tested: irb of ruby 3.1 (no input: ends; on a terminal); ruby/irb@1b209914:lib/irb/init.rb#L88 (IGNORE_EOF is false)",
        tool_flags=("-v", "--version", "-h", "--help"),
    ),
    Program(
        # likewise
        names=("ghci",),
        kind="runtime",
        signals=on(TERM="clean", INT="ignored", HUP="clean", QUIT="ignored"),
        source="tested: ghci 9.0.2 (no input: ends; on a terminal)",
        tool_flags=("-e", "--version", "-V", "--help"),
    ),
    Program(
        names=("erl", "elixir", "iex", "mix phx.server", "mix run", "beam.smp"),
        kind="runtime",
        signals=on(TERM="clean", INT="fast", QUIT="fast", USR1="abort", HUP="ignored"),
        source="tested: OTP 25 -noshell (TERM: init:stop, applications stopped)",
    ),
    Program(names=DOTNET_TOOLS, kind="tool", signals=(), source="https://learn.microsoft.com/dotnet/core/tools/"),
    Program(
        names=("dotnet",),
        kind="runtime",
        when=When(
            where=(
                "image:*/dotnet/*:[1-9]",
                "image:*/dotnet/*:[1-9][.-]*",
                "image:*/dotnet/core/*",
                "image:microsoft/dotnet:*",
                "image:microsoft/aspnetcore*",
            )
        ),
        signals=on(TERM="clean", INT="clean", QUIT="clean"),
        source=f"{DOTNET} (previous behaviour, before .NET 10)",
        tool_flags=_DOTNET_ASKS,
    ),
    Program(
        names=("dotnet",),
        kind="runtime",
        when=When(version=">=10"),
        signals=(),
        source=f"{DOTNET} (new behaviour); generic host: https://learn.microsoft.com/dotnet/core/extensions/generic-host "
        "(ConsoleLifetime handles TERM, INT and QUIT)",
        tool_flags=_DOTNET_ASKS,
        note="from .NET 10 a program without the generic host (ASP.NET Core has it) gets no handler for SIGTERM",
    ),
    Program(
        names=("dotnet",),
        kind="runtime",
        when=When(version="<10"),
        signals=on(TERM="clean", INT="clean", QUIT="clean"),
        source=f"{DOTNET} (previous behaviour)",
        tool_flags=_DOTNET_ASKS,
    ),
)
