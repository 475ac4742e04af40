"""The simulation of one container: what is fixed during it, and moving a world until it has to wait.

A world is *settled* when no process can go on by itself: every shell waits for something. The explorer
(`model.explore`) and the stop (`model.stop`) say what happens then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.lazy_dataclass import replace
from stoplint.model.processes.kernel import end
from stoplint.model.processes.values import NONE, Value, embedded, unknown
from stoplint.model.processes.world import OK, Block, Process, Shell, Status, Trap
from stoplint.model.shell import dialects
from stoplint.model.shell.expansion import Expansion, ExpansionError
from stoplint.model.shell.interpreter import exit_shell, run_text, step
from stoplint.syntax import shell_nodes as ast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from stoplint.model.catalog.rows import Program, Wrapper
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.fact import Unknown
    from stoplint.model.image.rootfs import Absent, File
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import Item, Redirect, ShellScript, Word
    from stoplint.text import Source, Span

MAX_STEPS = 20_000
DRAIN = 0.6  # seconds that an orderly shutdown is taken to need; the same as the tests' stub application
MAX_DEPTH = 60


class Machine:
    """What does not change while a container runs.

    `lookup(path)` and `which(name, path, cwd)` ask the image's files. `sh` is what /bin/sh is (None: there is
    no shell). `environment` are the variables the image sets, tainted by their own names unless pinned.
    """

    def __init__(
        self,
        *,
        lookup: Callable[[str], File | Absent | Unknown],
        which: Callable[[str, str, str], File | Absent | Unknown],
        sh: Dialect | None,
        environment: Mapping[str, Value],
        workdir: str,
        user: str,
        children: Callable[[str], tuple[str, ...] | None] | None = None,
        is_folder: Callable[[str], bool | None] | None = None,
        drains: Mapping[str, float] | None = None,
        missing: frozenset[str] = NONE,
        programs: Sequence[Program] = (),
        wrappers: Sequence[Wrapper] = (),
    ) -> None:
        self.lookup = lookup
        self.which = which
        self.children = children or (lambda _path: None)
        self.sh = sh
        self.environment = dict(environment)
        self.workdir = workdir
        self.user = user
        self.missing = missing
        self.spent = 0  # steps of all worlds: what the answer has cost so far
        self.programs = programs  # what the user states, before what the tables know
        self.wrappers = wrappers
        self.drain = DRAIN
        self.drains = dict(drains or {})
        self.is_folder = is_folder or (lambda _path: None)
        self._parsed: dict[tuple[str, int], ShellScript] = {}
        self._kept: list[object] = []  # what `_quiet` knows by its id
        self._quiet: dict[int, tuple[bool, frozenset[str]]] = {}
        self._refused: dict[tuple[int, str], str | None] = {}

    # ------------------------------------------------------------ texts
    def parse(self, text: Value) -> ShellScript:
        """The commands of a text, with their places in a file where it has one."""
        source = text.source
        if source is None or source.text != text.text:
            from stoplint.text import Source as Text

            source = Text("(computed)", text.text)
        return self.parse_source(source)

    def parse_source(self, source: Source) -> ShellScript:
        key = (source.text, id(source) if source.host is None else hash((source.host, source.path)))
        found = self._parsed.get(key)
        if found is None:
            from stoplint.syntax.shell import read

            found = self._parsed[key] = read(source)
        return found

    def refused(self, sh: Shell, item: Item) -> str | None:
        """What in this command the shell's grammar does not know (see `grammar`)."""
        if sh.dialect not in ("dash", "ash"):
            return None
        key = (id(item), sh.dialect)
        if key not in self._refused:
            from stoplint.model.shell.dialect_grammar import refused

            self._refused[key] = refused(sh.dialect, item.command)
        return self._refused[key]

    def quiet(self, sh: Shell, node: Any) -> frozenset[str] | None:
        """The variables that a quiet command may assign (see `quiet`); None if it is not quiet."""
        key = id(node)
        if key not in self._quiet:
            from stoplint.model.shell.loops import assigned_names
            from stoplint.model.shell.purity import is_quiet

            calm = is_quiet(self, sh, node)
            self._quiet[key] = (calm, frozenset(assigned_names(node, sh.functions)) if calm else NONE)
            self._kept.append(node)
        calm, names = self._quiet[key]
        return names if calm else None

    # ------------------------------------------------------------ moving
    def settle(self, w: World) -> list[World]:
        """Run until nothing moves by itself: the settled world, or the worlds it forked into (unsettled ones too)."""
        while not w.ended:
            shell = self._ready(w)
            if shell is None:
                return [w]
            w.steps += 1
            self.spent += 1
            if w.steps > MAX_STEPS:
                w.doubts = (*w.doubts, "the script does not come to rest")
                return [w]
            worlds = self._advance(w, shell)
            if worlds is not None:
                return worlds
        return [w]

    def is_settled(self, w: World) -> bool:
        """True if no process can go on by itself."""
        return w.ended or w.steps > MAX_STEPS or self._ready(w) is None

    def _ready(self, w: World) -> Shell | None:
        """The shell to move next: the youngest one that can."""
        for pid in sorted(w.processes, reverse=True):
            process = w.processes[pid]
            if process.alive and isinstance(process, Shell) and not process.lost and self._can_move(w, process):
                return process
        return None

    def _can_move(self, w: World, sh: Shell) -> bool:
        block = sh.block
        if block is None:
            return True
        if sh.pending and block.kind in ("wait", "read", "forever"):
            return True
        if block.kind in ("read", "forever"):
            return False
        return self._satisfied(w, block)

    def _satisfied(self, w: World, block: Block) -> bool:
        alive = [pid for pid in block.pids if pid in w.processes and w.processes[pid].alive]
        return len(alive) < len(block.pids) if block.any_one else not alive

    def _advance(self, w: World, sh: Shell) -> list[World] | None:
        block = sh.block
        if block is not None:
            sh.block = None
            if sh.pending and block.kind in ("wait", "read"):
                self._interrupted(sh, block)
            elif block.pids and self._satisfied(w, block):
                last = block.pids[-1]
                sh.status = sh.statuses.get(last, OK)
                if sh.interrupted and block.kind == "foreground":
                    sh.interrupted = False
                    if sh.status.code == 130:
                        exit_shell(self, w, sh, sh.status)  # bash ends as its child did
                        return None
                if block.kind == "wait" and not block.any_one:
                    sh.jobs = tuple(pid for pid in sh.jobs if pid not in block.pids)
        if sh.pending:
            self._run_trap(w, sh)
            return None
        return step(self, w, sh)

    def _interrupted(self, sh: Shell, block: Block) -> None:
        """A trapped signal came during `wait` or `read`: the trap runs, then the builtin has returned."""
        from stoplint.signals import number_of

        code = 128 + (number_of(sh.pending[0]) or 0)
        if block.kind == "read" and sh.dialect == "bash" and not sh.posix:
            sh.push(("block", block))  # bash reads on
            return
        if block.kind == "read" and sh.dialect != "bash":
            code = 1
        sh.status = Status(code, place=block.place)
        sh.push(("status", sh.status))

    def _run_trap(self, w: World, sh: Shell) -> None:
        from stoplint.signals import number_of

        order = sorted(sh.pending, key=lambda name: number_of(name) or 0)
        if sh.dialect == "bash" and order[0] == "INT" and "TERM" in order:
            order.remove("TERM")  # bash 5.2 runs the trap for INT and loses the other
        signal, sh.pending = order[0], tuple(order[1:])
        trap = sh.traps.get(signal)
        if trap is None:
            if signal == "INT" and sh.pid != 1:
                # dash and ash die of it, and their EXIT trap does not run
                end(w, sh, Status(130), "cut")
            elif signal == "INT":
                exit_shell(self, w, sh, Status(130))
            return
        if trap.body is None:
            return
        if sh.handling.count(signal) > 3:
            # the handler keeps signalling its own shell: it runs into itself until the stack is full
            w.note("recursion", (signal, trap))
            sh.does = f"its handler for SIG{signal} signals itself over and over, until the shell crashes"
            end(w, sh, Status(139), "cut")
            return
        w.note("trap-ran", (sh.pid, signal, trap))
        sh.handling = (*sh.handling, signal)
        sh.push(("trap-done", signal, sh.status))
        run_text(self, sh, trap.body, "never")

    # ------------------------------------------------------------ children
    def fork(self, w: World, sh: Shell, place: Span, started: str) -> Shell:
        """A copy of the shell as its child: same variables and functions, traps reset (ignored ones stay)."""
        child = sh.copy()
        child.pid = w.new_pid()
        child.ppid = sh.pid
        child.place = child.forked = place
        child.started = started
        child.stack = None
        child.block = None
        child.pending = ()
        child.handling = ()
        child.jobs = ()
        child.statuses = {}
        child.results = {}
        child.receives = ()
        child.does = child.fate = ""
        child.captured = Value("")
        child.trapped = child.mortal = child.starved = child.piped = False
        child.forgotten = NONE
        child.job = child.pid
        child.traps = {name: trap for name, trap in sh.traps.items() if trap.body is None}
        child.ignored = sh.ignored | frozenset(name for name, trap in sh.traps.items() if trap.body is None)
        w.processes[child.pid] = child
        if len(w.processes) > 400:
            w.doubts = (*w.doubts, "it starts processes without end")
            child.lost = "too many processes"
        return child

    def begin_child(self, child: Shell, node: Any, cond: bool) -> None:
        """Give a forked shell one command to run: the body of a pipeline's element or of a background job."""
        if isinstance(node, ast.Subshell):
            child.push(("sequence", node.body.items, 0, dialects.tail_of_child(child.dialect, "subshell"), cond))
            return
        child.push(("command", node, dialects.tail_of_child(child.dialect, "group"), cond))
        if isinstance(node, ast.Pipeline) and node.negated and child.dialect == "bash":
            child.push(("command", node.commands[0], "simple", cond))

    def background(self, w: World, sh: Shell, item: Item) -> None:
        """`command &`: a child of its own, which ignores INT and QUIT unless there is job control."""
        node = item.command
        monitored = "m" in sh.options and sh.dialect == "bash"
        child = self.fork(w, sh, item.span, "background")
        if monitored:
            child.pgid = child.pid
            child.options -= {"m"}
        elif sh.dialect != "bash" or _is_plain(node, sh):
            _ignore_keys(child)
        if isinstance(node, ast.Pipeline) and not node.negated and len(node.commands) > 1:
            # every element is a child of this shell; $! is the last one
            del w.processes[child.pid]
            w.next_pid = child.pid
            pids: list[int] = []
            for part in node.commands:
                member = self.fork(w, sh, part.span, "pipe")
                if monitored:
                    member.pgid = pids[0] if pids else member.pid
                elif sh.dialect != "bash" or _is_plain(part, sh):
                    _ignore_keys(member)
                self.begin_child(member, part, cond=False)
                member.piped = bool(pids)
                member.starved = bool(pids) and writes_file(node.commands[len(pids) - 1])
                pids.append(member.pid)
            for pid in pids:
                w.processes[pid].job = pids[-1]
            sh.jobs = (*sh.jobs, *pids)
            sh.last_background = pids[-1]
        else:
            self.begin_child(child, node, cond=False)
            sh.jobs = (*sh.jobs, child.pid)
            sh.last_background = child.pid
        sh.status = OK

    def wait_for(self, sh: Shell, pids: tuple[int, ...], place: Span) -> None:
        """Block until these foreground children end; traps are held back meanwhile."""
        sh.block = Block("foreground", pids, place)

    # ------------------------------------------------------------ words
    def expanded(
        self, w: World, sh: Shell, words: Iterable[Word], resume: tuple[Any, ...], *, single: bool = False
    ) -> list[Value] | None:
        """The words' fields (or one text a word); None if a substitution has to run first (`resume` comes after it)."""
        words = tuple(words)
        if self.substitute(w, sh, words, resume):
            return None
        expansion = Expansion(sh, sh.results)
        try:
            values = [expansion.single(word) for word in words] if single else expansion.fields(words)
        except ExpansionError as error:
            place = words[0].span if words else None
            w.note("required", (str(error), place))
            exit_shell(self, w, sh, Status(1 if sh.dialect == "bash" else 2, place=place))
            return None
        for node in substitutions(words):
            sh.results.pop(id(node), None)
        return values

    def substitute(self, w: World, sh: Shell, words: Iterable[Any], resume: tuple[Any, ...]) -> bool:
        """Start the first command substitution in `words` that has not run yet; True if one was started."""
        for node in substitutions(words):
            if id(node) in sh.results:
                continue
            from stoplint.model.shell.substitution import computed

            value = computed(self, w, sh, node)
            if value is not None:
                sh.results[id(node)] = value
                sh.status = OK
                continue
            child = self.fork(w, sh, node.span, "substitution")
            child.push(("sequence", node.body.items, 0, dialects.tail_of_child(sh.dialect, "substitution"), False))
            sh.push(("collect", id(node), child.pid), resume)
            self.wait_for(sh, (child.pid,), node.span)
            return True
        return False

    def keep_result(self, sh: Shell, node_id: int, value: Value) -> None:
        text = value.text.rstrip("\n")
        sh.results[node_id] = replace_text(value, text)

    # ------------------------------------------------------------ redirections
    def note_writes(self, w: World, redirects: Iterable[Redirect]) -> None:
        """Remember which files exist because of a redirection."""
        for redirect in redirects:
            if redirect.op.lstrip("0123456789") in (">", ">>", ">|", "&>", "&>>") and redirect.target is not None:
                name = redirect.target.literal
                if name is not None and name.startswith("/") and name not in w.files:
                    w.files[name] = unknown(f"$(cat {name})", filled=False)

    def process_substitutions(self, w: World, sh: Shell, nodes: Iterable[Any]) -> list[int]:
        """Start the commands of `>( … )` and `<( … )` in these words or redirections; their pids."""
        pids = []
        for node in substitutions(nodes, ast.ProcessSubstitution):
            if sh.dialect not in ("bash", "ash", "zsh", "ksh"):
                continue
            child = self.fork(w, sh, node.span, "substitution")
            child.push(("sequence", node.body.items, 0, dialects.tail_of_child(sh.dialect, "process"), False))
            pids.append(child.pid)
        return pids

    # ------------------------------------------------------------ questions
    def is_quick(self, sh: Shell, node: Any) -> bool:
        """True if a command is only made of tools and builtins that end by themselves."""
        if isinstance(node, ast.Simple):
            return self._quick_simple(sh, node)
        if isinstance(node, ast.Pipeline):
            return all(self.is_quick(sh, part) for part in node.commands)
        if isinstance(node, ast.Redirected):
            return self.is_quick(sh, node.command)
        if isinstance(node, ast.AndOr):
            return self.is_quick(sh, node.left) and self.is_quick(sh, node.right)
        if isinstance(node, (ast.Group, ast.Subshell)):
            return all(not item.background and self.is_quick(sh, item.command) for item in node.body.items)
        return isinstance(node, ast.Conditional)

    def _quick_simple(self, sh: Shell, node: ast.Simple) -> bool:
        from stoplint.model.container.execve import is_tool
        from stoplint.model.shell.builtins import QUICK_BUILTINS

        if not node.words:
            return not any(True for _ in substitutions(node.assignments))
        first = node.words[0].literal
        if (
            first is None
            or first in sh.functions
            or any(
                not self.is_quick(sh, item.command)
                for sub in substitutions((node.words, node.redirects))
                for item in sub.body.items
            )
        ):
            return False
        if first in QUICK_BUILTINS:
            return True
        return is_tool(tuple(word.literal or word.span.text for word in node.words))

    def initial(self, argv: tuple[Value, ...], w: World) -> None:
        """Make `argv` PID 1 of an empty world."""
        from stoplint.model.container.execve import Start, start

        pid = w.new_pid()
        start(
            self,
            w,
            Start(
                pid=pid, ppid=0, pgid=pid, sid=pid, place=argv[0].place if argv else None, started="launch",
                environment=self.environment, cwd=self.workdir or "/", by=None,
            ),
            argv,
        )  # fmt: skip


