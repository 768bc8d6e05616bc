# Sourced by .ci/run, tests/run and examples/run, in the root of the repository: what they need, found or made.

# need_debian_packages NAME...: installs those that are missing; does nothing where there is no dpkg.
need_debian_packages() {
    command -v dpkg-query >/dev/null || return 0
    local name missing=()
    for name in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || {
            echo "missing Debian packages: ${missing[*]}; install them as root: apt-get install ${missing[*]}" >&2
            return 1
        }
        as_root=(sudo)
    fi
    echo "installing Debian packages: ${missing[*]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"
}

# Prints a Python of 3.11 or newer that can make virtual environments. Debian ships `venv` without `ensurepip`.
find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        [[ -n $candidate ]] || continue
        if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# enter_environment [EXTRA]: this package, editable, with EXTRA, in $VIRTUAL_ENV or in .venv; sets PATH.
# Installs only when pyproject.toml or the place of the repository has changed since the last time.
enter_environment() {
    local extra=${1:-} environment=${VIRTUAL_ENV:-$PWD/.venv} python stamp wanted
    if ! "$environment/bin/python" -c 'import pip' 2>/dev/null; then
        python=$(find_python) || {
            echo "no Python 3.11 or newer with venv and ensurepip; on Debian: apt-get install python3-venv" >&2
            return 1
        }
        echo "making $environment with $python"
        "$python" -m venv --clear "$environment"
    fi
    stamp=$environment/.aadsl${extra:+-$extra}
    wanted=$(printf '%s\n' "$PWD" | cat - pyproject.toml | sha256sum)
    if [[ $(cat "$stamp" 2>/dev/null) != "$wanted" ]]; then
        echo "installing this package and what it needs into $environment"
        "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --editable ".${extra:+[$extra]}"
        printf '%s\n' "$wanted" >"$stamp"
    fi
    export VIRTUAL_ENV=$environment PATH=$environment/bin:$PATH
}
