package io.downbeat.embedded;

import java.util.Map;

/** How the pages look, with the colors that a link brings along. Pure. */
final class EmbeddedStyle {
    private static final Map<String, String> USUAL = Map.of(
            "Gray_dark", "#1d2430",
            "Gray_medium", "#66707f",
            "Gray_light", "#d9dee5",
            "White", "#ffffff",
            "Primary_red", "#a33a1f",
            "Primary_green", "#1d6b43",
            "Action", "#1f5fbf",
            "Action_hover", "#17498f");
    private static final String RULES = """
        body { margin: 0; padding: 16px; font: 14px/20px system-ui, sans-serif; color: var(--Gray_dark); background: var(--White); }
        h1 { font-size: 20px; line-height: 28px; margin: 0 0 12px; }
        h2 { font-size: 16px; margin: 24px 0 8px; }
        a { color: var(--Action); } a:hover { color: var(--Action_hover); }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; font-weight: 600; padding: 8px 0; }
        th, td { text-align: left; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--Gray_light); vertical-align: top; }
        th { color: var(--Gray_medium); font-weight: 400; }
        .figure { text-align: right; font-variant-numeric: tabular-nums; }
        .quiet { color: var(--Gray_medium); }
        .void { color: var(--Primary_red); }
        .total td { font-weight: 600; }
        """;

    private EmbeddedStyle() {}

    /** Where a page behind the link finds it. */
    static String path(String link) {
        return EmbeddedLinks.PATH + link + "/style.css";
    }

    /** @param colors by the API's names, checked when the link was made */
    static String of(Map<String, String> colors) {
        StringBuilder variables = new StringBuilder(":root {");
        EmbeddableUrlRequest.COLORS.forEach(name -> {
            String color = colors.getOrDefault(name, USUAL.get(name));
            if (color != null) {
                variables.append(" --").append(name).append(": ").append(color).append(';');
            }
        });
        return variables.append(" }\n").append(RULES).toString();
    }
}
