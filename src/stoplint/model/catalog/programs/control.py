"""Control commands that start a daemon and return: `service X start`, `emqx start`."""

from __future__ import annotations

from stoplint.model.catalog.rows import Program, When

ROWS: tuple[Program, ...] = (
    Program(
        names=(
            "sonar.sh start",
            "prosodyctl start",
            "ejabberdctl start",
            "emqx start",
            "neo4j start",
            "activemq start",
            "nexus start",
            "vpnserver start",
        ),
        kind="server",
        signals=(),
        others="graceful",
        source="SonarSource/sonarqube@07b207e:sonar-application/src/main/assembly/bin/linux-x86-64/sonar.sh (start); "
        "bjc/prosody@080d797:util/prosodyctl.lua (start: prosody -D); "
        "https://docs.ejabberd.im/admin/guide/managing/; https://docs.emqx.com/en/emqx/v5/admin/cli.html; "
        "https://neo4j.com/docs/operations-manual/5/configuration/neo4j-admin/; "
        "https://activemq.apache.org/components/classic/documentation/unix-shell-script; "
        "https://help.sonatype.com/en/run-as-a-service.html; SoftEtherVPN vpnserver(8)",
        daemonizes=True,
        note="console, foreground, run or execsvc in place of start stays in the foreground",
    ),
    Program(
        names=(
            "hadoop-daemon.sh start",
            "yarn-daemon.sh start",
            "mr-jobhistory-daemon.sh start",
            "hbase-daemon.sh start",
            "dolphinscheduler-daemon.sh start",
            "start-dfs.sh",
            "start-yarn.sh",
            "start-hbase.sh",
        ),
        kind="server",
        signals=(),
        others="graceful",
        with_value=("--config", "--hosts", "--script"),
        source="apache/hadoop hadoop-common hadoop-daemon.sh (hdfs --daemon start), sbin/start-dfs.sh, start-yarn.sh; apache/hbase "
        "bin/hbase-daemon.sh (start: nohup … &), start-hbase.sh; apache/dolphinscheduler script/dolphinscheduler-daemon.sh (nohup … &); "
        "the JVM's handler is what a signal finds there, tested: see jvm.py",
        daemonizes=True,
        note="a Java process is left in the background: start it by hdfs, yarn, hbase or java itself",
    ),
    Program(
        names=("prosodyctl",),
        kind="tool",
        signals=(),
        source="prosodyctl(8): adduser, register, check, cert, reload, stop, status, …",
    ),
    Program(
        names=("service", "rc-service", "invoke-rc.d"),
        kind="server",
        when=When(flags=("start", "restart")),
        signals=(),
        others="graceful",
        source="tested: Debian 12 apache2ctl start and init scripts (return after daemonizing); service(8)",
        daemonizes=True,
        note="the init script returns, the daemon is left behind",
        named_by=1,
    ),
    Program(
        names=("service", "rc-service", "invoke-rc.d", "rc-update", "update-rc.d", "chkconfig"),
        kind="tool",
        signals=(),
        source="service(8)",
        named_by=1,
    ),
    Program(names=("systemctl",), kind="tool", signals=(), source="systemctl(1)", named_by=2),
)
