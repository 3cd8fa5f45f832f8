package io.downbeat.apidocument;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.downbeat.platform.http.Json;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the records that handlers answer look like as JSON, read from the records themselves, so that the document cannot say
 * anything else than they do. A record becomes a schema of its own, named by the way that leads to it.
 */
final class RecordSchemas {
    private final ObjectNode schemas;

    /** @param schemas where those of the records go */
    RecordSchemas(ObjectNode schemas) {
        this.schemas = schemas;
    }

    ObjectNode of(Type type, String name) {
        return switch (type) {
            case ParameterizedType generic -> ofGeneric(generic, name);
            case Class<?> plain -> ofClass(plain, name);
            default -> throw new IllegalArgumentException("no schema for " + type);
        };
    }

    private ObjectNode ofGeneric(ParameterizedType type, String name) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type last = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
        if (Collection.class.isAssignableFrom(raw)) {
            return object("type", "array").set("items", of(last, name)).asObject();
        }
        if (Map.class.isAssignableFrom(raw)) {
            return object("type", "object")
                    .set("additionalProperties", of(last, name))
                    .asObject();
        }
        if (raw == Optional.class) {
            return of(last, name);
        }
        // An envelope, such as a page: written out where it stands, with its one parameter filled in.
        return properties(raw, last, name);
    }

    private ObjectNode ofClass(Class<?> type, String name) {
        if (type.isEnum()) {
            return words(type);
        }
        if (type.isRecord()) {
            RecordComponent[] components = type.getRecordComponents();
            if (components.length == 1 && isAnnotated(type, components[0], JsonValue.class)) {
                return of(components[0].getGenericType(), name);
            }
            schemas.set(name, properties(type, null, name));
            return object("$ref", "#/components/schemas/" + name);
        }
        return scalar(type);
    }

    private static ObjectNode scalar(Class<?> type) {
        if (type == String.class) {
            return object("type", "string");
        } else if (type == UUID.class) {
            return object("type", "string").put("format", "uuid");
        } else if (type == Instant.class) {
            return object("type", "string").put("format", "date-time");
        } else if (type == boolean.class || type == Boolean.class) {
            return object("type", "boolean");
        } else if (type == BigDecimal.class || type == double.class || type == Double.class) {
            return object("type", "number");
        } else if (type == int.class || type == Integer.class) {
            return object("type", "integer").put("format", "int32");
        } else if (type == long.class || type == Long.class) {
            return object("type", "integer").put("format", "int64");
        } else if (type == BigInteger.class) {
            return object("type", "integer");
        } else if (JsonNode.class.isAssignableFrom(type) || type == Object.class) {
            return Json.MAPPER.createObjectNode();
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    static ObjectNode words(Class<?> type) {
        ObjectNode schema = object("type", "string");
        ArrayNode words = schema.putArray("enum");
        Arrays.stream(type.getEnumConstants())
                .map(word -> Json.MAPPER.convertValue(word, String.class))
                .forEach(words::add);
        return schema;
    }

    private ObjectNode properties(Class<?> type, @Nullable Type argument, String name) {
        ObjectNode schema = object("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.MAPPER.createArrayNode();
        boolean always = Optional.ofNullable(type.getAnnotation(JsonInclude.class))
                .filter(include -> include.value() == JsonInclude.Include.ALWAYS)
                .isPresent();
        for (RecordComponent component : type.getRecordComponents()) {
            if (isAnnotated(type, component, JsonIgnore.class)) {
                continue;
            }
            Type declared = component.getGenericType();
            boolean isContent = declared instanceof TypeVariable<?> || contains(declared, TypeVariable.class);
            String further = isContent ? name : name + "." + snakeCase(component.getName());
            if (isAnnotated(type, component, JsonUnwrapped.class)) {
                ObjectNode inner = properties((Class<?>) declared, null, name);
                properties.setAll((ObjectNode) inner.get("properties"));
                inner.path("required").forEach(required::add);
                continue;
            }
            ObjectNode property = isContent ? content(declared, argument, further) : of(declared, further);
            String field = snakeCase(component.getName());
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean shown = always || isAlwaysShown(type, component);
            properties.set(field, nullable && shown ? orNull(property) : property);
            if (shown || !nullable && ((Object) declared) != Optional.class) {
                required.add(field);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private ObjectNode content(Type declared, @Nullable Type argument, String name) {
        if (argument == null) {
            throw new IllegalArgumentException("nothing stands for " + declared);
        }
        return declared instanceof TypeVariable<?>
                ? of(argument, name)
                : object("type", "array").set("items", of(argument, name)).asObject();
    }

    private static boolean contains(Type type, Class<?> kind) {
        return type instanceof ParameterizedType generic
                && Arrays.stream(generic.getActualTypeArguments()).anyMatch(kind::isInstance);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (type == null || schema.has("enum")) {
            ObjectNode either = Json.MAPPER.createObjectNode();
            either.putArray("oneOf").add(schema).add(object("type", "null"));
            return schema.isEmpty() ? schema : either;
        }
        schema.putArray("type").add(type.stringValue()).add("null");
        return schema;
    }

    /** {@code null} too, where the rest of the record leaves out what is not there. */
    private static boolean isAlwaysShown(Class<?> type, RecordComponent component) {
        try {
            JsonInclude include = type.getDeclaredField(component.getName()).getAnnotation(JsonInclude.class);
            return include != null && include.value() == JsonInclude.Include.ALWAYS;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isAnnotated(
            Class<?> type, RecordComponent component, Class<? extends java.lang.annotation.Annotation> annotation) {
        try {
            AnnotatedElement field = type.getDeclaredField(component.getName());
            return field.isAnnotationPresent(annotation)
                    || component.getAccessor().isAnnotationPresent(annotation);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    static ObjectNode object(String name, String value) {
        return Json.MAPPER.createObjectNode().put(name, value);
    }
}
