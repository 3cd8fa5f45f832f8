package io.downbeat.invoicing.api;

import io.downbeat.platform.http.Query;

/**
 * How a reader wants the lines of invoices.
 *
 * @param withListPrices whether each line of usage and of subscriptions has what its product costs by the rate card
 */
record LinesWanted(boolean withoutZeroQuantities, boolean withListPrices) {
    static final LinesWanted ALL = new LinesWanted(false, false);

    static LinesWanted read(Query query) {
        return new LinesWanted(query.flag("skip_zero_qty_line_items"), query.flag("include_list_prices"));
    }
}
