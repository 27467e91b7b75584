package dunlin.bench.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.InfoBuilder;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.store.Catalogue.Sharer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Shares as teams have them: images of distributions, papers, photos, data sets, builds, lectures.
 * The n-th is always the same.
 */
final class MadeUpShares {
    /**
     * One of them.
     *
     * @param paths of its files; its name alone for one that is a file
     */
    record Made(String name, List<List<String>> paths, Note note, Sharer by) {}

    private static final int MAX_PIECES = 48;
    private static final int SHARERS = 20_000;

    private static final String[] DISTRIBUTIONS =
            "ubuntu debian fedora archlinux alpine rocky almalinux opensuse nixos gentoo mint kali freebsd openbsd proxmox raspios"
                    .split(" ");
    private static final String[] EDITIONS =
            "desktop server netinst live minimal workstation cloud dvd kde gnome".split(" ");
    private static final String[] ARCHITECTURES =
            "amd64 arm64 x86_64 aarch64 riscv64 i386".split(" ");
    private static final String[] PLACES =
            "Lisbon Oslo København Zürich Kraków Łódź Reykjavík Paris Berlin München Wien Praha Roma Napoli Sevilla Porto Dublin Tallinn Riga Helsinki Kyōto Tokyo Hanoi Delhi Nairobi Accra Quito Lima Bogotá Montréal Boston Denver"
                    .split(" ");
    private static final String[] MONTHS =
            "January February March April May June July August September October November December"
                    .split(" ");
    private static final String[] NAMES =
            "Smith Garcia Müller Nguyen Kowalski Rossi Silva Andersson Tanaka Chen Kumar Okafor Haddad Ivanova Dubois Novák Jensen Yilmaz Cohen Murphy"
                    .split(" ");
    private static final String[] VENUES =
            "ICML NeurIPS CVPR SIGCOMM OSDI VLDB AGU EGU ACL SODA".split(" ");
    private static final String[] TAGS =
            "linux image photos raw dataset csv parquet paper pdf lecture video music backup build model weights maps genomics climate public archive \"2024\" 2025 team-a team-b machine-learning"
                    .replace("\"", "")
                    .split(" ");

    private final Vocabulary vocabulary = new Vocabulary();

