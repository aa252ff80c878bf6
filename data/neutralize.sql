-- a copy for trials signs nothing that others would take for real
UPDATE res_company
   SET contract_certificate_id = NULL,
       contract_timestamp_url = NULL;
