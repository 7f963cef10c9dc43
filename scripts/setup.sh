#!/bin/sh
# Makes the virtual environment from the pins: sh scripts/setup.sh PYTHON FOLDER. Needs Python 3.11 or newer. On a Debian without
# Python's venv package it installs that (as root or with sudo), or says how. In FOLDER/usdm it makes a second one, for the reader of USDM
# that a test runs: it wants other versions than we do.
set -eu
python=$1
folder=$2

say() { echo "trialwright: $*" >&2; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  say "Python 3.11 or newer is needed and '$python' is not that. Name another one: make PYTHON=/path/to/python3.11 ..."
  exit 1
fi

make_folder() { rm -rf "$folder" && "$python" -m venv "$folder" >/dev/null 2>&1; }

install_venv() {
  command -v apt-get >/dev/null 2>&1 || return 1
  as_root=''
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || return 1
    as_root=sudo
  fi
  say "installing Debian's python3-venv"
  $as_root apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq python3-venv >/dev/null
}

say "setting up $folder (once, about half a minute)"
if ! make_folder && ! { install_venv && make_folder; }; then
  say "'$python -m venv' does not work here. Install your system's venv package (Debian: apt-get install python3-venv) and try again."
  exit 1
fi

# Nothing is installed that requirements/*.lock do not pin: first uv, by pip, then the rest by uv. Where uv cannot reach the
# package index (it does not read pip's settings) pip installs the same pins.
bin=$folder/bin
export UV_PYTHON_DOWNLOADS=never UV_NATIVE_TLS=1
sed -n '/^uv==/,/[^\\]$/p' requirements/dev.lock > "$folder/uv.lock"
pip() { "$bin/python" -m pip --quiet --disable-pip-version-check --no-input "$@"; }
unreachable() {
  [ ! -s "$folder/uv.log" ] || sed 's/^/uv: /' "$folder/uv.log" >&2
  say "the pinned packages could not be installed: is the Python package index reachable from here?"
  exit 1
}
pinned() { # LOCK PYTHON: the packages of a lock into an environment
  "$bin/uv" pip sync --quiet --python "$2" --require-hashes "$1" 2> "$folder/uv.log" || pip --python "$2" install --require-hashes --no-deps -r "$1"
}
pip install --require-hashes --no-deps -r "$folder/uv.lock" || : > "$folder/uv.log"
pinned requirements/dev.lock "$bin/python" || unreachable
"$python" -m venv "$folder/usdm" && pinned requirements/usdm.lock "$folder/usdm/bin/python" || unreachable
pip install --no-deps --no-build-isolation --no-index --editable .
