/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

/**
 * Offers the provinces of the selected country.
 */
export class ContractNoticeCountry extends Interaction {
    static selector = ".o_contract_notice_address";
    dynamicContent = {
        "select[name='new_country_id']": {"t-on-change": this.onChangeCountry},
    };

    async onChangeCountry(ev) {
        const country = ev.currentTarget.value;
        const info = country
            ? await this.waitFor(
                  rpc(`/my/address/country_info/${country}`, {address_type: "billing"})
              )
            : {states: []};
        const select = this.el.querySelector("select[name='new_state_id']");
        const provinces = info.states.map(([id, name]) => new Option(name, id));
        select.replaceChildren(new Option("", ""), ...provinces);
    }
}

registry
    .category("public.interactions")
    .add("miniprogram_contract.contract_notice_country", ContractNoticeCountry);
