# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .notice_type import DIRECTIONS

NOTICE_STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("received", "Received"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]


class ContractNotice(models.Model):
    """One notice between the parties: what was said, when, and by which letter."""

    _name = "miniprogram.contract.notice"
    _description = "Contract Notice"
    _inherit = ["miniprogram.lifecycle"]
    _order = "event_date desc, id desc"
    _check_company_auto = True

    type_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice.type",
        required=True,
        ondelete="restrict",
        index=True,
    )
    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('is_miniprogram', '=', True), ('contract_number', '!=', False)]",
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id", string="Customer"
    )
    term_id = fields.Many2one(
        comodel_name="miniprogram.contract.term",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('contract_id', '=', contract_id)]",
        help="The period that this notice is about.",
    )
    direction = fields.Selection(
        selection=DIRECTIONS,
        compute="_compute_direction",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    state = fields.Selection(
        selection=NOTICE_STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    event_date = fields.Date(
        string="Event on",
        required=True,
        default=lambda self: self.env.company._contract_today(),
        help="The day of what this notice tells: the end, the missed due date, …",
    )
    requested_date = fields.Date(
        string="Requested on",
        help="The day on which the notice is to take effect, such as the last day of "
        "service it asks for. Too early a day is moved to the earliest allowed one.",
    )
    origin_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice",
        string="Follows",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('contract_id', '=', contract_id), ('id', '!=', id)]",
        help="The notice that this one answers, proves or ends.",
    )
    facts = fields.Text(
        help="What the letter tells in words of its own, in Chinese: the breach, the "
        "event, what is waived or upgraded.",
    )
    settlement = fields.Text(
        compute="_compute_settlement",
        store=True,
        readonly=False,
        precompute=True,
        help="The letter's settlement line, in Chinese: a contract manager fills it "
        "in.",
    )
    supporting_document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="miniprogram_contract_notice_document_rel",
        string="Supporting Documents",
        copy=False,
        help="What comes with the notice, such as the agreement signed by both sides.",
    )
    body = fields.Text(
        compute="_compute_body",
        store=True,
        readonly=False,
        precompute=True,
        help="What the letter says, in Chinese, a paragraph a line.",
    )
    queued_on = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The scheduled action prints and sends it from this day on.",
    )
    sent_on = fields.Date(readonly=True, copy=False)
    document_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Letter",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    document_sha256 = fields.Char(
        string="SHA-256 of the Letter", readonly=True, copy=False
    )
    failure = fields.Text(
        readonly=True,
        copy=False,
        help="Why the scheduled action could not send it.",
    )

    @api.depends("type_id")
    def _compute_direction(self):
        for notice in self:
            given = notice.direction or "outgoing"
            side = notice.type_id.direction
            notice.direction = side if side in ("incoming", "outgoing") else given

    @api.depends("type_id", "contract_id", "direction")
    def _compute_settlement(self):
        for notice in self:
            if notice.state == "draft":
                notice.settlement = notice._get_close_reason().settlement
            else:
                notice.settlement = notice.settlement

    @api.depends(lambda self: sorted(self._get_letter_fields()))
    def _compute_body(self):
        for notice in self:
            # what was given stays as it is, and the customer's words are his own
            is_ours = notice.state == "draft" and notice.direction == "outgoing"
            notice.body = notice._fill_body() if is_ours else notice.body

    @api.depends("type_id", "contract_id")
    def _compute_display_name(self):
        for notice in self:
            parts = (notice.type_id.name, notice.contract_id.contract_number)
            notice.display_name = " ".join(filter(None, parts))

    @api.onchange("direction")
    def _onchange_direction(self):
        if self.direction == "incoming":
            self.body = False  # the type's letter is ours

    def action_send(self):
        """Send these notices: from here on the letter stays as it is.

        The letter is printed and kept, and e-mailed to the customer where there is an
        address. Without one, whoever sends it hands the printed letter over.

        :raises UserError: when one is no draft, or its letter is not complete
        """
        self._lock_in_state("draft")
        self._renew_time_to_cure()
        self._check_can_be_sent()
        for notice in self:
            notice._send()
        return True

    def action_cancel(self):
        """Withdraw notices before they arrive (Civil Code, article 141).

        :raises UserError: when one was received: it counts, and cannot be undone
        """
        self._lock_in_state("draft", "sent")
        withdrawn = self | self._get_expected()
        withdrawn._write_protected({"state": "cancelled", "queued_on": False})
        return True

    def action_done(self):
        """Say that nothing is left to be done about notices that were received.

        What was to take effect later does not take effect any more: a breach was
        cured, say. Only a contract manager decides that.

        :raises UserError: when one was not received; not a manager, and one was to
            take effect
        """
        self._lock_in_state("received")
        self._check_may_be_done()
        self._give_up_effect()
        self._set_done()
        return True

    def action_view_document(self):
        """Open the letter as it was sent."""
        self.ensure_one()
        return self.document_id._open_in_browser()

    def _set_done(self):
        """Nothing is left to be done about these notices."""
        self._write_protected({"state": "done"})
