# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The evidence log as people read it: on paper, on the form, on the customer's page."""

from odoo import api, fields, models


class SaleSubscription(models.Model):
    """The evidence log of a contract as a history, in the reader's language."""

    _inherit = "sale.subscription"

    def _get_log_rows(self):
        """Return the entries of the evidence log as people read them, in order.

        :return: dicts of plain values
        :rtype: list[dict]
        """
        self.ensure_one()
        # sudo: who may read a contract may read its log
        events = self.sudo().event_ids.sorted("sequence")
        kinds = dict(events._fields["kind"]._description_selection(self.env))
        return [
            {
                "actor": event.actor or "",
                "deletion": event._describe_deletion(),
                "description": event.description or "",
                "document_sha256": event.document_sha256 or "",
                "ip_address": event.ip_address or "",
                "kind": kinds[event.kind],
                "moment": self._get_log_moment(event.date),
                "sequence": event.sequence,
                "sha256": event.sha256,
            }
            for event in events
        ]

    def _get_log_name(self):
        """Return by which name this contract's log is saved as a file.

        :rtype: str
        """
        self.ensure_one()
        # sudo: visitors have no rights on the contract that they may read
        number = self.sudo().contract_number or self.sudo().display_name
        return f"{number} {self.env._('Evidence Log')}"

    def _get_log_moment(self, moment):
        """Return a moment in the company's time zone.

        :param datetime moment: in UTC
        :rtype: str
        """
        zoned = self.with_context(tz=self._get_log_zone())
        local = fields.Datetime.context_timestamp(zoned, moment)
        return f"{local:%Y-%m-%d %H:%M:%S}"

    def _get_log_zone(self):
        """Return the time zone in which the moments of the log are shown."""
        self.ensure_one()
        # sudo: visitors have no rights on our company
        return self.company_id.sudo().contract_tz

    def _get_history_data(self):
        """Return what the printed history says, in plain values.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "contract_number": self.contract_number or "",
            "events": self._get_log_rows(),
            "lang": (self.env.lang or "en_US").replace("_", "-"),
            "last_sha256": self._get_last_event_sha256(),
            "party_a": self.commercial_partner_id.name or "",
            "party_b": self.company_id.name,
            "printed_at": self._get_log_moment(fields.Datetime.now()),
            "title": self.env._("Evidence Log"),
            "zone": self._get_log_zone(),
        }

    def _render_history(self):
        """Return the evidence log as a table.

        :return: the PDF
        :rtype: bytes
        """
        document = self.env["miniprogram.contract.document"]
        return document._render_history(self._get_history_data())


class IrActionsReport(models.Model):
    """The report of the evidence log."""

    _inherit = "ir.actions.report"

    @api.model
    def _get_file_methods(self):
        return {
            **super()._get_file_methods(),
            "miniprogram_contract.report_evidence_history": "_render_history",
        }


class ReportEvidenceHistory(models.AbstractModel):
    """The log on screen, which Odoo shows where wkhtmltopdf is missing."""

    _name = "report.miniprogram_contract.report_evidence_history"
    _description = "Evidence Log on Screen"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template needs to show the logs of ``docids``."""
        contracts = self.env["sale.subscription"].browse(docids)
        return {"documents": [contract._get_history_data() for contract in contracts]}
