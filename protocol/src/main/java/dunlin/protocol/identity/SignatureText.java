package dunlin.protocol.identity;

import dunlin.protocol.ProtocolException;
import java.util.HexFormat;

/** Signatures as 128 hexadecimal digits. */
final class SignatureText {
    private SignatureText() {}

    /**
     * @throws ProtocolException if it is anything else
     */
    static byte[] parse(String hex) throws ProtocolException {
        if (hex.length() != 2 * Ed25519.SIGNATURE_LENGTH
                || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new ProtocolException("a signature is 128 hexadecimal digits");
        }
        return HexFormat.of().parseHex(hex);
    }
}
