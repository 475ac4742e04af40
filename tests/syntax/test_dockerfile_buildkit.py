"""Instructions, lines, exec form, words and here-documents are those of BuildKit's own parser.

The oracle is BuildKit 0.12.5 (`dockerfile` on PyPI). Where today's BuildKit reads otherwise, this reader follows
today's, and the departures are written out in `test_dockerfile.py`; here they are told apart by `exec_form`.
"""

from __future__ import annotations

import io
import json

import pytest
from dockerfile_parse import DockerfileParser
from hypothesis import example, given
from hypothesis import strategies as st

from stoplint.syntax.dockerfile import INSTRUCTIONS, read
from stoplint.text import Source

buildkit = pytest.importorskip("dockerfile", reason="BuildKit's parser has no wheel for this platform")

HEADS = ["", "# syntax=docker/dockerfile:1\n", "# escape=`\n", "#escape=\\\n\n", "# a comment\n# escape=`\n", "\ufeff"]
BODIES = [
    # names and white space
    "FROM a\n", "from a\n", "FrOm a", "  FROM a  \n", "\tFROM\ta\n", "FROM  a   AS   b\n", "FROM a\n\n\nRUN x\n", "FROM\n",
    "FROM a\nRUN\n", "FROM a\nRUN", "FROM a\vAS\fb\n", "\u00a0FROM a\n", "FROM a\u00a0b\n", "FROM\u00a0a\nRUN x\n",
    "FROM a\x1cb\n", "RUN\x1cx\nFROM a\n", "FROM --platform=$BUILDPLATFORM a AS b\n", "FROM a\rRUN x\n", "FROM a\nRUNN x\n",
    "FROM a\nFOO\nRUN x\n", "FROM a\n{{ if x }}\nRUN x\n{{ end }}\n", "{% for x in y %}\nFROM {{ x }}\n{% endfor %}\n",
    "FROM %%BASE%%\n%%INSTALL%%\nCMD a\n", "include(`x')\nFROM a\ndnl y\n", "FROM a\n` x\nRUN y\n", "FROM a\n\\ x\nRUN y\n",
    "FROM a\nCOMMENT x\nRUN y\n", 'FROM a\nRUN é\nÉ x\nCMD ["é"]\n', "#\n#\n\nFROM a # b\n",
    # continuations
    "FROM a\nRUN x \\\n  y\n", "FROM a\nRUN x\\\ny\n", "FROM a\nRUN x \\   \n y\n", "FROM a\nRUN x \\\\\n y\n", "FROM a\nRUN x \\\\\\\n y\n",
    "FROM a\nRUN x `\n y\n", "FROM a\nRUN x ``\n y\n", "FROM a\nRUN x `\t\n y\n", "FROM a\nRUN x \\\n\n\n y\nCMD z\n",
    "FROM a\nRUN x \\\n# c\n y\nCMD z\n", "FROM a\nRUN x \\\n   # c \\\n\t\n y\nCMD z\n", "FROM a\nRUN x \\\n # c\n\n # d\n",
    "FROM a\nRUN x \\", "FROM a\nRUN x \\\n", "FROM a\nRUN x \\\n\n", "FROM a\n\\\nRUN x\n", "\\\nFROM a\n", "  \\\n\n # c\n FROM a\n",
    "FROM a\nRU\\\nN x\n", "FROM a\nRUN \\\n x\n", "FROM a\nRUN\\\n x\n", 'FROM a\nCMD ["a", \\\n "b"]\n', 'FROM a\nCMD [ \\\n # c\n"b" \\\n]\n',
    "FROM a\nRUN x \\\n && \\\n\\\n y\nCMD z\n", "FROM a\nRUN x \\\r\n y\r\nCMD z\r\n", "FROM a\nRUN x `\r\n y\r\nCMD z\r\n",
    "FROM a\nRUN x \\ \\\n y\n", "FROM a\nRUN x #\\\n y\n", "FROM a\n# RUN x \\\n y\nCMD z\n", "FROM a\nENV a=b \\\n c=d \\\n\n e=f\n",
    "FROM a\nRUN echo \\\n   \\\n   \\\nb\n", "FROM a\nRUN a && \\\n#\n\tb\n", 'FROM a\nLABEL a="b \\\n c"\n',
    # exec form
    'CMD ["a"]\n', "CMD []\n", "CMD [ ]\n", 'CMD [""]\n', 'CMD   [ "a" , "b" ]  \n', "CMD ['a']\n", 'CMD ["a",]\n', 'CMD [,"a"]\n',
    'CMD ["a" "b"]\n', 'CMD ["a", "b"\n', "CMD [a]\n", 'CMD ["a\\"b"]\n', 'CMD ["a\\x"]\n', 'CMD ["\\u00e9\\u2603"]\n',
    'CMD ["\\ud83d\\ude00"]\n', 'CMD ["\\ud83d"]\n', 'CMD ["\\ude00x\\ud83d"]\n', 'CMD ["\\u00e"]\n', 'CMD ["a\tb"]\n', 'CMD ["a\x0cb"]\n',
    'CMD ["a\x7fb"]\n', "CMD [1]\n", "CMD [null]\n", 'CMD [["a"]]\n', "CMD [NaN]\n", 'CMD {"a": 1}\n', 'CMD "a"\n', "CMD [[ -f x ]]\n",
    "CMD [ -f x ]\n", 'CMD ["C:\\a"]\n', 'CMD ["C:\\\\a"]\n', 'CMD ["a"]]\n', "CMD [“a”]\n", 'CMD ["a"\u00a0]\n', 'CMD \u00a0["a"]\n',
    'ENTRYPOINT ["a"]\nCMD ["b"]\n', 'entrypoint ["a"]\n', 'RUN ["a"]\n', 'SHELL ["/bin/bash", "-c"]\n', "SHELL /bin/bash\n",
    'VOLUME ["/a", "/b"]\n', "VOLUME /a /b\n", 'COPY ["a b", "c"]\n', 'ADD ["a", "b"]\n', 'COPY --from=x ["a", "b"]\n',
    'EXPOSE ["80"]\n', 'USER ["a"]\n', 'WORKDIR ["a"]\n', 'STOPSIGNAL ["SIGTERM"]\n', "CMD\n", "CMD \n", "ENTRYPOINT\nCMD []\n",
    'CMD ["a\\/b\\b\\f\\n\\r\\t"]\n', 'CMD\t["a"]\n', 'CMD [\r"a"]\n',
    # flags
    "COPY --from=a --chmod=755 b c\n", "COPY --chown=a:b --link b c\n", "RUN --mount=type=cache,target=/x y\n",
    'RUN --mount=type=secret,id="a b" --network=none y\n', 'RUN --a="b c" ["x"]\n', "COPY -- --a b\n", "COPY --a=b\n", 'CMD --x ["a"]\n',
    "RUN --a='b", "RUN -x --y\n", "RUN -- x\n", "RUN --mount=a \\\n --mount=b \\\n c\n", "COPY --from=a\tb c\n",
    # HEALTHCHECK and ONBUILD
    "HEALTHCHECK NONE\n", "HEALTHCHECK CMD curl x\n", 'HEALTHCHECK --interval=5s --timeout=3s CMD ["a"]\n', "HEALTHCHECK CMD\n",
    "HEALTHCHECK\n", "HEALTHCHECK CMD ['a']\n", 'HEALTHCHECK ["a"]\n', "HEALTHCHECK --retries=3 \\\n  CMD curl || \\\n exit 1\n",
    "ONBUILD RUN x\n", 'ONBUILD CMD ["a"]\n', "onbuild copy --from=a b c\n", "ONBUILD\n", 'ONBUILD ONBUILD CMD ["a"]\n', "ONBUILD {{ x }}\n",
    "ONBUILD RUN a \\\n # c\n b\n", "ONBUILD RUN <<E\nCMD x\nE\nCMD y\n", "ONBUILD ENV a=b\n", "ONBUILD CMD <<E\nCMD x\nE\n",
    "ONBUILD ONBUILD RUN <<E\nCMD x\nE\n",
    # ENV, ARG, LABEL and other words
    "ENV a b c\n", "ENV a=b c=\"d e\" f='g h' i=j\\ k\n", 'ENV a="b\n', "ENV a\\\n b\n", "ENV a\n", "ENV a=b c\n", "ENV a  =b\n", "ENV a=\"x\\\"y z\" b='\\' c=d\n",
    "ENV a=`b` c\\=d=e\n", "ARG a\n", 'ARG a=b c="d e"\n', "ARG\n", 'LABEL a.b="c" \\\n d=e\n', 'LABEL "a b"="c"\n', "LABEL a b\n",
    "EXPOSE 80/tcp 443\n", "USER a:b\n", "WORKDIR /a b\n", "STOPSIGNAL SIGQUIT\n", "MAINTAINER a <b@c>\n", "COPY a\tb  c\n", 'COPY "a b" c\n',
    # here-documents
    "RUN <<EOF\nFROM x\nEOF\nCMD a\n", "RUN <<-EOF\n\tFROM x\n\tEOF\nCMD a\n", "RUN <<EOF\n\tEOF\nEOF\nCMD a\n", "RUN <<'EOF'\n$x\nEOF\nCMD a\n",
    'RUN <<"EOF" bash\n$x\nEOF\nCMD a\n', 'RUN <<"E F"\nCMD x\nE F\nCMD a\n', "RUN <<\\EOF\nCMD x\nEOF\nCMD a\n", "RUN <<E'O'F\nCMD x\nEOF\nCMD a\n",
    "RUN 3<<EOF cat\nCMD x\nEOF\nCMD a\n", "RUN x<<EOF cat\nCMD x\n", "COPY <<A <<B /x/\nCMD a\nA\nCMD b\nB\nCMD a\n", "ADD <<A b /x/\nCMD a\nA\nCMD a\n",
    'COPY --chmod=755 <<EOF /x\n#!/bin/sh\nexec "$@"\nEOF\nCMD a\n', "RUN cat <<EOF > x && \\\n y\nCMD z\nEOF\nCMD a\n",
    "RUN cat > x \\\n <<EOF\nCMD z\nEOF\nCMD a\n", "RUN cat <<<EOF\nCMD a\n", 'RUN cat <<< "EOF"\nCMD a\n', "RUN cat <<EOF\n", "RUN cat <<EOF\nEOF",
    "RUN cat <<EOF\r\nCMD x\r\nEOF\r\nCMD y\r\n", 'RUN echo "<<EOF"\nCMD a\n', "RUN echo '<<EOF'\nCMD a\n", "RUN echo it's <<EOF\nCMD a\n",
    "RUN echo $((1<<2))\nCMD a\n", "RUN echo $(( 1 <<2 ))\nCMD a\n2\nCMD b\n", "RUN echo ${x:-y} <<EOF\nCMD x\nEOF\n", "RUN echo \\<<EOF\nCMD x\n",
    'RUN <<""\nCMD x\n', "CMD <<EOF\nCMD x\nEOF\n", "ENV a=<<EOF\nCMD x\n", 'RUN ["a", "<<EOF"]\nCMD x\n', 'COPY ["<<EOF", "b"]\nCMD x\n',
    "run <<eof\nEOF\neof\nCMD a\n", "RUN <<EOF\nEOF \n EOF\nEOF\nCMD a\n", "RUN <<EOF\n\n\nEOF\n\nCMD a\n", "RUN <<EOF\nx \\\nEOF\nCMD a\n",
    "RUN <<EOF # c\nx\nEOF\nCMD a\n", "RUN <<A\n<<B\nA\nCMD a\n", "RUN <<-A <<-'B' \n\t\tx\nA\n\t\t\tB\nCMD a\n", "RUN <<$x\nCMD a\n$x\nCMD b\n",
    "RUN <<EOF;\nx\nEOF;\nCMD a\n", "RUN (cat <<EOF)\nx\nEOF)\nCMD a\n", "RUN cat <<EOF|sh\nx\nEOF|sh\nCMD a\n", "RUN cat <<é\nCMD x\né\nCMD a\n",
    # directives
    "# syntax=a\n# escape=`\nRUN a `\n b\n", "# ESCAPE=`\nRUN a `\n b\n", "#escape = ` \nRUN a `\n b\n", "  # escape=`\nRUN a `\n b\n", "\n# escape=`\nRUN a `\n b\n",
    "# escape=x\nRUN a\n", "# escape=`\n# escape=`\nRUN a\n", "# foo=bar\n# escape=`\nRUN a `\nCMD b\n", "# escape=`\r\nRUN a `\r\n b\r\n",
    "# escape=`\nCOPY a C:\\\nCMD b\n", "#!/bin/x\n# escape=`\nRUN a `\nCMD b\n", "\ufeff# escape=`\nRUN a `\n b\n", "# escape=`\nENV a=b` c d=e\n",
    "# syntax= \n# escape=`\nRUN a `\n b\n", "# escape=`\nRUN <<E cat \\\nx\nE\nCMD a\n", "# escape =`\nRUN a `\n # c\n\n b\n", "# escape=``\nRUN a\n",
]  # fmt: skip


