-- What is sealed about natural persons stays for ever: whoever is erased loses their key, and nothing else goes. So a
-- text that is not there was taken away by somebody.

DROP TRIGGER personal_text_is_not_changed ON personal_text;

CREATE TRIGGER personal_text_is_not_changed BEFORE UPDATE OR DELETE ON personal_text
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER personal_text_is_not_deleted BEFORE TRUNCATE ON personal_text
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
