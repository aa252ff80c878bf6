# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

CRON = "miniprogram_contract.ir_cron_answer_password_requests"


class ContractPasswordRequest(models.Model):
    """A request for a new password: it is answered in a while, by mail or not at all.

    Who asks for one waits no longer for a login that exists than for another one.
    """

    _name = "miniprogram.contract.password.request"
    _description = "Request for a New Password"
    _order = "id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Login",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty where nobody has the login that was typed.",
    )

    @api.model
    def _queue(self, user):
        """Note a request, and have it answered at once, but not here.

        :param user: whose password is asked for; empty if nobody has that login
        """
        self.create({"user_id": user.id})
        self.env.ref(CRON)._trigger()

    @api.model
    def _cron_answer(self):
        """Send the mails that were asked for: one to each, however often he asked."""
        requests, cron = self.search([]), self.env["ir.cron"]
        of_nobody = requests.filtered(lambda one: not one.user_id)
        by_user = (requests - of_nobody).grouped("user_id")
        of_nobody.unlink()
        cron._commit_progress(remaining=len(by_user))
        for user, own in by_user.items():
            self._answer(user)
            own.unlink()
            cron._commit_progress(1)

    def _answer(self, user):
        """Send a mail by which a user takes a new password."""
        try:
            with self.env.cr.savepoint():
                user.action_reset_password()
        except Exception:
            # core fails in many ways, and the next one gets his mail all the same
            _logger.exception("The mail for a new password of %s failed", user.login)
