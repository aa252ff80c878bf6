# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...policy.periods import MAX_TERM_YEARS
from ...policy.reminders import LATEST_FIRST_REMINDER, reminds_in_time

# A year: a renewal is one year long, and what comes before it begins in the last one.
MAX_DAYS = 366
# How many of those who use a plan an error names
MAX_NAMES = 5

PAYMENT_SCHEDULES = [
    ("one_off", "One-off"),
    ("yearly", "Yearly"),
]


class SaleSubscriptionTemplate(models.Model):
    """A contract plan: what new contracts on it begin with."""

    _inherit = "sale.subscription.template"

    is_miniprogram = fields.Boolean(
        string="Contract Plan",
        help="What is sold on this plan comes with a mini-program contract: a document "
        "that both sides sign, paid in advance.",
    )
    wording_id = fields.Many2one(
        comodel_name="miniprogram.contract.wording",
        string="Wording",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("state", "=", "published")],
        default=lambda self: self._default_wording_id(),
        help="The text that new contracts of this plan are printed with.",
    )
    term_years = fields.Integer(
        string="Term (Years)",
        default=1,
        help="How many years a new contract runs unless the order says otherwise.",
    )
    payment_schedule = fields.Selection(
        selection=PAYMENT_SCHEDULES,
        default="one_off",
        help="One-off: the whole term is paid at once. Yearly: one year at a time.",
    )
    renewal_lead_days = fields.Integer(
        default=30,
        help="How many days before the last paid day the renewal is invoiced.",
    )
    reminder_days = fields.Char(
        default="30,15,7,1",
        help="How many days before the last paid day the customer is reminded: whole "
        "numbers separated by commas.",
    )
    grace_days = fields.Integer(
        default=3,
        help="How many days after the last paid day a renewal can still be paid "
        "(clause 5.3).",
    )
    cure_days = fields.Integer(
        string="Days to Cure",
        default=15,
        help="How many days a customer has to pay an overdue instalment after the "
        "payment demand (clause 5.4).",
    )
    renewal_years = fields.Integer(
        string="Renewal (Years)",
        default=1,
        help="How many years a renewal adds (clause 4.1).",
    )

    @api.model
    def _default_wording_id(self):
        return self.env.ref("miniprogram_contract.wording_v1", raise_if_not_found=False)

    @api.constrains(
        "is_miniprogram",
        "wording_id",
        "term_years",
        "payment_schedule",
        "renewal_lead_days",
        "reminder_days",
        "grace_days",
        "cure_days",
        "renewal_years",
        "invoicing_mode",
    )
    def _check_plan(self):
        for plan in self._filter_plans():
            problems = plan._get_plan_problems()
            if problems:
                raise ValidationError(
                    self.env._(
                        "The contract plan “%(plan)s” cannot be saved like this:\n"
                        "%(problems)s",
                        plan=plan.name,
                        problems="\n".join(f"- {problem}" for problem in problems),
                    )
                )

    def write(self, vals):
        if "is_miniprogram" in vals:
            self._check_kind_change(bool(vals["is_miniprogram"]))
        res = super().write(vals)
        if "is_miniprogram" in vals:
            # what became a plan is one that this user may keep
            self.check_access("write")
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_plan(self):
        # sudo: what others work with counts, whoever deletes
        uses = [
            f"- {plan.name}: {use}"
            for plan in self._filter_plans().sudo()
            for use in plan._list_uses()
        ]
        if uses:
            raise UserError(
                self.env._(
                    "These contract plans are in use, so they cannot be deleted:\n%s",
                    "\n".join(uses),
                )
            )

    def action_view_contracts(self):
        """Open the contracts of this plan."""
        self.ensure_one()
        return self.env["sale.subscription"]._get_contracts_action(
            [("template_id", "=", self.id)]
        )

    def _filter_plans(self):
        """Keep the contract plans among these subscription templates."""
        return self.filtered("is_miniprogram")

    def _get_published_wording(self):
        """Return the wording of new contracts, no record while it is a draft."""
        self.ensure_one()
        return self.wording_id.filtered(lambda wording: wording.state == "published")

    def _get_plan_problems(self):
        """Return what keeps this plan from being saved, in the user's words.

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        problems = self._get_number_problems()
        if not self.payment_schedule:
            problems.append(_("Payment Schedule: one-off or yearly."))
        if self.invoicing_mode == "sale_and_invoice":
            problems.append(
                _(
                    "Invoicing mode: “Sale order & Invoice” would start another "
                    "contract at every invoice. Choose one of the other modes."
                )
            )
        try:
            if not reminds_in_time(
                reminder_days=self.reminder_days, lead_days=self.renewal_lead_days
            ):
                problems.append(self._describe_late_reminders())
        except ValueError:
            problems.append(
                _(
                    "Reminder Days: whole numbers of days separated by commas, such as "
                    "30,15,7,1."
                )
            )
        return problems

    def _describe_late_reminders(self):
        """Return that no reminder goes out as early as the law asks for."""
        return self.env._(
            "Reminder Days, Renewal Lead Days: at least one reminder %(days)s days or "
            "more before the end, when the renewal is invoiced already (such as "
            "30,15,7,1 with a lead of 30 days). The law asks for it where a contract "
            "is extended by itself.",
            days=LATEST_FIRST_REMINDER,
        )

    def _get_number_problems(self):
        """Return which numbers of this plan are out of bounds, in the user's words.

        :rtype: list[str]
        """
        self.ensure_one()
        bounds = [
            ("term_years", 1, MAX_TERM_YEARS),
            ("renewal_years", 1, MAX_TERM_YEARS),
            ("renewal_lead_days", 0, MAX_DAYS),
            ("grace_days", 0, MAX_DAYS),
            ("cure_days", 1, MAX_DAYS),
        ]
        return [
            self.env._(
                "%(field)s: a whole number from %(minimum)s to %(maximum)s.",
                field=self._fields[name]._description_string(self.env),
                minimum=minimum,
                maximum=maximum,
            )
            for name, minimum, maximum in bounds
            if not minimum <= self[name] <= maximum
        ]

    def _get_new_contract_problems(self):
        """Return why no new contract can be made on this plan, in the user's words.

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        if not self.wording_id:
            return [
                _("The contract plan “%s” has no wording: choose one.", self.name),
            ]
        if self.wording_id.state != "published":
            return [
                _(
                    "The wording “%(wording)s” of the contract plan “%(plan)s” is "
                    "still a draft: publish it.",
                    wording=self.wording_id.display_name,
                    plan=self.name,
                )
            ]
        return []

    def _check_kind_change(self, is_plan):
        """Refuse to make ordinary subscriptions of contracts, or the other way round.

        :param bool is_plan: whether the templates are to be contract plans
        :raises UserError: names the templates that are already used
        """
        changing = self.filtered(lambda plan: plan.is_miniprogram != is_plan)
        # sudo: a template may be used by documents this user is not allowed to see
        used = changing.sudo()._filter_used()
        if used:
            raise UserError(
                self.env._(
                    "“Contract Plan” cannot be changed on a template that is already "
                    "used: %s. Create a new template.",
                    ", ".join(used.mapped("name")),
                )
            )

    def _filter_used(self):
        """Keep the templates that are already used: each room adds what uses them."""
        subscriptions = self.env["sale.subscription"].with_context(active_test=False)
        used = subscriptions._read_group(
            [("template_id", "in", self.ids)], ["template_id"]
        )
        return self.browse().union(*(template for (template,) in used))

    def _list_uses(self):
        """Return who uses this plan, in the user's words: each room adds its own.

        Made to be extended.

        :rtype: list[str]
        """
        self.ensure_one()
        return [
            *self._describe_use(
                self.env._("contracts"), "sale.subscription", "template_id"
            ),
            *self._describe_use(
                self.env._("packages and apps"),
                "product.template",
                "subscription_template_id",
            ),
        ]

    def _describe_use(self, label, model, field, name="display_name"):
        """Return which records of a model use this plan, at most one line of them.

        :param str label: what they are, in the user's words
        :param str model: their model
        :param str field: the path of theirs that leads to the plan
        :param str name: what they are called by
        :rtype: list[str]
        """
        self.ensure_one()
        records = self.env[model].with_context(active_test=False)
        domain = [(field, "=", self.id)]
        count = records.search_count(domain)
        if not count:
            return []
        names = records.search(domain, limit=MAX_NAMES, order="id").mapped(name)
        more = "…" if count > MAX_NAMES else ""
        return [f"{label}: {', '.join(filter(None, names))}{more} ({count})"]
