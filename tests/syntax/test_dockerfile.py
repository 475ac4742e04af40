from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps import steps
from stoplint.syntax.dockerfile import read
from stoplint.text import Source


def dockerfile(text):
    return read(Source("Dockerfile", text))


def only(text):
    (instruction,) = dockerfile(text).instructions
    return instruction


def texts(words):
    return [word.text for word in words]


# ---------------------------------------------------------------- places
def test_spans_are_those_of_the_file():
    text = '\ufeff# escape=`\r\nFROM a\r\n  Run  --mount=x  foo `\r\n# why\r\n\r\n  bar  \r\nCMD ["é", "b c"]'
    read_file = dockerfile(text)
    run, cmd = read_file.instructions[1:]
    assert run.span.text == "Run  --mount=x  foo `\r\n# why\r\n\r\n  bar"
    assert (run.name_span.text, run.value_span.text) == ("Run", "foo `\r\n# why\r\n\r\n  bar")
    assert (run.span.line, run.span.column, run.span.end_line) == (3, 3, 6)
    assert [(flag.name, flag.value, flag.span.text) for flag in run.flags] == [("mount", "x", "--mount=x")]
    assert (run.value.text, run.value.span(6, 9).text, run.value.span(6, 9).line) == ("foo   bar", "bar", 6)
    assert [(word.text, word.span.text) for word in run.words] == [("foo", "foo"), ("bar", "bar")]
    assert [(word.value, word.span.text) for word in cmd.json] == [("é", '"é"'), ("b c", '"b c"')]
    assert [comment.text for comment in read_file.comments] == ["# why"]
    assert [(one.name, one.value, one.span.text) for one in read_file.directives] == [("escape", "`", "# escape=`")]


def test_a_word_across_lines_covers_both():
    word = only("RUN fo\\\n\\\n# c\no x").words[0]
    assert (word.text, word.span.text) == ("foo", "fo\\\n\\\n# c\no")


def test_a_name_may_be_split_over_lines():
    instruction = only("\\\nFR\\\nOM a\n")
    assert (instruction.name, instruction.span.line, instruction.name_span.text) == ("FROM", 1, "FR\\\nOM")


def test_an_instruction_without_arguments_has_an_empty_value():
    instruction = only("RUN")
    assert (instruction.value.text, instruction.value_span.start, instruction.words) == ("", 3, ())


def test_the_inner_instruction_has_its_own_places():
    outer = only('  ONBUILD  COPY --from=a ["b", "c"]\n')
    inner = outer.inner
    assert (inner.name, inner.span.text) == ("COPY", 'COPY --from=a ["b", "c"]')
    assert [word.value for word in inner.words] == ["b", "c"]
    assert inner.flags[0].value == "a"
    assert outer.json is None


# ---------------------------------------------------------------- here-documents
def test_a_heredoc_body_is_no_instruction():
    text = 'COPY --chmod=755 <<-"A" <<B /x/\n\tCMD a\n\n\t\tCMD b\n\tA\n# no comment\nB\nCMD ["c"]\n'
    read_file = dockerfile(text)
    copy, cmd = read_file.instructions
    first, second = copy.heredocs
    assert (first.name, first.expand, first.strip_tabs, first.body.text) == ("A", False, True, "CMD a\n\nCMD b\n")
    assert (second.name, second.expand, second.strip_tabs, second.body.text) == ("B", True, False, "# no comment\n")
    at = first.body.text.index("CMD b")
    assert (first.body.span(at, at + 5).text, first.body.span(at, at + 5).line, first.body.span(at, at + 5).column) == (
        "CMD b",
        4,
        3,
    )
    assert first.span.text == "\tCMD a\n\n\t\tCMD b\n\tA"
    assert copy.span.text == text[: text.index("\nCMD [")]
    assert texts(copy.words) == ['<<-"A"', "<<B", "/x/"]
    assert (read_file.comments, cmd.span.line) == ((), 8)


def test_a_heredoc_in_onbuild_belongs_to_both():
    outer, cmd = dockerfile("ONBUILD RUN <<E\nx\nE\nCMD a\n").instructions
    assert outer.heredocs == outer.inner.heredocs
    assert outer.inner.span.text == "RUN <<E\nx\nE"
    assert cmd.name == "CMD"


def test_a_heredoc_that_never_ends_makes_the_rest_opaque():
    read_file = dockerfile("FROM a\nRUN <<E\nCMD x\n")
    assert [one.name for one in read_file.instructions] == ["FROM", "RUN"]
    assert [(one.span.text, one.why) for one in read_file.opaque] == [("CMD x\n", "the here-document E is never ended")]


