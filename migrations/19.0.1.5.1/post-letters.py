# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bring the words of delivered letters to what this release delivers.

Only where nobody edited them: ``letters.json`` lists what 19.0.1.5.0 delivered, and a
field that still holds it is updated.
"""

from functools import partial
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.migration import load_script
from odoo.tools.misc import file_path

from odoo.addons.miniprogram_contract.tools import delivered

MODULE = "miniprogram_contract"
DATA_FILES = ("notice_type_data",)
# How delivered records are read and loaded
loading = load_script(
    file_path(f"{MODULE}/migrations/19.0.1.1.0/post-delivered.py"), "post-delivered"
)


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    unedited = delivered.find_unedited_since(
        Path(__file__).with_name("letters.json"), partial(loading.read_stored, env)
    )
    loading.bring(env, DATA_FILES, unedited)
