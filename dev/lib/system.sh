# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# The packages of the operating system.

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "root is needed for: $* (there is no sudo: run this as root, then start again)"
    fi
}

# No "| grep -q" anywhere: it ends at its first hit, what writes into it is killed, and
# pipefail makes that a failure.
has_font() { [[ -n $(fc-list ':lang=zh-cn' 2>/dev/null) ]]; }
has_python() { find_python >/dev/null; }
has_postgres() { [[ -n ${PGHOST:-} ]] || find_postgres >/dev/null; }

# Where the archive has none, the one from npm serves (choose_wkhtmltopdf). .dev/bin shows
# that the archive has been asked.
has_wkhtmltopdf() { command -v wkhtmltopdf || [[ -d $made/bin ]]; } >/dev/null
can_be_root() { ((EUID == 0)) || command -v sudo >/dev/null; }
# On Debian, ldconfig is not in the PATH of ordinary users.
has_library() { [[ $(PATH=$PATH:/usr/sbin:/sbin ldconfig -p) == *"$1"* ]]; }

# install_packages [chromium]: installs the Debian packages that this machine lacks.
install_packages() {
    local missing=()
    has_python || missing+=(python3 python3-venv)
    has_postgres || missing+=(postgresql)
    command -v psql >/dev/null || missing+=(postgresql-client)
    command -v git >/dev/null || missing+=(git)
    command -v dpkg-deb >/dev/null || missing+=(dpkg)
    command -v fc-list >/dev/null || missing+=(fontconfig)
    has_font || missing+=(fonts-noto-cjk)
    command -v pdftotext >/dev/null || missing+=(poppler-utils)
    has_library libmagic.so || missing+=(libmagic1)
    # The wkhtmltopdf from npm is linked with these.
    has_library libXrender.so || missing+=(libxrender1)
    has_library libXext.so || missing+=(libxext6)
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || missing+=(ca-certificates)
    if [[ ${1:-} == chromium ]]; then
        command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
    fi
    # Optional, since Debian 13 has none.
    local optional=()
    if ! has_wkhtmltopdf && can_be_root && command -v apt-get >/dev/null; then
        optional+=(wkhtmltopdf)
    fi
    if ((${#missing[@]} + ${#optional[@]})); then
        install_with_apt
    fi
    mkdir -p "$made/bin"
}

# Installs what install_packages has found missing.
install_with_apt() {
    command -v apt-get >/dev/null ||
        die "this needs ${missing[*]}: install them with your system's package manager, then start again"
    say "reading the lists of Debian packages"
    as_root apt-get update -qq >"$made/apt.log" 2>&1 ||
        fail_download "$made/apt.log" "the lists of Debian packages" "apt-get update failed"
    local package
    for package in "${optional[@]}"; do
        [[ -z $(apt-cache madison "$package" 2>/dev/null) ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    say "installing Debian packages: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
        "${missing[@]}" >>"$made/apt.log" 2>&1 ||
        fail_download "$made/apt.log" "the Debian packages ${missing[*]}" "apt-get could not install ${missing[*]}"
}
