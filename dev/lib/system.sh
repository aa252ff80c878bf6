# shellcheck shell=bash
# Variables are shared between the files that setup.sh sources.
# shellcheck disable=SC2034,SC2154
# What has to come from the operating system.

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "root is needed for: $* (there is no sudo: run that as root, then start again)"
    fi
}

has_font() { fc-list ':lang=zh-cn' 2>/dev/null | grep -q .; }
has_python() { find_python >/dev/null; }
has_postgres() { [[ -n ${PGHOST:-} ]] || find_postgres >/dev/null; }

# install_packages [chromium]: installs those Debian packages whose use is missing.
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
    ldconfig -p 2>/dev/null | grep -q libmagic.so || missing+=(libmagic1)
    if ! command -v wkhtmltopdf >/dev/null && apt-cache show wkhtmltopdf >/dev/null 2>&1; then
        missing+=(wkhtmltopdf)
    fi
    if [[ ${1:-} == chromium ]]; then
        command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
    fi
    ((${#missing[@]})) || return 0

    command -v apt-get >/dev/null ||
        die "this needs ${missing[*]}: install them with your system's package manager, then start again"
    say "installing Debian packages: ${missing[*]}"
    as_root apt-get update -qq
    # postgresql-common would start a server of its own on a new machine; ours is private.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
        "${missing[@]}" >"$made/apt.log" 2>&1 ||
        die "apt-get could not install ${missing[*]}: see .dev/apt.log"
}
