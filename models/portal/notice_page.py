# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...tools.chinese_text import split_units
from ..contract.mail_posting import unbroken
from ..notice.notice_effect import ENDING_EFFECTS
from ..party.company_language import get_company_env, in_company_language
from ..signing.signing_code import Act


class ContractNotice(models.Model):
    """What the customer's pages show of a notice, in plain values only."""

    _inherit = "miniprogram.contract.notice"

    def _filter_delivered(self):
        """Return the notices that one side gave the other."""
        return self.filtered(
            lambda notice: notice.state in ("sent", "received", "done")
        )

    def _waits_for_confirmation(self):
        """Whether it is ours, and its receipt is not confirmed yet."""
        self.ensure_one()
        return self.direction == "outgoing" and self.state == "sent"

    def _get_page_button(self):
        self.ensure_one()
        contract = self.contract_id
        if not contract._is_issued():
            return super()._get_page_button()
        url = contract.get_portal_url(suffix=f"/notice/{self.id}")
        return {
            "title": self.env._("Read and Confirm"),
            "url": f"{contract.get_base_url()}{url}",
        }

    def _get_portal_values(self):
        """Return what the customer's page shows of these notices, in plain values.

        :rtype: list[dict]
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "date": notice.sent_on or notice.received_on or notice.event_date,
                "due_on": notice.due_date if notice._is_due_date_shown() else False,
                "has_letter": bool(notice.document_id),
                "is_ours": notice.direction == "outgoing",
                "is_to_confirm": notice._waits_for_confirmation(),
                "letter_number": notice.letter_number or "",
                "name": notice.type_id.name,
                "status": states[notice.state],
                "url": f"{notice.contract_id.access_url}/notice/{notice.id}",
            }
            for notice in self
        ]

    def _is_due_date_shown(self):
        """Whether something is to be done by the due date, as far as is known."""
        self.ensure_one()
        if self._is_declaration():
            return bool(self._get_open_day(self.due_date))
        return self.type_id.awaits_action or not self.received_on

    def _get_portal_page(self):
        """Return what the page of this notice shows.

        :rtype: dict
        """
        self.ensure_one()
        (values,) = self._get_portal_values()
        return {
            **values,
            "basis": self._get_portal_basis(),
            "channels": self.contract_id._get_masked_channels(),
            "clause": self.contract_id._cite_clause(self._get_clause_code()),
            "files": self._get_portal_files(),
            "is_late": self.is_late,
            "last_day": self._get_last_day_of_service(),
            "next": self._get_portal_next(),
            "note": self.effect_note or "",
            "paragraphs": self._get_portal_paragraphs(),
            "received_on": self.received_on,
            "sha256": self.document_sha256,
            "takes_effect_on": self._get_day_to_come(),
            "title": self._get_letter_title(),
            "today": self.company_id._contract_today(),
        }

    def _get_portal_paragraphs(self):
        """Return the letter's paragraphs; days and numbers stay on one line.

        :rtype: list[Markup]
        """
        self.ensure_one()
        return [
            Markup("").join(
                unbroken(part) if is_unit else part
                for part, is_unit in split_units(line)
            )
            for line in (self.body or "").splitlines()
        ]

    def _get_portal_basis(self):
        """Return how our notice reached the customer, "" for one of the customer's."""
        self.ensure_one()
        bases = dict(self._fields["receipt_basis"]._description_selection(self.env))
        return bases.get(self.receipt_basis, "") if self.direction == "outgoing" else ""

    def _get_portal_next(self):
        """Return what the customer owes us next, such as the proof (clause 8.1).

        :rtype: list[dict]
        """
        self.ensure_one()
        expected = self.contract_id.notice_ids.filtered(
            lambda notice: (
                notice.origin_id == self
                and notice.direction == "incoming"
                and notice._is_expected()
            )
        )
        return [
            {
                "due_on": notice.due_date,
                "label": notice.type_id._get_portal_label(),
                "url": self.contract_id._get_portal_notice_url(notice.type_id),
            }
            for notice in expected
        ]

    def _get_last_day_of_service(self):
        """Return the last day of service by this notice of the customer.

        :return: a day, or False if it ends nothing
        :rtype: date or False
        """
        self.ensure_one()
        is_incoming = self.direction == "incoming"
        is_ending = is_incoming and self.type_id.effect in ENDING_EFFECTS
        return self.effective_date if is_ending else False

    def _get_day_to_come(self):
        """Return the day on which a change that was announced is to take effect.

        :return: a day, or False if it has come
        :rtype: date or False
        """
        self.ensure_one()
        return self._is_announced_ahead() and self.effective_date

    def _get_portal_files(self):
        """Return name and address of the files that came with this notice.

        :rtype: list[dict]
        """
        self.ensure_one()
        url = f"{self.contract_id.access_url}/notice/{self.id}/file"
        return [
            {"name": file.name, "url": f"{url}/{file.id}"}
            for file in self.supporting_document_ids
        ]

    # -- confirming ours ------------------------------------------------------------

    def _get_confirming_act(self):
        """Return what the code is for by which the customer confirms its receipt.

        :rtype: Act
        """
        self.ensure_one()
        # the mail that brings the code is in this language too
        customer = self.contract_id._speak_to_customer()
        name = self.type_id.with_context(lang=customer.env.lang).name
        label = customer.env._("confirming the receipt of “%s”", name)
        digest = self.document_sha256 or self._get_shown_sha256()
        return Act(self.contract_id, f"confirm:{self.id}", digest, label)

    def _send_confirming_code(self, channel):
        """Send the code by which the customer confirms the receipt of our notice.

        :param str channel: a key of ``_get_code_channels()`` of the contract
        :return: the address, masked
        :rtype: str
        :raises UserError: nothing waits to be confirmed, there is no such address, or
            too many codes were sent
        """
        self.ensure_one()
        self.contract_id._serialize_access()
        if not self._waits_for_confirmation():
            raise UserError(self.env._("The receipt of this notice is confirmed."))
        return self.contract_id._send_act_code(self._get_confirming_act(), channel)

    def _confirm_in_portal(self, typed, ip_address):
        """Note that the customer confirms the receipt of our notice (clause 11.1).

        A second click confirms nothing twice.

        :param str typed: the code, as it was typed
        :param str ip_address: where it was posted from
        :return: what is wrong, in the customer's words; nothing once it is confirmed
        :rtype: list[str]
        """
        self.ensure_one()
        self.contract_id._serialize_access()
        if not self._waits_for_confirmation():
            return []
        code, problem = self.contract_id._try_code(self._get_confirming_act(), typed)
        if problem:
            return [problem]
        # what fails from here on leaves the try counted, and the code unused
        with self.env.cr.savepoint():
            self._confirm_with_code(code, ip_address)
        return []

    def _confirm_with_code(self, code, ip_address):
        """Note that the customer confirms the receipt, with a code tried by now."""
        self.ensure_one()
        self.contract_id._use_act_code(code)
        self.receipt_basis = "portal"
        self.action_receive()
        what = get_company_env(self)._("Receipt confirmed in the portal")
        self._log_visitor(what, ip_address)

    @in_company_language
    def _log_visitor(self, what, ip_address):
        """Log in the contract's chatter, internally, what a visitor did.

        :param str what: in words
        :param str ip_address: where it was posted from
        """
        self.ensure_one()
        user, zone = self.env.user, self.company_id.contract_tz
        self.contract_id.message_post(
            body=self.env._(
                "%(notice)s: %(what)s by %(name)s (login %(login)s, IP address "
                "%(ip)s) at %(time)s (%(zone)s).",
                notice=self.display_name,
                what=what,
                name=user.name,
                login=user.login,
                ip=ip_address,
                time=format_datetime(self.env, self.receipt_recorded_at, tz=zone),
                zone=zone,
            ),
            attachment_ids=(self.document_id | self.supporting_document_ids).ids,
        )
