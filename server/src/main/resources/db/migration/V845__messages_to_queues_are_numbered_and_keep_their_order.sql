-- A message's number grows with each one that is frozen. Numbers may be missing: a transaction that was rolled back
-- takes its number with it, and nobody waits for anybody to get one.
CREATE SEQUENCE queue_message_sequence;

-- What of one customer has not reached its queue yet, oldest first: a FIFO queue gets it in this order, or not at all.
CREATE INDEX delivery_unfinished_queue_messages ON delivery (account_key, customer_id, id)
    WHERE method IN ('AWS_SQS', 'AWS_SNS') AND purpose = 'DELIVER'
        AND state IN ('PENDING', 'CLAIMED', 'SENDING', 'UNKNOWN', 'RETRY_WAIT', 'PARKED');
