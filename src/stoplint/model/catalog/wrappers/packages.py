"""Package managers and development tools as wrappers: npm, yarn, pnpm, uv, dotnet and their like.

"tested" in a source: the wrapper as PID 1 of a PID namespace, its child a probe that logs signals.
"""
# ruff: noqa: S604 (`shell` is a column of the table: nothing is run here)

from __future__ import annotations

from stoplint.model.catalog.rows import When, Wrapper

NPM = (
    "--prefix",
    "-w",
    "--workspace",
    "--loglevel",
    "--userconfig",
    "--cache",
    "-p",
    "--package",
    "-c",
    "--call",
    "-C",
)
NPM_SOURCE = "tested: npm 6, 8.19.4, 10.9.9, 11.19.1 on dash; @npmcli/run-script lib/signal-manager.js"
NPM_NOTE = "signals only its `sh -c`: with dash that dies at once, the application gets nothing and is killed with npm"
PNPM = ("-C", "--dir", "--filter", "--filter-prod", "-F", "--loglevel", "--reporter", "--workspace-concurrency")
# Options that name a package: manual page npm-run, under Workspaces; pnpm.io/filtering
NPM_PACKAGES = ("-w", "--workspace")
PNPM_PACKAGES = ("--filter", "--filter-prod", "-F")
# `--parallel` means `--recursive`: pnpm/pnpm, plugin-commands-script-runners/src/run.ts, shorthands
PNPM_SEVERAL = ("-r", "--recursive", "--parallel")
YARN = ("--cwd", "--mutex", "--cache-folder", "--use-yarnrc")
UV = (
    "--python", "-p", "--with", "--with-requirements", "--with-editable", "--extra", "--group", "--only-group",
    "--no-group", "--env-file", "--project", "--directory", "--package", "--index-url", "-i", "--extra-index-url",
    "--cache-dir", "--config-file", "--color", "--index", "--default-index", "-f", "--find-links",
)  # fmt: skip
NODEMON = (
    "-w", "--watch", "-e", "--ext", "-x", "--exec", "-i", "--ignore", "-d", "--delay", "-s", "--signal", "--config",
    "--cwd", "-r", "--require",
)  # fmt: skip
PM2 = (
    "-i", "--instances", "-n", "--name", "--env", "--cwd", "--max-memory-restart", "--interpreter", "--node-args",
    "--exp", "--only", "-o", "-e", "--output", "--error", "--secret", "--public", "--machine-name", "--delay",
)  # fmt: skip
CONCURRENTLY = (
    "-n", "--names", "-c", "--prefix-colors", "-p", "--prefix", "-l", "--prefix-length", "-s", "--success", "-m",
    "--max-processes", "--restart-tries", "--restart-after", "--hide", "-t", "--timestamp-format",
)  # fmt: skip
NODE = ("-r", "--require", "--import", "--loader", "--watch-path", "-C", "--conditions")

# Who runs `prestart` before `start`: npm scripts(7), "Pre & Post Scripts"; tested: npm, Yarn 1.22.22, bun, and of pnpm 9.15.9, 10.20.0
# and 12.21.0, which 6.35.1 to 8.15.9 do where .npmrc says so (pnpm.io/8.x/cli/run). Yarn 2 and newer don't
# (yarnpkg.com/advanced/lifecycle-scripts), nor does deno for tasks of deno.json (denoland/deno#19178).
ALWAYS = "*"

