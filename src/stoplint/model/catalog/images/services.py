"""Base images of infrastructure: discovery, secrets, telemetry, search, registries, build and test services."""

# ruff: noqa: S104, S604  (what images listen on; a SHELL instruction is no subprocess)
from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.images import starts
from stoplint.model.catalog.images.systems import PATH
from stoplint.model.catalog.rows import Base

_ENTRYPOINT = ("docker-entrypoint.sh",)
_JUPYTER = "jupyter/docker-stacks@8209386:images"
_ES_SCRIPT = "/usr/local/bin/docker-entrypoint.sh"
_ES_TINI = ("/bin/tini", "--", _ES_SCRIPT)
_BUSYBOX = "prom/busybox"
_FLUENT_BIT = ("/fluent-bit/bin/fluent-bit", "-c", "/fluent-bit/etc/fluent-bit.conf")

ROWS: tuple[Base, ...] = (
    # HashiCorp's: the script's interpreter is dumb-init, so dumb-init is PID 1
    *(Base(name, "hashicorp/consul@03658a0:Dockerfile; .release/docker/docker-entrypoint.sh@9bce861", tags, parent,
           _ENTRYPOINT, ("agent", "-dev", "-client", "0.0.0.0"), scripts=(scripts.CONSUL,), user=user)
      for name in ("hashicorp/consul", "consul")
      for tags, parent, user in ((("*ubi*",), "registry.access.redhat.com/ubi9/ubi-minimal", "100"),
                                 (("!0.6*", "!v0.6*"), "alpine", None))),
    *(Base(name, "hashicorp/vault@024c09b:Dockerfile; hashicorp/vault@1d04c5e:.release/docker/docker-entrypoint.sh", tags,
           parent, _ENTRYPOINT, ("server", "-dev"), scripts=(scripts.VAULT,), user=user)
      for name in ("hashicorp/vault", "vault")
      for tags, parent, user in ((("*ubi*",), "registry.access.redhat.com/ubi9/ubi-minimal", "vault"),
                                 (("!0.6.2",), "alpine", None))),
    # Prometheus's: BusyBox, and the program itself as ENTRYPOINT
    Base("prom/busybox*", "prometheus/busybox@869afd4:glibc/Dockerfile", ("*",), "busybox"),
    Base("prom/prometheus", "prometheus/prometheus@0180c95:Dockerfile", ("*distroless*",), "gcr.io/distroless/static",
         ("/bin/prometheus",), unknown=("cmd",)),
    Base("prom/prometheus", "prometheus/prometheus@0180c95:Dockerfile; prometheus/prometheus@d15adb9:Dockerfile", ("*",),
         _BUSYBOX, ("/bin/prometheus",), ("--config.file=/etc/prometheus/prometheus.yml",
                                          "--storage.tsdb.path=/prometheus"), user="nobody", workdir="/prometheus"),
    Base("prom/alertmanager", "prometheus/alertmanager@68fb2d5:Dockerfile", ("*",), _BUSYBOX, ("/bin/alertmanager",),
         ("--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager"), user="nobody"),
    Base("prom/node-exporter", "prometheus/node_exporter@a7dcc3a:Dockerfile", ("*",), _BUSYBOX, ("/bin/node_exporter",),
         user="nobody"),
    *(Base(name, "grafana/grafana@0014fb6:Dockerfile; grafana/grafana@0775453:packaging/docker/run.sh", tags, parent,
           ("/run.sh",), scripts=(scripts.become('grafana server --packaging=docker "$@"', "/run.sh"),), user="472",
           workdir="/usr/share/grafana", env_names=("PATH", "GF_PATHS_CONFIG", "GF_PATHS_DATA", "GF_PATHS_HOME",
                                                    "GF_PATHS_LOGS", "GF_PATHS_PLUGINS", "GF_PATHS_PROVISIONING"))
      for name in ("grafana/grafana", "grafana/grafana-oss", "grafana/grafana-enterprise")
      for tags, parent in ((("*ubuntu*",), "ubuntu"), ((">=7",), "alpine"))),
    Base("grafana/loki", "grafana/loki@65e30f8:cmd/loki/Dockerfile", ("*",), unknown=("sh",), entrypoint=("/usr/bin/loki",),
         cmd=("-config.file=/etc/loki/local-config.yaml",)),
    Base("fluent/fluentd", "fluent/fluentd-docker-image@4df4b21:v1.19/debian/Dockerfile", ("!v0*", "!v1.0*", "!v1.1-*",
         "!v1.2*"), "tag|alpine", ("tini", "--", "/bin/entrypoint.sh"), ("fluentd",), user="fluent",
         scripts=(scripts.options_to("fluentd", "/bin/entrypoint.sh"),)),
    Base("fluentd", "fluent/fluentd-docker-image@4df4b21:v1.19/debian/Dockerfile", ("*",), "tag|alpine",
         ("tini", "--", "/bin/entrypoint.sh"), ("fluentd",), user="fluent",
         scripts=(scripts.options_to("fluentd", "/bin/entrypoint.sh"),)),
    *(Base(f"{place}opentelemetry-collector{kind}", f"open-telemetry/opentelemetry-collector-releases@ceccc19:distributions/{name}/Dockerfile",
           (">=0.42",), entrypoint=(f"/{name}",), cmd=cmd, sh="none", user="10001")
      for place in ("otel/", "ghcr.io/open-telemetry/opentelemetry-collector-releases/")
      for kind, name, cmd in (("", "otelcol", ("--config", "/etc/otelcol/config.yaml")),
                              ("-contrib", "otelcol-contrib", ("--config", "/etc/otelcol-contrib/config.yaml")),
                              ("-k8s", "otelcol-k8s", None))),
    # Elastic's: CentOS, then Ubuntu, since 9 UBI; /bin/sh of elasticsearch is bash on Ubuntu too (dpkg-reconfigure dash).
    # Of 5 there are two kinds under these names: docker.elastic.co's and Docker's own.
    *(Base("elasticsearch", f"elastic/dockerfiles@{commit}:elasticsearch/Dockerfile, bin/docker-entrypoint.sh ({versions})", tags, None,
           entrypoint, ("eswrapper",), sh="bash", user=user, workdir="/usr/share/elasticsearch",
           env=(("ELASTIC_CONTAINER", "true"), ("PATH", "/usr/share/elasticsearch/bin:" + PATH)), scripts=(scripts.ELASTICSEARCH,))
      for commit, versions, tags, entrypoint, user in (
          ("cb7ec59", "since 8.8", (">=8.8", "!alpine", "!latest"), _ES_TINI, "1000:0"),
          ("7b0d302", "8.0 to 8.7", ("8.0-8.7",), _ES_TINI, "elasticsearch:root"),
          ("d9ac58e, @a40ee62, @66be0e4", "7.11 to 7.17", ("7.11-7.17",), _ES_TINI, None),
          ("a5749cb, @b010f89", "7.7 to 7.10", ("7.7-7.10",), ("/tini", "--", _ES_SCRIPT), None),
          ("e5dd5ef", "up to 7.6", ("6.4-7.6",), (_ES_SCRIPT,), None))),
    Base("elasticsearch", "docker-library/elasticsearch@9f14d95:2.4/Dockerfile, docker-entrypoint.sh", ("2.4-4",), "tag|debian",
         ("/docker-entrypoint.sh",), ("elasticsearch",), workdir="/usr/share/elasticsearch",
         env=(("PATH", "/usr/share/elasticsearch/bin:" + PATH),),
         scripts=(scripts.options_to("elasticsearch", "/docker-entrypoint.sh", "/bin/bash"),)),
    Base("elasticsearch", "docker-library/official-images@37079fb:library/elasticsearch (history)", ("*",), None,
         unknown=("entrypoint", "cmd", "sh", "env", "user", "workdir")),
    *(Base("kibana", f"elastic/dockerfiles@{commit}:kibana/Dockerfile, bin/kibana-docker", tags, parent, entrypoint,
           ("/usr/local/bin/kibana-docker",), user=user, workdir="/usr/share/kibana",
           env=(("ELASTIC_CONTAINER", "true"), ("PATH", "/usr/share/kibana/bin:" + PATH)),
           scripts=(scripts.become('/usr/share/kibana/bin/kibana "$@"', "/usr/local/bin/kibana-docker", "/bin/bash"),))
      for commit, tags, parent, entrypoint, user in (
          ("6c95aee", (">=9", "!alpine", "!latest"), "registry.access.redhat.com/ubi9/ubi-minimal", ("/bin/tini", "--"), "1000"),
          ("f15851a", (">=8.12", "!alpine", "!latest"), "ubuntu", ("/bin/tini", "--"), "1000"),
          ("ee30c9a", ("7.17-8.11",), "ubuntu", ("/bin/tini", "--"), "kibana"),
          ("ae83f07", ("7.11-7.16",), "centos", ("/bin/tini", "--"), "kibana"),
          ("78cab52", ("7.4-7.10|7.3.1-7.3.2",), "centos", ("/usr/local/bin/dumb-init", "--"), "kibana"),
          ("a674f17", ("6.7-7.2|7.3.0",), "centos", None, "kibana"))),
    Base("logstash", "docker-library/logstash@e9bb2f4:2.3/Dockerfile, docker-entrypoint.sh (the CMD changed in June 2016)", ("2-4",),
         "tag|debian", ("/docker-entrypoint.sh",), unknown=("cmd",),
         scripts=(scripts.options_to("logstash", "/docker-entrypoint.sh", "/bin/bash"),)),
    *(Base("logstash", f"elastic/dockerfiles@{commit}:logstash/Dockerfile, bin/docker-entrypoint", tags, parent,
           ("/usr/local/bin/docker-entrypoint",), user="1000", workdir="/usr/share/logstash",
           env=(("ELASTIC_CONTAINER", "true"), ("PATH", "/usr/share/logstash/bin:" + PATH)), scripts=(scripts.LOGSTASH,))
      for commit, tags, parent in (
          ("6c95aee", (">=9", "!alpine", "!latest"), "registry.access.redhat.com/ubi9/ubi-minimal"),
          ("f15851a", (">=7.17", "!alpine", "!latest"), "ubuntu"), ("b0c9953", ("6.8-7.16",), "centos"))),
    # Docker's own
    Base("registry", "distribution/distribution-library-image@057436d:Dockerfile", ("<2.4",), "debian", ("/bin/registry",),
         ("/etc/docker/registry/config.yml",)),
    Base("registry", "docker-library/official-images@37079fb:library/registry (history)", ("2.4",), "debian",
         ("/bin/registry",), ("serve", "/etc/docker/registry/config.yml")),
    Base("registry", "distribution/distribution-library-image@057436d:Dockerfile", ("<3",), "alpine", ("/entrypoint.sh",),
         ("/etc/docker/registry/config.yml",), scripts=(scripts.REGISTRY,)),
    Base("registry", "distribution/distribution-library-image@89160e7:Dockerfile", ("*",), "alpine", ("/entrypoint.sh",),
         ("/etc/distribution/config.yml",), scripts=(scripts.REGISTRY,)),
    *(Base("docker", f"docker-library/docker@10d127f:28/{file}/Dockerfile", tags, "alpine", entrypoint, cmd,
           scripts=(scripts.DOCKER_CLI, scripts.DOCKERD), user=user, env_names=("DOCKER_TLS_CERTDIR", "DIND_COMMIT",
                                                                               "DOCKER_VERSION", "DOCKER_BUILDX_VERSION"))
      for tags, entrypoint, cmd, user, file in (
          (("*rootless*",), ("dockerd-entrypoint.sh",), (), "rootless", "dind-rootless"),
          (("*cli*",), _ENTRYPOINT, ("sh",), None, "cli"),
          (("*dind*",), ("dockerd-entrypoint.sh",), (), None, "dind"),
          (("<22|edge*|*experimental|stable*|test*",), _ENTRYPOINT, ("sh",), None, "cli"),
          (("*",), ("dockerd-entrypoint.sh",), (), None, "dind"))),
    Base("kindest/node", "kubernetes-sigs/kind@00dfd72:images/base/Dockerfile", ("*",), "debian",
         ("/usr/local/bin/entrypoint", "/sbin/init"), stop_signal="SIGRTMIN+3",
         scripts=(scripts.run_arguments("/usr/local/bin/entrypoint", "/bin/bash"),),
         note="systemd halts on SIGRTMIN+3 and re-executes itself on SIGTERM"),
    # init systems
    *(Base(name, f"{source} (PID 1 is my_init, which stops runit's services)", ("*",), "ubuntu", cmd=("/sbin/my_init",))
      for name, source in (("phusion/baseimage", "phusion/baseimage-docker@2403c58:image/Dockerfile#L19"),
                           ("phusion/passenger-*", "phusion/passenger-docker@7c263a1:image/Dockerfile#L14"),
                           ("ghcr.io/phusion/baseimage", "phusion/baseimage-docker@2403c58:image/Dockerfile#L19"))),
    # notebooks, data
    *(Base(f"jupyter/{name}", f"{_JUPYTER}/docker-stacks-foundation/Dockerfile, base-notebook/Dockerfile", ("*",), "ubuntu",
           ("tini", "-g", "--", "start.sh"), cmd, shell=("/bin/bash", "-o", "pipefail", "-c"), user="1000",
           workdir="/home/jovyan", env=(("PATH", "/opt/conda/bin:" + PATH), ("SHELL", "/bin/bash")),
           scripts=(scripts.run_arguments("/usr/local/bin/start.sh", "/bin/bash"),),
           env_names=("CONDA_DIR", "NB_USER", "NB_UID", "NB_GID", "LC_ALL", "LANG", "LANGUAGE", "HOME", "JUPYTER_PORT"))
      for name, cmd in (("docker-stacks-foundation", None), ("*-notebook", ("start-notebook.py",)))),
    Base("apache/airflow", "apache/airflow@0060b1a:Dockerfile (from ENTRYPOINT to entrypoint_prod.sh)", (">=2",), "debian",
         ("/usr/bin/dumb-init", "--", "/entrypoint"), (), user="airflow", workdir="/opt/airflow",
         shell=("/bin/bash", "-o", "pipefail", "-o", "errexit", "-o", "nounset", "-o", "nolog", "-c"),
         env=(("DUMB_INIT_SETSID", "1"), ("AIRFLOW_HOME", "/opt/airflow")), env_names=("PATH", "PYTHON_VERSION"),
         scripts=(scripts.AIRFLOW,)),
    Base("puckel/docker-airflow", "puckel/docker-airflow@bed7779:Dockerfile, script/entrypoint.sh", ("*",),
         "python:3.7-slim-buster", ("/entrypoint.sh",), ("webserver",), user="airflow"),
    # browsers and tests
    *(Base(f"selenium/{name}", "SeleniumHQ/docker-selenium@3290a30:Base/Dockerfile, Base/entry_point.sh", ("*",), "ubuntu",
           cmd=("/opt/bin/entry_point.sh",), scripts=(scripts.SELENIUM,))
      for name in ("hub", "node-*", "standalone-*", "base")),
    Base("mcr.microsoft.com/playwright*", "microsoft/playwright@d4e1023:utils/docker/Dockerfile.noble (sets neither)", ("*",),
         "tag|ubuntu"),
    Base("cypress/included", "cypress-io/cypress-docker-images@a8a9b6d:factory/Dockerfile", ("*",), "debian",
         ("cypress", "run")),
    Base("cypress/*", "cypress-io/cypress-docker-images@a8a9b6d:factory/Dockerfile (built on debian)", ("*",), "debian",
         unknown=("entrypoint", "cmd")),
    Base("zabbix/zabbix-agent", "zabbix/zabbix-docker@66a0efd:Dockerfiles/agent/alpine/Dockerfile#L27", ("*alpine*",),
         "alpine", ("/usr/bin/docker-entrypoint.sh",), ("/usr/sbin/zabbix_agentd", "--foreground", "-c",
                                                       "/etc/zabbix/zabbix_agentd.conf"), "SIGTERM", user="1997",
         scripts=(scripts.run_arguments("/usr/bin/docker-entrypoint.sh", "/bin/bash"),)),
    Base("zabbix/*", "zabbix/zabbix-docker@66a0efd:Dockerfiles/agent/alpine/Dockerfile#L27", ("*",), "tag|alpine",
         stop_signal="SIGTERM", unknown=("entrypoint", "cmd", "user", "sh")),
    # OpenSearch
    *(Base("opensearchproject/opensearch", f"opensearch-project/opensearch-build@{commit}:docker/release/dockerfiles/opensearch.al2.dockerfile, "
           "config/opensearch/opensearch-docker-entrypoint-2.x.sh", tags, "amazonlinux", ("./opensearch-docker-entrypoint.sh",), ("opensearch",),
           user="1000", workdir="/usr/share/opensearch", env_names=("JAVA_HOME", "PATH", "LD_LIBRARY_PATH"), scripts=(script,))
      for commit, tags, script in (
          ("a17589a4f", ("1.3.17-1.3|>=2.15",), scripts.default_to("opensearch", starts.OPENSEARCH_PATH, "/bin/bash")),
          ("817faebef", (">=1.3",), starts.OPENSEARCH_IN_FRONT))),
    Base("opensearchproject/opensearch-dashboards", "opensearch-project/opensearch-build@817faeb:docker/release/dockerfiles/"
         "opensearch-dashboards.al2.dockerfile, opensearch-dashboards-docker-entrypoint-2.x.sh", (">=2",), "amazonlinux",
         ("./opensearch-dashboards-docker-entrypoint.sh",), ("opensearch-dashboards",), user="1000",
         workdir="/usr/share/opensearch-dashboards", scripts=(scripts.default_to(
             "opensearch-dashboards", "/usr/share/opensearch-dashboards/opensearch-dashboards-docker-entrypoint.sh", "/bin/bash"),)),
    # logs and tunnels: without a shell, except for fluent-bit's debug images
    *(Base(name, f"fluent/fluent-bit@{commit}:dockerfiles/Dockerfile", tags, parent, entrypoint, _FLUENT_BIT)
      for name in ("fluent/fluent-bit", "cr.fluentbit.io/fluent/fluent-bit")
      for commit, tags, parent, entrypoint in (
          ("1625d19", ("*debug*", ">=1.9"), "debian", None),
          ("1625d19", (">=1.9",), "gcr.io/distroless/cc-debian12", ("/fluent-bit/bin/fluent-bit",)),
          ("44c83c2", ("1.0-1.8", "!*debug*"), "gcr.io/distroless/cc-debian10", None))),
    Base("cloudflare/cloudflared", "cloudflare/cloudflared@d1df798:Dockerfile", ("*",), "gcr.io/distroless/base", ("cloudflared", "--no-autoupdate"),
         ("version",), unknown=("user",)),
    Base("mailhog/mailhog", "mailhog/MailHog@a052f56:Dockerfile", ("*",), "alpine", ("MailHog",), user="mailhog", workdir="/home/mailhog"),
    *(Base(f"portainer/portainer{edition}", "portainer/portainer@e164842:build/linux/alpine.Dockerfile", ("*alpine*",), "alpine", ("/portainer",))
      for edition in ("", "-ce", "-ee")),
    Base("datadog/docker-dd-agent", "DataDog/docker-dd-agent@1dce9e7:Dockerfile, entrypoint.sh", ("!*alpine*", "!*dogstatsd*", "!*rhel*"), "debian",
         ("/entrypoint.sh",), ("supervisord", "-n", "-c", "/etc/dd-agent/supervisor.conf"),
         scripts=(scripts.run_arguments("/entrypoint.sh"),)),
)  # fmt: skip
