"""What the instructions of a stage say, who says so and where; and why it may not be known."""

from __future__ import annotations

import pytest

from listing import Listing
from model.built import image
from stoplint.model.catalog.rows import Base
from stoplint.model.fact import Unknown
from stoplint.model.image.image import CommandLine
from stoplint.model.image.stages import images
from stoplint.syntax.dockerfile import read
from stoplint.text import Source

# Each fact as "value by who says so :line"; a command line with its form, its shell, and where it comes from.
FACTS = [
    (
        'FROM debian\nENTRYPOINT ["a", "b"]',
        {
            "entrypoint": "exec ['a', 'b'] in ['/bin/sh', '-c'] from Dockerfile:2:2 by Dockerfile:2 :2",
            "cmd": "None by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nENTRYPOINT a b",
        {
            "entrypoint": "shell ['a b'] in ['/bin/sh', '-c'] from Dockerfile:2:2 by Dockerfile:2 :2",
            "cmd": "None by Dockerfile:2 :2",
        },
    ),
    (
        'FROM debian\nSHELL ["bash", "-c"]\nENTRYPOINT a',
        {
            "entrypoint": "shell ['a'] in ['bash', '-c'] from Dockerfile:3:3 by Dockerfile:3 :3",
            "shell": "('bash', '-c') by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nENTRYPOINT []",
        {
            "entrypoint": "exec [] in ['/bin/sh', '-c'] from Dockerfile:2:2 by Dockerfile:2 :2",
            "cmd": "None by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nENTRYPOINT",
        {
            "entrypoint": "exec [] in ['/bin/sh', '-c'] from Dockerfile:2:2 by Dockerfile:2 :2",
        },
    ),
    (
        'FROM debian\nCMD ["a"]\nENTRYPOINT ["b"]',
        {
            "entrypoint": "exec ['b'] in ['/bin/sh', '-c'] from Dockerfile:3:3 by Dockerfile:3 :3",
            "cmd": "exec ['a'] in ['/bin/sh', '-c'] from Dockerfile:2:2 by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nCMD a",
        {
            "entrypoint": "None by debian",
            "cmd": "shell ['a'] in ['/bin/sh', '-c'] from Dockerfile:2:2 by Dockerfile:2 :2",
        },
    ),
    (
        'FROM debian\nCMD ["a",]',
        {
            "cmd": "shell ['[\"a\",]'] in ['/bin/sh', '-c'] malformed command from Dockerfile:2:2 by Dockerfile:2 :2",
        },
    ),
    (
        'FROM debian AS x\nCMD ["a"]\nFROM x\n\nENTRYPOINT ["b"]',
        {
            "entrypoint": "exec ['b'] in ['/bin/sh', '-c'] from Dockerfile:5:5 by Dockerfile:5 :5",
            "cmd": "None by Dockerfile:5 :5",
        },
    ),
    (
        "FROM nginx:1",
        {
            "entrypoint": "exec ['/docker-entrypoint.sh'] in ['/bin/sh', '-c'] from nginx:1 by nginx:1",
            "cmd": "exec ['nginx', '-g', 'daemon off;'] in ['/bin/sh', '-c'] from nginx:1 by nginx:1",
            "stop_signal": "SIGQUIT by nginx:1",
            "shell": "('/bin/sh', '-c') by default",
            "workdir": "/ by default",
            "user": "root by default",
            "sh": "dash by nginx:1",
        },
    ),
    (
        "FROM debian",
        {
            "entrypoint": "None by debian",
            "cmd": "exec ['bash'] in ['/bin/sh', '-c'] from debian by debian",
            "stop_signal": "SIGTERM by default",
            "shell": "('/bin/sh', '-c') by default",
            "workdir": "/ by default",
            "user": "root by default",
            "sh": "dash by debian",
        },
    ),
    (
        "FROM distroless",
        {
            "entrypoint": "None by distroless",
            "cmd": "None by distroless",
            "stop_signal": "SIGTERM by default",
            "workdir": "/home/nonroot by distroless",
            "user": "nonroot by distroless",
            "sh": "None by distroless",
            "shell": "('/bin/sh', '-c') by default",
        },
    ),
    (
        "FROM scratch",
        {
            "entrypoint": "None by scratch",
            "cmd": "None by scratch",
            "stop_signal": "SIGTERM by default",
            "workdir": "/ by default",
            "user": "root by default",
            "sh": "None by scratch",
            "shell": "('/bin/sh', '-c') by default",
        },
    ),
    (
        "FROM who/knows:1",
        {
            "entrypoint": "? nothing is known about the base image who/knows:1 :1",
            "cmd": "? nothing is known about the base image who/knows:1 :1",
            "stop_signal": "? nothing is known about the base image who/knows:1 :1",
            "workdir": "/ by default",
            "user": "root by default",
            "sh": "? what /bin/sh is in the base image who/knows:1 :1",
            "shell": "('/bin/sh', '-c') by default",
        },
    ),
    (
        "\nARG V\nFROM debian:$V-slim",
        {
            "entrypoint": "None by debian:$V-slim",
            "sh": "dash by debian:$V-slim",
        },
    ),
    (
        "\nARG V\nFROM debian:$V",
        {
            "entrypoint": "None by debian:$V",
            "cmd": "exec ['bash'] in ['/bin/sh', '-c'] from debian:$V by debian:$V",
            "stop_signal": "SIGTERM by default",
            "sh": "dash by debian:$V",
        },
    ),
    (
        "\nARG V\nFROM $V",
        {
            "entrypoint": "? the base image cannot be told: the build argument V has no default :3",
            "cmd": "? the base image cannot be told: the build argument V has no default :3",
            "stop_signal": "? the base image cannot be told: the build argument V has no default :3",
            "sh": "? what /bin/sh is in the base image :3",
        },
    ),
    (
        "FROM",
        {
            "entrypoint": "? the base image cannot be told: no image is named :1",
            "sh": "? what /bin/sh is in the base image :1",
        },
    ),
    (
        "FROM mcr.microsoft.com/windows/nanoserver",
        {
            "shell": "('cmd', '/S', '/C') by default",
            "entrypoint": "? nothing is known about the base image mcr.microsoft.com/windows/nanoserver :1",
        },
    ),
    (
        "FROM debian\nSTOPSIGNAL SIGINT",
        {
            "stop_signal": "SIGINT by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nARG S=9\nSTOPSIGNAL $S",
        {
            "stop_signal": "9 by Dockerfile:3 :3",
        },
    ),
    (
        "FROM debian\nARG S\nSTOPSIGNAL $S",
        {
            "stop_signal": "? the build argument S has no default :3",
        },
    ),
    (
        'FROM debian AS x\nSTOPSIGNAL SIGINT\nWORKDIR /w\nUSER u\nSHELL ["s"]\nFROM x',
        {
            "stop_signal": "SIGINT by Dockerfile:2 :2",
            "workdir": "/w by Dockerfile:3 :3",
            "user": "u by Dockerfile:4 :4",
            "shell": "('s',) by Dockerfile:5 :5",
        },
    ),
    (
        'FROM debian AS x\nSTOPSIGNAL SIGINT\nWORKDIR /w\nUSER u\nSHELL ["s"]\nFROM debian',
        {
            "stop_signal": "SIGTERM by default",
            "workdir": "/ by default",
            "user": "root by default",
            "shell": "('/bin/sh', '-c') by default",
        },
    ),
    (
        "FROM debian\nARG U=app\nUSER $U:grp",
        {
            "user": "app:grp by Dockerfile:3 :3",
        },
    ),
    (
        'FROM debian\nARG U\nUSER "$U"',
        {
            "user": "$U by Dockerfile:3 :3",
        },
    ),
    (
        "FROM debian\nWORKDIR /a\nWORKDIR b/../c",
        {
            "workdir": "/a/c by Dockerfile:3 :3",
        },
    ),
    (
        "FROM debian\nARG D\nWORKDIR $D",
        {
            "workdir": "/$D by Dockerfile:3 :3",
        },
    ),
    (
        "FROM debian\nWORKDIR",
        {
            "workdir": "/ by default",
        },
    ),
    (
        "FROM debian\nSHELL []",
        {
            "shell": "('/bin/sh', '-c') by default",
        },
    ),
    (
        "FROM debian\nSHELL bash -c",
        {
            "shell": "('/bin/sh', '-c') by default",
        },
    ),
    (
        "FROM debian AS x\nONBUILD STOPSIGNAL SIGINT\nONBUILD WORKDIR /o\nONBUILD USER o\nFROM x",
        {
            "stop_signal": "SIGINT by Dockerfile:2 :2",
            "workdir": "/o by Dockerfile:3 :3",
            "user": "o by Dockerfile:4 :4",
        },
    ),
    (
        "FROM debian\nRUN ln -sf bash /bin/sh",
        {
            "sh": "bash by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nRUN ln -sf strange /bin/sh",
        {
            "sh": "? /bin/sh is a link to strange :2",
        },
    ),
    (
        "FROM debian\nRUN ln -sf bash /usr/bin/sh",
        {
            "sh": "bash by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nRUN cp /bin/bash /bin/sh",
        {
            "sh": "bash by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nRUN [ -f /bin/bash ] && ln -sf bash /bin/sh",
        {
            "sh": "bash by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nRUN update-alternatives --install /bin/sh sh /bin/bash 9",
        {
            "sh": "bash by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nRUN update-alternatives --install /bin/vi vi /bin/vim 9 # ln sh",
        {
            "sh": "dash by debian",
        },
    ),
    (
        "FROM debian\nRUN dpkg-reconfigure dash",
        {
            "sh": "dash by debian",
        },
    ),
    (
        "FROM debian\nRUN echo dash dash/sh boolean true | debconf-set-selections; dpkg-reconfigure dash",
        {
            "sh": "dash by Dockerfile:2 :2",
        },
    ),
    (
        "FROM debian\nRUN echo dash dash/sh boolean false | debconf-set-selections; dpkg-reconfigure tzdata",
        {
            "sh": "dash by debian",
        },
    ),
    (
        "FROM debian\nRUN echo dash dash/sh boolean false | debconf-set-selections\nRUN dpkg-reconfigure -f noninteractive dash",
        {
            "sh": "bash by Dockerfile:3 :3",
        },
    ),
    (
        "FROM debian AS x\nRUN echo dash dash/sh boolean false | debconf-set-selections\nFROM x\nRUN dpkg-reconfigure dash",
        {
            "sh": "bash by Dockerfile:4 :4",
        },
    ),
    (
        "FROM debian\nRUN echo other/sh boolean false | debconf-set-selections; dpkg-reconfigure dash",
        {
            "sh": "dash by debian",
        },
    ),
    (
        "FROM debian\nRUN <<E\nln -sf bash /bin/sh\nE",
        {
            "sh": "bash by Dockerfile:2 :2",
        },
    ),
    (
        "FROM scratch\nCOPY --from=busybox /bin/sh /bin/sh",
        {
            "sh": "? what /bin/sh is: it comes from the image busybox :2",
        },
    ),
    (
        "FROM scratch\nCOPY sh /bin/sh",
        {
            "sh": "? which shell was copied to /bin/sh :2",
        },
    ),
    (
        "FROM scratch\nADD r.tar /",
        {
            "sh": "? what /bin/sh is: it may be in the archive r.tar :2",
        },
    ),
    (
        "FROM scratch\nADD r.tar /opt/",
        {
            "sh": "None by scratch",
        },
    ),
]


def said(fact):
    if isinstance(fact, Unknown):
        return f"? {fact.why}" + (f" :{fact.span.line}" if fact.span is not None else "")
    value = fact.value.why if isinstance(fact.value, Unknown) else fact.value
    if isinstance(value, CommandLine):
        words, shell = [word.value for word in value.words], list(value.shell)
        value = f"{value.form} {words} in {shell}" + (f" malformed {value.malformed}" if value.malformed else "")
        origin = fact.value.span
        value += f" from {fact.value.said_by}" + (f":{origin.line}" if origin is not None else "")
    return f"{value} by {fact.said_by}" + (f" :{fact.span.line}" if fact.span is not None else "")


@pytest.mark.parametrize(("text", "facts"), FACTS)
def test_each_fact_says_where_it_comes_from(text, facts):
    one = image(text, {"sh": "", "r.tar": ""})
    assert {name: said(getattr(one, name)) for name in facts} == facts


def on(base, text):
    """The image of a Dockerfile whose base image is known to be this."""
    return images(read(Source("Dockerfile", text)), Listing({}), lambda _: base)[0]


@pytest.mark.parametrize(
    ("field", "others"), [("entrypoint", ("cmd", "stop_signal")), ("cmd", ("entrypoint",)), ("stop_signal", ("cmd",))]
)
def test_what_a_base_image_sets_may_be_uncertain_one_by_one(field, others):
    base = Base("b", "test", entrypoint=("e",), cmd=("c",), stop_signal="SIGINT", unknown=frozenset({field}))
    one = on(base, "\nFROM b:1")
    assert said(getattr(one, field)) == "? what b:1 sets is not known for certain :2"
    assert all(not isinstance(getattr(one, other), Unknown) for other in others)


def test_a_base_image_may_set_variables_to_what_is_known_and_to_what_is_not():
    base = Base("b", "test", env=(("A", "1"), ("PATH", "/b")), env_names=("B", "A"))
    one = on(base, "\nFROM b:1\nENV C=$A D=$B E=$F PATH=/x:$PATH")
    assert {name: said(fact) for name, fact in one.env.items()} == {
        "A": "1 by b:1",
        "B": "b:1 sets it, to something by b:1",
        "C": "1 by Dockerfile:3 :3",
        "D": "b:1 sets it, to something by Dockerfile:3 :3",
        "E": " by Dockerfile:3 :3",
        "PATH": "/x:/b by Dockerfile:3 :3",
    }
    assert one.env_complete


def test_a_base_image_may_have_a_shell_of_its_own_and_be_one_of_windows():
    assert said(on(Base("b", "test", shell=("pwsh", "-c")), "FROM b").shell) == "('pwsh', '-c') by b"
    windows = on(Base("b", "test", windows=True), "FROM b\nRUN echo x > /f")
    assert (windows.platform, said(windows.shell)) == ("windows", "('cmd', '/S', '/C') by default")
    # what its shell does is not read
    assert isinstance(windows.rootfs.lookup("/f"), Unknown)


def test_the_start_scripts_of_a_base_image_are_in_it():
    base = Base("b", "test", scripts=(("start.sh", "exec"), ("/own.sh", "#!/bin/sh\nown\n")))
    rootfs = on(base, "FROM b").rootfs
    start, own = rootfs.lookup("/usr/local/bin/start.sh"), rootfs.lookup("/own.sh")
    assert (start.source.text, start.executable, start.said.line) == ('#!/bin/sh\nexec "$@"\n', True, 1)
    assert (own.source.text, own.source.path) == ("#!/bin/sh\nown\n", "Dockerfile")


def test_what_a_base_image_lacks_is_not_there_until_a_step_may_put_it_there():
    base = Base("b", "test", lacks=frozenset({"bash"}))
    assert not isinstance(on(base, "FROM b").rootfs.which("bash"), Unknown)
    assert isinstance(on(base, "FROM b").rootfs.which("curl"), Unknown)
    assert isinstance(on(base, "FROM b\nRUN make").rootfs.which("bash"), Unknown)


# A mark stands around what the file's word is traced to; the file is /f.
TRACED = [
    "RUN echo 'exec «app»' > /f",
    "RUN echo exec   «app» > /f",
    "RUN echo a  «app» > /f && echo b >> /f",
    "RUN echo b > /f && echo «app» >> /f",
    'RUN echo -e "a\\n«app»" > /f',
    "RUN printf 'a\\n«app»\\n' > /f",
    "RUN printf '%s\\n' a «app» > /f",
    'RUN printf \'%s %s\\n\' "a b" "«app»" > /f',
    "RUN printf '%b' 'a\\t«app»' > /f",
    "RUN cat <<E > /f\na\n«app»\nE",
    "RUN cat <<-E > /f\n\ta\n\t«app»\n\tE",
    "RUN cat <<'E' > /f\na $x\n«app»\nE",
    "RUN cat <<E > /f\na \\$x «app»\nE",
    "ENV A=1\nRUN cat <<E > /f\na $A «app»\nE",
    "RUN tee /f <<E\na\n«app»\nE",
    "RUN echo «app» | tee /f",
    "RUN echo «app» | cat > /f",
    "RUN echo «app» > /e; cat /e > /f",
    "RUN echo a > /e; cat /e - <<E > /f\n«app»\nE",
    "RUN echo «app» > /e; cp /e /f",
    "RUN echo «app» > /e; mv /e /f",
    "RUN printf 'a\\r\\n«app»\\r\\n' > /f; sed -i 's/\\r$//' /f",
    "RUN { echo a; echo «app»; } > /f",
    "RUN sh -c 'echo a «app» > /f'",
    'RUN ["sh", "-c", "echo a «app» > /f"]',
    "RUN V=«app»; echo a $V > /f",
    "RUN export V=«app»; echo a $V > /f",
    "RUN for i in a «app»; do echo $i >> /f; done",
    "RUN echo a \\\n  «app» > /f",
    "RUN echo 'a \"b\" «app»' > /f",
    'RUN echo "a \\"b\\" «app»" > /f',
    "RUN echo a\\ b\\ «app» > /f",
    "RUN echo ${V:-«app»} > /f",
    'SHELL ["bash", "-c"]\nRUN cat <<< \'a «app»\' > /f',
    'SHELL ["bash", "-c"]\nRUN echo {a,«app»} > /f',
    "RUN <<E\necho a «app» > /f\nE",
    "RUN sh <<E\necho a «app» > /f\nE",
    "RUN echo 'echo a «app» > /f' | sh",
    "RUN printf 'a\\r\\n«app»' | tr -d '\\r' > /f",
    "COPY <<E /f\na\n«app»\nE",
    "ARG J\nCOPY <<E /f\na $J «app»\nE",
    "ENV A=long\nCOPY <<E /f\na $A \\$x «app»\nE",
]


@pytest.mark.parametrize("text", TRACED)
def test_a_word_of_a_file_is_traced_to_where_it_is_written(text):
    text = f"FROM debian\n{text}\n"
    start, end = text.index("«"), text.index("»") - 1
    source = image(text.replace("«", "").replace("»", "")).rootfs.lookup("/f").source
    at = source.text.index("app")
    place = source.span(at, at + 3)
    assert (place.located.start, place.located.end, place.is_verbatim) == (start, end, True)
    assert (source.path, place.located.source.path) == ("Dockerfile", "Dockerfile")


@pytest.mark.parametrize(
    ("step", "marked"),
    [
        ("ENV APP=app\nRUN echo a «$APP» > /f", "app"),
        ("ENV APP=app\nRUN echo a «${APP:-x}» > /f", "app"),
        ("ENV APP=app\nCOPY <<E /f\na «$APP» b\nE", "app"),
        ("ENV APP=app\nRUN cat <<E > /f\na «$APP» b\nE", "app"),
        ("RUN printf 'a«\\t»b' > /f", "\t"),
    ],
)
def test_what_is_put_in_for_something_is_traced_to_what_it_stands_for(step, marked):
    text = f"FROM debian\n{step}\n"
    start, end = text.index("«"), text.index("»") - 1
    source = image(text.replace("«", "").replace("»", "")).rootfs.lookup("/f").source
    at = source.text.index(marked)
    place = source.span(at, at + len(marked))
    assert start <= place.located.start < end
    assert not place.is_verbatim


# What is known of a text that is not known itself: what was written into it, and what it ends in.
@pytest.mark.parametrize(
    ("steps", "edits", "tail"),
    [
        ("RUN make\nRUN echo one >> /f", ("one\n",), "one\n"),
        ("RUN make\nRUN echo one >> /f; echo two >> /f", ("one\n", "two\n"), "one\ntwo\n"),
        ("RUN make\nRUN sed -i s/a/b/ /f", ("s/a/b/",), None),
        ("RUN make\nRUN sed -i -e s/a/b/ -e s/c/d/ /f", ("s/a/b/\ns/c/d/",), None),
        ("RUN make\nRUN sed -i -e s/^a/b/ -e s/#c/d/ /f", ("s/^a/b/\ns/#c/d/",), "b\nd\n"),
        ("RUN make\nRUN sed -i /x/d /f", ("/x/d",), None),
        ("COPY f /f\nRUN sed -i s/a/b/ /f", ("of f\n", "s/a/b/"), None),
        ("COPY f /f\nRUN sed -i s/a/b/ /f; echo one >> /f", ("of f\n", "s/a/b/", "one\n"), "one\n"),
        ("COPY f /f\nRUN sed -i s/a/b/ /f; sed -i s/c/d/ /f", ("of f\n", "s/a/b/", "s/c/d/"), None),
        ('COPY f /f\nRUN sed -i "s/a/$(b)/" /f', None, None),
        ("COPY f /f\nRUN sed -i -f script /f", None, None),
        ("COPY f /f\nRUN strange /f", None, None),
        ("COPY f /f\nRUN strange /f; sed -i s/a/b/ /f", None, None),
        ("COPY f /f\nRUN strange /f; echo one >> /f", None, "one\n"),
        ("COPY f /f\nRUN strange > /f", None, None),
        ("COPY f /f\nRUN strange >> /f", None, None),
        ("COPY --from=img /f /f\nRUN sed -i s/a/b/ /f", None, None),
        ("RUN if x; then echo 1 > /f; fi\nRUN echo one >> /f", None, "one\n"),
        ("COPY --from=img /f /f\nRUN strange /f", None, None),
    ],
)
def test_what_was_written_into_a_text_that_is_not_known_is_kept(steps, edits, tail):
    changed = image(f"FROM debian\n{steps}\n", {"f": "of f\n"}).rootfs.lookup("/f").changed
    assert (changed.edits, changed.tail.text if changed.tail is not None else None) == (edits, tail)
