# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import struct
import zlib

from PIL import Image

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, HttpCase, TransactionCase, new_test_user, tagged

from ..tools.seal import MAX_SEAL_PIXELS
from .common import keep_files_in_database
from .party_common import SEAL, make_picture


def make_huge_png(side):
    """Return a PNG of a few bytes whose header announces `side` x `side` pixels."""

    def chunk(kind, body):
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    content += chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return base64.b64encode(content)


@tagged("post_install", "-at_install")
class TestSeal(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keep_files_in_database(cls.env)
        cls.company = cls.env.company

    def assert_refused(self, seal):
        with self.assertRaisesRegex(ValidationError, "Contract Seal: a PNG picture"):
            self.company.contract_seal = seal

    def test_stored_as_given(self):
        """A seal larger than core's limit for pictures is not shrunk."""
        self.env["ir.config_parameter"].set_param(
            "base.image_autoresize_max_px", "100x100"
        )
        seal = make_picture(size=(300, 300))
        self.company.contract_seal = seal
        self.company.invalidate_recordset()
        self.assertEqual(self.company.contract_seal, seal)
        company = self.env["res.company"].create(
            {"name": "盖章公司", "contract_seal": seal}
        )
        company.invalidate_recordset()
        self.assertEqual(company.contract_seal, seal)

    def test_kinds_of_transparency(self):
        palette = io.BytesIO()
        Image.new("P", (40, 40)).save(palette, "PNG", transparency=0)
        for seal in (
            make_picture("LA", (100, 0)),
            make_picture("RGBA", (0, 0, 0, 0)),
            base64.b64encode(palette.getvalue()),
            SEAL.decode(),
            make_picture(size=(MAX_SEAL_PIXELS, 1)),
        ):
            self.company.contract_seal = seal
            self.assertTrue(self.company.contract_seal)

    def test_removed(self):
        self.company.contract_seal = SEAL
        self.company.contract_seal = False
        self.company.invalidate_recordset()
        self.assertFalse(self.company.contract_seal)

    def test_without_transparency_is_refused(self):
        self.assert_refused(make_picture("RGB", (200, 0, 0)))
        self.assert_refused(make_picture("RGBA", (200, 0, 0, 255)))

    def test_other_formats_are_refused(self):
        self.assert_refused(make_picture("RGB", (200, 0, 0), file_format="JPEG"))
        self.assert_refused(make_picture("P", 0, file_format="GIF"))
        self.assert_refused(base64.b64encode(b"<svg width='1' height='1'/>"))
        self.assert_refused(base64.b64encode(b"%PDF-1.4"))
        self.assert_refused("no base64")
        self.assert_refused("a")

    def test_broken_pictures_are_refused(self):
        content = base64.b64decode(make_picture(size=(400, 400)))
        self.assert_refused(base64.b64encode(content[: len(content) // 2]))
        self.assert_refused(base64.b64encode(content[:20]))

    def test_too_large_pictures_are_refused(self):
        self.assert_refused(make_picture(size=(MAX_SEAL_PIXELS + 1, 1)))
        self.assert_refused(make_huge_png(60000))

    def test_refused_at_creation(self):
        with self.assertRaisesRegex(ValidationError, "Contract Seal"):
            self.env["res.company"].create(
                {"name": "盖章公司", "contract_seal": base64.b64encode(b"x")}
            )


@tagged("post_install", "-at_install")
class TestSealAccess(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keep_files_in_database(cls.env)
        cls.company = cls.env.company
        cls.company.contract_seal = SEAL
        cls.salesman = new_test_user(
            cls.env,
            "contract_salesman",
            password="contract_salesman",
            groups="sales_team.group_sale_manager",
        )
        cls.keeper = new_test_user(
            cls.env,
            "contract_keeper",
            password="contract_keeper",
            groups="base.group_user,miniprogram_contract.group_seal_keeper",
        )
        cls.rights_manager = new_test_user(
            cls.env, "contract_rights", groups="base.group_erp_manager"
        )
        cls.administrator = new_test_user(
            cls.env,
            "contract_system",
            password="contract_system",
            groups="base.group_system",
        )

    def company_as(self, user):
        self.env.invalidate_all()
        return self.company.with_user(user)

    def attachments_as(self, user):
        return (
            self.env["ir.attachment"]
            .with_user(user)
            .search(
                [
                    ("res_model", "=", "res.company"),
                    ("res_id", "=", self.company.id),
                    ("res_field", "=", "contract_seal"),
                ]
            )
        )

    def test_sales_people_cannot_read_it(self):
        company = self.company_as(self.salesman)
        with self.assertRaises(AccessError):
            company.read(["contract_seal"])
        self.assertNotIn("contract_seal", company.fields_get())
        self.assertNotIn("contract_seal", company.read()[0])
        self.assertFalse(self.attachments_as(self.salesman))
        attachment = self.attachments_as(self.env.user)
        with self.assertRaises(AccessError):
            attachment.with_user(self.salesman).read(["datas"])

    def test_sales_people_cannot_write_it(self):
        with self.assertRaises(AccessError):
            self.company_as(self.salesman).write({"contract_seal": False})
        attachment = self.attachments_as(self.env.user)
        with self.assertRaises(AccessError):
            attachment.with_user(self.salesman).write({"datas": SEAL})

    def test_who_manages_companies_only_cannot_read_or_write_it(self):
        company = self.company_as(self.rights_manager)
        with self.assertRaises(AccessError):
            company.read(["contract_seal"])
        with self.assertRaises(AccessError):
            company.write({"contract_seal": False})
        company.contract_brand = "西部数码"

    def test_keepers_use_it_and_neither_read_nor_change_it(self):
        company = self.company_as(self.keeper)
        with self.assertRaises(AccessError):
            company.read(["contract_seal"])
        with self.assertRaises(AccessError):
            company.contract_seal = False
        self.assertFalse(self.attachments_as(self.keeper))
        self.assertEqual(company._get_contract_seal(), base64.b64decode(SEAL))

    def test_administrators_read_and_write_it(self):
        company = self.company_as(self.administrator)
        self.assertEqual(company.contract_seal, SEAL)
        company.contract_seal = make_picture(color=(0, 0, 200, 60))

    def fetch_picture(self):
        url = f"/web/content/res.company/{self.company.id}/contract_seal"
        return self.url_open(url)

    def test_picture_over_http(self):
        self.assertNotEqual(self.fetch_picture().status_code, 200)
        self.authenticate("contract_salesman", "contract_salesman")
        self.assertNotEqual(self.fetch_picture().status_code, 200)
        self.authenticate("contract_keeper", "contract_keeper")
        self.assertNotEqual(self.fetch_picture().status_code, 200)
        self.authenticate("contract_system", "contract_system")
        response = self.fetch_picture()
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, base64.b64decode(SEAL))

    def test_others_see_the_company_form_without_it(self):
        form = Form(self.company_as(self.rights_manager))
        self.assertNotIn("contract_seal", form._view["fields"])
        self.assertIn("contract_tz", form._view["fields"])
