# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import functools
import io
import itertools
import os
import re
import subprocess
from datetime import date
from unittest.mock import patch

from lxml import html
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import file_open, mute_logger
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from odoo.addons.base.models import ir_actions_report

from ..tools.pdf_stamps import cut_into_strips
from .common import ContractCommon

MODULE = "odoo.addons.base.models.ir_actions_report"

PARTY_A = {
    "name": "成都锦里食品有限公司",
    "address": "四川省成都市武侯区武侯祠大街231号",
    "contact": "李静",
    "zip": "610041",
    "phone": "028-85538888",
    "fax": "028-85538889",
}
PARTY_B = {
    "name": "成都西维数码科技有限公司",
    "address": "四川成都市金牛区一环路北一段99号环球广场24楼",
    "zip": "610031",
    "phone": "028-62778877（20线）",
    "hotline": "400-028-5800",
    "email": "server@west.cn",
    "website": "http://www.west.cn",
}
SERVICE = {
    "name": "小程序开发系统",
    "years": 3,
    "date_start": date(2026, 3, 1),
    "date_end": date(2029, 2, 28),
    "packages": ["商城版套餐", "分销应用"],
    "miniprogram": ["小程序名称：锦里好物", "AppID：wx0123456789abcdef", "平台：微信"],
    "remark": "首年赠送模板一套。",
    "payment_method": "一次性支付",
    "price": "￥20,400.00",
    "price_words": "人民币贰万零肆佰元整",
}
LONG_PARTY_A = {
    "name": "内蒙古呼和浩特市新城区客户门户直营骨科器械进出口贸易股份有限公司第三营业部"
    * 2,
    "address": "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县" * 4,
    "contact": "<b>张&三</b> \"引号\" '单引号' {x} %s",
    "phone": "1234567890" * 9,
}
LONG_SERVICE = {
    "packages": ["连锁版套餐"] + [f"应用{n:02}：会员营销" for n in range(1, 21)],
    "remark": "W" * 120 + "<script>alert(1)</script>" + "备注很长，也要印全。" * 25,
    "payment_method": "按年支付",
    "price": "￥6,800.00/年，合同总价 ￥20,400.00",
}
LONG_CLAUSE = {
    "code": "odd",
    "number": "12.10",
    "kind": "clause",
    "text": "生僻字\U00020bb7与长串" + "8" * 100 + "以及 Latin words that go on for "
    "more than a line of this paper, so that it is broken at a blank somewhere。",
    "is_key_term": False,
    "level": 2,
}

POINTS = 72 / 25.4  # of a mm
MARGIN = 25 * POINTS
LOOK_ALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")


def run(*command, data):
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def squeeze(text):
    """Take out what a PDF says of the room between words, not of the words."""
    return re.sub(r"\s", "", text)


