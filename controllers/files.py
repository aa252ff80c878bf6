# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from werkzeug.exceptions import NotFound, UnsupportedMediaType

from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.mail.controllers.attachment import AttachmentController
from odoo.addons.mail.tools.discuss import add_guest_to_context
from odoo.addons.web.controllers.binary import Binary

CONTRACT = "sale.subscription"


class ContractUpload(Binary):
    """Files of others that are uploaded to a form of ours."""

    @http.route()
    def upload_attachment(self, model, id, ufile, callback=None):
        # core says of every refusal that “something horrible” happened
        attachments = request.env["ir.attachment"]
        is_known = model in attachments._get_evidence_models() and str(id).isdecimal()
        is_evidence = is_known and not callback
        if not is_evidence or not attachments._may_upload(model, int(id)):
            return super().upload_attachment(model, id, ufile, callback=callback)
        uploads = request.httprequest.files.getlist("ufile")
        files = [(upload.filename, upload.read()) for upload in uploads]
        if problems := attachments._get_file_problems(files):
            return json.dumps([{"error": problem} for problem in problems])
        for upload in uploads:
            upload.seek(0)
        return super().upload_attachment(model, id, ufile, callback=callback)


class ContractAttachment(AttachmentController):
    """Files of visitors with their messages on a contract, and what core opens."""

    @http.route()
    @add_guest_to_context
    def mail_attachment_upload(
        self, ufile, thread_id, thread_model, is_pending=False, **kwargs
    ):
        if not self._is_upload(ufile, thread_id, thread_model):
            raise NotFound()
        upload = super().mail_attachment_upload
        if thread_model != CONTRACT or request.env.user._is_internal():
            return upload(ufile, thread_id, thread_model, is_pending, **kwargs)
        thread = self._get_thread_with_access_for_post(
            thread_model, thread_id, **kwargs
        )
        if not thread:
            raise NotFound()
        # sudo: visitors have no rights on contracts; this one is theirs to write on
        contract_sudo = thread.sudo()
        if not contract_sudo._filter_contracts():
            return upload(ufile, thread_id, thread_model, is_pending, **kwargs)
        if problems := contract_sudo._get_upload_problems(ufile):
            return request.make_json_response({"error": "\n".join(problems)})
        response = upload(ufile, thread_id, thread_model, is_pending, **kwargs)
        if data := json.loads(response.get_data()).get("data"):
            contract_sudo._note_visitor_file(data["attachment_id"])
        return response

    def _is_upload(self, ufile, thread_id, thread_model):
        """Whether what was posted is a file for a record: anything may be posted.

        :rtype: bool
        """
        is_number = str(thread_id).isdecimal()
        return is_number and thread_model in request.env and hasattr(ufile, "read")

    def _get_pdf_first_page_response(self, attachment):
        if not attachment._is_file_of_others():
            return super()._get_pdf_first_page_response(attachment)
        # Core would open the file in the server itself. For visitors nobody does: they
        # might ask again and again.
        is_colleague = request.env.user._is_internal()
        page = attachment._lay_out_first_page() if is_colleague else b""
        if not page:
            raise UnsupportedMediaType()
        headers = [
            ("Content-Type", "attachment/pdf"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Length", len(page)),
            ("Content-Disposition", content_disposition(attachment.name or "")),
        ]
        return request.make_response(page, headers)
