# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.placeholders import find_bad_placeholders

DIRECTIONS = [
    ("incoming", "From the Customer"),
    ("outgoing", "From Us"),
]


class ContractNoticeType(models.Model):
    """What a kind of notice says and which clause it follows: data, not code."""

    _name = "miniprogram.contract.notice.type"
    _description = "Contract Notice Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    direction = fields.Selection(
        selection=DIRECTIONS,
        required=True,
        default="outgoing",
        help="Which side gives this notice.",
    )
    clause_code = fields.Char(
        string="Clause",
        help="The stable code of the clause that the letter cites; its number is that "
        "of the contract's own wording. Without one, a termination cites the clause of "
        "its reason.",
    )
    # The letter is Chinese whoever prints it, so title and body are not translated.
    title = fields.Char(
        string="Letter Title", help="Heads the letter, in Chinese, such as 催告函."
    )
    body = fields.Text(
        string="Letter Body",
        help="The letter in Chinese, a paragraph a line. It may hold placeholders, "
        "such as {contract_number}.",
    )
    placeholder_names = fields.Char(
        string="Placeholders", compute="_compute_placeholder_names"
    )

    @api.constrains("title", "body")
    def _check_placeholders(self):
        known = self._get_placeholder_names()
        for notice_type in self:
            for name in ("title", "body"):
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

    @api.constrains("clause_code")
    def _check_clause_code(self):
        known = self.env["miniprogram.contract.wording"]._get_cited_clauses()
        for notice_type in self.filtered("clause_code"):
            if notice_type.clause_code not in known:
                raise ValidationError(
                    self.env._(
                        "Clause: “%(code)s” is none of the clauses that every wording "
                        "has: %(known)s.",
                        code=notice_type.clause_code,
                        known=", ".join(sorted(known)),
                    )
                )

    def _compute_placeholder_names(self):
        self.placeholder_names = self._format_placeholder_names()

    @api.model
    def _get_placeholder_names(self):
        """Name what may stand between braces in a letter.

        :rtype: set[str]
        """
        wording = self.env["miniprogram.contract.wording"]
        notice = self.env["miniprogram.contract.notice"]
        return {*wording._get_placeholder_values(), *notice._get_own_placeholders()}

    @api.model
    def _format_placeholder_names(self):
        return " ".join(f"{{{name}}}" for name in sorted(self._get_placeholder_names()))
