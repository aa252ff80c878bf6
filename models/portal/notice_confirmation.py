# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, models
from odoo.tools import email_normalize, format_date

from ..contract.mail_posting import Mail, paragraphs


class ContractNotice(models.Model):
    """A mail that confirms what the customer gave in the portal, with its PDF.

    It goes to whoever gave it, and to the designated address: nobody acts for the
    customer there without the customer hearing of it.
    """

    _inherit = "miniprogram.contract.notice"

    def _give_in_portal(self, files, ip_address):
        # whom to tell is asked before: the notice may change the address
        designated = self.contract_id._get_designated_mailboxes()
        notice = super()._give_in_portal(files, ip_address)
        notice._confirm_by_mail(designated)
        return notice

    def _confirm_by_mail(self, designated):
        """E-mail that this notice was received.

        :param list designated: the designated addresses, if there are any
        """
        self.ensure_one()
        giver = self.env.user.partner_id.filtered("email")
        own = email_normalize(giver.email)
        others = [email for email in designated if email != own]
        if not (giver or others):
            return
        reader = giver or self.contract_id._get_designated_reader()
        # by the system: core drops what visitors attach, and tells them nothing of it
        self.contract_id.with_user(SUPERUSER_ID)._post_mail(
            self._compose_confirmation(reader),
            attachment_ids=self.document_id.ids,
            outgoing_email_to=", ".join(others) or False,
            partner_ids=giver.ids,
        )

    def _compose_confirmation(self, partner):
        """Return the mail that says that this notice was received, and who gave it.

        :param partner: in whose language it is
        :rtype: Mail
        """
        self.ensure_one()
        contract, user = self.contract_id._speak_to(partner), self.env.user
        notice = self.with_context(lang=contract.env.lang)
        _ = contract.env._
        body = paragraphs(
            _("Dear %s,", contract.commercial_partner_id.name),
            _(
                "On %(day)s %(name)s (login %(login)s) gave us this notice on contract "
                "%(number)s: %(notice)s. It counts as received on that day.",
                day=format_date(contract.env, self.received_on),
                name=user.name,
                login=user.login,
                number=contract.contract_number,
                notice=notice.type_id.name,
            ),
            _("Please find it attached.") if self.document_id else "",
            _("If you did not mean to give it, tell your contact at once."),
            hint=self.document_sha256
            and _("SHA-256 of the document: %s", self.document_sha256),
        )
        return Mail(
            _("We have received your notice: %s", notice.type_id.name),
            body,
            contract._get_page_button(),
            partner,
        )
