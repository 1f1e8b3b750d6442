import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../application/ports/clock.ts';
import type { ImageUrls, ImageVariant } from '../../application/ports/image-urls.ts';
import type { ImageId } from '../../domain/shared/ids.ts';

/** At least 32 random bytes, the same in all processes. */
export type ImageUrlKey = string | Uint8Array;

const hourSeconds = 3_600;

/**
 * The address of a picture, with a signature instead of a login.
 *
 * @param baseUrl what comes before `/images/...`, without a slash at its end; empty for relative ones
 */
export function signImageUrl(
  baseUrl: string,
  key: ImageUrlKey,
  id: ImageId,
  variant: ImageVariant,
  now: Date,
): string {
  const hour = Math.floor(now.getTime() / 1000 / hourSeconds);
  const expires = String((hour + 2) * hourSeconds);
  const path = variant === 'original' ? id : `${id}/thumbnail`;
  const signature = signatureOf(key, id, variant, expires).toString('base64url');
  return `${baseUrl}/images/${path}?expires=${expires}&signature=${signature}`;
}

/** Whether a signature is ours and still good. A URL of one picture or variant opens no other. */
export function isSignedImageUrl(
  key: ImageUrlKey,
  id: string,
  variant: ImageVariant,
  { expires, signature }: { readonly expires: string; readonly signature: string },
  now: Date,
): boolean {
  const expected = signatureOf(key, id, variant, expires);
  const given = Buffer.from(signature, 'base64url');
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
  return isOurs && now.getTime() < Number(expires) * 1000;
}

export class SignedImageUrls implements ImageUrls {
  readonly #baseUrl: string;
  readonly #key: ImageUrlKey;
  readonly #clock: Clock;

  constructor(baseUrl: string, key: ImageUrlKey, clock: Clock) {
    this.#baseUrl = baseUrl;
    this.#key = key;
    this.#clock = clock;
  }

  urlOf(id: ImageId, variant: ImageVariant): string {
    return signImageUrl(this.#baseUrl, this.#key, id, variant, this.#clock.now());
  }
}

function signatureOf(key: ImageUrlKey, id: string, variant: ImageVariant, expires: string): Buffer {
  return createHmac('sha256', key).update(`image ${id} ${variant} ${expires}`).digest();
}
