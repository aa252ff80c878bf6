# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bring the Chinese of labels to what this release delivers.

Odoo keeps a label's former translation, also where the label itself is another.
"""

from odoo import SUPERUSER_ID, api
from odoo.modules.migration import load_script
from odoo.tools.misc import file_path

# How delivered translations are loaded
loading = load_script(
    file_path("miniprogram_contract/migrations/19.0.1.1.0/post-delivered.py"),
    "post-delivered",
)


def migrate(cr, _version):
    loading.load_translations(api.Environment(cr, SUPERUSER_ID, {}), {})
