-- What is sealed about natural persons stays for ever: whoever is erased loses their key, and nothing else goes. So a
-- text that is not there was taken away by somebody.

DROP TRIGGER personal_text_is_not_changed;

CREATE TRIGGER personal_text_is_not_changed BEFORE UPDATE ON personal_text
BEGIN
    SELECT RAISE(ABORT, 'what was recorded is not changed');
END;

CREATE TRIGGER personal_text_is_not_deleted BEFORE DELETE ON personal_text
BEGIN
    SELECT RAISE(ABORT, 'what was recorded is not deleted');
END;
