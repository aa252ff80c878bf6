# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ...policy.working_days import add_days
from ...tools.chinese_text import join_sentences
from ..nightly.concurrency import OVERTAKEN
from ..party.company_language import in_company_language
from .notice import SENDING

_logger = logging.getLogger(__name__)


class ContractNotice(models.Model):
    """Letters that wait for the scheduled action.

    Notices that are made in a batch are only queued there: no PDF is rendered in a
    batch. The scheduled action sends them contract by contract afterwards, so that a
    letter that cannot be printed never undoes what it announces.
    """

    _inherit = "miniprogram.contract.notice"

    hand_over_on = fields.Date(
        string="Awaiting Hand Delivery since",
        readonly=True,
        copy=False,
        help="The day on which the person responsible was asked to hand it over: the "
        "scheduled action no longer sends it.",
    )

    incomplete_words = fields.Text(
        string="To Be Completed",
        compute="_compute_incomplete_words",
        help="What the letter does not say yet: it is not sent before.",
    )

    @api.depends("body", "direction", "queued_on", "state")
    def _compute_incomplete_words(self):
        for notice in self:
            is_ours = notice.direction == "outgoing"
            is_waiting = is_ours and notice.state == "draft" and notice.queued_on
            notice.incomplete_words = is_waiting and join_sentences(
                *notice._get_blank_problems()
            )

    def _queue(self):
        """Have the scheduled action send these notices, soon."""
        for company, notices in self.grouped("company_id").items():
            notices._write_protected({"queued_on": company._contract_today()})
        if self:
            self.env.ref("miniprogram_contract.ir_cron_track_notices")._trigger()

    @api.model
    def _withdraw(self, domain):
        """Cancel what has become pointless before it was sent or handed over.

        :param domain: which notices
        """
        queued = self.search(self._get_queued_domain() & Domain(domain))
        queued._set_cancelled()
        queued._give_up_declarations()

    @api.model
    def _get_queued_domain(self):
        return Domain("queued_on", "!=", False) & Domain("state", "=", "draft")

    @api.model
    def _get_sending_domain(self, company):
        """Return the domain of a company's queued notices to be sent today.

        :param company: whose own day counts
        :rtype: Domain
        """
        return (
            Domain("company_id", "=", company.id)
            & self._get_queued_domain()
            & Domain("queued_on", "<=", company._contract_today())
            & Domain("hand_over_on", "=", False)
        )

    def _send_from_queue(self):
        """Send one queued notice; what fails is kept on it."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._send_or_hand_over()
        except OVERTAKEN:
            raise
        except Exception as error:
            _logger.warning("Notice %s could not be sent", self.id, exc_info=True)
            self._set_failure(self._describe_error(error))

    def _send_or_hand_over(self):
        """E-mail these notices, or have a person hand over what has no address."""
        for notice in self:
            is_mail = notice.channel in (False, "email")
            if is_mail and notice.contract_id._get_designated_mailboxes():
                notice._renew_time_to_cure()
                notice._check_can_be_sent()
                notice._send()
            else:
                notice._ask_to_hand_over()

    @in_company_language
    def _ask_to_hand_over(self):
        """Leave a notice to the person responsible, who is told so."""
        self.ensure_one()
        today = self.company_id._contract_today()
        self._write_protected({"hand_over_on": today})
        self._warn_of_notice(SENDING, self._describe_hand_over())

    def _describe_hand_over(self):
        """Return that somebody has to hand this letter over.

        :rtype: str
        """
        self.ensure_one()
        return self.env._(
            "%s is not sent by e-mail. Send the notice, then print the letter and hand "
            "it over.",
            self.display_name,
        )

    def _store_failure(self, message, step=None):
        # it is tried again on the next day
        is_new = self.failure != message
        tomorrow = add_days(event=self.company_id._contract_today(), days=1)
        self._write_protected({"failure": message, "queued_on": tomorrow})
        return is_new

    @in_company_language
    def _warn_of_failure(self, message):
        self._warn_of_notice(
            SENDING,
            self._describe_incomplete_letter()
            or self.env._(
                "%(notice)s could not be sent: %(error)s",
                notice=self.display_name,
                error=message.replace(f"{self.display_name}: ", ""),
            ),
        )

    def _describe_incomplete_letter(self):
        """Return that this letter waits for what it does not say yet.

        :return: "" if it is complete
        :rtype: str
        """
        self.ensure_one()
        problems = self._get_blank_problems()
        if not problems:
            return ""
        return self.env._(
            "%(notice)s is not sent before it is complete: %(problems)s",
            notice=self.display_name,
            problems=join_sentences(*problems),
        )


class SaleSubscription(models.Model):
    """What is made for contracts waits for the scheduled action."""

    _inherit = "sale.subscription"

    def _create_notices(self, notice_type, **values):
        """Create a notice of one type for each of these contracts, and have it sent.

        :param notice_type: a ``miniprogram.contract.notice.type``
        :param values: values of the notice's fields, the same for all
        :return: the notices, queued: their letters are printed by the scheduled action
        """
        notices = self.env["miniprogram.contract.notice"].create(
            [contract._prepare_notice(notice_type, **values) for contract in self]
        )
        notices._queue()
        return notices

    def _reinstate(self, reason, start):
        notices = self.env["miniprogram.contract.notice"]
        notices._withdraw([("contract_id", "=", self.id)])
        return super()._reinstate(reason, start)
