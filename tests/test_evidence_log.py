# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..policy.event_chain import FIRST
from .common import SCAN
from .notice_common import NoticeCommon
from .signing_common import SIGNATURE


@tagged("post_install", "-at_install")
class TestEvidenceLog(NoticeCommon):
    """Every act that counts in law is noted in order, and nobody changes it."""

    def _get_kinds(self, contract):
        return contract.event_ids.sorted("sequence").mapped("kind")

    def _forge(self, event, **values):
        """Change an entry in the database itself."""
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE miniprogram_contract_event SET {name} = %s WHERE id = %s",
                (value, event.id),
            )
        event.invalidate_recordset()

    # -- what is noted ----------------------------------------------------------------

    def test_from_sending_to_signing_on_paper(self):
        contract = self._create_sent_contract()
        sent = contract.event_ids
        self.assertEqual(sent.kind, "sent")
        self.assertEqual(sent.document_sha256, contract.sent_document_sha256)
        self.assertEqual(sent.description, contract.contract_number)
        self.assertEqual((sent.sequence, sent.previous_sha256), (1, FIRST))
        contract.action_register_signed_paper("李静", SCAN)
        self.assertEqual(
            self._get_kinds(contract), ["sent", "paper_customer", "paper_company"]
        )
        customer = contract.event_ids.sorted("sequence")[1]
        self.assertIn("李静", customer.description)
        self.assertEqual(customer.document_sha256, contract.signed_document_sha256)

    def test_who_acted_is_named_by_name_login_and_address(self):
        self.salesman.email = "wang@vendor.example.com"
        contract = self._create_contract()
        contract.user_id = self.salesman
        contract.with_user(self.salesman).action_send_contract()
        self.assertEqual(
            contract.event_ids.actor,
            f"{self.salesman.name}, {self.salesman.login}, wang@vendor.example.com",
        )
        self.salesman.name = "他人"
        self.assertNotIn("他人", contract.event_ids.actor)

    def test_signing_on_our_screen_names_who_was_there(self):
        contract = self._create_sent_contract(user_id=self.salesman.id)
        contract.with_user(self.salesman).action_sign_contract("李静", SIGNATURE)
        signed = contract.event_ids.sorted("sequence")[1:2]
        self.assertEqual(signed.kind, "signed")
        self.assertIn("李静", signed.description)
        self.assertIn(self.salesman.name, signed.description)

    def test_taken_back_and_cancelled(self):
        contract = self._create_sent_contract()
        contract.action_reset_to_draft()
        contract.action_cancel_contract("客户改选他人")
        self.assertEqual(self._get_kinds(contract), ["sent", "reset", "cancelled"])
        # the reason is our own matter, and the customer reads the log
        self.assertNotIn("客户改选他人", contract.event_ids.mapped("description"))

    def test_a_draft_that_was_never_sent_has_no_log_and_can_be_deleted(self):
        contract = self._create_contract()
        self.assertFalse(contract.event_ids)
        contract.unlink()
        other = self._create_contract()
        other.action_cancel_contract("客户改选他人")
        self.assertFalse(other.event_ids)

    def test_ended_and_reinstated(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement)
            contract.action_reinstate_contract("双方同意继续")
        kinds = self._get_kinds(contract)
        self.assertEqual(kinds[-2:], ["ended", "reinstated"])
        self.assertNotIn("双方同意继续", contract.event_ids.mapped("description"))
        ended = contract.event_ids.sorted("sequence")[-2:-1]
        self.assertIn("2026-06-01", ended.description)
        self.assertIn(self.agreement.name, ended.description)

    def test_letters_and_notices_with_their_hashes(self):
        contract = self._activate()
        letter = self._give(
            contract, "service_upgrade", "2026-06-01", facts="升级支付接口。"
        )
        sent = contract.event_ids.sorted("sequence")[-1:]
        self.assertEqual(sent.kind, "notice_sent")
        self.assertEqual(sent.document_sha256, letter.document_sha256)
        self._receive(contract, "termination_request", "2026-06-02")
        self.assertIn("notice_given", self._get_kinds(contract))

    def test_many_that_end_at_once_are_noted_at_once(self):
        contracts = self._create_running(3)
        with self._on("2026-06-01"):
            contracts._terminate(self.agreement)
        for contract in contracts:
            self.assertEqual(self._get_kinds(contract), ["ended"])
        few, many = self._create_running(2), self._create_running(12)
        contracts._log_event("ended", "测试")
        counts = []
        for running in few, many:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            running._log_event("ended", "测试")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    # -- nobody changes it ------------------------------------------------------------

    def test_nobody_adds_changes_or_deletes_an_entry(self):
        event = self._create_sent_contract().event_ids
        head = self.env["miniprogram.contract.event.head"].search(
            [("contract_id", "=", event.contract_id.id)]
        )
        for record in event, head:
            record = record.sudo()
            for change in (
                lambda record: record.write({"contract_id": record.contract_id.id}),
                lambda record: record.unlink(),
                lambda record: record.copy(),
                lambda record: record.create({"contract_id": record.contract_id.id}),
            ):
                with self.assertRaisesRegex(UserError, "evidence log"):
                    change(record)

    def test_who_may_not_read_the_contract_reads_no_entry(self):
        contract = self._create_sent_contract(user_id=self.salesman.id)
        other = self._create_user("log_other", "sales_team.group_sale_salesman")
        self.assertTrue(contract.event_ids.with_user(self.salesman).has_access("read"))
        self.assertFalse(contract.event_ids.with_user(other).has_access("read"))
        with self.assertRaises(AccessError):
            contract.event_ids.with_user(self.salesman).read(["salt"])

    def test_what_was_changed_in_the_database_is_found_and_told_once(self):
        contract = self._activate()
        self.assertFalse(contract._find_broken_logs())
        events = contract.event_ids.sorted("sequence")
        former = events[1].description
        self._forge(events[1], description="他人签署")
        for day in ("2026-03-02", "2026-03-03"):
            self._run("check_documents", day)
            self.assertEqual(contract.broken_log_entry, 2)
            self.assertIn("entry 2", contract.altered_documents)
            told = contract.activity_ids.filtered(
                lambda activity: "evidence log" in activity.summary
            )
            self.assertEqual(len(told), 1)
        self._forge(events[1], description=former)
        self._run("check_documents", "2026-03-04")
        self.assertFalse(contract.altered_documents)

    def test_an_entry_that_was_deleted_in_the_database_is_found(self):
        contract = self._activate()
        last = contract.event_ids.sorted("sequence")[-1:]
        place = last.sequence
        self.env.cr.execute(
            "DELETE FROM miniprogram_contract_event WHERE id = %s", (last.id,)
        )
        self.env.invalidate_all()
        self.assertEqual(contract._find_broken_logs(), {contract: place})

    def test_deleted_texts_leave_the_log_whole(self):
        contract = self._activate()
        contract.event_ids[:1].sudo()._delete_texts()
        self.assertFalse(contract.event_ids[:1].actor)
        self.assertFalse(contract._find_broken_logs())
