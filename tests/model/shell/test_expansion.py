"""What words become: the fields that the real shells hand to a program are those in the model, or it says that it does not know."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from model.argv import SHELLS, by_the_shell, rows, shown

WORDS = r"""
(exit 3); server $?  → [3]
: "${1?}"; server "$1"  → [first]
: "${3?}"; server  → !
IFS=', '; x=' a , , b '; server p${x}s  → [p][a][][b][s]
IFS=', '; x='a , b  c'; server $x  → [a][b][c]
IFS='\'; x='1\2'; server $x  → [1][2]
IFS=,; server "$*" $*  → [first,second][first][second]
IFS=,; set -- $(echo a,b); server "$@"  → [a][b]
IFS=,; set -- a,b c; server $* $@ "$@"  → [a][b][c][a][b][c][a,b][c]
IFS=,; unset IFS; x='a b,c'; server $x  → [a][b,c]
IFS=,; x="$*"; server "$x"  → [first,second]
IFS=,; x=$*; server "$x"  → [first,second]
IFS=,; x=,; server $x end  → [][end]
IFS=,; x=,a,,b,; server $x end  → [][a][][b][end]
IFS=,; x=,a; server p$x  → [p][a]
IFS=,; x=a,; server ${x}s  → [a][s]
IFS=,; x=a,b; server $x  → [a][b]
IFS=-; x=1-2; server $x $((3-1))  → [1][2][2]
IFS=:; p=/bin:/usr/bin; for d in $p; do x=$d; done; server $x  → [/usr/bin]
IFS=:; x='a b:c'; server $x  → [a b][c]
IFS=; server "$*"  → [firstsecond]
IFS=; x='a b'; server $x  → [a b]
IFS=; x=; server $x end  → [end]
IFS=]; x=1]2; server $x  → [1][2]
IFS=^; x=1^2; server $x  → [1][2]
b'; server $x  → !
false; server $?  → [1]
server "$!" end  → [][end]
server "$*"  → [first second]
server "$3" end  → [][end]
server "$@"  → [first][second]
server "$x" end  → [][end]
server "${1+$*}"  → [first second]
server "${x-a b}"  → [a b]
server "${x:+$@}" end  → [][end]
server "${x:+a}" "${x+a}" end  → [][][end]
server "${x:-$@}"  → [first][second]
server "${x:=${y:-z}}" "$x"  → [z][z]
server "${x=a}" "$x"  → [a][a]
server "p$*s"  → [pfirst seconds]
server "p$@s"  → [pfirst][seconds]
server $!  →
server $# "$#"  → [2][2]
server $(($?+1))  → [1]
server $((9223372036854775807 * 2 / 2))  → ? [$((9223372036854775807 * 2 / 2))]
server $((9223372036854775808 - 1))  → ? [$((9223372036854775808 - 1))]
server $((²))  → ? [$((²))]
server $*  → [first][second]
server $1 $2 $3 end  → [first][second][end]
server $@  → [first][second]
server $x end  → [end]
server ${##}  → [1]
server ${#1} ${#2} ${#3}  → [5][6][0]
server ${#x}  → [0]
server ${1+"$@"}  → [first][second]
server ${1+"a b"c d} end  → [a bc][d][end]
server ${1+x}  → [x]
server ${10} end  → [end]
server ${1:+"$@"}  → [first][second]
server ${@+"$@"}  → [first][second]
server ${@:+x}  → [x]
server ${x+"a b"} end  → [end]
server ${x- "b c"}  → [b c]
server ${x-"a b"}  → [a b]
server ${x-'*'}  → [*]
server ${x-'a b'}  → [a b]
server ${x-a b}  → [a][b]
server ${x-a"b c"}  → [ab c]
server ${x:+"$@"} end  → [end]
server ${x:-"$(hostname)"} end  → ? [$(…)][end]
server ${x:-"$@"}  → [first][second]
server ${x:-"a b" c}  → [a b][c]
server ${x="a b"} "$x"  → [a][b][a b]
server ${x=a b}  → [a][b]
server a$x"b"  → [ab]
server p"${x:-$@}"s  → [pfirst][seconds]
server p$@s  → [pfirst][seconds]
server p${x-"a b" c}s  → [pa b][cs]
server p${x-"a b"}s  → [pa bs]
set -- '' ''; server $@ end  → [end]
set -- ''; server "$@" end  → [][end]
set -- ''; server ${1+"$@"} end  → [][end]
set -- ''; server ${1:+"$@"} end  → [end]
set -- 'a  b' c; x=$*; server "$x"  → [a  b c]
set -- 'a b' c; server "$*"  → [a b c]
set -- 'a b' c; server "$@"  → [a b][c]
set -- 'a b' c; server "$@x"  → [a b][cx]
set -- 'a b' c; server "${1+"$@"}" end  → [a b][c][end]
set -- 'a b' c; server "${1+$@}" end  → [a b][c][end]
set -- 'a b' c; server "x$@"  → [xa b][c]
set -- 'a b' c; server $*  → [a][b][c]
set -- 'a b' c; server $@  → [a][b][c]
set -- 'a b'; server ${1+"$@"} end  → [a b][end]
set -- 1 2 3 4 5 6 7 8 9 ten; server ${10} $10  → [ten][10]
set -- 4; server $(($1+1)) $((${1}*2)) $((1+$#)) $(($3+1))  → [5][8][2][1]
set -- a b c; server $# ${#} $1 ${2} ${3}  → [3][3][a][b][c]
set --; server "$*" end  → [][end]
set --; server "$@" end  → [end]
set --; server "${1+"$@"}" end  → [][end]
set --; server "${1+$@}" end  → [][end]
set --; server "${x-$@}" end  → [][end]
set --; server "${x:-$@}y" end  → [y][end]
set --; server "p$@s"  → [ps]
set --; server $#  → [0]
set --; server $* end  → [end]
set --; server $@ end  → [end]
set --; server ${1+"$@"} end  → [end]
set --; server ${@+"$@"} end  → [end]
set --; server ${@:+x} end  → [end]
set --; x="$@"; server "$x"  → []
set -u; server "$!" end  → !
set -u; server "$3"  → !
set -u; server "$@"  → [first][second]
set -u; server "$x"  → ? [$x]
set -u; server "${3%f}"  → !
set -u; server "${3-}" end  → [][end]
set -u; server "${x#a}"  → ? [${x#a}]
set -u; server "${x+a}" end  → [][end]
set -u; server "${x-}" end  → [][end]
set -u; server ${#x}  → ? [${#x}]
set -u; server ${1#f}  → [irst]
set -u; set --; server "$@" end  → [end]
set -u; set --; server ${#1}  → !
set -u; set --; server ${#@}  → [0]
set -u; x=; server "$x" end  → [][end]
true; server $?  → [0]
x="$@"; server "$x"  → [first second]
x="${y:-$@}"; server "$x"  → [first second]
x=$*; server "$x"  → [first second]
x=$@; server "$x"  → [first second]
x=' '; server "$x"  → [ ]
x=' '; server $x  →
x=' '; server a$x  → [a]
x=' '; server a${x}b  → [a][b]
x=' '; y=b; server $x$y  → [b]
x=' a b '; server $x  → [a][b]
x=' a b '; server $x$x  → [a][b][a][b]
x=' a b '; server p$x  → [p][a][b]
x=' a b '; server p${x}s  → [p][a][b][s]
x='*'; server "$x"  → [*]
x='a '; y=' b'; server $x$y  → [a][b]
x='a b'; server "${x%%[[:space:]]*}"  → [a]
x='a b'; server "p"$x"s"  → [pa][bs]
x='a b'; server $x "$x" p$x q"$x"q  → [a][b][a b][pa][b][qa bq]
x='a b'; y='c d'; server $x$y  → [a][bc][d]
x='a!'; server "${x%[[:punct:]]}"  → ? [${x%[[:punct:]]}]
x=--5; server $((x+1))  → ? [$((x+1))]
x=-0; server $((x+1))  → [1]
x=010; server $((x+1))  → ? [$((x+1))]
x=0; server $((x+1))  → [1]
x=1; server ${x-"a b"} ${x+"c d"}  → [1][c d]
x=5; server $((${x}+1)) $((10-${x}))  → [6][5]
x=5a; server "${x#[![:digit:]]}"  → [5a]
x=5a; server "${x#[[:digit:]]}" "${x%[[:alpha:]]}"  → [a][5]
x=; : "${x:?}"; server  → !
x=; server "${x-a}" end  → [][end]
x=; server "${x:+a}" "${x+a}" end  → [][a][end]
x=; server "${x:-a}" end  → [a][end]
x=; server "${x:=a}" "$x" end  → [a][a][end]
x=; server "${x=a}" "$x" end  → [][][end]
x=; server ${#x}  → [0]
x=; server ${x-"a b"} ${x+"c d"} ${x:-"e f"} ${x:+"g h"} end  → [c d][e f][end]
x=ab; y=x; server "${y}$x"  → [xab]
x=abc; server "${x#@(a|b)}"  → ? [${x#@(a|b)}]
x=abc; server ${#x} "${#x}"  → [3][3]
x=abc; server ${x} "$x" '$x' \$x  → ? [abc][abc][$x][$x]
x=b; server "${x:=a}" "$x"  → [b][b]
x=v; server "${x:-a}" "${x-a}" "${x:+a}" "${x+a}"  → [v][v][a][a]
x=²; server $((x+1))  → ? [$((x+1))]
x=ä; server ${#x}  → ? [${#x}]
"""
WORDS_BASH = r"""
IFS=,; a=(one two); server "${a[*]}"  → [one,two]
a=("$(hostname)" two); a=three; server "${#a[@]}" "${a[@]}" end  → [2][three][two][end]
a=("$(hostname)"); a=three; server "${#a[@]}" "${a[@]}" end  → [1][three][end]
a=(''); a+=(x); server "${#a[@]}" "${a[@]}" end  → [2][][x][end]
a=(''); server "${#a[@]}" "${a[@]}" end  → [1][][end]
a=(one two 'three 3'); server "${a[*]}"  → [one two three 3]
a=(one two 'three 3'); server ${a[*]}  → [one][two][three][3]
a=(one two 'three 3'); server ${a[@]}  → [one][two][three][3]
a=(one two); a=three; server "${a[@]}"  → [three][two]
a=(one two); unset a; server "${a[@]}" "${#a[@]}" end  → [0][end]
a=(one two); x="${a[@]}"; server "$x"  → [one two]
a=(one two); x=${a[*]}; server "$x"  → [one two]
a=(one two); x=${a[@]}; server "$x"  → [one two]
a=(one); a+=two; server "${a[@]}"  → [onetwo]
declare -A m; m[k]=v; server "${#m[@]}"  → ? [${#m[@]}]
f() { local a=(x y); }; f; server "${a[@]}" end  → [end]
server $[1+2]  → [3]
server ${#*}  → [2]
server ${#@}  → [2]
server ${#@} ${#*} ${#}  → [2][2][2]
x=abc; server "${x/#a/-}" "${x/%c/-}" "${x/#b/-}" "${x/%b/-}" "${x/#/-}" "${x/%/-}"  → [-bc][ab-][abc][abc][-abc][abc-]
x=abc; server "${x//#a/-}"  → ? [${x//#a/-}]
"""
WORDS_BASH_ASH = r"""
x=a/b; server "${x/\//-}"  → ? [${x/\//-}]
x=abc; server "${x#[^a]}"  → [abc]
x=abc; server "${x/'b'/-}"  → ? [${x/'b'/-}]
x=abc; server "${x/b/[&]}"  → ? [${x/b/[&]}]
"""
WORDS_ASH = r"""
x=abc; server "${x/#a/-}" "${x/%c/-}" "${x/#b/-}" "${x/%b/-}" "${x/#/-}" "${x/%/-}"  → [abc][abc][abc][abc][abc][abc]
x=abc; server "${x//#a/-}"  → [abc]
"""
WORDS_DASH = r"""
x=a/b; server "${x/\//-}"  → !
x=abc; server "${x#[^a]}"  → [bc]
x=abc; server "${x/#a/-}" "${x/%c/-}" "${x/#b/-}" "${x/%b/-}" "${x/#/-}" "${x/%/-}"  → !
x=abc; server "${x/'b'/-}"  → !
x=abc; server "${x//#a/-}"  → !
x=abc; server "${x/b/[&]}"  → !
"""
WORDS_DASH_ASH = r"""
a=(one two 'three 3'); server ${a[@]}  → !
declare -A m; m[k]=v; server "${#m[@]}"  → !
server $[1+2]  → ? [$[1+2]]
server ${#*}  → [12]
server ${#@}  → [12]
server ${#@} ${#*} ${#}  → [12][12][2]
"""
OPERATORS = r"""
x=a/b/c; server "${x#*/}" "${x##*/}" "${x%/*}" "${x%%/*}"  → [b/c][c][a/b][a]
x=abab; server "${x#ab}" "${x%ab}" "${x#b}" "${x%a}" "${x##*}" "${x%%*}" "${x#}" "${x%}"  → [ab][ab][abab][abab][][][abab][abab]
x='?b'; y='?'; server "${x#"$y"}";  → [b]
x='[b'; y='['; server "${x#"$y"}"  → [b]
x=ABC; server "${x#a}"  → [ABC]
x=a.b.c; server "${x%.*}" "${x%%.*}" "${x#*.}" "${x##*.}"  → [a.b][a][b.c][c]
server "${x#a}" end  → [][end]
server "${x%%a}" end  → [][end]
x=ä; server "${x#?}" "${x%x}"  → ? [${x#?}][${x%x}]
x=aä; server "${x#a}" "${x##a}"  → ? [${x#a}][${x##a}]
x="$(hostname)"; server "${x#a}"  → ? [${x#a}]
x=abc; p="$(hostname)"; server "${x#$p}"  → ? [${x#$p}]
x="a b c"; server ${x#a} "${x% c}"  → [b][c][a b]
d"); server "${#a[@]}"  → !
export X=$1; server "$X"  → [first]
y='a b'; export x=$y; server "$x"  → [a b]
y='a b'; x=$y; server "$x"  → [a b]
f() { local x=$1; server "$x"; }; f 'a b'  → [a b]
y='a b'; readonly x=$y; server "$x"  → [a b]
y='a b'; export x=p$y z; server "$x"  → [pa b]
a["k"]=x; server y  → [y]
"""
OPERATORS_BASH = r"""
x=abc; server "${x/#a/-}"  → [-bc]
x=abc; server "${x/%c/-}"  → [ab-]
x=aBc; server "${x^}" "${x^^}" "${x,}" "${x,,}"  → [ABc][ABC][aBc][abc]
x=ABC; server "${x,}" "${x,,}" "${x^}"  → [aBC][abc][ABC]
x=; server "${x^}" "${x,,}" end  → [][][end]
server "${x^^}" end  → [][end]
x=abc; server "${x^^a}"  → ? [${x^^a}]
x=äb; server "${x^^}"  → [ÄB]
x=äb; server "${x^}"  → [Äb]
x=y; y=z; server "${!x}"  → [z]
x=y; server "${!x}" end  → [][end]
server "${!x}" end  → ? [${!x}][end]
x=y; y=; server "${!x:-d}" "${!x-e}" end  → [d][][end]
x=y; y=v; server "${!x:+d}"  → [d]
x="$(hostname)"; server "${!x}"  → ? [${!x}]
x=1; server "${!x}"  → [first]
a=(one two 'three 3'); server "${a[@]}" "$a" "${a[0]}" "${#a[@]}" "${a[1]}"  → [one][two][three 3][one][one][3][two]
a=(one two 'three 3'); server ${a[@]}  → [one][two][three][3]
a=(one two 'three 3'); server "${a[*]}"  → [one two three 3]
a=(one two 'three 3'); server ${a[*]}  → [one][two][three][3]
a=(); server "${a[@]}" end  → [end]
a=(); server "${#a[@]}" "$a" end  → [0][][end]
server "${a[@]}" end  → [end]
server "${#a[@]}" "${#a[*]}"  → [0][0]
a=(x); server "${#a[*]}" "${#a}"  → [1][1]
a=(one); a+=(two); server "${a[@]}"  → [one][two]
a=(one); a+=two; server "${a[@]}"  → [onetwo]
a+=(two); server "${a[@]}"  → [two]
a=one; a+=(two); server "${a[@]}"  → [one][two]
a=(one two); a=(three); server "${a[@]}" "${#a[@]}"  → [three][1]
a=(one two); a=three; server "$a"  → [three]
a=(one two); unset a; server "${a[@]}" end  → [end]
a=(one two); a[1]=x; server "${a[1]}"  → [x]
a=("$(hostname)" two); server "${#a[@]}" "${a[@]}"  → ? [2][$(…)][two]
a=($(hostname) two); server "${#a[@]}"  → ? [${#a[@]}]
a=($(hostname) two); server x "${a[@]}"  → ? [x][${a[@]}]
a=("$@"); server "${a[@]}" "${#a[@]}"  → [first][second][2]
a=($*); server "${a[@]}"  → [first][second]
a=(*); server x "${a[@]}"  → ? [x][${a[@]}]
x="a b"; a=($x c); server "${#a[@]}" "${a[@]}"  → [3][a][b][c]
a=(a ''); server "${#a[@]}" "${a[@]}" end  → [2][a][][end]
a=(''); server "${#a[@]}" "${a[@]}" end  → [1][][end]
f() { local a=(x y); server "${a[@]}" "${#a[@]}"; }; f  → [x][y][2]
declare -a a=(x y); server "${a[@]}"  → [x][y]
y='a b'; declare x=$y; server "$x"  → [a b]
a[0]=x; server "${a[0]}" "$a"  → [x][x]
declare -A m=([k]=v); server "${m[k]}"  → ? [${m[k]}]
declare -A m; m[k]=v; server "${m[k]}"  → ? [${m[k]}]
"""
OPERATORS_BASH_ASH = r"""
x=abc; server "${x#[a-b]}" "${x#[!a]}" "${x#[^a]}" "${x%[c]}" "${x#?}"  → [bc][abc][abc][ab][bc]
x=abcdef; server "${x:1}" "${x:1:2}" "${x:0}" "${x:0:1}" "${x:6}" "${x:9}" "${x: 1 : 2 }"  → [bcdef][bc][abcdef][a][][][bc]
x=abcdef; server "${x: -2}"  → ? [${x: -2}]
x=abcdef; n=2; server "${x:$n}"  → ? [${x:$n}]
x=abcdef; server "${x:1+1}"  → ? [${x:1+1}]
x=abcdef; server "${x:1:-1}"  → ? [${x:1:-1}]
x=äbc; server "${x:1}"  → ? [${x:1}]
server "${x:1}" end  → [][end]
x=abcdef; server ${x:2:2}  → [cd]
x=aXbXc; server "${x/X/-}" "${x//X/-}" "${x/X}" "${x//X}" "${x/X/}" "${x/q/r}"  → [a-bXc][a-b-c][abXc][abc][abXc][aXbXc]
x=abc; server "${x/b*/-}"  → ? [${x/b*/-}]
x=abc; y=b; server "${x/$y/-}"  → ? [${x/$y/-}]
x=a/b; server "${x/\//-}"  → ? [${x/\//-}]
x=a/b; server "${x////-}"  → ? [${x////-}]
x=a.b; server "${x/./-}"  → [a-b]
x=abc; server "${x/a?/-}"  → ? [${x/a?/-}]
x='a[b'; server "${x/a\[/-}"  → ? [${x/a\[/-}]
x=abab; server "${x/ab/ab2}" "${x//ab/x/y}"  → [ab2ab][x/yx/y]
"""
OPERATORS_ASH = r"""
x=abc; server "${x/#a/-}"  → [abc]
x=abc; server "${x/%c/-}"  → [abc]
"""
OPERATORS_DASH = r"""
x=abc; server "${x#[a-b]}" "${x#[!a]}" "${x#[^a]}" "${x%[c]}" "${x#?}"  → [bc][abc][bc][ab][bc]
x=abcdef; server "${x:1}" "${x:1:2}" "${x:0}" "${x:0:1}" "${x:6}" "${x:9}" "${x: 1 : 2 }"  → !
x=aXbXc; server "${x/X/-}" "${x//X/-}" "${x/X}" "${x//X}" "${x/X/}" "${x/q/r}"  → !
x=abc; server "${x/b*/-}"  → !
x=abc; y=b; server "${x/$y/-}"  → !
x=a/b; server "${x/\//-}"  → !
x=a/b; server "${x////-}"  → !
x=a.b; server "${x/./-}"  → !
x=abc; server "${x/#a/-}"  → !
x=abc; server "${x/%c/-}"  → !
x=abc; server "${x/a?/-}"  → !
x='a[b'; server "${x/a\[/-}"  → !
x=abab; server "${x/ab/ab2}" "${x//ab/x/y}"  → !
"""
OPERATORS_DASH_ASH = r"""
x=aBc; server "${x^}" "${x^^}" "${x,}" "${x,,}"  → !
x=ABC; server "${x,}" "${x,,}" "${x^}"  → !
x=; server "${x^}" "${x,,}" end  → !
server "${x^^}" end  → !
x=abc; server "${x^^a}"  → !
x=äb; server "${x^^}"  → !
x=äb; server "${x^}"  → !
x=y; y=z; server "${!x}"  → !
x=y; server "${!x}" end  → !
server "${!x}" end  → !
x=y; y=; server "${!x:-d}" "${!x-e}" end  → !
x=y; y=v; server "${!x:+d}"  → !
x="$(hostname)"; server "${!x}"  → !
x=1; server "${!x}"  → !
a=(one two 'three 3'); server "${a[@]}" "$a" "${a[0]}" "${#a[@]}" "${a[1]}"  → !
server "${a[@]}" end  → !
server "${#a[@]}" "${#a[*]}"  → !
a=(one); a+=two; server "${a[@]}"  → !
a+=(two); server "${a[@]}"  → !
a=one; a+=(two); server "${a[@]}"  → !
a=("$@"); server "${a[@]}" "${#a[@]}"  → !
y='a b'; declare x=$y; server "$x"  → []
a[0]=x; server "${a[0]}" "$a"  → !
declare -A m=([k]=v); server "${m[k]}"  → !
declare -A m; m[k]=v; server "${m[k]}"  → !
"""
ARITHMETIC = r"""
server $((1+2)) $((7-10)) $((2*3)) $((7/2)) $((7%3)) $((-7/2)) $((-7%3)) $((7/-2)) $((7%-3))  → [3][-3][6][3][1][-3][-1][-3][1]
server $((1 < 2)) $((2 < 1)) $((1 <= 1)) $((2<=1)) $((1 > 2)) $((2>1)) $((1 >= 1)) $((0>=1)) $((1 == 1)) $((1==2)) $((1 != 2)) $((1!=1))  → [1][0][1][0][0][1][1][0][1][0][1][0]
server $((1 && 0)) $((1 && 2)) $((0 || 0)) $((0 || 3)) $((!0)) $((!5)) $((-3)) $((+3)) $((- -3)) $((!!2))  → [0][1][0][1][1][0][-3][3][3][1]
server $((1+2*3)) $(((1+2)*3)) $((10-3-2)) $((100/10/5)) $((2+3==5)) $((1<2==1)) $((1||0&&0)) $((-2+5))  → [7][9][5][2][1][1][1][3]
x=5; server $((x+1)) $(($x+1)) $((${x}+1)) $((x*x)) $((_x+1))  → [6][6][6][25][1]
x=; server $((x+1))  → [1]
server $((x+1))  → [1]
server $((0)) $((00))  → [0][0]
server $((010)) $((0x10)) $((08-08))  → ? [8][16][$((08-08))]
server $((010)) $((0x1F)) $((0xff))  → [8][31][255]
x=010; server $((x+1))  → ? [$((x+1))]
x=-3; server $((x+1)) $((x*2))  → [-2][-6]
x=abc; server $((x+1))  → ? [$((x+1))]
x=y; y=3; server $((x+1))  → ? [$((x+1))]
x=" 3"; server $((x+1))  → ? [$((x+1))]
server $((1/0))  → ? [$((1/0))]
server $((5%0))  → ? [$((5%0))]
server $((1 + ))  → ? [$((1 + ))]
server $((1 2))  → ? [$((1 2))]
server $((1 ? 2 : 3)) $((0 ? 2 : 3 ? 4 : 5))  → [2][4]
server $((1 ? 2))  → ? [$((1 ? 2))]
server $((x = 3)) $x  → [3][3]
x=7; server $((x %= 4)) $((x <<= 2)) $((x |= 1)) $((x ^= 3)) $((x &= 6)) $((x >>= 1)) $((x -= 9)) $((x *= -2)) $((x /= 3)) $x  → [3][12][13][14][6][3][-6][12][4][4]
server $((x = y = 2)) $x$y  → [2][22]
x=1; server $((x = $(hostname))) "$x"  → ? [$((x = $(hostname)))][$x]
x=1; y=$(echo $((x = 5))); server $x $y  → [1][5]
server $((6 & 3)) $((6 | 3)) $((6 ^ 3)) $((~6)) $((1 | 2 ^ 3 & 4 == 4))  → [2][7][5][-7][3]
server $((1 << 2)) $((9 >> 1)) $((-9 >> 1)) $((1 + 1 << 2)) $((1 << 2 < 5))  → [4][4][-5][8][1]
server $((1 << 70)) $((1 << -1))  → ? [$((1 << 70))][$((1 << -1))]
server $((9223372036854775807))  → [9223372036854775807]
server $((9223372036854775807 + 1))  → ? [$((9223372036854775807 + 1))]
server $((999999999999999999 * 9))  → [8999999999999999991]
server $(( 9223372036854775808 ))  → ? [$(( 9223372036854775808 ))]
x=999999999999999999; server $((x+1))  → [1000000000000000000]
x=1000000000000000000; server $((x+1))  → ? [$((x+1))]
x=9999999999999999999; server $((x+1))  → ? [$((x+1))]
server $((a_b1+2)) $((b2+2))  → [2][2]
a_b1=4; b2=5; server $((a_b1+2)) $((b2+2))  → [6][7]
server "p$((1+1))s"  → [p2s]
x=$((1+1)); server $x  → [2]
server $(($#+1)) $(($1+1))  → ? [3][$(($1+1))]
set -- 4; server $(($1+1)) $((1+$#))  → [5][2]
x=$(hostname); server $((x+1))  → ? [$((x+1))]
x=a; server $((${#x}+1))  → ? [$((${#x}+1))]
x="1+2"; server $((x*3))  → ? [$((x*3))]
x="1+2"; server $(($x*3))  → ? [$(($x*3))]
server $((1)) $(( 1 )) $((	2	))  → [1][1][2]
server $((1  → !
((0)) || exec server yes; server no  → [yes]
i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; server $i  → [3]
server $((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))  → [1]
"""
ARITHMETIC_DASH = r"""
server $((x++)) $x  → !
server $((2**3))  → !
server $((1,2))  → !
x=3; server $((--x)) $((++x)) $x  → [3][3][3]
"""
ARITHMETIC_ASH = r"""
server $((1 || (x = 1))) $x  → ? [$((1 || (x = 1)))][$x]
"""
ARITHMETIC_DASH_BASH = r"""
server $((0 && (x = 1))) $((1 || (x = 1))) $((1 ? 2 : (x = 1))) [$x]  → [0][1][2][[]]
"""
ARITHMETIC_BASH_ASH = r"""
server $((x++)) $x $((x--)) $x  → [0][1][1][0]
x=3; server $((--x)) $((++x)) $x  → [2][3][3]
server $((2**3)) $((2 * 3 ** 2)) $((2 ** 3 ** 2)) $((-2 ** 2)) $((2**0))  → [8][18][512][4][1]
server $((2 ** 64)) $((2 ** -1))  → ? [$((2 ** 64))][$((2 ** -1))]
server $((1,2)) $((x = 1, x + 1)) $x  → [2][2][1]
a=5; b=2; server $((a+++b)) $a$b $((a---b))  → [7][62][4]
"""
ARITHMETIC_BASH = r"""
declare -i n=2; n+=3; server $n  → [5]
declare -u x; x=abc; server $x  → [ABC]
for ((i = 0; i < 3; i++)); do x=$x$i; done; server $x $i  → [012][3]
for ((i = 0; i < 3; i++)); do [ $i = 1 ] && continue; x=$x$i; done; server $x $i  → [02][3]
for ((i = 5; i < 3; i++)); do x=$x$i; done; server "$x" $i  → [][5]
for ((i = 0; ; i++)); do [ $i = 2 ] && break; done; server $i  → [2]
server $[1+2]  → [3]
"""
ARITHMETIC_DASH_ASH = r"""
server $[1+2]  → ? [$[1+2]]
"""
SUBSTITUTIONS = r"""
x=' a b '; server "$(echo $x)"  → [a b]
server $(echo a b) "$(echo a b)" `echo c`  → [a][b][a b][c]
server "$(printf %s a)" "$(printf '%s\n' a)" "$(printf '%s' 'a b')"  → [a][a][a b]
server "$(printf a)"  → [a]
server "$(printf '%d' 3)"  → [3]
server "$()" end  → [][end]
server $() end  → [end]
server "$(:)" end  → ? [$(:)][end]
server "$(true)" end  → ? [$(true)][end]
server "$(echo a > /dev/null)" end  → [][end]
server "$(echo a 2> /dev/null)"  → [a]
server "$(echo a >&2)" end  → [][end]
server "$(echo a; echo b)"  → ? [$(echo a; echo b)]
server "$(echo a && echo b)"  → ? [$(echo a && echo b)]
server "$(echo a || echo b)"  → ? [$(echo a || echo b)]
server "$(false || echo b)"  → ? [$(false || echo b)]
server "$(x=1; echo $x)"  → ? [$(x=1; echo $x)]
server "$( (echo a) )"  → ? [$( (echo a) )]
server "$( { echo a; } )"  → ? [$( { echo a; } )]
server "$(echo "$(echo a)")"  → [a]
server "$(echo `echo a`)"  → [a]
server $(echo "a b" c)  → [a][b][c]
server "$(echo $1 $#)"  → [first 2]
f() { printf '%s' a; printf b; }; server "$(f)"  → [ab]
f() { return 3; }; x=$(f); server $?  → [3]
x=$(false); server $?  → [1]
x=$(exit 4); server $?  → [4]
x=$(true); server $?  → [0]
x=$(echo a); server $? "$x"  → [0][a]
server "$(dirname /a/b)" "$(dirname a)" "$(dirname /)" "$(dirname /a/)" "$(dirname a/b/c)" "$(dirname a//b)"  → [/a][.][/][/][a/b][a]
server "$(basename /a/b.sh .sh)" "$(basename /a/)" "$(basename /)" "$(basename a.sh .sh)" "$(basename .sh .sh)"  → [b][a][/][a][.sh]
server "$(basename '')" end  → [][end]
server "$(dirname "$(hostname)")"  → ? [$(dirname "$(hostname)")]
server "$(dirname a b)"  → ? [$(dirname …)]
server "$(dirname -z a)"  → ? [$(dirname …)]
server "$(basename "$(hostname)")"  → ? [$(basename "$(hostname)")]
server "$(basename -a x y)"  → ? [$(basename …)]
x=/a/b; server "$(dirname "$x")" "$(basename $x)"  → [/a][b]
cd /; server "$(pwd)"  → [/]
cd /usr/; server "$(pwd)"  → [/usr]
cd "$(hostname)" || :; server "$(pwd)"  → ? [$(pwd)]
server "$(readlink -f /)"  → [/]
cd /; server "$(readlink -f usr)"  → [/usr]
cd /; server "$(realpath usr)"  → [/usr]
server "$(realpath "$(hostname)")"  → ? [$(realpath "$(hostname)")]
server "$(realpath /var/run)"  → ? [$(readlink …)]
server "$(readlink a b)"  → ? [$(readlink …)]
server "$(cat "$(hostname)")"  → ? [$(cat "$(hostname)")]
server "$(cat a b)"  → ? [$(cat …)]
server "$(uname -m)"  → ? [$(uname …)]
umask 0022; server "$(umask)"  → [0022]
server "$(whoami)" "$(id -u)" "$(id -un)" "$(id -g)" "$(id -u -n)" "$(id -nu)" "$(id -r -u)"  → [root][0][root][0][root][root][0]
server "$(id)"  → ? [$(id)]
server "$(id -G)"  → ? [$(id)]
server "$(command -v cd)"  → [cd]
server "$(command -v "$(hostname)")"  → []
server "$(command ls)"  → ? [$(…)]
server "$(which "$(hostname)")"  → ? [$(which "$(hostname)")]
server "$(jobs -p)" end  → [][end]
server "$(jobs)" end  → ? [$(jobs)][end]
server "$(pgrep "$(hostname)")"  → ? [$(pgrep "$(hostname)")]
server "$(pgrep a b)"  → []
server "$(echo "${x:?}" )" end  → [][end]
server "$(echo a | cat)"  → ? [$(echo a | cat)]
server "$(echo a &)"  → ? [$(…)]
echo() { printf mine; }; server "$(echo a)"  → [mine]
dirname() { printf mine; }; server "$(dirname a)"  → [mine]
set -e; x=$(false); server no  → !
y='a*'; x=$y; server "$x"  → [a*]
export a=1 b="2 3"; server "$a" "$b"  → [1][2 3]
x=1 y=$x; server "$x" "$y"  → [1][1]
x=1; x=2 y=$x; server "$y"  → [2]
x=1; f() { x=2; }; f; server $x  → [2]
x=1; (x=2); server $x  → [1]
x=1; { x=2; }; server $x  → [2]
x=1; x=2 true; server $x  → [1]
x=1; f() { local x=2; }; f; server $x  → [1]
x=1; f() { local x; x=2; }; f; server $x  → [1]
readonly r=1; server $r  → [1]
set -a; x=1; server $x  → [1]
x=1; unset x; server "$x" end  → [][end]
for i in a b; do :; done; server $i  → [b]
for i in; do :; done; server "$i" end  → [][end]
for i; do :; done; server $i  → [second]
i=0; until [ $i -ge 3 ]; do i=$((i+1)); done; server $i  → [3]
server a\ b 'c d' "e f" g"h"'i'  → [a b][c d][e f][ghi]
server "a\$b" 'a\b' "a\"b" a\  → ? [a$b][a\b][a"b][a]
server "`echo a`"  → [a]
server ~x  → [~x]
server a*nomatch  → [a*nomatch]
server "${x:-}" '' "" end  → [][][][end]
server $(echo '{a,b}')  → [{a,b}]
server "$(which a b)" end  → ? [$(which a b)][end]
server "$(hostname)" "$(date)" "$(nproc)" "$(mktemp)"  → ? [$(…)][$(…)][$(…)][$(…)]
"""
SUBSTITUTIONS_BASH = r"""
server {a,b}  → [a][b]
for i in {01..3}; do x=$i; done; server $x  → ? [{01..3}]
for i in {a,"b c"}; do x=$i; done; server $x  → ? [{a,"b c"}]
"""
SUBSTITUTIONS_BASH_ASH = r"""
server "$(echo -n a)" "$(echo -e a)" "$(echo -E a)" "$(echo)" "$(echo -n)"  → [a][a][a][][]
set -e; f() { false; echo a; }; server "$(f)" end  → [a][end]
"""
SUBSTITUTIONS_DASH = r"""
server "$(echo -n a)" "$(echo -e a)" "$(echo -E a)" "$(echo)" "$(echo -n)"  → [a][-e a][-E a][][]
set -e; f() { false; echo a; }; server "$(f)" end  → [][end]
"""
SUBSTITUTIONS_DASH_ASH = r"""
server {a,b}  → [{a,b}]
for i in {01..3}; do x=$i; done; server $x  → [{01..3}]
for i in {a,"b c"}; do x=$i; done; server $x  → [{a,b][c}]
"""
BRACES = r"""
server {a} {} {a,b  → [{a}][{}][{a,b]
x={a,b}; server $x  → [{a,b}]
server {a..} a,b {a.b}  → [{a..}][a,b][{a.b}]
x=$(false); server $?  → [1]
set -e; x=$(false); server no  → !
f() { :; }; server "$(command -v f)"  → [f]
server "$(command -V cd)"  → ? [$(command …)]
server "$(command -v cd ls)"  → ? [$(command …)]
server "$(command -pv cd)"  → [cd]
"""
BRACES_BASH = r"""
server {a,b} x{1..3}y {c..a} {3..1} {-1..1}  → [a][b][x1y][x2y][x3y][c][b][a][3][2][1][-1][0][1]
server a{b,c}d{e,ff}g  → [abdeg][abdffg][acdeg][acdffg]
server ${x}{a,b}  → ? [${x}{a,b}]
server --x={a,b}  → [--x=a][--x=b]
server {a,}  → [a]
for i in {1..3}; do x=$i; done; server $x  → [3]
set -e; shopt -s inherit_errexit; f() { false; echo a; }; server "$(f)" end  → [][end]
"""
BRACES_BASH_ASH = r"""
server "$(echo -e 'a\tb')" "$(echo 'a\tb')"  → [a	b][a\tb]
server "$(echo -n a)" "$(echo -e a)" "$(echo -E a)" "$(echo -ne a)" "$(echo -x a)"  → [a][a][a][a][-x a]
server "$(echo 'a\nb')"  → [a\nb]
set -e; f() { false; echo a; }; server "$(f)" end  → [a][end]
"""
BRACES_DASH = r"""
server "$(echo -n a)" "$(echo -e a)" "$(echo -E a)" "$(echo -ne a)" "$(echo -x a)"  → [a][-e a][-E a][-ne a][-x a]
server "$(echo 'a\tb')" "$(echo -e 'a\tb')"  → [a	b][-e a	b]
set -e; f() { false; echo a; }; server "$(f)" end  → [][end]
"""
BRACES_DASH_ASH = r"""
server {a,b} x{1..3}y {c..a} {3..1} {-1..1}  → [{a,b}][x{1..3}y][{c..a}][{3..1}][{-1..1}]
server a{b,c}d{e,ff}g  → [a{b,c}d{e,ff}g]
server ${x}{a,b}  → [{a,b}]
server --x={a,b}  → [--x={a,b}]
server {a,}  → [{a,}]
for i in {1..3}; do x=$i; done; server $x  → [{1..3}]
set -e; shopt -s inherit_errexit; f() { false; echo a; }; server "$(f)" end  → !
"""

MORE = r"""
server $((1+(2*(3+4))))  → [15]
server $((_a+1)) $((A9+1))  → [1][1]
server $((1>=2)) $((2>=2)) $((1<=0))  → [0][1][0]
server $((5%3)) $((-5%3)) $((5-3%2))  → [2][-2][4]
server $((4 - 2 - 1)) $((8 / 4 / 2)) $((2 * -3))  → [1][1][-6]
server $((1 == 1 && 2 == 2)) $((1 == 2 || 2 == 2)) $((! 1 == 0))  → [1][1][1]
server $((9a))  → ? [$((9a))]
server $((1.5))  → ? [$((1.5))]
server $(( ))  → ? [$(( ))]
server $(("1"+1))  → ? [$(("1"+1))]
server $((1;2))  → ? [$(…)]
x=1; server $(($x$x))  → ? [$(($x$x))]
set -- 12 3; server $(($1$2)) $(( $1 + $2 ))  → ? [$(($1$2))][15]
x=5; server $((x-1)) $((x - 1)) $((x -1)) $(($x-1))  → [4][4][4][4]
server "${x:-a}${y:-b}" ${x:-a}${y:-b}  → [ab][ab]
x=a; server "${x:-$1}" "${y:-$1}" "${y:-${1}x}"  → [a][first][firstx]
x=; server "${x:-}" "${x:+a}" "${x-b}" end  → [][][][end]
server "${x:=a}" "${x:+b}" $x  → [a][b][a]
server ${x:=a b} "$x"  → [a][b][a b]
x=$1; server "${x%rst}" "${x#fi}"  → [fi][rst]
x=aXbX; server "${x%X*}" "${x%%X*}" "${x#*X}" "${x##*X}"  → [aXb][a][bX][]
x=a.tar.gz; server "${x%.tar.gz}" "${x%%.*}"  → [a][a]
x='a]b'; server "${x%]*}"  → [a]
x=abc; server "${x#[!b]}" "${x#[]a]}"  → [bc][bc]
x="a  b"; server $x "$x" ${x% b}  → [a][b][a  b][a]
"""
MORE_BASH = r"""
server "${@:1:1}" end  → [first][end]
server "${*:2}" end  → [second][end]
server "${*:1:2}" end  → [first second][end]
server ${@:2} end  → [second][end]
server "${@:3}" end  → [end]
server {0..2} {a..c}{0..1}  → [0][1][2][a0][a1][b0][b1][c0][c1]
server x{-3..-1}  → [x-3][x-2][x-1]
server {a..z}  → [a][b][c][d][e][f][g][h][i][j][k][l][m][n][o][p][q][r][s][t][u][v][w][x][y][z]
"""
MORE_BASH_ASH = r"""
server "${@:$x}" end  → ? [${@:$x}][end]
"""
MORE_ASH = r"""
server "${@:1:1}" end  → ? [${@:1:1}][end]
server "${*:2}" end  → ? [${*:2}][end]
server "${*:1:2}" end  → ? [${*:1:2}][end]
server ${@:2} end  → ? [${@:2}][end]
server "${@:3}" end  → ? [${@:3}][end]
"""
MORE_DASH = r"""
server "${@:1:1}" end  → !
server "${*:2}" end  → !
server "${*:1:2}" end  → !
server ${@:2} end  → !
server "${@:3}" end  → !
server "${@:$x}" end  → !
"""
MORE_DASH_ASH = r"""
server {0..2} {a..c}{0..1}  → [{0..2}][{a..c}{0..1}]
server x{-3..-1}  → [x{-3..-1}]
server {a..z}  → [{a..z}]
"""

GETOPTS = r"""
set -- -a -b v r; while getopts :ab: o; do x="$x$o($OPTARG)$OPTIND"; done; shift $((OPTIND-1)); server "$x" "$o" "$@"  → [a()2b(v)4][?][r]
set -- -bv -a; while getopts ab: o; do x="$x$o($OPTARG)$OPTIND"; done; server "$x" $OPTIND  → [b(v)2a()3][3]
set -- -abv r; while getopts ab: o; do x="$x$o($OPTARG)"; done; server "$x" $OPTIND  → [a()b(v)][2]
set -- -aab r; while getopts ab o; do x="$x$o"; done; server "$x" $OPTIND  → [aab][2]
set -- -b; while getopts :ab: o; do x="$x$o($OPTARG)$OPTIND"; done; server "$x"  → [:(b)2]
set -- -b; while getopts ab: o; do x="$x$o($OPTARG)$OPTIND"; done; server "$x"  → [?()2]
set -- -z -a; while getopts :ab: o; do x="$x$o($OPTARG)$OPTIND"; done; server "$x"  → [?(z)2a()3]
set -- -z -a; while getopts ab: o; do x="$x$o($OPTARG)"; done; server "$x"  → [?()a()]
set -- -a -- -b; while getopts ab o; do x="$x$o"; done; server "$x" $OPTIND  → [a][3]
set -- -a - -b; while getopts ab o; do x="$x$o"; done; server "$x" $OPTIND  → [a][2]
set --; while getopts ab o; do x="$x$o"; done; server "$x" $OPTIND $o  → [][1][?]
while getopts ab o -a -b c; do x="$x$o"; done; server "$x" $OPTIND  → [ab][3]
while getopts ab o; do x="$x$o"; done; server "$x" $OPTIND $o  → [][1][?]
set -- -a; getopts a o; OPTIND=1; getopts a o; server $o $? $OPTIND  → [a][0][2]
getopts a; server $?  → [2]
f() { getopts x o -x; }; set -- -a -b; while getopts ab o; do x="$x$o"; done; server "$x"  → [ab]
set -- -a "$(hostname)" -b; while getopts ab o; do x="$x$o"; break; done; server "$x" "$OPTIND"  → ? [$o][$OPTIND]
"""
GETOPTS_DASH_ASH = r"""
f() { while getopts ab o; do x="$x$o"; done; }; f -a -b; f -a; server "$x"  → [aba]
f() { while getopts ab o; do x="$x$o"; done; }; set -- -a -b; while getopts ab o; do f -b; done; server "$x"  → [bb]
set -- -a -b; getopts ab o; set -- -b; getopts ab o; server $o  → [b]
set -- -a -b; getopts ab o; shift; getopts ab o; server $o  → [b]
"""
GETOPTS_BASH = r"""
f() { while getopts ab o; do x="$x$o"; done; }; f -a -b; f -a; server "$x"  → [ab]
set -- -a -b; getopts ab o; shift; getopts ab o; server $o  → [?]
"""

TABLES = [
    *rows(GETOPTS), *rows(GETOPTS_DASH_ASH, "dash ash"), *rows(GETOPTS_BASH, "bash"),
    *rows(WORDS), *rows(WORDS_BASH, "bash"), *rows(WORDS_BASH_ASH, "bash ash"), *rows(WORDS_ASH, "ash"),
    *rows(WORDS_DASH, "dash"), *rows(WORDS_DASH_ASH, "dash ash"),
    *rows(OPERATORS), *rows(OPERATORS_BASH, "bash"), *rows(OPERATORS_BASH_ASH, "bash ash"), *rows(OPERATORS_ASH, "ash"),
    *rows(OPERATORS_DASH, "dash"), *rows(OPERATORS_DASH_ASH, "dash ash"),
    *rows(ARITHMETIC), *rows(ARITHMETIC_BASH, "bash"), *rows(ARITHMETIC_DASH, "dash"),
    *rows(ARITHMETIC_BASH_ASH, "bash ash"), *rows(ARITHMETIC_ASH, "ash"), *rows(ARITHMETIC_DASH_BASH, "dash bash"), *rows(ARITHMETIC_DASH_ASH, "dash ash"),
    *rows(SUBSTITUTIONS), *rows(SUBSTITUTIONS_BASH, "bash"), *rows(SUBSTITUTIONS_BASH_ASH, "bash ash"),
    *rows(SUBSTITUTIONS_DASH, "dash"), *rows(SUBSTITUTIONS_DASH_ASH, "dash ash"),
    *rows(BRACES), *rows(BRACES_BASH, "bash"), *rows(BRACES_BASH_ASH, "bash ash"), *rows(BRACES_DASH, "dash"),
    *rows(BRACES_DASH_ASH, "dash ash"),
    *rows(MORE),
    *rows(MORE_BASH, "bash"),
    *rows(MORE_BASH_ASH, "bash ash"),
    *rows(MORE_ASH, "ash"),
    *rows(MORE_DASH, "dash"),
    *rows(MORE_DASH_ASH, "dash ash"),
]  # fmt: skip


@pytest.mark.parametrize(("shell", "script", "said"), TABLES)
def test_the_model_makes_these_fields(shell, script, said):
    assert shown(shell, script) == said


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_makes_the_same(tmp_path, shell):
    asked = [row.values[1:] for row in TABLES if row.values[0] == shell and not row.values[2].startswith("?")]
    by_the_shell(tmp_path, shell, "server")  # which writes `server`: before several ask for it
    with ThreadPoolExecutor(4) as pool:
        made = pool.map(lambda one: by_the_shell(tmp_path, shell, one[0]), asked)
        fields = ["!" if each is None else "".join(f"[{field}]" for field in each) for each in made]
    assert [(script, said) for (script, _), said in zip(asked, fields, strict=True)] == asked
