"""Programs that only somebody runs who develops: servers that build again whatever changes, and what starts a program anew.

What they do with signals stands in `programs` and `wrappers`, as of every other program. Nobody's work is lost with them:
what is not meant is a server that its documentation calls one for development, and that people run all the same
(`manage.py runserver`, `rails server`, `flask run`, `php -S`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.argv import applet, index_of, named, operands, skip
from stoplint.model.catalog.programs import interpreted
from stoplint.model.catalog.wrappers.packages import NODE
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Developing:
    """A row: `names`, `with_value` as in `rows.Program`, `flags` and `without` as in `rows.When`.

    `but`: first words with which it is something else (`vite build`). `runs`: it runs a file, and what stands behind that is the
    file's; words that may stand in front of it (`deno run --watch main.ts`), "" for none.
    """

    names: tuple[str, ...]
    source: str
    flags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    with_value: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()


_FLASK = ("-A", "--app", "-e", "--env-file", "-h", "--host", "-p", "--port")

ROWS: tuple[Developing, ...] = (
    # ------------------------------------------------------------ of JavaScript
    Developing(
        ("vite",),
        "https://vite.dev/guide/cli (dev server; `vite preview` and `vite build` are others)",
        with_value=(
            "--port",
            "--base",
            "-c",
            "--config",
            "-l",
            "--logLevel",
            "-m",
            "--mode",
            "-d",
            "--debug",
            "-f",
            "--filter",
        ),
        but=("build", "optimize", "preview"),
    ),
    Developing(("webpack-dev-server",), "https://webpack.js.org/configuration/dev-server/"),
    Developing(
        tuple(
            f"{name} {verb}" for name in ("webpack", "webpack-cli") for verb in ("serve", "server", "s", "watch", "w")
        ),
        "https://webpack.js.org/api/cli/ (serve, watch)",
        with_value=("-c", "--config", "--mode", "--port", "--host"),
    ),
    Developing(("webpack", "webpack-cli"), "https://webpack.js.org/api/cli/ (--watch)", flags=("--watch", "-w")),
    Developing(("nodemon",), "https://github.com/remy/nodemon (restarts when files change, during development)"),
    Developing(("ts-node-dev", "tsnd"), "https://github.com/wclr/ts-node-dev (restarts when files change)"),
    Developing(("tsx watch",), "https://tsx.is/watch-mode"),
    Developing(
        ("tsc",),
        "https://www.typescriptlang.org/docs/handbook/compiler-options.html",
        flags=("-w", "--watch"),
    ),
    Developing(
        ("tailwindcss", "@tailwindcss/cli", "postcss", "sass", "rollup"),
        "https://tailwindcss.com/docs/installation/tailwind-cli; https://github.com/postcss/postcss-cli; https://sass-lang.com/documentation/cli/dart-sass/; "
        "https://rollupjs.org/command-line-interface/ (--watch: builds again when a file changes)",
        flags=("-w", "--watch*"),
    ),
    Developing(("tsc-watch",), "https://github.com/gilamran/tsc-watch (starts tsc with --watch)"),
    Developing(
        ("node", "nodejs"),
        "https://nodejs.org/api/cli.html#--watch",
        flags=("--watch", "--watch-path*"),
        with_value=NODE,
        runs=("",),
    ),
    Developing(
        ("bun",),
        "https://bun.com/docs/runtime/watch-mode",
        flags=("--watch", "--hot"),
        with_value=("--cwd", "-c", "--config", "-r", "--preload"),
        runs=("", "run", "test"),
    ),
    Developing(
        ("deno",),
        "https://docs.deno.com/runtime/getting_started/command_line_interface/#watch-mode",
        flags=("--watch*",),
        with_value=(
            "-c",
            "--config",
            "--import-map",
            "--lock",
            "--location",
            "--seed",
            "--port",
            "--host",
            "--ext",
            "--cert",
            "-L",
            "--log-level",
        ),
        runs=("", "run", "serve", "test"),
    ),
    Developing(
        ("react-scripts start", "craco start", "react-app-rewired start"),
        "https://create-react-app.dev/docs/available-scripts (runs the app in the development mode)",
    ),
    Developing(("ng serve", "ng s", "ng dev"), "https://angular.dev/cli/serve (for development, rebuilds on changes)"),
    Developing(("vue-cli-service serve",), "https://cli.vuejs.org/guide/cli-service.html (webpack-dev-server)"),
    Developing(("next dev",), "https://nextjs.org/docs/app/api-reference/cli/next (in development mode)"),
    Developing(("nuxt dev", "nuxi dev"), "https://nuxt.com/docs/api/commands/dev"),
    Developing(("astro dev",), "https://docs.astro.build/en/reference/cli-reference/#astro-dev"),
    Developing(
        ("storybook dev", "sb dev", "start-storybook"),
        "https://storybook.js.org/docs/api/cli-options (development server)",
    ),
    Developing(("gatsby develop",), "https://www.gatsbyjs.com/docs/reference/gatsby-cli/#develop"),
    Developing(("live-server",), "https://github.com/tapio/live-server (a development server, not for deploying)"),
    Developing(("browser-sync start",), "https://browsersync.io/docs/command-line"),
    Developing(("gulp watch",), "https://gulpjs.com/docs/en/getting-started/watching-files (the task of that name)"),
    Developing(
        ("nest start",), "https://docs.nestjs.com/cli/usages#nest-start", flags=("-w", "--watch", "-d", "--debug*")
    ),
    # ------------------------------------------------------------ of other languages
    Developing(
        ("air",), "https://github.com/air-verse/air (for developing; has nothing to do with hot-deploy for production)"
    ),
    Developing(("modd",), "https://github.com/cortesi/modd (a developer tool that responds to filesystem changes)"),
    Developing(("CompileDaemon",), "https://github.com/githubnemo/CompileDaemon (watches .go files, and rebuilds)"),
    Developing(("cargo watch", "cargo-watch"), "https://github.com/watchexec/cargo-watch"),
    Developing(("watchexec",), "https://github.com/watchexec/watchexec (runs commands whenever files change)"),
    Developing(("entr",), "entr(1): runs commands when files change", without=("-n",)),
    Developing(("dotnet watch",), "https://learn.microsoft.com/en-us/dotnet/core/tools/dotnet-watch"),
    Developing(
        ("mvn", "mvnw", "gradle", "gradlew"),
        "https://quarkus.io/guides/dev-mode-differences",
        flags=("quarkus:dev", "*:quarkus-maven-plugin:*dev", "quarkusDev", "*:quarkusDev"),
    ),
    Developing(("watchmedo auto-restart",), "https://github.com/gorakhargosh/watchdog (restarts when files change)"),
    Developing(("uvicorn",), "https://uvicorn.dev/settings/#development (--reload)", flags=("--reload",)),
    Developing(
        ("gunicorn",),
        "https://docs.gunicorn.org/en/stable/settings.html#reload (intended for development)",
        flags=("--reload",),
    ),
    Developing(
        ("hypercorn",), "https://hypercorn.readthedocs.io/en/latest/how_to_guides/configuring.html", flags=("--reload",)
    ),
    Developing(("fastapi dev",), "https://fastapi.tiangolo.com/fastapi-cli/ (fastapi dev: only for development)"),
    Developing(
        ("ckan run",),
        "https://docs.ckan.org/en/2.11/maintaining/cli.html (run: the development server)",
        with_value=("-c", "--config"),
    ),
    Developing(
        ("flask run",),
        "https://flask.palletsprojects.com/en/stable/cli/ (--debug: the reloader and the debugger, not for production)",
        flags=("--debug", "--reload"),
        with_value=_FLASK,
    ),
)


@cache
def _index() -> dict[str, tuple[tuple[str, Developing], ...]]:
    found: dict[str, list[tuple[str, Developing]]] = {}
    for row in ROWS:
        for name in row.names:
            found.setdefault(name.partition(" ")[0], []).append((name, row))
    return {first: tuple(each) for first, each in found.items()}


def is_for_development(argv: Sequence[str]) -> bool:
    """Whether a command line is one that only somebody runs who develops: `vite`, `uvicorn --reload app:app`."""
    words = tuple(argv)
    words = words[applet(words) :]
    if not words:
        return False
    script = interpreted(words)
    if any(_is(name, row, words) for name, row in _index().get(base_name(words[0]), ())):
        return True
    if script is None:
        return False
    # node node_modules/vite/bin/vite.js, python3 -m flask run --debug
    name = base_name(script[1][0]).removesuffix(".js")
    return any(_is(each, row, (name, *script[1][1:])) for each, row in _index().get(name, ()))


def _is(name: str, row: Developing, words: tuple[str, ...]) -> bool:
    if named(name, words, row.with_value) is None:
        return False
    if row.runs:
        words = words[: _file_of(row, words)]
    first = next(operands(words, 1, row.with_value), None)
    if row.but and first is not None and words[first] in row.but:
        return False
    if row.without and index_of(words, row.without) is not None:
        return False
    return not row.flags or index_of(words, row.flags) is not None


def _file_of(row: Developing, words: tuple[str, ...]) -> int:
    """The index of the file that is run, which ends the program's own words."""
    at = skip(words, 1, row.with_value)
    return skip(words, at + 1, row.with_value) if words[at : at + 1] and words[at] in row.runs else at
