import { Secret, TOTP } from 'otpauth';
import type { OneTimePasswords } from '../../application/ports/one-time-passwords.ts';

const issuer = 'Nano Banana';
const periodSeconds = 30;
/** One period to each side, for clocks that differ and people who type (RFC 6238, 5.2). */
const window = 1;

export const totp: OneTimePasswords = {
  secret: () => new Secret({ size: 20 }).base32,

  uri: (secret, account) => totpOf(secret, account).toString(),

  stepOf(secret, code, at) {
    const token = code.replaceAll(/\s/g, '');
    if (!/^\d{6}$/.test(token)) {
      return undefined;
    }
    const timestamp = at.getTime();
    const delta = totpOf(secret).validate({ token, timestamp, window });
    return delta === null ? undefined : TOTP.counter({ period: periodSeconds, timestamp }) + delta;
  },
};

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({ issuer, label, secret: Secret.fromBase32(secret), period: periodSeconds });
}
