"""What `$(…)` gives, where that can be said without running it as a process of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog import builtins
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import Absent, File, Link
from stoplint.model.processes.events import JobsUnlisted
from stoplint.model.processes.values import NONE, OVERRIDE, USER, Value, search_path, unknown
from stoplint.model.shell.evaluation.expansion import Expansion, ExpansionError
from stoplint.model.shell.evaluation.saying import said
from stoplint.model.shell.files import content
from stoplint.model.shell.kill import selected
from stoplint.model.shell.purity import fails, is_quick
from stoplint.model.shell.redirections import writes_elsewhere
from stoplint.paths import base_name
from stoplint.syntax import shell_nodes as ast
from stoplint.syntax.shell_walk import command_substitutions
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host


# bash(1), mksh(1), zshmisc(1): `$(<file)` is the file's text. dash and BusyBox's ash only open it.
_READS_FILES = ("bash", "ksh", "zsh")


def computed(host: Host, w: World, sh: Shell, node: ast.CommandSubstitution) -> Value | None:
    """The text that the substitution gives (unknown if it only cannot be said); None if it must be run."""
    items = node.body.items
    if not items:
        return Value("")
    if len(items) == 1 and not items[0].background and isinstance(items[0].command, ast.Pipeline):
        value = piped_text(host, w, sh, items[0].command)
        if value is not None:
            return value
    if len(items) == 1 and not items[0].background and isinstance(items[0].command, ast.Simple):
        simple = items[0].command
        if writes_elsewhere(simple) and is_quick(sh, simple) and not fails(sh, simple):
            return Value("")
        try:
            value = prints(host, w, sh, simple)
        except ExpansionError:
            return None
        if value is not None:
            return value
    folder = _gone_to(host, w, sh, items)
    if folder is not None:
        return folder
    if any(fails(sh, item.command) for item in items):
        return None  # its status is asked for, by `set -e` inside or by who reads it
    if all(not item.background and is_quick(sh, item.command) for item in items):
        return unknown(node.span.text)
    return None


def prints(host: Host, w: World, sh: Shell, simple: ast.Simple) -> Value | None:
    """What a command prints, ends of line at its end left out; None if that is not known of its kind."""
    value = _printed(host, w, sh, simple)
    return value._replace(text=value.text.rstrip("\n")) if value is not None and value.text.endswith("\n") else value


def _printed(host: Host, w: World, sh: Shell, simple: ast.Simple) -> Value | None:
    """The same, where only the last end of line is left out."""
    name = simple.words[0].literal if simple.words else None
    function = _KNOWN.get(name) if name is not None and name not in sh.functions else None
    reads = any(each.op.startswith("<") for each in simple.redirects)
    if simple.assignments or command_substitutions(simple.redirects):
        return None
    if function is None or reads:
        return _of_file(host, w, sh, simple)
    fields = _fields(host, w, sh, simple.words)
    return function(host, w, sh, fields[1:]) if fields is not None else None


def _of_file(host: Host, w: World, sh: Shell, simple: ast.Simple) -> Value | None:
    """What a filter prints of one file: `head -1 /run/app.pid`, `cat < file`, and `$(<file)` where the shell has it."""
    inputs = [each for each in simple.redirects if each.op.startswith("<")]
    fields = _fields(host, w, sh, simple.words)
    if fields is None or not _all_known(fields) or any(each.op != "<" or each.fd not in (None, 0) for each in inputs):
        return None
    name = base_name(fields[0].text) if fields else ""
    if inputs:
        path, words = Expansion(sh.copy(), {}).single(inputs[-1].target) if inputs[-1].target else None, fields[1:]
    elif name != "tr" and len(fields) > 1 and not fields[-1].text.startswith("-"):
        path, words = fields[-1], fields[1:-1]  # tr has no operand for a file: tr(1)
    else:
        return None
    text = _cat(host, w, sh, [path]) if path is not None and name not in sh.functions else None
    if text is None or not text.known or text.text.endswith("\n"):
        return None
    if name in ("", "cat") and not words:
        return text if name or sh.dialect in _READS_FILES else Value("")
    from stoplint.model.shell.evaluation.filters import filtered  # noqa: PLC0415 - few scripts ask

    made = filtered([name, *(word.text for word in words)], text.text)
    return text._replace(text=made, source=None) if made is not None else None


def piped_text(host: Host, w: World, sh: Shell, node: ast.Pipeline) -> Value | None:
    """What `echo … | tr …` prints, ends of line at its end left out; None where that is not known."""
    first, *filters = node.commands
    if node.negated or not filters or not isinstance(first, ast.Simple) or writes_elsewhere(first) or fails(sh, node):
        return None
    try:
        value = _printed(host, w, sh, first)
        for each in filters:
            if value is None or value.text.endswith("\n") or not isinstance(each, ast.Simple):
                return None  # nor is it said whether lines of nothing stand at the end of what is read
            value = _filtered(host, w, sh, each, value)
    except ExpansionError:
        return None
    return value._replace(text=value.text.rstrip("\n")) if value is not None else None


def _filtered(host: Host, w: World, sh: Shell, node: ast.Simple, given: Value) -> Value | None:
    fields = _fields(host, w, sh, node.words) if not node.assignments and not node.redirects else None
    if not given.known or given.splits or not fields or not _all_known(fields) or fields[0].text in sh.functions:
        return None
    from stoplint.model.shell.evaluation.filters import filtered  # noqa: PLC0415 - few scripts ask

    text = filtered([base_name(fields[0].text), *(field.text for field in fields[1:])], given.text)
    if text is None:
        return None
    return Value(text, taint=given.taint.union(*(field.taint for field in fields)))


def _gone_to(host: Host, w: World, sh: Shell, items: tuple[ast.Item, ...]) -> Value | None:
    """`$(cd folder && pwd)`, which is presumed to be there; None for anything else and where it is not known."""
    word = _folder_of(sh, items)
    try:
        fields = _fields(host, w, sh, (word,)) if word is not None else None
    except ExpansionError:
        return None
    if not fields or len(fields) > 1 or not fields[0].known or fields[0].splits or fields[0].text in ("", "-"):
        return None
    path = sh.path(fields[0].text)
    return Value(path, taint=fields[0].taint) if path is not None else None


def _folder_of(sh: Shell, items: tuple[ast.Item, ...]) -> ast.Word | None:
    """The folder in `cd folder && pwd`, where nothing stands around it that matters; `CDPATH= cd` is usual."""
    both = items[0].command if len(items) == 1 and not items[0].background else None
    cd, pwd = (both.left, both.right) if isinstance(both, ast.AndOr) and both.op == "&&" else (None, None)
    if not isinstance(cd, ast.Simple) or not isinstance(pwd, ast.Simple) or len(cd.words) < 2:
        return None
    names = [word.literal for word in (cd.words[0], *pwd.words[:1])]
    options = {word.literal for word in (*cd.words[1:-1], *pwd.words[1:])}
    if names != ["cd", "pwd"] or not options <= {"-P", "-L", "--"} or not sh.functions.keys().isdisjoint(names):
        return None
    looks = "CDPATH" in sh.variables and not cd.assignments
    plain = all(one.span.text == "CDPATH=" for one in cd.assignments) and not pwd.assignments and not pwd.redirects
    return cd.words[-1] if plain and not looks else None


def _fields(host: Host, w: World, sh: Shell, words: tuple[ast.Word, ...]) -> list[Value] | None:
    """The words expanded, with what the substitutions in them give; None if that of one is not known."""
    results = {}
    for node in command_substitutions(words):
        value = computed(host, w, sh, node)
        if value is None or not value.known:
            return None
        results[id(node)] = value
    return Expansion(sh.copy(), results).fields(words)


def _all_known(fields: list[Value]) -> bool:
    return all(field.known for field in fields)


def _operands(fields: list[Value]) -> list[Value]:
    return fields[1:] if fields and fields[0].known and fields[0].text == "--" else fields


def _echo(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    return said("echo", sh.dialect, fields)[0]


def _printf(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    return said("printf", sh.dialect, fields)[0]


def _dirname(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    fields = _operands(fields)
    if len(fields) != 1 or not fields[0].known or fields[0].text.startswith("-"):
        return unknown("$(dirname …)")
    text = fields[0].text
    head, slash, name = text.rstrip("/").rpartition("/")
    rooted = text.startswith("/")
    parent = (head.rstrip("/") or "/") if slash or (rooted and not name) else "."
    if parent == "/" and sh.dialect == "ash" and text.startswith("//") and not text.startswith("///"):
        return unknown("$(dirname …)", filled=True)  # "//" by glibc's dirname(3), "/" by musl's
    return Value(parent, taint=fields[0].taint)


def _basename(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    fields = _operands(fields)
    if not fields or not _all_known(fields) or fields[0].text.startswith("-"):
        return unknown("$(basename …)")
    text = fields[0].text
    name = base_name(text.rstrip("/")) or ("/" if text else "")
    if len(fields) > 1 and name.endswith(fields[1].text) and name != fields[1].text:
        name = name[: len(name) - len(fields[1].text)]
    return Value(name, taint=fields[0].taint)


def _pwd(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    return Value(sh.cwd) if sh.cwd is not None else unknown("$(pwd)", filled=True)


# Links in some base images, folders in others: Debian's merged /usr (file-hierarchy(7)), Alpine's /var/run, BusyBox's tools.
_LINKED = re.compile(r"/(?:bin|sbin|lib|lib64|var/run|var/lock|dev/std\w+)(?:/|$)")


def _readlink(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    """Where a link leads, as it is written; nothing for what is none."""
    if any(field.text.startswith("-") for field in fields):
        return _realpath(host, w, sh, fields)
    path = sh.path(fields[0].text) if len(fields) == 1 and fields[0].known and fields[0].text else None
    if path is None or w.is_doubted(path) or w.is_removed(path) or path in w.files:
        return unknown("$(readlink …)")
    found = host.unfollowed(path)
    if isinstance(found, Link):
        return Value(found.target, taint=fields[0].taint)
    return unknown("$(readlink …)") if isinstance(found, Unknown) else Value("", taint=fields[0].taint)


def _realpath(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    """The path with all links followed. What only a base image has is taken to be no link."""
    paths = [field for field in fields if not field.text.startswith("-")]
    path = sh.path(paths[0].text) if len(paths) == 1 and paths[0].known else None
    if path is None and len(paths) == 1 and paths[0].known and paths[0].text.startswith("/"):
        path = paths[0].text
    if path is not None and not _LINKED.match(path):
        return Value(host.real(path) or path, taint=paths[0].taint)
    return unknown("$(readlink …)", filled=True)


def _cat(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    if len(fields) != 1 or not fields[0].known:
        return unknown("$(cat …)")
    path = sh.path(fields[0].text)
    text = content(host, w, path) if path is not None else unknown("")
    if not text.known or len(text.text) >= 2000:
        return unknown(f"$(cat {fields[0].text})")
    return text if path in w.files else Value(text.text.removesuffix("\n"))


def user_id(user: Value | None, of_image: str, *, by_name: bool = False) -> Value:
    """The number, or the name, of the user that a shell runs as (None: the image's)."""
    if user is not None and not user.known:
        return unknown("$(id)", filled=True)
    name = (user.text if user is not None else of_image).split(":")[0]
    root = name in ("", "root", "0")
    taint = frozenset({USER if root else OVERRIDE}) if user is None else NONE
    if by_name:
        return Value("root" if root else name, taint=taint)
    return Value("0" if root else name if is_number(name) else "1000", taint=taint)


def _id(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    flags = [field.text for field in fields]
    if flags in (["-u"], ["-g"], ["-r", "-u"]):
        return user_id(sh.user, host.user)
    if flags in (["-un"], ["-u", "-n"], ["-nu"]):
        return user_id(sh.user, host.user, by_name=True)
    return unknown("$(id)", filled=True)


def _whoami(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    return _id(host, w, sh, [Value("-un")])


def _command(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    names = [field for field in fields if not field.known or field.text not in ("-v", "-V", "-p", "-pv")]
    if not fields or fields[0].text not in ("-v", "-V", "-p", "-pv") or [field.text for field in fields[:-1]] == ["-p"]:
        return None  # it runs what it names
    if len(names) != 1 or not names[0].known or any(field.text == "-V" for field in fields):
        return unknown("$(command …)")
    if names[0].text in sh.functions or builtins.has(sh.dialect, names[0].text):
        return Value(names[0].text)  # POSIX XCU command: of these the name, of a program its path
    return _which(host, w, sh, names)


def _type(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    """`type -p`, `type -P`: the path of a program; `-p` says nothing of what is a function or a builtin (bash(1), type)."""
    options = [field.text for field in fields[:-1]]
    if sh.dialect != "bash" or options not in (["-p"], ["-P"]) or not fields[-1].known:
        return None
    inside = fields[-1].text in sh.functions or builtins.has(sh.dialect, fields[-1].text)
    return Value("") if inside and options == ["-p"] else _which(host, w, sh, fields[-1:])


def _which(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    fields = [field for field in fields if field.text != "-a"]
    if len(fields) != 1 or not fields[0].known:
        return unknown("$(which …)") if fields and not fields[0].known else None
    name = fields[0].text
    if "/" in name or not exists(host, sh, name):
        return Value(name if "/" in name and exists(host, sh, name) else "")
    for folder in search_path(sh.variables).split(":"):
        found = host.lookup(f"{folder}/{name}")
        if isinstance(found, File) and found.executable is not False:
            return Value(f"{folder}/{name}")
    return Value(f"/usr/bin/{name}", somewhere=True)


def exists(host: Host, sh: Shell, name: str) -> bool:
    """Whether a command of this name is taken to be there: presumed, unless it is certain that it is not."""
    if name in sh.functions or builtins.has(sh.dialect, name):
        return True
    if name == "" or name.startswith("-"):
        return False
    return not isinstance(host.which(name, search_path(sh.variables), sh.cwd or "/"), Absent)


def _jobs(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    if [field.text for field in fields] not in (["-p"], ["-pr"], ["-rp"], ["-lp"]):
        return unknown("$(jobs)")
    if sh.dialect in ("dash", "zsh"):
        w.note(JobsUnlisted(sh.pid))
        return Value("")
    if sh.dialect == "ash" and "r" in fields[0].text:  # no option there
        return Value("")
    leaders: list[int] = []
    for pid in sh.jobs:
        process = w.processes.get(pid)
        if process is None or not process.alive or pid in sh.disowned:
            continue
        first = min(p.pid for p in w.processes.values() if p.job == process.job) if process.job else pid
        if first not in leaders:
            leaders.append(first)
    return Value("\n".join(map(str, leaders)))


def _pids(command: str, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    """The numbers, pgrep's one a line; an option may make it other ones, fewer, or other texts."""
    _, found, _, letters, unseen = selected(w, sh, (Value(command), *fields))
    plain = {"f", "x", "n", "o", "P"} if command == "pgrep" else {"x"}
    if found is None or not letters <= plain:
        return unknown("$(pgrep …)")
    if unseen:
        return unknown(f"$({command} …)")
    pids = [process.pid for process in found if process.alive]
    if "P" in letters and sh.dialect == "bash" and sh.traps and any(w.processes[pid].ppid == sh.main for pid in pids):
        pids.append(w.new_pid())  # with a trap bash does not become the command: its copy is a child, too. tests/kernel
    between = " " if command == "pidof" else "\n"
    return Value(between.join(map(str, pids)))


def _pgrep(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    return _pids("pgrep", w, sh, fields)


def _pidof(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    return _pids("pidof", w, sh, fields)


def _filled_unknown(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    return unknown("$(…)", filled=True)


def _uname(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    if all(field.known and field.text in ("-s", "--kernel-name") for field in fields):
        return Value("Linux")  # POSIX.1-2017, uname: -s is the default
    return unknown("$(uname …)", filled=True)


def _getopt(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    """For a script without arguments, no more than the end of the options: getopt(1), util-linux 2.38; BusyBox 1.36 likewise."""
    plain = _all_known(fields) and len(fields) > 0
    ends = plain and (fields[-1].text == "--" or (len(fields) == 1 and not fields[0].text.startswith("-")))
    quoted = ends and not any(field.text in ("-u", "--unquoted", "-T", "--test") for field in fields)
    return Value(" --") if quoted else unknown("$(getopt …)", filled=True)


def _umask(host: Host, w: World, sh: Shell, fields: list[Value]) -> Value | None:
    return Value("umask 0022" if any(field.text == "-p" for field in fields) else "0022")


_KNOWN = {
    "echo": _echo, "printf": _printf, "dirname": _dirname, "basename": _basename, "pwd": _pwd, "readlink": _readlink,
    "realpath": _realpath, "cat": _cat, "id": _id, "whoami": _whoami, "command": _command, "which": _which, "type": _type,
    "jobs": _jobs, "pidof": _pidof, "pgrep": _pgrep, "hostname": _filled_unknown, "date": _filled_unknown,
    "nproc": _filled_unknown, "uname": _uname, "mktemp": _filled_unknown, "umask": _umask, "getopt": _getopt,
}  # fmt: skip