class Paper:
    """A PDF as a reader sees it: text, places and pictures of its pages."""

    def __init__(self, content):
        self.content = content
        text = run("pdftotext", "-enc", "UTF-8", "-", "-", data=content).decode()
        self.pages = text.split("\f")[:-1]
        self.text = squeeze(text)
        self.words = [self._read_words(page) for page in self._read_boxes()]

    def _read_boxes(self):
        boxes = run("pdftotext", "-bbox", "-", "-", data=self.content)
        return html.fromstring(boxes.decode()).iter("page")

    def _read_words(self, page):
        return [
            (
                word.text,
                *(float(word.get(side)) for side in ("xmin", "ymin", "xmax", "ymax")),
            )
            for word in page.iter("word")
        ]

    def get_lines(self, page):
        """Give the lines of a page's text from above: text, left, right, top."""
        lines = []
        for text, left, top, right, _bottom in sorted(
            self.words[page], key=lambda word: (round(word[2]), word[1])
        ):
            if top < MARGIN - 5 or top > 842 - MARGIN - 2:
                continue
            if lines and abs(lines[-1][3] - top) < 4:
                before, first, *_rest = lines.pop()
                lines.append((before + text, first, right, top))
            else:
                lines.append((text, left, right, top))
        return lines

    def find(self, text):
        """Give page, left, top, right and bottom of the only word that is ``text``."""
        found = [
            (page, *place)
            for page, words in enumerate(self.words)
            for word, *place in words
            if word == text
        ]
        if len(found) != 1:
            raise AssertionError(f"{text} stands {len(found)} times")
        return found[0]

    @functools.cache  # noqa: B019, as short-lived as its test class
    def get_picture(self, page):
        """Give a picture of a page with one dot a point."""
        number = str(page + 1)
        command = ("pdftoppm", "-r", "72", "-png", "-f", number, "-l", number)
        return Image.open(io.BytesIO(run(*command, data=self.content))).convert("RGB")

    def find_ink(self, page, is_ink, area=(0, 0, 595, 842)):
        """Give the box around the dots in ``area`` that are ink of some colour, and
        their number; the box is None without such dots.
        """
        dots = self.get_picture(page).crop(area)
        ink = Image.new("1", dots.size)
        ink.putdata([is_ink(*dot) for dot in dots.getdata()])
        box = ink.getbbox()
        if box:
            left, top, right, bottom = box
            box = (left + area[0], top + area[1], right + area[0], bottom + area[1])
        return box, sum(map(bool, ink.getdata()))


def is_red(red, green, blue):
    return red > 150 and green < 100 and blue < 100


def is_pale(red, green, blue):
    return red == green == blue and 225 <= red <= 235


class ContractPaperCommon(TransactionCase):
    # The environment variable that names the program; without it, Odoo finds one.
    wkhtmltopdf = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        found = ir_actions_report._wkhtml()
        program = found._replace(bin=os.environ.get(cls.wkhtmltopdf, found.bin))
        patcher = patch(f"{MODULE}._wkhtml", lambda: program)
        cls.startClassPatcher(patcher)
        cls.document = cls.env["miniprogram.contract.document"]
        cls.wording = cls.env.ref("miniprogram_contract.wording_v1")
        values = {
            **cls.wording._get_placeholder_values(),
            "brand": "西部数码",
            "court": "成都市人民法院",
        }
        cls.paragraphs = cls.wording._get_paragraphs(values)
        with file_open("miniprogram_contract/demo/seal.png", "rb") as seal:
            cls.seal = seal.read()
        cls.final = cls._print(
            seal=cls.seal,
            cross_page_seal=cls.seal,
            signatures={
                "party_a_on": date(2026, 2, 27),
                "party_b_on": date(2026, 2, 28),
            },
        )
        cls.draft = cls._print(is_draft=True, contract_number="")
        cls.long = cls._print(
            party_a={**PARTY_A, **LONG_PARTY_A},
            service={**SERVICE, **LONG_SERVICE},
            paragraphs=[*cls.paragraphs, LONG_CLAUSE],
        )

    @classmethod
    def _get_data(cls, **values):
        return {
            "title": "西部数码小程序合作协议",
            "contract_number": "XCX2026-0001",
            "is_draft": False,
            "party_a": PARTY_A,
            "party_b": PARTY_B,
            "paragraphs": cls.paragraphs,
            "service": SERVICE,
            "signatures": {"party_a_on": None, "party_b_on": None},
            "seal": None,
            "cross_page_seal": None,
            **values,
        }

    @classmethod
    def _print(cls, **values):
        return Paper(cls.document._render_pdf(cls._get_data(**values)))

    def assertInOrder(self, texts, whole):
        """Check that ``texts`` stand in ``whole`` one after the other."""
        place = 0
        for text in map(squeeze, texts):
            found = whole.find(text, place)
            self.assertGreaterEqual(found, 0, f"{text} is missing, or out of order")
            place = found + len(text)


