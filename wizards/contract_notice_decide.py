# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.contract.close_reason import AGREEMENT
from ..models.party.typed_day import Day

CHOICES = [
    ("accept", "Accept: the contract ends"),
    ("object", "Object: the contract continues"),
    ("settle", "Settle: agree on an end"),
]


class ContractNoticeDecide(models.TransientModel):
    """What a manager decides on an end that the customer declares."""

    _name = "miniprogram.contract.notice.decide"
    _description = "Decide on the Customer's Termination"

    notice_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    received_on = fields.Date(related="notice_id.received_on")
    decision_due_on = fields.Date(related="notice_id.decision_due_on")
    choice = fields.Selection(selection=CHOICES, string="Decision", required=True)
    accepted_day = Day(
        string="Last Day of Service",
        compute="_compute_accepted_day",
        store=True,
        readonly=False,
        help="From the day on which the customer's letter takes effect to today, or "
        "that day where it is still to come.",
    )
    settlement = fields.Text(
        help="The settlement line of our letter, in Chinese: what is refunded or owed.",
    )
    settling_words = fields.Text(
        string="What Ends It", compute="_compute_settling_words"
    )
    is_agreed = fields.Boolean(
        string="Agreed Already",
        help="The agreement signed by both sides is at hand: the next dialog asks for "
        "it, for the last day, and for what the days until then cost.",
    )
    letter = fields.Text(
        string="Our Letter",
        compute="_compute_letter",
        help="What we write to the customer.",
    )

    @api.depends("notice_id")
    def _compute_accepted_day(self):
        for wizard in self:
            notice = wizard.notice_id
            wizard.accepted_day = notice and notice._get_day_of_claim()

    @api.depends("choice", "notice_id", "accepted_day", "settlement")
    def _compute_letter(self):
        for wizard in self:
            notice, choice = wizard.notice_id, wizard.choice
            wizard.letter = choice and notice._preview_decision(
                choice, wizard.accepted_day, wizard.settlement
            )

    @api.depends("choice")
    def _compute_settling_words(self):
        for wizard in self:
            is_settling = wizard.choice == "settle"
            wizard.settling_words = is_settling and wizard._describe_settling()

    def _describe_settling(self):
        """Return what a contract still needs to end that is to be settled.

        :rtype: str
        """
        self.ensure_one()
        reason = self.env.ref(AGREEMENT)
        return self.env._(
            "Our letter offers to settle, and the contract continues. To end it, use "
            "Terminate on the contract, with the reason “%(reason)s”, and attach "
            "%(document)s.",
            reason=reason.name,
            document=reason.document_name or self.env._("the supporting document"),
        )

    def action_confirm(self):
        """Carry out the decision."""
        self.ensure_one()
        notice = self.notice_id
        if self.choice == "accept":
            return notice.action_accept_termination(self.accepted_day, self.settlement)
        if self.choice == "object":
            return notice.action_object_termination()
        terminate = notice.action_settle_termination()
        return terminate if self.is_agreed else True
