import { LOCALE, t } from './dictionary.ts';

const clockFormat = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const dayFormat = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long' });
const dateFormat = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const preciseFormat = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

const DAY_MS = 86_400_000;

const fullDateFormat = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** `3 Dec 2026` */
export const fullDate = (atMs: number): string => fullDateFormat.format(atMs);

/** `09:05` */
export const clock = (atMs: number): string => clockFormat.format(atMs);

/** `09:05:31` */
export const preciseClock = (atMs: number): string => preciseFormat.format(atMs);

/** Today, Yesterday, or the date. */
export function dayLabel(atMs: number, nowMs = Date.now()): string {
  if (isSameDay(atMs, nowMs)) return t.today;
  return isSameDay(atMs, nowMs - DAY_MS) ? t.yesterday : dayFormat.format(atMs);
}

/** The time today, the date before. */
export function shortTime(atMs: number, nowMs = Date.now()): string {
  return isSameDay(atMs, nowMs) ? clock(atMs) : dateFormat.format(atMs);
}

function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
