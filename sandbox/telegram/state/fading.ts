import type { MarkedUp } from '../text/marked-up.ts';
import type { Chat } from './chat.ts';
import type { World } from './world.ts';

/*
 * What a chat shows for a moment: drafts (30 s) and chat actions (5 s). Both end early when the bot
 * sends a message.
 */

const DRAFT_MS = 30_000;
const ACTION_MS = 5_000;

export function showDraft(world: World, chat: Chat, draftId: number, content: MarkedUp): void {
  chat.drafts.get(draftId)?.cancel();
  const draft = { draftId, ...content, expiresAtMs: world.clock.now() + DRAFT_MS };
  const cancel = world.clock.after(DRAFT_MS, () => hideDraft(world, chat, draftId));
  chat.drafts.set(draftId, { value: draft, cancel });
  world.events.emit({ type: 'draft', chatId: chat.id, draftId, draft });
}

/** @returns whether there was such a draft. */
export function hideDraft(world: World, chat: Chat, draftId: number): boolean {
  const shown = chat.drafts.get(draftId);
  if (shown === undefined) return false;
  shown.cancel();
  chat.drafts.delete(draftId);
  world.events.emit({ type: 'draft', chatId: chat.id, draftId, draft: null });
  return true;
}

export function showAction(world: World, chat: Chat, name: string): void {
  chat.action?.cancel();
  const action = { action: name, expiresAtMs: world.clock.now() + ACTION_MS };
  const cancel = world.clock.after(ACTION_MS, () => hideAction(world, chat));
  chat.action = { value: action, cancel };
  world.events.emit({ type: 'chat-action', chatId: chat.id, action });
}

export function hideAction(world: World, chat: Chat): void {
  if (chat.action === null) return;
  chat.action.cancel();
  chat.action = null;
  world.events.emit({ type: 'chat-action', chatId: chat.id, action: null });
}

/** A message of the bot takes the place of everything that announced it. */
export function clearFading(world: World, chat: Chat): void {
  for (const draftId of [...chat.drafts.keys()]) hideDraft(world, chat, draftId);
  hideAction(world, chat);
}
