import type { Message } from 'grammy/types';
import type { Scope } from '../../../application/ports/unit-of-work.ts';
import { chatId } from '../../../domain/shared/ids.ts';

/**
 * The words that a message replies to: the part that the user marked, else all of it. Undefined for
 * a reply to something of the bot's that no model said, such as a balance.
 */
export async function quotedText(
  message: Message,
  botId: number,
  { generations }: Scope,
): Promise<string | undefined> {
  if (message.quote !== undefined) {
    return message.quote.text;
  }
  const replied = message.reply_to_message;
  const words = replied?.text ?? replied?.caption;
  if (replied === undefined || words === undefined) {
    return undefined;
  }
  const isAnswer =
    replied.from?.id !== botId ||
    (await generations.findByMessage(chatId(message.chat.id), replied.message_id)) !== undefined;
  return isAnswer ? words : undefined;
}

/** The user's words under those that they are about, as Markdown that models read. */
export function withQuote(prompt: string, quoted: string | undefined): string {
  if (quoted === undefined || quoted.trim() === '') {
    return prompt;
  }
  const quotation = quoted.trim().replaceAll(/^/gm, '> ');
  return prompt.trim() === '' ? quoted.trim() : `${quotation}\n\n${prompt}`;
}
