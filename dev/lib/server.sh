# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# The Odoo that ./dev/run starts in the background.

# The server holds a lock for as long as it lives, so that another process with its old
# process id is never mistaken for it.
server_lock=$made/server.lock

server_runs() { ! flock --nonblock "$server_lock" true; }

# Whether the server serves this database, and answers
server_serves() {
    server_runs && [[ $(<"$made/server.database") == "$PGDATABASE" ]] && ask_server 1
}

start_server() {
    local port
    port=$(free_port)
    say "starting Odoo"
    (
        exec 8>"$server_lock" 9>&-
        flock 8
        # Reachable from this machine only: everybody knows the demo data's passwords.
        ODOO_RC=$odoo_conf exec setsid "$python" -m odoo server --http-interface 127.0.0.1 \
            --http-port "$port" --database "$PGDATABASE"
    ) >"$made/server.log" 2>&1 </dev/null &
    echo $! >"$made/server.pid"
    printf 'http://localhost:%s' "$port" >"$made/server.address"
    printf '%s' "$PGDATABASE" >"$made/server.database"
    ask_server 90 || die "Odoo did not start: see .dev/server.log"
}

# ask_server TRIES: whether the server answers; one try a second
ask_server() {
    "$python" - "$(<"$made/server.address")/web/login" "$1" <<'END'
import sys, time, urllib.request

address, tries = sys.argv[1:]
for _try in range(int(tries)):
    try:
        sys.exit(urllib.request.urlopen(address, timeout=60).status != 200)
    except OSError:
        time.sleep(1)
sys.exit(1)
END
}

# Prints the first free port from 8069 on, Odoo's usual one.
free_port() {
    "$python" - <<'END'
import socket

for port in range(8069, 8169):
    with socket.socket() as server:
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(port)
        break
END
}

stop_server() {
    server_runs || return 0
    say "stopping Odoo"
    local process
    process=$(<"$made/server.pid")
    kill "$process" 2>/dev/null || true
    flock --timeout 30 "$server_lock" true || kill -KILL "$process"
}
