# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SaleSubscription(models.Model):
    """The notices between the parties (clause 11)."""

    _inherit = "sale.subscription"

    notice_ids = fields.One2many(
        comodel_name="miniprogram.contract.notice",
        inverse_name="contract_id",
        string="Notices",
    )

    def _create_notices(self, notice_type, **values):
        """Make a notice of one type for each of these contracts, and have it sent.

        :param notice_type: a ``miniprogram.contract.notice.type``
        :param values: values of the notice's fields, the same for all
        :return: the notices, queued: their letters are printed by the scheduled action
        """
        notices = self.env["miniprogram.contract.notice"].create(
            [contract._prepare_notice(notice_type, **values) for contract in self]
        )
        notices._queue()
        return notices

    def _prepare_notice(self, notice_type, **values):
        """Prepare a notice; by default it is about the end, or else the open term.

        :param notice_type: a ``miniprogram.contract.notice.type``
        :param values: values of the notice's fields
        :rtype: dict
        """
        self.ensure_one()
        if self.contract_state == "terminated":
            term, day = self._get_lapsed_renewal(), self.termination_date
        else:
            term, day = self.open_term_id, self.company_id._contract_today()
        return {
            "contract_id": self.id,
            "direction": "outgoing",
            "event_date": day,
            "term_id": term.id,
            "type_id": notice_type.id,
            **values,
        }

    def _reinstate(self, reason, start):
        notices = self.env["miniprogram.contract.notice"]
        notices._withdraw([("contract_id", "=", self.id)])
        return super()._reinstate(reason, start)

    def _serialize_access(self):
        res = super()._serialize_access()
        self.notice_ids.invalidate_recordset()
        return res

    def _get_hashed_documents(self):
        letters = [
            (notice.contract_id, notice.document_id, notice.document_sha256)
            for notice in self.notice_ids
            if notice.document_id
        ]
        return super()._get_hashed_documents() + letters
