import type { MessageEntity } from 'grammy/types';
import { ControlError } from '../../http/control-error.ts';
import type {
  EditOwnMessage,
  ForwardPoll,
  PressReplyKey,
  PressStart,
  SendText,
  Sent,
} from '../control-api.ts';
import { type Posted, postFromUser } from '../state/posting.ts';
import type { World } from '../state/world.ts';
import { detectEntities } from '../text/detect.ts';
import { sortEntities } from '../text/marked-up.ts';
import { findMessage, repliedMessage, sceneOf, writingScene } from './acting.ts';
import { unblock } from './blocking.ts';

/** Clients cut longer texts into several messages. */
const TEXT_LIMIT = 4_096;
const START_PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

export function sendText(world: World, chatId: number, input: SendText): Sent {
  const { chat, user } = writingScene(world, chatId, input);
  if (input.text === '') throw new ControlError(400, 'text is empty');
  const replied = repliedMessage(chat, input.replyTo);
  const parts = input.asOneMessage === true ? [input.text] : cut(input.text);
  const posts = parts.map((text) =>
    postFromUser(world, chat, user, textContent(text, input.entities), replied),
  );
  return sent(posts);
}

/** Opens the bot as the link with `payload` does; who had blocked the bot unblocks it by that. */
export function pressStart(world: World, chatId: number, input: PressStart): Sent {
  const { payload, ...actor } = input;
  if (payload !== undefined && !START_PAYLOAD.test(payload)) {
    throw new ControlError(400, 'payload must be 1-64 characters of A-Z a-z 0-9 _ -');
  }
  const { chat } = sceneOf(world, chatId, actor);
  const unblocked = chat.blocked ? unblock(world, chatId, actor).updateIds : [];
  const text = payload === undefined ? '/start' : `/start ${payload}`;
  const started = sendText(world, chatId, { ...actor, text });
  return { messages: started.messages, updateIds: [...unblocked, ...started.updateIds] };
}

/** Presses a key of the reply keyboard, which sends its text. */
export function pressReplyKey(world: World, chatId: number, input: PressReplyKey): Sent {
  const { chat } = writingScene(world, chatId, input);
  const markup = chat.replyKeyboard?.markup;
  const keys = markup !== undefined && 'keyboard' in markup ? markup.keyboard.flat() : [];
  const texts = keys.map((key) => (typeof key === 'string' ? key : key.text));
  if (!texts.includes(input.text)) {
    throw new ControlError(404, `The reply keyboard has no key "${input.text}"`);
  }
  return sendText(world, chatId, input);
}

export function editOwnMessage(
  world: World,
  chatId: number,
  messageId: number,
  input: EditOwnMessage,
): Sent {
  const { chat, user } = writingScene(world, chatId, input);
  const message = findMessage(chat, messageId);
  if (message.from?.id !== user.id) throw new ControlError(409, 'Not your message');
  const isText = message.text !== undefined;
  const entities = detectEntities(input.text, []);
  const { entities: _, caption_entities: __, ...rest } = message;
  const edited = {
    ...rest,
    ...(isText ? { text: input.text } : { caption: input.text }),
    ...(entities.length === 0 ? {} : { [isText ? 'entities' : 'caption_entities']: entities }),
    edit_date: world.nowSeconds,
  };
  world.replace(chat, edited);
  return sent([
    { message: edited, updateId: world.updates.push('edited_message', chat.id, edited) },
  ]);
}

/** A poll from elsewhere, forwarded to the bot. */
export function forwardPoll(world: World, chatId: number, input: ForwardPoll): Sent {
  const { chat, user } = writingScene(world, chatId, input);
  const options = input.options ?? ['Да', 'Нет'];
  const poll = {
    id: world.takeMediaGroupId(),
    question: input.question ?? 'Кто за?',
    options: options.map((text, index) => ({
      persistent_id: String(index),
      text,
      voter_count: index,
    })),
    total_voter_count: options.length,
    is_closed: false,
    is_anonymous: true,
    type: 'regular' as const,
    allows_multiple_answers: false,
    allows_revoting: true,
    members_only: false,
  };
  const forward_origin = {
    type: 'hidden_user',
    sender_user_name: 'Somebody',
    date: world.nowSeconds,
  } as const;
  return sent([postFromUser(world, chat, user, { poll, forward_origin })]);
}

export function sent(posts: readonly Posted[]): Sent {
  return {
    messages: posts.map((post) => post.message),
    updateIds: posts.flatMap(({ updateId }) => (updateId === undefined ? [] : [updateId])),
  };
}

function textContent(text: string, given: readonly MessageEntity[] | undefined) {
  const entities = sortEntities(given ?? detectEntities(text, []));
  return entities.length === 0 ? { text } : { text, entities };
}

/** Never between the halves of a surrogate pair. */
function cut(text: string): string[] {
  const parts: string[] = [];
  for (let begin = 0; begin < text.length; ) {
    let end = Math.min(begin + TEXT_LIMIT, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    parts.push(text.slice(begin, end));
    begin = end;
  }
  return parts;
}
