# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

CODE = re.compile(r"[a-z][a-z0-9_]*")


class ContractClause(models.Model):
    """A paragraph of a wording: rules know it by its code, people by its number."""

    _name = "miniprogram.contract.clause"
    _description = "Contract Clause"
    _order = "wording_id, sequence, id"
    _rec_name = "code"

    wording_id = fields.Many2one(
        "miniprogram.contract.wording",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True,
        help="The name by which rules, reasons and notices know this clause. It stays "
        "the same in every version, whatever number the clause has there.",
    )
    number = fields.Char(help="As printed: 第四条, 2.1.1, or nothing.")
    kind = fields.Selection(
        [
            ("article", "Article Heading"),
            ("clause", "Clause"),
            ("table", "Service Table"),
            ("note", "Note to the Table"),
        ],
        required=True,
        default="clause",
    )
    text = fields.Text(
        help="As printed, with placeholders such as {brand}. A brace that is to be "
        "printed is doubled: {{ or }}. The service table has no text: it is filled "
        "from the contract.",
    )
    is_key_term = fields.Boolean(
        string="Key Term",
        help="Printed bold and underlined, and confirmed separately by a customer who "
        "signs on screen (Civil Code, article 496).",
    )

    _code_unique = models.Constraint(
        "UNIQUE (wording_id, code)",
        "Two clauses of one wording cannot have the same code.",
    )
    _text_required = models.Constraint(
        r"CHECK (kind = 'table' OR COALESCE(text, '') ~ '\S')",
        "A clause needs a text. Only the service table has none.",
    )

    @api.constrains("code")
    def _check_code(self):
        for clause in self:
            if not CODE.fullmatch(clause.code):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” cannot be the code of a clause: use lower-case "
                        "letters, digits and underscores, and begin with a letter.",
                        code=clause.code,
                    )
                )

    @api.constrains("text")
    def _check_text(self):
        for clause in self.filtered("text"):
            clause.wording_id._check_placeholders(
                clause.text, clause.number or clause.code
            )

    @api.model_create_multi
    def create(self, vals_list):
        clauses = super().create(vals_list)
        # Afterwards, when defaults of the context have had their say.
        clauses.wording_id._check_is_draft()
        return clauses

    def write(self, vals):
        self.wording_id._check_is_draft()
        result = super().write(vals)
        # The clause may have been moved into a published wording.
        self.wording_id._check_is_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.wording_id._check_is_draft()

    def _load_records_write(self, values):
        # Initializing the module again (--reinit) leaves published texts as they are.
        if (
            self.env.context.get("install_mode")
            and self.wording_id.state == "published"
        ):
            return
        super()._load_records_write(values)

    def _get_level(self):
        """Return the depth of the paragraph: 1 an article, 2 like 2.1, 3 like 2.1.1."""
        self.ensure_one()
        if self.kind == "article":
            return 1
        if self.kind == "clause" and self.number:
            return self.number.strip(".").count(".") + 1
        return 2

    def _cite(self):
        """Return how a Chinese text cites this clause, ``""`` if it has no number."""
        self.ensure_one()
        if self.kind == "clause" and self.number:
            return f"第{self.number.strip('.')}条"
        return (self.number or "").replace("：", "")  # 注：① is cited as 注①
