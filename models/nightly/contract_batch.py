# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from .concurrency import OVERTAKEN

_logger = logging.getLogger(__name__)

BATCH_SIZE = 100


class Step(NamedTuple):
    """One thing that a scheduled action does to every contract on which it is due.

    :param str name: what its failures are stored by: it outlives a renamed method
    :param str domain: the name of the method that says which contracts are due, in one
        company and on its own day
    :param str method: the name of the method that does it on a batch of them
    :param bool is_slow: whether each contract is a batch of its own
    """

    name: str
    domain: str
    method: str
    is_slow: bool = False


class SaleSubscription(models.Model):
    """How scheduled actions work on contracts: in batches, safely, and to the end.

    A batch is a transaction of its own. It locks first and reads then, so that two
    workers never act on the same state; and it is done whole. Only if it fails, it is
    rolled back and done one by one, and the contract that failed stands alone.
    """

    _inherit = "sale.subscription"

    contract_failures = fields.Json(
        readonly=True,
        copy=False,
        help="What failed, and in which run of the scheduled action, by its step.",
    )
    contract_failure = fields.Text(
        string="Failure",
        compute="_compute_contract_failure",
        store=True,
        help="Why the scheduled action could not do its work on this contract.",
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
        """Say why the scheduled action could not do its work, a reason a line.

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
        """Do the steps of a scheduled action in turn, until its time is over.

        What is still due then is counted over all of them: core goes on at once, in
        another run, where this one had to stop.

        :param steps: the list of :class:`Step`
        """
        while steps and self._process_due(steps[0]):
            steps = steps[1:]
        left = sum(
            len(contracts) for step in steps for _domain, contracts in self._find(step)
        )
        self.env["ir.cron"]._commit_progress(remaining=left)

    @api.model
    def _process_due(self, step):
        """Do one step on all contracts on which it is due, company by company.

        :param step: a :class:`Step`
        :return: whether all of it was done before the time was over
        :rtype: bool
        """
        size = 1 if step.is_slow else BATCH_SIZE
        for domain, contracts in self._find(step):
            if contracts:  # a batch has to lock before it reads anything
                self.env["ir.cron"]._commit_progress(remaining=len(contracts))
            for offset in range(0, len(contracts), size):
                batch = contracts[offset : offset + size]
                if not batch._process_batch(domain, step):
                    return False
        return True

    @api.model
    def _find(self, step):
        """Find the contracts on which a step is due, company by company.

        :param step: a :class:`Step`
        :return: of each company the domain of what is due, and the contracts
        :rtype: Iterator[tuple[Domain, sale.subscription]]
        """
        for company in self.env["res.company"].search([]):
            domain = Domain("company_id", "=", company.id) & getattr(self, step.domain)(
                company
            )
            contracts = self._in_company(company)
            due = contracts.search_fetch(domain, ["contract_failures"])
            yield domain, due._leave_out_failed(step)

    def _leave_out_failed(self, step):
        """Leave out what failed in this night: it is tried again in the next one.

        A night that is out of time would begin with it again and again.

        :param Step step: what is to be done
        """
        failed = self.filtered(lambda c: step.name in (c.contract_failures or {}))
        if not failed:
            return self
        before = self._get_last_run_before()
        return self - failed.filtered(
            lambda c: (c.contract_failures[step.name]["run"] or 0) > before
        )

    @api.model
    def _get_last_run_before(self):
        """Give the last run before this night: the last that left nothing.

        :return: the id of core's record of it
        :rtype: int or float
        """
        # sudo: how far a scheduled action has come is no secret to what it does
        runs = self.env["ir.cron.progress"].sudo()
        run = runs.browse(self.env.context.get("ir_cron_progress_id"))
        if not run:
            return float("inf")
        finished = runs.search(
            Domain("cron_id", "=", run.cron_id.id)
            & Domain("id", "<", run.id)
            & Domain("remaining", "=", 0),
            order="id desc",
            limit=1,
        )
        return finished.id or 0

    @api.model
    def _in_company(self, company):
        return self.with_company(company).with_context(
            active_test=False, tz=company.contract_tz
        )

    def _process_batch(self, domain, step):
        """Do one step on a batch, or one by one where that fails.

        :param domain: of the contracts that are due
        :param Step step: what is done
        :return: the seconds left for the run
        """
        try:
            self._process(domain, step)
        except Exception as error:  # noqa: BLE001 - another addon's hook may
            _logger.info("A batch of contracts is done one by one: %s", error)
            self.env.cr.rollback()
            self.env.invalidate_all()
            return self._process_one_by_one(domain, step)
        return self.env["ir.cron"]._commit_progress(len(self))

    def _process_one_by_one(self, domain, step):
        left = float("inf")
        for contract in self:
            try:
                contract._process_alone(domain, step)
            except OVERTAKEN:
                self.env.cr.rollback()
            left = self.env["ir.cron"]._commit_progress(1)
            if not left:
                break
        return left

    def _process_alone(self, domain, step):
        """Do the step on one contract, or keep why it failed."""
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
        """Lock what is still due, do the step, and clear what failed before."""
        locked = self.try_lock_for_update(allow_referencing=True)
        locked._serialize_access()
        due = locked.filtered_domain(domain)
        if not due:
            return
        getattr(due, step.method)()
        due._clear_failure(step.name)
        due.env.flush_all()

    def _clear_failure(self, step):
        """Forget why a step failed, now that it is done.

        :param str step: the name of the step
        """
        for contract in self:
            failures = contract.contract_failures or {}
            if step in failures:
                others = {name: failures[name] for name in failures if name != step}
                contract._write_protected({"contract_failures": others or False})

    def _store_failure(self, message, step=None):
        failures = self.contract_failures or {}
        run = self.env.context.get("ir_cron_progress_id")
        failure = {"message": message, "run": run}
        self._write_protected({"contract_failures": {**failures, step: failure}})
        return step not in failures

    def _warn_of_failure(self, message):
        self._warn_responsible(
            self.env._("The scheduled action could not go on: %s", message)
        )
