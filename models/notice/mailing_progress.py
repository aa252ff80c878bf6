# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .mailing_recipients import NAMED

STEP = "_create_mailing_notices"


class ContractNoticeMailing(models.Model):
    """How far a bulk notice is: who has it, who is left, and why."""

    _inherit = "miniprogram.contract.notice.mailing"

    sent_count = fields.Integer(string="Sent", compute="_compute_progress")
    received_count = fields.Integer(string="Received", compute="_compute_progress")
    left_count = fields.Integer(string="Still to Be Sent", compute="_compute_progress")
    progress = fields.Float(string="Sent (%)", compute="_compute_progress")
    left_title = fields.Char(string="Done So Far", compute="_compute_left_note")
    left_note = fields.Text(
        string="Still to Be Sent: Reasons", compute="_compute_left_note"
    )

    @api.depends("contract_ids", "notice_ids.state", "state")
    def _compute_progress(self):
        notices = self.env["miniprogram.contract.notice"]
        groups = notices._read_group(
            [("mailing_id", "in", self.ids)], ["mailing_id", "state"], ["__count"]
        )
        counts = {(mailing.id, state): count for mailing, state, count in groups}
        for mailing in self:
            received = sum(counts.get((mailing.id, s), 0) for s in ("received", "done"))
            sent = counts.get((mailing.id, "sent"), 0) + received
            # a letter that was withdrawn is no longer to be sent
            total = mailing.contract_count - counts.get((mailing.id, "cancelled"), 0)
            is_draft = mailing.state == "draft"
            mailing.received_count = received
            mailing.sent_count = sent
            mailing.left_count = 0 if is_draft else total - sent
            mailing.progress = 100.0 * sent / total if total else 0.0

    @api.depends("left_count", "notice_ids.waits_for", "pending_contract_ids", "state")
    def _compute_left_note(self):
        for mailing in self:
            lines = mailing._describe_left() if mailing.state == "sending" else []
            mailing.left_note = self._list_some(lines, mailing.left_count)
            mailing.left_title = self.env._(
                "Sent: %(sent)s of %(total)s. Still to be sent:",
                sent=mailing.sent_count,
                total=mailing.contract_count,
            )

    def _describe_left(self):
        """Return who has not got it yet, a line of each with the reason.

        Those that failed come first, and of very many only the first are named.

        :rtype: list[str]
        """
        self.ensure_one()
        pending = self._find_pending(limit=NAMED)
        made = self._find_unsent(limit=NAMED)
        reasons = [
            *((contract, contract._describe_missing_notice()) for contract in pending),
            *((notice.contract_id, notice.waits_for) for notice in made),
        ]
        return [contract._join_reason(reason) for contract, reason in reasons]

    def _find_pending(self, limit=None):
        """Find the contracts whose notices are not made yet.

        :param int limit: how many at most
        :rtype: sale.subscription
        """
        return self.env["sale.subscription"].search(
            [("pending_mailing_ids", "in", self.ids)], limit=limit
        )

    def _find_unsent(self, limit=None):
        """Find the notices that were made for these mailings and are not sent.

        :param int limit: how many at most: those that failed first
        :rtype: miniprogram.contract.notice
        """
        return self.env["miniprogram.contract.notice"].search(
            [("mailing_id", "in", self.ids), ("state", "=", "draft")],
            limit=limit,
            order="failure, id",
        )

    def action_view_left(self):
        """Open the notices that are not sent yet; those not made yet by contract."""
        self.ensure_one()
        self.check_access("read")
        unsent = self._find_unsent()
        if unsent:
            return {**self.action_view_notices(), "domain": [("id", "in", unsent.ids)]}
        return self.env["sale.subscription"]._get_contracts_action(
            [("pending_mailing_ids", "in", self.ids)]
        )

    def _finish(self):
        """Close these mailings once all their notices are made, and none is left.

        Of two who send the last letters at once, neither sees what the other one does:
        such a mailing is closed by the night.
        """
        finished = self.filtered(
            lambda mailing: (
                mailing.state == "sending"
                and not mailing._find_unsent(limit=1)
                and not mailing._find_pending(limit=1)
            )
        )
        finished._write_protected({"state": "sent"})

    @api.model
    def _finish_all(self):
        """Close what two people have finished at once."""
        self.search([("state", "=", "sending")])._finish()


class ContractNotice(models.Model):
    """A letter of a bulk notice: what it waits for, and the last one."""

    _inherit = "miniprogram.contract.notice"

    # each letter that is sent asks whether another one is left
    _unsent_of_mailing_index = models.Index(
        "(mailing_id, failure, id) WHERE state = 'draft' AND mailing_id IS NOT NULL"
    )

    waits_for = fields.Char(
        string="Not Sent Because",
        compute="_compute_waits_for",
        help="Why the letter has not been sent yet.",
    )

    @api.depends("body", "failure", "hand_over_on", "queued_on", "state")
    def _compute_waits_for(self):
        for notice in self:
            is_waiting = notice.state == "draft" and notice.direction == "outgoing"
            notice.waits_for = is_waiting and notice._describe_wait()

    def _describe_wait(self):
        """Return why this letter has not been sent yet.

        :rtype: str
        """
        self.ensure_one()
        if self.incomplete_words:
            return self.env._(
                "it is not sent before it is complete: %s", self.incomplete_words
            )
        if self.failure:
            return self.env._(
                "it failed, and is tried again on %(day)s: %(error)s",
                day=self.queued_on,
                error=self.failure.replace(f"{self.display_name}: ", ""),
            )
        if self.hand_over_on:
            return self.env._(
                "it does not go by e-mail: since %s it waits for somebody to send it "
                "and hand over the printed letter",
                self.hand_over_on,
            )
        if self.queued_on:
            return self.env._("the scheduled action sends it on %s", self.queued_on)
        return self.env._("nobody has sent it")

    def _write_protected(self, vals):
        res = super()._write_protected(vals)
        # sudo: who sends the last letter need not have written the bulk notice
        if "state" in vals and (mailings := self.sudo().mailing_id):
            mailings._finish()
        return res


class SaleSubscription(models.Model):
    """A contract whose notice could not be made."""

    _inherit = "sale.subscription"

    def _describe_missing_notice(self):
        """Return why the notice of a bulk notice is not made yet.

        :rtype: str
        """
        self.ensure_one()
        failure = (self.contract_failures or {}).get(STEP)
        if failure:
            return self.env._(
                "its notice could not be made, and is tried again tonight: %s",
                failure["message"],
            )
        return self.env._("its notice is about to be made")
