# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

MODELS = ("sale.subscription", "miniprogram.contract.notice")


class MailMessage(models.Model):
    """Messages about a contract: visitors read them on its pages alone, by token.

    Core lets portal users read and edit by RPC what was sent to them, and read our
    notes about what they did. What we say about a notice is for us alone.
    """

    _inherit = "mail.message"

    def _compute_is_current_user_or_guest_author(self):
        about = self.filtered(lambda message: message.model in MODELS)
        super(MailMessage, self - about)._compute_is_current_user_or_guest_author()
        # core takes whoever has the link for the customer
        by_login = about.with_context(portal_data={})
        super(MailMessage, by_login)._compute_is_current_user_or_guest_author()

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        is_visitor = not self.env.su and not self.env.user._is_internal()
        if is_visitor and not bypass_access:
            domain = Domain(domain) & Domain("model", "not in", MODELS)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if self.env.user._is_internal():
            return forbidden
        # sudo: asks only what they are about
        others = (self - forbidden).sudo()
        about = others.filtered(lambda message: message.model in MODELS)
        return forbidden + about.sudo(False)
