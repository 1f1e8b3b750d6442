import { expect, test } from 'vitest';
import { isPublicAddress } from '../../../src/adapters/webhooks/public-address.ts';

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '93.184.215.14',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
  '2001:4860:4860::8888',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  // This machine, and nobody.
  '0.0.0.0',
  '127.0.0.1',
  '127.255.255.254',
  '::',
  '::1',
  // Private networks and carriers.
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.0',
  '100.127.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  'fc00::1',
  'fd12:3456::1',
  'fec0::1',
  // Link-local, and the metadata services of clouds.
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '192.0.0.192',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  // Multicast, broadcast, reserved, documentation and tests.
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  'ff02::1',
  '2001:db8::1',
  '3fff::1',
  // IPv4 in the clothes of IPv6: mapped, compatible, translated, 6to4, Teredo.
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::1',
  '2001::1',
  // No address.
  '',
  'localhost',
  '127.1',
  '0x7f000001',
  '2130706433',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});