    Made made(int n) {
        SplittableRandom random = random(n);
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> image(random, n);
            case 4, 5, 6, 7 -> paper(random);
            case 8, 9, 10, 11 -> photos(random);
            case 12, 13, 14, 15 -> dataSet(random);
            case 16, 17 -> build(random);
            default -> lectures(random);
        };
    }

    private static SplittableRandom random(int n) {
        return new SplittableRandom(n * 0x9e3779b97f4a7c15L);
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    /** Its {@code .torrent}, with hashes of nothing and sizes that such shares have. */
    Metainfo metainfo(int n, Made made) {
        SplittableRandom random = random(~n);
        try {
            List<InfoBuilder.File> files = new ArrayList<>();
            long size = 0;
            for (List<String> path : made.paths()) {
                // Most files have some megabytes, few have many gigabytes.
                long length = (long) Math.exp(Math.min(24, 14 + 2.5 * random.nextGaussian()));
                files.add(new InfoBuilder.File(path, length, false));
                size += length;
            }
            int pieceLength = 16 * 1024;
            while (size / pieceLength >= MAX_PIECES && pieceLength < 1 << 30) {
                pieceLength *= 2;
            }
            byte[] hashes = new byte[(int) (20 * ((size + pieceLength - 1) / pieceLength))];
            random.nextBytes(hashes);
            boolean single =
                    files.size() == 1 && files.getFirst().path().getFirst().equals(made.name());
            InfoBuilder builder =
                    single
                            ? InfoBuilder.singleFile(made.name(), size)
                            : InfoBuilder.multiFile(made.name(), files);
            Info info = builder.pieceLength(pieceLength).pieceHashes(hashes).build();
            return Metainfo.of(info, List.of(List.of("http://index.example:6969/announce")));
        } catch (ProtocolException e) {
            throw new IllegalStateException(made.name(), e);
        }
    }

    private static String one(SplittableRandom random, String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static int year(SplittableRandom random) {
        return 2026 - (int) Math.min(20, Math.abs(random.nextGaussian() * 5));
    }

    private Made file(SplittableRandom random, String name) {
        return new Made(name, List.of(List.of(name)), note(random), sharer(random));
    }

    private Made folder(SplittableRandom random, String name, List<List<String>> paths) {
        return new Made(name, paths.stream().distinct().toList(), note(random), sharer(random));
    }

    private Note note(SplittableRandom random) {
        List<String> tags = new ArrayList<>();
        for (int i = random.nextInt(5) - 1; i > 0; i--) {
            tags.add(one(random, TAGS));
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3) == 0 ? random.nextInt(5, 40) : 0; i > 0; i--) {
            text.append(vocabulary.word(random)).append(' ');
        }
        return new Note(text.toString().strip(), tags);
    }

    private static Sharer sharer(SplittableRandom random) {
        int number = (int) (SHARERS * Math.pow(random.nextDouble(), 3));
        String name = "lab-%d-node-%d".formatted(number % 200, number);
        try {
            byte[] key = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
            return new Sharer(PeerKey.of(key), name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Made image(SplittableRandom random, int n) {
        String version =
                "%d.%02d%s"
                        .formatted(
                                random.nextInt(8, 42),
                                random.nextInt(1, 12),
                                random.nextInt(3) == 0 ? "." + random.nextInt(1, 9) : "");
        String name =
                "%s-%s-%s-%s"
                        .formatted(
                                one(random, DISTRIBUTIONS),
                                version,
                                one(random, EDITIONS),
                                one(random, ARCHITECTURES));
        if (random.nextInt(3) > 0) {
            // Many have the same build; a team's own has something behind it.
            return file(random, name + "-" + vocabulary.word(random) + n % 97 + ".iso");
        }
        return folder(
                random,
                name,
                List.of(List.of(name + ".iso"), List.of("SHA256SUMS"), List.of("SHA256SUMS.gpg")));
    }

    private String title(SplittableRandom random) {
        StringBuilder title = new StringBuilder(vocabulary.capital(random));
        for (int i = random.nextInt(3, 9); i > 0; i--) {
            title.append(random.nextInt(4) == 0 ? " of " : " ").append(vocabulary.word(random));
        }
        return title.toString();
    }

    private String paperName(SplittableRandom random) {
        return "%s et al. (%d) - %s.pdf".formatted(one(random, NAMES), year(random), title(random));
    }

    private Made paper(SplittableRandom random) {
        if (random.nextInt(4) > 0) {
            return file(random, paperName(random));
        }
        List<List<String>> paths = new ArrayList<>();
        for (int i = random.nextInt(10, 120); i > 0; i--) {
            paths.add(List.of(paperName(random)));
        }
        String name = one(random, VENUES) + " " + year(random) + " " + vocabulary.word(random);
        return folder(random, name, paths);
    }

    private Made photos(SplittableRandom random) {
        boolean camera = random.nextBoolean();
        int first = random.nextInt(9_000);
        List<List<String>> paths = new ArrayList<>();
        int days = random.nextInt(1, 4);
        int each = (int) Math.clamp(Math.exp(2.5 + random.nextGaussian()), 1, 200 / days);
        for (int i = 0; i < days * each; i++) {
            String file = (camera ? "IMG_%04d.jpg" : "DSC%05d.NEF").formatted(first + i);
            paths.add(days == 1 ? List.of(file) : List.of("Day " + (i / each + 1), file));
        }
        String name =
                "%s %s %d %s"
                        .formatted(
                                one(random, PLACES),
                                one(random, MONTHS),
                                year(random),
                                vocabulary.word(random));
        return folder(random, name, paths);
    }

    private Made dataSet(SplittableRandom random) {
        String name =
                "%s-%s-%s-v%d"
                        .formatted(
                                vocabulary.word(random),
                                vocabulary.word(random),
                                random.nextInt(2) == 0 ? "dataset" : vocabulary.word(random),
                                random.nextInt(1, 12));
        String type = one(random, "parquet csv.gz tfrecord nc h5 tar.gz jsonl".split(" "));
        int parts = (int) Math.clamp(Math.exp(2 + 1.3 * random.nextGaussian()), 1, 190);
        List<List<String>> paths = new ArrayList<>();
        paths.add(List.of("README.md"));
        for (int i = 0; i < parts; i++) {
            paths.add(List.of("data", "train-%05d-of-%05d.%s".formatted(i, parts, type)));
        }
        return folder(random, name, paths);
    }

    private Made build(SplittableRandom random) {
        String name =
                "%s-%d.%d.%d-linux-%s.tar.gz"
                        .formatted(
                                vocabulary.word(random),
                                random.nextInt(9),
                                random.nextInt(30),
                                random.nextInt(20),
                                one(random, ARCHITECTURES));
        return file(random, vocabulary.word(random) + "_" + name);
    }

    private Made lectures(SplittableRandom random) {
        String course = vocabulary.capital(random) + " " + vocabulary.capital(random);
        if (random.nextBoolean()) {
            return file(
                    random,
                    "%s - Lecture %d - %s (%d) 1080p.mp4"
                            .formatted(course, random.nextInt(1, 30), title(random), year(random)));
        }
        List<List<String>> paths = new ArrayList<>();
        for (int i = 1; i < random.nextInt(5, 30); i++) {
            paths.add(List.of("%02d - %s.mkv".formatted(i, title(random))));
        }
        paths.add(List.of("Slides", "all.pdf"));
        return folder(random, course + " " + year(random), paths);
    }
}
