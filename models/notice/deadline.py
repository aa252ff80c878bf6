# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .notice_verdict import NEAR_DAYS, VERDICT_LEVELS

KINDS = [
    ("end", "Contract Ends"),
    ("renewal", "Last Day to Object to Renewal"),
    ("payment", "Payment Due"),
    ("sending", "Letter to Be Sent"),
    ("receipt", "Notice Not Received Yet"),
    ("arrival", "Notice to Be Given"),
    ("answer", "Waiting for an Answer"),
    ("cure", "Breach to Be Cured"),
    ("effect", "Notice Takes Effect"),
    ("decision", "Decision Due"),
]


class ContractDeadline(models.Model):
    """Every day by which somebody has to do something, or on which something happens.

    They stand on contracts and notices, several on one of them: one list and one
    calendar of both have to be a union, which the ORM has no search for.
    """

    _name = "miniprogram.contract.deadline"
    _description = "Contract Deadline"
    _auto = False
    _order = "due_on, id"
    _depends = {
        "miniprogram.contract.notice": [
            "contract_id",
            "decision",
            "decision_due_on",
            "direction",
            "next_date",
            "receipt_due_on",
            "sending_due_on",
            "state",
            "type_id",
        ],
        "miniprogram.contract.notice.type": ["awaits_action", "effect_from"],
        "miniprogram.contract.term": [
            "contract_id",
            "date_end",
            "is_agreed",
            "kind",
            "state",
        ],
        "sale.subscription": [
            "active",
            "close_reason_id",
            "commercial_partner_id",
            "company_id",
            "contract_date_end",
            "contract_state",
            "is_miniprogram",
            "open_term_id",
            "payment_deadline",
            "termination_date",
            "user_id",
        ],
        "sale.subscription.close.reason": ["takes_effect_on_arrival"],
    }

    due_on = fields.Date(string="Date", readonly=True)
    kind = fields.Selection(selection=KINDS, readonly=True)
    contract_id = fields.Many2one(comodel_name="sale.subscription", readonly=True)
    notice_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Responsible", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    verdict = fields.Char(compute="_compute_verdict")
    verdict_level = fields.Selection(
        selection=VERDICT_LEVELS, compute="_compute_verdict"
    )
    next_step = fields.Char(
        string="Next Step",
        compute="_compute_next_step",
        help="Who has to do what next.",
    )

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            [
                self._select_days_of_contracts(),
                self._select_days_of_notices(),
            ]
        )

    @api.model
    def _select_days_of_contracts(self):
        """Return the query of the days that stand on contracts that run.

        One whose end is planned is not renewed, so that nobody can object to that, nor
        once its period is over. One whose end is declared ends with the last period
        that is paid or owed, unless a renewal can still be paid (`_get_next_end`).
        """
        return SQL(
            """
            SELECT contract.id * 8 + day.place AS id,
                   day.kind,
                   day.due_on,
                   contract.id AS contract_id,
                   NULL::integer AS notice_id,
                   contract.commercial_partner_id AS partner_id,
                   contract.user_id,
                   contract.company_id
              FROM sale_subscription contract
              JOIN (VALUES %s) AS today (company_id, day)
                ON today.company_id = contract.company_id
         LEFT JOIN sale_subscription_close_reason reason
                ON reason.id = contract.close_reason_id
         LEFT JOIN miniprogram_contract_term term
                ON term.id = contract.open_term_id
        CROSS JOIN LATERAL (
            VALUES (0, 'end', CASE
                        WHEN reason.takes_effect_on_arrival
                         AND contract.contract_state = 'active'
                         AND (
                            term.kind IS DISTINCT FROM 'renewal' OR term.is_agreed
                         )
                        THEN LEAST(
                            contract.termination_date,
                            GREATEST(contract.contract_date_end, (
                                SELECT MAX(owed.date_end)
                                  FROM miniprogram_contract_term owed
                                 WHERE owed.contract_id = contract.id
                                   AND owed.state != 'lapsed'
                                   AND (owed.kind != 'renewal' OR owed.is_agreed)
                            ))
                        )
                        ELSE contract.termination_date
                    END),
                   (1, 'payment', contract.payment_deadline),
                   (2, 'renewal', CASE
                        WHEN contract.termination_date IS NULL
                         AND reason.takes_effect_on_arrival IS NOT TRUE
                         AND contract.contract_state = 'active'
                         AND contract.contract_date_end >= today.day
                        THEN contract.contract_date_end
                    END)
                   ) AS day (place, kind, due_on)
             WHERE contract.is_miniprogram
               AND contract.active
               AND contract.contract_state IN ('signed', 'active')
               AND day.due_on IS NOT NULL
            """,
            self._list_todays(),
        )

    @api.model
    def _list_todays(self):
        """Return of each company its own today, as rows of a query."""
        return SQL(", ").join(
            SQL("(%s, %s::date)", company.id, company._contract_today())
            # sudo: whose contracts are seen is decided by the rules, not here
            for company in self.env["res.company"].sudo().search([])
        )

    @api.model
    def _select_days_of_notices(self):
        """Return the query of the days that stand on notices.

        Nobody can cure any more by the day of a letter of ours that is still on its
        way when that day is over.
        """
        return SQL(
            """
            SELECT notice.id * 8 + day.place AS id,
                   day.kind,
                   day.due_on,
                   notice.contract_id,
                   notice.id AS notice_id,
                   contract.commercial_partner_id AS partner_id,
                   contract.user_id,
                   contract.company_id
              FROM miniprogram_contract_notice notice
              JOIN miniprogram_contract_notice_type type ON type.id = notice.type_id
              JOIN sale_subscription contract ON contract.id = notice.contract_id
              JOIN (VALUES %s) AS today (company_id, day)
                ON today.company_id = contract.company_id
        CROSS JOIN LATERAL (
            VALUES (3, 'receipt', notice.receipt_due_on),
                   (4, 'decision', CASE
                        WHEN notice.state = 'received' AND notice.decision IS NULL
                        THEN notice.decision_due_on
                    END),
                   (5, CASE
                        WHEN type.effect_from = 'due' THEN 'cure'
                        WHEN type.awaits_action THEN 'answer'
                        WHEN notice.state = 'received' OR notice.due_date IS NULL
                        THEN 'effect'
                        ELSE 'arrival'
                    END, CASE
                        WHEN notice.state = 'received'
                         AND notice.decision IS NULL
                         AND notice.decision_due_on IS NOT NULL
                        THEN NULL
                        WHEN notice.state IN ('draft', 'sent')
                         AND notice.direction = 'outgoing'
                         AND type.effect_from = 'due'
                         AND notice.next_date < today.day
                        THEN NULL
                        ELSE notice.next_date
                    END),
                   (6, 'sending', notice.sending_due_on)
                   ) AS day (place, kind, due_on)
             WHERE day.due_on IS NOT NULL
               AND contract.active
            """,
            self._list_todays(),
        )

    @api.depends("contract_id", "kind", "notice_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for deadline in self:
            # what tells one from another comes first: the calendar cuts the rest
            contract, notice = deadline.contract_id, deadline.notice_id
            deadline.display_name = self.env._(
                "%(number)s %(kind)s: %(about)s",
                number=contract.contract_number or contract.display_name,
                kind=kinds.get(deadline.kind),
                about=notice.type_id.name or deadline.partner_id.display_name,
            )

    @api.depends("company_id", "due_on")
    def _compute_verdict(self):
        for deadline in self:
            deadline.verdict_level, deadline.verdict = deadline._judge()

    def _judge(self):
        """Return how much time is left.

        :return: a level of ``VERDICT_LEVELS``, and what it says
        :rtype: tuple[str, str]
        """
        self.ensure_one()
        left = (self.due_on - self.company_id._contract_today()).days
        if left < 0:
            return "danger", self.env._("Overdue by %s day(s)", -left)
        level = "warning" if left <= NEAR_DAYS else "info"
        if not left:
            return level, self.env._("Today is the last day")
        return level, self.env._("%s day(s) left", left)

    @api.depends("contract_id", "kind", "notice_id")
    def _compute_next_step(self):
        for deadline in self:
            deadline.next_step = (
                deadline.notice_id.next_step
                if deadline.notice_id
                else deadline._describe_next_step()
            )

    def _describe_next_step(self):
        """Return who has to do what by a day that stands on a contract.

        :rtype: str
        """
        self.ensure_one()
        customer = self.partner_id.name
        if self.kind == "payment":
            return self.env._("%s: pay the open period", customer)
        if self.kind == "renewal":
            return self.env._(
                "Either side: object, or the contract is renewed once it is paid"
            )
        return self.env._("Last day of service")

    def action_open(self):
        """Open what the deadline stands on: the notice, else the contract."""
        self.ensure_one()
        return (self.notice_id or self.contract_id).get_formview_action()
