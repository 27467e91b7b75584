package dunlin.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** A transport that looks at every byte, as one that encrypts does: each is turned over. */
final class ScramblingTransport extends SlicingTransport {
    ScramblingTransport(Transport inner, RandomGenerator random, int most) {
        super(inner, random, most);
    }

    @Override
    public boolean readsWhatIsWritten() {
        return true;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int count = super.read(target);
        for (int i = start; i < target.position(); i++) {
            target.put(i, (byte) ~target.get(i));
        }
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        ByteBuffer turned = ByteBuffer.allocate(source.remaining());
        for (int i = source.position(); i < source.limit(); i++) {
            turned.put((byte) ~source.get(i));
        }
        int count = super.write(turned.flip());
        source.position(source.position() + count);
        return count;
    }
}
