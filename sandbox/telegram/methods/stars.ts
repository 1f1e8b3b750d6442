import type { StarAmount, StarTransactions } from 'grammy/types';
import { STARS } from '../payments/invoice.ts';
import { refund } from '../payments/settling.ts';
import { editByBot } from '../payments/subscribing.ts';
import { badRequest } from '../protocol/refusal.ts';
import type { Call, MethodTable } from './method.ts';

const PAGE_LIMIT = 100;

/** The bot's Stars: balance, book, refunds, subscriptions. */
export const starMethods: MethodTable = {
  getMyStarBalance: (call): StarAmount => ({ amount: call.world.payments.stars }),

  /** Oldest first. Like the real server it moves a wrong `limit` into its bounds. */
  getStarTransactions(call): StarTransactions {
    const offset = Math.max(call.params.integer('offset') ?? 0, 0);
    const limit = Math.min(Math.max(call.params.integer('limit') ?? PAGE_LIMIT, 1), PAGE_LIMIT);
    return { transactions: call.world.payments.transactions.slice(offset, offset + limit) };
  },

  refundStarPayment(call) {
    const { userId, chargeId } = chargeOf(call);
    const payment = call.world.payments.payment(chargeId);
    const isTheirs = payment?.userId === userId && payment.currency === STARS;
    if (payment === undefined || !isTheirs) throw badRequest('CHARGE_NOT_FOUND');
    if (payment.status === 'refunded') throw badRequest('CHARGE_ALREADY_REFUNDED');
    refund(call.world, payment, false);
    return true;
  },

  editUserStarSubscription(call) {
    const { userId, chargeId } = chargeOf(call);
    const subscription = call.world.payments.subscription(chargeId);
    if (subscription?.userId !== userId) throw badRequest('CHARGE_NOT_FOUND');
    editByBot(call.world, subscription, call.params.flag('is_canceled'));
    return true;
  },
};

function chargeOf(call: Call): { readonly userId: number; readonly chargeId: string } {
  const userId = call.params.requiredInteger('user_id', 'invalid user_id specified');
  if (userId <= 0) throw badRequest('invalid user_id specified');
  const chargeId = call.params.text('telegram_payment_charge_id') ?? '';
  if (chargeId === '') throw badRequest('parameter "telegram_payment_charge_id" is required');
  if (call.world.users.get(userId) === undefined) throw badRequest('user not found');
  return { userId, chargeId };
}
