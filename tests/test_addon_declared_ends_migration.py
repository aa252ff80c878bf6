# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .notice_common import NoticeCommon

MODULE = "miniprogram_contract"
PATH = f"{MODULE}/migrations/19.0.1.5.0/post-declared-ends.py"


@tagged("post_install", "-at_install")
class TestDeclaredEndsMigration(NoticeCommon):
    """What one side had declared before the update follows the new rule."""

    def _reason(self, name):
        return self.env.ref(f"{MODULE}.close_reason_{name}")

    def _migrate(self, day="2026-06-10"):
        self.env.flush_all()
        with self._on(day):
            script = load_script(file_path(PATH), "post-declared-ends")
            script.migrate(self.cr, "19.0.1.3.0")
        self.env.invalidate_all()

    def test_delivered_reasons_get_what_is_new_and_an_edit_is_kept(self):
        general = self._type("termination")
        fraud, breach = self._reason("fraud"), self._reason("breach_company")
        fraud.takes_effect_on_arrival = False
        for former, latter in (
            (general, self._type("termination_acceptance")),
            (self._type("waiver"), self._type("waiver")),
        ):
            breach.notice_type_id = former
            self._migrate()
            self.assertEqual(breach.notice_type_id, latter)
        self.assertTrue(fraud.takes_effect_on_arrival)
        self.assertFalse(self._reason("law").takes_effect_on_arrival)

    def test_a_letter_on_its_way_is_waited_for(self):
        contract = self._activate()
        letter = self._give(
            contract,
            "termination_fraud",
            "2026-06-01",
            facts="事由如下。",
            settlement="双方已结清。",
        )
        contract._write_protected({"close_reason_id": False})
        self._migrate()
        self.assertTrue(contract.is_end_declared)
        self.assertEqual(letter.state, "sent")

    def test_what_customers_declared_is_to_be_decided_unless_it_is_planned(self):
        open_contract, planned = self._activate(), self._activate()
        claim = self._receive(open_contract, "termination_breach", "2026-06-01")
        old = self._receive(
            planned, "termination_fraud", "2026-06-01", requested_date="2026-06-30"
        )
        claim._write_protected({"decision_due_on": False})
        old._write_protected({"decision_due_on": False, "effective_date": "2026-06-30"})
        planned._write_protected(
            {
                "close_reason_id": self._reason("fraud").id,
                "termination_date": "2026-06-30",
            }
        )
        self._migrate()
        self.assertEqual(claim.decision_due_on, date(2026, 6, 17))
        self.assertEqual(old.decision, "accepted")
        self._track("2026-07-01")
        self.assertEqual(open_contract.contract_state, "active")
        self.assertEqual(planned.contract_state, "terminated")
