# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from unittest.mock import Mock, patch

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .portal_common import PortalCommon

REQUESTS = "odoo.addons.miniprogram_contract.models.portal.password_request"


@tagged("post_install", "-at_install")
class TestPortalPasswords(PortalCommon, MailCommon):
    """Who forgot his password gets a mail, and nobody learns who has a login."""

    def setUp(self):
        super().setUp()
        self._log_out()
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("auth_signup.reset_password", "True")
        self.visitor.email = "lijing@jinli.example.com"
        self.rival_visitor.email = "zhouqiang@example.com"
        self.requests = self.env["miniprogram.contract.password.request"].sudo()
        self.env.flush_all()

    def _ask(self, login):
        """Ask for a new password on the page, and return what it says."""
        response = self.url_open(
            "/web/reset_password",
            data={"csrf_token": http.Request.csrf_token(self), "login": login},
        )
        self.env.invalidate_all()
        page = response.text.replace(login, "?")
        return re.sub(r'csrf_token: "\w+"', "", page)

    def _answer(self):
        """Let the scheduled action run, and return to whom it wrote."""
        cron = self.env.ref("miniprogram_contract.ir_cron_answer_password_requests")
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        return sorted(email for mail in self._mails for email in mail["email_to"])

    def test_the_mail_leaves_a_moment_later_to_him_alone_and_once(self):
        with self.mock_mail_gateway():
            for login in ("jinli", "nobody.at.all", "jinli"):
                self.assertIn("instructions sent", self._ask(login))
        self.assertFalse(self._mails)
        self.assertEqual(len(self.requests.search([])), 3)
        cron = self.env.ref("miniprogram_contract.ir_cron_answer_password_requests")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertTrue(triggers)
        self.assertEqual(self._answer(), ["lijing@jinli.example.com"])
        self.assertFalse(self.requests.search([]))
        self.assertFalse(self._answer())

    def test_by_his_address_too(self):
        self._ask("lijing@jinli.example.com")
        self.assertEqual(self._answer(), ["lijing@jinli.example.com"])

    def test_the_server_does_the_same_work_whoever_has_a_login(self):
        counts = {}
        for login in ("nobody", "jinli", "nobody.else", "rival"):  # the first warm it
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["res.users"].sudo().reset_password(login)
            self.env.flush_all()
            counts[login] = self.env.cr.sql_log_count - before
        self.assertEqual(counts["nobody.else"], counts["rival"], counts)

    def test_a_mail_server_that_is_down_tells_nothing_either(self):
        server = self.registry["ir.mail_server"]
        with patch.object(server, "send_email", Mock(side_effect=OSError("No route"))):
            self.assertEqual(self._ask("jinli"), self._ask("nobody.at.all"))

    def test_a_mail_that_fails_keeps_no_other_from_leaving(self):
        self.visitor.email = False
        for login in ("jinli", "rival"):
            self._ask(login)
        with mute_logger(REQUESTS):
            self.assertEqual(self._answer(), ["zhouqiang@example.com"])
