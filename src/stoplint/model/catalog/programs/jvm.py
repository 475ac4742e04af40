"""Servers that run on the JVM, and the scripts that start them: what they do with signals."""

from __future__ import annotations

from stoplint.model.catalog.rows import Program, When, on

JVM = on(TERM="clean", INT="clean", HUP="clean", QUIT="ignored")
TOMCAT = "tomcat10 10.1.55 bin/catalina.sh#L375-L392 (run: eval exec), #L400-L479 (start: ... &)"
ZOOKEEPER = "zookeeper 3.8.0 bin/zkServer.sh#L147-L158,#L188-L191"
XRS = "-Xrs takes the JVM's handlers for TERM, INT, HUP and QUIT away"
# java(1), OpenJDK 17: options that take the next word
JAVA_OPTIONS = (
    "-cp", "-classpath", "--class-path", "-p", "--module-path", "--upgrade-module-path", "--add-modules", "--add-opens",
    "--add-exports", "--add-reads", "--limit-modules", "--source",
)  # fmt: skip

ROWS: tuple[Program, ...] = (
    Program(
        names=("catalina.sh run", "catalina.sh debug"),
        kind="server",
        signals=JVM,
        source=TOMCAT,
        note="the script execs java",
    ),
    Program(
        names=("catalina.sh start", "catalina.sh jpda start"),
        kind="server",
        signals=(),
        source=TOMCAT,
        daemonizes=True,
        note="java is started in the background: use catalina.sh run",
    ),
    # GeoServer, Mapserver and others have a startup.sh that stays, in an image with Tomcat as well
    Program(
        names=("startup.sh",),
        kind="server",
        when=When(where=("*tomcat*/bin/*", "*catalina*/bin/*", "$CATALINA_HOME/bin/*", "$TOMCAT_HOME/bin/*")),
        signals=(),
        source=TOMCAT,
        daemonizes=True,
        note="java is started in the background: use catalina.sh run",
    ),
    Program(
        names=("catalina.sh jpda run",),
        kind="server",
        signals=JVM,
        source=TOMCAT,
    ),
    Program(names=("catalina.sh",), kind="tool", signals=(), source=TOMCAT, note="stop, version, configtest"),
    Program(
        names=("kc.sh start", "kc.sh start-dev"),
        kind="server",
        signals=JVM,
        source="keycloak/keycloak@014f6c3:quarkus/dist/src/main/content/bin/kc.sh (exec java)",
        note="without --optimized a build runs first, as a child",
    ),
    # without a sub-command it starts the server before Keycloak 17, and ends with its usage since: keycloak/keycloak#6573, #24411
    Program(
        names=(
            "kc.sh build",
            "kc.sh export",
            "kc.sh import",
            "kc.sh show-config",
            "kc.sh config",
            "kc.sh tools",
            "kc.sh bootstrap-admin",
            "kc.sh update-compatibility",
            "kc.sh completion",
        ),
        kind="tool",
        signals=(),
        source="keycloak/keycloak@014f6c3:quarkus/dist/src/main/content/bin/kc.sh",
    ),
    Program(
        names=("kc.sh",),
        kind="tool",
        when=When(flags=("-h", "--help", "--help-all", "-V", "--version")),
        signals=(),
        source="keycloak/keycloak#23783 (--help and --version)",
    ),
    Program(
        names=("jenkins.sh",),
        kind="server",
        signals=JVM,
        source="jenkinsci/docker@ab3f5e0:jenkins.sh#L55, debian/Dockerfile#L157 (tini)",
    ),
    Program(
        names=("sonar.sh console",),
        kind="server",
        signals=on(INT="graceful", TERM="clean", HUP="clean", QUIT="ignored"),
        source="SonarSource/docker-sonarqube@df5a6ae:community-build/Dockerfile#L74; "
        "docker-library/docs@c4a9ba4:sonarqube/content.md#L98-L101; SonarSource/sonarqube@07b207e:"
        "sonar-application/src/main/assembly/bin/linux-x86-64/sonar.sh (console: exec java)",
        note="waits for running tasks, which can take very long",
    ),
    Program(
        names=("logstash",),
        kind="server",
        signals=on(TERM="graceful", INT="graceful", HUP="reload"),
        source="elastic/logstash@1172df6:docs/static/shutdown.asciidoc",
        tool_flags=("-t", "--config.test_and_exit", "-V"),
        note="drains its pipelines and may stall without a limit (pipeline.unsafe_shutdown)",
    ),
    Program(
        names=("elasticsearch", "opensearch"),
        kind="server",
        signals=JVM,
        source="elastic/dockerfiles@000ec07:elasticsearch/Dockerfile (tini); tested: OpenJDK 17.0.15 (shutdown hooks)",
        daemon_flags=("-d", "--daemonize"),
    ),
    Program(
        names=("kafka-server-start.sh", "kafka-server-start"),
        kind="server",
        signals=JVM,
        source="apache/kafka@01c427f:bin/kafka-server-start.sh (last line), apache/kafka@0194da2:bin/kafka-run-class.sh "
        "(exec java, or nohup … & with -daemon)",
        daemon_flags=("-daemon",),
    ),
    Program(
        names=(
            "zookeeper-server-start.sh",
            "zookeeper-server-start",
            "connect-distributed.sh",
            "connect-standalone.sh",
        ),
        kind="server",
        signals=JVM,
        source="apache/kafka@0194da2:bin/kafka-run-class.sh (exec java, or nohup … & with -daemon)",
        daemon_flags=("-daemon",),
    ),
    Program(
        names=("zkServer.sh start-foreground",),
        kind="server",
        signals=JVM,
        with_value=("--config",),
        source=ZOOKEEPER,
        note="does not exec java when ZOO_NOEXEC is set",
    ),
    Program(
        names=("zkServer.sh start",),
        kind="server",
        signals=(),
        with_value=("--config",),
        source=ZOOKEEPER,
        daemonizes=True,
    ),
    Program(names=("zkServer.sh",), kind="tool", signals=(), with_value=("--config",), source=ZOOKEEPER),
    Program(
        names=("cassandra",),
        kind="server",
        signals=JVM,
        source="docker-library/cassandra@7b9da8f:5.0/Dockerfile (CMD cassandra -f); tested: OpenJDK 17.0.15",
        daemonizes=True,
        foreground=("-f", "-Rf", "-fR"),
        tool_flags=("-v", "-h"),
        uncertain=True,
        note="less certain: that bin/cassandra -f execs java was not read",
    ),
    Program(
        names=("solr-foreground",),
        kind="server",
        signals=JVM,
        source="apache/solr-docker@cd80b30:9.8/Dockerfile (CMD solr-foreground); tested: OpenJDK 17.0.15",
    ),
    Program(
        names=("solr start",),
        kind="server",
        signals=JVM,
        source="apache/solr-docker@cd80b30:9.8/Dockerfile (CMD solr-foreground); tested: OpenJDK 17.0.15",
        daemonizes=True,
        foreground=("-f", "--foreground"),
    ),
    Program(
        names=("java", "javaw"),
        named_with_script=True,
        preloads=JAVA_OPTIONS,
        module_flags=("-jar",),
        kind="runtime",
        when=When(flags=("-Xrs",)),
        signals=on(QUIT="default"),
        source="tested: OpenJDK 17.0.15 with -Xrs; java(1), -Xrs",
        tool_flags=("-version", "--version", "-help"),
        note=XRS,
    ),
    Program(
        names=("java", "javaw"),
        named_with_script=True,
        preloads=JAVA_OPTIONS,
        module_flags=("-jar",),
        kind="runtime",
        when=When(settings=("xrs",)),
        signals=on(QUIT="default"),
        source="tested: OpenJDK 17.0.15 with -Xrs; java(1), JDK_JAVA_OPTIONS",
        reader="java",
        tool_flags=("-version", "--version", "-help"),
        note=XRS,
    ),
    Program(
        names=("java", "javaw"),
        named_with_script=True,
        preloads=JAVA_OPTIONS,
        module_flags=("-jar",),
        kind="runtime",
        signals=(*JVM, ("USR2", "abort")),
        source="tested: OpenJDK 17.0.15; https://docs.spring.io/spring-boot/3.4/reference/web/graceful-shutdown.html; "
        "spring-projects/spring-boot@2199a31:graceful-shutdown.adoc",
        tool_flags=("-version", "--version", "-help"),
        note="shutdown hooks run; Spring Boot finishes requests by default from 3.4, before that only with "
        "server.shutdown=graceful (30 s a phase)",
    ),
)
