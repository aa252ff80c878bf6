# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .contract_opening import LINES, OPENING_FIELDS


def has_value(record, name, value):
    """Whether a field has a value that an import read.

    :param record: one record
    :param str name: the field
    :param value: as the import converts a cell
    """
    field = record._fields[name]
    if field.type == "many2many":
        ids = {id_ for command in value for id_ in command[2] or [command[1]]}
        return ids == set(record[name].ids)
    return field.convert_to_cache(value, record) == field.convert_to_cache(
        record[name], record
    )


class SaleSubscription(models.Model):
    """Running contracts through Odoo's import: one row of a spreadsheet for each.

    Problems are shown as Odoo shows a value that it cannot read: under their column,
    with their row, and all at once, before anything is created.
    """

    _inherit = "sale.subscription"

    @api.model
    def get_import_templates(self):
        is_chinese = (self.env.lang or "").startswith("zh")
        name = "running_contracts_zh.xlsx" if is_chinese else "running_contracts.xlsx"
        return [
            *super().get_import_templates(),
            {
                "label": self.env._("Import Template for Running Contracts"),
                "template": f"/miniprogram_contract/static/xls/{name}",
            },
        ]

    @api.model
    def _convert_records(self, records, *, log=lambda message: None, savepoint):
        unreadable = set()

        def note(message):
            if message["type"] == "error":
                unreadable.add((message["record"], message["field"]))
            log(message)

        rows = list(super()._convert_records(records, log=note, savepoint=savepoint))
        openings = self._filter_opening_rows(rows)
        if openings and not self._may_import_running():
            log({"type": "error", "message": self._get_opening_refusal()})
            return
        wrong = self._log_opening_problems(openings, unreadable, log)
        yield from (row for row in rows if row[-1]["record"] not in wrong)

    def _filter_opening_rows(self, rows):
        """Keep the rows that create running contracts, as their columns show."""
        known = self._get_known_xids([xid for _dbid, xid, _vals, _info in rows if xid])
        return [
            (dbid, xid, vals, info)
            for dbid, xid, vals, info in rows
            if any(name in vals for name in OPENING_FIELDS)
            and not dbid
            and self._complete_xid(xid) not in known
        ]

    def _get_known_xids(self, xids):
        """Find which of these external ids belong to existing records."""
        # sudo: the import itself looks external ids up in this way
        model_data = self.env["ir.model.data"].sudo()
        found = model_data._lookup_xmlids(list(map(self._complete_xid, xids)), self)
        return {f"{row[1]}.{row[2]}" for row in found if row[-1]}

    def _complete_xid(self, xid):
        module = self.env.context.get("_import_current_module", "__import__")
        return f"{module}.{xid}" if xid and "." not in xid else xid

    def _log_opening_problems(self, openings, unreadable, log):
        """Log the problems of these rows, each under its column.

        :param list openings: rows as ``_convert_records()`` yields them
        :param set unreadable: row and column of what is logged already
        :param log: the function that takes the messages
        :return: the rows that cannot be created
        :rtype: set
        """
        unread = {record for record, _column in unreadable}
        wrong = unread & {info["record"] for *_row, info in openings}
        problems = self._find_opening_problems(
            [vals for *_ids, vals, _info in openings]
        )
        for (*_row, info), found in zip(openings, problems, strict=True):
            for column, message in found:
                path = column.split("/")
                if (info["record"], path[0]) in unreadable:
                    continue
                wrong.add(info["record"])
                log(
                    {
                        **info,
                        "type": "error",
                        "field": path[0],
                        "field_path": path,
                        "message": message,
                    }
                )
        return wrong

    # -- importing the same file again ----------------------------------------------

    def _load_records_write(self, values):
        if self._filter_contracts().contract_state not in (False, "draft"):
            values = {
                name: value
                for name, value in values.items()
                if not self._is_unchanged(name, value)
            }
        return super()._load_records_write(values)

    def _is_unchanged(self, name, value):
        """Whether a cell is blank, or holds what the contract was imported with.

        :param str name: the column's field
        :param value: what the import read
        """
        self.ensure_one()
        if value is False:
            return True
        if name == "signed_scan":
            return self._has_scan(value)
        if name == LINES:
            return self._has_lines(self._get_opening_lines({LINES: value}))
        if name in ("contract_date_end", "paid_until"):
            return self._is_opening_day(name, fields.Date.to_date(value))
        return has_value(self, name, value)

    def _is_opening_day(self, name, day):
        """Whether this was the last paid day, or the end, when it was imported."""
        openings = self.term_ids.filtered("is_opening")
        paid_until = max(openings.mapped("date_end"), default=False)
        if name == "paid_until":
            return day == paid_until
        return day == self.contract_date_end or (
            paid_until and self.signed_end <= day <= max(self.signed_end, paid_until)
        )

    def _has_lines(self, vals_list):
        lines = self.sale_subscription_line_ids.sorted("id")
        return len(lines) == len(vals_list) and all(
            has_value(line, name, value)
            for line, vals in zip(lines, vals_list, strict=True)
            for name, value in self._drop_blanks(vals).items()
        )
