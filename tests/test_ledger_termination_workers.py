# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from ..models.nightly.contract_batch import Step
from .addon_worker_common import ScratchDatabaseCase


@tagged("post_install", "-at_install", "-standard", "workers")
class TestTerminationWorkers(ScratchDatabaseCase):
    """Money that comes while its contract is being ended: one sees the other."""

    def setUp(self):
        super().setUp()
        with self._worker() as env:
            contract = env["sale.subscription"].search(
                [
                    ("contract_state", "=", "active"),
                    ("open_term_id.kind", "=", "renewal"),
                    ("open_term_id.invoice_id.state", "=", "posted"),
                ],
                limit=1,
            )
            self.contract_id = contract.id
            self.amount = contract.open_term_id.amount
            self.deadline = contract.payment_deadline
            self.today = self.deadline + timedelta(days=1)
            contract.open_term_id._ignore_credit()  # that of the test before
            env.cr.commit()
        self._follow_today()

    def _terminate(self, env):
        contract = self._contract(env)
        domain = contract._get_unpaid_domain(contract.company_id)
        contract._process(
            domain, Step("_terminate_unpaid", "_get_unpaid_domain", "_terminate_unpaid")
        )

    def _enter_money(self, env):
        contract = self._contract(env)
        env["account.payment"].create(
            {
                "amount": self.amount,
                "company_id": contract.company_id.id,
                "date": self.deadline,
                "journal_id": env["account.journal"]
                .search(
                    [
                        ("type", "=", "bank"),
                        ("company_id", "=", contract.company_id.id),
                    ],
                    limit=1,
                )
                .id,
                "partner_id": contract.partner_id.id,
                "payment_type": "inbound",
            }
        ).action_post()
        env.flush_all()

    def test_an_end_that_is_older_than_the_money_begins_anew(self):
        with self._worker() as old, self._worker() as clerk:
            self.assertEqual(self._contract(old).contract_state, "active")
            self._enter_money(clerk)
            clerk.cr.commit()
            with self.assertRaises(SerializationFailure), self._quiet():
                self._terminate(old)
        with self._worker() as late:
            self._terminate(late)
            self.assertEqual(self._contract(late).contract_state, "active")
            self.assertIn("On hold", self._contract(late).termination_verdict)

    def test_money_that_is_older_than_the_end_begins_anew(self):
        with self._worker() as clerk, self._worker() as other:
            self.assertEqual(self._contract(clerk).contract_state, "active")
            self._terminate(other)
            self.assertEqual(self._contract(other).contract_state, "terminated")
            other.cr.commit()
            with self.assertRaises(SerializationFailure), self._quiet():
                self._enter_money(clerk)
        with self._worker() as late:
            self._contract(late).activity_ids.unlink()
            self._enter_money(late)
            notes = self._contract(late).activity_ids.mapped("summary")
            self.assertTrue([note for note in notes if "no gap" in note])
