#!/bin/sh
# What Debian or Ubuntu must bring: found, or installed where that is allowed, or named.
#   debian.sh database | browser | venv
set -eu
cd "$(dirname "$0")/.."

install() { # what for, packages
    what=$1; shift
    if [ "$(id -u)" = 0 ]; then as=""
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as="sudo -n"
    else
        echo "$what is not on this machine. Install it, then try again:" >&2
        echo "    sudo apt-get install $*" >&2
        exit 1
    fi
    echo "$what is not on this machine; installing Debian's packages: $*"
    mkdir -p .stoep/logs
    log=.stoep/logs/apt.log
    if ! { $as apt-get update -qq && $as env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@"; } >> "$log" 2>&1 < /dev/null; then
        echo "That failed; the end of $log tells why:" >&2
        tail -n 5 "$log" >&2
        exit 1
    fi
}

database() {
    found=""
    for folder in /usr/lib/postgresql/*/bin; do
        version=$(basename "$(dirname "$folder")")
        [ -x "$folder/initdb" ] && [ "$version" -ge 15 ] 2>/dev/null && found=$version
        if [ -n "$found" ] && [ -e "/usr/share/postgresql/$found/extension/postgis.control" ]; then
            return
        fi
    done
    # Debian's own cluster on 5432 is not ours: it is neither used nor changed.
    [ -n "$found" ] || found=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1)
    [ -n "$found" ] || { [ "$(id -u)" != 0 ] || apt-get update -qq > /dev/null 2>&1 || true
        found=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1); }
    install "PostgreSQL with PostGIS" "postgresql-${found:-15}" "postgresql-${found:-15}-postgis-3"
}

browser() {
    [ -x /usr/bin/chromium ] && return
    if grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null; then
        echo "The tests need /usr/bin/chromium; Ubuntu's package is a snap that cannot be driven here." >&2
        echo "Install a Chromium of your own there, or run the tests on Debian." >&2
        exit 1
    fi
    install "Chromium (for the tests)" chromium
    [ -x /usr/bin/chromium ] || { echo "Chromium did not come to /usr/bin/chromium." >&2; exit 1; }
}

venv() {
    install "Python's venv" python3-venv
}

"$1"
