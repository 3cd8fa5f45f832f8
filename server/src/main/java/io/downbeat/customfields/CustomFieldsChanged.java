package io.downbeat.customfields;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was there already has other values from now on.
 *
 * @param customer whose it is; {@code null} for the account's
 */
public record CustomFieldsChanged(
        CustomFieldEntity entity, @Nullable UUID customer) {}
