package dunlin.swarm;

import java.nio.ByteBuffer;

/** A piece whose blocks are all here, to be handed to the disk with its buffer. */
record CompletePiece(int piece, ByteBuffer buffer) {}
