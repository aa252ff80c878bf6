# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import Form, tagged

from .common import SCAN
from .role_actions_common import (
    ACTIONS,
    ALL,
    CONTRACT_ACTIONS,
    ENDED,
    INVOICED,
    MAILING_ACTIONS,
    NOBODY,
    NOTICE_ACTIONS,
    RUNNING,
    SENT,
    TERM_ACTIONS,
    UNSIGNED,
    WRITERS,
)
from .roles_common import (
    MANAGERS,
    TODAY,
    RolesCommon,
    Row,
)
from .signing_common import SIGNATURE


@tagged("post_install", "-at_install")
class TestActionsByRole(RolesCommon):
    """Who may do what, in which state: every action of every role, each alone."""

    def test_every_action_has_its_row(self):
        for model, actions in ACTIONS.items():
            with self.subTest(model=model):
                self.assertEqual(self._find_public_methods(model), set(actions))

    def _assert_actions(self, records, actions):
        """Try every action with every role on each of these records.

        :param dict records: by stage
        """
        for stage, record in records.items():
            for name, row in actions.items():
                for role in self.users:
                    with self.subTest(stage=stage, action=name, role=role):
                        own = self._as(role, record)
                        self._assert_outcome(
                            role,
                            row,
                            stage in row.stages,
                            lambda own=own, name=name, row=row: getattr(own, name)(
                                *row.arguments(self, own)
                            ),
                        )

    def test_contracts(self):
        with self._on(TODAY):
            self._assert_actions(self.stages, CONTRACT_ACTIONS)

    def test_terms(self):
        terms = {
            stage: contract.open_term_id or contract.term_ids[-1:]
            for stage, contract in self.stages.items()
            if contract.term_ids
        }
        with self._on(TODAY):
            self._assert_actions(terms, TERM_ACTIONS)

    def test_notices(self):
        contract = self._activate("2026-09-01")
        contract._write_protected({"user_id": False, "crm_team_id": False})
        with self._on(TODAY):
            draft, sent, received = (
                self._draft(
                    contract, "service_upgrade", "outgoing", body="系统将于近日升级。"
                )
                for _number in range(3)
            )
            for notice in (sent, received):
                notice.action_send()
                proof = self._file(res_model=notice._name, res_id=notice.id)
                notice.write({"receipt_basis": "signed", "proof_ids": proof.ids})
            received.action_receive()
            self.assertEqual(received.state, "received")
            notices = {"draft": draft, "sent": sent, "received": received}
            self._assert_actions(notices, NOTICE_ACTIONS)

    def test_decisions_on_what_customers_declare(self):
        contract = self._activate("2026-09-01")
        contract._write_protected({"user_id": False, "crm_team_id": False})
        claim = self._receive(contract, "termination_breach", TODAY)
        decisions = {
            name: row
            for name, row in NOTICE_ACTIONS.items()
            if name.endswith("_termination")
        }
        with self._on(TODAY):
            self._assert_actions({"claim": claim}, decisions)

    def test_a_declared_end_is_withdrawn_by_managers(self):
        contract = self._activate("2026-09-01")
        contract._write_protected({"user_id": False, "crm_team_id": False})
        with self._on(TODAY):
            contract.action_terminate_contract(
                self.env.ref("miniprogram_contract.close_reason_fraud")
            )
            withdraw = CONTRACT_ACTIONS["action_withdraw_termination"]
            actions = {"action_withdraw_termination": withdraw}
            self._assert_actions({"planned_end": contract}, actions)
            letter = contract.notice_ids
            cancel = {"action_cancel": Row(MANAGERS, {"declaration"})}
            self._assert_actions({"declaration": letter}, cancel)
            letter.write({"facts": "冒用他人名义订立合同。", "settlement": "已结清。"})
            letter.action_send()
            withdraw = NOTICE_ACTIONS["action_withdraw_end"]
            actions = {"action_withdraw_end": withdraw}
            self._assert_actions({"declaration": letter}, actions)

    def test_mailings(self):
        contract = self._activate("2026-09-01")
        contract._write_protected({"user_id": False, "crm_team_id": False})
        mailings = self.env["miniprogram.contract.notice.mailing"]
        with self._on(TODAY):
            for role in self.users:
                maker = role if role in WRITERS else "contract_manager"
                draft = self._as(maker, mailings).create(
                    {"name": "升级", "facts": "升级", "body": "系统将于近日升级。"}
                )
                sending = draft.copy()
                sending.action_send()
                for stage, mailing in (("draft", draft), ("sending", sending)):
                    for name, row in MAILING_ACTIONS.items():
                        own = self._as(role, mailing)
                        with self.subTest(stage=stage, action=name, role=role):
                            self._assert_outcome(
                                role, row, stage in row.stages, getattr(own, name)
                            )

    def test_an_accountant_alone_books_what_a_contract_follows(self):
        for stage in sorted(INVOICED):
            invoice = self.stages[stage].open_term_id.invoice_id
            for book in (self._register_payment, self._credit_invoice, self._redraft):
                with self._on(TODAY), self.subTest(stage=stage, book=book.__name__):
                    own = self._as("accountant", invoice)
                    self.assertFalse(self._try(book, own))

    def _register_payment(self, invoice):
        payments = invoice.env["account.payment.register"].with_context(
            active_model=invoice._name, active_ids=invoice.ids
        )
        payments.create({"payment_date": TODAY})._create_payments()

    def _credit_invoice(self, invoice):
        wizard = invoice.env["account.move.reversal"].with_context(
            active_model=invoice._name, active_ids=invoice.ids
        )
        reversal = wizard.create({"journal_id": invoice.journal_id.id})
        action = reversal.refund_moves()
        invoice.browse(action["res_id"]).action_post()

    def _redraft(self, invoice):
        invoice.button_draft()
        invoice.action_post()


