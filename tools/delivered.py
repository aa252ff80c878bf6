# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Delivered records that people may edit: which of their fields an update may change.

A field is nobody's edit if it still holds what an earlier release delivered. A value
may be a dictionary of translations: then each language that is stored has to be as it
was delivered.
"""

import json
from datetime import timedelta

SOON = timedelta(minutes=15)


def find_unedited(stored, delivered):
    """Find the fields that nobody has edited.

    :param dict stored: the values that are there: ``{external_id: {field: value}}``
    :param dict delivered: the values that were delivered, likewise; a field that it
        does not list is not looked at
    :return: the names of the fields by external ID
    :rtype: dict[str, set[str]]
    """
    unedited = {}
    for external_id, values in delivered.items():
        there = stored.get(external_id, {})
        names = {
            name
            for name, value in values.items()
            if name in there and is_as_delivered(there[name], value)
        }
        if names:
            unedited[external_id] = names
    return unedited


def find_unedited_since(table, read_stored):
    """Find the fields that nobody has edited since an earlier release.

    :param Path table: a file of JSON, with the values that were delivered then
    :param read_stored: a function of these values: it returns those that are there
    :return: the names of the fields by external ID
    :rtype: dict[str, set[str]]
    """
    told = json.loads(table.read_text("utf-8"))
    return find_unedited(read_stored(told), told)


def is_as_delivered(value, delivered):
    """Whether a stored value is a delivered one, in every language that is stored."""
    if isinstance(value, dict) and isinstance(delivered, dict):
        return all(text == delivered.get(lang) for lang, text in value.items())
    return (value or False) == (delivered or False)


def keep_fields(data, wanted):
    """Keep only some fields of a data file, so that it changes nothing else.

    :param data: the root element of the file; it is changed
    :param dict wanted: the names of the fields by external ID
    """
    for node in list(data):
        names = wanted.get(node.get("id"), ()) if node.tag == "record" else ()
        for field in list(node):
            if field.get("name") not in names:
                node.remove(field)
        if not len(node):
            data.remove(node)


def keep_translations(translations, module, wanted, is_kept):
    """Keep the translations of some fields of the records that people may edit.

    :param dict translations: ``{model: {field: {external_id: translations}}}``, where
        the external ID is complete; it is changed
    :param str module: the module whose records they are
    :param dict wanted: the names of the fields by external ID
    :param is_kept: a function of an external ID: whether people may edit the record
    """
    for fields in translations.values():
        for name, records in fields.items():
            for complete in list(records):
                external_id = complete.removeprefix(f"{module}.")
                if is_kept(external_id) and name not in wanted.get(external_id, ()):
                    del records[complete]


def runs_at_its_first_hour(created, next_run):
    """Whether a scheduled action still runs at the time of day of its installation.

    :param datetime created: when it was installed
    :param datetime next_run: when it runs next
    """
    apart = abs(created - next_run) % timedelta(days=1)
    return min(apart, timedelta(days=1) - apart) <= SOON