class ContractPaperCases:
    """What holds whatever Qt wkhtmltopdf was built with."""

    def test_every_clause_stands_word_for_word_in_its_order(self):
        for paper in (self.final, self.draft, self.long):
            self.assertInOrder(
                [
                    paragraph["number"] + paragraph["text"]
                    for paragraph in self.paragraphs
                    if paragraph["kind"] != "table"
                ],
                paper.text,
            )

    def test_heading_has_the_words_and_the_order_of_the_template(self):
        heading = squeeze(self.final.pages[0]).partition("合同项目与定义")[0]
        for text in (
            "甲方：成都锦里食品有限公司",
            "联系地址：四川省成都市武侯区武侯祠大街231号",
            "联系人：李静",
            "邮编：610041",
            "联系电话：028-85538888",
            "传真号码：028-85538889",
            "乙方：成都西维数码科技有限公司",
            "邮政编码：610031",
            "400电话：400-028-5800",
            "电子邮件：server@west.cn",
            "网站：http://www.west.cn",
        ):
            self.assertIn(squeeze(text), heading)
        lines = squeeze("".join(line[0] for line in self.final.get_lines(0)))
        self.assertInOrder(
            [
                "西部数码小程序合作协议",
                "甲方：",
                "联系地址：",
                "联系人：",
                "邮编：",
                "联系电话：",
                "传真号码：",
                "乙方：成都西维数码科技有限公司",
                "地址：四川成都市金牛区一环路北一段99号环球广场24楼邮政编码：610031",
                "电话：028-62778877（20线）400电话：400-028-5800",
                "电子邮件：server@west.cn",
                "网站：http://www.west.cn",
            ],
            lines,
        )

    def test_missing_fax_leaves_a_ruled_line(self):
        paper = self._print(party_a={**PARTY_A, "fax": ""})
        page, _left, top, right, bottom = paper.find("传真号码：")
        picture = paper.get_picture(page)
        column = [
            picture.getpixel((int(right) + 60, height))[0]
            for height in range(int(top), int(bottom) + 8)
        ]
        self.assertTrue(any(dot < 160 for dot in column))

    def test_service_table_says_everything(self):
        for text in (
            "服务项目小程序开发系统产品与服务期限①",
            "使用期限3年",
            "2026年3月1日至2029年2月28日（含首尾两日）",
            "套餐/应用",
            "小程序名称：锦里好物",
            "AppID：wx0123456789abcdef",
            "备注:首年赠送模板一套。",
            "支付方式一次性支付价格",
            "大写：人民币贰万零肆佰元整",
        ):
            self.assertIn(text, squeeze(self._read_in_writing_order(self.final)))

    def _read_in_writing_order(self, paper):
        return run("pdftotext", "-raw", "-", "-", data=paper.content).decode()

    def test_no_space_between_yuan_sign_and_figures(self):
        self.assertIn("￥20,400.00", self._read_in_writing_order(self.final))
        self.assertIn("￥6,800.00/年，合同总价", self._read_in_writing_order(self.long))

    def test_clauses_are_copied_in_one_go(self):
        text = self._read_in_writing_order(self.long)
        for page in squeeze(text.replace("\f", "合同编号")).split("合同编号"):
            self.assertNotIn("服务项目使用期限", page)
        self.assertInOrder(
            ["3.2关于续费问题：如果甲方在服务到期前没有及时续费，服务即终止。则乙方将"],
            squeeze(text),
        )

    def test_no_look_alikes_in_the_text(self):
        for paper in (self.final, self.draft, self.long):
            self.assertIsNone(LOOK_ALIKES.search(paper.text))
        self.assertIn("客户门户直营骨科", self.long.text)

    def test_paper_is_a4_with_margins_of_25_mm(self):
        reader = PdfFileReader(io.BytesIO(self.final.content))
        for number in range(reader.getNumPages()):
            box = reader.getPage(number).mediaBox
            self.assertAlmostEqual(float(box.getWidth()), 210 * POINTS, delta=1)
            self.assertAlmostEqual(float(box.getHeight()), 297 * POINTS, delta=1)
        for paper in (self.final, self.long):
            for page in range(len(paper.words)):
                for text, left, right, top in paper.get_lines(page):
                    self.assertGreater(left, MARGIN - 1, text)
                    self.assertLess(right, 595 - MARGIN + 1, text)
                    self.assertGreater(top, MARGIN - 1, text)

    def test_title_is_22_points_and_centred(self):
        for paper in (self.final, self.long):
            _page, left, _top, right, _bottom = paper.find("西部数码小程序合作协议")
            self.assertAlmostEqual((right - left) / 11, 22, delta=0.1)
            self.assertAlmostEqual((left + right) / 2, 595 / 2, delta=1)

    def test_text_is_12_points_at_one_and_a_half_lines(self):
        for paper in (self.final, self.long):
            _page, left, _top, right, _bottom = paper.find("合同项目与定义")
            self.assertAlmostEqual((right - left) / 7, 12, delta=0.1)
        tops = [
            line[3] for line in self.final.get_lines(0) if line[0].startswith("1.1")
        ]
        follows = [line[3] for line in self.final.get_lines(0) if line[3] > tops[0]]
        self.assertAlmostEqual(follows[0] - tops[0], 18, delta=0.6)

    def test_fonts_are_embedded_and_bold_is_a_font_of_its_own(self):
        fonts = run("pdffonts", "-", data=self.final.content).decode().splitlines()[2:]
        for font in fonts:
            embedded, _is_subset, has_characters = font.split()[-5:-2]
            self.assertEqual((embedded, has_characters), ("yes", "yes"), font)
        self.assertTrue(any("Bold" in font for font in fonts))

    def test_lines_of_clauses_end_flush(self):
        clauses = [squeeze(paragraph["text"]) for paragraph in self.paragraphs]
        flush = 0
        for paper in (self.final, self.draft):
            for page in range(len(paper.words)):
                lines = paper.get_lines(page)
                for (text, _left, right, _top), (more, *_rest) in itertools.pairwise(
                    lines
                ):
                    # Not the last line of its clause, and without its number.
                    line = squeeze(text)[-20:] + squeeze(more)
                    if any(line in clause for clause in clauses):
                        self.assertAlmostEqual(right, 595 - MARGIN, delta=1)
                        flush += 1
        self.assertGreater(flush, 60)

    def test_no_line_begins_with_punctuation(self):
        for paper in (self.final, self.draft, self.long):
            for page in range(len(paper.words)):
                for line in paper.get_lines(page):
                    self.assertNotIn(line[0][0], "，。；：、！？）》”％")

    def test_every_page_has_its_number_and_the_contract_number(self):
        for paper in (self.final, self.long):
            count = len(paper.pages)
            for number, page in enumerate(paper.pages, start=1):
                self.assertIn(f"第{number}页共{count}页", squeeze(page))
                self.assertIn("合同编号：XCX2026-0001", squeeze(page))

    def test_a_draft_without_number_has_page_numbers_only(self):
        self.assertIn("第1页共", squeeze(self.draft.pages[0]))
        self.assertNotIn("合同编号", self.draft.text)

    def test_drafts_are_marked_on_every_page(self):
        for page, text in enumerate(self.draft.pages):
            self.assertEqual(text.count("草稿"), 1)
            box, dots = self.draft.find_ink(page, is_pale)
            self.assertGreater(box[2] - box[0], 350)
            self.assertGreater(dots, 10000)

    def test_what_is_no_draft_is_not_marked(self):
        self.assertNotIn("草稿", self.final.text)
        for page in range(len(self.final.pages)):
            _box, dots = self.final.find_ink(page, is_pale)
            self.assertLess(dots, 5000)

    def test_our_seal_is_stamped_over_our_block(self):
        page, name_left, _top, name_right, name_bottom = self.final.find(
            "乙方:成都西维数码科技有限公司"
        )
        _page, _left, day_top, _right, _bottom = self.final.find(
            "签约时间：2026年2月28日"
        )
        self.assertEqual(page, len(self.final.pages) - 1)
        box, _dots = self.final.find_ink(page, is_red, area=(0, 0, 520, 842))
        left, top, right, bottom = box
        self.assertAlmostEqual(right - left, 40 * POINTS, delta=3)
        self.assertAlmostEqual(bottom - top, 40 * POINTS, delta=3)
        self.assertTrue(name_left < left < name_right)
        self.assertTrue(top < name_bottom < day_top < bottom)

    def test_cross_page_seal_is_cut_across_the_edge_of_all_pages(self):
        count = len(self.final.pages)
        for page in range(count):
            box, _dots = self.final.find_ink(page, is_red, area=(530, 0, 595, 842))
            left, _top, right, _bottom = box
            self.assertGreater(left, 595 - 40 * POINTS / count - 2)
            self.assertGreater(right, 595 - 3)

    def test_nothing_is_stamped_unless_asked_for(self):
        for page in range(len(self.long.pages)):
            self.assertIsNone(self.long.find_ink(page, is_red)[0])

    def test_a_contract_of_one_page_is_not_stamped_across_pages(self):
        paper = self._print(paragraphs=[], cross_page_seal=self.seal)
        self.assertEqual(len(paper.pages), 1)
        self.assertIsNone(paper.find_ink(0, is_red)[0])

    def test_signatures_stand_together_below_the_last_clause(self):
        for paper, name, last in (
            (self.final, "成都锦里食品有限公司", "12.9"),
            (self.long, "内蒙古呼和浩特市", "12.10"),
        ):
            page = squeeze(paper.pages[-1])
            self.assertInOrder([last, f"甲方:{name}"], page)
            self.assertEqual(page.count("(盖章)"), 2)
            self.assertEqual(page.count("签约时间："), 2)
            self.assertIn("乙方:成都西维数码科技有限公司", page)
            self.assertEqual(paper.text.count("(盖章)"), 2)

    def test_no_heading_stands_alone_at_the_foot_of_a_page(self):
        headings = {
            squeeze(above["number"] + above["text"])
            for above, below in itertools.pairwise(self.paragraphs)
            if above["kind"] == "article" or below["level"] > above["level"]
        }
        for paper in (self.final, self.draft, self.long):
            for page in range(len(paper.words)):
                last = squeeze(paper.get_lines(page)[-1][0])
                self.assertNotIn(last, headings)

    def test_table_rows_are_not_split(self):
        pages = [
            page
            for page, text in enumerate(self.long.pages)
            if "套餐/应用" in text or "会员营销" in text
        ]
        self.assertEqual(len(pages), 1)
        for number in range(1, 21):
            self.assertIn(f"应用{number:02}：会员营销", self.long.pages[pages[0]])

    def test_what_people_typed_is_printed_as_typed(self):
        self.assertIn(squeeze(LONG_PARTY_A["contact"]), self.long.text)
        self.assertIn("<script>alert(1)</script>", self.long.text)

    def test_long_words_wrap_and_nothing_is_cut_off(self):
        text = squeeze(self._read_in_writing_order(self.long))
        for value in (*LONG_PARTY_A.values(), LONG_SERVICE["remark"]):
            self.assertIn(squeeze(value), text)
        self.assertIn("8" * 100, text)
        self.assertIn(squeeze(LONG_CLAUSE["text"].partition("以及")[2]), text)

    def test_file_says_its_title_and_language(self):
        reader = PdfFileReader(io.BytesIO(self.final.content))
        title = reader.getDocumentInfo()["/Title"]
        self.assertEqual(title, "西部数码小程序合作协议 XCX2026-0001")
        self.assertEqual(reader.trailer["/Root"]["/Lang"], "zh-CN")


