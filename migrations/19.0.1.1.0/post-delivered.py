# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bring delivered records that people may edit to what this release delivers.

Odoo updates none of them. Here a field is updated if it still holds what the state of
19.0.1.0.0 that created the record delivered, in every language. ``delivered.json``
lists these values, and for a field that came later the one that an update left in it.
"""

import json
from pathlib import Path

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_open
from odoo.tools.convert import xml_import
from odoo.tools.translate import TranslationImporter, get_po_paths

from odoo.addons.miniprogram_contract.tools import delivered

MODULE = "miniprogram_contract"
DATA_FILES = (
    "notice_type_data",
    "close_reason_data",
    "ir_cron_data",
    "mail_activity_type_data",
    "mail_template_data",
)
CRONS = (
    "ir_cron_invoice_renewals",
    "ir_cron_terminate_unpaid_renewals",
    "ir_cron_track_notices",
)
# The states of 19.0.1.0.0, each with a field that came with the next one.
LATER_FIELDS = {
    "122e1dd": "field_sale_subscription_close_reason__side",
    "f1c440c": "field_res_company__contract_certificate_id",
}
LAST_STATE = "a16fbdb"
# Types that an update created never got what the file says of them further down, in
# "What ends a contract, and by which reason".
CREATED_BY_UPDATE = "created_by_update"
# Published, so it cannot be deleted.
FIRST_RECORD = "wording_v1"


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    bring(env, DATA_FILES, find_unedited(env))


def find_unedited(env):
    """Return the fields that this release delivers anew and nobody has edited."""
    table = read_table()
    stored, told = {}, {}
    for external_id in set().union(*table.values()):
        record = env.ref(f"{MODULE}.{external_id}", raise_if_not_found=False)
        if not record:
            continue
        told[external_id] = table[find_release(env, external_id)].get(external_id, {})
        if is_younger(env, external_id, FIRST_RECORD):
            told[external_id] |= table[CREATED_BY_UPDATE].get(external_id, {})
        stored[external_id] = {name: read(record, name) for name in told[external_id]}
    unedited = delivered.find_unedited(stored, told)
    for external_id in CRONS:
        cron = env.ref(f"{MODULE}.{external_id}", raise_if_not_found=False)
        if cron and delivered.runs_at_its_first_hour(cron.create_date, cron.nextcall):
            unedited.setdefault(external_id, set()).add("nextcall")
    return unedited


def read_table():
    return json.loads(Path(__file__).with_name("delivered.json").read_text("utf-8"))


def find_release(env, external_id):
    """Return the released state that created a record: its fields came with it.

    A field that is younger than the record came with a later one.
    """
    for release, later_field in LATER_FIELDS.items():
        if is_younger(env, later_field, external_id):
            return release
    return LAST_STATE


def is_younger(env, external_id, other):
    """Whether something came to the database in a later update than something else."""
    env.cr.execute(
        """
        SELECT one.create_date > other.create_date
          FROM ir_model_data AS one, ir_model_data AS other
         WHERE one.module = %(module)s AND one.name = %(one)s
           AND other.module = %(module)s AND other.name = %(other)s
        """,
        {"module": MODULE, "one": external_id, "other": other},
    )
    row = env.cr.fetchone()
    return bool(row and row[0])


def read(record, name):
    """Return a value as ``delivered.json`` has it."""
    field = record._fields[name]
    if field.translate:
        return field._get_stored_translations(record)
    if field.type == "many2one":
        return record[name].get_external_id().get(record[name].id, False)
    return record[name]


def read_stored(env, told):
    """Return what records hold, in the fields of a table of what was delivered."""
    stored = {}
    for external_id, values in told.items():
        record = env.ref(f"{MODULE}.{external_id}", raise_if_not_found=False)
        if record:
            stored[external_id] = {name: read(record, name) for name in values}
    return stored


def bring(env, data_files, unedited):
    """Bring the fields that nobody has edited to what these data files deliver."""
    for name in data_files:
        load(env, f"{MODULE}/data/{name}.xml", unedited)
    env.flush_all()
    load_translations(env, unedited)


def load(env, path, unedited):
    """Load a data file as at an installation, but only the fields nobody has edited."""
    with file_open(path, "rb") as stream:
        data = etree.parse(stream).getroot()
    delivered.keep_fields(data, unedited)
    xml_import(env, MODULE, {}, "init", xml_filename=path).parse(data)


def load_translations(env, unedited):
    """Overwrite translations, but those of what people have edited.

    Labels are updated like what they translate; Odoo alone would keep the former ones.
    """
    env.cr.execute(
        "SELECT name FROM ir_model_data WHERE module = %s AND noupdate", [MODULE]
    )
    editable = {name for (name,) in env.cr.fetchall()}
    importer = TranslationImporter(env.cr, verbose=False)
    for lang, _name in env["res.lang"].get_installed():
        for path in get_po_paths(MODULE, lang):
            importer.load_file(path, lang)
    for translations in (
        importer.model_translations,
        importer.model_terms_translations,
    ):
        delivered.keep_translations(
            translations, MODULE, unedited, editable.__contains__
        )
    importer.save(overwrite=True, force_overwrite=True)
