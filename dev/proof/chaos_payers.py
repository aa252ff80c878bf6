"""Others who pay for a customer, and customers that are two contacts in the books.

Who may pay for a contract has the contract's number as reference.
"""

# Whom a fate needs beside the customer: the name, and how it belongs to the customer
GROUP, CONTACT, STRANGER, DUPLICATE = "Group", "Contact", "Stranger", "Duplicate"
NEEDED = {
    "group_pays": GROUP,
    "pays_for_the_group": GROUP,
    "contact_pays": CONTACT,
    "stranger_pays": STRANGER,
    "is_merged": DUPLICATE,
    "duplicate_pays": DUPLICATE,
}


def create_payers(contract, fate):
    """Create who pays for a contract instead of its customer, if the fate needs it.

    :param contract: a running contract
    :param str fate: the fate of its customer
    """
    number = contract.contract_number
    contract.partner_id.ref = number
    name = NEEDED.get(fate)
    if not name:
        return
    is_contact = name == CONTACT
    payer = contract.env["res.partner"].create(
        {
            "name": name,
            "ref": number,
            "is_company": not is_contact,
            "parent_id": is_contact and contract.partner_id.id,
        }
    )
    if name == GROUP:
        contract._write_protected({"partner_invoice_id": payer.id})


class PayerFates:
    """Somebody else pays, or the customer under another name."""

    def group_pays(self):
        """Let the group, which gets the invoices, pay for nothing in particular."""
        self._pay_unallocated(partner_id=self.contract.partner_invoice_id.id)

    def pays_for_the_group(self):
        """Pay although the group gets the invoices."""
        self._pay_unallocated()

    def contact_pays(self):
        """Let a person of the customer pay for nothing in particular."""
        self._pay_unallocated(partner_id=self._get_payer(CONTACT).id)

    def stranger_pays(self):
        """Let a stranger pay (代付) who names the contract's number."""
        self._pay_unallocated(
            partner_id=self._get_payer(STRANGER).id,
            memo=f"代付{self.contract.contract_number}年费",
        )

    def is_merged(self):
        """Be merged with a duplicate on any day, and pay in time."""
        if self._get_payer(DUPLICATE) and self._is_in_the_mood(0.2):
            self._merge()
        elif self._waits_for_payment() and self._is_ready():
            self._register()

    def duplicate_pays(self):
        """Pay as somebody unknown, who is then merged with the customer."""
        duplicate = self._get_payer(DUPLICATE)
        if not duplicate:
            self._pay_unallocated()
        elif self._get_credit():
            self._merge()
        elif self._waits_for_payment() and self._is_ready():
            self._deposit(partner_id=duplicate.id)
            self.env.flush_all()
            self.env.cr.commit()
            self._merge()

    def _pay_unallocated(self, **values):
        """Have money deposited in time, and allocated weeks later."""
        if not self._waits_for_payment():
            return
        if not self._get_credit():
            if self._is_ready():
                self._deposit(**values)
        elif self._is_time_to_allocate():
            self._allocate(self.invoice)

    def _get_payer(self, name):
        others = self._get_payers() - self.contract.partner_id
        return others.filtered(lambda payer: payer.name == name)

    def _merge(self):
        """Merge the customer with its duplicate; either of the two may remain."""
        pair = self._get_payers()
        remains = pair.sorted("id")[self.contract.id % 2]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(pair.ids, remains, extra_checks=False)
