# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Command

DETAIL_ITEMS = [
    ("name", "Name"),
    ("address", "Address"),
    ("contact", "Contact"),
    ("zip", "Zip"),
    ("phone", "Phone"),
    ("hotline", "Hotline"),
    ("fax", "Fax"),
    ("email", "Email"),
]


class ContractDetailChangeItem(models.Model):
    """One detail that changed: of which partner, what it was and what it is.

    The link to the partner is a field, so that merging contacts moves it along; the
    partner's name stays readable when the partner is gone.
    """

    _name = "miniprogram.contract.detail.change.item"
    _description = "Changed Detail of a Contract Party"
    _order = "change_id, id"
    _rec_name = "item"

    change_id = fields.Many2one(
        comodel_name="miniprogram.contract.detail.change",
        required=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whose Detail",
        ondelete="set null",
        index="btree_not_null",
    )
    partner_name = fields.Char(string="Name of the Partner")
    item = fields.Selection(selection=DETAIL_ITEMS, required=True)
    before = fields.Char()
    after = fields.Char()

    @api.model
    def _prepare_items(self, details):
        """Prepare the items of changed details.

        :param dict details: by id of the partner whose they are, and by item, the value
            before and after
        :rtype: list
        """
        partners = self.env["res.partner"].browse(details)
        return [
            Command.create(
                {
                    "partner_id": partner.id,
                    # sudo: the company's accounts may keep an address from the user
                    "partner_name": partner.sudo().name,
                    "item": item,
                    "before": before,
                    "after": after,
                }
            )
            for partner in partners
            for item, (before, after) in details[partner.id].items()
        ]

    def _drop_unchanged(self):
        """Delete the items that are again what they were before."""
        self.filtered(lambda item: not item._is_changed()).unlink()

    def _is_changed(self):
        self.ensure_one()
        return (self.before or "") != (self.after or "")

    def _reread(self):
        """Take over what these details are now: their partners were merged."""
        for item in self.filtered("partner_id"):
            change = item.change_id
            details = item.partner_id._get_party_details(
                change.partner_id.id, change.company_id.id
            )
            # of a contact who left nothing but that is told
            item.after = details.get(item.item, item.after)

    def _drop_duplicates(self):
        """Delete the items that say of a partner what another of these says."""
        by_content = self.grouped(
            lambda item: (item.change_id, item.partner_id, item.item, item.before or "")
        )
        for items in by_content.values():
            items[1:].unlink()
