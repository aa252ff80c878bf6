# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
import secrets

from odoo import api, fields, models
from odoo.http import request

from ...policy import event_chain
from ..party.company_language import get_company_env
from .event import FILING_KINDS

SHA256 = re.compile(r"\b[0-9a-f]{64}\b")


class SaleSubscription(models.Model):
    """The evidence log of a contract: every act that counts in law, in order."""

    _inherit = "sale.subscription"

    event_ids = fields.One2many(
        comodel_name="miniprogram.contract.event",
        inverse_name="contract_id",
        string="Evidence Log",
        readonly=True,
        copy=False,
    )

    def _log_event(self, kind, description="", document_sha256=""):
        """Append one entry to the log of each of these contracts.

        :param str kind: what happened, one of ``KINDS``
        :param str description: what more there is to say, in the company's language
        :param str document_sha256: the hash of the document that it is about
        """
        self._log_events([(c, kind, description, document_sha256) for c in self])

    @api.model
    def _log_events(self, events):
        """Append entries to the logs of contracts, at once.

        :param list events: of each, the contract, the kind, the description and the
            hash of the document, see :meth:`_log_event`
        """
        contracts = self.browse().union(*(event[0] for event in events))
        # sudo: who acts need not see the log
        Head = self.env["miniprogram.contract.event.head"].sudo()
        heads = Head._find(contracts)
        date, ip_address = fields.Datetime.now(), self._get_ip_address()
        entries = []
        for contract, kind, description, document_sha256 in events:
            head = heads[contract]
            entry = event_chain.chain(
                sequence=head.entry_count + 1,
                kind=kind,
                date=fields.Datetime.to_string(date),
                document_sha256=document_sha256 or "",
                texts=event_chain.Texts(
                    salt=secrets.token_hex(16),
                    actor=contract._describe_actor(),
                    ip_address=ip_address,
                    description=description or "",
                ),
                previous_sha256=head.last_sha256,
            )
            head._set_last(entry)
            entries.append((contract, entry))
        # Of two at once the later one is to fail here, where Odoo tries again.
        Head.flush_model()
        # sudo: see above
        self.env["miniprogram.contract.event"].sudo()._append(entries)

    @api.model
    def _get_ip_address(self):
        """Return from where who acts comes, "" for the system and without a request."""
        if not request or self.env.user._is_superuser():
            return ""
        return request.httprequest.remote_addr or ""

    def _describe_actor(self):
        """Return who acts: name, login and e-mail address, as known at this moment.

        :rtype: str
        """
        self.ensure_one()
        user, _ = self.env.user, get_company_env(self)._
        if user._is_public():
            return _("a visitor without a login")
        if user._is_superuser():
            return (
                # within a visitor's or a colleague's request, who did not do it
                _("automatically, as the company's settings say")
                if request
                else _("the system, by a scheduled action")
            )
        # sudo: a visitor need not read the user
        own = user.sudo()
        return ", ".join(filter(None, dict.fromkeys((own.name, own.login, own.email))))

    def _get_log_entries(self):
        """Return the entries of this contract's log as plain values, in order.

        :rtype: list[event_chain.Entry]
        """
        self.ensure_one()
        # sudo: who may read a contract may read its log
        return [event._to_entry() for event in self.sudo().event_ids.sorted("sequence")]

    def action_download_log(self):
        """Return the action that downloads the log as lines that anybody can check."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/miniprogram-contract/{self.id}/log",
        }

    def _get_log_file(self):
        """Return this contract's log as lines that anybody can check.

        :return: see ``event_chain.to_file()``, in UTF-8
        :rtype: bytes
        """
        self.ensure_one()
        return event_chain.to_file(self._get_log_entries()).encode()

    def _find_broken_logs(self):
        """Return which entry of these contracts' logs is not what it was, if one is.

        :return: of each contract with a broken log, the place of the first such entry
        :rtype: dict[sale.subscription, int]
        """
        # sudo: see _get_log_entries()
        heads = self.env["miniprogram.contract.event.head"].sudo()
        heads = {
            head.contract_id.id: head
            for head in heads.search([("contract_id", "in", self.ids)])
        }
        broken = {}
        for contract in self:
            head = heads.get(contract.id)
            place = event_chain.find_first_break(
                contract._get_log_entries(),
                count=head.entry_count if head else 0,
                last_sha256=head.last_sha256 if head else event_chain.FIRST,
            )
            if place:
                broken[contract] = place
        return broken

    def _get_filed_sha256s(self):
        """Return which documents were put on file, as the logs of contracts say.

        :return: of each contract the hashes; of one whose log does not say it, or no
            more, None
        :rtype: dict[sale.subscription, set[str] or None]
        """
        return {contract: contract._read_filed_sha256s() for contract in self}

    def _read_filed_sha256s(self):
        self.ensure_one()
        # sudo: see _get_log_entries(); the salt tells whether an entry has its texts
        events = self.sudo().event_ids
        begun = events.filtered(lambda event: event.kind == "begun")
        if not events or not all(begun.mapped("salt")):
            return None
        filed = events.filtered(lambda event: event.kind in FILING_KINDS)
        listed = SHA256.findall("\n".join(begun.mapped(lambda e: e.description or "")))
        return {*listed, *filed.mapped("document_sha256")}

    def _get_last_event_sha256(self):
        """Return the hash of the last entry, which vouches for all before it.

        :rtype: str
        """
        self.ensure_one()
        # sudo: see _get_log_entries()
        heads = self.env["miniprogram.contract.event.head"].sudo()
        return heads.search([("contract_id", "=", self.id)]).last_sha256 or ""
