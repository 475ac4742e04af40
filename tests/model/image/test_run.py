"""What RUN does to files, told by the model and by the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listing import Listing
from model.built import image, text_at
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import File

SHELLS = {"debian": "dash", "fedora": "bash", "alpine": "busybox"}

# Each may follow any other one in the same folder.
COMMANDS = [
    "echo '#!/bin/sh' > a",
    "echo 'exec app \"$@\"' >> a",
    'echo "#!/bin/sh\\nexec app \\"\\$@\\"" > b',
    "echo 'x\\ty\\\\n' > b",
    "echo -e 'x\\ty' > b",
    "echo -n no newline > c",
    "echo -n -e 'q\\n' > c",
    "echo -ne 'q\\n' > c",
    "echo one   two 'three  four' > c",
    "echo > c",
    "printf '#!/bin/sh\\nexec %s \"$@\"\\n' app > b",
    "printf '%s\\n' '#!/bin/sh' 'exec app' > a",
    "printf 'a\\tb\\\\c\\101%%\\n' > c",
    "printf '%b|%d' 'x\\ny' 12 > c",
    "printf hello > c",
    "printf '%s=%s\\n' a 1 b > c",
    'cat <<EOF > a\n#!/bin/sh\nexec $APP "$@" \\$HOME \\\\ ${UNSET:-else} $NOPE.\nEOF',
    "cat <<'EOF' > a\n#!/bin/sh\nexec $APP \"$@\"\nEOF",
    "cat <<-EOF >> b\n\ttabs\n\tEOF",
    "cat > d/e <<EOF\nredirection first\nEOF",
    "tee a <<EOF > /dev/null\nby tee $APP\nEOF",
    "echo piped | tee b d/e > /dev/null",
    "echo more | tee -a b > /dev/null",
    "{ echo one; echo two; } > a",
    "(cd d && echo inside > e)",
    "cd d && echo inside > e && cd ..",
    "for f in a b; do echo $f > $f; done",
    "for f in d/*; do chmod +x $f; done",
    "F=c; echo $APP > $F",
    "chmod +x a",
    "chmod 755 a b",
    "chmod 644 a",
    "chmod -x a",
    "chmod u+x,g-w b",
    "chmod -R +x d",
    "chmod -R a-x d",
    "chmod +x *",
    "chmod +x d/*",
    "cp a b",
    "cp -p a c",
    "cp a d",
    "cp a d/",
    "cp a b d/",
    "cp -r d f",
    "mv a b",
    "mv c d/",
    "mv b c",
    "mv d g; mkdir -p d",
    "ln -sf a l",
    "ln -sf ../a d/l",
    "ln -sf a b d/",
    "echo through > l",
    "rm -f a",
    "rm -f *.none b",
    "rm -rf d/*",
    "rm -rf d && mkdir d",
    "install -m 755 a b",
    "install a d/",
    "install -D -m 644 a n/o/p",
    "install -d q/r",
    "mkdir -p q/r d",
    "touch t a",
    "printf 'x\\r\\ny\\r\\n' > c; sed -i 's/\\r$//' c",
    "sed -i 's/app/other/' a",
    "cat a b > c",
    "cat < a > c",
    "echo x 2>&1 > c",
    "[ -f a ] || echo new > a",
    "[ -f none ] && echo never > a",
    "if [ -f none ]; then echo never > b; else echo else > b; fi",
    "true && echo and > c || echo or > c",
    "false || echo or > c",
    "sh -c 'echo nested > c'",
    "sh -c \"echo '$APP' > c\" && chmod 700 c",
    "find . -name 'a*' -exec chmod +x {} \\;",
    "find d -type f | xargs chmod -x",
    "echo a\\\n b > c",
    "env X=1 cp a b",
    "export Z=zed; echo $Z > c",
    "echo ${APP} ${APP:-none} ${NOPE:-some} > c",
    "set -ex; umask 022; echo set > c",
    "echo '$APP' \"$APP\" $APP > c",
    "printf x > c; truncate -s 0 c",
    "tr -d '\\r' < a > c",
]

# A hard link is a copy to the model: what is written to the one later is not seen in the other.
ALONE = ["ln -f a h"]


def really(shell: str, folder: Path, steps: list[str]) -> list[str]:
    """Do the steps as builds do: a shell for each, which starts in the same folder.

    Answers the steps that succeed. Any other one would end the build, and is undone.
    """
    done: list[str] = []
    before = folder.with_name("before")
    environment = {"PATH": os.environ["PATH"], "APP": "app two", "HOME": "/root"}
    program = [shell, "sh", "-c"] if shell == "busybox" else [shell, "-c"]
    for step in steps:
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(folder, before, symlinks=True)
        command = [*program, step]
        ended = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, timeout=20)
        if ended.returncode == 0:
            done.append(step)
        else:
            shutil.rmtree(folder)
            before.rename(folder)
    return done


def told(base: str, folder: Path, steps: list[str]) -> object:
    lines = [f"FROM {base}", 'ENV APP="app two" HOME=/root', f"WORKDIR {folder}", "COPY ctx ."]
    body = "".join(f"RUN <<'END_OF_RUN'\n{step}\nEND_OF_RUN\n" for step in steps)
    context = Listing({"ctx/a": "from context\n", "ctx/d/e": "e\n", "ctx/d/x.sh": "x\r\n"}, executable={"ctx/d/x.sh"})
    return image("\n".join(lines) + "\n" + body, context)


def compare(base: str, folder: Path, steps: list[str]) -> int:
    """The number of files whose text is known; everything that is known must be so."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "d").mkdir(parents=True)
    (folder / "a").write_bytes(b"from context\n")
    (folder / "d/e").write_bytes(b"e\n")
    (folder / "d/x.sh").write_bytes(b"x\r\n")
    for name, mode in (("a", 0o644), ("d/e", 0o644), ("d/x.sh", 0o755)):
        (folder / name).chmod(mode)
    steps = really(SHELLS[base], folder, steps)
    one = told(base, folder, steps)
    known = 0
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    for name in sorted(
        names | {"a", "b", "c", "t", "l", "h", "d/a", "d/b", "d/c", "d/e", "d/l", "d/x.sh", "f/e", "g/e"}
    ):
        path = folder / name
        found = one.rootfs.lookup(str(path))
        if isinstance(found, Unknown):
            continue
        if isinstance(found, File):
            assert path.is_file(), (name, steps)
            if found.source is not None:
                assert path.read_bytes() == found.source.text.encode(), (name, steps)
                known += 1
            if found.executable is not None:
                assert found.executable == bool(path.stat().st_mode & 0o111), (name, steps)
        else:
            assert path.is_dir() if found.folder else not path.exists(), (name, steps)
    for folder_name in (".", "d"):
        listed = one.rootfs.known_children(str(folder / folder_name))
        there = {path.name for path in (folder / folder_name).iterdir()} if (folder / folder_name).is_dir() else set()
        assert set(listed) <= there, steps
    return known


