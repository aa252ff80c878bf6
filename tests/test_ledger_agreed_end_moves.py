# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .ledger_unpaid_renewal_common import UnpaidRenewalCommon

START = date(2027, 2, 1)
AGREE = st.tuples(
    st.just("agree"),
    st.integers(1, 450),
    st.sampled_from(["free", "by_day", "amount"]),
)
PAY = st.tuples(st.just("pay"), st.sampled_from([0.1, 0.5, 1.0]))
WAIT = st.tuples(st.just("wait"), st.integers(1, 60))
ACTS = st.lists(st.just(("withdraw",)) | AGREE | AGREE | PAY | WAIT, max_size=7)


class Undo(Exception):
    """What an example has done is not kept."""


@tagged("post_install", "-at_install")
class TestMovesOfAgreedEnds(UnpaidRenewalCommon):
    """Agreed on, agreed anew, paid, withdrawn: no day and no 分 is lost or doubled."""

    def _act(self, day, paid, name, *values):
        contract = self.contract
        if contract.contract_state != "active":
            return day, paid
        if name == "wait":
            day += timedelta(days=values[0])
            self._night(day)
        elif name == "agree":
            last_day, charge = day + timedelta(days=values[0]), values[1]
            if charge == "amount" and contract.paid_until >= last_day:
                charge = "free"
            with self._on(day):
                contract.action_terminate_contract(
                    self.agreement,
                    last_day,
                    charge=charge,
                    charge_amount=charge == "amount" and 888.88,
                )
        elif name == "withdraw" and contract.termination_date:
            with self._on(day):
                contract.action_withdraw_termination("双方同意继续")
        elif name == "pay" and contract.open_term_id.amount_due:
            term = contract.open_term_id
            amount = self.cny.round(max(term.amount_due * values[0], 0.01))
            self._pay(contract, str(day), amount=amount, term=term)
            paid += amount
        self.env.flush_all()
        return day, paid

    def _night(self, day):
        contract = self.contract._in_company(self.company)
        with self._on(day):
            for step in (
                contract._get_renewal_steps()
                + contract._get_termination_steps()
                + contract._get_tracking_steps()
            ):
                contract._process(contract._get_due_domain(step, self.company), step)
        self.env.invalidate_all()

    def _check(self, paid):
        contract = self.contract
        terms = contract.term_ids.filtered(lambda term: term.state != "lapsed")
        first_day = contract.contract_date_start
        for term in terms.sorted("date_start"):
            self.assertEqual(term.date_start, first_day, "no hole, no overlap")
            first_day = term.date_end + timedelta(days=1)
            self._check_invoice(term)
        last_day = contract.termination_date
        if last_day:
            beyond = terms.filtered(
                lambda t: t.date_end > last_day and not (t.state == "paid" and t.amount)
            )
            self.assertFalse(beyond, "nothing is charged past the agreed end")
        if contract.contract_state == "terminated" and (
            contract.close_reason_id == self.agreement
        ):
            self.assertGreater(first_day, last_day, "charged until the end")
        self._check_money(terms, paid)

    def _check_invoice(self, term):
        if term.kind == "extension":
            self.assertFalse(term.invoice_id or term.amount)
        else:
            self.assertEqual(term.invoice_id.amount_total, term.amount)
            self.assertEqual(term.invoice_id.contract_period_end, term.date_end)
            self.assertNotEqual(term.invoice_id.payment_state, "reversed")

    def _check_money(self, terms, paid):
        """Check that what was paid is on a period, or an open credit."""
        used = sum(term.amount - term.amount_due for term in terms)
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("amount_residual", "<", 0),
            ]
        )
        unused = -sum(lines.mapped("amount_residual"))
        self.assertAlmostEqual(used + unused, paid + 7208.0, 2)

    @settings(
        deadline=None,
        derandomize=True,
        max_examples=25,
        # an example takes seconds: what is found is not made smaller
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(acts=ACTS)
    def test_no_day_and_no_money_is_lost_or_doubled(self, acts):
        try:
            with self.env.cr.savepoint():
                day, paid = START, 0.0
                for act in acts:
                    day, paid = self._act(day, paid, *act)
                    self._check(paid)
                raise Undo
        except Undo:
            self.env.invalidate_all()