@tagged("post_install", "-at_install")
class TestContractPaperPatchedQt(ContractPaperCases, ContractPaperCommon):
    wkhtmltopdf = "WKHTMLTOPDF_PATCHED"


@tagged("post_install", "-at_install")
class TestContractPaperUnpatchedQt(ContractPaperCases, ContractPaperCommon):
    wkhtmltopdf = "WKHTMLTOPDF_UNPATCHED"


@tagged("post_install", "-at_install")
class TestContractReports(ContractPaperCommon):
    """Printing, with the wkhtmltopdf that Odoo finds."""

    @classmethod
    def _print(cls, **values):
        return None

    @classmethod
    def _make_pdf(cls, width):
        writer = PdfFileWriter()
        writer.addBlankPage(width=width, height=100)
        with io.BytesIO() as stream:
            writer.write(stream)
            return stream.getvalue()

    def _patch_files(self):
        """Give each wording a file of its own, a page that is as wide as its id."""
        return patch.object(
            type(self.wording),
            "_render_contract_pdf",
            lambda wording: self._make_pdf(wording.id),
        )

    def _print_wordings(self, wordings, user=None):
        report_model = self.env["ir.actions.report"].with_user(user or self.env.user)
        report = "miniprogram_contract.action_report_wording"
        content, kind = report_model._render_qweb_pdf(report, wordings.ids)
        self.assertEqual(kind, "pdf")
        return content

    def test_a_hundred_printed_at_once_are_one_file_in_the_order_chosen(self):
        wordings = self.wording.create(
            [
                {"name": f"文本 {number}", "service_name": "系统"}
                for number in range(100)
            ]
        )
        chosen = wordings.sorted(lambda wording: (wording.id % 7, -wording.id))
        self.assertNotEqual(chosen.ids, wordings.ids)
        with self._patch_files():
            reader = PdfFileReader(io.BytesIO(self._print_wordings(chosen)))
        widths = [
            int(reader.getPage(number).mediaBox.getWidth())
            for number in range(reader.getNumPages())
        ]
        self.assertEqual(widths, chosen.ids)

    def test_one_that_is_printed_alone_is_the_file_itself(self):
        with self._patch_files():
            content = self._print_wordings(self.wording)
        self.assertEqual(content, self._make_pdf(self.wording.id))

    def test_who_may_not_read_may_not_print(self):
        user = new_test_user(self.env, "contract_stranger", "base.group_user")
        with self._patch_files(), self.assertRaises(AccessError):
            self._print_wordings(self.wording, user)

    def test_a_wording_is_printed_with_sample_data(self):
        paper = Paper(self._print_wordings(self.wording))
        self.assertIn("草稿", paper.pages[0])
        self.assertInOrder(["1.1甲方自愿使用", "甲方:示例"], paper.text)

    def test_several_wordings_are_shown_on_screen(self):
        wordings = self.wording + self.env.ref("miniprogram_contract.wording_v2")
        content, kind = self.env["ir.actions.report"]._render_qweb_html(
            "miniprogram_contract.action_report_wording", wordings.ids
        )
        self.assertEqual(kind, "html")
        self.assertEqual(content.decode().count("(盖章)"), 4)

    def test_nothing_is_fetched(self):
        data = self._get_data(is_draft=True, seal=self.seal, cross_page_seal=self.seal)
        for page in (
            self.document._render_html([data]),
            self.document._render_stamps_html(data, 3),
        ):
            tree = html.fromstring(str(page))
            for source in tree.xpath("//@src | //@href"):
                self.assertTrue(source.startswith("data:"), source)
            self.assertFalse(tree.xpath("//link"))
            self.assertNotIn("url(", page)
            self.assertNotIn("@import", page)

    def test_paper_is_the_same_for_everybody(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        page = self.document._render_html([self._get_data()])
        french = self.document.with_context(lang="fr_FR", tz="America/New_York")
        self.assertEqual(french._render_html([self._get_data()]), page)
        user = new_test_user(self.env, "contract_guest", "base.group_portal")
        self.assertEqual(
            self.document.with_user(user)._render_html([self._get_data()]), page
        )

    def test_words_of_the_paper_cannot_be_translated(self):
        views = self.env["ir.ui.view"].search(
            [
                ("type", "=", "qweb"),
                "|",
                "|",
                ("key", "=like", "miniprogram_contract.contract_%"),
                ("key", "=like", "miniprogram_contract.evidence_%"),
                ("key", "=like", "miniprogram_contract.signature_%"),
            ]
        )
        self.assertTrue(views)
        for view in views:
            terms = view._fields["arch_db"].get_trans_terms(view.arch_db)
            self.assertFalse(terms, view.key)

    def test_a_cross_page_seal_is_cut_into_strips_of_one_width(self):
        for count in (1, 3, 7, 900):
            strips = cut_into_strips(self.seal, count)
            widths = [Image.open(io.BytesIO(strip)).width for strip in strips]
            self.assertEqual(len(strips), count)
            self.assertLessEqual(max(widths) - min(widths), 1)

    def test_without_wkhtmltopdf_the_error_says_so(self):
        missing = ir_actions_report._wkhtml()._replace(state="install")
        with (
            patch(f"{MODULE}._wkhtml", lambda: missing),
            self.assertRaisesRegex(UserError, "without wkhtmltopdf"),
        ):
            self.document._render_pdf(self._get_data())

    def test_a_wkhtmltopdf_that_is_gone_or_fails_is_an_error(self):
        found = ir_actions_report._wkhtml()
        for program in ("/nonexistent/wkhtmltopdf", "/bin/true", "/bin/false"):
            with (
                self.subTest(program),
                patch(f"{MODULE}._wkhtml", lambda bin=program: found._replace(bin=bin)),
                self.assertRaisesRegex(UserError, "wkhtmltopdf failed"),
                mute_logger(MODULE),
            ):
                self.document._render_pdf(self._get_data())

    def test_a_crash_of_wkhtmltopdf_is_an_error(self):
        crash = subprocess.CompletedProcess([], -11, stdout="", stderr="")
        with (
            patch(f"{MODULE}._run_wkhtmltopdf", lambda args: crash),
            self.assertRaisesRegex(UserError, "Wkhtmltopdf failed"),
            mute_logger(MODULE),
        ):
            self.document._render_pdf(self._get_data())

    def test_other_reports_keep_their_paper(self):
        args = self.env["ir.actions.report"]._build_wkhtmltopdf_args(
            self.env.company.paperformat_id, False
        )
        self.assertIn("--javascript-delay", args)
        self.assertIn(str(self.env.company.paperformat_id.margin_top), args)


@tagged("post_install", "-at_install")
class TestContractPrints(ContractCommon):
    def _print_contracts(self, contracts):
        return self.env["ir.actions.report"]._render_qweb_pdf(
            "miniprogram_contract.action_report_contract", contracts.ids
        )[0]

    def test_a_contract_is_printed_from_its_print_menu(self):
        report = self.env.ref("miniprogram_contract.action_report_contract")
        self.assertEqual(report.binding_model_id.model, "sale.subscription")
        self.assertEqual(report.domain, "[('is_miniprogram', '=', True)]")

    def test_a_draft_is_printed_as_it_stands(self):
        contract = self._create_contract()
        paper = Paper(self._print_contracts(contract))
        self.assertIn("草稿", paper.pages[0])
        self.assertIn(squeeze(f"甲方:{self.customer.name}"), paper.text)

    def test_what_was_sent_is_printed_as_it_was_sent(self):
        contract = self._create_sent_contract()
        content = self._print_contracts(contract)
        self.assertEqual(content, contract.sent_document_id.raw)
        paper = Paper(content)
        self.assertNotIn("草稿", paper.text)
        for page in paper.pages:
            self.assertIn(f"合同编号：{contract.contract_number}", squeeze(page))

    def test_sent_and_draft_are_printed_together_in_the_order_chosen(self):
        sent, draft = self._create_sent_contract(), self._create_contract()
        for contracts in (sent + draft, draft + sent):
            paper = Paper(self._print_contracts(contracts))
            starts = [
                "草稿" in page for page in paper.pages if "第1页" in squeeze(page)
            ]
            self.assertEqual(starts, [contract == draft for contract in contracts])
