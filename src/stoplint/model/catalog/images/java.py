"""Base images with a Java virtual machine: JDKs and JREs, build tools, application servers."""

# ruff: noqa: S104, S604  (what images listen on; a SHELL instruction is no subprocess)
from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.images import starts
from stoplint.model.catalog.images.systems import PATH
from stoplint.model.catalog.rows import Base

_TEMURIN = "adoptium/containers@d8d18d67"
_LIBRARY = "docker-library/official-images@37079fb"
_JAVA_ENV = (("JAVA_HOME", "/opt/java/openjdk"), ("PATH", "/opt/java/openjdk/bin:" + PATH))
_JAVA_NAMES = ("JAVA_VERSION", "LANG", "LANGUAGE", "LC_ALL")
_CACERT = scripts.run_arguments("/__cacert_entrypoint.sh", "/usr/bin/env bash")
_TOMCAT_ENV = (("CATALINA_HOME", "/usr/local/tomcat"), ("PATH", "/usr/local/tomcat/bin:/opt/java/openjdk/bin:" + PATH))
_TOMCAT_NAMES = ("JAVA_HOME", "JAVA_VERSION", "TOMCAT_NATIVE_LIBDIR", "LD_LIBRARY_PATH", "GPG_KEYS", "TOMCAT_MAJOR",
                 "TOMCAT_VERSION", "TOMCAT_SHA512", "LANG", "LANGUAGE", "LC_ALL")  # fmt: skip
# the entrypoint script came in July and August 2023: 8u382, 11.0.20, 17.0.8, 20.0.2
_OLD_TEMURIN = (
    "11.0.0-11.0.19|16|17_*|17.0.0-17.0.7|18|19|20_*|20.0.0-20.0.1|8u30*|8u31*|8u32*|8u33*|8u34*|8u35*|8u36*|8u37*"
)

_SBIN_TINI = "3.1-3.4|3.5.0-3.5.30|4.0|4.1.0-4.1.11|4.2.0-4.2.14|4.3.0-4.3.10|4.4.0-4.4.3"

