package io.downbeat.documents;

import io.downbeat.balances.BalanceType;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.pricing.rates.TierRange;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;

/** For a person to look at: documents as PDF and their pages as pictures, in target/pictures. */
final class Pictures {
    private static final Path FOLDER = Path.of("target", "pictures");

    private Pictures() {}

    public static void main(String[] args) throws IOException {
        Files.createDirectories(FOLDER);
        Map<String, Sample> samples = new TreeMap<>();
        samples.put("normal", normal(new Sample()));
        samples.put("draft", normal(new Sample()).as(InvoiceStatus.DRAFT).from(Sample.NOBODY));
        samples.put("void", normal(new Sample()).as(InvoiceStatus.VOID));
        samples.put("zero", new Sample());
        samples.put("euro", euro());
        samples.put("commits", commits());
        samples.put("scripts", scripts());
        samples.put("more", moreScripts());
        samples.put("long", lines(new Sample(), 120));
        samples.forEach((name, sample) -> write(name, sample.pdf()));
    }

    static Sample normal(Sample sample) {
        return sample.usage("Input tokens", "18250000", "0.00025", "4563")
                .usage("Output tokens", "2750000", "0.00125", "3438")
                .usage(
                        "Compute hours",
                        "412.75",
                        "12.5",
                        "5159",
                        Map.of("region", "eu-central-1", "size", "large"),
                        null)
                .usage("API calls", "1000", "1", "1000", Map.of(), tier(1, "0", "1000"))
                .usage("API calls", "9000", "0.8", "7200", Map.of(), tier(2, "1000", "9000"))
                .usage("API calls", "2500", "0.5", "1250", Map.of(), tier(3, "10000", null))
                .scheduled("Platform fee", "1", "125000", "125000", "2025-01-15T00:00:00Z")
                .scheduled(
                        "Goodwill credit for the office affiliate outage",
                        "1",
                        "-2500",
                        "-2500",
                        "2025-01-20T14:30:00Z");
    }

    static Sample commits() {
        return new Sample()
                .paid("Output tokens", "400", "100", "40000", BalanceType.CREDIT, "Welcome credit")
                .paid("Output tokens", "250", "100", "25000", BalanceType.PREPAID, "Yearly commit")
                .paid("Output tokens", "100", "100", "10000", BalanceType.POSTPAID, "Minimum spend")
                .usage("Input tokens", "50", "100", "5000");
    }

    static Sample euro() {
        return new Sample()
                .in(Sample.EUR)
                .called("Compagnie Générale d'Électricité et de Télécommunications du Sud-Ouest et de la Méditerranée"
                        + " S.A.S.")
                .usage(
                        "Averylongproductnamewithoutanyblankthatwouldotherwiserunintothenextcolumnofthetable",
                        "1",
                        "1234567.12345678",
                        "1234567.12")
                .usage("Storage, GiB-months", "0.000012345678", "0.02", "0.00");
    }

    static Sample scripts() {
        Sample sample = new Sample().called("شركة النور للتجارة (Al Noor) 2025");
        for (String name : List.of(
                "北京云计算有限公司",
                "株式会社データビート・クラウド",
                "주식회사 다운비트",
                "ООО «Облачные вычисления»",
                "Ελληνική Εταιρεία Ύδρευσης",
                "חברת החשמל לישראל בע\"מ",
                "شركة الاتصالات السعودية 42 units",
                "भारतीय प्रौद्योगिकी क्षेत्र संस्थान",
                "บริษัท น้ำทิพย์ ผู้ผลิต จำกัด",
                "বাংলাদেশ ক্লাউড লিমিটেড",
                "தமிழ் நிறுவனம்",
                "తెలుగు సంస్థ",
                "ગુજરાત ક્લાઉડ",
                "ქართული კომპანია",
                "Հայկական ընկերություն",
                "የኢትዮጵያ ድርጅት",
                "Công ty Điện lực Việt Nam",
                "Emoji \uD83D\uDE80 and family \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 here",
                "<b>Tom & \"Jerry\"</b>")) {
            sample.usage(name, "1", "100", "100");
        }
        return sample;
    }

    static Sample moreScripts() {
        Sample sample = new Sample()
                .called("भारतीय प्रौद्योगिकी क्षेत्र संस्थान (मुंबई) 2025")
                .from(new Sender("株式会社データビート・クラウド・コンピューティング", List.of("東京都千代田区丸の内一丁目", "日本"), null, null));
        for (String name : List.of(
                "شرکت پژوهش و گسترش گیتی (ایران) ۱۴۰۳",
                "پاکستان ٹیلی کمیونیکیشن کمپنی لمیٹڈ",
                "Globex עברית mixed with 2025 digits and שלום",
                "كلمات طويلة كثيرة تملأ السطر الأول ثم تنتقل إلى السطر الثاني من العمود نفسه حتى النهاية",
                "ਪੰਜਾਬ ਕੰਪਨੀ",
                "ಕರ್ನಾಟಕ ಸಂಸ್ಥೆ",
                "കേരള കമ്പനി",
                "ශ්‍රී ලංකා ටෙලිකොම්",
                "ក្រុមហ៊ុនទូរគមនាគមន៍",
                "ບໍລິສັດ ລາວ",
                "ကုမ္ပဏီ",
                "ที่ดินและสิ่งปลูกสร้างจำกัดมหาชนประเทศไทยยาวมาก",
                "Ça fait Œuvre – “naïve” ½ €5 №7 ™ ≥ ∑ → ✓ ☎")) {
            sample.usage(name, "1", "100", "100");
        }
        return sample;
    }

    static Sample lines(Sample sample, int count) {
        for (int line = 1; line <= count; line++) {
            sample.usage("Compute hours", "24.5", "12.25", "300", Map.of("instance", "i-" + (100000 + line)), null);
        }
        return sample;
    }

    static TierRange tier(int level, String from, String size) {
        return new TierRange(level, new BigDecimal(from), size == null ? null : new BigDecimal(size));
    }

    private static void write(String name, byte[] pdf) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            Files.write(FOLDER.resolve(name + ".pdf"), pdf);
            var renderer = new PDFRenderer(document);
            int last = document.getNumberOfPages() - 1;
            for (int page : last == 0 ? new int[] {0} : new int[] {0, last}) {
                BufferedImage picture = renderer.renderImageWithDPI(page, 110);
                ImageIO.write(
                        picture,
                        "png",
                        FOLDER.resolve(name + "-" + (page + 1) + ".png").toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
