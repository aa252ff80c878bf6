# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bring delivered types of activities to what this release delivers, unless edited.

``activities.json`` lists what was delivered before: each of its tables is the words of
other releases.
"""

import json
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.migration import load_script
from odoo.tools.misc import file_path

from odoo.addons.miniprogram_contract.tools import delivered

MODULE = "miniprogram_contract"
# How delivered records are read and loaded
loading = load_script(
    file_path(f"{MODULE}/migrations/19.0.1.1.0/post-delivered.py"), "post-delivered"
)


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    loading.bring(env, ["mail_activity_type_data"], find_unedited(env))


def find_unedited(env):
    """Return the fields that this release delivers anew and nobody has edited."""
    tables = json.loads(Path(__file__).with_name("activities.json").read_text("utf-8"))
    unedited = {}
    for told in tables:
        stored = loading.read_stored(env, told)
        for external_id, names in delivered.find_unedited(stored, told).items():
            unedited.setdefault(external_id, set()).update(names)
    return unedited
