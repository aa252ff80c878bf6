# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
import functools
import io
import os
import re
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

from lxml import html
from PIL import Image

from odoo.tests import TransactionCase
from odoo.tools import file_path

from odoo.addons.base.models import ir_actions_report

from .common import read_demo_seal

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
# A server's fonts: those of this machine, without the Chinese ones, and with one that
# has only two characters, U+E000 and U+20BB8.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
    <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
    <cachedir>{folder}/cache</cachedir>
    {fonts}
</fontconfig>
"""
NO_CHINESE_FONTS = """
    <selectfont>
        <rejectfont>
            <pattern><patelt name="lang"><string>zh-cn</string></patelt></pattern>
        </rejectfont>
    </selectfont>
"""
POINTS = 72 / 25.4  # of a mm
MARGIN = 25 * POINTS


def run(*command, data):
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


@contextlib.contextmanager
def use_fonts(*, chinese=True, rare=False):
    """Let wkhtmltopdf find other fonts than the machine's."""
    fonts = "" if chinese else NO_CHINESE_FONTS
    if rare:
        fonts += f"<dir>{file_path('miniprogram_contract/tests/data')}</dir>"
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "fonts.conf")
        config.write_text(FONTS.format(folder=folder, fonts=fonts), "utf-8")
        with patch.dict(os.environ, FONTCONFIG_FILE=str(config)):
            yield


def squeeze(text):
    """Take out what a PDF says of the room between words, not of the words."""
    return re.sub(r"\s", "", text)


def read_pages(pdf, *options):
    """Return the words of a PDF, page by page, without what is between them."""
    text = run("pdftotext", "-enc", "UTF-8", *options, "-", "-", data=pdf).decode()
    return [squeeze(page) for page in text.split("\f")[:-1]]


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
        """Return the lines of a page's text from above: text, left, right, top."""
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
        """Return page, left, top, right and bottom of the only word ``text``."""
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
        """Return a picture of a page with one dot a point."""
        number = str(page + 1)
        command = ("pdftoppm", "-r", "72", "-png", "-f", number, "-l", number)
        return Image.open(io.BytesIO(run(*command, data=self.content))).convert("RGB")

    def find_ink(self, page, is_ink, area=(0, 0, 595, 842)):
        """Return the box around the dots in ``area`` that are ink of some colour, and
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
        cls.seal = read_demo_seal()
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
