# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# The database server: the one that PG* variables name, or a private one of this checkout.

find_postgres() {
    local bin
    bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    [[ -n $bin ]] || bin=$(pg_config --bindir 2>/dev/null)
    [[ -x $bin/initdb ]] && printf '%s' "$bin"
}

# PostgreSQL refuses to run as root; for root it runs as the user that its package created.
as_owner() {
    if ((EUID == 0)); then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}

# .dev/postgres says where the cluster is: inside .dev, unless this is root, whose .dev the
# cluster's owner may be unable to enter.
find_cluster() {
    local place
    place=$(cat "$made/postgres" 2>/dev/null) || true
    if [[ -z $place ]] || ! as_owner test -d "$place"; then
        place=$made/cluster
        ((EUID != 0)) || place=/var/lib/postgresql/$addon-$(printf '%s' "$checkout" | hash_of)
        printf '%s' "$place" >"$made/postgres"
    fi
    printf '%s' "$place"
}

start_postgres() {
    if [[ -n ${PGHOST:-} || -n ${PGSERVICE:-} ]]; then
        psql -d postgres -c '' >/dev/null ||
            die "the database server that PG* variables name does not answer: check PGHOST, PGPORT, PGUSER and PGPASSWORD"
        return
    fi
    unset PGPORT PGPASSWORD PGDATABASE
    export PGHOST PGUSER=odoo
    PGHOST=$(cat "$made/socket" 2>/dev/null) || true
    server_answers && return

    local bin cluster
    bin=$(find_postgres)
    cluster=$(find_cluster)
    as_owner test -f "$cluster/.stamp" || make_cluster
    say "starting the private database server"
    # A server that runs but does not answer has lost its socket.
    as_owner "$bin/pg_ctl" stop --pgdata "$cluster" --mode immediate --silent 2>/dev/null || true
    remove_socket
    # Not in the checkout, since a socket's path is limited to 107 bytes.
    PGHOST=$(as_owner mktemp -d "/tmp/$addon.XXXXXX")
    printf '%s' "$PGHOST" >"$made/socket"
    as_owner "$bin/pg_ctl" start --pgdata "$cluster" --silent --wait --log "$cluster/server.log" \
        --options "-k $PGHOST" 9>&- ||
        die "the database server did not start: see $cluster/server.log"
}

server_answers() { [[ -n $PGHOST ]] && psql -d postgres -c '' >/dev/null 2>&1; }

make_cluster() {
    say "making a private database cluster in $cluster"
    as_owner rm -rf "$cluster"
    ((EUID != 0)) || install -d -o postgres -g postgres -m 700 "$cluster"
    as_owner "$bin/initdb" --pgdata "$cluster" --username odoo --auth-local trust --auth-host reject \
        --encoding UTF8 --locale C.UTF-8 --no-sync >/dev/null
    # A crash of the machine may destroy this database; in return tests run twice as fast.
    as_owner tee -a "$cluster/postgresql.conf" >/dev/null <<'EOF'
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
EOF
    as_owner touch "$cluster/.stamp"
}

remove_socket() {
    [[ ! -f $made/socket ]] || as_owner rm -rf "$(<"$made/socket")"
    rm -f "$made/socket"
}

stop_postgres() {
    [[ -f $made/postgres ]] || return 0
    say "stopping the private database server"
    as_owner "$(find_postgres)/pg_ctl" stop --pgdata "$(find_cluster)" --mode fast --silent 2>/dev/null || true
    remove_socket
}
