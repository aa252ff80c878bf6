# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import itertools
import re

from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from .report_common import (
    LONG_CLAUSE,
    LONG_PARTY_A,
    LONG_SERVICE,
    MARGIN,
    PARTY_A,
    POINTS,
    ContractPaperCommon,
    run,
    squeeze,
)

LOOK_ALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")


def is_red(red, green, blue):
    return red > 150 and green < 100 and blue < 100


def is_pale(red, green, blue):
    return red == green == blue and 225 <= red <= 235


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
