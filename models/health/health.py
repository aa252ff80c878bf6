# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from typing import NamedTuple

from odoo import api, fields, models

_logger = logging.getLogger(__name__)


class Finding(NamedTuple):
    """What a check found.

    :param str found: what there is
    :param str advice: what to do about it; nothing where all is well
    """

    found: str
    advice: str = ""


class Check(NamedTuple):
    """One thing that has to be right on the server.

    :param str name: what is checked, translated
    :param str method: the name of the method that returns its findings; it is given a
        company
    :param bool is_of_company: whether each company has findings of its own
    :param tuple states: in which states of a contract a problem is shown at its top
    :param str action: the XML id of the action where it is put right
    :param str quick_method: what is called at the top of a contract instead, where
        ``method`` takes long
    """

    name: str
    method: str
    is_of_company: bool = False
    states: tuple = ()
    action: str = ""
    quick_method: str = ""


class ContractHealth(models.TransientModel):
    """One line of the page that says whether the server is as contracts need it."""

    _name = "miniprogram.contract.health"
    _description = "Health"
    _order = "state, id"

    name = fields.Char(string="Check", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    state = fields.Selection(
        selection=[("attention", "Needs Attention"), ("ok", "In Order")], readonly=True
    )
    finding = fields.Text(readonly=True)
    advice = fields.Text(string="What to Do", readonly=True)
    action = fields.Char(readonly=True)

    @api.model
    def _get_checks(self):
        """Return what is checked: each room adds its own.

        :rtype: list[Check]
        """
        return []

    @api.model
    def _get_checked_companies(self):
        """Return the companies whose own checks are shown: made to be extended.

        :rtype: res.company
        """
        return self.env.user.company_ids

    def action_open_health(self):
        """Check everything.

        :return: the action that shows what was found, problems first
        :rtype: dict
        """
        self.check_access("create")
        lines = self.create(self._prepare_lines())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Health"),
            "res_model": self._name,
            "view_mode": "list",
            "domain": [("id", "in", lines.ids)],
            "target": "main",
        }

    @api.model
    def _prepare_lines(self):
        """Prepare a line for each finding.

        :rtype: list[dict]
        """
        lines = []
        for check in self._get_checks():
            companies = self.env.company
            if check.is_of_company:
                companies = self._get_checked_companies()
            for company in companies:
                lines += self._prepare_check_lines(check, company)
        return lines

    def _prepare_check_lines(self, check, company):
        return [
            {
                "name": check.name,
                "company_id": check.is_of_company and company.id,
                "state": "attention" if finding.advice else "ok",
                "finding": finding.found,
                "advice": finding.advice,
                # settings open in the company at work
                "action": company == self.env.company
                and finding.advice
                and check.action,
            }
            for finding in self._run_check(check.method, company)
        ]

    @api.model
    def _find_problems(self, contract_state, company):
        """Return what is not as a contract in this state needs it.

        :param str contract_state: of the contract
        :param company: the contract's
        :rtype: list[str]
        """
        return [
            self.env._("%(check)s: %(found)s", check=check.name, found=finding.found)
            for check in self._get_checks()
            if contract_state in check.states
            for finding in self._run_check(check.quick_method or check.method, company)
            if finding.advice
        ]

    def _run_check(self, method, company):
        """Return what a check finds.

        :param str method: the name of its method
        :rtype: list[Finding]
        """
        # sudo: who works on contracts is told what only administrators can look up
        health, company = self.sudo(), company.sudo()
        try:
            with self.env.cr.savepoint():
                return getattr(health, method)(company)
        except Exception:  # a contract opens, whatever the server lacks
            _logger.exception("%s failed", method)
            return [
                Finding(
                    self.env._("This could not be checked."),
                    self.env._("Look for the reason in the server's log."),
                )
            ]

    def action_open(self):
        """Open the screen on which this is put right, if the user is allowed there.

        :return: the action, False where there is none
        :rtype: dict or bool
        """
        self.ensure_one()
        if not self.action or not self.env.user.has_group("base.group_system"):
            return False
        return self.env["ir.actions.act_window"]._for_xml_id(self.action)