@tagged("post_install", "-at_install")
class TestWizardsByRole(RolesCommon):
    """Who may open and confirm which dialog, in which state."""

    def setUp(self):
        super().setUp()
        self.startPatcher(self._on(TODAY))

    def _fill_in(self, wizard, contract, **values):
        wizard = wizard.with_context(
            active_id=contract.id, active_ids=contract.ids, active_model=contract._name
        )
        with Form(wizard) as form:
            for name, value in values.items():
                form[name] = value
        return form.record.action_confirm()

    def _cancel(self, wizard, contract):
        return self._fill_in(wizard, contract, reason="客户放弃")

    def _register_paper(self, wizard, contract):
        return self._fill_in(wizard, contract, document=SCAN)

    def _sign_on_device(self, wizard, contract):
        action = contract.action_sign_on_device()
        dialog = wizard.browse(action["res_id"])
        with Form(dialog) as form:
            form.agreement = True
            form.position = "总经理"
            form.signature = SIGNATURE
            form.signed_by = "李静"
            for index in range(len(dialog.key_term_ids)):
                with form.key_term_ids.edit(index) as term:
                    term.is_confirmed = True
        return dialog.action_confirm()

    def _terminate(self, wizard, contract):
        return self._fill_in(wizard, contract, reason_id=self.agreement)

    def _withdraw(self, wizard, contract):
        return self._fill_in(wizard, contract, reason="双方决定继续")

    def _open_health(self, wizard, _contract):
        return wizard.action_open_health()

    def _reinstate(self, wizard, contract):
        return self._fill_in(wizard, contract, reason="再谈")

    def _grant_time(self, wizard, contract):
        return self._fill_in(
            wizard, contract, grace_until="2027-05-31", reason="双方协商一致"
        )

    def _ignore_credit(self, wizard, contract):
        return self._fill_in(wizard, contract, reason="另一份合同的款项")

    def _check_documents(self, wizard, contract):
        action = wizard.action_check_all()
        return Form(wizard.browse(action["res_id"])).record

    def _receive_notice(self, wizard, contract):
        notice = self._draft(
            contract.sudo(), "service_upgrade", "outgoing", body="系统将于近日升级。"
        )
        notice.action_send()
        proof = wizard.env["ir.attachment"].create(
            {"name": "proof.pdf", "datas": SCAN, "res_model": wizard._name}
        )
        own = notice.with_env(wizard.env)
        wizard = wizard.create(
            {
                "notice_ids": [Command.set(own.ids)],
                "receipt_basis": "signed",
                "received_on": TODAY,
                "proof_ids": [Command.set(proof.ids)],
            }
        )
        self.assertTrue(Form(wizard).record)
        return wizard.action_confirm()

    def _send_notice(self, wizard, contract):
        notice = self._draft(
            contract.sudo(), "service_upgrade", "outgoing", body="系统将于近日升级。"
        )
        return self._fill_in(wizard, notice.with_env(wizard.env))

    def _decide(self, wizard, contract):
        claim = self._receive(contract.sudo(), "termination_breach", TODAY)
        return self._fill_in(wizard, claim.with_env(wizard.env), choice="object")

    def _record_change(self, wizard, contract):
        party = contract.sudo().commercial_partner_id
        party.phone = "028-1"
        return self._fill_in(wizard, party.with_env(wizard.env), event_date=TODAY)

    def _preview_mail(self, wizard, contract):
        with Form(wizard.with_context(active_id=contract.id)) as form:
            form.kind = "signed"
            self.assertIn(contract.contract_number, form.body)

    def test_every_dialog_has_its_row(self):
        dialogs = {
            name
            for name, model in self.registry.models.items()
            if model._transient and model._original_module == "miniprogram_contract"
        }
        self.assertEqual(dialogs, set(self._get_dialogs()))

    def _get_dialogs(self):
        """Return of each dialog who may confirm it, in which states, and how."""
        dialogs = {
            "cancel": (WRITERS, UNSIGNED, self._cancel),
            "signed.paper": (WRITERS, {"sent"}, self._register_paper),
            # tried with an unusual address: tests/test_signing_designated_address.py
            "seal": (NOBODY, ALL, None),
            "sign.on.device": (WRITERS, {"sent"}, self._sign_on_device),
            "sign.on.device.term": (WRITERS, {"sent"}, None),  # a part of it
            "terminate": (MANAGERS, RUNNING, self._terminate),
            "terminate.line": (MANAGERS, RUNNING, None),  # a part of it
            "withdraw.termination": (MANAGERS, {"planned_end"}, self._withdraw),
            "reinstate": (MANAGERS, ENDED, self._reinstate),
            "health": (MANAGERS, {"draft"}, self._open_health),
            # tried where there is such an invoice: see their actions
            "assign.invoice": (NOBODY, ALL, None),
            "count.as.paid": (NOBODY, ALL, None),
            "grant.time": (MANAGERS, INVOICED, self._grant_time),
            "ignore.credit": (MANAGERS, INVOICED, self._ignore_credit),
            "document.check": (MANAGERS, ALL, self._check_documents),
            "notice.decide": (MANAGERS, {"active"}, self._decide),
            "notice.send": (WRITERS, RUNNING, self._send_notice),
            "notice.receive": (WRITERS, RUNNING, self._receive_notice),
            "mail.preview": (WRITERS, SENT, self._preview_mail),
            "detail.change.record": (WRITERS, RUNNING, self._record_change),
        }
        return {
            f"miniprogram.contract.{name}": (Row(roles, stages), confirm)
            for name, (roles, stages, confirm) in dialogs.items()
        }

    def test_every_dialog(self):
        for model, (row, confirm) in self._get_dialogs().items():
            for stage in sorted(row.stages) if confirm else ():
                for role in self.users:
                    with self.subTest(dialog=model, stage=stage, role=role):
                        contract = self._as(role, self.stages[stage])
                        wizard = contract.env[model]
                        self._assert_outcome(
                            role,
                            row,
                            True,
                            lambda w=wizard, c=contract, f=confirm: f(w, c),
                        )
