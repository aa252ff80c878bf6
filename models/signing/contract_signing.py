# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import email_normalize

from ...tools.documents import sha256
from ..contract.mail_posting import Mail, paragraphs


class SaleSubscription(models.Model):
    """Signing a contract on screen: where the code goes, its annexes, cancelling."""

    _inherit = "sale.subscription"

    signing_email = fields.Char(
        string="Email for Signing",
        copy=False,
        tracking=True,
        help="Where codes for signing and for notices go. Taken from the notice "
        "address or the contact person when the contract is sent, and printed on it: "
        "it stays, unless the customer changes it by notice (clause 11.3).",
    )
    signing_phone = fields.Char(
        string="Phone for Signing",
        copy=False,
        tracking=True,
        help="Where the code goes by SMS, if the company sends it by SMS.",
    )

    # -- sending, and taking back ---------------------------------------------------

    def _prepare_sending_values(self):
        values = super()._prepare_sending_values()
        if not self.signing_email:
            partner = self._get_designated_partner()
            values["signing_email"] = email_normalize(partner.email)
        if not self.signing_phone:
            values["signing_phone"] = self._get_designated_person().phone
        return values

    @api.model
    def _prepare_draft_values(self):
        return {
            **super()._prepare_draft_values(),
            "signing_email": False,
            "signing_phone": False,
        }

    # -- signing --------------------------------------------------------------------

    def action_sign_contract(
        self,
        signed_by,
        signature,
        *,
        shown_sha256=None,
        ip_address=None,
        position=None,
        confirmed=None,
    ):
        """Take the customer's signature on screen, see :meth:`action_sign`."""
        return self.action_sign(
            signed_by,
            signature,
            shown_sha256=shown_sha256,
            ip_address=ip_address,
            position=position,
            confirmed=confirmed,
        )

    def action_countersign_contract(self, confirmed_warnings=""):
        """Put our seal and the day on contracts, see :meth:`action_countersign`."""
        return self.action_countersign(confirmed_warnings)

    def _get_evidence_of_annexes(self):
        # sudo: the keeper of the seal may read what was filed with the contract
        pages = self.sudo()._get_platform_order_pages()  # clause 3.1
        return super()._get_evidence_of_annexes() + [
            ("平台订单页面", f"{page.name} SHA-256：{sha256(page._read_stored())}")
            for page in pages
        ]

    # -- cancelling -----------------------------------------------------------------

    def action_cancel_contract(self, reason):
        signed = self.filtered("signed_by_customer_on")
        res = super().action_cancel_contract(reason)
        for contract in signed:
            contract._notify_customer_of_cancelling()
        self._close_signing_activities()
        return res

    def _notify_customer_of_cancelling(self):
        """E-mail a customer who has signed that the contract was cancelled."""
        mail = self._compose_cancelling_mail()
        self._post_mail(mail, **self._prepare_readers(mail.partner, also_own=True))

    def _compose_cancelling_mail(self):
        """Return the mail that says that the contract was cancelled.

        :rtype: Mail
        """
        self.ensure_one()
        partner = self._get_mail_partner()
        contract = self._speak_to(partner)
        _ = contract.env._
        body = paragraphs(
            _("Dear %s,", (partner or self.partner_id).name),
            _(
                "You signed contract %(number)s. We have cancelled it without putting "
                "our seal on it, so it does not bind either side. Reason: %(reason)s",
                number=self.contract_number or "",
                reason=self.cancel_reason or "",
            ),
        )
        return Mail(
            _("Contract %s was cancelled", self.contract_number or ""),
            body,
            contract._get_page_button(),
            partner,
        )
