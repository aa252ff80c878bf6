# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from .detail_change import ACTIVITY_TYPE


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Parties that become one: what is still to be told of their details, too."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: who merges contacts need not see contracts
        changes = self.env["miniprogram.contract.detail.change"].sudo()
        told = changes._gather_told(src_partners)
        concerned = changes._gather_merged(src_partners, dst_partner)
        super()._update_foreign_keys(src_partners, dst_partner)
        concerned._follow_merge()
        changes._note_merge(told, src_partners, dst_partner)


class ContractDetailChange(models.Model):
    """Open changes of contacts that are merged, by SQL and unseen by the ORM."""

    _inherit = "miniprogram.contract.detail.change"

    @api.model
    def _gather_merged(self, src_partners, dst_partner):
        """Gather the open changes of parties that are about to become one.

        :param src_partners: who is merged
        :param dst_partner: into whom
        :return: the open changes that tell of one of them
        """
        partners = src_partners | dst_partner
        is_open = Domain("state", "=", "open")
        of_parties = self.search(is_open & Domain("partner_id", "in", partners.ids))
        for changes in of_parties.grouped("company_id").values():
            changes._join(dst_partner)
        return self.search(is_open & Domain("item_ids.partner_id", "in", partners.ids))

    def _join(self, party):
        """Make these open changes one, that of the party; the earliest one stays."""
        kept = self.sorted(lambda change: (change.noticed_on, change.id))[:1]
        others = self - kept
        others.item_ids.change_id = kept
        mailings = self.env["miniprogram.contract.notice.mailing"]
        mailings.search(
            [("detail_change_id", "in", others.ids)]
        ).detail_change_id = kept
        others.partner_id.activity_unlink([ACTIVITY_TYPE])
        others.unlink()
        kept.partner_id = party
        self.env.flush_all()

    def _follow_merge(self):
        """Tell what the details are now that contacts were merged, each once."""
        self.invalidate_recordset()
        self.item_ids._reread()
        self.item_ids._drop_duplicates()
        self._close_if_unchanged()

    # -- what a merge itself changes ---------------------------------------------------

    @api.model
    def _gather_told(self, partners):
        """Gather the details of contract parties as the other side knows them.

        :param partners: those who are about to be merged into another
        :return: by ids of partner, party and company, the value of each item
        :rtype: dict
        """
        # sudo: who merges contacts need not see contracts
        partners = partners.sudo()
        told = partners._get_details(partners._find_contract_parties())
        open_changes = self.search(
            Domain("state", "=", "open")
            & Domain("item_ids.partner_id", "in", partners.ids)
        )
        for noted in open_changes.item_ids:
            change = noted.change_id
            key = (noted.partner_id.id, change.partner_id.id, change.company_id.id)
            if key in told:
                told[key][noted.item] = noted.before
        return told

    @api.model
    def _note_merge(self, told, src_partners, dst_partner):
        """Note which details of contracts became others by a merge.

        :param dict told: see :meth:`_gather_told`
        :param src_partners: who was merged
        :param dst_partner: into whom
        """
        if not told:
            return
        self.env.flush_all()
        self.env.invalidate_all()
        # sudo: who merges contacts need not see the details of others
        target = dst_partner.sudo()
        changes = defaultdict(lambda: defaultdict(dict))
        for (_partner, party, company), earlier in told.items():
            if party in src_partners.ids:
                party = target.commercial_partner_id.id
            now = target._get_party_details(party, company)
            for item in earlier.keys() & now.keys():
                before = earlier[item] or ""
                if before != (now[item] or ""):
                    of_target = changes[party, company][target.id]
                    of_target.setdefault(item, [before, now[item]])
        if changes:
            self._note(changes)
