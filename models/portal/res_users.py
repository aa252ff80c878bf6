# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..evidence.security_log import note_attempt


class ResUsers(models.Model):
    """Who has a login is told to nobody: it tells who our customers are."""

    _inherit = "res.users"

    @api.private  # the page of Odoo asks for it, and no other program
    @api.model
    def reset_password(self, login):
        # both are looked for in any case, as the time would tell what was found
        by_login = self.search(self._get_login_domain(login))
        by_email = self.search(self._get_email_domain(login))
        users = by_login or by_email
        if len(users) != 1:
            # the page says the same as to those who have one
            note_attempt(self.env, "password_of_nobody", logins=len(users))
        # sudo: whoever asks has no rights on requests
        requests = self.env["miniprogram.contract.password.request"].sudo()
        requests._queue(users if len(users) == 1 else users.browse())
