# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import wraps

from odoo import models

CHINESE = "zh_CN"


class ResCompany(models.Model):
    """In which language a company's contracts are kept: never the writer's."""

    _inherit = "res.company"

    def _get_record_lang(self):
        """Return the language of what is noted for good: the company's own.

        :return: the code of an installed language
        :rtype: str
        """
        # sudo: whoever writes need not read the company's contact
        return self._find_installed_lang(self.sudo().partner_id.lang)

    def _get_paper_lang(self):
        """Return the language of a contract's papers: Chinese, where it is installed.

        :return: the code of an installed language
        :rtype: str
        """
        self.ensure_one()
        is_installed = bool(self.env["res.lang"]._get_data(code=CHINESE))
        return CHINESE if is_installed else self._get_record_lang()

    def _find_installed_lang(self, code):
        """Return a language while it is installed, else the one at work."""
        is_installed = code and self.env["res.lang"]._get_data(code=code)
        return code if is_installed else self.env.lang or "en_US"


def speak_company_language(records):
    """Return records company by company, in the language of what is noted for good.

    :rtype: Iterator[models.BaseModel]
    """
    for company, own in records.grouped("company_id").items():
        yield own.with_context(lang=company._get_record_lang())


def track_in_company_language(records, track, others=()):
    """Note changes of records in the language of what is noted for good.

    Who changes a record is not who reads of it. Core uses up a transaction's messages
    and authors with the first records that it is asked for: here all get theirs.

    :param Callable track: core's method that notes the changes of some records
    :param others: records of the same model that are noted in the writer's language
    :return: the changes by record, as core's method returns them
    :rtype: dict
    """
    data = records.env.cr.precommit.data
    keys = [f"mail.tracking.{what}.{records._name}" for what in ("message", "author")]
    kept = {key: data[key] for key in keys if key in data}
    tracked = {}
    for part in (*speak_company_language(records), *filter(None, [others])):
        data.update(kept)
        tracked |= track(part)
    return tracked


def in_company_language(method):
    """Let a method that notes something speak the language of the records' company.

    It is for methods that only note: what it refuses would be in that language too.
    Records that it is given speak it as well.
    """

    @wraps(method)
    def note(self, *args, **kwargs):
        for records in speak_company_language(self):
            lang = records.env.context["lang"]
            method(records, *(_speak(argument, lang) for argument in args), **kwargs)

    return note


def _speak(argument, lang):
    """Return an argument, in a language if it is a record."""
    is_record = isinstance(argument, models.BaseModel)
    return argument.with_context(lang=lang) if is_record else argument


def get_company_env(records):
    """Return an environment that speaks the language of the records' company."""
    return records.with_context(lang=records.company_id[:1]._get_record_lang()).env
