# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from contextlib import contextmanager
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.service.model import call_kw
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import file_open, mute_logger

TEMPLATE = "miniprogram_contract/tests/data/contract_template.zh.txt"
ARTICLES = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
VENDOR = {"brand": "西部数码", "court": "成都市人民法院"}


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


class WordingCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "contract.manager",
            "miniprogram_contract.group_contract_manager",
        )
        cls.env = cls.env(user=cls.manager)
        cls.wording_1 = cls.env.ref("miniprogram_contract.wording_v1")
        cls.wording_2 = cls.env.ref("miniprogram_contract.wording_v2")

    def new_draft(self):
        return self.wording_1.copy()

    def clause(self, wording, code):
        return wording.clause_ids.filtered(lambda clause: clause.code == code)

    def number(self, wording, code):
        return wording._get_clause_number(code)


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


@tagged("post_install", "-at_install")
class TestPublishedIsReadOnly(WordingCase):
    """A published text is what contracts were signed with."""

    @contextmanager
    def assertRefused(self):
        with (
            self.assertRaisesRegex(UserError, "Create a new version"),
            self.env.cr.savepoint(),
        ):
            yield

    def test_its_own_fields(self):
        for values in (
            {"title": "另一个标题"},
            {"name": "另一份合同"},
            {"version": 7},
            {"service_name": "别的服务"},
            {"state": "draft"},
            {"state": "published"},
            {"previous_id": self.wording_2.id},
        ):
            with self.subTest(values=values), self.assertRefused():
                self.wording_1.write(values)

    def test_nobody_may_not_even_the_superuser(self):
        with self.assertRefused():
            self.wording_1.sudo().title = "另一个标题"
        with self.assertRefused():
            self.wording_1.sudo().unlink()

    def test_its_clauses(self):
        clause = self.clause(self.wording_1, "unpaid_renewal")
        for values in (
            {"text": "续约款项可以晚付。"},
            {"number": "5.5"},
            {"sequence": 1},
            {"is_key_term": False},
            {"code": "late_renewal"},
        ):
            with self.subTest(values=values), self.assertRefused():
                clause.write(values)
        with self.assertRefused():
            clause.unlink()
        with self.assertRefused():
            clause.copy({"code": "another_clause"})

    def test_through_the_lines_of_the_wording(self):
        clause = self.clause(self.wording_1, "unpaid_renewal")
        draft = self.new_draft()
        for command in (
            Command.create({"code": "extra", "text": "加一条。"}),
            Command.update(clause.id, {"text": "改一条。"}),
            Command.delete(clause.id),
            Command.unlink(clause.id),
            Command.link(draft.clause_ids[0].id),
            Command.clear(),
            Command.set([]),
        ):
            with self.subTest(command=command), self.assertRefused():
                self.wording_1.write({"clause_ids": [command]})

    def test_through_the_lines_of_another_wording(self):
        clause = self.clause(self.wording_1, "unpaid_renewal")
        draft = self.env["miniprogram.contract.wording"].create({"name": "草稿"})
        for command in (
            Command.link(clause.id),
            Command.set(clause.ids),
            Command.update(clause.id, {"text": "改一条。"}),
            Command.delete(clause.id),
        ):
            with self.subTest(command=command), self.assertRefused():
                draft.write({"clause_ids": [command]})
        with self.assertRefused():
            draft.create({"name": "又一份", "clause_ids": [Command.link(clause.id)]})

    def test_no_clause_moves_into_it(self):
        clause = self.new_draft().clause_ids[0]
        clause.code = "moved"
        with self.assertRefused():
            clause.wording_id = self.wording_1
        with self.assertRefused():
            clause.create(
                {"wording_id": self.wording_1.id, "code": "extra", "text": "加一条。"}
            )
        with self.assertRefused():
            clause.with_context(default_wording_id=self.wording_1.id).create(
                {"code": "extra", "text": "加一条。"}
            )

    def test_no_clause_moves_out_of_it(self):
        draft = self.env["miniprogram.contract.wording"].create({"name": "草稿"})
        with self.assertRefused():
            self.clause(self.wording_1, "unpaid_renewal").wording_id = draft

    def test_over_rpc(self):
        clause = self.clause(self.wording_1, "unpaid_renewal")
        for record, method, arguments in (
            (self.wording_1, "write", [[self.wording_1.id], {"title": "别的"}]),
            (self.wording_1, "web_save", [[self.wording_1.id], {"title": "别的"}, {}]),
            (self.wording_1, "unlink", [[self.wording_1.id]]),
            (clause, "write", [[clause.id], {"text": "别的"}]),
            (clause, "web_resequence", [clause.ids, {}]),
            (clause, "unlink", [[clause.id]]),
        ):
            with self.subTest(method=method), self.assertRefused():
                call_kw(record.browse(), method, arguments, {})

    def test_by_an_import(self):
        result = self.wording_1.load(
            [".id", "title"], [[str(self.wording_1.id), "别的标题"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("Create a new version", result["messages"][0]["message"])

    def test_it_cannot_be_deleted(self):
        for wording in (self.wording_1, self.wording_1 | self.new_draft()):
            with self.assertRefused():
                wording.unlink()

    def test_it_can_be_archived(self):
        self.wording_1.active = False
        self.wording_1.active = True
        self.wording_1.action_archive()
        self.assertFalse(self.wording_1.active)

    def test_a_draft_can_be_edited_and_deleted(self):
        draft = self.new_draft()
        with Form(draft) as form:
            form.title = "{brand}服务合同"
            with form.clause_ids.edit(1) as line:
                line.text = "改过的条款。"
            form.clause_ids.remove(2)
        self.assertEqual(draft.title, "{brand}服务合同")
        self.assertEqual(draft.clause_ids[1].text, "改过的条款。")
        self.assertEqual(len(draft.clause_ids), len(self.wording_1.clause_ids) - 1)
        clauses = draft.clause_ids
        draft.unlink()
        self.assertFalse(clauses.exists())


@tagged("post_install", "-at_install")
class TestVersions(WordingCase):
    def test_a_new_version_is_a_draft_copy_with_the_next_number(self):
        action = self.wording_1.action_new_version()
        new = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(
            (new.state, new.version, new.previous_id, new.name),
            ("draft", 3, self.wording_1, self.wording_1.name),
        )
        values = new._get_placeholder_values()
        self.assertEqual(
            new._get_paragraphs(values), self.wording_1._get_paragraphs(values)
        )

    def test_a_copy_is_the_next_version_too(self):
        copies = (self.wording_1 | self.wording_2).copy()
        self.assertEqual(copies.mapped("version"), [3, 4])
        self.assertEqual(copies.previous_id, self.wording_1 | self.wording_2)

    def test_a_copy_of_an_archived_one_is_active(self):
        self.wording_1.active = False
        self.assertTrue(self.wording_1.copy().active)

    def test_an_archived_version_keeps_its_number(self):
        self.wording_2.active = False
        self.assertEqual(self.new_draft().version, 3)

    def test_another_name_counts_its_own_versions(self):
        wordings = self.env["miniprogram.contract.wording"].create(
            [{"name": "支付宝小程序合作协议"}, {"name": "支付宝小程序合作协议"}]
        )
        self.assertEqual(wordings.mapped("version"), [1, 2])
        draft = self.new_draft()
        draft.name = "抖音小程序合作协议"
        self.assertEqual(draft.version, 1)

    @mute_logger("odoo.sql_db")
    def test_a_version_number_is_given_once(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.new_draft().version = 2
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_versions_count_from_1(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.new_draft().version = 0
            self.env.flush_all()

    def test_display_name_tells_the_version(self):
        self.assertEqual(self.wording_2.display_name, "小程序合作协议, Version 2")


@tagged("post_install", "-at_install")
class TestPublish(WordingCase):
    def test_a_complete_draft_is_published(self):
        draft = self.new_draft()
        self.env.cr.precommit.run()
        draft.action_publish()
        self.assertEqual(draft.state, "published")
        self.env.cr.precommit.run()  # mail writes what it tracked
        self.assertIn(
            "Published",
            draft.message_ids.sudo().tracking_value_ids.mapped("new_value_char"),
        )

    def test_publishing_twice_changes_nothing(self):
        self.wording_1.action_publish()
        self.assertEqual(self.wording_1.state, "published")

    def test_every_problem_is_in_one_error(self):
        draft = self.new_draft()
        draft.title = " "
        self.clause(draft, "service_table").unlink()
        self.clause(draft, "unpaid_renewal").code = "late_renewal"
        self.clause(draft, "fraud").unlink()
        with self.assertRaises(UserError) as error:
            draft.action_publish()
        message = str(error.exception)
        self.assertIn("no title", message)
        self.assertIn("0 places for the service table", message)
        self.assertIn("fraud, unpaid_renewal", message)
        self.assertIn(draft.display_name, message)
        self.assertEqual(draft.state, "draft")

    def test_a_second_table_is_refused(self):
        draft = self.new_draft()
        draft.clause_ids = [Command.create({"code": "second", "kind": "table"})]
        with self.assertRaisesRegex(UserError, "2 places for the service table"):
            draft.action_publish()

    def test_the_state_is_not_set_by_hand(self):
        with self.assertRaisesRegex(UserError, "Publish button"):
            self.new_draft().state = "published"
        with self.assertRaisesRegex(UserError, "Publish button"):
            self.new_draft().with_context(wording_publishing=True).write(
                {"state": "published"}
            )
        Wording = self.env["miniprogram.contract.wording"]
        with self.assertRaises(UserError):
            Wording.create({"name": "手工发布", "state": "published"})
        with self.assertRaises(UserError):
            Wording.with_context(default_state="published").create({"name": "手工"})
        with self.assertRaises(UserError):
            self.wording_1.copy({"state": "published"})

    def test_only_managers_publish(self):
        draft = self.new_draft()
        user = new_test_user(
            self.env(su=True),
            "contract.user",
            "miniprogram_contract.group_contract_user",
        )
        with self.assertRaises(AccessError):
            draft.with_user(user).action_publish()
        with self.assertRaises(AccessError):
            self.wording_1.with_user(user).action_new_version()
        self.assertTrue(self.wording_1.with_user(user).clause_ids[0].text)


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
        self.assertEqual(self.wording_1._cite_clause("no_such_clause"), "相关约定")
        self.assertEqual(self.wording_1._get_clause_number("no_such_clause"), "")

    def test_every_clause_that_rules_cite_is_in_both_versions(self):
        for wording in (self.wording_1, self.wording_2):
            for code in wording._get_required_codes():
                self.assertTrue(wording._get_clause_number(code), code)


@tagged("post_install", "-at_install")
class TestPreview(WordingCase):
    def test_sample_data_is_what_the_document_takes(self):
        data = self.wording_1._get_sample_document_data()
        self.assertEqual(
            set(data),
            {
                "title",
                "contract_number",
                "is_draft",
                "party_a",
                "party_b",
                "paragraphs",
                "service",
                "signatures",
                "seal",
                "cross_page_seal",
            },
        )
        self.assertTrue(data["is_draft"])
        self.assertEqual(
            set(data["party_a"]),
            {"name", "address", "contact", "zip", "phone", "fax"},
        )
        self.assertEqual(data["party_b"]["name"], self.env.company.name)
        self.assertEqual(data["service"]["name"], "小程序开发系统")
        self.assertEqual(data["service"]["date_end"], date(2029, 2, 28))
        self.assertEqual(len(data["paragraphs"]), len(self.wording_1.clause_ids))

    def test_the_names_of_the_vendor_come_from_the_company(self):
        self.env.company.sudo().write(
            {"contract_brand": "西部数码", "contract_court": "成都市人民法院"}
        )
        data = self.wording_1._get_sample_document_data()
        self.assertEqual(data["title"], "西部数码小程序合作协议")
        texts = {
            paragraph["code"]: paragraph["text"] for paragraph in data["paragraphs"]
        }
        self.assertIn("以西部数码业务平台显示的为依据", texts["platform_record"])
        self.assertIn("向成都市人民法院起诉", texts["jurisdiction"])

    def test_the_preview_button_prints_the_wording(self):
        action = self.wording_1.action_preview()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(action["context"]["active_ids"], self.wording_1.ids)
        report = self.env.ref("miniprogram_contract.action_report_wording")
        self.assertEqual(action["report_name"], report.report_name)
        self.assertEqual(report.model, self.wording_1._name)

    def test_the_reading_page_shows_the_text(self):
        draft = self.new_draft()
        self.clause(draft, "fraud").text = "<b>诚实</b> & 信用"
        html = draft.reading_html
        self.assertIn("乙方须按照乙方承诺的功能或服务向甲方提供相应服务。", html)
        self.assertIn("&lt;b&gt;诚实&lt;/b&gt; &amp; 信用", html)
        self.assertNotIn("{brand}", html)

    def test_half_a_placeholder_can_be_typed(self):
        with Form(self.new_draft()) as form:
            with form.clause_ids.edit(1) as line:
                line.text = "以{bra"
            with form.clause_ids.edit(1) as line:
                line.text = "以{brand}为准。"

    def test_the_form_of_a_new_wording(self):
        with Form(self.env["miniprogram.contract.wording"]) as form:
            form.name = "小程序合作协议"
            self.assertEqual(form.version, 3)
            self.assertIn("{party_a}", form.placeholder_names)
            with form.clause_ids.new() as line:
                line.code = "service_scope"
                line.number = "1.1"
                line.text = "甲方自愿使用乙方系统。"
        self.assertEqual(form.record.clause_ids.number, "1.1")
