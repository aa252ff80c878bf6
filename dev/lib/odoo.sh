# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# Odoo 19: the one that ODOO_HOME names, or Debian's package, unpacked and not installed.

odoo_root=$made/odoo
odoo_conf=$made/odoo.conf
addons=$made/addons
# Sessions and file stores; each database server has its own.
data=$made/data
[[ -z ${PGHOST:-}${PGSERVICE:-} ]] || data+=-$(echo "${PGHOST:-}" "${PGPORT:-}" "${PGSERVICE:-}" | hash_of)

# Fonts and scripts that Debian's package has as links to other packages.
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

# An apt of our own: the machine's sources stay as they are, and sid's signature is
# verified with the machine's Debian keyring.
own_apt() {
    local tool=$1
    shift
    "$tool" -o Dir::Etc::SourceList="$made/apt/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State::Lists="$made/apt/lists" -o Dir::Cache="$made/apt/cache" \
        -o APT::Sandbox::User="$(id -un)" "$@"
}

# Prints the address and suite of the machine's own Debian archive. apt knows them once
# its lists were read.
find_archive() {
    ask_apt_for_archive || { as_root apt-get update -qq && ask_apt_for_archive; }
}

ask_apt_for_archive() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI) $(CODENAME)' \
        'Created-By: Packages' 'Origin: Debian' 'Component: main' | grep -v -e security -e updates
}

# Debian 13 names its keyring .pgp.
find_keyring() {
    find /usr/share/keyrings -name 'debian-archive-keyring.[gp]*' | sort | head -n 1
}

download_odoo() {
    [[ -n ${ODOO_HOME:-} ]] && return
    is_stamped "$odoo_root" "$(cat "$odoo_root/.stamp" 2>/dev/null)" && return

    local remedy="get Odoo's own source, branch 19.0, and set ODOO_HOME to its folder"
    command -v apt-get >/dev/null || die "Odoo 19 is had from Debian's archive, and this is no Debian: $remedy"
    local archive suite
    read -r archive suite < <(find_archive) || die "this machine has no Debian archive: $remedy"

    say "downloading Odoo 19 from Debian's archive"
    mkdir -p "$made/apt/lists/partial" "$made/apt/cache/archives/partial"
    local keyring
    keyring=$(find_keyring)
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$archive" "$suite" "$keyring" "$archive" sid \
        >"$made/apt/sources.list"
    own_apt apt-get update -qq || die "this machine's archive has no suite sid: $remedy"

    rm -rf "$made/debs" "$odoo_root.part"
    mkdir "$made/debs"
    # sid's Font Awesome has other file names than Odoo asks for.
    (cd "$made/debs" && own_apt apt-get download -qq "${odoo_parts[@]/%//sid}" "fonts-font-awesome/$suite") ||
        die "Debian's archive did not give odoo-19: $remedy"
    local deb
    for deb in "$made/debs"/*.deb; do
        dpkg-deb -x "$deb" "$odoo_root.part"
    done
    # Debian leaves out what it cannot build; without it the browser logs an error.
    local lib=$odoo_root.part/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib
    cp -r "$node_modules/@mediapipe/selfie_segmentation" "$lib/selfie_segmentation"

    (cd "$made/debs" && echo ./*.deb) >"$odoo_root.part/.stamp"
    rm -rf "$odoo_root"
    mv "$odoo_root.part" "$odoo_root"
    rm -rf "$made/debs" "$made/apt"
}

# Odoo's translation export follows links: a link to the whole checkout, which holds
# .dev, would send it round in circles. So a real folder, with a link to each part.
link_addon() {
    local target=$addons/$addon part
    mkdir -p "$target"
    # Links that still hold stay: another run may be reading through them.
    find "$target" -xtype l -delete
    for part in "$checkout"/*; do
        part=${part##*/}
        [[ $part == dev || -L $target/$part ]] || ln -s "$checkout/$part" "$target/$part"
    done
}

configure_odoo() {
    # A distribution "odoo" that pip sees, and one namespace odoo.addons for all.
    odoo_path >"$("$python" -c 'import site; print(site.getsitepackages()[0])')/odoo.pth"
    link_addon
    local path=$addons
    [[ -n ${ODOO_HOME:-} && -d $(odoo_path)/addons ]] && path+=,$(odoo_path)/addons
    cat >"$odoo_conf" <<EOF
[options]
addons_path = $path
data_dir = $data
list_db = False
with_demo = True
EOF
}

odoo() { ODOO_RC=$odoo_conf "$python" -m odoo "$@"; }
