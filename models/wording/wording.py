# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.placeholders import fill_placeholders, find_bad_placeholders

# The clauses that close reasons, notice types and their letters cite, and the names
# by which a Chinese letter cites them where a contract's wording has no number.
CITED_CLAUSES = {
    "service_upgrade": "系统升级通知",  # 2.2.3
    "renewal": "合同顺延",  # 4.1
    "amendment": "合同变更",  # 4.3
    "termination_legal_status": "主体资格消失",  # 5.1.1
    "termination_breach": "严重违约解除",  # 5.1.2
    "termination_force_majeure_or_agreement": "不可抗力或协商解除",  # 5.1.3
    "termination_law": "法定终止",  # 5.1.4
    "termination_request": "甲方提出终止",  # 5.2
    "unpaid_renewal": "未支付续约款项",  # 5.3
    "non_performance": "不履行义务",  # 5.4
    "force_majeure_notice": "不可抗力通知及证明",  # 8.1
    "force_majeure_mitigation": "不可抗力消除后恢复履行",  # 8.2
    "waiver": "权利放弃",  # 10.1
    "address_change": "通讯地址变更",  # 11.3
    "survival": "终止后继续有效的约定",  # 12.1
    "company_succession": "乙方权利义务承受",  # 12.6
    "fraud": "欺诈、胁迫或者暴力",  # 12.7
    "no_transfer": "权利义务转移",  # 12.9
}


