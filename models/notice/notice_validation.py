# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..contract.contract import LIVE_STATES


class ContractNotice(models.Model):
    """What is refused, and why: all problems at once."""

    _inherit = "miniprogram.contract.notice"

    @api.constrains("contract_id", "origin_id", "term_id")
    def _check_same_contract(self):
        for notice in self:
            contracts = notice.origin_id.contract_id | notice.term_id.contract_id
            if contracts - notice.contract_id:
                raise ValidationError(
                    self.env._(
                        "Follows, Term: choose a notice and a period of contract %s "
                        "itself.",
                        notice.contract_id.display_name,
                    )
                )

    @api.constrains("proof_ids", "supporting_document_ids")
    def _check_attachments(self):
        """Refuse files that are not this notice's own, or that nobody could open.

        They will be frozen with it.
        """
        for notice in self:
            # sudo: files that a colleague uploaded count too
            files = notice.sudo().proof_ids | notice.sudo().supporting_document_ids
            if foreign := files._filter_foreign(notice):
                raise ValidationError(
                    self.env._(
                        "Attachments: upload the file for this notice; links and "
                        "attachments of other records are not accepted: %s.",
                        ", ".join(foreign.mapped("name")),
                    )
                )
            files._check_can_be_opened()

    def _raise_problems(self, get_problems):
        """Refuse to go on, in one error that names everything.

        :param get_problems: a function that lists the problems of one notice
        """
        problems = [
            f"{notice.display_name}: {problem}"
            for notice in self
            for problem in get_problems(notice)
        ]
        if problems:
            raise UserError("\n".join(problems))

    def _get_giving_problems(self):
        """Return why this notice cannot be given at all, by either side.

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        problems = []
        if self._is_announced_ahead() and not self._may_be_announced_ahead():
            problems.append(_("Event Date: a day that is not in the future."))
        if not self._is_side_allowed():
            sides = dict(self._fields["direction"]._description_selection(self.env))
            problems.append(
                _(
                    "Direction: this type of notice is not given “%s”.",
                    sides[self.direction],
                )
            )
        if self._needs_manager() and not self._is_manager():
            problems.append(_("only a contract manager can give this notice."))
        return problems + self._get_document_problems() + self._get_contract_problems()

    def _is_announced_ahead(self):
        """Whether the event that it is about is still to come."""
        self.ensure_one()
        company = self.contract_id.company_id or self.env.company
        return bool(self.event_date) and self.event_date > company._contract_today()

    def _may_be_announced_ahead(self):
        """Whether it may tell of an event that is still to come.

        In general an event has happened before it is told. Made to be extended.
        """
        return False

    def _get_document_problems(self):
        """Return which document has to come with it, and is missing.

        :rtype: list[str]
        """
        self.ensure_one()
        if self.supporting_document_ids or not self._needs_document():
            return []
        return [
            self.env._("Supporting Documents: attach %s.", self._get_document_label())
        ]

    def _get_contract_problems(self):
        """Return why no such notice can be given on this contract."""
        self.ensure_one()
        _ = self.env._
        state = self.contract_id.contract_state
        if state in LIVE_STATES:
            return []
        if state != "terminated":
            return [_("Contract: one that both sides have signed.")]
        if self._is_allowed_after_end():
            return []
        return [
            _(
                "Contract: it ended on %s, and this notice can no longer be given.",
                self.contract_id.termination_date,
            )
        ]

    @api.model
    def _get_tellable_domain(self, notice_type):
        """Return the domain of the contracts on which we can give such a notice.

        It finds those of which :meth:`_get_contract_problems` says nothing.

        :param notice_type: a ``miniprogram.contract.notice.type``
        :rtype: Domain
        """
        live = Domain("contract_state", "in", LIVE_STATES)
        ended = Domain("contract_state", "=", "terminated")
        if notice_type.is_allowed_after_end:
            return live | ended
        reasons = notice_type._get_close_reason("outgoing")
        confirmed = Domain("close_reason_id", "in", reasons.ids) | Domain(
            "close_reason_id.notice_type_id", "in", notice_type.ids
        )
        return live | ended & confirmed

    def _is_side_allowed(self):
        self.ensure_one()
        return self.type_id._allows(self.direction) or self._is_confirmation_of_end()

    def _is_allowed_after_end(self):
        self.ensure_one()
        return self.type_id.is_allowed_after_end or self._is_confirmation_of_end()

    def _needs_manager(self):
        self.ensure_one()
        usual = self.type_id._get_close_reason(self.direction)
        rules = (self.type_id, usual, self._get_close_reason())
        is_manager_only = any(rule.is_manager_only for rule in rules)
        return self.direction == "outgoing" and is_manager_only

    def _is_manager(self):
        return self.env.su or self.contract_id._is_contract_manager()

    def _needs_document(self):
        """Whether a document has to come with it: of its type, or its reason."""
        self.ensure_one()
        if self._is_confirmation_of_end():
            return False
        return self.type_id.needs_document or self._get_close_reason().needs_document

    def _get_document_label(self):
        self.ensure_one()
        return (
            self.type_id.document_name
            or self._get_close_reason().document_name
            or self.env._("the supporting document")
        )
