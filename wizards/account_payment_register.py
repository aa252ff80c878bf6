# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class AccountPaymentRegister(models.TransientModel):
    """Payments registered on invoices: they are no open credit."""

    _inherit = "account.payment.register"

    def _create_payments(self):
        # the payments are reconciled with the invoices right after they are posted
        wizards = self.with_context(contract_pays_invoices=True)
        return super(AccountPaymentRegister, wizards)._create_payments()
