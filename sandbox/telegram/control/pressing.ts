import type { InlineKeyboardButton, Message } from 'grammy/types';
import { ControlError } from '../../http/control-error.ts';
import type { ButtonPressed, PressButton, Sent, StopDraft } from '../control-api.ts';
import { hideDraft } from '../state/fading.ts';
import type { World } from '../state/world.ts';
import { findMessage, sceneOf } from './acting.ts';

const DEFAULT_WAIT_MS = 15_000;

/** Presses an inline button and waits for the bot's answer. */
export async function pressButton(
  world: World,
  chatId: number,
  messageId: number,
  input: PressButton,
): Promise<ButtonPressed> {
  const { chat, user } = sceneOf(world, chatId, input);
  const message = findMessage(chat, messageId);
  const data = callbackData(findButton(message, input));
  const callbackQueryId = world.callbacks.open(chatId);
  const updateId = world.updates.push('callback_query', user.id, {
    id: callbackQueryId,
    from: user,
    message,
    chat_instance: String(BigInt(chatId) * 7_919n),
    data,
  });
  const answer = await world.callbacks.wait(callbackQueryId, input.waitMs ?? DEFAULT_WAIT_MS);
  return { callbackQueryId, updateIds: updateId === undefined ? [] : [updateId], answer };
}

/** Presses Stop under a draft: it vanishes, and the bot is told. */
export function stopDraft(world: World, chatId: number, input: StopDraft): Sent {
  const { chat } = sceneOf(world, chatId, input);
  const draftId = input.draftId ?? [...chat.drafts.keys()].at(-1);
  if (draftId === undefined || !hideDraft(world, chat, draftId)) {
    throw new ControlError(404, 'No such draft in this chat');
  }
  const stopped = { chat: chat.wire, draft_id: draftId };
  const updateId = world.updates.push('stopped_message_generation', chatId, stopped);
  return { messages: [], updateIds: updateId === undefined ? [] : [updateId] };
}

function findButton(message: Message, input: PressButton): InlineKeyboardButton {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const { data, row, column = 0 } = input;
  const button =
    row === undefined
      ? rows
          .flat()
          .find((candidate) => 'callback_data' in candidate && candidate.callback_data === data)
      : rows[row]?.[column];
  if (button === undefined) throw new ControlError(404, 'The message has no such button');
  return button;
}

function callbackData(button: InlineKeyboardButton): string {
  if ('callback_data' in button) return button.callback_data;
  throw new ControlError(400, `The button "${button.text}" does not call back`);
}