@pytest.fixture(autouse=True, scope="module")
def _ordinary_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize("base", SHELLS)
@pytest.mark.parametrize("step", [*COMMANDS, *ALONE])
def test_one_command_does_what_the_shell_does(base, step, tmp_path):
    if shutil.which(SHELLS[base]) is None:
        pytest.skip(f"{SHELLS[base]} is not installed")
    compare(base, tmp_path / "w", [step])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SHELLS)), st.lists(st.sampled_from(COMMANDS), min_size=2, max_size=6))
def test_several_commands_do_what_the_shell_does(tmp_path, base, steps):
    if shutil.which(SHELLS[base]) is None:
        pytest.skip(f"{SHELLS[base]} is not installed")
    compare(base, tmp_path / "w", steps)


@pytest.mark.parametrize("step", COMMANDS[:26])
def test_a_plain_text_is_known_and_not_only_not_wrong(step, tmp_path):
    if shutil.which("dash") is None:
        pytest.skip("dash is not installed")
    assert compare("debian", tmp_path / "w", [step]) >= 3


@pytest.mark.parametrize(
    ("step", "path", "text"),
    [
        ("RUN a && echo x > /f && b", "/f", "x\n"),
        ('RUN ["sh", "-c", "echo x > /f"]', "/f", "x\n"),
        ('RUN ["bash", "-c", "echo \'a\\\\nb\' > /f"]', "/f", "a\\nb\n"),
        ('RUN ["cp", "/r", "/f"]', "/f", "run"),
        ('SHELL ["/bin/bash", "-c"]\nRUN echo "a\\nb" > /f', "/f", "a\\nb\n"),
        ("RUN <<EOF bash\necho x > /f\nEOF", "/f", "x\n"),
        ("RUN bash <<EOF\necho x > /f\nEOF", "/f", "x\n"),
        ("RUN <<EOF\n#!/bin/bash\necho 'a\\nb' > /f\nEOF", "/f", "a\\nb\n"),
        ("RUN <<EOF\n#!/usr/bin/env python\nopen('/f')\nEOF", "/f", "?"),
        ('RUN cat <<EOF > /f && chmod +x /f\nexec $APP "$@"\nEOF', "/f", 'exec app ""\n'),
        ("RUN cat <<'EOF' > /f \\\n && chmod +x /f\nexec $APP \"$@\"\nEOF", "/f", 'exec $APP "$@"\n'),
        ("RUN --mount=type=cache,target=/x echo x > /f", "/f", "x\n"),
        ("RUN sudo cp /r /f", "/f", "run"),
        ("RUN sudo -u root cp /r /f", "/f", "run"),
        ("RUN sudo -E -u root -- cp /r /f", "/f", "run"),
        ("RUN sudo -H -u root X=1 cp /r /f", "/f", "run"),
        ("RUN gosu root cp /r /f", "/f", "run"),
        ("RUN ionice -c 3 cp /r /f", "/f", "run"),
        ("RUN chroot /new cp /r /f", "/f", "?"),
        ("RUN apt-get install -y x /r", "/r", "run"),
        ("RUN chown app /r && ls /r && sh /r", "/r", "run"),
        ("RUN strange-edit /r", "/r", "no text"),
        ("RUN curl -fsSL -o /f https://example.org/f", "/f", "no text"),
        ("RUN wget -qO /f https://example.org/f", "/f", "no text"),
        ("RUN sed -i 's/\\r$//g' /crlf", "/crlf", "a\nb\n"),
        ("RUN sed -i -e 's/\\r$//' /crlf", "/crlf", "a\nb\n"),
        ("RUN sed -i 's/\\r//' /crlf", "/crlf", "a\nb\n"),
        ("RUN dos2unix /crlf", "/crlf", "a\nb\n"),
        ("RUN find / -name 'cr*' -exec dos2unix {} +", "/crlf", "a\nb\n"),
        ("RUN while read x; do echo $x > /r; done < /list", "/r", "?"),
        ("RUN case $X in a) rm /r;; esac", "/r", "?"),
        ("RUN test -f /x && rm /r", "/r", "?"),
        ("RUN echo exec app >> /r", "/r", "runexec app\n"),
        ("RUN echo $JAVA_HOME > /f", "/f", "\n"),
        ("ARG J\nRUN echo exec java $J > /f", "/f", "exec java $J\n"),
        ("RUN echo exec app $(nproc) > /f", "/f", "exec app $(nproc)\n"),
        ("RUN cp /nobody-knows /f", "/f", "?"),
        ("RUN echo x > /f; rm /f", "/f", "absent"),
        ("RUN echo x > /f; rm /f; make", "/f", "?"),
    ],
)
def test_a_run_is_read(step, path, text):
    files = {"r": "run", "crlf": "a\r\nb\r\n"}
    assert text_at(image(f"FROM debian\nENV APP=app\nCOPY r crlf /\n{step}\n", files), path) == text


