# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .ledger_unpaid_renewal_common import UnpaidRenewalCommon

SCRIPT = "miniprogram_contract/migrations/19.0.1.5.0/post-activity-matters.py"


@tagged("post_install", "-at_install")
class TestWarningMigration(UnpaidRenewalCommon):
    """Warnings that are open at the update are found again afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.partner_id.lang = "zh_CN"

    def _migrate(self):
        self.env.flush_all()
        script = load_script(file_path(SCRIPT), "post-activity-matters")
        script.migrate(self.cr, "19.0.1.4.0")
        self.env.invalidate_all()

    def test_a_warning_in_any_language_gets_its_matter(self):
        self.term.invoice_id.button_draft()
        self.term.invoice_id.button_cancel()
        missing = self.contract.activity_ids
        matter = missing.contract_matter
        self.assertTrue(matter)
        missing.contract_matter = False
        self._migrate()
        self.assertEqual(missing.contract_matter, matter)

    def test_a_hold_is_not_told_again(self):
        self.term.invoice_id.button_draft()
        self._end_unpaid("2027-03-20")
        hold = self.contract.activity_ids
        hold.contract_matter = False
        with self._on("2027-03-20"):
            self._migrate()
        self._end_unpaid("2027-03-21")
        self.assertEqual(self.contract.activity_ids, hold)

    def _assert_found_again(self, text):
        warning = self.contract.activity_ids.filtered(lambda w: text in w.summary)
        matter = warning.contract_matter
        self.assertTrue(matter, self.contract.activity_ids.mapped("summary"))
        warning.contract_matter = False
        with self._on("2027-02-20"):
            self._migrate()
        self.assertEqual(warning.contract_matter, matter)

    def test_a_letter_to_be_handed_over_is_known(self):
        self.company.partner_id.lang = "en_US"
        (self.contact | self.customer).email = False
        notice_type = self.env.ref("miniprogram_contract.notice_type_service_upgrade")
        with self._on("2027-02-01"):
            notice = self.env["miniprogram.contract.notice"].create(
                self.contract._prepare_notice(notice_type, body="系统将于近日升级。")
            )
            notice._queue()
        self._run("track_notices", "2027-02-01")
        self._assert_found_again("hand it over")
        with self._on("2027-02-02"):
            notice.action_send()
        self._run("track_notices", "2027-02-20")
        self._assert_found_again("only counts from its receipt")

    def test_money_to_be_allocated_is_known(self):
        self.company.partner_id.lang = "en_US"
        self._credit(self.contract, 7208.0, "2027-01-31")
        self._run("invoice_renewals", self.contract.next_reminder_on)
        self._assert_found_again("allocate it to")

    def test_what_a_person_wrote_stays(self):
        own = self.contract.activity_schedule(
            "mail.mail_activity_data_warning", summary="致电客户"
        )
        self._migrate()
        self.assertFalse(own.contract_matter)
