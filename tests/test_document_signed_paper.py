# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import io
from datetime import date

from freezegun import freeze_time
from PIL import Image

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SCAN, ContractCommon


@tagged("post_install", "-at_install")
class TestSigningPaper(ContractCommon):
    """The usual way in China: the paper stamped by both sides is scanned."""

    prints = True

    def setUp(self):
        super().setUp()
        self.contract = self._create_sent_contract()

    def test_the_scan_is_frozen_and_the_contract_signed(self):
        self.contract.action_register_signed_paper(" 李静 ", SCAN)
        self.assertEqual(self.contract.contract_state, "signed")
        self.assertEqual(self.contract.signed_by, "李静")
        document = self.contract.signed_document_id
        self.assertEqual(document.raw, base64.b64decode(SCAN))
        self.assertEqual(
            self.contract.signed_document_sha256,
            hashlib.sha256(document.raw).hexdigest(),
        )
        with self.assertRaises(UserError):
            document.sudo().unlink()

    def test_both_days_are_kept_and_the_later_counts(self):
        with freeze_time("2026-03-10 04:00:00"):
            contract = self._create_sent_contract()
            contract.action_register_signed_paper(
                "李静",
                SCAN,
                signed_by_customer_on="2026-03-05",
                countersigned_on="2026-03-03",
            )
        self.assertEqual(contract.signed_by_customer_on, date(2026, 3, 5))
        self.assertEqual(contract.countersigned_on, date(2026, 3, 3))
        self.assertEqual(contract.signed_on, date(2026, 3, 5))

    def test_a_photo_is_kept_to_the_byte(self):
        photo = io.BytesIO()
        Image.effect_noise((2400, 2400), 60).convert("RGB").save(photo, "PNG")
        scan = base64.b64encode(photo.getvalue())
        self.contract.action_register_signed_paper("李静", scan)
        self.assertEqual(self.contract.signed_document_id.raw, photo.getvalue())
        self.assertEqual(self.contract.signed_document_id.mimetype, "image/png")

    def test_all_that_is_wrong_is_one_error_and_nothing_is_stored(self):
        with freeze_time("2026-03-10 04:00:00"), self.assertRaises(UserError) as error:
            self.contract.action_register_signed_paper(
                "", b"", signed_by_customer_on="2026-03-11"
            )
        for item in ("Signed by", "Scan", "Signed by Customer on"):
            self.assertIn(item, str(error.exception))
        self.assertEqual(self.contract.contract_state, "sent")
        self.assertFalse(self.contract.signed_document_id)

    def test_only_pdf_jpeg_and_png_are_taken(self):
        for content in (b"<svg/>", b"MZ", b"GIF89a", b""):
            with self.subTest(content=content), self.assertRaises(UserError):
                self.contract.action_register_signed_paper(
                    "李静", base64.b64encode(content)
                )
        with self.assertRaises(UserError):
            self.contract.action_register_signed_paper("李静", "no base64 ü")

    def test_the_first_term_starts_with_its_invoice(self):
        self.contract.action_register_signed_paper("李静", SCAN)
        term = self.contract.term_ids
        self.assertEqual(term.kind, "initial")
        self.assertEqual(term.date_start, self.contract.contract_date_start)
        self.assertEqual(term.date_end, self.contract.contract_date_end)
        self.assertEqual(term.invoice_id.state, "posted")

    def test_the_platform_order_page_is_frozen_with_it(self):
        page = self.env["ir.attachment"].create({"name": "order.png", "raw": b"page"})
        self.contract.platform_order_page_ids = [Command.link(page.id)]
        self.contract.platform_order_ref = "WEST-20260301"
        self.contract.action_register_signed_paper("李静", SCAN)
        with self.assertRaises(UserError):
            page.sudo().unlink()
        with self.assertRaises(UserError):
            self.contract.platform_order_ref = "other"

    def test_a_page_is_a_file_of_this_contract(self):
        values = {"name": "order.png", "raw": b"page"}
        of_the_company = {"res_model": "res.company", "res_id": self.company.id}
        for foreign in (
            {**values, **of_the_company},
            {**values, **of_the_company, "res_field": "logo"},
            {"name": "link", "type": "url", "url": "https://example.com"},
        ):
            page = self.env["ir.attachment"].create(foreign)
            error = self.assertRaisesRegex(ValidationError, "Platform Order Pages")
            with self.subTest(page=foreign), error, self.cr.savepoint():
                self.contract.platform_order_page_ids = [Command.link(page.id)]

    def test_a_page_that_one_may_not_read_is_not_linked(self):
        page = self.env["ir.attachment"].create({"name": "x", "raw": b"secret"})
        self.contract._write_protected({"user_id": self.salesman.id})
        with self.assertRaises(AccessError):
            self.contract.with_user(self.salesman).write(
                {"platform_order_page_ids": [Command.link(page.id)]}
            )

    def test_taxes_changed_since_sending_are_an_error_not_another_price(self):
        self.tax_6.amount = 9
        with self.assertRaisesRegex(UserError, "7,208.00.*7,412.00"):
            self.contract.action_register_signed_paper("李静", SCAN)

    def test_a_contract_user_who_is_not_in_sales_registers_the_paper(self):
        clerk = self._create_user(
            "contract_clerk", "miniprogram_contract.group_contract_user"
        )
        contract = self._create_contract()
        contract.user_id = clerk
        self.env.invalidate_all()
        contract = contract.with_user(clerk)
        contract.action_send_contract()
        self.env.flush_all()
        self.env.invalidate_all()
        contract.action_register_signed_paper("李静", SCAN)
        self.assertEqual(contract.contract_state, "signed")

    def test_the_wizard_registers_the_paper_and_its_way(self):
        form = Form(
            self.env["miniprogram.contract.signed.paper"].with_context(
                active_id=self.contract.id
            )
        )
        self.assertEqual(form.signed_by, "李静")
        form.document = SCAN
        form.courier_out_number = "SF1000000001"
        form.courier_back_number = "SF1000000002"
        form.archive_number = "HT-A-017"
        form.save().action_confirm()
        self.assertEqual(self.contract.contract_state, "signed")
        found = self.env["sale.subscription"].search(
            [("courier_back_number", "=", "SF1000000002")]
        )
        self.assertEqual(found, self.contract)
        self.assertTrue(self.contract.paper_returned)

    def test_the_wizard_shows_what_is_known_of_the_paper(self):
        self.contract.write({"courier_out_number": "SF1", "paper_copies": 4})
        form = Form(
            self.env["miniprogram.contract.signed.paper"].with_context(
                active_id=self.contract.id
            )
        )
        self.assertEqual(form.courier_out_number, "SF1")
        form.document = SCAN
        form.save().action_confirm()
        self.assertEqual(self.contract.courier_out_number, "SF1")
        self.assertEqual(self.contract.paper_copies, 4)

    def test_a_scan_in_lines_of_base64_is_taken(self):
        scan = b"%PDF-1.4 " + b"scan " * 100
        self.contract.action_register_signed_paper("李静", base64.encodebytes(scan))
        self.assertEqual(self.contract.signed_document_id.raw, scan)

    def test_the_paper_trail_can_be_kept_later_too(self):
        self.contract.action_register_signed_paper("李静", SCAN)
        self.contract.write({"archive_number": "HT-B-1", "paper_copies": 3})

    def test_the_cancel_wizard_asks_for_the_reason(self):
        form = Form(
            self.env["miniprogram.contract.cancel"].with_context(
                active_ids=self.contract.ids
            )
        )
        form.reason = "客户改买其他产品"
        form.save().action_confirm()
        self.assertEqual(self.contract.contract_state, "cancelled")
