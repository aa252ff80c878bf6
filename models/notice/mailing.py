# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.placeholders import find_bad_placeholders

MAILING_STATES = [
    ("draft", "Draft"),
    ("sending", "Being Sent"),
    ("sent", "Notices Created"),
]
LIVE = "[('contract_state', 'in', ('signed', 'active'))]"


class ContractNoticeMailing(models.Model):
    """One notice of ours to many customers, such as an upgrade (clause 2.2.3).

    Each contract gets a notice of its own, with a letter and a receipt of its own. They
    are created in batches and sent by the scheduled action.
    """

    _name = "miniprogram.contract.notice.mailing"
    _description = "Bulk Notice"
    _inherit = ["miniprogram.lifecycle"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True)
    type_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice.type",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "miniprogram_contract.notice_type_service_upgrade", False
        ),
        domain=[
            ("direction", "in", ("outgoing", "both")),
            ("effect", "in", ("none", "change_address", "transfer_party")),
        ],
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    event_date = fields.Date(
        string="Event Date",
        required=True,
        default=lambda self: self.env.company._contract_today(),
        help="The day of the event that the notice is about; only a change of our "
        "address may still be to come. The time of a planned upgrade is stated in the "
        "facts.",
    )
    facts = fields.Text(
        help="What is particular to this letter, in Chinese.",
    )
    body = fields.Text(
        compute="_compute_body",
        store=True,
        readonly=False,
        help="The letter in Chinese, one paragraph per line. Placeholders, such as "
        "{contract_number}, are filled in for each contract.",
    )
    contract_domain = fields.Char(
        string="Contracts", default=LIVE, help="Which contracts get the notice."
    )
    contract_ids = fields.Many2many(
        comodel_name="sale.subscription",
        string="Chosen Contracts",
        readonly=True,
        copy=False,
        check_company=True,
    )
    pending_contract_ids = fields.Many2many(
        comodel_name="sale.subscription",
        relation="miniprogram_contract_mailing_pending_rel",
        column1="mailing_id",
        column2="contract_id",
        string="Pending Contracts",
        readonly=True,
        copy=False,
        check_company=True,
    )
    contract_count = fields.Integer(
        string="Number of Contracts", compute="_compute_contract_count"
    )
    state = fields.Selection(
        selection=MAILING_STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    sample = fields.Text(string="Sample Letter", compute="_compute_sample")
    notice_ids = fields.One2many(
        comodel_name="miniprogram.contract.notice", inverse_name="mailing_id"
    )
    sent_count = fields.Integer(string="Sent", compute="_compute_progress")
    received_count = fields.Integer(string="Received", compute="_compute_progress")
    progress = fields.Float(string="Sent (%)", compute="_compute_progress")

    @api.depends("type_id")
    def _compute_body(self):
        for mailing in self:
            mailing.body = mailing.type_id.body

    @api.depends("contract_domain", "contract_ids", "company_id", "state")
    def _compute_contract_count(self):
        for mailing in self:
            if mailing.state == "draft":
                mailing.contract_count = len(mailing._find_contracts())
            else:
                mailing.contract_count = len(mailing.contract_ids)

    @api.depends(
        "body",
        "company_id",
        "contract_domain",
        "contract_ids",
        "event_date",
        "facts",
        "type_id",
    )
    def _compute_sample(self):
        for mailing in self:
            mailing.sample = mailing._get_sample_notice().body or False

    @api.depends("notice_ids.state")
    def _compute_progress(self):
        notices = self.env["miniprogram.contract.notice"]
        groups = notices._read_group(
            [("mailing_id", "in", self.ids)], ["mailing_id", "state"], ["__count"]
        )
        counts = {(mailing.id, state): count for mailing, state, count in groups}
        for mailing in self:
            received = sum(counts.get((mailing.id, s), 0) for s in ("received", "done"))
            sent = counts.get((mailing.id, "sent"), 0) + received
            mailing.received_count = received
            mailing.sent_count = sent
            total = mailing.contract_count
            mailing.progress = 100.0 * sent / total if total else 0.0

    @api.constrains("body")
    def _check_body(self):
        known = self.env["miniprogram.contract.notice.type"]._get_placeholder_names()
        for mailing in self:
            if bad := find_bad_placeholders(mailing.body or "", known):
                raise ValidationError(
                    self.env._("Body: not a placeholder: %s", ", ".join(bad))
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if sent := self.filtered(lambda mailing: mailing.state != "draft"):
            raise UserError(
                self.env._(
                    "What was sent stays on file and cannot be deleted: %s.",
                    ", ".join(sent.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_create(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_write(vals)
        return super().write(vals)

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "contract_ids",
            "pending_contract_ids",
        }

    @api.model
    def _get_frozen_fields(self):
        return [(set(self._fields), lambda mailing: mailing.state != "draft")]

    def _raise_lifecycle(self, names):
        raise UserError(
            self.env._(
                "The state and the chosen contracts can only be changed by Send."
            )
        )

    def _raise_frozen(self, names):
        raise UserError(
            self.env._(
                "What was sent can no longer be changed: %s. A correction is "
                "another notice.",
                ", ".join(self.mapped("display_name")),
            )
        )

    def _raise_state(self, expected, labels):
        raise UserError(
            self.env._("%s was already sent.", ", ".join(self.mapped("display_name")))
        )

    def action_send(self):
        """Send the notice to the contracts chosen: from here on they stay.

        The scheduled action makes the notices in batches and sends their letters.

        :raises UserError: when the letter is not complete, or no contract is chosen
        """
        self._lock_in_state("draft")
        for mailing in self:
            mailing._check_can_be_sent()
            contracts = mailing._find_contracts()
            contracts.check_access("write")
            mailing._write_protected(
                {
                    "contract_ids": contracts.ids,
                    "pending_contract_ids": contracts.ids,
                    "state": "sending",
                }
            )
        self.env.ref("miniprogram_contract.ir_cron_track_notices")._trigger()
        return True

    def action_view_notices(self):
        """Open the notices that were created, by state."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_notice"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("mailing_id", "=", self.id)],
            "context": {"search_default_by_state": True, "create": False},
        }

    def action_view_contracts(self):
        """Open the contracts that get the notice."""
        self.ensure_one()
        return self.env["sale.subscription"]._get_contracts_action(
            [("id", "in", self._find_contracts().ids)]
        )

    def _find_contracts(self):
        """Find the contracts that get the notice, among those that may be seen.

        :rtype: sale.subscription
        """
        self.ensure_one()
        if self.state != "draft":
            return self.contract_ids
        own = Domain("is_miniprogram", "=", True) & Domain(
            "company_id", "=", self.company_id.id
        )
        numbered = Domain("contract_number", "!=", False)
        chosen = Domain(literal_eval(self.contract_domain or "[]"))
        return self.env["sale.subscription"].search(own & numbered & chosen)

    def _check_can_be_sent(self):
        """Refuse to send it, in one error that names everything."""
        self.ensure_one()
        sample = self._get_sample_notice()
        if not sample:
            raise UserError(self.env._("Contracts: choose at least one."))
        own = sample._get_contract_problems()  # by its name, below
        # what this user may not send to one, the scheduled action sends to none
        problems = [p for p in sample._get_sending_problems() if p not in own]
        problems += self._get_contract_problems()
        if problems:
            raise UserError("\n".join(problems))

    def _get_contract_problems(self):
        """Return which contracts cannot be notified, and why.

        :rtype: list[str]
        """
        self.ensure_one()
        return [
            f"{contract.display_name}: {problem}"
            for contract in self._find_contracts()
            for problem in self._preview_notice(contract)._get_contract_problems()
        ]

    def _get_sample_notice(self):
        """Return the notice of one contract as it would be, without creating it.

        :rtype: miniprogram.contract.notice
        """
        self.ensure_one()
        contract = self._find_contracts()[:1]
        if not contract:
            return self.env["miniprogram.contract.notice"]
        notice = self._preview_notice(contract)
        notice.body = notice._fill(self.body or "")
        return notice

    def _preview_notice(self, contract):
        """Return a contract's notice as it would be, its letter not written yet."""
        self.ensure_one()
        return self.env["miniprogram.contract.notice"].new(
            contract._prepare_notice(self.type_id, **self._prepare_notice_values())
        )

    def _leave_out_ended(self, contracts):
        """Return the contracts without those that ended since; note it on these.

        :param contracts: some of the contracts that were chosen
        :return: those that can still be notified
        """
        self.ensure_one()
        gone = contracts.filtered(
            lambda c: self._preview_notice(c)._get_contract_problems()
        )
        if gone:
            self._write_protected(
                {"contract_ids": [Command.unlink(c.id) for c in gone]}
            )
        for contract in gone:
            contract._message_log(
                body=self.env._("“%s” was not sent: the contract has ended.", self.name)
            )
        return contracts - gone

    def _render_contract_pdf(self):
        """Return the letter of one contract, printed as a draft.

        :rtype: bytes
        """
        self.ensure_one()
        sample = self._get_sample_notice()
        if not sample:
            raise UserError(self.env._("Contracts: choose at least one."))
        return sample._render_document()

    def _prepare_notice_values(self):
        """Prepare the values that all notices of this mailing share.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "direction": "outgoing",
            "event_date": self.event_date,
            "facts": self.facts,
            "mailing_id": self._origin.id,
            "term_id": False,
        }

    def _create_notices(self, contracts):
        """Create the notices of some of the contracts, and queue their letters.

        :param contracts: which contracts
        """
        self.ensure_one()
        notices = self._leave_out_ended(contracts)._create_notices(
            self.type_id, **self._prepare_notice_values()
        )
        if self.body != self.type_id.body:
            for notice in notices:
                notice.body = notice._fill(self.body)

    def _finish(self):
        """Close these mailings, if all their notices are created."""
        made = self.filtered(lambda mailing: not mailing.pending_contract_ids)
        made._write_protected({"state": "sent"})


class ContractNotice(models.Model):
    _inherit = "miniprogram.contract.notice"

    mailing_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice.mailing",
        string="Bulk Notice",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
