# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from contextlib import suppress
from math import ceil

from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ..nightly.concurrency import OVERTAKEN
from ..nightly.contract_batch import BATCH_SIZE, Step
from ..party.company_language import in_company_language
from .verification import CONTRACTS_AT_ONCE

# All of them once a month, however short it is.
NIGHTS_FOR_ALL = 28
LEAST_A_NIGHT = BATCH_SIZE
# The matter of a warning
ALTERED = ("altered_documents",)
BROKEN_LOG = ("broken_log",)
# How the log of a contract with documents begins
FIRST_KINDS = ("begun", "sent")
OLDEST_CHECK_FIRST = "documents_checked_on NULLS FIRST, id"


class SaleSubscription(models.Model):
    """Stored documents are checked bit by bit, and a contract keeps what was found."""

    _inherit = "sale.subscription"

    documents_checked_on = fields.Date(
        readonly=True,
        copy=False,
        help="When the stored documents were last compared with what was sent, signed "
        "or received.",
    )
    altered_document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_subscription_altered_document_rel",
        string="Altered Documents",
        readonly=True,
        copy=False,
        bypass_search_access=True,  # who reads a contract may know that there are any
    )
    altered_documents = fields.Text(
        string="Names of Altered Documents",
        compute="_compute_altered_documents",
        compute_sudo=True,
        help="Stored documents that are no longer what they were.",
    )

    broken_log_entry = fields.Integer(
        readonly=True,
        copy=False,
        help="The first entry of the evidence log that is not what it was, 0 for none.",
    )

    _oldest_check_index = models.Index("(company_id, documents_checked_on NULLS FIRST)")

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "altered_document_ids",
            "broken_log_entry",
            "documents_checked_on",
        }

    @api.depends("altered_document_ids", "broken_log_entry")
    def _compute_altered_documents(self):
        for contract in self:
            files = contract.altered_document_ids
            names = [file._describe_altered() for file in files]
            if place := contract.broken_log_entry:
                names.append(contract._describe_broken_log(place))
            contract.altered_documents = "\n".join(names)

    def _describe_broken_log(self, place):
        """Return which entry of the evidence log is not what it was.

        :param int place: its number
        :rtype: str
        """
        return self.env._("Evidence log, from entry %s on", place)

    # -- every night ----------------------------------------------------------------

    @api.model
    def _cron_check_documents(self):
        """Check the stored documents of the contracts whose turn it is.

        Run twice in a night it checks nothing more.
        """
        self._run_steps(
            [
                Step(
                    "_check_documents",
                    "_get_document_check_domain",
                    "_check_documents",
                    is_slow=True,  # its files are read while it is locked
                    order=OLDEST_CHECK_FIRST,
                )
            ]
        )

    @api.model
    def _get_document_check_domain(self, company):
        """Return the domain of the contracts whose documents are checked tonight.

        Those that were never checked or the longest ago. Beside them those where
        something was found, or a scheduled action failed: it may have been mended.

        :param company: a company
        :rtype: Domain
        """
        checked_on = "documents_checked_on"
        today = company._contract_today()
        due = Domain(checked_on, "=", False) | Domain(checked_on, "<", today)
        every_night = Domain("altered_document_ids", "!=", False)
        every_night |= Domain("broken_log_entry", ">", 0)
        every_night |= Domain("contract_failure", "not in", [False, ""])
        return due & (every_night | self._get_turn_domain(company, due, every_night))

    @api.model
    def _get_turn_domain(self, company, due, every_night):
        """Return the domain of the contracts whose turn it is tonight.

        :param company: a company
        :param Domain due: of what was not checked today
        :param Domain every_night: of what is checked every night
        :rtype: Domain
        """
        contracts = self._in_company(company)
        own = Domain("company_id", "=", company.id) & ~every_night
        stored = own & self._get_stored_domain()
        share = ceil(contracts.search_count(stored) / NIGHTS_FOR_ALL)
        done = contracts.search_count(stored & ~due)
        left = max(share, LEAST_A_NIGHT) - done
        if left <= 0:
            return Domain.FALSE
        turn = contracts.search(stored & due, order=OLDEST_CHECK_FIRST, limit=left)
        return Domain("id", "in", turn.ids)

    # -- one check ------------------------------------------------------------------

    def _check_documents(self):
        """Check the stored documents of these contracts, and keep what was found."""
        _count, altered = self._find_altered_documents()
        self._keep_check(altered, self._find_broken_logs())

    def _check_documents_for_user(self):
        """Check the stored documents of these contracts for somebody who asks for it.

        What others change meanwhile keeps its former check: a night comes back to it.

        :return: see ``_find_altered_documents()``, and the broken logs, see
            ``_find_broken_logs()``
        :rtype: tuple[int, list[tuple], dict]
        """
        contracts = self._filter_with_documents()
        (count, altered), broken = contracts._find_altered_documents(), {}
        for batch in split_every(CONTRACTS_AT_ONCE, contracts.ids, contracts.browse):
            found = batch._find_broken_logs()
            broken |= found
            with suppress(*OVERTAKEN), self.env.cr.savepoint():
                batch._keep_check(altered, found)
                batch._log_event("files_checked")
            self.env.invalidate_all()  # or memory would fill with entries
        return count, altered, broken

    def _find_broken_logs(self):
        broken = super()._find_broken_logs()
        # sudo: see _get_log_entries()
        first = self.sudo().event_ids.filtered(lambda event: event.sequence == 1)
        begun = first.filtered(lambda event: event.kind in FIRST_KINDS).contract_id
        begun_ids = set(begun.ids)
        for record, _document, _digest in self._get_hashed_documents():
            if record.id not in begun_ids:  # its log is gone, with a new one or without
                broken.setdefault(record, 1)
        return broken

    def _filter_with_documents(self):
        """Keep the contracts that have stored documents."""
        contracts = self.with_context(active_test=False)
        return contracts.search(
            Domain("id", "in", self.ids) & self._get_stored_domain()
        ).with_env(self.env)

    def _keep_check(self, altered, broken):
        """Store that these contracts were checked today, and what was found.

        :param list altered: see ``_find_altered_documents()``
        :param dict broken: see ``_find_broken_logs()``
        """
        for company, contracts in self.grouped("company_id").items():
            contracts._write_protected(
                {"documents_checked_on": company._contract_today()}
            )
        files = defaultdict(self.env["ir.attachment"].browse)
        for contract, file in altered:
            files[contract.id] |= file
        for contract in self:
            contract._set_altered_documents(files[contract.id])
            contract._set_broken_log(broken.get(contract, 0))

    def _set_altered_documents(self, files):
        """Store which documents are altered, and warn of those that were not before.

        :param files: attachments
        """
        self.ensure_one()
        # sudo: only administrators look into the file store
        known = self.sudo().altered_document_ids
        if files == known:
            return
        self._write_protected({"altered_document_ids": [Command.set(files.ids)]})
        user = self._get_responsible_user()
        contract = self.with_context(lang=user.lang or self.env.lang)
        if new := files - known:
            contract._warn_responsible(
                contract._get_altered_warning(new), matter=ALTERED
            )
        if not files:
            contract._close_altered_warnings()

    def _set_broken_log(self, place):
        """Store which entry of the log is not what it was, and warn of it once.

        :param int place: its number, 0 where the log is whole
        """
        self.ensure_one()
        if place == self.broken_log_entry:
            return
        self._write_protected({"broken_log_entry": place})
        if place:
            self._warn_of_broken_log(place)

    @in_company_language
    def _warn_of_broken_log(self, place):
        self._warn_responsible_once(
            BROKEN_LOG,
            self.env._(
                "The evidence log is no longer what it was, from entry %s on: somebody "
                "changed the database itself. An administrator has to restore it from "
                "a backup.",
                place,
            ),
        )

    def _get_altered_warning(self, files):
        """Return the warning of altered documents.

        :param files: attachments
        :rtype: str
        """
        return self.env._(
            "Stored documents are no longer what they were. An administrator has to "
            "restore them from a backup: %s",
            ", ".join(file.with_env(self.env)._describe_altered() for file in files),
        )

    @in_company_language
    def _close_altered_warnings(self):
        """Close the warnings of what has been restored."""
        self._find_warnings(ALTERED).action_feedback(
            self.env._("The documents have been restored.")
        )
