# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import socket
from datetime import timedelta
from ipaddress import ip_address

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import config

from ...tools.web_address import is_public
from ..health.health import Check, Finding

DAYS_OF_FAILED_MAIL = 7
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
SECONDS_TO_CONNECT = 1


class ContractHealth(models.TransientModel):
    """Whether customers are reached: by the server's address and by e-mail."""

    _inherit = "miniprogram.contract.health"

    @api.model
    def _get_checks(self):
        _ = self.env._
        return [
            *super()._get_checks(),
            Check(
                _("Public Address"),
                "_check_public_address",
                states=("draft", "sent"),
                action="base.ir_config_list_action",
            ),
            Check(
                _("Fixed Address"),
                "_check_fixed_address",
                action="base.ir_config_list_action",
            ),
            Check(_("Visitors' IP Addresses"), "_check_client_address"),
            Check(
                _("Outgoing Mail"),
                "_check_outgoing_mail",
                states=("draft", "sent", "signed", "active"),
                action="base.action_ir_mail_server_list",
            ),
            Check(
                _("Failed Mail"),
                "_check_failed_mail",
                action="mail.action_view_mail_mail",
            ),
        ]

    @api.model
    def _get_checked_companies(self):
        """Return those companies that sell mini-programs, this one if none does yet."""
        # sudo: a company is checked whether or not the user reads its contracts
        sellers = (
            self.env["sale.subscription"]
            .sudo()
            ._read_group(
                [
                    ("is_miniprogram", "=", True),
                    ("company_id", "in", super()._get_checked_companies().ids),
                ],
                ["company_id"],
            )
        )
        companies = self.env["res.company"].union(*(company for (company,) in sellers))
        return companies or self.env.company

    # -- the address ----------------------------------------------------------------

    def _check_public_address(self, _company):
        url = self.get_base_url()
        if is_public(url):
            return [Finding(url)]
        return [
            Finding(
                self.env._(
                    "Links sent to customers lead to %s, which cannot be opened from "
                    "the Internet.",
                    url,
                ),
                self.env._(
                    "Set the system parameter web.base.url to the public address of "
                    "this Odoo, such as https://contracts.your-company.com."
                ),
            )
        ]

    def _check_fixed_address(self, _company):
        parameters = self.env["ir.config_parameter"]
        if parameters.get_param("web.base.url.freeze"):
            return [Finding(self.env._("The address is fixed."))]
        return [
            Finding(
                self.env._(
                    "The next login of an administrator may change the address."
                ),
                self.env._(
                    "Add the system parameter web.base.url.freeze with the value True "
                    "once the address is right."
                ),
            )
        ]

    def _check_client_address(self, _company):
        """Find whether the address that is kept with a signature is the signer's."""
        if not request:
            return []
        environ = request.httprequest.environ
        address = request.httprequest.remote_addr or ""
        is_told = "werkzeug.proxy_fix.orig" in environ
        if environ.get("HTTP_X_FORWARDED_FOR") and not is_told:
            return [self._describe_untold_address(address)]
        if is_public(self.get_base_url()) and not self._is_global(address):
            return [self._describe_private_address(address)]
        return [
            Finding(
                self.env._(
                    "Your IP address is %s. If it is not yours, a proxy's is kept with "
                    "signatures.",
                    address,
                )
            )
        ]

    @staticmethod
    def _is_global(address):
        try:
            return ip_address(address).is_global
        except ValueError:
            return False

    def _describe_untold_address(self, address):
        return Finding(
            self.env._(
                "Requests come through a proxy, and its address (%s) is kept with "
                "signatures instead of the customer's.",
                address,
            ),
            self.env._(
                "Start Odoo with --proxy-mode, and have the proxy send the headers "
                "X-Forwarded-For and X-Forwarded-Host."
            ),
        )

    def _describe_private_address(self, address):
        return Finding(
            self.env._(
                "Your IP address is %s, which is not a public one. Unless you are in "
                "the server's own network, it is a proxy's, and is kept with "
                "signatures instead of the customer's.",
                address,
            ),
            self.env._(
                "Odoo trusts one proxy: have the last one in front of it send the "
                "visitor's own address alone as X-Forwarded-For, and X-Forwarded-Host, "
                "and start Odoo with --proxy-mode."
            ),
        )

    # -- e-mail ---------------------------------------------------------------------

    def _check_outgoing_mail(self, _company):
        parameters = self.env["ir.config_parameter"]
        if parameters.get_param("database.is_neutralized"):
            return [
                Finding(
                    self.env._("This is a neutralized copy: no mail is sent."),
                    self.env._("Send nothing to customers from this database."),
                )
            ]
        servers = self.env["ir.mail_server"].search([("owner_user_id", "=", False)])
        if servers:
            names = ", ".join(servers.mapped("name"))
            return [Finding(self.env._("Mail is sent by %s.", names))]
        return [self._find_server_of_configuration()]

    def _find_server_of_configuration(self):
        """Return whether there is the server that Odoo falls back to.

        Where the configuration names another machine, somebody chose it.
        """
        host, port = config["smtp_server"], config["smtp_port"]
        address = f"{host}:{port}"
        if host and (host not in LOCAL_HOSTS or self._is_answering(port)):
            return Finding(self.env._("Mail is sent by %s.", address))
        return Finding(
            self.env._(
                "There is no outgoing mail server: no mail reaches a customer, nor "
                "does a code for signing."
            ),
            self.env._(
                "Add an outgoing mail server and test its connection. (Without one, "
                "Odoo asks %s, which does not answer.)",
                address,
            ),
        )

    @staticmethod
    def _is_answering(port):
        """Whether something listens at a port of this machine."""
        try:
            socket.create_connection(("localhost", port), SECONDS_TO_CONNECT).close()
        except OSError:
            return False
        return True

    def _get_failure_reason(self, mail):
        """Return why a mail could not be sent, on one line."""
        # other people's mail is an administrator's business
        if not self.env.user.has_group("base.group_system"):
            return self.env._("an administrator sees the reason")
        types = dict(mail._fields["failure_type"]._description_selection(self.env))
        reason = mail.failure_reason or types.get(mail.failure_type) or ""
        return " ".join(reason.split())

    def _check_failed_mail(self, _company):
        since = fields.Datetime.now() - timedelta(days=DAYS_OF_FAILED_MAIL)
        failed = self.env["mail.mail"].search(
            [("state", "=", "exception"), ("create_date", ">=", since)],
            order="id desc",
        )
        if not failed:
            return [Finding(self.env._("None in the last seven days."))]
        return [
            Finding(
                self.env._(
                    "%(count)s in the last seven days, the last one: %(reason)s",
                    count=len(failed),
                    reason=self._get_failure_reason(failed[0]),
                ),
                self.env._("Fix the cause, then click Retry in the list of e-mails."),
            )
        ]
