# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .notice_common import NoticeCommon

BLANK = "＿＿＿＿"


@tagged("post_install", "-at_install")
class TestNoticeLetters(NoticeCommon):
    """Each type has its letter, with the clause by the contract's own wording."""

    prints = True

    # the number of the clause in the first wording, the template to the letter
    NUMBERS = {
        "renewal_reminder": "4.1",
        "renewal_objection": "4.1",
        "termination_unpaid": "5.3",
        "termination_request": "5.2",
        "termination_breach": "5.1.2",
        "termination_agreement": "5.1.3",
        "termination_force_majeure": "5.1.3",
        "termination_legal_status": "5.1.1",
        "termination_law": "5.1.4",
        "termination_fraud": "12.7",
        "payment_demand": "5.4",
        "time_granted": "10.1",
        "force_majeure": "8.1",
        "force_majeure_proof": "8.1",
        "force_majeure_end": "8.2",
        "address_change": "11.3",
        "service_upgrade": "2.2.3",
        "party_change": "12.9",
        "reinstatement": "4.3",
        "waiver": "10.1",
    }

    def _letters(self, contract):
        """Return a draft of every type with all that a person fills in."""
        with self._on("2027-02-10"):
            return {
                name: self._draft(
                    contract,
                    name,
                    "outgoing",
                    due_date=self._type(name).awaits_action and date(2027, 3, 31),
                    event_date="2027-02-09",
                    facts="事由如下。",
                    settlement="双方已结清。",
                    party_change_kind="rename",
                    new_party_name="成都新名数码有限公司",
                    requested_date="2027-02-20",
                    term_id=contract.open_term_id.id,
                )
                for name in self.NUMBERS
            }

    def test_every_type_cites_its_clause_and_leaves_no_blank(self):
        contract = self._activate()
        self._renew(contract)
        for name, notice in self._letters(contract).items():
            with self.subTest(type=name):
                self.assertIn(f"第{self.NUMBERS[name]}条", notice.body)
                self.assertIn(contract.contract_number, notice.body)
                self.assertTrue(notice.type_id.title)
                is_of_the_end = name == "termination_unpaid"  # made when it has ended
                self.assertEqual(BLANK in notice.body, is_of_the_end)

    def test_only_the_request_cites_the_no_refund_rule_and_all_ends_the_survival(self):
        types = self.env["miniprogram.contract.notice.type"].search([])
        for notice_type in types:
            name = notice_type.get_external_id()[notice_type.id].rpartition("type_")[2]
            with self.subTest(type=name):
                body = notice_type.body
                is_request = name == "termination_request"
                self.assertEqual("返还" in body, is_request)
                is_objection = name == "termination_objection"  # nothing ends
                if name.startswith("termination") and not is_objection:
                    self.assertIn("{survival_clause}", body)
                    self.assertIn("{settlement}", body)

    def test_the_clause_is_that_of_the_contract_s_own_wording(self):
        self.plan.wording_id = self.env.ref("miniprogram_contract.wording_v2")
        contract = self._activate()
        with self._on("2026-06-01"):
            notice = self._draft(contract, "address_change", "outgoing")
        number = contract.wording_id._get_clause("address_change").number
        self.assertIn(f"第{number}条", notice.body)

    def test_a_contract_without_our_text_cites_by_name(self):
        contract = self._activate()
        contract._write_protected({"wording_id": False})
        with self._on("2026-06-01"):
            notice = self._draft(contract, "address_change", "outgoing")
        self.assertIn("“通讯地址变更”条款", notice.body)

    def test_it_prints_on_the_paper_of_who_gives_it(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            ours = self._draft(contract, "waiver", "outgoing", facts="放弃违约金。")
            theirs = self._draft(contract, "waiver", body="我方放弃违约金。")
        words = self._read(ours)
        self.assertIn("致：成都锦里食品有限公司", words)
        self.assertIn("乙方：成都云帆数码科技有限公司", words)
        words = self._read(theirs)
        self.assertIn("致：成都云帆数码科技有限公司", words)
        self.assertIn("甲方：成都锦里食品有限公司", words)

    def test_what_the_customer_says_is_his_own(self):
        contract = self._activate()
        notice = self._draft(contract, "force_majeure", event_date="2026-06-01")
        self.assertFalse(notice.body)
        notice.body = "我司所在地发生地震。"
        notice.event_date = "2026-06-02"
        self.assertEqual(notice.body, "我司所在地发生地震。")

    def test_words_that_were_sent_stay_when_days_become_known(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            notice = self._draft(contract, "waiver", "outgoing", facts="放弃违约金。")
            notice.body = "我方放弃违约金。"
            notice.action_send()
        with self._on("2026-06-03"):
            notice.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            notice.action_receive()
        self.assertEqual(notice.body, "我方放弃违约金。")
