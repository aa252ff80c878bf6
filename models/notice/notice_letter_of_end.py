# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...policy.letters import data_export_day
from ...policy.notices import OBJECT_RENEWAL, End
from ...tools.chinese_text import chinese_day

RESCISSION = "解除"


class ContractNotice(models.Model):
    """What a letter says of the end of its contract, and of what follows from it."""

    _inherit = "miniprogram.contract.notice"

    @api.model
    def _get_own_placeholders(self):
        return super()._get_own_placeholders() | {
            "agreed_end",
            "data_export",
            "end_of_contract",
            "refund_days",
            "requested_end",
        }

    def _get_placeholder_values(self):
        return {
            **super()._get_placeholder_values(),
            "agreed_end": self._describe_agreed_end(),
            "data_export": self._describe_data_export(),
            "end_of_contract": self._describe_end(),
            "refund_days": str(self.contract_id.company_id.contract_refund_days),
            "requested_end": self._describe_requested_end(),
        }

    def _describe_end(self):
        """Return the sentence on the end: decided, after a time to cure, or asked for.

        :rtype: str
        """
        self.ensure_one()
        us, verb = self._get_side_word("outgoing"), self._get_verb_of_end()
        if last_day := self._get_decided_day():
            day = chinese_day(last_day)
            return f"本合同的最后服务日为{day}，{us}自次日起停止提供相应服务。"
        if cure_day := self._get_open_day(self._get_cure_day()):
            return (
                f"贵方应于{chinese_day(cure_day)}前（含当日）予以纠正；逾期未纠正的，"
                f"本合同于该日届满时{verb}，{us}自次日起停止提供相应服务。"
            )
        if wanted := chinese_day(self.requested_date):
            return (
                f"本合同的最后服务日为{wanted}；贵方在该日之后实际收到本通知的，为实际"
                f"收到之日。{us}自最后服务日的次日起停止提供相应服务。"
            )
        return f"本合同自贵方实际收到本通知之日起{verb}，{us}停止提供相应服务。"

    def _get_verb_of_end(self):
        """Return what a letter calls the end: 解除 in one that is titled so."""
        self.ensure_one()
        return RESCISSION if RESCISSION in (self.type_id.title or "") else "终止"

    def _get_decided_day(self):
        """Return the last day of service, if the letter is on an end that is decided.

        :rtype: date or False
        """
        self.ensure_one()
        is_decided = self._classify_end() is End.CONFIRMATION
        return is_decided and self.contract_id.termination_date

    def _describe_agreed_end(self):
        """Return the sentence on an agreed end: its day is whatever day this arrives.

        :rtype: str
        """
        self.ensure_one()
        day = chinese_day(self._get_decided_day() or self.requested_date)
        us = self._get_side_word("outgoing")
        if not day and self.direction == "incoming":
            return "本合同的解除日以《解除协议》的约定为准。"
        return day and (
            f"本合同按《解除协议》约定于{day}解除，最后服务日为{day}，{us}自次日起停止"
            "提供相应服务。"
        )

    def _describe_requested_end(self):
        """Return the sentence on the end that the customer asks for (clause 5.2).

        :rtype: str
        """
        self.ensure_one()
        day = chinese_day(self.effective_date)
        if not day:  # not given yet
            day = f"贵方实际收到本通知之日后的第{self.type_id.effect_days}日"
            if wanted := chinese_day(self.requested_date):
                day = f"{wanted}，但不早于{day}"
        us = self._get_side_word("outgoing")
        return f"本合同的最后服务日为{day}，{us}自次日起停止提供相应服务。"

    def _describe_data_export(self, last_day=None):
        """Return by when the customer is to export data: our letters on an end only.

        :param date last_day: the last day of service, by default the one it names
        :rtype: str or None
        """
        self.ensure_one()
        if self.direction != "outgoing":
            return None
        company = self.contract_id.company_id
        days = company.contract_data_export_days
        if last_day := last_day or self._get_last_day_told():
            day = data_export_day(
                last_day=last_day, today=company._contract_today(), days=days
            )
            until = f"{chinese_day(day)}前"
        else:
            until = f"本合同{self._get_verb_of_end()}之日起{days}日内"
        return (
            f"请贵方于{until}自行导出、备份小程序内的数据；逾期我方将依法删除或匿名化处理，"
            "法律、行政法规另有规定的除外。"
        )

    def _get_last_day_told(self):
        """Return the last day of service that the letter names, if it is certain."""
        self.ensure_one()
        contract = self.contract_id
        if self.type_id.effect == OBJECT_RENEWAL:
            return self.effective_date or contract.contract_date_end
        agreed = self._get_close_reason().is_agreement and self.requested_date
        return self._get_decided_day() or agreed
