import type { MessageEntity } from 'grammy/types';
import { badRequest, type Refusal } from '../protocol/refusal.ts';

/** Text with its entities. Offsets and lengths count UTF-16 code units, as Telegram's do. */
export type MarkedUp = { readonly text: string; readonly entities: readonly MessageEntity[] };

export function cannotParse(reason: string): Refusal {
  return badRequest(`can't parse entities: ${reason}`);
}

/** Telegram reports places in markup as bytes of UTF-8. */
export function byteOffset(text: string, index: number): number {
  return Buffer.byteLength(text.slice(0, index), 'utf8');
}

/** By offset, the longer first: the order in which Telegram lists entities. */
export function sortEntities(entities: readonly MessageEntity[]): MessageEntity[] {
  return [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
}

/** A link entity; `tg://user?id=` becomes a mention of a person, an unusable address becomes nothing. */
export function linkEntity(offset: number, length: number, url: string): MessageEntity | undefined {
  const user = /^tg:\/\/user\/?\?id=(\d+)$/i.exec(url);
  if (user !== null) {
    const mentioned = { id: Number(user[1]), is_bot: false, first_name: '' };
    return { type: 'text_mention', offset, length, user: mentioned };
  }
  const address = completeUrl(url);
  return address === undefined ? undefined : { type: 'text_link', offset, length, url: address };
}

function completeUrl(url: string): string | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(withScheme)) return undefined;
  const parsed = new URL(withScheme);
  const isWeb = parsed.protocol === 'http:' || parsed.protocol === 'https:';
  if (isWeb && !parsed.hostname.includes('.') && parsed.hostname !== 'localhost') return undefined;
  return isWeb || /^(tg|ton|tonsite):$/.test(parsed.protocol) ? parsed.href : undefined;
}