@pytest.mark.parametrize(
    ("name", "text", "step", "path", "left"),
    [
        # a program in another language may do anything, whatever it is called
        ("install", "#!/usr/bin/python3\n", "/install /r /f", "/f", "?"),
        ("install", "#!/usr/bin/python3\n", "cd /; ./install /r /f", "/f", "?"),
        ("install", "#!/usr/bin/python3\n", "/install", "/f", "?"),
        ("usr/local/bin/install", "#!/usr/bin/python3\n", "install /r /f", "/f", "?"),
        ("usr/local/bin/find", "#!/usr/bin/perl\n", "find / -name r -delete", "/r", "no text"),
        ("install", "#!/bin/sh\necho own > /f\n", "/install /r /f", "/f", "own\n"),
        ("usr/local/bin/install", "#!/bin/sh\necho own > /f\n", "install /r /f", "/f", "own\n"),
        # neighbours: the tool, a builtin, and what stands where nothing is looked for
        ("opt/install", "#!/usr/bin/python3\n", "install /r /f", "/f", "run"),
        ("install", "#!/usr/bin/python3\n", "install /r /f", "/f", "run"),
        ("usr/local/bin/echo", "#!/usr/bin/python3\n", "echo x > /f", "/f", "x\n"),
        ("install", "#!/usr/bin/python3\n", "/usr/bin/install /r /f", "/f", "run"),
    ],
)
def test_a_program_of_the_image_is_no_tool_of_that_name(name, text, step, path, left):
    files = {"r": "run", "rootfs/" + name: text}
    listing = Listing(files, executable={"rootfs/" + name})
    assert text_at(image(f"FROM debian\nCOPY r /r\nCOPY rootfs /\nRUN {step}\n", listing), path) == left


