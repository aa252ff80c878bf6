# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase

from ..tools.chinese_address import chinese_address


class TestChineseAddress(BaseCase):
    def assert_addresses(self, *cases):
        for parts, expected in cases:
            with self.subTest(parts=parts):
                self.assertEqual(chinese_address(*parts), expected)

    def test_from_the_largest_place_to_the_door(self):
        self.assert_addresses(
            (
                ("四川省", "成都市", "金牛区一环路北一段99号"),
                "四川省成都市金牛区一环路北一段99号",
            ),
            (
                ("四川省", "成都市", "一环路北一段99号", "环球广场24楼"),
                "四川省成都市一环路北一段99号环球广场24楼",
            ),
            (("四川省", "", "一环路1号"), "四川省一环路1号"),
            (("", "成都市", "一环路1号"), "成都市一环路1号"),
            (("", "", ""), ""),
        )

    def test_what_the_street_begins_with_is_not_repeated(self):
        self.assert_addresses(
            (
                ("四川省", "成都市", "四川省成都市金牛区1号"),
                "四川省成都市金牛区1号",
            ),
            (("四川省", "成都市", "成都市金牛区1号"), "四川省成都市金牛区1号"),
            (("四川省", "成都", "成都市金牛区1号"), "四川省成都市金牛区1号"),
            # as the vendor of the template writes it
            (
                ("四川省", "成都市", "四川成都市金牛区一环路北一段99号"),
                "四川成都市金牛区一环路北一段99号",
            ),
            (
                ("内蒙古自治区", "呼和浩特市", "内蒙古呼和浩特市新城区1号"),
                "内蒙古呼和浩特市新城区1号",
            ),
        )

    def test_a_road_named_after_a_place_is_not_that_place(self):
        self.assert_addresses(
            (("吉林省", "长春市", "吉林大路1号"), "吉林省长春市吉林大路1号"),
            (("四川省", "成都", "成都路1号"), "四川省成都成都路1号"),
            (("上海市", "上海市", "上海路12号东区3栋"), "上海市上海路12号东区3栋"),
        )

    def test_direct_controlled_municipality(self):
        self.assert_addresses(
            (("上海市", "上海市", "世纪大道1号"), "上海市世纪大道1号"),
            (("上海市", "上海", "世纪大道1号"), "上海市世纪大道1号"),
            (("上海市", "上海", "上海市浦东新区1号"), "上海市浦东新区1号"),
            (("上海市", "", "上海浦东新区1号"), "上海浦东新区1号"),
            (("上海市", "浦东新区", "浦东新区1号"), "上海市浦东新区1号"),
        )

    def test_city_that_bears_its_provinces_name(self):
        self.assert_addresses(
            (("吉林省", "吉林市", "船营区1号"), "吉林省吉林市船营区1号"),
            (("吉林省", "吉林市", "吉林市船营区1号"), "吉林省吉林市船营区1号"),
        )

    def test_latin_words_and_figures_stay_apart(self):
        self.assert_addresses(
            (("四川省", "成都市", "一环路99", "24楼"), "四川省成都市一环路99 24楼"),
            (
                ("四川省", "Chengdu", "No. 99 Yihuan Road", "Floor 24"),
                "四川省Chengdu No. 99 Yihuan Road Floor 24",
            ),
        )
