# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..notice.notice_letter import SIDE_NAMES
from ..party.company_language import in_company_language

PARTY_CHANGES = [
    ("rename", "Renamed"),
    ("merger", "Merged with Another"),
    ("reorganisation", "Reorganised"),
    ("listing", "Listed on an Exchange"),
    ("acquisition", "Acquired"),
    ("other", "Other"),
]
# Words of the letter, which is always Chinese
PARTY_CHANGE_NAMES = {
    "rename": "名称变更",
    "merger": "与第三方合并",
    "reorganisation": "重组",
    "listing": "上市",
    "acquisition": "被收购",
    "other": "其他事由",
}
# What carries a contract over by notice: our own in clause 12.6, either side's in 12.9
OUR_CHANGES = ("rename", "merger", "listing", "acquisition")
CUSTOMER_CHANGES = ("rename", "merger", "reorganisation")
# A change of the name ends no duty (532); who merges takes over all (67)
LAW = "《民法典》第五百三十二条"
MERGER_LAW = "《民法典》第六十七条、第五百三十二条"
# What we promise where the party that changes is ours (clause 12.6)
PROMISE = "我方保证贵方在本合同中的权益不因此受到不利影响。"


class ContractNotice(models.Model):
    """A change of the party: rename, merger, reorganisation (5.1.1, 12.6, 12.9)."""

    _inherit = "miniprogram.contract.notice"

    party_change_kind = fields.Selection(selection=PARTY_CHANGES)
    new_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="New Party",
        domain="[('parent_id', '=', False)]",
        index="btree_not_null",
        help="The party that takes the customer's place. Not needed for a customer "
        "that is only renamed: enter the new name instead.",
    )
    new_party_name = fields.Char(help="The new name of a party that is renamed.")
    former_party = fields.Text(
        copy=False, help="The party before the change, kept as it was."
    )

    @api.model
    def _get_content_fields(self):
        return super()._get_content_fields() | self._get_party_fields()

    @api.model
    def _get_letter_fields(self):
        return super()._get_letter_fields() | self._get_party_fields()

    @api.model
    def _get_party_fields(self):
        """Return the fields that say what changes about a party."""
        return {
            "former_party",
            "new_partner_id",
            "new_party_name",
            "party_change_kind",
        }

    @api.model
    def _get_own_placeholders(self):
        return super()._get_own_placeholders() | {
            "former_party_name",
            "new_party_name",
            "party_change",
            "party_change_clauses",
            "party_change_law",
            "party_change_promise",
            "party_side",
        }

    def _get_placeholder_values(self):
        is_merger = self.party_change_kind == "merger"
        is_ours = self.direction == "outgoing"
        return {
            **super()._get_placeholder_values(),
            "former_party_name": self._get_former_party_name(),
            "new_party_name": self._get_new_party_name(),
            "party_change": PARTY_CHANGE_NAMES.get(self.party_change_kind, ""),
            "party_change_clauses": self._cite_party_change(),
            "party_change_law": MERGER_LAW if is_merger else LAW,
            "party_change_promise": PROMISE if is_ours else None,
            "party_side": SIDE_NAMES[self.direction],
        }

    def _get_giving_problems(self):
        problems = super()._get_giving_problems()
        if self.type_id.effect == "transfer_party":
            problems += self._get_party_problems()
        return problems

    def _get_effect_methods(self):
        return {
            **super()._get_effect_methods(),
            "transfer_party": self._transfer_party,
        }

    def _get_party_problems(self):
        """Return what is wrong about a change of the party."""
        self.ensure_one()
        _ = self.env._
        if not self.party_change_kind:
            return [_("Party Change Kind: choose what has happened to the party.")]
        if self.direction == "outgoing":
            return self._get_own_change_problems()
        if self.party_change_kind not in CUSTOMER_CHANGES:  # clause 12.9
            return [
                _(
                    "Party Change Kind: only a rename, a merger or a reorganisation "
                    "carries the contract over by notice. Any other transfer needs "
                    "our consent and the new party's signature: end this contract "
                    "by agreement and make a new one with the new party."
                )
            ]
        return self._get_new_party_problems()

    def _get_own_change_problems(self):
        """Return what is wrong about a change of our own (clause 12.6)."""
        self.ensure_one()
        _ = self.env._
        if self.party_change_kind not in OUR_CHANGES:
            return [
                _(
                    "Party Change Kind: clause 12.6 covers our listing, acquisition, "
                    "merger or rename only. Any other transfer of ours needs the "
                    "customer's consent."
                )
            ]
        return []

    def _cite_party_change(self):
        """Return the clauses by which it goes on, in their order (5.1.1, 12.9).

        :rtype: str
        """
        self.ensure_one()
        codes = ["termination_legal_status", self._get_clause_code()]
        if self.direction == "outgoing":
            codes.insert(1, "company_succession")  # 12.6 is about our side only
        *first, last = map(self.contract_id._cite_clause, codes)
        return f"{'、'.join(first)}及{last}"

    def _get_new_party_problems(self):
        self.ensure_one()
        _ = self.env._
        new, old = self.new_partner_id, self.contract_id.commercial_partner_id
        if self.party_change_kind == "rename":
            if not self._get_new_party_name():
                return [_("New Party Name: enter the name that the customer has now.")]
        elif not new or new.commercial_partner_id == old:
            return [_("New Party: choose who takes the customer's place.")]
        return []

    def _get_receipt_problems(self, day):
        problems = super()._get_receipt_problems(day)
        if self._brings_another_party() and not self._is_manager():
            problems.append(
                self.env._(
                    "New Party: only a contract manager can record that another party "
                    "takes the customer's place. It reads the contract from then on, "
                    "and one-time codes go to it."
                )
            )
        return problems

    def _brings_another_party(self):
        """Whether somebody else takes the customer's place by it."""
        self.ensure_one()
        new, old = self.new_partner_id, self.contract_id.commercial_partner_id
        is_transfer = self.type_id.effect == "transfer_party"
        is_other = new and new.commercial_partner_id != old
        return bool(is_transfer and is_other and self.direction == "incoming")

    def _transfer_party(self):
        """Let the contract go on with the party that took the customer's place.

        Ours is our company: our notice only announces it.
        """
        self.ensure_one()
        if self.direction == "incoming":
            party = self.contract_id.commercial_partner_id
            former = self.former_party or self._describe_party(party)
            self._write_protected({"former_party": former})
            if self.new_partner_id:
                self.contract_id._change_party(self.new_partner_id)
            else:
                # sudo: the user who records a notice need not have access to partners
                party.sudo().name = self.new_party_name
            self._log_party_change(former)
        self._set_done()

    @api.model
    def _describe_party(self, party):
        """Return who a party is, as the contract's heading states it."""
        return f"{party.name}\n{self._format_address(party._get_contract_party_data())}"

    @in_company_language
    def _log_party_change(self, former):
        self.ensure_one()
        self.contract_id.message_post(
            body=self.env._(
                "Party A changed by notice to %(party)s. Before: %(former)s",
                party=self.contract_id.commercial_partner_id.name,
                former=former.replace("\n", "；"),
            )
        )

    def _get_new_party_name(self):
        self.ensure_one()
        return self.new_party_name or self.new_partner_id.name or ""

    def _get_former_party_name(self):
        self.ensure_one()
        if self.former_party:
            return self.former_party.splitlines()[0]
        contract = self.contract_id
        is_ours = self.direction == "outgoing"
        party = contract.company_id if is_ours else contract.commercial_partner_id
        return party.name or ""
