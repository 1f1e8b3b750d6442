import { randomBytes } from 'node:crypto';

/** Seconds from 1970 to 2000, from where YooKassa's ids seem to count. */
const EPOCH_SECONDS = 946_684_800;

/** An id of 36 characters as YooKassa makes them: time, kind, chance. */
export function newId(kind: 'payment' | 'refund', nowMs: number): string {
  const seconds = Math.max(0, Math.floor(nowMs / 1_000) - EPOCH_SECONDS);
  const time = seconds.toString(16).padStart(8, '0').slice(-8);
  const middle = kind === 'payment' ? '000f-5000-9000' : '0015-5000-a000';
  return `${time}-${middle}-${randomBytes(6).toString('hex')}`;
}
