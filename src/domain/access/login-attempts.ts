/** Attempts that failed, of one name or from one address. */
export interface LoginAttempts {
  readonly failures: number;
  readonly lastAt: Date;
}

const secondMs = 1_000;
/** People mistype: so many failures cost no time. */
const freeFailures = 3;
/** From here on each failure costs as long as it gets. */
const lockingFailures = 10;
const lockMs = 15 * 60 * secondMs;
/** After so long without an attempt they are forgotten. */
const memoryMs = 60 * 60 * secondMs;

/** How long to wait until the next attempt is looked at, in ms; 0: not at all. */
export function waitMs(attempts: LoginAttempts | undefined, now: Date): number {
  if (attempts === undefined) {
    return 0;
  }
  return Math.max(0, attempts.lastAt.getTime() + delayMs(attempts.failures) - now.getTime());
}

/** Counts an attempt before its outcome is known, so that many at a time are no way around. */
export function withAttempt(attempts: LoginAttempts | undefined, now: Date): LoginAttempts {
  const isForgotten =
    attempts === undefined || now.getTime() - attempts.lastAt.getTime() >= memoryMs;
  return { failures: isForgotten ? 1 : attempts.failures + 1, lastAt: now };
}

/** Takes back one attempt that did not fail. */
export function withoutAttempt({ failures, lastAt }: LoginAttempts): LoginAttempts {
  return { failures: Math.max(0, failures - 1), lastAt };
}

function delayMs(failures: number): number {
  if (failures >= lockingFailures) {
    return lockMs;
  }
  return failures <= freeFailures ? 0 : secondMs * 2 ** (failures - freeFailures - 1);
}

/**
 * Whom an address stands for: itself or, of IPv6, its network of 64 bits, all of which one customer
 * of a provider has.
 */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) {
    return ip;
  }
  // An IPv4 address in IPv6 clothes, as servers that listen to both see it.
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) {
    return mapped;
  }
  const [head = '', tail = ''] = ip.toLowerCase().split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
