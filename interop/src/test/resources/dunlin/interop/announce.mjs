// Announces as the npm package bittorrent-tracker does: announce.mjs ANNOUNCE_URL INFO_HASH PORT LEFT
// Prints what came of it, a JSON line each: the answer, every peer, a scrape's counts; ends when told to on its input.
import Client from 'bittorrent-tracker'

const [url, infoHash, port, left] = process.argv.slice(2)
const say = (event, fields) => console.log(JSON.stringify({ event, ...fields }))
const client = new Client({
  infoHash,
  peerId: Buffer.from('-WW0208-' + port.padStart(12, '0')),
  announce: [url],
  port: Number(port),
  getAnnounceOpts: () => ({ uploaded: 0, downloaded: 0, left: Number(left) })
})
client.on('error', error => say('error', { reason: error.message }))
client.on('warning', error => say('warning', { reason: error.message }))
client.on('update', answer => say('update', { complete: answer.complete, incomplete: answer.incomplete }))
client.on('peer', address => say('peer', { address }))
client.on('scrape', answer => say('scrape', { complete: answer.complete, incomplete: answer.incomplete }))
client.start()
process.stdin.on('data', text => {
  if (text.toString().includes('scrape')) client.scrape()
  if (text.toString().includes('stop')) client.stop()
})
process.stdin.on('end', () => client.destroy(() => process.exit(0)))