# ------------------------------------------- where today's BuildKit departs from the oracle of the other module
@pytest.mark.parametrize("tail", [" # comment", " x", ' ["b"]', ",", "]"])
def test_text_behind_an_array_makes_it_shell_form(tail):
    assert only(f'CMD ["a"]{tail}').json is None


def test_white_space_may_stand_before_a_heredocs_name():
    run, cmd = dockerfile("RUN cat << EOF > x\nCMD y\nEOF\nCMD z\n").instructions
    assert (run.heredocs[0].body.text, cmd.value.text) == ("CMD y\n", "z")


def test_white_space_behind_the_dash_opens_no_heredoc():
    assert [one.heredocs for one in dockerfile("RUN cat <<- EOF\nCMD y\n").instructions] == [(), ()]


def test_the_check_directive_does_not_end_the_directives():
    read_file = dockerfile("# syntax=a\n# check=error=true\n# escape=`\nRUN a `\n b\n")
    assert [(one.name, one.value) for one in read_file.directives] == [
        ("syntax", "a"),
        ("check", "error=true"),
        ("escape", "`"),
    ]
    assert [one.value.text for one in read_file.instructions] == ["a  b"]


def test_a_patterns_hash_does_not_hide_a_heredoc():
    assert len(dockerfile("RUN echo ${x##*/} <<E\nCMD a\nE\n").instructions) == 1


@pytest.mark.parametrize(("head", "value"), [("", "c"), ("# escape=`\n", "b c")])
def test_the_escape_character_holds_in_flags(head, value):
    assert only(f"{head}RUN --a\\ b c").value.text == value


# ---------------------------------------------------------------- comments and directives
def test_a_comment_that_is_no_directive_ends_the_directives():
    read_file = dockerfile("# hello\n# escape=`\nRUN a `\nCMD b\n")
    assert (read_file.escape, read_file.directives, len(read_file.comments)) == ("\\", (), 2)
    assert [one.name for one in read_file.instructions] == ["RUN", "CMD"]


def test_comments_in_continuations_are_kept():
    comments = dockerfile("# a\nRUN x \\\n  # b \\\n y\n  #c").comments
    assert [(one.text, one.span.text, one.span.line) for one in comments] == [
        ("# a", "# a", 1),
        ("# b \\", "# b \\", 3),
        ("#c", "#c", 5),
    ]


# ---------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('ENV a=b c="d e" f=g\\ h', ["a=b", 'c="d e"', "f=g\\ h"]),
        ("ENV a b  c", ["a", "b  c"]),
        ("FROM --platform=x a AS b", ["a", "AS", "b"]),
        ("COPY --from=x a b c", ["a", "b", "c"]),
        ("COPY 'a b' c", ["'a", "b'", "c"]),
        ('COPY ["a b", "c"]', ['"a b"', '"c"']),
        ("HEALTHCHECK --interval=5s CMD curl x", ["CMD", "curl", "x"]),
        ('HEALTHCHECK CMD ["curl", "x"]', ["CMD", '"curl"', '"x"']),
        ("ARG a=b c", ["a=b", "c"]),
        ("CMD sh -c 'a b'", ["sh", "-c", "'a b'"]),
        ("STOPSIGNAL SIGQUIT", ["SIGQUIT"]),
    ],
)
def test_arguments_are_split_as_the_instruction_reads_them(text, words):
    assert texts(only(text).words) == words


def test_the_health_check_has_its_commands_exec_form():
    assert [word.value for word in only('HEALTHCHECK --retries=2 CMD ["a", "b"]').json] == ["a", "b"]


def test_flags_are_unquoted():
    flags = only("RUN --mount=type=secret,id='a b' --x --y= z").flags
    assert [(one.name, one.value) for one in flags] == [("mount", "type=secret,id=a b"), ("x", None), ("y", "")]


# ---------------------------------------------------------------- what is no Dockerfile
@pytest.mark.parametrize(
    "line", ["{{ if x }}", "{%- for a in b %}", "%%X%%", "@FROM@", "<% x %>", "RUNN x", "include(`a')", "lorem ipsum"]
)
def test_a_line_that_no_frontend_reads_is_opaque(line):
    read_file = dockerfile(f"FROM a\n{line}\nCMD b\n")
    assert [one.name for one in read_file.instructions] == ["FROM", "CMD"]
    assert [one.span.text for one in read_file.opaque] == [line]


