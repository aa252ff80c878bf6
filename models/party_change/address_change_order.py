# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ..party.company_language import in_company_language
from .address_change import item_of


class ContractNotice(models.Model):
    """Of two changes of an address the later one stands, whichever arrives first."""

    _inherit = "miniprogram.contract.notice"

    def _get_changed_items(self):
        """Return which items of the address this notice changes.

        :return: items as :meth:`res.partner._get_party_details` has them
        :rtype: set[str]
        """
        self.ensure_one()
        items = set(map(item_of, self._prepare_new_address()))
        return items | ({"contact"} if self.new_contact_id else set())

    def _get_outdated_items(self):
        """Return which items of the address have changed again since this change.

        :rtype: set[str]
        """
        self.ensure_one()
        newer = set()
        for notice in self._find_later_notices():
            newer |= notice._get_changed_items()
        for change in self._find_later_changes():
            newer |= change._get_changed_items_of(self.address_partner_id)
        return newer & self._get_changed_items()

    def _find_later_notices(self):
        """Find the notices of the same address that tell of a later change."""
        self.ensure_one()
        return self.search(
            Domain("type_id.effect", "=", "change_address")
            & Domain("address_partner_id", "=", self.address_partner_id.id)
            & Domain("direction", "=", self.direction)
            & Domain("state", "=", "done")
            & Domain("event_date", ">", self.event_date)
        )

    def _find_later_changes(self):
        """Find what people entered on the party after what this notice announces."""
        self.ensure_one()
        changes = self.env["miniprogram.contract.detail.change"].search(
            Domain("partner_id", "=", self.contract_id.commercial_partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "!=", "dismissed")
        )
        if own := self.detail_change_id:
            return changes.filtered(lambda change: change.id > own.id)
        return changes.filtered(
            lambda change: (change.event_date or change.noticed_on) > self.event_date
        )

    @in_company_language
    def _note_outdated(self, items):
        """Note which items were not changed by this notice.

        :param set[str] items: see :meth:`_get_outdated_items`
        """
        self.ensure_one()
        labels = self.env["miniprogram.contract.detail.change"]._get_item_labels()
        self._note(
            self.env._(
                "Not applied, because it has changed again since then: %s.",
                ", ".join(labels[item] for item in sorted(items)),
            )
        )
