package dunlin.storage;

import dunlin.storage.Layout.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads runs of bytes of a share's files, by copying or by mapping them. Thread-safe. */
final class SpanReader {
    /** Files shorter than this, in bytes, are read rather than mapped: a mapping costs more. */
    private static final int MAPPED_FROM = 256 * 1024;

    private final FileHandles handles;
    private final FilePlaces places;

    SpanReader(FileHandles handles, FilePlaces places) {
        this.handles = handles;
        this.places = places;
    }

    /** Fills {@code target}, which is as long as the span. */
    void read(Span span, ByteBuffer target) throws StorageException {
        if (span.file().padding()) {
            PaddingBytes.fill(target);
        } else {
            handles.use(span.file(), false, file -> read(file, span, target.rewind()));
        }
    }

    /** Reads from a file that is open, until {@code target} is full. */
    void read(OpenFile file, Span span, ByteBuffer target) throws IOException, StorageException {
        for (long at = span.offset(); target.hasRemaining(); ) {
            int read = file.channel.read(target, at);
            if (read < 0) {
                throw places.endsEarly(span.file(), at);
            }
            at += read;
        }
    }

    /** See {@link ShareFiles#slices}. */
    void slices(Span span, List<ByteBuffer> out) throws StorageException {
        if (span.file().padding()) {
            PaddingBytes.slices(span.length(), out);
        } else if (span.file().length() < MAPPED_FROM) {
            ByteBuffer copy = ByteBuffer.allocate(span.length());
            handles.use(span.file(), false, file -> read(file, span, copy.clear()));
            out.add(copy.flip());
        } else {
            List<ByteBuffer> found = new ArrayList<>(1);
            handles.use(span.file(), false, file -> map(file, span, found));
            out.addAll(found);
        }
    }

    private void map(OpenFile file, Span span, List<ByteBuffer> out)
            throws IOException, StorageException {
        out.clear();
        long end = span.offset() + span.length();
        if (file.channel.size() < end) {
            throw places.endsEarly(span.file(), file.channel.size());
        }
        for (long at = span.offset(); at < end; ) {
            if (!file.isMappable(at)) {
                ByteBuffer copy = ByteBuffer.allocate((int) (end - at));
                read(file, new Span(span.file(), at, copy.capacity()), copy);
                out.add(copy.flip());
                return;
            }
            ByteBuffer slice = file.mapped(at, (int) (end - at));
            at += slice.remaining();
            out.add(slice);
        }
    }
}
