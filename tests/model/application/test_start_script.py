"""What the ways through a start script in Python end in, as far as it tells."""

from __future__ import annotations

import pytest

from stoplint.model.application.start_script import ends_of
from stoplint.model.processes.values import Value
from stoplint.syntax.source.python import python_script
from stoplint.text import Source

IMPORTS = "import os, subprocess, sys\nfrom subprocess import Popen, run as start\n"


def ends(text: str, *arguments: str, **environment: str) -> list[str]:
    """Each end in a line: how, whether only by somebody's will (~), and the words; `?` in front of one that is not known.

    `&` is in front of what goes on beside it.
    """
    script = python_script(Source("start.py", IMPORTS + text))
    assert script is not None
    given = {name: Value(value, taint=frozenset({name})) for name, value in environment.items()}
    argv = tuple(map(Value, ("/start.py", *arguments)))
    found = []
    for each in ends_of(script, argv, Value("/usr/bin/python3"), given, "/srv"):
        words = [f"{'' if word.known else '?'}{word.text}" for word in each.command.argv] if each.command else []
        beside = [word for command in each.beside for word in ("&", *(word.text for word in command.argv))]
        found.append(" ".join([f"{'' if each.default else '~'}{each.how}", *words, *beside]))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the forms of exec
        ('os.execv("/bin/app", ["app", "-x"])', ["exec /bin/app -x"]),
        ('os.execl("/bin/app", "app", "-x")', ["exec /bin/app -x"]),
        ('os.execlpe("app", "app", "-x", os.environ)', ["exec app -x"]),
        ('os.execve("/bin/app", ["a name", "-x"], dict(os.environ))', ["exec /bin/app -x"]),
        ("os.execvp(sys.executable, [sys.executable, *sys.argv[1:]])", ["exec /usr/bin/python3"]),
        # words
        ('cmd = ["app"]\ncmd += ["-a"]\ncmd.append("-b")\ncmd.extend(("-c",))\nos.execvp(cmd[0], cmd)', ["exec app -a -b -c"]),
        ('cmd = ["app", "-a"]\ncmd.insert(0, "nice")\nos.execvp(cmd[0], cmd)', ["exec nice app -a"]),
        ('os.execvp("app", ["app"] + os.environ.get("OPTIONS", "-a -b").split())', ["exec app -a -b"]),
        ('os.execvp("app", ["app", "--port=%s" % os.getenv("PORT", "80"), f"-{1}"])', ["exec app --port=80 -1"]),
        ('os.execvp("app", ["app", os.environ["NAME"]])', ["exec app ?$NAME"]),
        ('os.execvp("app", ["app", read("/etc/x")])', ["exec app ?{…}"]),
        ('cmd = ["app"]\nextend(cmd)\nos.execvp(cmd[0], cmd)', ["exec app ?…"]),
        ('os.execvp("app", ["app", " -a ".rstrip() + "|", " -b ".lstrip() + "|", " -c ".strip() + "|"])', ["exec app  -a| -b | -c|"]),
        ('os.execvp("app", ["app", os.path.abspath("x"), os.path.realpath("../x"), os.path.abspath("/y/../x")])', ["exec app /srv/x /x /x"]),
        ('os.chdir("a")\nos.execvp("app", ["app", os.path.abspath("x")])', ["exec app /srv/a/x"]),
        ('os.chdir(where)\nos.execvp("app", ["app", os.path.abspath("x"), os.path.abspath("/x")])', ["exec app ?{…} /x"]),
        ('os.execvp("app", ["app", os.path.join("/a/", "b", "c"), os.path.join("a", "/b", "c"), os.path.join("a", where, "b")])',
         ["exec app /a/b/c /b/c ?a/{where}/b"]),
        ('cmd = list()\ncmd.append("app")\nos.execvp(cmd[0], cmd)', ["exec app"]),
        # what is run, and waited for
        ('subprocess.run(["app"])', ["run app"]),
        ('sys.exit(subprocess.call(["app"]))', ["run app"]),
        ('start("app -x", shell=True)', ["run /bin/sh -c app -x"]),
        ('os.system("app")\nprint("done")', ["run /bin/sh -c app"]),
        ('os.system(f"app --port {port}")', ["run app --port ?{port}"]),
        ('Popen(["app"]).wait()', ["run app"]),
        ('p = Popen(["app"])\ntry:\n    p.communicate()\nexcept KeyboardInterrupt:\n    p.kill()', ["run app"]),
        ('try:\n    subprocess.check_call(["app"])\nexcept OSError:\n    sys.exit(1)', ["leaves", "run app"]),
        # what is asked for something, or bounded, is none
        ('print(subprocess.check_output(["app"]))', ["open"]),
        ('subprocess.run(["app"], capture_output=True)', ["open"]),
        ('subprocess.run(["app"], timeout=5)', ["open"]),
        ('subprocess.run(["app"], **options)', ["run ?{…}"]),
        # what else may be the application
        ("run_app()", ["open"]),
        ('subprocess.run(["app"])\nserve()', ["open"]),
        ('server.serve_forever()\nsubprocess.run(["app"])', ["open"]),
        ('import threading\nthreading.Thread(target=x).start()\nos.execlp("app", "app")', ["open app"]),
        ('if os.fork() == 0:\n    os.execlp("app", "app")', ["open app", "open"]),
        ('Popen(["app"])', ["open & app"]),
        ('p = Popen(["a"])\nq = Popen(["b"])\np.wait()\nq.wait()', ["open"]),
        ('p = Popen(["a"])\nq = Popen(["b"])\nq.wait()', ["run b & a"]),
        ('p = Popen(["a"])\np.wait()\nq = Popen(["b"])\nq.wait()', ["run b"]),
        ('p = Popen(["app"])\nstart(["setup"])\np.wait()', ["run app"]),
        ('os.system(f"work {x} &")\nos.execlp("app", "app")', ["open app"]),
        ('os.system(f"work {x} 2>&1 && {y}")\nos.execlp("app", "app")', ["exec app"]),
        ('all(Popen([name]) for name in names)\nos.execlp("app", "app")', ["open app"]),
        ('@retry\ndef begin():\n    Popen(["work"])\nbegin()\nos.execlp("app", "app")', ["open app"]),
        ('async def begin():\n    Popen(["work"])\nos.execlp("app", "app")', ["open app"]),
        ('def begin():\n    Popen(["work"])\nretry(begin)\nos.execlp("app", "app")', ["open app"]),
        ('def begin():\n    Popen(["work"])\nos.execlp("app", "app")', ["exec app"]),
        ('def begin():\n    start(["setup"])\nretry(begin)\nos.execlp("app", "app")', ["exec app"]),
        ('getattr(subprocess, "Popen")(["work"])\nos.execlp("app", "app")', ["open app"]),
        ('assert Popen(["work"])\nos.execlp("app", "app")', ["exec app & work"]),
        ('try:\n    a()\nexcept OSError:\n    Popen(["work"])\nos.execlp("app", "app")', ["open app"]),
        ('try:\n    a()\nexcept OSError:\n    print("no a")\nos.execlp("app", "app")', ["exec app"]),
        ('match x:\n    case 1:\n        Popen(["work"])\nos.execlp("app", "app")', ["open app"]),
        ('while True:\n    subprocess.run(["app"])', ["open"]),
        ('@click.command()\ndef main():\n    os.execlp("app", "app")\nmain()', ["open"]),
        # ways
        ('if a():\n    os.execlp("app", "app")\nos.execlp("other", "other")', ["exec app", "exec other"]),
        ('if not os.path.exists("/x"):\n    sys.exit("no /x")\nos.execlp("app", "app")', ["leaves", "exec app"]),
        ('if "X" not in os.environ:\n    raise KeyError\nos.execlp("app", "app", os.environ["X"])', ["leaves", "exec app ?$X"]),
        ('if os.getenv("X"):\n    os.execlp("app", "app")\nos.execlp("other", "other")', ["exec other", "~exec app"]),
        ('if len(sys.argv) > 1:\n    os.execlp("app", "app")\nos.execlp("other", "other")', ["exec other"]),
        ('status = subprocess.call(["step"])\nif status:\n    sys.exit(status)\nos.execlp("app", "app")', ["leaves", "exec app"]),
        # variables
        ('os.environ.setdefault("X", "app")\nos.execlp(os.environ["X"], "a")', ["exec app"]),
        ('os.environ.update({"X": "app"}, Y="-y")\nos.execlp(os.environ["X"], "a", os.environ["Y"])', ["exec app -y"]),
        ('os.environ.update(read())\nos.execlp("app", "app", os.environ.get("X", "-x"))', ["exec app ?$X"]),
        ('os.environ.clear()\nos.execlp("app", "app", os.environ.get("X", "-x"))', ["exec app ?$X"]),
        ('os.environ |= read()\nos.execlp("app", "app", os.environ.get("X", "-x"))', ["exec app ?$X"]),
        ('os.environ[name()] = "1"\nos.execlp("app", "app", os.environ.get("X", "-x"))', ["exec app ?$X"]),
        ('os.environ["X"] = "-a"\nos.environ["X"] += "b"\nos.execlp("app", "app", os.environ["X"])', ["exec app ?…"]),
        ('os.environ["X"] = "-a"\ndel os.environ["X"]\nos.execlp("app", "app", os.environ.get("X", "-b"))', ["exec app -b"]),
        ('os.environ["X"] = "-a"\nos.execlp("app", "app", os.environ.pop("X"), os.environ.get("X", "-b"))', ["exec app -a -b"]),
        ('os.environ.update(read())\nif "X" in os.environ:\n    os.execlp("app", "app")\nos.execlp("other", "other")',
         ["exec app", "exec other"]),
        ('while not up():\n    pass\nos.execlp("app", "app")', ["exec app"]),
        ('def main(name="app"):\n    os.execlp(name, name)\n\nif __name__ == "__main__":\n    main()', ["exec app"]),
        ('def main():\n    return main()\nmain()\nos.execlp("app", "app")', ["exec app"]),
    ],
)  # fmt: skip
def test_the_ends_of_a_script(text: str, expected: list[str]) -> None:
    assert sorted(ends(text)) == sorted(expected)


def test_arguments_and_variables_decide() -> None:
    text = 'if os.environ.get("MODE", sys.argv[1] if sys.argv[1:] else "web") == "web":\n    os.execlp("web", "web")\nos.execlp("job", "job")'
    assert ends(text) == ["exec web", "~exec job"]
    assert ends(text, "job") == ["~exec web", "exec job"]
    assert ends(text, MODE="job") == ["~exec web", "exec job"]


def test_a_long_script_is_given_up() -> None:
    assert ends("\n".join(["if a():\n    b = [c()]\n"] * 6000)) == []


@pytest.mark.parametrize(
    "text", ["print 'Python 2'", "exec server", "x = (", "\ufeffimport os", "a\fb", "a = 1\rb = 2", "#" * 300_000]
)
def test_what_is_no_python_has_no_tree(text: str) -> None:
    assert python_script(Source("start.py", text)) is None


def test_places_count_characters() -> None:
    script = python_script(Source("start.py", 'x = "ü€"; f("ß")\r\ny = "ß"; g()\r\n'))
    assert script is not None
    assert [script.span(node).text for node in script.tree.body] == ['x = "ü€"', 'f("ß")', 'y = "ß"', "g()"]
