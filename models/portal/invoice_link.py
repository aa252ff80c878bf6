# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from .contract_link import LINK


class AccountMove(models.Model):
    """The invoices of a contract: who has its link reads and pays them by that link."""

    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._drop_own_tokens()
        return moves

    def write(self, vals):
        if "access_token" in vals and not self.env.su:
            self._check_no_own_token()
        # a link of before does not open what now belongs to a contract
        is_assigned = bool(vals.get("subscription_id"))
        others = self.filtered(lambda move: is_assigned and not move._is_of_contract())
        res = super().write(vals)
        others._drop_own_tokens()
        return res

    def _drop_own_tokens(self):
        """Drop links to invoices of contracts that the server did not make."""
        # sudo: nobody writes a token
        own = self.sudo().filtered("access_token")
        own.filtered(lambda move: move._is_of_contract()).access_token = False

    def _is_of_contract(self):
        """Whether this is an invoice of a contract."""
        self.ensure_one()
        # sudo: who changes an invoice need not see its contract
        return bool(self.sudo().subscription_id._filter_contracts())

    def _check_no_own_token(self):
        """Refuse links to invoices of contracts that the server did not make."""
        if any(move._is_of_contract() for move in self):
            raise UserError(
                self.env._(
                    "Security Token: the link of a contract's invoice is made by the "
                    "server alone."
                )
            )

    def _is_opened_by_link(self, access_token):
        """Whether the link of its contract opens this invoice.

        :param access_token: what the visitor's link says; anything may be posted
        :rtype: bool
        """
        self.ensure_one()
        contract = self.subscription_id
        return bool(
            contract
            and self.state == "posted"
            and self in contract.term_ids.invoice_id
            and contract._is_issued()
            and contract._is_portal_token(access_token)
        )

    def _portal_ensure_token(self):
        link = self.env.context.get(LINK)
        if link and self._is_opened_by_link(link):
            return link
        return super()._portal_ensure_token()
