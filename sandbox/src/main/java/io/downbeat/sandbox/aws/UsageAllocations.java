package io.downbeat.sandbox.aws;

import tools.jackson.databind.JsonNode;

/** The split of a record's quantity by tags: it must sum to the quantity. */
final class UsageAllocations {
    private static final int MAXIMUM = 2_500;
    private static final int MAXIMUM_TAGS = 5;

    private UsageAllocations() {}

    /** Answers the allocations' text, so that a repeated record can be told from another one. */
    static String checked(JsonNode record, long quantity) {
        JsonNode allocations = record.path("UsageAllocations");
        if (allocations.isMissingNode() || allocations.isNull()) {
            return "";
        }
        if (!allocations.isArray() || allocations.size() > MAXIMUM) {
            throw invalid("at most 2500 allocations");
        }
        long sum = 0;
        for (JsonNode each : allocations) {
            if (each.path("Tags").size() > MAXIMUM_TAGS) {
                throw new AwsError(400, "InvalidTagException", "at most 5 tags");
            }
            JsonNode part = each.path("AllocatedUsageQuantity");
            if (!part.isIntegralNumber() || !part.canConvertToInt()) {
                throw invalid("AllocatedUsageQuantity is required");
            }
            sum += part.intValue();
        }
        if (sum != quantity) {
            throw invalid("allocations sum to " + sum + " and not to the quantity " + quantity);
        }
        return allocations.toString();
    }

    private static AwsError invalid(String why) {
        return new AwsError(
                400, "InvalidUsageAllocationsException", "The usage allocation objects are invalid: " + why);
    }
}
