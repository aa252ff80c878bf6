"""Customers with whom an end is agreed, and sometimes withdrawn."""

from fates import AGREED_AMOUNT, get_agreed_day, get_chance, get_charge

REASON = "miniprogram_contract.close_reason_agreement"


class AgreementFates:
    """Agreed ends: planned before or after the renewal is invoiced."""

    def agrees_free(self):
        """Agree on an end until which the days cost nothing."""
        self._agree("agrees_free")

    def agrees_by_day(self):
        """Agree on an end, and on the yearly price for the days until then."""
        self._agree_and_may_pay("agrees_by_day")

    def agrees_amount(self):
        """Agree on an end, and on an amount for the days until then."""
        self._agree_and_may_pay("agrees_amount")

    def agrees_and_withdraws(self):
        """Agree on an end, withdraw it before that day, and pay in time."""
        if not self._has_withdrawn():
            if not self.contract.termination_date:
                self._agree("agrees_and_withdraws")
            elif self._is_in_the_mood(0.2) or self._comes_before_the_next_round(
                self.contract.termination_date
            ):
                self.contract.action_withdraw_termination("both go on")
        if self._has_withdrawn():
            self.pays()

    def _agree_and_may_pay(self, fate):
        self._agree(fate)
        is_payer = get_chance(self.contract.id, "payment") < 0.5
        if self._waits_for_payment() and is_payer and self._is_late():
            self._register()

    def _is_late(self):
        """Whether it is after the day on which an unpaid renewal would have ended."""
        return self.day > self.contract.payment_deadline

    def _agree(self, fate):
        """Agree on an end: at once, or as soon as what follows is invoiced."""
        is_early = get_chance(self.contract.id, "moment") < 0.5
        is_open = (
            self.contract.contract_state == "active"
            and not self.contract.termination_date
        )
        if is_open and (is_early or self._waits_for_payment()):
            charge = get_charge(self.contract.id, fate)
            self.contract.action_terminate_contract(
                self.env.ref(REASON),
                self._get_agreed_day(),
                charge=charge,
                charge_amount=charge == "amount" and AGREED_AMOUNT,
            )

    def _get_agreed_day(self):
        opening = self.contract.term_ids.filtered("is_opening")
        return get_agreed_day(self.contract.id, opening.date_end)

    def _has_withdrawn(self):
        return any(
            "was withdrawn" in message.body for message in self.contract.message_ids
        )
