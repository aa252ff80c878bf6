"""Measure what the ledger costs, next to the same work by core and subscription_oca.

``./dev/bench`` runs this on a database of its own. Each measurement runs in its own
process, forked from one that has everything loaded and warmed up, so that nothing that
ran earlier counts. The work of core and subscription_oca is rolled back; the addon's
follows on the same contracts, its commits included.
"""

import argparse
import gc
import json
import os
import sys
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial

from bench_work import (
    REMIND,
    RENEW,
    TERMINATE,
    create_invoices,
    post_reminders,
    prepare_invoices,
    prepare_reminders,
    prepare_reversal,
    reverse_invoices,
    run_base_cron,
    run_base_cron_with_mails,
    run_night,
    run_step,
)
from ledgers import Ledgers, fork, open_env, open_registry, set_today

FIRST_END = date(2027, 2, 28)
# Enough for one group to have ended before the next is due
DAYS_APART = timedelta(days=60)
LEAD, OVER = timedelta(days=30), timedelta(days=20)
NEVER_DUE = date(2035, 12, 31)
DAY_OF_SUBSCRIPTIONS = date(2020, 1, 1)


@dataclass
class Cost:
    """What one piece of work took: seconds, SQL statements, megabytes at its peak."""

    seconds: float
    statements: int
    megabytes: float


