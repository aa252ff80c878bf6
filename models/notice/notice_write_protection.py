# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

# What makes it another notice, and so another question who may give it
IDENTITY_FIELDS = {"contract_id", "direction", "type_id"}


class ContractNotice(models.Model):
    """What was given stays as it is: a correction is another notice."""

    _inherit = "miniprogram.contract.notice"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_create(vals_list)
        notices = super().create(vals_list)
        if not self._is_manager():
            for notice in notices:
                notice._check_settlement(notice._get_close_reason().settlement)
        return notices

    def write(self, vals):
        self._check_write(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if given := self.filtered(
            lambda notice: notice.state != "draft" or notice.queued_on
        ):
            raise UserError(
                self.env._(
                    "A notice that was given, or is about to be, stays on file and "
                    "cannot be deleted: %s. One that was not sent can be cancelled.",
                    ", ".join(given.mapped("display_name")),
                )
            )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "chased_on",
            "document_id",
            "document_sha256",
            "effect_note",
            "effective_date",
            "failure",
            "hand_over_on",
            "is_late",
            "is_provisional",
            "overdue_reported_on",
            "queued_on",
            "receipt_due_on",
            "receipt_recorded_at",
            "receipt_recorded_by_id",
            "received_on",
            "sending_due_on",
            "sent_on",
            "sent_to_address",
            "sent_to_partner_id",
        }

    @api.model
    def _get_frozen_fields(self):
        return [
            (self._get_content_fields(), lambda notice: notice.state != "draft"),
            (
                self._get_receipt_fields(),
                lambda notice: (
                    notice.state not in ("draft", "sent")
                    and not notice._is_given_up_on_its_way()
                ),
            ),
        ]

    @api.model
    def _get_content_fields(self):
        """Return the fields that stay as they are once the notice was sent."""
        return {
            "body",
            "channel",
            "close_reason_id",
            "contract_id",
            "direction",
            "due_date",
            "event_date",
            "facts",
            "origin_id",
            "recipient_role",
            "requested_date",
            "settlement",
            "supporting_document_ids",
            "term_id",
            "type_id",
        }

    @api.model
    def _get_receipt_fields(self):
        """Return the fields that stay as they are once the notice was received."""
        return {"no_proof_reason", "proof_ids", "receipt_basis", "tracking_number"}

    def _check_write(self, vals):
        super()._check_write(vals)
        if not self._is_manager():
            self._check_queued(vals)
            if "settlement" in vals:
                self._check_settlement(vals["settlement"])

    def _check_queued(self, vals):
        """Let only managers change a letter of theirs that the scheduled action sends.

        A queued letter is not checked again by anyone before it goes out.

        :param dict vals: what is to be written
        """
        # how a letter is sent is no part of what it says
        content = (self._get_content_fields() - {"channel"}) & vals.keys()
        if not content:
            return
        queued = self.filtered(lambda n: n.queued_on and n.state == "draft")
        if not IDENTITY_FIELDS & content:
            queued = queued.filtered(lambda notice: notice._needs_manager())
        if queued:
            raise UserError(
                self.env._(
                    "Only a contract manager can change what is about to be sent: "
                    "%(notices)s (%(fields)s).",
                    notices=", ".join(queued.mapped("display_name")),
                    fields=self._describe_fields(content),
                )
            )

    def _check_settlement(self, settlement):
        """Let only managers say how fees are settled; the same text is no change."""
        if any((notice.settlement or "") != (settlement or "") for notice in self):
            raise UserError(
                self.env._("Settlement: only a contract manager can fill it in.")
            )

    def _raise_frozen(self, names):
        raise UserError(
            self.env._(
                "%(notices)s: what was given can no longer be changed: %(fields)s. "
                "A correction is another notice.",
                notices=", ".join(self.mapped("display_name")),
                fields=self._describe_fields(names),
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

    def _raise_state(self, expected, labels):
        raise UserError(
            self.env._(
                "This needs a notice in state %(states)s: %(notices)s.",
                states=expected,
                notices=self._describe_with_state(labels),
            )
        )
