"""JavaScript (Node): does this program set a handler for SIGTERM?

No parser: a scan that says "no" only for texts in which nothing could set one. A word in a comment counts as if
it stood in the code, and makes the answer milder.
Source: nodejs.org/api/process.html#signal-events; express, koa and fastify set none (their sources).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.syntax.handlers import MAX_FILES

if TYPE_CHECKING:
    from stoplint.syntax.handlers import Answer, Local

_BUILTIN = frozenset((  # noqa: SIM905 - a column of quotes would hide the names
    "assert async_hooks buffer console constants crypto dgram diagnostics_channel dns events fs fs/promises http http2 https"
    " net os path path/posix perf_hooks process punycode querystring readline readline/promises stream stream/promises"
    " string_decoder timers timers/promises tls tty url util v8 worker_threads zlib"
).split())  # fmt: skip
# `process` as a module may be used under another name
_DOUBTFUL_BUILTIN = frozenset({"process"})
_HARMLESS = frozenset({
    "express", "koa", "fastify", "cors", "helmet", "body-parser", "cookie-parser", "compression", "morgan", "dotenv", "uuid",
    "lodash", "axios", "pg", "mysql2", "redis", "ioredis", "mongoose", "ws", "koa-router", "@koa/router", "express-session",
    "dotenv/config", "ejs", "pug", "nunjucks", "moment", "dayjs", "jsonwebtoken", "bcrypt", "multer",
})  # fmt: skip
_IMPORT = r"""(?:\brequire\s*\(\s*|\bimport\s*\(\s*|\bfrom\s+|\bimport\s+)(['"])([^'"\n]+)\1"""
_OPEN_IMPORT = r"""\b(?:require|import)\s*\(\s*(?!['"])"""
_LISTENER = r"\bprocess\s*\.\s*(?:on|once|addListener|prependListener|prependOnceListener)\s*\(\s*(['\"`]?)([\w]*)"
_OTHER_PROCESS = r"\bprocess\b(?!\s*\.\s*[A-Za-z_])(?!['\"])"
_HARMLESS_EVENTS = frozenset({
    "uncaughtException", "unhandledRejection", "warning", "exit", "beforeExit", "message", "disconnect", "SIGINT", "SIGHUP",
    "SIGUSR2", "SIGQUIT", "rejectionHandled", "uncaughtExceptionMonitor", "multipleResolves",
})  # fmt: skip
_STAYS = r"\.\s*listen\s*\(|\bsetInterval\s*\(|\bwhile\s*\(\s*(?:true|1)\s*\)|\bfor\s*\(\s*;\s*;\s*\)"
_DOUBTFUL = r"\beval\s*\(|\bnew\s+Function\b|\bterminus\b|\bcreateRequire\b|\bprocess\s*\.\s*(?:emit|_events|binding)\b"


def sets_handler(text: str, local: Local) -> Answer:
    """Give "yes", "no" or "unknown"."""
    todo, seen, stays = [("", text)], {""}, False
    while todo:
        folder, body = todo.pop()
        answer = _answer(body)
        if answer is not None:
            return answer
        stays = stays or re.search(_STAYS, body) is not None
        for _, name in re.findall(_IMPORT, body):
            if name.startswith("."):
                found = _local(folder, name, local)
                if found is None or len(seen) > MAX_FILES:
                    return "unknown"
                if found[0] not in seen:
                    seen.add(found[0])
                    todo.append((found[0].rpartition("/")[0], found[1]))
                continue
            plain = name.removeprefix("node:")
            if plain in _DOUBTFUL_BUILTIN or (plain not in _BUILTIN and (name != plain or name not in _HARMLESS)):
                return "unknown"
    return "no" if stays else "unknown"


def _answer(body: str) -> Answer | None:
    if "SIGTERM" in body:
        return "yes"
    if re.search(_OPEN_IMPORT, body) or re.search(_DOUBTFUL, body):
        return "unknown"
    for quote, event in re.findall(_LISTENER, body):
        if not quote or event not in _HARMLESS_EVENTS:
            return "unknown"
    return "unknown" if re.search(_OTHER_PROCESS, body) else None


def _local(folder: str, name: str, local: Local) -> tuple[str, str] | None:
    """The module `./x` beside a file in `folder`: (path, text)."""
    parts = folder.split("/") if folder else []
    for part in name.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    base = "/".join(parts)
    for path in (base, f"{base}.js", f"{base}.cjs", f"{base}.mjs", f"{base}/index.js"):
        if path.endswith(".json"):
            return path, ""
        text = local(path)
        if text is not None:
            return path, text
    return None
