#!/bin/sh
# The Python environment in .venv, as requirements.lock pins it; made anew only when that, the
# Python or the place has changed.
set -eu
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1

main() {
    stamp=.venv/made-from
    wanted="$(cat requirements.lock pyproject.toml | cksum) $(python3 --version) in $PWD"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x .venv/bin/stoep ] &&
        .venv/bin/python -c '' 2> /dev/null; then
        return
    fi
    echo "Setting up the Python environment in .venv …"
    uv=$(command -v uv || fetch_uv)
    hear_pip
    "$uv" venv --quiet --clear --python "$(command -v python3)" .venv
    "$uv" pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
    "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
    echo "$wanted" > "$stamp"
}

fetch_uv() { # into an environment of its own, thrown away with .stoep
    tools=.stoep/tools
    if ! "$tools/bin/uv" --version > /dev/null 2>&1; then
        rm -rf "$tools"
        python3 -m venv "$tools"
        "$tools/bin/python" -m pip install --quiet --disable-pip-version-check \
            --require-hashes -r setup/uv.lock.txt >&2
    fi
    echo "$tools/bin/uv"
}

# A machine may have told pip where its packages come from. uv does not read that, so it is told
# the same, unless it has been told something of its own. The hashes hold whatever the source.
hear_pip() {
    if env | grep -qE '^UV_(CONFIG_FILE|DEFAULT_INDEX|INDEX|INDEX_URL|EXTRA_INDEX_URL)=' ||
        [ -e /etc/uv/uv.toml ] || [ -e "${XDG_CONFIG_HOME:-$HOME/.config}/uv/uv.toml" ]; then
        return
    fi
    pip=python3
    if [ -x .stoep/tools/bin/python ]; then pip=.stoep/tools/bin/python; fi
    told=$("$pip" -m pip config list 2> /dev/null || true)
    hand_on index-url UV_DEFAULT_INDEX
    hand_on extra-index-url UV_INDEX
    hand_on find-links UV_FIND_LINKS
    hand_on cert SSL_CERT_FILE
    export UV_INDEX_STRATEGY=unsafe-best-match
}

hand_on() { # pip's word, uv's variable
    if printenv "$2" > /dev/null; then return; fi
    for section in :env: install global; do
        value=$(printf '%s\n' "$told" | sed -n "s/^$section\.$1='\(.*\)'\$/\1/p" | sed 's/\\n/ /g')
        if [ -n "$value" ]; then
            export "$2=$value"
            return
        fi
    done
}

main
