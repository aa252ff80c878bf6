# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import io
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import file_open
from odoo.tools.pdf import (
    NameObject,
    NumberObject,
    OdooPdfFileReader,
    PdfFileReader,
    PdfFileWriter,
)

from ..report.pdf_binder import LIBRARY
from ..tools.opened_files import open_files
from .evidence_common import check_as_told
from .notice_common import NoticeCommon, make_picture
from .report_common import read_pages, run

WORD = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" .*>(57)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')


def number_document(raw, first):
    """Return a document as a PDF whose pages are numbered, and how many they are."""
    (opened,) = open_files([raw], LIBRARY, first=first, task="pages")
    return opened.pdf, opened.pages


def turn(pdf, angle):
    """Return the first page of a PDF, turned."""
    page = PdfFileReader(io.BytesIO(pdf), strict=False).getPage(0)
    page[NameObject("/Rotate")] = NumberObject(angle)
    writer = PdfFileWriter()
    writer.addPage(page)
    with io.BytesIO() as stream:
        writer.write(stream)
        return stream.getvalue()


def find_number(pdf):
    """Return how far from the page's left and top its number 57 is seen, in parts."""
    boxes = run("pdftotext", "-bbox", "-", "-", data=pdf).decode()
    page, word = PAGE.search(boxes), WORD.search(boxes)
    return float(word[1]) / float(page[1]), float(word[2]) / float(page[2])


def read_files(pdf):
    """Return the files inside a PDF, by name."""
    return dict(OdooPdfFileReader(io.BytesIO(pdf), strict=False).getAttachments())


