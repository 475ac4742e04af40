"""Targets and goals of build tools that start an application, and stay: make, Maven, Gradle. Words as in `rows.When.flags`."""

from __future__ import annotations


def _of_plugin(prefix: str, artifact: str, goals: str) -> tuple[str, ...]:
    """The goals of a plugin of Maven, called by its prefix or in full, with and without version and execution.

    https://maven.apache.org/guides/plugin/guide-java-plugin-development.html, "Shortening the Command Line"; execution:
    https://maven.apache.org/guides/mini/guide-default-execution-ids.html.
    """
    forms = (f"{prefix}:", f"*:{artifact}:", f"*:{artifact}:*:")
    return tuple(f"{form}{goal}{end}" for goal in goals.split() for form in forms for end in ("", "@*"))


# Of make, by what people call them: the Makefile alone knows. `run-migrations`, `start-db` and `develop` are as likely to end.
MAKE = (
    "run", "serve", "server", "start", "up", "dev", "watch", "runserver", "run-server", "run_server", "start-server",
    "start_server", "webserver", "run-dev", "run-prod", "serve-dev", "serve-prod", "start-dev", "start-prod", "dev-server",
)  # fmt: skip
# Of Maven: in its own process, and in one of their own (or nobody says). The plugins' pages name their goals.
MAVEN_INSIDE = (
    *_of_plugin("exec", "exec-maven-plugin", "java"),
    *_of_plugin("jetty", "jetty-maven-plugin", "run"),
    *_of_plugin("tomcat7", "tomcat7-maven-plugin", "run"),
)
MAVEN_BESIDE = (
    *_of_plugin("spring-boot", "spring-boot-maven-plugin", "run start test-run"),
    *_of_plugin("quarkus", "quarkus-maven-plugin", "dev"),
    *_of_plugin("exec", "exec-maven-plugin", "exec"),
    *_of_plugin("jetty", "jetty-maven-plugin", "run-war run-exploded run-forked start"),
    *_of_plugin("tomcat7", "tomcat7-maven-plugin", "run-war"),
    *_of_plugin("cargo", "cargo-maven*-plugin", "run"),
    *_of_plugin("mn", "micronaut-maven-plugin", "run"),
    *_of_plugin("liberty", "liberty-maven-plugin", "run dev"),
    *_of_plugin("wildfly", "wildfly-maven-plugin", "run dev"),
    "payara-micro:start", "appengine:run", "hpi:run", "gwt:run", "grails:run-app",
)  # fmt: skip
# Of Gradle, also in a project: `:app:bootRun`.
_GRADLE = ("run", "bootRun", "bootTestRun", "quarkusDev", "appRun", "jettyRun", "runServer")
GRADLE = (*_GRADLE, *(f"*:{task}" for task in _GRADLE))
