# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...tools.chinese_text import chinese_day
from ...tools.documents import sha256
from ...tools.typed_text import clean_text, one_line
from ..notice.notice_letter import BLANK
from ..party.typed_day import read_day

MAX_FACTS = 4000
MAX_LINE = 128
# The last lines of the customer's letter, in Chinese like the letter
GIVEN_BY = (
    "本通知由甲方用户“{name}”（登录名：{login}）于{day}通过乙方客户平台提交，"
    "并以发送至甲方指定地址（{address}）的一次性验证码确认。"
)
ADDED = "补充说明：{facts}"


def join_readings(*readings):
    """Return what was read of several parts of a form as that of the whole.

    :param readings: of each part the values by field, and what is wrong with them
    :rtype: tuple[dict, list[str]]
    """
    values, problems = {}, []
    for part_values, part_problems in readings:
        values |= part_values
        problems += part_problems
    return values, problems


class ContractNotice(models.Model):
    """A notice that the customer is about to give in the portal: read, not saved yet.

    It is written as if it were received today, so that the days it shows are those it
    will have.
    """

    _inherit = "miniprogram.contract.notice"

    # -- what was typed -------------------------------------------------------------

    @api.model
    def _read_form(self, contract, notice_type, form_data):
        """Read what the page posted of a notice.

        :param contract: the contract it is about
        :param notice_type: its type
        :param dict form_data: what was posted, by name
        :return: the notice, not saved, and what is wrong, in the customer's words
        :rtype: tuple
        """
        values, problems = join_readings(
            self._read_facts(form_data),
            self._read_days(contract, notice_type, form_data),
        )
        notice = self.new(
            {
                "channel": "portal",
                "contract_id": contract.id,
                "direction": "incoming",
                "receipt_basis": "portal",
                "type_id": notice_type.id,
                **values,
            }
        )
        if notice_type.effect == "change_address":
            address, address_problems = notice._read_new_address(form_data)
            notice.update(address)
            problems += address_problems
        today = contract.company_id._contract_today()
        notice.update({"received_on": today, "sent_on": today})
        notice.body = notice._write_portal_letter()
        return notice, problems + notice._get_giving_problems_in_portal()

    @api.model
    def _read_facts(self, form_data):
        """Read the customer's own words.

        :return: values by field, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        problems = []
        facts = clean_text(form_data.get("facts"))
        if len(facts) > MAX_FACTS:
            problems.append(
                self.env._("In your words: at most %s characters.", MAX_FACTS)
            )
        return {"facts": facts[:MAX_FACTS]}, problems

    @api.model
    def _read_days(self, contract, notice_type, form_data):
        """Read the event and its day, and the day that is asked for.

        The event happens today where neither an earlier notice nor the customer says
        when.

        :return: values by field, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        today = contract.company_id._contract_today()
        values, problems = join_readings(
            self._read_origin(contract, notice_type, form_data),
            self._read_event_date(notice_type, form_data),
            self._read_requested_date(notice_type, form_data),
        )
        return {**values, "event_date": values.get("event_date") or today}, problems

    @api.model
    def _read_origin(self, contract, notice_type, form_data):
        """Read which earlier notice this one follows: it brings the day of the event.

        :return: values by field, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        if not notice_type._get_preceding_types():
            return {}, []
        origin = self._get_portal_origins(contract, notice_type).filtered(
            lambda notice: str(notice.id) == form_data.get("origin_id")
        )
        values = {"origin_id": origin.id, "event_date": origin.event_date}
        if origin:
            return values, []
        return values, [self.env._("Event: the notice that this is about.")]

    @api.model
    def _read_event_date(self, notice_type, form_data):
        """Read the day on which the customer says it happened.

        :return: values by field, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        if not notice_type._asks_event():
            return {}, []
        day = self._read_day(form_data.get("event_date"))
        if day:
            return {"event_date": day}, []
        problem = (
            self.env._("Day of the change: a date.")
            if notice_type.effect == "change_address"
            else self.env._("Day of the event: a date.")
        )
        return {"event_date": None}, [problem]

    @api.model
    def _read_requested_date(self, notice_type, form_data):
        """Read the last day of service that the customer asks for, if any.

        :return: values by field, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        typed = form_data.get("requested_date")
        if notice_type.effect != "terminate" or not typed:
            return {}, []
        day = self._read_day(typed)
        if day:
            return {"requested_date": day}, []
        problem = self.env._("Later last day of service: a date.")
        return {"requested_date": None}, [problem]

    @api.model
    def _read_day(self, typed):
        """Read a date as a browser posts it; None for anything else."""
        return read_day((typed or "").strip())

    @api.model
    def _get_portal_origins(self, contract, notice_type):
        """Find the customer's own notices that one of this type can follow.

        :param contract: the contract they are about
        :param notice_type: the type of what follows
        """
        preceding = notice_type._get_preceding_types()
        origins = contract.notice_ids._filter_delivered().filtered(
            lambda notice: (
                notice.direction == "incoming" and notice.type_id in preceding
            )
        )
        if notice_type._ends_hold():
            return origins.filtered(lambda notice: notice._is_holding())
        return origins

    # -- the letter -----------------------------------------------------------------

    def _write_portal_letter(self):
        """Write the customer's letter, which ends with the user who gives it.

        :rtype: str
        """
        self.ensure_one()
        rule = self.type_id
        lines = [self._fill_body()]
        if self.facts and not rule._asks_facts():
            lines.append(ADDED.format(facts=self.facts))
        user = self.env.user
        # who gives it chooses neither login nor address
        addresses = self.contract_id._get_code_channels().values()
        lines.append(
            GIVEN_BY.format(
                name=one_line(clean_text(user.name)),
                login=one_line(clean_text(user.login)),
                day=chinese_day(self.received_on),
                address=" 或 ".join(addresses) or BLANK,
            )
        )
        return "\n".join(lines)

    def _get_shown_sha256(self):
        """Return the SHA-256 of the letter's words: what was shown is what is given."""
        self.ensure_one()
        return sha256((self.body or "").encode())

    # -- what is wrong --------------------------------------------------------------

    def _get_giving_problems_in_portal(self):
        """Return why the customer cannot give this; its files are checked later.

        :rtype: list[str]
        """
        self.ensure_one()
        missing_files = self._get_document_problems()
        problems = [
            problem
            for problem in self._get_giving_problems()
            if problem not in missing_files
        ]
        if self.type_id._asks_facts() and not self.facts:
            problems.append(self.env._("In your words: say what has happened."))
        if self.type_id.effect == "change_address":
            problems += self._get_new_address_problems()
        return problems + self._get_pointless_problems()

    def _get_pointless_problems(self):
        """Return that the contract ends by the requested day anyway, if it does."""
        self.ensure_one()
        contract = self.contract_id
        last_day = self._get_last_day_of_service()
        if not last_day or not contract._ends_by(last_day):
            return []
        return [
            self.env._(
                "The contract already ends on %s: this notice is not needed.",
                contract.termination_date,
            )
        ]
