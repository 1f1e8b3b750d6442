import type { Language } from '../../../domain/users/user.ts';

/** Nobody tells a bot the user's time zone: days are those of UTC. e.g. `Jan 15, 2026`. */
export function formatDay(language: Language, at: Date): string {
  const parts = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(language, parts).format(at);
}

/** To the second, for those who look into what happened. e.g. `2026-01-15 12:00:03`. */
export const formatTime = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');
