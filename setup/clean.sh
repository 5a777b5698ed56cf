#!/bin/sh
# Forget everything that was made here: the environment, the private databases, what tools keep.
set -eu
cd "$(dirname "$0")/.."

stop_server() { # the folder of its data
    pid=$(head -n 1 "$1/postmaster.pid" 2> /dev/null) || return 0
    # A number that a crash left behind may since be another program's.
    [ "$(readlink "/proc/$pid/cwd")" = "$1" ] || return 0
    kill -INT "$pid"
    while [ -e "/proc/$pid" ]; do sleep 0.1; done
}

# Where root's clone lies in a closed home, its data is outside: see stoep/cluster.py.
outside() { echo "/var/lib/stoep/$(printf %s "$1" | sha256sum | cut -c 1-10)"; }

homes=$(find "$PWD/.stoep" -maxdepth 2 -type d ! -name postgresql 2> /dev/null || true)
# The tests' own is in memory: see tests/conftest.py.
memory="/dev/shm/stoep-test-$(printf %s "$PWD" | sha256sum | cut -c 1-10)"
if [ -d "$memory" ]; then homes="$homes $memory"; fi
for home in $homes; do
    for place in "$home" "$(outside "$home")"; do
        if [ -d "$place/postgresql" ]; then
            stop_server "$place/postgresql"
            rm -rf "$place/postgresql" "$place/postgresql.log"
        fi
    done
    rm -rf "$(outside "$home")" "/tmp/stoep-$(basename "$(outside "$home")")"
done
rm -rf "$memory" .venv .stoep .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
