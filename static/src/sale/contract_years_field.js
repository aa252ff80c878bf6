/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";
import {IntegerField, integerField} from "@web/views/fields/integer/integer_field";

/**
 * A number of years; empty while nobody has chosen one: a contract of no years does
 * not exist.
 */
export class ContractYearsField extends IntegerField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("contract_years", {
    ...integerField,
    component: ContractYearsField,
});
