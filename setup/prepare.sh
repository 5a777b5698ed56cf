#!/bin/sh
# Make this clone ready, one at a time however many ask at once.
#   prepare.sh [database] [browser]
set -eu
cd "$(dirname "$0")/.."
mkdir -p .stoep
if ! [ -w .stoep ]; then
    echo "$PWD/.stoep belongs to $(stat -c %U .stoep): work as that user, or remove it as that user" \
        "with: make clean" >&2
    exit 1
fi
exec 9> .stoep/setup.lock
flock 9
sh setup/packages.sh python "$@" 9>&-
sh setup/environment.sh 9>&-
