# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# The virtual environment and the npm packages, both installed from lock files.

venv=$made/venv
python=$venv/bin/python
node_modules=$made/npm/node_modules

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 /usr/bin/python3 python3.13 python3.12 python3.11 python3.10; do
        command -v "$candidate" >/dev/null || continue
        "$candidate" - 2>/dev/null <<'EOF' && printf '%s' "$candidate" && return
import ensurepip, sys, venv
sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))
EOF
    done
    return 1
}

make_venv() {
    local base key
    base=$(find_python) ||
        die "no Python 3.10 to 3.13 with venv was found: install one and name it in PYTHON"
    # The path is part of the key, since a virtual environment cannot be moved.
    key=$({ echo "$venv"; "$base" -c 'import sys; print(sys.version, sys.base_prefix)'; cat "$checkout/dev/pip/requirements.txt"; } | hash_of)
    is_stamped "$venv" "$key" && return

    say "installing the Python packages"
    rm -rf "$venv"
    "$base" -m venv "$venv"
    # --no-deps: the lock file is complete, and pip could not find Odoo.
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        --only-binary :all: --requirement "$checkout/dev/pip/requirements.txt" >"$made/pip.log" 2>&1 ||
        fail_download "$made/pip.log" "the Python packages" \
            "pip could not install what dev/pip/requirements.txt pins"
    stamp "$venv" "$key"
}

make_node_modules() {
    local key
    key=$(cat "$checkout"/dev/npm/package*.json | hash_of)
    is_stamped "$made/npm" "$key" && return

    say "installing the npm packages"
    rm -rf "$made/npm"
    cp -r "$checkout/dev/npm" "$made/npm"
    # What was downloaded once needs no network; the lock file has its hash.
    npm --prefix "$made/npm" ci --prefer-offline --fetch-retry-maxtimeout 10000 \
        --no-audit --no-fund >"$made/npm.log" 2>&1 ||
        fail_download "$made/npm.log" "the npm packages" "npm could not install what dev/npm pins"
    stamp "$made/npm" "$key"
}

# Like pip and apt, npm trusts the certificates that this machine trusts.
npm() { NODE_USE_SYSTEM_CA=1 PATH=$venv/bin:$PATH command npm "$@"; }
