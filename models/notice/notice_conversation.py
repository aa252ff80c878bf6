# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..party.company_language import track_in_company_language


class ContractNotice(models.Model):
    """What we say about a notice among ourselves, and what is to be done about it.

    The customer is told by the letter alone, and by the contract's messages.
    """

    _inherit = "miniprogram.contract.notice"

    # who may read a notice may note something on it, accountants among them
    _mail_post_access = "read"

    @api.model_create_multi
    def create(self, vals_list):
        # neither a customer in the portal nor who records a notice follows it: only
        # who joins the conversation does; who made it, and when, is on the record
        quiet = self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        notices = super(ContractNotice, quiet).create(vals_list)
        return notices.with_env(self.env)

    def _message_track(self, fields_iter, initial_values_dict):
        def track(notices):
            return super()._message_track(fields_iter, initial_values_dict)

        return track_in_company_language(self, track)

    def _mail_get_partner_fields(self, introspect_fields=False):
        return []  # the customer is not suggested as a reader
