# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SCAN, ContractCommon


@tagged("post_install", "-at_install")
class TestFrozen(ContractCommon):
    """What was sent cannot be edited or deleted, by anybody, by any road."""

    prints = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_sent_contract()

    def test_the_content_of_a_sent_contract_cannot_be_written(self):
        for values in (
            {"contract_remark": "改"},
            {"partner_id": self.partner_a.id},
            {"term_years": 2},
            {"purchase_date": date(2026, 1, 1)},
            {"contract_date_end": date(2030, 1, 1)},
            {"template_id": self.yearly_plan.id},
            {"wording_id": self.env.ref("miniprogram_contract.wording_v2").id},
            {"payment_schedule": "yearly"},
            {"sale_subscription_line_ids": [Command.clear()]},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.contract.sudo().write(values)

    def test_what_follows_from_others_cannot_be_written(self):
        for values in (
            {"is_miniprogram": False},
            {"contract_amount": 1.0},
            {"amount_total": 1.0},
            {"commercial_partner_id": self.partner_a.id},
            {"currency_id": self.env.ref("base.USD").id},
            {"name": "XCX-1"},
            {"opportunity_id": False},
        ):
            for contract in (self.contract, self._create_contract()):
                with self.subTest(values=values), self.assertRaises(UserError):
                    contract.write(values)

    def test_the_context_brings_nothing_that_nobody_may_give(self):
        context = {
            "default_contract_number": "XCX-1",
            "default_contract_state": "signed",
            "default_in_progress": True,
            "default_is_miniprogram": False,
            "default_is_paused": True,
            "default_name": "XCX-1",
            "default_signed_on": "2026-01-01",
            "default_template_id": self.plan.id,
        }
        Contract = self.env["sale.subscription"].with_context(**context)
        contract = Contract.create({"partner_id": self.customer.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(
            contract,
            [
                {
                    "contract_number": False,
                    "contract_state": "draft",
                    "in_progress": False,
                    "is_miniprogram": True,
                    "is_paused": False,
                    "name": "New Contract",
                    "signed_on": False,
                }
            ],
        )

    def test_the_party_stays_when_a_contact_changes_company(self):
        contract = self._create_sent_contract(partner_id=self.contact.id)
        self.contact.parent_id = self.partner_a
        self.assertEqual(contract.commercial_partner_id, self.customer)

    def test_the_contact_on_paper_cannot_be_deleted(self):
        with self.assertRaisesRegex(UserError, self.contract.contract_number):
            self.contact.unlink()

    def test_life_cycle_fields_cannot_be_written_nor_created(self):
        for values in (
            {"contract_state": "signed"},
            {"contract_number": "XCX-1"},
            {"sent_document_id": False},
            {"sent_document_sha256": "0"},
            {"signed_on": date(2026, 1, 1)},
        ):
            for contract in (self.contract, self._create_contract()):
                with self.subTest(values=values), self.assertRaises(UserError):
                    contract.sudo().write(values)
        with self.assertRaises(UserError):
            self.env["sale.subscription"].create(
                {
                    "partner_id": self.customer.id,
                    "template_id": self.plan.id,
                    "pricelist_id": self.contract.pricelist_id.id,
                    "contract_state": "active",
                }
            )

    def test_the_lines_cannot_be_changed(self):
        line = self.contract.sale_subscription_line_ids
        with self.assertRaises(UserError):
            line.price_unit = 1.0
        with self.assertRaises(UserError):
            line.unlink()
        with self.assertRaises(UserError):
            line.copy({"sale_subscription_id": self.contract.id})
        draft = self._create_contract()
        with self.assertRaises(UserError):
            draft.sale_subscription_line_ids.sale_subscription_id = self.contract

    def test_it_cannot_be_deleted_nor_archived_even_taken_back(self):
        with self.assertRaises(UserError):
            self.contract.unlink()
        with self.assertRaises(UserError):
            self.contract.action_archive()
        self.contract.action_reset_to_draft()
        with self.assertRaises(UserError):
            self.contract.unlink()

    def test_a_draft_can_be_deleted(self):
        contract = self._create_contract()
        contract.unlink()
        self.assertFalse(contract.exists())

    def test_the_document_cannot_be_changed_nor_deleted(self):
        document = self.contract.sent_document_id.sudo()
        for values in (
            {"raw": b"other"},
            {"datas": SCAN},
            {"name": "other.pdf"},
            {"type": "url", "url": "/other"},
            {"res_id": False},
            {"res_model": "res.partner"},
            {"mimetype": "text/plain"},
            {"is_contract_document": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                document.write(values)
        with self.assertRaises(UserError):
            document.unlink()

    def test_storing_the_same_file_again_is_no_change(self):
        document = self.contract.sent_document_id.sudo()
        document.write({"raw": document.raw, "mimetype": document.mimetype})

    def test_nobody_else_makes_frozen_documents(self):
        Attachment = self.env["ir.attachment"].with_user(self.salesman)
        values = {"name": "x", "raw": b"x"}
        with self.assertRaises(UserError):
            Attachment.create({**values, "is_contract_document": True})
        with self.assertRaises(UserError):
            Attachment.with_context(default_is_contract_document=True).create(values)
        with self.assertRaises(UserError):
            Attachment.create(values).is_contract_document = True

    def test_a_copy_is_a_new_draft_with_its_own_lines(self):
        copy = self.contract.copy()
        self.assertEqual(copy.contract_state, "draft")
        self.assertFalse(copy.contract_number)
        self.assertFalse(copy.sent_document_id)
        self.assertFalse(copy.code)
        self.assertEqual(
            copy.sale_subscription_line_ids.mapped("price_unit"),
            self.contract.sale_subscription_line_ids.mapped("price_unit"),
        )
