# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.placeholders import find_bad_placeholders


class ContractNoticeType(models.Model):
    """The words of a type's letters, and the placeholders in them."""

    _inherit = "miniprogram.contract.notice.type"

    placeholder_names = fields.Char(
        string="Placeholders", compute="_compute_placeholder_names"
    )

    @api.constrains(lambda self: self._get_letter_fields())
    def _check_placeholders(self):
        known = self._get_placeholder_names()
        for notice_type in self:
            for name in self._get_letter_fields():
                bad = find_bad_placeholders(notice_type[name] or "", known)
                if bad:
                    raise ValidationError(
                        self.env._(
                            "%(place)s: not a placeholder: %(bad)s\n"
                            "Known placeholders: %(known)s\n"
                            "A brace that is to be printed is doubled: {{ or }}.",
                            place=self._fields[name]._description_string(self.env),
                            bad=", ".join(bad),
                            known=self._format_placeholder_names(),
                        )
                    )

    def _compute_placeholder_names(self):
        self.placeholder_names = self._format_placeholder_names()

    @api.model
    def _get_letter_fields(self):
        """Return the fields that hold words of a letter, with placeholders.

        :rtype: list[str]
        """
        return ["title", "body", "late_body"]

    @api.model
    def _get_placeholder_names(self):
        """Return the names that may stand between braces in a letter.

        :rtype: set[str]
        """
        wording = self.env["miniprogram.contract.wording"]
        notice = self.env["miniprogram.contract.notice"]
        return {*wording._get_placeholder_values(), *notice._get_own_placeholders()}

    @api.model
    def _format_placeholder_names(self):
        return " ".join(f"{{{name}}}" for name in sorted(self._get_placeholder_names()))
