# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from lxml import etree

from odoo.tests import BaseCase

from ..tools.delivered import (
    find_unedited,
    is_as_delivered,
    keep_fields,
    keep_translations,
    runs_at_its_first_hour,
)

NAME = {"en_US": "Not renewed", "zh_CN": "不续约"}
DATA = """
<odoo noupdate="1">
    <record id="mine" model="a">
        <field name="name">A</field><field name="x">1</field>
    </record>
    <!-- a comment -->
    <record id="theirs" model="a"><field name="name">B</field></record>
    <function model="a" name="publish" />
</odoo>
"""


class TestToolsDelivered(BaseCase):
    """Which fields of delivered records an update may change."""

    def test_what_is_as_it_was_delivered_is_nobodys_edit(self):
        self.assertEqual(
            find_unedited(
                {"reason": {"side": "both", "name": NAME}},
                {"reason": {"side": "both", "name": NAME}},
            ),
            {"reason": {"side", "name"}},
        )

    def test_an_edit_stays_and_the_other_fields_of_its_record_do_not(self):
        self.assertEqual(
            find_unedited(
                {"reason": {"side": "company", "settlement": False}},
                {"reason": {"side": "both", "settlement": False}},
            ),
            {"reason": {"settlement"}},
        )

    def test_a_record_or_field_that_is_gone_is_left_alone(self):
        self.assertEqual(
            find_unedited(
                {"reason": {}}, {"reason": {"side": "both"}, "gone": {"side": "both"}}
            ),
            {},
        )

    def test_an_edited_translation_is_an_edit(self):
        self.assertTrue(is_as_delivered(NAME, NAME))
        self.assertFalse(is_as_delivered({**NAME, "zh_CN": "到期不续"}, NAME))
        self.assertFalse(is_as_delivered({**NAME, "en_US": "Ended"}, NAME))

    def test_a_language_that_is_not_installed_says_nothing(self):
        self.assertTrue(is_as_delivered({"en_US": "Not renewed"}, NAME))

    def test_a_language_that_was_not_delivered_is_an_edit(self):
        self.assertFalse(is_as_delivered({**NAME, "fr_FR": "Non renouvelé"}, NAME))

    def test_nothing_is_the_same_as_nothing(self):
        self.assertTrue(is_as_delivered(None, False))
        self.assertFalse(is_as_delivered(None, "both"))
        self.assertFalse(is_as_delivered(True, False))

    def test_a_data_file_keeps_the_wanted_fields_only(self):
        data = etree.fromstring(DATA)
        keep_fields(data, {"mine": {"x"}, "unknown": {"name"}})
        self.assertEqual([node.get("id") for node in data], ["mine"])
        self.assertEqual([field.text for field in data[0]], ["1"])

    def test_labels_and_wanted_fields_keep_their_translations(self):
        translations = {
            "a": {
                "name": {"m.label": 1, "m.mine": 2, "m.theirs": 3},
                "text": {"m.mine": 4},
            }
        }
        keep_translations(
            translations, "m", {"mine": {"name"}}, {"mine", "theirs"}.__contains__
        )
        self.assertEqual(
            translations, {"a": {"name": {"m.label": 1, "m.mine": 2}, "text": {}}}
        )

    def test_an_action_still_runs_at_the_hour_of_its_installation(self):
        created = datetime(2026, 3, 1, 23, 58, 9, 800)
        for next_run, is_first in (
            (datetime(2026, 3, 1, 23, 58, 15), True),
            (datetime(2026, 7, 9, 23, 58, 15), True),
            (datetime(2026, 7, 9, 0, 3, 0), True),
            (datetime(2026, 7, 9, 17, 0, 0), False),
        ):
            with self.subTest(next_run):
                self.assertIs(runs_at_its_first_hour(created, next_run), is_first)
