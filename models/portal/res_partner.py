# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Who leaves a customer follows its contracts no longer."""

    _inherit = "res.partner"

    def write(self, vals):
        if "parent_id" not in vals and "is_company" not in vals:
            return super().write(vals)
        # sudo: who edits contacts need not see all of them, nor those archived
        contacts = self.sudo().with_context(active_test=False)
        family = contacts.search([("id", "child_of", self.ids)])
        former = family.grouped("commercial_partner_id")
        res = super().write(vals)
        for party, members in former.items():
            members.filtered(
                lambda member, party=party: member.commercial_partner_id != party
            )._leave(party)
        return res

    def _leave(self, party):
        """Take these partners off the contracts of a customer that they follow.

        :param party: the commercial partner that they belonged to
        """
        if not self:
            return
        # sudo: who edits contacts need not see their contracts
        contracts = self.env["sale.subscription"].sudo().with_context(active_test=False)
        followed = contracts.search(
            Domain("is_miniprogram", "=", True)
            & Domain("commercial_partner_id", "=", party.id)
            & Domain("message_partner_ids", "in", self.ids)
        )
        followed.message_unsubscribe(self.ids)
