-- SPDX-License-Identifier: Apache-2.0
-- The words of a document never change, and once it is printed nothing does.
CREATE TRIGGER document_no_rewrite BEFORE UPDATE OF id, kind, ref, language, account_id, sheet, created_at ON document
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
CREATE TRIGGER document_no_reprint BEFORE UPDATE ON document
    FOR EACH ROW WHEN (OLD.printed_at IS NOT NULL) EXECUTE FUNCTION document_is_issued();
CREATE TRIGGER document_no_delete BEFORE DELETE ON document
    FOR EACH ROW EXECUTE FUNCTION document_is_issued();
