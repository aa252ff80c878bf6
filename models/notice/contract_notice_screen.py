# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SaleSubscription(models.Model):
    """What a contract's screens say of its notices, and where they lead."""

    _inherit = "sale.subscription"

    notice_count = fields.Integer(
        string="Number of Notices", compute="_compute_notice_count"
    )
    overdue_notice_count = fields.Integer(
        string="Overdue Notices", compute="_compute_notice_count"
    )

    def _compute_notice_count(self):
        notices = self.env["miniprogram.contract.notice"]
        own = [("contract_id", "in", self.ids)]
        groups = (["contract_id"], ["__count"])
        counts = dict(
            notices._read_group([*own, ("state", "!=", "cancelled")], *groups)
        )
        overdue = dict(notices._read_group([*own, ("is_overdue", "=", True)], *groups))
        for contract in self:
            contract.notice_count = counts.get(contract, 0)
            contract.overdue_notice_count = overdue.get(contract, 0)

    def action_view_notices(self):
        """Open the notices of these contracts."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_notice"
        )
        context = {"default_contract_id": self.id} if len(self) == 1 else {}
        return {
            **action,
            "domain": [("contract_id", "in", self.ids)],
            "context": context,
        }

    def action_notify_customers(self):
        """Write one notice to the contracts chosen in the list."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Notice to Many"),
            "res_model": "miniprogram.contract.notice.mailing",
            "view_mode": "form",
            "context": {"default_contract_domain": str([("id", "in", self.ids)])},
        }

    def _record_notices(self, notice_type, **values):
        """Note that these contracts' customers give a notice; its receipt is to come.

        :param notice_type: a ``miniprogram.contract.notice.type``
        :param values: values of the notices' fields, the same for all
        :return: the notices, drafts
        """
        return self.env["miniprogram.contract.notice"].create(
            [
                contract._prepare_notice(
                    notice_type, **{"direction": "incoming", "term_id": False, **values}
                )
                for contract in self
            ]
        )
