import type { Message } from 'grammy/types';
import type { Scope } from '../../../application/ports/unit-of-work.ts';
import type { BotContext } from './context.ts';
import { commandNames } from './profile.ts';

/**
 * Whether an update of a group is meant for the bot: a command of its own, its name, a reply to it,
 * a press of its button, or another photo of an album that is.
 */
export async function isAddressed(ctx: BotContext, reads: Scope): Promise<boolean> {
  const { message, me } = ctx;
  if (message === undefined) {
    return ctx.callbackQuery !== undefined;
  }
  return (
    isReplyTo(me.id, message) ||
    mentions(me, message) ||
    isOwnCommand(me.username, message) ||
    (await isOfAddressedAlbum(message, reads))
  );
}

/** Every message of a topic that says nothing else replies to the message that opened the topic. */
function isReplyTo(botId: number, { reply_to_message: replied }: Message): boolean {
  return replied?.from?.id === botId && replied.forum_topic_created === undefined;
}

function mentions({ id, username }: BotContext['me'], message: Message): boolean {
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  const name = `@${username}`.toLowerCase();
  return entities.some((entity) => {
    const words = text.slice(entity.offset, entity.offset + entity.length).toLowerCase();
    return entity.type === 'mention'
      ? words === name
      : entity.type === 'text_mention' && entity.user.id === id;
  });
}

/** `/image@our_bot`, or the bare `/image`, which is everybody's who knows it. */
function isOwnCommand(username: string, message: Message): boolean {
  const text = message.text ?? message.caption ?? '';
  const [, command, recipient] = /^\/(\w+)(?:@(\w+))?(?!\S)/.exec(text) ?? [];
  return recipient === undefined
    ? commandNames.some((own) => own === command)
    : recipient.toLowerCase() === username.toLowerCase();
}

/** Only the first photo carries the caption, and with it our name. */
async function isOfAddressedAlbum(message: Message, { albums }: Scope): Promise<boolean> {
  const key = albumKeyOf(message);
  return key !== undefined && (await albums.find(key)) !== undefined;
}

/** Names an album durably; undefined for what is not part of one. */
export function albumKeyOf({ chat, media_group_id: group }: Message): string | undefined {
  return group === undefined ? undefined : `${chat.id}:${group}`;
}