@tagged("post_install", "-at_install")
class TestCorrespondenceFile(NoticeCommon):
    """A contract's whole correspondence as one file, for a court."""

    prints = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("miniprogram_contract/demo/signed_paper_food.pdf", "rb") as scan:
            cls.scan = scan.read()
        with cls._on("2026-03-01"):
            cls.contract = cls._create_sent_contract()
            cls.contract.action_register_signed_paper(
                "李静", base64.b64encode(cls.scan)
            )

    def _attach(self, name, raw):
        return self.env["ir.attachment"].create({"name": name, "raw": raw})

    def _give(self, day="2026-03-05", received="2026-03-08", proofs=(), **values):
        """Send a letter of ours on a day, received on another."""
        with self._on(day):
            notice = self.contract._create_notices(
                self._type("time_granted"), due_date="2026-03-31", **values
            )
            notice.channel = "courier"
            notice.tracking_number = "SF1234567890"
            notice.action_send()
        with self._on(received):
            notice.receipt_basis = "signed"
            for name, raw in proofs:
                notice.proof_ids |= self._attach(name, raw)
            notice.action_receive(received)
        return notice

    def test_the_index_comes_first_and_names_everything(self):
        picture = make_picture()
        notice = self._give(proofs=[("签收单.png", picture)])
        index, *pages = read_pages(self.contract._render_correspondence())
        for words in (
            "合同往来函件卷宗目录",
            self.contract.contract_number,
            "成都锦里食品有限公司",
            "成都云帆数码科技有限公司",
            "付款宽限通知",
            "乙方致甲方",
            "2026年3月5日",
            "快递",
            "SF1234567890",
            "2026年3月8日",
            "签收",
            "签收单.png",
            self.contract.signed_document_sha256,
            notice.document_sha256,
            hashlib.sha256(picture).hexdigest(),
            "第1页",
            "第2页",
            "第3页",
        ):
            self.assertIn(words, index)
        self.assertEqual(len(pages), 3)
        self.assertIn("付款宽限通知", pages[1])

    def test_every_page_after_the_index_is_numbered(self):
        self._give(proofs=[("签收单.png", make_picture())])
        _index, *pages = read_pages(self.contract._render_correspondence())
        for number, page in enumerate(pages, start=1):
            self.assertIn(str(number), page)

    def test_the_documents_are_inside_as_they_were_given(self):
        picture = make_picture(kind="JPEG")
        notice = self._give(proofs=[("签收单.jpg", picture), ("说明.txt", b"text")])
        files = read_files(self.contract._render_correspondence())
        self.assertEqual(
            list(files.values())[:-1],
            [self.scan, notice.document_id.raw, picture, b"text"],
        )
        self.assertTrue(any("签收单.jpg" in name for name in files))

    def test_the_log_is_inside_and_is_checked_as_the_index_tells(self):
        self._give(proofs=[("签收单.png", make_picture())])
        whole = self.contract._get_last_event_sha256()
        file = self.contract._render_correspondence()
        index = read_pages(file)[0]
        self.assertIn("用任何能够计算SHA-256的工具逐行计算", index)
        (named,) = re.findall("最后一条后一行的SHA-256：([0-9a-f]{64})", index)
        self.assertEqual(named, whole)
        name, log = list(read_files(file).items())[-1]
        self.assertTrue(name.endswith("存证日志.txt"), name)
        self.assertIn(hashlib.sha256(log).hexdigest(), index)
        last, said = check_as_told(log)
        self.assertEqual(last, named)
        self.assertEqual(said[0]["kind"], "sent")
        for forged in (
            log.replace("李静".encode(), "王芳".encode()),
            log.replace(b'"kind":"sent"', b'"kind":"refused"'),
            b"".join(log.splitlines(keepends=True)[2:]),
        ):
            with self.assertRaises(AssertionError):
                check_as_told(forged)
        shorter, _said = check_as_told(b"".join(log.splitlines(keepends=True)[:-2]))
        self.assertNotEqual(shorter, named)
        printed = self.contract.event_ids.sorted("sequence")[-1:]
        self.assertEqual(printed.kind, "printed_for_court")
        self.assertEqual(printed.document_sha256, hashlib.sha256(file).hexdigest())

    def test_what_is_no_page_is_listed_by_name_and_hash(self):
        for name, raw in (("录音.mp3", b"ID3 sound"), ("坏.pdf", b"%PDF-1.4 broken")):
            with self.subTest(name=name):
                self._give(proofs=[(name, raw)])
                index = read_pages(self.contract._render_correspondence())[0]
                self.assertIn(name, index)
                self.assertIn("仅附原件", index)
                self.assertIn(hashlib.sha256(raw).hexdigest(), index)

    def test_notices_stand_in_the_order_of_their_days(self):
        self._give(day="2026-03-10", received="2026-03-12", proofs=[("乙.txt", b"2")])
        self._give(day="2026-03-05", received="2026-03-20", proofs=[("甲.txt", b"1")])
        index = read_pages(self.contract._render_correspondence())[0]
        self.assertLess(index.index("签署存档件"), index.index("甲.txt"))
        self.assertLess(index.index("甲.txt"), index.index("乙.txt"))

    def test_drafts_are_no_correspondence(self):
        with self._on("2026-03-05"):
            self.contract._create_notices(self._type("time_granted"))
        index = read_pages(self.contract._render_correspondence())[0]
        self.assertNotIn("付款宽限通知", index)

    def test_what_came_without_a_letter_is_told_in_the_index(self):
        with self._on("2026-03-06"):
            notice = self.contract._record_notices(
                self._type("waiver"), body="客户来电放弃索赔。"
            )
            notice.no_proof_reason = "来电"
            notice.action_receive("2026-03-06")
        index = read_pages(self.contract._render_correspondence())[0]
        self.assertIn("内容：客户来电放弃索赔。", index)
        self.assertIn("甲方致乙方", index)

    def test_a_receipt_without_proof_says_why(self):
        with self._on("2026-03-05"):
            notice = self.contract._create_notices(
                self._type("time_granted"), due_date="2026-03-31"
            )
            notice.action_send()
            notice.write({"receipt_basis": "signed", "no_proof_reason": "客户当面确认"})
            notice.action_receive("2026-03-05")
        index = read_pages(self.contract._render_correspondence())[0]
        self.assertIn("无送达证明：客户当面确认", index)

    def test_a_file_that_is_not_what_was_filed_is_told(self):
        notice = self._give(proofs=[("签收单.png", make_picture())])
        notice._write_protected({"document_sha256": "0" * 64})
        index = read_pages(self.contract._render_correspondence())[0]
        self.assertIn("与存档时记录的SHA-256不符", index)

    def test_it_is_printed_from_the_contract(self):
        self._give(proofs=[("签收单.png", make_picture())])
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "miniprogram_contract.action_report_correspondence", self.contract.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertEqual(len(read_pages(content)), 4)

    def test_each_contract_has_a_file_of_its_own(self):
        contracts = self.contract | self._create_sent_contract()
        with self.assertRaisesRegex(UserError, "one contract at a time"):
            self.env["ir.actions.report"]._render_qweb_pdf(
                "miniprogram_contract.action_report_correspondence", contracts.ids
            )

    def test_a_long_index_goes_on_on_further_pages(self):
        for number in range(12):
            with self._on("2026-03-06"):
                notice = self.contract._record_notices(
                    self._type("waiver"), body=f"第{number}次。" + "客户来电。" * 40
                )
                notice.proof_ids = self._attach(f"{'很长的文件名' * 15}.txt", b"1")
                notice.action_receive("2026-03-06")
        pages = read_pages(self.contract._render_correspondence())
        index = [page for page in pages if "合同编号" in page and "共" in page]
        self.assertGreater(len(index), 2)
        words = "".join(index)
        for number in range(12):
            self.assertIn(f"第{number}次。", words)

    def test_it_is_shown_on_screen_where_nothing_prints(self):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "miniprogram_contract.report_correspondence", self.contract.ids
        )
        self.assertIn("合同往来函件卷宗目录", html.decode())

    def test_only_who_reads_the_contract_gets_it(self):
        stranger = new_test_user(self.env, "file_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(stranger)._render_qweb_pdf(
                "miniprogram_contract.action_report_correspondence", self.contract.ids
            )

    def test_who_reads_the_contract_reads_the_file(self):
        self.contract._write_protected({"user_id": self.salesman.id})
        self._give(proofs=[("签收单.png", make_picture())])
        self.env.invalidate_all()
        contract = self.contract.with_user(self.salesman)
        self.assertEqual(len(read_pages(contract._render_correspondence())), 4)

    def test_pictures_lie_on_their_paper_as_they_were_taken(self):
        for width, height in ((4000, 3000), (3000, 4000), (40, 30)):
            pdf, count = number_document(make_picture(width, height), 1)
            self.assertEqual(count, 1)
            box = PdfFileReader(io.BytesIO(pdf), strict=False).getPage(0)["/MediaBox"]
            is_wide = float(box[2]) > float(box[3])
            self.assertEqual(is_wide, width > height)

    def test_turned_pages_have_their_number_in_the_corner_that_is_seen(self):
        for angle in (0, 90, 180, 270):
            with self.subTest(angle=angle):
                pdf, _count = number_document(turn(self.scan, angle), 57)
                left, top = find_number(pdf)
                self.assertGreater(left, 0.9)
                self.assertLess(top, 0.06)
