# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo import Command
from odoo.tests import Form, HttpCase, tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestScreens(ContractCommon, HttpCase):
    """What the screens and the quotation's papers say about a contract."""

    def test_draft_says_what_is_missing_for_sending(self):
        self.customer.zip = False
        contract = self._create_contract()
        form = Form(contract, view="miniprogram_contract.view_contract_form")
        self.assertIn("Zip", form.sending_problems)
        self.assertNotIn("Payment", form.sending_problems)
        self.customer.zip = "610041"
        contract.invalidate_recordset(["sending_problems"])
        self.assertFalse(contract.sending_problems)

    def test_a_manager_sees_which_reasons_both_sides_agree_on(self):
        manager = self._create_user(
            "manager_alone", "miniprogram_contract.group_contract_manager"
        )
        menus = self.env["ir.ui.menu"].with_user(manager)
        menu = self.env.ref("miniprogram_contract.menu_contract_close_reason")
        self.assertIn(menu.id, menus._visible_menu_ids())
        reasons = self.env["sale.subscription.close.reason"].with_user(manager)
        view = self.env.ref("miniprogram_contract.view_contract_close_reason_list")
        self.assertIn("is_agreement", reasons.get_view(view.id, "list")["arch"])

    def test_missing_things_are_escaped(self):
        self.customer.zip = "<b>1</b>"
        contract = self._create_contract()
        self.assertIn("&lt;b&gt;1&lt;/b&gt;", contract.sending_problems)

    def test_sent_contract_says_nothing_is_missing(self):
        contract = self._create_sent_contract()
        self.customer.zip = False
        contract.invalidate_recordset(["sending_problems"])
        self.assertFalse(contract.sending_problems)

    def test_unnumbered_contract_is_named_by_its_customer(self):
        contract = self._create_contract()
        self.assertEqual(contract.display_name, "New Contract (成都锦里食品有限公司)")
        contract.action_send_contract()
        self.assertEqual(contract.display_name, contract.contract_number)

    def test_chatter_speaks_of_a_contract(self):
        contract = self._create_contract()
        self.assertEqual(contract._creation_message(), "Contract created")

    def test_documents_open_in_the_browser(self):
        contract = self._create_signed_contract()
        self.assertEqual(
            contract.action_open_sent_document()["url"],
            f"/web/content/{contract.sent_document_id.id}",
        )
        self.assertEqual(
            contract.action_open_signed_document()["url"],
            f"/web/content/{contract.signed_document_id.id}",
        )

    def test_partner_counts_contracts_apart_from_other_subscriptions(self):
        self._create_contract()
        template = self.env["sale.subscription.template"].create({"name": "Monthly"})
        other = self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "template_id": template.id,
                "pricelist_id": self.env["product.pricelist"].create({"name": "A"}).id,
            }
        )
        self.assertEqual(self.customer.contract_count, 1)
        self.assertEqual(self.customer.subscription_count, 1)
        action = self.customer.action_view_subscription_ids()
        self.assertEqual(action["domain"], [("id", "in", other.ids)])

    def test_a_contact_s_contracts_are_his_company_s(self):
        self._create_contract()
        self._create_contract(partner_id=self.contact.id)
        for partner in (self.customer, self.contact):
            self.assertEqual(partner.contract_count, 2)
            action = partner.action_view_contracts()
            contracts = self.env["sale.subscription"].search(action["domain"])
            self.assertEqual(len(contracts), 2)

    def test_plan_opens_its_contracts(self):
        contract = self._create_contract()
        self.assertEqual(self.plan.action_view_contracts()["res_id"], contract.id)

    def test_invoice_names_its_contract(self):
        contract = self._create_signed_contract()
        invoice = contract.term_ids.invoice_id
        self.assertEqual(invoice.contract_number, contract.contract_number)
        self.assertEqual(invoice.action_open_subscription()["res_id"], contract.id)

    # -- years on the quotation -----------------------------------------------------

    def test_lines_amounts_count_the_years_from_the_start(self):
        order = self._create_order(self.package, self.app, contract_term_years=3)
        self.assertEqual(order.order_line.mapped("price_subtotal"), [20400.0, 2940.0])
        self.assertEqual(order.amount_untaxed, 23340.0)

    def test_lines_amounts_count_the_years_on_a_later_line_too(self):
        order = self._create_order(self.package, contract_term_years=2)
        order.order_line = [Command.create({"product_id": self.app.id})]
        self.assertEqual(order.order_line[1].price_subtotal, 1960.0)

    def test_quotation_shows_the_years(self):
        order = self._create_order(self.package, self.app, contract_term_years=3)
        for document in self._get_quotation_documents(order):
            rows = document.xpath("//td[@name='td_product_quantity']")
            self.assertEqual(len(rows), 2)
            for row in rows:
                self.assertIn("× 3 years", " ".join(row.text_content().split()))
            self.assertIn("One-off payment", document.text_content())

    def test_quotation_of_yearly_payments_says_so(self):
        order = self._create_order(self.yearly_package)
        for document in self._get_quotation_documents(order):
            text = document.text_content()
            self.assertIn("Paid year by year", text)
            self.assertIn("The amounts are for one year", text)
            self.assertNotIn("× 3", text)

    def test_other_quotations_stay_as_they_were(self):
        order = self._create_order(self.product_a)
        for document in self._get_quotation_documents(order):
            text = document.text_content()
            self.assertNotIn("×", text)
            self.assertNotIn("Contract Term", text)

    def test_printed_invoice_says_the_period(self):
        invoice = self._create_signed_contract(
            contract_term_years=2
        ).term_ids.invoice_id
        content, _ = self.env["ir.actions.report"]._render_qweb_html(
            "account.report_invoice", invoice.ids
        )
        self.assertIn("(years: 2)", content.decode())

    def _get_quotation_documents(self, order):
        """Return the quotation as it is printed, and as the portal shows it."""
        printed, _ = self.env["ir.actions.report"]._render_qweb_html(
            "sale.report_saleorder", order.ids
        )
        order.action_quotation_sent()
        portal = self.url_open(order.get_portal_url())
        portal.raise_for_status()
        return [html.fromstring(printed), html.fromstring(portal.content)]
