-- SPDX-License-Identifier: Apache-2.0
-- What was issued stays as it is.
CREATE TRIGGER invoice_no_update BEFORE UPDATE OF id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at, due_at ON invoice
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER invoice_line_no_update BEFORE UPDATE ON invoice_line
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER invoice_line_no_delete BEFORE DELETE ON invoice_line
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER credit_note_no_update BEFORE UPDATE ON credit_note
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER credit_note_no_delete BEFORE DELETE ON credit_note
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER seller_no_update BEFORE UPDATE ON seller
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER seller_no_delete BEFORE DELETE ON seller
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
