# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..party.company_language import in_company_language
from ..party.typed_day import Day
from .notice_type import DIRECTIONS

NOTICE_STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("received", "Received"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
# What warnings of notices are about, and which step settles them
WARNING = "notice"
SENDING, RECEIPT, OVERDUE, DECISION = "sending", "receipt", "overdue", "decision"
PAYMENT = "payment"


class ContractNotice(models.Model):
    """One notice between the parties: what was said, when, and by which letter."""

    _name = "miniprogram.contract.notice"
    _description = "Contract Notice"
    _inherit = ["miniprogram.lifecycle", "mail.thread", "mail.activity.mixin"]
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
        tracking=True,
    )
    event_date = Day(
        string="Event Date",
        required=True,
        default=lambda self: self.env.company._contract_today(),
        help="The day of the event that this notice is about: the end, the missed due "
        "date, …",
    )
    requested_date = Day(
        string="Requested Date",
        help="The day on which the notice is to take effect, such as the last day of "
        "service it asks for. A day that is too early is moved to the earliest one "
        "allowed.",
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
        help="What is particular to this letter, in Chinese: the breach, the event, "
        "what is waived or upgraded.",
    )
    supporting_document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="miniprogram_contract_notice_document_rel",
        string="Supporting Documents",
        copy=False,
        help="What comes with the notice, such as the agreement signed by both sides.",
    )
    proof_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="miniprogram_contract_notice_proof_rel",
        string="Proof of Receipt",
        copy=False,
        help="What shows that it was sent and arrived: the courier's receipt, a "
        "picture of the message, the envelope that came back.",
    )
    sent_on = fields.Date(readonly=True, copy=False)
    received_on = Day(
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="The day of actual receipt: the notice counts from then on.",
    )
    document_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Letter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    document_sha256 = fields.Char(
        string="SHA-256 of the Letter", readonly=True, copy=False
    )
    effect_note = fields.Text(
        readonly=True,
        copy=False,
        help="The outcome of the notice, such as another day than the requested one.",
    )
    queued_on = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The scheduled action prints and sends it from this day on.",
    )
    failure = fields.Text(
        readonly=True,
        copy=False,
        help="Why the scheduled action could not send it.",
    )

    @api.depends("type_id")
    def _compute_direction(self):
        for notice in self:
            side = notice.type_id.direction
            is_fixed = side in ("incoming", "outgoing")
            notice.direction = side if is_fixed else notice.direction or "outgoing"

    @api.depends("type_id", "contract_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for notice in self:
            parts = (notice.type_id.name, notice.contract_id.contract_number)
            notice.display_name = " ".join(filter(None, parts))

    def _set_done(self):
        """Close these notices: nothing is left to be done about them."""
        self._write_protected({"state": "done"})
        self._withdraw_warnings()

    def _set_cancelled(self):
        """Withdraw these notices: they count for nothing."""
        self._write_protected({"state": "cancelled", "queued_on": False})
        self._withdraw_warnings()

    def _warn_of_notice(self, step, note, user=None):
        """Warn somebody of something about this notice, until that is settled.

        :param str step: which step settles it: ``SENDING``, ``RECEIPT`` …
        :param str note: what to do, see :func:`in_company_language`
        :param user: who is warned instead of the person responsible
        """
        self.ensure_one()
        self.contract_id._warn_responsible(note, user, (WARNING, self, step))

    def _warn_of_notice_once(self, step, note, user=None):
        """Warn somebody, unless an open warning asks for it already.

        :param str step: which step settles it, see :meth:`_warn_of_notice`
        :param str note: what to do, see :func:`in_company_language`
        :param user: who is warned instead of the person responsible
        """
        self.ensure_one()
        if not self.contract_id._find_warnings((WARNING, self, step)):
            self._warn_of_notice(step, note, user)

    def _withdraw_warnings(self, *steps):
        """Withdraw what asked somebody to see to these notices.

        :param str steps: what is settled, by default all
        """
        for notice in self:
            for step in steps or [None]:
                matter = (WARNING, notice, step) if step else (WARNING, notice)
                notice.contract_id._withdraw_warning(matter)

    @in_company_language
    def _note(self, note):
        """Note what came of the notice, on it and on its contract.

        :param str note: in words
        """
        self.ensure_one()
        self._write_protected({"effect_note": note})
        self.contract_id.message_post(
            body=self.env._("%(notice)s: %(note)s", notice=self.display_name, note=note)
        )
