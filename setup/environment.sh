#!/bin/sh
# The Python environment in .venv, as requirements.lock pins it; made anew only when that changes.
set -eu
cd "$(dirname "$0")/.."
stamp=.venv/made-from
wanted=$(cat requirements.lock pyproject.toml | cksum)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

python=$(command -v python3 || true)
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 or newer is needed. On Debian or Ubuntu: apt-get install python3" >&2
    exit 1
fi
echo "Setting up the Python environment in .venv …"

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    tools=.stoep/tools
    if [ ! -x "$tools/bin/uv" ]; then
        "$python" -c 'import ensurepip' 2>/dev/null || sh setup/debian.sh venv
        rm -rf "$tools"
        "$python" -m venv "$tools"
        "$tools/bin/python" -m pip install --quiet --disable-pip-version-check \
            --require-hashes -r setup/uv.lock.txt
    fi
    uv=$tools/bin/uv
fi
export UV_PYTHON_DOWNLOADS=never
"$uv" venv --quiet --clear --python "$python" .venv
"$uv" pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
echo "$wanted" > "$stamp"
