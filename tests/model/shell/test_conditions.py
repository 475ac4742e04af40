"""Which way a condition goes: the model says what the real shells do, "?" where both may be, "yes?" where it is decided from outside."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from string import ascii_letters

import pytest

from model.argv import asking, by_the_shell, decided, rows
from stoplint.model.processes.values import Value
from stoplint.model.shell.evaluation.test_command import is_refused

CONDITIONS = r"""
[ -n "" ]  → no
[ -n x ]  → yes
[ -z "" ]  → yes
[ -z x ]  → no
[ "" ]  → no
[ x ]  → yes
[ ]  → no
[ = ]  → yes
[ -n ]  → yes
[ ! ]  → yes
[ ! x ]  → no
[ ! "" ]  → yes
[ ! -n x ]  → no
[ ! x = x ]  → no
[ ! x = y ]  → yes
[ ! -n x -a x = x ]  → no
[ a = a ]  → yes
[ a = b ]  → no
[ a != b ]  → yes
[ a != a ]  → no
[ 1 -eq 1 ]  → yes
[ 1 -eq 2 ]  → no
[ 1 -ne 2 ]  → yes
[ 1 -ne 1 ]  → no
[ 1 -lt 2 ]  → yes
[ 2 -lt 2 ]  → no
[ 2 -le 2 ]  → yes
[ 3 -le 2 ]  → no
[ 3 -gt 2 ]  → yes
[ 2 -gt 2 ]  → no
[ 2 -ge 2 ]  → yes
[ 1 -ge 2 ]  → no
[ -1 -lt 0 ]  → yes
[ 010 -eq 10 ]  → yes
[ " 1 " -eq 1 ]  → yes
[ +1 -eq 1 ]  → yes
[ x -eq 1 ]  → no
[ "" -eq 0 ]  → no
[ 1 -eq 1_0 ]  → no
[ 10 -eq 1_0 ]  → no
[ 1 -lt 10 ]  → yes
[ b \> a ]  → yes
[ b \< a ]  → no
[ a \< b ]  → yes
[ a \> b ]  → no
[ a \< a ]  → no
[ -n x -a -n y ]  → yes
[ -n x -a -n "" ]  → no
[ -n "" -o -n y ]  → yes
[ -n "" -o -n "" ]  → no
[ -n x -o -n "" -a -n "" ]  → yes
[ x -a y ]  → yes
[ x -a "" ]  → no
[ "" -o x ]  → yes
[ "" -o "" ]  → no
[ \( x \) ]  → yes
[ \( "" \) ]  → no
[ \( x = x \) -a \( y = y \) ]  → yes
[ \( x = x -o y = z \) -a \( y = z \) ]  → no
[ ! \( x = y \) ]  → yes
[ ! \( x = x \) ]  → no
[ x = x = x ]  → ?
[ x y ]  → no
[ -q x ]  → no
[ -Q x ]  → no
[ a b c ]  → no
[ -t 0 ]  → no?
[ -t 1 ]  → no?
[ -e / ]  → yes
[ -d / ]  → yes
[ -f / ]  → no
[ -e "" ]  → no
[ -f "" ]  → no
[ -d /nowhere ]  → ?
[ -e /nowhere ]  → ?
[ ! -e /nowhere ]  → ?
[ -x /nowhere ]  → ?
[ -s /nowhere ]  → ?
[ -r /nowhere ]  → ?
[ -L /nowhere ]  → ?
[ -L /tmp ]  → ?
[ -h /var/run ]  → ?
[ "$(readlink /var/run)" = /run ]  → ?
[ "$(readlink -f /bin/sh)" = /bin/dash ]  → ?
[ / -nt /nowhere ]  → ?
[ / -ef / ]  → ?
test x  → yes
test ""  → no
test x = x  → yes
test x = y  → no
test  → no
[[ a != a ]]  → no
[[ abc != a* ]]  → no
[[ abc == b* ]]  → no
[[ abc =~ ^b ]]  → no
[[ -n x && -n "" ]]  → no
[[ -n "" || -n "" ]]  → no
[[ ! -n x ]]  → no
[[ 2 -lt 1 ]]  → no
[[ "" ]]  → no
x='^b' // [[ abc =~ $x ]]  → no
x=-n // [ $x y ]  → yes
[ $# -eq 2 ]  → yes
[ $# -gt 2 ]  → no
[ "$1" = first -a "$2" = second ]  → yes
[ "$x" = 1 ]  → no?
[ "$x" != 1 ]  → yes?
[ -n "$x" ]  → no?
[ -z "$x" ]  → yes?
[ -z "$x" -a -z "$y" ]  → yes?
[ -n "$x" -o -n "$y" ]  → no?
[ -n "$x" -o x ]  → yes?
[ "$(hostname)" = Linux ]  → ?
[ -n "$(hostname)" ]  → yes
[ -z "$(hostname)" ]  → no
[ "$(hostname)" = "" ]  → no
[ "$(hostname)" != "" ]  → yes
[ "" = "$(hostname)" ]  → no
[ "$(setup)" = "" ]  → ?
[ -n "$(setup)" ]  → ?
[ -n "$(setup)" -o x ]  → yes
[ -n "$(setup)" -a "" ]  → no
[ x -o -n "$(setup)" ]  → yes
[ "" -a -n "$(setup)" ]  → no
[ $(setup) = x ]  → ?
[ "$(setup)" -eq 1 ]  → ?
[ -f "$(setup)" ]  → ?
[ ! -n "$(setup)" ]  → ?
[ "$(setup)" \< b ]  → ?
case abc in a*) ;; *) false;; esac  → yes
case abc in b*) ;; *) false;; esac  → no
case abc in [!a]*) ;; *) false;; esac  → no
case abc in "a*") ;; *) false;; esac  → no
case abc in x|abc) ;; *) false;; esac  → yes
case a in A) ;; *) false;; esac  → no
case "" in "") ;; *) false;; esac  → yes
case 'a\b' in 'a\b') ;; *) false;; esac  → yes
case '[' in '[') ;; *) false;; esac  → yes
case '*' in \*) ;; *) false;; esac  → yes
case ab in \*) ;; *) false;; esac  → no
expr abc : a > /dev/null  → yes
expr abc : b > /dev/null  → no
expr abc : a.c > /dev/null  → yes
expr abc : 'a.c$' > /dev/null  → yes
expr abc : 'a.d' > /dev/null  → no
expr abc : 'abcd' > /dev/null  → no
expr abc : 'x*' > /dev/null  → ?
expr abc : '^a' > /dev/null  → ?
expr abc : '\(a\)' > /dev/null  → ?
expr abc : '' > /dev/null  → ?
expr 1 + 1 > /dev/null  → ?
expr "$x" : a > /dev/null  → no?
expr "x$x" : x > /dev/null  → yes?
echo abc | grep b > /dev/null  → yes
echo abc | grep -q b  → yes
echo abc | grep -q d  → no
echo abc | grep -qi B  → yes
echo abc | grep -q B  → no
echo abc | grep -qs b  → yes
echo abc | grep -E 'a|d' > /dev/null  → yes
echo abc | grep 'a|d' > /dev/null  → ?
echo abc | egrep -q '^(a|d)'  → yes
echo a.c | grep -F . > /dev/null  → yes
echo abc | grep -F . > /dev/null  → no
echo abc | fgrep -q .  → no
echo abc | fgrep -q bc  → yes
echo abc | grep -qx b  → ?
echo abc | grep -qxE a.c  → yes
echo abc | grep -qxE a.  → no
echo abc | grep -e b > /dev/null  → yes
echo abc | grep -q -e b  → yes
echo abc | grep -q -- b  → yes
echo -abc | grep -q -- -a  → ?
echo abc | grep -v b > /dev/null  → ?
echo abc | grep -v d > /dev/null  → ?
echo abc | grep -c b > /dev/null  → ?
echo abc | grep -qFi B  → ?
echo abc | grep -qFx abc  → ?
printf abc | grep -q b  → ?
printf %s abc | grep -q b  → yes
printf '%s\n' abc | grep -q d  → no
printf '%s\n' abc | grep -q b  → yes
printf '%s-%s' abc d | grep -q b  → ?
echo "$1" | grep -q '^f'  → yes
echo "$x" | grep -q '^f'  → no?
echo "$x" | grep -q '^$'  → yes?
echo a b | grep -q 'a b'  → yes
! echo abc | grep -q b  → no
! echo abc | grep -q d  → yes
echo abc | cat | grep -q b  → ?
echo abc | sed b  → ?
echo -n abc | grep -q b  → ?
echo 'a\nb' | grep -q '^a.nb$'  → ?
echo abc | grep -q b > /dev/null  → yes
echo abc | grep -q b < /dev/null  → ?
echo abc 2> /dev/null | grep -q d  → ?
echo abc > /dev/null | grep -q b  → ?
echo abc | LANG=C grep -q b  → ?
x=1 echo abc | grep -q d  → ?
echo $(setup) | grep -q b  → ?
echo "$(hostname)" | grep -q b  → ?
echo "${x:?}" | grep -q b  → ?
echo abc | grep -q  → ?
echo abc | grep b c > /dev/null  → ?
echo() { setup; } // echo abc | grep -q b  → ?
true  → yes
false  → no
[ 10 -eq 1_0 -a x ]  → ?
[[ x == "$1" ]]  → no
[[ f* == $1 ]]  → no
[ "$x" -eq 1 ]  → no?
x=3 // [ "$x" -eq 3 ]  → yes
x=-3 // [ "$x" -lt 0 ]  → yes
[ "$(hostname)" -eq 1 ]  → ?
[ "$#" -eq 2 -a "$1" = first ]  → yes
[ "$(setup)" = "$(setup)" ]  → ?
[ -n "$(hostname)$x" ]  → yes
[ -z "$(setup)x" ]  → no
[ "$(setup)x" = "" ]  → no
[ x$(hostname) = x ]  → ?
case "$x" in 1) ;; *) false;; esac  → no?
case "$(hostname)" in Linux) ;; *) false;; esac  → ?
case "$1" in f*t) ;; *) false;; esac  → yes
case 5a in [[:digit:]]*) ;; *) false;; esac  → yes
case a in [[:digit:]]*) ;; *) false;; esac  → no
case abc in ???) ;; *) false;; esac  → yes
case abc in ??) ;; *) false;; esac  → no
p='a*' // case abc in $p) ;; *) false;; esac  → yes
p='a*' // case abc in "$p") ;; *) false;; esac  → no
echo abc | grep -qE '^(x|abc)$'  → yes
echo abc | grep -qiE '^ABC$'  → yes
echo abc | egrep -qx abc  → yes
echo abc | egrep -qx ab  → no
echo '' | grep -q .  → no
echo | grep -q '^$'  → yes
echo abc | grep -q ''  → yes
echo a^b | grep -q 'a^b'  → yes
echo 'a b' | grep -qE '[[:space:]]'  → yes
echo abc | grep -q '[[:digit:]]'  → no
echo abc | grep -qE 'a{1}'  → yes
echo abc | grep -qE 'x{0,1}abc'  → yes
echo aab | grep -qE '^a{2}b$'  → yes
echo aab | grep -qE '^a{1}b$'  → no
echo aaab | grep -qE '^a{2,}b$'  → yes
echo ab | grep -qE '^a{2,}b$'  → no
expr a^b : 'a^b' > /dev/null  → yes
expr abc : '*' > /dev/null  → ?
test -n x -a x = x  → yes
[ -n x ] && [ -n y ]  → yes
[ -n x ] && [ -z y ]  → no
! [ -n x ]  → no
[ -z x ] || [ -n y ]  → yes
"""
CONDITIONS_BASH = r"""
[ -v PATH ]  → yes?
[ -v NOTHING ]  → no?
[ -o errexit ]  → ?
[[ abc == [ab]bc ]]  → yes
[[ abc =~ "^b" ]]  → ?
[[ abc =~ ^a"."c$ ]]  → ?
[[ abc =~ ^(a|b)+c$ ]]  → yes
[[ ( x == y ) ]]  → no
[[ ! ( x == y ) ]]  → yes
[[ ( x == x ) && ( y == z ) ]]  → no
[[ a < b ]]  → yes
[[ b > a ]]  → yes
[[ $3 == "" ]]  → yes
[[ -v PATH ]]  → yes?
[[ -v x ]]  → no?
x=a* // [[ abc == $x ]]  → yes
x='^a' // [[ abc =~ "$x" ]]  → ?
x="a b" // [[ $x == "a b" ]]  → yes
[[ 5a == [[:digit:]]a ]]  → yes
[[ $x ]]  → no?
[[ -z $x && $1 == first ]]  → yes?
"""
CONDITIONS_BASH_ASH = r"""
[ a == a ]  → yes
[[ a == a ]]  → yes
[[ a = a ]]  → yes
[[ a != b ]]  → yes
[[ abc == a* ]]  → yes
[[ abc == ?bc ]]  → yes
[[ abc =~ b ]]  → yes
[[ abc =~ "b" ]]  → yes
[[ abc =~ ^a.c$ ]]  → yes
[[ a.c =~ ^a\.c$ ]]  → yes
[[ -n x && -n y ]]  → yes
[[ -n "" || -n y ]]  → yes
[[ -n x || -n "" && -n "" ]]  → yes
[[ ! -n x || x ]]  → yes
[[ ! x == x || x == x ]]  → yes
[[ 1 -lt 2 ]]  → yes
[[ 2 -eq 1+1 ]]  → ?
[[ x ]]  → yes
[[ -z "" ]]  → yes
[[ $1 == first ]]  → yes
[[ $1 == f* ]]  → yes
[[ -e / ]]  → yes
[[ -t 0 ]]  → no?
x='^a' // [[ abc =~ $x ]]  → yes
x='abc' // [[ abc =~ "$x" ]]  → yes
[[ "$(setup)" =~ a ]]  → ?
[[ -v $(setup) ]]  → ?
case abc in [^a]*) ;; *) false;; esac  → no
[[ abc == a*c && abc == a?c ]]  → yes
[[ 010 -eq 10 ]]  → ?
[[ 10 -eq 1_0 ]]  → ?
[[ abc == "ab"* ]]  → yes
[[ a*c == a\*c ]]  → yes
[[ first == "$1" ]]  → yes
x=abc // [[ $x == abc ]]  → yes
x=$(hostname) // [[ Linux == $x ]]  → ?
[[ -n "$x" ]]  → no?
[[ "$x" == 1 || $1 == first ]]  → yes?
"""
CONDITIONS_ASH = r"""
[[ abc == "a*" ]]  → yes
[[ abc == [ab]bc ]]  → ?
[[ abc == [!a]bc ]]  → ?
[[ abc == [^a]bc ]]  → ?
[[ abc =~ ^a"."c$ ]]  → yes
[[ abc =~ ^a\.c$ ]]  → yes
[[ a < b ]]  → ?
[[ b < a ]]  → ?
[[ b > a ]]  → ?
[[ $3 == "" ]]  → ?
x=a* // [[ abc == $x ]]  → ?
x=a* // [[ abc == "$x" ]]  → yes
x='^a' // [[ abc =~ "$x" ]]  → yes
[[ abc == a\*c ]]  → yes
x="a b" // [[ $x == "a b" ]]  → ?
[[ 5a == [[:digit:]]a ]]  → ?
[[ a5 == [[:digit:]]* ]]  → ?
[[ $x ]]  → ?
[[ -z $x && $1 == first ]]  → ?
"""
CONDITIONS_DASH = r"""
[ a == a ]  → no
[[ a == a ]]  → no
[[ a = a ]]  → no
[[ a != b ]]  → no
[[ abc == a* ]]  → no
[[ abc == ?bc ]]  → no
[[ abc == [ab]bc ]]  → no
[[ abc =~ b ]]  → no
[[ abc =~ "b" ]]  → no
[[ abc =~ ^a.c$ ]]  → no
[[ abc =~ ^a"."c$ ]]  → no
[[ a.c =~ ^a\.c$ ]]  → no
[[ -n x && -n y ]]  → no
[[ -n "" || -n y ]]  → no
[[ -n x || -n "" && -n "" ]]  → no
[[ ! -n x || x ]]  → no
[[ ! x == x || x == x ]]  → no
[[ 1 -lt 2 ]]  → no
[[ 2 -eq 1+1 ]]  → no
[[ a < b ]]  → no
[[ b > a ]]  → no
[[ x ]]  → no
[[ -z "" ]]  → no
[[ $3 == "" ]]  → no
[[ $1 == first ]]  → no
[[ $1 == f* ]]  → no
[[ -e / ]]  → no
[[ -t 0 ]]  → no
x=a* // [[ abc == $x ]]  → no
x='^a' // [[ abc =~ $x ]]  → no
x='^a' // [[ abc =~ "$x" ]]  → no
x='abc' // [[ abc =~ "$x" ]]  → no
[[ "$(setup)" =~ a ]]  → no
[[ -v $(setup) ]]  → no
case abc in [^a]*) ;; *) false;; esac  → yes
[[ abc == a*c && abc == a?c ]]  → no
[[ 010 -eq 10 ]]  → no
[[ 10 -eq 1_0 ]]  → no
[[ abc == "ab"* ]]  → no
[[ a*c == a\*c ]]  → no
[[ first == "$1" ]]  → no
x=abc // [[ $x == abc ]]  → no
x=$(hostname) // [[ Linux == $x ]]  → no
x="a b" // [[ $x == "a b" ]]  → no
[[ 5a == [[:digit:]]a ]]  → no
[[ -n "$x" ]]  → no
[[ $x ]]  → no
[[ -z $x && $1 == first ]]  → no
[[ "$x" == 1 || $1 == first ]]  → no
"""
CONDITIONS_DASH_ASH = r"""
[ -v PATH ]  → no
[ -v NOTHING ]  → no
[ -o errexit ]  → no
[[ abc =~ "^b" ]]  → no
[[ -v PATH ]]  → no
[[ -v x ]]  → no
"""
CONDITIONS_DASH_BASH = r"""
[[ abc == "a*" ]]  → no
[[ abc == [!a]bc ]]  → no
[[ abc == [^a]bc ]]  → no
[[ abc =~ ^a\.c$ ]]  → no
[[ b < a ]]  → no
x=a* // [[ abc == "$x" ]]  → no
[[ abc == a\*c ]]  → no
[[ a5 == [[:digit:]]* ]]  → no
"""

TABLES = [
    *rows(CONDITIONS), *rows(CONDITIONS_BASH, "bash"), *rows(CONDITIONS_BASH_ASH, "bash ash"), *rows(CONDITIONS_ASH, "ash"),
    *rows(CONDITIONS_DASH, "dash"), *rows(CONDITIONS_DASH_ASH, "dash ash"), *rows(CONDITIONS_DASH_BASH, "dash bash"),
]  # fmt: skip


@pytest.mark.parametrize(("shell", "condition", "said"), TABLES)
def test_the_model_goes_this_way(shell, condition, said):
    assert decided(shell, condition) == said


@pytest.mark.parametrize("shell", ["dash", "bash", "ash"])
def test_the_shell_goes_the_same_way(tmp_path, shell):
    asked = [row.values[1:] for row in TABLES if row.values[0] == shell and row.values[2] != "?"]
    for condition, said in asked:
        answer = by_the_shell(tmp_path, shell, asking(condition))
        assert answer == (said.rstrip("?"),), condition
        (tmp_path / "a").unlink(missing_ok=True)  # `[[ b > a ]]` in dash


OPERATORS = {
    2: [f"-{letter}" for letter in ascii_letters],
    3: [
        "=", "==", "!=", "<", ">", "<=", ">=", "=~", "=x",
        "-nt", "-ot", "-ef", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-a", "-o", "-xx",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("dialect", "shell"), [("dash", "dash"), ("bash", "bash"), ("ash", "busybox sh"), ("ksh", "mksh")]
)
@pytest.mark.parametrize("words", OPERATORS)
def test_a_shell_refuses_the_operators_that_it_does_not_have(dialect, shell, words):
    if shutil.which(shell.split()[0]) is None:
        pytest.skip(f"{shell.split()[0]} is not installed")
    asked = [(operator, "1") if words == 2 else ("1", operator, "1") for operator in OPERATORS[words]]
    script = "".join(f"[ {shlex.join(each)} ]; echo $?\n" for each in asked)
    done = subprocess.run([*shell.split(), "-c", script], capture_output=True, text=True, check=True)
    refused = [each for each, status in zip(asked, done.stdout.split(), strict=True) if int(status) > 1]
    assert [each for each in asked if is_refused(dialect, [Value(word) for word in each])] == refused
