# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .notice_common import NoticeCommon

SETTLEMENT = "我方退还￥3,000.00。"
# What would say that we were in breach
ADMISSIONS = ("第5.1.2条", "第5.4条", "第12.7条", "严重违反", "我方违约")


@tagged("post_install", "-at_install")
class TestCustomersDeclaredEnds(NoticeCommon):
    """A customer's breach letter ends nothing, and we admit nothing (565)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_user("decider", "sales_team.group_sale_manager")

    def _claim(self, name="breach", day="2026-06-01", **values):
        contract = self._activate()
        notice = self._receive(contract, f"termination_{name}", day, **values)
        return contract, notice

    def _find_activities(self, contract, words):
        return contract.activity_ids.filtered(lambda a: words in a.summary)

    def _find_letter(self, contract, name):
        return contract.notice_ids.filtered(lambda n: n.type_id == self._type(name))

    def _assert_waits(self, contract, notice):
        self.assertEqual(contract.contract_state, "active")
        self.assertFalse(contract.termination_date)
        self.assertFalse(contract.close_reason_id)
        self.assertEqual(notice.state, "received")
        self.assertFalse(notice.effective_date)
        self.assertTrue(notice.is_awaiting_decision)
        self.assertEqual(contract.notice_ids, notice, "nothing is answered")

    def _assert_admits_nothing(self, letter):
        for words in ADMISSIONS:
            self.assertNotIn(words, letter.body)

    def test_received_it_ends_nothing_and_a_manager_is_told(self):
        for name in ("breach", "fraud", "force_majeure"):
            with self.subTest(type=name):
                contract, notice = self._claim(name)
                self._assert_waits(contract, notice)
                self.assertEqual(notice.decision_due_on, date(2026, 6, 8))
                told = self._find_activities(contract, "until you decide")
                self.assertEqual(len(told), 1)
                self.assertTrue(
                    told.user_id.has_group(
                        "miniprogram_contract.group_contract_manager"
                    )
                )

    def test_what_we_write_down_for_the_customer_is_his_claim_and_not_ours(self):
        for name in ("breach", "fraud", "force_majeure"):
            with self.subTest(type=name):
                contract = self._activate()
                with self._on("2026-06-01"):
                    draft = self._draft(
                        contract, f"termination_{name}", facts="系统三天不能使用。"
                    )
                data = draft._get_document_data()
                self.assertIn("由乙方代拟", data["note"])
                self.assertIn("不构成乙方对其内容的认可", data["note"])
                words = "".join(data["paragraphs"])
                self.assertNotIn("严重违约", words)
                if name != "force_majeure":
                    self.assertIn("我方主张贵方", words)

    def test_one_that_was_received_without_its_words_refers_to_the_original(self):
        _contract, notice = self._claim()
        words = "".join(notice._get_paragraphs())
        self.assertIn("详见我方函件原件。", words)
        self.assertNotIn("＿", words)

    def test_what_the_customer_wrote_stays_the_same_once_it_is_accepted(self):
        _contract, notice = self._claim(facts="系统三天不能使用。")
        before = notice._get_paragraphs()
        with self._on("2026-06-04"):
            notice.action_accept_termination(settlement=SETTLEMENT)
        self.assertEqual(notice._get_paragraphs(), before)

    def test_who_decides_is_told_rather_than_an_administrator(self):
        managers = self.env.ref("miniprogram_contract.group_contract_manager")
        others = managers.all_user_ids - self.manager
        others.group_ids |= self.env.ref("base.group_system")
        contract = self._activate()
        contract.write({"user_id": False, "crm_team_id": False})
        self.assertEqual(contract._get_manager_user(), self.manager)

    def test_not_decided_in_time_a_manager_is_told_once_more(self):
        self.company.contract_decision_days = 3
        contract, notice = self._claim(due_date="2026-06-02")
        self._track("2026-06-04")
        self.assertFalse(self._find_activities(contract, "still to be decided"))
        for day in ("2026-06-05", "2026-06-06"):
            self._track(day)
        told = self._find_activities(contract, "still to be decided")
        self.assertEqual(len(told), 1)
        self._assert_waits(contract, notice)

    def test_how_many_days_to_decide_a_company_sets(self):
        for days in (0, 91):
            with self.assertRaisesRegex(ValidationError, "1 to 90"):
                self.company.contract_decision_days = days

    def test_accepted_it_ends_and_our_letter_confirms_no_breach(self):
        contract, notice = self._claim()
        with self._on("2026-06-04"):
            notice.action_accept_termination(settlement=SETTLEMENT)
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2026, 6, 1))
        self.assertEqual(
            contract.close_reason_id,
            self.env.ref("miniprogram_contract.close_reason_breach_company"),
        )
        self.assertEqual((notice.state, notice.decision), ("done", "accepted"))
        letter = self._find_letter(contract, "termination_acceptance")
        self.assertEqual(contract.notice_ids, notice | letter)
        self.assertIn("最后服务日为2026年6月1日", letter.body)
        self.assertIn("不构成对贵方所主张违约事实的承认", letter.body)
        self.assertIn(SETTLEMENT, letter.body)
        self._assert_admits_nothing(letter)
        self._track("2026-06-04")
        self.assertEqual(letter.state, "sent")

    def test_accepted_it_ends_on_the_day_that_the_manager_says(self):
        contract, notice = self._claim()
        for day in ("2026-05-31", "2026-06-05"):
            with self._on("2026-06-04"), self.assertRaisesRegex(UserError, "Last Day"):
                notice.action_accept_termination(day)
        with self._on("2026-06-04"):
            notice.action_accept_termination("2026-06-04", SETTLEMENT)
        self.assertEqual(contract.termination_date, date(2026, 6, 4))

    def test_accepted_while_we_may_cure_it_ends_when_that_time_is_over(self):
        contract, notice = self._claim(due_date="2026-06-30")
        with self._on("2026-06-04"):
            with self.assertRaisesRegex(UserError, "from 2026-06-30"):
                notice.action_accept_termination("2026-06-04", SETTLEMENT)
            dialog = Form(
                self.env["miniprogram.contract.notice.decide"].with_context(
                    active_id=notice.id
                )
            )
            dialog.choice = "accept"
            dialog.settlement = SETTLEMENT
            self.assertEqual(dialog.accepted_day, date(2026, 6, 30))
            shown = dialog.letter
            dialog.save().action_confirm()
            self.assertEqual(contract.contract_state, "active")
            self.assertEqual(contract.termination_date, date(2026, 6, 30))
            self.assertIn("Ends on 2026-06-30", contract.termination_verdict)
            letter = self._find_letter(contract, "termination_acceptance")
            self.assertEqual(letter.body, shown)
        self.assertIn("最后服务日为2026年6月30日", letter.body)
        self._track("2026-06-30")
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(letter.state, "sent")
        self._track("2026-07-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2026, 6, 30))
        self.assertEqual(contract.notice_ids, notice | letter, "told once")
        self.assertEqual(notice.state, "done")

    def test_we_cure_it_after_all_and_the_customer_is_told_that_it_goes_on(self):
        for is_sent in (False, True):
            with self.subTest(sent=is_sent):
                contract, notice = self._claim(due_date="2026-06-30")
                with self._on("2026-06-04"):
                    notice.action_accept_termination(settlement=SETTLEMENT)
                letter = self._find_letter(contract, "termination_acceptance")
                if is_sent:
                    self._track("2026-06-04")
                with self._on("2026-06-20"):
                    notice.action_done()
                self.assertFalse(contract.termination_date)
                self.assertEqual(letter.state, "sent" if is_sent else "cancelled")
                told = self._find_letter(contract, "reinstatement")
                self.assertEqual(len(told), int(is_sent))
                if is_sent:
                    self.assertIn("自2026年6月20日起继续履行", told.body)
                    self.assertIn("《终止服务确认函》", told.body)

    def test_an_earlier_end_that_was_agreed_stands(self):
        contract, notice = self._claim(due_date="2026-06-30")
        with self._on("2026-06-04"):
            contract._plan_termination(self.agreement, date(2026, 6, 15))
            with self.assertRaisesRegex(UserError, "ends on 2026-06-15 anyway"):
                notice.action_accept_termination()
        self.assertEqual(contract.termination_date, date(2026, 6, 15))

    def test_accepted_after_the_time_to_cure_it_ended_with_that(self):
        contract, notice = self._claim(due_date="2026-06-03")
        with self._on("2026-06-04"):
            notice.action_accept_termination(settlement=SETTLEMENT)
        self.assertEqual(contract.termination_date, date(2026, 6, 3))

    def test_objected_to_it_goes_on_and_our_letter_says_so(self):
        contract, notice = self._claim()
        with self._on("2026-06-04"):
            notice.action_object_termination()
        letter = self._find_letter(contract, "termination_objection")
        self.assertIn("我方已于2026年6月1日实际收到", letter.body)
        self.assertIn("不认可贵方所述事实及解除事由，该解除不发生效力", letter.body)
        self._assert_admits_nothing(letter)
        self.assertEqual((notice.state, notice.decision), ("done", "objected"))
        self._track("2026-06-04")
        self.assertEqual(letter.state, "sent")
        self._track("2026-06-20")
        self.assertEqual(contract.contract_state, "active")
        self.assertFalse(self._find_activities(contract, "still to be decided"))

    def test_an_objection_that_was_not_sent_before_another_end_is_cancelled(self):
        contract, claim = self._claim()
        with self._on("2026-06-15"):
            claim.with_user(self.manager).action_object_termination()
            contract.action_terminate_contract(self.agreement)
        objection = contract.notice_ids.filtered(
            lambda letter: letter.type_id == self._type("termination_objection")
        )
        self.assertEqual(objection.state, "cancelled")
        self._track("2026-06-16")
        self.assertFalse(objection.failure)

    def test_settled_it_goes_on_until_both_agree(self):
        contract, notice = self._claim()
        with self._on("2026-06-04"):
            action = notice.action_settle_termination()
            letter = self._find_letter(contract, "settlement_offer")
            self.assertIn("以书面解除协议为准", letter.body)
            self._assert_admits_nothing(letter)
            self.assertEqual(contract.contract_state, "active")
            dialog = Form(
                self.env[action["res_model"]].with_context(**action["context"])
            )
            self.assertEqual(dialog.contract_id, contract)
            self.assertEqual(dialog.reason_id, self.agreement)
            dialog.termination_date = "2026-06-30"
            dialog.save().action_confirm()
        self.assertEqual(contract.termination_date, date(2026, 6, 30))
        self.assertEqual(contract.close_reason_id, self.agreement)

    def test_our_offer_is_not_taken_for_a_letter_on_an_end(self):
        contract, notice = self._claim()
        with self._on("2026-06-04"):
            notice.action_settle_termination()
        self._track("2026-06-04")
        offer = self._find_letter(contract, "settlement_offer")
        self.assertEqual(offer.state, "sent")
        with self._on("2026-06-05"):
            contract.action_terminate_contract(self.agreement, "2026-06-30")
            self.assertFalse(offer._get_close_reason())
            contract.action_withdraw_termination("双方同意继续")
        self.assertFalse(self._find_letter(contract, "reinstatement"))

    def test_it_is_decided_once_and_by_a_manager(self):
        contract, notice = self._claim()
        contract._write_protected({"user_id": self.salesman.id})
        for decide in ("accept", "object", "settle"):
            with self.assertRaisesRegex(UserError, "Only a contract manager"):
                act = getattr(
                    notice.with_user(self.salesman), f"action_{decide}_termination"
                )
                act()
        with self._on("2026-06-04"):
            notice.with_user(self.manager).action_object_termination()
            with self.assertRaises(UserError):
                notice.action_accept_termination()

    def test_another_end_meanwhile_closes_it(self):
        contract, notice = self._claim()
        with self._on("2026-06-04"):
            contract.action_terminate_contract(self.agreement)
        self.assertEqual(notice.state, "done")
        self.assertFalse(self._find_letter(contract, "termination_acceptance"))

    def test_given_up_by_the_customer_it_is_closed(self):
        contract, notice = self._claim()
        with self._on("2026-06-04"):
            notice.action_done()
        self.assertEqual(contract.contract_state, "active")

    def test_an_end_by_our_breach_that_a_manager_enters_admits_nothing_either(self):
        contract = self._activate()
        reason = self.env.ref("miniprogram_contract.close_reason_breach_company")
        with self._on("2026-06-01"):
            contract.action_terminate_contract(reason)
        self.assertEqual(contract.termination_date, date(2026, 6, 1))
        self._assert_admits_nothing(contract.notice_ids)
        self.assertIn("不构成对贵方所主张违约事实的承认", contract.notice_ids.body)

    def test_the_dialog_shows_the_letter_that_is_written(self):
        for choice, name in (
            ("accept", "termination_acceptance"),
            ("object", "termination_objection"),
            ("settle", "settlement_offer"),
        ):
            contract, notice = self._claim()
            with self.subTest(choice), self._on("2026-06-04"):
                dialog = Form(
                    self.env["miniprogram.contract.notice.decide"].with_context(
                        active_id=notice.id
                    )
                )
                dialog.choice = choice
                if choice == "accept":
                    dialog.settlement = SETTLEMENT
                shown = dialog.letter
                dialog.save().action_confirm()
                self.assertEqual(shown, self._find_letter(contract, name).body)

    def test_nothing_is_decided_about_a_contract_that_has_ended(self):
        contract, notice = self._claim()
        with self._on("2026-06-03"):
            contract.action_terminate_contract(self.agreement)
        notice._write_protected({"state": "received"})  # as in data of former releases
        self.assertFalse(notice.is_awaiting_decision)
        for decide in (
            notice.action_accept_termination,
            notice.action_object_termination,
            notice.action_settle_termination,
        ):
            with self._on("2026-06-05"), self.assertRaisesRegex(UserError, "nothing"):
                decide()
        self.assertEqual(contract.close_reason_id, self.agreement)
        self.assertEqual(contract.termination_date, date(2026, 6, 3))
