# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.ends import EndKind
from .ledger_unpaid_renewal_common import UnpaidRenewalCommon

PAID_UNTIL = date(2027, 2, 28)
DEADLINE = date(2027, 3, 3)
# From a month before the last paid day to two months after it
OFFSETS = st.integers(-30, 60)
REASONS = st.sampled_from(["agreement", "law", "customer_request", "fraud"])


class Undo(Exception):
    """What an example has done is not kept."""


@tagged("post_install", "-at_install")
class TestNextEnds(UnpaidRenewalCommon):
    """Form, filters, nightly runs and portal cannot say different things of an end."""

    def _set_facts(self, state, renewal, is_agreed, planned, reason, deadline):
        """Put the contract into a state, whichever way may lead there."""
        self.term.sudo().write(
            {
                "state": renewal,
                "is_agreed": is_agreed,
                "grace_until": deadline,
                # the night asks accounting once more
                "is_opening": renewal == "paid",
                "invoice_id": renewal != "planned" and self.term.invoice_id.id,
            }
        )
        name = f"miniprogram_contract.close_reason_{reason}"
        # what is declared has no day before its letter arrives
        is_known = planned or reason == "fraud"
        self.contract._write_protected(
            {
                "contract_state": state,
                "termination_date": planned,
                "close_reason_id": is_known and self.env.ref(name).id,
            }
        )
        self.env.flush_all()

    def _look(self, day):
        """Return what form, filters and portal say on a day of the coming night."""
        tomorrow = day + timedelta(days=1)
        for name in ("terminate_unpaid_renewals", "track_notices"):
            cron = self.env.ref(f"miniprogram_contract.ir_cron_{name}")
            # one in the morning in Shanghai
            cron.nextcall = f"{day} 17:00:00"
        self.env.flush_all()
        self.env.invalidate_all()
        with self._on(day):
            contract = self.contract
            found = {
                name: contract in contract.search([(name, "=", True)])
                for name in (
                    "is_terminated_tonight",
                    "is_termination_on_hold",
                    "is_end_declared",
                )
            }
            shown = {name: contract[name] for name in found}
            self.assertEqual(found, shown, "filter and form")
            return {
                **shown,
                "verdict": contract.termination_verdict,
                "last_day": contract._get_portal_page()["termination_date"],
                "end_date": contract._get_portal_summary()["date_end"],
                "renewal_invoice_on": contract.renewal_invoice_on,
                "end": contract._find_next_end(),
                "tomorrow": tomorrow,
            }

    def _run_night(self, day):
        """Let this contract have its night: lock, look what is due, do it."""
        contract = self.contract._in_company(self.company)
        with self._on(day):
            steps = contract._get_termination_steps() + contract._get_tracking_steps()
            for step in steps:
                contract._process(contract._get_due_domain(step, self.company), step)
        self.env.invalidate_all()

    def _check(self, said):
        """Compare what was said with what the night has done."""
        contract, end = self.contract, said["end"]
        has_ended = contract.contract_state == "terminated"
        self.assertEqual(has_ended, said["is_terminated_tonight"], said)
        if said["is_termination_on_hold"]:
            self.assertIn("On hold", said["verdict"])
            self.assertFalse(has_ended)
        if said["is_end_declared"]:
            self._check_declared(said)
        if not has_ended:
            return
        is_unpaid = contract.close_reason_id == self.unpaid
        self.assertEqual("Will be terminated" in said["verdict"], is_unpaid, said)
        self.assertEqual(is_unpaid, end.kind is EndKind.UNPAID)
        self.assertEqual(contract.termination_date, end.last_day)
        self.assertEqual(said["end_date"], contract.termination_date)
        if not is_unpaid:
            self.assertIn(f"Ends on {contract.termination_date}", said["verdict"])
        if not is_unpaid and end.kind is not EndKind.DECLARED:
            self.assertEqual(said["last_day"], contract.termination_date)

    def _check_declared(self, said):
        """Compare what is said of an end that waits for the arrival of our letter."""
        self.assertFalse(said["last_day"])
        self.assertFalse(said["renewal_invoice_on"])
        if said["end"].kind is not EndKind.UNPAID or said["is_termination_on_hold"]:
            self.assertIn("Ends on receipt of our letter", said["verdict"])
        if said["is_terminated_tonight"]:
            not_renewed = self.env.ref("miniprogram_contract.close_reason_not_renewed")
            self.assertIn(self.contract.close_reason_id, not_renewed | self.unpaid)

    @settings(
        deadline=None,
        derandomize=True,
        max_examples=40,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.function_scoped_fixture,
        ],
    )
    # agreed, which beats 5.3; 5.3 before a day that one side decided; that day before
    # 5.3; that day, while 5.3 is on hold
    @example("active", "invoiced", False, 60, "agreement", 3, 20)
    @example("active", "invoiced", False, 20, "law", 3, 30)
    @example("active", "invoiced", False, 1, "law", 10, 30)
    @example("active", "planned", False, 20, "law", 3, 30)
    # declared: its letter is on its way, alone, before and after 5.3, and on hold
    @example("active", "paid", False, None, "fraud", 3, 10)
    @example("active", "lapsed", False, None, "fraud", 3, 10)
    @example("active", "lapsed", False, 20, "fraud", 3, 10)
    @example("active", "invoiced", False, 20, "fraud", 3, 10)
    @example("active", "invoiced", False, None, "fraud", 10, 5)
    @example("active", "invoiced", False, None, "fraud", 3, 10)
    @example("active", "planned", False, None, "fraud", 3, 10)
    @example("signed", "lapsed", False, None, "fraud", 3, 10)
    @given(
        state=st.sampled_from(["signed", "active", "active", "active"]),
        renewal=st.sampled_from(["planned", "invoiced", "invoiced", "paid", "lapsed"]),
        is_agreed=st.booleans(),
        planned=st.none() | OFFSETS,
        reason=REASONS,
        deadline=st.integers(0, 40),
        today=OFFSETS,
    )
    def test_whatever_its_state_all_say_what_the_night_does(
        self, state, renewal, is_agreed, planned, reason, deadline, today
    ):
        def day(offset):
            return PAID_UNTIL + timedelta(days=offset)

        try:
            with self.env.cr.savepoint():
                self._set_facts(
                    state,
                    renewal,
                    is_agreed,
                    planned is not None and day(planned),
                    reason,
                    day(deadline),
                )
                said = self._look(day(today))
                self._run_night(said["tomorrow"])
                self._check(said)
                raise Undo
        except Undo:
            self.env.invalidate_all()

    def test_an_agreed_end_is_said_and_done(self):
        with self._on("2027-02-15"):
            self.contract.action_terminate_contract(
                self.agreement, "2027-04-30", charge="by_day"
            )
        for day in ("2027-02-20", "2027-03-03", "2027-03-04", "2027-04-29"):
            said = self._look(date.fromisoformat(day))
            self.assertIn("Ends on 2027-04-30", said["verdict"])
            self.assertFalse(said["is_terminated_tonight"])
            self.assertEqual(said["last_day"], date(2027, 4, 30))
            self._run_night(said["tomorrow"])
            self.assertEqual(self.contract.contract_state, "active")
        said = self._look(date(2027, 4, 30))
        self.assertTrue(said["is_terminated_tonight"])
        self._run_night(said["tomorrow"])
        self.assertEqual(self.contract.termination_date, date(2027, 4, 30))
        self.assertEqual(self.contract.close_reason_id, self.agreement)

    def test_what_ends_soon_by_agreement_is_listed_by_the_agreed_day(self):
        with self._on("2027-02-15"):
            self.contract.action_terminate_contract(
                self.agreement, "2027-04-30", charge="by_day"
            )
        for day, is_soon in (("2027-02-20", False), ("2027-04-20", True)):
            with self._on(day):
                domain = self.contract._get_ending_soon_domain(self.company)
                self.assertEqual(bool(self.contract.filtered_domain(domain)), is_soon)

    def test_a_declared_end_is_said_alike_and_to_the_customer_once_it_was_sent(self):
        with self._on("2027-02-15"):
            self.contract.action_terminate_contract(
                self.env.ref("miniprogram_contract.close_reason_breach_customer"),
                "2027-03-31",
                facts="事由如下。",
                settlement="双方已结清。",
            )
            self.assertIsNone(self.contract._get_portal_page()["declared_end"])
            self.contract.notice_ids.action_send()
        self.term.sudo().state = "lapsed"
        said = self._look(date(2027, 2, 20))
        self.assertTrue(said["is_end_declared"])
        # the day to cure is after the period, and nothing is renewed meanwhile
        self.assertIn("Ends on 2027-02-28: Not renewed", said["verdict"])
        self.assertEqual(said["last_day"], PAID_UNTIL)
        self.term.sudo().state = "invoiced"
        said = self._look(date(2027, 2, 20))
        words = "Ends on receipt of our letter, not before 2027-03-31"
        self.assertIn(words, said["verdict"])
        with self._on("2027-02-20"):
            told = self.contract._get_portal_page()["declared_end"]
        self.assertEqual(told, {"not_before": date(2027, 3, 31)})

    def test_the_customer_sees_free_days_as_free(self):
        with self._on("2027-02-15"):
            self.contract.action_terminate_contract(self.agreement, "2027-04-30")
            term = self.contract._get_portal_page()["terms"][-1]
        self.assertEqual(
            (term["status"], term["amount"], term["pay_url"]),
            ("Free of charge", 0.0, ""),
        )
        self.assertEqual(term["kind"], "Extension")

    def test_a_first_term_is_due_when_the_contract_says_so(self):
        contract = self._sign("2026-04-01")
        with self._on("2026-04-02"):
            (term,) = contract._get_portal_page()["terms"]
            self.assertEqual(term["due_on"], contract.payment_deadline)
            self.assertGreater(term["due_on"], contract.term_ids.due_on)
            contract.term_ids.action_grant_time("2026-04-30", "财务流程")
            (term,) = contract._get_portal_page()["terms"]
        self.assertEqual(term["due_on"], date(2026, 4, 30))

    def test_what_is_owed_until_the_end_has_a_due_date_and_no_deadline(self):
        with self._on("2027-02-15"):
            self.contract.action_terminate_contract(
                self.agreement, "2027-04-30", charge="by_day"
            )
            term = self.contract._get_portal_page()["terms"][-1]
        self.assertFalse(term["deadline"])
        self.assertEqual(term["due_on"], PAID_UNTIL)
