package dev.pacifica.suite.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.walk.WalkPicture.Column;
import dev.pacifica.suite.walk.WalkPicture.Entry;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The SVG is well-formed, shows everything that the picture has, and marks the one step that faults. */
class WalkSvgTest {
    private static final Entry UPPER =
            new Entry("PDE", "0x1000", "0x2007", List.of("P", "RW", "US"), List.of("A"), "", "");
    private static final Entry LEAF =
            new Entry("PTE", "0x2000", "0x5", List.of("P", "US"), List.of(), "RW is 0", "access denied");

    private static WalkPicture picture(String result) {
        return new WalkPicture(
                "user write of linear address 0x0, guest, ASID 1",
                List.of(
                        new Column("PDE", "0x7000", List.of(UPPER, UPPER), List.of(UPPER), ""),
                        new Column("PTE", "0x8000", List.of(UPPER, LEAF), List.of(), "")),
                result,
                true);
    }

    private static Document parsed(WalkPicture picture) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(WalkSvg.of(picture))));
    }

    private static long boxes(Document svg, String kind) {
        NodeList all = svg.getElementsByTagName("rect");
        long count = 0;
        for (int i = 0; i < all.getLength(); i++) {
            count += ((Element) all.item(i)).getAttribute("class").equals("box " + kind) ? 1 : 0;
        }
        return count;
    }

    @Test
    void everyEntryHasABoxAndTheFaultIsMarkedOnce() throws Exception {
        Document svg = parsed(picture("#VMEXIT(NPF)"));
        assertThat(boxes(svg, "nested")).isEqualTo(3);
        assertThat(boxes(svg, "own")).isEqualTo(1);
        assertThat(boxes(svg, "fault")).isEqualTo(1);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("P RW US")
                .contains("sets A")
                .contains("RW is 0: access denied")
                .contains("gPA 0x8000")
                .contains("#VMEXIT(NPF)");
    }

    @Test
    void boxesDoNotOverlapAndLieInThePicture() throws Exception {
        Document svg = parsed(picture("fault"));
        int width = Integer.parseInt(svg.getDocumentElement().getAttribute("width"));
        int height = Integer.parseInt(svg.getDocumentElement().getAttribute("height"));
        NodeList all = svg.getElementsByTagName("rect");
        for (int i = 1; i < all.getLength(); i++) { // the first is the ground
            int[] one = edges((Element) all.item(i));
            assertThat(one[0]).isNotNegative();
            assertThat(one[2]).isLessThanOrEqualTo(width);
            assertThat(one[3]).isLessThanOrEqualTo(height);
            for (int j = i + 1; j < all.getLength(); j++) {
                int[] other = edges((Element) all.item(j));
                boolean apart = one[2] <= other[0] || other[2] <= one[0] || one[3] <= other[1] || other[3] <= one[1];
                assertThat(apart).as("boxes %d and %d", i, j).isTrue();
            }
        }
    }

    private static int[] edges(Element box) {
        int x = Integer.parseInt(box.getAttribute("x"));
        int y = Integer.parseInt(box.getAttribute("y"));
        return new int[] {
            x, y, x + Integer.parseInt(box.getAttribute("width")), y + Integer.parseInt(box.getAttribute("height"))
        };
    }

    /** A report comes from a file that anybody may have written. */
    @Test
    void textIsEscaped() throws Exception {
        String hostile = "</text><script>alert(1)</script>&";
        assertThat(WalkSvg.of(picture(hostile))).doesNotContain("<script");
        assertThat(parsed(picture(hostile)).getDocumentElement().getTextContent())
                .contains(hostile);
    }
}