def exec_form(instruction):
    """Ours, but as BuildKit 0.12 decided it: text behind the array did not count (until moby/buildkit@80518e2)."""
    if instruction.json is not None:
        return [word.value for word in instruction.json]
    text = instruction.value.text
    if instruction.name == "HEALTHCHECK":
        text = text.partition(" ")[2].lstrip()
    elif instruction.name not in {"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"}:
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return None
    trailing = isinstance(value, list) and all(isinstance(one, str) for one in value) and text[end:].strip()
    return value if trailing else None


def words_of(instruction):
    """What BuildKit's parser makes of the arguments."""
    exec_words = exec_form(instruction)
    if exec_words is not None and instruction.name != "HEALTHCHECK":
        return exec_words
    texts = [word.text for word in instruction.words]
    match instruction.name:
        case "ENV" | "LABEL" if texts and "=" in texts[0]:
            return [part for text in texts for part in text.split("=", 1)]
        case "ENV" | "LABEL" | "ADD" | "ARG" | "COPY" | "EXPOSE" | "FROM" | "VOLUME":
            return texts
        case "HEALTHCHECK" | "ONBUILD":
            return None
        case _:
            return [instruction.value.text] if instruction.value.text else []


def assert_same(text):
    """True if BuildKit accepts the text; fails if it reads it otherwise."""
    try:
        theirs = buildkit.parse_string(text)
    except buildkit.GoParseError:
        read(Source("Dockerfile", text))
        return False
    ours = read(Source("Dockerfile", text))
    named = [command for command in theirs if command.cmd]  # a lone continuation mark is a command without a name
    known = [command for command in named if command.cmd.upper() in INSTRUCTIONS]
    unknown = [command for command in named if command.cmd.upper() not in INSTRUCTIONS]
    assert [(one.name, one.span.line) for one in ours.instructions] == [
        (one.cmd.upper(), one.start_line) for one in known
    ]
    assert [one.span.line for one in ours.opaque] == [one.start_line for one in unknown]
    for mine, command in zip(ours.instructions, known, strict=True):
        last = mine.inner or mine
        assert (exec_form(last) is not None) == command.json
        sub_command = (command.sub_cmd or "").upper()
        assert (mine.inner.name if mine.inner else "") == (sub_command if sub_command in INSTRUCTIONS else "")
        if command is not theirs[-1]:  # at the end of a file a continuation runs into nothing
            assert mine.span.end_line == command.end_line
        if not sub_command and words_of(mine) is not None:
            assert words_of(mine) == list(command.value)
        if not sub_command:
            bodies = [(one.name, one.body.host.text) for one in mine.heredocs]
            assert bodies == [(one.name, one.content) for one in command.heredocs]
    return True


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("body", BODIES)
def test_a_dockerfile_is_read_as_buildkit_reads_it(head, body):
    assert_same(head + body)
    assert_same((head + body).replace("\n", "\r\n"))


