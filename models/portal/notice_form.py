# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.chinese_text import chinese_day
from ...tools.documents import sha256
from ...tools.typed_text import clean_text, one_line

MAX_FACTS = 4000
MAX_LINE = 128
# The customer's letter ends with who gave it, in Chinese whoever reads it
GIVEN_BY = "本通知由甲方用户“{name}”于{day}通过乙方客户平台提交。"
ADDED = "补充说明：{facts}"


class ContractNotice(models.Model):
    """A notice that the customer is about to give in the portal: read, not saved yet.

    It is written as if it were received today, so that the days it shows are those it
    will have.
    """

    _inherit = "miniprogram.contract.notice"

    # -- what was typed -------------------------------------------------------------

    @api.model
    def _read_given(self, contract, notice_type, given):
        """Read what the page posted of a notice.

        :param contract: the contract it is about
        :param notice_type: its type
        :param dict given: what was posted, by name
        :return: the notice, not saved, and what is wrong, in the customer's words
        :rtype: tuple
        """
        problems = []
        values = {
            "channel": "portal",
            "contract_id": contract.id,
            "direction": "incoming",
            "receipt_basis": "portal",
            "type_id": notice_type.id,
            **self._read_facts(given.get("facts"), problems),
            **self._read_days(contract, notice_type, given, problems),
        }
        notice = self.new(values)
        if notice_type.effect == "change_address":
            notice.update(notice._read_new_address(given, problems))
        today = contract.company_id._contract_today()
        notice.update({"received_on": today, "sent_on": today})
        notice.body = notice._write_given_body()
        return notice, problems + notice._get_giving_problems_in_portal()

    @api.model
    def _read_facts(self, typed, problems):
        facts = clean_text(typed)
        if len(facts) > MAX_FACTS:
            problems.append(
                self.env._("In your words: at most %s characters.", MAX_FACTS)
            )
        return {"facts": facts[:MAX_FACTS]}

    @api.model
    def _read_days(self, contract, notice_type, given, problems):
        """Read the day of the event, or the day that is asked for.

        :rtype: dict
        """
        today = contract.company_id._contract_today()
        values = {"event_date": today}
        if notice_type._get_preceding_types():
            origin = self._read_origin(contract, notice_type, given, problems)
            values["origin_id"] = origin.id
            values["event_date"] = origin.event_date or today
        if notice_type._asks_event():
            day = self._read_day(given.get("event_date"))
            if not day:
                problems.append(
                    self.env._("Day of the change: a date.")
                    if notice_type.effect == "change_address"
                    else self.env._("Day of the event: a date.")
                )
            values["event_date"] = day or today
        if notice_type.effect == "terminate" and given.get("requested_date"):
            day = self._read_day(given["requested_date"])
            if not day:
                problems.append(self.env._("Last day of service wanted: a date."))
            values["requested_date"] = day
        return values

    @api.model
    def _read_day(self, typed):
        """Read a date as a browser posts it; None when it is none."""
        try:
            return fields.Date.to_date((typed or "").strip()) or None
        except ValueError:
            return None

    @api.model
    def _read_origin(self, contract, notice_type, given, problems):
        origins = self._get_portal_origins(contract, notice_type)
        origin = origins.filtered(
            lambda notice: str(notice.id) == given.get("origin_id")
        )
        if not origin:
            problems.append(self.env._("Event: the notice that this is about."))
        return origin

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

    def _write_given_body(self):
        """Write the customer's letter, who gives it included.

        :rtype: str
        """
        self.ensure_one()
        rule = self.type_id
        lines = [
            self._fill(rule.customer_body) if rule.customer_body else self._fill_body()
        ]
        if self.facts and not rule._asks_facts():
            lines.append(ADDED.format(facts=self.facts))
        name = one_line(clean_text(self.env.user.name))
        lines.append(GIVEN_BY.format(name=name, day=chinese_day(self.received_on)))
        return "\n".join(lines)

    def _get_shown_sha256(self):
        """Give the SHA-256 of the letter's words: what was shown is what is given."""
        self.ensure_one()
        return sha256((self.body or "").encode())

    # -- what is wrong --------------------------------------------------------------

    def _get_giving_problems_in_portal(self):
        """Say why the customer cannot give this; its files come afterwards.

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
        """Say so when the contract ends anyway by the day that is asked for."""
        self.ensure_one()
        contract = self.contract_id
        last_day = self._get_last_day_of_service()
        if not last_day or not contract._ends_by(last_day):
            return []
        return [
            self.env._(
                "The contract ends on %s already: this notice is not needed.",
                contract.termination_date,
            )
        ]
