"""The lists of the service's fact sheet, for tests that try everything."""

#: voipms-api section 3, all of it, one line for each of its paragraphs.
STATUSES = """
missing_method invalid_method missing_credentials invalid_credentials api_not_enabled
ip_not_enabled api_limit_exceeded method_maintenance missing_params unavailable_info
provider_outofservice tls_error invalid_ip invalid_date invalid_daterange invalid_date_from
invalid_datetime invalid_timezone invalid_type invalid_contact invalid_did missing_did
missing_from_date missing_to_date no_sms missing_sms invalid_sms invalid_id missing_id invalid_dst
message_empty sms_toolong sms_failed limit_reached sms_apply_regulations sms_wait_message
exceeds_file_size invalid_file missing_file no_base64file non_sufficient_funds invalid_sms_forward
invalid_callback invalid_callback_enable invalid_callback_retry invalid_email_enable
invalid_forward_enable missing_enable invalid_smpp_url invalid_smpp_username invalid_smpp_password
no_did invalid_client no_client no_account no_phonebook no_phonebook_group invalid_phonebook
missing_phonebook invalid_name missing_name used_name name_toolong invalid_number missing_number
used_number invalid_note note_toolong invalid_speed_dial used_speed_dial invalid_callerid
members_exceeded max_phonebook no_transactions no_mms mms_toolong mms_failed invalid_mms
missing_dst missing_message sms_apilimit moved_permanently ip_not_authorized ip_not_allowed
no_media
""".split()  # noqa: SIM905 - a hundred quotes would hide the words
