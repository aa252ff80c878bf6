# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from unittest import SkipTest

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

TEMPLATE = "miniprogram_contract/tests/data/contract_template.zh.txt"
# The template's heading: what it says of 乙方, by the label it says it under.
HEADING = {
    "name": "乙方",
    "address": "地址",
    "zip": "邮政编码",
    "phone": "电话",
    "hotline": "400电话",
    "email": "电子邮件",
    "website": "网站",
}


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref(
            "miniprogram_contract.demo_company", raise_if_not_found=False
        )
        if not cls.company:
            raise SkipTest("This database has no demo data.")

    def demo(self, name):
        return self.env.ref(f"miniprogram_contract.demo_{name}")

    def test_vendor_is_the_one_of_the_template(self):
        with file_open(TEMPLATE) as template:
            text = template.read()
        heading = text[text.index("乙方：") : text.index("合同项目与定义")]
        expected = {
            key: re.search(rf"(?:^|\s){label}：\s*(\S+)", heading)[1]
            for key, label in HEADING.items()
        }
        self.assertEqual(self.company._get_contract_party_data(), expected)
        self.assertFalse(self.company._get_missing_contract_data())
        self.assertIn(f"{self.company._get_contract_brand()}小程序合作协议", text)
        self.assertIn(f"向{self.company._get_contract_court()}起诉", text)
        self.assertTrue(self.company._get_contract_seal())

    def test_vendor_keeps_books_in_yuan(self):
        self.assertEqual(self.company.currency_id.name, "CNY")
        self.assertTrue(self.company.chart_template)
        tax = self.demo("tax_6")
        self.assertEqual(self.company.account_sale_tax_id, tax)
        tax_lines = tax.repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )
        self.assertTrue(all(line.account_id for line in tax_lines))

    def test_contracts_of_each_state(self):
        expected = {
            "draft": "draft",
            "incomplete": "draft",
            "sent": "sent",
            "sent_sealed": "sent",
            "signed": "signed",
            "signed_yearly": "signed",
            "active": "active",
            "terminated": "terminated",
            "cancelled": "cancelled",
        }
        states = {
            name: self.demo(f"contract_{name}").contract_state for name in expected
        }
        self.assertEqual(states, expected)

    def test_sent_contracts_have_their_document(self):
        sent = self.env["sale.subscription"].search(
            [("company_id", "=", self.company.id), ("sent_on", "!=", False)]
        )
        self.assertEqual(len(sent), 5)
        for contract in sent:
            self.assertTrue(contract.sent_document_id.raw.startswith(b"%PDF-"))

    def test_a_running_contract_waits_for_its_renewal(self):
        contract = self.demo("contract_active")
        self.assertEqual(contract.open_term_id.kind, "renewal")
        self.assertEqual(contract.open_term_id.invoice_id.state, "posted")

    def test_one_ended_with_its_period_and_was_told_so(self):
        contract = self.demo("contract_terminated")
        self.assertEqual(
            contract.close_reason_id,
            self.env.ref("miniprogram_contract.close_reason_not_renewed"),
        )
        self.assertTrue(contract.notice_ids)

    def test_signed_contracts_are_invoiced(self):
        for name in ("signed", "signed_yearly"):
            contract = self.demo(f"contract_{name}")
            invoice = contract.term_ids.invoice_id
            self.assertEqual(invoice.state, "posted")
            self.assertEqual(invoice.amount_total, contract.sale_order_id.amount_total)
            self.assertTrue(contract.signed_document_id)

    def test_quotation_waits_on_its_opportunity(self):
        quotation = self.demo("order_quotation")
        self.assertEqual(quotation.state, "draft")
        self.assertFalse(quotation.subscription_ids)
        self.assertEqual(self.demo("lead_tea").order_ids, quotation)
        quotation.with_user(self.demo("user_salesperson")).action_confirm()
        self.assertEqual(quotation.subscription_ids.contract_state, "draft")

    def test_logins(self):
        groups = {
            "manager": {
                "miniprogram_contract.group_contract_manager": True,
                "miniprogram_contract.group_seal_keeper": True,
            },
            "salesperson": {
                "miniprogram_contract.group_contract_user": True,
                "miniprogram_contract.group_contract_manager": False,
                "miniprogram_contract.group_seal_keeper": False,
            },
            "accountant": {
                "account.group_account_manager": True,
                "miniprogram_contract.group_contract_user": False,
            },
            "customer": {"base.group_portal": True, "base.group_user": False},
        }
        for login, memberships in groups.items():
            with self.subTest(login=login):
                user = self.demo(f"user_{login}")
                self.assertEqual(user.login, login)
                self.assertEqual(user.company_ids, self.company)
                for group, is_member in memberships.items():
                    self.assertEqual(user.has_group(group), is_member, group)
                credential = {"type": "password", "login": login, "password": login}
                user.with_user(user)._check_credentials(
                    credential, {"interactive": True}
                )

    def test_portal_customer_is_a_contact_of_a_customer(self):
        customer = self.demo("user_customer").partner_id
        self.assertEqual(customer.commercial_partner_id, self.demo("customer_food"))

    def test_incomplete_customer_cannot_be_sent_his_contract(self):
        contract = self.demo("contract_incomplete")
        with self.assertRaisesRegex(UserError, r"Party A: Contact\n.*Zip Code"):
            contract.action_send_contract()

    def test_complete_draft_can_be_sent(self):
        contract = self.demo("contract_draft")
        self.assertFalse(contract._get_sending_problems())
        self.assertEqual(contract.notice_partner_id, self.demo("notice_hotpot"))
