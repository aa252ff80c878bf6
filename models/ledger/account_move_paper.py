# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class AccountMove(models.Model):
    """The print of a contract's invoice: a bill, in the language of the contract."""

    _inherit = "account.move"

    def _is_contract_bill(self):
        """Whether this bills, or credits, a period of a contract."""
        self.ensure_one()
        return bool(self.contract_number) and self.is_sale_document()

    def _get_report_lang(self):
        """Return the language in which it is printed, whatever the customer's is."""
        self.ensure_one()
        if self._is_contract_bill():
            return self.company_id._get_paper_lang()
        return self.partner_id.lang

    def _get_contract_bill_title(self):
        """Return the heading of the print: in China only a fapiao is a tax invoice.

        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        is_credit = self.move_type == "out_refund"
        if self.state == "draft":
            return (
                _("Draft credit note (not a tax invoice)")
                if is_credit
                else _("Draft bill (not a tax invoice)")
            )
        if self.state == "cancel":
            return (
                _("Cancelled credit note (not a tax invoice)")
                if is_credit
                else _("Cancelled bill (not a tax invoice)")
            )
        return (
            _("Credit note (not a tax invoice)")
            if is_credit
            else _("Bill (not a tax invoice)")
        )

    def _get_invoice_proforma_pdf_report_filename(self):
        if self._is_contract_bill():
            return self._get_invoice_report_filename()
        return super()._get_invoice_proforma_pdf_report_filename()
