"""The second readers: bashlex and dockerfile-parse see the intended change and no other, or refuse."""

from __future__ import annotations

import pytest

from stoplint.fixing.applying import Changes
from stoplint.fixing.readers import is_dockerfile, why_misread


def misread(before, after, path="f"):
    return why_misread(
        Changes(olds={path: before}, texts={path: before}, paths={path: path}),
        Changes(olds={path: before}, texts={path: after}, paths={path: path}),
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [("FROM x\nCMD a\n", True), ("# c\nARG A\nfrom x\n", True), ("#!/bin/sh\nFROM x\n", False), ("./server\n", False), ("", False), ("CMD a\n", False)],
)  # fmt: skip
def test_a_dockerfile_has_a_from_and_a_script_a_shebang(text, kind):
    assert is_dockerfile(text) is kind


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("CMD a", 'CMD ["a"]', ""),
        ("cmd a", 'cmd ["a"]', ""),
        ("CMD a\nENTRYPOINT b", 'CMD ["a"]\nENTRYPOINT ["b"]', ""),
        ("CMD a", "STOPSIGNAL SIGQUIT\nCMD a", ""),
        ("CMD a", "# c\nCMD a", ""),
        ("# c\nCMD a", "CMD a", ""),
        ("STOPSIGNAL 3\nCMD a", "STOPSIGNAL SIGQUIT\nCMD a", ""),
        ("CMD a  b", "CMD a b", ""),
        ("CMD a", 'CMD ["a]', "sees no JSON array behind CMD"),
        ("ENTRYPOINT a", "ENTRYPOINT ['a']", "sees no JSON array behind ENTRYPOINT"),
        ("CMD a", "CMD [1]", "sees no JSON array behind CMD"),
        ("CMD a", 'CMD ["a", 1]', "sees no JSON array behind CMD"),
        ("CMD a", "CMD exec a", ""),
        ("CMD a", "RUN ['b']", "sees RUN instead of CMD"),
        ("RUN a", "RUN ['b']", ""),
        ("RUN b\nCMD a", "CMD a", "sees nothing instead of RUN"),
        ("CMD a", "RUN b\nCMD a", "sees RUN instead of nothing"),
        ("CMD a\nRUN b", "RUN b\nCMD a", "instead of"),
        ("USER x\nCMD a", "CMD a\nCMD b", "sees nothing instead of USER"),
        ("CMD a", 'CMD ["a"]\nEXPOSE 1', "sees CMD and EXPOSE instead of CMD"),
    ],
)  # fmt: skip
def test_instructions_stay_what_they_are(before, after, said):
    told = misread(f"FROM x\n{before}\n", f"FROM x\n{after}\n", "Dockerfile")
    assert said in told
    assert bool(told) is bool(said)
    if told:
        assert told.startswith("dockerfile-parse, the second reader, sees ")
        assert told.endswith(" in Dockerfile")


