-- Owner: delivery.engine.
--
-- How many objects of a delivery came out wrong at its provider and were undone, since a person last had it tried again. It
-- bounds how often one is made anew; a generation also ends by a lost request, which says nothing about what is sent.
ALTER TABLE delivery ADD COLUMN discarded int NOT NULL DEFAULT 0;
