# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...policy.notices import DeadlineRule, EffectRule
from ..contract.close_reason import CUSTOMER_REQUEST

DIRECTIONS = [
    ("incoming", "From the Customer"),
    ("outgoing", "From Us"),
]
SIDES = [*DIRECTIONS, ("both", "From Either Side")]
DEADLINE_UNITS = [("days", "Days"), ("working_days", "Working Days")]
DEADLINE_BASES = [
    ("event", "The Event"),
    ("sending", "Sending"),
    ("receipt", "Receipt"),
]
EFFECTS = [
    ("none", "Nothing"),
    ("terminate", "Terminate the Contract"),
    ("object_renewal", "Let the Contract End with Its Period"),
    ("change_address", "Change the Customer's Address"),
    ("transfer_party", "Change the Party"),
    ("hold_termination", "Hold Automatic Termination"),
    ("end_hold", "End the Hold"),
]
MAX_DAYS = 366
EFFECT_BASES = [*DEADLINE_BASES, ("due", "Due Date, or Receipt if Later")]


class ContractNoticeType(models.Model):
    """What a kind of notice says and which clause it follows: data, not code."""

    _name = "miniprogram.contract.notice.type"
    _description = "Contract Notice Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    direction = fields.Selection(
        selection=SIDES,
        required=True,
        default="outgoing",
        help="Which side may give this notice.",
    )
    is_manager_only = fields.Boolean(
        string="Managers Only",
        help="On our side, only a contract manager can give this notice.",
    )
    is_allowed_after_end = fields.Boolean(
        string="Allowed after the End",
        help="It can be given on a contract that has ended.",
    )
    clause_code = fields.Char(
        string="Clause",
        help="The stable code of the clause that the letter cites; its number is that "
        "of the contract's own wording. Without one, a termination cites the clause of "
        "its reason.",
    )
    # By when it must have arrived, or what it asks for must be done
    deadline_days = fields.Integer(
        string="Deadline",
        help="By when the notice must have arrived, counted from the day after the one "
        "below (Civil Code, article 201). 0: there is no deadline.",
    )
    deadline_unit = fields.Selection(
        selection=DEADLINE_UNITS, required=True, default="days"
    )
    deadline_rolls = fields.Boolean(
        string="Moves to a Working Day",
        help="A last day that is a day off moves to the next working day (Civil Code, "
        "article 203).",
    )
    deadline_from = fields.Selection(
        selection=DEADLINE_BASES, required=True, default="event"
    )
    awaits_action = fields.Boolean(
        string="Asks the Other Side to Act",
        help="By the due date, the other side is to do what the notice asks for. "
        "Otherwise the notice itself must have arrived by then.",
    )
    next_type_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice.type",
        string="To Be Followed by",
        index="btree_not_null",
        ondelete="restrict",
        help="The notice of the same event that the same side owes next, such as the "
        "proof of force majeure (clause 8.1). Its deadline is tracked from then on.",
    )
    # What it does
    effect = fields.Selection(selection=EFFECTS, required=True, default="none")
    effect_from = fields.Selection(
        selection=EFFECT_BASES,
        required=True,
        default="receipt",
        help="A notice takes effect on receipt (clause 11.1) or later, never earlier.",
    )
    effect_days = fields.Integer(
        string="Days until the Effect",
        help="How many days later it takes effect. Days off do not postpone it.",
    )
    close_reason_id = fields.Many2one(
        comodel_name="sale.subscription.close.reason",
        string="Close Reason",
        index="btree_not_null",
        ondelete="restrict",
        help="The reason for which this notice ends the contract.",
    )
    incoming_close_reason_id = fields.Many2one(
        comodel_name="sale.subscription.close.reason",
        string="Close Reason if from the Customer",
        index="btree_not_null",
        ondelete="restrict",
        help="The reason if the customer gives this notice, where it is a different "
        "one.",
    )
    # What comes with it
    needs_document = fields.Boolean(
        string="Supporting Document Needed",
        help="It cannot be sent or received without a supporting document.",
    )
    document_name = fields.Char(
        string="Which Document",
        translate=True,
        help="What is to be attached, such as: the agreement signed by both sides.",
    )
    # The letter is always Chinese, so title and body are not translated.
    title = fields.Char(
        string="Letter Title", help="Heads the letter, in Chinese, such as 催告函."
    )
    body = fields.Text(
        string="Letter Body",
        help="The letter in Chinese, one paragraph per line. It may contain "
        "placeholders, such as {contract_number}.",
    )
    late_body = fields.Text(
        string="Letter Body When Late",
        help="What the letter says instead if it can no longer arrive by its due date: "
        "no more than the law allows then.",
    )
    customer_title = fields.Char(
        string="Letter Title of the Customer",
        help="Heads the customer's own letter, in Chinese, if it differs.",
    )
    customer_body = fields.Text(
        string="Letter Body of the Customer",
        help="What the customer's own letter says, in Chinese, if it says something "
        "else than the letter above.",
    )

    @api.constrains("clause_code")
    def _check_clause_code(self):
        known = self.env["miniprogram.contract.wording"]._get_cited_clauses()
        for notice_type in self.filtered("clause_code"):
            if notice_type.clause_code not in known:
                raise ValidationError(
                    self.env._(
                        "Clause: “%(code)s” is none of the clauses that every wording "
                        "has: %(known)s.",
                        code=notice_type.clause_code,
                        known=", ".join(sorted(known)),
                    )
                )

    @api.constrains("deadline_days", "effect_days")
    def _check_days(self):
        for notice_type in self:
            for name in ("deadline_days", "effect_days"):
                if not 0 <= notice_type[name] <= MAX_DAYS:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: a number of days from 0 to %(maximum)s.",
                            field=self._fields[name]._description_string(self.env),
                            maximum=MAX_DAYS,
                        )
                    )

    @api.constrains("effect", "close_reason_id")
    def _check_close_reason(self):
        for notice_type in self:
            if notice_type.effect == "terminate" and not notice_type.close_reason_id:
                raise ValidationError(
                    self.env._(
                        "Close Reason: choose the reason for which “%s” ends a "
                        "contract.",
                        notice_type.name,
                    )
                )

    @api.constrains(
        "effect", "direction", "close_reason_id", "incoming_close_reason_id"
    )
    def _check_side(self):
        for notice_type in self.filtered(lambda kind: kind.effect == "terminate"):
            for direction, side in (("incoming", "customer"), ("outgoing", "company")):
                reason = notice_type._get_close_reason(direction)
                if notice_type._allows(direction) and reason.side not in (side, "both"):
                    raise ValidationError(
                        self.env._(
                            "Close Reason: “%(reason)s” is not for the side that gives "
                            "“%(type)s”.",
                            reason=reason.name,
                            type=notice_type.name,
                        )
                    )

    def _get_deadline_rule(self):
        """Return by when a notice of this type must have arrived, or be acted on.

        :rtype: DeadlineRule
        """
        return DeadlineRule(
            days=self.deadline_days,
            working_days=self.deadline_unit == "working_days",
            rolls=self.deadline_rolls,
        )

    def _get_effect_rule(self):
        """Return what a notice of this type does, and from when on.

        :rtype: EffectRule
        """
        return EffectRule(
            effect=self.effect,
            counted_from=self.effect_from,
            days=self.effect_days,
            is_agreed=self.close_reason_id.is_agreement,
            is_within_period=self._is_asked_by_customer(),
        )

    def _is_asked_by_customer(self):
        """Whether the customer asks by it to end the contract (clause 5.2)."""
        # not by ref(), which looks each time whether the reason still exists
        data = self.env["ir.model.data"]
        asked = data._xmlid_to_res_id(CUSTOMER_REQUEST, raise_if_not_found=False)
        return bool(asked) and self.close_reason_id.id == asked

    def _allows(self, direction):
        """Whether that side may give this notice.

        :param str direction: ``incoming`` or ``outgoing``
        """
        self.ensure_one()
        return self.direction in ("both", direction)

    def _get_close_reason(self, direction):
        """Return the reason for which this notice ends a contract, if it does.

        :param str direction: which side gives it
        """
        own = self.incoming_close_reason_id if direction == "incoming" else None
        return own or self.close_reason_id