def decoded(data):
    return Source("Dockerfile", data.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    "data", [b"", b"\xef\xbb\xbfFROM a\r\n", b"FROM \xff\xfe\nRUN \x80 \\\n x", "FROM é\n".encode()]
)
def test_bytes_that_are_no_utf8_are_read(data):
    assert all(one.name in ("FROM", "RUN") for one in read(decoded(data)).instructions)


@pytest.mark.parametrize("data", [b"\x7fELF\0\0\nRUN x\n", "FROM a\n".encode("utf-16"), b"\0"])
def test_binary_is_one_opaque(data):
    read_file = read(decoded(data))
    assert read_file.instructions == ()
    assert [one.span for one in read_file.opaque] == [read_file.source.whole]


# ---------------------------------------------------------------- laws
def assert_in_order(read_file):
    regions = sorted(
        [*read_file.instructions, *read_file.opaque, *read_file.directives], key=lambda one: one.span.start
    )
    for one, following in pairwise(regions):
        assert one.span.end <= following.span.start
    starts = [one.span.start for one in read_file.instructions]
    assert starts == sorted(starts)
    for one in regions:
        assert 0 <= one.span.start <= one.span.end <= len(read_file.source.text)
    for outer in read_file.instructions:
        for one in (outer, outer.inner) if outer.inner else (outer,):
            parts = [one.name_span, one.value_span, *(word.span for word in (*one.words, *(one.json or ())))]
            parts += [heredoc.span for heredoc in one.heredocs] + [flag.span for flag in one.flags]
            assert all(outer.span.start <= part.start <= part.end <= outer.span.end for part in parts)
            assert len(one.value.offsets) == len(one.value.text) + 1
            assert all(one.value.span(at, at + 1).text == char for at, char in enumerate(one.value.text))
            for heredoc in one.heredocs:
                body = heredoc.body
                assert all(body.span(at, at + 1).located.text == char for at, char in enumerate(body.text))


PIECES = [
    "RUN ", "COPY ", "CMD ", "ONBUILD ", "HEALTHCHECK ", "ENV ", "from ", "<<E", "<<-E", "<< E", "<<'E' ", "\nE\n", "\n\tE\n", "\\\n", "`\n", "\\", "`",
    "# c\n", "# escape=`\n", "# check=a\n", "\ufeff", "\r\n", "\r", "\n", "\n\n", " ", "\t", '["a", "b"]', '["', "',", '"', "a=b", "--x=y ", "-- ",
    "${x:-", "}", "$x", "\u00a0", "\x85", "\u2028", "\x1c", "\udcff", "é", "{{ x }}", "\x00", "#",
]  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
def test_any_text_is_read_and_every_place_is_inside(text):
    assert_in_order(dockerfile(text))


@given(st.binary(max_size=60))
def test_any_bytes_are_read(data):
    assert_in_order(read(decoded(data)))


# Each was, or would be with a careless pattern, quadratic or too deep.
@pytest.mark.parametrize(
    "unit",
    [
        ("RUN a \\\n", "b \\\n", ""), ("RUN ", " ", "x"), ("ENV a=", '"\\"', ""), ("CMD [", '"a",', '"a"]'), ('CMD ["', "a", ""), ("CMD [", "[", ""),
        ('CMD ["', "\\u00e9", '"]'), ("RUN <<E\n", "x\n", "E\n"), ("", "RUN <<E\n", ""), ("RUN ", "<<", ""), ("", "ONBUILD ", ""), ("RUN ", "--a=b ", ""),
        ("RUN --a='", "\\x", ""), ("RUN <<E ", "${a:-", "\nE\n"), ("RUN a \\\n", "# x\n", ""), ("RUN <<-E\n", "\t\tx\n", "E\n"), ("# escape=\\", " ", "x\nRUN a"),
        ("# syntax=", "a ", "\nRUN a"), ("", "\r", ""), ("RUN ", "\\ ", ""), ("", "{{ x\n", ""), ("COPY ", "'a' ", ""), ("", "FROM a\n", ""),
    ],
)  # fmt: skip
def test_the_work_grows_with_the_text_only(unit):
    head, repeated, tail = unit

    def taken(size):
        return steps(dockerfile, head + repeated * (size // len(repeated)) + tail)

    small, large = taken(4_000), taken(32_000)
    assert large < small * 8 * 1.1, (small, large)