ROWS: tuple[Wrapper, ...] = (
    Wrapper(
        ("npm",),
        "forward",
        NPM_SOURCE,
        forwards=("TERM", "INT"),
        shape="npm",
        # docs.npmjs.com/cli/v10/configuring-npm/package-json, "DEFAULT VALUES"
        start_file="server.js",
        with_value=NPM,
        packages=NPM_PACKAGES,
        several=("-ws", "--workspaces"),
        note=NPM_NOTE,
        package_runner=True,
        pre_scripts=ALWAYS,
    ),
    Wrapper(
        ("npx",),
        "forward",
        NPM_SOURCE,
        forwards=("TERM", "INT"),
        shape="npx",
        with_value=NPM,
        packages=NPM_PACKAGES,
        several=("-ws", "--workspaces"),
        stays_in_folder=True,
        note=NPM_NOTE,
        package_runner=True,
    ),
    Wrapper(
        ("yarn", "yarnpkg"),
        "forward-kill",
        "tested: yarn 1.22.22",
        forwards=("TERM", "INT"),
        kill_after=0.0,
        shape="yarn",
        start_file="server.js",  # yarnpkg/yarn@v1.22.22:src/util/normalize-manifest/fix.js (scripts.start)
        with_value=YARN,
        when=When(version="<2"),
        note="Yarn 1 does not wait: it is gone at once, and the application is killed with it, even behind exec",
        package_runner=True,
        pre_scripts=ALWAYS,
        corepack="yarn",
        version_file=(".yarnrc.yml", "2"),
    ),
    Wrapper(
        ("yarn", "yarnpkg"),
        "forward",
        "tested: yarn 4.18.1",
        forwards=("TERM", "INT"),
        shape="yarn",
        with_value=YARN,
        when=When(version=">=2"),
        shell="none",
        note="Yarn 2 and newer read scripts with a shell of their own: no `sh`, and no `exec` in a script",
        package_runner=True,
        corepack="yarn",
        version_file=(".yarnrc.yml", "2"),
    ),
    Wrapper(
        ("pnpm",),
        "forward",
        "tested: pnpm 12.21.0 on dash, as PID 1 and as a child: it leaves when what the script started has ended; "
        "its bin/pnpm.mjs, which Corepack loads (spawnSync): neither TERM nor INT reaches anybody",
        forwards=("TERM", "INT", "HUP"),
        to="group",
        other_group=True,
        waits_for_group=True,
        shape="yarn",
        start_file="server.js",  # pnpm.io/cli/start
        with_value=PNPM,
        packages=PNPM_PACKAGES,
        several=PNPM_SEVERAL,
        when=When(version=">=12"),
        package_runner=True,
        corepack="pnpm",
        corepack_spawns=True,
        pre_scripts=ALWAYS,
    ),
    Wrapper(
        ("pnpx",),
        "forward",
        "tested: pnpm 12.21.0 (pnpm exec); bin/pnpx.mjs loads bin/pnpm.mjs",
        forwards=("TERM", "INT", "HUP"),
        to="group",
        when=When(version=">=12"),
        package_runner=True,
        corepack="pnpm",
        corepack_spawns=True,
    ),
    Wrapper(
        ("pnpm exec", "pnpm dlx", "pnpx"),
        "forward-kill",
        "tested: pnpm 10.20.0 exec as PID 1 and as a child; execa asks signal-exit for the end of its parent; dlx was not run: "
        "pnpm 10.20.0 dist/pnpm.cjs, plugin-commands-script-runners/lib/dlx.js, calls execa alike; bin/pnpx.cjs (dlx)",
        forwards=("TERM", "INT", "HUP"),
        sends="TERM",
        kill_after=0.0,
        raises=True,
        with_value=PNPM,
        packages=PNPM_PACKAGES,
        several=PNPM_SEVERAL,
        when=When(version="<12"),
        note="sends SIGTERM, whatever it gets, and dies of the signal by itself, which PID 1 can't: that waits for the command",
        package_runner=True,
        corepack="pnpm",
    ),
    *(
        Wrapper(
            ("pnpm",),
            "forward",
            "tested: pnpm 8.15.9, 10.20.0, 10.34.9; @pnpm/npm-lifecycle, procKill: handlers of TERM and INT alone",
            forwards=("TERM", "INT"),
            shape="yarn",
            with_value=PNPM,
            packages=PNPM_PACKAGES,
            several=PNPM_SEVERAL,
            when=When(version=version),
            note="signals only its `sh -c`, and waits for that: with dash it dies at once, and pnpm leaves with it; busybox ash "
            "and bash become the command, which pnpm waits for",
            package_runner=True,
            corepack="pnpm",
            pre_scripts=pre_scripts,
        )
        for version, pre_scripts in (("<9", "enable-pre-post-scripts"), ("<12", ALWAYS))
    ),
    Wrapper(
        ("bunx", "bun x"),
        "forward",
        "tested: bun 1.4.5",
        forwards=("TERM", "INT", "QUIT", "HUP", "USR2"),
        package_runner=True,
    ),
    Wrapper(
        ("bun run",),
        "forward",
        "tested: bun 1.4.5 (its own shell, no sh)",
        forwards=("TERM", "INT", "QUIT", "HUP", "USR2"),
        shape="bun",
        shell="none",
        with_value=("--cwd", "-c", "--config", "-r", "--preload", "--filter", "-F"),
        packages=("--filter", "-F"),
        several=("--workspaces",),
        package_runner=True,
        pre_scripts=ALWAYS,
    ),
    Wrapper(
        ("deno task",),
        "forward",
        "tested: deno 2.9.6",
        forwards=("*",),
        shape="bun",
        shell="none",
        with_value=("-c", "--config", "--cwd"),
        package_runner=True,
        manifests=(("deno.json", "tasks"), ("deno.jsonc", "tasks")),
    ),
    Wrapper(
        ("node",),
        "forward",
        "tested: node 20.20.2 --watch",
        forwards=("TERM", "INT"),
        shape="watched",
        prepend=("node",),
        with_value=NODE,
    ),
    Wrapper(
        ("tsx",),
        "forward",
        "tested: tsx of November 2026, also tsx watch",
        forwards=("TERM", "INT"),
        shape="watched",
        prepend=("node",),
        with_value=("--tsconfig", "--env-file", "-r", "--import"),
    ),
    Wrapper(
        ("cross-env",), "forward", "tested: cross-env 7 and 10.1.0", forwards=("TERM", "INT", "HUP"), assignments=True
    ),
    Wrapper(
        ("cross-env-shell",),
        "forward",
        "tested: cross-env 10.1.0 (through sh -c: with dash the application gets nothing)",
        forwards=("TERM", "INT", "HUP"),
        assignments=True,
        joined=True,
    ),
    Wrapper(
        ("env-cmd",),
        "forward",
        "tested: env-cmd 11.0.0",
        forwards=("TERM", "INT", "HUP"),
        with_value=("-f", "--file", "-e", "--environments", "-r", "--rc-file"),
    ),
    Wrapper(
        ("dotenv",),
        "forward",
        "tested: dotenv-cli 11.0.0 (of npm)",
        forwards=("TERM", "INT", "HUP", "USR1", "USR2", "WINCH"),
        with_value=("-e", "-c", "-v", "-p"),
    ),
    Wrapper(
        ("dotenvx run",),
        "forward",
        "tested: dotenvx 2.38.2 (the stop took 1.4 s)",
        forwards=("TERM", "INT", "HUP", "QUIT"),
        with_value=("-f", "--env-file", "-e", "--env", "--convention", "--log-level", "-fk", "-fv"),
    ),
    Wrapper(
        ("concurrently",),
        "forward",
        "tested: concurrently 9.2.5; dist/src/flow-control/kill-on-signal.js#L5",
        shape="texts",
        forwards=("TERM", "INT", "HUP"),
        to="all",
        with_value=CONCURRENTLY,
    ),
    Wrapper(
        ("nodemon",),
        "forward-kill",
        "tested: nodemon 3.1.14; lib/monitor/run.js#L552-L556",
        forwards=("TERM", "INT"),
        kill_after=0.0,
        shape="nodemon",
        prepend=("node",),
        with_value=NODEMON,
        note="gone after 0.05 s without waiting",
    ),
    Wrapper(
        ("pm2-runtime", "pm2-docker"),
        "forward-kill",
        "tested: pm2 7.0.4; lib/binaries/Runtime4Docker.js#L76-L80, constants.js#L105, lib/God/Methods.js#L158-L207",
        forwards=("TERM", "INT"),
        sends="INT",
        kill_after=1.6,
        shape="pm2",
        with_value=PM2,
        note="applications get SIGINT, not SIGTERM",
        advice="set PM2_KILL_TIMEOUT to the milliseconds that it needs (in an ecosystem file: kill_timeout), or start it "
        "with node, without pm2",
    ),
    Wrapper(
        ("run-s", "run-p", "npm-run-all", "npm-run-all2"),
        "block",
        "tested: npm-run-all 4 and npm-run-all2 8.0.4",
        swallows=("TERM",),
        builds="a script of package.json",
        package_runner=True,
    ),
    Wrapper(
        ("forever",),
        "block",
        "tested: forever app.js as PID 1 (the application is not signalled)",
        shape="nodemon",
        prepend=("node",),
        when=When(without=("start", "stop", "list", "restart", "stopall", "logs")),
        with_value=(
            "-l",
            "-o",
            "-e",
            "-a",
            "-c",
            "-m",
            "--sourceDir",
            "--workingDir",
            "--minUptime",
            "--spinSleepTime",
            "--uid",
            "--pidFile",
            "--watchDirectory",
        ),
    ),
    Wrapper(
        ("uv run",),
        "forward",
        "tested: uv 0.13.8",
        shape="uv",
        with_value=UV,
        forwards=("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "ALRM", "PIPE", "WINCH"),
    ),
    Wrapper(
        ("uvx", "uv tool run"),
        "forward",
        "tested: uv 0.13.8",
        with_value=(*UV, "--from"),
        forwards=("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "ALRM", "PIPE", "WINCH"),
    ),
    Wrapper(
        ("dotnet run",),
        "forward",
        "dotnet/sdk@176325a:src/Cli/Microsoft.DotNet.Cli.Utils/ProcessReaper.cs",
        forwards=("TERM",),
        swallows=("INT", "QUIT"),
        builds="the project that dotnet run builds",
    ),
    Wrapper(
        ("dotnet watch",),
        "unknown",
        "https://learn.microsoft.com/dotnet/core/tools/dotnet-watch (says nothing of signals)",
        builds="the project that dotnet watch builds",
    ),
)
