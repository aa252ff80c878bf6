# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# Odoo 19: the one that ODOO_HOME names, or else Debian's package, unpacked into .dev.

odoo_root=$made/odoo
odoo_conf=$made/odoo.conf
odoo_command=$checkout/dev/lib/odoo_command.py
addons=$made/addons
# Sessions and file stores, for each database server its own.
data=$made/data
[[ -z ${PGHOST:-}${PGSERVICE:-} ]] || data+=-$(echo "${PGHOST:-}" "${PGPORT:-}" "${PGSERVICE:-}" | hash_of)

# Besides Odoo, the fonts and scripts to which Debian's package only has links.
odoo_parts=(odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-inconsolata fonts-montserrat fonts-roboto-unhinted)

odoo_path() {
    if [[ -z ${ODOO_HOME:-} ]]; then
        printf '%s' "$odoo_root/usr/lib/python3/dist-packages"
    elif [[ -d $ODOO_HOME/odoo ]]; then
        printf '%s' "$ODOO_HOME"
    elif [[ -d $ODOO_HOME/usr/lib/python3/dist-packages/odoo ]]; then
        printf '%s' "$ODOO_HOME/usr/lib/python3/dist-packages"
    elif [[ -d $ODOO_HOME/addons && -f $ODOO_HOME/http.py ]]; then
        dirname "$ODOO_HOME"
    else
        die "ODOO_HOME=$ODOO_HOME holds no Odoo: name a checkout of Odoo's branch 19.0, or the folder its package odoo lies in"
    fi
}

odoo_version() {
    "$python" -c 'import runpy, sys; print(runpy.run_path(sys.argv[1])["version"])' "$(odoo_path)/odoo/release.py"
    [[ -n ${ODOO_HOME:-} ]] || cat "$odoo_root/.stamp"
}

# own_apt TOOL ARGUMENTS: runs apt-get or the like on sid alone. The machine's own sources
# stay as they are; its Debian keyring verifies sid's signature.
own_apt() {
    local tool=$1
    shift
    "$tool" -o Dir::Etc::SourceList="$made/apt/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State::Lists="$made/apt/lists" -o Dir::Cache="$made/apt/cache" \
        -o APT::Sandbox::User="$(id -un)" "$@"
}

# Prints addresses and suites of the machine's own Debian archive, which apt knows once it
# has read the archive's lists.
find_archive() {
    ask_apt_for_archive || { as_root apt-get update -qq >"$made/apt.log" 2>&1 && ask_apt_for_archive; }
}

ask_apt_for_archive() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI) $(CODENAME)' \
        'Created-By: Packages' 'Origin: Debian' 'Component: main' | grep -v -e security -e updates
}

# Debian 13 names its keyring .pgp.
find_keyring() {
    local keyrings=(/usr/share/keyrings/debian-archive-keyring.[gp]*)
    printf '%s' "${keyrings[0]}"
}

download_odoo() {
    [[ -n ${ODOO_HOME:-} ]] && return
    is_stamped "$odoo_root" "$(cat "$odoo_root/.stamp" 2>/dev/null)" && return

    local remedy="get Odoo's source, branch 19.0, and set ODOO_HOME to its folder"
    command -v apt-get >/dev/null || die "Odoo 19 comes from Debian's archive, and this is not Debian: $remedy"
    local archives archive suite
    archives=$(find_archive) ||
        fail_download "$made/apt.log" "the lists of Debian packages" "this machine has no Debian archive: $remedy"
    read -r archive suite <<<"$archives"

    say "downloading Odoo 19 from Debian's archive"
    mkdir -p "$made/apt/lists/partial" "$made/apt/cache/archives/partial"
    local keyring
    keyring=$(find_keyring)
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$archive" "$suite" "$keyring" "$archive" sid \
        >"$made/apt/sources.list"
    # Without the error mode, apt-get is content with lists that it could not read.
    own_apt apt-get -o APT::Update::Error-Mode=any update -qq >"$made/apt.log" 2>&1 ||
        fail_download "$made/apt.log" "Odoo 19" "the suite sid of this machine's archive cannot be read: $remedy"

    rm -rf "$made/debs" "$odoo_root.part"
    mkdir "$made/debs"
    # The files of sid's Font Awesome have other names than Odoo asks for.
    (cd "$made/debs" && own_apt apt-get download -qq "${odoo_parts[@]/%//sid}" "fonts-font-awesome/$suite") \
        >>"$made/apt.log" 2>&1 ||
        fail_download "$made/apt.log" "Odoo 19" "odoo-19 could not be downloaded from Debian's archive: $remedy"
    local deb
    for deb in "$made/debs"/*.deb; do
        dpkg-deb -x "$deb" "$odoo_root.part"
    done
    # Debian leaves this out, since it cannot build it; without it the browser logs an error.
    local lib=$odoo_root.part/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib
    cp -r "$node_modules/@mediapipe/selfie_segmentation" "$lib/selfie_segmentation"

    (cd "$made/debs" && echo ./*.deb) >"$odoo_root.part/.stamp"
    rm -rf "$odoo_root"
    mv "$odoo_root.part" "$odoo_root"
    rm -rf "$made/debs" "$made/apt"
}

# The addon is a real folder with a link to each part of the checkout. Odoo's translation
# export follows links: one to the whole checkout, which holds .dev, would never end.
link_addon() {
    local target=$addons/$addon part
    mkdir -p "$target"
    # Valid links stay: another command may be reading through them.
    find "$target" -xtype l -delete
    for part in "$checkout"/*; do
        part=${part##*/}
        [[ $part == dev || -L $target/$part ]] || ln -s "$checkout/$part" "$target/$part"
    done
}

configure_odoo() {
    # Makes Odoo a distribution that pip sees, whose addons and pip's share one namespace.
    odoo_path >"$("$python" -c 'import site; print(site.getsitepackages()[0])')/odoo.pth"
    link_addon
    local path=$addons
    [[ -n ${ODOO_HOME:-} && -d $(odoo_path)/addons ]] && path+=,$(odoo_path)/addons
    mkdir -p "$data"
    # For ./dev/clean
    [[ $data == "$made/data" ]] ||
        echo "PGHOST=${PGHOST:-} PGPORT=${PGPORT:-} PGSERVICE=${PGSERVICE:-}" >"$data/server"
    cat >"$odoo_conf" <<EOF
[options]
addons_path = $path
data_dir = $data
# Reachable from this machine only: everybody knows the demo data's passwords.
http_interface = 127.0.0.1
list_db = False
with_demo = True
EOF
}

odoo() { ODOO_RC=$odoo_conf "$python" "$odoo_command" "$@"; }
