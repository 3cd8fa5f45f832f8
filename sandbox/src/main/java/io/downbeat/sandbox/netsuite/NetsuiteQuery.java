package io.downbeat.sandbox.netsuite;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of SuiteQL as an integration needs: named columns of one table, conditions joined by {@code AND}, an order by
 * {@code id}. Anything else is refused as NetSuite refuses a query that it cannot read.
 */
record NetsuiteQuery(List<String> columns, String table, List<Predicate<Map<String, String>>> conditions) {
    private static final Pattern SELECT = Pattern.compile(
            "\\s*SELECT (.+?) FROM (\\w+)(?: WHERE (.+?))?(?: ORDER BY \\w+)?\\s*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern COMPARED =
            Pattern.compile("(\\w+) (=|>=|<=|>|<|LIKE) '([^']*)'", Pattern.CASE_INSENSITIVE);
    private static final Pattern ONE_OF = Pattern.compile("(\\w+) IN \\(([^)]*)\\)", Pattern.CASE_INSENSITIVE);

    static NetsuiteQuery parse(String text) {
        Matcher query = SELECT.matcher(text);
        if (!query.matches()) {
            throw unreadable("Search error occurred: Invalid or unsupported search");
        }
        List<String> columns = new ArrayList<>();
        for (String column : query.group(1).split(",")) {
            columns.add(column.strip().toLowerCase(Locale.ROOT));
        }
        List<Predicate<Map<String, String>>> conditions = new ArrayList<>();
        if (query.group(3) != null) {
            for (String each : query.group(3).split(" AND ")) {
                conditions.add(condition(each.strip()));
            }
        }
        return new NetsuiteQuery(columns, query.group(2).toLowerCase(Locale.ROOT), conditions);
    }

    static NetsuiteError unreadable(String detail) {
        return new NetsuiteError(
                400,
                "INVALID_PARAMETER",
                "Invalid search query. Detailed unprocessed description follows. " + detail,
                "q");
    }

    /** A table that is not there, or that the role does not see. */
    static NetsuiteError notFound(String table) {
        return unreadable("Search error occurred: Record '" + table + "' was not found.");
    }

    private static Predicate<Map<String, String>> condition(String text) {
        Matcher oneOf = ONE_OF.matcher(text);
        if (oneOf.matches()) {
            List<String> values = new ArrayList<>();
            for (String value : oneOf.group(2).split(",")) {
                values.add(value.strip().replace("'", ""));
            }
            return row -> values.contains(row.getOrDefault(oneOf.group(1).toLowerCase(Locale.ROOT), ""));
        }
        Matcher compared = COMPARED.matcher(text);
        if (!compared.matches()) {
            throw unreadable("Search error occurred: Invalid condition " + text);
        }
        String column = compared.group(1).toLowerCase(Locale.ROOT);
        String value = compared.group(3);
        return switch (compared.group(2).toUpperCase(Locale.ROOT)) {
            case "=" -> row -> row.getOrDefault(column, "").equals(value);
            case ">=" -> row -> row.getOrDefault(column, "").compareTo(value) >= 0;
            case "<=" -> row -> row.getOrDefault(column, "").compareTo(value) <= 0;
            case ">" -> row -> row.getOrDefault(column, "").compareTo(value) > 0;
            case "<" -> row -> row.getOrDefault(column, "").compareTo(value) < 0;
            default -> {
                String like = Pattern.quote(value).replace("%", "\\E.*\\Q").replace("_", "\\E.\\Q");
                yield row -> row.getOrDefault(column, "").matches(like);
            }
        };
    }

    /** Those of the rows that match, in order of their id, with the columns that were asked for. */
    List<Map<String, String>> of(List<Map<String, String>> rows) {
        return rows.stream()
                .filter(row -> conditions.stream().allMatch(condition -> condition.test(row)))
                .sorted((one, other) -> new BigDecimal(one.getOrDefault("id", "0"))
                        .compareTo(new BigDecimal(other.getOrDefault("id", "0"))))
                .map(this::shown)
                .toList();
    }

    private Map<String, String> shown(Map<String, String> row) {
        Map<String, String> shown = new java.util.LinkedHashMap<>();
        for (String column : columns) {
            String value = row.get(column);
            if (value != null) {
                shown.put(column, value);
            }
        }
        return shown;
    }
}
