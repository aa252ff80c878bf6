# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .wording_common import VENDOR, WordingCase


@tagged("post_install", "-at_install")
class TestClauses(WordingCase):
    def setUp(self):
        super().setUp()
        self.draft = self.new_draft()
        self.draft_clause = self.clause(self.draft, "unpaid_renewal")

    def test_an_unknown_placeholder_is_named_beside_the_known_ones(self):
        with self.assertRaises(ValidationError) as error:
            self.draft_clause.text = "以{brnad}为准，{x.y}。"
        message = str(error.exception)
        self.assertIn("5.3", message)
        self.assertIn("{brnad}, {x.y}", message)
        self.assertIn(
            "{brand} {court} {party_a} {party_b} {contract_number} {term_years} "
            "{date_start} {date_end} {purchase_date} {amount} {amount_words} "
            "{yearly_amount}",
            message,
        )

    def test_a_malformed_placeholder_is_refused(self):
        for text in ("{", "}", "{}", "{a.b}", "{brand!r}", "{brand:9}", "{brand"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                self.draft_clause.text = text
            with self.subTest(title=text), self.assertRaises(ValidationError):
                self.draft.title = text

    def test_a_new_clause_is_checked_too(self):
        with self.assertRaises(ValidationError):
            self.draft.clause_ids = [
                Command.create({"code": "extra", "text": "{brnad}"})
            ]

    def test_every_known_placeholder_is_filled(self):
        values = {**self.draft._get_placeholder_values(), **VENDOR}
        self.draft_clause.text = "".join(f"{{{name}}}" for name in values)
        self.assertEqual(self.filled(), "".join(values.values()))

    def test_braces_can_be_printed(self):
        self.draft_clause.text = "{{brand}} 与 {brand}"
        self.assertEqual(self.filled(), "{brand} 与 西部数码")

    def filled(self):
        values = {**self.draft._get_placeholder_values(), **VENDOR}
        return next(
            paragraph["text"]
            for paragraph in self.draft._get_paragraphs(values)
            if paragraph["code"] == "unpaid_renewal"
        )

    @mute_logger("odoo.sql_db")
    def test_a_code_is_used_once_in_a_wording(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.draft_clause.code = "fraud"
            self.env.flush_all()

    def test_a_code_is_a_plain_name(self):
        for code in ("Unpaid", "5.3", "unpaid renewal", "续费", "_x"):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self.draft_clause.code = code

    @mute_logger("odoo.sql_db")
    def test_only_the_table_has_no_text(self):
        for text in (False, "", " \n"):
            with (
                self.subTest(text=text),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.draft_clause.text = text
                self.env.flush_all()

    def test_paragraphs_come_in_their_order(self):
        last = self.draft.clause_ids[-1]
        last.sequence = 0
        paragraphs = self.draft._get_paragraphs(self.draft._get_placeholder_values())
        self.assertEqual(paragraphs[0]["code"], last.code)

    def test_levels(self):
        values = self.wording_1._get_placeholder_values()
        levels = {
            paragraph["code"]: paragraph["level"]
            for paragraph in self.wording_1._get_paragraphs(values)
        }
        for code, level in {
            "article_project": 1,
            "article_term": 1,
            "service_table": 2,
            "validity_start": 2,
            "service_scope": 2,
            "customer_rights_and_duties": 2,
            "customer_materials": 3,
            "no_transfer": 2,
        }.items():
            self.assertEqual(levels[code], level, code)


@tagged("post_install", "-at_install")
class TestCiting(WordingCase):
    """Whatever cites a clause cites it by the contract's own wording."""

    def test_a_clause_is_cited_by_the_number_of_the_wording(self):
        self.assertEqual(self.wording_1._cite_clause("unpaid_renewal"), "第5.3条")
        self.assertEqual(self.wording_1._cite_clause("jurisdiction"), "第7.1条")
        self.assertEqual(self.wording_2._cite_clause("jurisdiction"), "第6.1条")
        self.assertEqual(self.wording_1._cite_clause("renewal_payment"), "第3.2条")
        self.assertEqual(self.wording_2._cite_clause("renewal_payment"), "第3.3条")

    def test_headings_and_the_note(self):
        for code, cited in {
            "customer_rights_and_duties": "第2.1条",
            "article_term": "第四条",
            "article_project": "“合同项目与定义”条款",
            "validity_start": "注①",
        }.items():
            self.assertEqual(self.wording_1._cite_clause(code), cited)
        self.assertEqual(self.wording_2._cite_clause("article_project"), "第一条")

    def test_without_a_number_it_is_cited_by_name(self):
        name = "“未支付续约款项”条款"
        no_wording = self.env["miniprogram.contract.wording"]
        self.assertEqual(no_wording._cite_clause("unpaid_renewal"), name)
        draft = self.new_draft()
        self.clause(draft, "unpaid_renewal").number = False
        self.assertEqual(draft._cite_clause("unpaid_renewal"), name)
        self.clause(draft, "unpaid_renewal").unlink()
        self.assertEqual(draft._cite_clause("unpaid_renewal"), name)

    def test_an_unknown_clause_is_still_a_sentence(self):
        self.assertEqual(self.wording_1._cite_clause("no_such_clause"), "相关条款")
        self.assertFalse(self.wording_1._get_clause("no_such_clause"))

    def test_every_clause_that_rules_cite_is_in_both_versions(self):
        for wording in (self.wording_1, self.wording_2):
            for code in wording._get_required_codes():
                self.assertTrue(wording._get_clause(code).number, code)
