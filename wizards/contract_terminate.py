# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.ledger.contract_agreed_end import END_CHARGES
from ..models.party.typed_day import Day
from ..policy.ends import FREE
from ..policy.working_days import add_days


class ContractTerminate(models.TransientModel):
    """The end of a contract by decision: asked for, shown, and confirmed."""

    _name = "miniprogram.contract.terminate"
    _description = "Terminate a Contract"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    reason_id = fields.Many2one(
        comodel_name="sale.subscription.close.reason",
        domain=[("clause_code", "!=", False)],
        required=True,
    )
    is_declared = fields.Boolean(compute="_compute_is_declared")
    asks_facts = fields.Boolean(compute="_compute_asks_words")
    asks_settlement = fields.Boolean(compute="_compute_asks_words")
    first_possible_day = fields.Date(
        string="Possible from",
        compute="_compute_first_possible_day",
        help="The first last day of service that the clause allows.",
    )
    has_one_day = fields.Boolean(compute="_compute_has_one_day")
    termination_date = Day(
        string="Last Day of Service",
        compute="_compute_termination_date",
        store=True,
        readonly=False,
        help="The contract is served until this day, inclusive; nothing is invoiced "
        "beyond it.",
    )
    cure_day = Day(
        string="Not before",
        help="The contract is served until this day, even if our letter arrives "
        "before. Of a breach it is the last day to cure it. Without one the contract "
        "ends when our letter arrives.",
    )
    missing_payment_ids = fields.Many2many(
        comodel_name="miniprogram.contract.term",
        string="Overdue Periods",
        compute="_compute_missing_payment_ids",
    )
    breach = fields.Selection(
        selection=[("payment", "A missing payment"), ("other", "Something else")],
        compute="_compute_breach",
        store=True,
        readonly=False,
        help="Only what is a missing payment is cured by paying it.",
    )
    term_id = fields.Many2one(
        comodel_name="miniprogram.contract.term",
        string="Missing Payment",
        compute="_compute_term_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', missing_payment_ids)]",
        help="The period whose missing payment is the breach: if it is paid in time, "
        "the contract continues.",
    )
    facts = fields.Text(
        compute="_compute_facts",
        store=True,
        readonly=False,
        help="What our letter says happened, in Chinese: when, what, and how it is "
        "proven.",
    )
    settlement = fields.Text(
        compute="_compute_settlement",
        store=True,
        readonly=False,
        help="The settlement line of our letter, in Chinese: what is refunded or owed.",
    )
    step = fields.Selection(
        selection=[("ask", "Details"), ("show", "Preview")],
        default="ask",
        required=True,
    )
    end_words = fields.Text(string="End", readonly=True)
    outcome_ids = fields.One2many(
        comodel_name="miniprogram.contract.terminate.line",
        inverse_name="dialog_id",
        string="Consequences",
        readonly=True,
    )
    letter_words = fields.Text(string="Our Letter", readonly=True)
    clause = fields.Char(compute="_compute_clause")
    needs_document = fields.Boolean(related="reason_id.needs_document")
    document_name = fields.Char(related="reason_id.document_name")
    document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="miniprogram_contract_terminate_document_rel",
        string="Supporting Documents",
    )

    currency_id = fields.Many2one(related="contract_id.currency_id")
    paid_until = fields.Date(related="contract_id.paid_until")
    asks_charge = fields.Boolean(compute="_compute_asks_charge")
    charge = fields.Selection(
        selection=END_CHARGES,
        string="Charge until the End",
        default=FREE,
        required=True,
        help="How the days after the last paid one are charged. What was invoiced "
        "otherwise is credited; what both sides agreed on is owed, and not paying it "
        "does not end the contract before.",
    )
    charge_amount = fields.Monetary(
        string="Agreed Amount", help="What these days cost altogether, tax included."
    )
    amount_by_day = fields.Monetary(
        string="Amount by Day",
        compute="_compute_amount_by_day",
        help="At the yearly price, tax included.",
    )

    @api.depends("reason_id")
    def _compute_is_declared(self):
        for wizard in self:
            reason = wizard.reason_id
            wizard.is_declared = bool(reason) and reason._is_declared_by_us()

    @api.depends("is_declared", "reason_id")
    def _compute_asks_words(self):
        for wizard in self:
            reason = wizard.reason_id
            asked = reason._get_words_to_give() if reason else set()
            wizard.asks_facts = wizard.is_declared or "facts" in asked
            wizard.asks_settlement = wizard.is_declared or "settlement" in asked

    @api.depends("contract_id", "reason_id")
    def _compute_first_possible_day(self):
        for wizard in self:
            contract, reason = wizard.contract_id, wizard.reason_id
            today = (contract.company_id or self.env.company)._contract_today()
            is_known = bool(contract and reason)
            wizard.first_possible_day = (
                contract._get_first_possible_day(reason) if is_known else today
            )

    @api.depends("contract_id", "reason_id")
    def _compute_has_one_day(self):
        for wizard in self:
            contract, reason = wizard.contract_id, wizard.reason_id
            is_known = bool(contract and reason)
            wizard.has_one_day = is_known and bool(contract._get_only_last_day(reason))

    @api.depends("first_possible_day", "has_one_day")
    def _compute_termination_date(self):
        for wizard in self:
            first = wizard.first_possible_day
            asked = not wizard.has_one_day and wizard.termination_date
            wizard.termination_date = max(first, asked or first)

    @api.depends("contract_id", "reason_id")
    def _compute_missing_payment_ids(self):
        for wizard in self:
            contract, reason = wizard.contract_id, wizard.reason_id
            is_known = bool(contract and reason)
            wizard.missing_payment_ids = is_known and contract._find_missing_payments(
                reason
            )

    @api.depends("missing_payment_ids")
    def _compute_breach(self):
        for wizard in self:
            wizard.breach = wizard.missing_payment_ids and wizard.breach

    @api.depends("breach")
    def _compute_term_id(self):
        for wizard in self:
            is_payment = wizard.breach == "payment"
            overdue = wizard.missing_payment_ids if is_payment else None
            is_open = overdue and overdue & wizard.contract_id.open_term_id
            wizard.term_id = is_open or overdue and overdue[:1]

    @api.depends("term_id")
    def _compute_facts(self):
        for wizard in self:
            # whatever the reason is now: what the dialog wrote itself nobody typed
            overdue = wizard.contract_id.term_ids.filtered(
                lambda term: term._is_in_default()
            )
            found = {term: term._describe_default() for term in overdue}
            is_typed = wizard.facts and wizard.facts not in found.values()
            chosen = found.get(wizard.term_id._origin)
            wizard.facts = wizard.facts if is_typed else chosen

    @api.depends("reason_id")
    def _compute_settlement(self):
        for wizard in self:
            wizard.settlement = wizard.reason_id.settlement

    @api.depends("contract_id", "reason_id")
    def _compute_clause(self):
        for wizard in self:
            code, contract = wizard.reason_id.clause_code, wizard.contract_id
            number = code and contract.wording_id._get_clause(code).number
            wizard.clause = number or (code and contract._name_clause(code))

    @api.depends("contract_id", "reason_id", "termination_date")
    def _compute_asks_charge(self):
        for wizard in self:
            wizard.asks_charge = bool(wizard._find_first_uncharged_day())

    @api.depends("contract_id", "reason_id", "termination_date")
    def _compute_amount_by_day(self):
        for wizard in self:
            first_day = wizard._find_first_uncharged_day()
            wizard.amount_by_day = first_day and wizard.contract_id._get_amount_by_day(
                first_day, wizard.termination_date
            )

    def _find_first_uncharged_day(self):
        """Return the first day until the agreed end that is not paid, if there is one.

        :rtype: date or bool
        """
        self.ensure_one()
        contract, last_day = self.contract_id, self.termination_date
        is_agreed = self.reason_id.is_agreement and contract.contract_state == "active"
        if not is_agreed or not last_day or not contract.paid_until:
            return False
        first_day = add_days(event=contract.paid_until, days=1)
        return first_day <= last_day and first_day

    # -- what follows -----------------------------------------------------------------

    def action_preview(self):
        """Show what follows, before anything is done.

        :return: the same dialog
        :rtype: dict
        """
        self.ensure_one()
        self.write({**self._prepare_preview(), "step": "show"})
        return self._reopen()

    def action_back(self):
        """Ask once more.

        :return: the same dialog
        :rtype: dict
        """
        self.ensure_one()
        self.step = "ask"
        return self._reopen()

    def action_confirm(self):
        """End the contract as it was asked for, and as it was shown."""
        self.ensure_one()
        if self.step == "show":
            self._check_still_as_shown()
        reason, day, documents, options = self._get_arguments()
        return self.contract_id.action_terminate_contract(
            reason, day, documents, **options
        )

    def _get_arguments(self):
        """Return what was asked for, as the contract takes it.

        :rtype: tuple
        :raises UserError: nobody said whether the breach is the missing payment
        """
        if self.missing_payment_ids and not self.breach:
            raise UserError(
                self.env._(
                    "Breach: say whether it is the missing payment, which the customer "
                    "can still make, or something else."
                )
            )
        options = {
            "facts": self.asks_facts and self.facts,
            "settlement": self.asks_settlement and self.settlement,
        }
        if self.is_declared:
            options["term"] = self.term_id
        elif self.asks_charge:
            options |= {"charge": self.charge, "charge_amount": self.charge_amount}
        day = self.cure_day if self.is_declared else self.termination_date
        return self.reason_id, day, self.document_ids, options

    def _prepare_preview(self):
        """Prepare what the dialog shows of what follows.

        :rtype: dict
        """
        reason, day, documents, options = self._get_arguments()
        shown = self.contract_id._preview_termination(reason, day, documents, **options)
        lines = [
            {"kind": kind, **line}
            for kind in ("invoices", "letters")
            for line in shown[kind]
        ]
        return {
            "end_words": shown["end"],
            "letter_words": shown["words"],
            "outcome_ids": [Command.clear(), *map(Command.create, lines)],
        }

    def _check_still_as_shown(self):
        """Refuse to go on if something else would follow than was shown."""
        shown = (self.end_words, self.letter_words, self._list_lines())
        self.write(self._prepare_preview())
        if shown != (self.end_words, self.letter_words, self._list_lines()):
            raise UserError(
                self.env._(
                    "Something has changed since the preview. Go back, and preview "
                    "the end again."
                )
            )

    def _list_lines(self):
        return [
            (line.kind, line.name, line.amount, line.outcome)
            for line in self.outcome_ids
        ]

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_terminate"
        )
        return {**action, "res_id": self.id}


class ContractTerminateLine(models.TransientModel):
    """What becomes of one invoice or letter."""

    _name = "miniprogram.contract.terminate.line"
    _description = "Consequence of an End"

    dialog_id = fields.Many2one(
        comodel_name="miniprogram.contract.terminate",
        required=True,
        ondelete="cascade",
        index=True,
    )
    kind = fields.Selection(
        selection=[("invoices", "Invoice"), ("letters", "Letter")], required=True
    )
    name = fields.Char()
    amount = fields.Monetary()
    currency_id = fields.Many2one(related="dialog_id.currency_id")
    outcome = fields.Char()


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _get_evidence_models(self):
        return super()._get_evidence_models() | {"miniprogram.contract.terminate"}
