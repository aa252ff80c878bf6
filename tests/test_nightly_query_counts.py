# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from operator import methodcaller
from types import SimpleNamespace

from odoo.tests import tagged

from .ledger_common import LedgerCommon

RENEW = methodcaller("_start_next_term")
REMIND = methodcaller("_send_renewal_reminder")
FIND_HOLDS = methodcaller("_get_termination_holds")
TERMINATE = methodcaller("_terminate_unpaid")
REVERSE = methodcaller("_reverse_moves", cancel=True)


@tagged("post_install", "-at_install")
class TestQueryCounts(LedgerCommon):
    """A night costs what is due, however many contracts there are."""

    def _count(self, step, contracts, day):
        """Count the statements of one step on a batch, read from the database anew."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self._on(day):
            before = self.cr.sql_log_count
            step(contracts)
            self.env.flush_all()
            return self.cr.sql_log_count - before

    def _create_unpaid(self, count):
        contracts = self._create_running(count)
        with self._on("2027-01-29"):
            contracts._start_next_term()
        return contracts

    def _count_nothing_due(self, day):
        self.env.flush_all()
        self.env.invalidate_all()
        counted = 0
        contracts = self.env["sale.subscription"].sudo()
        steps = (
            contracts._get_renewal_steps()
            + contracts._get_termination_steps()
            + contracts._get_tracking_steps()
        )
        for step in steps:
            with self._on(day):
                before = self.cr.sql_log_count
                found = list(contracts._find_due(step))
                counted += self.cr.sql_log_count - before
            for domain, due in found:
                self.assertFalse(due & self.contracts, domain)
        return counted

    def _count_invoices(self, count):
        """Count what core takes to make and post the invoices of a batch."""
        contracts = self._create_running(count)
        with self._on("2027-01-29"):
            terms = (
                self.env["miniprogram.contract.term"]
                .sudo()
                .create([contract._prepare_next_term() for contract in contracts])
            )
            values = [term.contract_id._prepare_term_invoice(term) for term in terms]
        moves = self.env["account.move"]
        return self._count(
            lambda values: moves.create(values)._post(soft=False), values, "2027-01-29"
        )

    def test_a_renewal_costs_what_core_takes_for_the_invoice(self):
        self._count(RENEW, self._create_running(2), "2027-01-29")
        few = self._count(RENEW, self._create_running(10), "2027-01-29")
        many = self._count(RENEW, self._create_running(30), "2027-01-29")
        core = self._count_invoices(30) - self._count_invoices(10)
        self.assertLessEqual(many - few, core + 2)

    def test_a_reminder_costs_what_core_takes_for_the_message(self):
        self._count(REMIND, self._create_unpaid(2), "2027-01-29")
        few = self._count(REMIND, self._create_unpaid(10), "2027-01-29")
        many = self._count(REMIND, self._create_unpaid(30), "2027-01-29")
        # two of them ask whether any provider takes the payment
        self.assertLessEqual((many - few) / 20, 22)

    def test_a_termination_costs_what_core_takes_for_the_credit_note(self):
        self._count(TERMINATE, self._create_unpaid(2), "2027-03-04")
        ours = self._count(TERMINATE, self._create_unpaid(20), "2027-03-04")
        invoices = self._create_unpaid(20).open_term_id.invoice_id
        core = self._count(REVERSE, invoices, "2027-03-04")
        self.assertLessEqual(ours, core * 1.1)

    def test_what_holds_terminations_is_found_for_all_at_once(self):
        self._count(FIND_HOLDS, self._create_unpaid(2), "2027-03-04")
        few = self._count(FIND_HOLDS, self._create_unpaid(10), "2027-03-04")
        many = self._count(FIND_HOLDS, self._create_unpaid(30), "2027-03-04")
        self.assertEqual(many, few)

    def test_open_credits_are_read_once_for_all_terminations(self):
        self._create_credits(4)
        self._count(FIND_HOLDS, self._create_unpaid(2), "2027-03-04")
        few = self._count(FIND_HOLDS, self._create_unpaid(10), "2027-03-04")
        contracts = self._create_unpaid(30)
        many = self._count(FIND_HOLDS, contracts, "2027-03-04")
        self.assertEqual(many, few)
        self._create_credits(16)
        more = self._count(FIND_HOLDS, contracts, "2027-03-04")
        self.assertEqual(more, many)
        with self._on("2027-03-04"):
            self.assertEqual(len(contracts._get_termination_holds()), 30)

    def _create_credits(self, count):
        """Let the customer, and somebody else, pay what nobody allocates."""
        stranger = self.env["res.partner"].create({"name": "代付公司"})
        for _number in range(count):
            for payer in self.customer, stranger:
                self._credit(SimpleNamespace(partner_id=payer), 7208.0, "2027-02-01")

    def test_nothing_due_costs_the_same_however_many_there_are(self):
        self.contracts = self._create_running(3)
        self._count_nothing_due("2026-06-01")
        few = self._count_nothing_due("2026-06-01")
        self.contracts |= self._create_running(60)
        self.assertEqual(self._count_nothing_due("2026-06-01"), few)
