package dunlin.cli.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Makes a folder to show the exchange with: files large and small, in folders, one empty. */
final class DemoContent {
    private static final int CHUNK = 64 * 1024;

    private DemoContent() {}

    /** Makes it below {@code folder}. @return the folder to share */
    static Path make(Path folder) throws IOException {
        Path shore = Files.createDirectories(folder.resolve("shore"));
        SplittableRandom random = new SplittableRandom();
        fill(shore.resolve("flock over the mudflat.mp4"), 56 << 20, random);
        fill(shore.resolve("field recordings").resolve("dawn chorus.flac"), 24 << 20, random);
        fill(shore.resolve("field recordings").resolve("Alpenstrandläufer.flac"), 12 << 20, random);
        for (int month = 1; month <= 12; month++) {
            Path photo = shore.resolve("photos").resolve("2026-%02d.jpg".formatted(month));
            fill(photo, 300_000 + random.nextInt(200_000), random);
        }
        Files.writeString(
                shore.resolve("notes.txt"),
                "Dunlins fly in flocks of thousands.\n",
                StandardCharsets.UTF_8);
        Files.createFile(shore.resolve("sightings of today.csv"));
        return shore;
    }

    private static void fill(Path file, long length, SplittableRandom random) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), CHUNK)) {
            for (long left = length; left > 0; left -= CHUNK) {
                random.nextBytes(chunk);
                out.write(chunk, 0, (int) Math.min(CHUNK, left));
            }
        }
    }
}
