"""Kill workers while contracts are renewed, ended and paid.

``./dev/chaos`` runs this on a database of its own. A round is one day: several workers
run the scheduled actions at once, customers, accountants and managers act, and any of
these processes may be killed at any moment, and another is started in its place. What
becomes of whom is in ``fates.py``. In the end ``recount.py`` checks every contract from
the tables alone, with arithmetic of its own.
"""

import argparse
import os
import random
import signal
import sys
import time
from datetime import date, timedelta
from unittest.mock import patch

from chaos_agreements import REASON
from chaos_customer import Customer
from chaos_payers import create_payers
from fates import FATES, LONGEST_AGREEMENT
from ledgers import Ledgers, fork, open_env, open_registry, set_today
from recount import Recount

from odoo import fields
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.miniprogram_contract.models.nightly import contract_batch

FIRST_DAY = date(2027, 1, 4)
# Days from the first renewal that is due to the last contract that is ended
HORIZON = 150
# Small, so that a run takes many transactions
BATCH_SIZE = 5
# How often a worker repeats the scheduled actions: enough to live until it is killed
PASSES = 3
# For how many seconds people try again while a worker, who prints, holds a contract
PATIENCE = 30
# An advisory lock: the customers of a killed process may still be committing
CUSTOMERS_LOCK = 4_2027


