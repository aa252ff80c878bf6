# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields

from .common import SCAN, ContractCommon


class LedgerCommon(ContractCommon):
    """Contracts on their way through the years; every day is noon in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank_journal = cls.company_data["default_journal_bank"]
        cls.unpaid = cls.env.ref("miniprogram_contract.close_reason_unpaid")
        cls.agreement = cls.env.ref("miniprogram_contract.close_reason_agreement")
        # the paper that both sides signed is a matter of the notice tests
        cls.agreement.needs_document = False

    @classmethod
    def _on(cls, day):
        return freeze_time(f"{day} 04:00:00")

    @classmethod
    def _set_up_demo_provider(cls):
        """Let the company take payments that core's own demo provider makes up."""
        # sudo: who keeps the books in these tests keeps no providers
        provider = cls.env.ref("payment.payment_provider_demo").sudo()
        if provider.code != "demo":
            cls.skipTest(cls, "the module payment_demo is not installed")
        provider.payment_method_ids.active = True
        cls.provider = provider.copy(
            {
                "company_id": cls.company.id,
                "state": "test",
                "is_published": True,
                "journal_id": cls.bank_journal.id,
            }
        )

    @classmethod
    def _sign(cls, day="2026-03-01", *products, **values):
        """Return a contract signed on a day."""
        with cls._on(day):
            contract = cls._create_sent_contract(*products, **values)
            contract.action_register_signed_paper("李静", SCAN)
        return contract

    @classmethod
    def _activate(cls, day="2026-03-01", *products, **values):
        """Return a contract signed and paid on a day."""
        contract = cls._sign(day, *products, **values)
        cls._pay(contract, day)
        return contract

    @classmethod
    def _create_running(cls, count, paid_until="2027-02-28"):
        """Create contracts paid until a day, without document: for what is counted."""
        contracts = cls.env["sale.subscription"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "template_id": cls.plan.id,
                    "purchase_date": "2026-03-01",
                    "sale_subscription_line_ids": [
                        Command.create(
                            {
                                "product_id": cls.package.id,
                                "name": cls.package.name,
                                "price_unit": 6800.0,
                                "tax_ids": cls.tax_6.ids,
                            }
                        )
                    ],
                }
                for _number in range(count)
            ]
        )
        for contract in contracts:
            number = f"T-{contract.id}"
            contract._write_protected(
                {
                    **contract._prepare_plan_values(),
                    "contract_number": number,
                    "contract_state": "active",
                    "signed_end": paid_until,
                }
            )
        cls.env["miniprogram.contract.term"].sudo().create(
            [
                {
                    "contract_id": contract.id,
                    "sequence": 1,
                    "kind": "initial",
                    "date_start": "2026-03-01",
                    "date_end": paid_until,
                    "amount": 7208.0,
                    "is_opening": True,
                    "state": "paid",
                }
                for contract in contracts
            ]
        )
        cls.env.flush_all()
        return contracts

    @classmethod
    def _pay(cls, contract, day, amount=None, term=None):
        """Pay the open term, dated and entered on a day."""
        invoice = (term or contract.open_term_id).invoice_id
        return cls._pay_invoice(invoice, day, amount)

    @classmethod
    def _pay_invoice(cls, invoice, day, amount=None):
        """Pay an invoice, dated and entered on a day."""
        with cls._on(day):
            wizard = (
                cls.env["account.payment.register"]
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create(
                    {
                        "journal_id": cls.bank_journal.id,
                        "payment_date": day,
                        **({"amount": amount} if amount else {}),
                    }
                )
            )
            return wizard._create_payments()

    def _without_outstanding_account(self):
        """Make payments without an entry, as an accounting addon does."""
        self.bank_journal.inbound_payment_method_line_ids.payment_account_id = False
        self.startPatcher(
            patch.object(
                self.registry["account.move"],
                "_get_invoice_in_payment_state",
                lambda move: "in_payment",
            )
        )

    def _run(self, name, day):
        """Run a scheduled action on a day."""
        cron = self.env.ref(f"miniprogram_contract.ir_cron_{name}")
        self.env.flush_all()
        with self._on(day), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _end_unpaid(self, day):
        """Let the scheduled action end whose renewal was not paid in time."""
        self._run("terminate_unpaid_renewals", day)

    def _receivable(self, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def _renew(self, contract, day=None):
        """Let the scheduled action make the next term on its day."""
        self._run("invoice_renewals", day or contract.renewal_invoice_on)
        return contract.open_term_id

    def _day(self, text, days=0):
        return fields.Date.to_date(text) + timedelta(days=days)

    @classmethod
    def _credit(cls, contract, amount, day, **values):
        """Enter money of the customer that is not allocated."""
        with cls._on(day):
            payment = cls.env["account.payment"].create(
                {
                    "partner_id": contract.partner_id.id,
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "journal_id": cls.bank_journal.id,
                    "amount": amount,
                    "date": day,
                    **values,
                }
            )
            payment.action_post()
        return payment

    @classmethod
    def _pay_back(cls, contract, amount, day, **values):
        """Enter a payment to the customer by hand."""
        return cls._credit(contract, amount, day, payment_type="outbound", **values)

    def _receive_in_bank(self, contract, amount, day, **values):
        """Enter a bank line that is not matched."""
        with self._on(day):
            return self.env["account.bank.statement.line"].create(
                {
                    "journal_id": self.bank_journal.id,
                    "date": day,
                    "amount": amount,
                    "partner_id": contract.partner_id.id,
                    "payment_ref": "转账",
                    **values,
                }
            )

    def _credit_partly(self, term, amount, day):
        """Credit a part of a term's invoice, and reconcile it with that."""
        invoice = term.invoice_id
        with self._on(day):
            refund = invoice._reverse_moves([{"invoice_date": day}])
            refund.invoice_line_ids[1:].unlink()
            line = refund.invoice_line_ids
            line.write({"quantity": 1.0, "price_unit": amount / 1.06})
            refund.action_post()
            self._receivable(refund | invoice).reconcile()
        return refund
