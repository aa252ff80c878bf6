"""A migration with the faults that ``./dev/check-upgrade --self-test`` has to find."""

MODULE = "miniprogram_contract"


def migrate(cr, _version):
    # a person's edit is overwritten
    cr.execute(
        """
        UPDATE sale_subscription_close_reason SET name = '{"en_US": "Not paid"}'
         WHERE id = (SELECT res_id FROM ir_model_data
                      WHERE module = %s AND name = 'close_reason_unpaid')
        """,
        [MODULE],
    )
    # what a fresh database has is missing
    cr.execute(
        """
        UPDATE miniprogram_contract_notice_type SET effect = 'none'
         WHERE id = (SELECT res_id FROM ir_model_data
                      WHERE module = %s AND name = 'notice_type_termination_request')
        """,
        [MODULE],
    )
    # a contract is not what it was
    cr.execute("UPDATE miniprogram_contract_term SET amount = amount + 1")
