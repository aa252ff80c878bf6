# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

PLATFORMS = [
    ("wechat", "WeChat"),
    ("alipay", "Alipay"),
    ("douyin", "Douyin"),
    ("baidu", "Baidu"),
    ("other", "Other"),
]
WECHAT_APPID = re.compile(r"wx[0-9a-fA-F]{16}")


class SaleSubscription(models.Model):
    """The mini-program that a contract is about."""

    _inherit = "sale.subscription"

    miniprogram_name = fields.Char(string="Mini-Program Name")
    miniprogram_appid = fields.Char(string="AppID")
    miniprogram_platform = fields.Selection(
        selection=PLATFORMS, string="Mini-Program Platform"
    )

    @api.constrains("template_id", "miniprogram_appid", "miniprogram_platform")
    def _check_miniprogram_appid(self):
        for contract in self._filter_contracts():
            if not contract._is_valid_appid():
                raise ValidationError(
                    self.env._(
                        "AppID: on WeChat it is “wx” and 16 hexadecimal digits, such "
                        "as wx1234567890abcdef, not “%s”.",
                        contract.miniprogram_appid,
                    )
                )

    def _is_valid_appid(self):
        """Whether the AppID is one that its platform issues, or there is none."""
        self.ensure_one()
        return self._is_appid_of(self.miniprogram_platform, self.miniprogram_appid)

    @api.model
    def _is_appid_of(self, platform, appid):
        """Whether a platform issues such an AppID; none at all is fine.

        :param str platform: one of ``PLATFORMS``
        :param str appid: as it was typed
        :rtype: bool
        """
        if not appid or platform != "wechat":
            return True
        return bool(WECHAT_APPID.fullmatch(appid))
