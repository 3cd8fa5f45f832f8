package io.downbeat.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decoded form parameters; brackets in a name make a tree: {@code lines[0][period][start]=1}. */
public final class FormParameters {
    private static final Pattern BRACKET = Pattern.compile("\\[([^\\[\\]]*)]");

    private final String path;
    private final Map<String, Object> tree;

    private FormParameters(String path, Map<String, Object> tree) {
        this.path = path;
        this.tree = tree;
    }

    /** A parameter of the wrong shape. The message is for the provider's own wording of a refusal. */
    public static final class Malformed extends RuntimeException {
        private final String parameter;

        Malformed(String parameter, String message) {
            super(message, null, false, false);
            this.parameter = parameter;
        }

        public String parameter() {
            return parameter;
        }
    }

    public static FormParameters parse(String encoded) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            put(tree, name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return new FormParameters("", tree);
    }

    public Set<String> names() {
        return tree.keySet();
    }

    public boolean has(String name) {
        return tree.containsKey(name);
    }

    public Optional<String> text(String name) {
        return switch (tree.get(name)) {
            case null -> Optional.empty();
            case String value when value.isEmpty() -> Optional.empty();
            case String value -> Optional.of(value);
            default -> throw new Malformed(full(name), "Invalid string: " + full(name));
        };
    }

    public Optional<Long> number(String name) {
        return text(name).map(value -> {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException notWhole) {
                throw new Malformed(full(name), "Invalid integer: " + value);
            }
        });
    }

    public Optional<Boolean> flag(String name) {
        return text(name).map(value -> switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Malformed(full(name), "Invalid boolean: " + value);
        });
    }

    /** A part of the tree, empty when it is absent. */
    public FormParameters under(String name) {
        return switch (tree.get(name)) {
            case null -> new FormParameters(full(name), Map.of());
            case String value when value.isEmpty() -> new FormParameters(full(name), Map.of());
            case Map<?, ?> map -> new FormParameters(full(name), stringKeys(map));
            default -> throw new Malformed(full(name), "Invalid object");
        };
    }

    /** The elements of an array in the order of their indexes' first appearance. */
    public List<FormParameters> each(String name) {
        FormParameters array = under(name);
        List<FormParameters> all = new ArrayList<>();
        array.names().forEach(index -> all.add(array.under(index)));
        return all;
    }

    /** A flat map with empty values kept: an empty value means "remove". */
    public Map<String, String> texts(String name) {
        Map<String, String> flat = new LinkedHashMap<>();
        FormParameters map = under(name);
        map.tree.forEach((key, value) -> {
            if (!(value instanceof String text)) {
                throw new Malformed(map.full(key), "Invalid string: " + map.full(key));
            }
            flat.put(key, text);
        });
        return flat;
    }

    public String full(String name) {
        return path.isEmpty() ? name : path + "[" + name + "]";
    }

    private static void put(Map<String, Object> tree, String name, String value) {
        int bracket = name.indexOf('[');
        List<String> keys = new ArrayList<>(List.of(bracket < 0 ? name : name.substring(0, bracket)));
        Matcher matcher = BRACKET.matcher(bracket < 0 ? "" : name.substring(bracket));
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        Map<String, Object> at = tree;
        for (String key : keys.subList(0, keys.size() - 1)) {
            Object child = at.computeIfAbsent(keyIn(at, key), any -> new LinkedHashMap<String, Object>());
            if (!(child instanceof Map<?, ?> map)) {
                throw new Malformed(name, "Invalid object");
            }
            at = stringKeys(map);
        }
        at.put(keyIn(at, keys.getLast()), value);
    }

    private static String keyIn(Map<String, Object> at, String key) {
        return key.isEmpty() ? Integer.toString(at.size()) : key;
    }

    @SuppressWarnings("unchecked") // every map of the tree is made by put
    private static Map<String, Object> stringKeys(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            throw new Malformed(text, "Invalid encoding: " + text);
        }
    }
}
