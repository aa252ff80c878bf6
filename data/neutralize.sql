-- a copy for trials signs nothing that others would take for real, and gives no key away
UPDATE res_company
   SET contract_certificate_id = NULL,
       contract_timestamp_url = NULL;
DELETE FROM ir_attachment
      WHERE res_model = 'miniprogram.contract.certificate';
DELETE FROM miniprogram_contract_certificate;
