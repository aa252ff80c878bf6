# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from markupsafe import Markup

from odoo import models

LAYOUT = "miniprogram_contract.mail_layout"
# What a mail's button opens, and for whom
BUTTON = "contract_mail_button"
READERS = "contract_mail_readers"
MAILBOXES = "contract_mail_boxes"


class Mail(NamedTuple):
    """One mail to a customer, in the language of who reads it.

    :param str subject: in words
    :param Markup html: its body
    :param dict button: ``title`` and ``url`` of the only button, {} for none
    :param partner: who gets it: a ``res.partner``, or none
    :param sender: who sends it, if not whoever writes to the customer
    """

    subject: str
    html: Markup
    button: dict
    partner: models.BaseModel
    sender: models.BaseModel | None = None


class SaleSubscription(models.Model):
    """Mail to a customer: who sends it, its frame, its button, its language."""

    _inherit = "sale.subscription"

    def _get_mail_sender(self):
        """Return who writes to the customer: the salesperson, else our company.

        :return: a partner: never the scheduler's
        :rtype: res.partner
        """
        self.ensure_one()
        # sudo: who lets a mail go out need not see who looks after the contract
        contract = self.sudo()
        salesperson = contract.user_id.filtered("active").partner_id
        own = salesperson if salesperson.email else contract.company_id.partner_id
        return own.sudo(False)

    def _speak_to(self, partner):
        """Return this contract in the language of who reads its mail.

        :param partner: who gets it, if anybody: else it is a note for ourselves
        """
        self.ensure_one()
        company = self.company_id
        own = company._get_paper_lang() if partner else company._get_record_lang()
        return self.with_context(lang=partner.lang or own)

    def _speak_to_customer(self):
        """Return this contract in the language of the mail that the customer gets."""
        self.ensure_one()
        return self._speak_to(self._get_mail_partner() or self.partner_id)

    def _prepare_mail(self, partner, sender=None):
        """Prepare how a mail of this contract goes out.

        :param partner: who gets it, if anybody: else it is a note
        :param sender: see :class:`Mail`
        :rtype: dict
        """
        self.ensure_one()
        # sudo: the address of a colleague or of our company, whoever lets it go out
        sender = (sender or self._get_mail_sender()).sudo()
        return {
            "author_id": sender.id,
            "email_from": sender.email_formatted or False,
            "email_layout_xmlid": LAYOUT,
            "partner_ids": partner.ids,
            "subtype_xmlid": "mail.mt_comment" if partner else "mail.mt_note",
        }

    def _post_mail(self, mail, thread=None, **options):
        """Post a mail in the chatter, from where it goes out.

        :param Mail mail: what is sent
        :param thread: on which record, if not on this contract
        :param options: further ones of ``message_post()``
        """
        self.ensure_one()
        record = self if thread is None else thread
        return (
            record.with_context(lang=self._speak_to(mail.partner).env.lang)
            ._with_mail_button(mail.button, mail.partner, self._get_link_mailboxes())
            .message_post(
                subject=mail.subject,
                body=mail.html,
                **{**self._prepare_mail(mail.partner, mail.sender), **options},
            )
        )

    def _get_link_mailboxes(self):
        """Return the addresses that may be sent a link: no former one is.

        :rtype: list[str]
        """
        self.ensure_one()
        return self._get_designated_mailboxes()

    def _get_page_button(self):
        """Return what the button of a mail opens: the customer's page, a hook.

        :return: ``title`` and ``url``, {} for no button
        :rtype: dict
        """
        self.ensure_one()
        return {}

    def _get_model_description(self, model_name):
        if self._filter_contracts():
            return self.env._("Contract")
        return super()._get_model_description(model_name)


class MailThread(models.AbstractModel):
    """The one button of a mail of ours, for those whom the mail is for."""

    _inherit = "mail.thread"

    def _with_mail_button(self, button, readers, mailboxes=()):
        """Return these records, whose next mail has a button.

        :param dict button: its ``title`` and ``url``, {} for none
        :param readers: the partners for whom it is
        :param list mailboxes: the addresses without a partner for whom it is
        """
        values = {BUTTON: button, READERS: readers.ids, MAILBOXES: list(mailboxes)}
        return self.with_context(**values)

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        button = self.env.context.get(BUTTON)
        if button is None:
            return groups
        readers, mailboxes = self.env.context[READERS], self.env.context[MAILBOXES]
        of_readers = {
            "active": True,
            "button_access": dict(button),
            "has_button_access": bool(button),
        }
        return [
            (
                "contract_reader",
                lambda data: (
                    data["id"] in readers
                    or (not data["id"] and data["email_normalized"] in mailboxes)
                ),
                of_readers,
            ),
            *groups,
        ]


def paragraphs(*texts, hint=""):
    """Return texts as the paragraphs of a mail.

    :param str hint: what stands small at its end
    :rtype: Markup
    """
    lines = [Markup("<p>%s</p>") % text for text in texts if text]
    if hint:
        lines.append(
            Markup(
                '<p style="color: #888888; font-size: 11px; word-break: break-all;">'
                "%s</p>"
            )
            % hint
        )
    return Markup("").join(lines)


def unbroken(number):
    """Return a number that no line of a mail or page breaks.

    :rtype: Markup
    """
    return Markup('<span style="white-space: nowrap;">%s</span>') % (number or "")
