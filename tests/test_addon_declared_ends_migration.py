# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import date
from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .notice_common import NoticeCommon

MODULE = "miniprogram_contract"
FOLDER = f"{MODULE}/migrations/19.0.1.5.0"
PATH = f"{FOLDER}/post-declared-ends.py"


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

    def _send_before_update(self, contract, day="2026-06-01", **values):
        """Send a letter as it was sent by an earlier release, chased by now."""
        texts = {"facts": "事由如下。", "settlement": "双方已结清。"}
        letter = self._give(contract, "termination_fraud", day, **texts, **values)
        contract._write_protected({"close_reason_id": False})
        letter._write_protected({"chased_on": day, "receipt_due_on": day})
        return letter

    def _get_managers_warnings(self, contract):
        return contract.activity_ids.filtered(
            lambda warning: "ends the contract when it arrives" in warning.summary
        )

    def test_a_manager_is_told_of_each_contract_once(self):
        contract = self._activate()
        self._send_before_update(contract)
        letter = self._send_before_update(contract, "2026-06-02")
        with self.assertLogs(
            "odoo.addons.miniprogram_contract.migrations", logging.INFO
        ) as log:
            self._migrate("2026-07-10")
        self.assertIn("2 are waited for", "".join(log.output))
        warning = self._get_managers_warnings(contract)
        self.assertEqual(len(warning), 1)
        self.assertTrue(
            warning.user_id.has_group("miniprogram_contract.group_contract_manager")
        )
        self.assertIn("2026-06-02", warning.summary)
        self._track("2026-07-11")
        self.assertEqual(contract.activity_ids & warning, contract.activity_ids)
        with self._on("2026-07-12"):
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive("2026-07-12")
        self.assertFalse(self._get_managers_warnings(contract))

    # -- chased before the update ------------------------------------------------------

    def _update(self, day):
        """Run all the scripts of the version, in the order in which Odoo does."""
        self.env.flush_all()
        with self._on(day):
            for path in sorted(Path(file_path(FOLDER)).glob("post-*.py")):
                load_script(str(path), path.stem).migrate(self.cr, "19.0.1.4.0")
        self.env.invalidate_all()

    def _chase_before_update(self, contract):
        """Send a letter, and chase it with an activity that says not what it is on."""
        letter = self._send_before_update(contract)
        with self._on("2026-06-08"):
            letter._warn_of_notice("receipt", letter._describe_missing_receipt())
        contract.activity_ids.contract_matter = False
        return letter

    def test_a_letter_that_is_closed_is_not_asked_for_any_more(self):
        contract = self._activate()
        letter = self._chase_before_update(contract)
        self.assertIn("record the receipt", contract.activity_ids.summary)
        letter._write_protected({"state": "draft"})  # as if it had not been known
        self._renew(contract, "2027-01-29")
        self._pay(contract, "2027-02-10")
        letter._write_protected({"state": "sent"})
        self._update("2027-04-01")
        self.assertEqual(letter.state, "done")
        self.assertFalse(contract.activity_ids)

    def test_one_that_is_waited_for_is_asked_for_once(self):
        contract = self._activate()
        letter = self._chase_before_update(contract)
        self._update("2026-07-10")
        self.assertEqual(letter.state, "sent")
        self.assertEqual(len(contract.activity_ids), 1)
        self._update("2026-07-11")
        self.assertEqual(contract.activity_ids, self._get_managers_warnings(contract))
        self.assertEqual(len(contract.activity_ids), 1)

    def test_a_letter_of_these_days_is_chased_by_the_day_that_counts_now(self):
        letter = self._send_before_update(self._activate())
        self._migrate("2026-06-10")
        self.assertEqual(letter.receipt_due_on, date(2026, 6, 16))
        self.assertFalse(letter.chased_on)
        self._track("2026-06-16")
        self.assertEqual(letter.chased_on, date(2026, 6, 16))

    def test_a_letter_after_which_the_contract_was_renewed_ends_nothing(self):
        contract = self._activate()
        letter = self._send_before_update(contract)
        contract.invalidate_recordset()
        letter._write_protected({"state": "draft"})  # as if it had not been known
        self._renew(contract, "2027-01-29")
        self._pay(contract, "2027-02-10")
        letter._write_protected({"state": "sent"})
        with self.assertLogs(
            "odoo.addons.miniprogram_contract.migrations", logging.INFO
        ) as log:
            self._migrate("2027-04-01")
        self.assertIn("1 were closed", "".join(log.output))
        self.assertEqual(letter.state, "done")
        self.assertIn("went on", letter.effect_note)
        self.assertFalse(contract.is_end_declared)
        self.assertFalse(self._get_managers_warnings(contract))

    def test_a_letter_about_a_payment_that_came_ends_nothing(self):
        contract = self._activate()
        letter = self._send_before_update(contract)
        breach = self._type("termination_breach")
        letter._write_protected({"type_id": breach.id, "term_id": contract.term_ids.id})
        self._migrate()
        self.assertEqual(letter.state, "done")
        self.assertFalse(contract.is_end_declared)

    def test_a_letter_about_a_contract_that_ended_stays(self):
        contract = self._activate()
        letter = self._send_before_update(contract)
        with self._on("2026-06-05"):
            contract.action_terminate_contract(self.agreement)
        letter._write_protected({"state": "sent"})
        contract.activity_ids.unlink()
        self._migrate()
        self.assertEqual(letter.state, "sent")
        self.assertFalse(contract.activity_ids)

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
