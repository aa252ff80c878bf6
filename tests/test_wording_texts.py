# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import file_open

from .wording_common import VENDOR, WordingCase

TEMPLATE = "miniprogram_contract/tests/data/contract_template.zh.txt"
ARTICLES = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]


def squeeze(text):
    """Leave the visible characters of a text: blanks are layout."""
    return re.sub(r"\s+", "", text)


def read_template():
    """Return title and body of the template as the vendor's paper has them.

    The body goes from the first heading to the signatures. The rows of the service
    table, the lines that begin with a tab, are one line ``None``.
    """
    with file_open(TEMPLATE) as template:
        lines = template.read().splitlines()
    body = lines[lines.index("合同项目与定义 ") :]
    body = body[: next(i for i, line in enumerate(body) if line.startswith("甲方:"))]
    first_row = next(i for i, line in enumerate(body) if line.startswith("\t"))
    text = [None if line.startswith("\t") else squeeze(line) for line in body]
    return squeeze(lines[0]), [
        line for i, line in enumerate(text) if line or (line is None and i == first_row)
    ]


def put_numbering_right(lines):
    """Return the lines of the template as its author would have numbered them."""
    article, section, last = 0, 0, 0
    result = []
    for line in lines:
        heading = re.match(r"第[一二三四五六七八九十]+条", line or "")
        number = re.match(r"\d+\.(\d+)(\.\d+)?(?=\D)", line or "")
        if line is None or line.startswith("注"):
            result.append(line)
        elif number and number[2]:
            last += 1
            rest = line[number.end() :]
            result.append(f"{article}.{section}.{last}{rest}")
        elif number:
            section, last = section + 1, 0
            result.append(f"{article}.{section}{line[number.end() :]}")
        else:
            article, section, last = article + 1, 0, 0
            text = line[heading.end() :] if heading else line
            result.append(f"第{ARTICLES[article - 1]}条{text}")
    return result


