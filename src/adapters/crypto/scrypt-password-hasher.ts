import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordHasher } from '../../application/ports/password-hasher.ts';

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and some 100 ms: among those of the OWASP Password Storage Cheat Sheet's order of cost. */
const currentCost: Cost = { N: 2 ** 15, r: 8, p: 1 };
const saltLength = 16;
const keyLength = 32;
/** The thread pool has four threads, which files and names of hosts need, too. */
const maxAtOnce = 2;

/** Made of nothing that anybody typed; compared with when there is no hash. */
const nobodysHash = format(currentCost, randomBytes(saltLength), randomBytes(keyLength));

/** `scrypt$<N>$<r>$<p>$<salt>$<key>`, both in base64url. Passwords are compared in Unicode's NFKC. */
export class ScryptPasswordHasher implements PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltLength);
    return format(currentCost, salt, await this.#derive(password, salt, currentCost, keyLength));
  }

  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const { cost, salt, key } = parse(stored ?? nobodysHash);
    const derived = await this.#derive(password, salt, cost, key.length);
    return timingSafeEqual(derived, key) && stored !== undefined;
  }

  async #derive(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
    await this.#enter();
    try {
      return await derive(password.normalize('NFKC'), salt, cost, length);
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running >= maxAtOnce) {
      // Whoever leaves hands its place over.
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#running -= 1;
    } else {
      next();
    }
  }
}

function derive(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
  // What scrypt needs is 128 * N * r bytes; the default limit is just that, and so too tight.
  const options = { ...cost, maxmem: 2 * 128 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => {
      if (error) {
        reject(error);
      } else {
        resolve(key);
      }
    });
  });
}

function format({ N, r, p }: Cost, salt: Buffer, key: Buffer): string {
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

function parse(stored: string): {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly key: Buffer;
} {
  const [kind, N, r, p, salt, key] = stored.split('$');
  if (kind !== 'scrypt' || salt === undefined || key === undefined) {
    throw new Error('Cannot check a password as its stored hash is of an unknown kind');
  }
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}
