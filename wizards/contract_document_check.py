# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain


class ContractDocumentCheck(models.TransientModel):
    """Which stored documents are no longer what was sent or signed."""

    _name = "miniprogram.contract.document.check"
    _description = "Check Stored Documents"

    document_count = fields.Integer(string="Documents Checked", readonly=True)
    altered_count = fields.Integer(string="Documents Altered", readonly=True)
    altered = fields.Html(readonly=True)

    @api.model
    def action_check_all(self):
        """Check the documents of all contracts of the selected companies.

        :return: the action that opens the result
        :rtype: dict
        """
        contracts = self.env["sale.subscription"].with_context(active_test=False)
        return contracts.search(
            Domain("is_miniprogram", "=", True)
            & Domain("company_id", "in", self.env.companies.ids)
        ).action_check_stored_documents()

    @api.model
    def _open_result(self, result):
        """Return the action that shows what was found.

        :param tuple result: see ``_check_documents_for_user()`` of the contract
        :rtype: dict
        """
        count, altered, broken = result
        found = [
            (contract, file.with_env(self.env)._describe_altered())
            for contract, file in altered
        ]
        found += [
            (contract, contract._describe_broken_log(place))
            for contract, place in broken.items()
        ]
        items = Markup().join(
            Markup("<li>%s: %s</li>") % (contract.display_name, name)
            for contract, name in found
        )
        check = self.create(
            {
                "altered": items and Markup("<ul>%s</ul>") % items,
                "altered_count": len(found),
                "document_count": count,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check Stored Documents"),
            "res_model": self._name,
            "res_id": check.id,
            "view_mode": "form",
            "target": "new",
        }


class SaleSubscription(models.Model):
    """The action that checks the documents of contracts."""

    _inherit = "sale.subscription"

    def action_check_stored_documents(self):
        """Compare every stored document of these contracts with its SHA-256.

        :return: the action that opens the result
        :rtype: dict
        :raises UserError: the user is not a contract manager
        """
        self._check_manager()
        return self.env["miniprogram.contract.document.check"]._open_result(
            self._filter_contracts()._check_documents_for_user()
        )
