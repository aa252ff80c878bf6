# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal_thread import PortalChatter

from .portal import ContractPortal


class ContractAvatar(PortalChatter):
    """The pictures beside a contract's messages: their addresses hold no token."""

    @http.route()
    def portal_avatar(self, res_id=None, access_token=None, **kw):
        if not access_token:
            access_token = self._get_message_token(res_id)
        return super().portal_avatar(res_id=res_id, access_token=access_token, **kw)

    def _get_message_token(self, message_id):
        """Return the token of the contract that a message is on, if this visitor may
        read that contract.

        :param int message_id: what the address says
        """
        # sudo: asks only what it is about
        message = request.env["mail.message"].sudo().browse(message_id).exists()
        if message.model != "sale.subscription":
            return None
        try:
            contract_sudo = ContractPortal()._find_contract(message.res_id)
        except MissingError:
            return None
        return contract_sudo._portal_ensure_token()
