package dunlin.interop;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Content to be shared, and the comparison of what came with what was sent. */
final class Fixtures {
    static final int MIB = 1 << 20;

    private Fixtures() {}

    /** A file of random bytes, the same at every run. */
    static Path randomFile(Path file, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(file.getFileName().toString().hashCode()).nextBytes(bytes);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    /** A folder with an empty file, tiny and large files, and names that are not plain ASCII. */
    static Path folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.createFile(folder.resolve("empty"));
        randomFile(folder.resolve("one byte"), 1);
        randomFile(folder.resolve("Großes Boot/Übung 1.bin"), 3 * MIB + 17);
        randomFile(folder.resolve("Großes Boot/deep/er/日本語.dat"), 2 * MIB);
        randomFile(folder.resolve("café & co (100%) 'x'.bin"), 700_001);
        randomFile(folder.resolve("zz last.bin"), 5 * MIB);
        return folder;
    }

    /** A copy of the file that holds only the pieces that are asked for; the rest is zeros. */
    static Path part(Path file, Path copy, int pieceLength, IntPredicate pieces)
            throws IOException {
        try (var from = new RandomAccessFile(file.toFile(), "r");
                var to = new RandomAccessFile(copy.toFile(), "rw")) {
            to.setLength(from.length());
            byte[] piece = new byte[pieceLength];
            for (int index = 0; (long) index * pieceLength < from.length(); index++) {
                if (pieces.test(index)) {
                    from.seek((long) index * pieceLength);
                    int length = from.read(piece);
                    to.seek((long) index * pieceLength);
                    to.write(piece, 0, length);
                }
            }
        }
        return copy;
    }

    /** Every file below, by its path: to be compared with another such map. Links are left out. */
    static Map<String, Content> contentOf(Path root) throws IOException {
        Map<String, Content> contents = new TreeMap<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (attributes.isRegularFile()) {
                            contents.put(root.relativize(file).toString(), Content.of(file));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return contents;
    }
}
