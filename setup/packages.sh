#!/bin/sh
# What Debian or Ubuntu must bring: found, else installed where that is allowed, else named in the
# one command to type.
#   packages.sh [python] [database] [browser]
set -eu
cd "$(dirname "$0")/.."
packages=""

lack() { packages="$packages $*"; }

stop() { # sentences, one a line
    printf '%s\n' "$@" >&2
    exit 1
}

python() {
    command -v python3 > /dev/null || stop "Python is not on this machine. Type:" \
        "    $(typed)apt-get install python3"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop \
        "$(python3 --version) is too old: Stoep needs 3.11 or newer (Debian 12, Ubuntu 24.04)."
    if ! command -v uv > /dev/null && ! [ -x .stoep/tools/bin/uv ]; then
        python3 -c 'import ensurepip' 2> /dev/null || lack python3-venv
    fi
}

database() {
    has_postgis && return
    version=$(newest_postgresql)
    if [ -n "$version" ]; then lack "postgresql-$version-postgis-3"; else lack postgresql-postgis; fi
}

has_postgis() {
    for version in $(postgresqls); do
        for share in "/usr/share/postgresql/$version" "$(other_share)"; do
            if [ -e "$share/extension/postgis.control" ]; then return; fi
        done
    done
    return 1
}

newest_postgresql() { postgresqls | tail -n 1; }

postgresqls() { # the versions that are here, of those that Stoep's SQL runs on
    { for initdb in /usr/lib/postgresql/*/bin/initdb $(command -v initdb); do
        if [ -x "$initdb" ]; then "$initdb" --version; fi
    done; } | sed -n 's/^[^)]*) \([0-9]*\).*/\1/p' | sort -nu | awk '$1 >= 15'
}

other_share() { # of a PostgreSQL that did not come from Debian
    if command -v pg_config > /dev/null; then pg_config --sharedir; fi
}

browser() {
    # The program that drives the browser needs it, and comes from outside Debian.
    has_library libatomic.so.1 || lack libatomic1
    [ -x /usr/bin/chromium ] && return
    if grep -q '^ID=ubuntu' /etc/os-release 2> /dev/null; then
        stop "The tests drive /usr/bin/chromium. Ubuntu's is a snap, which they cannot drive." \
            "Install a Chromium or Chrome from a .deb file and link it, for instance:" \
            "    sudo ln -s /usr/bin/google-chrome-stable /usr/bin/chromium"
    fi
    lack chromium
}

has_library() {
    for file in /usr/lib/*/"$1" /usr/lib64/"$1" /usr/lib/"$1"; do
        if [ -e "$file" ]; then return; fi
    done
    return 1
}

typed() { # what comes before a command for root
    if [ "$(id -u)" != 0 ]; then echo "sudo "; fi
}

may_install() {
    [ "$(id -u)" = 0 ] || { command -v sudo > /dev/null && sudo -n true 2> /dev/null; }
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install() {
    command -v apt-get > /dev/null || stop \
        "Missing on this machine, which has no apt-get (Stoep knows Debian and Ubuntu):$packages"
    may_install || stop "Missing on this machine:$packages. Type this, then try again:" \
        "    sudo apt-get install --no-install-recommends$packages"
    mkdir -p .stoep/logs
    log=.stoep/logs/apt.log
    echo "Installing the system's packages$packages (log: $log) …"
    # A broken list of someone else's is no reason to stop: only a failed install is.
    apt update >> "$log" 2>&1 || true
    # shellcheck disable=SC2086  # words, on purpose
    without_cluster apt install --no-install-recommends $packages >> "$log" 2>&1 || stop \
        "That failed. The end of $log:" "$(tail -n 5 "$log")"
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" < /dev/null
}

# Debian's PostgreSQL makes and starts a cluster on port 5432 when it is first installed. Nobody
# asked for that one: it is told not to, for this once.
without_cluster() {
    folder=/etc/postgresql-common/createcluster.d
    as_root mkdir -p "$folder"
    as_root sh -c "echo 'create_main_cluster = false' > $folder/stoep.conf"
    code=0
    "$@" || code=$?
    as_root rm -f "$folder/stoep.conf"
    return $code
}

for need in "$@"; do "$need"; done
[ -z "$packages" ] && exit 0
install
packages=""
for need in "$@"; do "$need"; done
[ -z "$packages" ] || stop "Installed, and yet missing:$packages. This release may be too old."
