/** What somebody is about to pay. */
export type PayTarget = {
  /** The same for the same person and invoice. */
  readonly key: string;
  readonly userId: number;
  readonly invoice:
    | { readonly chatId: number; readonly messageId: number }
    | { readonly link: string; readonly slug: string };
};

export function messageTarget(userId: number, chatId: number, messageId: number): PayTarget {
  return {
    key: `${userId}:${invoiceKey(chatId, messageId)}`,
    userId,
    invoice: { chatId, messageId },
  };
}

export function linkTarget(userId: number, slug: string): PayTarget {
  return { key: `${userId}:$${slug}`, userId, invoice: { slug, link: `https://t.me/$${slug}` } };
}

/** Names an invoice message: message ids count anew in each chat. */
export function invoiceKey(chatId: number, messageId: number): string {
  return `${chatId}/${messageId}`;
}