@tagged("post_install", "-at_install")
class TestDeliveredWordings(WordingCase):
    """Two versions are delivered: the template, and its numbering put right."""

    def printed(self, wording):
        values = {**wording._get_placeholder_values(), **VENDOR}
        return wording._get_title(values), [
            None
            if paragraph["kind"] == "table"
            else squeeze(paragraph["number"] + paragraph["text"])
            for paragraph in wording._get_paragraphs(values)
        ]

    def test_version_1_is_the_template_word_for_word(self):
        title, lines = read_template()
        printed_title, printed_lines = self.printed(self.wording_1)
        self.assertEqual(printed_title, title)
        self.assertEqual(printed_lines, lines)
        self.assertEqual(len(lines), 62)

    def test_version_1_has_the_numbers_of_the_template(self):
        articles = self.wording_1.clause_ids.filtered(lambda c: c.kind == "article")
        self.assertEqual(
            articles.mapped("number"),
            [False] * 3
            + [f"第{number}条" for number in ("四", "五", "七", "八", "九", "十")]
            + ["第十一条", "第十二条"],
        )
        numbers = self.wording_1.clause_ids.mapped("number")
        self.assertEqual(numbers.count("3.2"), 2)
        self.assertIn("2.1.", numbers)
        self.assertIn("注：①", numbers)
        self.assertNotIn("2.2.5", numbers)

    def test_no_number_is_left_in_a_text(self):
        for clause in (self.wording_1 | self.wording_2).clause_ids.filtered("text"):
            self.assertNotRegex(clause.text, r"^[\d\s.第①]", clause.code)

    def test_version_2_is_the_template_with_its_numbering_put_right(self):
        title, lines = read_template()
        expected = [
            line and line.replace("成都市人民法院", "乙方住所地有管辖权的人民法院")
            for line in put_numbering_right(lines)
        ]
        printed_title, printed_lines = self.printed(self.wording_2)
        self.assertEqual(printed_title, title)
        self.assertEqual(printed_lines, expected)

    def test_version_2_has_no_gap(self):
        numbers = {
            code: self.number(self.wording_2, code)
            for code in (
                "article_project",
                "article_service_and_fees",
                "fault_repair",
                "fee_collection",
                "yearly_fee",
                "renewal_payment",
                "article_disputes",
                "jurisdiction",
                "force_majeure_notice",
                "address_change",
                "article_general",
                "no_transfer",
            )
        }
        self.assertEqual(
            numbers,
            {
                "article_project": "第一条",
                "article_service_and_fees": "第三条",
                "fault_repair": "2.2.5",
                "fee_collection": "2.2.6",
                "yearly_fee": "3.2",
                "renewal_payment": "3.3",
                "article_disputes": "第六条",
                "jurisdiction": "6.1",
                "force_majeure_notice": "7.1",
                "address_change": "10.3",
                "article_general": "第十一条",
                "no_transfer": "11.9",
            },
        )

    def test_only_the_names_of_the_vendor_are_placeholders(self):
        texts = {
            wording: [
                wording.title,
                *wording.clause_ids.filtered("text").mapped("text"),
            ]
            for wording in (self.wording_1, self.wording_2)
        }
        self.assertEqual(
            re.findall(r"{.*?}", "".join(texts[self.wording_1])),
            ["{brand}", "{brand}", "{court}"],
        )
        self.assertEqual(
            re.findall(r"{.*?}", "".join(texts[self.wording_2])),
            ["{brand}", "{brand}"],
        )

    def test_a_clause_has_the_same_code_in_both_versions(self):
        codes = self.wording_1.clause_ids.mapped("code")
        self.assertEqual(len(set(codes)), len(codes))
        self.assertEqual(self.wording_2.clause_ids.mapped("code"), codes)
        for code in codes:
            if code != "jurisdiction":
                self.assertEqual(
                    self.clause(self.wording_1, code).text,
                    self.clause(self.wording_2, code).text,
                )

    def test_codes_of_the_clauses_that_rules_cite(self):
        for code, number in {
            "customer_content": "2.1.2",
            "service_upgrade": "2.2.3",
            "platform_record": "3.1",
            "yearly_fee": "3.2",
            "renewal_payment": "3.2",
            "renewal": "4.1",
            "other_services": "4.2",
            "amendment": "4.3",
            "termination_legal_status": "5.1.1",
            "termination_breach": "5.1.2",
            "termination_force_majeure_or_agreement": "5.1.3",
            "termination_law": "5.1.4",
            "termination_request": "5.2",
            "unpaid_renewal": "5.3",
            "non_performance": "5.4",
            "jurisdiction": "7.1",
            "force_majeure_notice": "8.1",
            "force_majeure_mitigation": "8.2",
            "waiver": "10.1",
            "notice_arrival": "11.1",
            "actual_receipt": "11.2",
            "address_change": "11.3",
            "survival": "12.1",
            "company_succession": "12.6",
            "fraud": "12.7",
            "entire_agreement": "12.8",
            "no_transfer": "12.9",
        }.items():
            self.assertEqual(self.number(self.wording_1, code), number, code)

    def test_key_terms(self):
        def key_terms(wording):
            return wording.clause_ids.filtered("is_key_term").mapped("number")

        self.assertEqual(
            key_terms(self.wording_1), ["2.1.2", "3.2", "3.2", "5.2", "5.3", "7.1"]
        )
        self.assertEqual(
            key_terms(self.wording_2), ["2.1.2", "3.2", "3.3", "5.2", "5.3", "6.1"]
        )

    def test_the_table_and_its_note_follow_the_heading_of_the_fees(self):
        for wording in (self.wording_1, self.wording_2):
            kinds = wording.clause_ids.mapped("kind")
            place = kinds.index("table")
            self.assertEqual(kinds.count("table"), 1)
            self.assertEqual(
                wording.clause_ids[place - 1].code, "article_service_and_fees"
            )
            self.assertEqual(kinds[place + 1], "note")

    def test_both_are_published_and_follow_each_other(self):
        wordings = self.wording_1 | self.wording_2
        self.assertEqual(wordings.mapped("state"), ["published", "published"])
        self.assertEqual(wordings.mapped("version"), [1, 2])
        self.assertEqual(set(wordings.mapped("name")), {"小程序合作协议"})
        self.assertEqual(self.wording_2.previous_id, self.wording_1)
        self.assertEqual(set(wordings.mapped("service_name")), {"小程序开发系统"})

    def test_a_module_update_leaves_the_texts_alone(self):
        records = self.wording_1 | self.wording_2
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                Domain("module", "=", "miniprogram_contract")
                & (
                    Domain("model", "=", records._name)
                    | Domain("model", "=", records.clause_ids._name)
                )
            )
        )
        self.assertEqual(len(data), 2 + len(records.clause_ids))
        self.assertTrue(all(data.mapped("noupdate")))

    def test_initializing_the_module_again_leaves_the_texts_alone(self):
        clause = self.clause(self.wording_1, "unpaid_renewal").sudo()
        before = clause.text
        for record, values in (
            (clause, {"text": "别的文字"}),
            (self.wording_1.sudo(), {"title": "别的标题"}),
        ):
            xml_id = record.get_external_id()[record.id]
            record.with_context(install_mode=True)._load_records(
                [{"xml_id": xml_id, "noupdate": True, "values": values}]
            )
        self.assertEqual(clause.text, before)
        self.assertEqual(self.wording_1.title, "{brand}小程序合作协议")
