# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResPartner(models.Model):
    """A customer, and the contracts that it has."""

    _inherit = "res.partner"

    party_contract_ids = fields.One2many(
        comodel_name="sale.subscription",
        inverse_name="commercial_partner_id",
        string="Contracts as Party A",
        readonly=True,
        copy=False,
        groups="miniprogram_contract.group_contract_user",
    )
    contract_count = fields.Integer(compute="_compute_contract_count")

    def _compute_contract_count(self):
        counts = dict(
            self.env["sale.subscription"]._read_group(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("is_miniprogram", "=", True),
                ],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.contract_count = counts.get(partner.commercial_partner_id, 0)

    def _describe_mailbox(self):
        """Return whose mailbox it is, and its address, as people read it.

        :rtype: str
        """
        self.ensure_one()
        return f"{self.name or self.commercial_partner_id.name} <{self.email}>"

    def _compute_subscription_count(self):
        if not self.env["sale.subscription"].has_access("read"):
            # the base module has it on the form of people who may not count
            self.subscription_count = 0
            return None
        contracts = self.env["sale.subscription"]._read_group(
            [("partner_id", "in", self.ids), ("is_miniprogram", "=", True)],
            ["partner_id"],
            ["__count"],
        )
        res = super()._compute_subscription_count()
        for partner, count in contracts:
            partner.subscription_count -= count
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_named_in_contract(self):
        # sudo: contracts count that this user is not allowed to see
        contracts = (
            self.env["sale.subscription"]
            .sudo()
            .with_context(active_test=False)
            .search(
                Domain("is_miniprogram", "=", True)
                & Domain("contract_state", "!=", "draft")
                & (
                    Domain("contact_partner_id", "in", self.ids)
                    | Domain("notice_partner_id", "in", self.ids)
                )
            )
        )
        if contracts:
            raise UserError(
                self.env._(
                    "These contracts name the contact as contact person or notice "
                    "address, so it cannot be deleted; archive it instead: %s.",
                    ", ".join(contracts.mapped("display_name")),
                )
            )

    def action_view_subscription_ids(self):
        action = super().action_view_subscription_ids()
        others = self.subscription_ids - self.subscription_ids._filter_contracts()
        action["domain"] = [("id", "in", others.ids)]
        return action

    def action_view_contracts(self):
        """Open the contracts of this partner's company."""
        self.ensure_one()
        return self.env["sale.subscription"]._get_contracts_action(
            [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        )
