# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect

from odoo import http
from odoo.models import BaseModel
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SEAL
from .portal_common import PortalCommon

# Models of this addon, and those of the base module that it keeps contracts in
OWN_MODELS = ("miniprogram.", "sale.subscription")
OWN_ADDONS = ("odoo.addons.miniprogram_contract.", "odoo.addons.subscription_oca.")
ACCESS_ERROR = "odoo.exceptions.AccessError"
REFUSALS = (
    ACCESS_ERROR,
    "odoo.exceptions.MissingError",
    "odoo.exceptions.UserError",
)
# Methods that tell nothing of any record
HARMLESS = {"get_import_templates"}
# What portal users read of other models: their own data, or what stands on the paper
SHOWN_FIELDS = {
    "account.move": {
        "contract_number",
        "contract_period_end",
        "contract_period_start",
        "contract_term_id",
        "subscription_id",
    },
    "res.company": {
        "contract_brand",
        "contract_court",
        "contract_data_export_days",
        "contract_hotline",
        "contract_phone",
        "contract_refund_days",
        "contract_tz",
    },
    "res.partner": {"fax", "type"},
    "res.users": {"fax", "type"},
    "sale.order": {
        "contract_payment_schedule",
        "contract_schedule_choice",
        "contract_term_choice",
        "contract_term_years",
    },
    "sale.order.line": {"contract_plan_id", "contract_years", "product_plan_id"},
}


