# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ...tools.documents import detect_mimetype, safe_file_name, sha256
from ...tools.typed_text import clean_text, one_line
from ..party.company_language import get_company_env
from ..party_change.address_change import NEW_ADDRESS_FIELDS
from .notice_form import MAX_LINE
from .visitor_file import MAX_MEGABYTES, MEGABYTE

MAX_FILES = 5
# What the customer types of a notice
TYPED_FIELDS = ("event_date", "facts", "origin_id", "requested_date")
NEW_DETAILS = {*NEW_ADDRESS_FIELDS, "new_contact_id", "new_contact_name"}


class ContractNotice(models.Model):
    """Giving a notice in the portal: it counts as received at once (clause 11.1)."""

    _inherit = "miniprogram.contract.notice"

    def _read_files(self, uploads):
        """Read the files that came with a notice, up to the number and size allowed.

        :param list uploads: what was posted: each has a ``filename`` and can be read
        :return: files as (name, type, content), and what is wrong with the others
        :rtype: tuple[list, list[str]]
        """
        _ = self.env._
        uploads = [upload for upload in uploads if upload.filename]
        if len(uploads) > MAX_FILES:
            return [], [_("Files: at most %s.", MAX_FILES)]
        files, problems = [], []
        limit = MAX_MEGABYTES * MEGABYTE
        for upload in uploads:
            content = upload.read(limit + 1)
            mimetype = detect_mimetype(content)
            name = safe_file_name(upload.filename, mimetype or "application/pdf")
            if len(content) > limit:
                problems.append(
                    _("%(file)s: at most %(size)s MB.", file=name, size=MAX_MEGABYTES)
                )
            elif not mimetype:
                typed = one_line(clean_text(upload.filename))[:MAX_LINE]
                problems.append(_("%s: a PDF, a PNG or a JPEG.", typed))
            else:
                files.append((name, mimetype, content))
        return files, problems + self._get_files_problems(files)

    def _get_files_problems(self, files):
        """Return which files cannot be opened, or are too many for one day.

        :param list files: see :meth:`_read_files`
        :rtype: list[str]
        """
        return self.env["ir.attachment"]._get_visitor_problems(
            self.contract_id.commercial_partner_id,
            [(name, content) for name, _mimetype, content in files],
        )

    def _find_duplicate(self, shown_sha256, files):
        """Find the notice that a first click gave already, or that was given today.

        Only what is the same in every field is the same notice: a second event of one
        day, or the same one with another proof, is another notice.

        :param str shown_sha256: the SHA-256 of the letter's words, as it was shown
        :param list files: see :meth:`_read_files`
        """
        self.ensure_one()
        given_today = self.search(
            Domain("contract_id", "=", self.contract_id.id)
            & Domain("type_id", "=", self.type_id.id)
            & Domain("direction", "=", "incoming")
            & Domain("channel", "=", "portal")
            & Domain("received_on", "=", self.received_on)
        )
        hashes = sorted(sha256(content) for _name, _mimetype, content in files)
        return given_today.filtered(
            lambda notice: (
                self._says_the_same_as(notice, shown_sha256)
                and notice._get_file_hashes() == hashes
            )
        )[:1]

    def _says_the_same_as(self, notice, shown_sha256):
        """Whether the customer says again what another notice says.

        :param notice: one of the same type, which was given
        :param str shown_sha256: see :meth:`_find_duplicate`
        """
        self.ensure_one()
        typed, given = self._get_typed_values(), notice._get_typed_values()
        details = typed.keys() & NEW_DETAILS
        if any(typed[name] != given[name] for name in typed.keys() - details):
            return False
        # a new address that has taken effect is no new one any more when read again
        return notice._get_shown_sha256() == shown_sha256 or typed == given

    def _get_typed_values(self):
        """Return what the customer says in this notice: days, words, what is new.

        :rtype: dict
        """
        self.ensure_one()
        names = (*TYPED_FIELDS, *sorted(NEW_DETAILS))
        return self._convert_to_write({name: self[name] or False for name in names})

    def _get_file_hashes(self):
        """Return the SHA-256 of each file that came with this notice, in order."""
        self.ensure_one()
        files = self.supporting_document_ids
        return sorted(sha256(file.raw or b"") for file in files)

    def _give_with_code(self, code, files, ip_address):
        """Save this notice as given by who has read the code at the designated address.

        :param code: the ``miniprogram.contract.signing.code``, tried by now
        :param list files: see :meth:`_read_files`
        :param str ip_address: where it was posted from
        :return: the notice
        """
        self.ensure_one()
        contract = self.contract_id
        contract._use_act_code(code)
        email = contract.signing_email
        notice = self._give_in_portal(files, ip_address)
        # where codes went elsewhere at once, both addresses heard just that
        if contract.signing_email == email:
            notice._tell_of_new_address()
        return notice

    def _give_in_portal(self, files, ip_address):
        """Save this notice as given: it counts as received, and takes effect.

        :param list files: see :meth:`_read_files`
        :param str ip_address: where it was posted from
        :return: the notice
        """
        self.ensure_one()
        notice = self.create(self._prepare_notice_values())
        notice.supporting_document_ids = notice._create_files(files)
        notice.action_receive()
        what = get_company_env(notice)._("Given in the portal")
        notice._log_visitor(what, ip_address)
        notice._warn_of_portal_notice()
        return notice

    def _prepare_notice_values(self):
        """Prepare the values of this notice that are written, not computed.

        :rtype: dict
        """
        self.ensure_one()
        computed = {"due_date", "settlement", "supporting_document_ids"}
        names = {*self._get_content_fields(), "receipt_basis"} - computed
        return self._convert_to_write(
            {name: self[name] for name in names if self[name]}
        )

    def _create_files(self, files):
        """Create the attachments of uploaded files, which are kept to the byte.

        :param list files: see :meth:`_read_files`
        """
        self.ensure_one()
        # image_no_postprocess: pictures are evidence, and must not be shrunk
        attachments = self.env["ir.attachment"].with_context(image_no_postprocess=True)
        created = attachments.create(
            [
                {
                    "name": name,
                    "raw": content,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for name, mimetype, content in files
            ]
        )
        created._note_visitor(self.contract_id.commercial_partner_id)
        return created

    def _warn_of_portal_notice(self):
        """Notify the person responsible for the contract, in that user's language."""
        self.ensure_one()
        user = self.contract_id._get_responsible_user()
        notice = self.with_context(lang=user.lang or self.env.lang)
        notice.contract_id._warn_responsible(
            notice.env._(
                "The customer gave notice in the portal: %(notice)s. It counts from "
                "%(day)s.",
                notice=notice.display_name,
                day=notice.received_on,
            )
        )
