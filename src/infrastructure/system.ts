import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock } from '../application/ports/clock.ts';
import type { IdGenerator } from '../application/ports/id-generator.ts';

export const systemClock: Clock = { now: () => new Date() };

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

export const systemIds: IdGenerator = {
  uuid: () => v7(),
  code: (length) =>
    Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
};