def test_nothing_is_missing_for_certain_after_a_program_of_the_image_in_another_language_ran():
    listing = Listing({"install": "#!/usr/bin/python3\n"}, executable={"install"})
    assert text_at(image("FROM scratch\nCOPY install /\nRUN /install\n", listing), "/app") == "?"
    assert text_at(image("FROM scratch\nCOPY install /\n", listing), "/app") == "absent"


def test_a_written_script_is_traced_to_the_dockerfile():
    text = (
        "FROM debian\n"
        "RUN set -e; \\\n"
        "    echo '#!/bin/sh' > /s; \\\n"
        "    # a comment\n"
        '    echo "exec app \\"\\$@\\"" >> /s\n'
        "RUN cat <<'EOF' > /t\n"
        "first\n"
        "second\n"
        "EOF\n"
        "RUN printf '%s\\n' 'one' \\\n"
        "  'two' > /u\n"
        "RUN echo 'a\\nb' > /v\n"
    )  # fmt: skip
    rootfs = image(text).rootfs

    def place(path: str, words: str) -> tuple[int, int, bool]:
        source = rootfs.lookup(path).source
        at = source.text.index(words)
        span = source.span(at, at + len(words))
        return span.line, span.column, span.is_verbatim

    assert place("/s", "#!/bin/sh") == (3, 11, True)
    assert place("/s", "exec app") == (5, 11, True)
    assert place("/s", 'exec app "$@"') == (5, 11, False)
    assert place("/t", "second") == (8, 1, True)
    assert place("/t", "first\nsecond") == (7, 1, True)
    assert place("/u", "one") == (10, 20, True)
    assert place("/u", "two") == (11, 4, True)
    assert place("/v", "b") == (12, 14, True)


def test_what_carriage_returns_were_taken_from_is_traced_to_its_file():
    one = image("FROM debian\nCOPY f /f\nRUN dos2unix /f", {"f": "a\r\nb\r\n"})
    source = one.rootfs.lookup("/f").source
    assert source.text == "a\nb\n"
    assert (source.span(2, 3).line, source.span(2, 3).path, source.span(2, 3).is_verbatim) == (2, "f", True)


def test_a_script_written_by_an_unknown_shell_has_no_text_where_the_shells_differ():
    assert text_at(image("FROM who/knows\nRUN echo 'a\\nb' > /f"), "/f") == "no text"
    assert text_at(image("FROM who/knows\nRUN echo 'a b' > /f"), "/f") == "a b\n"
