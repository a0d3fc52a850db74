-- SPDX-License-Identifier: Apache-2.0

-- A correction is part of the books: what was asked stays as it was asked, the second member decides once, and no row goes.
CREATE FUNCTION correction_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'corrections are append only';
END
$$;
CREATE TRIGGER correction_no_delete BEFORE DELETE ON correction
    FOR EACH ROW EXECUTE FUNCTION correction_is_append_only();
CREATE TRIGGER correction_no_update BEFORE UPDATE ON correction
    FOR EACH ROW WHEN (OLD.state <> 'approval' OR OLD.id <> NEW.id OR OLD.account_id <> NEW.account_id
                       OR OLD.amount <> NEW.amount OR OLD.currency <> NEW.currency OR OLD.reason <> NEW.reason
                       OR OLD.asked_by <> NEW.asked_by OR OLD.created_at <> NEW.created_at)
    EXECUTE FUNCTION correction_is_append_only();
