# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ...tools.seal import MAX_SEAL_PIXELS, is_seal_picture
from ...tools.typed_text import one_line

DEFAULT_COURT = "乙方住所地有管辖权的人民法院"


class ResCompany(models.Model):
    """What a contract says of 乙方: its heading, brand, court, seal and clock."""

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
        # who uses the seal needs no picture of it
        groups="base.group_system",
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
    contract_tz = fields.Selection(
        selection=_tz_get,
        string="Contract Time Zone",
        required=True,
        default="Asia/Shanghai",
        help="The time zone in which the days of contracts and notices begin and end.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super(ResCompany, self._with_valid_seals(vals_list)).create(vals_list)

    def write(self, vals):
        return super(ResCompany, self._with_valid_seals([vals])).write(vals)

    def _with_valid_seals(self, vals_list):
        """Return these companies, in a context that stores seals to the byte.

        The seals are checked before they are stored: core decodes the file, and
        shrinks a picture.

        :param list vals_list: values of companies, with or without a seal
        :raises ValidationError: see :meth:`_check_contract_seal`
        """
        seals = [vals["contract_seal"] for vals in vals_list if "contract_seal" in vals]
        for seal in filter(None, seals):
            self._check_contract_seal(seal)
        return self.with_context(image_no_postprocess=True) if seals else self

    @api.model
    def _check_contract_seal(self, seal):
        """Refuse a picture that cannot serve as a seal.

        :param seal: the file in base64
        :raises ValidationError: says what is expected
        """
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

        It ends at 24:00 in ``contract_tz``, whatever the server's or the user's zone.

        :rtype: datetime.date
        """
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.contract_tz))

    def _get_end_of_day(self, day):
        """Return the moment at which a day of the company's contracts is over.

        :param date day: a day in ``contract_tz``
        :return: in UTC, as moments are stored
        :rtype: datetime
        """
        self.ensure_one()
        midnight = datetime.combine(day + timedelta(days=1), time.min)
        zoned = midnight.replace(tzinfo=ZoneInfo(self.contract_tz))
        return zoned.astimezone(UTC).replace(tzinfo=None)

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

        :return: name, address, zip, phone, hotline, email, website
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
        """Return what the heading of a contract needs of 乙方 and is missing or wrong.

        :return: translated labels that name side and item, none if all is there
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
        # sudo: it is put on a document, not shown
        seal = self.sudo().with_context(bin_size=False).contract_seal
        return base64.b64decode(seal) if seal else None
