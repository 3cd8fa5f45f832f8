package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents point at is there: files, headings, and the sentences that a reader compares with the screen. */
class DocumentsTest {
    private static final Path ROOT = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    @Test
    void every_link_between_documents_leads_somewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            String text = Files.readString(document);
            for (MatchResult link : LINK.matcher(text).results().toList()) {
                String target = link.group(1);
                if (!target.contains("://") && !leadsSomewhere(document, target)) {
                    broken.add(ROOT.relativize(document) + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void every_document_is_in_the_index_for_programs() throws IOException {
        String index = Files.readString(ROOT.resolve("llms.txt"));
        assertThat(documents())
                .map(document -> ROOT.relativize(document).toString())
                .filteredOn(path -> path.matches("docs/(destinations/|api/)?[a-z-]+\\.md"))
                .filteredOn(path -> !path.endsWith("/acceptance.md") && !path.endsWith("/sandbox.md"))
                .allSatisfy(path -> assertThat(index).contains("(" + path + ")"));
    }

    @Test
    void the_sentences_of_a_start_that_is_refused_are_those_of_the_code() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/troubleshooting.md"));
        String table = page.substring(page.indexOf("## It does not start"), page.indexOf("## An invoice is missing"));
        String code = sources();
        assertThat(table.lines().filter(line -> line.startsWith("| `")).toList())
                .isNotEmpty()
                .allSatisfy(line -> {
                    String said = line.substring(0, line.indexOf(" |", 2));
                    assertThat(QUOTED.matcher(said).results().map(each -> each.group(1)))
                            .allSatisfy(sentence -> assertThat(code).contains(sentence));
                });
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean leadsSomewhere(Path document, String target) throws IOException {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path leads = file.isEmpty()
                ? document
                : document.toAbsolutePath().getParent().resolve(file).normalize();
        if (!Files.exists(leads)) {
            return false;
        }
        return hash < 0 || anchors(leads).contains(target.substring(hash + 1));
    }

    /** As Markdown's readers make them of headings: lower case, hyphens for blanks, nothing else. */
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** Java's text blocks and joined strings are read as one. */
    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("server/src/main/java"))) {
            StringBuilder all = new StringBuilder();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString().replaceAll("\"\\s*\\+\\s*\"", "");
        }
    }
}
