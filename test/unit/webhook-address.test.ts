import { describe, expect, test } from 'vitest'
import { addressFault } from '../../src/domain/webhooks/address.ts'

const hidden = [
  ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.1', '017700000001', '0177.0.0.1'],
  ...['127.255.255.254', '127.0.0.1.', '0', '0.0.0.0', '0x0', '10.0.0.1', '10.1', '012.0.0.1', '167772161'],
  ...['172.16.0.1', '172.31.255.255', '0xac.0x10.0.1', '192.168.1.1', '192.168.257', '3232235777'],
  ...['169.254.169.254', '169.254.43518', '0xa9fea9fe', '2852039166', '100.64.0.1', '100.127.255.255'],
  ...['192.0.0.170', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.1'],
  ...['203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['１２７.0.0.1', '127。0。0。1', '⑫⑦.0.0.1', '%31%32%37.0.0.1', '①⑥⑨.254.169.254'],
  ...['[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::127.0.0.1]', '[::ffff:127.0.0.1]'],
  ...['[::ffff:7f00:1]', '[::FFFF:10.0.0.1]', '[0:0:0:0:0:ffff:a9fe:a9fe]', '[64:ff9b::7f00:1]'],
  ...['[64:ff9b::169.254.169.254]', '[64:ff9b:1::1]', '[fc00::1]', '[fd12:3456:789a::1]', '[fe80::1]'],
  ...['[febf::1]', '[fec0::1]', '[ff02::1]', '[100::1]', '[2001::1]', '[2001:db8::1]', '[2002:7f00:1::]'],
  ...['[3fff::1]', '[5f00::1]', '[::ffff:0:127.0.0.1]'],
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'ｌｏｃａｌｈｏｓｔ',
    'loc%61lhost',
    'a.localhost',
    'printer',
    'printer.local',
  ],
  ...['printer.local.', 'db.internal', 'metadata.google.internal', 'host.docker.internal', 'router.lan'],
  ...['nas.home', 'nas.home.arpa', 'wiki.corp', 'wiki.intranet', 'x.private', 'x.test', 'x.invalid'],
  ...[
    'x.example',
    'x.onion',
    'kubernetes.default.svc.cluster.local',
    'example.com.',
    '1.0.0.127.in-addr.arpa',
  ],
]

describe('nothing is sent within, however it is spelled', () => {
  test.each(hidden)('%s', host => {
    expect(addressFault(`https://${host}/hook`, false)).not.toBeNull()
    expect(addressFault(`https://${host}/hook`, true)).not.toBeNull()
  })
})

test.each([
  'http://hooks.example.com/',
  'ftp://hooks.example.com/',
  'javascript:alert(1)',
  'https://hooks.example.com:8443/',
  'https://hooks.example.com:80/',
  'https://user@hooks.example.com/',
  'https://user:secret@hooks.example.com/',
  'https://:secret@hooks.example.com/',
  'https://hooks.example.com@127.0.0.1/',
  'https://hooks.example.com/#part',
  'https:\\\\hooks.example.com\\',
  'https://127.0.0.1\\@hooks.example.com/',
  'https://hooks.example.com /',
  'https://hooks.example.com/\n',
  'https://1.2.3.4.5/',
  'https://256.1.1.1/',
  'https://[::1/',
  'https:///',
  'hooks.example.com',
  '/hook',
  '',
  `https://hooks.example.com/${'x'.repeat(2_000)}`,
])('no address to send to: %s', address => {
  expect(addressFault(address, false)).not.toBeNull()
})

test.each([
  'https://hooks.example.com/',
  'https://hooks.example.com:443/in?tenant=1',
  'HTTPS://Hooks.Example.Com',
  'https://bán-hàng.example.vn/',
  'https://8.8.8.8/',
  'https://172.32.0.1/',
  'https://100.128.0.1/',
  'https://192.0.1.1/',
  'https://223.255.255.255/',
  'https://[2606:4700:4700::1111]/',
  'https://[2a00:1450::1]/',
  'https://localhost.example.com/',
  'https://internal.example.com/',
])('what is public can be sent to: %s', address => {
  expect(addressFault(address, false)).toBeNull()
})

test.each(['http://127.0.0.1:9000/', 'http://localhost:9000/in', 'http://[::1]:9000/'])(
  'this very machine, where the house allows it: %s',
  address => {
    expect(addressFault(address, true)).toBeNull()
    expect(addressFault(address, false)).not.toBeNull()
  },
)

test('of machines nearby the house allows none', () => {
  for (const address of ['http://192.168.1.5/', 'http://127.0.0.2/', 'http://printer.local/'])
    expect(addressFault(address, true)).not.toBeNull()
})
