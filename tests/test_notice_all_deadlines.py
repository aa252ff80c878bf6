# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .notice_common import YEARLY, NoticeCommon


@tagged("post_install", "-at_install")
class TestAllDeadlines(NoticeCommon):
    """Ends, renewals, payments and notices: all in one list, and on one calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()
        cls.contract._write_protected({"user_id": cls.salesman.id})

    def _find(self, kind=None, contract=None):
        domain = [("contract_id", "=", (contract or self.contract).id)]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["miniprogram.contract.deadline"].search(domain)

    def test_a_contract_that_ends_in_ten_days_stands_there(self):
        with self._on("2026-06-01"):
            self.contract.action_terminate_contract(self.agreement, "2026-06-11")
            deadline = self._find("end")
            self.assertEqual(deadline.due_on, date(2026, 6, 11))
            self.assertEqual(deadline.verdict, "10 day(s) left")
            self.assertEqual(deadline.partner_id, self.customer)
            self.assertEqual(deadline.user_id, self.salesman)
        self.assertFalse(self._find("renewal"))

    def test_the_last_day_to_object_to_the_renewal_stands_there(self):
        self.assertEqual(self._find().mapped("kind"), ["renewal"])
        self.assertEqual(self._find("renewal").due_on, date(2027, 2, 28))

    def test_it_is_gone_once_nobody_can_object_any_more(self):
        self._renew(self.contract)
        for day, is_open in (("2027-02-28", True), ("2027-03-01", False)):
            with self._on(day):
                self.assertEqual(bool(self._find("renewal")), is_open, day)

    def test_the_calendar_names_the_contract_first(self):
        notice = self._give(self.contract, "waiver", "2026-06-01", facts="滞纳金")
        number = self.contract.contract_number
        for deadline in self._find():
            self.assertTrue(deadline.display_name.startswith(number))
        self.assertIn(self.customer.name, self._find("renewal").display_name)
        self.assertIn(notice.type_id.name, self._find("receipt").display_name)

    def test_a_payment_stands_there_until_it_is_made(self):
        self._renew(self.contract)
        payment = self._find("payment")
        self.assertEqual(payment.due_on, self.contract.payment_deadline)
        self.assertEqual(payment.next_step, "成都锦里食品有限公司: pay the open period")
        self._pay(self.contract, "2027-02-20")
        self.assertFalse(self._find("payment"))

    def test_a_letter_that_nobody_has_received_stands_there(self):
        notice = self._give(self.contract, "waiver", "2026-06-01", facts="滞纳金")
        deadline = self._find("receipt")
        self.assertEqual(deadline.notice_id, notice)
        self.assertEqual(deadline.due_on, date(2026, 6, 8))
        self.assertIn("record its receipt", deadline.next_step)
        with self._on("2026-06-09"):
            deadline.invalidate_recordset()
            self.assertEqual(deadline.verdict_level, "danger")
            notice.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            notice.action_receive()
        self.assertFalse(self._find("receipt"))

    def test_what_is_archived_has_no_deadlines(self):
        self._give(self.contract, "waiver", "2026-06-01", facts="滞纳金")
        with self._on("2026-06-01"):
            self.contract.action_terminate_contract(self.agreement)
        self.assertEqual(self._find().mapped("kind"), ["receipt"])
        self.contract.active = False
        self.assertFalse(self._find())

    def test_a_letter_that_ends_the_contract_has_fifteen_days_to_arrive(self):
        with self._on("2026-06-01"):
            self.contract.action_terminate_contract(
                self.env.ref("miniprogram_contract.close_reason_fraud"),
                facts="冒用他人名义订立合同。",
                settlement="贵方已付费用不予返还。",
            )
        self._track("2026-06-01")
        self.assertEqual(self._find("receipt").due_on, date(2026, 6, 16))

    def test_the_time_to_cure_a_demand_sets_stands_there(self):
        contract = self._activate(
            contract_term_years=3, contract_payment_schedule="yearly"
        )
        second_year = self._renew(contract, "2027-01-29")
        notice = self._give(
            contract,
            "payment_demand",
            "2027-03-01",
            "2027-03-02",
            term_id=second_year.id,
            due_date="2027-03-20",
            body="请付款。",
        )
        (deadline,) = self._find(contract=contract).filtered("notice_id")
        self.assertEqual(deadline.notice_id, notice)
        self.assertEqual(deadline.due_on, date(2027, 3, 20))
        self.assertIn("do what it asks for", deadline.next_step)

    def test_what_somebody_owes_us_or_we_have_to_decide_stands_there(self):
        with self._on("2026-06-01"):
            event = self.contract._record_notices(
                self._type("force_majeure"), event_date="2026-06-01", facts="洪水"
            )
        self.assertEqual(self._find("arrival").notice_id, event)
        claim = self._receive(self.contract, "termination_breach", "2026-06-01")
        decision = self._find("decision")
        self.assertEqual(decision.notice_id, claim)
        self.assertEqual(decision.due_on, claim.decision_due_on)

    def test_what_a_customer_declares_stands_there_once(self):
        for name in ("breach", "fraud", "force_majeure"):
            with self.subTest(type=name):
                contract = self._activate()
                claim = self._receive(contract, f"termination_{name}", "2026-06-01")
                about = self._find(contract=contract).filtered("notice_id")
                self.assertEqual(about.mapped("kind"), ["decision"])
                self.assertEqual(about.notice_id, claim)

    def test_a_declared_end_that_has_not_come_ends_with_the_period(self):
        self.assertTrue(self._find("renewal"))
        with self._on("2027-01-10"):
            self.contract.action_terminate_contract(
                self.env.ref("miniprogram_contract.close_reason_fraud"),
                facts="冒用他人名义订立合同。",
                settlement="贵方已付费用不予返还。",
            )
        self.assertEqual(self._find("end").due_on, date(2027, 2, 28))
        self.assertFalse(self._find("renewal"))

    def _declare_fraud(self, contract, day="2027-03-05"):
        with self._on(day):
            contract.action_terminate_contract(
                self.env.ref("miniprogram_contract.close_reason_fraud"),
                facts="冒用他人名义订立合同。",
                settlement="贵方已付费用不予返还。",
            )

    def test_a_declared_end_stands_there_although_a_signed_year_is_not_paid(self):
        contract = self._activate(**YEARLY)
        self._renew(contract, "2027-01-29")
        self._declare_fraud(contract)
        self.assertTrue(self._find("payment", contract))
        self.assertEqual(self._find("end", contract).due_on, date(2029, 2, 28))
        self.assertIn("2029-02-28 at the latest", contract.termination_verdict)

    def test_a_declared_end_has_no_day_while_a_renewal_or_nothing_is_paid(self):
        self._renew(self.contract)
        unpaid = self._sign()
        for contract in (self.contract, unpaid):
            self._declare_fraud(contract, "2027-02-10")
            self.assertFalse(self._find("end", contract))

    def test_a_declared_end_comes_within_the_days_owed_until_an_agreed_one(self):
        with self._on("2027-01-20"):
            self.contract.action_terminate_contract(
                self.agreement, "2027-06-30", charge="by_day"
            )
        self.assertTrue(self._renew(self.contract).is_agreed)
        before = self.contract.notice_ids
        with self._on("2027-04-05"):
            self.contract.action_terminate_contract(
                self.env.ref("miniprogram_contract.close_reason_fraud"),
                "2027-04-20",
                facts="冒用他人名义订立合同。",
                settlement="贵方已付费用不予返还。",
            )
        self.assertEqual(self._find("end").due_on, date(2027, 6, 30))
        letter = self.contract.notice_ids - before
        self._track("2027-04-05")
        with self._on("2027-04-10"):
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive()
        self.assertEqual(self._find("end").due_on, date(2027, 4, 20))

    def test_what_does_not_run_has_no_deadline(self):
        draft = self._create_contract()
        sent = self._create_sent_contract()
        with self._on("2026-06-01"):
            self.contract.action_terminate_contract(self.agreement)
        for contract in (draft, sent, self.contract):
            kinds = set(self._find(contract=contract).mapped("kind"))
            self.assertFalse(kinds & {"end", "payment", "renewal"})

    def test_a_click_opens_the_notice_or_else_the_contract(self):
        notice = self._give(self.contract, "waiver", "2026-06-01", facts="滞纳金")
        for deadline in self._find():
            action = deadline.action_open()
            opened = self.env[action["res_model"]].browse(action["res_id"])
            about = notice if deadline.kind == "receipt" else self.contract
            self.assertEqual(opened, about)

    def test_everybody_sees_those_of_the_contracts_that_they_see(self):
        colleague = self._create_user(
            "deadline_colleague", "sales_team.group_sale_salesman"
        )
        accountant = self._create_user(
            "deadline_accountant", "account.group_account_invoice"
        )
        self._give(self.contract, "waiver", "2026-06-01", facts="滞纳金")
        found = self._find()
        for user, seen in (
            (self.salesman, found),
            (accountant, found),
            (colleague, found.browse()),
        ):
            with self.subTest(user=user.login):
                deadlines = found.with_user(user)
                self.assertEqual(deadlines.search([("id", "in", found.ids)]), seen)
        with self.assertRaises(AccessError):
            found.with_user(self.salesman).unlink()

    def test_they_are_grouped_by_kind_and_by_week(self):
        self._renew(self.contract)
        groups = self.env["miniprogram.contract.deadline"].formatted_read_group(
            [("contract_id", "=", self.contract.id)],
            ["kind", "due_on:week"],
            ["__count"],
        )
        self.assertEqual(len(groups), 2)
