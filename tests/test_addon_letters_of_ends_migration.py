# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .notice_declared_common import LETTER, DeclaredEndCommon

FOLDER = "miniprogram_contract/migrations/19.0.1.5.1"


@tagged("post_install", "-at_install")
class TestUpdateTo151(DeclaredEndCommon):
    """An update brings what is noted of paid periods and of letters on ends by now."""

    def _migrate(self, name):
        self.env.flush_all()
        script = load_script(file_path(f"{FOLDER}/{name}.py"), name)
        script.migrate(self.cr, "19.0.1.5.0")
        self.env.invalidate_all()

    def test_letters_keep_the_reason_that_was_chosen(self):
        own = self._reason().copy({"name": "发布违法信息"})
        travelling, planned, other = (self._activate() for _number in range(3))
        with self._on("2026-06-01"):
            travelling.action_terminate_contract(own, **LETTER)
            planned.action_terminate_contract(own, "2026-06-30", **LETTER)
            other.action_terminate_contract(self.agreement, "2026-06-30")
            before = other.notice_ids
            other.action_terminate_contract(self._reason(), **LETTER)
        self._track("2026-06-01")
        self._arrive(planned.notice_ids, "2026-06-04")
        letters = travelling.notice_ids | planned.notice_ids
        beside = other.notice_ids - before
        (letters | beside)._write_protected({"close_reason_id": False})
        self._migrate("post-letter-reasons")
        self.assertEqual(letters.mapped("close_reason_id"), own)
        self.assertFalse(beside.close_reason_id, "nobody knows any more")
        self.assertEqual(planned._get_planning_notices(), planned.notice_ids)

    def test_ends_that_a_notice_has_planned_say_so(self):
        declared, asked, agreed = (self._activate() for _number in range(3))
        letter = self._declare(declared, cure_day="2026-06-30")
        self._track("2026-06-01")
        self._arrive(letter, "2026-06-04")
        self._receive(asked, "termination_request", "2026-06-01")
        with self._on("2026-06-01"):
            agreed.action_terminate_contract(self.agreement, "2026-06-30")
        contracts = declared | asked | agreed
        self.assertEqual(contracts.filtered("is_planned_by_letter"), declared | asked)
        self.assertFalse(declared.renewal_invoice_on or declared.next_reminder_on)
        contracts._write_protected({"is_planned_by_letter": False})
        self._migrate("post-planned-ends")
        self.assertEqual(contracts.filtered("is_planned_by_letter"), declared | asked)
        self.assertFalse(declared.renewal_invoice_on or declared.next_reminder_on)

    def test_letters_beside_a_planned_end_are_found(self):
        contract = self._activate()
        with self._on("2026-05-20"):
            contract.action_terminate_contract(self.agreement, "2026-06-30")
        self._declare(contract)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_subscription SET is_end_declared = false WHERE id = %s",
            [contract.id],
        )
        self.env.invalidate_all()
        self.assertFalse(contract.is_end_declared)
        self._migrate("post-declared-ends")
        self.assertTrue(contract.is_end_declared)

    def test_a_period_counted_as_paid_is_paid_since_it_was_last_changed(self):
        contract, term = self._default()
        with self._on("2027-03-13"):
            term.invoice_id._reverse_moves(cancel=True)
            term.action_count_as_paid("与应付账款对冲")
        contract.term_ids.sudo().paid_on = False
        self.env.flush_all()
        # half past midnight in Shanghai
        self.cr.execute(
            "UPDATE miniprogram_contract_term SET write_date = '2027-03-12 16:30' "
            "WHERE id = %s",
            [term.id],
        )
        self.env.invalidate_all()
        self._migrate("post-paid-terms")
        self.assertEqual(term.paid_on, date(2027, 3, 13))
        self.assertFalse(contract.term_ids[0].paid_on, "a payment says it")
