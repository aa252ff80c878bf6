# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestBaseModule(ContractCommon):
    """The base module's habits do not touch a contract, and stay for the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_signed_contract()
        cls.template = cls.env["sale.subscription.template"].create({"name": "Other"})
        cls.subscription = cls.env["sale.subscription"].create(
            {
                "partner_id": cls.customer.id,
                "template_id": cls.template.id,
                "pricelist_id": cls.contract.pricelist_id.id,
                "date_start": date(2026, 1, 1),
                "recurring_next_date": date(2026, 1, 1),
                "sale_subscription_line_ids": [
                    Command.create({"product_id": cls.product_a.id})
                ],
            }
        )

    def test_stages_follow_the_contract_and_cannot_be_moved(self):
        in_progress = self.env.ref("subscription_oca.subscription_stage_in_progress")
        with self.assertRaisesRegex(UserError, "buttons of the contract"):
            self.contract.stage_id = in_progress
        cancelled = self._create_sent_contract()
        cancelled.action_cancel_contract("测试")
        self.assertEqual(cancelled.stage_id.type, "post")
        self.assertEqual(self.contract.stage_id.type, "draft")

    def test_its_own_fields_cannot_be_written_on_a_contract(self):
        draft = self._create_contract()
        for values in (
            {"in_progress": True},
            {"date_start": False},
            {"date_start": date(2020, 1, 1)},
            {"recurring_next_date": date(2020, 1, 1)},
            {"is_paused": True},
            {"recurring_rule_boundary": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                draft.write(values)

    def test_a_limited_template_does_not_move_a_contract(self):
        self.plan.write(
            {"recurring_rule_boundary": "limited", "recurring_rule_type": "months"}
        )
        contract = self._create_contract()
        self.assertEqual(contract.date, contract.contract_date_end)
        self.assertTrue(contract.recurring_rule_boundary)

    def test_new_contracts_take_no_number_of_its_sequence(self):
        sequence = self.env.ref("subscription_oca.seq_id")
        before = sequence.number_next_actual
        self._create_contract()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract"
        )
        Contract = self.env["sale.subscription"].with_context(
            default_code=False, default_contract_state="draft"
        )
        self.assertIn("default_code", action["context"])
        Form(Contract, view="miniprogram_contract.view_contract_form")
        self.assertEqual(sequence.number_next_actual, before)

    def test_a_contract_by_hand(self):
        Contract = self.env["sale.subscription"].with_context(
            default_code=False, default_contract_state="draft"
        )
        form = Form(Contract, view="miniprogram_contract.view_contract_form")
        form.partner_id = self.customer
        form.template_id = self.plan
        self.assertEqual(form.wording_id, self.wording)
        self.assertEqual(form.term_years, 1)
        with form.sale_subscription_line_ids.new() as line:
            line.product_id = self.package
        contract = form.save()
        self.assertEqual(contract.contract_amount, 7208.0)
        contract.action_send_contract()
        self.assertEqual(contract.contract_state, "sent")

    def test_a_plan_cannot_change_its_kind_once_used(self):
        with self.assertRaises(UserError):
            self.plan.is_miniprogram = False
        with self.assertRaises(UserError):
            self.template.is_miniprogram = True

    def test_a_plan_is_used_by_archived_contracts_and_quotations_too(self):
        contract = self._create_contract()
        contract.sale_order_id._action_cancel()
        contract.action_archive()
        with self.assertRaises(UserError):
            self.plan.is_miniprogram = False
        self._create_order(self.yearly_package)
        with self.assertRaises(UserError):
            self.yearly_plan.is_miniprogram = False

    def test_the_kind_of_a_subscription_follows_its_template_only(self):
        with self.assertRaises(UserError):
            self.subscription.is_miniprogram = True
        copy = self.subscription.with_context(default_is_miniprogram=True).copy()
        self.assertFalse(copy.is_miniprogram)
        self.assertEqual(copy.template_id, self.template)

    def test_other_subscriptions_have_nothing_of_a_contract(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(
            self.subscription,
            [
                {
                    "contract_amount": 0.0,
                    "contract_date_start": False,
                    "contract_state": False,
                    "wording_id": False,
                }
            ],
        )

    def test_no_subscription_becomes_a_contract(self):
        with self.assertRaises(UserError):
            self.subscription.template_id = self.plan
        with self.assertRaises(UserError):
            self._create_contract().template_id = self.template

    def test_other_subscriptions_keep_their_habits(self):
        self.assertFalse(self.subscription.contract_state)
        self.subscription.action_start_subscription()
        self.assertTrue(self.subscription.in_progress)
        self.subscription.manual_invoice()
        self.assertEqual(len(self.subscription.invoice_ids), 1)
        self.subscription.action_pause(date.today() + timedelta(days=3))
        self.subscription.action_resume()
        self.subscription.close_subscription()
        self.assertEqual(self.subscription.stage_id.type, "post")

    def test_the_reader_of_a_contract_opens_its_own_form(self):
        form = self.env.ref("miniprogram_contract.view_contract_form")
        self.assertEqual(self.contract.get_formview_id(), form.id)
        self.assertNotEqual(self.subscription.get_formview_id(), form.id)
