import { BlockList, isIP } from 'node:net';

/**
 * Networks that nobody outside can mean. Source: IANA's registries of special-purpose addresses
 * (RFC 6890 and its updates); clouds keep their metadata services at 169.254.169.254, fd00:ec2::254
 * and 100.100.100.200, which are among them.
 */
const notPublicIpv4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Global unicast; everything else of IPv6 is local, multicast, mapped or reserved. */
const publicIpv6 = [['2000::', 3]] as const;

/** Of global unicast: protocol assignments and Teredo, documentation, 6to4, segment routing. */
const notPublicIpv6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const blockedIpv4 = new BlockList();
for (const [network, bits] of notPublicIpv4) {
  blockedIpv4.addSubnet(network, bits, 'ipv4');
}
const global = new BlockList();
for (const [network, bits] of publicIpv6) {
  global.addSubnet(network, bits, 'ipv6');
}
const blockedIpv6 = new BlockList();
for (const [network, bits] of notPublicIpv6) {
  blockedIpv6.addSubnet(network, bits, 'ipv6');
}

/**
 * Whether an address belongs to the public internet. IPv6 forms that hold an IPv4 address are
 * refused as a whole: a name that means the public one has an A record.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blockedIpv4.check(address, 'ipv4');
    case 6:
      return (
        !address.includes('%') &&
        global.check(address, 'ipv6') &&
        !blockedIpv6.check(address, 'ipv6')
      );
    default:
      return false;
  }
}
