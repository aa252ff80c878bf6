# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError

# What says nothing of what happened: stars, and by which number a mail went out
HARMLESS = {"message_id", "starred", "starred_partner_ids"}


class MailMessage(models.Model):
    """What the system noted on our records stays: nobody edits or deletes it.

    Comments of people are edited and deleted as everywhere.
    """

    _inherit = "mail.message"

    def write(self, vals):
        if vals.keys() - HARMLESS:
            self._check_not_kept("write")
        return super().write(vals)

    def unlink(self):
        self._check_not_kept("unlink")
        return super().unlink()

    def _check_not_kept(self, operation):
        """Refuse to change what the system noted on our records.

        What the system does itself, it does as superuser.

        :param str operation: what is tried: who may not do it anyway is told so
        :raises UserError: one of these messages is such a note
        """
        if self.env.su:
            return
        self.check_access(operation)
        if self._find_kept():
            raise UserError(
                self.env._(
                    "What the system noted on a contract or notice is evidence: it "
                    "cannot be edited or deleted. Add a note of your own instead."
                )
            )

    def _find_kept(self):
        """Keep the messages that the system wrote on records of ours.

        :rtype: mail.message
        """
        # sudo: asks only what they are about, whoever may read that
        own = self.sudo().filtered(
            lambda message: (
                message.res_id
                and message.message_type != "comment"
                and self._has_lifecycle(message.model)
            )
        )
        kept = self.browse()
        for model, messages in own.grouped("model").items():
            records = self.env[model].sudo().browse(messages.mapped("res_id"))
            ids = set(records.exists()._filter_with_kept_messages().ids)
            kept |= messages.filtered(lambda m, ids=ids: m.res_id in ids)
        return kept

    @api.model
    def _has_lifecycle(self, model):
        """Whether the records of a model have a life-cycle of ours.

        :param str model: the name of a model, if any
        """
        models_by_name = self.env.registry
        return model in models_by_name and issubclass(
            models_by_name[model], models_by_name["miniprogram.lifecycle"]
        )


class MailThread(models.AbstractModel):
    """What comes onto our records: comments, and mail from the mail server alone."""

    _inherit = "mail.thread"

    def _get_allowed_message_params(self):
        # what people post is a comment of theirs, never a note of ours
        params = super()._get_allowed_message_params()
        is_ours = isinstance(self, self.env.registry["miniprogram.lifecycle"])
        return params - {"message_type"} if is_ours else params

    def _message_route_process(self, message, message_dict, routes):
        self._check_brought_by_server(routes)
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _check_brought_by_server(self, routes):
        """Refuse a mail that a colleague wrote himself, from whomever he liked.

        Odoo fetches mail as superuser, a mail server hands it over as administrator.

        :param routes: where it goes: tuples that begin with a model and an id, if any
        :raises AccessError: onto a record of ours
        """
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        for model, record_id, *_others in routes or ():
            if not self.env["mail.message"]._has_lifecycle(model):
                continue
            # sudo: asks only whose messages are kept, whoever may read them
            records = self.env[model].sudo().browse(record_id or ()).exists()
            if records._filter_with_kept_messages():
                raise AccessError(
                    self.env._(
                        "Mail comes onto a contract or notice from the mail server "
                        "alone: only an administrator's program can hand it over."
                    )
                )


class MailTrackingValue(models.Model):
    """What a message says of a changed field stays as the message does."""

    _inherit = "mail.tracking.value"

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        values.mail_message_id._check_not_kept("write")
        return values

    def write(self, vals):
        self.mail_message_id._check_not_kept("write")
        return super().write(vals)

    def unlink(self):
        self.mail_message_id._check_not_kept("write")
        return super().unlink()


class Lifecycle(models.AbstractModel):
    """Which records keep what the system notes on them."""

    _inherit = "miniprogram.lifecycle"

    def _filter_with_kept_messages(self):
        """Keep the records on which the system's notes stay as they are: a hook."""
        return self
