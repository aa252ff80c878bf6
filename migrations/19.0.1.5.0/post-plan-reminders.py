# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Have plans remind customers at least five days before the end, as the law asks for.

Contracts that were sent keep the reminders that they were sent with.
"""

import logging

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError

from odoo.addons.miniprogram_contract.policy.reminders import (
    LATEST_FIRST_REMINDER,
    reminds_in_time,
)
from odoo.addons.miniprogram_contract.policy.terms import parse_reminder_days

# a script has no name below "odoo", by which levels of logs are set
_logger = logging.getLogger("odoo.addons.miniprogram_contract.migrations")


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    add_reminders(env)


def add_reminders(env):
    """Add a reminder five days before the end to the plans that have none so early.

    A plan that cannot be read, or that breaks another rule, is left for a person: it is
    refused when it is saved next.
    """
    plans = env["sale.subscription.template"].with_context(active_test=False)
    for plan in plans.search([("is_miniprogram", "=", True)]):
        try:
            with env.cr.savepoint():
                add_reminder(plan)
        except (UserError, ValueError) as error:
            _logger.warning(
                "Contract plan %s (id %s) is left as it is, reminders %s: %s",
                plan.name,
                plan.id,
                plan.reminder_days,
                error,
            )


def add_reminder(plan):
    """Add a reminder five days before the end to a plan that has none so early."""
    days, lead = plan.reminder_days, plan.renewal_lead_days
    if reminds_in_time(reminder_days=days, lead_days=lead):
        return
    plan.write(prepare_reminders(days, lead))
    _logger.info(
        "Contract plan %s (id %s): reminders %s, invoiced %s days before the "
        "end (before: %s, %s)",
        plan.name,
        plan.id,
        plan.reminder_days,
        plan.renewal_lead_days,
        days,
        lead,
    )


def prepare_reminders(days, lead):
    """Prepare the plan's values: what it had, and what was missing.

    :param str days: its reminders
    :param int lead: how many days before the end it invoices a renewal
    :rtype: dict
    """
    first = LATEST_FIRST_REMINDER
    reminders = sorted({*parse_reminder_days(text=days), first}, reverse=True)
    return {
        "reminder_days": ",".join(map(str, reminders)),
        "renewal_lead_days": max(lead, first),
    }
