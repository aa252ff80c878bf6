# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..contract.contract import LIVE_STATES
from ..party.company_language import in_company_language
from .contract_unpaid_renewal import Hold

# Holds that an invoice which no period has explains better
LESSER_HOLDS = ("not_invoiced", "credited", "open_credit")

# Matters of warnings
UNASSIGNED_INVOICE = "unassigned_invoice"
UNASSIGNED_PAYMENT = "unassigned_payment"
QUESTION = "question"
NOT_REMINDED = "not_reminded"


class SaleSubscription(models.Model):
    """Invoices of a contract that none of its periods has: people say what they are.

    Until then one that was paid, or a former one that is posted again, keeps the
    contract from being ended.
    """

    _inherit = "sale.subscription"

    has_unassigned_invoices = fields.Boolean(
        compute="_compute_has_unassigned_invoices",
        help="Whether an invoice of this contract belongs to none of its periods.",
    )

    def _compute_has_unassigned_invoices(self):
        for contract in self:
            is_running = contract.contract_state in LIVE_STATES
            contract.has_unassigned_invoices = is_running and bool(
                contract._find_invoices_to_assign()
            )

    @api.private
    def action_set_invoice_aside(self, invoice, reason):
        """Say that an invoice is for something else than a period of this contract.

        :param invoice: an ``account.move`` that no period has
        :param str reason: what it is for
        :raises UserError: neither a manager nor an accountant, an invoice of a period,
            no reason
        """
        self.ensure_one()
        self._check_manager_or_accountant()
        # sudo: contract managers need not be accountants, who only read contracts
        contract, move = self.sudo(), invoice.sudo()
        problems = []
        if move not in contract._find_invoices_to_assign():
            problems.append(self.env._("Invoice: choose one that no period has."))
        if not (reason or "").strip():
            problems.append(self.env._("Reason: say what the invoice is for."))
        if problems:
            raise UserError("\n".join(problems))
        move.is_contract_extra = True
        contract._withdraw_warnings_of_invoice(move)
        contract._log_invoice_set_aside(move, reason.strip())
        return True

    @in_company_language
    def _log_invoice_set_aside(self, invoice, reason):
        self.ensure_one()
        self.message_post(
            body=self.env._(
                "%(invoice)s is not for a period of this contract: %(reason)s",
                invoice=invoice.display_name,
                reason=reason,
            )
        )

    def action_ask_to_assign_invoices(self):
        """Ask an accountant what the invoices are that no period of a contract has.

        It is the way of who reads the contract and no invoices.

        :return: who was asked, as a notification
        :raises UserError: no such invoice
        """
        self.ensure_one()
        self.check_access("read")
        invoices = self._find_invoices_to_assign()
        if not invoices:
            raise UserError(
                self.env._("Invoice: each one of %s is known.", self.display_name)
            )
        accountant = self._get_accountant()
        # sudo: who may only read the contract asks as well
        self.sudo()._pass_on_question(invoices, accountant)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s was asked.", accountant.sudo().name),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @in_company_language
    def _pass_on_question(self, invoices, accountant):
        """Tell an accountant that somebody asks what invoices are for."""
        self.ensure_one()
        self._warn_responsible_once(
            (QUESTION, self.env.user, invoices),
            self.env._(
                "%(user)s asks what %(invoices)s of this contract is for: let it take "
                "the place of a period's invoice, or say that it is for something else "
                "(“Assign Invoice”).",
                user=self.env.user.name,
                invoices=", ".join(invoices.mapped("display_name")),
            ),
            accountant,
        )

    def _check_manager_or_accountant(self):
        """Refuse what only contract managers and accountants may do.

        :raises UserError: for others, and for contracts that they may not read
        """
        self.check_access("read")
        is_accountant = self.env.user.has_group("account.group_account_invoice")
        if not is_accountant and not self._is_contract_manager():
            raise UserError(
                self.env._("Only a contract manager or an accountant can do this.")
            )

    def _get_unassigned_invoices(self):
        """Return the invoices of these contracts that no living period has.

        :return: of each contract that has any, the drafts and those that can be paid
        :rtype: dict[sale.subscription, account.move]
        """
        # sudo: contract users need no access to the customer's accounting
        contracts = self._filter_contracts().sudo()
        living = contracts.term_ids.filtered(lambda term: term.state != "lapsed")
        invoices = contracts.env["account.move"].search(
            [
                ("subscription_id", "in", contracts.ids),
                ("move_type", "=", "out_invoice"),
                ("state", "in", ("draft", "posted")),
                ("is_contract_extra", "=", False),
                ("id", "not in", living.invoice_id.ids),
            ]
        )
        return invoices._filter_payable().grouped("subscription_id")

    def _find_invoices_to_assign(self):
        """Find the invoices of which a person has to say what they are.

        Those that no period has, and those that an invoice of ours was merged into.
        """
        self.ensure_one()
        # sudo: contract users need no access to the customer's accounting
        moves = self.env["account.move"].sudo()
        unassigned = self._get_unassigned_invoices().get(self, moves)
        return unassigned | moves._find_merged_invoices(self.sudo())

    def _check_invoices_assigned(self):
        """Refuse to invoice a period while another invoice may be for it.

        :raises UserError: names these invoices
        """
        for contract in self:
            if invoices := contract._find_invoices_to_assign():
                raise UserError(
                    self.env._(
                        "Invoice: %(invoices)s may be for this period of %(contract)s "
                        "already. Let it take the place of the period's invoice, say "
                        "that it is for something else (“Assign Invoice”), or cancel "
                        "it.",
                        invoices=", ".join(invoices.mapped("display_name")),
                        contract=contract.display_name,
                    )
                )

    def _hold_reminders(self):
        held = super()._hold_reminders()
        for contract, invoices in (self - held)._get_holding_invoices().items():
            paid = invoices.filtered(lambda move: move._has_received_money())
            if paid:
                contract._ask_to_assign(paid)
                held |= contract
        return held

    @in_company_language
    def _ask_to_assign(self, invoices):
        """Ask an accountant, once, what the invoices are that the customer has paid.

        :param invoices: those that no period has
        """
        self.ensure_one()
        self._warn_responsible_once(
            (NOT_REMINDED, invoices),
            self._describe_held_reminder(invoices),
            self._get_accountant(),
        )

    def _describe_held_reminder(self, invoices):
        """Return that the customer is not reminded, and because of which invoices.

        :rtype: str
        """
        return self.env._(
            "The customer is not reminded: %s.",
            self._describe_holding_invoices(invoices),
        )

    def _get_termination_holds(self):
        holds = super()._get_termination_holds()
        for contract, invoices in self._get_holding_invoices().items():
            hold = holds.get(contract)
            if not hold or hold.code in LESSER_HOLDS:
                holds[contract] = Hold(
                    "other_invoice", self._describe_holding_invoices(invoices)
                )
        return holds

    def _get_holding_invoices(self):
        """Return the invoices that customers may pay, or paid, instead of a period's.

        :return: of each contract that has any, copies that were paid and former
            invoices that are posted again
        :rtype: dict[sale.subscription, account.move]
        """
        holding = {}
        for contract, invoices in self._get_unassigned_invoices().items():
            former = contract._get_terms_to_be_paid().former_invoice_ids
            posted = invoices.filtered(lambda move: move.state == "posted")
            paid = posted.filtered(lambda move: move._has_received_money())
            if found := paid | (posted & former):
                holding[contract] = found
        return holding

    def _describe_holding_invoices(self, invoices):
        """Return in words what keeps a contract from being ended.

        :rtype: str
        """
        return self.env._(
            "%s may be for the unpaid period: let it take the place of the period's "
            "invoice, or say that it is for something else (“Assign Invoice”)",
            ", ".join(invoices.mapped("display_name")),
        )

    @in_company_language
    def _warn_of_unassigned_invoice(self, invoice):
        """Warn of an invoice that is posted, and that no period of the contract has.

        :param invoice: the invoice
        """
        self.ensure_one()
        self._warn_responsible_once(
            (UNASSIGNED_INVOICE, invoice),
            self._describe_unassigned_invoice(invoice),
            self._get_accountant(),
        )

    def _describe_unassigned_invoice(self, invoice):
        """Return what to do about an invoice that no period of the contract has.

        :param invoice: the invoice
        :rtype: str
        """
        self.ensure_one()
        if self.contract_state == "terminated":
            return self.env._(
                "%s bills this contract, which has ended: credit it, unless it is for "
                "something else than a period.",
                invoice.display_name,
            )
        return self.env._(
            "%s bills this contract, but none of its periods has it. Let it take the "
            "place of a period's invoice, or say that it is for something else "
            "(“Assign Invoice”).",
            invoice.display_name,
        )

    @in_company_language
    def _warn_of_unassigned_payment(self, invoice):
        """Warn of money for an invoice that no period of the contract has.

        It takes the place of the warning of the invoice itself.

        :param invoice: the invoice
        """
        self.ensure_one()
        self._withdraw_warning((UNASSIGNED_INVOICE, invoice))
        self._warn_responsible_once(
            (UNASSIGNED_PAYMENT, invoice),
            self._describe_unassigned_payment(invoice),
            self._get_accountant(),
        )

    def _withdraw_warnings_of_invoice(self, invoice):
        """Withdraw the warnings of an invoice of which a person has said what it is.

        :param invoice: the invoice
        """
        self.ensure_one()
        self._withdraw_warning((UNASSIGNED_INVOICE, invoice))
        self._withdraw_warning((UNASSIGNED_PAYMENT, invoice))
        unknown = set(self._find_invoices_to_assign().ids)
        for kind in self._get_matters_of_invoices():
            for warning in self._find_warnings((kind,)):
                warning._leave_in_matter(invoice.id, unknown)

    @api.model
    def _get_matters_of_invoices(self):
        """Return the kinds of warnings about several invoices: made to be extended.

        :rtype: list[str]
        """
        return [QUESTION, NOT_REMINDED]

    @api.model
    def _get_matters_until_end(self):
        return [*super()._get_matters_until_end(), (NOT_REMINDED,)]

    def _describe_unassigned_payment(self, invoice):
        """Return what to do with money for an invoice that no period has.

        :param invoice: the invoice
        :rtype: str
        """
        self.ensure_one()
        if self.contract_state == "terminated":
            return self.env._(
                "The customer paid %s of this contract, which has ended. Credit the "
                "invoice: the money is the customer's open credit then, to be refunded "
                "or to reinstate the contract with.",
                invoice.display_name,
            )
        return self.env._(
            "The customer paid %s, which none of this contract's periods has. Let it "
            "take the place of a period's invoice, or say that it is for something "
            "else (“Assign Invoice”).",
            invoice.display_name,
        )
