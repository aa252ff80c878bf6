# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ContractNotice(models.Model):
    """What the customer's page shows of a notice."""

    _inherit = "miniprogram.contract.notice"

    def _filter_given(self):
        """Keep the notices that one side gave the other."""
        return self.filtered(
            lambda notice: notice.state in ("sent", "received", "done")
        )

    def _get_portal_values(self):
        """Give what the customer's page shows of these notices, in plain values.

        :rtype: list[dict]
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "date": notice.sent_on or notice.event_date,
                "due_on": notice.due_date,
                "has_letter": bool(notice.document_id),
                "is_ours": notice.direction == "outgoing",
                "name": notice.type_id.name,
                "status": states[notice.state],
                "url": f"{notice.contract_id.access_url}/notice/{notice.id}",
            }
            for notice in self
        ]
