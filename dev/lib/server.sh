# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# The Odoo that ./dev/run starts in the background.

# The server holds a lock for as long as it lives, so that another process with its old
# process id is never mistaken for it.
server_lock=$made/server.lock
server_pid=$made/server.pid

server_runs() { ! flock --nonblock "$server_lock" true; }

# Whether the server serves this database, and answers
server_serves() {
    server_runs && [[ $(<"$made/server.database") == "$PGDATABASE" ]] && ask_server
}

start_server() {
    local port process
    port=$(free_port)
    say "starting Odoo"
    (
        exec 8>"$server_lock" 9>&-
        flock 8
        ODOO_RC=$odoo_conf exec setsid "$python" "$odoo_command" server --http-port "$port" \
            --database "$PGDATABASE" --pidfile "$server_pid"
    ) >"$made/server.log" 2>&1 </dev/null &
    process=$!
    echo "$process" >"$server_pid"
    printf 'http://localhost:%s' "$port" >"$made/server.address"
    printf '%s' "$PGDATABASE" >"$made/server.database"
    wait_for_server "$process"
}

# wait_for_server PROCESS: waits until the server that just started answers
wait_for_server() {
    local try
    for ((try = 0; try < 90; try++)); do
        ask_server && return
        kill -0 "$1" 2>/dev/null || die "Odoo ended while it started: see .dev/server.log"
        sleep 1
    done
    die "Odoo runs, but does not answer at $(<"$made/server.address"): see .dev/server.log"
}

# Whether the server answers. No proxy leads to it: it is on this machine.
ask_server() {
    "$python" - "$(<"$made/server.address")/web/login" <<'END'
import sys, urllib.request

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    sys.exit(opener.open(sys.argv[1], timeout=60).status != 200)
except OSError:
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

# Stops the server that ./dev/run has started.
stop_server() {
    stop_odoo "$server_pid"
    # An earlier ./dev/run gave its server no such word.
    ! server_runs || stop_odoo
}

# stop_odoo [WORD]: stops this checkout's Odoo servers, or only those with WORD in their
# command line. It needs no file in .dev, so that none outlives "git clean -xfd".
stop_odoo() {
    local processes
    mapfile -t processes < <(find_odoo "$@")
    ((${#processes[@]})) || return 0
    say "stopping Odoo"
    end_processes TERM 30 "${processes[@]}"
}

# find_odoo [WORD]: prints the process ids of this checkout's Odoo servers.
find_odoo() {
    local process words
    while read -r process; do
        read_words "$process"
        [[ ${words[0]:-} == "$python" ]] && is_server && has_word "$@" && echo "$process"
    done < <(list_processes)
}

# Whether the words are those of Odoo as a server: not of a shell, an export …
is_server() {
    local arguments=("${words[@]:2}")
    [[ ${words[*]:1:2} != "-m odoo" ]] || arguments=("${words[@]:3}")
    [[ ${words[1]:-} == "$odoo_command" || ${words[*]:1:2} == "-m odoo" ]] &&
        [[ ${arguments[0]:-} =~ ^(|-.*|server|start|gevent)$ ]]
}

# has_word [WORD]: whether it is one of the words
has_word() {
    local word
    (($#)) || return 0
    for word in "${words[@]}"; do
        [[ $word != "$1" ]] || return 0
    done
    return 1
}
