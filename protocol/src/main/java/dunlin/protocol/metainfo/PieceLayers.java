package dunlin.protocol.metainfo;

import static dunlin.protocol.metainfo.FileTree.HASH_LENGTH;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BString;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Checks the piece layers of a v2 share (BEP 52): for every file longer than a piece, keyed by its
 * root, the hashes that stand in its Merkle tree one for each piece.
 *
 * <pre>
 *                     root
 *            ┌─────────┴─────────┐
 *            h                   h
 *       ┌────┴────┐         ┌────┴────┐
 *    piece 0   piece 1   piece 2    filler     the layer: its last hashes up to a power of two
 *     ┌┴┐       ┌┴┐       ┌┴┐        ┌┴┐       are those of pieces whose blocks' hashes are zero
 *    blocks of 16 KiB
 * </pre>
 */
final class PieceLayers {
    private static final int BLOCK_LENGTH = 16 * 1024;

    private final MessageDigest sha256;
    private final byte[] filler;

    private PieceLayers(int pieceLength) throws ProtocolException {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        filler = new byte[HASH_LENGTH];
        for (int width = BLOCK_LENGTH; width < pieceLength; width *= 2) {
            sha256.update(filler);
            sha256.update(filler);
            digestInto(filler, 0);
        }
    }

    /**
     * Checks that the layers are those of this share's files, each there once, none beside them.
     *
     * @throws ProtocolException if one lacks, is too many, has a false length or hashes to another
     *     root
     */
    static void check(BDictionary layers, Info info) throws ProtocolException {
        int pieceLength = info.geometry().pieceLength();
        // Files of the same content share a root and a layer.
        Map<String, Long> pieces = new HashMap<>();
        for (FileTree.Leaf file : info.leaves()) {
            if (file.length() > pieceLength) {
                String root = HexFormat.of().formatHex(file.root().orElseThrow());
                long count = (file.length() - 1) / pieceLength + 1;
                Long other = pieces.put(root, count);
                if (other != null && other != count) {
                    throw new ProtocolException("files of different sizes with one root " + root);
                }
            }
        }
        PieceLayers tree = new PieceLayers(pieceLength);
        for (BDictionary.Entry entry : layers.entries()) {
            byte[] root = entry.key().bytes();
            String hex = HexFormat.of().formatHex(root);
            Long count = pieces.remove(hex);
            if (count == null) {
                throw new ProtocolException("a piece layer of no file, for the root " + shown(hex));
            }
            if (!(entry.value() instanceof BString layer)
                    || layer.length() != count * HASH_LENGTH) {
                throw new ProtocolException(
                        "a piece layer that is not " + count + " hashes long, for the root " + hex);
            }
            if (!MessageDigest.isEqual(root, tree.root(layer.bytes()))) {
                throw new ProtocolException("a piece layer that does not hash to its root " + hex);
            }
        }
        if (!pieces.isEmpty()) {
            throw new ProtocolException(
                    "no piece layer for the root " + pieces.keySet().iterator().next());
        }
    }

    /** The root above a layer; overwrites it. */
    private byte[] root(byte[] layer) {
        byte[] above = filler.clone();
        int count = layer.length / HASH_LENGTH;
        while (count > 1) {
            for (int i = 0; i < count; i += 2) {
                sha256.update(layer, i * HASH_LENGTH, HASH_LENGTH);
                if (i + 1 < count) {
                    sha256.update(layer, (i + 1) * HASH_LENGTH, HASH_LENGTH);
                } else {
                    sha256.update(above);
                }
                digestInto(layer, i / 2 * HASH_LENGTH);
            }
            sha256.update(above);
            sha256.update(above);
            digestInto(above, 0);
            count = (count + 1) / 2;
        }
        return Arrays.copyOf(layer, HASH_LENGTH);
    }

    private void digestInto(byte[] target, int at) {
        try {
            sha256.digest(target, at, HASH_LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes hold a SHA-256", e);
        }
    }

    private static String shown(String hex) {
        return hex.length() > 2 * HASH_LENGTH ? hex.substring(0, 2 * HASH_LENGTH) + "…" : hex;
    }
}
