# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class SaleSubscription(models.Model):
    """The notices between the parties (clause 11)."""

    _inherit = "sale.subscription"

    notice_ids = fields.One2many(
        comodel_name="miniprogram.contract.notice",
        inverse_name="contract_id",
        string="Notices",
    )
    notice_count = fields.Integer(
        string="Number of Notices", compute="_compute_notice_count"
    )
    overdue_notice_count = fields.Integer(
        string="Overdue Notices", compute="_compute_notice_count"
    )

    def _compute_notice_count(self):
        notices = self.env["miniprogram.contract.notice"]
        own = [("contract_id", "in", self.ids)]
        groups = (["contract_id"], ["__count"])
        counts = dict(
            notices._read_group([*own, ("state", "!=", "cancelled")], *groups)
        )
        overdue = dict(notices._read_group([*own, ("is_overdue", "=", True)], *groups))
        for contract in self:
            contract.notice_count = counts.get(contract, 0)
            contract.overdue_notice_count = overdue.get(contract, 0)

    def action_view_notices(self):
        """Open the notices of these contracts."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_notice"
        )
        context = {"default_contract_id": self.id} if len(self) == 1 else {}
        return {
            **action,
            "domain": [("contract_id", "in", self.ids)],
            "context": context,
        }

    def action_notify_customers(self):
        """Open a bulk notice to the contracts chosen in the list."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bulk Notice"),
            "res_model": "miniprogram.contract.notice.mailing",
            "view_mode": "form",
            "context": {
                "default_audience": "chosen",
                "default_company_id": self.company_id[:1].id,
                "default_contract_ids": self.ids,
            },
        }

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

    def _record_notices(self, notice_type, **values):
        """Create notices from these contracts' customers; their receipt is to come.

        :param notice_type: a ``miniprogram.contract.notice.type``
        :param values: values of the notices' fields, the same for all
        :return: the notices, drafts
        """
        return self.env["miniprogram.contract.notice"].create(
            [
                contract._prepare_notice(
                    notice_type, **{"direction": "incoming", "term_id": False, **values}
                )
                for contract in self
            ]
        )

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

    def _get_frozen_files(self):
        files = self.env["ir.attachment"]._find_frozen(self.notice_ids)
        notices = self.notice_ids
        return super()._get_frozen_files() + [
            (notices.browse(file.res_id).contract_id, file) for file in files
        ]

    @api.model
    def _get_stored_domain(self):
        notices = self.env["miniprogram.contract.notice"]
        stored = self.env["ir.attachment"]._select_frozen(notices._name)
        return super()._get_stored_domain() | Domain("notice_ids", "in", stored)