def test_a_dockerfile_with_bytes_that_are_no_utf_8_is_read_all_the_same():
    assert misread("FROM x\n# \udcff\nCMD a\n", 'FROM x\n# \udcff\nCMD ["a"]\n') == ""
    assert "nothing instead of RUN" in misread("FROM x\n# \udcff\nRUN b\nCMD a\n", "FROM x\n# \udcff\nCMD a\n")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("server\n", "exec server\n", ""),
        ("a\nserver\nb\n", "a\nexec server\nb\n", ""),
        ("a\nserver\n", "a\ntrap x TERM\nserver\n", ""),
        ("a\nserver\nb\n", "a\nserver\n", ""),
        ("a\nb 1\n", "a 'x\nb 1\n", "can't read it any more"),
        ("cat <<E\nx\nE\nserver\n", "cat <<E\nx\nE\nexec server\n", ""),
        ("( cd /x; server )\n", "{ cd /x; exec server; }\n", ""),
        ("a\r\nserver\r\n", "a\nserver\n", ""),
        ("a\r\nserver\r\n", "a\r\nexec server\r\n", ""),
        ("a \\\r\n  b\r\nserver\r\n", "a \\\n  b\nserver\n", ""),
        ("\ufeffserver\na\n", "\ufeffexec server\na\n", ""),
        ("\ufeffa\nserver\nE\n", "\ufeffa\nserver <<E\nE\n", "sees another command than before: `E`"),
        ("\ufeff(a)\nserver\n", "\ufeff(a)\nexec server '\n", "can't read it any more"),
        ("if x; then\n  a\nfi\nserver\n", "if x; then\n  a\nfi\nexec server\n", ""),
        ("x=1\nserver\ny\n", "x=1\nexec server\ny\n", ""),
        ("f() {\n  a\n}\nserver\n", "f() {\n  a\n}\nexec server\n", ""),
        ("a\nb <<E\nserver\nE\nc\n", "a\nb\nserver\nE\nc\n", "sees another command than before: `server`"),
        ("a\nb\nserver\nE\nc\n", "a\nb <<E\nserver\nE\nc\n", "sees another command than before: `c`"),
        ("case x in a) b ;; esac\nserver\n", "case x in a) b ;; esac\nexec server '\n", ""),
    ],
)  # fmt: skip
def test_the_commands_of_other_lines_stay_what_they_are(before, after, said):
    told = misread(f"#!/bin/sh\n{before}", f"#!/bin/sh\n{after}", "start.sh") if before[0] != "\ufeff" else misread(before, after, "start.sh")  # fmt: skip
    assert said in told
    assert bool(told) is bool(said)
    if told:
        assert told.startswith("bashlex, the second reader, ")
        assert told.endswith(" in start.sh")


def test_only_texts_that_changed_are_read_again():
    old = Changes(olds={"a": "x", "b": "FROM x\n"}, texts={"a": "y '"}, paths={"a": "a", "b": "b"})
    new = Changes(olds=old.olds, texts={"a": "y '", "b": "FROM x\nRUN y\n"}, paths=old.paths)
    assert why_misread(old, old) == ""
    assert why_misread(old, new) == "dockerfile-parse, the second reader, sees RUN instead of nothing in b"


def test_what_was_changed_in_an_earlier_round_is_compared_with_that():
    old = Changes(olds={"a": "one\n"}, texts={"a": "two\n"}, paths={"a": "a"})
    new = Changes(olds={"a": "one\n"}, texts={"a": "two 'x\n"}, paths={"a": "a"})
    assert "can't read it any more" in why_misread(old, new)
    broken = Changes(olds={"a": "one\n"}, texts={"a": "two 'x\n"}, paths={"a": "a"})
    assert why_misread(broken, Changes(olds={"a": "one\n"}, texts={"a": "two 'y\n"}, paths={"a": "a"})) == ""


