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

# Where root's cluster is, since its owner may be unable to enter root's .dev
root_cluster=/var/lib/postgresql/$addon-$(printf '%s' "$checkout" | hash_of)

# .dev/postgres says where the cluster is: inside .dev, unless this is root.
find_cluster() {
    local place
    place=$(cat "$made/postgres" 2>/dev/null) || true
    if [[ -z $place ]] || ! as_owner test -d "$place"; then
        place=$made/cluster
        ((EUID != 0)) || place=$root_cluster
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
    # A server that runs but does not answer has lost its socket, or .dev.
    stop_postgres
    as_owner test -f "$cluster/.stamp" || make_cluster
    say "starting the private database server"
    PGHOST=$(as_owner mktemp -d "$temporary.XXXXXX")
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

# Prints where this checkout's cluster is or may be.
list_clusters() {
    cat "$made/postgres" 2>/dev/null && echo
    printf '%s\n' "$made/cluster" "$root_cluster"
}

# Stops the private server. It needs no file in .dev, so that none outlives "git clean -xfd".
stop_postgres() {
    local process words clusters
    clusters=$(list_clusters)
    while read -r process; do
        read_words "$process"
        [[ ${words[0]:-} == */postgres && ${words[1]:-} == -D && ${words[3]:-} == -k ]] || continue
        [[ $'\n'$clusters$'\n' == *$'\n'${words[2]}$'\n'* ]] || continue
        say "stopping the private database server"
        # INT: without waiting for those who are connected
        end_processes INT 60 "$process"
        remove_socket "${words[4]}"
    done < <(list_processes)
    [[ ! -f $made/socket ]] || remove_socket "$(<"$made/socket")"
    rm -f "$made/socket"
}

remove_socket() { [[ $1 != "/tmp/$addon"* ]] || as_owner rm -rf "$1"; }
