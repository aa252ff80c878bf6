# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SaleSubscription(models.Model):
    """The messages of a contract on the customer's page, and nothing beside them.

    Visitors have no rights on contracts: they read messages by the contract's token.
    """

    _inherit = "sale.subscription"

    @api.model
    def _get_thread_with_access(self, thread_id, *, mode="read", **kwargs):
        # sudo: only asks whether this contract was issued to the customer
        contract = self.browse(thread_id).sudo().exists()
        if not contract or not contract._is_opened_by_token(mode):
            for name in ("hash", "pid", "token"):
                kwargs.pop(name, None)
        return super()._get_thread_with_access(thread_id, mode=mode, **kwargs)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        user = self.env.user
        if message_operation == "create" and not user._is_internal():
            for contract in self:
                # sudo: whose contract it is decides which access is then checked
                own = contract.sudo()
                if own.is_miniprogram and not own._is_own_side(user):
                    operations[contract] = "write"
        return operations

    def _is_opened_by_token(self, mode):
        """Whether visitors with a token may see or write messages of this contract.

        A link reads: who writes acts for the customer, with a login of his own.

        :param str mode: ``read``, or what else is asked for
        """
        self.ensure_one()
        is_allowed = mode == "read" or self._is_own_side(self.env.user)
        return self._is_issued() and is_allowed

    def _thread_to_store(self, store, fields, *, request_list=None):
        if request_list and not self.env.user._is_internal():
            # core would show visitors with a token activities, followers and every file
            request_list = []
        return super()._thread_to_store(store, fields, request_list=request_list)

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        if not self or self._is_issued():
            return self._link_portal_users(
                super()._notify_get_recipients_groups(
                    message, model_description, msg_vals=msg_vals
                )
            )
        # no page, so neither link nor token: on an empty recordset the portal adds none
        values = {"model": self._name, "res_id": self.id, **(msg_vals or {})}
        return super(SaleSubscription, self.browse())._notify_get_recipients_groups(
            message, model_description, msg_vals=values
        )

    def _link_portal_users(self, groups):
        """Link portal users to the contract's page: core's link needs access rights."""
        for name, _is_member, values in groups:
            if self and name == "portal":
                values["button_access"] = {
                    "url": f"{self.get_base_url()}{self.access_url}"
                }
        return groups