class ContractWording(models.Model):
    """A version of the contract text.

    It serves every company: whatever names the vendor is a placeholder that is filled
    from the company. Wordings of one name are versions of the same text; a text for
    other purposes has another name and counts its own versions.
    """

    _name = "miniprogram.contract.wording"
    _description = "Contract Wording"
    _inherit = ["mail.thread"]
    _order = "name, version desc, id desc"

    name = fields.Char(
        required=True,
        tracking=True,
        help="Wordings of the same name are versions of one text.",
    )
    version = fields.Integer(
        compute="_compute_version",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        copy=False,
        help="The next free number for this name, unless you enter another one.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        help="A published wording can be used by contract plans and never changes.",
    )
    active = fields.Boolean(default=True, copy=False)
    title = fields.Char(
        tracking=True,
        help="The heading on paper. It may contain placeholders, such as {brand}.",
    )
    service_name = fields.Char(
        required=True,
        default="小程序开发系统",
        help="The name of the service in the service table on paper.",
    )
    clause_ids = fields.One2many(
        "miniprogram.contract.clause", "wording_id", string="Clauses", copy=True
    )
    previous_id = fields.Many2one(
        "miniprogram.contract.wording",
        string="Copied From",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    placeholder_names = fields.Char(
        string="Placeholders", compute="_compute_placeholder_names"
    )

    _version_unique = models.Constraint(
        "UNIQUE (name, version)",
        "There is already a wording of this name and version.",
    )
    _version_positive = models.Constraint(
        "CHECK (version > 0)", "Versions are counted from 1."
    )

    @api.constrains("title")
    def _check_title(self):
        for wording in self.filtered("title"):
            wording._check_placeholders(wording.title, self.env._("Title"))

    @api.depends("name")
    def _compute_version(self):
        latest = dict(
            self.with_context(active_test=False)._read_group(
                [("name", "in", self.mapped("name")), ("id", "not in", self.ids)],
                ["name"],
                ["version:max"],
            )
        )
        for wording in self:
            latest[wording.name] = latest.get(wording.name, 0) + 1
            wording.version = latest[wording.name]

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wording in self:
            wording.display_name = self.env._(
                "%(name)s, Version %(version)s",
                name=wording.name or "",
                version=wording.version,
            )

    def _compute_placeholder_names(self):
        self.placeholder_names = self._format_known_placeholders()

    @api.model_create_multi
    def create(self, vals_list):
        wordings = super().create(vals_list)
        # Afterwards, when defaults of the context have had their say.
        wordings._check_is_draft()
        return wordings

    def write(self, vals):
        if vals.keys() - self._get_fields_of_published():
            self._check_is_draft()
        if vals.get("state", "draft") != "draft":
            raise UserError(
                self.env._("A wording is published with its Publish button only.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_is_draft()

    def copy_data(self, default=None):
        return [
            {"previous_id": wording.id, **vals}
            for wording, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _load_records_write(self, values):
        if not self._is_kept_at_reinit():
            super()._load_records_write(values)

    def _is_kept_at_reinit(self):
        """Whether initializing the module again leaves this text as it is.

        A published one stays as it was published (--reinit).
        """
        is_published = self.state == "published"
        return is_published and bool(self.env.context.get("install_mode"))

    def action_publish(self):
        """Publish the drafts among these wordings: from now on they never change.

        :raises UserError: lists everything that keeps one of them from being used
        """
        drafts = self.filtered(lambda wording: wording.state == "draft")
        problems = [
            f"{wording.display_name}: {problem}"
            for wording in drafts
            for problem in wording._get_publish_problems()
        ]
        if problems:
            raise UserError(
                self.env._(
                    "This cannot be published yet:\n%(problems)s",
                    problems="\n".join(f"- {problem}" for problem in problems),
                )
            )
        drafts._set_published()
        return True

    def _set_published(self):
        """Write the state past :meth:`write`, which refuses it to users."""
        return super().write({"state": "published"})

    def action_new_version(self):
        """Copy this wording to the next version of its name, a draft, and open it.

        :return: the window action that shows the copy
        :rtype: dict
        """
        self.ensure_one()
        return self.copy()._get_records_action()

    def _check_is_draft(self):
        """Refuse to change these wordings when one of them is published.

        :raises UserError: names the wording and the remedy
        """
        for wording in self:
            if wording.state == "published":
                raise UserError(
                    self.env._(
                        "“%(wording)s” is published: its text can neither be changed "
                        "nor deleted. Create a new version of it and change that one.",
                        wording=wording.display_name,
                    )
                )

    def _check_placeholders(self, text, place):
        """Refuse what stands between braces and is not a known placeholder.

        :param str text: a title, or the text of a clause
        :param str place: what the error calls it: the number of the clause
        :raises ValidationError: names the bad ones and lists the known ones
        """
        bad = find_bad_placeholders(text, self._get_placeholder_values())
        if bad:
            raise ValidationError(
                self.env._(
                    "%(place)s: not a placeholder: %(bad)s\n"
                    "Known placeholders: %(known)s\n"
                    "A brace that is to be printed is doubled: {{ or }}.",
                    place=place,
                    bad=", ".join(bad),
                    known=self._format_known_placeholders(),
                )
            )

    def _format_known_placeholders(self):
        return " ".join(f"{{{name}}}" for name in self._get_placeholder_values())

    def _get_fields_of_published(self):
        """Return the names of the fields that may change once a text is published."""
        return {"active"}

    def _get_publish_problems(self):
        """Return what keeps this wording from being published, in the user's words.

        :rtype: list[str]
        """
        self.ensure_one()
        problems = []
        if not (self.title or "").strip():
            problems.append(self.env._("it has no title."))
        tables = self.clause_ids.filtered(lambda clause: clause.kind == "table")
        if len(tables) != 1:
            problems.append(
                self.env._(
                    "it has %(count)s places for the service table instead of one.",
                    count=len(tables),
                )
            )
        missing = self._get_required_codes() - set(self.clause_ids.mapped("code"))
        if missing:
            problems.append(
                self.env._(
                    "the rules of contracts need clauses with these codes: %(codes)s",
                    codes=", ".join(sorted(missing)),
                )
            )
        return problems

    def _get_cited_clauses(self):
        """Return what reasons and notices cite: code to the clause's Chinese name.

        Modules that add such reasons or notice types add their clauses here.
        """
        return CITED_CLAUSES

    def _get_required_codes(self):
        """Return the set of codes without which a wording cannot be published."""
        return set(self._get_cited_clauses())

    def _get_clause(self, code):
        """Return the clause with this code in this wording, or an empty recordset."""
        return self.clause_ids.filtered(lambda clause: clause.code == code)

    def _cite_clause(self, code):
        """Return how a Chinese letter cites a clause of this wording.

        An empty wording, that of a contract imported without a text of ours, and one
        that has no number for the clause cite it by name.

        :param str code: stable code, like ``unpaid_renewal``
        :return: like ``第5.3条``, by name ``“未支付续约款项”条款``
        """
        clause = self._get_clause(code)
        if clause.number:
            return clause._cite()
        heading = clause.text if clause.kind == "article" else None
        name = heading or self._get_cited_clauses().get(code)
        return f"“{name}”条款" if name else "相关条款"

    def _get_title(self, values):
        """Return the title of the paper.

        :param dict values: placeholder to str, see :meth:`_get_placeholder_values`
        """
        return fill_placeholders(self.title or "", values)

    def _get_paragraphs(self, values):
        """Return the paragraphs of the paper in their order.

        :param dict values: placeholder to str, see :meth:`_get_placeholder_values`
        :return: list of dict of plain values: ``code``, ``number``, ``kind``,
            ``text``, ``is_key_term`` and ``level`` (1 to 3, see the clause)
        """
        return [
            {
                "code": clause.code,
                "number": clause.number or "",
                "kind": clause.kind,
                "text": fill_placeholders(clause.text or "", values),
                "is_key_term": clause.is_key_term,
                "level": clause._get_level(),
            }
            for clause in self.clause_ids.sorted()
        ]

    def _get_placeholder_values(self):
        """Return every known placeholder with what a preview prints for it.

        Modules that know more placeholders add them here and to the contract's method
        of the same name, which gives the values of that contract in the same form.

        :rtype: dict[str, str]
        """
        company = self.env.company
        return {
            "brand": company._get_contract_brand(),
            "court": company._get_contract_court(),
        }
