# shellcheck shell=bash
# Everything that a command needs: it sources this, then calls set_up.

here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=common.sh
source "$here/common.sh"
# shellcheck source=system.sh
source "$here/system.sh"
# shellcheck source=python.sh
source "$here/python.sh"
# shellcheck source=odoo.sh
source "$here/odoo.sh"
# shellcheck source=postgres.sh
source "$here/postgres.sh"
# shellcheck source=database.sh
source "$here/database.sh"
# shellcheck source=server.sh
source "$here/server.sh"

# The linters need neither Odoo nor a database.
set_up_tools() {
    take_lock
    install_packages
    make_venv
    make_node_modules
    link_addon
    release_lock
}

# set_up [chromium]
set_up() {
    # What runs on this machine is not asked through a proxy.
    export no_proxy=${no_proxy:-${NO_PROXY:-}}
    no_proxy=localhost,127.0.0.1${no_proxy:+,$no_proxy}
    export NO_PROXY=$no_proxy
    take_lock
    install_packages "$@"
    make_venv
    make_node_modules
    # tests/test_portal_accessibility.py
    export AXE_CORE=$node_modules/axe-core/axe.min.js
    download_odoo
    configure_odoo
    choose_wkhtmltopdf
    start_postgres
    make_template
    release_lock
}

# The build from npm has Qt with wkhtmltopdf's patches, the one of Debian 12 has not, and
# Debian 13 has no wkhtmltopdf. The tests try both; Odoo uses the machine's, if it has one.
choose_wkhtmltopdf() {
    export WKHTMLTOPDF_PATCHED=$node_modules/wkhtmltopdf-binary/wkhtmltopdf
    export WKHTMLTOPDF_UNPATCHED
    WKHTMLTOPDF_UNPATCHED=$(command -v wkhtmltopdf || true)
    local chosen=${WKHTMLTOPDF_UNPATCHED:-$WKHTMLTOPDF_PATCHED}
    "$chosen" --version >/dev/null 2>&1 ||
        die "$chosen does not run on this machine: install a wkhtmltopdf of your own into PATH"
    ln -sfn "$chosen" "$made/bin/wkhtmltopdf"
    export PATH=$made/bin:$PATH
}
