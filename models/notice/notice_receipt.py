# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

RECEIPT_BASES = [
    ("signed", "Signed for"),
    ("taken", "Taken by Another"),
    ("refused", "Refused"),
    ("returned", "Returned from the Right Address"),
    ("mailbox", "Arrived in the Designated Mailbox"),
    ("portal", "Confirmed in the Portal"),
]


class ContractNotice(models.Model):
    """The receipt of a notice: it counts from its arrival (clauses 11.1, 11.2)."""

    _inherit = "miniprogram.contract.notice"

    received_on = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The day of actual receipt: the notice counts from then on.",
    )
    receipt_basis = fields.Selection(
        selection=RECEIPT_BASES,
        compute="_compute_receipt_basis",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="How it arrived (clause 11.2).",
    )
    proof_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="miniprogram_contract_notice_proof_rel",
        string="Proof of Receipt",
        copy=False,
        help="What shows that it was sent and arrived: the courier's receipt, a "
        "picture of the message, the envelope that came back.",
    )
    no_proof_reason = fields.Text(
        string="Why without Proof",
        copy=False,
        help="A contract manager can record a receipt without proof, and says why.",
    )
    receipt_recorded_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Receipt Recorded by",
        readonly=True,
        copy=False,
    )
    receipt_recorded_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("direction")
    def _compute_receipt_basis(self):
        for notice in self:
            # what the customer hands us, we sign for
            is_incoming = notice.direction == "incoming"
            notice.receipt_basis = "signed" if is_incoming else False

    def action_receive(self, received_on=None):
        """Record that these notices were received: from that day on they count.

        How they arrived and the proof of it are written on them before. A notice of
        the customer can be recorded at receipt at once; ours was sent before.

        :param date received_on: the day of actual receipt, today by default
        :raises UserError: one error that names everything that is wrong or missing
        """
        self.contract_id._lock()
        self._lock_in_state("draft", "sent")
        days = {notice: notice._get_receipt_day(received_on) for notice in self}
        self._raise_problems(lambda notice: notice._get_receipt_problems(days[notice]))
        for notice, day in days.items():
            notice._receive(day)
        return True

    def _get_receipt_day(self, received_on):
        self.ensure_one()
        return fields.Date.to_date(received_on) or self.company_id._contract_today()

    def _receive(self, day):
        """Note the receipt, keep its proof, and let the notice take effect.

        :param date day: the day of actual receipt
        """
        self.ensure_one()
        vals = self._prepare_receipt(day)
        if self.direction == "incoming":
            vals.update(self._prepare_destination())
        self._write_protected(vals)
        self._count_due_date_from("receipt")
        self.proof_ids._freeze_for(self)
        self.supporting_document_ids._freeze_for(self)
        if self.direction == "incoming":  # ours is printed and expected since sending
            self._keep_given_letter()
            self._expect_next()
        self._take_effect()

    def _prepare_receipt(self, day):
        """Prepare what is noted at the receipt.

        :param date day: the day of actual receipt
        :rtype: dict
        """
        self.ensure_one()
        return {
            "queued_on": False,
            "receipt_recorded_at": fields.Datetime.now(),
            "receipt_recorded_by_id": self.env.uid,
            "received_on": day,
            "sent_on": day if self._is_given_in_portal() else self.sent_on,
            "state": "received",
        }

    def _count_due_date_from(self, base):
        """Count a due date whose day to count from has just become known.

        :param str base: ``sending`` or ``receipt``
        """
        self.ensure_one()
        if self.type_id.deadline_from == base and (day := self._get_due_date()):
            self._write_protected({"due_date": day})

    def _is_given_in_portal(self):
        """Tell whether the customer gives it in the portal, or gave it there."""
        self.ensure_one()
        return self.direction == "incoming" and self.channel == "portal"

    def _keep_given_letter(self):
        """Print and keep the customer's letter, before it changes his address.

        What cannot be printed was given all the same: its words are kept in any case.
        """
        self.ensure_one()
        if not self._is_given_in_portal():
            return
        try:
            with self.env.cr.savepoint():
                self._freeze_letter()
        except (UserError, ValueError) as error:
            self.contract_id._warn_responsible(
                self.env._(
                    "%(notice)s: the customer's letter could not be printed: %(error)s",
                    notice=self.display_name,
                    error=error,
                )
            )
