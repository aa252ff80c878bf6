# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    run_state_machine_as_test,
)

from odoo.tests import tagged

from .ledger_machine_accounting import AccountingRules
from .ledger_machine_common import (
    ACTS,
    HOLDS,
    ONE_DAY,
    REASON,
    WEEK,
    LedgerRecount,
    act,
    only_if,
)
from .ledger_machine_nights import NightRules
from .ledger_machine_people import PeopleRules
from .notice_common import NoticeCommon

SIGNED_ON = date(2026, 3, 1)
# Outside of the suite: that many times the examples, at random
TIMES = int(os.environ.get("MACHINE_TIMES", "0"))
SHARES = st.sampled_from([0.3, 1.0, 1.0, 1.0])


class LedgerMachine(AccountingRules, PeopleRules, NightRules, RuleBasedStateMachine):
    """What customers, accountants and managers do to a contract, and the nights.

    :param test: the test case, with contracts that are signed
    """

    def __init__(self, test):
        super().__init__()
        self.test = test
        # what is changed by whom is a matter of core's own tests
        self.env = test.env(context={**test.env.context, "tracking_disable": True})
        self.savepoint = test.env.cr.savepoint()
        self._go_to(SIGNED_ON)
        self._watch(test.contracts[0])

    def teardown(self):
        """Undo what the example has done."""
        self.savepoint.close(rollback=True)
        self.env.invalidate_all()

    def _go_to(self, day):
        self.day = day
        self.test.clock.move_to(f"{day} 04:00:00")

    def _watch(self, contract):
        self.contract = contract.with_env(self.env)
        self.ledger = LedgerRecount(self.test, self.contract)
        self.done = Counter()
        self.given_up = None
        self.is_paid_for_something_else = False
        payments = self.contract.term_ids.invoice_id.reconciled_payment_ids
        for payment in payments:
            self._note_receipt(payment)

    @initialize(
        number=st.sampled_from([0, 0, 0, 1, 1, 1, 2, 3]),
        begins=st.sampled_from(["paid", "due", "due", "due", *sorted(HOLDS)]),
    )
    def choose_contract(self, number, begins):
        """A contract for one year, or paid year by year; the next fee due or not.

        Or it is due already, and something holds it.
        """
        self._watch(self.test.contracts[number])
        if begins != "paid" and self.contract.contract_state == "active":
            self.wait_for_what_follows()
            if begins in HOLDS and self._get_standing_offer():
                self.wait_while(happens=begins)

    # -- what rules ask ----------------------------------------------------------------

    @property
    def runs(self):
        """Whether the contract is signed and has not ended."""
        return self.contract.contract_state in ("signed", "active")

    @property
    def has_ended(self):
        """Whether the contract has ended."""
        return self.contract.contract_state == "terminated"

    @property
    def payable(self):
        """The periods whose invoice waits for money."""
        return self.ledger.get_living().filtered(
            lambda term: (
                term.invoice_id.state == "posted" and term.invoice_id.amount_residual
            )
        )

    @property
    def credited(self):
        """The periods that wait for a person to invoice them again."""
        return self.contract.term_ids.filtered(lambda term: term.state == "planned")

    @property
    def returnable(self):
        """The payments that can bounce, or be given back."""
        return self.ledger.payments

    def _pick(self, records, number):
        return records[number % len(records)]

    # -- what customers and their banks do ---------------------------------------------

    @only_if(lambda self: self.payable)
    @act(share=SHARES)
    def pay(self, share):
        """The customer pays what is left, or a part of it."""
        term = self.payable[:1]
        amount = term.currency_id.round(term.invoice_id.amount_residual * share)
        payment = self.test._pay(self.contract, str(self.day), amount, term)
        self._note_receipt(payment)

    @only_if(lambda self: len(self._get_credit_lines()) < 2)
    @act(share=SHARES, days_ago=st.integers(0, 10))
    def receive(self, share, days_ago):
        """Money comes that nobody allocates, entered some days later."""
        day = max(self.day - timedelta(days=days_ago), SIGNED_ON)
        self._receive(round(7208.0 * share, 2), day)

    def _receive(self, amount, day):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.contract.partner_id.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.test.bank_journal.id,
                "amount": amount,
                "date": day,
            }
        )
        payment.action_post()
        self._note_receipt(payment)

    def _note_receipt(self, payment):
        self.ledger.payments |= payment
        self.ledger.received += payment.amount

    @only_if(lambda self: self.returnable)
    @act(at_most=1, number=st.integers(0, 9))
    def bounce(self, number):
        """A payment comes back from the bank: accounting cancels it."""
        payment = self._pick(self.returnable, number)
        payment.action_draft()
        payment.action_cancel()
        self._note_loss(payment)

    @only_if(lambda self: self.returnable)
    @act(at_most=1, number=st.integers(0, 9))
    def refund(self, number):
        """A payment is paid back, and the refund is reconciled with it."""
        payment = self._pick(self.returnable, number)
        refund = self._pay_back(payment)
        lines = self.test._receivable((refund | payment).move_id)
        lines.remove_move_reconcile()
        lines.reconcile()
        self._note_loss(payment)

    def _pay_back(self, payment):
        return self.test._pay_back(
            self.contract,
            payment.amount,
            str(self.day),
            partner_id=payment.partner_id.id,
        )

    def _note_loss(self, payment):
        self.ledger.payments -= payment
        self.ledger.received -= payment.amount

    # -- what accountants do -----------------------------------------------------------

    @only_if(lambda self: self.payable and self._get_credit_lines())
    @act(number=st.integers(0, 9))
    def allocate(self, number):
        """Open money is allocated to an invoice."""
        line = self._pick(self._get_credit_lines(), number)
        self.payable[:1].invoice_id.js_assign_outstanding_line(line.id)

    def _get_credit_lines(self):
        return self.ledger.get_open_lines(self.returnable)

    # core takes half a second for it
    @only_if(lambda self: self.runs and self.payable)
    @act(at_most=1, number=st.integers(0, 9))
    def reissue(self, number):
        """An invoice is reversed and made anew (红冲重开)."""
        invoice = self._pick(self.payable, number).invoice_id
        self._reissue(invoice)

    @only_if(lambda self: self.runs and self._get_uncredited())
    @act(at_most=1, number=st.integers(0, 9))
    def credit(self, number):
        """The whole of an invoice that waits for money is credited."""
        self._credit(self._pick(self._get_uncredited(), number).invoice_id)

    def _credit(self, invoice):
        wizard = self._reverse(invoice)
        wizard.refund_moves()
        wizard.new_move_ids.action_post()

    def _get_uncredited(self):
        return self.payable.filtered(lambda term: not term.invoice_id.reversal_move_ids)

    def _reissue(self, invoice):
        action = self._reverse(invoice).modify_moves()
        self.env["account.move"].browse(action["res_id"]).action_post()

    def _reverse(self, invoice):
        return (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": self.day, "journal_id": invoice.journal_id.id})
        )

    # -- what managers do --------------------------------------------------------------

    @only_if(lambda self: self.runs and self.credited and not self.ledger.copies)
    @act()
    def invoice_again(self):
        """What was credited is invoiced again."""
        self.credited.action_invoice_again()

    @only_if(lambda self: self.runs and self._get_invoiced())
    @act(at_most=2, days=st.integers(0, 40))
    def grant_time(self, days):
        """More time to pay."""
        term = self._get_invoiced()[:1]
        until = self.day + timedelta(days=days)
        term.action_grant_time(until, REASON)
        self.ledger.granted[term.id] = until

    def _get_invoiced(self):
        return self.contract.term_ids.filtered(lambda term: term.state == "invoiced")

    @only_if(lambda self: self.contract.contract_state == "active")
    @act(
        at_most=1,
        days=st.integers(1, 450),
        charge=st.sampled_from(["free", "by_day", "amount"]),
    )
    def agree_end(self, days, charge):
        """Both sides agree on an end, and on what the days until then cost."""
        last_day = self.day + timedelta(days=days)
        if charge == "amount" and self.contract.paid_until >= last_day:
            charge = "free"
        self._end(
            self.test.agreement,
            last_day,
            charge=charge,
            charge_amount=charge == "amount" and 888.88,
        )

    @only_if(lambda self: self.runs and not self.contract.termination_date)
    @act(at_most=1, days=st.integers(0, 60))
    def terminate(self, days):
        """The contract ends by law, today or on a later day."""
        self._end(self.test.law, self.day + timedelta(days=days))

    def _end(self, reason, last_day, **charge):
        with self._leaves_a_week():
            self.contract.action_terminate_contract(reason, last_day, **charge)
        self.ledger.fell_back.clear()

    @only_if(lambda self: self.runs and self.contract.termination_date)
    @act()
    def withdraw(self):
        """A planned end is withdrawn."""
        with self._leaves_a_week():
            self.contract.action_withdraw_termination(REASON)

    @contextmanager
    def _leaves_a_week(self):
        """What was owed until an agreed end, and is an offer again, gets a week."""
        owed = self.contract.term_ids.filtered("is_agreed")
        yield
        offer = self.ledger.find_offer()
        is_offer_again = offer in owed and not self.ledger.has_agreed_end(offer)
        if is_offer_again and self.ledger.get_deadline(offer) < self.day:
            self.ledger.granted[offer.id] = self.day + WEEK

    @only_if(lambda self: self.has_ended and not self.ledger.copies)
    @act(days=st.none() | st.integers(0, 40))
    def reinstate(self, days):
        """A manager lets the contract continue, at once or on a later day."""
        contract = self.contract
        first_day = max(self.day, contract.termination_date + ONE_DAY)
        start = days and first_day + timedelta(days=days)
        lapsed = self._find_paid_in_time()
        if not lapsed:
            self.ledger.note_reinstatement(start or first_day)
        contract.action_reinstate_contract(REASON, start or None)
        if lapsed:
            self.test.assertEqual(lapsed.state, "paid", "its money came in time")

    def _find_paid_in_time(self):
        """Return the period that was given up, if its money was entered later."""
        if self.contract.close_reason_id != self.test.unpaid:
            return None
        term, deadline = self.given_up
        credit = self.ledger.get_credit(deadline)
        return term if credit - term.amount > -0.005 else None

    # -- what holds at every step ------------------------------------------------------

    @invariant()
    def every_day_and_every_fen_is_where_it_belongs(self):
        """Count the ledger anew."""
        self.env.flush_all()
        self.ledger.look(self.day)
        self.ledger.check_days()
        self.ledger.check_bills()
        self.ledger.check_money()
        self.ledger.check_states()
        self.ledger.check_end()


