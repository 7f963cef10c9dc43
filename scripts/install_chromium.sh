#!/bin/sh
# Installs what the tests in a browser need, Debian's Chromium, as root or with sudo: sh scripts/install_chromium.sh
set -eu
say() { echo "trialwright: $*" >&2; }

for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if ! command -v apt-get >/dev/null 2>&1; then
  say "no Chromium, and no apt-get to install it with: install Chromium or Chrome by your system's means, or name it in CHROMIUM"
  exit 1
fi
as_root=''
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || { say "run this as root, or: sudo apt-get install chromium"; exit 1; }
  as_root=sudo
fi
say "installing Debian's chromium"
$as_root apt-get update -qq >/dev/null
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
