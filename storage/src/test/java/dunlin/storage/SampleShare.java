package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.InfoBuilder;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A share with random content in memory, to be written to disks and compared with them. */
final class SampleShare {
    static final int PIECE_LENGTH = 16 * 1024;

    final Info info;
    final byte[] content;

    private SampleShare(Info info, byte[] content) {
        this.info = info;
        this.content = content;
    }

    /** A folder {@code name} with files of these paths and lengths: {@code "a/b.txt:1000"}. */
    static SampleShare folder(String name, String... files) throws ProtocolException {
        List<InfoBuilder.File> list = new ArrayList<>();
        for (String file : files) {
            int colon = file.lastIndexOf(':');
            String path = file.substring(0, colon);
            boolean executable = path.endsWith("*");
            list.add(
                    new InfoBuilder.File(
                            List.of(path.replace("*", "").split("/")),
                            Long.parseLong(file.substring(colon + 1)),
                            executable));
        }
        byte[] content = random(list.stream().mapToLong(InfoBuilder.File::length).sum());
        return new SampleShare(hashed(InfoBuilder.multiFile(name, list), content), content);
    }

    static SampleShare file(String name, int length) throws ProtocolException {
        byte[] content = random(length);
        return new SampleShare(hashed(InfoBuilder.singleFile(name, length), content), content);
    }

    private static byte[] random(long length) {
        byte[] content = new byte[Math.toIntExact(length)];
        new Random(7).nextBytes(content);
        return content;
    }

    private static Info hashed(InfoBuilder builder, byte[] content) throws ProtocolException {
        int pieces = (content.length + PIECE_LENGTH - 1) / PIECE_LENGTH;
        ByteBuffer hashes = ByteBuffer.allocate(pieces * Sha1.LENGTH);
        MessageDigest sha1 = Sha1.digest();
        for (int i = 0; i < pieces; i++) {
            int from = i * PIECE_LENGTH;
            sha1.update(content, from, Math.min(PIECE_LENGTH, content.length - from));
            hashes.put(sha1.digest());
        }
        return builder.pieceLength(PIECE_LENGTH).pieceHashes(hashes.array()).build();
    }

    ShareFiles open(Path folder, OpenMode mode) throws StorageException {
        return ShareFiles.open(folder, info.name(), info, mode);
    }

    int pieces() {
        return info.geometry().pieces();
    }

    /** A direct buffer with one piece. */
    ByteBuffer piece(int piece) {
        int size = info.geometry().pieceSize(piece);
        return ByteBuffer.allocateDirect(size)
                .put(content, (int) info.geometry().offset(piece), size)
                .flip();
    }

    /** The bytes of one file. */
    byte[] bytes(int file) {
        FileEntry entry = info.files().get(file);
        int from = (int) entry.offset();
        return Arrays.copyOfRange(content, from, from + (int) entry.length());
    }

    /** Where a file stands when it is whole. */
    Path path(Path folder, int file) {
        Path path = folder.resolve(info.name());
        if (!info.isSingleFile()) {
            for (String name : info.files().get(file).path()) {
                path = path.resolve(name);
            }
        }
        return path;
    }

    /** Puts all files there, whole, not through the code under test. */
    void putWhole(Path folder) throws IOException {
        for (int i = 0; i < info.files().size(); i++) {
            Files.createDirectories(path(folder, i).getParent());
            Files.write(path(folder, i), bytes(i));
        }
    }

    Library.Entry entry(Path folder, Bitfield have) {
        return new Library.Entry(
                Metainfo.of(info, Tiers.NONE), folder, info.name(), have, Instant.EPOCH);
    }
}
