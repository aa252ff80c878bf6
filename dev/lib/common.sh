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