@tagged("post_install", "-at_install")
class TestPortalRpc(PortalCommon):
    """Over RPC, and by core's own addresses, portal users get nothing at all.

    What is tried comes from the registry: what is added later is tried as well.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._on("2026-03-01"):
            cls.mine = cls._create_signed_contract()
            cls.notice = cls.mine._create_notices(
                cls.env.ref("miniprogram_contract.notice_type_time_granted"),
                body="已给予宽限。",
            )
            cls.notice.action_send()
        cls.company.contract_seal = SEAL
        cls.token = cls.mine._portal_ensure_token()
        cls.env.flush_all()

    def _get_models(self):
        """Name every model of the addon and every one that holds contracts."""
        return [
            name
            for name in self.env.registry
            if name.startswith(OWN_MODELS) or name == "close.reason.wizard"
        ]

    def _get_some_ids(self, model):
        """Return the id of a record that there is, or one that might be."""
        ours = {"res.company": self.company, "sale.subscription": self.mine}
        if model in ours:
            return ours[model].ids
        if self.env[model]._abstract:
            return [1]
        # sudo: there is one, whoever may see it
        return self.env[model].sudo().search([], limit=1).ids or [1]

    def _ask(self, model, method, *args, **kwargs):
        """Call a method as the page's own scripts could.

        :return: the result, and the error: one of them is None
        """
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "id": 0,
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
        ).json()
        return answer.get("result"), answer.get("error", {}).get("data")

    def _assert_denied(self, model, method, *args, reasons=(ACCESS_ERROR,), **kwargs):
        with self.subTest(model=model, method=method):
            result, error = self._ask(model, method, *args, **kwargs)
            self.assertTrue(error, result)
            self.assertIn(error["name"], reasons, error["message"])
            for secret in (self.mine.contract_number, self.customer.name):
                self.assertNotIn(secret, error["message"])

    def test_no_model_is_read_or_written(self):
        self.assertIn("miniprogram.contract.term", self._get_models())
        name = ["display_name"]
        for model in self._get_models():
            ids = self._get_some_ids(model)
            for method, *args in (
                ("search", []),
                ("search_count", []),
                ("search_read", [], name),
                ("web_search_read", [], {}),
                ("read", ids, name),
                ("web_read", ids, {"display_name": {}}),
                ("name_search", "a"),
                ("formatted_read_group", [], [], ["__count"]),
                ("web_read_group", [], ["id"], ["__count"]),
                ("web_save", ids, {"display_name": "x"}, {}),
                ("create", {}),
                ("unlink", ids),
                ("copy", ids),
                ("get_views", [[False, "list"]]),
            ):
                self._assert_denied(model, method, *args)
            # what refuses before it looks at the rights tells nothing either
            values = dict.fromkeys(self.env[model]._fields, False)
            self._assert_denied(model, "write", ids, values, reasons=REFUSALS)
            self._assert_denied(model, "export_data", ids, name, reasons=REFUSALS)

    def test_no_method_of_ours_is_run(self):
        state = self.mine.read()
        context = {
            "active_id": self.mine.id,
            "active_ids": self.mine.ids,
            "active_model": "sale.subscription",
        }
        for model in self._get_models():
            ids = self._get_some_ids(model)
            for name, method in self._get_own_methods(model).items():
                args = self._get_arguments(method)
                if not getattr(method, "_api_model", False):
                    args = [ids, *args]
                self._assert_denied(
                    model, name, *args, reasons=REFUSALS, context=context
                )
        self.env.invalidate_all()
        self.assertEqual(self.mine.read(), state)

    def _get_own_methods(self, model):
        """Return the methods of a model that this addon, or the base module, adds."""
        return {
            name: method
            for parent in type(self.env[model]).__mro__
            if parent.__module__.startswith(OWN_ADDONS)
            for name, method in vars(parent).items()
            if inspect.isfunction(method)
            and not name.startswith("_")
            and name not in HARMLESS | set(dir(BaseModel))
        }

    def _get_arguments(self, method):
        _self, *parameters = inspect.signature(method).parameters.values()
        return [
            "1"
            for parameter in parameters
            if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
            and parameter.default is parameter.empty
        ]

    def test_other_models_show_no_more_than_is_on_the_paper(self):
        visible = {}
        for model in self.env.registry:
            records = self.env[model].with_user(self.visitor)
            names = [
                name
                for name, field in records._fields.items()
                if "miniprogram_contract" in field._modules
            ]
            is_own = model.startswith(OWN_MODELS) or records._abstract
            if is_own or not names or not records.has_access("read"):
                continue
            record = records.search([], limit=1)
            for name in names:
                if self._is_read(record, name):
                    visible.setdefault(model, set()).add(name)
        self.assertEqual(visible, SHOWN_FIELDS)

    def _is_read(self, record, name):
        _result, error = self._ask(record._name, "read", record.ids, [name])
        if error:
            self.assertEqual(error["name"], ACCESS_ERROR)
        return not error

    def test_files_and_messages(self):
        own = [["res_model", "in", self._get_models()]]
        found, _error = self._ask("ir.attachment", "search_read", own, ["name"])
        self.assertEqual(found, [])
        documents = self.mine.sent_document_id | self.mine.signed_document_id
        documents |= self.notice.document_id
        for document in documents:
            self._assert_denied("ir.attachment", "read", document.ids, ["raw"])
            self._assert_denied("ir.attachment", "write", document.ids, {"name": "x"})
            self._assert_denied("ir.attachment", "unlink", document.ids)
        self._assert_denied(
            "ir.attachment",
            "create",
            {
                "name": "x",
                "raw": "x",
                "res_model": "sale.subscription",
                "res_id": self.mine.id,
            },
        )
        followers = [["res_model", "=", "sale.subscription"]]
        for model in ("mail.followers", "mail.activity"):
            self._assert_denied(model, "search_read", followers, ["res_id"])

    def test_messages_are_read_and_written_on_the_page_only(self):
        values = {"author_id": self.contact.id, "partner_ids": self.contact.ids}
        for subtype in ("mail.mt_note", "mail.mt_comment"):
            message = self.mine.message_post(body="x", subtype_xmlid=subtype, **values)
            self._assert_denied("mail.message", "read", message.ids, ["body"])
            self._assert_denied("mail.message", "write", message.ids, {"body": "y"})
            self._assert_denied("mail.message", "unlink", message.ids)
        domain = [["model", "=", "sale.subscription"]]
        found, _error = self._ask("mail.message", "search_read", domain, ["body"])
        self.assertEqual(found, [])
        self.mine.message_subscribe(self.contact.ids)
        self._assert_denied(
            "mail.message",
            "create",
            {"body": "x", "model": "sale.subscription", "res_id": self.mine.id},
        )

    def test_pictures_and_files_of_records_by_their_addresses(self):
        tried = 0
        for model in [*self._get_models(), "res.company"]:
            if self.env[model]._abstract:  # without records, thus without files
                continue
            ids = self._get_some_ids(model)
            for name, field in self.env[model]._fields.items():
                is_ours = "miniprogram_contract" in field._modules
                if field.type != "binary" or not is_ours:
                    continue
                for kind in ("content", "image"):
                    for query in ("", f"?access_token={self.token}"):
                        url = f"/web/{kind}/{model}/{ids[0]}/{name}{query}"
                        with self.subTest(url=url):
                            self._assert_nothing_sent(url)
                            tried += 1
        self.assertGreater(tried, 8)

    def test_documents_by_the_addresses_of_a_chatter(self):
        documents = self.mine.sent_document_id | self.mine.signed_document_id
        self.assertTrue(documents[0].raw.startswith(b"%PDF"))
        for login in ("jinli", "rival", None):
            self._log_in(login) if login else self._log_out()
            for document in documents:
                url = f"/mail/attachment/pdf_first_page/{document.id}"
                for query in ("", f"?access_token={self.token}"):
                    response = self.url_open(url + query)
                    self.assertNotEqual(response.status_code, 200)
            response = self.url_open(
                "/mail/attachment/zip",
                data={
                    "csrf_token": http.Request.csrf_token(self),
                    "file_ids": ",".join(map(str, documents.ids)),
                    "zip_name": "x.zip",
                },
            )
            with self.subTest(login=login):
                self.assertNotEqual(response.status_code, 200)

    def _assert_nothing_sent(self, url):
        """Assert that core sends no file, or the picture that stands for none."""
        response = self.url_open(url)
        if response.status_code == 200:
            nothing = self.url_open("/web/image/0").content
            self.assertEqual(response.content, nothing)
        else:
            self.assertIn(response.status_code, (403, 404))

    def test_no_report_is_printed(self):
        reports = self.env["ir.actions.report"].search(
            [("report_name", "=like", "miniprogram_contract.%")]
        )
        self.assertGreater(len(reports), 3)
        for report in reports:
            (record_id,) = self._get_some_ids(report.model)
            for kind in ("html", "pdf", "text"):
                url = f"/report/{kind}/{report.report_name}/{record_id}"
                with self.subTest(url=url), mute_logger("odoo.http"):
                    response = self.url_open(url)
                    self.assertIn(response.status_code, (403, 404, 500))
                    self.assertNotIn(self.mine.contract_number, response.text)
                    self.assertNotIn(b"%PDF", response.content)

    def test_no_file_is_put_on_a_record(self):
        for model in ("sale.subscription", "miniprogram.contract.notice"):
            before = self.env["ir.attachment"].search_count([])
            with self.subTest(model=model), mute_logger("odoo.http"):
                self.url_open(
                    "/web/binary/upload_attachment",
                    data={
                        "csrf_token": http.Request.csrf_token(self),
                        "id": str(self._get_some_ids(model)[0]),
                        "model": model,
                    },
                    files={"ufile": ("x.txt", b"x")},
                )
                self.assertEqual(self.env["ir.attachment"].search_count([]), before)

    def test_without_a_login_nothing_is_answered(self):
        self._log_out()
        _result, error = self._ask("sale.subscription", "search_read", [], ["code"])
        self.assertEqual(error["name"], "odoo.http.SessionExpiredException")

    def test_an_invoice_of_somebody_else_shows_nothing(self):
        invoice = self.mine.term_ids.invoice_id
        self._log_in("rival")
        self._assert_denied("account.move", "read", invoice.ids, ["contract_number"])