def test_the_table_is_large_and_mostly_accepted():
    accepted = [body for body in BODIES if assert_same(body)]
    assert len(accepted) >= 150
    assert len(accepted) < len(BODIES)


LINES = [
    "FROM a", "FROM a AS b", "from --platform=x a", "RUN x", "RUN x \\", "RUN \\", "  y \\", "\ty", "RUN x `", "  z `", "\\", "`", "RUN x \\\\",
    "# c", "  # c", "# escape=`", "# syntax=a", "#\tescape=\\", "", " ", "\t", 'CMD ["a"]', 'CMD ["a", \\', ' "b"]', "CMD ['a']",
    'CMD ["a"] ', 'ENTRYPOINT ["a", "b\\n"]', "HEALTHCHECK --interval=1s CMD a", 'HEALTHCHECK CMD ["a"]', "ONBUILD RUN x", 'ONBUILD CMD ["a"]',
    "ONBUILD COPY <<E x", "ONBUILD RUN x \\", "RUN <<E", "RUN <<-E cat", "RUN <<'E' <<\"F\"", "COPY <<E <<-F x/", "RUN 3<<E", "RUN cat <<E \\",
    "RUN cat <<<E", "RUN it's <<E", "E", "\tE", "F", "E \\", " E", "ENV a=b c=d", "ENV a b", 'ENV a="b \\', "ENV a='b", '  c="d e"', "COPY --from=a b c",
    'COPY ["a", "b"]', 'RUN --mount=type=a,b="c d" e', "{{ x }}", "%%X%%", "FOO x", "USER a", "STOPSIGNAL SIGINT", "run x && \\", "RU\\", "N x", "é \\",
    "LABEL a=b", "ARG a=b", 'SHELL ["a"]',
]  # fmt: skip


