# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

UNPAID = "miniprogram_contract.close_reason_unpaid"
NOT_RENEWED = "miniprogram_contract.close_reason_not_renewed"
AGREEMENT = "miniprogram_contract.close_reason_agreement"
CUSTOMER_REQUEST = "miniprogram_contract.close_reason_customer_request"
SIDES = [
    ("customer", "The Customer"),
    ("company", "Our Company"),
    ("both", "Either Side, or Both"),
]


class SaleSubscriptionCloseReason(models.Model):
    """Why a contract ends: its clause, who may use it, and what it needs."""

    _inherit = "sale.subscription.close.reason"

    name = fields.Char(translate=True)
    clause_code = fields.Char(
        string="Clause",
        help="The stable code of the clause under which a contract ends; its number "
        "comes from the contract's own wording.",
    )
    side = fields.Selection(
        selection=SIDES,
        string="Who May Use It",
        required=True,
        default="both",
        help="Which side may terminate a contract for this reason.",
    )
    is_manager_only = fields.Boolean(
        string="Managers Only",
        default=True,
        help="On our side, only a contract manager may terminate for this reason.",
    )
    is_agreement = fields.Boolean(
        string="Agreed by Both Sides",
        help="Both sides agree on the last day of service: until then a renewal that "
        "is not paid does not end the contract, and nothing is invoiced past it.",
    )
    takes_effect_on_arrival = fields.Boolean(
        help="Our side declares such an end: the contract continues until our letter "
        "has arrived (Civil Code, article 565), or until the cure day that it sets, if "
        "that is later.",
    )
    needs_document = fields.Boolean(
        string="Supporting Document Needed",
        help="A contract cannot be terminated for this reason without the document.",
    )
    document_name = fields.Char(
        string="Required Document",
        translate=True,
        help="What has to be attached, such as the agreement signed by both sides.",
    )
    # The letter is Chinese in every language, so this is not translated.
    settlement = fields.Text(
        string="Default Settlement",
        help="The settlement line of the letter, in Chinese. If it is empty, a manager "
        "fills it in before the letter is sent.",
    )

    def _is_declared_by_us(self):
        """Whether we declare an end for this reason: it waits for our letter."""
        self.ensure_one()
        return self.takes_effect_on_arrival and self.side != "customer"

    def write(self, vals):
        contracts = self.env["sale.subscription"]
        if not (self.env.su or contracts._is_contract_manager()):
            self._check_not_of_contracts()
        return super().write(vals)

    def _check_not_of_contracts(self):
        """Refuse to let others than contract managers change why contracts ended."""
        if kept := self._filter_in_use():
            raise UserError(
                self.env._(
                    "These reasons are used by contracts, or by the rules that end "
                    "them, so only a contract manager can change them: %s.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def _filter_in_use(self):
        """Keep the reasons of contracts, and those that the rules name."""
        # sudo: contracts count that this user is not allowed to see
        contracts = self.env["sale.subscription"].sudo().with_context(active_test=False)
        groups = contracts._read_group(
            [("close_reason_id", "in", self.ids), ("is_miniprogram", "=", True)],
            ["close_reason_id"],
        )
        used = self.browse().union(*(reason for (reason,) in groups))
        return self & (used | self._filter_delivered())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_contracts(self):
        if kept := self._filter_in_use():
            raise UserError(
                self.env._(
                    "These reasons are used by contracts, or by the rules that end "
                    "them, so they cannot be deleted: %s.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def _filter_delivered(self):
        """Keep the reasons that this addon's rules name."""
        names = self._get_external_ids()
        return self.filtered(
            lambda reason: any(
                name.startswith("miniprogram_contract.") for name in names[reason.id]
            )
        )
