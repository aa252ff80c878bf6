# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...policy import event_chain
from ...tools.masking import mask_addresses

# How often a day the log says of visitors without a login that they opened a contract
MAX_VISITS_BY_LINK_A_DAY = 10


class SaleSubscription(models.Model):
    """The evidence log as the customer sees it, and what a visit adds to it."""

    _inherit = "sale.subscription"

    def _get_portal_page(self):
        return {
            **super()._get_portal_page(),
            "events": list(reversed(self._get_portal_log_rows())),
            "is_log_masked": not self._is_own_or_ours(),
            "log_url": f"{self.access_url}/log",
            "log_zone": self._get_log_zone(),
        }

    def _is_own_or_ours(self):
        """Whether the reader is of the customer's company, or one of our people.

        Others come by a link.
        """
        user = self.env.user
        return user._is_internal() or self._is_own_side(user)

    def _get_portal_log_rows(self):
        """Return the log as this visitor reads it: by a link no address in full."""
        rows = self._get_log_rows()
        if self._is_own_or_ours():
            return rows
        texts = ("actor", "description", "ip_address")
        return [
            {**row, **{name: mask_addresses(row[name]) for name in texts}}
            for row in rows
        ]

    def _get_log_file(self):
        # Texts with an address are left out as deleted ones are: the chain still holds.
        if self._is_own_or_ours():
            return super()._get_log_file()
        entries = self._get_log_entries()
        return event_chain.to_file(map(self._leave_out_addresses, entries)).encode()

    def _leave_out_addresses(self, entry):
        """Return an entry of the log, without its texts if they name an address."""
        said = entry.texts
        shown = said and (said.actor, said.description, said.ip_address)
        is_open = shown == tuple(map(mask_addresses, shown or ()))
        return entry if is_open else entry._replace(texts=None)

    def _log_visit(self):
        """Note that the customer has opened the page of this contract.

        Who works for us is no customer. Of one visitor it is noted once a day, however
        often a visit begins anew; of those who come by a link, only so often a day:
        nothing is ever deleted here.
        """
        self.ensure_one()
        if not self.env.user._is_internal() and self._is_new_visit():
            self._log_event("opened", document_sha256=self._get_shown_sha256())

    def _is_new_visit(self):
        """Whether this visitor has not opened what is shown today."""
        self.ensure_one()
        # sudo: see _get_log_rows()
        events = self.sudo().event_ids.filtered(
            lambda event: event.kind == "opened" and self._is_today(event.date)
        )
        actor, ip_address = self._describe_actor(), self._get_ip_address()
        own = events.filtered(lambda event: event.actor == actor)
        is_by_link = self.env.user._is_public()
        if is_by_link and len(own) >= MAX_VISITS_BY_LINK_A_DAY:
            return False
        if is_by_link:
            own = own.filtered(lambda event: event.ip_address == ip_address)
        shown = self._get_shown_sha256()
        return shown not in own.mapped("document_sha256")

    def _is_today(self, moment):
        """Whether a moment is of the company's today."""
        zone = self.with_context(tz=self._get_log_zone())
        day = fields.Datetime.context_timestamp(zone, moment).date()
        return day == self.company_id._contract_today()

    def _get_shown_sha256(self):
        """Return the hash of the document that the page shows."""
        self.ensure_one()
        return self.signed_document_sha256 or self.sent_document_sha256