class Bench:
    """One run: groups of contracts, each group due on a different day."""

    def __init__(self, registry, sizes, totals, among):
        """Prepare a run.

        :param registry: the database's registry
        :param dict sizes: numbers of due contracts, each with how often to measure it
        :param list totals: numbers of contracts for the nights with nothing due
        :param int among: how many contracts exist besides the due ones
        """
        self.registry = registry
        self.sizes = sizes
        self.totals = totals
        self.among = among
        with open_env(registry) as env:
            self._put_aside(env)
            self.ledgers = Ledgers(env)
            self.company_id = self.ledgers.company.id
        self.made = 0

    def run(self):
        """Measure everything and print it."""
        quiet = {}
        for total in (t for t in self.totals if t <= self.among):
            self._fill_up(total)
            quiet[total] = self._measure_quiet_night()
        self._fill_up(self.among)
        rows = self._measure_groups()
        with open_env(self.registry) as env:
            self._put_aside(env)
        for total in (t for t in self.totals if t > self.among):
            self._fill_up(total)
            quiet[total] = self._measure_quiet_night()
        self._print_groups(rows)
        self._print_quiet_nights(quiet)

    # -- the contracts --------------------------------------------------------------

    def _put_aside(self, env):
        """Keep all existing contracts, demo data too, from ever being due."""
        env.cr.execute(
            "UPDATE sale_subscription SET renewal_invoice_on = NULL,"
            " next_reminder_on = NULL, payment_deadline = NULL,"
            " termination_date = NULL, in_progress = FALSE, recurring_next_date = %s",
            [NEVER_DUE],
        )
        env.cr.execute(
            "UPDATE miniprogram_contract_notice SET state = 'done', queued_on = NULL"
        )

    def _fill_up(self, total):
        """Add contracts that are not due, until there are ``total`` of them."""
        say(f"making {total:,} contracts that are not due")
        self._create("create_contracts", total - self.made, NEVER_DUE)
        self.made = total

    def _create(self, method, count, *args):
        if count > 0:
            # in a fork: memory freed here would hide what a measurement takes
            os.waitpid(fork(self._make, method, count, *args), 0)

    def _make(self, method, *args):
        with open_env(self.registry) as env:
            getattr(self.ledgers.in_env(env), method)(*args)

    # -- what is measured -----------------------------------------------------------

    def _measure_groups(self):
        """Measure renewals, reminders and terminations, one group after another.

        :return: the costs of every group, by step and size
        :rtype: dict
        """
        self._warm_up()
        rows = {}
        sizes = [size for size, times in self.sizes.items() for _time in range(times)]
        for number, size in enumerate(sizes):
            say(f"{size:,} due among {self.among:,}")
            end = FIRST_END + (number + 1) * DAYS_APART
            self._create("create_contracts", size, end)
            for step, costs in self._measure_group(end).items():
                rows.setdefault((step, size), []).append(costs)
        due = 1  # from the warm-up
        for size in sorted(self.sizes):
            self._create("create_subscriptions", size - due, DAY_OF_SUBSCRIPTIONS)
            due = size
            say(f"{size:,} due subscriptions of subscription_oca")
            posting = self._measure(DAY_OF_SUBSCRIPTIONS, run_base_cron)
            sending = self._measure(DAY_OF_SUBSCRIPTIONS, run_base_cron_with_mails)
            for costs in rows["renewals", size]:
                costs.update(posting=posting, sending=sending)
        return rows

    def _measure_group(self, end):
        before, after = end - LEAD, end + OVER
        return {
            "renewals": {
                "core": self._measure(before, create_invoices, prepare_invoices),
                "ours": self._measure(before, partial(run_step, RENEW)),
            },
            "reminders": {
                "core": self._measure(before, post_reminders, prepare_reminders),
                "ours": self._measure(before, partial(run_step, REMIND)),
            },
            "terminations": {
                "core": self._measure(after, reverse_invoices, prepare_reversal),
                "ours": self._measure(after, partial(run_step, TERMINATE)),
            },
        }

    def _measure_quiet_night(self):
        """Measure the three scheduled actions on a day when nothing is due."""
        costs = [self._measure(FIRST_END, run_night) for _repeat in range(5)]
        return min(costs, key=lambda cost: cost.seconds)

    def _warm_up(self):
        """Do everything once here, so that every forked process has it loaded."""
        self._create("create_contracts", 20, FIRST_END)
        self._create("create_subscriptions", 1, DAY_OF_SUBSCRIPTIONS)
        for day, steps in (
            (FIRST_END - LEAD, [RENEW, REMIND]),
            (FIRST_END + OVER, [TERMINATE]),
        ):
            set_today(self.registry, day)
            for step in steps:
                with open_env(self.registry, self.company_id) as env:
                    run_step(step, env, None)
        with open_env(self.registry, self.company_id) as env:
            run_base_cron(env, None)
            env.cr.rollback()

    def _measure(self, day, work, prepare=None):
        """Return what a piece of work costs in a process of its own.

        :param date day: the day it is done on
        :param work: a function of the environment and of what was prepared
        :param prepare: a function of the environment, which is not measured
        :rtype: Cost
        """
        self._tidy_up()
        receiver, sender = os.pipe()
        process = fork(self._work, sender, day, work, prepare)
        os.close(sender)
        with os.fdopen(receiver) as result:
            costs = result.read()
        os.waitpid(process, 0)
        if not costs:
            sys.exit("bench: a measurement failed: see above")
        return Cost(**json.loads(costs))

    def _tidy_up(self):
        """Vacuum, so that dead rows of one measurement do not slow down the next."""
        with closing(self.registry.cursor()) as cr:
            cr.rollback()
            cr._cnx.autocommit = True  # VACUUM cannot run inside a transaction
            cr.execute("VACUUM ANALYZE")

    def _work(self, sender, day, work, prepare):
        set_today(self.registry, day)
        memory = read_memory(reset=True)
        with open_env(self.registry, self.company_id) as env:
            prepared = prepare and prepare(env)
            env.flush_all()
            gc.collect()
            statements, start = env.cr.sql_log_count, time.perf_counter()
            work(env, prepared)
            env.flush_all()
            cost = Cost(
                seconds=time.perf_counter() - start,
                statements=env.cr.sql_log_count - statements,
                megabytes=read_memory() - memory,
            )
            env.cr.rollback()
        with os.fdopen(sender, "w") as result:
            result.write(json.dumps(asdict(cost)))

    # -- what is printed ------------------------------------------------------------

    def _print_groups(self, rows):
        print(
            "| step | due | time | statements | memory"
            " | subscription_oca's cron, posting | the same, with its mails |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for (step, size), costs in rows.items():
            cells = [
                step,
                f"{size:,}",
                *(
                    compare(costs, name, "ours", "core")
                    for name in ("seconds", "statements", "megabytes")
                ),
                compare(costs, "seconds", "posting", "ours"),
                compare(costs, "seconds", "sending", "ours"),
            ]
            print(f"| {' | '.join(cells)} |")
        print()

    def _print_quiet_nights(self, quiet):
        first = quiet[min(quiet)]
        print("| nothing due among | time | statements |")
        print("| --- | --- | --- |")
        for total, cost in sorted(quiet.items()):
            ratio = cost.seconds / first.seconds
            print(f"| {total:,} | {ratio:.2f} | {cost.statements} |")


def compare(costs, name, first, second):
    """Return the ratio of the first's least cost to the second's, as text."""
    if first not in costs[0] or second not in costs[0]:
        return ""
    least = [min(getattr(cost[who], name) for cost in costs) for who in (first, second)]
    return f"{least[0] / least[1]:.2f}"


def read_memory(reset=False):
    """Return the peak memory of this process, in megabytes.

    :param bool reset: start counting the peak from now on
    """
    if reset:
        with open("/proc/self/clear_refs", "w") as clear:
            clear.write("5")
    with open("/proc/self/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def say(text):
    print(f"bench: {text}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(prog="dev/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure few contracts")
    quick = parser.parse_args().quick
    Bench(
        open_registry(),
        sizes={20: 2, 50: 2} if quick else {200: 2, 1_000: 1},
        totals=[100, 1_000, 5_000] if quick else [1_000, 10_000, 100_000],
        among=1_000 if quick else 20_000,
    ).run()


if __name__ == "__main__":
    main()
