# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

from ..contract.contract import LIVE_STATES
from ..health.health import Check, Finding

# How late a run may be before the scheduler is not running at all
PATIENCE = timedelta(days=1)


class ContractHealth(models.TransientModel):
    """Whether the scheduled actions are active, and when they last ended."""

    _inherit = "miniprogram.contract.health"

    @api.model
    def _get_checks(self):
        return [
            *super()._get_checks(),
            Check(
                self.env._("Scheduled Actions"),
                "_check_scheduled_actions",
                states=LIVE_STATES,
                action="base.ir_cron_act",
            ),
        ]

    @api.model
    def _get_scheduled_actions(self):
        """Return the XML ids of the scheduled actions: each room adds its own.

        :rtype: list[str]
        """
        return ["mail.ir_cron_mail_scheduler_action"]  # it sends what the nights queue

    def _check_scheduled_actions(self, _company):
        findings = []
        for xmlid in self._get_scheduled_actions():
            action = self.env.ref(xmlid, raise_if_not_found=False)
            findings.append(
                self._describe_run(action) if action else self._describe_missing(xmlid)
            )
        return findings

    def _describe_missing(self, xmlid):
        return Finding(
            self.env._("The scheduled action %s was deleted.", xmlid),
            self.env._("Update the addon (--update) to create it again."),
        )

    def _describe_run(self, action):
        """Return whether a scheduled action is active and on time."""
        _ = self.env._
        name = action.name
        if not action.active:
            return Finding(_("%s is switched off.", name), _("Activate it."))
        if action.failure_count:
            return Finding(
                _(
                    "%(name)s has failed since %(day)s (failures: %(count)s).",
                    name=name,
                    count=action.failure_count,
                    day=self._format_moment(action.first_failure_date),
                ),
                _("Look for the reason in the server's log, and run it manually."),
            )
        if action.nextcall < fields.Datetime.now() - PATIENCE:
            return Finding(
                _(
                    "%(name)s should have run on %(day)s.",
                    name=name,
                    day=self._format_moment(action.nextcall),
                ),
                _(
                    "Have the server run scheduled actions: --max-cron-threads must be "
                    "at least 1, and the server must serve this database."
                ),
            )
        return self._describe_last_run(action)

    def _describe_last_run(self, action):
        if not action.lastcall:
            return Finding(
                self.env._(
                    "%(name)s has not run yet; its first run is on %(day)s.",
                    name=action.name,
                    day=self._format_moment(action.nextcall),
                )
            )
        return Finding(
            self.env._(
                "%(name)s last ended on %(day)s.",
                name=action.name,
                day=self._format_moment(action.lastcall),
            )
        )

    def _format_moment(self, moment):
        return format_datetime(self.env, moment) if moment else ""
