# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

UNPAID = "miniprogram_contract.close_reason_unpaid"
SIDES = [
    ("customer", "The Customer"),
    ("company", "We"),
    ("both", "Either Side, or Both"),
]


class SaleSubscriptionCloseReason(models.Model):
    _inherit = "sale.subscription.close.reason"

    name = fields.Char(translate=True)
    clause_code = fields.Char(
        string="Clause",
        help="The stable code of the clause that a contract ends by; its number is "
        "that of the contract's own wording.",
    )
    side = fields.Selection(
        selection=SIDES,
        string="Who May Use It",
        required=True,
        default="both",
        help="Which side ends a contract by this reason.",
    )
    is_manager_only = fields.Boolean(
        string="Managers Only",
        default=True,
        help="Only a contract manager ends a contract by this reason on our side.",
    )
    needs_document = fields.Boolean(
        string="Supporting Document Needed",
        help="No contract ends by this reason without its supporting document.",
    )
    document_name = fields.Char(
        string="Which Document",
        translate=True,
        help="What is to be attached, such as: the agreement signed by both sides.",
    )
    # The letter is Chinese whoever prints it, so this is not translated.
    settlement = fields.Text(
        string="Usual Settlement",
        help="The settlement line of the letter, in Chinese. Without one a manager "
        "fills it in before the letter is sent.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_contracts(self):
        # sudo: contracts count that this user is not allowed to see
        contracts = self.env["sale.subscription"].sudo().with_context(active_test=False)
        ended = contracts.search(
            [("close_reason_id", "in", self.ids), ("is_miniprogram", "=", True)]
        )
        if kept := self & (ended.close_reason_id | self._filter_delivered()):
            raise UserError(
                self.env._(
                    "Contracts end by these reasons, or the rules that end them name "
                    "them, so they stay: %s.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def _filter_delivered(self):
        """Keep the reasons that this addon's rules name."""
        external_ids = self.get_external_id()
        return self.filtered(
            lambda reason: external_ids[reason.id].startswith("miniprogram_contract.")
        )
