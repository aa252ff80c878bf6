# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import subprocess
import sys
from datetime import timedelta
from operator import add
from os import environ
from pathlib import Path

from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from ..models.nightly.contract_batch import Step
from .addon_worker_common import ScratchDatabaseCase

CHAOS = Path(__file__).resolve().parents[1] / "dev" / "proof" / "chaos.py"

RENEW = Step("_start_next_term", "_get_renewal_domain", "_start_next_term")


class LedgerWorkerCase(ScratchDatabaseCase):
    """Contracts that are all paid, on the day on which all of them are renewed."""

    def setUp(self):
        super().setUp()
        with self._worker() as env:
            # each gets one renewal; missed instalments would all be made in one run
            contracts = env["sale.subscription"].search(
                [
                    ("contract_state", "in", ("signed", "active")),
                    ("payment_schedule", "=", "one_off"),
                ]
            )
            # as if all that was invoiced had been paid
            contracts.term_ids.is_opening = True
            contracts.term_ids._sync_with_accounting()
            self.contract_ids = contracts.ids
            self.counts = self._count_terms(env)
            self.today = max(contracts.mapped("renewal_invoice_on"))
            env.cr.commit()
        self._follow_today()

    def _contracts(self, env):
        return env["sale.subscription"].browse(self.contract_ids)

    def _do(self, env, step):
        """Do a step on what is due, and leave the transaction open."""
        contracts = self._contracts(env)
        domain = getattr(contracts, step.domain)(contracts.company_id)
        contracts._process(domain, step)

    def _renew(self, env):
        self._do(env, RENEW)

    def _count_terms(self, env):
        return [len(contract.term_ids) for contract in self._contracts(env)]


@tagged("post_install", "-at_install", "-standard", "workers")
class TestWorkers(LedgerWorkerCase):
    """Two workers at once, and one that dies: the same as one clean run."""

    def _check_renewed_once(self):
        with self._worker() as env:
            self.assertEqual(
                self._count_terms(env), [count + 1 for count in self.counts]
            )
            for contract in self._contracts(env):
                self.assertEqual(len(contract.open_term_id.invoice_id), 1)
                self.assertFalse(contract.contract_failure)

    def test_two_workers_on_the_same_contracts(self):
        with self._worker() as one, self._worker() as other:
            self._renew(one)
            self._renew(other)  # all of them are locked
            one.cr.commit()
            other.cr.commit()
        with self._worker() as late:
            self._renew(late)  # nothing is due any more
            late.cr.commit()
        self._check_renewed_once()

    def test_an_unfinished_record_of_somebody_else_holds_nothing_up(self):
        with self._worker() as clerk, self._worker() as worker:
            clerk["sale.order"].create(
                [
                    {
                        "partner_id": clerk.user.partner_id.id,
                        "order_subscription_id": contract_id,
                    }
                    for contract_id in self.contract_ids
                ]
            )
            clerk.flush_all()
            self._renew(worker)
            worker.cr.commit()
        self._check_renewed_once()

    def test_a_worker_whose_transaction_is_older_than_the_other_ones_work(self):
        with self._worker() as old, self._worker() as other:
            self._count_terms(old)  # from here on it sees the database as it was
            self._renew(other)
            other.cr.commit()
            with self.assertRaises(SerializationFailure), self._quiet():
                self._renew(old)
        self._check_renewed_once()

    def test_a_worker_that_is_overtaken_has_nothing_to_report(self):
        with self._worker() as old, self._worker() as other:
            self._count_terms(old)
            self._renew(other)
            other.cr.commit()
            contracts = self._contracts(old)
            with self._quiet():
                contracts._process_batch(
                    contracts._get_renewal_domain(contracts.company_id),
                    RENEW,
                )
        self._check_renewed_once()

    def test_a_worker_killed_before_its_commit_leaves_nothing(self):
        with self._worker() as killed, self._worker() as killer:
            invoices = killer["account.move"].search_count([])
            self._renew(killed)
            killed.cr.execute("SELECT pg_backend_pid()")
            killer.cr.execute(
                "SELECT pg_terminate_backend(%s, 5000)", killed.cr.fetchone()
            )
            with self.assertRaises(OperationalError), self._quiet():
                killed.cr.execute("SELECT 1")
            killer.cr.rollback()
            self.assertEqual(self._count_terms(killer), self.counts)
            self.assertEqual(killer["account.move"].search_count([]), invoices)
            self._renew(killer)
            killer.cr.commit()
        self._check_renewed_once()


