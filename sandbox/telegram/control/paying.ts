import type { User } from 'grammy/types';
import { ControlError } from '../../http/control-error.ts';
import type { PayInvoice, PaymentAttempt, PaymentDialog } from '../control-api.ts';
import { type Invoice, type InvoicePlace, invoiceView, STARS } from '../payments/invoice.ts';
import type { Verdict } from '../payments/pre-checkout-queries.ts';
import type { OnProviderPayment } from '../payments/provider.ts';
import {
  canAfford,
  type Deal,
  settle,
  takeChargeId,
  takeProviderChargeId,
  takeStarsReceiptId,
} from '../payments/settling.ts';
import { beginSubscription } from '../payments/subscribing.ts';
import type { World } from '../state/world.ts';
import { type Found, findInvoice } from './invoices.ts';

type Purchase = {
  readonly world: World;
  readonly user: User;
  readonly place: InvoicePlace;
  readonly input: PayInvoice;
  readonly onProviderPayment: OnProviderPayment | undefined;
};

/**
 * A person presses Pay. The bot is asked (`pre_checkout_query`) before this returns its promise, so
 * that several payments can be under way at once.
 */
export async function pay(
  world: World,
  userId: number,
  input: PayInvoice,
  onProviderPayment: OnProviderPayment | undefined,
): Promise<PaymentAttempt> {
  const user = world.users.wire(userId);
  if (user === undefined) throw new ControlError(404, `No user ${userId}`);
  const found = findInvoice(world, userId, input);
  const { place } = found;
  const purchase = { world, user, place, input, onProviderPayment };
  checkPurchase(purchase);
  place.paying.push(userId);
  const { id, verdict } = ask(purchase);
  const dialog = dialogOf(id, userId, found);
  world.events.emit({ type: 'payment-dialog', dialog });
  const word = await verdict;
  place.paying.splice(place.paying.indexOf(userId), 1);
  const attempt = conclude(purchase, word);
  const { status, ...outcome } = attempt;
  const invoice = invoiceView(place);
  world.events.emit({ type: 'payment-dialog', dialog: { ...dialog, invoice, status, ...outcome } });
  return attempt;
}

function checkPurchase({ world, user, place, input }: Purchase): void {
  const { invoice } = place;
  if (place.kind === 'reference') {
    throw new ControlError(
      409,
      'This forwarded copy has a link to the bot instead of a Pay button',
    );
  }
  if (input.again !== true) checkNotPaid(world, user.id, place);
  if (invoice.needEmail && (input.email ?? '') === '') {
    throw new ControlError(400, 'The invoice asks for an e-mail address');
  }
  if (!canAfford(world, user.id, invoice)) throw new ControlError(409, 'not enough Stars');
}

/** Copies and links can be paid any number of times; subscriptions only once at a time. */
function checkNotPaid(world: World, userId: number, place: InvoicePlace): void {
  const isOnce = place.kind === 'original' || place.invoice.subscriptionPeriod !== undefined;
  if (isOnce && place.paying.includes(userId)) {
    throw new ControlError(409, 'This invoice is just being paid ("again" pays it twice)');
  }
  if (place.kind === 'original' && place.paidBy.has(userId)) {
    throw new ControlError(409, 'This invoice is paid ("again" pays it once more)');
  }
  const isSubscribed = world.payments
    .subscriptionsAt(place, userId)
    .some(({ expiresAt }) => expiresAt > world.nowSeconds);
  if (isSubscribed)
    throw new ControlError(409, 'Already subscribed ("again" subscribes once more)');
}

function ask({ world, user, place, input }: Purchase) {
  const { invoice } = place;
  const query = world.payments.queries.open();
  world.updates.push('pre_checkout_query', user.id, {
    id: query.id,
    from: user,
    currency: invoice.currency,
    total_amount: invoice.totalAmount,
    invoice_payload: invoice.payload,
    ...(invoice.needEmail ? { order_info: { email: input.email } } : {}),
  });
  return query;
}

function conclude(purchase: Purchase, verdict: Verdict): PaymentAttempt {
  const { world, user, place, input } = purchase;
  const { invoice } = place;
  switch (verdict.kind) {
    case 'unanswered':
      return { status: 'timed_out', error: 'BOT_PRECHECKOUT_TIMEOUT' };
    case 'refused':
      return { status: 'refused', error: verdict.error };
    case 'agreed': {
      // Another device may have spent the Stars in the meantime.
      if (!canAfford(world, user.id, invoice)) {
        return { status: 'refused', error: 'BALANCE_TOO_LOW' };
      }
      if (input.decline === true && invoice.currency !== STARS) {
        return { status: 'refused', error: 'PAYMENT_FAILED' };
      }
      return complete(purchase);
    }
  }
}

function complete(purchase: Purchase): PaymentAttempt {
  const { world, user, place, input } = purchase;
  const { invoice } = place;
  const chargeId = takeChargeId();
  const periodSeconds = invoice.subscriptionPeriod;
  const email = invoice.needEmail ? input.email : undefined;
  const expiresAt = world.nowSeconds + (periodSeconds ?? 0);
  const deal: Deal = {
    invoice,
    user,
    chargeId,
    providerChargeId: providerChargeId(purchase, chargeId, email),
    ...(email === undefined ? {} : { email }),
    ...(periodSeconds === undefined ? {} : { subscription: { recurring: 'first', expiresAt } }),
  };
  place.paidBy.add(user.id);
  const payment = settle(world, deal);
  if (periodSeconds !== undefined) {
    beginSubscription(world, place, payment, { periodSeconds, expiresAt });
  }
  return { status: 'paid', chargeId, providerChargeId: deal.providerChargeId };
}

function providerChargeId(
  { user, place, input, onProviderPayment }: Purchase,
  chargeId: string,
  email: string | undefined,
): string {
  const { invoice } = place;
  if (invoice.currency === STARS) return takeStarsReceiptId(user.id);
  const given = onProviderPayment?.({
    userId: user.id,
    chargeId,
    ...describe(invoice),
    ...(invoice.sharesEmail && email !== undefined ? { email } : {}),
    method: input.method ?? 'bank_card',
  });
  return given ?? takeProviderChargeId();
}

function describe(invoice: Invoice) {
  const { title, description, payload, currency, totalAmount } = invoice;
  const { providerToken, providerData } = invoice;
  return { title, description, payload, currency, totalAmount, providerToken, providerData };
}

function dialogOf(id: string, userId: number, { place, ...shown }: Found): PaymentDialog {
  return { id, userId, ...shown, invoice: invoiceView(place), status: 'waiting' };
}
