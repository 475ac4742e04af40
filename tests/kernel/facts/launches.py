"""How ENTRYPOINT, CMD, SHELL, STOPSIGNAL and USER become what PID 1 is, and applications of several kinds."""

from __future__ import annotations

from kernel.rows import Row


def dockerfile(text: str, expected: object, **more: object) -> Row:
    return Row(text, expected, form="dockerfile", **more)  # type: ignore[arg-type]


EXEC = {"dash": "graceful", "ash": "graceful", "sh": "graceful"}
SHELL_FORM = {"dash": "lost", "ash": "graceful", "sh": "graceful"}
PASS = {"entry.sh": '#!/bin/sh\nexec "$@"\n'}
LAUNCH = [
    dockerfile('CMD ["app"]', EXEC),
    dockerfile("CMD app", SHELL_FORM),
    dockerfile("ENTRYPOINT app", SHELL_FORM),
    dockerfile('ENTRYPOINT ["app"]\nCMD ["--flag"]', EXEC),
    dockerfile('CMD ["--flag"]\nENTRYPOINT ["app"]', EXEC),
    dockerfile('SHELL ["/bin/bash", "-c"]\nCMD app', {"dash": "graceful"}, tools=("bash",)),
    dockerfile('SHELL ["/bin/bash", "-c"]\nCMD app > /log', {"dash": "lost"}, tools=("bash",)),
    dockerfile('SHELL ["/bin/sh", "-ec"]\nCMD app', SHELL_FORM),
    # the arguments of a shell-form ENTRYPOINT are $0, $1, …
    dockerfile('ENTRYPOINT exec app "$0" "$@"\nCMD ["one", "two"]', EXEC),
    dockerfile('ENTRYPOINT ["sh", "-c"]\nCMD app', {"dash": "exits-early", "ash": "exits-early", "sh": "exits-early"}),
    dockerfile('ENTRYPOINT ["sh", "-c"]\nCMD ["exec app"]', EXEC),
    dockerfile('COPY entry.sh /\nENTRYPOINT ["/entry.sh"]\nCMD ["app"]', EXEC, files=PASS),
    dockerfile('COPY entry.sh /\nENTRYPOINT ["/entry.sh"]\nCMD app', SHELL_FORM, files=PASS),
    dockerfile('COPY entry.sh /\nENTRYPOINT ["/entry.sh"]', {"dash": "exits-early"}, files=PASS),
    # malformed JSON is shell form
    dockerfile("CMD ['app']", {"dash": "fails-to-start", "ash": "fails-to-start"}),
    dockerfile('CMD ["app",]', {"dash": "fails-to-start", "ash": "fails-to-start"}),
    dockerfile("CMD [ 'app', 'x' ]", {"dash": "fails-to-start", "ash": "fails-to-start"}),
    dockerfile('CMD [ "app" ] # comment', {"dash": "exits-early", "ash": "exits-early"}),
    # scripts that can't be executed
    dockerfile('COPY start.sh /\nCMD ["/start.sh"]', {"dash": "fails-to-start", "ash": "fails-to-start"}, files={"start.sh": "exec app\n"}),
    dockerfile('COPY start.sh /\nCMD ["/start.sh"]', {"dash": "fails-to-start"}, files={"start.sh": "\ufeff#!/bin/sh\nexec app\n"}),
    dockerfile('COPY start.sh /\nCMD ["/start.sh"]', {"dash": "fails-to-start"}, files={"start.sh": "#!/bin/sh\r\nexec app\r\n"}),
    dockerfile("COPY start.sh /\nCMD /start.sh", {"dash": "fails-to-start"}, files={"start.sh": "#!/bin/sh\r\nexec app\r\n"}),
    dockerfile("COPY start.sh /\nCMD sh /start.sh", {"dash": "fails-to-start"}, files={"start.sh": "#!/bin/sh\r\nexec app\r\n"}),
    dockerfile("COPY start.sh /\nCMD /start.sh", {"dash": "lost", "ash": "lost", "sh": "lost"}, files={"start.sh": "app\n"}, name="no shebang"),
    dockerfile(
        "COPY start.sh /\nCMD /start.sh", {"dash": "lost", "ash": "graceful", "sh": "graceful"},
        files={"start.sh": "exec app\n"}, name="no shebang, with exec",
    ),
    dockerfile('COPY start.sh /\nCMD ["/start.sh"]', {"dash": "fails-to-start"}, files={"start.sh": "#!/bin/sh\nexec app\n"}, modes={"start.sh": 0o644}),
    dockerfile('COPY start.sh /\nRUN chmod +x /start.sh\nCMD ["/start.sh"]', {"dash": "graceful", "ash": "graceful"}, files={"start.sh": "#!/bin/sh\nexec app\n"}, modes={"start.sh": 0o644}),
    dockerfile('CMD ["absent"]', {"dash": "fails-to-start"}),
    dockerfile("CMD absent", {"dash": "fails-to-start", "ash": "fails-to-start", "sh": "fails-to-start"}),
    dockerfile("CMD exec absent || exec app", {"dash": "fails-to-start", "ash": "fails-to-start", "sh": "fails-to-start"}),
    dockerfile("CMD absent || exec app", EXEC),
    dockerfile("CMD false", {"dash": "fails-to-start"}),
    dockerfile("CMD true", {"dash": "exits-early"}),
    dockerfile('USER www-data\nCMD ["app"]', EXEC),
    dockerfile('USER 1234\nCMD ["app"]', EXEC),
    dockerfile("ARG NAME=app\nCMD exec $NAME", {"dash": "exits-early", "ash": "exits-early", "sh": "exits-early"}),
    dockerfile("ARG NAME=app\nENV NAME=$NAME\nCMD exec $NAME", EXEC),
    # heredocs
    dockerfile('COPY --chmod=755 <<EOF /s.sh\n#!/bin/sh\nexec "$@"\nEOF\nENTRYPOINT ["/s.sh", "app"]', {"dash": "fails-to-start", "ash": "fails-to-start"}),
    dockerfile('COPY --chmod=755 <<"EOF" /s.sh\n#!/bin/sh\nexec "$@"\nEOF\nENTRYPOINT ["/s.sh", "app"]', EXEC),
    dockerfile("RUN <<EOF\nprintf '#!/bin/sh\\nexec app\\n' > /s.sh\nchmod +x /s.sh\nEOF\nENTRYPOINT [\"/s.sh\"]", EXEC),
    dockerfile('RUN cat <<EOF > /s.sh && chmod +x /s.sh\n#!/bin/sh\nexec "$@"\nEOF\nENTRYPOINT ["/s.sh", "app"]', {"dash": "fails-to-start"}),
    # signals
    dockerfile('STOPSIGNAL SIGQUIT\nCMD ["app"]', EXEC, stubs={"app": "fast-term"}),
    dockerfile('CMD ["app"]', {"dash": "abrupt"}, stubs={"app": "fast-term"}),
    dockerfile("CMD app", {"dash": "lost", "ash": "graceful"}, signal="QUIT", stubs={"app": "fast-term"}),
    # BusyBox ash that becomes its command has SIGQUIT ignored; one that is told to exec has not
    dockerfile("CMD app", {"sh": "graceful", "ash": "ignored"}, signal="QUIT", stubs={"app": "keeps-ignored"}, model={"ash": "graceful"}),
    dockerfile("CMD exec app", {"dash": "graceful", "sh": "graceful", "ash": "graceful"}, signal="QUIT", stubs={"app": "keeps-ignored"}),
    *[
        dockerfile('CMD ["app"]', {"dash": verdict}, signal=signal, stubs={"app": stub})
        for stub, signal, verdict in (
            ("nohandler", "TERM", "ignored"), ("only-int", "INT", "graceful"), ("only-int", "TERM", "ignored"),
            ("only-usr1", "USR1", "graceful"), ("only-quit", "QUIT", "graceful"), ("only-term", "RTMIN+3", "ignored"),
            ("ignores", "TERM", "ignored"), ("daemon", "TERM", "exits-early"), ("tool", "TERM", "exits-early"),
            ("short", "TERM", "graceful"),
        )
    ],
    dockerfile('CMD ["app"]', {"dash": "fails-to-start"}, stubs={"app": "fails"}, model={"dash": "exits-early"}),
    dockerfile("CMD app && tail -f /dev/null", {"dash": "lost", "ash": "lost", "sh": "lost"}, stubs={"app": "daemon"}),
    dockerfile("CMD tail -f /dev/null", {"dash": "lost", "ash": "ignored", "sh": "ignored"}),
    dockerfile('CMD ["sleep", "infinity"]', {"dash": "ignored", "ash": "ignored"}),
]  # fmt: skip
