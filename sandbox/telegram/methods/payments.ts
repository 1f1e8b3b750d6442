import { payKeyboard, placeOf, wireInvoice } from '../payments/invoice.ts';
import { badRequest } from '../protocol/refusal.ts';
import { postFromBot } from '../state/posting.ts';
import { invoiceInput } from './invoice-input.ts';
import { invoiceMarkup } from './markup.ts';
import type { MethodTable } from './method.ts';
import { replyTarget, writableChat } from './targets.ts';

/** Asking for money, and agreeing to take it. */
export const paymentMethods: MethodTable = {
  sendInvoice(call) {
    const chat = writableChat(call);
    const invoice = invoiceInput(call);
    const replyMarkup = invoiceMarkup(call) ?? payKeyboard(invoice);
    const replyTo = replyTarget(call, chat);
    const content = { invoice: wireInvoice(invoice) };
    const message = postFromBot(call.world, chat, { content, replyMarkup, replyTo });
    chat.invoices.set(message.message_id, placeOf(invoice, 'original'));
    return message;
  },

  createInvoiceLink: (call) => call.world.payments.links.create(invoiceInput(call)),

  answerPreCheckoutQuery(call) {
    const id = call.params.text('pre_checkout_query_id') ?? '';
    const error = call.params.text('error_message') ?? '';
    const isAgreed = call.params.flag('ok');
    if (!isAgreed && error === '') throw badRequest('parameter "error_message" is required');
    const verdict = isAgreed
      ? ({ kind: 'agreed' } as const)
      : ({ kind: 'refused', error } as const);
    if (!call.world.payments.queries.answer(id, verdict)) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    return true;
  },
};
