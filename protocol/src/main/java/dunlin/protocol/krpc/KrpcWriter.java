package dunlin.protocol.krpc;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.bencode.BencodeWriter;
import dunlin.protocol.krpc.Question.Want;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Writes packets, the keys of each dictionary in order. */
final class KrpcWriter {
    private static final byte[] VERSION = {'D', 'N', 0, 1};

    private KrpcWriter() {}

    static byte[] write(Krpc message) {
        BencodeWriter out = new BencodeWriter().dictionary();
        switch (message) {
            case Krpc.Query query -> query(out, query);
            case Krpc.Response response -> {
                ip(out, response.yourAddress());
                answer(out.key("r").dictionary(), response.answer());
                out.end();
            }
            case Krpc.Failure failure -> {
                out.key("e").list().integer(failure.code()).text(failure.text()).end();
                ip(out, failure.yourAddress());
            }
            case Krpc.BadQuery bad -> throw new IllegalArgumentException("never sent: " + bad);
        }
        out.key("t").string(message.transaction().bytes());
        out.key("v").string(VERSION);
        String kind =
                switch (message) {
                    case Krpc.Response _ -> "r";
                    case Krpc.Failure _ -> "e";
                    default -> "q";
                };
        return out.key("y").text(kind).end().toBytes();
    }

    private static void query(BencodeWriter out, Krpc.Query query) {
        arguments(out.key("a").dictionary(), query);
        out.end().key("q").text(query.question().name());
        if (query.readOnly()) {
            out.key("ro").integer(1);
        }
    }

    private static void arguments(BencodeWriter out, Krpc.Query query) {
        byte[] id = query.id().bytes();
        switch (query.question()) {
            case Question.Ping _ -> out.key("id").string(id);
            case Question.FindNode ask -> {
                out.key("id").string(id).key("target").string(ask.target().bytes());
                want(out, ask.want());
            }
            case Question.GetPeers ask -> {
                out.key("id").string(id).key("info_hash").string(ask.hash().bytes());
                flag(out, "noseed", ask.noSeeds());
                flag(out, "scrape", ask.scrape());
                want(out, ask.want());
            }
            case Question.AnnouncePeer ask -> {
                out.key("id").string(id);
                flag(out, "implied_port", ask.impliedPort());
                out.key("info_hash").string(ask.hash().bytes()).key("port").integer(ask.port());
                flag(out, "seed", ask.seed());
                out.key("token").string(ask.token().bytes());
            }
            case Question.Get ask -> {
                out.key("id").string(id);
                ask.newerThan().ifPresent(it -> out.key("seq").integer(it));
                out.key("target").string(ask.target().bytes());
                want(out, ask.want());
            }
            case Question.Put ask -> put(out, id, ask);
            case Question.SampleInfohashes ask -> {
                out.key("id").string(id).key("target").string(ask.target().bytes());
                want(out, ask.want());
            }
            case Question.Unknown ask ->
                    throw new IllegalArgumentException("never sent: " + ask.name());
        }
    }

    private static void put(BencodeWriter out, byte[] id, Question.Put ask) {
        Optional<Item.Signed> signed = ask.item().signed();
        ask.expected().ifPresent(it -> out.key("cas").integer(it));
        out.key("id").string(id);
        signed.ifPresent(it -> {
            out.key("k").string(it.key().bytes());
            if (it.salt().length() > 0) {
                out.key("salt").string(it.salt().bytes());
            }
            out.key("seq").integer(it.sequence());
            out.key("sig").string(it.signature().bytes());
        });
        out.key("token").string(ask.token().bytes()).key("v").raw(ask.item().value().bytes());
    }

    private static void answer(BencodeWriter out, Answer answer) {
        answer.peers().ifPresent(it -> out.key("BFpe").string(it.bytes()));
        answer.seeds().ifPresent(it -> out.key("BFsd").string(it.bytes()));
        out.key("id").string(answer.id().bytes());
        answer.samples().ifPresent(it -> out.key("interval").integer(it.interval()));
        Optional<Item.Signed> signed = answer.item().flatMap(Item::signed);
        signed.ifPresent(it -> out.key("k").string(it.key().bytes()));
        answer.nodes4()
                .ifPresent(it -> out.key("nodes").string(CompactNodes.pack(it, Family.IPV4)));
        answer.nodes6()
                .ifPresent(it -> out.key("nodes6").string(CompactNodes.pack(it, Family.IPV6)));
        answer.samples().ifPresent(it -> samples(out, it));
        answer.sequence().ifPresent(it -> out.key("seq").integer(it));
        signed.ifPresent(it -> out.key("sig").string(it.signature().bytes()));
        answer.token().ifPresent(it -> out.key("token").string(it.bytes()));
        answer.item().ifPresent(it -> out.key("v").raw(it.value().bytes()));
        values(out, answer.values());
    }

    private static void samples(BencodeWriter out, Answer.Samples samples) {
        ByteBuffer packed = ByteBuffer.allocate(samples.hashes().size() * InfoHash.LENGTH);
        samples.hashes().forEach(hash -> packed.put(hash.bytes()));
        out.key("num").integer(samples.total()).key("samples").string(packed.array());
    }

    private static void values(BencodeWriter out, List<PeerAddress> values) {
        if (!values.isEmpty()) {
            out.key("values").list();
            values.forEach(it -> out.string(CompactNodes.pack(it)));
            out.end();
        }
    }

    private static void want(BencodeWriter out, Want want) {
        if (want.ipv4() || want.ipv6()) {
            out.key("want").list();
            if (want.ipv4()) {
                out.text("n4");
            }
            if (want.ipv6()) {
                out.text("n6");
            }
            out.end();
        }
    }

    private static void flag(BencodeWriter out, String key, boolean value) {
        if (value) {
            out.key(key).integer(1);
        }
    }

    private static void ip(BencodeWriter out, Optional<PeerAddress> address) {
        address.ifPresent(it -> out.key("ip").string(CompactNodes.pack(it)));
    }
}
