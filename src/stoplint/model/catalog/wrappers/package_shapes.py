"""Command lines of package runners and of what watches sources: npm, yarn, nodemon, uv and their like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.argv import operands, skip, takes_next, value_of
from stoplint.paths import base_name
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoplint.model.catalog.wrappers import Line, Wrapped

# What `yarn` and `pnpm` do themselves: any other word is a script. Their documentation, "CLI".
NOT_SCRIPTS = frozenset(
    (  # noqa: SIM905 -- a page of quotes would hide the names
        "add audit autoclean bin cache check config create dedupe deploy exec dlx generate-lock-entry global help "
        "i import info init install licenses link list login logout node outdated owner pack plugin policies prune "
        "publish rebuild remove run set store tag team unlink unplug update up upgrade version versions why "
        "workspace workspaces fetch rm ls"
    ).split()
)
# Programs of npm packages: a script of package.json finds them in node_modules/.bin. Each package's "bin" on npmjs.com.
INSTALLED = frozenset(
    (  # noqa: SIM905 -- a page of quotes would hide the names
        "concurrently craco cross-env cross-env-shell dotenv dotenvx env-cmd forever nodemon npm-run-all npm-run-all2 "
        "pm2-docker pm2-runtime react-app-rewired react-scripts run-p run-s tsx"
    ).split()
)
SCRIPT_FILES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")
APPLICATION_LISTS = (".json", ".yml", ".yaml", ".config.js", ".config.cjs", ".config.mjs")


def _script(line: Line, name: str, arguments: tuple[int, ...]) -> Wrapped:
    return replace(line.found, script=name, arguments=arguments)


def npm(line: Line) -> Wrapped | None:
    """`npm start`, `npm run x -- args`, `npm exec cmd`. docs.npmjs.com/cli/v11/commands."""
    argv = line.argv
    words = list(operands(argv, 1, line.row.with_value))
    if not words:
        return None
    verb, end = argv[words[0]], argv.index("--") if "--" in argv else len(argv)
    if verb in ("start", "test", "t", "tst", "restart", "stop"):
        name = {"t": "test", "tst": "test"}.get(verb, verb)
        return _script(line, name, tuple(each for each in words[1:] if each != end))
    if verb in ("run", "run-script", "rum", "urn") and len(words) > 1:
        return _script(line, argv[words[1]], tuple(words[2:]))
    return npx(replace(line, start=words[0] + 1)) if verb in ("exec", "x") else None


def npx(line: Line) -> Wrapped | None:
    """`npx [options] cmd args`, `npx -c text`: both through the shell. docs.npmjs.com/cli/v11/commands/npx."""
    at = skip(line.argv, line.start, line.row.with_value)
    text = value_of(line.argv[:at], ("-c", "--call"), line.start)
    if text is not None:
        return replace(line.found, texts=(text[0],), offset=len(line.argv[text[0]]) - len(text[1]))
    return replace(line.found, command=line.command(at), joined=True) if at < len(line.argv) else None


def yarn(line: Line) -> Wrapped | None:
    """`yarn [run] x args`, `yarn exec cmd`, `yarn workspace name x`; pnpm alike."""
    argv, row = line.argv, line.row
    at = skip(argv, line.start, row.with_value)
    if argv[at : at + 1] == ("workspace",) and at + 2 < len(argv):
        found = yarn(replace(line, start=at + 2))
        return replace(found, package=at + 1) if found is not None else None
    if at >= len(argv) or "--daemon" in argv[line.start : at]:  # `yarn --daemon start nodemanager` is Hadoop's
        return None
    verb = argv[at]
    if verb in ("exec", "dlx"):
        inner = skip(argv, at + 1, row.with_value)
        return replace(line.found, command=line.command(inner)) if inner < len(argv) else None
    if verb == "node":
        return replace(line.found, command=line.command(at))
    if verb in ("run", "run-script"):
        at = skip(argv, at + 1, row.with_value)
        return _script(line, argv[at], line.command(at + 1)) if at < len(argv) else None
    return None if verb in NOT_SCRIPTS else _script(line, verb, line.command(at + 1))


def bun(line: Line) -> Wrapped | None:
    """`bun run x`: a script of package.json, unless x is a file (which Bun runs in its own process)."""
    argv = line.argv
    at = skip(argv, line.start, line.row.with_value)
    if at >= len(argv) or argv[at].endswith(SCRIPT_FILES) or argv[at][:1] in "./":
        return None
    return _script(line, argv[at], line.command(at + 1))


def at_once(argv: Sequence[str]) -> tuple[str, ...]:
    """The scripts that npm-run-all starts side by side; none where it starts one after the other, or by a pattern.

    https://github.com/mysticatea/npm-run-all/blob/v4.1.5/docs: run-p, npm-run-all --parallel, -p.
    """
    if not argv or base_name(argv[0]) not in ("run-p", "npm-run-all", "npm-run-all2"):
        return ()
    words, parallel = argv[1:], base_name(argv[0]) == "run-p"
    if not parallel:
        at = next((at for at, word in enumerate(words) if word in ("-p", "--parallel")), len(words))
        words = words[at + 1 :]
        if any(word in ("-s", "--serial", "--sequential") for word in words):
            return ()
    named = tuple(words[at] for at in operands(words, 0, ("--max-parallel", "--npm-path")))
    return named if len(named) > 1 and not any("*" in word for word in named) else ()


def nodemon(line: Line) -> Wrapped | None:
    """`nodemon [options] script`: run by node; with --exec, that text and the words behind it by the shell."""
    argv, row = line.argv, line.row
    words = tuple(operands(argv, line.start, row.with_value))
    text = value_of(argv, ("-x", "--exec"), line.start)
    if text is not None:
        if argv[text[0]] != text[1]:
            return replace(line.found, texts=(text[0],), offset=len(argv[text[0]]) - len(text[1]))
        return replace(
            line.found, command=(text[0], *(each for each in words if each != text[0])), prepend=(), joined=True
        )
    if not words:
        return replace(line.found, builds="the main script of package.json")
    own = words[1:] if argv[words[0]] in ("watch", "start") and len(words) > 1 else words
    return replace(line.found, command=line.command(own[0]), prepend=row.prepend)


def pm2(line: Line) -> Wrapped | None:
    """`pm2-runtime [start] app.js`; a file that lists applications names none here.

    How long it waits stands in a variable, and in no option of pm2-runtime: pm2 constants.js, lib/binaries/Runtime4Docker.js.
    """
    argv, row = line.argv, line.row
    patience = line.env.get("PM2_KILL_TIMEOUT", "")
    if is_number(patience):
        line = replace(line, row=replace(row, kill_after=int(patience) / 1000))
    words = list(operands(argv, line.start, row.with_value))
    if words and argv[words[0]] == "start":
        words = words[1:]
    if not words:
        return None
    if argv[words[0]].endswith(APPLICATION_LISTS):
        return replace(line.found, builds=f"an application of {argv[words[0]]}")
    given = value_of(argv, ("--interpreter",), line.start)
    is_script = argv[words[0]].endswith(SCRIPT_FILES)
    prepend = (given[1],) if given and given[1] != "none" else ("node",) if is_script else ()
    return replace(line.found, prepend=prepend, command=tuple(words))


def uv_run(line: Line) -> Wrapped | None:
    """`uv run [options] cmd`; a .py file and -m are run by Python. docs.astral.sh/uv/reference/cli."""
    argv, row = line.argv, line.row
    at = line.start
    while at < len(argv) and argv[at][:1] == "-" and argv[at] != "--":
        if argv[at] in ("-m", "--module"):
            return replace(line.found, prepend=("python", "-m"), command=line.command(at + 1))
        at += 2 if takes_next(argv[at], row.with_value) else 1
    at = skip(argv, at, row.with_value)
    if at >= len(argv):
        return None
    return replace(line.found, prepend=("python",) if argv[at].endswith(".py") else (), command=line.command(at))


def watched(line: Line) -> Wrapped | None:
    """`node --watch file`, `tsx [watch] file`: another process of the interpreter runs the file.

    What stands behind the file is the file's: node(1); tested: node 20.20.2.
    """
    argv, row = line.argv, line.row
    at = skip(argv, line.start, row.with_value)
    if row.names == ("node",) and not any(word.startswith("--watch") for word in argv[line.start : at]):
        return None
    if argv[at : at + 1] == ("watch",):
        at = skip(argv, at + 1, row.with_value)
    return replace(line.found, command=line.command(at)) if at < len(argv) else None


def goals(line: Line) -> Wrapped | None:
    """A build tool that is told to run the application, and not only to build it."""
    return line.found if line.row.builds else None


SHAPES: dict[str, Callable[[Line], Wrapped | None]] = {
    "npm": npm, "npx": npx, "yarn": yarn, "bun": bun, "nodemon": nodemon, "pm2": pm2, "uv": uv_run, "watched": watched,
    "goals": goals,
}  # fmt: skip
