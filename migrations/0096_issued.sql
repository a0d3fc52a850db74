-- SPDX-License-Identifier: Apache-2.0
-- What was issued stays as it is.
CREATE FUNCTION document_is_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'issued documents never change';
END
$$;
CREATE TRIGGER invoice_no_update BEFORE UPDATE OF id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at, due_at ON invoice
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
CREATE TRIGGER invoice_line_no_update BEFORE UPDATE ON invoice_line
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
CREATE TRIGGER invoice_line_no_delete BEFORE DELETE ON invoice_line
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
CREATE TRIGGER credit_note_no_update BEFORE UPDATE ON credit_note
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
CREATE TRIGGER credit_note_no_delete BEFORE DELETE ON credit_note
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
CREATE TRIGGER seller_no_update BEFORE UPDATE ON seller
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
CREATE TRIGGER seller_no_delete BEFORE DELETE ON seller
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