@given(
    st.sampled_from(["", "\ufeff", "# escape=`\n", "# syntax=x\n"]),
    st.lists(
        st.tuples(st.sampled_from(LINES), st.sampled_from(["\n", "\n", "\n", "\r\n", " \n", "\r\r\n"])), max_size=14
    ),
    st.booleans(),
)
def test_lines_in_any_order_are_read_as_buildkit_reads_them(head, lines, cut):
    text = head + "".join(line + end for line, end in lines)
    assert_same(text.rstrip("\r\n") if cut else text)


@given(
    st.sampled_from(["CMD ", "HEALTHCHECK CMD ", "COPY ", "ONBUILD RUN "]),
    st.text("[]\"\\, \tabu0e9d8'{}:1-", max_size=16),
)
def test_anything_in_brackets_is_exec_form_where_buildkit_says_so(name, inside):
    assert_same(f"{name}[{inside}]\n")


@given(
    st.text(" \t\"'\\`=$ab-<E#\u00e9", max_size=24),
    st.sampled_from(["ENV a=", "RUN --m=", "COPY ", "LABEL x=y ", "ARG "]),
    st.booleans(),
)
@example("` `", "ENV a=", True)
@example('"b `', "ENV a=", True)
def test_quotes_and_escapes_split_as_in_buildkit(inside, name, backtick):
    if "<" not in inside:  # what today's BuildKit takes for a here-document differs from 0.12's
        assert_same(f"{'# escape=`' if backtick and '--' not in name else '#'}\n{name}{inside}\n")


# What dockerfile-parse reads right by itself: no here-document, BOM, blank line in a continuation, exotic white space.
PLAIN = [
    "FROM a\n",
    "RUN x \\\n  y\n",
    "# c\n",
    "\n",
    "COPY a b\r\n",
    'CMD ["a"]\n',
    "RUN x \\\n # c\n y\n",
    "env a=b \\\n  c=d\n",
    "ONBUILD RUN x\n",
    "FOO x\n",
]


@given(st.lists(st.sampled_from(PLAIN), max_size=10).map("".join))
def test_plain_files_are_read_as_dockerfile_parse_reads_them(text):
    structure = DockerfileParser(fileobj=io.BytesIO(text.encode())).structure
    theirs = [(one["instruction"], one["startline"] + 1, one["endline"] + 1) for one in structure]
    ours = read(Source("Dockerfile", text))
    mine = [(one.name, one.span.line, one.span.end_line) for one in ours.instructions]
    mine += [("FOO", one.span.line, one.span.end_line) for one in ours.opaque]
    mine += [("COMMENT", one.span.line, one.span.end_line) for one in ours.comments]
    assert sorted(mine, key=lambda one: one[1:]) == sorted(theirs, key=lambda one: one[1:])