class RenewedWorkerCase(LedgerWorkerCase):
    """Contracts whose renewals wait for payment: each class does one thing to them."""

    step = None

    def setUp(self):
        super().setUp()
        with self._worker() as env:
            self._renew(env)
            env.cr.commit()

    def _do_in_three_workers(self, get_due):
        """Let two workers do the step at once, and one that began before them.

        :param get_due: a function that reads what the step changes
        """
        with self._worker() as old, self._worker() as one, self._worker() as other:
            get_due(self._contracts(old))  # from here on it sees what was
            self._do(one, self.step)
            self._do(other, self.step)  # all of them are locked
            one.cr.commit()
            other.cr.commit()
            with self.assertRaises(SerializationFailure), self._quiet():
                self._do(old, self.step)
        with self._worker() as late:
            self._do(late, self.step)  # nothing is due any more
            late.cr.commit()


@tagged("post_install", "-at_install", "-standard", "workers")
class TestReminderWorkers(RenewedWorkerCase):
    """Workers that remind at once."""

    step = Step(
        "_send_renewal_reminder", "_get_reminder_domain", "_send_renewal_reminder"
    )

    def _count_reminders(self, contracts):
        numbers = contracts.mapped("contract_number")
        subjects = " ".join(filter(None, contracts.message_ids.mapped("subject")))
        return [subjects.count(number) for number in numbers]

    def test_each_customer_is_reminded_once(self):
        with self._worker() as env:
            contracts = self._contracts(env)
            before = self._count_reminders(contracts)
            # none where the paid period is over
            new = [contract.paid_until >= self.today for contract in contracts]
        self.assertIn(True, new)
        self._do_in_three_workers(self._count_reminders)
        with self._worker() as env:
            contracts = self._contracts(env)
            self.assertEqual(
                self._count_reminders(contracts), list(map(add, before, new))
            )
            self.assertFalse(any(contracts.mapped("contract_failure")))


@tagged("post_install", "-at_install", "-standard", "workers")
class TestTerminationWorkers(RenewedWorkerCase):
    """Workers that terminate at once."""

    step = Step("_terminate_unpaid", "_get_unpaid_domain", "_terminate_unpaid")

    def test_each_contract_is_ended_credited_and_told_of_once(self):
        with self._worker() as env:
            contracts = self._contracts(env)
            contracts -= contracts.browse().union(*contracts._get_termination_holds())
            self.contract_ids = contracts.ids
            self.today = max(contracts.mapped("payment_deadline")) + timedelta(days=1)
            letters = len(contracts.notice_ids)
        self._do_in_three_workers(lambda contracts: contracts.mapped("contract_state"))
        with self._worker() as env:
            contracts = self._contracts(env)
            self.assertTrue(contracts)
            self.assertEqual(set(contracts.mapped("contract_state")), {"terminated"})
            self.assertEqual(len(contracts.notice_ids), letters + len(contracts))
            self.assertFalse(any(contracts.mapped("contract_failure")))
            for contract in contracts:
                invoice = contract._get_lapsed_renewal().invoice_id
                self.assertEqual(len(invoice.reversal_move_ids), 1)


@tagged("post_install", "-at_install", "-standard", "workers")
class TestChaos(ScratchDatabaseCase):
    """A short round of ``dev/chaos``."""

    def test_killed_workers_leave_every_contract_as_it_should_be(self):
        done = subprocess.run(
            [
                *(sys.executable, CHAOS, "--contracts", "23", "--rounds", "4"),
                *("--workers", "3", "--kills", "3", "--seconds", "30"),
            ],
            env={**environ, "PGDATABASE": self.database},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
