-- Owner: usage.
--
-- How far each partition of a topic has been read. Moved in the transaction that writes the events of the records, so that no
-- record is written twice or left out, whatever crashes; what a broker remembers of the group is never read.
CREATE TABLE kafka_offset (
    topic       text NOT NULL,
    partition   int NOT NULL CHECK (partition >= 0),
    -- The record that is read next; null while none was read, and then reading begins with the oldest.
    next_offset bigint CHECK (next_offset >= 0),
    -- Goes up whenever a server claims the partition. Who writes with an older one has lost it.
    epoch       bigint NOT NULL DEFAULT 0 CHECK (epoch >= 0),
    PRIMARY KEY (topic, partition)
);
