# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..tools.seal import MAX_SEAL_PIXELS, is_seal_picture
from .res_partner import one_line

CONTRACT_SEQUENCE = "miniprogram.contract"
DEFAULT_COURT = "乙方住所地有管辖权的人民法院"


class ResCompany(models.Model):
    _inherit = "res.company"

    contract_phone = fields.Char(
        help="Phone lines as a contract prints them, such as 028-62778877（20线）. "
        "Without it the company's phone is printed.",
    )
    contract_hotline = fields.Char(
        help="The 400 number of a contract's heading, such as 400-028-5800.",
    )
    contract_brand = fields.Char(
        help="The brand in a contract's title and in clause 3.1. "
        "Without it the company's name is printed.",
    )
    contract_court = fields.Char(
        default=DEFAULT_COURT,
        help="The court of clause 7.1, where the wording does not name one itself.",
    )
    contract_seal = fields.Binary(
        groups="miniprogram_contract.group_seal_keeper,base.group_system",
        help="Picture of the contract seal: a PNG with a transparent background.",
    )
    contract_seal_on_paper = fields.Boolean(
        string="Our Seal on Printed Contracts",
        groups="base.group_user",
        help="Print our seal on contracts that are to be signed on paper.",
    )
    contract_cross_page_seal = fields.Boolean(
        string="Cross-Page Seal",
        groups="base.group_user",
        help="Print the seal cut across the right edge of all pages (骑缝章).",
    )
    contract_seal_at_once = fields.Boolean(
        string="Our Seal at Once",
        groups="base.group_user",
        help="Put our seal on a contract as soon as the customer has signed it on "
        "screen, without waiting for a keeper of the seal.",
    )
    contract_code_by_sms = fields.Boolean(
        string="Code by SMS",
        groups="base.group_user",
        help="Let customers choose to get the code for signing by SMS too. SMS need "
        "credits, or a provider of your own.",
    )
    contract_certificate_id = fields.Many2one(
        comodel_name="miniprogram.contract.certificate",
        string="Certificate",
        ondelete="restrict",
        groups="base.group_system",
        help="The signed contract carries a signature of this certificate too, which "
        "readers of PDF files check (PAdES).",
    )
    contract_timestamp_url = fields.Char(
        string="Timestamp Address",
        groups="base.group_system",
        help="Web address of an authority that stamps the time of that signature "
        "(RFC 3161).",
    )
    contract_tz = fields.Selection(
        selection=_tz_get,
        string="Contract Time Zone",
        required=True,
        default="Asia/Shanghai",
        help="Days of contracts and notices begin and end by this clock.",
    )

    @api.constrains("contract_certificate_id")
    def _check_contract_certificate(self):
        for company in self:
            certificate = company.contract_certificate_id
            if certificate and certificate.company_id != company:
                raise ValidationError(
                    self.env._(
                        "Certificate: that of %(company)s is expected, %(name)s "
                        "belongs to %(other)s.",
                        company=company.name,
                        name=certificate.name,
                        other=certificate.company_id.name,
                    )
                )

    @api.constrains("contract_timestamp_url")
    def _check_contract_timestamp_url(self):
        for url in filter(None, self.mapped("contract_timestamp_url")):
            address = urlsplit(url)
            if address.scheme not in ("http", "https") or not address.hostname:
                raise ValidationError(
                    self.env._(
                        "Timestamp Address: an address that begins with http:// or "
                        "https:// is expected, not %s.",
                        url,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super(ResCompany, self._taking_seals(vals_list)).create(vals_list)

    def write(self, vals):
        return super(ResCompany, self._taking_seals([vals])).write(vals)

    def _taking_seals(self, vals_list):
        """Check the seals that are about to be stored, and keep them as they are.

        It has to be before storing: core decodes the file, and shrinks a picture.
        """
        seals = [vals["contract_seal"] for vals in vals_list if "contract_seal" in vals]
        for seal in filter(None, seals):
            self._check_contract_seal(seal)
        return self.with_context(image_no_postprocess=True) if seals else self

    @api.model
    def _check_contract_seal(self, seal):
        try:
            is_valid = is_seal_picture(base64.b64decode(seal))
        except binascii.Error:
            is_valid = False
        if not is_valid:
            raise ValidationError(
                self.env._(
                    "Contract Seal: a PNG picture with a transparent background is "
                    "expected, at most %(pixels)s pixels wide and high.",
                    pixels=MAX_SEAL_PIXELS,
                )
            )

    def _contract_today(self):
        """Return the current day of the company's contracts.

        It ends at 24:00 in `contract_tz`, whatever the server's or the user's zone.

        :rtype: datetime.date
        """
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.contract_tz))

    def _get_contract_brand(self):
        """Return the brand of the title and of clause 3.1.

        :rtype: str
        """
        self.ensure_one()
        return one_line(self.contract_brand) or self.name

    def _get_contract_court(self):
        """Return the court of clause 7.1.

        :rtype: str
        """
        self.ensure_one()
        return one_line(self.contract_court) or DEFAULT_COURT

    def _get_contract_party_data(self):
        """Return what the heading of a contract says of 乙方, "" where it is missing.

        :returns: name, address, zip, phone, hotline, email, website
        :rtype: dict[str, str]
        """
        self.ensure_one()
        data = {
            "name": self.name,
            "address": self.partner_id._get_contract_address(),
            "zip": self.zip,
            "phone": one_line(self.contract_phone) or self.phone,
            "hotline": self.contract_hotline,
            "email": self.email,
            "website": self.website,
        }
        return {key: one_line(value) for key, value in data.items()}

    def _get_missing_contract_data(self):
        """Name what the heading of a contract needs of 乙方 and lacks or has wrong.

        :returns: translated labels that name side and item, none if all is there
        :rtype: list[str]
        """
        return self.partner_id._list_missing_contract_data(
            self.env._("Party B"), self._get_contract_party_data()
        )

    def _get_contract_seal(self):
        """Return the picture of the contract seal, None where there is none.

        :rtype: bytes or None
        """
        self.ensure_one()
        seal = self.with_context(bin_size=False).contract_seal
        return base64.b64decode(seal) if seal else None

    def _get_contract_sequence(self):
        """Return the sequence of the company's contract numbers, made at first use.

        :rtype: ir.sequence
        """
        self.ensure_one()
        # sudo: whoever sends a contract takes a number, few may keep sequences
        Sequence = self.env["ir.sequence"].sudo()
        return Sequence.search(
            [("code", "=", CONTRACT_SEQUENCE), ("company_id", "=", self.id)], limit=1
        ) or Sequence.create(self._prepare_contract_sequence())

    def _prepare_contract_sequence(self):
        """Prepare the sequence of contract numbers, which counts each year anew.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "name": self.env._("Contract number of %s", self.name),
            "code": CONTRACT_SEQUENCE,
            "company_id": self.id,
            "implementation": "no_gap",
            "padding": 4,
            "prefix": "XCX-%(range_year)s-",
            "use_date_range": True,
        }

    def _get_contract_pricelist(self):
        """Return a pricelist in yuan: the base module demands one of every contract.

        An archived one is made where there is none, since an active one would become
        the pricelist of every new order.

        :rtype: product.pricelist
        """
        self.ensure_one()
        # sudo: salespeople may use every pricelist, and make none
        Pricelist = self.env["product.pricelist"].sudo()
        return Pricelist.with_context(active_test=False).search(
            [
                ("company_id", "in", (False, self.id)),
                ("currency_id", "=", self.env.ref("base.CNY").id),
            ],
            order="company_id, active DESC, id",
            limit=1,
        ) or Pricelist.create(self._prepare_contract_pricelist())

    def _prepare_contract_pricelist(self):
        """Prepare the pricelist of contracts where the company has none in yuan.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "name": self.env._("Mini-Program Contracts"),
            "active": False,
            "company_id": self.id,
            "currency_id": self.env.ref("base.CNY").id,
        }
