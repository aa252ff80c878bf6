# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class SaleSubscription(models.Model):
    """What was sent stays as it is, and what only methods write they alone write."""

    _inherit = "sale.subscription"

    def write(self, vals):
        self._check_kind_change(vals)
        contracts = self._filter_contracts()
        contracts._check_write(vals)
        if "partner_id" not in vals:
            return super().write(vals)
        former = contracts.grouped("commercial_partner_id")
        res = super().write(vals)
        for party, written in former.items():
            written._filter_moved_from(party)._on_party_change(party)
        return res

    def _write_protected(self, vals):
        # from here, so that the base module and the chatter take part in it
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent_contract(self):
        sent = self._filter_contracts().filtered(
            lambda contract: (
                contract.contract_number or contract.contract_state != "draft"
            )
        )
        if sent:
            raise UserError(
                self.env._(
                    "A contract that was sent stays on file and cannot be deleted: %s. "
                    "Cancel it instead.",
                    ", ".join(sent.mapped("display_name")),
                )
            )

    def _filter_moved_from(self, party):
        """Keep the contracts that have moved from this party to another one."""
        return self.filtered(lambda contract: contract.commercial_partner_id != party)

    def _on_party_change(self, former):
        """Do what a new party calls for, however it came about: made to be extended.

        :param former: the commercial partner that was these contracts' party before
        """
        self._log_events(
            [
                (
                    contract,
                    "party_changed",
                    f"{former.name} → {contract.commercial_partner_id.name}",
                    "",
                )
                for contract in self
                if contract.contract_number
            ]
        )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"cancel_reason", "event_ids"}

    @api.model
    def _get_sent_content_fields(self):
        return super()._get_sent_content_fields() | {
            "contact_partner_id",
            "contract_date_end",
            "contract_date_start",
            "contract_remark",
            "code",
            "fiscal_position_id",
            "miniprogram_appid",
            "miniprogram_name",
            "miniprogram_platform",
            "notice_partner_id",
            "partner_id",
            "partner_invoice_id",
            "payment_schedule",
            "pricelist_id",
            "purchase_date",
            "purchase_date_confirmed",
            "sale_order_id",
            "sale_subscription_line_ids",
            "template_id",
            "term_years",
            "wording_id",
        }

    @api.model
    def _get_sealing_fields(self):
        return super()._get_sealing_fields() | {
            "platform_order_page_ids",
            "platform_order_ref",
        }

    def _check_write(self, vals):
        super()._check_write(vals)
        if "company_id" in vals:
            self._check_company_change()
        if "active" in vals and not vals["active"]:
            self._check_archivable()

    def _check_protected_fields(self, vals):
        # what follows from other fields is named together with the life-cycle
        protected = self._get_lifecycle_fields() | self._get_computed_fields()
        if written := protected & vals.keys():
            self._raise_lifecycle(written)
        if self._get_mirror_fields() & vals.keys():
            self._raise_base_action()

    def _check_company_change(self):
        """Refuse to move a contract that has a number of its company to another one."""
        if numbered := self.filtered("contract_number"):
            raise UserError(
                self.env._(
                    "Company: the number of %s belongs to its company. Cancel the "
                    "contract and create a new one in the other company.",
                    ", ".join(numbered.mapped("display_name")),
                )
            )

    def _check_archivable(self):
        """Refuse to archive a contract that runs, or waits for signatures."""
        running = self.filtered(
            lambda contract: contract.contract_state in ("sent", "signed", "active")
        )
        if running:
            raise UserError(
                self.env._(
                    "A contract that was sent and has not ended cannot be archived: "
                    "%s.",
                    ", ".join(running.mapped("display_name")),
                )
            )

    def _raise_lifecycle(self, names):
        raise UserError(
            self.env._(
                "These fields follow from others, or change only through the "
                "contract's own actions (Send, Register Signed Paper, Cancel …): %s.",
                self._describe_fields(names),
            )
        )

    def _raise_frozen(self, names):
        raise UserError(
            self.env._(
                "%(contracts)s was sent to the customer, so this cannot be changed any "
                "more: %(fields)s. Until the customer has signed, it can be reset to "
                "draft.",
                contracts=", ".join(self.mapped("display_name")),
                fields=self._describe_fields(names),
            )
        )

    def _raise_state(self, expected, labels):
        raise UserError(
            self.env._(
                "This needs a contract in state %(states)s: %(contracts)s.",
                states=expected,
                contracts=self._describe_with_state(labels),
            )
        )
