# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import re

import polib
from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

MODULE = "miniprogram_contract"
BASE_MODULE = "subscription_oca"
DEMO_RECORD = f":{MODULE}.demo_"
PLACEHOLDER = re.compile(
    r"%\(\w+\)[sd]|%[sd]"  # of messages
    r"|\{\{ object.*?\}\}|\{\w+\}"  # of mail subjects and wordings
    r"|</?\w+"  # tags
    r'|\bt-[\w-]+="[^"]*"'  # what a tag computes
)


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """i18n/ is as new as the code, and all of it is said in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls._read(f"i18n/{MODULE}.pot")
        cls.chinese = cls._read("i18n/zh_CN.po")
        cls.base_chinese = cls._read("i18n_extra/zh_CN.po")

    @classmethod
    def _read(cls, name):
        return cls._without_demo(polib.pofile(file_path(f"{MODULE}/{name}")))

    @classmethod
    def _without_demo(cls, entries):
        """Leave out terms of demo records: they are Chinese, and not in every database.

        So it is the same whether the template was exported with demo data or without.
        """
        return [
            entry
            for entry in entries
            if any(DEMO_RECORD not in place for place, _line in entry.occurrences)
        ]

    def _export(self):
        exported = io.BytesIO()
        trans_export(False, [MODULE], exported, "po", self.env)
        return self._without_demo(polib.pofile(exported.getvalue().decode()))

    def test_template_is_as_new_as_the_code(self):
        exported = {entry.msgid for entry in self._export()}
        committed = {entry.msgid for entry in self.template}
        self.assertEqual(exported - committed, set(), "not in the .pot: export it")
        self.assertEqual(committed - exported, set(), "no longer used: export the .pot")

    def test_chinese_is_complete(self):
        terms = {entry.msgid for entry in self.template}
        known = {entry.msgid for entry in self.chinese}
        self.assertEqual(known, terms, "zh_CN.po and the .pot differ")
        self.assertEqual(
            [entry.msgid for entry in self.chinese if not entry.translated()],
            [],
            "not translated, or fuzzy",
        )

    def test_chinese_keeps_placeholders(self):
        for entry in self.chinese:
            with self.subTest(term=entry.msgid):
                self.assertEqual(
                    sorted(PLACEHOLDER.findall(entry.msgid)),
                    sorted(PLACEHOLDER.findall(entry.msgstr)),
                )

    def test_chinese_keeps_spaces_at_the_ends(self):
        for entry in self.chinese:
            source, target = entry.msgid, entry.msgstr
            with self.subTest(term=source):
                self.assertEqual(source[:1].isspace(), target[:1].isspace())
                self.assertEqual(source[-1:].isspace(), target[-1:].isspace())

    def test_every_term_knows_where_it_belongs(self):
        """Odoo loads a term of code only where this comment stands beside it."""
        for entry in self.chinese:
            if any(place.startswith("code:") for place, _line in entry.occurrences):
                with self.subTest(term=entry.msgid):
                    self.assertRegex(entry.comment, "odoo-(python|javascript)")

    def test_screens_speak_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(
            [MODULE], ["zh_CN"], overwrite=True
        )
        contract = self.env["sale.subscription"].with_context(lang="zh_CN")
        states = contract._fields["contract_state"]._description_selection(contract.env)
        self.assertEqual(
            [label for _value, label in states],
            ["草稿", "已发送", "已签署", "履行中", "已终止", "已作废"],
        )
        label = contract._fields["contract_number"]._description_string(contract.env)
        self.assertEqual(label, "合同编号")

    def test_base_module_speaks_chinese(self):
        """i18n_extra/ has the labels that filters, exports and messages show."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(
            [MODULE], ["zh_CN"], overwrite=True
        )
        terms = {entry.msgid: entry.msgstr for entry in self.base_chinese}
        for model in ("sale.subscription", "sale.subscription.line"):
            chinese = self.env[model].with_context(lang="zh_CN")
            for name, field in chinese._fields.items():
                if field._modules == (BASE_MODULE,):
                    with self.subTest(model=model, field=name):
                        label = field._description_string(chinese.env)
                        self.assertIn(label, terms.values())

    def test_a_field_has_one_chinese_label(self):
        """A field that both modules define has two names: either may be loaded last."""
        labels = {}
        for entry in self.chinese + self.base_chinese:
            for place, _line in entry.occurrences:
                if place.startswith("model:ir.model.fields,"):
                    field = place.replace(f":{BASE_MODULE}.", f":{MODULE}.")
                    labels.setdefault(field, set()).add(entry.msgstr)
        self.assertEqual({f: both for f, both in labels.items() if len(both) > 1}, {})

    def test_labels_of_the_base_module_are_given_by_our_views(self):
        """The base module has no Chinese: its fields are named where we show them."""
        for view in self._get_own_views():
            root = etree.fromstring(view.arch_db)
            for node, model in self._walk_fields(root, self.env[view.model]):
                field = model._fields[node.get("name")]
                if field._modules == (BASE_MODULE,) and self._shows_label(node):
                    with self.subTest(view=view.name, field=field.name):
                        self.assertTrue(node.get("string"))

    def _get_own_views(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        return views.filtered(lambda view: view.model in self.env)

    def _walk_fields(self, parent, model):
        for node in parent.iterchildren(etree.Element):
            name = node.get("name") if node.tag == "field" else None
            if name not in model._fields:
                yield from self._walk_fields(node, model)
                continue
            yield node, model
            if comodel := model._fields[name].comodel_name:
                yield from self._walk_fields(node, self.env[comodel])

    def _shows_label(self, node):
        hidden = {node.get("invisible"), node.get("column_invisible")}
        return (
            node.getparent().tag in ("group", "list", "search")
            and "1" not in hidden | {node.get("nolabel")}
            and not node.get("position")
        )
