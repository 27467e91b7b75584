package dunlin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import java.util.Optional;

/** Texts as QR codes, drawn as SVG. */
public final class QrCodes {
    /** The quiet zone that ISO/IEC 18004 wants around the code, in modules. */
    private static final int BORDER = 4;

    private QrCodes() {}

    /** The code, or empty if the text is too long for any. */
    public static Optional<byte[]> svg(String text) {
        try {
            return Optional.of(draw(QrCode.encodeText(text, QrCode.Ecc.LOW)));
        } catch (DataTooLongException e) {
            return Optional.empty();
        }
    }

    private static byte[] draw(QrCode code) {
        int width = code.size + 2 * BORDER;
        StringBuilder svg = new StringBuilder(32_768);
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" shape-rendering=\"crispEdges\"");
        svg.append(" viewBox=\"0 0 ").append(width).append(' ').append(width).append("\">");
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path d=\"");
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    svg.append('M').append(x + BORDER).append(' ').append(y + BORDER);
                    svg.append("h1v1h-1z");
                }
            }
        }
        return svg.append("\"/></svg>").toString().getBytes(UTF_8);
    }
}
