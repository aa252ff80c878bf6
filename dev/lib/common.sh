# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# Paths, and the functions that all the others use.

addon=miniprogram_contract
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

# fail_download LOG WHAT SENTENCE: ends with the sentence, or, where the tool wrote into LOG
# that it reached nobody, says that instead.
fail_download() {
    if lacks_network "$1"; then
        die "no network: $2 cannot be downloaded (see .dev/${1##*/}); connect, or set http_proxy and https_proxy, and start again"
    fi
    die "$3 (see .dev/${1##*/})"
}

# What apt, pip and npm write when a name is not resolved, or nobody answers
lacks_network() {
    grep -qE -e 'Temporary failure (resolving|in name resolution)|Could not (resolve|connect)' \
        -e 'Unable to connect|Cannot initiate the connection|[Nn]etwork is unreachable' \
        -e 'Failed to establish a new connection|NameResolutionError|ProxyError|Cannot connect to proxy' \
        -e 'Connect(ion ?)?Timeout|[Cc]onnection (timed out|refused)|Max retries exceeded' \
        -e 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH' "$1" 2>/dev/null
}

# Prints the ids of all processes.
list_processes() {
    local folder
    for folder in /proc/[0-9]*; do
        echo "${folder#/proc/}"
    done
}

# read_words PROCESS: reads the process's command line into the caller's array "words".
read_words() {
    words=()
    { mapfile -d '' -t words <"/proc/$1/cmdline"; } 2>/dev/null || true
}

# end_processes SIGNAL SECONDS PROCESS…: ends them, at last by force.
end_processes() {
    local signal=$1 tries=$(($2 * 10)) process
    shift 2
    kill -"$signal" "$@" 2>/dev/null || true
    for process; do
        while runs "$process" && ((tries-- > 0)); do
            sleep 0.1
        done
        ! runs "$process" || kill -KILL "$process" ||
            die "process $process cannot be ended: do it as the user who started it"
    done
}

# A zombie, which its parent has not asked about yet, no longer runs.
runs() {
    local state
    { read -r state <"/proc/$1/stat"; } 2>/dev/null && [[ ${state##*) } != Z* ]]
}

hash_of() { sha256sum | cut -c1-16; }

# Prints the folder of all that is made here: .dev. Odoo splits paths at commas, Python and
# the shell split theirs at colons, and a script's first line splits at a space: where the
# checkout's path has such a character, .dev is a link to a folder elsewhere.
find_made() {
    local LC_ALL=C link=$checkout/.dev
    if [[ $checkout == *[!A-Za-z0-9/._+@~-]* && ! -e $link ]]; then
        local elsewhere
        elsewhere=${XDG_CACHE_HOME:-$HOME/.cache}/$addon-$(printf '%s' "$checkout" | hash_of)
        mkdir -p "$elsewhere"
        ln -sfn "$elsewhere" "$link"
    fi
    mkdir -p "$link"
    (cd "$link" && pwd -P)
}
made=$(find_made)

# What must lie elsewhere, since a socket's path is limited to 107 bytes: the names of
# this checkout's folders for temporary files begin with this.
temporary=/tmp/$addon-$(printf '%s' "$checkout" | hash_of)

# Two commands may start at once: the second waits here until the first has set up.
# The lock is on file descriptor 9, which no server may inherit (9>&-).
take_lock() {
    exec 9>"$made/lock"
    flock -n 9 || { say "waiting for another run to finish its set-up" && flock 9; }
}

release_lock() { exec 9>&-; }

# is_stamped FOLDER KEY: whether FOLDER is complete, and made from what KEY stands for
is_stamped() { [[ -f $1/.stamp && $(<"$1/.stamp") == "$2" ]]; }
# As a new file each time, since a copied file store shares its files with the original.
stamp() {
    printf '%s' "$2" >"$1/.stamp.new"
    mv "$1/.stamp.new" "$1/.stamp"
}
