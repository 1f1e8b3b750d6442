import { ControlError } from '../../http/control-error.ts';
import type {
  ForwardedInvoice,
  ForwardInvoice,
  InvoiceView,
  PayInvoice,
  PaymentDialog,
} from '../control-api.ts';
import { forwarded, type InvoicePlace, invoiceView, wireInvoice } from '../payments/invoice.ts';
import type { Chat } from '../state/chat.ts';
import { postFromUser } from '../state/posting.ts';
import type { World } from '../state/world.ts';
import { findChat, findMessage, sceneOf, writingScene } from './acting.ts';
import { sent } from './writing.ts';

/** An invoice, and where a person's client shows it. */
export type Found = Pick<PaymentDialog, 'link' | 'message'> & { readonly place: InvoicePlace };

/** What a person is about to pay. @throws {ControlError} for what they cannot see. */
export function findInvoice(world: World, userId: number, input: PayInvoice): Found {
  if ('link' in input) return { place: linkedPlace(world, input.link), link: input.link };
  const { chat } = sceneOf(world, input.chatId ?? userId, { as: userId });
  const messageId = input.messageId ?? newestInvoice(chat);
  if (messageId === undefined) throw new ControlError(404, 'There is no invoice in this chat');
  return { place: placeIn(chat, messageId), message: { chatId: chat.id, messageId } };
}

export function invoiceOfLink(world: World, link: string): InvoiceView {
  return invoiceView(linkedPlace(world, link));
}

export function invoiceOfMessage(world: World, chatId: number, messageId: number): InvoiceView {
  return invoiceView(placeIn(findChat(world, chatId), messageId));
}

/** A person forwards an invoice to a group, or back to the bot. */
export function forwardInvoice(
  world: World,
  chatId: number,
  messageId: number,
  input: ForwardInvoice,
): ForwardedInvoice {
  const { toChatId, ...actor } = input;
  const { chat, user } = sceneOf(world, chatId, actor);
  const original = findMessage(chat, messageId);
  const target = writingScene(world, toChatId, { as: user.id });
  const { username = '' } = world.bot;
  const copy = forwarded(placeIn(chat, messageId), username);
  const forward_origin = {
    type: 'user',
    sender_user: world.bot,
    date: original.date,
  } as const;
  const invoice = wireInvoice(copy.place.invoice);
  const content = { invoice, forward_origin, reply_markup: copy.markup };
  const post = postFromUser(world, target.chat, user, content);
  target.chat.invoices.set(post.message.message_id, copy.place);
  const result = sent([post]);
  return copy.kind === 'pay-button'
    ? { ...result, kind: copy.kind }
    : { ...result, kind: copy.kind, link: copy.link, payload: copy.payload };
}

function linkedPlace(world: World, link: string): InvoicePlace {
  const place = world.payments.links.find(link);
  if (place === undefined) throw new ControlError(404, `No invoice behind ${link}`);
  return place;
}

function placeIn(chat: Chat, messageId: number): InvoicePlace {
  findMessage(chat, messageId);
  const place = chat.invoices.get(messageId);
  if (place === undefined) throw new ControlError(404, `Message ${messageId} is no invoice`);
  return place;
}

function newestInvoice(chat: Chat): number | undefined {
  const payable = [...chat.invoices].filter(([, place]) => place.kind !== 'reference');
  return payable.at(-1)?.[0];
}
