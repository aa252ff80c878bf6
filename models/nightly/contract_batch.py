# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ..party.company_language import in_company_language
from .concurrency import OVERTAKEN

_logger = logging.getLogger(__name__)

BATCH_SIZE = 100
# What warnings of failures are about
FAILURE = "failure"


class Step(NamedTuple):
    """One thing that a scheduled action does to every contract on which it is due.

    :param str name: what its failures are stored under: it outlives a renamed method
    :param str domain: the name of the method that returns the domain of the contracts
        that are due in one company, on that company's own day
    :param str method: the name of the method that does it to a batch of them
    :param bool is_slow: whether each contract is a batch of its own
    :param str order: which contracts come first, where that matters
    """

    name: str
    domain: str
    method: str
    is_slow: bool = False
    order: str | None = None


class SaleSubscription(models.Model):
    """How scheduled actions work on contracts: in batches, locked, one failure each.

    A batch is a transaction of its own. It locks before it reads, so that two workers
    never act on the same state. If it fails it is rolled back and done one by one, and
    only the contract that failed keeps a failure.
    """

    _inherit = "sale.subscription"

    contract_failures = fields.Json(
        readonly=True,
        copy=False,
        help="What failed, step by step, and in which run of the scheduled action.",
    )
    contract_failure = fields.Text(
        string="Failure",
        compute="_compute_contract_failure",
        store=True,
        help="Why the scheduled action failed on this contract.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "contract_failure",
            "contract_failures",
        }

    @api.depends("contract_failures")
    def _compute_contract_failure(self):
        for contract in self:
            contract.contract_failure = contract._describe_failures()

    def _describe_failures(self, besides=None):
        """Return why the scheduled action failed on this contract, a line per reason.

        :param str besides: the name of a step whose failure does not count
        :rtype: str
        """
        self.ensure_one()
        failures = self.contract_failures or {}
        messages = {
            failure["message"]: None
            for step, failure in sorted(failures.items())
            if step != besides
        }
        return "\n".join(messages)

    @api.model
    def _run_steps(self, steps):
        """Do the steps of a scheduled action in turn, until its time is up.

        What is still due then is counted over all of them: core goes on at once, in
        another run, where this one had to stop.

        :param list steps: of :class:`Step`
        """
        while steps and self._process_due(steps[0]):
            steps = steps[1:]
        remaining = sum(
            len(contracts)
            for step in steps
            for _domain, contracts in self._find_due(step)
        )
        self.env["ir.cron"]._commit_progress(remaining=remaining)

    @api.model
    def _process_due(self, step):
        """Do one step to all contracts on which it is due, company by company.

        :param Step step: what is done
        :return: whether all of it was done before the time was up
        :rtype: bool
        """
        size = 1 if step.is_slow else BATCH_SIZE
        for domain, contracts in self._find_due(step):
            if contracts:  # a batch has to lock before it reads anything
                self.env["ir.cron"]._commit_progress(remaining=len(contracts))
            for offset in range(0, len(contracts), size):
                batch = contracts[offset : offset + size]
                if not batch._process_batch(domain, step):
                    return False
        return True

    @api.model
    def _find_due(self, step):
        """Find the contracts on which a step is due, company by company.

        What failed in this night already waits for the next one: a night of several
        runs would begin each of them with it.

        :param Step step: what is to be done
        :return: for each company the domain of what is due, and the contracts
        :rtype: Iterator[tuple[Domain, sale.subscription]]
        """
        for company in self.env["res.company"].search([]):
            domain = self._get_due_domain(step, company)
            due = self._in_company(company).search_fetch(
                domain, ["contract_failures"], order=step.order
            )
            yield domain, due - due._filter_failed_tonight(step)

    @api.model
    def _get_due_domain(self, step, company):
        """Return the domain of the contracts of a company on which a step is due.

        :rtype: Domain
        """
        is_due = getattr(self, step.domain)(company)
        return Domain("company_id", "=", company.id) & is_due

    def _filter_failed_tonight(self, step):
        """Keep the contracts on which a step has failed since the night began.

        :param Step step: what is to be done
        """
        failed = self.filtered(lambda c: step.name in (c.contract_failures or {}))
        run = self._get_current_run()
        if not failed or not run:
            return self.browse()
        night_before = self._get_last_finished_run(run).id or 0
        return failed.filtered(
            lambda c: (c.contract_failures[step.name]["run"] or 0) > night_before
        )

    @api.model
    def _get_current_run(self):
        """Return the run of the scheduled action that this is, if it is one.

        :rtype: ir.cron.progress
        """
        # sudo: a scheduled action may know how far it has come
        runs = self.env["ir.cron.progress"].sudo()
        return runs.browse(self.env.context.get("ir_cron_progress_id"))

    @api.model
    def _get_last_finished_run(self, run):
        """Return the last run before this one that left nothing to do.

        A night is over with it, and the next run begins another one.

        :param run: the record that core keeps of a run
        :rtype: ir.cron.progress
        """
        return run.search(
            Domain("cron_id", "=", run.cron_id.id)
            & Domain("id", "<", run.id)
            & Domain("remaining", "=", 0),
            order="id desc",
            limit=1,
        )

    @api.model
    def _in_company(self, company):
        """Return this model as it works for a company: on its day, in its language.

        Archived records are included.

        :param company: a company
        """
        return self.with_company(company).with_context(
            active_test=False, lang=company._get_record_lang(), tz=company.contract_tz
        )

    def _process_batch(self, domain, step):
        """Do one step to a batch, or to one contract after the other if that fails.

        :param Domain domain: of the contracts that are due
        :param Step step: what is done
        :return: the seconds left for the run
        :rtype: float
        """
        try:
            self._process(domain, step)
        except Exception as error:  # noqa: BLE001 - a hook of another addon may
            _logger.info("A batch of contracts is done one by one: %s", error)
            self.env.cr.rollback()
            self.env.invalidate_all()
            return self._process_one_by_one(domain, step)
        return self.env["ir.cron"]._commit_progress(len(self))

    def _process_one_by_one(self, domain, step):
        """Do one step to each contract in a transaction of its own.

        :return: the seconds left for the run
        :rtype: float
        """
        seconds_left = float("inf")
        for contract in self:
            try:
                contract._process_alone(domain, step)
            except OVERTAKEN:
                self.env.cr.rollback()
            seconds_left = self.env["ir.cron"]._commit_progress(1)
            if not seconds_left:
                break
        return seconds_left

    def _process_alone(self, domain, step):
        """Do the step to one contract, or store why it failed."""
        try:
            self._process(domain, step)
        except OVERTAKEN:
            raise
        except Exception as error:
            _logger.warning(
                "%s failed on contract %s", step.name, self.id, exc_info=True
            )
            self.env.cr.rollback()
            self.env.invalidate_all()
            self._set_failure(self._describe_error(error), step.name)
            self.env.flush_all()

    def _process(self, domain, step):
        """Lock what is still due, do the step to it, and clear its earlier failure."""
        locked = self.try_lock_for_update(allow_referencing=True)
        locked._serialize_access()
        due = locked.filtered_domain(domain)
        if not due:
            return
        getattr(due, step.method)()
        due._clear_failure(step.name)
        due.env.flush_all()

    def _clear_failure(self, step):
        """Clear the stored failure of a step that is done.

        :param str step: the name of the step
        """
        for contract in self:
            failures = contract.contract_failures or {}
            if step in failures:
                others = {name: failures[name] for name in failures if name != step}
                contract._write_protected({"contract_failures": others or False})
                if not others:
                    contract._withdraw_warning((FAILURE,))

    def _store_failure(self, message, step=None):
        failures = self.contract_failures or {}
        run = self.env.context.get("ir_cron_progress_id")
        failure = {"message": message, "run": run}
        self._write_protected({"contract_failures": {**failures, step: failure}})
        return step not in failures

    @in_company_language
    def _warn_of_failure(self, message):
        self._warn_responsible(
            self.env._("The scheduled action failed on this contract: %s", message),
            matter=(FAILURE,),
        )
