# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bulk notices are all sent when their last letter is, not when all are made."""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    reopen_unfinished(env)


def reopen_unfinished(env):
    """Let those whose letters are not all sent say who is left, and why."""
    mailings = env["miniprogram.contract.notice.mailing"]
    made = mailings.search([("state", "=", "sent")])
    made._find_unsent().mailing_id._write_protected({"state": "sending"})
