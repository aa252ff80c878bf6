# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .notice_common import NoticeCommon
from .report_common import run


@tagged("post_install", "-at_install")
class TestLetterPaper(NoticeCommon):
    """To whom a letter is addressed, what comes with it, and who signs it."""

    prints = True

    def _waiver(self, contract, direction="outgoing", **values):
        with self._on("2026-06-01"):
            return self._draft(
                contract, "waiver", direction, facts="放弃违约金。", **values
            )

    def _designate(self, contract, **values):
        party = contract.commercial_partner_id
        designated = self.env["res.partner"].create(
            {"type": "notice", "parent_id": party.id, **values}
        )
        contract._write_protected({"notice_partner_id": designated.id})
        return designated

    # -- the recipient -----------------------------------------------------------------

    def test_it_goes_to_the_person_designated_with_a_phone_of_that_persons_own(self):
        contract = self._activate()
        self._designate(
            contract,
            name="周法务",
            phone="13900139000",
            street="人民南路一段1号",
            zip="610016",
        )
        words = self._read(self._waiver(contract))
        self.assertIn("联系人：周法务（电话：13900139000）", words)
        self.assertIn("（邮编：610016）", words)
        self.assertNotIn("李静", words)

    def test_the_switchboard_stands_never_beside_a_person(self):
        contract = self._activate()
        contract.commercial_partner_id.phone = "028-85538888"
        self.contact.phone = False
        words = self._read(self._waiver(contract))
        self.assertIn("联系人：李静电话：028-85538888", words)
        self.contact.phone = "13800138000"
        words = self._read(self._waiver(contract))
        self.assertIn("联系人：李静（电话：13800138000）", words)
        self.assertNotIn("028-85538888", words)

    def test_a_designated_address_without_a_name_keeps_the_contact(self):
        contract = self._activate()
        self._designate(contract, street="人民南路一段1号", phone="13900139000")
        words = self._read(self._waiver(contract))
        self.assertIn("联系人：李静（电话：13900139000）", words)

    def test_nothing_stands_before_a_bracket_and_the_hotline_has_its_name(self):
        contract = self._activate()
        self.company.contract_hotline = "400-028-5800"
        text = "\n".join(self._read_lines(self._waiver(contract)))
        self.assertNotRegex(text, r"\s（(邮编|电话)")
        self.assertIn("400电话：400-028-5800", text)
        self.assertIn("（盖章）", text)
        self.assertNotIn("(盖章)", text)

    def test_who_is_gone_is_written_to_through_who_stands_for_him(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            letter = self._draft(
                contract, "termination_legal_status", "outgoing", facts="已注销。"
            )
        name = contract.commercial_partner_id.name
        words = self._read(letter)
        self.assertIn(f"致：{name}清算组、管理人或者权利义务承受人", words)
        self.assertIn(f"{name}与我方签订", words)
        letter.recipient_role = "管理人"
        self.assertIn(f"致：{name}管理人地址", self._read(letter))
        letter.recipient_role = False  # it is there: the letter goes to it
        self.assertIn("贵我双方签订", self._read(letter))

    def test_the_heirs_of_a_person_are_written_to(self):
        contract = self._activate()
        contract.commercial_partner_id.is_company = False
        letter = self._draft(contract, "termination_legal_status", "outgoing")
        self.assertEqual(letter.recipient_role, "权利义务承受人")

    # -- what comes with it, and who signs ---------------------------------------------

    def test_enclosures_are_listed_before_the_signature(self):
        contract = self._activate()
        letter = self._waiver(contract)
        self.assertNotIn("附件", self._read(letter))
        letter.supporting_document_ids = self._file("停电证明.pdf")
        words = self._read(letter)
        self.assertIn("附件：1.停电证明.pdf乙方：", words)
        letter.supporting_document_ids |= self._file("物业通知.pdf")
        self.assertIn("附件：1.停电证明.pdf2.物业通知.pdf乙方：", self._read(letter))

    def test_a_letter_with_enclosures_is_read_back_and_kept(self):
        contract = self._activate()
        letter = self._waiver(contract)
        letter.supporting_document_ids = self._file("停电证明（原件）-2026.pdf")
        with self._on("2026-06-01"):
            letter.action_send()
        self.assertIn("1.停电证明（原件）-2026.pdf", self._read(letter))

    def test_a_company_stamps_and_a_person_signs(self):
        contract = self._activate()
        theirs = self._waiver(contract, "incoming", body="我方放弃违约金。")
        self.assertIn("（盖章）", self._read(theirs))
        contract.commercial_partner_id.is_company = False
        words = self._read(theirs)
        self.assertIn("（签字）", words)
        self.assertNotIn("（盖章）", words)
        self.assertIn("（盖章）", self._read(self._waiver(contract)))

    def test_what_we_wrote_down_for_the_customer_says_so(self):
        contract = self._activate()
        theirs = self._waiver(contract, "incoming", body="我方放弃违约金。")
        self.assertIn("由乙方代拟", self._read(theirs))
        self.assertNotIn("由乙方代拟", self._read(self._waiver(contract)))

    def test_printing_a_request_of_the_customer_prints_the_request(self):
        contract = self._activate()
        request = self._receive(
            contract, "termination_request", "2026-06-01", requested_date="2026-06-20"
        )
        words = self._read(request)
        self.assertIn("终止合同通知书", words)
        self.assertIn("致：成都云帆数码科技有限公司", words)
        self.assertIn("甲方：成都锦里食品有限公司", words)
        self.assertIn("最后服务日为2026年6月20日", words)
        self.assertNotIn("确认函", words)

    def test_a_request_that_we_draft_says_no_more_than_clause_5_2(self):
        contract = self._activate()
        request = self._draft(contract, "termination_request")
        words = self._read(request)
        self.assertIn("实际收到本通知之日后的第7日", words)
        self.assertIn("我方已交纳的费用不予返还", words)
        for more in ("付清", "＿", "损害", "附件", "导出"):
            self.assertNotIn(more, words)

    # -- lines -------------------------------------------------------------------------

    def test_days_amounts_and_numbers_are_not_broken(self):
        contract = self._activate()
        number = contract.contract_number
        paragraph = f"于2026年12月31日支付￥12,345.00，合同编号{number}。"
        texts = ["事" * length + paragraph for length in range(10, 60)]
        letter = self._waiver(contract)
        letter.body = "\n".join(texts)
        lines = self._read_lines(letter)
        for unit in ("2026年12月31日", "￥12,345.00", number):  # nor lost at the edge
            found = sum(line.replace(" ", "").count(unit) for line in lines)
            self.assertGreaterEqual(found, len(texts), unit)
        for line in lines:
            self.assertNotRegex(line.strip(), "^[，。；：、）》”]")

    def test_what_stays_on_one_line_is_not_stretched(self):
        contract = self._activate()
        letter = self._waiver(contract)
        texts = [
            "事" * length + "于2026年6月1日发出（编号：XCX-2026-0003-H01），不再执行。"
            for length in range(10, 40)
        ]
        letter.body = "\n".join(texts)
        text = "\n".join(self._read_lines(letter))
        self.assertEqual(text.count("2026年6月1日"), len(texts))

    def _read_lines(self, letter):
        pdf = letter._render_contract_pdf()
        text = run("pdftotext", "-enc", "UTF-8", "-layout", "-", "-", data=pdf)
        return text.decode().splitlines()
