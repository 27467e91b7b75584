// libutp as the npm package utp-native has it: utp.mjs [HOST:PORT]
// Without an address it serves and sends back what comes. With one it dials it, sends what `send BYTES` on its input says
// and compares what comes back. Tells what happens, a JSON line each; `end` ends the connection; it ends with its input.
import readline from 'node:readline'
import utp from 'utp-native'

const say = (event, fields) => console.log(JSON.stringify({ event, ...fields }))
const byteAt = i => (i * 31 + (i >> 8)) & 0xff
const address = process.argv[2]
let connection
let expected = 0
let received = 0

function follow(its, heard) {
  connection = its
  its.on('data', heard)
  its.on('end', () => say('end', { received }))
  its.on('error', error => say('error', { reason: error.message }))
  its.on('close', () => say('closed'))
}

if (address) {
  const [host, port] = address.split(':')
  follow(utp.connect(Number(port), host, { allowHalfOpen: true }), data => {
    if (data.some((byte, i) => byte !== byteAt(received + i))) say('different')
    received += data.length
    if (received === expected) say('came', { received })
  })
} else {
  const server = utp.createServer({ allowHalfOpen: true }, its => {
    say('connected')
    follow(its, data => {
      received += data.length
      its.write(data)
    })
  })
  server.listen(0, '127.0.0.1', () => say('listening', { port: server.address().port }))
}

readline.createInterface({ input: process.stdin })
  .on('line', line => {
    const [command, count] = line.split(' ')
    if (command === 'end') connection.end()
    else {
      expected = Number(count)
      connection.write(Buffer.from(Array.from({ length: expected }, (_, i) => byteAt(i))))
    }
  })
  .on('close', () => process.exit())
