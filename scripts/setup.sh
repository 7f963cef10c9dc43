#!/bin/sh
# Makes the virtual environment: sh scripts/setup.sh PYTHON FOLDER. Needs Python 3.11 or newer; on Debian without its venv
# package it installs that (as root or with sudo), or says how.
set -eu
python=$1
folder=$2
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "trialwright needs Python 3.11 or newer; '$python' is not. Name another: make PYTHON=/path/to/python3.11" >&2
  exit 1
fi
if ! "$python" -m venv "$folder" >/dev/null 2>&1; then
  rm -rf "$folder"
  as_root=''
  [ "$(id -u)" = 0 ] || as_root=sudo
  if command -v apt-get >/dev/null 2>&1; then
    echo "Installing Python's venv package (python3-venv) ..."
    $as_root apt-get update -qq >/dev/null && $as_root apt-get install -y -qq python3-venv >/dev/null
  fi
  "$python" -m venv "$folder" || { echo "could not make a virtual environment; install your system's package for 'venv'" >&2; exit 1; }
fi
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check uv
"$folder/bin/uv" pip sync --quiet --python "$folder/bin/python" --require-hashes requirements/dev.lock
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check uv hatchling editables
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
