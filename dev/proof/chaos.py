"""Workers that are killed while contracts are renewed, ended and paid.

``./dev/chaos`` runs this on a database of its own. A round is one day: several workers
run the scheduled actions at once, customers pay, and any of these processes may be
killed at any moment and is started again. In the end every contract is counted anew
from the tables alone, with this script's own arithmetic (``recount.py``).
"""

import argparse
import os
import random
import signal
import sys
import time
from datetime import date, timedelta
from unittest.mock import patch

from ledgers import Ledgers, fork, open_env, open_registry, set_today
from recount import ENDED, GOES_ON, Recount

from odoo import fields
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.miniprogram_contract.models import sale_subscription_batch

FIRST_DAY = date(2027, 1, 4)
# From the first day on which a contract is due to the last day on which one is ended
HORIZON = 150
# Small, so that a run is many transactions
BATCH_SIZE = 5
# How often a worker runs the scheduled actions: it should live until it is killed
PASSES = 3
# Nobody else's: the customers of a killed process may still be committing
CUSTOMERS_LOCK = 4_2027
FATES = GOES_ON + ENDED + ("races",)


class Chaos:
    """One run: contracts, each with the fate of its customer, and days with kills."""

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
        """Live through the days, count anew, and print the figures.

        :return: what is wrong, in words
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
        self._count_anew()
        return self.violations

    def _make_contracts(self):
        with open_env(self.registry) as env:
            self._put_others_aside(env)
            ledgers = Ledgers(env)
            self.company_id = ledgers.company.id
            self.journal_id = self._open_bank_account(ledgers.env).id
            for number in range(self.options.contracts):
                end = FIRST_DAY + timedelta(days=self.random.randrange(HORIZON - 40))
                start = end - timedelta(days=364)
                # every sixth has instalments left to come
                years = 2 if number % 6 == 5 else 0
                contract = ledgers.create_contract(
                    start, end, signed_end=add_years(end, years)
                )
                self.fates[contract.id] = FATES[number % len(FATES)]

    def _put_others_aside(self, env):
        """Contracts of the demo data are never due here."""
        env.cr.execute(
            "UPDATE sale_subscription SET renewal_invoice_on = NULL,"
            " next_reminder_on = NULL, payment_deadline = NULL, termination_date = NULL"
        )

    def _open_bank_account(self, env):
        journal = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
        )
        journal.inbound_payment_method_line_ids.payment_account_id = env[
            "account.account"
        ].create(
            {
                "name": "Outstanding Receipts",
                "code": "109900",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        return journal

    # -- a day ----------------------------------------------------------------------

    def _live_through(self, number, day):
        """Live through one day: processes are killed, in the end all is done once."""
        began = self._now()
        jobs = [self._work] * self.options.workers + [self._pay_all]
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
        self._run_alone(self._pay_all, day, f"{number}-customers")
        self.days.append((day, began, self._now()))
        self.figures["rounds"] += 1

    def _kill_one(self, running, day, seed):
        """Kill a process, and start another in its place."""
        process = self.random.choice(sorted(running))
        os.kill(process, signal.SIGKILL)
        _process, status = os.waitpid(process, 0)
        job = running.pop(process)
        who = "customers" if job == self._pay_all else "workers"
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
            self.violations.append("a process failed by itself: see above")

    def _wait_for_the_dead(self):
        """Wait until the database has noticed whose processes are gone."""
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
        """Run the scheduled actions of a day, in any order."""
        set_today(self.registry, day)
        patch.object(sale_subscription_batch, "BATCH_SIZE", BATCH_SIZE).start()
        actions = [
            "_cron_invoice_renewals",
            "_cron_terminate_unpaid_renewals",
            "_cron_track_notices",
        ]
        random.Random(seed).shuffle(actions)
        for action in actions * PASSES:
            with open_env(self.registry, self.company_id) as env:
                getattr(env["sale.subscription"], action)()

    def _pay_all(self, day, seed):
        """Let every customer do what his fate is, each in a transaction of his own."""
        set_today(self.registry, day)
        customers = list(self.fates)
        random.Random(seed).shuffle(customers)
        with self.registry.cursor() as lock:
            lock.execute("SELECT pg_advisory_lock(%s)", [CUSTOMERS_LOCK])
            for contract_id in customers:
                self._let_pay(contract_id, day)

    def _let_pay(self, contract_id, day):
        for _try in range(50):
            try:
                with open_env(self.registry, self.company_id) as env:
                    contract = env["sale.subscription"].browse(contract_id)
                    customer = Customer(
                        contract, day, self.journal_id, self.longest_step
                    )
                    getattr(customer, self.fates[contract_id])()
                return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                time.sleep(random.uniform(0, 0.1))
        raise TimeoutError("a customer's payment was refused 50 times")

    # -- the end --------------------------------------------------------------------

    def _count_anew(self):
        with self.registry.cursor() as cr:
            recount = Recount(cr, self.fates, self.days)
            self.violations += recount.check()
            self.figures.update(recount.figures)


class Customer:
    """What one customer does on one day, as his fate is.

    Each method finds out from the database what is still to be done: whoever was killed
    before may have done it already.
    """

    def __init__(self, contract, day, journal_id, longest_step):
        self.env = contract.env
        self.contract = contract
        self.day = day
        self.journal_id = journal_id
        self.term = contract.open_term_id
        self.invoice = self.term.invoice_id
        # so that his last day is not passed over between two rounds
        self.is_pressing = bool(
            contract.payment_deadline
            and contract.payment_deadline <= day + timedelta(days=longest_step)
        )

    def pays(self):
        """Pay the invoice in time, early or at the last moment."""
        if self._waits_for_payment() and self._is_ready():
            self._register()

    def pays_in_parts(self):
        """Pay a part, and the rest another day, or at once at the last moment."""
        if not self._waits_for_payment():
            return
        is_untouched = self.invoice.amount_residual == self.invoice.amount_total
        if is_untouched:
            self._register(amount=100.0)
        if self.is_pressing or (not is_untouched and self._is_ready()):
            self._register()

    def pays_unallocated(self):
        """Pay in time without saying what for; it is allocated weeks later."""
        if not self._waits_for_payment():
            return
        if not self._get_credit():
            if self._is_ready():
                self._deposit()
        elif self.day > self.contract.payment_deadline + timedelta(days=20):
            self._allocate()

    def pays_twice_over(self):
        """Pay, have it undone and done again on the same day."""
        if not self._waits_for_payment():
            return
        if self._get_credit():
            self._allocate()
        elif self._is_ready():
            self._register()
            self.invoice.line_ids.remove_move_reconcile()
            self.env.flush_all()
            self.env.cr.commit()
            self._allocate()

    def never_pays(self):
        """Let the renewal lapse."""

    def pays_a_part(self):
        """Pay less than is asked for."""
        if (
            self._waits_for_payment()
            and self.invoice.amount_residual == self.invoice.amount_total
        ):
            self._register(amount=100.0)

    def pays_after_the_end(self):
        """Pay when the contract has been terminated already."""
        if self.contract.contract_state == "terminated" and not self._get_credit():
            self._deposit()

    def races(self):
        """Pay on the night on which the contract is to be ended."""
        if self._waits_for_payment():
            if self.day > self.contract.payment_deadline:
                self._register()
        elif self.contract.contract_state == "terminated" and not self._get_credit():
            self._deposit()

    def _waits_for_payment(self):
        return self.term.state == "invoiced" and self.invoice.amount_residual > 0

    def _is_ready(self):
        mood = random.Random(f"{self.contract.id}-{self.day}").random()
        return self.is_pressing or mood < 0.3

    def _register(self, **values):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create(
            {"journal_id": self.journal_id, "payment_date": self.day, **values}
        )._create_payments()

    def _deposit(self):
        self.env["account.payment"].create(
            {
                "partner_id": self.contract.partner_id.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.journal_id,
                "amount": self.contract.amount_total,
                "date": self.day,
            }
        ).action_post()

    def _get_credit(self):
        return self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.contract.partner_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("move_id.origin_payment_id", "!=", False),
                ("amount_residual", "<", 0),
            ],
            limit=1,
        )

    def _allocate(self):
        self.invoice.js_assign_outstanding_line(self._get_credit().id)


def add_years(day, years):
    return fields.Date.add(day + timedelta(days=1), years=years) - timedelta(days=1)


def parse_options():
    parser = argparse.ArgumentParser(prog="dev/chaos", description=__doc__)
    for name, default, text in (
        ("contracts", 64, "how many contracts"),
        ("rounds", 24, "how many days, the longest the run can be"),
        ("workers", 8, "how many workers at once"),
        ("kills", 8, "how many processes are killed on a day"),
        ("seconds", 600, "after which no other day begins"),
        ("seed", 1, "another number, another run"),
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
