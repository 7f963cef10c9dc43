#!/bin/sh
# Installs what the tests with Apache Spark need: Debian's Java (as root or with sudo), and what requirements/spark.lock pins into the
# environment that `make` made: sh scripts/install_spark.sh FOLDER
set -eu
folder=$1
bin=$folder/bin
export UV_PYTHON_DOWNLOADS=never UV_NATIVE_TLS=1
say() { echo "trialwright: $*" >&2; }

if ! command -v java >/dev/null 2>&1; then
  if ! command -v apt-get >/dev/null 2>&1; then
    say "no Java, and no apt-get to install it with: install Java 17 or newer by your system's means"
    exit 1
  fi
  as_root=''
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || { say "run this as root, or: sudo apt-get install default-jre-headless"; exit 1; }
    as_root=sudo
  fi
  say "installing Debian's default-jre-headless"
  $as_root apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null
fi

say "installing Apache Spark into $folder (434 MB, about a minute)"
lock=requirements/spark.lock
# Spark is built from its source: what builds it comes first, pinned as all else.
for name in setuptools wheel; do sed -n "/^$name==/,/[^\\\\]\$/p" "$lock"; done > "$folder/build.lock"
for pins in "$folder/build.lock" "$lock"; do
  "$bin/uv" pip install --quiet --python "$bin/python" --require-hashes --no-deps --no-build-isolation -r "$pins" 2> "$folder/uv.log" ||
    "$bin/python" -m pip --quiet --disable-pip-version-check --no-input install --require-hashes --no-deps --no-build-isolation -r "$pins" ||
    { sed 's/^/uv: /' "$folder/uv.log" >&2; say "the pinned packages could not be installed: is the Python package index reachable from here?"; exit 1; }
done
