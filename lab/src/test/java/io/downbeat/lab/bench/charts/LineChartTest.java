package io.downbeat.lab.bench.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.lab.bench.figures.Curve;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class LineChartTest {
    private static final Curve CURVE = new Curve(
            "ingest",
            "Events & their <cost>",
            Curve.Axis.logarithmic("events there"),
            Curve.Axis.linear("events/s"),
            List.of(
                    new Curve.Line("now", List.of(new Curve.Point(1_000, 40_000), new Curve.Point(1_000_000, 38_000))),
                    new Curve.Line("before", List.of(new Curve.Point(1_000, 40_000), new Curve.Point(1e6, 37_500)))));

    @Test
    void it_says_in_words_what_it_shows() throws Exception {
        Document drawn = parsed(LineChart.svg(CURVE));
        assertThat(texts(drawn))
                .contains(
                        "Events & their <cost>",
                        "events there",
                        "events/s",
                        "now 38k",
                        "before 37.5k",
                        "1k",
                        "1M",
                        "40k");
        assertThat(drawn.getDocumentElement().getAttribute("aria-label")).isEqualTo("Events & their <cost>");
    }

    @Test
    void every_point_lies_inside_the_picture_and_more_is_higher() throws Exception {
        NodeList dots = parsed(LineChart.svg(CURVE)).getElementsByTagName("circle");
        assertThat(dots.getLength()).isEqualTo(4);
        List<Double> heights = IntStream.range(0, 4)
                .mapToObj(i -> Double.parseDouble(((Element) dots.item(i)).getAttribute("cy")))
                .toList();
        assertThat(heights).allMatch(y -> y > 0 && y < 400);
        assertThat(heights.get(1)).isGreaterThan(heights.get(0));
        assertThat(heights.get(3)).isGreaterThan(heights.get(1));
    }

    @Test
    void names_of_lines_that_end_close_together_do_not_lie_upon_each_other() throws Exception {
        NodeList all = parsed(LineChart.svg(CURVE)).getElementsByTagName("text");
        List<Double> heights = IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(text -> text.getAttribute("class").matches("n\\d"))
                .map(text -> Double.parseDouble(text.getAttribute("y")))
                .toList();
        assertThat(heights).hasSize(2);
        assertThat(Math.abs(heights.get(0) - heights.get(1))).isGreaterThanOrEqualTo(16);
    }

    @Test
    void it_has_colours_for_the_dark() {
        assertThat(LineChart.svg(CURVE)).contains("prefers-color-scheme: dark");
    }

    @Test
    void each_curve_is_a_file_of_its_name(@TempDir Path folder) throws IOException {
        LineChart.write(List.of(CURVE), folder.resolve("pictures"));
        assertThat(Files.readString(folder.resolve("pictures/ingest.svg"))).isEqualTo(LineChart.svg(CURVE));
    }

    private static List<String> texts(Document drawn) {
        NodeList texts = drawn.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .toList();
    }

    private static Document parsed(String svg) throws ParserConfigurationException, SAXException, IOException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
