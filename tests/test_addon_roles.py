# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .roles_common import READERS, TODAY, USERS, RolesCommon

# What people of sales open; the others have no access to Odoo's orders
SELLERS = {"all_documents", "sales_manager", "salesman"}
CONTRACT_VIEW = "miniprogram_contract.view_contract_{}"
MODELS = (
    "sale.subscription",
    "miniprogram.contract.term",
    "miniprogram.contract.notice",
    "miniprogram.contract.notice.mailing",
)


@tagged("post_install", "-at_install")
class TestScreensByRole(RolesCommon):
    """What each role, alone, sees of a contract in each state: without an error."""

    def setUp(self):
        super().setUp()
        self.startPatcher(self._on(TODAY))

    def _for_each(self, check, roles=READERS):
        """Check the contract in each state, as each of these roles has it."""
        for stage, contract in self.stages.items():
            for role in sorted(roles):
                with self.subTest(stage=stage, role=role):
                    check(self._as(role, contract))

    def _make_mailing(self, role):
        mailings = self.env["miniprogram.contract.notice.mailing"]
        maker = role if role in USERS else "contract_manager"
        mailing = self._as(maker, mailings).create({"name": "升级"})
        return self._as(role, mailing)

    def test_the_forms_of_the_contract_its_terms_and_notices_open(self):
        self._for_each(self._open_forms)

    def _open_forms(self, contract):
        self.assertTrue(Form(contract, CONTRACT_VIEW.format("form")).record)
        self.assertTrue(Form(contract).record, "the base module's own form")
        for record in (*contract.term_ids, *contract.notice_ids):
            self.assertTrue(Form(record).record)

    def test_every_field_is_read(self):
        self._for_each(self._read_fields)

    def _read_fields(self, contract):
        for records in (contract, contract.term_ids, contract.notice_ids):
            values = records.read(self._get_readable_fields(records))
            self.assertEqual(len(values), len(records))

    def test_the_form_and_every_field_of_a_mailing(self):
        for role in READERS:
            with self.subTest(role=role):
                mailing = self._make_mailing(role)
                self.assertTrue(Form(mailing).record)
                self.assertTrue(mailing.read(self._get_readable_fields(mailing)))

    def _get_readable_fields(self, records):
        """Return the fields of a model but links to records of no access at all."""
        return [
            name
            for name in records.fields_get()
            if records._fields[name].type not in ("one2many", "many2many")
            or records.env[records._fields[name].comodel_name].has_access("read")
        ]

    def test_lists_and_cards(self):
        for role in READERS:
            with self.subTest(role=role):
                self._open_lists(self._as(role, self.env["sale.subscription"]))

    def test_every_filter(self):
        views = self._find_search_views()
        self.assertIn(self.env.ref(CONTRACT_VIEW.format("search")), views)
        for role in READERS:
            for view in views:
                with self.subTest(role=role, view=view.name):
                    self._use_filters(self._as(role, self.env[view.model]), view)

    def _find_search_views(self):
        """Find the addon's own search views: what they filter by is theirs to read."""
        views = self.env["ir.ui.view"].search(
            [("type", "=", "search"), ("mode", "=", "primary"), ("model", "in", MODELS)]
        )
        own = views.get_external_id()
        return views.filtered(
            lambda view: own[view.id].startswith("miniprogram_contract.")
        )

    def _open_lists(self, records):
        for kind in ("list", "kanban"):
            view = self.env.ref(CONTRACT_VIEW.format(kind))
            arch = etree.fromstring(records.get_view(view.id, kind)["arch"])
            shown = {node.get("name"): {} for node in arch.iter("field")}
            self.assertTrue(records.web_search_read([], shown)["length"])

    def _use_filters(self, records, view):
        arch = etree.fromstring(records.get_view(view.id, "search")["arch"])
        scope = {"context": {}, "self": "X", "uid": records.env.uid}
        for node in arch.iter("filter", "field"):
            for name in ("domain", "filter_domain"):
                if node.get(name):
                    records.search(safe_eval(node.get(name), scope))
            if group := safe_eval(node.get("context", "{}"), scope).get("group_by"):
                self.assertIsNotNone(records.formatted_read_group([], [group]))

    def test_a_salesperson_opens_the_invoices_of_the_contract_and_of_the_order(self):
        self._for_each(self._open_invoices, SELLERS)

    def _open_invoices(self, contract):
        action = contract.action_view_sale_order()
        order = contract.env[action["res_model"]].browse(action["res_id"])
        self.assertTrue(Form(order).record)
        order.action_view_invoice()
        action = contract.action_view_account_invoice_ids()
        invoices = contract.env["account.move"].search(action["domain"])
        self.assertEqual(len(invoices), contract.account_invoice_ids_count)
        for invoice in invoices:
            self.assertTrue(Form(invoice).record)
            self.assertGreaterEqual(invoice.payment_count, 0)

    def test_a_salesperson_sees_ones_own_invoices_and_none_of_a_colleague(self):
        salesman = self.users["salesman"]
        contract = self.stages["renewal"]
        first, renewal = contract.term_ids.invoice_id.sorted("id")
        renewal.invoice_user_id = salesman
        first.invoice_user_id = self.users["sales_manager"]
        own = self._as("salesman", contract)
        self.assertEqual(own.account_invoice_ids_count, 1)
        action = own.action_view_account_invoice_ids()
        self.assertEqual(own.env["account.move"].search(action["domain"]), renewal)
        self.assertEqual(
            Form(own.env["account.move"].browse(renewal.id)).name, renewal.name
        )
