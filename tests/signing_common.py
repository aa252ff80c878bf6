# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io

from freezegun import freeze_time
from PIL import Image, ImageDraw

from odoo.tools.pdf import PdfFileReader

from .common import CODE, ContractCommon, read_demo_seal
from .report_common import read_pages

NOON = freeze_time("2026-03-01 04:00:00")
KEEPER_GROUPS = (
    "miniprogram_contract.group_contract_manager,miniprogram_contract.group_seal_keeper"
)
HTML = "<img src=x onerror=alert(1)><b>李</b>"


def draw_signature(kind="PNG", size=(600, 200), ink="black"):
    """Draw a signature as a screen gives it: on a transparent or white ground."""
    ground = (255, 255, 255, 0) if kind == "PNG" else (255, 255, 255, 255)
    picture = Image.new("RGBA", size, ground)
    pen = ImageDraw.Draw(picture)
    width, height = size
    pen.line((40, height - 40, width / 3, 30, width / 2, height - 30), ink, 6)
    pen.line((width / 2, 40, width - 60, height / 2), ink, 6)
    with io.BytesIO() as stream:
        picture.convert("RGBA" if kind == "PNG" else "RGB").save(stream, kind)
        return base64.b64encode(stream.getvalue())


SIGNATURE = draw_signature()


class SigningMixin:
    """What signing on screen needs beside a contract that was sent."""

    prints = True

    @classmethod
    def _set_up_signing(cls):
        cls.contact.email = "lijing@jinli.example.com"
        cls._forget_former_mailboxes(cls.contact)
        cls.company.contract_seal = base64.b64encode(read_demo_seal())
        cls.codes = cls.env["miniprogram.contract.signing.code"].sudo()
        cls._know_codes()

    @staticmethod
    def _sign_on_screen(contract, **values):
        """Sign as the portal does: as the superuser, with the visitor's address."""
        contract.sudo().action_sign_contract(
            "李静",
            SIGNATURE,
            shown_sha256=contract.sent_document_sha256,
            ip_address="203.0.113.7",
            **values,
        )

    def _get_latest_code(self, contract):
        return self.codes.search([("contract_id", "=", contract.id)], limit=1)

    def _get_form_data(self, contract, **values):
        """Return what the page posts when everything is right."""
        return {
            "agreement": "1",
            "code": CODE,
            "key_terms": [term["code"] for term in contract._get_key_terms()],
            "name": "李静",
            "position": "总经理",
            "shown_sha256": contract.sent_document_sha256,
            "signature": SIGNATURE.decode(),
            **values,
        }

    def _read_pages(self, document):
        """Return the text of each page of a PDF on file, without blanks."""
        pages = read_pages(document.raw, "-layout")
        count = PdfFileReader(io.BytesIO(document.raw), strict=False).getNumPages()
        self.assertEqual(len(pages), count)
        return pages


class SigningCommon(SigningMixin, ContractCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_signing()
        cls.keeper = cls._create_user(
            "seal_keeper",
            KEEPER_GROUPS,
            name="王盖章",
        )

    def setUp(self):
        super().setUp()
        self.startPatcher(NOON)
        self.contract = self._create_sent_contract()
        self.contract.user_id = self.salesman
