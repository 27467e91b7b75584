// A node of the DHT as the npm package bittorrent-dht makes it: dht.mjs NODE (HOST:PORT; none for the first of all)
// Does what its input says, a line each, and prints what came of it, a JSON line each; ends with its input.
//   announce INFO_HASH PORT | lookup INFO_HASH | put TEXT | get TARGET | sign TEXT | newest KEY
import crypto from 'node:crypto'
import readline from 'node:readline'
import DHT from 'bittorrent-dht'

const say = (event, fields) => console.log(JSON.stringify({ event, ...fields }))
const prefix = Buffer.from('302a300506032b6570032100', 'hex') // of a raw Ed25519 key in SPKI form
const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519')
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(prefix.length)
const key = bytes => crypto.createPublicKey({ key: Buffer.concat([prefix, bytes]), format: 'der', type: 'spki' })
const verify = (signature, message, bytes) => crypto.verify(null, message, key(Buffer.from(bytes)), signature)

const node = process.argv[2]
const dht = new DHT({ bootstrap: node ? [node] : false, verify })
dht.on('error', error => say('error', { reason: error.message }))
dht.on('peer', (peer, hash) => say('peer', { address: `${peer.host}:${peer.port}`, hash: hash.toString('hex') }))
dht.listen(0, '127.0.0.1', () => say('listening', { port: dht.address().port }))
dht.on('ready', () => say('ready', { nodes: dht.toJSON().nodes.length }))

const value = item => item ? { value: item.v.toString(), seq: item.seq } : { value: null }
const told = event => (error, hash, count) =>
  say(event, error ? { reason: error.message } : { target: Buffer.from(hash).toString('hex'), count })
const commands = {
  announce: (hash, port) => dht.announce(hash, Number(port), error => say('announced', { reason: error?.message })),
  lookup: hash => dht.lookup(hash, (_, count) => say('looked', { count })),
  put: text => dht.put({ v: Buffer.from(text) }, told('put')),
  get: target => dht.get(target, (error, item) => say('got', { ...value(item), reason: error?.message })),
  sign: text => dht.put(
    { k: raw, v: Buffer.from(text), seq: 1, sign: message => crypto.sign(null, message, privateKey) },
    (error, hash, count) => say('signed', { key: raw.toString('hex'), reason: error?.message, count })),
  newest: hex => dht.get(crypto.createHash('sha1').update(Buffer.from(hex, 'hex')).digest(),
    (error, item) => say('got', { ...value(item), reason: error?.message }))
}
readline.createInterface({ input: process.stdin })
  .on('line', line => {
    const [command, ...words] = line.split(' ')
    commands[command](...words)
  })
  .on('close', () => process.exit(0))