ROWS: tuple[Base, ...] = (
    Base("eclipse-temurin", f"{_LIBRARY}:library/eclipse-temurin (history: no ENTRYPOINT before July 2023)",
         tags=(_OLD_TEMURIN, "*jre*|8*"), parent="tag|ubuntu", env=_JAVA_ENV, env_names=_JAVA_NAMES),
    Base("eclipse-temurin", f"{_LIBRARY}:library/eclipse-temurin (history: no ENTRYPOINT before July 2023)",
         tags=(_OLD_TEMURIN,), parent="tag|ubuntu", cmd=("jshell",), env=_JAVA_ENV, env_names=_JAVA_NAMES),
    Base("eclipse-temurin", f"{_TEMURIN}:21/jre/ubuntu/noble/Dockerfile#L109", tags=("*jre*|8*",), parent="tag|ubuntu",
         entrypoint=("/__cacert_entrypoint.sh",), env=_JAVA_ENV, scripts=(_CACERT,), env_names=_JAVA_NAMES,
         note="a JRE, and Java 8, sets no CMD: the ENTRYPOINT resets the system's"),
    Base("eclipse-temurin", f"{_TEMURIN}:21/jdk/ubuntu/noble/Dockerfile#L114#L116", parent="tag|ubuntu",
         entrypoint=("/__cacert_entrypoint.sh",), cmd=("jshell",), env=_JAVA_ENV, scripts=(_CACERT,),
         env_names=_JAVA_NAMES),
    Base("adoptopenjdk", "AdoptOpenJDK/openjdk-docker@e499808a:8/jdk/ubuntu/Dockerfile.hotspot.releases.full",
         tags=("*jre*|8*",), parent="tag|ubuntu", env=_JAVA_ENV, env_names=_JAVA_NAMES),
    Base("adoptopenjdk", "AdoptOpenJDK/openjdk-docker@e499808a:11/jdk/ubuntu/Dockerfile.hotspot.releases.full",
         parent="tag|ubuntu", cmd=("jshell",), env=_JAVA_ENV, env_names=_JAVA_NAMES),
    Base("adoptopenjdk/*", "AdoptOpenJDK/openjdk-docker@e499808a: the same Dockerfiles", parent="tag|ubuntu",
         env=_JAVA_ENV, unknown=("cmd",)),
    Base("openjdk", "docker-library/openjdk@df4cff5b:11/jre/Dockerfile", tags=("*jre*|<9",), parent="tag|debian",
         env_names=("JAVA_HOME", "JAVA_VERSION", "LANG", "PATH")),
    Base("openjdk", f"{_LIBRARY}:library/openjdk (Oracle Linux is the default from 12 on)",
         tags=(">=12", "!*slim*", "!*alpine*", "!*buster*", "!*bullseye*", "!*bookworm*", "!*trixie*", "!*stretch*", "!*sid*"),
         parent="oraclelinux", cmd=("jshell",), env_names=("JAVA_HOME", "JAVA_VERSION", "LANG", "PATH")),
    Base("openjdk", "docker-library/openjdk@df4cff5b:11/jdk/Dockerfile", parent="tag|debian", cmd=("jshell",),
         env_names=("JAVA_HOME", "JAVA_VERSION", "LANG", "PATH")),
    Base("java", f"{_LIBRARY}:library/java (the former name of openjdk)", parent="tag|debian",
         env_names=("JAVA_HOME", "JAVA_VERSION", "LANG")),
    Base("mcr.microsoft.com/openjdk/jdk", "microsoft/openjdk-docker@0447ab2:docker/ubuntu/Dockerfile.msopenjdk-17-jdk (sets neither)",
         tags=("*ubuntu*", "!*chisel*"), parent="ubuntu", env_names=("JAVA_HOME", "LANG", "LANGUAGE", "LC_ALL", "PATH")),
    Base("bellsoft/liberica-openjdk-alpine", "bell-sw/Liberica@08f3b29:docker/repos/liberica-openjdk-alpine/17/Dockerfile "
         "(sets neither)", parent="alpine", env_names=("JAVA_HOME", "LANG", "LANGUAGE", "PATH")),
    Base("ibm-semeru-runtimes", "ibmruntimes/semeru-containers@8236ca9: */*/ubuntu/*/Dockerfile.open.releases.full (jshell or nothing)",
         parent="tag|ubuntu", unknown=("cmd",), env_names=("JAVA_HOME", "JAVA_VERSION", "LANG", "LANGUAGE", "LC_ALL", "PATH",
                                                           "JAVA_TOOL_OPTIONS")),
    Base("amazoncorretto", "corretto/corretto-docker@08df98da:26/jdk/alpine/3.23/Dockerfile (sets neither)",
         parent="tag|amazonlinux", env_names=("JAVA_HOME", "LANG")),
    Base("sapmachine", "SAP/SapMachine-infrastructure@1f26335e:dockerfiles/26/ubuntu/24_04/jre/Dockerfile",
         tags=("*jre*",), parent="tag|ubuntu", env_names=("JAVA_HOME",), unknown=("cmd",), note="jshell until 2025, then bash, or sh on Alpine"),
    Base("sapmachine", "SAP/SapMachine-infrastructure@f812009d:dockerfiles/24/ubuntu/20_04/jdk/Dockerfile",
         parent="tag|ubuntu", cmd=("jshell",), env_names=("JAVA_HOME",)),
    *(Base("maven", "carlossg/docker-maven@0170c5b: mvn-entrypoint.sh; Dockerfile of each variant", tags=tags,
           parent=parent, entrypoint=("/usr/local/bin/mvn-entrypoint.sh",), cmd=("mvn",),
           scripts=(scripts.run_arguments("/usr/local/bin/mvn-entrypoint.sh", "/bin/bash"),),
           env_names=("MAVEN_HOME", "MAVEN_CONFIG", "JAVA_HOME", "JAVA_VERSION", "LANG", "PATH"))
      for tags, parent in ((("*amazoncorretto*|*-al2*", "!*alpine*", "!*debian*"), "amazonlinux"),
                           (("*openjdk*|*jdk-12*|*jdk-13*|*jdk-14*|<3.7", "!*slim*"), None),
                           (("*alpine*",), "alpine"), (("*",), "tag|ubuntu"))),
    Base("gradle", f"{_LIBRARY}:library/gradle (history: Dockerfiles before June 2019)", tags=("<5.4",),
         parent="tag|debian", cmd=("gradle",), user="gradle", workdir="/home/gradle"),
    Base("gradle", "keeganwitt/docker-gradle@e73e6ebe:jdk8-focal/Dockerfile", parent="tag|ubuntu", cmd=("gradle",),
         workdir="/home/gradle", unknown=("entrypoint", "sh"),
         env_names=("GRADLE_HOME", "GRADLE_VERSION", "JAVA_HOME", "JAVA_VERSION", "LANG", "PATH")),
    Base("tomcat", f"docker-library/tomcat@40f27d56:10.1/jdk21/temurin-noble/Dockerfile#L156#L158; {_LIBRARY}:"
         "library/tomcat", tags=("*corretto*",), parent="amazonlinux", cmd=("catalina.sh", "run"), env=_TOMCAT_ENV,
         workdir="/usr/local/tomcat", env_names=_TOMCAT_NAMES),
    Base("tomcat", f"{_LIBRARY}:library/tomcat (Debian's and Alpine's OpenJDK before 2021)",
         tags=("*openjdk*|*slim*|*alpine*|<8|9.0.0-9.0.40|8.5.0-8.5.60|8.0-8.4|*jre8|*jre7",), parent="tag|debian",
         cmd=("catalina.sh", "run"), env=_TOMCAT_ENV, workdir="/usr/local/tomcat", env_names=_TOMCAT_NAMES),
    Base("tomcat", "docker-library/tomcat@40f27d56:10.1/jdk21/temurin-noble/Dockerfile#L156#L158", parent="tag|ubuntu",
         entrypoint=(), cmd=("catalina.sh", "run"), env=_TOMCAT_ENV, workdir="/usr/local/tomcat",
         env_names=_TOMCAT_NAMES, note="resets Temurin's ENTRYPOINT; before August 2023 there was none to reset"),
    Base("jetty", "eclipse/jetty.docker@ebf58ff:docker-entrypoint.sh (checks the JVM's options, then exec)", parent="tag|ubuntu",
         entrypoint=("/docker-entrypoint.sh",), unknown=("cmd", "sh"), workdir="/var/lib/jetty"),
    *(Base(name, "OpenLiberty/ci.docker@9605fe16:official/latest/webProfile8/java8/openj9/Dockerfile",
           entrypoint=(f"{prefix}/helpers/runtime/docker-server.sh",),
           cmd=(f"{prefix}/wlp/bin/server", "run", "defaultServer"), user="1001", unknown=("sh", "env", "workdir"),
           scripts=(scripts.run_arguments(f"{prefix}/helpers/runtime/docker-server.sh", "/bin/bash"),))
      for name, prefix in (("open-liberty", "/opt/ol"), ("icr.io/appcafe/open-liberty", "/opt/ol"))),
    Base("cassandra", f"{_LIBRARY}:library/cassandra (history: the script moved in 2018)", tags=("2.0|2.1.0-2.1.18|2.2.0-2.2.10|3.0.0-3.0.14|3.1-3.10|3.11.0",),
         parent="debian", entrypoint=("/docker-entrypoint.sh",), cmd=("cassandra", "-f"),
         scripts=(scripts.default_to("cassandra -f", "/docker-entrypoint.sh", "/bin/bash"),)),
    Base("cassandra", "docker-library/cassandra@7b9da8f:5.0/Dockerfile#L173#L181", parent="tag|debian",
         entrypoint=("docker-entrypoint.sh",), cmd=("cassandra", "-f"), scripts=(scripts.CASSANDRA,),
         env=(("CASSANDRA_HOME", "/opt/cassandra"), ("PATH", "/opt/cassandra/bin:/opt/java/openjdk/bin:" + PATH)),
         env_names=("GOSU_VERSION", "JAVA_HOME", "CASSANDRA_CONF", "GPG_KEYS", "CASSANDRA_VERSION")),
    Base("zookeeper", "docker-library/official-images@37079fb:library/zookeeper (history: Alpine at first)",
         tags=("<3.4.14|3.5.0-3.5.4",), parent="alpine", entrypoint=("/docker-entrypoint.sh",),
         cmd=("zkServer.sh", "start-foreground"), scripts=(scripts.ROOT_RUN_ARGUMENTS,)),
    Base("zookeeper", "31z4/zookeeper-docker@adade28:3.9.5/Dockerfile", parent="tag|ubuntu",
         entrypoint=("/docker-entrypoint.sh",), cmd=("zkServer.sh", "start-foreground"),
         scripts=(scripts.ROOT_RUN_ARGUMENTS,), env_names=("PATH", "ZOOCFGDIR", "ZOO_CONF_DIR", "ZOO_DATA_DIR")),
    Base("solr", f"{_LIBRARY}:library/solr (history)", tags=("<5.5.3|6.0.0-6.2.0",), unknown=("entrypoint", "cmd", "sh")),
    Base("solr", "apache/solr-docker@cd80b30:9.8/Dockerfile", parent="tag|ubuntu", entrypoint=("docker-entrypoint.sh",),
         cmd=("solr-foreground",), user="8983", workdir="/opt/solr",
         env=(("PATH", "/opt/solr/bin:/opt/solr/docker/scripts:/opt/java/openjdk/bin:" + PATH),),
         scripts=(scripts.options_to("solr-foreground", "/opt/solr/docker/scripts/docker-entrypoint.sh", "/bin/bash"),
                  scripts.become('solr-fg "$@"', "/opt/solr/docker/scripts/solr-foreground", "/bin/bash"))),
    Base("sonarqube", "SonarSource/docker-sonarqube@df5a6ae:commercial-editions/datacenter/app/Dockerfile#L74#L76#L77",
         tags=(">=9.9", "*datacenter*"), parent="ubuntu", entrypoint=("/opt/sonarqube/docker/run.sh",),
         cmd=("/opt/sonarqube/docker/sonar.sh",), stop_signal="SIGINT", user="sonarqube", workdir="/opt/sonarqube",
         scripts=(scripts.default_to("/opt/sonarqube/docker/sonar.sh", "/opt/sonarqube/docker/run.sh", "/usr/bin/env bash"),
                  scripts.become('/opt/java/openjdk/bin/java -jar lib/sonar-application.jar "$@"',
                                 "/opt/sonarqube/docker/sonar.sh", "/usr/bin/env bash"))),
    Base("sonarqube", f"{_LIBRARY}:library/sonarqube (history: no STOPSIGNAL before 9.1)", tags=("<9.1|alpine|lts-alpine|*beta",),
         unknown=("entrypoint", "cmd", "sh", "user", "workdir")),
    Base("sonarqube", f"{_LIBRARY}:library/sonarqube (history: 9.1 to 9.8)", tags=("9.1-9.8",), parent="alpine",
         entrypoint=("/opt/sonarqube/bin/run.sh",), cmd=("/opt/sonarqube/bin/sonar.sh",), stop_signal="SIGINT"),
    Base("sonarqube", "SonarSource/docker-sonarqube@df5a6ae:community-build/Dockerfile#L74#L76", parent="ubuntu",
         entrypoint=("/opt/sonarqube/docker/entrypoint.sh",), stop_signal="SIGINT", user="sonarqube",
         workdir="/opt/sonarqube", env_names=("JAVA_HOME", "JAVA_VERSION", "PATH", "LANG", "SONAR_VERSION"),
         scripts=(scripts.SONARQUBE,),
         note="docker-library/docs@c4a9ba4:sonarqube/content.md#L98-L101 advises --stop-timeout 3600"),
    *(Base("neo4j", f"{_LIBRARY}:library/neo4j (history: no init before 3.1.8, 3.2.9, 3.3.4); neo4j/docker-neo4j@9df98ef:"
           "docker-image-src/3.0/Dockerfile#L28#L29", tags=("<3.1|3.1.0-3.1.7|3.2.0-3.2.8|3.3.0-3.3.3", *tags),
           parent=parent, entrypoint=("/docker-entrypoint.sh",), cmd=("neo4j",),
           scripts=(("/docker-entrypoint.sh", scripts.NEO4J_TEXT),))
      for tags, parent in ((("<3.1",), "debian"), (("*",), "alpine"))),
    Base("neo4j", f"{_LIBRARY}:library/neo4j (history)", tags=(_SBIN_TINI,), entrypoint=("/sbin/tini", "-g", "--", "/docker-entrypoint.sh"), cmd=("neo4j",),
         scripts=(("/docker-entrypoint.sh", scripts.NEO4J_TEXT),), unknown=("sh",)),
    Base("neo4j", "neo4j/docker-neo4j@9df98ef:docker-image-src/5/coredb/Dockerfile-trixie#L56#L57", parent="tag|debian",
         entrypoint=("tini", "-g", "--", "/startup/docker-entrypoint.sh"), cmd=("neo4j",),
         scripts=(("/startup/docker-entrypoint.sh", scripts.NEO4J_TEXT),), workdir="/var/lib/neo4j"),
    *(Base(name, "jenkinsci/docker@ab3f5e0a: Dockerfile of each system (alpine/hotspot, debian, rhel)", tags=tags,
           parent="tag|debian", entrypoint=(tini, "--", "/usr/local/bin/jenkins.sh"), user="jenkins",
           scripts=(scripts.JENKINS,), env_names=("JENKINS_HOME", "JAVA_HOME", "PATH", "LANG", "REF", "JENKINS_VERSION"))
      for name in ("jenkins/jenkins", "jenkins/jenkins-lts")
      for tags, tini in ((("*alpine*|*rhel*",), "/sbin/tini"), (("*",), "/usr/bin/tini"))),
    Base("quay.io/keycloak/keycloak", "keycloak/keycloak@0463815:quarkus/container/Dockerfile", tags=("<17|*legacy*",),
         unknown=("entrypoint", "cmd"), sh="bash"),
    Base("quay.io/keycloak/keycloak", "keycloak/keycloak@0463815:quarkus/container/Dockerfile; keycloak/keycloak@014f6c3:"
         "quarkus/dist/src/main/content/bin/kc.sh", parent="registry.access.redhat.com/ubi9-micro",
         entrypoint=("/opt/keycloak/bin/kc.sh",), user="1000",
         scripts=(scripts.become("java -cp /opt/keycloak/lib/quarkus-run.jar io.quarkus.bootstrap.runner.QuarkusEntryPoint "
                                 '"$@"', "/opt/keycloak/bin/kc.sh"),),
         note="without --optimized a build JVM runs first, as a child that gets no signals"),
    *(Base(f"confluentinc/cp-{name}", f"confluentinc/kafka-images@{where}/Dockerfile.ubi9, include/etc/confluent/docker/run, launch",
           (">=6",), "registry.access.redhat.com/ubi9/ubi-minimal", cmd=("/etc/confluent/docker/run",), user="appuser", workdir="/home/appuser",
           scripts=(scripts.become(command, "/etc/confluent/docker/run", "/usr/bin/env bash"),), env_names=("COMPONENT", "KAFKA_ADVERTISED_LISTENERS"))
      for names, where, command in (
          (("kafka", "server"), "f8e3015a9:kafka", "kafka-server-start /etc/kafka/kafka.properties"),
          (("kafka-connect", "kafka-connect-base", "server-connect", "server-connect-base"), "f8e3015a9:kafka-connect-base",
           "connect-distributed /etc/kafka-connect/kafka-connect.properties"))
      for name in names),
    Base("apache/kafka", "apache/kafka@120d52d:docker/jvm/Dockerfile", tags=("!*native*",), parent="eclipse-temurin:21-jre-alpine",
         cmd=("/etc/kafka/docker/run",), user="appuser"),
    Base("wurstmeister/kafka", "wurstmeister/kafka-docker@901c084:Dockerfile", parent="debian", cmd=("start-kafka.sh",)),
    Base("flink", "apache/flink-docker@983be34:docker-entrypoint.sh", parent="tag|ubuntu", entrypoint=("/docker-entrypoint.sh",),
         cmd=("help",), workdir="/opt/flink"),
    *(Base(name, "apache/spark-docker@7f2e1f0:4.1.2/scala2.13-java21-ubuntu/Dockerfile, entrypoint.sh", parent="ubuntu",
           entrypoint=("/opt/entrypoint.sh",), user="spark", workdir="/opt/spark/work-dir", scripts=(scripts.SPARK,))
      for name in ("spark", "apache/spark")),
    Base("itzg/minecraft-server", "itzg/docker-minecraft-server@f61f721:Dockerfile#L72", stop_signal="SIGTERM",
         entrypoint=("/image/scripts/start",), unknown=("sh", "env", "workdir", "user", "shell")),
    Base("clojure", "Quantisan/docker-clojure@14dff87:target/*/Dockerfile", parent="tag|debian",
         unknown=("entrypoint", "cmd")),
    Base("groovy", "groovy/docker-groovy@b0cbcf22:groovy-5/jdk21/Dockerfile", parent="tag|ubuntu", cmd=("groovysh",),
         unknown=("entrypoint",), workdir="/home/groovy"),
    # WildFly: LAUNCH_JBOSS_IN_BACKGROUND makes standalone.sh pass signals on to its JVM
    *(Base(f"jboss/{name}", source, parent="centos", user="jboss", workdir="/opt/jboss", env_names=("JAVA_HOME",))
      for name, source in (("base", "jboss-dockerfiles/base@5539c20:Dockerfile (sets neither)"),
                           ("base-jdk", "jboss-dockerfiles/base-jdk@4c3edb4:Dockerfile (sets neither)"))),
    *(Base(name, f"jboss-dockerfiles/wildfly@{commit}:Dockerfile", tags=tags, parent=parent, user="jboss", workdir="/opt/jboss",
           cmd=("/opt/jboss/wildfly/bin/standalone.sh", "-b", "0.0.0.0"),
           env=(("JBOSS_HOME", "/opt/jboss/wildfly"), ("LAUNCH_JBOSS_IN_BACKGROUND", "true")), env_names=("WILDFLY_VERSION", "WILDFLY_SHA1"),
           scripts=(starts.standalone("/opt/jboss/wildfly"),))
      for name, commit, tags, parent in (("jboss/wildfly", "424e35d", (">=9",), "jboss/base-jdk"),
                                         ("quay.io/wildfly/wildfly", "424e35d", ("<26|26.0|26.1.0-26.1.2",), "jboss/base-jdk"),
                                         ("quay.io/wildfly/wildfly", "25c932e", ("*",), "eclipse-temurin:21-ubi9-minimal"))),
    # Keycloak before Quarkus
    *(Base("jboss/keycloak", f"keycloak/keycloak-containers@{commit}:server/Dockerfile, server/tools/docker-entrypoint.sh", tags=tags,
           parent=parent, entrypoint=("/opt/jboss/tools/docker-entrypoint.sh",), cmd=("-b", "0.0.0.0"), user="1000",
           env=(("JBOSS_HOME", "/opt/jboss/keycloak"), ("LAUNCH_JBOSS_IN_BACKGROUND", "1"), ("LANG", "en_US.UTF-8")),
           scripts=(scripts.become("/opt/jboss/keycloak/bin/standalone.sh $@", "/opt/jboss/tools/docker-entrypoint.sh", "/bin/bash"),
                    starts.standalone("/opt/jboss/keycloak")))
      for commit, tags, parent in (("c9b5d5a", ("4.4-7.0.0",), "jboss/base-jdk"),
                                   ("b835c70", (">=7",), "registry.access.redhat.com/ubi8/ubi-minimal"))),
    # on Tomcat, on Temurin
    *(Base("tomee", "tomitribe/docker-tomee@3cb57b6:TomEE-11.0/jre17/Temurin/alpine/microprofile/Dockerfile; @acb2661 (on openjdk)",
           tags=tags, parent=parent, cmd=("catalina.sh", "run"), workdir="/usr/local/tomee", unknown=("entrypoint",),
           env=(("CATALINA_HOME", "/usr/local/tomee"),), env_names=("PATH", "TOMEE_VER", "TOMEE_BUILD", "JAVA_HOME", "JAVA_VERSION"))
      for tags, parent in ((("*alpine*",), "alpine"), (("*",), "ubuntu"))),
    Base("unidata/tomcat-docker", "Unidata/tomcat-docker@0917dcc:Dockerfile, entrypoint.sh, start-tomcat.sh", parent="tomcat", entrypoint=("/entrypoint.sh",),
         cmd=("start-tomcat.sh",), scripts=(scripts.run_arguments("/entrypoint.sh", "/bin/bash"),
                                            scripts.become("catalina.sh run", "/usr/local/tomcat/bin/start-tomcat.sh", "/bin/bash")),
         env_names=("GOSU_VERSION",)),
    Base("xwiki", "xwiki/xwiki-docker@37201ac:18.4/mariadb-tomcat/Dockerfile, xwiki/docker-entrypoint.sh", parent="tomcat",
         entrypoint=("docker-entrypoint.sh",), cmd=("xwiki",), scripts=(starts.XWIKI,)),
    *(Base("geonetwork", f"geonetwork/docker-geonetwork@{where}/Dockerfile, docker-entrypoint.sh", tags=tags, parent=parent,
           entrypoint=(entrypoint,), cmd=cmd, user=user,
           scripts=(scripts.run_arguments(entrypoint, "/bin/bash"),))
      for where, tags, parent, entrypoint, cmd, user in (
          ("17278be:3.12.12", ("3.2-3",), "tomcat", "/entrypoint.sh", ("catalina.sh", "run"), None),
          ("31d67fc:4.2.15", ("4.0.0-4.0.9|4.2.0-4.2.15|4.4.0-4.4.10",), "jetty", "/geonetwork-entrypoint.sh",
           ("java", "-jar", "/usr/local/jetty/start.jar"), "jetty"),
          ("4941b6a:4.2.16", (">=4.2",), "tomcat", "/geonetwork-entrypoint.sh", ("catalina.sh", "run"), None))),
    Base("convertigo", "convertigo/convertigo@9051ab4:docker/default/Dockerfile, docker-entrypoint.sh", parent="tomcat",
         entrypoint=("tini", "--", "/docker-entrypoint.sh"), cmd=("convertigo",), workdir="/workspace",
         scripts=(starts.CONVERTIGO,)),
    *(Base(name, "WASdev/ci.docker@6bea0b9:ga/26.0.0.7/kernel/Dockerfile.ubuntu.openjdk11, helpers/runtime/docker-server.sh", tags=tags,
           parent=parent, entrypoint=("/opt/ibm/helpers/runtime/docker-server.sh",),
           cmd=("/opt/ibm/wlp/bin/server", "run", "defaultServer"), user="1001", env_names=("PATH", "LOG_DIR", "WLP_OUTPUT_DIR", "JAVA_HOME"),
           scripts=(scripts.run_arguments("/opt/ibm/helpers/runtime/docker-server.sh", "/bin/bash"),))
      for name in ("websphere-liberty", "ibmcom/websphere-liberty", "icr.io/appcafe/websphere-liberty")
      for tags, parent in ((("*ubi*", ">=19"), "registry.access.redhat.com/ubi8/ubi"),
                           ((">=19",), "ubuntu" if name == "websphere-liberty" else None))),
    *(Base(name, f"zulu-openjdk/zulu-openjdk@55d8262:{folder}/*/Dockerfile (sets neither)", parent=parent, env_names=("JAVA_HOME", "LANG",
           "LANGUAGE", "LC_ALL", "PATH"))
      for name, folder, parent in (("azul/zulu-openjdk", "ubuntu", "ubuntu"), ("azul/zulu-openjdk-debian", "debian", "debian"),
                                   ("azul/zulu-openjdk-alpine", "alpine", "alpine"), ("azul/zulu-openjdk-centos", "centos", "centos"))),
    *(Base("sonatype/nexus3", f"sonatype/docker-nexus3@{where}", tags=tags, parent=parent, cmd=("/opt/sonatype/nexus/bin/nexus", "run"),
           user="nexus", workdir="/opt/sonatype", env=(("SONATYPE_DIR", "/opt/sonatype"), ("NEXUS_HOME", "/opt/sonatype/nexus")),
           env_names=("NEXUS_DATA", "NEXUS_CONTEXT", "SONATYPE_WORK", "DOCKER_TYPE", "INSTALL4J_ADD_VM_PARAMS"))
      for where, tags, parent in (("7b38e1c:Dockerfile.alpine.java21", ("*alpine*",), "alpine"),
                                  ("7b38e1c:Dockerfile.java21; @2d16bb8:Dockerfile", (">=3.41.1",), "registry.access.redhat.com/ubi8/ubi-minimal"))),
    Base("sonatype/nexus3", "sonatype/docker-nexus3@e1d2f3d, @ac63754:Dockerfile", tags=("3.6-3.41.0",), parent="centos",
         cmd=("sh", "-c", "${SONATYPE_DIR}/start-nexus-repository-manager.sh"), user="nexus",
         env=(("SONATYPE_DIR", "/opt/sonatype"), ("NEXUS_HOME", "/opt/sonatype/nexus")),
         env_names=("NEXUS_DATA", "NEXUS_CONTEXT", "SONATYPE_WORK", "DOCKER_TYPE", "INSTALL4J_ADD_VM_PARAMS"),
         scripts=(scripts.become("/opt/sonatype/nexus/bin/nexus run", "/opt/sonatype/start-nexus-repository-manager.sh", "/bin/bash"),)),
    *(Base(name, f"apache/storm-docker@{commit}/Dockerfile, docker-entrypoint.sh", tags=tags, parent=parent,
           entrypoint=("/docker-entrypoint.sh",), scripts=(scripts.ROOT_RUN_ARGUMENTS,), unknown=("workdir", *more),
           env_names=("PATH", "STORM_CONF_DIR", "STORM_DATA_DIR", "STORM_LOG_DIR"))
      for name in ("storm",)
      for commit, tags, parent, more in (("1e325fe:3.0.0", (">=2.5",), "eclipse-temurin:jre", ()),
                                         ("f72658a:2.4.0", ("1.0.3-2.4",), "openjdk:8-jre-slim", ("sh",)))),
    Base("wiremock/wiremock", "wiremock/wiremock-docker@ab4a95a:Dockerfile, alpine/Dockerfile, docker-entrypoint.sh", parent="tag|ubuntu",
         entrypoint=("/docker-entrypoint.sh",), workdir="/home/wiremock", scripts=(starts.WIREMOCK,)),
    *(Base("apache/activemq-artemis", f"apache/activemq-artemis@{commit}:artemis-docker/Dockerfile-ubuntu-21-jre, docker-run.sh", tags=tags,
           parent="tag|ubuntu", entrypoint=("/docker-run.sh",), cmd=("run",), user="artemis", workdir="/var/lib/artemis-instance", shell=shell,
           scripts=(scripts.become('./bin/artemis "$@"', "/docker-run.sh", "/bin/bash"),))
      for commit, tags, shell in (("97f39ec", ("<2.40",), ("/bin/bash", "-o", "pipefail", "-c")), ("662a708", ("*",), None))),
    Base("graylog/graylog", "Graylog2/graylog-docker@48fca63:docker/oss/Dockerfile, docker-entrypoint.sh", tags=(">=5",),
         parent="eclipse-temurin:17-jre-jammy", entrypoint=("tini", "--", "/docker-entrypoint.sh"), cmd=("server",), user="graylog",
         workdir="/usr/share/graylog", shell=("/bin/bash", "-o", "pipefail", "-c"),
         scripts=(scripts.become('"$JAVA_HOME/bin/java" -jar /usr/share/graylog/graylog.jar "$@"', "/docker-entrypoint.sh", "/bin/bash"),)),
    Base("apache/nifi", "apache/nifi@4b46ce3:nifi-docker/dockerhub/Dockerfile, sh/start.sh (the trap since 99e69f0, April 2020: 1.12)",
         tags=(">=1.12",), parent="debian", entrypoint=("../scripts/start.sh",), user="nifi", workdir="/opt/nifi/nifi-current",
         env=(("NIFI_BASE_DIR", "/opt/nifi"), ("NIFI_HOME", "/opt/nifi/nifi-current")), scripts=(starts.NIFI,)),
    # Payara: the script passes the signal on as stop-domain since 6.2025.2; before, what the shell form starts is not said here
    *(Base(f"payara/server-{profile}", "payara/Payara@payara-server-6.2025.2, @payara-server-5.2020.2:appserver/extras/docker-images/"
           f"server-{profile}/src/main/docker/Dockerfile, bin/entrypoint.sh", tags=tags, parent="ubuntu", entrypoint=entrypoint, user="payara",
           workdir="/opt/payara", scripts=script, unknown=unknown, env=(("HOME_DIR", "/opt/payara"), ("PAYARA_DIR", "/opt/payara/appserver"),
                                                                        ("SCRIPT_DIR", "/opt/payara/scripts"), ("ADMIN_USER", "admin")),
           env_names=("CONFIG_DIR", "DEPLOY_DIR", "PASSWORD_FILE", "JVM_ARGS", "DOMAIN_NAME", "PAYARA_ARGS", "PREBOOT_COMMANDS",
                      "POSTBOOT_COMMANDS", "PATH", "JAVA_HOME"))
      for profile, tags, entrypoint, script, unknown in (
          ("full", (">=6.2025.2",), ("tini", "--", "/opt/payara/scripts/entrypoint.sh"), (starts.PAYARA,), ()),
          *((profile, (">=6.2024.2",), ("tini", "--"), (), ("cmd",)) for profile in ("full", "web")),
          *((profile, ("5.2020.2-6.2023",), ("/tini", "--"), (), ("cmd",)) for profile in ("full", "web")))),
)  # fmt: skip
