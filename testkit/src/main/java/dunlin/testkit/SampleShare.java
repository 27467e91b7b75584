package dunlin.testkit;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BencodeWriter;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.Library;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/** A share with random content in memory, the same at each making, and zeros where it is padded. */
public record SampleShare(Info info, byte[] content) {
    /** What it is called. */
    public static final String NAME = "share";

    /** A folder with files of these lengths; a negative length stands for so much padding. */
    public static SampleShare of(int pieceLength, int... lengths) throws ProtocolException {
        return of(pieceLength, false, lengths);
    }

    /** One that may be private. */
    public static SampleShare of(int pieceLength, boolean isPrivate, int... lengths)
            throws ProtocolException {
        ByteBuffer content = ByteBuffer.allocate(Arrays.stream(lengths).map(Math::abs).sum());
        BencodeWriter out = new BencodeWriter().dictionary().key("files").list();
        Random random = new Random(7);
        for (int i = 0; i < lengths.length; i++) {
            int length = Math.abs(lengths[i]);
            byte[] bytes = new byte[length];
            out.dictionary();
            if (lengths[i] < 0) {
                out.key("attr").text("p");
            } else {
                random.nextBytes(bytes);
            }
            content.put(bytes);
            out.key("length").integer(length).key("path").list().text("file" + i).end().end();
        }
        out.end().key("name").text(NAME).key("piece length").integer(pieceLength);
        out.key("pieces").string(hashes(content.array(), pieceLength));
        if (isPrivate) {
            out.key("private").integer(1);
        }
        return new SampleShare(Info.parse(out.end().toBytes()), content.array());
    }

    private static byte[] hashes(byte[] content, int pieceLength) {
        int pieces = Math.ceilDiv(content.length, pieceLength);
        ByteBuffer hashes = ByteBuffer.allocate(pieces * Info.PIECE_HASH_LENGTH);
        for (int i = 0; i < pieces; i++) {
            int from = i * pieceLength;
            int to = Math.min(content.length, from + pieceLength);
            hashes.put(sha1(Arrays.copyOfRange(content, from, to)));
        }
        return hashes.array();
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How it is cut. */
    public Geometry geometry() {
        return info.geometry();
    }

    /** All its pieces. */
    public Bitfield all() {
        return Bitfield.all(geometry().pieces());
    }

    /** None of its pieces. */
    public Bitfield none() {
        return Bitfield.none(geometry().pieces());
    }

    /** The bytes of a block; a copy. */
    public byte[] bytes(Block block) {
        int from = (int) geometry().offset(block);
        return Arrays.copyOfRange(content, from, from + block.length());
    }

    /** Puts the files there, whole. */
    public void putInto(Path folder) throws IOException {
        Path root = Files.createDirectories(folder.resolve(NAME));
        for (FileEntry file : info.files()) {
            if (!file.padding()) {
                int from = (int) file.offset();
                byte[] bytes = Arrays.copyOfRange(content, from, from + (int) file.length());
                Files.write(root.resolve(file.displayPath()), bytes);
            }
        }
    }

    /** Whether the files there are whole. */
    public boolean isWholeIn(Path folder) throws IOException {
        for (FileEntry file : info.files()) {
            Path path = folder.resolve(NAME).resolve(file.displayPath());
            int from = (int) file.offset();
            if (!file.padding()
                    && !Arrays.equals(
                            Files.readAllBytes(path),
                            Arrays.copyOfRange(content, from, from + (int) file.length()))) {
                return false;
            }
        }
        return true;
    }

    /** What a library remembers of it. */
    public Library.Entry entry(Path folder, Bitfield have) {
        return new Library.Entry(Metainfo.of(info, Tiers.NONE), folder, NAME, have, Instant.EPOCH);
    }
}
