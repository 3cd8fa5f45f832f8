package io.downbeat.console.customers;

import io.downbeat.console.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The form that adds a customer.
 *
 * @param aliases one in a line, as they were typed
 * @param error why it was not added, in a sentence; {@code null} before anybody tried
 */
record NewCustomerPage(
        Frame frame, String name, String aliases, @Nullable String error) {}
