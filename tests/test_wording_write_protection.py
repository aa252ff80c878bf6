# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .wording_common import WordingCase


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
