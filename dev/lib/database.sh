# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# Databases: a template of what the addon depends on, one with the addon installed
# on top, and copies of both.

# payment_demo is there because the tests pay through it.
dependencies=account,contacts,crm,l10n_cn,payment_demo,portal,sale_crm,sale_management,subscription_oca
filestore=$data/filestore

# Without its file store a database would answer every asset with 500, so it does not count.
database_exists() {
    [[ -d $filestore/$1 && $(psql -d postgres -At -c "SELECT 1 FROM pg_database WHERE datname = '$1'") ]]
}

drop_database() {
    dropdb --if-exists --force "$1" 2>/dev/null
    rm -rf "${filestore:?}/$1"
}

# copy_database FROM NEW: makes NEW a fresh copy, file store included.
copy_database() {
    drop_database "$2"
    # Hard links are enough: Odoo adds and removes files of its store, but changes none.
    cp -al "$filestore/$1" "$filestore/$2"
    createdb --template "$1" "$2"
}

rename_database() {
    drop_database "$2"
    mv "$filestore/$1" "$filestore/$2"
    psql -q -d postgres -c "ALTER DATABASE \"$1\" RENAME TO \"$2\""
}

# The name of a database is a hash of what it was made from: a change of a pin, or of a
# line of the addon, makes a new one. The checkout's path is part of it, since one server
# may serve many checkouts.
template_name() {
    { echo "$checkout" "$dependencies"; odoo_version; cat "$checkout/dev/pip/requirements.txt"; } | hash_of |
        sed "s/^/${addon}_template_/"
}

installed_name() {
    { template_name; addon_code; } | hash_of | sed "s/^/${addon}_installed_/"
}

# Prints hashes of all of the addon that an installation reads, so not of the tests.
addon_code() {
    find -L "$addons/$addon" -path "$addons/$addon/tests" -prune -o -type f ! -name '*.pyc' -print0 |
        sort -z | xargs -0 sha256sum
}

make_template() {
    template=$(template_name)
    database_exists "$template" && return

    say "making the template database: the addon's dependencies with demo data (about a minute)"
    drop_older "${addon}_template_"
    drop_database "${addon}_part"
    createdb --template template0 "${addon}_part"
    install_modules "${addon}_part" "$dependencies"
    rename_database "${addon}_part" "$template"
}

# The addon with its demo data, as a new user gets it.
make_installed() {
    installed=$(installed_name)
    database_exists "$installed" && return

    say "installing $addon with demo data"
    drop_older "${addon}_installed_"
    copy_database "$template" "${addon}_part"
    install_modules "${addon}_part" "$addon"
    stamp "$filestore/${addon}_part" "$installed"
    rename_database "${addon}_part" "$installed"
}

# install_modules DATABASE NAMES
install_modules() {
    # A warning at installation is a fault of the addon: it is shown, and kept in a file.
    PGDATABASE=$1 odoo server --init "$2" --stop-after-init --no-http --log-level warn 2>&1 |
        label_descriptions | tee "$made/install.log" >&2 ||
        die "$2 could not be installed: see above, and .dev/install.log"
}

# Docutils, which renders the descriptions of Odoo's modules, complains of faults in them
# without naming the module. The addon has a page of its own instead (static/description).
label_descriptions() {
    sed --unbuffered -E \
        's|^<string>:[0-9]+: \((INFO\|WARNING\|ERROR\|SEVERE)/[0-9]\)|(not of this addon: docutils, on the description of one of Odoo'"'"'s modules) &|'
}

# drop_older PREFIX: drops this checkout's databases of earlier pins or code, which nothing
# will use again.
drop_older() {
    local store
    for store in "$filestore/$1"*; do
        [[ ! -e $store ]] || drop_database "${store##*/}"
    done
}

# use_scratch_database NAME: a fresh copy with the addon, dropped when the script ends.
use_scratch_database() {
    export PGDATABASE=${addon}_$1_$$ ODOO_RC=$odoo_conf
    trap 'drop_database "$PGDATABASE"' EXIT
    take_lock
    make_installed
    copy_database "$installed" "$PGDATABASE"
    release_lock
}
