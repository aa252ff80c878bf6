# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged

from .addon_worker_common import ScratchDatabaseCase


@tagged("post_install", "-at_install", "-standard", "workers")
class TestDeclaredEndWorkers(ScratchDatabaseCase):
    """A letter that arrives while its end is withdrawn: one sees the other."""

    def setUp(self):
        super().setUp()
        with self._worker() as env:
            contract = env["sale.subscription"].search(
                [
                    ("contract_state", "in", ("signed", "active")),
                    ("is_end_declared", "=", False),
                    ("termination_date", "=", False),
                ],
                limit=1,
            )
            self.contract_id, self.state = contract.id, contract.contract_state
            self.today = contract.company_id._contract_today()
            before = contract.notice_ids
            contract.action_terminate_contract(
                env.ref("miniprogram_contract.close_reason_fraud"),
                facts="事由如下。",
                settlement="双方已结清。",
            )
            letter = contract.notice_ids - before
            letter._write_protected(
                {"state": "sent", "sent_on": self.today, "queued_on": False}
            )
            self.letter_id = letter.id
            env.cr.commit()
        self._follow_today()

    def _letter(self, env):
        return env["miniprogram.contract.notice"].browse(self.letter_id)

    def _arrive(self, env):
        letter = self._letter(env)
        letter.write({"receipt_basis": "signed", "no_proof_reason": "当面签收"})
        letter.action_receive()
        env.flush_all()

    def _withdraw(self, env):
        self._contract(env).action_withdraw_termination(
            "双方谈妥", has_not_arrived=True
        )
        env.flush_all()

    def _assert(self, contract_state, letter_state):
        with self._worker() as env:
            self.assertEqual(self._contract(env).contract_state, contract_state)
            self.assertEqual(self._letter(env).state, letter_state)
            self.assertFalse(self._contract(env).is_end_declared)

    def test_what_is_being_withdrawn_does_not_arrive(self):
        with self._worker() as manager, self._worker() as clerk:
            self._withdraw(manager)
            with self.assertRaisesRegex(UserError, "right now"), self._quiet():
                self._letter(clerk).action_receive()
            manager.cr.commit()
        with self._worker() as late:  # it is kept on file, and ends nothing
            self._arrive(late)
            self.assertEqual(self._letter(late).received_on, self.today)
            late.cr.commit()
        self._assert(self.state, "cancelled")

    def test_what_has_arrived_meanwhile_is_not_withdrawn(self):
        with self._worker() as manager, self._worker() as clerk:
            self.assertTrue(self._contract(manager).is_end_declared)
            self._arrive(clerk)
            clerk.cr.commit()
            with self.assertRaises((SerializationFailure, UserError)), self._quiet():
                self._withdraw(manager)
        self._assert("terminated", "done")