def _ignore_keys(child: Shell) -> None:
    """Background children without job control ignore what a terminal's keys send (POSIX XCU 2.11)."""
    child.ignored |= {"INT", "QUIT"}
    if child.dialect != "bash":
        child.deaf |= {"INT", "QUIT"}


def writes_file(node: Any) -> bool:
    """True if a pipeline's element sends its output to a file and so closes the pipe behind it."""
    redirects = getattr(node, "redirects", ())
    return any(r.op in (">", ">>", ">|", "&>", "&>>") and r.fd in (None, 1) and r.target is not None for r in redirects)


def _is_plain(node: Any, sh: Shell) -> bool:
    """A simple command that is a program: bash lets only these, in the background, ignore INT and QUIT."""
    if not isinstance(node, ast.Simple) or not node.words:
        return False
    return node.words[0].literal not in ({"exec", "eval", ".", "source"} | set(sh.functions))


def substitutions(nodes: Any, kind: type = ast.CommandSubstitution) -> Iterable[Any]:
    """The command (or process) substitutions in words, in order; not those inside other substitutions."""
    stack = [nodes]
    while stack:
        node = stack.pop()
        if isinstance(node, kind):
            yield node
        elif isinstance(node, (tuple, list)):
            stack.extend(reversed(node))
        elif isinstance(node, ast.Word):
            stack.extend(reversed(node.parts))
        elif isinstance(node, ast.Parameter):
            if node.word is not None:
                stack.append(node.word)
        elif isinstance(node, ast.Assignment):
            stack.append((node.value, *(node.elements or ())))
        elif isinstance(node, ast.Redirect):
            stack.append((node.target, node.body))


def replace_text(value: Value, text: str) -> Value:
    return value if value.text == text else value._replace(text=text, source=None)


__all__ = ["MAX_DEPTH", "Machine", "Process", "Trap", "embedded", "exit_shell", "replace", "replace_text"]
