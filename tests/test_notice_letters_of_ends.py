# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .notice_common import NoticeCommon

EXPORT = (
    "自行导出、备份小程序内的数据；逾期我方将依法删除或匿名化处理，"
    "法律、行政法规另有规定的除外。"
)


@tagged("post_install", "-at_install")
class TestLettersOfEnds(NoticeCommon):
    """What our letters say of an end, of what follows, and of one that is undone."""

    ENDS = (
        "renewal_objection",
        "termination",
        "termination_acceptance",
        "termination_agreement",
        "termination_breach",
        "termination_force_majeure",
        "termination_fraud",
        "termination_law",
        "termination_legal_status",
        "termination_request",
        "termination_unpaid",
    )

    # -- who is called what ------------------------------------------------------------

    def test_we_are_we_and_the_other_side_is_you_in_every_letter(self):
        contract = self._activate()
        self._renew(contract)
        for notice_type in self.env["miniprogram.contract.notice.type"].search([]):
            for direction in ("outgoing", "incoming"):
                if not notice_type._allows(direction):
                    continue
                with self.subTest(type=notice_type.name, side=direction):
                    notice = self.env["miniprogram.contract.notice"].new(
                        {
                            "contract_id": contract.id,
                            "direction": direction,
                            "event_date": "2027-02-10",
                            "settlement": "双方已结清。",
                            "type_id": notice_type.id,
                        }
                    )
                    words = notice._fill_body()
                    if notice_type.effect != "transfer_party":  # it names the side
                        self.assertNotRegex(words, "甲方|乙方")

    def test_each_side_calls_the_other_you_in_an_objection(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            ours = self._draft(contract, "renewal_objection", "outgoing")
            theirs = self._draft(contract, "renewal_objection")
        self.assertIn("我方停止提供相应服务", ours.body)
        self.assertIn("贵方无需支付期满后", ours.body)
        theirs.body = theirs._fill_body()
        self.assertIn("贵方停止提供相应服务", theirs.body)
        self.assertIn("我方无需支付期满后", theirs.body)

    def test_a_letter_of_rescission_rescinds(self):
        contract = self._activate()
        for name in ("termination_breach", "termination_force_majeure"):
            with self._on("2026-06-01"):
                body = self._draft(contract, name, "outgoing").body
            self.assertIn("本通知之日起解除", body)
            self.assertNotIn("终止", body)

    # -- data and money ----------------------------------------------------------------

    def test_every_letter_that_ends_service_names_the_day_to_export_data(self):
        contract = self._activate()
        types = self.env["miniprogram.contract.notice.type"].search([])
        ending = types.filtered(lambda kind: "{data_export}" in (kind.body or ""))
        self.assertEqual(
            ending,
            self.env["miniprogram.contract.notice.type"].union(
                *map(self._type, self.ENDS)
            ),
        )
        with self._on("2026-06-01"):
            for kind in ending - self._type("termination_request"):
                letter = self._draft(contract, self._name(kind), "outgoing")
                self.assertIn(EXPORT, letter.body, kind.name)
                theirs = letter.new({**letter.copy_data()[0], "direction": "incoming"})
                self.assertNotIn("导出", theirs._fill_body())

    def _name(self, kind):
        return kind.get_external_id()[kind.id].rpartition("notice_type_")[2]

    def test_the_day_to_export_data_is_the_companys_setting(self):
        contract = self._activate()
        self.company.contract_data_export_days = 60
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement, "2026-06-30")
        self.assertIn(f"请贵方于2026年8月29日前{EXPORT}", contract.notice_ids.body)

    def test_without_a_day_of_the_end_the_days_count_from_the_end(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            letter = self._draft(contract, "termination_fraud", "outgoing")
        self.assertIn(f"请贵方于本合同终止之日起30日内{EXPORT}", letter.body)

    def test_no_day_or_a_year_and_more_is_refused(self):
        for days in (0, -1, 367):
            for name in ("contract_data_export_days", "contract_refund_days"):
                with self.assertRaisesRegex(ValidationError, "1 to 366"):
                    self.company[name] = days

    def test_what_was_paid_in_part_goes_back_within_the_days_of_the_company(self):
        self.company.contract_refund_days = 7
        contract = self._activate()
        self._renew(contract)
        self._pay(contract, "2027-02-20", amount=1000.0)
        self._end_unpaid("2027-03-04")
        self.assertIn(
            "金额为￥1,000.00，我方自本函发出之日起7日内原路退还。",
            contract.notice_ids.body,
        )

    def test_what_may_be_for_another_contract_is_not_promised_back(self):
        contract = self._activate()
        other = self._activate("2026-06-01")
        self._renew(contract)
        self._credit(contract, 500.0, "2027-03-01")
        self._pay(contract, "2027-02-20", amount=1000.0)
        self._end_unpaid("2027-03-04")
        self.assertEqual(other.contract_state, "active")
        self.assertIn(
            "金额为￥1,500.00，其中￥1,000.00由我方自本函发出之日起",
            contract.notice_ids.body,
        )

    def test_nothing_is_promised_back_where_all_may_be_for_another_contract(self):
        contract = self._activate()
        self._activate("2026-06-01")
        self._renew(contract)
        self._credit(contract, 500.0, "2027-03-01")
        self._end_unpaid("2027-03-04")
        self.assertIn("金额为￥500.00。", contract.notice_ids.body)

    def test_what_may_be_the_first_payment_of_a_signed_one_is_not_promised_back(self):
        contract = self._activate()
        self._renew(contract)
        self._sign("2027-03-01")
        self._credit(contract, 500.0, "2027-03-03")
        self._end_unpaid("2027-03-04")
        self.assertIn("金额为￥500.00。", contract.notice_ids.body)

    def test_where_nothing_was_paid_in_part_no_refund_is_promised(self):
        self.assertNotIn("退还", self._ended().notice_ids.body)

    # -- reminders and demands ---------------------------------------------------------

    def test_a_reminder_names_the_last_day_to_pay_and_what_follows(self):
        contract = self._activate()
        self._renew(contract)
        with self._on("2027-02-10"):
            letter = self._draft(
                contract,
                "renewal_reminder",
                "outgoing",
                term_id=contract.open_term_id.id,
            )
        self.assertIn("请最迟于2027年3月3日（含当日）支付", letter.body)
        self.assertIn("逾期未付的，本合同按第5.3条终止，我方停止服务", letter.body)

    def test_a_demand_names_the_law_it_is_based_on(self):
        contract = self._activate("2026-03-01")
        with self._on("2026-06-01"):
            body = self._draft(contract, "payment_demand", "outgoing").body
        for words in (
            "根据本合同第5.4条及《民法典》第五百六十三条第一款第（三）项",
            "我方有权要求贵方支付逾期付款损失",
            "本函为我方依据《民法典》第一百九十五条提出的履行请求。",
        ):
            self.assertIn(words, body)

    # -- an agreed end -----------------------------------------------------------------

    def test_an_agreed_end_is_on_its_day_whatever_day_the_letter_arrives(self):
        contract = self._activate()
        letter = self._give(
            contract,
            "termination_agreement",
            "2026-06-01",
            received_on="2026-06-20",
            requested_date="2026-06-10",
            settlement="双方已结清。",
            supporting_document_ids=self._file().ids,
        )
        self.assertIn("本合同按《解除协议》约定于2026年6月10日解除", letter.body)
        self.assertNotIn("实际收到", letter.body)
        self.assertEqual(contract.termination_date, date(2026, 6, 10))
        self.assertEqual(contract.contract_state, "terminated")

    def test_an_agreement_that_a_customer_sends_leaves_no_blank(self):
        contract = self._activate()
        words = self._draft(contract, "termination_agreement")._fill_body()
        self.assertIn("解除日以《解除协议》的约定为准", words)
        self.assertNotIn("＿", words)

    # -- it goes on --------------------------------------------------------------------

    def _get_confirmation(self, contract):
        kind = self._type("reinstatement")
        return contract.notice_ids.filtered(lambda notice: notice.type_id == kind)

    def test_reinstated_with_a_gap_the_letter_says_which_days_were_not_served(self):
        self._print_for_real()
        contract = self._ended()
        self._track("2027-03-05")
        with self._on("2027-03-10"):
            contract.action_reinstate_contract("双方谈妥")
        self._track("2027-03-10")
        letter = self._get_confirmation(contract)
        self.assertEqual(letter.state, "sent")
        words = self._read(letter)
        number = contract.contract_number
        for expected in (
            "合同恢复履行确认函",
            f"编号：{number}-H02",
            "经贵我双方协商一致",
            "自2027年3月10日起恢复履行。",
            "2027年3月1日至2027年3月9日期间未提供服务。",
            f"我方2027年3月5日发出的《合同终止通知书》（编号：{number}-H01）不再执行。",
        ):
            self.assertIn(expected, words)

    def test_a_period_that_is_only_offered_is_not_confirmed(self):
        contract = self._ended()
        with self._on("2027-03-10"):
            contract.action_reinstate_contract("双方谈妥")
        self.assertEqual(contract.open_term_id.state, "invoiced")
        letter = self._get_confirmation(contract)
        self.assertFalse(letter.term_id)
        self.assertIn("自2027年3月10日起恢复履行。", letter.body)
        self.assertNotIn("服务期", letter.body)

    def test_paid_in_time_there_is_no_gap(self):
        contract = self._ended()
        self._track("2027-03-05")
        self._credit(contract, 7208.0, "2027-03-02")  # entered late
        with self._on("2027-03-10"):
            contract.action_reinstate_contract("汇款及时，入账较晚")
        letter = self._get_confirmation(contract)
        self.assertNotIn("未提供服务", letter.body)
        self.assertIn("服务期为2027年3月1日至2028年2月29日", letter.body)

    def test_before_its_first_payment_no_day_is_said_not_to_have_been_served(self):
        contract = self._sign()
        with self._on("2026-06-30"):
            contract.action_terminate_contract(self.agreement)
        with self._on("2026-07-15"):
            contract.action_reinstate_contract("双方同意继续")
        self.assertEqual(contract.contract_state, "signed")
        self.assertNotIn("未提供服务", self._get_confirmation(contract).body)

    def test_in_a_paid_period_it_goes_on_with_that_period(self):
        contract = self._activate()
        with self._on("2026-06-30"):
            contract.action_terminate_contract(self.agreement)
        with self._on("2026-07-15"):
            contract.action_reinstate_contract("双方同意继续")
        letter = self._get_confirmation(contract)
        self.assertIn("2026年7月1日至2026年7月14日期间未提供服务。", letter.body)
        self.assertIn("服务期为2026年3月1日至2027年2月28日", letter.body)
        self.assertNotIn("不再执行", letter.body)  # the other letter never went out

    def test_one_day_without_service_is_named_once(self):
        contract = self._activate()
        with self._on("2026-06-30"):
            contract.action_terminate_contract(self.agreement)
        with self._on("2026-07-02"):
            contract.action_reinstate_contract("双方同意继续")
        words = self._get_confirmation(contract).body.splitlines()
        self.assertIn("2026年7月1日未提供服务。", words)

    def test_reinstated_for_a_day_to_come_the_letter_goes_out_at_once(self):
        for start, words in (
            (None, ("自2026年7月1日起恢复履行",)),
            (
                "2026-09-01",
                (
                    "自2026年9月1日起恢复履行",
                    "2026年7月1日至2026年8月31日期间未提供服务。",
                ),
            ),
        ):
            with self.subTest(start=start):
                contract = self._activate()
                with self._on("2026-06-30"):
                    contract.action_terminate_contract(self.agreement)
                    contract.action_reinstate_contract("误操作", start)
                self._track("2026-06-30")
                letter = self._get_confirmation(contract)
                self.assertEqual(letter.state, "sent")
                self.assertEqual(letter.sent_on, date(2026, 6, 30))
                self.assertFalse(letter.failure)
                for expected in words:
                    self.assertIn(expected, letter.body)

    def test_a_told_end_that_is_withdrawn_is_taken_back_in_writing(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement, "2026-12-31")
            contract.notice_ids.settlement = "双方已结清。"
        self._track("2026-06-02")
        with self._on("2026-06-10"):
            contract.action_withdraw_termination("双方同意继续")
        letter = self._get_confirmation(contract)
        self.assertEqual(letter._get_letter_title(), "合同继续履行确认函")
        self.assertIn("自2026年6月10日起继续履行", letter.body)
        self.assertIn("我方2026年6月2日发出的《合同解除确认函》", letter.body)
        self.assertFalse(contract.activity_ids)

    def test_an_end_that_nobody_was_told_is_withdrawn_without_a_letter(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement, "2026-12-31")
            contract.action_withdraw_termination("误操作")
        self.assertFalse(self._get_confirmation(contract))

    def test_a_letter_with_a_blank_is_not_sent(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            letter = self._draft(
                contract,
                "termination_agreement",
                "outgoing",
                supporting_document_ids=self._file().ids,
            )
            with self.assertRaisesRegex(UserError, "blanks"):
                letter.action_send()
