#!/bin/sh
# Installs what the tests with a database need, Debian's PostgreSQL, as root or with sudo: sh scripts/install_postgres.sh
set -eu
say() { echo "trialwright: $*" >&2; }

if command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1; then
  say "no PostgreSQL, and no apt-get to install it with: install it by your system's means"
  exit 1
fi
as_root=''
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || { say "run this as root, or: sudo apt-get install postgresql"; exit 1; }
  as_root=sudo
fi
say "installing Debian's postgresql"
$as_root apt-get update -qq >/dev/null
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends postgresql >/dev/null
