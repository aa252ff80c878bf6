# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# Databases: a template of what the addon depends on, and copies of it.

dependencies=account,contacts,crm,l10n_cn,portal,sale_crm,sale_management,subscription_oca
filestore=$made/data/filestore

database_exists() { [[ $(psql -d postgres -At -c "SELECT 1 FROM pg_database WHERE datname = '$1'") ]]; }

drop_database() {
    dropdb --if-exists --force "$1" 2>/dev/null
    rm -rf "${filestore:?}/$1"
}

# The template's name says what it was made of: another pin makes another template.
template_name() {
    { odoo_version; cat "$checkout/dev/requirements.txt"; echo "$dependencies"; } | hash_of | sed "s/^/${addon}_template_/"
}

make_template() {
    local template part
    template=$(template_name)
    database_exists "$template" && return

    say "making the template database: the addon's dependencies with demo data (about a minute)"
    part=${template}_part
    drop_database "$part"
    createdb --template template0 "$part"
    odoo server --database "$part" --init "$dependencies" --stop-after-init --no-http \
        --log-level warn 2>&1 | tee "$made/template.log" >&2
    rm -rf "${filestore:?}/$template"
    mv "$filestore/$part" "$filestore/$template"
    psql -q -d postgres -c "ALTER DATABASE \"$part\" RENAME TO \"$template\""
}

# copy_database NEW: makes NEW a fresh copy of the template, its file store included
# (without it every asset answers 500).
copy_database() {
    local template
    template=$(template_name)
    drop_database "$1"
    # Hard links will do: Odoo never changes a file of its store, it adds and removes.
    cp -al "$filestore/$template" "$filestore/$1"
    createdb --template "$template" "$1"
}
