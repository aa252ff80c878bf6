# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from freezegun import freeze_time

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

    def test_its_scheduled_action_passes_contracts_by(self):
        contracts = (
            self.contract | self._create_contract() | self._create_sent_contract()
        )
        self.subscription.action_start_subscription()
        watched = [
            name
            for name, field in contracts._fields.items()
            if field.type != "binary" and contracts._has_field_access(field, "read")
        ]
        before = contracts.read(watched)
        invoices = contracts.invoice_ids
        with freeze_time("2029-01-01"):
            self.env["sale.subscription"].cron_subscription_management()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(contracts.invoice_ids, invoices)
        self.assertEqual(contracts.read(watched), before)
        self.assertTrue(self.subscription.invoice_ids)

    def test_what_the_scheduled_action_asks_for_holds_in_every_state(self):
        cancelled = self._create_sent_contract()
        cancelled.action_cancel_contract("测试")
        for contract in self.contract | self._create_contract() | cancelled:
            self.assertFalse(contract.in_progress)
            self.assertTrue(contract.date_start)
            self.assertNotEqual(contract.stage_id.type, "pre")

    def test_stages_follow_the_contract_and_cannot_be_moved(self):
        in_progress = self.env.ref("subscription_oca.subscription_stage_in_progress")
        with self.assertRaisesRegex(UserError, "buttons of the contract"):
            self.contract.stage_id = in_progress
        cancelled = self._create_sent_contract()
        cancelled.action_cancel_contract("测试")
        self.assertEqual(cancelled.stage_id.type, "post")
        self.assertEqual(self.contract.stage_id.type, "draft")

    def test_its_buttons_are_refused_on_a_contract(self):
        for name in (
            "action_start_subscription",
            "action_open_pause_wizard",
            "action_pause",
            "action_close_subscription",
            "close_subscription",
            "create_invoice",
            "create_sale_order",
            "generate_invoice",
            "manual_invoice",
        ):
            with self.subTest(button=name), self.assertRaises(UserError):
                getattr(self.contract, name)()

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
