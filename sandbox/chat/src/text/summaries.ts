import type { Message } from '../api/model.ts';
import { fill, t } from './dictionary.ts';
import { contentOf, serviceKind, wordsOf } from './message-content.ts';
import { money } from './money.ts';

/** One line for a message: in the list of chats and in quotes. */
export function messageSummary(message: Message): string {
  const { text } = wordsOf(message);
  const words = text.replace(/\s+/g, ' ').trim();
  return words === '' ? contentName(message) : words;
}

function contentName(message: Message): string {
  const content = contentOf(message);
  switch (content.kind) {
    case 'text':
    case 'photo':
      return t.photo;
    case 'file':
      return content.file.name === '' ? t[content.label] : content.file.name;
    case 'sticker':
      return `${content.emoji} ${t.sticker}`.trim();
    case 'poll':
      return `${t.poll}: ${content.question}`;
    case 'invoice':
      return `${t.invoice}: ${content.title}`;
    case 'other':
      return serviceKind(message) === undefined ? t.unknownMessage : serviceText(message);
  }
}

/** What a service message says. */
export function serviceText(message: Message): string {
  const kind = serviceKind(message);
  const name = message.from?.first_name ?? '';
  switch (kind) {
    case 'new_chat_members':
      return `${(message.new_chat_members ?? []).map((user) => user.first_name).join(', ')} ${t.joined}`;
    case 'left_chat_member':
      return `${message.left_chat_member?.first_name ?? name} ${t.left}`;
    case 'group_chat_created':
    case 'supergroup_chat_created':
      return t.groupCreated;
    case 'new_chat_title':
      return `${t.renamed}: ${message.new_chat_title ?? ''}`;
    case 'migrate_to_chat_id':
      return t.upgraded;
    case 'pinned_message':
      return `${name} ${t.pinned}`;
    case 'successful_payment':
      return paymentText(message);
    case 'refunded_payment':
      return fill(t.refundOf, { price: priceOf(message.refunded_payment) });
    case undefined:
      return t.unknownMessage;
  }
}

function paymentText(message: Message): string {
  const paid = message.successful_payment;
  const price = priceOf(paid);
  if (paid?.is_recurring === true && paid.is_first_recurring !== true) {
    return fill(t.renewedFor, { price });
  }
  return message.chat.type === 'private'
    ? fill(t.youPaid, { price })
    : fill(t.somebodyPaid, { name: message.from?.first_name ?? '', price });
}

function priceOf(paid: { currency: string; total_amount: number } | undefined): string {
  return paid === undefined ? '' : money(paid.currency, paid.total_amount);
}

/** `1.4 MB` */
export function fileSize(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(0)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