# ---------------------------------------------------------------- manifests
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("web:\n  image: x\n", "web:\n  image: x\n  init: true\n", ""),
        ("web: {image: x}", "web: {image: x, init: true}", ""),
        ("web:\n  grace: 5s # c\n", "web:\n  grace: 40s # c\n", ""),
        ("web:\n  signal:", "web:\n  signal: SIGQUIT", ""),
        ("web:\n  signal:\n", "web:\n  signal: SIGQUIT\n", ""),
        ("web:\n  command: a b\n", 'web:\n  command: ["a", "b"]\n', ""),
        ("a: [x, y]\n", "a: [y]\n", ""),
        ("a: 1\n---\nb: |\n  x\n  app\n", "a: 1\n---\nb: |\n  x\n  exec app\n", ""),
        ("\ufeffa: 1\r\nb: 2\r\n", "\ufeffa: 1\r\nb: 3\r\n", ""),
        ("a: &x 1\nb: *x\nc: 2\n", "a: &x 1\nb: *x\nc: 3\n", ""),
        ("# c\na: 1\n", "# d\na: 1\n", ""),
        ("a: 'x'\nb: 1\n", "a: 'x'\nb: '1'\n", ""),
        # what was read by nobody before can't be misread
        ("a: 'x\n", "a: 'y\n", ""),
        ("a: 1\na: 2\n", "a: 1\n", ""),
        ("a: &x 1\nb: &x 2\n", "a: 1\n", ""),
        ("a: 1\n", "a: 'x\n", "can't read it any more"),
        ("a: 1\n", "a: 1\na: 2\n", "can't read it any more"),
        ("a: 1\n", "a:\n\tb: 1\n", "can't read it any more"),
        ("a: 1\n", "a: 1\n---\n", "sees another number of documents"),
        ("a: 1\n---\nb: 1\n", "a: 1\n", "sees another number of documents"),
        ("a: 1\nb: 2\n", "a: 1\n", "sees no `b` any more"),
        ("a:\n  b: [1]\n", "a:\n  c: [1]\n", "sees no `a.b` any more"),
        ("- a\n- b\n", "- a\n", ""),
        ("a: |\n  x\n\nb: 1\n", "a: |\n  x\n\n  c\nb: 1\n", ""),
        ("a:\n  b: 1\nc: 2\n", "a:\n  b: 1\n  d:\nc: 2\n", ""),
        ("a: |+\n  x\n\nb: 1\n", "a: |+\n  x\nc: 1\n\nb: 1\n", "sees another `a` than before"),
        ("a: x\nb: 1\n", "a: x\n  c\nb: 1\n", "sees another `a` than before"),
        ("a:\n  - x\nb: 1\n", "a:\n  - x\n  - y\nb: 1\n", ""),
        ("a: {b: 1}\n\n# c\nd: 2\n", "a: {b: 1}\nc: [\n# c\nd: 2\n]\n", "sees no `d` any more"),
        ("a:\n  b: 1\n  c: 2\n", "a:\nx:\n  b: 1\n  c: 2\n", "sees no `a.b` any more"),
        ("a: &x 1\nb: *x\n", "a: &x 2\nb: *x\n", "sees another `a` elsewhere, too"),
        ("a: &x\n  c: 1\nb: *x\n", "a: &x\n  c: 1\n  d: 2\nb: *x\n", "sees another `a.d` elsewhere, too"),
        ("a: &x\n  c: [1]\nb: {<<: *x}\n", "a: &x\n  c: [2]\nb: {<<: *x}\n", "sees another `a.c[0]` elsewhere, too"),
        ("a: &x 1\nb: &y 1\nc: *x\nd: 1\n", "a: &y 1\nb: &x 1\nc: *x\nd: 1\n", "sees another `c` than before"),
        ("a: &x 1\nb: 2\n", "a: &x 1\nb: *x\n", "sees another `b` than before"),
        ("a: &x 1\nb: *x\n", "a: &x 1\nb: 2\n", "sees another `b` than before"),
        ("a: |\n  x\n  app\n  y\n", "a: |\n  x '\n  app\n  y\n", "bashlex, the second reader, can't read it any more"),
        ("a: |\n  FROM x\n  RUN a\n", "a: |\n  FROM x\n  USER a\n", "dockerfile-parse, the second reader, sees USER instead of RUN"),
        ("dockerfile: |\n  FROM x\n  CMD a\n", 'dockerfile: |\n  FROM x\n  CMD ["a"]\n', ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["compose.yaml", "k8s/pod.YML"])
def test_values_of_other_lines_and_what_aliases_name_stay_what_they_are(before, after, said, path):
    told = misread(before, after, path)
    assert said in told
    assert bool(told) is bool(said)
    if told:
        assert told.startswith(("PyYAML, the second reader, ", "bashlex, the second", "dockerfile-parse, the second"))
        assert told.endswith(f" in {path}")


def test_laughs_are_read_once_each():
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
    assert misread(f"{text}b: 1\n", f"{text}b: 2\n", "f.yaml") == ""
    assert "sees another `a0[0]` elsewhere" in misread(text, text.replace("[x]", "[y]"), "f.yaml")


def test_a_manifest_with_a_dockerfile_in_it_is_read_as_a_manifest():
    assert misread("a: |\n  FROM x\nb: 1\n", "a: |\n  FROM x\nb: 'x\n", "compose.yml").startswith("PyYAML, ")
