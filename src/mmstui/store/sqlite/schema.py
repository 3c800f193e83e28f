"""The store's tables, as ordered migrations.

Times are INTEGER milliseconds since the epoch, UTC. Numbers are canonical (domain.numbers).
Columns named `*_shown` contain sanitised text, ready to paint; `text` is raw.

A comment inside a CREATE statement is stored with the table, and must keep its length: a repair
takes the pages of the table list from a new store (damaged_reader).
"""

from __future__ import annotations

from mmstui.domain.records import record


@record
class Migration:
    """One step. The table `migration` has the names of the steps that ran."""

    name: str
    sql: str


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "0001-first",
        """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE did (
            number TEXT PRIMARY KEY,
            note_shown TEXT NOT NULL,
            city_shown TEXT NOT NULL,
            sms INTEGER NOT NULL,
            mms INTEGER NOT NULL,
            order_at INTEGER,
            position INTEGER NOT NULL,
            gone INTEGER NOT NULL DEFAULT 0      -- no longer listed by the account
        ) WITHOUT ROWID;

        CREATE TABLE contact (
            entry TEXT PRIMARY KEY,              -- the service's phonebook id
            number TEXT NOT NULL,
            name_shown TEXT NOT NULL,
            note_shown TEXT NOT NULL DEFAULT ''
        ) WITHOUT ROWID;
        CREATE INDEX contact_number ON contact (number);

        -- One row of the list, ready to paint; kept true by the transaction that changes messages.
        CREATE TABLE conversation (
            id INTEGER PRIMARY KEY,
            did TEXT NOT NULL,
            contact TEXT NOT NULL,
            title_shown TEXT NOT NULL,
            number_shown TEXT NOT NULL,
            named INTEGER NOT NULL DEFAULT 0,
            preview_shown TEXT NOT NULL DEFAULT '',
            preview_direction TEXT NOT NULL DEFAULT 'in',
            media_kind TEXT,                     -- of the last message's first file
            state TEXT,                          -- most urgent open state
            draft_shown TEXT NOT NULL DEFAULT '',
            last_at INTEGER NOT NULL,
            unread INTEGER NOT NULL DEFAULT 0,
            total INTEGER NOT NULL DEFAULT 0,
            listed INTEGER NOT NULL DEFAULT 0,   -- a message or a draft is there to be seen
            archived INTEGER NOT NULL DEFAULT 0,
            pinned INTEGER NOT NULL DEFAULT 0,
            muted_until INTEGER,
            snoozed_until INTEGER,
            last_did_use INTEGER NOT NULL DEFAULT 0,  -- when something of ours was last sent in it
            rev INTEGER NOT NULL,
            UNIQUE (did, contact)
        );
        -- Covers what chooses and counts the rows of the list.
        CREATE INDEX conversation_list ON conversation (
            pinned DESC, last_at DESC, id DESC, listed, archived, did, unread, total
        ) WHERE listed = 1;
        CREATE INDEX conversation_rev ON conversation (rev);
        CREATE INDEX conversation_unread ON conversation (id) WHERE unread > 0;
        CREATE INDEX conversation_contact ON conversation (contact);

        CREATE TABLE message (
            id INTEGER PRIMARY KEY AUTOINCREMENT,    -- never that of one that is gone
            conversation_id INTEGER NOT NULL REFERENCES conversation (id),
            kind TEXT NOT NULL,
            server_id INTEGER,                   -- NULL until the service has named it
            direction TEXT NOT NULL,
            state TEXT NOT NULL,
            text TEXT NOT NULL,
            at INTEGER NOT NULL,
            tie INTEGER NOT NULL,                -- orders messages of one instant: the server id,
                                                 -- or 2^52 + id while there is none
            server_date TEXT,                    -- verbatim, Eastern
            unread INTEGER NOT NULL DEFAULT 0,
            carrier_status TEXT NOT NULL DEFAULT '',
            batch TEXT,
            request_id TEXT,                     -- the key of `send --id`, per recipient
            origin TEXT NOT NULL DEFAULT 'server',    -- server, inbox or command
            hold_after INTEGER,                  -- ms without an action, then held; NULL: never
            acted_at INTEGER,                    -- the user's last action when queued, or since
            due_at INTEGER,                      -- queued: goes no earlier
            due_is_network INTEGER NOT NULL DEFAULT 0,  -- the wait is only network back-off
            problem_code TEXT,
            problem_words TEXT,
            polled INTEGER NOT NULL DEFAULT 0,   -- a poll of that number has listed it; it was
                                                 -- complete if mark.polls has reached the number
            missed_at INTEGER,                   -- first complete look that did not list it
            gone INTEGER NOT NULL DEFAULT 0,     -- no longer at the server
            twice INTEGER NOT NULL DEFAULT 0,    -- two of its attempts turned up
            dropped INTEGER NOT NULL DEFAULT 0,  -- deleted here with an attempt open: hidden
            indexed INTEGER NOT NULL DEFAULT 0   -- the second it is indexed under; 0: not
        );
        CREATE UNIQUE INDEX message_server ON message (kind, server_id) WHERE server_id IS NOT NULL;
        CREATE INDEX message_thread ON message (conversation_id, at DESC, tie DESC, id DESC);
        CREATE INDEX message_open ON message (state, conversation_id)
            WHERE state NOT IN ('received', 'sent');
        CREATE INDEX message_dropped ON message (conversation_id) WHERE dropped = 1;
        CREATE INDEX message_unread ON message (conversation_id) WHERE unread = 1;
        CREATE UNIQUE INDEX message_request ON message (request_id, conversation_id)
            WHERE request_id IS NOT NULL;
        CREATE INDEX message_sent_day ON message (at) WHERE direction = 'out';

        -- A total is added to when messages come; when one goes it is counted anew (-1).
        CREATE TRIGGER message_deleted AFTER DELETE ON message BEGIN
            UPDATE conversation SET total = -1 WHERE id = old.conversation_id;
        END;
        CREATE TRIGGER message_moved AFTER UPDATE OF conversation_id, dropped ON message
        WHEN old.conversation_id <> new.conversation_id OR old.dropped <> new.dropped BEGIN
            UPDATE conversation SET total = -1
            WHERE id IN (old.conversation_id, new.conversation_id);
        END;

        CREATE TABLE media (
            id INTEGER PRIMARY KEY,
            message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name_shown TEXT NOT NULL,
            type TEXT NOT NULL DEFAULT '',
            bytes INTEGER,
            path TEXT,                           -- relative to the account's folder
            url TEXT,
            state TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER,
            since INTEGER,                       -- when it was first wanted
            UNIQUE (message_id, position)
        );
        CREATE INDEX media_due ON media (due_at) WHERE state = 'pending';

        -- An MMS whose list of files is still to be asked for (getMediaMMS).
        CREATE TABLE media_question (
            message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
            since INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0
        );

        -- Each try to send one of our messages; committed before the first byte leaves.
        CREATE TABLE attempt (
            id INTEGER PRIMARY KEY,
            message_id INTEGER NOT NULL REFERENCES message (id),
            kind TEXT NOT NULL,                  -- as it was tried: a refused SMS may go on as MMS
            owner TEXT NOT NULL,                 -- process that makes it
            started_at INTEGER NOT NULL,
            watermark INTEGER NOT NULL,          -- highest server id of its kind known then
            skew INTEGER NOT NULL DEFAULT 0,     -- ms: server clock minus ours
            state TEXT NOT NULL,                 -- sending unknown unconfirmed sent failed requeued
            polls INTEGER NOT NULL DEFAULT 0,    -- complete polls that did not list it
            server_id INTEGER,                   -- the row it owns
            answered INTEGER NOT NULL DEFAULT 0, -- the service's answer said so: it stays
            taken TEXT,                          -- JSON: that row, when a poll's list said so: it
                                                 -- is given back if it turns out to be another's
            near_id INTEGER,                     -- a row that is only a near match
            ended_at INTEGER,                    -- NULL while its process has not told its end
            code TEXT,
            words TEXT
        );
        CREATE INDEX attempt_message ON attempt (message_id);
        CREATE UNIQUE INDEX attempt_server ON attempt (kind, server_id)
            WHERE server_id IS NOT NULL;
        CREATE INDEX attempt_open ON attempt (state)
            WHERE state IN ('sending', 'unknown', 'unconfirmed');
        CREATE INDEX attempt_in_flight ON attempt (id) WHERE ended_at IS NULL;
        CREATE INDEX attempt_found ON attempt (started_at)
            WHERE answered = 0 AND server_id IS NOT NULL;

        CREATE TABLE draft (
            did TEXT NOT NULL,                   -- '' for a message to a number not chosen yet
            contact TEXT NOT NULL,
            text TEXT NOT NULL,
            attachments TEXT NOT NULL DEFAULT '[]',   -- JSON, paths relative to our folder
            from_did TEXT,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (did, contact)
        ) WITHOUT ROWID;

        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            raw TEXT NOT NULL,
            reason TEXT NOT NULL,
            seen_at INTEGER NOT NULL,
            UNIQUE (kind, raw, reason)
        );

        -- Finished backfill windows: Eastern days, both included, YYYY-MM-DD.
        CREATE TABLE window (
            kind TEXT NOT NULL,
            first_day TEXT NOT NULL,
            last_day TEXT NOT NULL,
            rows INTEGER NOT NULL,
            finished_at INTEGER NOT NULL,
            PRIMARY KEY (kind, first_day, last_day)
        ) WITHOUT ROWID;

        -- Per kind: the last complete poll.
        CREATE TABLE mark (
            kind TEXT PRIMARY KEY,
            completed_at INTEGER NOT NULL,       -- our clock
            server_at INTEGER NOT NULL,          -- the server's clock
            full_at INTEGER NOT NULL DEFAULT 0,  -- the last full overlap of two days
            polls INTEGER NOT NULL DEFAULT 1     -- rows listed by polls so numbered are known
        ) WITHOUT ROWID;

        CREATE TABLE tombstone (
            kind TEXT NOT NULL,
            server_id INTEGER NOT NULL,
            deleted_at INTEGER NOT NULL,
            server_date TEXT,                    -- of its row, by which a mirror of it is known
            PRIMARY KEY (kind, server_id)
        ) WITHOUT ROWID;
        -- A deleted conversation: nothing of it older than `before_at` comes back.
        CREATE TABLE conversation_tombstone (
            did TEXT NOT NULL,
            contact TEXT NOT NULL,
            before_at INTEGER NOT NULL,
            deleted_at INTEGER NOT NULL,
            PRIMARY KEY (did, contact)
        ) WITHOUT ROWID;

        -- What processes tell each other: one row each of 'leader', 'poll', 'network', 'access'...
        CREATE TABLE signal (
            name TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            value TEXT NOT NULL DEFAULT ''
        ) WITHOUT ROWID;

        -- Its rowid rises with time: see search_index.
        CREATE VIRTUAL TABLE message_fts USING fts5 (
            text, content='', tokenize='unicode61 remove_diacritics 2'
        );
        """,
    ),
    # Messages to several recipients: a batch finds them, a draft keeps the recipients.
    Migration(
        "0002-several-recipients",
        """
        CREATE INDEX message_batch ON message (batch, dropped) WHERE batch IS NOT NULL;
        ALTER TABLE draft ADD COLUMN recipients TEXT NOT NULL DEFAULT '[]';  -- JSON, numbers
        """,
    ),
    Migration(
        "0003-queued-at",
        """
        -- When the user queued it: `at` becomes the server's date once it is known.
        ALTER TABLE message ADD COLUMN queued_at INTEGER;
        UPDATE message SET queued_at = at WHERE state NOT IN ('received', 'sent');
        """,
    ),
    # Deletions that the user requested: here, at VoIP.ms, or both.
    Migration(
        "0004-server-deletes",
        """
        CREATE TABLE deletion (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            did TEXT NOT NULL,
            contact TEXT NOT NULL,
            place TEXT NOT NULL,                 -- here server both
            asked_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            begun INTEGER NOT NULL DEFAULT 0,    -- it is no longer taken back
            buried INTEGER NOT NULL DEFAULT 0,   -- it moved the conversation's tombstone,
            before_at INTEGER                    -- which said this until then; NULL: there was none
        );
        CREATE INDEX deletion_waiting ON deletion (due_at) WHERE begun = 0;

        -- Messages that it hides until they are taken out of the store.
        CREATE TABLE deletion_hidden (
            message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
            deletion_id INTEGER NOT NULL REFERENCES deletion (id),
            unread INTEGER NOT NULL              -- as it was
        );
        CREATE INDEX deletion_hidden_by ON deletion_hidden (deletion_id);

        -- Messages to be deleted at VoIP.ms, as they were when the user saw them. A row stays when
        -- it has ended: by it a list that comes late is known.
        CREATE TABLE server_deletion (
            kind TEXT NOT NULL,
            server_id INTEGER NOT NULL,
            deletion_id INTEGER NOT NULL REFERENCES deletion (id),
            message_id INTEGER NOT NULL,         -- ours, perhaps no longer here
            did TEXT NOT NULL,
            contact TEXT NOT NULL,
            direction TEXT NOT NULL,
            at INTEGER NOT NULL,
            server_date TEXT,
            state TEXT NOT NULL,                 -- waiting deleting done gone failed
            tries INTEGER NOT NULL DEFAULT 0,    -- how often VoIP.ms said that it was deleted
            missed_at INTEGER,                   -- first look that did not list it
            ended_at INTEGER,
            code TEXT,
            words TEXT,
            PRIMARY KEY (kind, server_id)
        ) WITHOUT ROWID;
        CREATE INDEX server_deletion_by ON server_deletion (deletion_id);
        CREATE INDEX server_deletion_of ON server_deletion (message_id);
        CREATE INDEX server_deletion_state ON server_deletion (state, deletion_id, missed_at);
        """,
    ),
    Migration(
        "0005-errands",
        """
        -- What VoIP.ms tells of a DID's SMS settings: JSON, fields by their name in setSMS, flags
        -- as "1" and "0"; addresses without their passwords.
        ALTER TABLE did ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

        -- Changes that the user wants at VoIP.ms, see domain.pending_changes.
        CREATE TABLE errand (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,               -- a DID, entry:<id>, or new:<number>
            wanted TEXT NOT NULL,                -- JSON, fields by name; raw, but for passwords
            seen TEXT NOT NULL,                  -- JSON: the same fields as the user saw them
            secret INTEGER NOT NULL DEFAULT 0,   -- wanted is masked: passwords taken out.
            forced INTEGER NOT NULL DEFAULT 0,   -- whatever VoIP.ms has by now
            state TEXT NOT NULL,
            words TEXT NOT NULL DEFAULT '',
            made_at INTEGER NOT NULL,
            ended_at INTEGER,
            due_at INTEGER,                      -- waiting: goes no earlier
            asked_at INTEGER                     -- when a request to make an entry last left
        );
        -- The phonebook as VoIP.ms told it last; `contact` is that with the changes under
        -- way applied to it.
        CREATE TABLE told_contact (
            entry TEXT PRIMARY KEY,
            number TEXT NOT NULL,
            name_shown TEXT NOT NULL,
            note_shown TEXT NOT NULL DEFAULT ''
        ) WITHOUT ROWID;
        INSERT INTO told_contact SELECT entry, number, name_shown, note_shown FROM contact;
        CREATE UNIQUE INDEX errand_in_flight ON errand (subject) WHERE state = 'doing';
        """,
    ),
    Migration(
        "0006-durations-and-reasons",
        """
        ALTER TABLE media ADD COLUMN duration INTEGER;  -- ms; 0: the file does not say
        ALTER TABLE media ADD COLUMN reason TEXT;       -- why it was left alone: a code
        CREATE INDEX media_unmeasured ON media (id) WHERE duration IS NULL AND state = 'here';
        """,
    ),
    # A new full-text index, see search_index: prefixes are looked up as fast as words.
    Migration(
        "0007-beginnings-of-words",
        """
        DROP TABLE message_fts;
        CREATE VIRTUAL TABLE message_fts USING fts5 (
            text, content='', columnsize=0, prefix='1 2', tokenize='unicode61 remove_diacritics 2'
        );
        -- Fewer, larger merges: as much work for history coming in as without the beginnings.
        INSERT INTO message_fts (message_fts, rank) VALUES ('automerge', 8);
        INSERT INTO message_fts (rowid, text)
            SELECT (m.indexed >> 16) << 28 | m.id, indexed_text(m.text, m.conversation_id, c.did)
            FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id
            WHERE m.indexed > 0 ORDER BY 1;
        """,
    ),
    # The knowledge just before an attempt, see domain.clock_skew. NULL: from an older version.
    Migration(
        "0008-known-before-sending",
        """
        ALTER TABLE attempt ADD COLUMN skew_most INTEGER;  -- ms; `skew` is the least it may be
        ALTER TABLE attempt ADD COLUMN looked INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE attempt ADD COLUMN seen TEXT;          -- JSON: [server id, server date] pairs
        """,
    ),
    # A new full-text index: the program folds its words (see domain.text_folding), the tokenizer
    # only splits at blanks. Messages move from the old index to the new one in the background, from
    # the highest id down (see reindexing): `old_index_up_to` is the highest id in the old one.
    Migration(
        "0009-folded-words",
        """
        ALTER TABLE message_fts RENAME TO message_fts_old;
        CREATE VIRTUAL TABLE message_fts USING fts5 (
            text, content='', columnsize=0, prefix='1 2',
            tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\\]^_`{|}~'"
        );
        INSERT INTO message_fts (message_fts, rank) VALUES ('automerge', 8);
        INSERT INTO meta (key, value)
            SELECT 'old_index_up_to', coalesce(max(seq), 0) FROM sqlite_sequence
            WHERE name = 'message';
        """,
    ),
    # An SMS and the mirror of an MMS may have the same id: each has a tombstone. The new table
    # begins at the page of the old one, as a repair expects (see damaged_reader).
    Migration(
        "0010-tombstones-by-date",
        """
        CREATE TEMP TABLE kept AS
            SELECT kind, server_id, coalesce(server_date, '') AS server_date, deleted_at
            FROM tombstone;
        DROP TABLE tombstone;
        CREATE TABLE tombstone (
            kind TEXT NOT NULL,
            server_id INTEGER NOT NULL,
            server_date TEXT NOT NULL,           -- of its row; '': by its id alone
            deleted_at INTEGER NOT NULL,
            PRIMARY KEY (kind, server_id, server_date)
        ) WITHOUT ROWID;
        INSERT INTO tombstone SELECT * FROM kept;
        DROP TABLE kept;
        """,
    ),
    # What happened, for every process that follows the store: see event_log. Triggers note it, so
    # that no writer can forget to. A repair does not copy these tables: nobody follows meanwhile.
    Migration(
        "0011-events",
        """
        -- Messages that a poll was the first to see: ids from first to last.
        CREATE TABLE arrival (first INTEGER PRIMARY KEY, last INTEGER NOT NULL);

        -- What changed, by rising seq. The newest 10,000 are kept, at least.
        CREATE TABLE event (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            topic TEXT NOT NULL,                 -- state read directory errand deletion
            subject INTEGER NOT NULL,            -- state: a message; read: a conversation; else 0
            UNIQUE (topic, subject)              -- only the last time is of use
        );
        -- INSERT OR REPLACE would fail in triggers that an upsert fires: see
        -- findings/sqlite-upsert-fires-trigger.sh.
        CREATE TRIGGER event_repeated BEFORE INSERT ON event BEGIN
            DELETE FROM event WHERE topic = new.topic AND subject = new.subject;
        END;
        CREATE TRIGGER event_pruned AFTER INSERT ON event WHEN new.seq % 1000 = 0 BEGIN
            DELETE FROM event WHERE seq <= new.seq - 10000;
        END;
        CREATE TRIGGER message_state AFTER UPDATE OF state, carrier_status, gone, twice ON message
        WHEN (old.state, old.carrier_status, old.gone, old.twice)
            IS NOT (new.state, new.carrier_status, new.gone, new.twice) BEGIN
            INSERT INTO event (topic, subject) VALUES ('state', new.id);
        END;
        CREATE TRIGGER conversation_read AFTER UPDATE OF unread ON conversation
        WHEN new.unread < old.unread BEGIN
            INSERT INTO event (topic, subject) VALUES ('read', new.id);
        END;
        CREATE TRIGGER did_added AFTER INSERT ON did BEGIN
            INSERT INTO event (topic, subject) VALUES ('directory', 0);
        END;
        CREATE TRIGGER did_changed AFTER UPDATE ON did BEGIN
            INSERT INTO event (topic, subject) VALUES ('directory', 0);
        END;
        CREATE TRIGGER contact_added AFTER INSERT ON contact BEGIN
            INSERT INTO event (topic, subject) VALUES ('directory', 0);
        END;
        CREATE TRIGGER contact_removed AFTER DELETE ON contact BEGIN
            INSERT INTO event (topic, subject) VALUES ('directory', 0);
        END;
        CREATE TRIGGER errand_added AFTER INSERT ON errand BEGIN
            INSERT INTO event (topic, subject) VALUES ('errand', 0);
        END;
        CREATE TRIGGER errand_changed AFTER UPDATE ON errand BEGIN
            INSERT INTO event (topic, subject) VALUES ('errand', 0);
        END;
        CREATE TRIGGER errand_removed AFTER DELETE ON errand BEGIN
            INSERT INTO event (topic, subject) VALUES ('errand', 0);
        END;
        CREATE TRIGGER deletion_added AFTER INSERT ON deletion BEGIN
            INSERT INTO event (topic, subject) VALUES ('deletion', 0);
        END;
        CREATE TRIGGER deletion_changed AFTER UPDATE ON deletion BEGIN
            INSERT INTO event (topic, subject) VALUES ('deletion', 0);
        END;
        CREATE TRIGGER deletion_removed AFTER DELETE ON deletion BEGIN
            INSERT INTO event (topic, subject) VALUES ('deletion', 0);
        END;
        CREATE TRIGGER server_deletion_changed AFTER UPDATE ON server_deletion BEGIN
            INSERT INTO event (topic, subject) VALUES ('deletion', 0);
        END;
        """,
    ),
    # Messages from files, see store.imports. VoIP.ms has not listed them, so they have no server
    # id: an id in a file is only a claim.
    Migration(
        "0013-imported",
        """
        CREATE TABLE imported (
            message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
            kind TEXT,                           -- as the file says, if it does
            server_id INTEGER,                   -- the claim
            digest INTEGER NOT NULL              -- of the text
        );
        CREATE INDEX imported_claim ON imported (server_id) WHERE server_id IS NOT NULL;

        -- Imported messages that were deleted here: neither a list nor a file brings them back.
        CREATE TABLE imported_tombstone (
            id INTEGER PRIMARY KEY,
            did TEXT NOT NULL,
            contact TEXT NOT NULL,
            direction TEXT NOT NULL,
            at INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            server_id INTEGER                    -- the claim, or the row that was recognised
        );
        CREATE INDEX imported_tombstone_at ON imported_tombstone (did, contact, at);
        CREATE TRIGGER imported_deleted BEFORE DELETE ON message
        WHEN EXISTS (SELECT 1 FROM imported WHERE message_id = old.id) BEGIN
            INSERT INTO imported_tombstone (did, contact, direction, at, digest, server_id)
                SELECT c.did, c.contact, old.direction, old.at, i.digest, i.server_id
                FROM imported AS i JOIN conversation AS c ON c.id = old.conversation_id
                WHERE i.message_id = old.id;
        END;
        """,
    ),
    # Triage: see triage, conversation_rows. `archived` becomes `done`. Nothing is written when a
    # snooze or a reminder comes due: who reads compares its time with the clock.
    Migration(
        "0014-triage",
        """
        ALTER TABLE conversation RENAME COLUMN archived TO done;  -- 2: see conversation_rows
        -- `pinned` is a rank now: the highest is on top.
        ALTER TABLE conversation ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
        -- Whether it stays snoozed when they write.
        ALTER TABLE conversation ADD COLUMN snooze_strict INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conversation ADD COLUMN remind_at INTEGER;    -- if nobody answers until then
        ALTER TABLE conversation ADD COLUMN remind_about INTEGER; -- a message of ours
        -- When it came back last, from a snooze or a reminder that somebody has seen since.
        ALTER TABLE conversation ADD COLUMN back_at INTEGER NOT NULL DEFAULT 0;
        -- Its place in the list: the last of its last message, its snooze and `back_at`.
        ALTER TABLE conversation ADD COLUMN order_at INTEGER NOT NULL DEFAULT 0;
        UPDATE conversation SET order_at = max(last_at, coalesce(snoozed_until, 0));
        DROP INDEX conversation_list;
        CREATE INDEX conversation_list ON conversation (
            pinned DESC, order_at DESC, id DESC, listed, done, blocked, snoozed_until, did, unread,
            total, last_at, preview_direction
        ) WHERE listed = 1;
        DROP INDEX conversation_unread;
        CREATE INDEX conversation_unread ON conversation (done, blocked, snoozed_until, unread)
            WHERE unread > 0;
        CREATE INDEX conversation_snoozed ON conversation (snoozed_until)
            WHERE snoozed_until IS NOT NULL;
        CREATE INDEX conversation_remind ON conversation (remind_at) WHERE remind_at IS NOT NULL;

        -- What has files, or what is failed, is found from the newest on: see filtered_search.
        CREATE INDEX message_mms ON message (at) WHERE kind = 'mms';

        -- The user's time for it: `scheduled` until then, and kept while it is queued.
        ALTER TABLE message ADD COLUMN scheduled_at INTEGER;

        -- What the user did last, the newest first undone: see undo.
        CREATE TABLE undo_step (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            verb TEXT NOT NULL,
            made_at INTEGER NOT NULL,
            newest INTEGER NOT NULL,             -- highest message id then: later ones are news
            body TEXT NOT NULL                   -- JSON: what to put back, by verb
        );
        """,
    ),
    # Further legs of a group text that was deleted here: see legs.
    Migration(
        "0015-buried-legs",
        """
        ALTER TABLE tombstone ADD COLUMN leg INTEGER;          -- digest of what its legs have alike
        ALTER TABLE tombstone ADD COLUMN deletion_id INTEGER;  -- the user's request
        CREATE INDEX tombstone_leg ON tombstone (leg) WHERE leg IS NOT NULL;
        """,
    ),
    Migration(
        "0016-draft-reminder",
        """
        -- When to remind if nobody answers the message that the draft becomes.
        ALTER TABLE draft ADD COLUMN reminder_at INTEGER;
        """,
    ),
    # What the user notes about a contact, in this store only: see contact_notes.
    Migration(
        "0017-contact-notes",
        """
        CREATE TABLE contact_note (
            contact TEXT PRIMARY KEY,
            note TEXT NOT NULL
        );
        """,
    ),
    # An MMS and an SMS of other ends may have the same id and date: neither mirrors the other.
    Migration(
        "0018-tombstone-ends",
        """
        ALTER TABLE tombstone ADD COLUMN ends TEXT;  -- see tombstones.ENDS; NULL: not known
        """,
    ),
    # Who wrote a message of ours: see docs/team.md.
    Migration(
        "0019-writers",
        """
        -- The Unix user's number; NULL: unknown, written elsewhere or long ago.
        ALTER TABLE message ADD COLUMN written_by INTEGER;
        """,
    ),
    # In a team, drafts are each person's own. The new table begins at the page of the old one, as a
    # repair expects (see damaged_reader).
    Migration(
        "0020-drafts-of-people",
        """
        CREATE TEMP TABLE kept AS SELECT * FROM draft;
        DROP TABLE draft;
        CREATE TABLE draft (
            did TEXT NOT NULL,                   -- '' for a message to a number not chosen yet
            contact TEXT NOT NULL,
            -- A Unix user; 0: of whoever has no team. Above the columns that are not of the key:
            -- see findings/sqlite-check-of-a-whole-table.sh.
            person INTEGER NOT NULL DEFAULT 0,
            text TEXT NOT NULL,
            attachments TEXT NOT NULL DEFAULT '[]',   -- JSON, paths relative to our folder
            from_did TEXT,
            updated_at INTEGER NOT NULL,
            recipients TEXT NOT NULL DEFAULT '[]',    -- JSON, numbers
            reminder_at INTEGER,
            PRIMARY KEY (did, contact, person)
        ) WITHOUT ROWID;
        INSERT INTO draft (did, contact, text, attachments, from_did, updated_at, recipients,
            reminder_at) SELECT did, contact, text, attachments, from_did, updated_at, recipients,
            reminder_at FROM kept;
        DROP TABLE kept;
        """,
    ),
    Migration(
        "0021-undo-of-people",
        """
        -- Whose step it is, as for `draft`: nobody undoes what another did.
        ALTER TABLE undo_step ADD COLUMN person INTEGER NOT NULL DEFAULT 0;
        """,
    ),
    # Who did what, in a team; nothing is noted without one.
    Migration(
        "0022-team-log",
        """
        CREATE TABLE log (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            person INTEGER NOT NULL,             -- the Unix user
            verb TEXT NOT NULL,
            about TEXT NOT NULL,                 -- what was changed at VoIP.ms; ''
            conversations TEXT NOT NULL          -- JSON, pairs of DID and contact
        );
        CREATE TRIGGER log_changed BEFORE UPDATE ON log BEGIN
            SELECT RAISE (ABORT, 'the log is only added to');
        END;
        CREATE TRIGGER log_removed BEFORE DELETE ON log BEGIN
            SELECT RAISE (ABORT, 'the log is only added to');
        END;
        """,
    ),
)
