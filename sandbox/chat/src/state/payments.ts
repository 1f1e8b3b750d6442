import { ControlError } from '../api/http.ts';
import type { InvoiceView, PayInvoice, PaymentAttempt } from '../api/model.ts';
import { paymentsControl } from '../api/payments-control.ts';
import { fill, t } from '../text/dictionary.ts';
import { money } from '../text/money.ts';
import type { NoticeBoard } from './notices.ts';
import { type PageState, withEntry, withoutEntry } from './page-state.ts';
import { invoiceKey, type PayTarget } from './pay-target.ts';
import { Store } from './store.ts';

/** How far a payment has come that somebody began in the pay dialog. */
export type PayProgress =
  | { readonly status: 'paying' }
  | { readonly status: 'paid' }
  /** The bot said no, in these words. */
  | { readonly status: 'refused'; readonly reason: string }
  /** The bot agreed and the provider did not. */
  | { readonly status: 'declined' }
  | { readonly status: 'timed-out' }
  /** The stand-in did not take it to the bot at all. */
  | { readonly status: 'failed'; readonly reason: string };

export type PayChoice = Pick<PayInvoice, 'again' | 'email' | 'method' | 'decline'>;

/**
 * Payments that people make and what happens to them afterwards. Progress lives here rather than in
 * the dialog: closing it and opening it again must not pay twice.
 */
export class Payments {
  readonly progress = new Store<ReadonlyMap<string, PayProgress>>(new Map());
  readonly #store: Store<PageState>;
  readonly #notices: NoticeBoard;

  constructor(store: Store<PageState>, notices: NoticeBoard) {
    this.#store = store;
    this.#notices = notices;
  }

  /** @throws ControlError when there is no such invoice. */
  readonly look = ({ invoice }: PayTarget): Promise<InvoiceView> =>
    'slug' in invoice
      ? paymentsControl.linkedInvoice(invoice.slug)
      : paymentsControl.invoice(invoice.chatId, invoice.messageId);

  /** Learns who has paid an invoice message. */
  readonly learnPayers = async (chatId: number, messageId: number): Promise<void> => {
    try {
      const { paidBy } = await paymentsControl.invoice(chatId, messageId);
      this.#store.update((state) => ({
        ...state,
        payers: withEntry(state.payers, invoiceKey(chatId, messageId), paidBy),
      }));
    } catch (error) {
      const isGone = error instanceof ControlError && error.status === 404;
      if (!isGone) this.#notices.problem(error);
    }
  };

  /** Makes way for a new attempt; one that is under way goes on. */
  readonly forget = ({ key }: PayTarget): void => {
    this.progress.update((all) =>
      all.get(key)?.status === 'paying' ? all : withoutEntry(all, key),
    );
  };

  /** Does nothing while the same payment is under way. */
  async pay(target: PayTarget, view: InvoiceView, choice: PayChoice): Promise<void> {
    if (this.progress.get().get(target.key)?.status === 'paying') return;
    const put = (progress: PayProgress) =>
      this.progress.update((all) => withEntry(all, target.key, progress));
    put({ status: 'paying' });
    const result = await attempt(target, choice);
    put(result);
    if (result.status !== 'paid') return;
    this.#notices.tell(fill(t.paidToast, { price: money(view.currency, view.totalAmount) }));
  }

  setStars(userId: number, stars: number): Promise<boolean> {
    return this.#succeeds(paymentsControl.setStars(userId, stars));
  }

  refund(chargeId: string): Promise<boolean> {
    return this.#succeeds(paymentsControl.refund(chargeId));
  }

  async repeatDelivery(chargeId: string): Promise<void> {
    const isDone = await this.#succeeds(paymentsControl.repeat(chargeId));
    if (isDone) this.#notices.tell(t.repeatDeliveryDone);
  }

  /** The bot will not hear of the next payment, as when Telegram's update is lost. */
  async loseNext(): Promise<void> {
    if (await this.#succeeds(paymentsControl.loseNext())) this.#notices.tell(t.loseNextDone);
  }

  async renew(chargeId: string): Promise<void> {
    await this.#succeeds(
      paymentsControl.renew(chargeId).then((result) => {
        if (result.status !== 'paid') throw new Error(result.error);
      }),
    );
  }

  changeSubscription(chargeId: string, action: 'cancel' | 'resume' | 'fail'): Promise<boolean> {
    return this.#succeeds(paymentsControl.changeSubscription(chargeId, action));
  }

  #succeeds(work: Promise<unknown>): Promise<boolean> {
    return work.then(
      () => true,
      (error: unknown) => {
        this.#notices.problem(error);
        return false;
      },
    );
  }
}

async function attempt({ userId, invoice }: PayTarget, choice: PayChoice): Promise<PayProgress> {
  const what = 'slug' in invoice ? { link: invoice.link } : invoice;
  try {
    return progressOf(await paymentsControl.pay(userId, { ...what, ...choice }));
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

function progressOf(result: PaymentAttempt): PayProgress {
  switch (result.status) {
    case 'paid':
      return { status: 'paid' };
    case 'refused':
      return refusal(result.error);
    case 'timed_out':
      return { status: 'timed-out' };
  }
}

/** Telegram's own codes stand among the bot's words. */
function refusal(error: string): PayProgress {
  switch (error) {
    case 'PAYMENT_FAILED':
      return { status: 'declined' };
    case 'BALANCE_TOO_LOW':
      return { status: 'failed', reason: t.starsSpent };
    default:
      return { status: 'refused', reason: error };
  }
}
