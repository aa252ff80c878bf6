# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import socket
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from odoo.addons.miniprogram_contract.models.contract import health as contract_health

from .common import ContractCommon
from .stored_file_common import LostFileMixin

PUBLIC = "https://contracts.example.com"
# a public address, and one of a private net
CLIENT, PROXY = "93.184.215.14", "10.0.0.7"


@tagged("post_install", "-at_install")
class TestHealth(LostFileMixin, ContractCommon):
    """Configuration → Health says what on the server is not right, and what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"].sudo()
        cls.parameters.set_param("web.base.url", PUBLIC)
        cls.parameters.set_param("web.base.url.freeze", "True")
        cls.manager = cls._create_user(
            "contract_manager", "miniprogram_contract.group_contract_manager"
        )

    def setUp(self):
        super().setUp()
        # no test asks the network
        self._is_answering = True
        self.startPatcher(patch.object(socket, "create_connection", self._connect))

    def _connect(self, *_args, **_kwargs):
        if not self._is_answering:
            raise ConnectionRefusedError
        return SimpleNamespace(close=lambda: None)

    def _open(self, user=None):
        health = self.env["miniprogram.contract.health"].with_user(user or self.manager)
        return health.search(health.action_open_health()["domain"])

    def _check(self, name):
        """Return the lines of one check."""
        lines = self._open().filtered(lambda line: line.name == name)
        self.assertTrue(lines, f"nothing is said of {name}")
        return lines

    def _assert_in_order(self, name):
        lines = self._check(name)
        self.assertEqual(set(lines.mapped("state")), {"ok"})
        self.assertFalse(any(lines.mapped("advice")))
        return lines

    def _assert_attention(self, name, *words):
        line = self._check(name).filtered(lambda line: line.state == "attention")
        self.assertEqual(len(line), 1)
        self.assertTrue(line.advice)
        for word in words:
            self.assertIn(word, f"{line.finding} {line.advice}")
        return line

    def _read_warning(self, contract):
        contract.invalidate_recordset(["health_warning"])
        warning = contract.with_user(self.salesman).health_warning
        return html.fromstring(warning).text_content() if warning else ""

    # -- the page -------------------------------------------------------------------

    def test_what_needs_attention_comes_first(self):
        self._is_answering = False
        states = self._open().mapped("state")
        self.assertEqual(states, sorted(states))
        self.assertEqual(set(states), {"attention", "ok"})

    def test_everything_that_needs_attention_says_what_to_do(self):
        self._is_answering = False
        self.parameters.set_param("web.base.url", "http://localhost:8069")
        for line in self._open():
            with self.subTest(check=line.name):
                self.assertTrue(line.finding)
                self.assertEqual(bool(line.advice), line.state == "attention")

    def test_a_line_opens_the_screen_where_it_is_put_right(self):
        self._is_answering = False
        self.parameters.set_param("web.base.url", "http://localhost:8069")
        administrator = self.env.ref("base.user_admin")
        lines = self._open(administrator).filtered("action")
        self.assertTrue(lines)
        for line in lines:
            with self.subTest(check=line.name):
                action = line.with_user(administrator).action_open()
                self.assertIn(action["res_model"], self.env)

    def test_check_again(self):
        """As the button of the list calls it."""
        health = self.env["miniprogram.contract.health"].with_user(self.manager)
        action = call_kw(health, "action_open_health", [[]], {})
        self.assertTrue(health.search_count(action["domain"]))

    def test_everybody_reads_their_own_page(self):
        lines = self._open()
        other = self.env["miniprogram.contract.health"].with_user(
            self.env.ref("base.user_admin")
        )
        self.assertFalse(other.search([("id", "in", lines.ids)]))

    def test_a_check_that_fails_spoils_neither_the_page_nor_a_contract(self):
        health = self.registry["miniprogram.contract.health"]
        with (
            patch.object(health, "_check_outgoing_mail", side_effect=ValueError),
            mute_logger("odoo.addons.miniprogram_contract.models.health.health"),
        ):
            self._assert_attention("Outgoing Mail", "could not be checked")
            self.assertTrue(self._read_warning(self._create_contract()))

    def test_a_salesperson_does_not_open_it(self):
        with self.assertRaises(AccessError):
            self._open(self.salesman)

    # -- printing -------------------------------------------------------------------

    def test_this_server_prints_chinese(self):
        self._print_for_real()
        self._try_fonts_for_real()
        self._assert_in_order("Printing in Chinese")

    def test_what_keeps_chinese_from_being_printed_is_said(self):
        documents = self.registry["miniprogram.contract.document"]
        error = UserError("have the font Noto Serif CJK SC installed")
        with patch.object(documents, "_check_fonts", side_effect=error):
            self._assert_attention("Printing in Chinese", "Noto Serif CJK SC")
            contract = self._create_contract()
            self.assertIn("Printing in Chinese", self._read_warning(contract))

    def test_without_a_chinese_font_it_says_what_to_install(self):
        self._print_for_real()
        self._try_fonts_for_real()
        self.startPatcher(
            patch.object(
                self.registry["ir.actions.report"],
                "_run_wkhtmltopdf",
                self._print_blank,
            )
        )
        self._assert_attention("Printing in Chinese", "合", "fonts-noto-cjk")

    # -- the address ----------------------------------------------------------------

    def test_an_address_that_customers_cannot_open(self):
        for url in ("http://localhost:8069", "http://192.168.1.7", "http://odoo"):
            with self.subTest(url=url):
                self.parameters.set_param("web.base.url", url)
                self._assert_attention("Public Address", url, "web.base.url")
        self.parameters.set_param("web.base.url", "https://ht.cloud-sail.cn")
        self._assert_in_order("Public Address")

    def test_an_address_that_the_next_login_changes(self):
        self._assert_in_order("Fixed Address")
        self.parameters.set_param("web.base.url.freeze", False)
        self._assert_attention("Fixed Address", "web.base.url.freeze")

    @contextmanager
    def _visit(self, address, **environ):
        http_request = SimpleNamespace(remote_addr=address, environ=environ)
        with patch.object(
            contract_health, "request", SimpleNamespace(httprequest=http_request)
        ):
            yield

    def test_behind_a_proxy_the_address_is_the_visitors(self):
        self.parameters.set_param("web.base.url", "https://ht.cloud-sail.cn")
        name = "Visitors' IP Addresses"
        with self._visit(CLIENT):
            self.assertIn(CLIENT, self._assert_in_order(name).finding)
        with self._visit(PROXY, HTTP_X_FORWARDED_FOR=CLIENT):
            self._assert_attention(name, PROXY, "--proxy-mode")
        with self._visit(PROXY):
            self._assert_attention(name, PROXY, "X-Forwarded-For")
        told = {"HTTP_X_FORWARDED_FOR": CLIENT, "werkzeug.proxy_fix.orig": {}}
        with self._visit(CLIENT, **told):
            self._assert_in_order(name)

    def test_a_verification_address_that_nobody_can_open(self):
        name = "Verification Address"
        self.company.contract_verify_url = "https://verify.cloud-sail.cn"
        self._assert_in_order(name)
        self.company.contract_verify_url = "http://192.168.1.7/contract/verify"
        self._assert_attention(name, "192.168.1.7")
        self.company.contract_verify_url = False
        self.parameters.set_param("web.base.url", "http://localhost:8069")
        self._assert_attention(name, "QR")

    # -- e-mail ---------------------------------------------------------------------

    def test_no_mail_server(self):
        self.env["ir.mail_server"].search([]).active = False
        self._assert_in_order("Outgoing Mail")
        self._is_answering = False
        self._assert_attention("Outgoing Mail", str(config["smtp_port"]))
        self.env["ir.mail_server"].create({"name": "Post", "smtp_host": "mail.test"})
        self.assertIn("Post", self._assert_in_order("Outgoing Mail").finding)

    def test_a_configuration_without_a_mail_server(self):
        self.env["ir.mail_server"].search([]).active = False
        self._is_answering = False
        for host in (False, "", "127.0.0.1", "::1"):
            with (
                self.subTest(host=host),
                patch.dict(config.options, {"smtp_server": host}),
            ):
                self._assert_attention("Outgoing Mail", "no outgoing mail server")

    def test_a_neutralized_copy_sends_nothing(self):
        self.parameters.set_param("database.is_neutralized", "true")
        self._assert_attention("Outgoing Mail", "neutralized")

    def test_mail_that_failed(self):
        self._assert_in_order("Failed Mail")
        self.env["mail.mail"].create(
            {"state": "exception", "failure_reason": "553 refused by west.cn"}
        )
        administrator = self.env.ref("base.user_admin")
        line = self._open(administrator).filtered(
            lambda line: line.name == "Failed Mail"
        )
        self.assertIn("553 refused by west.cn", line.finding)
        self._assert_attention("Failed Mail", "1 in", "administrator sees the reason")

    # -- the language of what is noted ---------------------------------------------

    def test_in_which_language_notes_are_written(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang, name in (("en_US", "English"), ("zh_CN", "Chinese")):
            self.company.partner_id.lang = lang
            lines = self._assert_in_order("Language of Notes")
            own = lines.filtered(lambda line: line.company_id == self.company)
            self.assertIn(name, own.finding)

    # -- money ----------------------------------------------------------------------

    def test_books_in_another_currency_need_a_rate(self):
        self.company.currency_id = self.env.ref("base.USD")
        self.cny.rate_ids.unlink()
        self._assert_attention("Exchange Rate", "CNY")
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.cny.id,
                "company_id": self.company.id,
                "name": date(2020, 1, 1),
                "rate": 7.1,
            }
        )
        self._assert_in_order("Exchange Rate")

    def test_no_payment_provider(self):
        providers = self.env["payment.provider"].search(
            [("company_id", "=", self.company.id)]
        )
        providers.state = "disabled"
        self._assert_attention("Payment Provider", "yuan")
        provider = self.env["payment.provider"].create(
            {
                "name": "云闪付",
                "company_id": self.company.id,
                "code": "none",
                "is_published": True,
            }
        )
        provider._write({"state": "test"})  # core lets no provider without a method
        provider.invalidate_recordset()
        self._assert_attention("Payment Provider", "云闪付", "test mode")
        provider._write({"state": "enabled"})
        provider.invalidate_recordset()
        self._assert_in_order("Payment Provider")

    # -- scheduled actions ----------------------------------------------------------

    def _get_cron(self):
        return self.env.ref("miniprogram_contract.ir_cron_terminate_unpaid_renewals")

    def test_when_the_scheduled_actions_last_ended(self):
        now = fields.Datetime.now()
        names = ("invoice_renewals", "terminate_unpaid_renewals", "track_notices")
        for name in names:
            cron = self.env.ref(f"miniprogram_contract.ir_cron_{name}")
            cron.write({"lastcall": now, "nextcall": now + timedelta(hours=3)})
            found = "\n".join(self._check("Scheduled Actions").mapped("finding"))
            self.assertIn(f"{cron.name} last ended on", found)

    def test_a_scheduled_action_that_does_not_run(self):
        cron = self._get_cron()
        day = fields.Datetime.now() - timedelta(days=3)
        for values, words in (
            ({"active": False}, "switched off"),
            ({"nextcall": day}, "--max-cron-threads"),
            ({"failure_count": 4, "first_failure_date": day}, "failures: 4"),
        ):
            with self.subTest(words=words):
                cron.write({"active": True, "nextcall": fields.Datetime.now()})
                cron.write(values)
                self._assert_attention("Scheduled Actions", words)

    def test_a_scheduled_action_that_was_deleted(self):
        self._get_cron().unlink()
        self._assert_attention("Scheduled Actions", "terminate_unpaid", "--update")

    # -- stored documents -----------------------------------------------------------

    def test_a_document_that_the_file_store_has_lost_is_named(self):
        contract = self._create_sent_contract()
        self._assert_in_order("Missing Files")
        self._lose(contract.sent_document_id)
        name = contract.sent_document_id.name
        self._assert_attention("Missing Files", name, "backup")

    def test_a_document_that_was_altered_is_named(self):
        contract = self._create_sent_contract()
        self.assertIn(
            "not been checked yet", self._assert_in_order("Stored Documents").finding
        )
        contract._check_documents()
        self.assertIn("since", self._assert_in_order("Stored Documents").finding)
        self._alter(contract.sent_document_id)
        contract._check_documents()
        name = contract.sent_document_id.name
        self._assert_attention(
            "Stored Documents", contract.display_name, name, "backup"
        )

    def test_a_check_of_documents_that_is_overdue(self):
        contract = self._create_sent_contract()
        contract._check_documents()
        self._assert_in_order("Stored Documents")
        late = self.company._contract_today() - timedelta(days=32)
        contract._write_protected({"documents_checked_on": late})
        self._assert_attention("Stored Documents", "could not be checked: 1")
        contract._write_protected({"documents_checked_on": False})
        self._assert_in_order("Stored Documents")
        contract._set_failure("The disk is full.", "_check_documents")
        self._assert_attention("Stored Documents", "could not be checked: 1")

    def test_a_certificate_that_expires(self):
        today = fields.Datetime.now()
        certificates = self.registry["miniprogram.contract.certificate"]
        certificate = self.env["miniprogram.contract.certificate"].new(
            {
                "name": "云帆数码",
                "company_id": self.company.id,
                "date_start": today - timedelta(days=300),
                "date_end": today + timedelta(days=60),
            }
        )
        self.assertIn("No certificate", self._assert_in_order("Certificate").finding)
        companies = self.registry["res.company"]
        for days, words in ((60, None), (29, "new certificate"), (-1, "sealed")):
            certificate.date_end = today + timedelta(days=days)
            with (
                self.subTest(days=days),
                patch.object(companies, "contract_certificate_id", certificate),
                patch.object(certificates, "_get_library_problem", lambda _c: False),
            ):
                if words:
                    self._assert_attention("Certificate", words)
                else:
                    self._assert_in_order("Certificate")

    # -- the contract ---------------------------------------------------------------

    def test_a_contract_warns_where_it_matters(self):
        self.parameters.set_param("web.base.url", "http://localhost:8069")
        contract = self._create_contract()
        self.assertIn("http://localhost:8069", self._read_warning(contract))
        contract = self._create_signed_contract()
        self.assertNotIn("http://localhost:8069", self._read_warning(contract))
        self._get_cron().active = False
        self.assertIn("switched off", self._read_warning(contract))

    def test_nothing_is_said_where_all_is_well(self):
        self.parameters.set_param("web.base.url", "https://ht.cloud-sail.cn")
        self.assertFalse(self._read_warning(self._create_contract()))

    def test_nothing_is_said_on_other_subscriptions(self):
        self._is_answering = False
        self.assertFalse(self._read_warning(self.env["sale.subscription"].new({})))
