# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ContractNotice(models.Model):
    """What is owed next: its draft keeps the deadline until then (clause 8.1)."""

    _inherit = "miniprogram.contract.notice"

    def action_cancel(self):
        """Withdraw notices before they arrive (Civil Code, article 141).

        :raises UserError: when one was received: it counts, and cannot be undone
        """
        self._lock_in_state("draft", "sent")
        withdrawn = self | self._find_expected()
        withdrawn._set_cancelled()
        return True

    def _expect_next(self):
        """Keep the deadline of the notice that the same side owes next (clause 8.1)."""
        self.ensure_one()
        self._replace_expected()
        if next_type := self.type_id.next_type_id:
            self.create(self._prepare_next(next_type))

    def _prepare_next(self, next_type):
        """Prepare the draft of the notice that is owed next.

        :param next_type: its type
        :rtype: dict
        """
        self.ensure_one()
        return {
            "contract_id": self.contract_id.id,
            "direction": self.direction,
            "event_date": self.event_date,
            "origin_id": self.id,
            "type_id": next_type.id,
        }

    def _replace_expected(self):
        """Cancel the draft that was kept for this notice, if it is another record."""
        self.ensure_one()
        expected = self.contract_id.notice_ids.filtered(
            lambda notice: (
                notice._is_expected()
                and notice != self
                and notice.type_id == self.type_id
                and notice.direction == self.direction
                and notice.event_date == self.event_date
            )
        )
        if expected and not self.origin_id:
            self._write_protected({"origin_id": expected[:1].origin_id.id})
        expected._set_cancelled()

    def _find_expected(self):
        """Find the drafts of what is owed next after these notices."""
        drafts = self.search([("origin_id", "in", self.ids), ("state", "=", "draft")])
        return drafts.filtered(lambda notice: notice._is_expected())

    def _is_expected(self):
        """Whether it is only a draft of what is owed next."""
        self.ensure_one()
        is_next = self.type_id in self.origin_id.type_id.next_type_id
        return is_next and self.state == "draft" and not self.queued_on
