"""Python: does this program set a handler for SIGTERM?

Sources: signal(3.11 library reference); asyncio/runners.py#L103-L107 (asyncio.run handles SIGINT only); the list of
servers that set one or don't was measured (gunicorn, uvicorn, hypercorn, aiohttp.web.run_app, celery set one;
http.server, wsgiref, waitress, tornado, flask's own server do not).
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from stoplint.syntax.handlers import MAX_FILES
from stoplint.syntax.source.python import python_script
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.syntax.handlers import Answer, Local

# Modules of the standard library through which a handler may come, or code that was not read.
_DOUBTFUL = frozenset(
    {"signal", "ctypes", "importlib", "runpy", "faulthandler", "code", "imp", "zipimport", "test", "idlelib"}
)
# Others that are known to set none.
_HARMLESS = frozenset({
    "requests", "urllib3", "httpx", "yaml", "dotenv", "redis", "psycopg2", "psycopg", "pymongo", "schedule", "jinja2",
    "numpy", "pandas", "flask", "waitress", "tornado",
})  # fmt: skip
_DOUBTFUL_CALLS = frozenset({"exec", "eval", "__import__", "compile"})
_DOUBTFUL_NAMES = frozenset(
    {"add_signal_handler", "signal", "sigaction", "set_wakeup_fd", "pthread_sigmask", "debug", "use_reloader"}
)
# What takes the program's place: os, "Process Management" in the library reference.
_EXEC = frozenset({"execl", "execle", "execlp", "execlpe", "execv", "execve", "execvp", "execvpe"})
_STAYING = frozenset({
    "serve_forever", "run_forever", "start_consuming", "run_pending", "serve", "listen",
})  # fmt: skip
# What runs another program and waits for its end, however long that takes: os, subprocess in the library reference.
_WAITING = {
    "os": frozenset({"system", "popen"}),
    "subprocess": frozenset({"run", "call", "check_call", "check_output", "getoutput", "getstatusoutput"}),
}


def sets_handler(text: str, local: Local, package: str = "", *, stays: bool = False) -> Answer:
    """Give "yes", "no" or "unknown". `package`: the folder of the package that it is a module of, whose `__init__.py` runs first."""
    parts = package.split("/") if package else []
    above = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    first = [(folder, local(f"{folder}/__init__.py")) for folder in above]
    todo, seen = [(package, text), *((folder, body) for folder, body in first if body)], {""}
    while todo:
        folder, body = todo.pop()
        script = python_script(Source("", body))
        if script is None:
            return "unknown"
        tree = script.tree
        own = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
        for node in ast.walk(tree):
            answer = "yes" if _is_handled(node, own) else _answer(node)
            if answer is not None:
                return answer
            stays = stays or _stays(node)
        for name in _imports(tree, folder):
            if name is None:
                return "unknown"
            for module in _with_packages(name):
                known = _module(module, local)
                if known is None or len(seen) > MAX_FILES:
                    return "unknown"
                path, found = known
                if found and path not in seen:
                    seen.add(path)
                    todo.append((path.rpartition("/")[0], found))
    return "no" if stays else "unknown"


def _is_handled(node: ast.AST, own: set[str]) -> bool:
    """Whether this is `signal.signal(signal.SIGTERM, …)` with a function of the program's own."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "signal":
        return False
    match node.args:
        case [ast.Attribute(attr="SIGTERM"), ast.Lambda()]:
            return True
        case [ast.Attribute(attr="SIGTERM"), ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name)]:
            return name in own
        case _:
            return False


def _answer(node: ast.AST) -> Answer | None:
    if isinstance(node, ast.Attribute) and node.attr in _DOUBTFUL_NAMES:
        return "yes" if node.attr == "add_signal_handler" else "unknown"
    if isinstance(node, ast.keyword) and node.arg in ("debug", "use_reloader"):
        return "unknown"  # Flask's and Tornado's reloaders end on SIGTERM
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _DOUBTFUL_CALLS:
        return "unknown"
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _EXEC:
        return "unknown"
    return None


def _stays(node: ast.AST) -> bool:
    if isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value:
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        of = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        name = node.func.attr
        return name in _STAYING or (name == "run" and of == "app") or name in _WAITING.get(of, ())
    return False


def _imports(tree: ast.AST, folder: str) -> Iterator[str | None]:
    """The modules that are imported, dotted; None for one whose name does not tell which it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level > 1:
                yield None
                continue
            module = node.module or ""
            if node.level:
                prefix = folder.replace("/", ".")
                module = ".".join(part for part in (prefix, module) if part)
            if module:
                yield module
            # a name that is imported may be a module, too
            yield from (".".join(part for part in (module, each.name) if part) + "?" for each in node.names)


def _with_packages(name: str) -> Iterator[str]:
    """`a.b.c` is imported after the packages `a` and `a.b`."""
    parts = name.rstrip("?").split(".")
    for end in range(1, len(parts)):
        yield ".".join(parts[:end]) + "?"
    yield name


def _module(name: str, local: Local) -> tuple[str, str] | None:
    """(path, text) of a module of the program's own, ("", "") for one that sets no handler; None for the others."""
    optional = name.endswith("?")  # may be a name in a module that is read already
    name = name.rstrip("?")
    for path in (name.replace(".", "/") + ".py", name.replace(".", "/") + "/__init__.py"):
        text = local(path)
        if text is not None:
            return path, text
    top = name.partition(".")[0]
    if optional or (top in _HARMLESS or (top in sys.stdlib_module_names and top not in _DOUBTFUL)):
        return "", ""
    return None
