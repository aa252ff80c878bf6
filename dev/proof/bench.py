"""What the ledger costs, beside what core and subscription_oca take for the same.

``./dev/bench`` runs this on a database of its own. Every measurement is a process of
its own, forked from one that has loaded and warmed up everything, so that nothing that
ran before counts. Core's and subscription_oca's work is rolled back; the addon's comes
after it on the same contracts, its commits included.
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
from io import BytesIO
from unittest.mock import patch

from ledgers import Ledgers, fork, open_env, open_registry, set_today

from odoo.fields import Domain
from odoo.tools.pdf import PdfFileWriter

from odoo.addons.miniprogram_contract.models.sale_subscription_batch import Step

FIRST_END = date(2027, 2, 28)
# So far apart that a group has ended before the next is due
DAYS_APART = timedelta(days=60)
LEAD, OVER = timedelta(days=30), timedelta(days=20)
NEVER_DUE = date(2035, 12, 31)
DAY_OF_SUBSCRIPTIONS = date(2020, 1, 1)

RENEW = Step("_get_renewal_domain", "_start_next_term")
REMIND = Step("_get_reminder_domain", "_send_renewal_reminder")
TERMINATE = Step("_get_unpaid_domain", "_terminate_unpaid")


@dataclass
class Cost:
    """Of one piece of work: seconds, SQL statements, megabytes at most."""

    seconds: float
    statements: int
    megabytes: float


class Bench:
    """One run: groups of contracts, each due on a day of its own."""

    def __init__(self, registry, sizes, totals, among):
        """Prepare a run.

        :param registry: of the database
        :param dict sizes: how many contracts are due, and how often it is measured
        :param list totals: how many contracts there are on a night with nothing due
        :param int among: how many contracts there are beside those that are due
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
        """Let nothing of what is there ever be due: demo data, and groups measured."""
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
        """Add contracts that are not due, until there are so many."""
        say(f"making {total:,} contracts that are not due")
        self._create("create_contracts", total - self.made, NEVER_DUE)
        self.made = total

    def _create(self, method, count, *args):
        if count > 0:
            # elsewhere: memory that is free here would hide what a measurement takes
            os.waitpid(fork(self._make, method, count, *args), 0)

    def _make(self, method, *args):
        with open_env(self.registry) as env:
            getattr(self.ledgers.in_env(env), method)(*args)

    # -- what is measured -----------------------------------------------------------

    def _measure_groups(self):
        """Measure renewals, reminders and terminations of one group after the other.

        :return: for each size and step, the costs of each of its groups
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
        due = 1  # by the warming up
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
        """Measure the three scheduled actions on a day on which nothing is due."""
        costs = [self._measure(FIRST_END, run_night) for _repeat in range(5)]
        return min(costs, key=lambda cost: cost.seconds)

    def _warm_up(self):
        """Do everything once here, so that it is loaded in every process forked."""
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
        """Let a process of its own do some work.

        :param date day: the day it is done on
        :param work: a function of the environment and what was prepared
        :param prepare: a function of the environment; what it does is not measured
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
            sys.exit("bench: a measurement failed, see above")
        return Cost(**json.loads(costs))

    def _tidy_up(self):
        """Nobody shall work among the rows that others have left."""
        with closing(self.registry.cursor()) as cr:
            cr.rollback()
            cr._cnx.autocommit = True  # no transaction can do it
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
    """Write how many times the second's cost the first's is, each at its least."""
    if first not in costs[0] or second not in costs[0]:
        return ""
    least = [min(getattr(cost[who], name) for cost in costs) for who in (first, second)]
    return f"{least[0] / least[1]:.2f}"


def run_night(env, _prepared):
    """Run the addon's three scheduled actions."""
    contracts = env["sale.subscription"]
    contracts._cron_invoice_renewals()
    contracts._cron_terminate_unpaid_renewals()
    contracts._cron_track_notices()


def run_step(step, env, _prepared):
    """Run one step of a scheduled action on all that is due."""
    env["sale.subscription"]._process_due(step)


def run_base_cron(env, _prepared):
    """Run subscription_oca's cron, which here invoices and posts, and sends nothing."""
    with patch.object(env.registry["account.move.send"], "_generate_and_send_invoices"):
        env["sale.subscription"].cron_subscription_management()


def run_base_cron_with_mails(env, _prepared):
    """Run subscription_oca's cron as it is, but with an empty page for each PDF."""
    page, pdf = PdfFileWriter(), BytesIO()
    page.addBlankPage(595, 842)
    page.write(pdf)
    with patch.object(
        env.registry["ir.actions.report"],
        "_run_wkhtmltopdf",
        return_value=pdf.getvalue(),
    ):
        env["sale.subscription"].cron_subscription_management()


def find_due(env, step):
    """Find the contracts on which a step is due."""
    contracts = env["sale.subscription"]._in_company(env.company)
    return contracts.search(
        Domain("company_id", "=", env.company.id)
        & getattr(contracts, step[0])(env.company)
    )


def prepare_invoices(env):
    """Prepare the values of the invoices of all terms that are due."""
    forget_ledger(env)
    terms = env["miniprogram.contract.term"].create(
        [contract._prepare_next_term() for contract in find_due(env, RENEW)]
    )
    values = [term.contract_id._prepare_term_invoice(term) for term in terms]
    env.invalidate_all()
    return values


def create_invoices(env, values):
    """Let core make and post invoices in one batch."""
    env["account.move"].create(values)._post(soft=False)


def prepare_reminders(env):
    """Find the contracts whose customers are reminded."""
    return find_due(env, REMIND)


def post_reminders(env, contracts):
    """Let core post a message from a template on each contract."""
    template = env.ref("miniprogram_contract.mail_template_renewal_reminder")
    for contract in contracts:
        contract.message_post_with_source(
            template,
            email_layout_xmlid="mail.mail_notification_light",
            partner_ids=contract.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
            force_send=False,
        )


def prepare_reversal(env):
    """Prepare core's credit notes of all terms that are not paid."""
    forget_ledger(env)
    contracts = find_due(env, TERMINATE)
    invoices = contracts.open_term_id.invoice_id
    values = [contracts.open_term_id._prepare_credit_note(move) for move in invoices]
    env.invalidate_all()
    return contracts, invoices, values


def reverse_invoices(env, prepared):
    """Let core write the contracts and credit their invoices, in one batch each."""
    contracts, invoices, values = prepared
    contracts._set_lifecycle(
        {
            "contract_state": "terminated",
            "close_reason_id": env.ref("miniprogram_contract.close_reason_unpaid").id,
            "termination_date": date(2027, 1, 1),
        }
    )
    invoices._reverse_moves(values, cancel=True)


def forget_ledger(env):
    """Let core work as it does without this addon's ledger."""
    move = env.registry["account.move"]
    patch.object(move, "_sync_contract_terms", lambda moves: None).start()


def read_memory(reset=False):
    """Give the most memory that this process has had.

    :param bool reset: count from now on
    :return: megabytes
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
    parser.add_argument("--quick", action="store_true", help="small numbers")
    quick = parser.parse_args().quick
    Bench(
        open_registry(),
        sizes={20: 2, 50: 2} if quick else {200: 2, 1_000: 1},
        totals=[100, 1_000, 5_000] if quick else [1_000, 10_000, 100_000],
        among=1_000 if quick else 20_000,
    ).run()


if __name__ == "__main__":
    main()
