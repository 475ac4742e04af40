"""What stands where after a COPY, an ADD or a RUN: its text, its mode, who says so, and where there is doubt and why."""

from __future__ import annotations

import pytest

from listing import Listing
from model.built import image
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import File

CONTEXT = Listing(
    {
        ".dockerignore": "*.md\n", "run.sh": "run", "go": "go", "one.sh": "1", "conf/a.conf": "a", "conf/b.conf": "b",
        "conf/sub/c.conf": "c", "x.tar.gz": "", "y.TGZ": "", "skip.md": "s", "docs/a.md": "m", "docs/k.txt": "k",
    },
    executable={"go", "conf/b.conf"},
    links={"l": "run.sh", "conf/l.conf": "a.conf"},
)  # fmt: skip

# What is at each path: a file's text (`text?`: not known), `x` if it may be executed (`x?`: not known), the line that
# put it there, and `disk` if it is as it stands there; or the reason of a doubt.
COPIES = [
    (
        "COPY run.sh /x",
        {
            "/x": "'run' :2 disk",
            "/y": "absent",
        },
    ),
    (
        "COPY go /x",
        {
            "/x": "'go' x :2 disk",
        },
    ),
    (
        "COPY missing /x",
        {
            "/x": "? missing is not in the build context :2",
            "/x/y": "? missing is not in the build context :2",
            "/y": "absent",
        },
    ),
    (
        "COPY missing /x/",
        {
            "/x/missing": "? missing is not in the build context :2",
            "/x/other": "? missing is not in the build context :2",
            "/y": "absent",
        },
    ),
    (
        "COPY missing other/ /x/",
        {
            "/x/missing": "? missing is not in the build context :2",
            "/x/other": "? other/ is not in the build context :2",
            "/x": "folder",
            "/y": "absent",
        },
    ),
    (
        "COPY skip.md /x",
        {
            "/x": "? skip.md is left out by .dockerignore :2",
            "/y": "absent",
        },
    ),
    (
        "COPY skip.md run.sh /x/",
        {
            "/x/skip.md": "? skip.md is left out by .dockerignore :2",
            "/x/run.sh": "'run' :2 disk",
            "/x/y": "? skip.md is left out by .dockerignore :2",
            "/y": "absent",
        },
    ),
    (
        "COPY missing*.sh /x/",
        {
            "/x/missing1.sh": "? it may come from missing*.sh :2",
            "/y": "absent",
        },
    ),
    (
        "COPY missing*.sh /x",
        {
            "/x": "? it may come from missing*.sh :2",
            "/y": "absent",
        },
    ),
    (
        "COPY $J /x",
        {
            "/x": "folder",
        },
    ),
    (
        "ARG J\nCOPY $J /x",
        {
            "/x": "? $J: the build argument J has no default :3",
            "/y": "absent",
        },
    ),
    (
        "ARG J\nCOPY $J /x/",
        {
            "/x/y": "? $J: the build argument J has no default :3",
            "/x": "folder",
            "/y": "absent",
        },
    ),
    (
        "ARG J\nCOPY run.sh /$J",
        {
            "/x": "? COPY at Dockerfile:3 copies to /$J: the build argument J has no default",
        },
    ),
    (
        "ARG J\nCOPY run.sh $J/",
        {
            "/x": "? COPY at Dockerfile:3 copies to $J/: the build argument J has no default",
        },
    ),
    (
        "COPY *.sh /x/",
        {
            "/x/run.sh": "'run' :2 disk",
            "/x/one.sh": "'1' :2 disk",
            "/x/go": "absent",
        },
    ),
    (
        "COPY run* /x",
        {
            "/x": "'run' :2 disk",
        },
    ),
    (
        "COPY *.sh /x",
        {
            "/x/run.sh": "'run' :2 disk",
            "/x/one.sh": "'1' :2 disk",
        },
    ),
    (
        "COPY doc* /x/",
        {
            "/x/k.txt": "'k' :2 disk",
            "/x/a.md": "'m' :2 disk",
            "/x/docs/k.txt": "absent",
        },
    ),
    (
        "COPY docs/* /x/",
        {
            "/x/k.txt": "'k' :2 disk",
            "/x/a.md": "'m' :2 disk",
        },
    ),
    (
        "COPY *.md /x/",
        {
            "/x/skip.md": "? it may come from *.md :2",
            "/x/other.md": "? it may come from *.md :2",
            "/x": "? it may come from *.md :2",
            "/y": "absent",
        },
    ),
    (
        "COPY conf/*/c.conf /x/",
        {
            "/x/c.conf": "'c' :2 disk",
            "/x/sub/c.conf": "absent",
        },
    ),
    (
        "COPY conf/[ab].conf /x/",
        {
            "/x/a.conf": "'a' :2 disk",
            "/x/b.conf": "'b' x :2 disk",
            "/x/l.conf": "absent",
        },
    ),
    (
        "COPY conf /x",
        {
            "/x/a.conf": "'a' :2 disk",
            "/x/b.conf": "'b' x :2 disk",
            "/x/sub/c.conf": "'c' :2 disk",
            "/x/l.conf": "'a' :2 disk",
            "/x": "folder",
            "/x/none": "absent",
        },
    ),
    (
        "COPY conf/ /x/",
        {
            "/x/a.conf": "'a' :2 disk",
            "/x/conf/a.conf": "absent",
        },
    ),
    (
        "COPY docs /x",
        {
            "/x/a.md": "'m' :2 disk",
            "/x/k.txt": "'k' :2 disk",
        },
    ),
    (
        "COPY l /x",
        {
            "/x": "'run' :2 disk",
        },
    ),
    (
        "COPY run.sh conf /x",
        {
            "/x/run.sh": "'run' :2 disk",
            "/x/a.conf": "'a' :2 disk",
            "/x/conf": "absent",
        },
    ),
    (
        "COPY run.sh /x/.",
        {
            "/x/run.sh": "'run' :2 disk",
            "/x": "folder",
        },
    ),
    (
        "COPY run.sh /x/..",
        {
            "/run.sh": "'run' :2 disk",
        },
    ),
    (
        "COPY run.sh .",
        {
            "/run.sh": "'run' :2 disk",
        },
    ),
    (
        "WORKDIR /w/v\nCOPY run.sh ..",
        {
            "/w/run.sh": "'run' :3 disk",
            "/w/v": "folder",
        },
    ),
    (
        "COPY run.sh /x\nCOPY go /x/y",
        {
            "/x/y": "'go' x :3 disk",
            "/x": "folder",
        },
    ),
    (
        "COPY --chmod=755 run.sh /x",
        {
            "/x": "'run' x :2 disk",
        },
    ),
    (
        "COPY --chmod=0644 conf /x",
        {
            "/x/b.conf": "'b' :2 disk",
            "/x/a.conf": "'a' :2 disk",
        },
    ),
    (
        "COPY --chmod=u+x run.sh /x",
        {
            "/x": "'run' x :2 disk",
        },
    ),
    (
        "ARG M=755\nCOPY --chmod=$M run.sh /x",
        {
            "/x": "'run' x :3 disk",
        },
    ),
    (
        "ARG M\nCOPY --chmod=$M go /x",
        {
            "/x": "'go' x? :3 disk",
        },
    ),
    (
        "COPY --chown=app:app go /x",
        {
            "/x": "'go' x :2 disk",
        },
    ),
    (
        "COPY --exclude=*.conf conf /x",
        {
            "/x/a.conf": "absent",
            "/x/sub/c.conf": "'c' :2 disk",
            "/x/b.conf": "absent",
        },
    ),
    (
        "COPY --exclude=sub --exclude=a.* conf /x",
        {
            "/x/a.conf": "absent",
            "/x/b.conf": "'b' x :2 disk",
            "/x/sub/c.conf": "absent",
            "/x/sub": "absent",
        },
    ),
    (
        "COPY --exclude=**/*.conf conf /x",
        {
            "/x/a.conf": "absent",
            "/x/sub/c.conf": "absent",
            "/x/sub": "folder",
        },
    ),
    (
        "COPY --parents conf/sub/c.conf /x/",
        {
            "/x/conf/sub/c.conf": "'c' :2 disk",
            "/x/c.conf": "absent",
        },
    ),
    (
        "COPY --parents conf/sub /x/",
        {
            "/x/conf/sub/c.conf": "'c' :2 disk",
            "/x/c.conf": "absent",
        },
    ),
    (
        "COPY --parents ./conf/./sub/c.conf /x/",
        {
            "/x/sub/c.conf": "'c' :2 disk",
            "/x/conf/sub/c.conf": "absent",
        },
    ),
    (
        "COPY --parents conf/*.conf /x/",
        {
            "/x/conf/a.conf": "'a' :2 disk",
            "/x/a.conf": "absent",
        },
    ),
    (
        "COPY <<E /x\nhi\nE",
        {
            "/x": "'hi\\n' :2",
            "/y": "absent",
        },
    ),
    (
        "COPY --chmod=755 <<E /x/\nhi\nE",
        {
            "/x/E": "'hi\\n' x :2",
        },
    ),
    (
        "ADD run.sh /x",
        {
            "/x": "'run' :2 disk",
        },
    ),
    (
        "ADD x.tar.gz /x",
        {
            "/x/y": "? it may be in the archive x.tar.gz :2",
            "/x": "folder",
            "/y": "absent",
            "/x/x.tar.gz": "? it may be in the archive x.tar.gz :2",
        },
    ),
    (
        "ADD y.TGZ /x/",
        {
            "/x/y": "? it may be in the archive y.TGZ :2",
            "/x": "folder",
            "/y": "absent",
        },
    ),
    (
        "COPY x.tar.gz /x/",
        {
            "/x/x.tar.gz": "'' :2 disk",
            "/x/y": "absent",
        },
    ),
    (
        "ADD --unpack=false x.tar.gz /x/",
        {
            "/x/x.tar.gz": "'' :2 disk",
            "/x/y": "absent",
        },
    ),
    (
        "ADD https://e.org/f.sh /x",
        {
            "/x": "text? :2",
            "/y": "absent",
        },
    ),
    (
        "ADD https://e.org/f.sh /x/",
        {
            "/x/f.sh": "text? :2",
            "/x/y": "absent",
        },
    ),
    (
        "ADD https://e.org/f.sh?v=1 /x/",
        {
            "/x/f.sh": "text? :2",
        },
    ),
    (
        "ADD --chmod=755 https://e.org/f.sh /x/",
        {
            "/x/f.sh": "text? x :2",
        },
    ),
    (
        "ADD https://e.org/p.tar.gz /x/",
        {
            "/x/p.tar.gz": "text? :2",
            "/x/y": "absent",
        },
    ),
    (
        "ADD https://e.org/r.git /x",
        {
            "/x": "? it may come from https://e.org/r.git :2",
            "/x/y": "? it may come from https://e.org/r.git :2",
            "/y": "absent",
        },
    ),
    (
        "ADD https://e.org/r.git#main /x",
        {
            "/x/y": "? it may come from https://e.org/r.git#main :2",
            "/y": "absent",
        },
    ),
    (
        "ADD https://e.org/r#main /x",
        {
            "/x/y": "? it may come from https://e.org/r#main :2",
            "/y": "absent",
        },
    ),
    (
        "ADD git@e.org:r.git /x",
        {
            "/x/y": "? it may come from git@e.org:r.git :2",
            "/y": "absent",
        },
    ),
    (
        "COPY https://e.org/f.sh /x/",
        {
            "/x/f.sh": "? https://e.org/f.sh is not in the build context :2",
        },
    ),
    (
        "COPY --from=img /a /x",
        {
            "/x": "? it comes from the image img :2",
            "/x/b": "? it comes from the image img :2",
            "/y": "absent",
        },
    ),
    (
        "COPY --from=img /a /x/",
        {
            "/x/a": "? it comes from the image img :2",
            "/x/b": "? it comes from the image img :2",
            "/y": "absent",
        },
    ),
    (
        "COPY run.sh",
        {
            "/run.sh": "absent",
        },
    ),
    (
        "COPY ..\\\\run.sh /x",
        {
            "/x": "'run' :2 disk",
        },
    ),
    (
        "ADD --unpack=true https://e.org/p.tar.gz /x/",
        {
            "/x/p.tar.gz": "? it may be in the archive https://e.org/p.tar.gz :2",
            "/x/y": "? it may be in the archive https://e.org/p.tar.gz :2",
            "/x": "folder",
            "/y": "absent",
        },
    ),
    (
        "ADD --unpack=true https://e.org/p.sh /x/",
        {
            "/x/p.sh": "text? :2",
            "/x/y": "absent",
        },
    ),
    (
        "ADD --unpack x.tar.gz /x/",
        {
            "/x/x.tar.gz": "? it may be in the archive x.tar.gz :2",
        },
    ),
    (
        "ADD --unpack=0 x.tar.gz /x/",
        {
            "/x/x.tar.gz": "'' :2 disk",
        },
    ),
    (
        "ADD git://e.org/r /x",
        {
            "/x/y": "? it may come from git://e.org/r :2",
        },
    ),
    (
        "COPY <<A <<B /x/\n1\nA\n2\nB",
        {
            "/x/A": "'1\\n' :2",
            "/x/B": "'2\\n' :2",
        },
    ),
    (
        "ADD run.sh x.tar.gz /x/",
        {
            "/x/run.sh": "'run' :2 disk",
            "/x/y": "? it may be in the archive x.tar.gz :2",
        },
    ),
    (
        "COPY conf /c\nRUN chmod 755 /c/a*",
        {
            "/c/a.conf": "'a' x :2 disk",
            "/c/sub/c.conf": "'c' :2 disk",
        },
    ),
    (
        "COPY conf /c\nRUN chmod 755 /*/a*",
        {
            "/c/a.conf": "'a' x :2 disk",
            "/c/sub/c.conf": "'c' :2 disk",
        },
    ),
    (
        "COPY conf /c\nRUN cd /c/sub && chmod 755 ../a*",
        {
            "/c/a.conf": "'a' x :2 disk",
        },
    ),
    (
        "COPY conf /c\nRUN rm -r /c/*/",
        {
            "/c/a.conf": "'a' :2 disk",
            "/c/sub": "absent",
            "/c/sub/c.conf": "absent",
        },
    ),
    (
        "ARG J\nCOPY <<E /f\na $J b\nE",
        {
            "/f": "'a $J b\\n' :3",
        },
    ),
    (
        "COPY conf /c\nRUN rm -r /c/sub\nCOPY docs /c",
        {
            "/c/a.conf": "'a' :2 disk",
            "/c/sub/c.conf": "absent",
            "/c/k.txt": "'k' :4 disk",
            "/c/sub": "absent",
        },
    ),
    (
        "COPY conf /c\nRUN rm -r /c; mkdir /c",
        {
            "/c/a.conf": "absent",
            "/c": "folder",
        },
    ),
    (
        "COPY conf /c\nRUN rm -r /c; make",
        {
            "/c/a.conf": "? RUN at Dockerfile:3 may put it there :3",
            "/c": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "COPY conf /c\nRUN make; rm -r /c",
        {
            "/c/a.conf": "absent",
            "/c": "absent",
        },
    ),
    (
        "COPY conf /c\nRUN mv /c /d",
        {
            "/c/a.conf": "absent",
            "/d/a.conf": "'a' :3 disk",
            "/d/sub/c.conf": "'c' :3 disk",
        },
    ),
    (
        "COPY conf /c\nRUN ln -s /c /l\nCOPY docs /l",
        {
            "/l/a.conf": "'a' :2 disk",
            "/l/k.txt": "'k' :4 disk",
            "/c/k.txt": "'k' :4 disk",
        },
    ),
    (
        "COPY conf /c\nRUN ln -s /c /l\nCOPY run.sh /l/",
        {
            "/c/run.sh": "'run' :4 disk",
            "/l/run.sh": "'run' :4 disk",
        },
    ),
    (
        "COPY conf /c\nRUN ln -s /c/a.conf /l\nCOPY run.sh /l",
        {
            "/c/a.conf": "'run' :4 disk",
            "/l": "'run' :4 disk",
        },
    ),
    (
        "COPY run.sh /a\nRUN ln -s b /c; ln -s c /b",
        {
            "/b": "absent",
        },
    ),
    (
        "RUN ln -s /x /y; ln -s /z/w /x\nCOPY run.sh /z/w/r",
        {
            "/y/r": "'run' :3 disk",
            "/x/r": "'run' :3 disk",
        },
    ),
    (
        "RUN ln -s ../z /x/y\nCOPY run.sh /z/r",
        {
            "/x/y/r": "'run' :3 disk",
        },
    ),
    (
        "COPY go /c\nRUN chmod -R 644 /\nCOPY go /d",
        {
            "/c": "'go' :2 disk",
            "/d": "'go' x :4 disk",
        },
    ),
    (
        "COPY conf /c\nRUN chmod -R 755 /c; chmod 644 /c/a.conf",
        {
            "/c/a.conf": "'a' :2 disk",
            "/c/sub/c.conf": "'c' x :2 disk",
        },
    ),
    (
        "COPY conf /c\nRUN chmod 644 /c/b.conf; chmod -R 755 /c",
        {
            "/c/b.conf": "'b' x :2 disk",
        },
    ),
    (
        "COPY conf /c\nRUN chmod 644 /c",
        {
            "/c/b.conf": "'b' x :2 disk",
            "/c": "folder",
        },
    ),
    (
        "COPY conf /c\nRUN find /c -name '*.conf' | xargs rm",
        {
            "/c/a.conf": "absent",
            "/c/sub/c.conf": "absent",
            "/c/sub": "folder",
        },
    ),
    (
        "COPY conf /c\nRUN if x; then rm -rf /c; fi",
        {
            "/c/a.conf": "? RUN at Dockerfile:3 may put it there :3",
            "/c": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "COPY conf /c\nRUN if x; then rm -rf /d; fi",
        {
            "/c/a.conf": "'a' :2 disk",
            "/d": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "COPY conf /c\nRUN strange /c",
        {
            "/c/a.conf": "'a' :2 disk",
            "/c": "folder",
        },
    ),
    (
        "RUN echo x > /dev/null; echo y > /proc/z; echo z > /sys/k",
        {
            "/dev/full": "absent",
            "/dev/null": "text?",
            "/proc/z": "absent",
            "/sys/k": "absent",
        },
    ),
    (
        "COPY conf /c\nRUN echo x > /c",
        {
            "/c": "folder",
            "/c/a.conf": "'a' :2 disk",
        },
    ),
    (
        "WORKDIR /w\nRUN cp -r . /v",
        {
            "/v": "folder",
            "/v/x": "absent",
        },
    ),
    (
        "COPY conf /c\nRUN cp -r /c /c/d",
        {
            "/c/d/a.conf": "'a' :3 disk",
            "/c/d/d/a.conf": "absent",
        },
    ),
    (
        "COPY . /w",
        {
            "/w/run.sh": "'run' :2 disk",
            "/w/skip.md": "absent",
            "/w/docs/a.md": "'m' :2 disk",
            "/w/conf/l.conf": "'a' :2 disk",
            "/w/l": "'run' :2 disk",
        },
    ),
]

STAGE = """FROM scratch AS b
COPY run.sh go /o/
COPY conf /o/c
RUN ln -s run.sh /o/l; ln -s nowhere /o/bad; ln -s c /o/lc; curl -o /o/net https://x; chmod -R 755 /o/c
FROM scratch
"""
FROM_STAGE = [
    (
        "COPY --from=b /o/run.sh /x",
        {
            "/x": "'run' :6 disk",
            "/o/run.sh": "absent",
            "/y": "absent",
        },
    ),
    (
        "COPY --from=b /o/go /x/",
        {
            "/x/go": "'go' x :6 disk",
        },
    ),
    (
        "COPY --from=b /o /x",
        {
            "/x": "folder",
            "/x/run.sh": "'run' :6 disk",
            "/x/go": "'go' x :6 disk",
            "/x/c/a.conf": "'a' x :6 disk",
            "/x/l": "'run' :6 disk",
            "/x/net": "text? :6",
            "/x/none": "absent",
            "/y": "absent",
        },
    ),
    (
        "COPY --from=b /o/c /x",
        {
            "/x/a.conf": "'a' x :6 disk",
            "/x/b.conf": "'b' x :6 disk",
            "/x/sub/c.conf": "'c' x :6 disk",
        },
    ),
    (
        "COPY --from=b /o/c/ /x/",
        {
            "/x/a.conf": "'a' x :6 disk",
        },
    ),
    (
        "COPY --from=b /o/l /x",
        {
            "/x": "'run' :6 disk",
        },
    ),
    (
        "COPY --from=b /o/lc /x",
        {
            "/x/a.conf": "'a' x :6 disk",
        },
    ),
    (
        "COPY --from=b /o/net /x",
        {
            "/x": "text? :6",
        },
    ),
    (
        "COPY --from=b /none /x",
        {
            "/x": "absent",
        },
    ),
    (
        "COPY --from=b --chmod=644 /o/go /x",
        {
            "/x": "'go' :6 disk",
        },
    ),
    (
        "COPY --from=b --chmod=644 /o/c /x",
        {
            "/x/a.conf": "'a' :6 disk",
            "/x/b.conf": "'b' :6 disk",
        },
    ),
    (
        "COPY --from=b --exclude=c /o /x",
        {
            "/x/run.sh": "'run' :6 disk",
            "/x/c/a.conf": "absent",
            "/x/c": "absent",
        },
    ),
    (
        "COPY --from=b --exclude=*.sh /o /x",
        {
            "/x/run.sh": "absent",
            "/x/go": "'go' x :6 disk",
        },
    ),
    (
        "COPY --from=b /o/r* /x",
        {
            "/x": "'run' :6 disk",
        },
    ),
    (
        "COPY --from=b /o/*o /x",
        {
            "/x": "'go' x :6 disk",
        },
    ),
    (
        "COPY --from=b /o/[rg]* /x",
        {
            "/x/run.sh": "'run' :6 disk",
            "/x/go": "'go' x :6 disk",
        },
    ),
    (
        "COPY --from=b /o/c/*.conf /x/",
        {
            "/x/a.conf": "'a' x :6 disk",
            "/x/b.conf": "'b' x :6 disk",
            "/x/sub/c.conf": "absent",
        },
    ),
    (
        "COPY --from=b /none/* /x/",
        {
            "/x/y": "absent",
            "/x": "absent",
        },
    ),
    (
        "COPY --from=b --parents /o/run.sh /x/",
        {
            "/x/o/run.sh": "'run' :6 disk",
            "/o/run.sh": "absent",
            "/x/run.sh": "absent",
        },
    ),
    (
        "COPY --from=b --parents /o/c /x/",
        {
            "/x/o/c/a.conf": "'a' x :6 disk",
            "/x/a.conf": "absent",
        },
    ),
    (
        "COPY --from=b --parents /o/./c /x/",
        {
            "/x/c/a.conf": "'a' x :6 disk",
            "/x/o/c/a.conf": "absent",
        },
    ),
    (
        "COPY --from=0 /o/go /x",
        {
            "/x": "'go' x :6 disk",
        },
    ),
    (
        "FROM b AS c\nRUN make\nFROM scratch\nCOPY --from=c /o/*.sh /x/",
        {
            "/x/run.sh": "'run' :9 disk",
            "/x/other.sh": "? it may come from /o/*.sh of c :9",
            "/y": "absent",
        },
    ),
    (
        "FROM b AS c\nRUN make\nFROM scratch\nCOPY --from=c /o /x/",
        {
            "/x/run.sh": "'run' :9 disk",
            "/x/other.sh": "? RUN at Dockerfile:7 may put it there :9",
            "/y": "absent",
        },
    ),
    (
        "FROM b AS c\nRUN make\nFROM scratch\nCOPY --from=c /built /x/",
        {
            "/x/built": "? RUN at Dockerfile:7 may put it there :9",
            "/x/o": "? RUN at Dockerfile:7 may put it there :9",
            "/y": "absent",
        },
    ),
    (
        "FROM b AS c\nRUN make\nFROM scratch\nCOPY --from=c / /",
        {
            "/o/run.sh": "'run' :9 disk",
            "/built": "? RUN at Dockerfile:7 may put it there :9",
        },
    ),
    (
        "FROM b AS c\nRUN rm /o/run.sh\nFROM scratch\nCOPY --from=c /o /x\nCOPY --from=b /o /z",
        {
            "/x/run.sh": "absent",
            "/z/run.sh": "'run' :10 disk",
        },
    ),
    (
        "COPY --from=1 /o/go /x",
        {
            "/x": "? it comes from the image 1 :6",
        },
    ),
    (
        "COPY --from=B o/go /x",
        {
            "/x": "'go' x :6 disk",
        },
    ),
    (
        "ARG N=b\nCOPY --from=$N /o/go /x",
        {
            "/x": "'go' x :7 disk",
        },
    ),
    (
        "COPY --from=b /o/go /o/run.sh /x",
        {
            "/x/go": "'go' x :6 disk",
            "/x/run.sh": "'run' :6 disk",
        },
    ),
    (
        "COPY go /x/c/old\nCOPY --from=b /o /x",
        {
            "/x/c/old": "'go' x :6 disk",
            "/x/c/a.conf": "'a' x :7 disk",
        },
    ),
    (
        "COPY go /x/run.sh\nCOPY --from=b /o /x",
        {
            "/x/run.sh": "'run' :7 disk",
        },
    ),
]

ON_DEBIAN = [
    # what is named below a path says that the base image has a folder there
    ("COPY run.sh /app\nCOPY one.sh /app/", {"/app/run.sh": "'run' :2 disk", "/app/one.sh": "'1' :3 disk"}),
    ("COPY run.sh /app\nCOPY one.sh /app/sub/one", {"/app/run.sh": "'run' :2 disk"}),
    ("COPY run.sh /app\nRUN chmod +x /app/run.sh", {"/app/run.sh": "'run' x :2 disk"}),
    ('COPY run.sh /app\nENTRYPOINT ["/app/run.sh"]', {"/app/run.sh": "'run' :2 disk"}),
    ('COPY run.sh /app\nCMD ["tini", "/app/run.sh"]', {"/app/run.sh": "'run' :2 disk"}),
    ("COPY run.sh /app\nWORKDIR /app/", {"/app/run.sh": "'run' :2 disk"}),
    ("WORKDIR /new\nCOPY run.sh d\nWORKDIR d", {"/new/d/run.sh": "'run' :3 disk"}),
    ("COPY run.sh /app\nCOPY one.sh /application/one", {"/app": "'run' :2 disk"}),
    ("COPY run.sh /app\nRUN ls /srv/app/run.sh", {"/app": "'run' :2 disk"}),
    ('COPY run.sh /app\nENTRYPOINT ["/app"]', {"/app": "'run' :2 disk"}),
    (
        "COPY one.sh /app\nCOPY run.sh /app\nRUN cat /app/run.sh",
        {"/app/one.sh": "'1' :2 disk", "/app/run.sh": "'run' :3 disk"},
    ),
    (
        "COPY run.sh /etc",
        {
            "/etc/run.sh": "'run' :2 disk",
            "/etc/x": "? no step puts it there, and the base image debian may hold it",
            "/etc": "folder",
        },
    ),
    (
        "COPY --from=debian /bin/x /x",
        {
            "/x": "? it comes from the image debian :2",
        },
    ),
    (
        "RUN echo x > /usr/local/bin/go",
        {
            "/usr/local/bin/go": "'x\\n' x? :2",
        },
    ),
    (
        "RUN echo x > /opt/go",
        {
            "/opt/go": "'x\\n' :2",
        },
    ),
    (
        "COPY go /usr/bin/go\nRUN echo x > /usr/bin/go",
        {
            "/usr/bin/go": "'x\\n' x :3",
        },
    ),
    (
        "RUN make\nRUN echo x >> /etc/conf",
        {
            "/etc/conf": "text? :3",
        },
    ),
    (
        "RUN rm -rf /opt\nCOPY run.sh /opt/r",
        {
            "/opt/r": "'run' :3 disk",
            "/opt/x": "absent",
        },
    ),
    (
        "RUN rm -rf /opt; make",
        {
            "/opt": "? RUN at Dockerfile:2 may put it there :2",
            "/opt/x": "? RUN at Dockerfile:2 may put it there :2",
        },
    ),
    (
        "RUN make; rm -rf /opt",
        {
            "/opt": "absent",
            "/opt/x": "absent",
        },
    ),
    (
        "RUN make; rm /opt/a",
        {
            "/opt/a": "absent",
            "/opt/b": "? RUN at Dockerfile:2 may put it there :2",
        },
    ),
    (
        "COPY go /g\nRUN strange /g",
        {
            "/g": "text? x :2",
        },
    ),
    (
        "COPY go /g\nRUN wc /g",
        {
            "/g": "'go' x :2 disk",
        },
    ),
    (
        "COPY go /g\nRUN if x; then echo 1 > /g; fi",
        {
            "/g": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "COPY go /g\nRUN x /g > /g",
        {
            "/g": "text? x :3",
        },
    ),
    (
        "COPY run.sh /r\nRUN cp /r /s && mv /r /t",
        {
            "/r": "absent",
            "/s": "'run' :3 disk",
            "/t": "'run' :3 disk",
        },
    ),
    (
        "COPY conf /c\nRUN cp -r /c /d",
        {
            "/d/a.conf": "'a' :3 disk",
            "/d/none": "? no step puts it there, and the base image debian may hold it",
            "/c/a.conf": "'a' :2 disk",
        },
    ),
    (
        "RUN make && cp -r /opt /srv/o",
        {
            "/srv/o": "folder",
            "/srv/o/x": "? RUN at Dockerfile:2 may put it there :2",
        },
    ),
    (
        "RUN cp /bin/tool /t",
        {
            "/t": "? RUN at Dockerfile:2 may put it there :2",
        },
    ),
    (
        "RUN curl -fsSLo /t https://e.org/t && chmod +x /t",
        {
            "/t": "text? x :2",
        },
    ),
    (
        "COPY run.sh /t\nRUN curl -o/t https://e.org/t",
        {
            "/t": "text? :3",
        },
    ),
    (
        "COPY run.sh /t\nRUN wget -qO/t https://e.org/t",
        {
            "/t": "text? :3",
        },
    ),
    (
        "COPY run.sh /t\nRUN curl --output /t https://e.org/t",
        {
            "/t": "text? :3",
        },
    ),
    (
        "COPY run.sh /t\nRUN wget --output-document=/t https://e.org/t",
        {
            "/t": "text? :3",
        },
    ),
    (
        "COPY run.sh /t\nRUN wget -qO- https://e.org/t; curl -o - https://e.org/t",
        {
            "/t": "'run' :2 disk",
        },
    ),
    (
        "COPY run.sh /t\nRUN curl -Ho:/t https://e.org/t",
        {
            "/t": "'run' :2 disk",
        },
    ),
    (
        'COPY run.sh /t\nRUN sh /t && sh -c "$X" && make',
        {
            "/t": "'run' :2 disk",
            "/u": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        'RUN ["useradd", "-d", "/srv/a", "a"]',
        {
            "/etc/passwd": "text?",
            "/etc/shadow": "? RUN at Dockerfile:2 may put it there :2",
        },
    ),
    (
        "RUN update-alternatives --install /bin/sh sh /bin/bash 9",
        {
            "/bin/sh": "? RUN at Dockerfile:2 may put it there :2",
        },
    ),
]

# On nothing, so that what is not in doubt is absent.
DOUBTS = [
    (
        "RUN useradd -d /srv/a a",
        {
            "/etc/passwd": "? RUN at Dockerfile:3 may put it there :3",
            "/home/a/x": "? RUN at Dockerfile:3 may put it there :3",
            "/root/x": "? RUN at Dockerfile:3 may put it there :3",
            "/var/x": "? RUN at Dockerfile:3 may put it there :3",
            "/srv/a/x": "? RUN at Dockerfile:3 may put it there :3",
            "/srv/b": "absent",
            "/opt/x": "absent",
        },
    ),
    (
        "RUN make",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN ls",
        {
            "/opt/x": "absent",
        },
    ),
    (
        "RUN chmod +x /opt/x",
        {
            "/opt/x": "absent",
        },
    ),
    (
        "RUN cp /a /opt/x",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
            "/opt/y": "absent",
        },
    ),
    (
        "RUN strange > /opt/x",
        {
            "/opt/x": "text? :3",
            "/opt/y": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        'RUN sh -c "$X"',
        {
            "/opt/x": "absent",
        },
    ),
    (
        "RUN sh -c 'true'",
        {
            "/opt/x": "absent",
        },
    ),
    (
        "RUN sh",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN sh script",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN echo true | sh",
        {
            "/opt/x": "absent",
        },
    ),
    (
        "RUN ls | sh",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN ls | xargs rm",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN echo a | xargs true",
        {
            "/opt/x": "absent",
        },
    ),
    (
        "RUN f() { make; }",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN if make; then :; fi",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN if true; then make; fi",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        'RUN echo x > "$F"',
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN echo x > ~/f",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN cd; echo x > f",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        'RUN cp /a "$(b)"',
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN mkdir -p /opt/x",
        {
            "/opt/x": "folder",
            "/opt/x/y": "absent",
        },
    ),
    (
        "RUN touch /opt/x",
        {
            "/opt/x": "text? :3",
        },
    ),
    (
        "RUN [ -d /a ] || mkdir /opt/x",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN [ -f /a ] && echo 1 > /opt/x",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
            "/opt/y": "absent",
        },
    ),
    (
        "RUN ln -s /a /opt/x",
        {
            "/opt/x": "absent",
        },
    ),
    (
        "RUN bash -o pipefail -c 'true'",
        {
            "/opt/x": "absent",
        },
    ),
    (
        "RUN bash -o pipefail script",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN sh -x",
        {
            "/opt/x": "? RUN at Dockerfile:3 may put it there :3",
        },
    ),
    (
        "RUN set -e; true; :; exit 0",
        {
            "/opt/x": "absent",
        },
    ),
    (
        "RUN groupadd a",
        {
            "/etc/group": "? RUN at Dockerfile:3 may put it there :3",
            "/opt/x": "absent",
        },
    ),
    (
        "RUN passwd -l root",
        {
            "/etc/shadow": "? RUN at Dockerfile:3 may put it there :3",
            "/opt/x": "absent",
        },
    ),
]


def shown(one, path):
    found = one.rootfs.lookup(path)
    if isinstance(found, File):
        text = repr(found.source.text) if found.source is not None else "text?"
        mode = {True: " x", False: "", None: " x?"}[found.executable]
        line = f" :{found.said.line}" if found.said is not None else ""
        return f"{text}{mode}{line}" + (" disk" if found.from_context and found.source is not None else "")
    if isinstance(found, Unknown):
        return f"? {found.why}" + (f" :{found.span.line}" if found.span is not None else "")
    return "folder" if found.folder else "absent"


@pytest.mark.parametrize(
    ("before", "steps", "there"),
    [
        *(("FROM scratch\n", *row) for row in COPIES),
        *((STAGE, *row) for row in FROM_STAGE),
        *(("FROM debian\n", *row) for row in ON_DEBIAN),
        *(("FROM scratch\nCOPY run.sh /r\n", *row) for row in DOUBTS),
    ],
)
def test_what_is_at_a_path_says_who_put_it_there_or_why_nobody_knows(before, steps, there):
    one = image(f"{before}{steps}\n", CONTEXT)
    assert {path: shown(one, path) for path in there} == there
