"""References as FROM gives them, and what is known of each: launch | stop signal | /bin/sh | what is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from stoplint.model.catalog.images import find

# reference | ENTRYPOINT + CMD (" ; " between) | STOPSIGNAL | sh | unknown fields among entrypoint, cmd, stop, sh
ANSWERS = """
scratch                                             | ;                                     | -        | none |
debian                                              | ; bash                                | -        | dash |
debian:bookworm-slim                                | ; bash                                | -        | dash |
debian:12                                           | ; bash                                | -        | dash |
docker.io/library/debian:sid                        | ; bash                                | -        | dash |
ubuntu                                              | ; /bin/bash                           | -        | dash |
ubuntu:22.04                                        | ; /bin/bash                           | -        | dash |
public.ecr.aws/ubuntu/ubuntu:24.04                  | ; /bin/bash                           | -        | dash |
buildpack-deps:jammy                                | ; /bin/bash                           | -        | dash |
buildpack-deps                                      | ; bash                                | -        | dash |
bitnami/minideb:bookworm                            | ; /bin/bash                           | -        | dash |
alpine                                              | ; /bin/sh                             | -        | ash  |
alpine:3.19@sha256:0123                             | ; /bin/sh                             | -        | ash  |
index.docker.io/library/alpine:edge                 | ; /bin/sh                             | -        | ash  |
busybox:1.36                                        | ; sh                                  | -        | ash  |
cgr.dev/chainguard/wolfi-base                       | ;                                     | -        | ash  | entrypoint cmd
registry.access.redhat.com/ubi9/ubi-minimal         | ; /bin/bash                           | -        | bash |
registry.access.redhat.com/ubi8                     | ; /bin/bash                           | -        | bash |
registry.redhat.io/ubi9/ubi                         | ; /bin/bash                           | -        | bash |
redhat/ubi9-minimal:latest                          | ; /bin/bash                           | -        | bash |
docker.io/redhat/ubi9-micro                         | ; /bin/sh                             | -        | bash |
registry.access.redhat.com/ubi9/ubi-init            | ; /sbin/init                          | SIGRTMIN+3 | bash |
registry.access.redhat.com/ubi8/nginx-120           | container-entrypoint ;                | SIGQUIT  | bash | cmd
registry.access.redhat.com/ubi9/python-312          | container-entrypoint ;                | -        | bash | cmd
ubi8/nodejs-18                                      | container-entrypoint ;                | -        | bash | cmd
quay.io/sclorg/s2i-core-c9s:c9s                     | container-entrypoint ; base-usage     | -        | bash |
fedora:41                                           | ; /bin/bash                           | -        | bash |
registry.fedoraproject.org/fedora:40                | ; /bin/bash                           | -        | bash |
centos:7                                            | ; /bin/bash                           | -        | bash |
quay.io/centos/centos:stream9                       | ; /bin/bash                           | -        | bash |
rockylinux:9                                        | ; /bin/bash                           | -        | bash |
rockylinux/rockylinux:9                             | ; /bin/bash                           | -        | bash |
almalinux:9-minimal                                 | ; /bin/bash                           | -        | bash |
amazonlinux:2023                                    | ; /bin/bash                           | -        | bash |
oraclelinux:9-slim                                  | ; /bin/bash                           | -        | bash |
opensuse/leap:15.6                                  | ; /bin/bash                           | -        | bash |
archlinux                                           | ; /usr/bin/bash                       | -        | bash |
gcr.io/distroless/static-debian12                   | ;                                     | -        | none |
gcr.io/distroless/static:nonroot                    | ;                                     | -        | none |
gcr.io/distroless/base-debian12:debug               | ;                                     | -        | none |
gcr.io/distroless/cc                                | ;                                     | -        | none |
gcr.io/distroless/nodejs20-debian12                 | /nodejs/bin/node ;                    | -        | none |
gcr.io/distroless/java17-debian12                   | /usr/bin/java -jar ;                  | -        | none |
gcr.io/distroless/java-base-debian12                | ;                                     | -        | none |
gcr.io/distroless/python3-debian12                  | /usr/bin/python3 ;                    | -        | none |
cgr.dev/chainguard/node:latest                      | ;                                     | -        | none | entrypoint cmd stop
dhi.io/python:3.13-debian13                         | ; python3                             | -        | none |
dhi.io/python:3.13-dev                              | ; python3                             | -        | -    | sh
cgr.dev/chainguard/node:latest-dev                  | ;                                     | -        | ash  | entrypoint cmd stop
mcr.microsoft.com/dotnet/aspnet:8.0                 | ; bash                                | -        | dash |
mcr.microsoft.com/dotnet/aspnet:8.0-jammy           | ; /bin/bash                           | -        | dash |
mcr.microsoft.com/dotnet/aspnet:8.0-alpine          | ; /bin/sh                             | -        | ash  |
mcr.microsoft.com/dotnet/runtime:8.0-noble-chiseled | /usr/bin/dotnet ; --info              | -        | none |
mcr.microsoft.com/dotnet/runtime-deps:8.0-jammy-chiseled | ;                                | -        | none |
mcr.microsoft.com/dotnet/sdk:10.0                   | ; /bin/bash                           | -        | dash |
node                                                | docker-entrypoint.sh ; node           | -        | dash |
node:20                                             | docker-entrypoint.sh ; node           | -        | dash |
node:lts-alpine                                     | docker-entrypoint.sh ; node           | -        | ash  |
node:22-bookworm-slim                               | docker-entrypoint.sh ; node           | -        | dash |
public.ecr.aws/docker/library/node:18-alpine3.18    | docker-entrypoint.sh ; node           | -        | ash  |
gitlab.com/acme/dependency_proxy/containers/node:20 | docker-entrypoint.sh ; node           | -        | dash |
node:12                                             | docker-entrypoint.sh ; node           | -        | dash |
node:12.3.1                                         | ; node                                | -        | dash |
node:12.4                                           | docker-entrypoint.sh ; node           | -        | dash |
node:10                                             | docker-entrypoint.sh ; node           | -        | dash |
node:10.15-alpine                                   | ; node                                | -        | ash  |
node:9                                              | ; node                                | -        | dash |
node:8                                              | docker-entrypoint.sh ; node           | -        | dash |
node:8.11                                           | ; node                                | -        | dash |
node:6                                              | ; node                                | -        | dash |
python                                              | ; python3                             | -        | dash |
python:3.12-slim                                    | ; python3                             | -        | dash |
python:3.12-alpine                                  | ; python3                             | -        | ash  |
mirror.gcr.io/library/python:3.11                   | ; python3                             | -        | dash |
arm64v8/python:3.11                                 | ; python3                             | -        | dash |
python:2.7                                          | ; python2                             | -        | dash |
python:2                                            | ; python2                             | -        | dash |
ruby:3.3                                            | ; irb                                 | -        | dash |
ruby:3.3-alpine                                     | ; irb                                 | -        | ash  |
golang:1.23                                         | ; bash                                | -        | dash |
golang:1.23-alpine                                  | ; /bin/sh                             | -        | ash  |
rust:1.80                                           | ; bash                                | -        | dash |
erlang:27                                           | ; erl                                 | -        | dash |
elixir:1.17-alpine                                  | ; iex                                 | -        | ash  |
denoland/deno:2.0.0                                 | /tini -- docker-entrypoint.sh ; eval console.log('Welcome to Deno!') | - | dash |
denoland/deno:alpine                                | /tini -- docker-entrypoint.sh ; eval console.log('Welcome to Deno!') | - | ash |
oven/bun:1                                          | /usr/local/bin/docker-entrypoint.sh ; /usr/local/bin/bun | - | dash |
tiangolo/uvicorn-gunicorn-fastapi:python3.11        | ; /start.sh                           | -        | dash |
tiangolo/uwsgi-nginx-flask:python3.11               | /entrypoint.sh ; /start.sh            | -        | dash |
eclipse-temurin:21                                  | /__cacert_entrypoint.sh ; jshell      | -        | dash |
eclipse-temurin:21-jre                              | /__cacert_entrypoint.sh ;             | -        | dash |
eclipse-temurin:17-jre-alpine                       | /__cacert_entrypoint.sh ;             | -        | ash  |
eclipse-temurin:21-jre-ubi9-minimal                 | /__cacert_entrypoint.sh ;             | -        | bash |
eclipse-temurin:17.0.7_7-jdk                        | ; jshell                              | -        | dash |
eclipse-temurin:17.0.7_7-jre                        | ; /bin/bash                           | -        | dash |
openjdk:8-jre                                       | ; bash                                | -        | dash |
openjdk:8-jdk-alpine                                | ; /bin/sh                             | -        | ash  |
openjdk:11-jre-slim                                 | ; bash                                | -        | dash |
openjdk:17                                          | ; jshell                              | -        | bash |
openjdk:17-slim                                     | ; jshell                              | -        | dash |
amazoncorretto:21                                   | ; /bin/bash                           | -        | bash |
amazoncorretto:21-alpine                            | ; /bin/sh                             | -        | ash  |
maven:3.9                                           | /usr/local/bin/mvn-entrypoint.sh ; mvn | -       | dash |
maven:3.9-amazoncorretto-21                         | /usr/local/bin/mvn-entrypoint.sh ; mvn | -       | bash |
tomcat:10.1                                         | ; catalina.sh run                     | -        | dash |
tomcat:9-jre8-alpine                                | ; catalina.sh run                     | -        | ash  |
nginx                                               | /docker-entrypoint.sh ; nginx -g daemon off; | SIGQUIT | dash |
nginx:1.29                                          | /docker-entrypoint.sh ; nginx -g daemon off; | SIGQUIT | dash |
nginx:stable-alpine                                 | /docker-entrypoint.sh ; nginx -g daemon off; | SIGQUIT | ash |
docker.io/library/nginx:1.27@sha256:abcd            | /docker-entrypoint.sh ; nginx -g daemon off; | SIGQUIT | dash |
public.ecr.aws/nginx/nginx:1.27-alpine-slim         | /docker-entrypoint.sh ; nginx -g daemon off; | SIGQUIT | ash |
nginx:1.19                                          | /docker-entrypoint.sh ; nginx -g daemon off; | SIGQUIT | dash |
nginx:1.19.4                                        | /docker-entrypoint.sh ; nginx -g daemon off; | SIGTERM | dash |
nginx:1.19.5                                        | /docker-entrypoint.sh ; nginx -g daemon off; | SIGQUIT | dash |
nginx:1.17-alpine                                   | ; nginx -g daemon off;                | SIGTERM  | ash  |
nginx:1.17                                          | ; nginx -g daemon off;                | SIGTERM  | dash |
nginx:1.18                                          | /docker-entrypoint.sh ; nginx -g daemon off; | SIGQUIT | dash |
nginx:1.14.2                                        | ; nginx -g daemon off;                | SIGTERM  | dash |
nginx:1.12                                          | ; nginx -g daemon off;                | SIGTERM  | dash |
nginx:1.12.0                                        | ; nginx -g daemon off;                | SIGQUIT  | dash |
nginx:1.11                                          | ; nginx -g daemon off;                | -        | dash |
nginx@sha256:abcd                                   | ; nginx -g daemon off;                | -        | dash | entrypoint stop
nginx:$VERSION-alpine                               | ; nginx -g daemon off;                | -        | ash  | entrypoint stop
nginxinc/nginx-unprivileged:1.27                    | /docker-entrypoint.sh ; nginx -g daemon off; | SIGQUIT | dash |
bitnami/nginx:1.27                                  | /opt/bitnami/scripts/nginx/entrypoint.sh ; /opt/bitnami/scripts/nginx/run.sh | - | dash |
bitnamilegacy/nginx                                 | /opt/bitnami/scripts/nginx/entrypoint.sh ; /opt/bitnami/scripts/nginx/run.sh | - | dash |
bitnami/kafka:3                                     | ;                                     | -        | dash | entrypoint cmd stop
openresty/openresty:alpine                          | ; /usr/local/openresty/bin/openresty -g daemon off; | SIGQUIT | ash |
httpd                                               | ; httpd-foreground                    | SIGWINCH | dash |
httpd:2.4-alpine                                    | ; httpd-foreground                    | SIGWINCH | ash  |
httpd:2.4.39                                        | ; httpd-foreground                    | -        | dash |
httpd:2.4.41                                        | ; httpd-foreground                    | SIGWINCH | dash |
httpd:2.2                                           | ; httpd-foreground                    | -        | dash |
haproxy:3.0                                         | docker-entrypoint.sh ; haproxy -f /usr/local/etc/haproxy/haproxy.cfg | SIGUSR1 | dash |
haproxy:2.0-alpine                                  | docker-entrypoint.sh ; haproxy -f /usr/local/etc/haproxy/haproxy.cfg | SIGUSR1 | ash |
haproxy:1.8.12                                      | /docker-entrypoint.sh ; haproxy -f /usr/local/etc/haproxy/haproxy.cfg | - | dash |
traefik:v3.1                                        | /entrypoint.sh ; traefik              | -        | ash  |
traefik:1.7                                         | /traefik ;                            | -        | none |
caddy:2                                             | ; caddy run --config /etc/caddy/Caddyfile --adapter caddyfile | - | ash |
caddy:2-builder                                     | ; /bin/sh                             | -        | ash  |
envoyproxy/envoy:v1.30.0                            | /docker-entrypoint.sh ; envoy -c /etc/envoy/envoy.yaml | - | dash |
envoyproxy/envoy:distroless-v1.30.0                 | /usr/local/bin/envoy ; -c /etc/envoy/envoy.yaml | - | none |
kong:3.7                                            | /docker-entrypoint.sh ; kong docker-start | SIGQUIT | -  | sh
kong:1.1                                            | /docker-entrypoint.sh ; kong docker-start | SIGTERM | -  | sh
php:8.3-cli                                         | docker-php-entrypoint ; php -a        | -        | dash |
php:8.3-cli-alpine                                  | docker-php-entrypoint ; php -a        | -        | ash  |
php:8-fpm                                           | docker-php-entrypoint ; php-fpm       | SIGQUIT  | dash |
php:8.3-fpm-alpine3.20                              | docker-php-entrypoint ; php-fpm       | SIGQUIT  | ash  |
php:8.3-apache                                      | docker-php-entrypoint ; apache2-foreground | SIGWINCH | dash |
php:7.1-fpm                                         | docker-php-entrypoint ; php-fpm       | SIGQUIT  | dash |
php:7.1.27-fpm                                      | docker-php-entrypoint ; php-fpm       | -        | dash |
php:7.0-apache                                      | docker-php-entrypoint ; apache2-foreground | -   | dash |
php:5.6.28-fpm                                      | ; php-fpm                             | -        | dash |
wordpress                                           | docker-entrypoint.sh ; apache2-foreground | SIGWINCH | dash |
wordpress:6.6-php8.2-fpm-alpine                     | docker-entrypoint.sh ; php-fpm        | SIGQUIT  | ash  |
wordpress:cli                                       | docker-entrypoint.sh ; wp shell       | -        | ash  |
nextcloud:30                                        | /entrypoint.sh ; apache2-foreground   | SIGWINCH | dash |
nextcloud:fpm-alpine                                | /entrypoint.sh ; php-fpm              | SIGQUIT  | ash  |
drupal:10                                           | docker-php-entrypoint ; apache2-foreground | SIGWINCH | dash |
drupal:10-fpm                                       | docker-php-entrypoint ; php-fpm       | SIGQUIT  | dash |
phpmyadmin                                          | /docker-entrypoint.sh ; apache2-foreground | SIGWINCH | dash |
adminer                                             | entrypoint.sh docker-php-entrypoint ; php -S [::]:8080 -t /var/www/html | SIGINT | ash |
postgres                                            | docker-entrypoint.sh ; postgres       | SIGINT   | dash |
postgres:16-alpine                                  | docker-entrypoint.sh ; postgres       | SIGINT   | ash  |
postgres:12.3                                       | docker-entrypoint.sh ; postgres       | -        | dash |
postgres:12.4                                       | docker-entrypoint.sh ; postgres       | SIGINT   | dash |
postgres:9.6                                        | docker-entrypoint.sh ; postgres       | SIGINT   | dash |
postgres:9.4                                        | docker-entrypoint.sh ; postgres       | -        | dash |
postgis/postgis:16-3.4                              | docker-entrypoint.sh ; postgres       | SIGINT   | dash |
mysql:8.4                                           | docker-entrypoint.sh ; mysqld         | -        | bash |
mysql:8.0-debian                                    | docker-entrypoint.sh ; mysqld         | -        | dash |
mysql:5.6                                           | docker-entrypoint.sh ; mysqld         | -        | dash |
mariadb:11                                          | docker-entrypoint.sh ; mariadbd       | -        | dash |
mariadb:11-ubi                                      | docker-entrypoint.sh ; mariadbd       | -        | bash |
mariadb:10.5                                        | docker-entrypoint.sh ; mysqld         | -        | dash |
redis:7                                             | docker-entrypoint.sh ; redis-server   | -        | dash |
redis:7-alpine                                      | docker-entrypoint.sh ; redis-server   | -        | ash  |
valkey/valkey:8                                     | docker-entrypoint.sh ; valkey-server  | -        | dash |
memcached:1.6-alpine                                | docker-entrypoint.sh ; memcached      | -        | ash  |
mongo:7                                             | docker-entrypoint.sh ; mongod         | -        | dash |
rabbitmq:3-management                               | docker-entrypoint.sh ; rabbitmq-server | -       | dash |
rabbitmq:4-management-alpine                        | docker-entrypoint.sh ; rabbitmq-server | -       | ash  |
cassandra:5                                         | docker-entrypoint.sh ; cassandra -f   | -        | dash |
couchdb:3                                           | tini -- /docker-entrypoint.sh ; /opt/couchdb/bin/couchdb | - | dash |
influxdb:2                                          | /entrypoint.sh ; influxd              | -        | dash |
influxdb:3-core                                     | /usr/bin/entrypoint.sh ; influxdb3 serve | -     | dash |
telegraf:1.30                                       | /entrypoint.sh ; telegraf             | -        | dash |
telegraf:1.39-alpine                                | /sbin/tini -- /entrypoint.sh ; telegraf | -      | ash  |
clickhouse/clickhouse-server:24.8                   | /entrypoint.sh ;                      | -        | dash |
neo4j:5                                             | tini -g -- /startup/docker-entrypoint.sh ; neo4j | - | dash |
neo4j:4.0                                           | /sbin/tini -g -- /docker-entrypoint.sh ; neo4j | - | -  | sh
sonarqube:community                                 | /opt/sonarqube/docker/entrypoint.sh ; | SIGINT   | dash |
sonarqube:8.9-community                             | ;                                     | -        | -    | entrypoint cmd sh
jenkins/jenkins:lts                                 | /usr/bin/tini -- /usr/local/bin/jenkins.sh ; | -  | dash |
jenkins/jenkins:lts-alpine                          | /sbin/tini -- /usr/local/bin/jenkins.sh ; | -     | ash  |
quay.io/keycloak/keycloak:25.0                      | /opt/keycloak/bin/kc.sh ;             | -        | bash |
apache/kafka:3.8.0                                  | /__cacert_entrypoint.sh ; /etc/kafka/docker/run | - | ash |
zookeeper:3.9                                       | /docker-entrypoint.sh ; zkServer.sh start-foreground | - | dash |
hashicorp/consul:1.19                               | docker-entrypoint.sh ; agent -dev -client 0.0.0.0 | - | ash |
consul:1.15                                         | docker-entrypoint.sh ; agent -dev -client 0.0.0.0 | - | ash |
hashicorp/vault:1.17                                | docker-entrypoint.sh ; server -dev    | -        | ash  |
nats:2                                              | /nats-server ; --config nats-server.conf | -     | none |
nats:2-alpine                                       | docker-entrypoint.sh ; nats-server --config /etc/nats/nats-server.conf | - | ash |
eclipse-mosquitto:2                                 | /docker-entrypoint.sh ; /usr/sbin/mosquitto -c /mosquitto/config/mosquitto.conf | - | ash |
minio/minio                                         | /usr/bin/docker-entrypoint.sh ; minio | -        | bash |
quay.io/minio/minio:latest                          | /usr/bin/docker-entrypoint.sh ; minio | -        | bash |
grafana/grafana:11.0.0                              | /run.sh ;                             | -        | ash  |
grafana/grafana:11.0.0-ubuntu                       | /run.sh ;                             | -        | dash |
prom/prometheus:v2.53.0                             | /bin/prometheus ; --config.file=/etc/prometheus/prometheus.yml --storage.tsdb.path=/prometheus | - | ash |
quay.io/prometheus/node-exporter                    | /bin/node_exporter ;                  | -        | ash  |
registry:2                                          | /entrypoint.sh ; /etc/docker/registry/config.yml | - | ash |
registry:3                                          | /entrypoint.sh ; /etc/distribution/config.yml | -  | ash  |
docker:27-dind                                      | dockerd-entrypoint.sh ;               | -        | ash  |
docker:27-cli                                       | docker-entrypoint.sh ; sh             | -        | ash  |
docker.elastic.co/elasticsearch/elasticsearch:8.15.0 | /bin/tini -- /usr/local/bin/docker-entrypoint.sh ; eswrapper | - | bash |
docker.elastic.co/kibana/kibana:8.15.0              | /bin/tini -- ; /usr/local/bin/kibana-docker | -   | dash |
kindest/node:v1.31.0                                | /usr/local/bin/entrypoint /sbin/init ; | SIGRTMIN+3 | dash |
phusion/baseimage:noble-1.0.0                       | ; /sbin/my_init                       | -        | dash |
phusion/passenger-ruby32                            | ; /sbin/my_init                       | -        | dash |
lscr.io/linuxserver/swag                            | /init ;                               | -        | -    | sh
ghcr.io/linuxserver/baseimage-alpine-nginx:3.20    | /init ;                               | -        | ash  |
lsiobase/alpine:3.9                                 | /init ;                               | -        | ash  |
ghcr.io/hassio-addons/base:14.0.0                   | /init ;                               | -        | ash  |
ghcr.io/hassio-addons/base/amd64:9.1.2              | /init ;                               | -        | ash  |
hassioaddons/base-python:2.0.0                      | /init ;                               | -        | ash  |
hassioaddons/debian-base:5.0.0                      | /init ;                               | -        | dash |
ghcr.io/home-assistant/amd64-base:3.19              | /init ;                               | -        | ash  |
ghcr.io/sdr-enthusiasts/docker-baseimage:wreadsb    | /init ;                               | -        | dash |
ghcr.io/m1k1o/neko/base:latest                      | ; /usr/bin/supervisord -c /etc/neko/supervisord.conf | - | dash |
owncloud/base:24.04                                 | /usr/bin/entrypoint ; /usr/bin/owncloud server | - | dash |
ghcr.io/home-assistant/amd64-base-debian:bookworm   | /init ;                               | -        | dash |
homeassistant/aarch64-base-ubuntu:22.04             | /init ;                               | -        | dash |
ghcr.io/linuxserver/baseimage-alpine:3.20           | /init ;                               | -        | ash  |
quay.io/jupyter/scipy-notebook:latest               | tini -g -- start.sh ; start-notebook.py | -      | dash |
apache/airflow:2.9.3-python3.11                     | /usr/bin/dumb-init -- /entrypoint ;   | -        | dash |
selenium/standalone-chrome:4.24                     | ; /opt/bin/entry_point.sh             | -        | dash |
nvidia/cuda:12.4.1-runtime-ubuntu22.04              | /opt/nvidia/nvidia_entrypoint.sh ;    | -        | dash |
nvidia/cuda:12.4.1-base-ubi9                        | ; /bin/bash                           | -        | bash |
ghost:5-alpine                                      | docker-entrypoint.sh ; node current/index.js | -  | ash  |
redmine:5                                           | /docker-entrypoint.sh ; rails server -b 0.0.0.0 | - | dash |
odoo:17                                             | /entrypoint.sh ; odoo                 | -        | dash |
varnish:7.5                                         | /usr/local/bin/docker-varnish-entrypoint ; | -    | dash |
oznu/s6-alpine:3.13                                 | /init ;                               | -        | ash  |
ghcr.io/crazy-max/alpine-s6:3.22-2.2.0.3            | /init ;                               | -        | ash  |
behance/docker-base:5.0.1-ubuntu-20.04              | ; /bin/bash /run.sh                   | -        | dash |
behance/docker-base:5.0.1-centos-7                  | ; /bin/bash /run.sh                   | -        | bash |
lscr.io/linuxserver/webtop:ubuntu-xfce              | /init ;                               | -        | -    | sh
ghcr.io/linuxserver/baseimage-selkies:alpine324     | /init ;                               | -        | ash  |
lscr.io/linuxserver/baseimage-kasmvnc:debianbookworm | /init ;                              | -        | dash |
registry.gitlab.com/tozd/docker/base:alpine-312     | ; /bin/sh                             | -        | ash  |
registry.gitlab.com/tozd/docker/dinit:alpine-320    | /dinit ;                              | -        | ash  |
registry.gitlab.com/tozd/docker/runit:ubuntu-jammy  | /usr/local/sbin/runsvdir-start ;      | -        | dash |
osixia/light-baseimage:1.3.3                        | /container/tool/run ;                 | -        | dash |
kasmweb/core-opensuse-15:develop                    | /dockerstartup/kasm_default_profile.sh /dockerstartup/vnc_startup.sh /dockerstartup/kasm_startup.sh ; --wait | - | bash |
ghcr.io/binhex/arch-base:latest                     | /usr/bin/dumb-init -- ;               | -        | bash |
mcr.microsoft.com/devcontainers/base:alpine-3.20    | ; /bin/sh                             | -        | ash  |
mcr.microsoft.com/devcontainers/ruby:3.1-bullseye   | ; irb                                 | -        | dash |
mcr.microsoft.com/devcontainers/php:8.4-apache-trixie | docker-php-entrypoint ; apache2-foreground | SIGWINCH | dash |
mcr.microsoft.com/vscode/devcontainers/typescript-node:18-bullseye | docker-entrypoint.sh ; node | -   | dash |
gitpod/workspace-mysql                              | ; /bin/bash                           | -        | dash |
cimg/python:3.12                                    | ; /bin/bash                           | -        | dash |
cimg/ruby:4.0.5-browsers                            | /docker-entrypoint.sh ; /bin/sh       | -        | dash |
buildbot/buildbot-worker:master                     | ; /usr/bin/dumb-init /buildbot_venv/bin/twistd --pidfile= -ny buildbot.tac | - | dash |
localstack/localstack:3.8                           | docker-entrypoint.sh ;                | -        | dash |
certbot/dns-cloudflare:v2.11.0                      | certbot ;                             | -        | ash  |
garland/aws-cli-docker:1.16.140                     | ; /bin/sh                             | -        | ash  |
cm2network/steamcmd:root                            | ; bash                                | -        | dash |
steamcmd/steamcmd:ubuntu-22                         | steamcmd ; +help +quit                | -        | dash |
steamcmd/steamcmd:rocky-9                           | steamcmd ; +help +quit                | -        | bash |
ghcr.io/greenbone/gvm-libs:stable                   | ; bash                                | -        | dash |
mono:6.12                                           | ; bash                                | -        | dash |
registry.redhat.io/rhel8/httpd-24                   | container-entrypoint ; /usr/bin/run-httpd | -    | bash |
postgis/postgis:12-master                           | docker-entrypoint.sh ; postgres       | SIGINT   | dash |
mdillon/postgis:11-alpine                           | docker-entrypoint.sh ; postgres       | -        | ash  |
otel/opentelemetry-collector-contrib:0.158.0        | /otelcol-contrib ; --config /etc/otelcol-contrib/config.yaml | - | none |
abiosoft/caddy:0.11.0                               | /bin/parent caddy ; --conf /etc/Caddyfile --log stdout --agree=$ACME_AGREE | - | ash |
abiosoft/caddy:0.10.10                              | /usr/bin/caddy ; --conf /etc/Caddyfile --log stdout | - | ash |
wodby/wordpress-php:8.3-4.60.0                      | /docker-entrypoint.sh ; sudo -E php-fpm | SIGQUIT | ash  |
confluentinc/cp-kafka:7.6.0                         | ; /etc/confluent/docker/run           | -        | bash |
ibm-semeru-runtimes:open-17-jre-jammy               | ;                                     | -        | dash | cmd
mcr.microsoft.com/openjdk/jdk:17-ubuntu             | ; /bin/bash                           | -        | dash |
bellsoft/liberica-openjdk-alpine:17                 | ; /bin/sh                             | -        | ash  |
timescale/timescaledb:latest-pg14                   | docker-entrypoint.sh ; postgres       | SIGINT   | ash  |
condaforge/miniforge3:25.11.0-0                     | tini -- ; /bin/bash                   | -        | dash |
rocker/r-ver:4.3.1                                  | ; R                                   | -        | dash |
rocker/shiny:4.5.1                                  | ; /init                               | -        | dash |
jenkins/inbound-agent:latest-jdk17                  | /usr/local/bin/jenkins-agent ;        | -        | dash |
jenkins/ssh-agent:jdk17                             | setup-sshd ;                          | -        | dash |
jlesage/baseimage-gui:ubuntu-22.04-v4               | ; /init                               | -        | dash |
jlesage/baseimage:alpine-3.23-v3.11.11              | ; /init                               | -        | ash  |
acme/api:2-alpine                                   | ;                                     | -        | ash  | entrypoint cmd stop
ghcr.io/acme/api:1.2-bookworm                       | ;                                     | -        | dash | entrypoint cmd stop
localhost:5000/alpine-base:1                        | ;                                     | -        | ash  | entrypoint cmd stop
acme/worker:ubi9                                    | ;                                     | -        | bash | entrypoint cmd stop
registry.acme.io:8443/base/ubuntu-node:18           | ;                                     | -        | dash | entrypoint cmd stop
acme/tool:2.0-slim                                  | ;                                     | -        | dash | entrypoint cmd stop
acme/app:1.0-distroless                             | ;                                     | -        | none | entrypoint cmd stop
$REGISTRY/python:3.12-alpine                        | ;                                     | -        | ash  | entrypoint cmd stop
"""

# products and tools, in the same form: too many for one file
PRODUCTS = Path(__file__).with_name("images_of_products.txt").read_text(encoding="utf-8")

ROWS = [
    [cell.strip() for cell in f"{line}|".split("|")[:5]] for line in (ANSWERS.strip() + "\n" + PRODUCTS).splitlines()
]


@pytest.mark.parametrize(("reference", "launch", "stop", "sh", "unknown"), ROWS, ids=[row[0] for row in ROWS])
def test_a_reference_tells_what_its_image_sets(reference, launch, stop, sh, unknown):
    base = find(reference)
    assert base is not None
    entrypoint, _, cmd = launch.partition(";")
    assert " ".join(base.entrypoint or ()) == entrypoint.strip()
    assert " ".join(base.cmd or ()) == cmd.strip()
    assert (base.stop_signal or "-") == stop
    assert ("-" if base.sh == "inherit" else base.sh) == sh
    named = {"stop": "stop_signal"}
    decisive = {"entrypoint", "cmd", "stop_signal", "sh"}
    assert {named.get(name, name) for name in unknown.split()} == decisive & set(base.unknown)
    assert not base.windows


@pytest.mark.parametrize(
    "reference",
    [
        "mcr.microsoft.com/windows/servercore:ltsc2022",
        "mcr.microsoft.com/windows/nanoserver:1809",
        "mcr.microsoft.com/windows:20H2",
        "mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2022",
        "mcr.microsoft.com/dotnet/sdk:8.0-windowsservercore-ltsc2019",
        "mcr.microsoft.com/dotnet/framework/aspnet:4.8",
        "microsoft/nanoserver",
        "golang:1.22-windowsservercore",
        "python:3.12-windowsservercore-ltsc2022",
        "mongo:8-nanoserver-ltsc2022",
        "acme/api:3-nanoserver",
    ],
)
def test_a_windows_image_is_recognised_and_nothing_else_is_said_of_it(reference):
    base = find(reference)
    assert base is not None
    assert base.windows
    assert {"entrypoint", "cmd", "stop_signal"} <= set(base.unknown)


@pytest.mark.parametrize(
    "reference",
    [
        "acme/api", "acme/api:2", "ghcr.io/acme/api:v1", "localhost:5000/nginx", "registry.acme.io/library/nginx:1.27",
        "acme/nginx", "quay.io/nginx", "dockurr/windows", "ghcr.io/cross-rs/x86_64-pc-windows-gnu", "komoot/photon",
        "$BASE", "${REGISTRY}/api:${TAG}", "", ":", "@", "nginx/", "/nginx", "consul:0.6.4", "owncloud/base:10.0",
    ],
)  # fmt: skip
def test_nothing_is_guessed_about_an_unknown_image(reference):
    assert find(reference) is None
