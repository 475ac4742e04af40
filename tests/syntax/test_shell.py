"""Scripts to nodes: each construct of the grammar, whole trees; text that is no script; places."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from steps import steps
from stoplint.syntax.opaque import Opaque
from stoplint.syntax.shell import read
from stoplint.syntax.shell_lists import CHAIN_LIMIT
from stoplint.syntax.shell_nodes import AndOr, CommandSubstitution, Literal, Parameter, Script, Simple, Word
from stoplint.syntax.shell_walk import children, walk
from stoplint.text import Source, Span
from syntax.shell_pictures import held, picture, simple_commands
from syntax.shell_snippets import SNIPPETS

A, B, C, D = (f"Simple(words=['{name}'])" for name in "abcd")

TREES = {
    # text: what it is
    "a && b >f": f"<AndOr(left={A}, op='&&', right=Simple(words=['b'], redirects=[Redirect(op='>', target='f')]))>",
    "a && b || c": f"<AndOr(left=AndOr(left={A}, op='&&', right={B}), op='||', right={C})>",
    "a && b | c": f"<AndOr(left={A}, op='&&', right=Pipeline(commands=[{B}, {C}]))>",
    "a | b | c || d": f"<AndOr(left=Pipeline(commands=[{A}, {B}, {C}]), op='||', right={D})>",
    "a && b | c | d || a": f"<AndOr(left=AndOr(left={A}, op='&&', right=Pipeline(commands=[{B}, {C}, {D}])), op='||', right={A})>",
    "a | b && c": f"<AndOr(left=Pipeline(commands=[{A}, {B}]), op='&&', right={C})>",
    "a && b & c": f"<AndOr(left={A}, op='&&', right={B}) &; {C}>",
    "a & b\n": f"<{A} &; {B}>",
    "a | b &": f"<Pipeline(commands=[{A}, {B}]) &>",
    "a |& b": f"<Pipeline(commands=[{A}, {B}], errors=[0])>",
    "a | b |& c": f"<Pipeline(commands=[{A}, {B}, {C}], errors=[1])>",
    "! a | b": f"<Pipeline(commands=[{A}, {B}], negated)>",
    "! a && b": f"<AndOr(left=Pipeline(commands=[{A}], negated), op='&&', right={B})>",
    "! ! a": f"<Pipeline(commands=[{A}])>",
    "time a": f"<Pipeline(commands=[{A}], timed)>",
    "time -p ! a | b": f"<Pipeline(commands=[{A}, {B}], negated, timed)>",
    "time -p -- a": f"<Pipeline(commands=[{A}], timed)>",
    "time -p": "<Simple(words=['time', '-p'])>",
    "time -f %e a": "<Simple(words=['time', '-f', '%e', 'a'])>",
    ">f a >g b 2>&1": "<Simple(words=['a', 'b'], redirects=[Redirect(op='>', target='f'), Redirect(op='>', target='g'), "
    "Redirect(op='>&', fd=2, target='1')])>",
    "a 2>&- <&3": "<Simple(words=['a'], redirects=[Redirect(op='>&', fd=2, target='-'), Redirect(op='<&', target='3')])>",
    "a &>f": "<Simple(words=['a'], redirects=[Redirect(op='&>', target='f')])>",
    "a <<<w &": "<Simple(words=['a'], redirects=[Redirect(op='<<<', target='w')]) &>",
    "X=1 Y+=2 Z[3]=4 a": "<Simple(assignments=[Assignment(name='X', value='1'), Assignment(name='Y', value='2', append), "
    "Assignment(name='Z', value='4', index='3')], words=['a'])>",
    "X=(a 'b c')": "<Simple(assignments=[Assignment(name='X', elements=['a', 'b c'])])>",
    "X=": "<Simple(assignments=[Assignment(name='X', value='')])>",
    "export X=1 Y=$z": "<Simple(words=['export', 'X=1', W['Y=', Parameter(name='z')]])>",
    "(a; b &)": f"<Subshell(body=<{A}; {B} &>)>",
    "((a; b))": f"<Subshell(body=<Subshell(body=<{A}; {B}>)>)>",
    "((a); b)": f"<Subshell(body=<Subshell(body=<{A}>); {B}>)>",
    "(( x + 1 ))": "<ArithmeticCommand(text=' x + 1 ')>",
    "{ { a; } }": f"<Group(body=<Group(body=<{A}>)>)>",
    "{ a; } >f | b": f"<Pipeline(commands=[Redirected(command=Group(body=<{A}>), redirects=[Redirect(op='>', target='f')]), {B}])>",
    "if a & then b; elif c; then d; else a; fi": f"<If(branches=[[<{A} &>, <{B}>], [<{C}>, <{D}>]], otherwise=<{A}>)>",
    "while a; do b; done <f &": f"<Redirected(command=While(condition=<{A}>, body=<{B}>), redirects=[Redirect(op='<', target='f')]) &>",
    "until a; do b; done": f"<While(condition=<{A}>, body=<{B}>, negated)>",
    "for x do a; done": f"<For(variable='x', body=<{A}>)>",
    "for x; do a; done": f"<For(variable='x', body=<{A}>)>",
    "for x in 1 '2 3' $y; do a & done": f"<For(variable='x', words=['1', '2 3', W[Parameter(name='y')]], body=<{A} &>)>",
    "for x in 1 # it's\ndo a; done": f"<For(variable='x', words=['1'], body=<{A}>)>",
    "for x in 1; { a; }": f"<For(variable='x', words=['1'], body=<{A}>)>",
    "for ((i=0;i<1;i++)); do a; done": f"<ArithmeticFor(header='i=0;i<1;i++', body=<{A}>)>",
    "select x in y; do a; done": f"<For(variable='x', words=['y'], body=<{A}>, select)>",
    'case "$1" in -*|a) b;; (c) d;& x) ;;& *) a; esac': "<Case(word=W[Parameter(name='1', quoted)], "
    f"arms=[Arm(patterns=['-*', 'a'], body=<{B}>, terminator=';;'), Arm(patterns=['c'], body=<{D}>, terminator=';&'), "
    f"Arm(patterns=['x'], body=<>, terminator=';;&'), Arm(patterns=['*'], body=<{A}>)])>",
    "f() { a; }": f"<Function(name='f', body=Group(body=<{A}>))>",
    "function f { a; } >g": f"<Function(name='f', body=Redirected(command=Group(body=<{A}>), redirects=[Redirect(op='>', target='g')]), word)>",
    "function f() { a; }": f"<Function(name='f', body=Group(body=<{A}>), word)>",
    "functional() { a; }": f"<Function(name='functional', body=Group(body=<{A}>))>",
    "f() while a; do b; done": f"<Function(name='f', body=While(condition=<{A}>, body=<{B}>))>",
    "f() (a) && b | c": f"<AndOr(left=Function(name='f', body=Subshell(body=<{A}>)), op='&&', right=Pipeline(commands=[{B}, {C}]))>",
    "[ -n a ]": "<Simple(words=['[', '-n', 'a', ']'])>",
    "coproc x { a; } >f": f"<Coprocess(name='x', command=Redirected(command=Group(body=<{A}>), redirects=[Redirect(op='>', target='f')]))>",
    "coproc a": f"<Coprocess(name='COPROC', command={A})>",
    "[[ a == b* && ! c ]] >f": "<Redirected(command=Conditional(words=['a', '==', 'b*', '&&', '!', 'c']), "
    "redirects=[Redirect(op='>', target='f')])>",
    "[[ $x =~ (a b)$ ]]": "<Conditional(words=[W[Parameter(name='x')], '=~', '(a b)$'])>",
    # here-documents
    "cat <<E | a\nx $y\nE\nb": "<Pipeline(commands=[Simple(words=['cat'], redirects=[Redirect(op='<<', "
    f"body=W['x 'q, Parameter(name='y', quoted), '\\n'q])]), {A}]); {B}>",
    "cat <<-'E' <<F\n\tx $y\n\tE\nz\nF\n": "<Simple(words=['cat'], redirects=[Redirect(op='<<-', body='x $y\\n'), "
    "Redirect(op='<<', body='z\\n')])>",
    'cat <<E\n\\$x \\\\ \\a "q" \\\nj\nE\n': "<Simple(words=['cat'], redirects=[Redirect(op='<<', body='$x \\\\ \\\\a \"q\" j\\n')])>",
    "cat <<E": "<Simple(words=['cat'], redirects=[Redirect(op='<<')])>",
    # carriage returns belong to the word before them
    "a\r\nb c\r\n": "<Simple(words=['a\\r']); Simple(words=['b', 'c\\r'])>",
    "cat <<E\r\nx\r\nE\r\nb\n": f"<Simple(words=['cat'], redirects=[Redirect(op='<<', body='x\\r\\n')]); {B}>",
}


@pytest.mark.parametrize("text", TREES)
def test_a_construct_is_read_as_what_it_is(text: str) -> None:
    script = read(Source("x", text))
    assert picture(script.script) == TREES[text]
    assert script.opaque == ()


PARTS = {
    "$x": "[Parameter(name='x')]",
    '"$x"': "[Parameter(name='x', quoted)]",
    '"$@"': "[Parameter(name='@', quoted)]",
    'a"b"c': "['a', 'b'q, 'c']",
    "a\\ b": "['a', ' 'q, 'b']",
    "''": "[''q]",
    '""': "[''q]",
    "''$x": "[''q, Parameter(name='x')]",
    "a\\\nb": "['ab']",
    "$'a\\tb\\x41\\101\\'\\u00e9'": '["a\\tbAA\'é"q]',
    '$"a"': "['a'q]",
    "a$": "['a$']",
    '"a$"': "['a$'q]",
    '"\\a\\$"': "['\\\\a$'q]",
    "$10": "[Parameter(name='1'), '0']",
    "${10}": "[Parameter(name='10')]",
    "$!x$$": "[Parameter(name='!'), 'x', Parameter(name='$')]",
    "${x:-a $y}": "[Parameter(name='x', op=':-', word=W['a ', Parameter(name='y')])]",
    "${x-}": "[Parameter(name='x', op='-', word='')]",
    "${x:=y}": "[Parameter(name='x', op=':=', word='y')]",
    "${x?y}": "[Parameter(name='x', op='?', word='y')]",
    "${x:+y}": "[Parameter(name='x', op=':+', word='y')]",
    "${x##*/}": "[Parameter(name='x', op='##', word='*/')]",
    "${x%%.*}": "[Parameter(name='x', op='%%', word='.*')]",
    "${x#a}": "[Parameter(name='x', op='#', word='a')]",
    "${x//a/b}": "[Parameter(name='x', op='//', word='a/b')]",
    "${x^}": "[Parameter(name='x', op='^', word='')]",
    "${x:1:2}": "[Parameter(name='x', op='substring', word='1:2')]",
    "${x: -1}": "[Parameter(name='x', op='substring', word=' -1')]",
    "${@:2}": "[Parameter(name='@', op='substring', word='2')]",
    "${#x}": "[Parameter(name='x', op='length')]",
    "${#}": "[Parameter(name='#')]",
    "${#:-1}": "[Parameter(name='#', op=':-', word='1')]",
    "${#x[@]}": "[Parameter(name='x', op='length', index='@')]",
    "${!x}": "[Parameter(name='x', op='indirect')]",
    "${!x@}": "[Parameter(name='x', op='names')]",
    "${!x*}": "[Parameter(name='x', op='names')]",
    "${!#}": "[Parameter(name='#', op='indirect')]",
    "${!}": "[Parameter(name='!')]",
    "${!:-x}": "[Parameter(name='!', op=':-', word='x')]",
    "${!x[@]}": "[Parameter(name='x', op='other', word='', index='@')]",
    "${x@Q}": "[Parameter(name='x', op='other', word='Q')]",
    "${x[0]}": "[Parameter(name='x', index='0')]",
    "${x[@]:1}": "[Parameter(name='x', op='substring', word='1', index='@')]",
    "${-}": "[Parameter(name='-')]",
    "${}": "[Parameter(op='other', word='')]",
    "\"${x:-'a'}\"": "[Parameter(name='x', quoted, op=':-', word=\"'a'\")]",
    "\"${x#'a'}\"": "[Parameter(name='x', quoted, op='#', word='a')]",
    "${x:-'a}b'}": "[Parameter(name='x', op=':-', word='a}b')]",
    "$(a)": f"[CommandSubstitution(body=<{A}>)]",
    '"$(a)"': f"[CommandSubstitution(body=<{A}>, quoted)]",
    "`a`": f"[CommandSubstitution(body=<{A}>)]",
    "`a \\`b\\` \\$c`": f"[CommandSubstitution(body=<Simple(words=['a', W[CommandSubstitution(body=<{B}>)], W[Parameter(name='c')]])>)]",
    '"`a \\"b c\\"`"': "[CommandSubstitution(body=<Simple(words=['a', 'b c'])>, quoted)]",
    "$(a\n)": f"[CommandSubstitution(body=<{A}>)]",
    "$( (a) )": f"[CommandSubstitution(body=<Subshell(body=<{A}>)>)]",
    "$((a); b)": f"[CommandSubstitution(body=<Subshell(body=<{A}>); {B}>)]",
    "$((1 + (2)))": "[Arithmetic(text='1 + (2)')]",
    '"$((x))"': "[Arithmetic(text='x', quoted)]",
    "$[1+2]": "[Arithmetic(text='1+2')]",
    "<(a)": f"[ProcessSubstitution(body=<{A}>, direction='<')]",
    ">(a)": f"[ProcessSubstitution(body=<{A}>, direction='>')]",
    "~/x": "['~/x']",
    "*.[ab]?": "['*.[ab]?']",
    "@(a|b)": "['@(a|b)']",
}


@pytest.mark.parametrize("text", PARTS)
def test_a_word_consists_of_its_parts(text: str) -> None:
    script = read(Source("x", f"app {text} end"))
    (item,) = script.script.items
    assert isinstance(item.command, Simple)
    first, word, last = item.command.words
    assert (first.literal, last.literal) == ("app", "end")
    assert picture(word.parts) == PARTS[text]
    assert word.span.text == text
    assert script.opaque == ()


# ------------------------------------------------------------ places
@pytest.mark.parametrize("text", SNIPPETS)
def test_a_word_stands_where_it_says_also_behind_text_that_is_not_ascii(text: str) -> None:
    plain = simple_commands(read(Source("x", text)).script)
    moved = simple_commands(read(Source("x", "é='日本 𝄞' \u00a0\n" + text)).script)[1:]
    shift = len("é='日本 𝄞' \u00a0\n")
    assert [one.span.located.start + shift for one in plain] == [one.span.located.start for one in moved]
    assert [word.span.text for one in plain for word in one.words] == [
        word.span.text for one in moved for word in one.words
    ]


def test_a_backtick_substitution_traces_its_words_to_the_file() -> None:
    text = 'x "`a \\"b\\" \\`c d\\``"'
    commands = simple_commands(read(Source("x", text)).script)
    assert [[word.span.located.text for word in one.words] for one in commands] == [
        ["x", '"`a \\"b\\" \\`c d\\``"'],
        ["a", '"b\\"', "`c d\\`"],
        ["c", "d"],
    ]
    assert [one.span.column for one in commands] == [1, 5, 15]


def test_a_command_covers_its_redirections_and_an_item_its_ampersand() -> None:
    (item,) = read(Source("x", "  a b >f & # c")).script.items
    assert item.command.span.text == "a b >f"
    assert item.span.text == "a b >f &"


def test_a_function_and_a_negation_cover_what_stands_in_front() -> None:
    spans = [item.span.text for item in read(Source("x", "f () { a; } >g; ! b | c; function h { d; }")).script.items]
    assert spans == ["f () { a; } >g", "! b | c", "function h { d; }"]


def test_comments_are_kept_with_their_places_and_here_documents_hold_none() -> None:
    script = read(Source("x", "#!/bin/sh\na # one\nb#c '# d'\ncat <<E\n# no\nE\n$(e # two\n)\n"))
    assert [(text, span.text) for text, span in script.comments] == [
        ("#!/bin/sh", "#!/bin/sh"),
        ("# one", "# one"),
        ("# two", "# two"),
    ]


# ------------------------------------------------------------ no script
@pytest.mark.parametrize(
    ("text", "rest", "unread"),
    [
        ("a\necho 'b\nc\n", ["a"], ["echo 'b\nc\n"]),
        ("a\nif b; then c\n", ["a"], ["if b; then c\n"]),
        ("a; b )\nc", ["a", "b", "c"], [")"]),
        ("a\n}\nb", ["a", "b"], ["}"]),
        ("a >\nb", ["b"], ["a >"]),
        ("a &&\n", ["a"], ["&&"]),
        ("a\n$(b\n", ["a"], ["$(b\n"]),
        ("a\n`b\n", ["a"], ["`b\n"]),
        ("a\n${b\n", ["a"], ["${b\n"]),
        ("a\n[[ b\n", ["a"], ["[[ b\n"]),
        ("a\nx=(b\n", ["a"], ["x=(b\n"]),
        ("coproc x { a }; b\n", [], ["coproc x { a }; b\n"]),
        ("a; ;; b", ["a", "b"], [";;"]),
        ("!", [], ["!"]),
        ("f()", [], ["f()"]),
        ("a\nfoo (\nb", ["a"], None),
        # what something around waits for ends what is not complete
        ("while a; do if b; then c; done; d", ["a", "d"], ["if b; then c; "]),
        ("f() { if a; then b; }; d", ["d"], ["if a; then b; "]),
        ("(a; if b; then c) && d", ["a", "d"], ["if b; then c"]),
        ("case x in a) if b; then c;; d) e;; esac", ["e"], ["if b; then c"]),
        ("a $(if b; then c) d; e", ["a $(if b; then c) d", "e"], ["if b; then c"]),
        # what nothing waits for is alone
        ("a; then b; fi; c", ["a", "b", "c"], ["then", "fi"]),
        ("if a; then b; done >f; c; fi; d", ["a", "b", "c", "d"], ["done >f"]),
        ("if a; then b; else c; else d; fi", ["a", "b", "c", "d"], ["else"]),
        ("a\n;;\nb", ["a", "b"], [";;"]),
        ("; a & ; b", ["a", "b"], [";", ";"]),
        ("a | b } | c", ["a", "b }", "c"], []),
        ("(a) | ) | c", ["a", "c"], [")"]),
        # what lacks a part is one Opaque, up to what closes it
        ("if a; fi; b", ["b"], ["if a; fi"]),
        ("while a; b; done >f; c", ["c"], ["while a; b; done >f"]),
        ("case x in a) b;; c d;; e) f;; esac; g", ["g"], ["case x in a) b;; c d;; e) f;; esac"]),
        ("case x; a) b;; esac; c", ["c"], ["case x; a) b;; esac"]),
        ("for x y; do a; done; b", ["y", "a", "b"], ["for x", "do", "done"]),
        ("for all of them\na", ["of them", "a"], ["for all"]),
        ("case; a; b", ["a", "b"], ["case"]),
        ("function f a; b", ["b"], ["function f a"]),
        ("f() { a", [], ["f() { a"]),
        # where a command or a separator is missing
        ("&& b", ["b"], [""]),
        ("a && && b", ["a", "b"], ["&&"]),
        ("a | | b", ["a", "b"], ["|"]),
        ("a && ; b", ["a", "b"], ["&&"]),
        ("{ }; a", ["a"], [""]),
        ("if a; then fi; b", ["a", "b"], [""]),
        ("(a) b; c", ["a", "b", "c"], [""]),
        ("foo (bar) baz", ["baz"], ["foo (bar)"]),
        ("(a) > | b", ["a", "b"], ["", ">"]),
        # what is never closed, or nested too deep, takes the rest with it and nothing in front
        ("a && b 'c", ["a"], ["b 'c"]),
        ("a; f() { b $(c", ["a"], ["f() { b $(c"]),
        ("a; if `b 'c`; then d; fi", ["a", "`b 'c`", "d"], ["b 'c"]),
        ("exec a\n" + "( " * 60 + "b", ["exec a"], ["( " * 60 + "b"]),
        ("cat <<E\n" + "$(" * 60 + "\nE\nb", ["cat", "b"], ["$(" * 60 + "\n"]),
    ],
)
def test_what_is_no_shell_is_opaque_and_the_rest_is_read(text: str, rest: list[str], unread: list[str] | None) -> None:
    script = read(Source("x", text))
    words = [" ".join(word.span.text for word in one.words) for one in simple_commands(script.script)]
    if unread is None:
        assert set(rest) <= set(words)
        assert script.opaque
    else:
        assert (words, [one.span.text for one in script.opaque]) == (rest, unread)
    assert all(one.why for one in script.opaque)


def test_binary_data_is_opaque_and_an_empty_text_is_an_empty_script() -> None:
    binary = read(Source("x", "\x7fELF\0\0a b c"))
    assert [one.why for one in binary.opaque] == ["binary data"]
    assert isinstance(binary.script.items[0].command, Opaque)
    assert (
        read(Source("x", "")).script == Script((), Span(binary.source, 0, 0)) or not read(Source("x", "")).script.items
    )
    assert read(Source("x", "\n # c\n\n")).script.items == ()


DEEP = {
    "parentheses": "(" * 10_000 + "a; b" + ")" * 10_000,
    "ifs": "if a; then " * 10_000 + "fi; " * 10_000,
    "substitutions": "$(" * 10_000 + "a" + ")" * 10_000,
    "quoted substitutions": '"$(' * 5_000 + "a" + ')"' * 5_000,
    "expansions": "${x:-" * 5_000 + "}" * 5_000,
    "cases": "case x in a) " * 5_000 + "esac " * 5_000,
    "functions": "f() " * 10_000 + "{ a; }",
    "braces": "{ " * 10_000 + "a; " + "}; " * 10_000,
    "process substitutions": "<(a " * 10_000 + ")" * 10_000,
    "patterns": "?(" * 10_000,
    "open arithmetic": "((" * 10_000,
    "a chain": "a && " * (CHAIN_LIMIT + 1) + "b",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_deep_nesting_is_one_opaque(text: str) -> None:
    script = read(Source("x", text))
    assert len(script.script.items) == 1
    assert isinstance(script.script.items[0].command, Opaque)
    assert len(script.opaque) == 1


def test_forty_levels_are_no_deep_nesting() -> None:
    for opening, closing in (
        ("( ", ")"),
        ("{ ", "; }"),
        ("if a; then ", "; fi"),
        ("x $(", ")"),
        ('x "$(', ')"'),
        ("x <(", ")"),
    ):
        script = read(Source("x", opening * 40 + "a" + closing * 40))
        assert script.opaque == ()
        assert any(one.words and one.words[0].literal == "a" for one in simple_commands(script.script))


LINES = {
    "commands": 'echo "hello $x" | grep foo && exec "$@" >/dev/null 2>&1\n',
    "here-documents": "cat <<E\nx $y\nE\n",
    "conditions": "if a; then b; elif c; then d; fi\n",
    "unfinished here-documents": "cat <<E\n$(\nE\n",
    "stray parentheses": ") a\n",
    "open quotes": "'\"\n",
    "arithmetic": "(( a ) \n",
    "lone braces": "${x[ \n",
    "patterns": "?(a \n",
    "comments": "# x\n",
    "backticks": "`a` ",
    "nested commands": "if { a; }; then for x in b; do case x in a) f() (c);; esac; done; fi\n",
    "incomplete commands": "while a; do if b; then c; done\n",
    "stray words": "a; then b; fi; done ;; esac }\n",
    "lone headers": "for x y\n",
    "broken arms": "case x in a b) c;; esac\n",
    "parentheses behind commands": "a (b) c\n",
    "missing commands": "&& a || || b | | ;\n",
    "prefixes": "! time -p ! a | ! time   b\n",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_the_work_grows_with_the_text_only(line: str) -> None:
    def taken(length: int) -> int:
        return steps(lambda text: read(Source("x", text)), line * (length // len(line)))

    small, large = taken(2_000), taken(16_000)
    assert large < small * 8 * 1.1, (small, large)


# ------------------------------------------------------------ any text
PIECES = st.sampled_from(
    ["a", "b c", " ", "\n", ";", ";;", "&", "&&", "|", "||", "|&", "(", ")", "((", "))", "{ ", " }", "$(", "${", "$((", "`", "'",
     '"', "\\", "\\\n", "$x", "$", "#", "if ", "then ", "else ", "fi", "for x in ", "do ", "done", "while ", "case x in ", "esac",
     "a) ", "<<E", "\nE\n", "<<-'E'", ">f", "<", "<<<", "2>&1", "x=", "x=(", "[[ ", " ]]", "!", "time ", "function f", "f()",
     "coproc ", "é", "𝄞", "\r\n", "\t", ";&", "=~ ", "@(", "<(", "[", "]", "}", "select y ", "until ", "elif ", "in "]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=30).map("".join),
    st.text(max_size=60),
    st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=4).map("\n".join),
    st.tuples(st.sampled_from(SNIPPETS), st.integers(0, 60), PIECES).map(lambda t: t[0][: t[1]] + t[2] + t[0][t[1] :]),
)


@given(TEXTS)
@settings(max_examples=600)
@example("`a \\`b")
@example("cat <<E $(\nE\n)")
@example("x=(<<E\n")
@example("\\")
@example("case x in a|")
@example("if()then;fi<$(")
@example(")0(){;}")
@example("(0)0")
@example("time function fb cb cf()a")
@example("@(\\\n)")
@example("&&")
def test_any_text_is_read_and_every_place_lies_in_it(text: str) -> None:
    source = Source("x", text)
    script = read(source)
    _check(script.script)
    for opaque in script.opaque:
        _inside(opaque.span)
    for comment, span in script.comments:
        assert span.text == comment


def _inside(span: Span) -> None:
    assert 0 <= span.start <= span.end <= len(span.source.text)
    assert span.line >= 1


def _check(node: object) -> None:
    for one in walk(node):
        _inside(one.span)
        last = -1
        assert {id(child) for child in children(one)} == {id(child) for child in held(one)}
        for child in children(one):
            if child.span.source is not one.span.source:
                assert isinstance(one, CommandSubstitution)  # backticks: a text of its own
                continue
            heredoc = isinstance(child, Word) and child.span.start > one.span.end
            if not heredoc:
                assert one.span.start <= child.span.start <= child.span.end <= one.span.end, (one, child)
                if type(one).__name__ not in ("Simple", "Redirected"):
                    assert child.span.start >= last, (one, child)
                last = child.span.end
        if isinstance(one, Parameter):
            assert one.span.text[0] == "$"
        if isinstance(one, Literal) and not one.quoted:
            assert one.text == one.span.text.replace("\\\n", "") or not one.text


@given(st.lists(st.sampled_from([s for s in SNIPPETS if "\\\n" not in s[-2:]]), min_size=1, max_size=5))
@settings(max_examples=100)
def test_scripts_one_after_the_other_are_the_sum_of_their_commands(parts: list[str]) -> None:
    together = read(Source("x", "".join(part + "\n" for part in parts)))
    apart = [item for part in parts for item in read(Source("x", part + "\n")).script.items]
    assert [picture(item) for item in together.script.items] == [picture(item) for item in apart]


@given(
    st.lists(st.sampled_from(["|", "&&", "||", ";", "&", "| ! ", "&& !"]), min_size=1, max_size=9),
    st.sampled_from(["a", "(a)", "{ a; }"]),
)
@settings(max_examples=150)
def test_a_pipe_binds_closer_than_and_and_or_and_these_closer_than_a_semicolon(
    operators: list[str], operand: str
) -> None:
    text = operand + "".join(f" {operator} {operand}" for operator in operators)
    script = read(Source("x", text)).script
    assert [item.span.text.removesuffix(" &") for item in script.items] == [
        item.strip() for item in text.replace("&&", "@").replace("{ a; }", "#").replace("&", ";").split(";")
        for item in [item.replace("@", "&&").replace("#", "{ a; }")]
    ]  # fmt: skip
    for item in script.items:
        chain: list[str] = []
        command = item.command
        while isinstance(command, AndOr):
            chain.insert(0, command.right.span.text)
            command = command.left
        chain.insert(0, command.span.text)
        expected = item.span.text.removesuffix(" &").replace("||", "&&").split("&&")
        assert chain == [one.strip() for one in expected]


@given(TEXTS)
@settings(max_examples=300)
def test_no_word_of_a_line_is_lost_silently(text: str) -> None:
    """Each letter outside quotes, comments and reserved words stands in a node or in something opaque."""
    script = read(Source("x", text))
    covered = [one.span.located for item in script.script.items for one in (item,)] + [
        one.span.located for one in script.opaque
    ]
    covered += [span.located for _, span in script.comments]
    bodies = [n.body.span for n in walk(script.script) if type(n).__name__ == "Redirect" and n.body is not None]
    for at, char in enumerate(text):
        if char in "abcx" and not any(span.start <= at < span.end for span in (*covered, *bodies)):
            assert "<<" in text, (at, script)  # the delimiter's own line
