# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# From how many days before its end a deadline is shown as due soon.
NEAR_DAYS = 3
# What happens on a day; a hold lasts from its day on.
DATED_EFFECTS = ("change_address", "object_renewal", "terminate", "transfer_party")
VERDICT_LEVELS = [
    ("danger", "Missed Deadline"),
    ("warning", "Due Soon"),
    ("info", "Open"),
    ("success", "In Time"),
]


class ContractNotice(models.Model):
    """What the screens say about a notice: its verdict, and who has to act."""

    _inherit = "miniprogram.contract.notice"

    user_id = fields.Many2one(
        related="contract_id.user_id", string="Responsible", store=True, index=True
    )
    effect = fields.Selection(related="type_id.effect")
    awaits_action = fields.Boolean(related="type_id.awaits_action")
    needs_document = fields.Boolean(related="type_id.needs_document")
    is_side_fixed = fields.Boolean(compute="_compute_type_shape")
    has_facts = fields.Boolean(compute="_compute_type_shape")
    has_term = fields.Boolean(compute="_compute_type_shape")
    is_arrival_only_filed = fields.Boolean(compute="_compute_is_arrival_only_filed")
    next_date = fields.Date(
        string="Next Date",
        compute="_compute_next_date",
        store=True,
        index="btree_not_null",
        help="The next relevant day: the due date, or the day of the effect.",
    )
    verdict = fields.Char(compute="_compute_verdict")
    verdict_level = fields.Selection(
        selection=VERDICT_LEVELS, compute="_compute_verdict"
    )
    next_step = fields.Char(
        string="Next Step",
        compute="_compute_next_step",
        help="Who has to do what next.",
    )

    @api.depends("type_id")
    def _compute_type_shape(self):
        of_term = {f"{{{name}}}" for name in self._get_term_placeholders()}
        for notice in self:
            rule = notice.type_id
            words = f"{rule.body}{rule.late_body}"
            notice.is_side_fixed = rule.direction != "both"
            notice.has_facts = "{facts}" in words
            notice.has_term = any(word in words for word in of_term)

    @api.depends("state", "direction", "type_id", "sent_on", "received_on")
    def _compute_is_arrival_only_filed(self):
        for notice in self:
            is_declared = notice._is_declaration()
            is_over = is_declared and notice._is_given_up_on_its_way()
            notice.is_arrival_only_filed = is_over

    @api.onchange("type_id", "contract_id")
    def _onchange_term(self):
        if self.has_term and not self.term_id:
            self.term_id = self._get_usual_term()

    @api.depends("state", "due_date", "effective_date", "type_id")
    def _compute_next_date(self):
        for notice in self:
            notice.next_date = notice._get_next_date()

    def _get_next_date(self):
        """Return the day that counts next, or False when nothing is open.

        :rtype: datetime.date or bool
        """
        self.ensure_one()
        if self.state not in ("draft", "sent", "received"):
            return False
        is_received = self.state == "received"
        if self.due_date and (not is_received or self.awaits_action):
            return self.due_date
        return self.effect in DATED_EFFECTS and self.effective_date

    @api.depends("state", "due_date", "effective_date", "received_on", "is_provisional")
    def _compute_verdict(self):
        for notice in self:
            notice.verdict_level, notice.verdict = notice._get_verdict()
            if notice.verdict and notice.is_provisional and notice.next_date:
                notice.verdict = self.env._("%s (provisional)", notice.verdict)

    def _get_verdict(self):
        """Return how a notice stands by its due date.

        :return: a level of ``VERDICT_LEVELS`` and what it says, or twice False
        :rtype: tuple
        """
        self.ensure_one()
        if self.state == "cancelled" or not self.company_id:  # not on a contract yet
            return False, False
        if self.is_late:
            return "danger", self.env._("Received late")
        if self.is_overdue:
            days = (self.company_id._contract_today() - self.due_date).days
            return "danger", self.env._("Overdue by %s day(s)", days)
        if self.received_on and self.due_date and not self.awaits_action:
            return "success", self.env._("In time")
        return self._get_open_verdict()

    def _get_open_verdict(self):
        """Return how a notice stands that is still open: how long there is left."""
        self.ensure_one()
        today = self.company_id._contract_today()
        if not self.next_date or self.next_date < today:
            is_underway = self.state == "sent"
            return is_underway and "info", is_underway and self.env._(
                "Not received yet"
            )
        left = (self.next_date - today).days
        level = "warning" if left <= NEAR_DAYS else "info"
        if not left:
            return level, self.env._("Today is the last day")
        return level, self.env._("%s day(s) left", left)

    @api.depends("state", "direction", "user_id", "partner_id", "type_id")
    def _compute_next_step(self):
        for notice in self:
            notice.next_step = notice._describe_next_step()

    def _describe_next_step(self):
        """Return who has to do what next, or "" if nothing is open.

        :rtype: str
        """
        self.ensure_one()
        us = self.user_id.name or self.company_id.name
        customer = self.partner_id.name
        if self.state == "draft" and self.direction == "outgoing":
            return self.env._("%s: send it", us)
        if self.state == "draft":
            return self.env._("%s: give the notice", customer)
        if self.state == "sent":
            return self.env._("%s: record its receipt", us)
        if self.state != "received":
            return ""
        if self.awaits_action:
            other = customer if self.direction == "outgoing" else us
            return self.env._("%s: do what it asks for", other)
        return ""

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"next_date"}
