# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..contract.contract import LIVE_STATES
from .notice import PAYMENT, RECEIPT, SENDING

RECEIPT_BASES = [
    ("signed", "Signed for"),
    ("taken", "Accepted by Another Person"),
    ("refused", "Refused"),
    ("returned", "Returned from the Right Address"),
    ("mailbox", "Arrived in the Designated Mailbox"),
    ("portal", "Confirmed in the Portal"),
]


class ContractNotice(models.Model):
    """The receipt of a notice: it counts from its arrival (clauses 11.1, 11.2)."""

    _inherit = "miniprogram.contract.notice"

    receipt_basis = fields.Selection(
        selection=RECEIPT_BASES,
        compute="_compute_receipt_basis",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="How it arrived (clause 11.2).",
    )
    no_proof_reason = fields.Text(
        string="Reason for Missing Proof",
        copy=False,
        help="A contract manager can record a receipt without proof by giving a "
        "reason.",
    )
    receipt_recorded_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Receipt Recorded by",
        readonly=True,
        copy=False,
        index="btree_not_null",
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
        the customer can be recorded at receipt at once; ours was sent before. One of
        ours that was given up on its way stays so: only its arrival is kept on file.

        :param date received_on: the day of actual receipt, today by default
        :raises UserError: one error that names everything that is wrong or missing
        """
        self.contract_id._lock()
        given_up = self.filtered(lambda notice: notice._is_given_up_on_its_way())
        given_up._lock_in_state("done", "cancelled")
        (self - given_up)._lock_in_state("draft", "sent")
        days = {notice: notice._get_receipt_day(received_on) for notice in self}
        self._raise_problems(lambda notice: notice._get_receipt_problems(days[notice]))
        for notice, day in days.items():
            if notice in given_up:
                notice._file_receipt(day)
            else:
                notice._receive(day)
        return True

    def _is_given_up_on_its_way(self):
        """Whether ours was sent, and closed or withdrawn without having arrived yet."""
        self.ensure_one()
        is_sent = self.direction == "outgoing" and self.sent_on
        is_over = self.state in ("done", "cancelled")
        return bool(is_sent and is_over and not self.received_on)

    def _get_receipt_day(self, received_on):
        self.ensure_one()
        return fields.Date.to_date(received_on) or self.company_id._contract_today()

    # -- what is wrong --------------------------------------------------------------

    def _get_receipt_problems(self, day):
        """Return, in the user's words, why the receipt cannot be recorded.

        :param date day: the day of actual receipt
        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        problems = self._get_giving_problems() if self.state == "draft" else []
        if self.direction == "outgoing" and self.state == "draft":
            problems.append(_("send it first."))
        if day > self.company_id._contract_today():
            problems.append(_("Received on: a day that is not in the future."))
        if self.sent_on and day < self.sent_on:
            problems.append(_("Received on: not before it was sent, %s.", self.sent_on))
        if not self.receipt_basis:
            problems.append(_("Receipt Basis: say how it arrived (clause 11.2)."))
        return problems + self._get_proof_problems()

    def _get_proof_problems(self):
        """Return what is wrong about the proof of the receipt.

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        if self._is_receipt_proven():
            return []
        if not (self.no_proof_reason or "").strip():
            return [
                _(
                    "Proof of Receipt: attach it. Only a contract manager can do "
                    "without, and must give a reason."
                )
            ]
        if not self._is_manager():
            return [
                _(
                    "Proof of Receipt: attach it. Only a contract manager can do "
                    "without."
                )
            ]
        return []

    def _is_receipt_proven(self):
        """Whether something on file proves the receipt."""
        self.ensure_one()
        # sudo marks the portal itself, whose own record is the proof
        is_confirmed = self.receipt_basis == "portal" and self.env.su
        # the paper that the customer handed us proves that we have it
        is_handed_in = self.direction == "incoming" and self.supporting_document_ids
        return bool(self.proof_ids or is_handed_in or is_confirmed)

    # -- receipt --------------------------------------------------------------------

    def _receive(self, day):
        """Note the receipt, keep its proof, and let the notice take effect.

        :param date day: the day of actual receipt
        """
        self.ensure_one()
        self._write_protected(self._prepare_receipt(day))
        self._withdraw_warnings(SENDING, RECEIPT, PAYMENT)
        self._count_due_date_from("receipt")
        self.proof_ids._freeze_for(self)
        self.supporting_document_ids._freeze_for(self)
        if self.direction == "incoming":  # ours is printed and expected since sending
            self._keep_incoming_letter()
            self._expect_next()
        self._log_receipt()
        self._take_effect()

    def _log_receipt(self):
        """Append the receipt of this notice to its contract's evidence log."""
        self.ensure_one()
        is_theirs = self.direction == "incoming"
        kind = "notice_given" if is_theirs else "notice_received"
        self._log_notice_event(kind, self.received_on)

    def _file_receipt(self, day):
        """Keep on file that a letter arrived after all: nothing follows from it.

        :param date day: the day of actual receipt
        """
        self.ensure_one()
        state, effective_date = self.state, self.effective_date
        self._write_protected({**self._prepare_receipt(day), "state": state})
        self._write_protected({"effective_date": effective_date})
        self.proof_ids._freeze_for(self)
        self._log_receipt()
        if self._is_declaration() and self._leaves_open_what_holds():
            self._ask_what_holds()

    def _leaves_open_what_holds(self):
        """Whether a letter that was given up, and arrived, contradicts what is done."""
        self.ensure_one()
        if self.state == "cancelled":
            return True
        is_running = self.contract_id.contract_state in LIVE_STATES
        return is_running and not self._has_been_cured()

    def _prepare_receipt(self, day):
        """Prepare what is noted at the receipt: made to be extended.

        :param date day: the day of actual receipt
        :rtype: dict
        """
        self.ensure_one()
        values = {
            "queued_on": False,
            "receipt_recorded_at": fields.Datetime.now(),
            "receipt_recorded_by_id": self.env.uid,
            "received_on": day,
            "state": "received",
        }
        if self.direction == "incoming":
            values.update(self._prepare_own_destination())
        return values

    def _keep_incoming_letter(self):
        """Keep the customer's letter as it is now received: made to be extended.

        Called before the notice takes effect. A letter on paper is among the supporting
        documents already.
        """
