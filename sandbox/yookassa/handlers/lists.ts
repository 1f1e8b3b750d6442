import type { Shop } from '../control-api.ts';
import { type PaymentRecord, paymentView } from '../state/payment.ts';
import { type RefundRecord, refundView } from '../state/refund-desk.ts';
import { Refusal } from '../state/refusal.ts';
import type { World } from '../state/world.ts';

type Query = Readonly<Record<string, string>>;

type List = { readonly type: 'list'; readonly items: unknown[]; readonly next_cursor?: string };

const DEFAULT_LIMIT = 10;

export function listPayments(world: World, shop: Shop, query: Query): List {
  const fits = (payment: PaymentRecord) =>
    payment.shopId === shop.shopId &&
    (query.status === undefined || query.status === payment.status) &&
    (query.payment_method === undefined || query.payment_method === payment.method?.type) &&
    isWithin('created_at', payment.createdAtMs, query) &&
    isWithin('captured_at', payment.capturedAtMs, query);
  return page(world.cashier.list().filter(fits), query, paymentView);
}

export function listRefunds(world: World, shop: Shop, query: Query): List {
  const fits = (refund: RefundRecord) =>
    refund.payment.shopId === shop.shopId &&
    (query.status === undefined || query.status === refund.status) &&
    (query.payment_id === undefined || query.payment_id === refund.payment.id) &&
    isWithin('created_at', refund.createdAtMs, query);
  return page(world.refunds.list().filter(fits), query, refundView);
}

function isWithin(field: string, timeMs: number | undefined, query: Query): boolean {
  const limits = ['gte', 'gt', 'lte', 'lt'].filter(
    (limit) => query[`${field}.${limit}`] !== undefined,
  );
  if (limits.length === 0) return true;
  return (
    timeMs !== undefined &&
    limits.every((limit) => holds(limit, timeMs, Date.parse(query[`${field}.${limit}`] ?? '')))
  );
}

function holds(limit: string, timeMs: number, boundMs: number): boolean {
  switch (limit) {
    case 'gte':
      return timeMs >= boundMs;
    case 'gt':
      return timeMs > boundMs;
    case 'lte':
      return timeMs <= boundMs;
    default:
      return timeMs < boundMs;
  }
}

/** The cursor names the last one of the page before, so that new ones do not shift the pages. */
function page<T extends { readonly id: string }>(
  found: readonly T[],
  query: Query,
  view: (item: T) => unknown,
): List {
  const limit = query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);
  const start = query.cursor === undefined ? 0 : positionAfter(found, query.cursor);
  const items = found.slice(start, start + limit);
  const last = items.at(-1);
  const hasMore = start + limit < found.length && last !== undefined;
  return {
    type: 'list',
    items: items.map(view),
    ...(hasMore ? { next_cursor: Buffer.from(last.id).toString('base64') } : {}),
  };
}

function positionAfter(found: readonly { readonly id: string }[], cursor: string): number {
  const id = Buffer.from(cursor, 'base64').toString('utf8');
  const position = found.findIndex((item) => item.id === id);
  if (position === -1) throw new Refusal('invalid', 'The cursor is unknown', 'cursor');
  return position + 1;
}
