# Sourced: packages of a Debian suite that this machine does not run, without a change to the system.

# suite_options SUITE FOLDER: reads the package lists of the suite into FOLDER; `suite_options` is then the array of
# options with which apt-get and apt-cache speak of that suite. The archive is the one this machine uses.
suite_options() {
    local suite=$1 folder=$2 archive keys=/usr/share/keyrings/debian-archive-keyring.gpg
    archive=$(debian_archive) || return 1
    mkdir -p "$folder/lists/partial" "$folder/cache"
    folder=$(realpath "$folder")
    [[ -e $keys ]] && keys="[signed-by=$keys] " || keys=
    printf 'deb %s%s %s main\n' "$keys" "$archive" "$suite" >"$folder/sources.list"
    suite_options=(
        -qq
        -o "Dir::Etc::sourcelist=$folder/sources.list"
        -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$folder/lists"
        -o "Dir::Cache=$folder/cache"
        -o APT::Sandbox::User=root
    )
    apt-get "${suite_options[@]}" update
}

# Prints the address of the archive that this machine takes Debian's own packages from.
debian_archive() {
    local targets
    # A fresh image has no lists yet, and without them apt does not know whose archive an address is.
    targets=$(debian_targets)
    if [[ -z $targets ]]; then
        apt-get -qq update >&2 || true
        targets=$(debian_targets)
    fi
    [[ -n $targets ]] || {
        echo "apt on this machine has no archive of Debian" >&2
        return 1
    }
    printf '%s\n' "${targets%%$'\n'*}"
}

debian_targets() {
    apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 'Component: main'
}
