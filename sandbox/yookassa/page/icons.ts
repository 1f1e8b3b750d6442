import type { MethodName } from '../objects.ts';
import { type Html, raw } from './html.ts';

/* Drawn for this page: the marks of the payment systems belong to their owners. */

const METHODS: Readonly<Record<MethodName, string>> = {
  bank_card: '<rect x="3" y="5.5" width="18" height="13" rx="2.5"/><path d="M3 10h18M7 15h3"/>',
  sbp: '<path d="M13 3 5 13.5h6L10 21l9-11.5h-6z"/>',
  sberbank: '<circle cx="12" cy="12" r="8.5"/><path d="m8 12 3 3 6-6.5"/>',
  tinkoff_bank: '<path d="M5 4.5h14V12c0 4-3 6.6-7 8-4-1.4-7-4-7-8z"/><path d="M9 9h6M12 9v6"/>',
  yoo_money:
    '<path d="M4 8a2 2 0 0 1 2-2h11v3"/><rect x="4" y="9" width="16" height="10.5" rx="2"/><path d="M16 14.3h.01"/>',
};

const ENDINGS = {
  good: '<path d="m6 12.5 4 4 8-9"/>',
  bad: '<path d="m7 7 10 10M17 7 7 17"/>',
  time: '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>',
  back: '<path d="M9 7 5 11l4 4"/><path d="M5 11h9a5 5 0 0 1 0 10h-2"/>',
} as const;

export type EndingIcon = keyof typeof ENDINGS;

export function methodIcon(method: MethodName): Html {
  return icon(METHODS[method]);
}

export function endingIcon(name: EndingIcon): Html {
  return icon(ENDINGS[name]);
}

function icon(paths: string): Html {
  return raw(`<svg viewBox="0 0 24 24" aria-hidden="true">${paths}</svg>`);
}
