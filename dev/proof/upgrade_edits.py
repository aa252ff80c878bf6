"""What people change in delivered records, and an update has to leave alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

MODULE = "miniprogram_contract"
EDITED_YEAR = 2030
DAY = timedelta(days=1)


class Edit(NamedTuple):
    """One field of one delivered record as a person has it.

    ``change`` makes the person's value of the delivered one. A released state without
    the record or the field, or without the field that ``needs`` names, has none.
    """

    record: str
    field: str
    change: Callable
    lang: str = "en_US"
    needs: tuple = ()

    def find(self, env):
        """Return the record in the edit's language, or nothing."""
        record = env.ref(f"{MODULE}.{self.record}", raise_if_not_found=False)
        if not record or self.field not in record._fields:
            return None
        if self.needs and self.needs[1] not in env[self.needs[0]]._fields:
            return None
        return record.with_context(lang=self.lang)

    def apply(self, env):
        """Edit the record; return whether this released state has it."""
        record = self.find(env)
        if record is not None:
            record[self.field] = self.change(record[self.field])
        return record is not None

    def check(self, env):
        """Check that the person's value is still there."""
        record = self.find(env)
        value = self.change(record[self.field])
        if str(record[self.field]) != str(value):
            raise AssertionError(f"{self.record}.{self.field}: an edit was lost")


def say(text):
    """Return a change that puts a text in the place of the delivered one."""
    return lambda _delivered: text


def run_at_another_hour(next_run):
    """Return a time of day far from the delivered one; what was edited stays.

    It is far from the time of the installation, too, which was delivered once.
    """
    if next_run.year == EDITED_YEAR:
        return next_run
    now = datetime.now(UTC).replace(tzinfo=None)
    others = (next_run + timedelta(hours=hours) for hours in (6, 12))
    other = max(others, key=lambda time: min((time - now) % DAY, (now - time) % DAY))
    return other.replace(year=EDITED_YEAR, month=1, day=1)


HAS_SIGNING = ("sale.subscription", "signing_email")

EDITS = [
    # delivered anew, so an update could overwrite them
    Edit(
        "notice_type_termination_unpaid",
        "body",
        lambda text: text.replace("特此通知。", "特此通知，敬请谅解。"),
    ),
    Edit(
        "mail_template_renewal_reminder",
        "body_html",
        lambda html: html.replace("<div>", '<div class="ours">', 1),
        lang="zh_CN",
        needs=HAS_SIGNING,
    ),
    # what an update from a state without the field would leave, but chosen
    Edit("close_reason_breach_customer", "side", say("both")),
    Edit("close_reason_law", "is_manager_only", say(False)),
    Edit("close_reason_customer_request", "settlement", say("双方无其他费用。")),
    Edit("notice_type_waiver", "is_manager_only", say(False)),
    # names and texts, in either language
    Edit("close_reason_unpaid", "name", say("Yearly fee not paid")),
    Edit("close_reason_breach_company", "name", say("我司违约"), lang="zh_CN"),
    Edit("notice_type_payment_demand", "name", say("付款催告"), lang="zh_CN"),
    Edit("notice_type_time_granted", "name", say("Payment Extension")),
    Edit("notice_type_termination_law", "name", say("依法终止"), lang="zh_CN"),
    Edit("mail_template_renewal_reminder", "subject", say("{{ object.name }}: fee")),
    Edit("mail_activity_type_seal", "summary", say("Ask the keeper of the seal")),
    # how it runs
    Edit("ir_cron_track_notices", "interval_number", say(2)),
    Edit("ir_cron_invoice_renewals", "nextcall", run_at_another_hour),
    Edit("ir_cron_terminate_unpaid_renewals", "active", say(False)),
    Edit("wording_v2", "active", say(False)),
]
