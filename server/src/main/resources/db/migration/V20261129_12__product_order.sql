-- Owner: pricing. In which order a card's products are shown on invoices; a product without a place follows those with one.
CREATE TABLE rate_card_product (
    rate_card_id uuid NOT NULL REFERENCES rate_card,
    place        int NOT NULL CHECK (place >= 0),
    product_id   uuid NOT NULL REFERENCES product,
    PRIMARY KEY (rate_card_id, place),
    UNIQUE (rate_card_id, product_id)
);
