# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class SaleSubscription(models.Model):
    """Notices are followed up every night: what takes effect, what is late or lost."""

    _inherit = "sale.subscription"

    def _find_notices(self, domain):
        """Find notices of these contracts, company by company.

        :param str domain: the name of the notices' method that says which, by the
            company whose own day counts
        :return: of each company its notices
        :rtype: Iterator[tuple[res.company, miniprogram.contract.notice]]
        """
        for company, contracts in self.grouped("company_id").items():
            notices = contracts.notice_ids
            yield company, notices.filtered_domain(getattr(notices, domain)(company))

    # -- days of years that are announced by now ------------------------------------

    @api.model
    def _get_announced_notice_domain(self, company):
        """Say which contracts have notices whose provisional day can be counted now.

        :param company: unused: what is announced holds for all
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_announced_domain())

    def _recount_notices(self):
        notices = self.notice_ids.filtered_domain(
            self.notice_ids._get_announced_domain()
        )
        notices._recount()

    # -- effects --------------------------------------------------------------------

    @api.model
    def _get_effective_notice_domain(self, company):
        """Say which contracts have notices that take effect today.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_effective_domain(company))

    def _let_notices_take_effect(self):
        for _company, due in self._find_notices("_get_effective_domain"):
            due._take_effect()

    # -- obligations ----------------------------------------------------------------

    @api.model
    def _get_overdue_notice_domain(self, company):
        """Say which contracts have overdue notices that nobody was told of.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_newly_overdue_domain(company))

    def _report_overdue_notices(self):
        """Tell the responsible person of what is overdue, once of each."""
        for company, overdue in self._find_notices("_get_newly_overdue_domain"):
            for notice in overdue:
                notice.contract_id._warn_responsible(
                    self.env._(
                        "%(notice)s is overdue: its day was %(day)s.",
                        notice=notice.display_name,
                        day=notice.due_date,
                    )
                )
            overdue._write_protected({"overdue_reported_on": company._contract_today()})

    # -- receipts -------------------------------------------------------------------

    @api.model
    def _get_unreceived_notice_domain(self, company):
        """Say which contracts have notices whose receipt nobody has recorded.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_unreceived_domain(company))

    def _chase_notices(self):
        """Ask once for the receipt of what was sent long ago (clause 11.1)."""
        for company, sent in self._find_notices("_get_unreceived_domain"):
            for notice in sent:
                notice.contract_id._warn_responsible(
                    self.env._(
                        "%(notice)s was sent on %(day)s and counts from its receipt "
                        "only: record the receipt, or send it another way.",
                        notice=notice.display_name,
                        day=notice.sent_on,
                    )
                )
            sent._write_protected({"chased_on": company._contract_today()})

    # -- letters --------------------------------------------------------------------

    @api.model
    def _get_letter_domain(self, company):
        """Say which contracts have letters that are to be sent today.

        :param company: whose own day counts
        :rtype: Domain
        """
        notices = self.env["miniprogram.contract.notice"]
        return Domain("notice_ids", "any", notices._get_sending_domain(company))

    def _send_letters(self):
        """Print and send the letters that wait for it, each for itself."""
        for _company, letters in self._find_notices("_get_sending_domain"):
            for letter in letters:
                letter._send_from_queue()
