-- SPDX-License-Identifier: Apache-2.0
-- The words of a document never change, and once it is printed nothing does.
CREATE TRIGGER document_no_rewrite BEFORE UPDATE OF id, kind, ref, language, account_id, sheet, created_at ON document
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER document_no_reprint BEFORE UPDATE ON document WHEN OLD.printed_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER document_no_delete BEFORE DELETE ON document
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
