# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ..signing.signing_code import Act
from .notice_form import MAX_FACTS, MAX_LINE
from .notice_submission import MAX_FILES
from .visitor_file import MAX_MEGABYTES


class SaleSubscription(models.Model):
    """The notices that the customer gives in the portal, with a login of their own."""

    _inherit = "sale.subscription"

    # -- which ones -----------------------------------------------------------------

    def _get_portal_notice_types(self):
        """Find the types of notice that the customer can give on this contract now."""
        self.ensure_one()
        types = self.env["miniprogram.contract.notice.type"]
        return types.search(types._get_portal_domain()).filtered(
            lambda notice_type: not self._get_portal_obstacles(notice_type)
        )

    def _get_portal_obstacles(self, notice_type):
        """Return why no notice of this type can be given now, whatever it says.

        :param notice_type: one that is given in the portal
        :rtype: list[str]
        """
        self.ensure_one()
        notices = self.env["miniprogram.contract.notice"]
        is_following = bool(notice_type._get_preceding_types())
        if is_following and not notices._get_portal_origins(self, notice_type):
            return [self.env._("First give the notice that this one follows.")]
        notice, _problems = notices._read_form(self, notice_type, {})
        return notice._get_contract_problems() + notice._get_pointless_problems()

    def _get_portal_notice_links(self):
        """Return a link for each notice that can be given now.

        :rtype: list[dict]
        """
        self.ensure_one()
        return [
            {
                "label": notice_type._get_portal_label(),
                "url": self._get_portal_notice_url(notice_type),
            }
            for notice_type in self._get_portal_notice_types()
        ]

    def _get_portal_notice_url(self, notice_type):
        return f"{self.access_url}/notice/new/{notice_type.id}"

    # -- the form -------------------------------------------------------------------

    def _get_portal_notice_form(self, notice_type, form_data):
        """Return what the page asks about a notice and says before it is given.

        :param notice_type: one that is given in the portal
        :param dict form_data: what was typed so far
        :rtype: dict
        """
        self.ensure_one()
        notices = self.env["miniprogram.contract.notice"]
        notice, _problems = notices._read_form(self, notice_type, {})
        origins = notices._get_portal_origins(self, notice_type)
        return {
            **notice_type._get_portal_values(),
            "address": notice._get_portal_address(form_data),
            "clause": self._cite_clause(notice_type.clause_code),
            "clause_texts": self._get_portal_clause_texts(notice_type.clause_code),
            "form_data": form_data,
            "kept": sorted(form_data.keys() - {"code", "confirmed", "shown_sha256"}),
            "last_day": notice._get_last_day_of_service(),
            "max_facts": MAX_FACTS,
            "max_line": MAX_LINE,
            "obstacles": self._get_portal_obstacles(notice_type),
            "origins": [
                {"day": origin.event_date, "id": str(origin.id)} for origin in origins
            ],
            "today": self.company_id._contract_today(),
            "url": self._get_portal_notice_url(notice_type),
        }

    def _get_portal_clause_texts(self, code):
        """Return the clause as the customer was sent it, empty without a text of ours.

        :param str code: the clause's stable code
        :return: paragraphs, see the wording
        :rtype: list[dict]
        """
        self.ensure_one()
        paragraphs = self._get_text_data()["paragraphs"]
        return self._get_portal_paragraphs(
            [paragraph for paragraph in paragraphs if paragraph["code"] == code]
        )

    def _get_portal_notice_review(self, notice_type, form_data):
        """Return the notice as it will be given, for the customer to check.

        :param notice_type: one that is given in the portal
        :param dict form_data: what was typed
        :return: what the page shows, and what is wrong
        :rtype: tuple[dict, list[str]]
        """
        self.ensure_one()
        notice, problems = self.env["miniprogram.contract.notice"]._read_form(
            self, notice_type, form_data
        )
        return {
            "channels": self._get_masked_channels(),
            "customer": self.commercial_partner_id.name,
            "due_on": notice.due_date,
            "is_late": notice.is_late,
            "is_moved": bool(
                notice.requested_date and notice.requested_date != notice.effective_date
            ),
            "is_provisional": notice.is_provisional,
            "max_files": MAX_FILES,
            "max_megabytes": MAX_MEGABYTES,
            "last_day": notice._get_last_day_of_service(),
            "paragraphs": notice._get_portal_paragraphs(),
            "shown_sha256": notice._get_shown_sha256(),
            "takes_effect_on": notice._get_day_to_come(),
            "title": notice._get_letter_title(),
        }, problems

    # -- giving ---------------------------------------------------------------------

    def _get_giving_act(self, notice_type, shown_sha256):
        """Return what the code is for by which the customer gives a notice.

        :param notice_type: one that is given in the portal
        :param str shown_sha256: the SHA-256 of the letter's words
        :rtype: Act
        """
        self.ensure_one()
        lang = self._speak_to_customer().env.lang
        label = notice_type.with_context(lang=lang)._get_portal_label()
        return Act(self, f"notice:{notice_type.id}", shown_sha256 or "", label)

    def _send_giving_code(self, notice_type, shown_sha256, channel):
        """Send the code by which the customer gives a notice.

        :param notice_type: one that is given in the portal
        :param str shown_sha256: the SHA-256 of the letter's words
        :param str channel: a key of :meth:`_get_code_channels`
        :return: the address, masked
        :rtype: str
        :raises UserError: the notice cannot be given now, there is no such address, or
            too many codes were sent
        """
        self.ensure_one()
        self._serialize_access()
        if obstacles := self._get_portal_obstacles(notice_type):
            raise UserError("\n".join(obstacles))
        return self._send_act_code(
            self._get_giving_act(notice_type, shown_sha256), channel
        )

    def _give_notice_in_portal(self, notice_type, form_data, uploads, ip_address):
        """Take a notice of the customer: once, however often it is posted.

        :param notice_type: one that is given in the portal
        :param dict form_data: what was posted
        :param list uploads: the files that were posted
        :param str ip_address: where it was posted from
        :return: the notice, empty if it was refused; whether it had been given before;
            what is wrong, in the customer's words
        :rtype: tuple
        """
        self.ensure_one()
        self._serialize_access()
        notice, problems = self.env["miniprogram.contract.notice"]._read_form(
            self, notice_type, form_data
        )
        shown_sha256 = form_data.get("shown_sha256")
        files, file_problems = notice._read_files(uploads)
        if duplicate := notice._find_duplicate(shown_sha256, files):
            return duplicate, True, []
        problems += file_problems
        problems += self._get_confirming_problems(notice, form_data)
        if notice_type.needs_document and not files:
            problems += notice._get_document_problems()
        if problems:
            return notice.browse(), False, problems
        act = self._get_giving_act(notice_type, shown_sha256)
        code, problem = self._try_code(act, form_data.get("code"))
        if problem:
            return notice.browse(), False, [problem]
        try:
            # what fails from here on leaves the try counted, and the code unused
            with self.env.cr.savepoint():
                return notice._give_with_code(code, files, ip_address), False, []
        except UserError as error:
            return notice.browse(), False, [str(error)]

    def _get_confirming_problems(self, notice, form_data):
        """Return what the customer did not confirm, or confirmed of another letter."""
        self.ensure_one()
        problems = []
        if not form_data.get("confirmed"):
            problems.append(self.env._("Confirm that you give this notice."))
        if form_data.get("shown_sha256") != notice._get_shown_sha256():
            problems.append(
                self.env._("The letter has changed: read it again, as it is now.")
            )
        return problems
