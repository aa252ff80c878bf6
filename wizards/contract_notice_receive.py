# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models

from ..models.notice.notice_receipt import RECEIPT_BASES
from ..models.party.typed_day import Day


class ContractNoticeReceive(models.TransientModel):
    _name = "miniprogram.contract.notice.receive"
    _description = "Record the Receipt of a Notice"

    notice_ids = fields.Many2many(
        comodel_name="miniprogram.contract.notice",
        relation="miniprogram_contract_notice_receive_rel",
        string="Notices",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    received_on = Day(
        string="Received on",
        compute="_compute_received_on",
        store=True,
        readonly=False,
        required=True,
        help="The day on which it arrived at the other side, not the day of recording "
        "it.",
    )
    receipt_basis = fields.Selection(
        selection=RECEIPT_BASES,
        string="How It Arrived",
        compute="_compute_receipt_basis",
        store=True,
        readonly=False,
        required=True,
    )
    tracking_number = fields.Char(
        compute="_compute_tracking_number", store=True, readonly=False
    )
    proof_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Proof of Receipt",
        help="The courier's receipt, a picture of the message, the envelope that came "
        "back.",
    )
    is_proven = fields.Boolean(compute="_compute_is_proven")
    is_only_filed = fields.Boolean(compute="_compute_is_only_filed")
    no_proof_reason = fields.Text(
        string="Reason for Missing Proof",
        help="Only a contract manager can record a receipt without proof, and must "
        "give a reason.",
    )

    @api.depends("notice_ids")
    def _compute_received_on(self):
        for wizard in self:
            company = wizard.notice_ids.company_id[:1] or self.env.company
            wizard.received_on = company._contract_today()

    @api.depends("notice_ids")
    def _compute_receipt_basis(self):
        for wizard in self:
            wizard.receipt_basis = wizard._get_known("receipt_basis")

    @api.depends("notice_ids")
    def _compute_tracking_number(self):
        for wizard in self:
            wizard.tracking_number = wizard._get_known("tracking_number")

    def _get_known(self, name):
        """Return what all the notices say already, so that it is not typed again.

        :param str name: a field of the notices
        """
        self.ensure_one()
        known = {notice[name] for notice in self.notice_ids}
        return known.pop() if len(known) == 1 else False

    @api.depends("notice_ids", "proof_ids")
    def _compute_is_proven(self):
        for wizard in self:
            wizard.is_proven = bool(wizard.proof_ids) or all(
                notice.proof_ids for notice in wizard.notice_ids
            )

    @api.depends("notice_ids")
    def _compute_is_only_filed(self):
        for wizard in self:
            wizard.is_only_filed = any(
                notice._is_given_up_on_its_way() for notice in wizard.notice_ids
            )

    def action_confirm(self):
        """Record the receipt of the notices, each with its proof.

        :raises UserError: one error that names everything that is wrong or missing
        """
        self.ensure_one()
        for notice in reversed(self.notice_ids):  # the first one keeps the originals
            notice.write(self._prepare_receipt(notice))
        return self.notice_ids.action_receive(self.received_on)

    def _prepare_receipt(self, notice):
        """Prepare how the notice arrived, and the proof of it.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "receipt_basis": self.receipt_basis,
            "tracking_number": self.tracking_number or notice.tracking_number,
            "no_proof_reason": self.no_proof_reason or notice.no_proof_reason,
            "proof_ids": [
                Command.link(proof.id) for proof in self._hand_over_proofs(notice)
            ],
        }

    def _hand_over_proofs(self, notice):
        """Return proofs that are the notice's own: the files uploaded here, or copies.

        :rtype: ir.attachment
        """
        self.ensure_one()
        home = {"res_model": notice._name, "res_id": notice.id}
        if notice != self.notice_ids[:1]:
            proofs = self.env["ir.attachment"].browse()
            for proof in self.proof_ids:
                proofs |= proof.copy({"name": proof.name, **home})
            return proofs
        self.proof_ids.write(home)
        return self.proof_ids


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _get_evidence_models(self):
        return super()._get_evidence_models() | {"miniprogram.contract.notice.receive"}
