# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import subprocess
import sys
from os import environ
from pathlib import Path
from unittest.mock import patch

from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from .worker_common import ScratchDatabaseCase

CHAOS = Path(__file__).resolve().parents[1] / "dev" / "chaos.py"


@tagged("post_install", "-at_install", "-standard", "workers")
class TestWorkers(ScratchDatabaseCase):
    """Two workers at once, and one that dies: the same as one clean run."""

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
        self.startPatcher(
            patch.object(
                self.registry["res.company"],
                "_contract_today",
                lambda company: self.today,
            )
        )

    def _renew(self, env):
        """Renew what is due, and leave the transaction open."""
        contracts = env["sale.subscription"].browse(self.contract_ids)
        domain = contracts._get_renewal_domain(contracts.company_id)
        contracts._process(domain, "_start_next_term")

    def _count_terms(self, env):
        contracts = env["sale.subscription"].browse(self.contract_ids)
        return [len(contract.term_ids) for contract in contracts]

    def _check_renewed_once(self):
        with self._worker() as env:
            self.assertEqual(
                self._count_terms(env), [count + 1 for count in self.counts]
            )
            contracts = env["sale.subscription"].browse(self.contract_ids)
            for contract in contracts:
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
            contracts = old["sale.subscription"].browse(self.contract_ids)
            with self._quiet():
                contracts._process_batch(
                    contracts._get_renewal_domain(contracts.company_id),
                    "_start_next_term",
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


@tagged("post_install", "-at_install", "-standard", "workers")
class TestChaos(ScratchDatabaseCase):
    """A short round of ``dev/chaos``."""

    def test_killed_workers_leave_every_contract_as_it_should_be(self):
        done = subprocess.run(
            [
                *(sys.executable, CHAOS, "--contracts", "16", "--rounds", "4"),
                *("--workers", "3", "--kills", "3", "--seconds", "30"),
            ],
            env={**environ, "PGDATABASE": self.database},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
