"""An image reference as FROM gives it, taken apart, and the names under which one image is known.

Source of the grammar: distribution/reference, reference.go: `[registry[:port]/]path[:tag][@digest]`; the first
part of a path is a registry if it holds a dot or a colon, or is `localhost`.
"""

from __future__ import annotations

from stoplint.lazy_dataclass import dataclass

# Registries that serve Docker Hub's own images. Each line: prefix → what it stands for.
# docker.io and its older names: distribution/reference, normalize.go. public.ecr.aws/docker: Docker's own account
# in Amazon's public gallery. mirror.gcr.io: Google's cache of Docker Hub. mcr.microsoft.com/mirror/docker: the
# copy for Azure. dependency_proxy/containers: GitLab's cache of Docker Hub (in front of it stand host and group).
_MIRRORS = (
    ("docker.io/", ""),
    ("index.docker.io/", ""),
    ("registry-1.docker.io/", ""),
    ("registry.hub.docker.com/", ""),
    ("public.ecr.aws/docker/library/", ""),
    ("mirror.gcr.io/", ""),
    ("mcr.microsoft.com/mirror/docker/", ""),
    # publishers that put the same image under several names
    ("public.ecr.aws/nginx/nginx", "nginx"),
    ("public.ecr.aws/bitnami/", "bitnami/"),
    ("bitnamilegacy/", "bitnami/"),
    ("public.ecr.aws/amazonlinux/amazonlinux", "amazonlinux"),
    ("public.ecr.aws/amazoncorretto/amazoncorretto", "amazoncorretto"),
    ("public.ecr.aws/debian/debian", "debian"),
    ("public.ecr.aws/ubuntu/ubuntu", "ubuntu"),
    ("public.ecr.aws/lts/ubuntu", "ubuntu"),
    ("quay.io/centos/centos", "centos"),
    ("quay.io/fedora/fedora", "fedora"),
    ("registry.fedoraproject.org/fedora", "fedora"),
    ("quay.io/rockylinux/rockylinux", "rockylinux"),
    ("rockylinux/rockylinux", "rockylinux"),
    ("quay.io/almalinuxorg/almalinux", "almalinux"),
    ("container-registry.oracle.com/os/oraclelinux", "oraclelinux"),
    ("ghcr.io/oracle/oraclelinux", "oraclelinux"),
    ("docker.elastic.co/elasticsearch/elasticsearch", "elasticsearch"),
    ("docker.elastic.co/kibana/kibana", "kibana"),
    ("docker.elastic.co/logstash/logstash", "logstash"),
    ("registry.redhat.io/ubi", "registry.access.redhat.com/ubi"),
    ("redhat/ubi", "registry.access.redhat.com/ubi"),
    ("quay.io/prometheus/", "prom/"),
    ("openliberty/open-liberty", "open-liberty"),
    ("quay.io/jupyter/", "jupyter/"),
    ("lscr.io/linuxserver/", "linuxserver/"),
    ("ghcr.io/linuxserver/", "linuxserver/"),
    ("lsiobase/nginx", "linuxserver/baseimage-alpine-nginx"),
    ("lsiobase/alpine", "linuxserver/baseimage-alpine"),
    ("lsiobase/ubuntu", "linuxserver/baseimage-ubuntu"),
    ("quay.io/minio/minio", "minio/minio"),
    ("keycloak/keycloak", "quay.io/keycloak/keycloak"),
    # .NET Core until 3.1, under its former name
    ("mcr.microsoft.com/dotnet/core/", "mcr.microsoft.com/dotnet/"),
    ("docker.n8n.io/n8nio/", "n8nio/"),
    ("gcr.io/google.com/cloudsdktool/cloud-sdk", "google/cloud-sdk"),
    ("gcr.io/google.com/cloudsdktool/google-cloud-cli", "google/cloud-sdk"),
    ("nvcr.io/nvidia/cuda", "nvidia/cuda"),
    ("public.ecr.aws/lambda/", "amazon/aws-lambda-"),
    ("public.ecr.aws/aws-cli/aws-cli", "amazon/aws-cli"),
    ("registry.gitlab.com/gitlab-org/gitlab-runner", "gitlab/gitlab-runner"),
)
_PROXY = "/dependency_proxy/containers/"
# Docker Hub's namespaces of the official images built for one architecture:
# docker-library/official-images README, "Architectures other than amd64?"
_ARCHITECTURES = frozenset(
    {"amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "mips64le", "ppc64le", "riscv64", "s390x"}
)


@dataclass(frozen=True)
class Reference:
    """`name` is the repository with its registry, Docker Hub's left out ("nginx", "quay.io/keycloak/keycloak").

    `tag` is "latest" when the reference has neither tag nor digest, and "$" when it has a digest only: like a
    tag with a variable in it, it may be any.
    """

    name: str
    tag: str


def parse(text: str) -> Reference:
    """Never fails: what is no reference comes out with a name that no row has."""
    rest, _, digest = text.strip().partition("@")
    slash = rest.rfind("/")
    colon = rest.find(":", slash + 1)
    tag = "" if colon < 0 else rest[colon + 1 :]
    name = rest if colon < 0 else rest[:colon]
    return Reference(_canonical(name), tag or ("$" if digest else "latest"))


def _canonical(name: str) -> str:
    proxied = name.rfind(_PROXY)
    if proxied >= 0:
        name = name[proxied + len(_PROXY) :]
    # twice, because one name may lead to another: docker.io/redhat/ubi9 is redhat/ubi9, which is Red Hat's ubi9
    for _ in range(2):
        for prefix, meant in _MIRRORS:
            if name.startswith(prefix):
                name = meant + name[len(prefix) :]
                break
    name = name.removeprefix("library/")
    namespace, slash, image = name.partition("/")
    return image if slash and namespace in _ARCHITECTURES and "/" not in image else name
