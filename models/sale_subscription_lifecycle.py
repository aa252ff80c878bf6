# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError, ValidationError

from ..tools.chinese_text import yuan
from ..tools.documents import decode_scan


class SaleSubscription(models.Model):
    """The way of a contract from draft to signed."""

    _inherit = "sale.subscription"

    sent_on = fields.Date(readonly=True, copy=False)
    signed_by = fields.Char(
        readonly=True, copy=False, help="Who signed for the customer.", tracking=True
    )
    signed_by_customer_on = fields.Date(
        string="Signed by Customer on", readonly=True, copy=False
    )
    countersigned_on = fields.Date(readonly=True, copy=False)
    signed_on = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The day on which the second of both sides signed.",
    )
    cancel_reason = fields.Text(readonly=True, copy=False)
    sending_problems = fields.Html(
        compute="_compute_sending_problems",
        help="What the paper needs and is missing or wrong, while this is a draft.",
    )
    # The paper's way to the customer and back
    paper_copies = fields.Integer(string="Copies", copy=False)
    courier_out_number = fields.Char(
        string="Courier Number (Out)", copy=False, index="btree_not_null"
    )
    courier_back_number = fields.Char(
        string="Courier Number (Back)", copy=False, index="btree_not_null"
    )
    paper_returned = fields.Boolean(copy=False)
    archive_number = fields.Char(copy=False, index="btree_not_null")

    @api.depends(
        "commercial_partner_id",
        "company_id",
        "contact_partner_id",
        "contract_amount",
        "contract_date_end",
        "contract_state",
        "payment_schedule",
        "wording_id",
    )
    def _compute_sending_problems(self):
        for contract in self:
            problems = []
            is_draft = contract.is_miniprogram and contract.contract_state == "draft"
            if is_draft and contract.partner_id:
                problems = contract._get_sending_problems()
            items = Markup().join(Markup("<li>%s</li>") % item for item in problems)
            contract.sending_problems = (
                items and Markup("<ul class='mb-0'>%s</ul>") % items
            )

    @api.constrains("paper_copies")
    def _check_paper_copies(self):
        for contract in self:
            if contract.paper_copies < 0:
                raise ValidationError(self.env._("Copies: a whole number, 0 or more."))

    # -- sending --------------------------------------------------------------------

    def action_send_contract(self):
        """Number the contract, print it, and keep that document as what was sent.

        :raises UserError: when it is no draft, or the paper lacks something: one error
            that names all of it
        """
        self._begin("draft")
        self._check_can_be_sent()
        for contract in self:
            contract._send()
        return True

    def _send(self):
        """Freeze the document; from here on the contract's content stays."""
        self.ensure_one()
        self._set_lifecycle(
            {
                **self._prepare_sending_values(),
                "contract_state": "sent",
            }
        )
        document, digest = self._freeze(
            self._get_document_name(), self._render_document(), "application/pdf"
        )
        self._set_lifecycle(
            {"sent_document_id": document.id, "sent_document_sha256": digest}
        )
        self.message_post(
            body=self.env._("The contract was sent (SHA-256 %s).", digest),
            attachment_ids=document.ids,
        )
        self._log_seal_use()

    def _prepare_sending_values(self):
        """Prepare what a contract gets when it is sent.

        :rtype: dict
        """
        self.ensure_one()
        number = self.contract_number or self._next_contract_number()
        return {
            **self._prepare_plan_values(),
            "contract_number": number,
            "code": number,
            "sent_on": self.company_id._contract_today(),
        }

    def _prepare_plan_values(self):
        """Prepare the plan's values that the contract keeps from now on.

        :rtype: dict
        """
        self.ensure_one()
        plan = self.template_id
        return {
            "contract_invoicing_mode": plan.invoicing_mode,
            "cure_days": plan.cure_days,
            "grace_days": plan.grace_days,
            "reminder_days": plan.reminder_days,
            "renewal_lead_days": plan.renewal_lead_days,
            "renewal_years": plan.renewal_years,
        }

    def _next_contract_number(self):
        """Take the company's next contract number, counted by its own year.

        :rtype: str
        """
        self.ensure_one()
        today = self.company_id._contract_today()
        sequence = self.company_id._get_contract_sequence()
        return sequence.next_by_id(sequence_date=today)

    def _get_document_name(self):
        """Name the document; one that was taken back keeps its name on file."""
        self.ensure_one()
        # sudo: earlier documents count whoever may read them
        earlier = (
            self.env["ir.attachment"]
            .sudo()
            .search_count(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("is_contract_document", "=", True),
                ]
            )
        )
        version = f"-{earlier + 1}" if earlier else ""
        return f"{self.contract_number}{version}"

    def _log_seal_use(self):
        self.ensure_one()
        if self._get_seal():
            self.message_post(
                body=self.env._("Our seal was printed on the contract that was sent.")
            )

    def _check_can_be_sent(self):
        """Refuse to send what the paper would be incomplete for, in one error."""
        problems = [
            f"- {contract.display_name}: {problem}" if len(self) > 1 else f"- {problem}"
            for contract in self
            for problem in contract._get_sending_problems()
        ]
        if problems:
            raise UserError(
                self.env._(
                    "The contract cannot be sent yet. Complete this first:\n%s",
                    "\n".join(problems),
                )
            )

    def _get_sending_problems(self):
        """List, in the user's words, what the paper needs and is missing or wrong."""
        self.ensure_one()
        return [
            *self.commercial_partner_id._get_missing_contract_data(
                self.contact_partner_id
            ),
            *self.company_id._get_missing_contract_data(),
            *self._get_content_problems(),
        ]

    def _get_content_problems(self):
        self.ensure_one()
        _ = self.env._
        problems = []
        if not self.wording_id:
            problems.append(_("Wording: choose a published one."))
        if self.term_years < 1:
            problems.append(_("Term (Years): one whole year or more."))
        if not self.payment_schedule:
            problems.append(_("Payment Schedule: one-off or yearly."))
        if not self.sale_subscription_line_ids:
            problems.append(_("Package and apps: one line or more."))
        if not all(self.sale_subscription_line_ids.mapped("name")):
            problems.append(_("Package and apps: a description on every line."))
        if self.contract_amount <= 0:
            problems.append(_("Contract Price: more than zero."))
        elif not self.contract_amount_words:
            problems.append(_("Contract Price: less than ten thousand trillion yuan."))
        if self.currency_id != self.env.ref("base.CNY"):
            problems.append(_("Currency: yuan (CNY)."))
        if not self.contract_date_start:
            problems.append(_("Start Date: the day of purchase or another day."))
        elif self.contract_date_end != self._get_agreed_end():
            problems.append(
                _(
                    "End Date: %(years)s years from %(start)s end on %(end)s.",
                    years=self.term_years,
                    start=self.contract_date_start,
                    end=self._get_agreed_end(),
                )
            )
        return problems

    # -- signing --------------------------------------------------------------------

    def action_register_signed_paper(
        self, signed_by, document, *, signed_by_customer_on=None, countersigned_on=None
    ):
        """Register the paper that both sides have stamped.

        :param str signed_by: who signed for the customer
        :param document: the scan in base64: PDF, JPEG or PNG
        :param date signed_by_customer_on: the customer's day on paper, today by default
        :param date countersigned_on: our day on paper, today by default
        :raises UserError: when the contract is not waiting for signatures, or something
            given is wrong: one error that names all of it
        """
        self.ensure_one()
        self._begin("sent")
        today = self.company_id._contract_today()
        days = {
            "signed_by_customer_on": fields.Date.to_date(signed_by_customer_on)
            or today,
            "countersigned_on": fields.Date.to_date(countersigned_on) or today,
        }
        raw, mimetype = self._check_signed_paper(signed_by, document, days)
        scan, digest = self._freeze(
            self.env._("%s signed", self.contract_number), raw, mimetype
        )
        self._set_lifecycle(
            {
                **days,
                "signed_by": signed_by.strip(),
                "signed_document_id": scan.id,
                "signed_document_sha256": digest,
            }
        )
        self.message_post(
            body=self.env._(
                "The stamped paper signed by %(name)s was put on file "
                "(SHA-256 %(hash)s).",
                name=self.signed_by,
                hash=digest,
            ),
            attachment_ids=scan.ids,
        )
        self._set_signed()
        return True

    def _check_signed_paper(self, signed_by, document, days):
        """Check everything that is given with a signed paper.

        :return: the scan's bytes and type
        :rtype: tuple[bytes, str]
        """
        self.ensure_one()
        _ = self.env._
        scan, problems = None, []
        if not (signed_by or "").strip():
            problems.append(_("Signed by: the name of who signed for the customer."))
        try:
            scan = decode_scan(document)
        except ValueError:
            problems.append(_("Scan: a PDF, JPEG or PNG file of the stamped paper."))
        for name, day in days.items():
            if day > self.company_id._contract_today():
                problems.append(
                    _(
                        "%(field)s: a day that is not in the future, not %(day)s.",
                        field=self._describe_fields([name]),
                        day=day,
                    )
                )
        if self._compute_agreed_amount() != self.contract_amount:
            problems.append(
                _(
                    "Contract Price: the paper says %(signed)s, but with the taxes of "
                    "today it would be %(today)s. Put the taxes back as they were, or "
                    "take the contract back to draft and send it again.",
                    signed=yuan(self.contract_amount),
                    today=yuan(self._compute_agreed_amount()),
                )
            )
        if problems:
            raise UserError("\n".join(problems))
        return scan

    def _set_signed(self):
        """Both sides have signed: the contract binds, its first term is invoiced."""
        for contract in self:
            contract._set_lifecycle(
                {
                    "contract_state": "signed",
                    "signed_end": contract.contract_date_end,
                    "signed_on": max(
                        contract.signed_by_customer_on, contract.countersigned_on
                    ),
                }
            )
        self._freeze_platform_order_pages()
        self._start_first_term()

    # -- going back -----------------------------------------------------------------

    def action_reset_to_draft(self):
        """Take a sent contract back; its number and the sent document stay on file.

        :raises UserError: when the customer has signed, or it was not sent
        """
        self._begin("sent")
        signed = self.filtered("signed_by_customer_on")
        if signed:
            raise UserError(
                self.env._(
                    "The customer has signed already, so these cannot go back to "
                    "draft: %s.",
                    ", ".join(signed.mapped("display_name")),
                )
            )
        for contract in self:
            contract.message_post(
                body=self.env._(
                    "Taken back to draft. The document sent before is kept."
                ),
                attachment_ids=contract.sent_document_id.ids,
            )
        self._set_lifecycle(
            {
                "contract_state": "draft",
                "sent_on": False,
                "sent_document_id": False,
                "sent_document_sha256": False,
            }
        )
        return True

    def action_cancel_contract(self, reason):
        """Give up a contract that both sides have not signed yet.

        :param str reason: why, in the user's words
        :raises UserError: when both have signed, or no reason is given
        """
        self._begin("draft", "sent")
        if not (reason or "").strip():
            raise UserError(self.env._("Reason: say why the contract is cancelled."))
        self._set_lifecycle(
            {"contract_state": "cancelled", "cancel_reason": reason.strip()}
        )
        for contract in self:
            contract.message_post(
                body=self.env._("The contract was cancelled: %s", reason.strip())
            )
        return True

    # -- helpers --------------------------------------------------------------------

    def _begin(self, *states):
        """Start a transition: this user, these states, and nobody else meanwhile.

        :param str states: the states from which the transition is allowed
        """
        self.check_access("write")
        self._lock()
        self.invalidate_recordset(["contract_state"])
        others = self.filtered(lambda contract: contract.contract_state not in states)
        if others:
            labels = dict(
                self._fields["contract_state"]._description_selection(self.env)
            )
            raise UserError(
                self.env._(
                    "This needs a contract in state %(states)s: %(contracts)s.",
                    states=", ".join(labels[state] for state in states),
                    contracts=", ".join(
                        f"{contract.display_name}"
                        f" ({labels.get(contract.contract_state, '')})"
                        for contract in others
                    ),
                )
            )

    def _lock(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is just working on this: %s. Wait a moment and look "
                    "at it again.",
                    ", ".join(self.mapped("display_name")),
                )
            ) from error