class Chaos:
    """One run: contracts, a fate for each one's customer, and days with kills."""

    def __init__(self, registry, options):
        self.registry = registry
        self.options = options
        self.random = random.Random(options.seed)
        self.figures = dict.fromkeys(
            ("rounds", "workers started", "workers killed", "customers killed"), 0
        )
        self.fates = {}
        self.days = []
        self.violations = []
        self.longest_step = max(1, 2 * HORIZON // options.rounds)

    def run(self):
        """Live through the days, then recount every contract.

        :return: a sentence for each thing that is wrong
        :rtype: list[str]
        """
        self._make_contracts()
        deadline = time.monotonic() + self.options.seconds
        day = FIRST_DAY
        for number in range(self.options.rounds):
            self._live_through(number, day)
            if time.monotonic() > deadline:
                break
            day += timedelta(days=self.random.randint(1, self.longest_step))
        self._run_alone(self._work, self.days[-1][0], "last")
        self._recount()
        return self.violations

    def _make_contracts(self):
        with open_env(self.registry) as env:
            self._put_others_aside(env)
            ledgers = Ledgers(env)
            self.company_id = ledgers.company.id
            self.journal_id = self._open_bank_account(ledgers.env).id
            for number in range(self.options.contracts):
                end = FIRST_DAY + timedelta(
                    days=self.random.randrange(HORIZON - LONGEST_AGREEMENT)
                )
                start = end - timedelta(days=364)
                # every third of a fate has instalments still to come
                years = 2 if number // len(FATES) % 3 == 1 else 0
                contract = ledgers.create_contract(
                    start, end, signed_end=add_years(end, years)
                )
                fate = FATES[(number + self.options.seed) % len(FATES)]
                create_payers(contract, fate)
                self.fates[contract.id] = fate
            # the paper itself is no matter here
            env.ref(REASON).needs_document = False

    def _put_others_aside(self, env):
        """Keep the contracts of the demo data from ever being due."""
        env.cr.execute(
            "UPDATE sale_subscription SET renewal_invoice_on = NULL,"
            " next_reminder_on = NULL, payment_deadline = NULL, termination_date = NULL"
        )

    def _open_bank_account(self, env):
        journal = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
        )
        for lines, name, code in (
            (journal.inbound_payment_method_line_ids, "Receipts", "109900"),
            (journal.outbound_payment_method_line_ids, "Payments", "109901"),
        ):
            lines.payment_account_id = env["account.account"].create(
                {
                    "name": f"Outstanding {name}",
                    "code": code,
                    "account_type": "asset_current",
                    "reconcile": True,
                }
            )
        return journal

    # -- a day ----------------------------------------------------------------------

    def _live_through(self, number, day):
        """Live through one day: kill processes, then do all of its work undisturbed."""
        began = self._now()
        jobs = [self._work] * self.options.workers + [self._act_all]
        running = {
            fork(job, day, f"{number}-{index}"): job for index, job in enumerate(jobs)
        }
        self.figures["workers started"] += self.options.workers
        for kill in range(self.options.kills):
            time.sleep(self.random.uniform(0, 0.4))
            self._kill_one(running, day, f"{number}-again-{kill}")
        for process in running:
            self._wait(process)
        self._wait_for_the_dead()
        self._run_alone(self._work, day, f"{number}-workers")
        self._run_alone(self._act_all, day, f"{number}-customers")
        self.days.append((day, began, self._now()))
        self.figures["rounds"] += 1

    def _kill_one(self, running, day, seed):
        """Kill a random process and start another in its place."""
        process = self.random.choice(sorted(running))
        os.kill(process, signal.SIGKILL)
        _process, status = os.waitpid(process, 0)
        job = running.pop(process)
        who = "customers" if job == self._act_all else "workers"
        if os.WIFSIGNALED(status):
            self.figures[f"{who} killed"] += 1
        else:
            self._check_status(status)
        if who == "workers":
            self.figures["workers started"] += 1
        running[fork(job, day, seed)] = job

    def _run_alone(self, job, day, seed):
        self._wait(fork(job, day, seed))

    def _wait(self, process):
        _process, status = os.waitpid(process, 0)
        self._check_status(status)

    def _check_status(self, status):
        if status:
            self.violations.append("a process failed without being killed: see above")

    def _wait_for_the_dead(self):
        """Wait until the database has noticed which processes are gone."""
        with self.registry.cursor() as cr:
            for _try in range(100):
                cr.execute(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND state != 'idle'"
                    " AND pid != pg_backend_pid()"
                )
                if not cr.fetchone()[0]:
                    return
                cr.rollback()
                time.sleep(0.1)
        self.violations.append("a killed worker's transaction stays open")

    def _now(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
            return cr.fetchone()[0]

    # -- the processes --------------------------------------------------------------

    def _work(self, day, seed):
        """Run the scheduled actions of a day in random order."""
        set_today(self.registry, day)
        patch.object(contract_batch, "BATCH_SIZE", BATCH_SIZE).start()
        actions = [
            "_cron_invoice_renewals",
            "_cron_terminate_unpaid_renewals",
            "_cron_track_notices",
        ]
        random.Random(seed).shuffle(actions)
        for action in actions * PASSES:
            with open_env(self.registry, self.company_id) as env:
                getattr(env["sale.subscription"], action)()

    def _act_all(self, day, seed):
        """Let every customer act out their fate, each in a separate transaction."""
        set_today(self.registry, day)
        customers = list(self.fates)
        random.Random(seed).shuffle(customers)
        with self.registry.cursor() as lock:
            lock.execute("SELECT pg_advisory_lock(%s)", [CUSTOMERS_LOCK])
            for contract_id in customers:
                self._let_act(contract_id, day)

    def _let_act(self, contract_id, day):
        give_up_at = time.monotonic() + PATIENCE
        while time.monotonic() < give_up_at:
            try:
                with open_env(self.registry, self.company_id) as env:
                    contract = env["sale.subscription"].browse(contract_id)
                    customer = Customer(
                        contract, day, self.journal_id, self.longest_step
                    )
                    getattr(customer, self.fates[contract_id])()
                return
            # a person is asked to wait a moment
            except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, UserError) as error:
                refusal = error
                time.sleep(random.uniform(0, 0.1))
        raise TimeoutError("what a customer does was refused for long") from refusal

    # -- the end --------------------------------------------------------------------

    def _recount(self):
        with self.registry.cursor() as cr:
            recount = Recount(cr, self.fates, self.days)
            self.violations += recount.check()
            self.figures.update(recount.figures)


def add_years(day, years):
    return fields.Date.add(day + timedelta(days=1), years=years) - timedelta(days=1)


def parse_options():
    parser = argparse.ArgumentParser(prog="dev/chaos", description=__doc__)
    for name, default, text in (
        ("contracts", 64, "how many contracts"),
        ("rounds", 24, "how many days at most"),
        ("workers", 8, "how many workers at once"),
        ("kills", 8, "how many processes are killed on a day"),
        ("seconds", 600, "after how many seconds no further day begins"),
        ("seed", 1, "of the random numbers: the same seed, the same plan"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=text)
    return parser.parse_args()


def main():
    chaos = Chaos(open_registry(), parse_options())
    violations = chaos.run()
    for name, figure in chaos.figures.items():
        print(f"{figure:>8,}  {name}")
    print(f"{len(violations):>8,}  violations")
    for violation in violations:
        print(f"          {violation}")
    sys.exit(bool(violations))


if __name__ == "__main__":
    main()
