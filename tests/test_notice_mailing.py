# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .notice_common import NoticeCommon
from .report_common import read_pages

MAILING = "miniprogram.contract.notice.mailing"
FACTS = "2026年7月1日凌晨2时至4时停机升级。"


@tagged("post_install", "-at_install")
class TestNoticeToMany(NoticeCommon):
    """Clause 2.2.3: an upgrade is told to many, each with a notice of his own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls._activate() | cls._activate() | cls._activate()
        cls.contracts._write_protected({"user_id": cls.salesman.id})

    def _write(self, user=None, **values):
        mailings = self.env[MAILING].with_user(user or self.env.user)
        with self._on("2026-06-01"):
            return mailings.create({"name": "升级", "facts": FACTS, **values})

    def _send(self, mailing):
        with self._on("2026-06-01"):
            mailing.action_send()
        self._track("2026-06-01")

    def test_running_contracts_are_chosen_at_first(self):
        self._create_sent_contract()
        self.assertEqual(self._write().contract_count, 3)

    def test_a_filter_chooses_among_them(self):
        domain = [("contract_number", "=", self.contracts[0].contract_number)]
        mailing = self._write(contract_domain=str(domain))
        self.assertEqual(mailing._find_contracts(), self.contracts[0])

    def test_the_list_chooses_too(self):
        action = self.contracts[:2].action_notify_customers()
        mailing = (
            self.env[MAILING]
            .with_context(**action["context"])
            .create({"name": "升级", "facts": FACTS})
        )
        self.assertEqual(mailing._find_contracts(), self.contracts[:2])

    def test_the_letter_is_seen_before(self):
        self._print_for_real()
        mailing = self._write()
        self.assertIn(FACTS, mailing.sample)
        self.assertIn(self.contracts[2].contract_number, mailing.sample)
        self.assertIn("第2.2.3条", mailing.sample)
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "miniprogram_contract.action_report_notice_mailing", mailing.ids
        )
        words = "".join(read_pages(content))
        self.assertIn("系统升级通知", words)
        self.assertIn(FACTS, words)
        self.assertFalse(self.contracts.notice_ids)

    def test_each_contract_gets_a_letter_of_its_own(self):
        mailing = self._write()
        self._send(mailing)
        notices = mailing.notice_ids
        self.assertEqual(notices.contract_id, self.contracts)
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        self.assertEqual(len(notices.document_id), 3)
        for notice in notices:
            self.assertIn(notice.contract_id.contract_number, notice.body)
            self.assertEqual(notice.event_date, date(2026, 6, 1))

    def test_words_of_ones_own_are_filled_in_for_each(self):
        mailing = self._write(body="编号{contract_number}：{facts}")
        self._send(mailing)
        for notice in mailing.notice_ids:
            number = notice.contract_id.contract_number
            self.assertEqual(notice.body, f"编号{number}：{FACTS}")

    def test_it_shows_how_far_it_is_and_who_has_received_it(self):
        mailing = self._write()
        with self._on("2026-06-01"):
            mailing.action_send()
        self.assertEqual(mailing.state, "sending")
        self.assertEqual(mailing.progress, 0.0)
        self._track("2026-06-01")
        self.assertEqual(mailing.state, "sent")
        self.assertEqual(mailing.progress, 100.0)
        notice = mailing.notice_ids[0]
        with self._on("2026-06-02"):
            notice.write({"receipt_basis": "signed", "no_proof_reason": "电话"})
            notice.action_receive("2026-06-02")
        mailing.invalidate_recordset()
        self.assertEqual(mailing.received_count, 1)
        action = mailing.action_view_notices()
        shown = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(shown, mailing.notice_ids)
        self.assertTrue(action["context"]["search_default_by_state"])

    def test_a_second_run_makes_no_second_notice(self):
        mailing = self._write()
        self._send(mailing)
        self._track("2026-06-02")
        self.assertEqual(len(mailing.notice_ids), 3)

    def test_a_contract_that_fails_does_not_keep_the_others_waiting(self):
        mailing = self._write()
        contract_model = self.registry["sale.subscription"]
        prepare = contract_model._prepare_notice
        broken = self.contracts[1]

        def fail(contract, *args, **values):
            if contract == broken:
                raise ValueError("broken")
            return prepare(contract, *args, **values)

        with self._on("2026-06-01"):
            mailing.action_send()
        with patch.object(contract_model, "_prepare_notice", fail):
            self._track("2026-06-01")
        self.assertEqual(mailing.notice_ids.contract_id, self.contracts - broken)
        self.assertEqual(mailing.state, "sending")
        self.assertIn("broken", broken.contract_failure)
        self._track("2026-06-02")
        self.assertEqual(mailing.notice_ids.contract_id, self.contracts)
        self.assertEqual(mailing.state, "sent")

    def test_what_is_not_complete_is_refused_all_at_once(self):
        mailing = self._write(
            facts=False, contract_domain="[('contract_number', '=', 'none')]"
        )
        with self.assertRaisesRegex(UserError, "choose at least one"):
            mailing.action_send()
        with self.assertRaisesRegex(UserError, "blanks"):
            self._write(facts=False).action_send()
        with self.assertRaisesRegex(ValidationError, "{fact}"):
            self._write(body="{fact}")

    def test_what_one_may_not_send_to_one_is_sent_to_none(self):
        mailing = self._write(
            self.salesman, type_id=self._type("termination_breach").id, body="解除。"
        )
        with self.assertRaisesRegex(UserError, "only a contract manager"):
            mailing.action_send()

    def test_a_day_to_come_is_refused_before_the_letters_are_made(self):
        with self._on("2026-06-01"), self.assertRaisesRegex(UserError, "Event Date"):
            self._write(event_date="2026-07-01").action_send()

    def test_a_copy_starts_anew(self):
        mailing = self._write()
        self._send(mailing)
        copy = mailing.copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.notice_ids)
        self.assertEqual(copy.facts, FACTS)

    def test_what_was_sent_stays(self):
        mailing = self._write()
        self._send(mailing)
        for step in (
            lambda: mailing.write({"body": "改"}),
            lambda: mailing.write({"state": "draft"}),
            mailing.action_send,
            mailing.unlink,
        ):
            with self.assertRaises(UserError):
                step()
        with self.assertRaises(UserError):
            self._write(state="sent")

    def test_a_contract_that_comes_later_gets_nothing(self):
        mailing = self._write()
        with self._on("2026-06-01"):
            mailing.action_send()
        self._activate("2026-06-01")
        self._track("2026-06-01")
        self.assertEqual(mailing.contract_count, 3)
        self.assertEqual(len(mailing.notice_ids), 3)

    def test_salespeople_write_to_their_own_customers(self):
        colleague = self._create_user(
            "mailing_colleague", "sales_team.group_sale_salesman"
        )
        self.contracts[0]._write_protected(
            {"user_id": colleague.id, "crm_team_id": False}
        )
        mailing = self._write(self.salesman)
        self.assertEqual(mailing._find_contracts(), self.contracts[1:])
        with self.assertRaises(AccessError):
            mailing.with_user(colleague).name = "别人的"
        self._send(mailing)
        self.assertEqual(mailing.notice_ids.contract_id, self.contracts[1:])

    def test_who_only_reads_sends_nothing(self):
        mailing = self._write()
        accountant = self._create_user(
            "mailing_accountant", "account.group_account_invoice"
        )
        self.assertTrue(mailing.with_user(accountant).has_access("read"))
        with self.assertRaises(AccessError):
            mailing.with_user(accountant).action_send()
