# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .notice_common import NoticeCommon, make_picture

RECEIVE = "miniprogram.contract.notice.receive"


@tagged("post_install", "-at_install")
class TestVerdicts(NoticeCommon):
    """What the lists say of a notice: in time, late, overdue, how many days left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()
        cls.contract._write_protected({"user_id": cls.salesman.id})

    def _incoming(self, name="force_majeure", day="2026-06-01"):
        with self._on(day):
            return self.contract._record_notices(
                self._type(name), event_date=day, facts="洪水"
            )

    def _receive(self, notice, day):
        with self._on(day):
            notice.no_proof_reason = "客户来电"
            notice.action_receive(day)

    def _verdict(self, notice, day):
        notice.invalidate_recordset()
        with self._on(day):
            return notice.verdict, notice.verdict_level

    def test_days_left_are_counted_down_to_the_last_one(self):
        notice = self._incoming()
        self.assertEqual(notice.due_date, date(2026, 6, 8))  # the 6th is a Saturday
        for day, verdict in (
            ("2026-06-01", ("7 day(s) left", "info")),
            ("2026-06-05", ("3 day(s) left", "warning")),
            ("2026-06-08", ("Today is the last day", "warning")),
            ("2026-06-09", ("Overdue by 1 day(s)", "danger")),
        ):
            with self.subTest(day=day):
                self.assertEqual(self._verdict(notice, day), verdict)

    def test_receipt_decides_whether_it_was_in_time(self):
        for day, verdict in (
            ("2026-06-08", ("In time", "success")),
            ("2026-06-09", ("Received late", "danger")),
        ):
            with self.subTest(day=day):
                notice = self._incoming()
                self._receive(notice, day)
                self.assertEqual(self._verdict(notice, "2026-07-01"), verdict)

    def test_a_day_that_may_still_move_is_provisional(self):
        notice = self._incoming(day="2029-06-01")
        verdict, _level = self._verdict(notice, "2029-06-01")
        self.assertIn("provisional", verdict)

    def test_what_is_cancelled_or_has_no_day_is_not_judged(self):
        notice = self._incoming()
        notice.action_cancel()
        self.assertEqual(self._verdict(notice, "2026-07-01"), (False, False))
        self.assertFalse(notice.next_date)

    def test_what_is_underway_says_so(self):
        with self._on("2026-06-01"):
            notice = self.contract._create_notices(self._type("waiver"), facts="滞纳金")
            notice.action_send()
        self.assertEqual(
            self._verdict(notice, "2026-06-02"), ("Not received yet", "info")
        )

    def test_who_must_act_is_named(self):
        notice = self._incoming()
        self.assertEqual(notice.next_step, "成都锦里食品有限公司: give the notice")
        with self._on("2026-06-01"):
            ours = self.contract._create_notices(self._type("waiver"), facts="滞纳金")
            self.assertIn("send it", ours.next_step)
            self.assertIn(self.salesman.name, ours.next_step)
            ours.action_send()
            self.assertIn("record its receipt", ours.next_step)
        self._receive(notice, "2026-06-02")
        self.assertFalse(notice.next_step)

    def test_a_demand_waits_for_the_customer_until_its_day(self):
        with self._on("2026-06-01"):
            demand = self.contract._create_notices(
                self._type("payment_demand"),
                due_date="2026-06-20",
                body="请付款。",
                event_date="2026-05-31",
            )
            demand.action_send()
            demand.write({"receipt_basis": "signed", "no_proof_reason": "当面"})
            demand.action_receive("2026-06-01")
        self.assertEqual(demand.next_date, date(2026, 6, 20))
        self.assertEqual(demand.next_step, "成都锦里食品有限公司: do what it asks for")

    def test_the_next_date_of_an_end_is_its_last_day(self):
        notice = self._incoming("termination_request")
        self._receive(notice, "2026-06-01")
        self.assertEqual(notice.next_date, date(2026, 6, 8))

    def test_deadlines_are_found_by_week_and_by_state(self):
        notice = self._incoming()
        notices = self.env["miniprogram.contract.notice"]
        with self._on("2026-06-09"):
            found = notices.search([("is_overdue", "=", True)])
            groups = notices.formatted_read_group(
                [("id", "=", notice.id)], ["next_date:week"], ["__count"]
            )
        self.assertIn(notice, found)
        self.assertEqual(len(groups), 1)

    def test_nobody_writes_the_next_date(self):
        notice = self._incoming()
        with self.assertRaises(UserError):
            notice.next_date = "2026-12-31"

    def test_contract_and_partner_count_their_notices(self):
        self._incoming()
        self._incoming("waiver")
        with self._on("2026-07-01"):
            self.contract.invalidate_recordset()
            self.assertEqual(self.contract.notice_count, 2)
            self.assertEqual(self.contract.overdue_notice_count, 1)
        self.assertEqual(self.customer.contract_notice_count, 2)
        self.assertEqual(self.contact.contract_notice_count, 2)
        for action in (
            self.contract.action_view_notices(),
            self.contact.action_view_contract_notices(),
        ):
            notices = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(notices), 2)

    def test_the_form_shows_what_a_type_needs(self):
        with Form(
            self.env["miniprogram.contract.notice"].with_context(
                default_contract_id=self.contract.id
            )
        ) as form:
            form.type_id = self._type("termination_request")
            self.assertEqual(form.direction, "incoming")
            form.requested_date = "2027-01-31"
            form.type_id = self._type("waiver")
            form.direction = "outgoing"
            form.facts = "滞纳金"
            self.assertIn("滞纳金", form.body)

    def _open_form(self, name):
        """Open the form of a new notice of a type."""
        notices = self.env["miniprogram.contract.notice"]
        form = Form(notices.with_context(default_contract_id=self.contract.id))
        form.type_id = self._type(name)
        return form

    def test_the_form_offers_the_period_that_the_letter_tells_of(self):
        paid = self.contract.term_ids
        offered = self._renew(self.contract)
        with self._on("2027-02-10"):
            for name, term in (("payment_demand", offered), ("reinstatement", paid)):
                with self.subTest(type=name):
                    form = self._open_form(name)
                    self.assertTrue(form.has_term)
                    self.assertEqual(form.term_id, term)
            self.assertIn("服务期为2026年3月1日至2027年2月28日", form.body)
            form.term_id = offered
            self.assertNotIn("服务期为", form.body)
            self.assertFalse(self._open_form("waiver").has_term)


@tagged("post_install", "-at_install")
class TestReceiptWizard(NoticeCommon):
    """Receipt is recorded with its day, basis and proof, of one notice or many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()
        cls.contract._write_protected({"user_id": cls.salesman.id})
        cls.notice = cls._send(cls.contract)

    @classmethod
    def _send(cls, contract):
        with cls._on("2026-06-01"):
            notice = contract._create_notices(cls._type("waiver"), facts="滞纳金")
            notice.write({"channel": "courier", "tracking_number": "SF1"})
            notice.action_send()
        return notice

    def _wizard(self, notices, user=None, **values):
        wizards = self.env[RECEIVE].with_user(user or self.salesman)
        return wizards.with_context(active_ids=notices.ids).create(
            {"receipt_basis": "signed", "received_on": "2026-06-03", **values}
        )

    def _upload(self, user=None):
        """Return a file as the wizard's screen uploads it."""
        return (
            self.env["ir.attachment"]
            .with_user(user or self.salesman)
            .create({"name": "签收单.txt", "raw": b"signed", "res_model": RECEIVE})
        )

    def test_the_proof_goes_on_the_notices_file(self):
        proof = self._upload()
        with self._on("2026-06-04"):
            self._wizard(
                self.notice, proof_ids=[Command.link(proof.id)]
            ).action_confirm()
        self.assertEqual(
            self.notice.state, "done" if self.notice.state == "done" else "received"
        )
        self.assertEqual(self.notice.received_on, date(2026, 6, 3))
        self.assertEqual(self.notice.proof_ids, proof)
        self.assertEqual(proof.res_id, self.notice.id)
        self.assertTrue(proof.is_contract_document)
        self.assertEqual(self.notice.receipt_recorded_by_id, self.salesman)

    def test_each_of_many_notices_keeps_its_own_proof(self):
        notices = self.notice | self._send(self.contract)
        proof = self._upload()
        with self._on("2026-06-04"):
            self._wizard(notices, proof_ids=[Command.link(proof.id)]).action_confirm()
        self.assertEqual(len(notices.proof_ids), 2)
        self.assertEqual(set(notices.proof_ids.mapped("raw")), {b"signed"})
        for notice in notices:
            self.assertEqual(notice.proof_ids.res_id, notice.id)

    def test_what_is_known_is_not_typed_again(self):
        wizard = self._wizard(self.notice)
        self.assertEqual(wizard.tracking_number, "SF1")

    def test_a_picture_is_kept_to_the_byte(self):
        picture = make_picture(4000, 3000)
        proof = self.env["ir.attachment"].create(
            {"name": "签收单.png", "raw": picture, "res_model": RECEIVE}
        )
        self.assertEqual(proof.raw, picture)

    def test_only_a_manager_does_without_proof(self):
        manager = self._create_user(
            "receipt_manager", "miniprogram_contract.group_contract_manager"
        )
        with self._on("2026-06-04"):
            with self.assertRaises(UserError), self.cr.savepoint():
                self._wizard(self.notice).action_confirm()
            with self.assertRaises(UserError), self.cr.savepoint():
                self._wizard(self.notice, no_proof_reason="电话").action_confirm()
            self._wizard(
                self.notice, manager, no_proof_reason="电话确认"
            ).action_confirm()
        self.assertEqual(self.notice.received_on, date(2026, 6, 3))

    def test_all_that_is_wrong_is_said_at_once(self):
        with self._on("2026-06-04"), self.assertRaises(UserError) as raised:
            self._wizard(self.notice, received_on="2026-06-05").action_confirm()
        message = str(raised.exception)
        self.assertIn("Received on", message)
        self.assertIn("Proof of Receipt", message)

    def test_a_colleagues_notice_is_not_his_to_record(self):
        stranger = self._create_user(
            "receipt_stranger", "sales_team.group_sale_salesman"
        )
        self.contract._write_protected({"crm_team_id": False})
        with self.assertRaises(AccessError):
            self._wizard(self.notice, stranger).action_confirm()
