# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import timedelta
from unittest.mock import patch

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import file_open

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

# The smallest picture that is a seal: one transparent dot.
SEAL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6"
    "kgAAAABJRU5ErkJggg=="
)
# What every one-time code is in tests that know it
CODE = "271828"
SCAN = base64.b64encode(b"%PDF-1.4 the paper stamped by both sides")


def read_demo_seal():
    """Return the seal of the demo data, a PNG."""
    with file_open("miniprogram_contract/demo/seal.png", "rb") as seal:
        return seal.read()


def make_blank_sheet():
    """Return a PDF of one empty page of A4."""
    with io.BytesIO() as stream:
        sheet = Canvas(stream, pagesize=A4)
        sheet.showPage()
        sheet.save()
        return stream.getvalue()


BLANK_SHEET = make_blank_sheet()


def keep_files_in_database(env):
    """Keep the files of a test in its transaction.

    What is not committed is garbage to another process that cleans the file store.
    """
    env["ir.config_parameter"].sudo().set_param("ir_attachment.location", "db")


class ContractCommon(AccountTestInvoicingCommon):
    """A vendor in Chengdu, three packages and an app, a customer with complete data.

    Printing is most of the time that a contract takes. Where a test is not about paper,
    all is rendered, stamped, described and frozen as ever, on a sheet without words.
    """

    # Whether wkhtmltopdf runs: where a class is about paper.
    prints = False

    @classmethod
    @AccountTestInvoicingCommon.setup_country("cn")
    @AccountTestInvoicingCommon.setup_chart_template("generic_coa")
    def setUpClass(cls):
        super().setUpClass()
        keep_files_in_database(cls.env)
        cls._run_wkhtmltopdf = cls.registry["ir.actions.report"]._run_wkhtmltopdf
        document = cls.registry["miniprogram.contract.document"]
        cls._check_printed = document._check_printed
        cls._check_fonts = document._check_fonts
        # a form tries the fonts; while wkhtmltopdf runs, no browser gets an answer
        cls.startClassPatcher(patch.object(document, "_check_fonts", cls._accept_blank))
        if not cls.prints:
            for patcher in cls._patch_printing(cls._print_blank, cls._accept_blank):
                cls.startClassPatcher(patcher)
        cls.company = cls.env.company
        cls.cny = cls.env.ref("base.CNY")
        cls.company.write(
            {
                "name": "成都云帆数码科技有限公司",
                "street": "四川成都市金牛区一环路北一段99号环球广场24楼",
                "zip": "610031",
                "phone": "028-62778877",
                "contract_phone": "028-62778877（20线）",
                "contract_hotline": "400-028-5800",
                "email": "server@west.cn",
                "website": "http://www.west.cn",
                "contract_brand": "西部数码",
                "contract_court": "成都市人民法院",
            }
        )
        cls.wording = cls.env.ref("miniprogram_contract.wording_v1")
        cls.tax_6 = cls._create_tax("增值税 6%", 6)
        cls.plan = cls._create_plan("一次性套餐")
        cls.yearly_plan = cls._create_plan(
            "按年套餐", payment_schedule="yearly", term_years=3
        )
        cls.package = cls._create_contract_product("商城版套餐", 6800.0)
        cls.app = cls._create_contract_product("分销应用", 980.0)
        cls.yearly_package = cls._create_contract_product(
            "连锁版套餐", 12800.0, cls.yearly_plan
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "成都锦里食品有限公司",
                "is_company": True,
                "street": "武侯祠大街231号",
                "city": "成都市",
                "state_id": cls.env.ref("base.state_cn_SC").id,
                "country_id": cls.env.ref("base.cn").id,
                "zip": "610041",
                "phone": "028-85538888",
                "fax": "028-85538889",
                "lang": "en_US",
                "child_ids": [Command.create({"name": "李静", "phone": "13800138000"})],
            }
        )
        cls.contact = cls.customer.child_ids
        cls.salesman = cls._create_user(
            "contract_salesman", "sales_team.group_sale_salesman"
        )

    @staticmethod
    def _print_blank(_report, _bodies, **_kwargs):
        """Take the place of wkhtmltopdf."""
        return BLANK_SHEET

    @staticmethod
    def _accept_blank(_document, *_args):
        """Take the place of what reads back a print: there is nothing to be read."""

    @classmethod
    def _patch_printing(cls, run_wkhtmltopdf, check_printed):
        report_model = cls.registry["ir.actions.report"]
        document = cls.registry["miniprogram.contract.document"]
        return (
            patch.object(report_model, "_run_wkhtmltopdf", run_wkhtmltopdf),
            patch.object(document, "_check_printed", check_printed),
        )

    def _print_for_real(self):
        """Let wkhtmltopdf run in this test: it reads a paper."""
        real = type(self)
        for patcher in self._patch_printing(real._run_wkhtmltopdf, real._check_printed):
            self.startPatcher(patcher)

    def _try_fonts_for_real(self):
        """Let wkhtmltopdf run where the fonts of the server are tried."""
        document = self.registry["miniprogram.contract.document"]
        real = type(self)._check_fonts
        self.startPatcher(patch.object(document, "_check_fonts", real))
        self.env.registry.clear_cache()

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(
            "sales_team.group_sale_manager"
        )

    @classmethod
    def _create_user(cls, login, groups, **values):
        """Create a user of the company whose contracts these are, and of no other."""
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **values,
        )

    @classmethod
    def _know_codes(cls):
        """Let every one-time code be the same."""
        code = cls.registry["miniprogram.contract.signing.code"]
        cls.startClassPatcher(patch.object(code, "_generate", lambda codes: CODE))

    def _age_codes(self, **time):
        """Let the codes that were sent be older: by two days, or by a time."""
        # sudo: nobody has access to codes
        for code in self.env["miniprogram.contract.signing.code"].sudo().search([]):
            code.sent_on -= timedelta(**(time or {"days": 2}))
        self.env.flush_all()

    @classmethod
    def _forget_former_mailboxes(cls, partners):
        """Let partners have had no other e-mail address than the one they have now."""
        partners.flush_recordset()
        cls.env.cr.execute(
            "UPDATE res_partner SET former_mailbox = NULL WHERE id = ANY(%s)",
            [partners.ids],
        )
        partners.invalidate_recordset(["former_mailbox"])

    @classmethod
    def _create_tax(cls, name, amount, **values):
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "tax_group_id": cls.tax_sale_a.tax_group_id.id,
                **values,
            }
        )

    @classmethod
    def _create_plan(cls, name, **values):
        return cls.env["sale.subscription.template"].create(
            {
                "name": name,
                "is_miniprogram": True,
                "wording_id": cls.wording.id,
                "invoicing_mode": "invoice",
                **values,
            }
        )

    @classmethod
    def _create_contract_product(cls, name, price, plan=None, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": price,
                "subscribable": True,
                "subscription_template_id": (plan or cls.plan).id,
                "taxes_id": [Command.set(cls.tax_6.ids)],
                **values,
            }
        )

    @classmethod
    def _create_order(cls, *products, lines=None, **values):
        """Create a quotation for one of each product, or for lines of one's own."""
        lines = lines or [{"product_id": product.id} for product in products]
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create(line) for line in lines],
                **values,
            }
        )

    @classmethod
    def _create_contract(cls, *products, **values):
        """Return the contract of a confirmed order for one of each product."""
        order = cls._create_order(*(products or [cls.package]), **values)
        order.action_confirm()
        return order.subscription_ids

    @classmethod
    def _create_sent_contract(cls, *products, **values):
        contract = cls._create_contract(*products, **values)
        contract.action_send_contract()
        return contract

    @classmethod
    def _create_signed_contract(cls, *products, **values):
        contract = cls._create_sent_contract(*products, **values)
        contract.action_register_signed_paper("李静", SCAN)
        return contract
