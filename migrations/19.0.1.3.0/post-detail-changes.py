# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keep changed details of parties as records: a merge outlives the ids in JSON."""

from odoo.tools.sql import column_exists

CHANGES = "miniprogram_contract_detail_change"


def migrate(cr, _version):
    if column_exists(cr, CHANGES, "details"):
        move_details(cr)


def move_details(cr):
    """Make an item of each detail; a partner that is gone leaves it without a name."""
    cr.execute("""
        INSERT INTO miniprogram_contract_detail_change_item (
                    change_id, partner_id, partner_name, item, before, after,
                    create_uid, create_date, write_uid, write_date)
             SELECT change.id, partner.id, partner.name, item.key,
                    NULLIF(item.value ->> 0, 'false'),
                    NULLIF(item.value ->> 1, 'false'),
                    change.create_uid, change.create_date,
                    change.write_uid, change.write_date
               FROM miniprogram_contract_detail_change AS change
         CROSS JOIN LATERAL jsonb_each(change.details) AS owner
         CROSS JOIN LATERAL jsonb_each(owner.value) AS item
          LEFT JOIN res_partner AS partner ON partner.id = owner.key::integer
              WHERE jsonb_typeof(change.details) = 'object'
                AND NOT EXISTS (
                    SELECT FROM miniprogram_contract_detail_change_item AS made
                     WHERE made.change_id = change.id)
           ORDER BY change.id, owner.key, item.key
    """)
