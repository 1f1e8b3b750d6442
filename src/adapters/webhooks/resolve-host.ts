import { lookup, Resolver } from 'node:dns/promises';

export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a host name. Rejects, with a code of DNS, when there is none. */
export type ResolveHost = (host: string) => Promise<readonly HostAddress[]>;

/** As every other program on this machine, its own list of hosts included. */
export const resolveAsSystem: ResolveHost = (host) => lookup(host, { all: true });

const timeoutMs = 2_000;
const tries = 2;

/**
 * Asks the name servers itself. The system's look-up occupies one of few threads of the process for as
 * long as a name server likes: some endpoints whose names hang would stop everybody's files and names.
 *
 * @param servers `address:port`; those of the system when absent
 */
export function resolveByDns(servers?: readonly string[]): ResolveHost {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (servers !== undefined) {
    resolver.setServers(servers);
  }
  return async (host) => {
    const [ipv4, ipv6] = await Promise.all([
      resolver.resolve4(host).catch(none),
      resolver.resolve6(host).catch(none),
    ]);
    const found = [
      ...ipv4.map((address) => ({ address, family: 4 })),
      ...ipv6.map((address) => ({ address, family: 6 })),
    ];
    if (found.length === 0) {
      throw Object.assign(new Error(`No address is known of ${host}`), { code: 'ENOTFOUND' });
    }
    return found;
  };
}

/** Names that have addresses of one family alone are an error to the other. */
const none = (): string[] => [];