@tagged("post_install", "-at_install")
class TestLedgerStateMachine(NoticeCommon):
    """Whatever people and accounting do, no day, no period, no fen goes wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.env["res.partner"].create({"name": "王强"})
        cls.law = cls.env.ref("miniprogram_contract.close_reason_law")
        cls.law.needs_document = False
        yearly = {"contract_term_years": 3, "contract_payment_schedule": "yearly"}
        cls.contracts = [
            cls._activate(),
            cls._activate(**yearly),
            cls._sign(),
            cls._sign(**yearly),
        ]

    def test_no_day_no_period_and_no_fen_goes_wrong(self):
        self.acts, self.nights = Counter(), Counter()
        with self._on(SIGNED_ON) as self.clock:
            run_state_machine_as_test(
                lambda: LedgerMachine(self),
                settings=settings(
                    deadline=None,
                    derandomize=not TIMES,
                    max_examples=60 * (TIMES or 1),
                    stateful_step_count=60,
                    # an example takes seconds: what is found is not made smaller
                    phases=(Phase.explicit, Phase.generate),
                    suppress_health_check=list(HealthCheck),
                ),
            )
        if TIMES:  # what is drawn at random need not come to all that can be done
            return
        self.assertGreaterEqual(self.acts.total(), 2000)
        self.assertEqual(set(self.acts), ACTS, "what was never done proves nothing")
        # nights after a deadline: what held the contract, or nothing did
        self.assertEqual(set(self.nights), HOLDS | {None})
