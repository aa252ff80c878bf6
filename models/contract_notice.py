# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .contract_notice_type import DIRECTIONS

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
    due_date = fields.Date(
        string="To Be Done by",
        index="btree_not_null",
        help="The last day for what this notice asks for.",
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
            notice.direction = notice.type_id.direction or "outgoing"

    @api.depends("type_id", "contract_id", "term_id", "event_date", "due_date")
    def _compute_body(self):
        for notice in self:
            notice.body = notice._fill_body()

    @api.depends("type_id", "contract_id")
    def _compute_display_name(self):
        for notice in self:
            parts = (notice.type_id.name, notice.contract_id.contract_number)
            notice.display_name = " ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            preset = {
                name
                for name in self._get_lifecycle_fields() & vals.keys()
                if vals[name] and (name, vals[name]) != ("state", "draft")
            }
            if preset:
                self._raise_lifecycle(preset)
        return super().create(vals_list)

    def write(self, vals):
        self._check_editable(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        given = self.filtered(
            lambda notice: notice.state != "draft" or notice.queued_on
        )
        if given:
            raise UserError(
                self.env._(
                    "A notice that was given, or is about to be, stays on file and "
                    "cannot be deleted: %s. One that was not sent can be cancelled.",
                    ", ".join(given.mapped("display_name")),
                )
            )

    def action_send(self):
        """Send these notices: from here on the letter stays as it is.

        The letter is printed and kept, and e-mailed to the customer where there is an
        address. Without one, whoever sends it hands the printed letter over.

        :raises UserError: when one is no draft, or its letter is not complete
        """
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["state"])
        self._check_can_be_sent()
        for notice in self:
            notice._send()
        return True

    def action_cancel(self):
        """Give up notices that were not sent.

        :raises UserError: when one was sent: what the other side has cannot be undone
        """
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["state"])
        self._check_state("draft")
        self._set_lifecycle({"state": "cancelled", "queued_on": False})
        return True

    def action_view_document(self):
        """Open the letter as it was sent."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.document_id.id}",
            "target": "new",
        }

    @api.model
    def _get_lifecycle_fields(self):
        """Name the fields that only the notice's own methods write."""
        return {
            "document_id",
            "document_sha256",
            "failure",
            "queued_on",
            "sent_on",
            "state",
        }

    @api.model
    def _get_content_fields(self):
        """Name the fields that stay as they are once the notice was sent."""
        return {
            "body",
            "contract_id",
            "direction",
            "due_date",
            "event_date",
            "term_id",
            "type_id",
        }

    def _set_lifecycle(self, vals):
        """Write what a user may not write himself.

        :param dict vals: values of any fields, the life-cycle fields included
        """
        return super().write(vals)

    def _check_editable(self, vals):
        """Refuse to write what only methods write, and what was sent."""
        if lifecycle := self._get_lifecycle_fields() & vals.keys():
            self._raise_lifecycle(lifecycle)
        sent = self.filtered(lambda notice: notice.state != "draft")
        frozen = self._get_content_fields() & vals.keys()
        if sent and frozen:
            raise UserError(
                self.env._(
                    "%(notices)s: what was given cannot be changed any more: "
                    "%(fields)s. A correction is another notice.",
                    notices=", ".join(sent.mapped("display_name")),
                    fields=self._describe_fields(frozen),
                )
            )

    def _raise_lifecycle(self, names):
        raise UserError(
            self.env._(
                "These fields change only through the notice's own actions (Send, "
                "Cancel …): %s.",
                self._describe_fields(names),
            )
        )

    def _describe_fields(self, names):
        """Name fields as the screens name them."""
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in sorted(names)
        )

    def _check_state(self, *states):
        """Refuse to go on from another state.

        :param str states: those that are allowed
        """
        others = self.filtered(lambda notice: notice.state not in states)
        if others:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This needs a notice in state %(states)s: %(notices)s.",
                    states=", ".join(labels[state] for state in states),
                    notices=", ".join(
                        f"{notice.display_name} ({labels[notice.state]})"
                        for notice in others
                    ),
                )
            )
